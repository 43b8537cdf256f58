/** Edits a saved post: content, media and targets, unless the affected target is committed. */
import type { AppContext, Viewer } from '../../../context.ts';
import { uuidv7 } from '../../../lib/crypto.ts';
import type { Tx } from '../../../lib/db.ts';
import type { PostTarget } from '../../../lib/prisma/client.ts';
import { requireScope } from '../../access.ts';
import { canonicalJson } from '../../canonical-json.ts';
import { accept, notFound, type Outcome, refuse, refuseIfAny, type UserError, userError } from '../../errors.ts';
import { openIntake, takeInMedia } from '../../media/media-intake.ts';
import { postStatus, transition } from '../../targets/post-target.ts';
import { write } from '../../write.ts';
import { checkOptionsOf } from '../options-input.ts';
import { mediaOf, optionMedia, type PostContent, type TargetContent } from '../post-content.ts';
import {
  checkDuplicates,
  checkUpdateInput,
  editedOverrides,
  POST_LIMITS,
  readOverrides,
  type TargetEdit,
  type UpdatePostInput,
} from '../post-input.ts';
import { namedMedia, referenceErrors } from '../post-plan.ts';
import { type LockedPost, loadReferences, lockPost, type References, unlessExternalIdTaken } from '../post-store.ts';
import { type TargetToCheck, validateTargets } from '../preflight.ts';
import { refusedTarget } from '../target-choice.ts';
import { applyEdit, type Edit, type EditedTarget } from './post-edit-rows.ts';

export async function updateScheduledPost(
  ctx: AppContext,
  viewer: Viewer,
  input: UpdatePostInput,
): Promise<Outcome<{ postId: string }>> {
  const malformed = requireScope(viewer, 'POSTS_WRITE') ?? refuseIfAny(checkUpdateInput(input));
  if (malformed) return malformed;
  // Files are fetched before the post is locked; a post that does not exist is refused before that.
  const readable = input.media?.some(({ url }) => typeof url === 'string')
    ? await write(ctx.db, viewer, (tx) => lockPost(tx, viewer, input))
    : null;
  if (readable !== null && !readable.ok) return readable;
  await using intake = openIntake(ctx, viewer);
  const taken = await takeInMedia(intake, input.media ?? [], new Map());
  if (!taken.ok) return taken;
  const media = input.media ? taken.value.media : null;
  const written = write(ctx.db, viewer, async (tx) => {
    const locked = await lockPost(tx, viewer, input);
    if (!locked.ok) return locked;
    const edit = await planEdit(ctx, tx, viewer, input, locked.value, media);
    return edit.ok ? applyEdit(ctx, tx, input, locked.value, edit.value, edit.warnings) : edit;
  });
  const outcome = await unlessExternalIdTaken(input.externalId, written);
  if (outcome.ok) intake.keep();
  return outcome;
}

/* ---- what the edit means for each target ---- */

async function planEdit(
  ctx: AppContext,
  tx: Tx,
  viewer: Viewer,
  input: UpdatePostInput,
  { post, content: before, targets }: LockedPost,
  media: PostContent['media'] | null,
): Promise<Outcome<Edit>> {
  const content = editedContent(before, input, media);
  const removedIds = new Set((input.targets?.remove ?? []).map((id) => id.toLowerCase()));
  const edits = new Map(
    (input.targets?.change ?? []).map((edit, index) => [edit.targetId.toLowerCase(), { edit, index }]),
  );
  const unknown = unknownTargets(input, new Set(targets.map(({ id }) => id)));
  const kept = targets
    .filter(({ id }) => !removedIds.has(id))
    .map((target): EditedTarget => {
      const own = {
        id: target.id,
        format: target.format,
        overrides: readOverrides(target.overrides),
        options: target.options,
      };
      const named = edits.get(target.id);
      if (named === undefined) return { target, before: own, after: own, path: ['input'] };
      return {
        target,
        before: own,
        after: editedTarget(own, named.edit),
        path: ['input', 'targets', 'change', String(named.index)],
      };
    });
  const changed = kept.filter((edited) => audienceSees(content, edited.after) !== audienceSees(before, edited.before));
  const removed = targets.filter(({ id }) => removedIds.has(id));

  const references = await lookUp(tx, viewer, post.brandId, content, kept, input);
  if (!references.ok) return references;
  const added = addedTargets(input, references.value);
  const errors = [
    ...unknown,
    ...kept.flatMap(({ target, path }) => checkOptionsOf(edits.get(target.id)?.edit ?? {}, target.platform, path)),
    ...checkDuplicates([
      ...kept.map(({ target, after, path }) => ({
        socialAccountId: target.socialAccountId,
        format: after.format,
        path,
      })),
      ...added.map(({ account, content: { format }, path }) => ({ socialAccountId: account.id, format, path })),
    ]),
    ...(kept.length + added.length > POST_LIMITS.targets
      ? [userError('VALIDATION', `a post has at most ${POST_LIMITS.targets} targets`, ['input', 'targets', 'add'])]
      : []),
    ...refusedEdits(changed, removed),
  ];
  const refused = refuseIfAny(errors);
  if (refused) return refused;

  const status = postStatus(targets.map((target) => target.status));
  const joinsSchedule = added.length > 0 && (status === 'SCHEDULED' || status === 'PUBLISHING');
  const forbidden = joinsSchedule ? requireScope(viewer, 'POSTS_PUBLISH') : null;
  if (forbidden) return forbidden;

  // A scheduled target must stay publishable; a draft may be anything.
  const strict = changed.filter(({ target }) => target.status === 'SCHEDULED' || target.status === 'PUBLISHING');
  const lenient = changed.filter((edited) => !strict.includes(edited));
  const check = (edited: readonly EditedTarget[]) =>
    validateTargets(ctx, content, references.value.media, toCheck(edited, references.value));
  const checkAdded = validateTargets(ctx, content, references.value.media, added);
  const [strictly, leniently] = [check(strict), check(lenient)];
  const invalid = refuseIfAny([...strictly.errors, ...(joinsSchedule ? checkAdded.errors : [])]);
  if (invalid) return invalid;
  const warnings = [
    ...strictly.warnings,
    ...leniently.errors,
    ...leniently.warnings,
    ...(joinsSchedule ? [] : checkAdded.errors),
    ...checkAdded.warnings,
  ];
  return accept({ content, media: media !== null, kept, changed, removed, added, joinsSchedule }, warnings);
}

