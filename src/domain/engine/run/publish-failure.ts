/** Decides what follows a failed run: another try, blocked, failed, or unknown; and writes it. */
import type { AppContext } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import type { PostTarget, PublishStep } from '../../../lib/prisma/client.ts';
import { type FailureCode, PlatformFailure } from '../../../platforms/failure.ts';
import { endWaits, isLimit, refuseUntil } from '../../accounts/platform-waits.ts';
import { downMsBetween } from '../../platform-state/host-states.ts';
import { RECHECK_BLOCKED_MS } from '../../sleep.ts';
import type { TransitionName } from '../../targets/post-target.ts';
import type { PublishEventEntry } from '../../targets/publish-event.ts';
import { changeAlike, changeTarget } from '../../targets/target-change.ts';
import type { TargetPatch } from '../../targets/target-columns.ts';
import { type FailedEnd, type TargetError, targetError } from '../../targets/target-error.ts';
import { RELEASED } from '../../targets/target-lease.ts';
import { forgetSteps } from '../journal/forgetting.ts';
import type { TakenTarget } from '../schedule/admission.ts';

const BACKOFF_MS = 5_000;
const BACKOFF_MAX_MS = 10 * 60_000;
/** The process that serves links is most likely being restarted; checking again costs no call. */
const SERVED_AGAIN_MS = 20_000;
/** How many tries an adapter may space by itself. */
const SOON_TRIES = 2;
/** How long a target that may be live is looked up before a person has to decide. */
const FOLLOW_MS = 24 * 3_600_000;
/** A limit on looking up may end earlier than the platform says. */
const RECHECK_LIMIT_MS = 30 * 60_000;
/** A platform that fails on the same file three times will fail on it again. */
const MAX_TRIES: Partial<Record<FailureCode, number>> = {
  PROCESSING_FAILED: 3,
  CONTAINER_EXPIRED: 3,
  MEDIA_UNREACHABLE: 4,
  PROCESSING_TIMEOUT: 2,
  INTERNAL: 10,
};

/** What is known of a run that failed. */
export interface FailedRun {
  journal: ReadonlyMap<string, PublishStep>;
  /** The error of the call that publishes. */
  refusedCommit: unknown;
}

export async function endInFailure(
  ctx: AppContext,
  leased: TakenTarget,
  { journal, refusedCommit }: FailedRun,
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
  await ctx.db.tx(async (tx) => {
    const [held] = await tx.query<Pick<PostTarget, 'status'>>(
      'SELECT status FROM post_target WHERE id = $1 AND lease_id = $2 FOR NO KEY UPDATE',
      [target.id, leaseId],
    );
    // The success was stored although its COMMIT got no answer. When the lease ends, the target comes back for what is
    // left to do.
    if (held === undefined || held.status === 'PUBLISHED') return;
    const now = ctx.clock.now();
    const jitter = Math.random();
    const ofCommit = refusedCommit === thrown;
    // Looking a call up is a request of another kind: its refusal must not stop other targets from publishing.
    const askAt =
      isLimit(failure) && (ofCommit || !mayBeLive(journal, failure))
        ? await refuseUntil(tx, { target, failure, error: targetError(failure, null), ofCommit, jitter }, now)
        : null;
    // The platform has answered, whatever it says, and no longer asks us to wait.
    if (askAt === null && isAnswer(failure)) await endWaits(tx, leased.asks, now);
    const downMs = await downSince(tx, target, now);
    const outcome = decide(leased, failure, { journal, tries, askAt, downMs, now, jitter });
    const error = targetError(failure, outcome.patch.wakeAt, endOf(outcome.transition));
    if (failure.discard.length > 0) await forgetSteps(tx, target.id, failure.discard, now);
    await changeTarget(
      tx,
      target.id,
      outcome.transition,
      { ...RELEASED, errorCode: failure.code, error, ...outcome.patch },
      // Checked again and again, but reported once.
      failure.code === 'MEDIA_NOT_SERVED' && target.errorCode === failure.code && outcome.told === 'RETRY'
        ? null
        : { status: outcome.told, error, message: failure.message },
    );
    const { wakeAt } = outcome.patch;
    if (askAt !== null && failure.allowance.quota === undefined && outcome.told === 'BLOCKED' && wakeAt !== null)
      await holdBackOthers(tx, target, { error, message: failure.message }, { wakeAt, now });
  });
}

