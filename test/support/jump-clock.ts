/** A clock that runs like the real one and can be moved forward: hours of waiting for a platform pass at once. */
import type { Clock } from '../../src/lib/clock.ts';

export interface JumpClock extends Clock {
  jump(ms: number): void;
  /** From now on only `jump` moves it, until `run`. */
  freeze(): void;
  run(): void;
}

export function jumpClock(): JumpClock {
  let offsetMs = 0;
  let frozenMs: number | null = null;
  const sleepers = new Set<() => void>();
  const nowMs = () => frozenMs ?? Date.now() + offsetMs;
  return {
    now: () => new Date(nowMs()),
    jump: (ms) => {
      if (frozenMs === null) offsetMs += ms;
      else frozenMs += ms;
      for (const look of [...sleepers]) look();
    },
    freeze: () => {
      frozenMs = nowMs();
    },
    run: () => {
      offsetMs = nowMs() - Date.now();
      frozenMs = null;
    },
    sleepUntil: (at, signal) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      let timer: NodeJS.Timeout | undefined;
      const end = () => {
        clearTimeout(timer);
        sleepers.delete(look);
        signal?.removeEventListener('abort', end);
        resolve();
      };
      const look = () => {
        clearTimeout(timer);
        if (nowMs() >= at.getTime() || signal?.aborted) end();
        else timer = setTimeout(look, Math.min(at.getTime() - nowMs(), 30_000));
      };
      sleepers.add(look);
      signal?.addEventListener('abort', end, { once: true });
      look();
      return promise;
    },
  };
}
