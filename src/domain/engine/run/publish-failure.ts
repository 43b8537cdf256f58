/** Decides what follows a failed run: another try, blocked, failed, or unknown; and writes it. */

import type { AppContext } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import type { Turn } from '../../../lib/grouped.ts';
import type { PostTarget, PublishStep } from '../../../lib/prisma/client.ts';
import { type FailureCode, PlatformFailure } from '../../../platforms/failure.ts';
import { say } from '../../../texts/posts/texts.ts';
import { endWaits, isLimit, refuseUntil } from '../../accounts/platform-waits.ts';
import { invariant } from '../../errors.ts';
import { downMsBetween } from '../../platform-state/host-states.ts';
import { RECHECK_BLOCKED_MS } from '../../sleep.ts';
import type { TransitionName } from '../../targets/post-target.ts';
import type { PublishEventEntry } from '../../targets/publish-event.ts';
import { changeTargets, type TargetChange } from '../../targets/target-batch.ts';
import { changeAlike } from '../../targets/target-change.ts';
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

/** A run that failed, and with what. */
export interface RunFailure {
  taken: TakenTarget;
  run: FailedRun;
  failure: PlatformFailure;
}

/** Writes to the log what a run failed with, and makes a failure of it. */
export function runFailure(ctx: AppContext, taken: TakenTarget, run: FailedRun, thrown: unknown): RunFailure {
  const failure = asFailure(thrown);
  const targetId = taken.target.id;
  if (failure !== thrown) ctx.log.error({ err: thrown, targetId }, 'publishing failed unexpectedly');
  else ctx.log.info({ targetId, code: failure.code, kind: failure.kind, vendor: failure.vendor }, failure.message);
  return { taken, run, failure };
}

/**
 * Whether nothing but the target itself changes. After a platform has hung, very many runs end like this within a second;
 * they share transactions.
 */
export const concernsOneTarget = ({ taken, failure }: RunFailure): boolean =>
  failure.discard.length === 0 && taken.asks.length === 0 && !isAnswer(failure) && !isLimit(failure);

/** Writes how runs end that failed. A target whose lease was given away is left to its new holder. */
export async function endInFailure(
  ctx: AppContext,
  ends: readonly RunFailure[],
  turn: Turn,
): Promise<(true | undefined)[]> {
  const tries = await countTries(ctx, ends);
  return ctx.db.tx(async (tx) => {
    const rows = await tx.query<PostTarget>(
      `SELECT t.* FROM post_target t JOIN unnest($1::uuid[], $2::uuid[]) AS ended (target_id, lease_id) ON t.id = ended.target_id AND t.lease_id = ended.lease_id
       ORDER BY t.id FOR NO KEY UPDATE OF t${turn.skipLocked}`,
      [ends.map(({ taken }) => taken.target.id), ends.map(({ taken }) => taken.leaseId)],
      turn.named('lock_to_fail'),
    );
    const held = new Map(rows.map((row) => [row.id, row]));
    const now = ctx.clock.now();
    const changes: TargetChange[] = [];
    const heldBack: Parameters<typeof holdBackOthers>[1][] = [];
    for (const end of ends) {
      const row = held.get(end.taken.target.id);
      // The success was stored although its COMMIT got no answer. When the lease ends, the target comes back for what is
      // left to do.
      if (row === undefined || row.status === 'PUBLISHED') continue;
      const { change, holdsBack } = await ending(tx, end, row, 1 + (tries.get(row.id) ?? 0), now);
      changes.push(change);
      if (holdsBack !== null) heldBack.push(holdsBack);
    }
    await changeTargets(tx, changes);
    for (const held of heldBack) await holdBackOthers(tx, held, now);
    return ends.map(({ taken }) => (held.has(taken.target.id) ? true : turn.missing(true)));
  });
}

