/** Changes when a saved post goes out: schedule a draft, move it to another time, publish it now, or return it to draft. */
import type { AppContext, Viewer } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import type { PostTarget, ScheduledPost } from '../../../lib/prisma/client.ts';
import type { TargetStatus } from '../../../lib/prisma/enums.ts';
import { requireScope } from '../../access.ts';
import { forgetPreparation } from '../../engine/journal/forgetting.ts';
import { accept, type Outcome, refuse, refuseIfAny, type UserError, userError } from '../../errors.ts';
import { type ResolvedSchedule, resolveSchedule, type ScheduleInput } from '../../schedule-time.ts';
import { transition } from '../../targets/post-target.ts';
import { AS_ITS_POST, AT_REST, changeTargets, FRESH, type TargetChange } from '../../targets/target-batch.ts';
import { wakeAtFor } from '../../targets/target-wake.ts';
import { write } from '../../write.ts';
import { type LockedPost, lockPost } from '../post-store.ts';
import { checkTargets, errorsOf, warningsOf } from '../target-check.ts';
import { chosenTargets, refusedTarget, type TargetsChanged } from '../target-choice.ts';

interface PostCall {
  postId: string;
  /** Default: every target with which this is possible. */
  targetIds?: readonly string[] | null | undefined;
  expectedVersion?: number | null | undefined;
}

interface Rule {
  participle: string;
  /** Which targets a call without names is about. */
  from: readonly TargetStatus[];
  /** A draft stays a draft and only gets the new time: saving a time does not schedule. */
  draftsStayDrafts: boolean;
  /** What was prepared for the old time (uploads, containers) is still useful at the new one. */
  keepsPreparation: boolean;
}

// A cancelled target was withdrawn on purpose: it returns only by name, or when the whole post was cancelled.
const SCHEDULE: Rule = {
  participle: 'scheduled',
  from: ['DRAFT', 'SCHEDULED', 'PUBLISHING'],
  draftsStayDrafts: false,
  keepsPreparation: false,
};
const RESCHEDULE: Rule = {
  participle: 'rescheduled',
  from: ['DRAFT', 'SCHEDULED', 'PUBLISHING', 'MISSED', 'FAILED'],
  draftsStayDrafts: true,
  keepsPreparation: false,
};
const PUBLISH_NOW: Rule = {
  participle: 'published now',
  from: ['DRAFT', 'SCHEDULED', 'PUBLISHING', 'MISSED'],
  draftsStayDrafts: false,
  keepsPreparation: true,
};

/** Schedules a draft, at the given time or at the time saved with it. */
export async function schedulePost(
  ctx: AppContext,
  viewer: Viewer,
  input: PostCall & { schedule?: ScheduleInput | null | undefined },
): Promise<Outcome<TargetsChanged>> {
  const forbidden = requireScope(viewer, 'POSTS_PUBLISH');
  if (forbidden) return forbidden;
  if (input.schedule?.mode === 'DRAFT') {
    return refuse(
      userError(
        'VALIDATION',
        'schedulePost takes mode AT or NOW; to unschedule a post, use reschedulePost with mode DRAFT',
        ['input', 'schedule', 'mode'],
      ),
    );
  }
  const { schedule } = input;
  return moveTargets(ctx, viewer, input, SCHEDULE, (post) => (schedule ? accept(schedule) : plannedSchedule(post)));
}

function plannedSchedule({ scheduledAt, timeZone }: ScheduledPost): Outcome<ScheduleInput> {
  if (scheduledAt !== null) return accept({ mode: 'AT', at: scheduledAt, timeZone });
  return refuse(userError('TIME_MISSING', 'the post was saved without a time; give a schedule', ['input', 'schedule']));
}

/**
 * Moves a post to another time; a draft stays a draft. Mode DRAFT unschedules; without a time, the old one stays as the
 * plan.
 */
export async function reschedulePost(
  ctx: AppContext,
  viewer: Viewer,
  input: PostCall & { schedule: ScheduleInput },
): Promise<Outcome<TargetsChanged>> {
  const forbidden = requireScope(viewer, 'POSTS_WRITE');
  if (forbidden) return forbidden;
  const { schedule } = input;
  const keepsTime = schedule.mode === 'DRAFT' && !schedule.at && !schedule.localTime;
  return moveTargets(ctx, viewer, input, RESCHEDULE, (post) =>
    accept(keepsTime ? { ...schedule, at: post.scheduledAt } : schedule),
  );
}

export async function publishNow(ctx: AppContext, viewer: Viewer, input: PostCall): Promise<Outcome<TargetsChanged>> {
  const forbidden = requireScope(viewer, 'POSTS_PUBLISH');
  return forbidden ?? moveTargets(ctx, viewer, input, PUBLISH_NOW, () => accept({ mode: 'NOW' }));
}

