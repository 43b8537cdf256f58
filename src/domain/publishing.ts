/** The engine: one wake-up of one target. Takes the lease, checks, runs the adapter, and writes how it ended. */
import type { AppContext } from '../context.ts';
import { uuidv7 } from '../lib/crypto.ts';
import { storableJson } from '../lib/json.ts';
import type { PostTarget, PublishStep } from '../lib/prisma/client.ts';
import { type FailureCode, PlatformFailure } from '../platforms/failure.ts';
import type { Api, Platform, PublishPost, QuotaReading, Receipt } from '../platforms/platform.ts';
import { createHttp, type Exchange } from '../platforms/request.ts';
import { storeCalls } from './calls.ts';
import { invariant } from './errors.ts';
import { type LeaseKeeper, leaseTimes } from './lease.ts';
import { type LeasedTarget, loadTarget } from './load-target.ts';
import { mediaAccess } from './media-access.ts';
import { LeaseLost, Pause, RECHECK_BLOCKED_MS } from './pause.ts';
import { PREPARE_LEAD_MS } from './post-target.ts';
import { contentErrors } from './preflight.ts';
import { createProgress } from './progress.ts';
import { endInFailure, type FailedTarget } from './publish-failure.ts';
import { storeReadings } from './quotas.ts';
import { createSteps, forgetSteps, type StepsRun } from './steps.ts';
import { changeTarget, type TargetEventEntry, type TargetPatch } from './target-change.ts';
import { configuredPlatform, type OpenAccount, secretsOf, withToken } from './tokens.ts';

const ACCOUNT_BUSY_MS = 5_000;
const EXTRA_TRIES = 8;
const EXTRA_BACKOFF_MS = 15_000;
/** What trying the same extra again does not change. */
const GIVE_UP: ReadonlySet<FailureCode> = new Set(['PROCESSING_TIMEOUT', 'SCOPE_MISSING']);

export interface EngineContext {
  ctx: AppContext;
  leases: LeaseKeeper;
  /** Aborts calls that may be repeated when the process shuts down. */
  signal: AbortSignal;
}

/** Goes on with one target as far as it gets now. Throws only when the database is away; then the target's `wakeAt` brings it back. */
export async function advance(engine: EngineContext, targetId: string): Promise<void> {
  const { ctx, leases } = engine;
  const leaseId = uuidv7();
  const taken = await takeLease(engine, targetId, leaseId);
  if (taken === null) return;
  leases.hold(targetId, leaseId);
  try {
    await work(engine, taken, leaseId);
  } finally {
    leases.release(leaseId);
    await wakeNextOfAccount(ctx, taken.target);
  }
}

async function work(engine: EngineContext, taken: TakenTarget, leaseId: string): Promise<void> {
  const { ctx } = engine;
  let run: EngineRun | null = null;
  let isLive = taken.target.status === 'PUBLISHED';
  try {
    const leased = await loadTarget(ctx, taken.target, taken.lateWindowMs);
    run = createRun(engine, leased, leaseId);
    const receipt = isLive ? journaledReceipt(run) : await publish(engine, leased, run);
    isLive = true;
    await applyExtras(engine, leased, run, receipt);
  } catch (error) {
    await run
      ?.flushCalls()
      .catch((failure: unknown) =>
        ctx.log.warn({ err: failure, targetId: taken.target.id }, 'calls could not be logged'),
      );
    if (isLive) await endExtras(ctx, taken.target, leaseId, error);
    else await endRun(engine, taken, leaseId, run?.journal ?? (await readJournal(ctx, taken.target.id)), error);
  }
}

/* ---- the lease and what is checked under it ---- */

interface Gate {
  lateWindowMs: number;
  paused: boolean;
  accountStatus: 'ACTIVE' | 'EXPIRED' | 'DISCONNECTED';
}

type TakenTarget = FailedTarget;

