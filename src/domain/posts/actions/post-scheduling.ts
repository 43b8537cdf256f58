/** Changes when a saved post goes out: schedule a draft, move it to another time, publish it now, or return it to draft. */

import type { AppContext, Viewer } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import type { PostTarget, ScheduledPost } from '../../../lib/prisma/client.ts';
import type { TargetStatus } from '../../../lib/prisma/enums.ts';
import { say } from '../../../texts/posts/texts.ts';
import type { Act } from '../../../texts/posts/words.ts';
import { requireScope } from '../../access.ts';
import { noteChange } from '../../changes.ts';
import { forgetPreparation } from '../../engine/journal/forgetting.ts';
import { accept, type Outcome, refuse, refuseIfAny, type UserError, userError } from '../../errors.ts';
import { pipeline } from '../../pipeline.ts';
import { type ResolvedSchedule, resolveSchedule, type ScheduleInput } from '../../schedule-time.ts';
import { scheduledEntry } from '../../targets/publish-event.ts';
import { AS_ITS_POST, AT_REST, changeTargets, FRESH, type TargetChange } from '../../targets/target-batch.ts';
import { wakeAtFor } from '../../targets/target-wake.ts';
import { write } from '../../write.ts';
import { appendPostEvents } from '../post-event.ts';
import { type LockedPost, lockPost } from '../post-store.ts';
import { quotaWarnings, reservingTargets } from '../quota-warnings.ts';
import { checkTargets, errorsOf, timedAs, warningsOf } from '../target-check.ts';
import { chosenTargets, refusalOf, refusedTarget, type TargetsChanged } from '../target-choice.ts';

interface PostCall {
  postId: string;
  /** Default: every target with which this is possible. */
  targetIds?: readonly string[] | null | undefined;
  expectedVersion?: number | null | undefined;
}

interface Rule {
  act: Act;
  /** Which targets a call without names is about. */
  from: readonly TargetStatus[];
  /** A draft stays a draft and only gets the new time: saving a time does not schedule. */
  draftsStayDrafts: boolean;
  /** What was prepared for the old time (uploads, containers) is still useful at the new one. */
  keepsPreparation: boolean;
}

// A cancelled target was withdrawn on purpose: it returns only by name, or when the whole post was cancelled.
const SCHEDULE: Rule = {
  act: 'scheduled',
  from: ['DRAFT', 'SCHEDULED', 'PUBLISHING'],
  draftsStayDrafts: false,
  keepsPreparation: false,
};
const RESCHEDULE: Rule = {
  act: 'rescheduled',
  from: ['DRAFT', 'SCHEDULED', 'PUBLISHING', 'MISSED', 'FAILED'],
  draftsStayDrafts: true,
  keepsPreparation: false,
};
const PUBLISH_NOW: Rule = {
  act: 'publishedNow',
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
    return refuse(userError('VALIDATION', say('scheduleMode'), ['input', 'schedule', 'mode']));
  }
  const { schedule } = input;
  return moveTargets(ctx, viewer, input, SCHEDULE, (post) => (schedule ? accept(schedule) : plannedSchedule(post)));
}

function plannedSchedule({ scheduledAt, timeZone }: ScheduledPost): Outcome<ScheduleInput> {
  if (scheduledAt !== null) return accept({ mode: 'AT', at: scheduledAt, timeZone });
  return refuse(userError('TIME_MISSING', say('savedWithoutTime'), ['input', 'schedule']));
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
  return write(ctx.db, viewer, (tx) =>
    pipeline(lockPost(tx, viewer, input))
      .step((locked) => draftMoves(viewer, locked, input, rule, scheduleOf, ctx.clock.now()))
      .step((moves) => checkMoves(ctx, tx, viewer, moves))
      .step((moves) => warnOfFull(ctx, tx, moves))
      .step((checked) => writeMoves(tx, checked))
      .outcome(),
  );
}

interface Moves {
  post: ScheduledPost;
  schedule: ResolvedSchedule;
  /** Targets that change their status. */
  moved: PostTarget[];
  /** Drafts that only get the time. */
  planned: PostTarget[];
  /** Targets that were meant, but can no longer be changed. */
  refused: UserError[];
  /** The whole post moves, with its own time, and not some of its targets. */
  isWhole: boolean;
  rule: Rule;
  now: Date;
}

const draftMoves = (
  viewer: Viewer,
  locked: LockedPost,
  { targetIds }: PostCall,
  rule: Rule,
  scheduleOf: (post: ScheduledPost) => Outcome<ScheduleInput>,
  now: Date,
): Promise<Outcome<Moves>> =>
  pipeline(scheduleOf(locked.post))
    .step((wanted) => resolveSchedule(wanted, locked.post.timeZone, now))
    .step((schedule) =>
      pipeline(chosenTargets(locked.targets, targetIds))
        .step((chosen) => chooseMoves(locked, { schedule, chosen, isWhole: (targetIds ?? null) === null, rule, now }))
        .outcome(),
    )
    .step((moves) => (goesLive(moves) ? requireScope(viewer, 'POSTS_PUBLISH') : null) ?? accept(moves))
    .outcome();

const goesLive = ({ schedule, moved }: Moves): boolean => schedule.mode !== 'DRAFT' && moved.length > 0;

