/** Binds each queue to one domain function. Publish jobs run many at a time and none waits for another's platform. */
import type { AppContext } from './context.ts';
import { haveAccountsChecked } from './domain/accounts/check-schedule.ts';
import { checkAccount } from './domain/accounts/checks.ts';
import { refreshExpiringTokens } from './domain/accounts/tokens.ts';
import { linkAuditEntries } from './domain/audit/chain.ts';
import { createEngine } from './domain/engine/run/engine-run.ts';
import { advance } from './domain/engine/run/publishing.ts';
import { startLeaseKeeper } from './domain/engine/schedule/lease.ts';
import { handleHint } from './domain/hints/handle.ts';
import { keepHintLeases } from './domain/hints/leases.ts';
import { HINTS_CHANNEL } from './domain/hints/take-in.ts';
import { syncAccount } from './domain/insights/sync.ts';
import { haveAccountsSynced } from './domain/insights/sync-plan.ts';
import { makeDigests } from './domain/notifications/digests.ts';
import { continueRemovals } from './domain/posts/actions/removal.ts';
import { cleanUp } from './domain/upkeep/clean-up.ts';
import { resealCredentials } from './domain/upkeep/key-rotation.ts';
import { checkRisks } from './domain/upkeep/risk-checks.ts';
import { lookForSuspicions } from './domain/upkeep/suspicious-activity.ts';
import { followZoneRules } from './domain/upkeep/zone-rules.ts';
import { type FetchedJob, JOBS_CHANNEL } from './jobs/queue.ts';
import type { Listener } from './lib/listener.ts';

export interface Workers extends AsyncDisposable {
  /** Look for jobs now. */
  poke(): void;
  /** Targets being worked on in this process. */
  readonly inFlight: number;
  /** Those of them that are ready and wait for their due instant, and when the next one goes. */
  readonly held: { count: number; earliest: Date | null };
  ready: Promise<void>;
  /** When it last looked for jobs (`performance.now()`). */
  readonly lookedAt: number;
}

/** Targets in flight are rows and a promise each; what limits them is the database pool, which they share. */
const LIMITS = {
  inFlight: 2_000,
  /**
   * Of one platform at work, without those that only wait for their instant. A little more than its connections: what is
   * beyond them could only wait, under a lease that has to be renewed.
   */
  perPlatform: 300,
  batch: 250,
  /** Jobs that end within this time are marked completed together. */
  completeAfterMs: 100,
} as const;
export type WorkerLimits = Record<keyof typeof LIMITS, number>;
/** The share of its limit below which a crowded platform gets further jobs. */
const ROOM_AGAIN = 0.8;
/** Jobs of processes that died, and lost notifications, are found at least this often. */
const POLL_MS = 1_000;
/** At shutdown: how long what runs may take to come to a journaled stop. */
const DRAIN_MS = 8_000;

