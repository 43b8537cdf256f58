/** Posts as a whole: create, check without saving, cancel, delete. */
import type { AppContext, Viewer } from '../../../context.ts';
import { uuidv7 } from '../../../lib/crypto.ts';
import { requireScope } from '../../access.ts';
import { accept, type Outcome, refuseIfAny, type UserError, userError } from '../../errors.ts';
import { withIdempotency } from '../../idempotency.ts';
import { type Intake, openIntake, takeInMedia } from '../../media/media-intake.ts';
import { resolveSchedule } from '../../schedule-time.ts';
import { transition } from '../../targets/post-target.ts';
import { AT_REST, changeTargets, type TargetChange } from '../../targets/target-batch.ts';
import type { NewTarget } from '../../targets/target-columns.ts';
import { write } from '../../write.ts';
import { mayBecomeLive } from '../allowed-actions.ts';
import { mediaOf } from '../post-content.ts';
import {
  type CreatePostInput,
  checkDuplicates,
  checkPostInput,
  type PostInput,
  type ValidatePostInput,
} from '../post-input.ts';
import { contentHash, contentOf, newTarget, presumeMedia, referencesOf, targetsToCheck } from '../post-plan.ts';
import { insertPost, lockPost, type NewPost, unlessExternalIdTaken } from '../post-store.ts';
import { validateTargets } from '../preflight.ts';
import { chosenTargets, refusedTarget, type TargetsChanged } from '../target-choice.ts';

export type CreatedPost = { readonly postId: string; readonly targetIds: readonly string[] };

/** Mode DRAFT saves the post as it is and warns; AT and NOW refuse what a platform would refuse. */
export async function createScheduledPost(
  ctx: AppContext,
  viewer: Viewer,
  input: CreatePostInput,
): Promise<Outcome<CreatedPost>> {
  const isDraft = input.schedule.mode === 'DRAFT';
  const forbidden = requireScope(viewer, 'POSTS_WRITE') ?? (isDraft ? null : requireScope(viewer, 'POSTS_PUBLISH'));
  const malformed = forbidden ?? refuseIfAny([...checkPostInput(input), ...duplicatesIn(input)]);
  if (malformed) return malformed;
  const { idempotencyKey, ...rest } = input;
  return withIdempotency<CreatedPost>(
    ctx,
    viewer,
    { key: idempotencyKey, mutation: 'createScheduledPost', input: rest },
    async (commitOnce) => {
      await using intake = openIntake(ctx, viewer);
      const planned = await planPost(ctx, viewer, input, intake);
      if (!planned.ok) return planned;
      const { post, targets } = planned.value;
      const created = accept({ postId: post.id, targetIds: targets.map(({ id }) => id) }, planned.warnings);
      const written = commitOnce(created, async (tx) => {
        insertPost(tx, post, targets);
        return null;
      });
      const outcome = await unlessExternalIdTaken(post.externalId, written);
      if (outcome.ok && outcome.value.postId === post.id) intake.keep();
      return outcome;
    },
  );
}

const duplicatesIn = (input: PostInput): UserError[] =>
  checkDuplicates(input.targets.map((target, index) => ({ ...target, path: ['input', 'targets', String(index)] })));

async function planPost(
  ctx: AppContext,
  viewer: Viewer,
  input: CreatePostInput,
  intake: Intake,
): Promise<Outcome<{ post: NewPost; targets: NewTarget[] }>> {
  const isDraft = input.schedule.mode === 'DRAFT';
  const references = await referencesOf(ctx.db, viewer, input);
  if (!references.ok) return references;
  const { brand, media: known } = references.value;
  const schedule = resolveSchedule(input.schedule, brand.timeZone, ctx.clock.now());
  if (!schedule.ok) return schedule;
  const lacking = isDraft ? null : refuseIfAny(targetless(input));
  if (lacking) return lacking;
  const taken = await takeInMedia(intake, input.media ?? [], known);
  if (!taken.ok) return taken;

  const content = contentOf(input, taken.value.media);
  const checks = targetsToCheck(
    input.targets,
    input.targets.map(() => uuidv7()),
    references.value,
  );
  const { errors, warnings } = validateTargets(ctx, content, taken.value.facts, checks);
  const refused = isDraft ? null : refuseIfAny(errors);
  if (refused) return refused;

  // Fetching media may have taken minutes: "now" is when the post is saved.
  const now = ctx.clock.now();
  const when = schedule.value.mode === 'NOW' ? resolveSchedule(input.schedule, brand.timeZone, now) : schedule;
  if (!when.ok) return when;
  const post: NewPost = {
    id: uuidv7(),
    workspaceId: viewer.workspaceId,
    brandId: brand.id,
    content,
    scheduledAt: when.value.at,
    timeZone: when.value.timeZone,
    localTime: when.value.localTime,
    priority: input.priority ?? 0,
    contentHash: contentHash(
      content,
      checks.map((check) => ({ ...check.content, socialAccountId: check.account.id })),
    ),
    externalId: input.externalId ?? null,
    metadata: input.metadata ?? {},
  };
  const targets = checks.map((check) => newTarget(post, check, when.value, now));
  return accept({ post, targets }, [...schedule.warnings, ...(isDraft ? errors : []), ...warnings]);
}