function chooseMoves(
  { post, targets }: LockedPost,
  { chosen, ...draft }: Pick<Moves, 'schedule' | 'isWhole' | 'rule' | 'now'> & { chosen: readonly PostTarget[] },
): Outcome<Moves> {
  const { rule, schedule, isWhole } = draft;
  const allCancelled = targets.every(({ status }) => status === 'CANCELLED');
  const isMeant = ({ status }: PostTarget) =>
    !isWhole || rule.from.includes(status) || (allCancelled && !rule.draftsStayDrafts);
  const isPlanned = ({ status }: PostTarget) =>
    status === 'DRAFT' && (rule.draftsStayDrafts || schedule.mode === 'DRAFT');
  const meant = chosen.filter(isMeant);
  const planned = meant.filter(isPlanned);
  const refused = meant
    .filter((target) => !isPlanned(target))
    .flatMap((target) => refusalOf(target, schedule.mode === 'DRAFT' ? 'unschedule' : 'schedule', rule.act));
  const isRefused = ({ id }: PostTarget) => refused.some(({ targetId }) => targetId === id);
  const moved = meant.filter((target) => !isPlanned(target) && !isRefused(target));
  const isDone = moved.length + planned.length > 0 || (targets.length === 0 && rule.draftsStayDrafts);
  const others = chosen
    .filter((target) => !isMeant(target))
    .map((target) => refusedTarget(target, 'WRONG_STATUS', rule.act));
  const missing = targets.length === 0 ? [userError('TARGET_MISSING', say('noTargets'), ['input', 'postId'])] : [];
  const nothing = isDone ? null : refuseIfAny([...missing, ...refused, ...others]);
  return nothing ?? accept({ ...draft, post, moved, planned, refused });
}

interface CheckedMoves extends Moves {
  mediaCountOf: ReadonlyMap<string, number>;
  /** The targets for which units are reserved at the new time; before they are looked for, those of brands that want it. */
  reserving: ReadonlySet<string>;
}

async function checkMoves(ctx: AppContext, tx: Tx, viewer: Viewer, moves: Moves): Promise<Outcome<CheckedMoves>> {
  const checked = await checkTargets(ctx, tx, viewer, goesLive(moves) ? moves.moved : []);
  const { mediaCountOf, reserving } = checked;
  return refuseIfAny(errorsOf(checked)) ?? accept({ ...moves, mediaCountOf, reserving }, warningsOf(checked));
}

async function warnOfFull(ctx: AppContext, tx: Tx, moves: CheckedMoves): Promise<Outcome<CheckedMoves>> {
  const { at } = moves.schedule;
  if (!goesLive(moves) || at === null) return accept(moves);
  const timed = moves.moved.map(timedAs(moves, () => at));
  const reserving = await reservingTargets(
    ctx,
    tx,
    timed.filter(({ id }) => moves.reserving.has(id)),
  );
  return accept({ ...moves, reserving }, await quotaWarnings(ctx, tx, timed));
}

async function writeMoves(tx: Tx, moves: CheckedMoves): Promise<Outcome<TargetsChanged>> {
  const { post, schedule, moved, planned, refused, isWhole, rule, mediaCountOf, reserving, now } = moves;
  const { at, mode, timeZone, localTime } = schedule;
  await savePostTime(tx, post, schedule, isWhole);
  const isKept = ({ status }: PostTarget) =>
    rule.keepsPreparation && (status === 'SCHEDULED' || status === 'PUBLISHING');
  await forgetPreparation(
    tx,
    moved.filter((target) => !isKept(target)).map(({ id }) => id),
  );
  const isAtWork = (target: PostTarget) => isKept(target) && target.leaseUntil !== null && target.leaseUntil > now;
  const time = { dueAt: at, ...(isWhole ? AS_ITS_POST : { ownTimeZone: timeZone, ownLocalTime: localTime }) };
  const changes = [
    ...planned.map((target): TargetChange => ({ target, transition: null, patch: time, entry: null })),
    ...moved.map((target) => {
      if (mode === 'DRAFT' || at === null) return takenBack(target, time);
      const anew = { ...time, reservesQuota: reserving.has(target.id) };
      if (isAtWork(target)) return movedAtWork(target, anew);
      const mediaCount = mediaCountOf.get(target.id) ?? 0;
      return scheduled(target, anew, wakeAtFor({ format: target.format, mediaCount }, at, now));
    }),
  ];
  await changeTargets(tx, changes);
  return accept({ postId: post.id, targetIds: changes.map(({ target }) => target.id), refused });
}

type TargetTime = Pick<PostTarget, 'dueAt' | 'ownTimeZone' | 'ownLocalTime'>;
type NewTime = TargetTime & Pick<PostTarget, 'reservesQuota'>;

const scheduled = (target: PostTarget, time: NewTime, wakeAt: Date): TargetChange => ({
  target,
  transition: 'schedule',
  patch: { ...FRESH, ...time, wakeAt },
  entry: scheduledEntry(time),
});

/**
 * For a target that is being worked on. Its worker keeps the lease and ends its current step: what a platform counts
 * (an upload session of YouTube) is not begun twice. The worker notices the new instant before it waits for the old
 * one.
 */
const movedAtWork = (target: PostTarget, time: NewTime): TargetChange => ({
  target,
  transition: 'schedule',
  patch: { blockedBy: null, failures: 0, errorCode: null, error: null, ...time },
  entry: scheduledEntry(time),
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
  const changed = isWhole ? 'TIME' : 'TARGETS';
  appendPostEvents(tx, 'post.updated', [{ post, details: { version: post.version + 1, changed } }]);
  const { at: scheduledAt, timeZone, localTime } = time;
  noteChange(tx, 'POST', () => ({
    id: post.id,
    brandId: post.brandId,
    before: post,
    after: { scheduledAt, timeZone, localTime },
  }));
}
