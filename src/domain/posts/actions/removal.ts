/** Removes what was stored to be removed, part by part: the intent is in the row before the call, and a lost answer is looked up. */
import type { AppContext } from '../../../context.ts';
import type { PostRemoval, PostTarget } from '../../../lib/prisma/client.ts';
import { callSignal } from '../../../platforms/deadline.ts';
import { PlatformFailure } from '../../../platforms/failure.ts';
import type { AccountApi, Removal } from '../../../platforms/platform.ts';
import { callAccount } from '../../accounts/account-call.ts';
import { configuredPlatform } from '../../accounts/platform-api.ts';
import { countedCall } from '../../accounts/quota-calls.ts';
import { Sleep } from '../../sleep.ts';
import { tell } from '../../targets/presence.ts';
import { changeTarget } from '../../targets/target-change.ts';

export type Removed =
  | { kind: 'REMOVED' }
  /** Somebody is at it, the answer was lost, or the platform wants to be asked later. */
  | { kind: 'PENDING' }
  | { kind: 'REFUSED'; failure: PlatformFailure };

const CALL_TIMEOUT_MS = 20_000;
/** One try with its look, its token and its call; then another process may try. */
const CLAIM_MS = 90_000;
const FIRST_RETRY_MS = 60_000;
const MOST_RETRY_MS = 3_600_000;
/** For how long a lost answer is looked up, and an outage waited for. */
const GIVE_UP_MS = 24 * 3_600_000;
const AT_ONCE = 5;
const TARGETS_PER_SWEEP = 200;

/** Goes on with what was interrupted, lost or put off. Runs as a periodic job. */
export async function continueRemovals(ctx: AppContext): Promise<void> {
  const due = await ctx.db.query<{ targetId: string }>(
    `SELECT DISTINCT target_id FROM post_removal WHERE state = 'OPEN' AND next_at <= $1 LIMIT ${TARGETS_PER_SWEEP}`,
    [ctx.clock.now()],
    'removals_due',
  );
  const waiting = due.values();
  const inTurn = async () => {
    for (const { targetId } of waiting) await removeParts(ctx, targetId);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, inTurn));
}

/** Removes all parts of a target that are still to be removed. May run in several processes: each part is claimed. */
export async function removeParts(ctx: AppContext, targetId: string): Promise<Removed> {
  for (;;) {
    const part = await claim(ctx, targetId);
    if (part === null) return (await isOver(ctx, targetId)) ? finish(ctx, targetId) : { kind: 'PENDING' };
    await ctx.failpoint('commit:unpublish:armed');
    try {
      await removePart(ctx, part);
      await ctx.failpoint('commit:unpublish:after');
      await ctx.db.query(
        "UPDATE post_removal SET state = 'DONE' WHERE target_id = $1 AND part = $2",
        [targetId, part.part],
        'removal_done',
      );
    } catch (error) {
      if (error instanceof Sleep) return putOff(ctx, part, error.until);
      if (!(error instanceof PlatformFailure)) throw error;
      const isRefusal = error.kind === 'rejected' || error.kind === 'unauthorized';
      return isRefusal ? giveUp(ctx, part, error) : putOff(ctx, part, error.retryAt ?? null, error);
    }
  }
}

type Part = PostRemoval & Pick<PostTarget, 'socialAccountId'>;

/** Stores that the call may leave, before it does. */
async function claim({ db, clock }: AppContext, targetId: string): Promise<Part | null> {
  const now = clock.now();
  const until = new Date(now.getTime() + CLAIM_MS);
  const [part] = await db.query<Part>(
    `UPDATE post_removal r SET tries = r.tries + 1, deadline_at = $3, next_at = $3 FROM post_target t
     WHERE t.id = r.target_id AND (r.target_id, r.part) = (
       SELECT target_id, part FROM post_removal WHERE target_id = $1 AND state = 'OPEN' ORDER BY position LIMIT 1 FOR NO KEY UPDATE
     ) AND (r.deadline_at IS NULL OR r.deadline_at <= $2) RETURNING r.*, t.social_account_id`,
    [targetId, now, until],
    'claim_removal',
  );
  return part ?? null;
}