async function takeLease(engine: EngineContext, targetId: string, leaseId: string): Promise<TakenTarget | null> {
  const { ctx, leases } = engine;
  return ctx.db.tx(async (tx) => {
    // The account is locked before the target, as everywhere: LATERAL fixes that order.
    const [row] = await tx.query<PostTarget & Gate>(
      `SELECT t.*, b.late_window_ms, a.status AS account_status, (w.paused_at IS NOT NULL OR b.paused_at IS NOT NULL OR a.paused_at IS NOT NULL) AS paused
       FROM (SELECT id, status, paused_at FROM social_account WHERE id = (SELECT social_account_id FROM post_target WHERE id = $1) FOR NO KEY UPDATE) a
       CROSS JOIN LATERAL (SELECT * FROM post_target WHERE id = $1 AND social_account_id = a.id FOR NO KEY UPDATE) t
       JOIN workspace w ON w.id = t.workspace_id JOIN brand b ON b.id = t.brand_id`,
      [targetId],
      'take_lease',
    );
    if (row === undefined) return null;
    const now = ctx.clock.now();
    if (row.leaseUntil !== null && row.leaseUntil > now) return null;
    const verdict = admit(row, now);
    if (verdict.kind === 'leave') return null;
    if (verdict.kind === 'end') {
      // A lease that ran out is taken away, so that whoever held it can write nothing more.
      await changeTarget(tx, targetId, { ...RELEASED, ...verdict.patch }, verdict.entry);
      return null;
    }
    const { leaseUntil, wakeAt } = leaseTimes(now);
    const starts = row.status === 'SCHEDULED' && row.dueAt !== null && row.dueAt <= now;
    const firstLook = row.attempt === 0 || row.phase === null;
    const patch: TargetPatch = {
      leaseId,
      leaseUntil,
      wakeAt,
      leaseHolder: leases.holder,
      blockedBy: null,
      ...(starts ? { status: 'PUBLISHING' } : {}),
      ...(row.status !== 'PUBLISHED' && firstLook ? { attempt: row.attempt + 1, phase: 'PREPARING' } : {}),
    };
    const entry: TargetEventEntry | null =
      starts || (row.status !== 'PUBLISHED' && firstLook) ? { status: 'STARTED' } : null;
    const target = await changeTarget(tx, targetId, patch, entry, { unlessAccountBusyAt: now, silent: true });
    if (target !== null) return { target, lateWindowMs: row.lateWindowMs };
    await changeTarget(
      tx,
      targetId,
      { blockedBy: 'ACCOUNT_BUSY', wakeAt: new Date(now.getTime() + ACCOUNT_BUSY_MS) },
      null,
    );
    return null;
  });
}

const RELEASED = { leaseId: null, leaseUntil: null, leaseHolder: null } as const satisfies TargetPatch;

type Verdict = { kind: 'go' } | { kind: 'leave' } | { kind: 'end'; patch: TargetPatch; entry: TargetEventEntry | null };

/** Whether a target may be worked on now; a pure function of its row. */
export function admit(row: PostTarget & Gate, now: Date): Verdict {
  if (row.status === 'PUBLISHED') return row.wakeAt === null ? { kind: 'leave' } : { kind: 'go' };
  if ((row.status !== 'SCHEDULED' && row.status !== 'PUBLISHING') || row.dueAt === null) return { kind: 'leave' };
  // A stale wake-up of a target that was moved into the future.
  if (now.getTime() < row.dueAt.getTime() - PREPARE_LEAD_MS)
    return { kind: 'end', patch: { wakeAt: new Date(row.dueAt.getTime() - PREPARE_LEAD_MS) }, entry: null };
  // What may be live is followed to its end, however late it is and whatever is paused.
  if (row.intentAt !== null) return { kind: 'go' };
  const windowEndsAt = new Date(row.dueAt.getTime() + row.lateWindowMs);
  if (now > windowEndsAt) return { kind: 'end', ...missed(row, windowEndsAt) };
  const blockedBy = row.paused ? 'PAUSED' : row.accountStatus === 'ACTIVE' ? null : 'RECONNECT';
  if (blockedBy === null) return { kind: 'go' };
  const wakeAt = new Date(Math.min(now.getTime() + RECHECK_BLOCKED_MS, windowEndsAt.getTime() + 1));
  return {
    kind: 'end',
    patch: { blockedBy, wakeAt },
    entry: row.blockedBy === blockedBy ? null : { status: 'BLOCKED', message: BLOCKED_MESSAGES[blockedBy] },
  };
}

