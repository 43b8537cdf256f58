/** After a reconnect: lets what failed, was missed or waits because of an account go out again, one after the other. */

import type { AppContext, Viewer } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import type { PostTarget, SocialAccount } from '../../../lib/prisma/client.ts';
import { say as sayCommon } from '../../../texts/common/texts.ts';
import { say } from '../../../texts/posts/texts.ts';
import { requireScope } from '../../access.ts';
import { visibleAccount } from '../../accounts/connection-attempts.ts';
import { forgetPreparation } from '../../engine/journal/forgetting.ts';
import { accept, notFound, type Outcome, refuse, refuseIfAny, type UserError, userError } from '../../errors.ts';
import { withIdempotency } from '../../idempotency.ts';
import { localTimeOf, PAST_TOLERANCE_MS, timeInPast } from '../../schedule-time.ts';
import { accountCausedSql } from '../../targets/account-caused.ts';
import { type TransitionName, transition } from '../../targets/post-target.ts';
import { changeTargets, FRESH, type TargetChange } from '../../targets/target-batch.ts';
import { wakeAtFor } from '../../targets/target-wake.ts';
import { write } from '../../write.ts';
import { lockVisibleTargets } from '../post-store.ts';
import { type CheckedTargets, checkTargets } from '../target-check.ts';
import { refusedTarget } from '../target-choice.ts';

/** One transaction changes so many, which is one call. */
export const MOST_RECOVERED = 100;
/** Whoever was away for days shall not post it all in one minute. */
export const DEFAULT_SPACING_MINUTES = 15;
const MAX_SPACING_MINUTES = 7 * 24 * 60;
const MAX_START_MS = 366 * 86_400_000;

export interface RecoverAccountPostsInput {
  socialAccountId: string;
  /** Default: everything that can be recovered, the earliest first. */
  targetIds?: readonly string[] | null | undefined;
  /** When the first goes out; default: now. */
  startAt?: Date | null | undefined;
  spacingMinutes?: number | null | undefined;
  /** Only tells what would go out when. */
  dryRun?: boolean | null | undefined;
  idempotencyKey?: string | null | undefined;
}

// A type and not an interface: it is stored as an answer.
export type RecoveredPosts = {
  /** In the order in which they go out. */
  readonly recovered: readonly { targetId: string; dueAt: string }[];
  /** Targets left unchanged, each with the reason. */
  readonly refused: readonly UserError[];
  readonly hasMore: boolean;
};

export async function recoverAccountPosts(
  ctx: AppContext,
  viewer: Viewer,
  input: RecoverAccountPostsInput,
): Promise<Outcome<RecoveredPosts>> {
  const now = ctx.clock.now();
  const malformed = requireScope(viewer, 'POSTS_PUBLISH') ?? refuseIfAny(checkInput(input, now));
  if (malformed) return malformed;
  const account = await visibleAccount(ctx, viewer, input.socialAccountId);
  if (account === null) return refuse(notFound('account', ['input', 'socialAccountId']));
  if (input.dryRun) return write(ctx.db, null, (tx) => plan(ctx, tx, viewer, account, input).then(answerOf));
  const { idempotencyKey: key, ...rest } = input;
  const call = { key, mutation: 'recoverAccountPosts', input: rest };
  const nothing = accept<RecoveredPosts>({ recovered: [], refused: [], hasMore: false });
  return withIdempotency<RecoveredPosts>(ctx, viewer, call, (commitOnce) =>
    commitOnce(nothing, async (tx) => {
      const planned = await plan(ctx, tx, viewer, account, input);
      if (planned.ok) await carryOut(tx, planned.value, now);
      return answerOf(planned);
    }),
  );
}