/** `row`: the target as it is locked. `holdsBack`: what the targets that wait for the same account have to wait for, too. */
async function ending(
  tx: Tx,
  { taken, run: { journal, refusedCommit }, failure }: RunFailure,
  row: PostTarget,
  tries: number,
  now: Date,
): Promise<{ change: TargetChange; holdsBack: Obstacle | null }> {
  const { target } = taken;
  const jitter = Math.random();
  const ofCommit = refusedCommit === failure;
  // Looking a call up is a request of another kind: its refusal must not stop other targets from publishing.
  const askAt =
    isLimit(failure) && (ofCommit || !mayBeLive(journal, failure))
      ? await refuseUntil(tx, { target, failure, error: targetError(failure, null), ofCommit, jitter }, now)
      : null;
  // The platform has answered, whatever it says, and no longer asks us to wait.
  if (askAt === null && isAnswer(failure)) await endWaits(tx, taken.asks, now);
  const downMs = await downSince(tx, target, now);
  const { transition, patch, told } = decide(taken, failure, { journal, tries, askAt, downMs, now, jitter });
  const { wakeAt } = patch;
  const error = targetError(failure, wakeAt, endOf(transition));
  const { message } = failure;
  // Checked again and again, but reported once.
  const isKnown = failure.code === 'MEDIA_NOT_SERVED' && target.errorCode === failure.code && told === 'RETRY';
  const holds = askAt !== null && failure.allowance.quota === undefined && told === 'BLOCKED';
  return {
    change: {
      target: failure.discard.length === 0 ? row : await forgotten(tx, row, failure.discard, now),
      transition,
      patch: { ...RELEASED, errorCode: failure.code, error, ...patch },
      entry: isKnown ? null : { status: told, error, message },
    },
    holdsBack: holds && wakeAt !== null ? { target, error, message, wakeAt } : null,
  };
}

const endOf = (transition: TransitionName): FailedEnd =>
  transition === 'fail' || transition === 'lose' ? transition : null;

/** The target without these steps. */
async function forgotten(tx: Tx, target: PostTarget, steps: readonly string[], now: Date): Promise<PostTarget> {
  await forgetSteps(tx, target.id, steps, now);
  const [row] = await tx.query<PostTarget>('SELECT * FROM post_target WHERE id = $1', [target.id], 'read_target');
  invariant(row, `target ${target.id} is locked and gone`);
  return row;
}

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

/** By target: how often this attempt has failed with the same code, regardless of other failures in between. Where that counts. */
async function countTries(ctx: AppContext, ends: readonly RunFailure[]): Promise<Map<string, number>> {
  const limited = ends.filter(({ failure }) => MAX_TRIES[failure.code] !== undefined);
  if (limited.length === 0) return new Map();
  const rows = await ctx.db.query<{ targetId: string; tries: number }>(
    `SELECT target_id, (SELECT count(*)::int FROM publishing_log l WHERE l.target_id = ended.target_id AND l.attempt = ended.attempt AND l.status = 'RETRY' AND l.error->>'code' = ended.code) AS tries
     FROM unnest($1::uuid[], $2::int[], $3::text[]) AS ended (target_id, attempt, code)`,
    [
      limited.map(({ taken }) => taken.target.id),
      limited.map(({ taken }) => taken.target.attempt),
      limited.map(({ failure }) => failure.code),
    ],
    'count_tries',
  );
  return new Map(rows.map(({ targetId, tries }) => [targetId, tries]));
}

/**
 * Blocks the targets that wait for the same account at once; each would otherwise find out by a refused call of its
 * own.
 */
async function holdBackOthers(tx: Tx, { target, error, message, wakeAt }: Obstacle, now: Date): Promise<void> {
  const waiting = await tx.query<{ id: string }>(
    `SELECT id FROM post_target WHERE social_account_id = $1 AND id <> $2 AND blocked_by = 'ACCOUNT_BUSY' AND status IN ('SCHEDULED', 'PUBLISHING') AND intent_at IS NULL
       AND due_at <= $3 FOR NO KEY UPDATE SKIP LOCKED`,
    [target.socialAccountId, target.id, now],
    'hold_back_others',
  );
  await changeAlike(
    tx,
    waiting.map((other) => other.id),
    'start',
    { blockedBy: 'QUOTA', wakeAt, errorCode: error.code, error },
    { status: 'BLOCKED', error, message },
  );
}

interface Obstacle {
  /** Whose account it is. */
  target: PostTarget;
  error: TargetError;
  message: string;
  wakeAt: Date;
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
    : new PlatformFailure('INTERNAL', say('unexpected'), { cause: thrown });
}
