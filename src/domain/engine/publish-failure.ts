/** What a failed run means for its target: again later, blocked, failed, or unknown. */
import type { AppContext } from '../../context.ts';
import type { Tx } from '../../lib/db.ts';
import type { PostTarget, PublishStep } from '../../lib/prisma/client.ts';
import { FAILURE_CODES, type FailureCode, PlatformFailure } from '../../platforms/failure.ts';
import { RECHECK_BLOCKED_MS } from '../pause.ts';
import { changeAlike, changeTarget, type TargetEventEntry, type TargetPatch } from '../targets/target-change.ts';
import type { TakenTarget } from './admission.ts';
import { forgetSteps } from './intents.ts';

const BACKOFF_MS = 5_000;
const BACKOFF_MAX_MS = 10 * 60_000;
const RATE_LIMIT_MS = 60_000;
/** New tries that an adapter may have at its own pace. */
const SOON_TRIES = 2;
/** How long a target that may be live is followed before a person has to look. */
const FOLLOW_MS = 24 * 3_600_000;
/** A limit may be lifted before the platform says so: credits are bought, a cap is raised. */
const RECHECK_LIMIT_MS = 30 * 60_000;
/** A platform that breaks the same file again and again will not stop doing so. */
const MAX_TRIES: Partial<Record<FailureCode, number>> = {
  PROCESSING_FAILED: 3,
  CONTAINER_EXPIRED: 3,
  MEDIA_UNREACHABLE: 4,
  PROCESSING_TIMEOUT: 2,
  INTERNAL: 10,
};

/** As stored in `PostTarget.error` and `PublishingLog.error`, and shown to partners. */
export interface TargetError {
  code: FailureCode;
  kind: string;
  message: string;
  source: string;
  retryable: boolean;
  userAction: string;
  retryAt?: string;
  vendor?: { httpStatus?: number; code?: string; subcode?: string; message?: string; traceId?: string };
}

export async function endInFailure(
  ctx: AppContext,
  leased: TakenTarget,
  journal: ReadonlyMap<string, PublishStep>,
  thrown: unknown,
): Promise<void> {
  const { target, leaseId } = leased;
  const failure = asFailure(thrown);
  if (!(thrown instanceof PlatformFailure))
    ctx.log.error({ err: thrown, targetId: target.id }, 'publishing failed unexpectedly');
  else
    ctx.log.info(
      { targetId: target.id, code: failure.code, kind: failure.kind, vendor: failure.vendor },
      failure.message,
    );
  const tries = 1 + (MAX_TRIES[failure.code] === undefined ? 0 : await countTries(ctx, target, failure.code));
  const outcome = decide(leased, failure, { journal, tries, now: ctx.clock.now(), jitter: Math.random() });
  const error = targetError(failure, outcome.patch.wakeAt);
  await ctx.db.tx(async (tx) => {
    const [held] = await tx.query('SELECT id FROM post_target WHERE id = $1 AND lease_id = $2 FOR NO KEY UPDATE', [
      target.id,
      leaseId,
    ]);
    if (held === undefined) return;
    if (failure.discard.length > 0) await forgetSteps(tx, target.id, failure.discard, ctx.clock.now());
    await changeTarget(
      tx,
      target.id,
      { leaseId: null, leaseUntil: null, leaseHolder: null, errorCode: failure.code, error, ...outcome.patch },
      { status: outcome.event, error, message: failure.message },
    );
    const { wakeAt } = outcome.patch;
    if (failure.code === 'QUOTA_EXCEEDED' && outcome.event === 'BLOCKED' && wakeAt !== null)
      await holdBackOthers(tx, target, { error, message: failure.message }, wakeAt);
  });
}

/** How often this attempt has failed in this way before, whatever else went wrong in between. */
async function countTries(ctx: AppContext, { id, attempt }: PostTarget, code: FailureCode): Promise<number> {
  const [row] = await ctx.db.query<{ tries: number }>(
    `SELECT count(*)::int AS tries FROM publishing_log WHERE target_id = $1 AND attempt = $2 AND status = 'RETRY' AND error->>'code' = $3`,
    [id, attempt, code],
    'count_tries',
  );
  return row?.tries ?? 0;
}

/** Who waits for the same account would be told the same, one after the other: they are told now, and one of them asks again. */
async function holdBackOthers(
  tx: Tx,
  { id, socialAccountId }: PostTarget,
  told: { error: TargetError; message: string },
  wakeAt: Date,
): Promise<void> {
  const waiting = await tx.query<{ id: string }>(
    `SELECT id FROM post_target WHERE social_account_id = $1 AND id <> $2 AND blocked_by = 'ACCOUNT_BUSY' AND status IN ('SCHEDULED', 'PUBLISHING') AND intent_at IS NULL
     FOR NO KEY UPDATE SKIP LOCKED`,
    [socialAccountId, id],
    'hold_back_others',
  );
  await changeAlike(
    tx,
    waiting.map((other) => other.id),
    { blockedBy: 'QUOTA', wakeAt, errorCode: told.error.code, error: told.error },
    { status: 'BLOCKED', ...told },
  );
}

interface Decision {
  patch: TargetPatch & { wakeAt: Date | null };
  event: TargetEventEntry['status'];
}

