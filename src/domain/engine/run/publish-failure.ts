/** What a failed run means for its target: again later, blocked, failed, or unknown. */
import type { AppContext } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import type { PostTarget, PublishStep } from '../../../lib/prisma/client.ts';
import { type FailureCode, PlatformFailure } from '../../../platforms/failure.ts';
import { endWaits, isLimit, refuseUntil } from '../../accounts/platform-waits.ts';
import { RECHECK_BLOCKED_MS } from '../../sleep.ts';
import type { TransitionName } from '../../targets/post-target.ts';
import { changeAlike, changeTarget } from '../../targets/target-change.ts';
import type { TargetPatch } from '../../targets/target-columns.ts';
import { type TargetError, targetError } from '../../targets/target-error.ts';
import type { TargetEventEntry } from '../../targets/target-event.ts';
import { RELEASED } from '../../targets/target-lease.ts';
import { forgetSteps } from '../journal/forgetting.ts';
import type { TakenTarget } from '../schedule/admission.ts';

const BACKOFF_MS = 5_000;
const BACKOFF_MAX_MS = 10 * 60_000;
/** Whoever serves links is most likely being restarted; to look whether it is back costs no call. */
const SERVED_AGAIN_MS = 20_000;
/** New tries that an adapter may have at its own pace. */
const SOON_TRIES = 2;
/** How long a target that may be live is followed before a person has to look. */
const FOLLOW_MS = 24 * 3_600_000;
/** A limit on looking may be lifted before the platform says so. */
const RECHECK_LIMIT_MS = 30 * 60_000;
/** A platform that breaks the same file again and again will not stop doing so. */
const MAX_TRIES: Partial<Record<FailureCode, number>> = {
  PROCESSING_FAILED: 3,
  CONTAINER_EXPIRED: 3,
  MEDIA_UNREACHABLE: 4,
  PROCESSING_TIMEOUT: 2,
  INTERNAL: 10,
};

/** What a run leaves behind that failed. */
export interface FailedRun {
  journal: ReadonlyMap<string, PublishStep>;
  /** What the call that publishes failed with. */
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
    // A success whose COMMIT got no answer stands; the end of the lease brings the target back for what is left to do.
    if (held === undefined || held.status === 'PUBLISHED') return;
    const now = ctx.clock.now();
    const jitter = Math.random();
    const ofCommit = refusedCommit === thrown;
    // A look whether something is live is a call of another kind: that it is refused keeps nobody else from publishing.
    const askAt =
      isLimit(failure) && (ofCommit || !mayBeLive(journal, failure))
        ? await refuseUntil(tx, { target, failure, error: targetError(failure, null), ofCommit, jitter }, now)
        : null;
    // Whatever else it says: the platform has answered, and does not ask for patience any more.
    if (askAt === null && isAnswer(failure)) await endWaits(tx, leased.asks, now);
    const outcome = decide(leased, failure, { journal, tries, askAt, now, jitter });
    const error = targetError(failure, outcome.patch.wakeAt);
    if (failure.discard.length > 0) await forgetSteps(tx, target.id, failure.discard, now);
    await changeTarget(
      tx,
      target.id,
      outcome.transition,
      { ...RELEASED, errorCode: failure.code, error, ...outcome.patch },
      // Looked at again and again, and told once.
      failure.code === 'MEDIA_NOT_SERVED' && target.errorCode === failure.code && outcome.told === 'RETRY'
        ? null
        : { status: outcome.told, error, message: failure.message },
    );
    const { wakeAt } = outcome.patch;
    if (askAt !== null && failure.allowance.quota === undefined && outcome.told === 'BLOCKED' && wakeAt !== null)
      await holdBackOthers(tx, target, { error, message: failure.message }, { wakeAt, now });
  });
}

const isAnswer = ({ kind, vendor }: PlatformFailure): boolean =>
  kind === 'rejected' && vendor.httpStatus !== undefined && vendor.httpStatus < 500;

/** An intent without a result stands. */
const mayBeLive = (journal: ReadonlyMap<string, PublishStep>, { discard }: PlatformFailure): boolean =>
  [...journal.values()].some((row) => row.kind === 'COMMIT' && row.state === 'OPEN' && !discard.includes(row.step));