export interface PostVerdict {
  valid: boolean;
  errors: readonly UserError[];
  warnings: readonly UserError[];
}

/** Returns what `createScheduledPost` with mode AT would say about this post. Saves nothing, fetches nothing. */
export async function validatePost(
  ctx: AppContext,
  viewer: Viewer,
  input: ValidatePostInput,
): Promise<Outcome<PostVerdict>> {
  const forbidden = requireScope(viewer, 'POSTS_READ');
  if (forbidden) return forbidden;
  const malformed = [...checkPostInput(input), ...duplicatesIn(input)];
  const references = malformed.length > 0 ? refuseIfAny(malformed) : await referencesOf(ctx.db, viewer, input);
  if (references === null || !references.ok)
    return accept({ valid: false, errors: references?.errors ?? [], warnings: [] });
  const { brand, media: known } = references.value;
  const schedule = input.schedule ? resolveSchedule(input.schedule, brand.timeZone, ctx.clock.now()) : null;
  const media = presumeMedia(ctx.checkUrl, input.media ?? [], known);
  const content = contentOf(input, media.media);
  const checks = targetsToCheck(
    input.targets,
    input.targets.map(() => uuidv7()),
    references.value,
  );
  const found = validateTargets(ctx, content, media.facts, checks);
  // A finding about a file names it by its place among the media of the target.
  const isKnown = ({ code, path: [, , target, about, index] }: UserError) => {
    const check = about === 'media' && index !== undefined ? checks[Number(target)] : undefined;
    return check === undefined || !media.isGuess(code, mediaOf(content, check.content)[Number(index)]?.mediaAssetId);
  };
  const errors = [
    ...(schedule?.ok === false ? schedule.errors : []),
    ...targetless(input),
    ...media.errors,
    ...found.errors.filter(isKnown),
  ];
  const warnings = [...(schedule?.ok ? schedule.warnings : []), ...media.warnings, ...found.warnings.filter(isKnown)];
  return accept({ valid: errors.length === 0, errors, warnings });
}

const targetless = ({ targets }: PostInput): UserError[] =>
  targets.length > 0
    ? []
    : [userError('TARGET_MISSING', 'a post without targets can only be a draft', ['input', 'targets'])];

export interface CancelInput {
  postId: string;
  /** Default: all. */
  targetIds?: readonly string[] | null | undefined;
  expectedVersion?: number | null | undefined;
}

/**
 * Cancels the targets that can still be withdrawn. Refused only if there is none; a target that is cancelled already
 * counts as done.
 */
export async function cancelScheduledPost(
  ctx: AppContext,
  viewer: Viewer,
  input: CancelInput,
): Promise<Outcome<TargetsChanged>> {
  const forbidden = requireScope(viewer, 'POSTS_WRITE');
  if (forbidden) return forbidden;
  return write(ctx.db, viewer, async (tx) => {
    const locked = await lockPost(tx, viewer, input);
    if (!locked.ok) return locked;
    const chosen = chosenTargets(locked.value.targets, input.targetIds);
    if (!chosen.ok) return chosen;
    const changes: TargetChange[] = [];
    const refused: UserError[] = [];
    for (const target of chosen.value.filter(({ status }) => status !== 'CANCELLED')) {
      const next = transition(target, 'cancel');
      if (next.ok) changes.push({ target, transition: 'cancel', patch: AT_REST, entry: { status: 'CANCELLED' } });
      else refused.push(refusedTarget(target, next.reason, 'cancelled'));
    }
    const nothing = changes.length === 0 ? refuseIfAny(refused) : null;
    if (nothing) return nothing;
    const { id } = locked.value.post;
    if (changes.length > 0)
      await tx.query('UPDATE scheduled_post SET version = version + 1 WHERE id = $1', [id], 'raise_post_version');
    await changeTargets(tx, changes);
    return accept({ postId: id, targetIds: changes.map(({ target }) => target.id), refused });
  });
}

/** Deletes the post with its targets, journal and log from Slipway; live posts stay at the platforms. */
export async function deleteScheduledPost(
  ctx: AppContext,
  viewer: Viewer,
  input: { postId: string; expectedVersion?: number | null | undefined },
): Promise<Outcome<{ postId: string }>> {
  const forbidden = requireScope(viewer, 'POSTS_WRITE');
  if (forbidden) return forbidden;
  return write(ctx.db, viewer, async (tx) => {
    const locked = await lockPost(tx, viewer, input);
    if (!locked.ok) return locked;
    const { post, targets } = locked.value;
    const open = targets.filter(mayBecomeLive).map((target) => refusedTarget(target, 'ALREADY_COMMITTED', 'deleted'));
    const refused = refuseIfAny(open);
    if (refused) return refused;
    await tx.query('DELETE FROM scheduled_post WHERE id = $1', [post.id], 'delete_post');
    return accept({ postId: post.id });
  });
}