function checkInput({ startAt, spacingMinutes, targetIds }: RecoverAccountPostsInput, now: Date): UserError[] {
  const errors: UserError[] = [];
  const path = ['input', 'startAt'];
  if (startAt && now.getTime() - startAt.getTime() > PAST_TOLERANCE_MS) errors.push(timeInPast(startAt, now, path));
  if (startAt && startAt.getTime() - now.getTime() > MAX_START_MS)
    errors.push(userError('TIME_INVALID', say('startTooFar'), path));
  if (spacingMinutes && (spacingMinutes < 0 || spacingMinutes > MAX_SPACING_MINUTES)) {
    const said = sayCommon('notWhole', {
      name: 'spacingMinutes',
      min: 0,
      max: MAX_SPACING_MINUTES,
      actual: spacingMinutes,
    });
    const limits = { limit: MAX_SPACING_MINUTES, actual: spacingMinutes };
    errors.push(userError('VALIDATION', said, ['input', 'spacingMinutes'], limits));
  }
  if (targetIds && targetIds.length > MOST_RECOVERED) {
    const limits = { limit: MOST_RECOVERED, actual: targetIds.length };
    const said = sayCommon('tooManyEntries', { name: 'targetIds', count: targetIds.length, max: MOST_RECOVERED });
    errors.push(userError('VALIDATION', said, ['input', 'targetIds'], limits));
  }
  return errors;
}

interface Place {
  target: PostTarget;
  transition: TransitionName;
  dueAt: Date;
}

interface Plan {
  places: readonly Place[];
  refused: readonly UserError[];
  hasMore: boolean;
  checked: CheckedTargets;
  zones: ReadonlyMap<string, string>;
}

/** Locks what can be recovered, checks it as if it was scheduled now, and gives each its time. */
async function plan(
  ctx: AppContext,
  tx: Tx,
  viewer: Viewer,
  { id: accountId }: SocialAccount,
  input: RecoverAccountPostsInput,
): Promise<Outcome<Plan>> {
  const idle = await unlessIdle(tx, accountId);
  if (idle !== null) return refuse(idle);
  const named = await namedTargets(tx, viewer, accountId, input.targetIds ?? null);
  if (!named.ok) return named;
  const found = await findRecoverable(tx, accountId, input.targetIds ?? null);
  const chosen = found.slice(0, MOST_RECOVERED);
  const locked = new Map((await lockVisibleTargets(tx, viewer, chosen)).map((target) => [target.id, target]));
  // Asked again under the lock: meanwhile a worker may have armed one of them.
  const still = new Set(await findRecoverable(tx, accountId, chosen));
  const targets = chosen.flatMap((id) => (still.has(id) ? (locked.get(id) ?? []) : []));
  const checked = await checkTargets(ctx, tx, viewer, targets);
  const isFit = (target: PostTarget) => refusals(target, checked).length === 0;
  const startMs = Math.max(ctx.clock.now().getTime(), input.startAt?.getTime() ?? 0);
  const spacingMs = (input.spacingMinutes ?? DEFAULT_SPACING_MINUTES) * 60_000;
  const places = targets.filter(isFit).map((target, index) => ({
    target,
    transition: transitionOf(target),
    dueAt: new Date(startMs + index * spacingMs),
  }));
  const unfit = targets.flatMap((target) => refusals(target, checked));
  const others = named.value
    .filter(({ id }) => !found.includes(id) || (chosen.includes(id) && !still.has(id)))
    .map((target) => refusedTarget(target, 'WRONG_STATUS', 'recovered'));
  return accept({
    places,
    refused: [...unfit, ...others],
    hasMore: found.length > MOST_RECOVERED,
    checked,
    zones: await zonesOf(tx, targets),
  });
}

/** The refusal if the account cannot publish at the moment: what goes out again would only fail again. */
async function unlessIdle(tx: Tx, accountId: string): Promise<UserError | null> {
  const [account] = await tx.query<Pick<SocialAccount, 'status'>>(
    'SELECT status FROM social_account WHERE id = $1 FOR SHARE',
    [accountId],
    'account_to_recover',
  );
  const path = ['input', 'socialAccountId'];
  if (account === undefined) return notFound('account', path);
  if (account.status === 'ACTIVE') return null;
  const code = account.status === 'EXPIRED' ? 'ACCOUNT_EXPIRED' : 'ACCOUNT_DISCONNECTED';
  return userError(code, say('reconnectFirst'), path, { actual: account.status });
}