const BLOCKED_MESSAGES = { PAUSED: 'Publishing is paused.', RECONNECT: 'The account must be reconnected.' } as const;

/** A stale post never goes out by surprise. One that was tried and failed says what failed. */
function missed(row: PostTarget, windowEndsAt: Date): { patch: TargetPatch; entry: TargetEventEntry } {
  const base: TargetPatch = { wakeAt: null, blockedBy: null, phase: null, platformState: null, percent: null };
  const tried = row.errorCode !== null && row.blockedBy === null;
  if (tried)
    return {
      patch: { ...base, status: 'FAILED' },
      entry: { status: 'ERROR', error: row.error, message: 'The late window ended before it could be published.' },
    };
  const error = {
    code: 'MISSED_WINDOW',
    message: `It was due at ${row.dueAt?.toISOString()} and could not be published until ${windowEndsAt.toISOString()}.`,
  };
  return {
    patch: { ...base, status: 'MISSED', errorCode: 'MISSED_WINDOW', error },
    entry: { status: 'MISSED', error, message: error.message },
  };
}

async function wakeNextOfAccount(ctx: AppContext, target: PostTarget): Promise<void> {
  await ctx.db.query(
    `WITH next AS (
       SELECT id FROM post_target WHERE social_account_id = $1 AND blocked_by = 'ACCOUNT_BUSY' AND id <> $2 ORDER BY priority DESC, due_at LIMIT 1 FOR UPDATE SKIP LOCKED
     ), woken AS (UPDATE post_target SET wake_at = $3 WHERE id IN (SELECT id FROM next) RETURNING id)
     SELECT pg_notify('slipway_wake', $4) FROM woken`,
    [target.socialAccountId, target.id, ctx.clock.now(), ctx.clock.now().toISOString()],
    'wake_next',
  );
}

/* ---- the run ---- */

interface EngineRun extends StepsRun {
  exchanges: Exchange[];
  readings: QuotaReading[];
}

function createRun(engine: EngineContext, leased: LeasedTarget, leaseId: string): EngineRun {
  const { ctx } = engine;
  const { platform } = configuredPlatform(ctx, leased.target.platform);
  const exchanges: Exchange[] = [];
  const readings: QuotaReading[] = [];
  const run: EngineRun = {
    ctx,
    platform,
    target: leased.target,
    leaseId,
    journal: new Map(leased.steps.map((row): [string, PublishStep] => [row.step, row])),
    progress: createProgress(ctx, platform, leased.target, leaseId, leased.target.status === 'PUBLISHED'),
    mediaCount: leased.mediaCount,
    signal: engine.signal,
    prefix: '',
    exchanges,
    readings,
    flushCalls: async () => {
      await storeCalls(ctx.db, leased.target, exchanges.splice(0));
      await storeReadings(ctx.db, platform, leased.target.socialAccountId, readings.splice(0), ctx.clock.now());
    },
  };
  return run;
}

function createApi(engine: EngineContext, run: EngineRun, open: OpenAccount): Api {
  const { ctx } = engine;
  const { origins, client, apiVersion } = configuredPlatform(ctx, run.target.platform);
  return {
    http: createHttp({
      dispatcher: ctx.dispatcher,
      secrets: [client.clientSecret, ...secretsOf(open.credentials)],
      onExchange: (exchange) => run.exchanges.push(exchange),
      onQuota: (reading) => run.readings.push(reading),
    }),
    origins,
    client,
    apiVersion,
    accessToken: open.credentials.accessToken,
    account: open.facts,
    media: mediaAccess(ctx, run.target),
    now: () => ctx.clock.now(),
  };
}

