/** A queue whose reader waits for what is to come. */
export interface AsyncQueue<T> {
  push(item: T): void;
  next(): Promise<T>;
  take(count: number): Promise<T[]>;
  /** What arrived and was not read. */
  readonly pending: readonly T[];
}

export function asyncQueue<T>(): AsyncQueue<T> {
  const items: T[] = [];
  const readers: ((item: T) => void)[] = [];
  const next = (): Promise<T> => {
    const [item] = items.splice(0, 1);
    return item === undefined ? new Promise((resolve) => readers.push(resolve)) : Promise.resolve(item);
  };
  return {
    push: (item) => {
      const reader = readers.shift();
      if (reader === undefined) items.push(item);
      else reader(item);
    },
    next,
    take: async (count) => {
      const taken: T[] = [];
      while (taken.length < count) taken.push(await next());
      return taken;
    },
    get pending() {
      return items;
    },
  };
}
