/** Time as a dependency: the system clock, or one that a test moves by hand. */

export interface Clock {
  now(): Date;
  /** Resolves at `at`, or early when the signal aborts. */
  sleepUntil(at: Date, signal?: AbortSignal): Promise<void>;
}

export interface ManualClock extends Clock {
  /** Moves forward and wakes every sleeper that is due, earliest first. */
  advance(ms: number): void;
  set(at: Date): void;
}

// A timer counts monotonic time, which stands still while a machine is suspended and ignores corrections of the wall
// clock; it also cannot exceed 2^31 ms. Reading the wall clock this often limits all three errors.
const LONGEST_NAP_MS = 30_000;

/** `nowMs`: milliseconds since 1970. */
export const clockAt = (nowMs: () => number): Clock => ({
  now: () => new Date(nowMs()),
  sleepUntil: (at, signal) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    let timer: NodeJS.Timeout | undefined;
    const finish = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const nap = () => {
      const leftMs = at.getTime() - nowMs();
      if (leftMs <= 0) finish();
      else timer = setTimeout(nap, Math.min(leftMs, LONGEST_NAP_MS));
    };
    if (signal?.aborted) return Promise.resolve();
    signal?.addEventListener('abort', finish, { once: true });
    nap();
    return promise;
  },
});

interface Sleeper {
  at: number;
  wake: () => void;
}

export function manualClock(start: Date): ManualClock {
  let current = start.getTime();
  const sleepers = new Set<Sleeper>();

  const wakeDue = () => {
    const due = [...sleepers].filter((sleeper) => sleeper.at <= current).sort((a, b) => a.at - b.at);
    for (const sleeper of due) sleeper.wake();
  };
  return {
    now: () => new Date(current),
    advance: (ms) => {
      current += ms;
      wakeDue();
    },
    set: (at) => {
      current = at.getTime();
      wakeDue();
    },
    sleepUntil: (at, signal) => {
      if (signal?.aborted || at.getTime() <= current) return Promise.resolve();
      const { promise, resolve } = Promise.withResolvers<void>();
      const sleeper: Sleeper = {
        at: at.getTime(),
        wake: () => {
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', sleeper.wake);
          resolve();
        },
      };
      sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake, { once: true });
      return promise;
    },
  };
}