const endOf = (transition: TransitionName): FailedEnd =>
  transition === 'fail' || transition === 'lose' ? transition : null;

/** For how long a target that may be live could not be followed; asked only when that is about to matter. */
const downSince = async (tx: Tx, { platform, intentAt }: PostTarget, now: Date): Promise<number> =>
  intentAt !== null && now.getTime() - intentAt.getTime() > FOLLOW_MS / 2
    ? downMsBetween(tx, platform, intentAt, now)
    : 0;

const isAnswer = ({ kind, vendor }: PlatformFailure): boolean =>
  kind === 'rejected' && vendor.httpStatus !== undefined && vendor.httpStatus < 500;

/** Whether an intent without a result exists. */
const mayBeLive = (journal: ReadonlyMap<string, PublishStep>, { discard }: PlatformFailure): boolean =>
  [...journal.values()].some((row) => row.kind === 'COMMIT' && row.state === 'OPEN' && !discard.includes(row.step));

/** How often this attempt has failed with the same code, regardless of other failures in between. */
async function countTries(ctx: AppContext, { id, attempt }: PostTarget, code: FailureCode): Promise<number> {
  const [row] = await ctx.db.query<{ tries: number }>(
    `SELECT count(*)::int AS tries FROM publishing_log WHERE target_id = $1 AND attempt = $2 AND status = 'RETRY' AND error->>'code' = $3`,
    [id, attempt, code],
    'count_tries',
  );
  return row?.tries ?? 0;
}

/**
 * Blocks the targets that wait for the same account at once; each would otherwise find out by a refused call of its
 * own.
 */
async function holdBackOthers(
  tx: Tx,
  { id, socialAccountId }: PostTarget,
  told: { error: TargetError; message: string },
  { wakeAt, now }: { wakeAt: Date; now: Date },
): Promise<void> {
  const waiting = await tx.query<{ id: string }>(
    `SELECT id FROM post_target WHERE social_account_id = $1 AND id <> $2 AND blocked_by = 'ACCOUNT_BUSY' AND status IN ('SCHEDULED', 'PUBLISHING') AND intent_at IS NULL
       AND due_at <= $3 FOR NO KEY UPDATE SKIP LOCKED`,
    [socialAccountId, id, now],
    'hold_back_others',
  );
  await changeAlike(
    tx,
    waiting.map((other) => other.id),
    'start',
    { blockedBy: 'QUOTA', wakeAt, errorCode: told.error.code, error: told.error },
    { status: 'BLOCKED', ...told },
  );
}

interface Decision {
  transition: TransitionName;
  patch: TargetPatch & { wakeAt: Date | null };
  told: PublishEventEntry['status'];
}

const RETRIED = { transition: 'advance', told: 'RETRY' } as const;
const HELD_BACK = { transition: 'block', told: 'BLOCKED' } as const;

interface Circumstances {
  journal: ReadonlyMap<string, PublishStep>;
  /**
   * Failures with the same code in this attempt, including this one. A bad connection does not use up the tries of
   * another failure.
   */
  tries: number;
  /** For a limit: when this target may ask again. */
  askAt: Date | null;
  /** How much of the time since the intent the platform was DOWN. */
  downMs: number;
  now: Date;
  /** In [0, 1). */
  jitter: number;
}