/** An edit of the post does not edit a target that overrides the edited part. */
function audienceSees(post: PostContent, { id: _, ...target }: TargetContent): string {
  const { caption, title } = { ...post, ...target.overrides };
  return canonicalJson({
    caption,
    title,
    media: mediaOf(post, target),
    format: target.format,
    options: target.options,
  });
}

function editedContent(before: PostContent, input: UpdatePostInput, media: PostContent['media'] | null): PostContent {
  const { content } = input;
  return {
    caption: content?.caption === undefined ? before.caption : (content.caption ?? ''),
    title: content?.title === undefined ? before.title : content.title,
    media: media ?? before.media,
  };
}

const editedTarget = (before: TargetContent, edit: TargetEdit): TargetContent => ({
  id: before.id,
  format: edit.format ?? before.format,
  overrides: editedOverrides(before.overrides, edit.overrides),
  options: edit.options === undefined ? before.options : (edit.options ?? {}),
});

function unknownTargets(input: UpdatePostInput, known: ReadonlySet<string>): UserError[] {
  const { change, remove } = input.targets ?? {};
  const named = [
    ...(change ?? []).map(({ targetId }, index) => ({
      id: targetId,
      path: ['input', 'targets', 'change', String(index), 'targetId'],
    })),
    ...(remove ?? []).map((id, index) => ({ id, path: ['input', 'targets', 'remove', String(index)] })),
  ];
  return named.flatMap(({ id, path }) => (known.has(id.toLowerCase()) ? [] : [notFound('target of this post', path)]));
}

function refusedEdits(changed: readonly EditedTarget[], removed: readonly PostTarget[]): UserError[] {
  return [
    ...changed.flatMap(({ target, path }) => {
      const next = transition(target, 'edit');
      return next.ok ? [] : [refusedTarget(target, next.reason, 'edited', path)];
    }),
    ...removed.flatMap((target) => {
      const next = transition(target, 'edit');
      return next.ok ? [] : [refusedTarget(target, next.reason, 'removed', ['input', 'targets', 'remove'])];
    }),
  ];
}

async function lookUp(
  tx: Tx,
  viewer: Viewer,
  brandId: string,
  content: PostContent,
  kept: readonly EditedTarget[],
  input: UpdatePostInput,
): Promise<Outcome<References>> {
  const { add, change } = input.targets ?? {};
  const references = await loadReferences(tx, viewer, {
    brandId,
    socialAccountIds: [
      ...kept.map(({ target }) => target.socialAccountId),
      ...(add ?? []).map(({ socialAccountId }) => socialAccountId),
    ],
    mediaAssetIds: [
      ...content.media.map(({ mediaAssetId }) => mediaAssetId),
      ...kept.flatMap(({ after }) => [
        ...(after.overrides.mediaAssetIds ?? []),
        ...optionMedia(after.options).map(({ id }) => id),
      ]),
      ...(add ?? []).flatMap(({ overrides, options }) => [
        ...(overrides?.mediaAssetIds ?? []),
        ...optionMedia(options).map(({ id }) => id),
      ]),
    ],
  });
  if (references === null) return refuse(notFound('post', ['input', 'postId']));
  const missingMedia = [
    ...(input.media ?? [])
      .map(({ mediaAssetId }, index) => ({
        id: mediaAssetId ?? '',
        path: ['input', 'media', String(index), 'mediaAssetId'],
      }))
      .filter(({ id }) => id !== ''),
    ...(add ?? []).flatMap(({ overrides }, index) =>
      namedMedia(overrides?.mediaAssetIds, ['input', 'targets', 'add', String(index)]),
    ),
    ...(change ?? []).flatMap(({ overrides }, index) =>
      namedMedia(overrides?.mediaAssetIds, ['input', 'targets', 'change', String(index)]),
    ),
  ].flatMap(({ id, path }) => (references.media.has(id.toLowerCase()) ? [] : [notFound('media', path)]));
  const refusedTargets = (add ?? []).flatMap((target, index) =>
    referenceErrors(target, references, ['input', 'targets', 'add', String(index)]),
  );
  return refuseIfAny([...refusedTargets, ...missingMedia]) ?? accept(references);
}

const addedTargets = (input: UpdatePostInput, references: References): TargetToCheck[] =>
  (input.targets?.add ?? []).flatMap(({ socialAccountId, format, options, overrides }, index) => {
    const account = references.accounts.get(socialAccountId.toLowerCase());
    if (account === undefined) return [];
    const content = { id: uuidv7(), format, overrides: editedOverrides({}, overrides), options: options ?? {} };
    return [{ account, content, path: ['input', 'targets', 'add', String(index)] }];
  });

const toCheck = (edited: readonly EditedTarget[], references: References): TargetToCheck[] =>
  edited.flatMap(({ target, after, path }) => {
    const account = references.accounts.get(target.socialAccountId);
    return account === undefined ? [] : [{ account, content: after, path, targetId: target.id }];
  });
