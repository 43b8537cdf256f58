/** Promotes due targets to jobs: sleeps until the earliest `wakeAt`, claims a batch, enqueues it in the same transaction. */
import { setTimeout as delay } from 'node:timers/promises';
import type { AppContext } from '../../../context.ts';
import type { PublishJob } from '../../../jobs/queue.ts';
import { JOBS_CHANNEL } from '../../../jobs/queue.ts';
import type { Listener } from '../../../lib/listener.ts';
import { claimDue, nextWake, WAKE_CHANNEL } from '../../targets/target-wake.ts';
import { rankOf } from '../../targets/turn.ts';

/** When a promoted target is promoted again: the delay that a lost job causes. */
export const SAFETY_WAKE_MS = 15_000;
const BATCH = 250;
/** The longest sleep: also the delay that a lost announcement of a wake-up causes. */
const MAX_SLEEP_MS = 1_000;
const HELD_ROW_MS = 50;

export interface Dispatcher extends AsyncDisposable {
  /** Resolves once the loop has claimed for the first time. */
  ready: Promise<void>;
  /** When it last looked at the database (`performance.now()`). */
  readonly lookedAt: number;
}

type DispatcherContext = Pick<AppContext, 'db' | 'clock' | 'queue' | 'log'>;

/** `onPromoted` is called after each commit that added jobs, so that workers of this process need no notification. */
export function startDispatcher(ctx: DispatcherContext, listener: Listener, onPromoted: () => void): Dispatcher {
  const stop = new AbortController();
  const { promise: ready, resolve: becomeReady } = Promise.withResolvers<void>();
  let alarm = new AbortController();
  let sleepingUntil: Date | undefined;
  let pokedDuringWork = false;

  const wake = () => {
    pokedDuringWork = true;
    alarm.abort();
  };
  listener.on(WAKE_CHANNEL, (payload) => {
    if (sleepingUntil === undefined || new Date(payload) < sleepingUntil) wake();
  });
  listener.onConnect(wake);

  // While nothing is due soon, an idle process only reads the index; claiming costs a transaction.
  let isExpected = true;
  let lookedAt = Number.NEGATIVE_INFINITY;
  const loop = async () => {
    while (!stop.signal.aborted) {
      pokedDuringWork = false;
      let next: Date;
      try {
        const claims = isExpected;
        const promoted = claims ? await promoteDue(ctx) : 0;
        becomeReady();
        if (promoted > 0) onPromoted();
        if (promoted === BATCH) continue;
        const earliest = await nextWake(ctx.db);
        lookedAt = performance.now();
        const now = ctx.clock.now();
        // Something is due, but its row is locked: asking again at once would only keep a processor busy.
        if (claims && promoted === 0 && earliest !== null && earliest <= now) await delay(HELD_ROW_MS);
        next = new Date(now.getTime() + MAX_SLEEP_MS);
        isExpected = earliest !== null && earliest <= next;
        if (isExpected && earliest !== null) next = earliest;
      } catch (error) {
        isExpected = true;
        ctx.log.warn({ err: error }, 'dispatcher cannot reach the database, trying again');
        next = new Date(ctx.clock.now().getTime() + MAX_SLEEP_MS);
      }
      if (pokedDuringWork) continue;
      alarm = new AbortController();
      sleepingUntil = next;
      await ctx.clock.sleepUntil(next, AbortSignal.any([alarm.signal, stop.signal]));
      sleepingUntil = undefined;
    }
  };
  const running = loop();
  return {
    ready,
    get lookedAt() {
      return lookedAt;
    },
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await running;
    },
  };
}

/** Claims due targets and enqueues them. Any number of processes may do so at once; each row is claimed by one. */
export async function promoteDue(ctx: DispatcherContext): Promise<number> {
  const now = ctx.clock.now();
  return ctx.db.tx(async (tx) => {
    const due = await claimDue(tx, { now, again: new Date(now.getTime() + SAFETY_WAKE_MS), most: BATCH });
    if (due.length === 0) return 0;
    await ctx.queue.enqueuePublish(
      tx,
      due.map((target): PublishJob => ({ targetId: target.id, platform: target.platform, priority: rankOf(target) })),
    );
    tx.announce(JOBS_CHANNEL, '');
    return due.length;
  });
}
