/** A clock that runs like the real one and can be moved forward: hours of waiting for a platform pass at once. */
import type { Clock } from '../../src/lib/clock.ts';

export interface JumpClock extends Clock {
  jump(ms: number): void;
}

export function jumpClock(): JumpClock {
  let offsetMs = 0;
  const sleepers = new Set<() => void>();
  const nowMs = () => Date.now() + offsetMs;
  return {
    now: () => new Date(nowMs()),
    jump: (ms) => {
      offsetMs += ms;
      for (const look of [...sleepers]) look();
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