export function startWorkers(ctx: AppContext, listener: Listener, given: Partial<WorkerLimits> = {}): Workers {
  const limits: WorkerLimits = { ...LIMITS, ...given };
  const stop = new AbortController();
  const leases = startLeaseKeeper(ctx);
  const leaving = new AbortController();
  const engine = createEngine(ctx, leases, {
    signal: stop.signal,
    leaving: leaving.signal,
    onHeld: (platform) => ended(platform),
  });
  const running = new Map<string, Promise<void>>();
  const runningOf = new Map<string, number>();
  /** Of which platforms no jobs were fetched the last time. */
  let crowded: readonly string[] = [];
  const { promise: ready, resolve: becomeReady } = Promise.withResolvers<void>();
  let finished: string[] = [];
  let completing: NodeJS.Timeout | null = null;
  let pumping: Promise<void> | null = null;
  let again = false;
  let closed = false;
  let lookedAt = Number.NEGATIVE_INFINITY;

  const start = (job: FetchedJob) => {
    const done = advance(engine, job.targetId)
      .catch((error: unknown) =>
        ctx.log.error({ err: error, targetId: job.targetId }, 'a wake-up failed; the target will be woken again'),
      )
      .finally(() => {
        running.delete(job.id);
        count(job.platform, -1);
        finished.push(job.id);
        if (!closed) completing ??= setTimeout(() => void complete(), limits.completeAfterMs);
        ended(job.platform);
      });
    count(job.platform, 1);
    running.set(job.id, done);
  };
  const count = (platform: string, more: number) => runningOf.set(platform, (runningOf.get(platform) ?? 0) + more);
  const atWork = (platform: string): number => (runningOf.get(platform) ?? 0) - engine.gate.held(platform);

  /** A run of this platform is over, or has nothing to do until its instant. */
  const ended = (platform: string) => {
    // Jobs that were left out are fetched many at a time.
    const hasRoomAgain = crowded.includes(platform) && atWork(platform) < limits.perPlatform * ROOM_AGAIN;
    if (again || hasRoomAgain || running.size >= limits.inFlight - limits.batch) poke();
  };

  const pump = async () => {
    while (again && !closed) {
      again = false;
      const room = Math.min(limits.batch, limits.inFlight - running.size);
      if (room <= 0) {
        lookedAt = performance.now();
        break;
      }
      try {
        crowded = [...runningOf.keys()].filter((platform) => atWork(platform) >= limits.perPlatform);
        const jobs = await ctx.queue.fetchPublish(room, crowded);
        lookedAt = performance.now();
        becomeReady();
        for (const job of jobs) start(job);
        again ||= jobs.length === room;
      } catch (error) {
        if (!closed) ctx.log.warn({ err: error }, 'jobs cannot be fetched, trying again');
      }
    }
  };
  const poke = () => {
    again = true;
    if (closed) return;
    // Cleared from outside: a pump that finds no room ends before its promise is stored here, and nobody would pump again.
    pumping ??= pump().finally(() => {
      pumping = null;
      if (again) poke();
    });
  };

  const complete = async () => {
    const batch = finished;
    finished = [];
    completing = null;
    try {
      await ctx.queue.completePublish(batch);
    } catch (error) {
      // A job is a wake-up call that has been answered; pg-boss expires what is not completed.
      ctx.log.warn({ err: error, jobs: batch.length }, 'jobs could not be marked completed');
    }
  };

  listener.on(HINTS_CHANNEL, () => ctx.queue.poke('handle-hint'));
  listener.on(JOBS_CHANNEL, poke);
  listener.onConnect(poke);
  const poll = setInterval(poke, POLL_MS);
  poke();
  const periodic = Promise.all([
    ctx.queue.work('refresh-tokens', () => refreshExpiringTokens(ctx)),
    ctx.queue.work('check-accounts', () => haveAccountsChecked(ctx)),
    ctx.queue.work('check-account', async ({ socialAccountId }) => void (await checkAccount(ctx, socialAccountId))),
    ctx.queue.work('sync-accounts', () => haveAccountsSynced(ctx)),
    ctx.queue.work(
      'sync-account',
      async ({ socialAccountId, isDaily }) => void (await syncAccount(ctx, socialAccountId, { isDaily })),
    ),
    ctx.queue.work('continue-removals', () => continueRemovals(ctx)),
    ctx.queue.work('check-risks', () => checkRisks(ctx)),
    ctx.queue.work('handle-hint', ({ hintId }) => handleHint(ctx, hintId)),
    ctx.queue.work('keep-hint-leases', () => keepHintLeases(ctx)),
    ctx.queue.work('clean-up', () => cleanUp(ctx)),
    ctx.queue.work('reseal', () => resealCredentials(ctx)),
    ctx.queue.work('suspicious-activity', () => lookForSuspicions(ctx)),
    ctx.queue.work('digests', () => makeDigests(ctx)),
    ctx.queue.work('link-audit-log', () => linkAuditEntries(ctx)),
    ctx.queue.work('zone-rules', () => followZoneRules(ctx)),
  ]);

  // Not by a job: a process with older rules could take it.
  const followed = followZoneRules(ctx, leaving.signal).catch((error: unknown) =>
    ctx.log.error({ err: error }, 'posts could not be compared with the rules of time zones; the next start does it'),
  );

  return {
    poke,
    ready: Promise.all([ready, periodic]).then(() => undefined),
    get lookedAt() {
      return lookedAt;
    },
    get inFlight() {
      return running.size;
    },
    get held() {
      return engine.gate.waiting;
    },
    [Symbol.asyncDispose]: async () => {
      closed = true;
      leaving.abort();
      clearInterval(poll);
      await pumping;
      const drained = Promise.allSettled(running.values());
      // First let calls end by themselves; then abort those that may be repeated.
      const patience = setTimeout(() => stop.abort(new Error('shutting down')), DRAIN_MS / 2);
      const limit = new Promise((resolve) => setTimeout(resolve, DRAIN_MS).unref());
      await Promise.race([drained, limit]);
      clearTimeout(patience);
      if (completing !== null) clearTimeout(completing);
      await complete();
      await followed;
      await leases[Symbol.asyncDispose]();
    },
  };
}