interface Circumstances {
  journal: ReadonlyMap<string, PublishStep>;
  /** Failures of the same code in this attempt, with this one. A bad connection uses up no tries of what is limited. */
  tries: number;
  now: Date;
  /** In [0, 1). */
  jitter: number;
}

/** Pure: the next state after `failure`. */
function decide(
  leased: Pick<TakenTarget, 'target' | 'lateWindowMs'>,
  failure: PlatformFailure,
  { journal, tries, now, jitter }: Circumstances,
): Decision {
  const { target } = leased;
  const failures = target.failures + 1;
  const commits = [...journal.values()].filter((row) => row.kind === 'COMMIT' && !failure.discard.includes(row.step));
  const mayBeLive = commits.some((row) => row.state === 'OPEN');
  const isLive = commits.some((row) => row.state === 'DONE');
  // One commit is the whole post, except in a thread, whose next part is known not to be out while no intent is open.
  const isWhole = target.format !== 'THREAD';
  const dueAt = target.dueAt ?? now;
  const until =
    mayBeLive || isLive ? (target.intentAt ?? now).getTime() + FOLLOW_MS : dueAt.getTime() + leased.lateWindowMs;
  const end = (status: 'FAILED' | 'OUTCOME_UNKNOWN'): Decision => ({
    patch: { status, wakeAt: null, phase: null, blockedBy: null, platformState: null, percent: null, failures },
    event: status === 'FAILED' ? 'ERROR' : 'OUTCOME_UNKNOWN',
  });
  const again = (at: number, blockedBy: TargetPatch['blockedBy'] = null): Decision =>
    at > until
      ? end(mayBeLive || (isLive && isWhole) ? 'OUTCOME_UNKNOWN' : 'FAILED')
      : { patch: { wakeAt: new Date(at), blockedBy, failures }, event: blockedBy === null ? 'RETRY' : 'BLOCKED' };

  if (failure.kind === 'outcome_unknown') return end('OUTCOME_UNKNOWN');
  // A refused look (`find`) or a refused second try says nothing about the try whose answer was lost.
  if (failure.kind === 'rejected')
    return mayBeLive ? again(now.getTime() + backoffMs(failures, jitter)) : end('FAILED');
  const isSpent = tries >= (MAX_TRIES[failure.code] ?? Number.POSITIVE_INFINITY) && !mayBeLive;
  if (failure.kind === 'rate_limited') {
    const asked = failure.retryAt?.getTime() ?? now.getTime() + RATE_LIMIT_MS * (1 + jitter / 5);
    // An adapter may ask for a new try in these terms (an expired container), which nobody has to wait for. Not for ever:
    // a platform that answers every new try the same way would be sent one a second.
    const isLimit = failure.code === 'RATE_LIMITED' || failure.code === 'QUOTA_EXCEEDED';
    const patienceMs = isLimit || failures <= SOON_TRIES ? 1_000 : backoffMs(failures - SOON_TRIES, jitter);
    const at = Math.max(asked, now.getTime() + patienceMs);
    if (!isLimit) return isSpent ? end(isLive ? 'OUTCOME_UNKNOWN' : 'FAILED') : again(at);
    if (at <= until || now.getTime() > until) return again(at, 'QUOTA');
    const wakeAt = new Date(Math.min(until + 1, now.getTime() + RECHECK_LIMIT_MS));
    return { patch: { wakeAt, blockedBy: 'QUOTA', failures }, event: 'BLOCKED' };
  }
  if (failure.kind === 'unauthorized') {
    // Whoever reconnects wakes it. Until then a look at the row is nothing, but what was announced asks the platform, each
    // time with a token that it has refused before.
    const asksMs = mayBeLive || isLive ? backoffMs(failures, jitter) : 0;
    const at = now.getTime() + Math.max(RECHECK_BLOCKED_MS, asksMs);
    return again(Math.min(at, Math.max(until, now.getTime())), 'RECONNECT');
  }
  if (isSpent) return end(isLive ? 'OUTCOME_UNKNOWN' : 'FAILED');
  return again(failure.retryAt?.getTime() ?? now.getTime() + backoffMs(failures, jitter));
}

/** 5 s, 10 s, 20 s … 10 min, each ± 20 %. */
function backoffMs(failures: number, jitter: number): number {
  return Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** Math.min(failures - 1, 10)) * (0.8 + jitter * 0.4);
}

/** Anything an adapter did not mean to throw is ours; what it says stays in the log. */
function asFailure(thrown: unknown): PlatformFailure {
  return thrown instanceof PlatformFailure
    ? thrown
    : new PlatformFailure('INTERNAL', 'An unexpected error; the server log has the details.', { cause: thrown });
}

/** As it is stored and shown. `wakeAt`: when it is tried again. */
export function targetError(failure: PlatformFailure, wakeAt: Date | null): TargetError {
  const { source, userAction } = FAILURE_CODES[failure.code];
  const retryAt = wakeAt ?? failure.retryAt;
  return {
    code: failure.code,
    kind: failure.kind,
    message: failure.message,
    source,
    retryable: failure.kind !== 'rejected' && failure.kind !== 'outcome_unknown',
    userAction,
    ...(retryAt === null || retryAt === undefined ? {} : { retryAt: retryAt.toISOString() }),
    ...(Object.keys(failure.vendor).length === 0 ? {} : { vendor: failure.vendor }),
  };
}
