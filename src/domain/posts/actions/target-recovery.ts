/** Recovers targets: retries failed ones, reschedules missed ones. */
import type { AppContext, Viewer } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import type { PostTarget } from '../../../lib/prisma/client.ts';
import { isId, requireScope, visibleSql } from '../../access.ts';
import { forgetPreparation } from '../../engine/journal/forgetting.ts';
import {
  accept,
  type Outcome,
  type Refused,
  refuseIfAny,
  type UserError,
  type UserErrorCode,
  userError,
} from '../../errors.ts';
import { pipeline } from '../../pipeline.ts';
import { localTimeOf, type ResolvedSchedule, resolveSchedule, type ScheduleInput } from '../../schedule-time.ts';
import { transition } from '../../targets/post-target.ts';
import { AS_ITS_POST, changeTargets, FRESH, type TargetChange } from '../../targets/target-batch.ts';
import { wakeAtFor } from '../../targets/target-wake.ts';
import { write } from '../../write.ts';
import { lockTarget, lockVisibleTargets } from '../post-store.ts';
import { quotaWarnings } from '../quota-warnings.ts';
import { type CheckedTargets, checkTargets, errorsOf, timedAs, warningsOf } from '../target-check.ts';
import { permitted } from '../target-choice.ts';

/** How many targets one transaction changes, and one call changes at most. */
const BATCH = 100;
const MOST_PER_CALL = 1_000;
const MAX_SPACING_MS = 7 * 86_400_000;

export interface RecoveryFilter {
  brandId?: string | null | undefined;
  socialAccountId?: string | null | undefined;
  /** Only for failed ones: the failure code. */
  errorCode?: string | null | undefined;
  /** Due at this time or later. */
  since?: Date | null | undefined;
}

export interface Recovered {
  targetIds: readonly string[];
  /** Targets left unchanged, each with the reason. */
  refused: readonly UserError[];
  /** Whether more targets match: call again. */
  hasMore: boolean;
}

/* ---- retry ---- */

/** Continues a failed target where it broke off: journaled steps are not repeated. */
export async function retryPostTarget(
  ctx: AppContext,
  viewer: Viewer,
  input: { targetId: string },
): Promise<Outcome<{ targetId: string }>> {
  const forbidden = requireScope(viewer, 'POSTS_PUBLISH');
  if (forbidden) return forbidden;
  return write(ctx.db, viewer, (tx) =>
    pipeline(lockTarget(tx, viewer, input.targetId))
      .step((target) => permitted(target, 'retry', 'retried'))
      .step(async (target) => {
        const checked = await checkTargets(ctx, tx, viewer, [target]);
        return invalidToRetry(target, checked) ?? accept(target, warningsOf(checked));
      })
      .step(async (target) => {
        await changeTargets(tx, [retried(target, ctx.clock.now())]);
        return accept({ targetId: target.id });
      })
      .outcome(),
  );
}

// A thread whose first part is live cannot be edited any more, so no rule about its content may stop the rest.
const invalidToRetry = (target: PostTarget, checked: CheckedTargets) =>
  target.intentAt === null ? refuseIfAny(checked.findingsOf.get(target.id)?.errors ?? []) : null;

// Due now: the late window protects against posts that nobody asked for any more.
const retried = (target: PostTarget, now: Date): TargetChange => ({
  target,
  transition: 'retry',
  patch: { ...FRESH, dueAt: now, wakeAt: now },
  entry: { status: 'SCHEDULED', message: 'Retried.' },
});

/** Retries failed targets that match, the oldest first, in transactions of limited size. */
export async function retryFailedTargets(
  ctx: AppContext,
  viewer: Viewer,
  input: { filter?: RecoveryFilter | null | undefined },
): Promise<Outcome<Recovered>> {
  const forbidden = requireScope(viewer, 'POSTS_PUBLISH');
  if (forbidden) return forbidden;
  const found = await findTargets(ctx, viewer, 'FAILED', input.filter ?? {});
  const done: { targetIds: string[]; refused: UserError[] } = { targetIds: [], refused: [] };
  for (let from = 0; from < found.targets.length; from += BATCH) {
    const ids = found.targets.slice(from, from + BATCH).map(({ id }) => id);
    const batch = await write(ctx.db, viewer, async (tx) => {
      const targets = (await lockVisibleTargets(tx, viewer, ids)).filter((target) => transition(target, 'retry').ok);
      const checked = await checkTargets(ctx, tx, viewer, targets);
      const isFit = (target: PostTarget) => invalidToRetry(target, checked) === null;
      const fit = targets.filter(isFit);
      await changeTargets(
        tx,
        fit.map((target) => retried(target, ctx.clock.now())),
      );
      const refused = targets
        .filter((target) => !isFit(target))
        .flatMap((target) => checked.findingsOf.get(target.id)?.errors ?? []);
      return accept({ targetIds: fit.map(({ id }) => id), refused });
    });
    if (!batch.ok) return batch;
    done.targetIds.push(...batch.value.targetIds);
    done.refused.push(...batch.value.refused);
  }
  return accept({ ...done, hasMore: found.hasMore });
}