/** How often this attempt has failed in this way before, whatever else went wrong in between. */
async function countTries(ctx: AppContext, { id, attempt }: PostTarget, code: FailureCode): Promise<number> {
  const [row] = await ctx.db.query<{ tries: number }>(
    `SELECT count(*)::int AS tries FROM publishing_log WHERE target_id = $1 AND attempt = $2 AND status = 'RETRY' AND error->>'code' = $3`,
    [id, attempt, code],
    'count_tries',
  );
  return row?.tries ?? 0;
}

/** Who waits for its turn at the same account would find out one after the other: they are told now. */
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
  told: TargetEventEntry['status'];
}

const RETRIED = { transition: 'advance', told: 'RETRY' } as const;
const HELD_BACK = { transition: 'block', told: 'BLOCKED' } as const;

interface Circumstances {
  journal: ReadonlyMap<string, PublishStep>;
  /** Failures of the same code in this attempt, with this one. A bad connection uses up no tries of what is limited. */
  tries: number;
  /** Of a limit: when this target may ask again. */
  askAt: Date | null;
  now: Date;
  /** In [0, 1). */
  jitter: number;
}

/** Pure: the next state after `failure`. */
function decide(
  leased: Pick<TakenTarget, 'target' | 'lateWindowMs'>,
  failure: PlatformFailure,
  { journal, tries, askAt, now, jitter }: Circumstances,
): Decision {
  const { target } = leased;
  const failures = target.failures + 1;
  const commits = [...journal.values()].filter((row) => row.kind === 'COMMIT' && !failure.discard.includes(row.step));
  const hasOpenIntent = mayBeLive(journal, failure);
  const isLive = commits.some((row) => row.state === 'DONE');
  // One commit is the whole post, except in a thread, whose next part is known not to be out while no intent is open.
  const isWhole = target.format !== 'THREAD';
  const dueAt = target.dueAt ?? now;
  const until =
    hasOpenIntent || isLive ? (target.intentAt ?? now).getTime() + FOLLOW_MS : dueAt.getTime() + leased.lateWindowMs;
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
  // A refused look (`find`) or a refused second try says nothing about the try whose answer was lost.
  if (failure.kind === 'rejected')
    return hasOpenIntent ? again(now.getTime() + backoffMs(failures, jitter)) : end('fail');
  const isSpent = tries >= (MAX_TRIES[failure.code] ?? Number.POSITIVE_INFINITY) && !hasOpenIntent;
  if (failure.kind === 'rate_limited') {
    const asked = failure.retryAt?.getTime() ?? now.getTime() + backoffMs(failures, jitter);
    // An adapter may ask for a new try in these terms (an expired container), which nobody has to wait for. Not for ever:
    // a platform that answers every new try the same way would be sent one a second.
    const patienceMs = failures <= SOON_TRIES ? 1_000 : backoffMs(failures - SOON_TRIES, jitter);
    const at = askAt?.getTime() ?? Math.max(asked, now.getTime() + patienceMs);
    if (!isLimit(failure)) return isSpent ? end(isLive ? 'lose' : 'fail') : again(at);
    // Like everybody who waits for the same, it is looked at when it falls due: from then on it is being published.
    const lookAt = (atMs: number) => (dueAt > now ? Math.min(atMs, dueAt.getTime()) : atMs);
    if (at <= until || now.getTime() > until) return again(lookAt(at), 'QUOTA');
    const wakeAt = new Date(lookAt(Math.min(until + 1, now.getTime() + RECHECK_LIMIT_MS)));
    return { patch: { wakeAt, blockedBy: 'QUOTA', failures }, ...HELD_BACK };
  }
  if (failure.kind === 'unauthorized') {
    // Whoever reconnects wakes it. Until then a look at the row is nothing, but what was armed asks the platform, each
    // time with a token that it has refused before.
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

/** Anything an adapter did not mean to throw is ours; what it says stays in the log. */
function asFailure(thrown: unknown): PlatformFailure {
  return thrown instanceof PlatformFailure
    ? thrown
    : new PlatformFailure('INTERNAL', 'An unexpected error; the server log has the details.', { cause: thrown });
}
