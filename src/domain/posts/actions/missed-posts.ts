/** Gives missed targets a new time. */

import type { AppContext, Viewer } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import type { PostTarget, ScheduledPost } from '../../../lib/prisma/client.ts';
import { say as sayCommon } from '../../../texts/common/texts.ts';
import { say } from '../../../texts/posts/texts.ts';
import { requireScope } from '../../access.ts';
import { forgetPreparation } from '../../engine/journal/forgetting.ts';
import {
  accept,
  invariant,
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
import { appendPostEvents, timeChanged } from '../post-event.ts';
import { lockVisibleTargets } from '../post-store.ts';
import { quotaWarnings, reservingTargets } from '../quota-warnings.ts';
import { type CheckedTargets, checkTargets, errorsOf, timedAs } from '../target-check.ts';
import {
  type FoundTarget,
  findTargets,
  inBatches,
  type Recovered,
  type RecoveredBatch,
  type RecoveryFilter,
} from './recovery-batches.ts';

const MAX_SPACING_MS = 7 * 86_400_000;

export interface RescheduleMissedInput {
  filter?: RecoveryFilter | null | undefined;
  /** AT or NOW; a local time is on the clocks of each post. */
  schedule: ScheduleInput;
  /** Between one post and the next, so that a day's posts do not go out at once. */
  spacingMs?: number | null | undefined;
}

/** In the order in which they were due. Targets of one post stay together. */
export async function rescheduleMissed(
  ctx: AppContext,
  viewer: Viewer,
  input: RescheduleMissedInput,
): Promise<Outcome<Recovered>> {
  const { schedule, filter, spacingMs } = input;
  const now = ctx.clock.now();
  const malformed = requireScope(viewer, 'POSTS_PUBLISH') ?? refuseIfAny(checkMissedInput(input, spacingMs ?? 0));
  const wrong = malformed ?? wrongOnAllClocks(schedule, now);
  if (wrong) return wrong;
  return pipeline(findTargets(ctx, viewer, 'MISSED', filter ?? {}).then((found) => accept(found)))
    .step(async ({ targets, hasMore }) => {
      const posts = [...Map.groupBy(targets, ({ postId }) => postId)];
      const done = await inBatches(ctx, viewer, posts, (tx, batch, from) =>
        movePosts(ctx, tx, viewer, batch, { schedule, now, spacingMs: spacingMs ?? 0, from }),
      );
      return done.ok ? accept({ ...done.value, hasMore }, done.warnings) : done;
    })
    .outcome();
}

function checkMissedInput(input: RescheduleMissedInput, spacingMs: number): UserError[] {
  const errors: UserError[] = [];
  if (input.schedule.mode === 'DRAFT')
    errors.push(userError('VALIDATION', say('missedMode'), ['input', 'schedule', 'mode']));
  if (!Number.isInteger(spacingMs) || spacingMs < 0 || spacingMs > MAX_SPACING_MS) {
    const said = sayCommon('notWhole', { name: 'spacingMs', min: 0, max: MAX_SPACING_MS, actual: spacingMs });
    errors.push(userError('VALIDATION', said, ['input', 'spacingMs'], { limit: MAX_SPACING_MS, actual: spacingMs }));
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

/** A post and those of its targets that were found. */
type FoundPost = readonly [postId: string, targets: readonly FoundTarget[]];

interface Spread {
  schedule: ScheduleInput;
  now: Date;
  spacingMs: number;
  /** How many posts went before. */
  from: number;
}

const movePosts = (
  ctx: AppContext,
  tx: Tx,
  viewer: Viewer,
  posts: readonly FoundPost[],
  spread: Spread,
): Promise<Outcome<RecoveredBatch>> =>
  pipeline(lockMissed(tx, viewer, posts))
    .step((locked) => accept(draftTimes(locked, spread)))
    .step(async (draft) => accept(fitting(draft, await checkTargets(ctx, tx, viewer, draft.targets))))
    .step(async (moves) => {
      const timed = moves.fit.map(timedAs(moves.checked, moves.dueAtOf));
      const wanted = timed.filter(({ id }) => moves.checked.reserving.has(id));
      const reserving = await reservingTargets(ctx, tx, wanted);
      return accept({ ...moves, reserving }, await quotaWarnings(ctx, tx, timed));
    })
    .step((moves) => writeTimes(tx, moves, spread.now))
    .outcome();

interface LockedMissed {
  targets: readonly PostTarget[];
  /** Of each post, in the order of the call. */
  zones: ReadonlyMap<string, string>;
}

/** Locks posts before targets, each in the order of their ids, as everywhere. */
async function lockMissed(tx: Tx, viewer: Viewer, posts: readonly FoundPost[]): Promise<Outcome<LockedMissed>> {
  const postIds = posts.map(([id]) => id);
  const rows = await tx.query<{ id: string; timeZone: string }>(
    'SELECT id, time_zone FROM scheduled_post WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE',
    [postIds],
    'lock_posts',
  );
  const found = new Map(rows.map(({ id, timeZone }) => [id, timeZone]));
  const locked = await lockVisibleTargets(
    tx,
    viewer,
    posts.flatMap(([, targets]) => targets.map(({ id }) => id)),
  );
  return accept({
    targets: locked.filter((target) => target.status === 'MISSED' && transition(target, 'schedule').ok),
    zones: new Map(postIds.map((id) => [id, found.get(id) ?? 'UTC'])),
  });
}

interface DraftTimes {
  targets: readonly PostTarget[];
  /** By post. */
  times: ReadonlyMap<string, ResolvedSchedule & { at: Date }>;
  /** Of targets whose post has clocks on which the time cannot be. */
  timeless: readonly UserError[];
}

/** A time for each post, one after the other, on its own clocks. */
function draftTimes({ targets, zones }: LockedMissed, { schedule, now, spacingMs, from }: Spread): DraftTimes {
  const times = new Map<string, ResolvedSchedule & { at: Date }>();
  const timeless: UserError[] = [];
  for (const [index, [postId, zone]] of [...zones].entries()) {
    const resolved = resolveSchedule(schedule, zone, now);
    if (!resolved.ok) {
      const ofPost = targets.filter((target) => target.postId === postId);
      timeless.push(...ofPost.flatMap(({ id }) => resolved.errors.map((error) => ({ ...error, targetId: id }))));
      continue;
    }
    const { timeZone, at } = resolved.value;
    const dueAt = new Date((at ?? now).getTime() + (from + index) * spacingMs);
    times.set(postId, { mode: 'AT', at: dueAt, timeZone, localTime: localTimeOf(dueAt, timeZone) });
  }
  return { targets, times, timeless };
}

interface CheckedTimes extends DraftTimes {
  checked: CheckedTargets;
  /** Targets that have a time and nothing wrong with them. */
  fit: readonly PostTarget[];
  dueAtOf: (target: PostTarget) => Date;
}

function fitting(draft: DraftTimes, checked: CheckedTargets): CheckedTimes {
  const isValid = ({ id }: PostTarget) => (checked.findingsOf.get(id)?.errors.length ?? 0) === 0;
  const timed = draft.targets.flatMap((target) => {
    const at = draft.times.get(target.postId)?.at;
    return at !== undefined && isValid(target) ? [{ target, at }] : [];
  });
  const dueAts = new Map(timed.map(({ target, at }) => [target.id, at]));
  const dueAtOf = ({ id }: PostTarget) => {
    const at = dueAts.get(id);
    invariant(at, `target ${id} without its new time`);
    return at;
  };
  return { ...draft, checked, fit: timed.map(({ target }) => target), dueAtOf };
}

async function writeTimes(
  tx: Tx,
  { fit, times, timeless, checked, dueAtOf, reserving }: CheckedTimes & { reserving: ReadonlySet<string> },
  now: Date,
): Promise<Outcome<RecoveredBatch>> {
  const targetIds = fit.map(({ id }) => id);
  await savePostTimes(
    tx,
    [...new Set(fit.map(({ postId }) => postId))].flatMap((id) => ({ id, ...times.get(id) })),
  );
  await forgetPreparation(tx, targetIds);
  await changeTargets(
    tx,
    fit.map((target): TargetChange => {
      const dueAt = dueAtOf(target);
      const mediaCount = checked.mediaCountOf.get(target.id) ?? 0;
      return {
        target,
        transition: 'schedule',
        patch: {
          ...FRESH,
          ...AS_ITS_POST,
          reservesQuota: reserving.has(target.id),
          dueAt,
          wakeAt: wakeAtFor({ format: target.format, mediaCount }, dueAt, now),
        },
        entry: { status: 'SCHEDULED', message: say('rescheduledMissed').message },
      };
    }),
  );
  return accept({ targetIds, refused: [...timeless, ...errorsOf(checked)] });
}

async function savePostTimes(tx: Tx, times: readonly Partial<ResolvedSchedule & { id: string }>[]): Promise<void> {
  const saved = await tx.query<Pick<ScheduledPost, 'id' | 'workspaceId' | 'brandId' | 'version'>>(
    `UPDATE scheduled_post p SET scheduled_at = r.at, time_zone = r.zone, local_time = r.local, version = p.version + 1
     FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, at timestamptz, zone text, local text) WHERE p.id = r.id
     RETURNING p.id, p.workspace_id, p.brand_id, p.version`,
    [JSON.stringify(times.map(({ id, at, timeZone, localTime }) => ({ id, at, zone: timeZone, local: localTime })))],
    'save_post_times',
  );
  appendPostEvents(tx, 'post.updated', saved.map(timeChanged));
}