/** Ends only when the platform has said that the part is gone. */
async function removePart(ctx: AppContext, { part, tries, socialAccountId }: Part): Promise<void> {
  await callAccount(
    ctx,
    socialAccountId,
    async (api, { account }) => {
      const { removal } = configuredPlatform(ctx, account.platform).platform;
      if ('instead' in removal) throw new PlatformFailure('CONTENT_INVALID', removal.instead);
      // An earlier call may have landed.
      if (tries > 1 && (await isAbsent(api, removal, part))) return;
      try {
        await countedCall(ctx, account, removal.units ?? {}, () => removal.act(api, part, callSignal(CALL_TIMEOUT_MS)));
      } catch (error) {
        const isLost = error instanceof PlatformFailure && error.kind === 'unavailable' && !error.neverSent;
        if (!isLost) throw error;
        // What the platform shows decides. That it is still there may change: it is looked at again.
        if (!(await isAbsent(api, removal, part))) throw error;
      }
    },
    { optional: true, timeoutMs: CALL_TIMEOUT_MS },
  );
}

/** A look that is refused says nothing about the post; only a token that is not taken is renewed for it. */
async function isAbsent(api: AccountApi, removal: Removal, part: string): Promise<boolean> {
  try {
    return (await removal.find(api, part, callSignal(CALL_TIMEOUT_MS))) === 'ABSENT';
  } catch (error) {
    if (error instanceof PlatformFailure && error.kind !== 'unauthorized') return false;
    throw error;
  }
}

async function isOver({ db }: AppContext, targetId: string): Promise<boolean> {
  const [row] = await db.query<{ left: number }>(
    "SELECT count(*) FILTER (WHERE state = 'OPEN')::int AS left FROM post_removal WHERE target_id = $1 HAVING count(*) > 0",
    [targetId],
    'removals_left',
  );
  return row?.left === 0;
}

async function finish(ctx: AppContext, targetId: string): Promise<Removed> {
  await ctx.db.tx(async (tx) => {
    const [target] = await tx.query<PostTarget>('SELECT * FROM post_target WHERE id = $1 FOR NO KEY UPDATE', [
      targetId,
    ]);
    if (target === undefined || target.presence === 'UNPUBLISHED') return;
    const patch = { presence: 'UNPUBLISHED', presenceAt: ctx.clock.now() } as const;
    const after = await changeTarget(tx, targetId, 'unpublish', patch, null);
    if (after !== null) tell(tx, 'post.unpublished', [after], {});
  });
  return { kind: 'REMOVED' };
}

/** Tried again later; given up when that has gone on for too long. */
async function putOff(
  ctx: AppContext,
  part: Part,
  at: Date | null,
  failure: PlatformFailure | null = null,
): Promise<Removed> {
  const now = ctx.clock.now();
  if (now.getTime() - part.intentAt.getTime() > GIVE_UP_MS) {
    const message = 'the platform has not said for a day whether the post is removed';
    return giveUp(ctx, part, failure ?? new PlatformFailure('OUTCOME_UNKNOWN', message));
  }
  const backoff = Math.min(MOST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(part.tries - 1, 10));
  const nextAt = new Date(Math.max(at?.getTime() ?? 0, now.getTime() + backoff));
  await ctx.db.query(
    'UPDATE post_removal SET next_at = $3, deadline_at = $4 WHERE target_id = $1 AND part = $2 AND state = $5',
    [part.targetId, part.part, nextAt, now, 'OPEN'],
    'put_off_removal',
  );
  return { kind: 'PENDING' };
}

/** What is removed already stays removed, and is told; the rest stands. Another call asks for all parts again. */
async function giveUp(ctx: AppContext, part: Part, failure: PlatformFailure): Promise<Removed> {
  await ctx.db.tx(async (tx) => {
    const [target] = await tx.query<PostTarget>('SELECT * FROM post_target WHERE id = $1 FOR NO KEY UPDATE', [
      part.targetId,
    ]);
    const rows = await tx.query<{ state: string }>('SELECT state FROM post_removal WHERE target_id = $1', [
      part.targetId,
    ]);
    // All rows: where only those of removed parts were left, the whole would look removed.
    await tx.query('DELETE FROM post_removal WHERE target_id = $1', [part.targetId], 'end_removal');
    if (target === undefined) return;
    tell(tx, 'post.unpublish_failed', [target], {
      code: failure.code,
      message: failure.message.slice(0, 500),
      removedParts: rows.filter(({ state }) => state === 'DONE').length,
      parts: rows.length,
    });
  });
  return { kind: 'REFUSED', failure };
}