async function moveTargets(
  ctx: AppContext,
  viewer: Viewer,
  input: PostCall,
  rule: Rule,
  scheduleOf: (post: ScheduledPost) => Outcome<ScheduleInput>,
): Promise<Outcome<TargetsChanged>> {
  return write(ctx.db, viewer, async (tx) => {
    const locked = await lockPost(tx, viewer, input);
    if (!locked.ok) return locked;
    const now = ctx.clock.now();
    const { post } = locked.value;
    const wanted = scheduleOf(post);
    if (!wanted.ok) return wanted;
    const schedule = resolveSchedule(wanted.value, post.timeZone, now);
    if (!schedule.ok) return schedule;
    const moves = chooseMoves(locked.value, input.targetIds, rule, schedule.value.mode);
    if (!moves.ok) return moves;
    const { moved, planned, refused } = moves.value;
    const goesLive = schedule.value.mode !== 'DRAFT' && moved.length > 0;
    const forbidden = goesLive ? requireScope(viewer, 'POSTS_PUBLISH') : null;
    if (forbidden) return forbidden;

    const checked = await checkTargets(ctx, tx, viewer, goesLive ? moved : []);
    const invalid = refuseIfAny(errorsOf(checked));
    if (invalid) return invalid;
    const isWhole = (input.targetIds ?? null) === null;
    await savePostTime(tx, post, schedule.value, isWhole);
    const own = isWhole
      ? AS_ITS_POST
      : { ownTimeZone: schedule.value.timeZone, ownLocalTime: schedule.value.localTime };
    const isKept = ({ status }: PostTarget) =>
      rule.keepsPreparation && (status === 'SCHEDULED' || status === 'PUBLISHING');
    await forgetPreparation(
      tx,
      moved.filter((target) => !isKept(target)).map(({ id }) => id),
    );
    const { at, mode } = schedule.value;
    const isAtWork = (target: PostTarget) => isKept(target) && target.leaseUntil !== null && target.leaseUntil > now;
    const changes = [
      ...planned.map(
        (target): TargetChange => ({ target, transition: null, patch: { dueAt: at, ...own }, entry: null }),
      ),
      ...moved.map((target) =>
        mode === 'DRAFT' || at === null
          ? takenBack(target, { dueAt: at, ...own })
          : isAtWork(target)
            ? movedAtWork(target, { dueAt: at, ...own })
            : scheduled(
                target,
                { dueAt: at, ...own },
                wakeAtFor({ format: target.format, mediaCount: checked.mediaCountOf.get(target.id) ?? 0 }, at, now),
              ),
      ),
    ];
    await changeTargets(tx, changes);
    return accept({ postId: post.id, targetIds: changes.map(({ target }) => target.id), refused }, [
      ...schedule.warnings,
      ...warningsOf(checked),
    ]);
  });
}

interface Moves {
  /** Targets that change their status. */
  moved: PostTarget[];
  /** Drafts that only get the time. */
  planned: PostTarget[];
  /** Targets that were meant, but can no longer be changed. */
  refused: UserError[];
}

function chooseMoves(
  { targets }: Pick<LockedPost, 'targets'>,
  targetIds: PostCall['targetIds'],
  rule: Rule,
  mode: ResolvedSchedule['mode'],
): Outcome<Moves> {
  const chosen = chosenTargets(targets, targetIds);
  if (!chosen.ok) return chosen;
  const isNamed = (targetIds ?? null) !== null;
  const allCancelled = targets.every(({ status }) => status === 'CANCELLED');
  const isMeant = ({ status }: PostTarget) =>
    isNamed || rule.from.includes(status) || (allCancelled && !rule.draftsStayDrafts);
  const meant = chosen.value.filter(isMeant);
  const moves: Moves = { moved: [], planned: [], refused: [] };
  for (const target of meant) {
    const next = transition(target, mode === 'DRAFT' ? 'unschedule' : 'schedule');
    if (target.status === 'DRAFT' && (rule.draftsStayDrafts || mode === 'DRAFT')) moves.planned.push(target);
    else if (next.ok) moves.moved.push(target);
    else moves.refused.push(refusedTarget(target, next.reason, rule.participle));
  }
  if (moves.moved.length + moves.planned.length > 0) return accept(moves);
  if (targets.length === 0) {
    if (rule.draftsStayDrafts) return accept(moves);
    return refuse(userError('TARGET_MISSING', 'the post has no targets', ['input', 'postId']));
  }
  const others = chosen.value
    .filter((target) => !meant.includes(target))
    .map((target) => refusedTarget(target, 'WRONG_STATUS', rule.participle));
  return refuseIfAny([...moves.refused, ...others]) ?? accept(moves);
}

type TargetTime = Pick<PostTarget, 'dueAt' | 'ownTimeZone' | 'ownLocalTime'>;

const scheduled = (target: PostTarget, time: TargetTime, wakeAt: Date): TargetChange => ({
  target,
  transition: 'schedule',
  patch: { ...FRESH, ...time, wakeAt },
  entry: { status: 'SCHEDULED' },
});

/**
 * For a target that is being worked on. Its worker keeps the lease and ends its current step: what a platform counts
 * (an upload session of YouTube) is not begun twice. The worker notices the new instant before it waits for the old
 * one.
 */
const movedAtWork = (target: PostTarget, time: TargetTime): TargetChange => ({
  target,
  transition: 'schedule',
  patch: { blockedBy: null, failures: 0, errorCode: null, error: null, ...time },
  entry: { status: 'SCHEDULED' },
});

const takenBack = (target: PostTarget, time: TargetTime): TargetChange => ({
  target,
  transition: 'unschedule',
  patch: { ...FRESH, ...AT_REST, ...time },
  entry: { status: 'DRAFTED' },
});

/** A call about some targets does not change the time of the post as a whole. */
async function savePostTime(tx: Tx, post: ScheduledPost, schedule: ResolvedSchedule, isWhole: boolean): Promise<void> {
  const time = isWhole ? schedule : { at: post.scheduledAt, timeZone: post.timeZone, localTime: post.localTime };
  await tx.query(
    'UPDATE scheduled_post SET scheduled_at = $2, time_zone = $3, local_time = $4, version = version + 1 WHERE id = $1',
    [post.id, time.at, time.timeZone, time.localTime],
    'save_post_time',
  );
}