/** A pure function: what follows `failure`. */
function decide(
  leased: Pick<TakenTarget, 'target' | 'lateWindowMs'>,
  failure: PlatformFailure,
  { journal, tries, askAt, downMs, now, jitter }: Circumstances,
): Decision {
  const { target } = leased;
  const failures = target.failures + 1;
  const commits = [...journal.values()].filter((row) => row.kind === 'COMMIT' && !failure.discard.includes(row.step));
  const hasOpenIntent = mayBeLive(journal, failure);
  const isLive = commits.some((row) => row.state === 'DONE');
  // A commit is the whole post, except in a thread; the next part of a thread is known not to be out while no intent is
  // open.
  const isWhole = target.format !== 'THREAD';
  const dueAt = target.dueAt ?? now;
  const until =
    hasOpenIntent || isLive
      ? (target.intentAt ?? now).getTime() + FOLLOW_MS + downMs
      : dueAt.getTime() + leased.lateWindowMs;
  const end = (transition: 'fail' | 'lose'): Decision => ({
    transition,
    patch: { wakeAt: null, phase: null, blockedBy: null, platformState: null, percent: null, failures },
    told: transition === 'fail' ? 'ERROR' : 'OUTCOME_UNKNOWN',
  });
  const again = (at: number, blockedBy: TargetPatch['blockedBy'] = null): Decision =>
    at > until
      ? end(hasOpenIntent || (isLive && isWhole) ? 'lose' : 'fail')
      : { patch: { wakeAt: new Date(at), blockedBy, failures }, ...(blockedBy === null ? RETRIED : HELD_BACK) };

  if (failure.kind === 'outcome_unknown') return end('lose');
  if (failure.code === 'PLATFORM_DOWN') {
    // Nothing was sent, so that nothing was tried. The end of the outage wakes it, and the end of its late window.
    const at = failure.retryAt?.getTime() ?? now.getTime() + RECHECK_BLOCKED_MS;
    const endsAt = hasOpenIntent || isLive ? Number.POSITIVE_INFINITY : until + 1;
    const wakeAt = new Date(Math.min(at, dueAt > now ? dueAt.getTime() : endsAt));
    return { patch: { wakeAt, blockedBy: 'PLATFORM_DOWN', failures: target.failures }, ...HELD_BACK };
  }
  // The refusal of a look-up (`find`), or of a second try, says nothing about the try whose answer was lost.
  if (failure.kind === 'rejected')
    return hasOpenIntent ? again(now.getTime() + backoffMs(failures, jitter)) : end('fail');
  const isSpent = tries >= (MAX_TRIES[failure.code] ?? Number.POSITIVE_INFINITY) && !hasOpenIntent;
  if (failure.kind === 'rate_limited') {
    const asked = failure.retryAt?.getTime() ?? now.getTime() + backoffMs(failures, jitter);
    // An adapter may ask for a new try of this kind (an expired container), which needs no waiting. The number is
    // limited: a platform that always answers the same would otherwise get a request every second.
    const patienceMs = failures <= SOON_TRIES ? 1_000 : backoffMs(failures - SOON_TRIES, jitter);
    const at = askAt?.getTime() ?? Math.max(asked, now.getTime() + patienceMs);
    if (!isLimit(failure)) return isSpent ? end(isLive ? 'lose' : 'fail') : again(at);
    // Looked at again when it falls due, like every target that waits for this limit: from then on its status is
    // PUBLISHING.
    const lookAt = (atMs: number) => (dueAt > now ? Math.min(atMs, dueAt.getTime()) : atMs);
    if (at <= until || now.getTime() > until) return again(lookAt(at), 'QUOTA');
    const wakeAt = new Date(lookAt(Math.min(until + 1, now.getTime() + RECHECK_LIMIT_MS)));
    return { patch: { wakeAt, blockedBy: 'QUOTA', failures }, ...HELD_BACK };
  }
  if (failure.kind === 'unauthorized') {
    // Reconnecting the account wakes it. Until then a look at the row costs nothing; but a target with an intent asks
    // the platform each time, with a token that was refused before.
    const asksMs = hasOpenIntent || isLive ? backoffMs(failures, jitter) : 0;
    const at = now.getTime() + Math.max(RECHECK_BLOCKED_MS, asksMs);
    return again(Math.min(at, Math.max(until, now.getTime())), 'RECONNECT');
  }
  if (isSpent) return end(isLive ? 'lose' : 'fail');
  const ownMs = backoffMs(failures, jitter);
  const backoff = failure.code === 'MEDIA_NOT_SERVED' ? Math.min(ownMs, SERVED_AGAIN_MS) : ownMs;
  return again(failure.retryAt?.getTime() ?? now.getTime() + backoff);
}

/** 5 s, 10 s, 20 s … 10 min, each ± 20 %. */
function backoffMs(failures: number, jitter: number): number {
  return Math.min(BACKOFF_MAX_MS, BACKOFF_MS * 2 ** Math.min(failures - 1, 10)) * (0.8 + jitter * 0.4);
}

/** An error that the adapter did not mean to throw is ours; its message stays in the log. */
function asFailure(thrown: unknown): PlatformFailure {
  return thrown instanceof PlatformFailure
    ? thrown
    : new PlatformFailure('INTERNAL', 'An unexpected error; the server log has the details.', { cause: thrown });
}