/* ---- missed ---- */

export interface RescheduleMissedInput {
  filter?: RecoveryFilter | null | undefined;
  /** AT or NOW; a local time is on the clocks of each post. */
  schedule: ScheduleInput;
  /** Between one post and the next, so that a day's posts do not go out at once. */
  spacingMs?: number | null | undefined;
}

/** Gives missed targets a new time, in the order in which they were due. Targets of one post stay together. */
export async function rescheduleMissed(
  ctx: AppContext,
  viewer: Viewer,
  input: RescheduleMissedInput,
): Promise<Outcome<Recovered>> {
  const spacingMs = input.spacingMs ?? 0;
  const malformed = requireScope(viewer, 'POSTS_PUBLISH') ?? refuseIfAny(checkMissedInput(input, spacingMs));
  if (malformed) return malformed;
  const now = ctx.clock.now();
  const wrong = wrongOnAllClocks(input.schedule, now);
  if (wrong) return wrong;
  const found = await findTargets(ctx, viewer, 'MISSED', input.filter ?? {});
  const posts = [...Map.groupBy(found.targets, ({ postId }) => postId)];
  const done: { targetIds: string[]; refused: UserError[] } = { targetIds: [], refused: [] };
  const warnings: UserError[] = [];
  for (let from = 0; from < posts.length; from += BATCH) {
    const batch = await write(ctx.db, viewer, (tx) =>
      movePosts(ctx, tx, viewer, posts.slice(from, from + BATCH), input.schedule, { now, spacingMs, from }),
    );
    if (!batch.ok) return batch;
    done.targetIds.push(...batch.value.targetIds);
    done.refused.push(...batch.value.refused);
    warnings.push(...batch.warnings);
  }
  return accept({ ...done, hasMore: found.hasMore }, warnings);
}

function checkMissedInput(input: RescheduleMissedInput, spacingMs: number): UserError[] {
  const errors: UserError[] = [];
  if (input.schedule.mode === 'DRAFT')
    errors.push(
      userError('VALIDATION', 'missed posts are rescheduled AT a time or NOW', ['input', 'schedule', 'mode']),
    );
  if (!Number.isInteger(spacingMs) || spacingMs < 0 || spacingMs > MAX_SPACING_MS) {
    const message = `spacingMs is a whole number from 0 to ${MAX_SPACING_MS}, not ${spacingMs}`;
    errors.push(userError('VALIDATION', message, ['input', 'spacingMs'], { limit: MAX_SPACING_MS, actual: spacingMs }));
  }
  return errors;
}

/** Checks what is wrong with the schedule in every zone; the rest is checked with each post. */
function wrongOnAllClocks(schedule: ScheduleInput, now: Date): Refused | null {
  const trial = resolveSchedule(schedule, 'UTC', now);
  if (trial.ok) return null;
  const hasClocks = !schedule.localTime || Boolean(schedule.timeZone);
  return hasClocks || trial.errors.some(({ code }) => !ON_SOME_CLOCKS.has(code)) ? trial : null;
}
const ON_SOME_CLOCKS: ReadonlySet<UserErrorCode> = new Set(['TIME_IN_PAST', 'TIME_NONEXISTENT', 'TIME_CONFLICT']);