async function publish(engine: EngineContext, leased: LeasedTarget, run: EngineRun): Promise<Receipt> {
  const { ctx } = engine;
  const receipt = await withToken(ctx, leased.target.socialAccountId, async (open) => {
    const post = leased.publishPost();
    // Once something is announced, the content was checked; a rule that changed meanwhile must not stop the reconciling.
    if (leased.target.intentAt === null) refuseInvalid(run.platform, post, open);
    return run.platform.publish(post, createSteps(run), createApi(engine, run, open));
  });
  await run.progress.settled();
  await run.flushCalls();
  const wanted = run.platform.extras.some((extra) => extra.wanted(leased.publishPost()));
  const now = ctx.clock.now();
  const published = await ctx.db.tx(async (tx) => {
    await tx.query(
      'UPDATE social_account SET last_published_at = $2 WHERE id = $1',
      [leased.target.socialAccountId, now],
      'last_published',
    );
    await tx.query(
      `INSERT INTO publish_step (target_id, step, kind, state, result) VALUES ($1, $2, 'RUN', 'DONE', $3) ON CONFLICT (target_id, step) DO UPDATE SET result = excluded.result`,
      [leased.target.id, RECEIPT_STEP, storableJson(receipt)],
      'journal_receipt',
    );
    return changeTarget(
      tx,
      leased.target.id,
      {
        status: 'PUBLISHED',
        publishedAt: now,
        externalId: receipt.id,
        ...(receipt.url === undefined ? {} : { permalink: receipt.url }),
        phase: wanted ? 'FINISHING' : null,
        failures: 0,
        blockedBy: null,
        platformState: null,
        percent: null,
        errorCode: null,
        error: null,
        ...(wanted ? {} : { ...RELEASED, wakeAt: null }),
      },
      { status: 'SUCCESS' },
      { leaseId: run.leaseId },
    );
  });
  if (published === null) throw new LeaseLost();
  return receipt;
}

function refuseInvalid(platform: Platform, post: PublishPost, open: OpenAccount): void {
  const errors = contentErrors(platform, post, open.facts);
  if (errors.length === 0) return;
  const isMedia = errors.every((issue) => issue.path[0] === 'media');
  throw new PlatformFailure(
    isMedia ? 'MEDIA_INVALID' : 'CONTENT_INVALID',
    errors.map((issue) => issue.message).join('; '),
  );
}

/** The receipt of the whole post: extras of a later wake-up need all of it, not only what the target's columns keep. */
const RECEIPT_STEP = 'receipt';

function journaledReceipt(run: StepsRun): Receipt {
  const row = run.journal.get(RECEIPT_STEP);
  invariant(row, `target ${run.target.id} is published without a journaled receipt`);
  return row.result as unknown as Receipt;
}

/* ---- after the post is live ---- */

interface Warning {
  extra: string;
  code: string;
  message: string;
}

