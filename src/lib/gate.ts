/** Limits concurrency, per holder and in total; further callers wait for a while, and are then turned away. */

export interface GateLimits {
  /** At once. */
  perHolder: number;
  total: number;
  /** Of one holder. */
  waiting: number;
  waitMs: number;
}

/** A place at the gate; disposing of it lets the next one in. */
export interface Pass extends Disposable {
  /** Aborted when the caller has left or the gate closes. */
  signal: AbortSignal;
}

export interface Gate extends AsyncDisposable {
  /** Null: too many wait, it took too long, the caller left, or the gate is closing. */
  enter(holder: string, left?: AbortSignal): Promise<Pass | null>;
  /** Closing waits for everybody who stays. */
  stay(): Disposable;
}

interface Waiting {
  holder: string;
  letIn: (isIn: boolean) => void;
}

export function createGate(limits: GateLimits): Gate {
  const stopping = new AbortController();
  const inside = new Map<string, number>();
  let taken = 0;
  let queue: Waiting[] = [];
  let staying = 0;
  const empty = Promise.withResolvers<void>();

  const hasRoom = (holder: string) => taken < limits.total && (inside.get(holder) ?? 0) < limits.perHolder;
  const occupy = (holder: string) => {
    taken += 1;
    inside.set(holder, (inside.get(holder) ?? 0) + 1);
  };
  const free = (holder: string) => {
    taken -= 1;
    const left = (inside.get(holder) ?? 1) - 1;
    if (left > 0) inside.set(holder, left);
    else inside.delete(holder);
    // First come, first served, but a holder at its limit must not hold up the others.
    const next = queue.find((waiting) => hasRoom(waiting.holder));
    if (next === undefined) return;
    occupy(next.holder);
    next.letIn(true);
  };

  const wait = async (holder: string, ended: AbortSignal): Promise<boolean> => {
    if (queue.filter((waiting) => waiting.holder === holder).length >= limits.waiting) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const place = { holder, letIn: resolve };
    const giveUp = () => resolve(false);
    const late = setTimeout(giveUp, limits.waitMs);
    ended.addEventListener('abort', giveUp, { once: true });
    queue.push(place);
    const isIn = await promise;
    queue = queue.filter((other) => other !== place);
    clearTimeout(late);
    ended.removeEventListener('abort', giveUp);
    return isIn;
  };

  return {
    enter: async (holder, left) => {
      const signal = left === undefined ? stopping.signal : AbortSignal.any([stopping.signal, left]);
      if (signal.aborted) return null;
      if (hasRoom(holder)) occupy(holder);
      else if (!(await wait(holder, signal))) return null;
      let isOut = false;
      return {
        signal,
        [Symbol.dispose]: () => {
          if (!isOut) free(holder);
          isOut = true;
        },
      };
    },
    stay: () => {
      staying += 1;
      return {
        [Symbol.dispose]: () => {
          staying -= 1;
          if (staying === 0 && stopping.signal.aborted) empty.resolve();
        },
      };
    },
    [Symbol.asyncDispose]: async () => {
      stopping.abort(new Error('the gate is closed'));
      if (staying > 0) await empty.promise;
    },
  };
}