async function movePosts(
  ctx: AppContext,
  tx: Tx,
  viewer: Viewer,
  posts: readonly (readonly [string, readonly FoundTarget[]])[],
  schedule: ScheduleInput,
  { now, spacingMs, from }: { now: Date; spacingMs: number; from: number },
): Promise<Outcome<{ targetIds: string[]; refused: UserError[] }>> {
  // Posts before targets, each in the order of their ids, as everywhere.
  const postIds = posts.map(([id]) => id);
  const rows = await tx.query<{ id: string; timeZone: string }>(
    'SELECT id, time_zone FROM scheduled_post WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
    [postIds],
    'lock_posts',
  );
  const zones = new Map(rows.map(({ id, timeZone }) => [id, timeZone]));
  const locked = await lockVisibleTargets(
    tx,
    viewer,
    posts.flatMap(([, targets]) => targets.map(({ id }) => id)),
  );
  const targets = locked.filter((target) => target.status === 'MISSED' && transition(target, 'schedule').ok);
  const checked = await checkTargets(ctx, tx, viewer, targets);
  const times = new Map<string, ResolvedSchedule & { at: Date }>();
  const timeless: UserError[] = [];
  for (const [index, postId] of postIds.entries()) {
    const resolved = resolveSchedule(schedule, zones.get(postId) ?? 'UTC', now);
    if (!resolved.ok) {
      const ofPost = targets.filter((target) => target.postId === postId);
      timeless.push(...ofPost.flatMap(({ id }) => resolved.errors.map((error) => ({ ...error, targetId: id }))));
      continue;
    }
    const { timeZone, at } = resolved.value;
    const dueAt = new Date((at ?? now).getTime() + (from + index) * spacingMs);
    times.set(postId, { mode: 'AT', at: dueAt, timeZone, localTime: localTimeOf(dueAt, timeZone) });
  }
  const fit = targets.filter(
    ({ id, postId }) => times.has(postId) && (checked.findingsOf.get(id)?.errors.length ?? 0) === 0,
  );
  const full = await quotaWarnings(ctx, tx, fit.map(timedAs(checked, ({ postId }) => times.get(postId)?.at ?? now)));
  await savePostTimes(
    tx,
    [...new Set(fit.map(({ postId }) => postId))].flatMap((id) => ({ id, ...times.get(id) })),
  );
  await forgetPreparation(
    tx,
    fit.map(({ id }) => id),
  );
  await changeTargets(
    tx,
    fit.map((target): TargetChange => {
      const dueAt = times.get(target.postId)?.at ?? now;
      const wakeAt = wakeAtFor(
        { format: target.format, mediaCount: checked.mediaCountOf.get(target.id) ?? 0 },
        dueAt,
        now,
      );
      return {
        target,
        transition: 'schedule',
        patch: { ...FRESH, ...AS_ITS_POST, dueAt, wakeAt },
        entry: { status: 'SCHEDULED', message: 'Rescheduled after it was missed.' },
      };
    }),
  );
  return accept({ targetIds: fit.map(({ id }) => id), refused: [...timeless, ...errorsOf(checked)] }, full);
}

async function savePostTimes(tx: Tx, times: readonly Partial<ResolvedSchedule & { id: string }>[]): Promise<void> {
  await tx.query(
    `UPDATE scheduled_post p SET scheduled_at = r.at, time_zone = r.zone, local_time = r.local, version = p.version + 1
     FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, at timestamptz, zone text, local text) WHERE p.id = r.id`,
    [JSON.stringify(times.map(({ id, at, timeZone, localTime }) => ({ id, at, zone: timeZone, local: localTime })))],
    'save_post_times',
  );
}

interface FoundTarget {
  id: string;
  postId: string;
}

async function findTargets(
  ctx: AppContext,
  viewer: Viewer,
  status: 'FAILED' | 'MISSED',
  filter: RecoveryFilter,
): Promise<{ targets: FoundTarget[]; hasMore: boolean }> {
  const { brandId, socialAccountId, errorCode, since } = filter;
  // A value that cannot be an id or a code matches nothing, like one that does not exist.
  if ((brandId && !isId(brandId)) || (socialAccountId && !isId(socialAccountId)) || errorCode?.includes('\0'))
    return { targets: [], hasMore: false };
  const params: unknown[] = [status, brandId ?? null, socialAccountId ?? null, errorCode ?? null, since ?? null];
  const visible = visibleSql(viewer, params, { workspace: 'workspace_id', brand: 'brand_id' });
  const rows = await ctx.db.query<FoundTarget>(
    `SELECT id, post_id FROM post_target
     WHERE ${visible} AND status = $1::"TargetStatus" AND ($2::uuid IS NULL OR brand_id = $2) AND ($3::uuid IS NULL OR social_account_id = $3)
       AND ($4::text IS NULL OR error_code = $4) AND ($5::timestamptz IS NULL OR due_at >= $5)
     ORDER BY due_at, id LIMIT ${MOST_PER_CALL + 1}`,
    params,
  );
  return { targets: rows.slice(0, MOST_PER_CALL), hasMore: rows.length > MOST_PER_CALL };
}
