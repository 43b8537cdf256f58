/** Where prepared runs wait in this process for their instant: one timer per instant, and a few let through at a time. */
import type { Clock } from '../lib/clock.ts';

/** Let through between two looks at the sockets, so that a crowd due at one instant does not stall the event loop. */
const AT_ONCE = 20;

export interface DueGate {
  /** Resolves at `at`, not before; with `signal`, early when it aborts. */
  pass(at: Date, signal?: AbortSignal): Promise<void>;
  /** Runs that wait, and the instant of the first. */
  readonly waiting: { count: number; earliest: Date | null };
}

export function createDueGate(clock: Clock): DueGate {
  interface Crowd {
    members: Set<() => void>;
    dispersed: AbortController;
  }
  const crowds = new Map<number, Crowd>();
  let released: (() => void)[] = [];

  const letThrough = () => {
    const some = released.slice(0, AT_ONCE);
    released = released.slice(AT_ONCE);
    for (const go of some) go();
    if (released.length > 0) setImmediate(letThrough);
  };
  const crowdAt = (at: Date): Crowd => {
    const known = crowds.get(at.getTime());
    if (known !== undefined) return known;
    const crowd: Crowd = { members: new Set(), dispersed: new AbortController() };
    crowds.set(at.getTime(), crowd);
    void clock.sleepUntil(at, crowd.dispersed.signal).then(() => {
      if (crowd.dispersed.signal.aborted) return;
      crowds.delete(at.getTime());
      const isFirst = released.length === 0;
      released.push(...crowd.members);
      if (isFirst) letThrough();
    });
    return crowd;
  };

  return {
    pass: async (at, signal) => {
      if (at <= clock.now() || signal?.aborted) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const { members, dispersed } = crowdAt(at);
      members.add(resolve);
      const leave = () => {
        members.delete(resolve);
        resolve();
        if (members.size > 0) return;
        crowds.delete(at.getTime());
        dispersed.abort();
      };
      signal?.addEventListener('abort', leave, { once: true });
      await promise;
      signal?.removeEventListener('abort', leave);
    },
    get waiting() {
      let count = 0;
      let earliest: number | null = null;
      for (const [at, { members }] of crowds) {
        count += members.size;
        if (members.size > 0 && (earliest === null || at < earliest)) earliest = at;
      }
      return { count, earliest: earliest === null ? null : new Date(earliest) };
    },
  };
}