/** Each extra on its own: what fails warns, what sleeps wakes the target again, and the post stays published. */
async function applyExtras(
  engine: EngineContext,
  leased: LeasedTarget,
  run: EngineRun,
  receipt: Receipt,
): Promise<void> {
  const { ctx } = engine;
  const post = leased.publishPost();
  const wanted = run.platform.extras.filter(
    (extra) => extra.wanted(post) && run.journal.get(`extra:${extra.name}`)?.state !== 'DONE',
  );
  let next: Date | null = null;
  const warnings: Warning[] = [];
  for (const extra of wanted) {
    const prefix = `${extra.name}:`;
    try {
      const merged = await withToken(
        ctx,
        leased.target.socialAccountId,
        (open) => extra.apply(post, receipt, createSteps({ ...run, prefix }), createApi(engine, run, open)),
        { optional: true },
      );
      await finishExtra(ctx, run, extra.name, merged?.url);
    } catch (error) {
      if (error instanceof LeaseLost) throw error;
      const again = await extraFailed(ctx, run, extra.name, error);
      if (again.retryAt === null) warnings.push(again.warning);
      else if (next === null || again.retryAt < next) next = again.retryAt;
    }
  }
  await run.flushCalls();
  // Nothing was wanted: the lease ended with the publish.
  if (wanted.length === 0 && leased.target.status !== 'PUBLISHED') return;
  await ctx.db.tx(async (tx) => {
    const before = Array.isArray(leased.target.warnings) ? leased.target.warnings : [];
    const done = next === null;
    const [last] = warnings;
    const entry: TargetEventEntry | null =
      done || last !== undefined
        ? { status: 'FINISHING', ...(last === undefined ? {} : { message: last.message, error: last }) }
        : null;
    await changeTarget(
      tx,
      leased.target.id,
      {
        ...RELEASED,
        wakeAt: next,
        phase: done ? null : 'FINISHING',
        failures: 0,
        ...(warnings.length === 0 ? {} : { warnings: [...before, ...warnings] }),
      },
      wanted.length === 0 ? null : entry,
      { leaseId: run.leaseId },
    );
  });
}

/** What an extra found out is stored with the mark that it is done: after a crash nobody asks it again. */
async function finishExtra(ctx: AppContext, run: EngineRun, name: string, permalink?: string): Promise<void> {
  await ctx.db.tx(async (tx) => {
    if (permalink !== undefined) {
      const told = await changeTarget(
        tx,
        run.target.id,
        { permalink },
        { status: 'FINISHING' },
        { leaseId: run.leaseId },
      );
      if (told === null) throw new LeaseLost();
    }
    await tx.query(
      `INSERT INTO publish_step (target_id, step, kind, state) VALUES ($1, $2, 'RUN', 'DONE') ON CONFLICT (target_id, step) DO UPDATE SET state = 'DONE'`,
      [run.target.id, `extra:${name}`],
      'finish_extra',
    );
  });
}

async function extraFailed(
  ctx: AppContext,
  run: EngineRun,
  name: string,
  error: unknown,
): Promise<{ retryAt: Date | null; warning: Warning }> {
  const now = ctx.clock.now().getTime();
  const warning: Warning = {
    extra: name,
    code: error instanceof PlatformFailure ? error.code : 'INTERNAL',
    message: error instanceof Error ? error.message : String(error),
  };
  if (error instanceof Pause) return { retryAt: error.until, warning };
  if (wasStopped(run.signal, error)) return { retryAt: new Date(now), warning };
  if (error instanceof PlatformFailure && error.discard.length > 0) {
    const steps = error.discard.map((step) => `${name}:${step}`);
    await ctx.db.tx((tx) => forgetSteps(tx, run.target.id, steps));
    for (const step of steps) run.journal.delete(step);
  }
  if (!(error instanceof PlatformFailure))
    ctx.log.error({ err: error, targetId: run.target.id, extra: name }, 'an extra failed unexpectedly');
  const [row] = await ctx.db.query<{ tries: number }>(
    `INSERT INTO publish_step (target_id, step, kind, state, tries) VALUES ($1, $2, 'RUN', 'OPEN', 1)
     ON CONFLICT (target_id, step) DO UPDATE SET tries = publish_step.tries + 1 RETURNING tries`,
    [run.target.id, `extra:${name}`],
    'extra_failed',
  );
  const tries = row?.tries ?? EXTRA_TRIES;
  const final =
    tries >= EXTRA_TRIES ||
    (error instanceof PlatformFailure &&
      (error.kind === 'rejected' || error.kind === 'outcome_unknown' || GIVE_UP.has(error.code)));
  if (!final) {
    const retryAt =
      error instanceof PlatformFailure && error.retryAt !== undefined
        ? error.retryAt
        : new Date(now + EXTRA_BACKOFF_MS * 2 ** (tries - 1));
    return { retryAt, warning };
  }
  await finishExtra(ctx, run, name);
  return { retryAt: null, warning };
}

