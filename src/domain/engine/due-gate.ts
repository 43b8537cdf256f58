/** Where prepared runs wait in this process for their instant: all of one instant share a timer and leave a few at a time. */
import type { Clock } from '../../lib/clock.ts';
import { ARM_LEAD_MS } from '../targets/post-target.ts';

/** Sent between two looks at the sockets, so that a crowd due at one instant does not stall the event loop. */
const AT_ONCE = 50;

export interface DueGate {
  /** Resolves when the intent of what is due at `dueAt` is to be stored: the earlier, the more wait for that instant. Early when `signal` aborts. */
  approach(dueAt: Date, signal: AbortSignal): Promise<void>;
  /** Resolves at `dueAt`, never before. */
  pass(dueAt: Date): Promise<void>;
  /** Runs that wait, and when the next of them may go on. */
  readonly waiting: { count: number; earliest: Date | null };
}

export function createDueGate(clock: Clock): DueGate {
  const { most, least, each } = ARM_LEAD_MS;
  const approaching = createCrowds(clock, most, (size) => Math.min(most, least + each * size));
  const passing = createCrowds(clock, 0, () => 0);
  let sending: (() => void)[] = [];

  const send = () => {
    const some = sending.slice(0, AT_ONCE);
    sending = sending.slice(AT_ONCE);
    for (const go of some) go();
    if (sending.length > 0) setImmediate(send);
  };
  return {
    approach: (dueAt, signal) => approaching.join(dueAt.getTime(), signal),
    pass: async (dueAt) => {
      if (dueAt <= clock.now()) return;
      await passing.join(dueAt.getTime());
      const turn = Promise.withResolvers<void>();
      if (sending.push(turn.resolve) === 1) setImmediate(send);
      await turn.promise;
    },
    get waiting() {
      const looks = [...approaching.nextLooks(), ...passing.nextLooks()];
      return {
        count: approaching.size() + passing.size(),
        earliest: looks.length === 0 ? null : new Date(Math.min(...looks)),
      };
    },
  };
}

/**
 * Those who wait for the same instant, by that instant. They are let go `leadMs(how many they are)` before it; they are
 * counted `mostMs` before it, the longest lead.
 */
function createCrowds(clock: Clock, mostMs: number, leadMs: (size: number) => number) {
  interface Crowd {
    members: Set<() => void>;
    dispersed: AbortController;
  }
  const crowds = new Map<number, Crowd>();
  const nextLook = (dueMs: number, { members }: Crowd): number =>
    clock.now().getTime() < dueMs - mostMs ? dueMs - mostMs : dueMs - leadMs(members.size);

  const letGo = async (dueMs: number, crowd: Crowd) => {
    const { signal } = crowd.dispersed;
    while (!signal.aborted && clock.now().getTime() < nextLook(dueMs, crowd))
      await clock.sleepUntil(new Date(nextLook(dueMs, crowd)), signal);
    if (signal.aborted) return;
    crowds.delete(dueMs);
    for (const go of crowd.members) go();
  };
  return {
    join: async (dueMs: number, signal?: AbortSignal): Promise<void> => {
      if (signal?.aborted) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      const known = crowds.get(dueMs);
      const crowd: Crowd = known ?? { members: new Set(), dispersed: new AbortController() };
      crowd.members.add(resolve);
      if (known === undefined) {
        crowds.set(dueMs, crowd);
        void letGo(dueMs, crowd);
      }
      const leave = () => {
        crowd.members.delete(resolve);
        resolve();
        if (crowd.members.size > 0 || crowds.get(dueMs) !== crowd) return;
        crowds.delete(dueMs);
        crowd.dispersed.abort();
      };
      signal?.addEventListener('abort', leave, { once: true });
      await promise;
      signal?.removeEventListener('abort', leave);
    },
    size: () => [...crowds.values()].reduce((sum, { members }) => sum + members.size, 0),
    nextLooks: () => [...crowds].map(([dueMs, crowd]) => nextLook(dueMs, crowd)),
  };
}
