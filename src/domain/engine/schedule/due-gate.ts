/**
 * Holds prepared runs of this process until their instant: runs of the same instant share a timer and leave a few at a
 * time.
 */
import type { Clock } from '../../../lib/clock.ts';
import type { Departure } from '../../../platforms/request.ts';
import { ARM_LEAD_MS } from '../../targets/post-target.ts';

/** How many leave between two turns of the event loop, so that many runs due at one instant do not block it. */
const AT_ONCE = 50;
/**
 * The longest time that answers wait for requests of other runs: a platform that accepts no more connections would keep
 * them for ever.
 */
const ANSWERS_WAIT_MS = 250;

export interface DueGate {
  /**
   * Resolves when a run that is due at `dueAt` should store its intent: the more runs wait for that instant, the
   * earlier. Resolves early when `signal` aborts.
   */
  approach(dueAt: Date, signal: AbortSignal, platform: string): Promise<void>;
  /** How many runs of a platform wait like this. */
  held(platform: string): number;
  /** Holds one request that is due at `dueAt`: it leaves at that instant, never before. */
  departure(dueAt: Date): Departure;
  /** Runs that wait, and when the next of them may go on. */
  readonly waiting: { count: number; earliest: Date | null };
}

/** `onHeld` is called with the platform of a run that begins to wait. */
export function createDueGate(clock: Clock, onHeld: (platform: string) => void = () => undefined): DueGate {
  const { most, least, each } = ARM_LEAD_MS;
  const approaching = createCrowds(clock, most, (size) => Math.min(most, least + each * size));
  const passing = createCrowds(clock, 0, () => 0);
  const sending = createTrickle();
  const answered = createTrickle();
  /** Requests whose instant has come and which are not written yet. */
  let leaving = 0;
  const answersWaiting: (() => void)[] = [];
  let patience: NodeJS.Timeout | undefined;
  const held = new Map<string, number>();
  const hold = (platform: string, more: number) => held.set(platform, (held.get(platform) ?? 0) + more);

  const releaseAnswers = () => {
    clearTimeout(patience);
    patience = undefined;
    for (const go of answersWaiting.splice(0)) answered.add(go);
  };
  return {
    approach: async (dueAt, signal, platform) => {
      hold(platform, 1);
      onHeld(platform);
      await approaching.join(dueAt.getTime(), signal);
      hold(platform, -1);
    },
    held: (platform) => held.get(platform) ?? 0,
    departure: (dueAt) => {
      let isLeaving = false;
      return {
        wait: async () => {
          if (dueAt <= clock.now()) return;
          await passing.join(dueAt.getTime());
          isLeaving = true;
          leaving++;
          await new Promise<void>((resolve) => sending.add(resolve));
        },
        left: () => {
          if (!isLeaving) return;
          isLeaving = false;
          leaving--;
          if (leaving === 0) releaseAnswers();
        },
        othersLeft: async () => {
          if (leaving === 0) return;
          patience ??= setTimeout(releaseAnswers, ANSWERS_WAIT_MS);
          await new Promise<void>((resolve) => answersWaiting.push(resolve));
        },
      };
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

/** Runs callbacks a few at a time, and lets the event loop turn in between. */
function createTrickle() {
  let waiting: (() => void)[] = [];
  const work = () => {
    const some = waiting.slice(0, AT_ONCE);
    waiting = waiting.slice(AT_ONCE);
    for (const go of some) go();
    if (waiting.length > 0) setImmediate(work);
  };
  return {
    add: (go: () => void): void => {
      if (waiting.push(go) === 1) setImmediate(work);
    },
  };
}

/**
 * The runs that wait for the same instant, by that instant. They are released `leadMs(number of runs)` before it, and
 * counted `mostMs` before it, which is the longest lead.
 */
function createCrowds(clock: Clock, mostMs: number, leadMs: (size: number) => number) {
  interface Crowd {
    members: Set<() => void>;
    dispersed: AbortController;
  }
  const crowds = new Map<number, Crowd>();
  const nextLook = (dueMs: number, { members }: Crowd): number =>
    clock.now().getTime() < dueMs - mostMs ? dueMs - mostMs : dueMs - leadMs(members.size);

  const release = async (dueMs: number, crowd: Crowd) => {
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
        void release(dueMs, crowd);
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