/** The targets that the call names; refuses names that are not targets of the account. */
async function namedTargets(
  tx: Tx,
  viewer: Viewer,
  accountId: string,
  targetIds: readonly string[] | null,
): Promise<Outcome<PostTarget[]>> {
  const named = targetIds === null ? [] : await lockVisibleTargets(tx, viewer, targetIds);
  const own = new Map(named.filter((target) => target.socialAccountId === accountId).map((one) => [one.id, one]));
  const unknown = (targetIds ?? []).flatMap((id, index) =>
    own.has(id.toLowerCase()) ? [] : [notFound('targetOfAccount', ['input', 'targetIds', String(index)])],
  );
  return refuseIfAny(unknown) ?? accept([...own.values()]);
}

async function findRecoverable(
  tx: Tx,
  accountId: string,
  targetIds: readonly string[] | null,
): Promise<readonly string[]> {
  const params: unknown[] = [accountId, targetIds];
  const caused = accountCausedSql((value) => `$${params.push(value)}`);
  const rows = await tx.query<{ id: string }>(
    `SELECT t.id FROM post_target t WHERE t.social_account_id = $1 AND ($2::uuid[] IS NULL OR t.id = ANY($2)) AND ${caused}
     ORDER BY t.due_at, t.id LIMIT ${MOST_RECOVERED + 1}`,
    params,
    'find_recoverable',
  );
  return rows.map(({ id }) => id);
}

/** A failed one goes on after the steps that are done; one that is missed or waits begins anew. */
const transitionOf = ({ status }: PostTarget): TransitionName => (status === 'FAILED' ? 'retry' : 'schedule');

function refusals(target: PostTarget, checked: CheckedTargets): UserError[] {
  const next = transition(target, transitionOf(target));
  if (!next.ok) return [refusedTarget(target, next.reason, 'recovered')];
  // A thread whose first part is live cannot be edited any more, so no rule about its content may stop the rest.
  return target.intentAt === null ? (checked.findingsOf.get(target.id)?.errors ?? []) : [];
}

async function zonesOf(tx: Tx, targets: readonly PostTarget[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; timeZone: string }>(
    'SELECT id, time_zone FROM scheduled_post WHERE id = ANY($1::uuid[])',
    [targets.map(({ postId }) => postId)],
    'zones_of_posts',
  );
  return new Map(rows.map(({ id, timeZone }) => [id, timeZone]));
}

async function carryOut(tx: Tx, { places, checked, zones }: Plan, now: Date): Promise<void> {
  const anew = places.filter((place) => place.transition === 'schedule').map(({ target }) => target.id);
  await forgetPreparation(tx, anew);
  await changeTargets(
    tx,
    places.map(({ target, transition: name, dueAt }): TargetChange => {
      const mediaCount = checked.mediaCountOf.get(target.id) ?? 0;
      const zone = target.ownTimeZone ?? zones.get(target.postId) ?? 'UTC';
      return {
        target,
        transition: name,
        patch: {
          ...FRESH,
          dueAt,
          // Other targets of its post keep their time.
          ownTimeZone: zone,
          ownLocalTime: localTimeOf(dueAt, zone),
          wakeAt: wakeAtFor({ format: target.format, mediaCount }, dueAt, now),
        },
        entry: { status: 'SCHEDULED', message: say('recovered').message },
      };
    }),
  );
}

const answerOf = (planned: Outcome<Plan>): Outcome<RecoveredPosts> => {
  if (!planned.ok) return planned;
  const { places, refused, hasMore } = planned.value;
  const recovered = places.map(({ target, dueAt }) => ({ targetId: target.id, dueAt: dueAt.toISOString() }));
  return accept({ recovered, refused, hasMore });
};