/* ---- how a run ends that did not publish ---- */

async function endRun(
  engine: EngineContext,
  taken: TakenTarget,
  leaseId: string,
  journal: ReadonlyMap<string, PublishStep>,
  error: unknown,
): Promise<void> {
  const { ctx } = engine;
  const { target } = taken;
  if (error instanceof LeaseLost) return leaveNoTrace(ctx, target, leaseId);
  const now = ctx.clock.now();
  const pause = wasStopped(engine.signal, error) ? new Pause(now) : error;
  if (!(pause instanceof Pause)) return endInFailure(ctx, taken, leaseId, journal, error);
  const { blockedBy, reason } = pause;
  // What nothing was announced of does not sleep past the end of its late window, which is when it is missed.
  const isAnnounced = [...journal.values()].some((row) => row.kind === 'COMMIT');
  const windowEndsAt = (target.dueAt ?? now).getTime() + taken.lateWindowMs + 1;
  const wakeAt = isAnnounced
    ? pause.until
    : new Date(Math.min(pause.until.getTime(), Math.max(windowEndsAt, now.getTime())));
  await ctx.db.tx((tx) => {
    const entry: TargetEventEntry | null =
      reason === undefined ? null : { status: blockedBy === null ? 'RETRY' : 'BLOCKED', message: reason };
    return changeTarget(tx, target.id, { ...RELEASED, wakeAt, blockedBy }, entry, { leaseId });
  });
}

/** Calls that may be repeated are cut off when this process ends. That is no failure of anybody. */
const wasStopped = (signal: AbortSignal, error: unknown): boolean =>
  signal.aborted && error instanceof PlatformFailure && error.code === 'NETWORK';

async function leaveNoTrace(ctx: AppContext, target: PostTarget, leaseId: string): Promise<void> {
  ctx.log.info({ targetId: target.id }, 'the target was withdrawn or taken over; this run leaves no trace');
  // Whoever withdrew it left the lease to this run.
  await ctx.db.query(
    'UPDATE post_target SET lease_id = NULL, lease_until = NULL, lease_holder = NULL WHERE id = $1 AND lease_id = $2',
    [target.id, leaseId],
  );
}

async function readJournal(ctx: AppContext, targetId: string): Promise<ReadonlyMap<string, PublishStep>> {
  const rows = await ctx.db.query<PublishStep>('SELECT * FROM publish_step WHERE target_id = $1', [targetId]);
  return new Map(rows.map((row) => [row.step, row]));
}

/** The post is live and stays published, whatever breaks afterwards; extras that cannot even start are given up after a while. */
async function endExtras(ctx: AppContext, target: PostTarget, leaseId: string, error: unknown): Promise<void> {
  if (error instanceof LeaseLost) return leaveNoTrace(ctx, target, leaseId);
  ctx.log.error({ err: error, targetId: target.id }, 'the extras of a published target broke off');
  const failures = (target.status === 'PUBLISHED' ? target.failures : 0) + 1;
  const again = failures < EXTRA_TRIES;
  const warning: Warning = {
    extra: '*',
    code: 'INTERNAL',
    message: 'An unexpected error; the server log has the details.',
  };
  const warnings = Array.isArray(target.warnings) ? [...target.warnings, warning] : [warning];
  await ctx.db.tx((tx) =>
    changeTarget(
      tx,
      target.id,
      {
        ...RELEASED,
        failures,
        ...(again
          ? { wakeAt: new Date(ctx.clock.now().getTime() + EXTRA_BACKOFF_MS * 2 ** (failures - 1)) }
          : { wakeAt: null, phase: null, warnings }),
      },
      again ? null : { status: 'FINISHING', message: warning.message, error: warning },
      { leaseId },
    ),
  );
}
