/** A limit of so many at a time for each holder; the others wait in the order in which they came. */

export type Lanes = <T>(holder: string, work: () => Promise<T>) => Promise<T>;

export function createLanes(perHolder: number): Lanes {
  const busy = new Map<string, { running: number; waiting: (() => void)[] }>();
  return async (holder, work) => {
    const lane = busy.get(holder) ?? { running: 0, waiting: [] };
    busy.set(holder, lane);
    if (lane.running < perHolder) lane.running++;
    else await new Promise<void>((resolve) => lane.waiting.push(resolve));
    try {
      return await work();
    } finally {
      // Whoever waits takes the place over.
      const next = lane.waiting.shift();
      if (next === undefined) lane.running--;
      else next();
      if (lane.running === 0) busy.delete(holder);
    }
  };
}
