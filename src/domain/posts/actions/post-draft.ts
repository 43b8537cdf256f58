/** A post as its author wants it, before anything is looked up or checked. A new post is an edit of nothing. */
import type { Viewer } from '../../../context.ts';
import { uuidv7 } from '../../../lib/crypto.ts';
import type { PostTarget } from '../../../lib/prisma/client.ts';
import type { PlatformId } from '../../../platforms/platform.ts';
import { canonicalJson } from '../../canonical-json.ts';
import { accept, notFound, type Outcome, type UserError } from '../../errors.ts';
import type { PostMediaInput } from '../../media/media-intake.ts';
import { type ResolvedSchedule, resolveSchedule, type ScheduleInput } from '../../schedule-time.ts';
import { postStatus } from '../../targets/post-target.ts';
import { mediaOf, type PostContent, type TargetContent } from '../post-content.ts';
import {
  type CreateScheduledPostInput,
  checkDuplicates,
  checkTargetCount,
  editedOverrides,
  givenContent,
  givenOverrides,
  type PostInput,
  type PostTargetEditInput,
  type PostTargetInput,
  readOverrides,
  type UpdateScheduledPostInput,
} from '../post-input.ts';
import type { LockedPost } from '../post-store.ts';
import { refusalOf } from '../target-choice.ts';

export interface DraftTarget {
  /** The stored row; null for a target that is added. */
  row: PostTarget | null;
  /** Its content after the call. */
  content: TargetContent;
  socialAccountId: string;
  /** The platform for which its options were written, if the input says so. */
  optionsOf: PlatformId | undefined;
  /** Whether its audience would see something else than before. */
  isChanged: boolean;
  /** Whether an error about its content refuses the call. For a target that stays a draft it is a warning. */
  isStrict: boolean;
  /** Its place in the input. */
  path: readonly string[];
}

export interface Draft {
  post: { id: string; workspaceId: string; brandId: string };
  content: Omit<PostContent, 'media'>;
  media: readonly PostMediaInput[];
  attributes: { priority: number; externalId: string | null; metadata: unknown };
  /** All targets of the post after the call: those that stay, changed or not, then those that are added. */
  targets: readonly DraftTarget[];
  removed: readonly PostTarget[];
  /** Whether the call schedules targets. */
  goesLive: boolean;
  /** When the added targets are due; `timeZone` is that of the brand. */
  schedule(timeZone: string, now: Date): Outcome<ResolvedSchedule>;
  /** The media assets that the input names, each with its place. */
  namedMedia: readonly { id: string; path: readonly string[] }[];
  /** The refusal if the brand does not exist for the viewer. */
  missing: UserError;
  /** Errors that are known before anything is looked up. */
  errors: readonly UserError[];
}

type Attributes = Pick<CreateScheduledPostInput, 'priority' | 'externalId' | 'metadata'>;

const ADDED = ['input', 'targets', 'add'] as const;

export function newDraft(
  viewer: Viewer,
  input: PostInput & Partial<Attributes> & { schedule: ScheduleInput },
  goesLive = input.schedule.mode !== 'DRAFT',
): Draft {
  const targets = input.targets.map((target, index) =>
    addedTarget(target, goesLive, ['input', 'targets', String(index)]),
  );
  return {
    post: { id: uuidv7(), workspaceId: viewer.workspaceId, brandId: input.brandId.toLowerCase() },
    content: givenContent(input.content),
    media: input.media ?? [],
    attributes: {
      priority: input.priority ?? 0,
      externalId: input.externalId ?? null,
      metadata: input.metadata ?? {},
    },
    targets,
    removed: [],
    goesLive,
    schedule: (timeZone, now) => resolveSchedule(input.schedule, timeZone, now),
    namedMedia: [...namedInMedia(input.media), ...input.targets.flatMap(namedInTarget('targets'))],
    missing: notFound('brand', ['input', 'brandId']),
    errors: checkDuplicates(targets),
  };
}

/** `files`: the media of the input, already fetched; null if the input leaves the media unchanged. */
export function editDraft(
  { post, content: before, targets }: LockedPost,
  input: UpdateScheduledPostInput,
  files: PostContent['media'] | null,
  now: Date,
): Draft {
  const { add = [], change = [], remove = [] } = defined(input.targets);
  const content = editedContent(before, input, files);
  const removedIds = new Set(remove.map((id) => id.toLowerCase()));
  const removed = targets.filter(({ id }) => removedIds.has(id));
  const edits = new Map(change.map((edit, index) => [edit.targetId.toLowerCase(), { edit, index }]));
  const kept = targets
    .filter(({ id }) => !removedIds.has(id))
    .map((row) => keptTarget(row, edits.get(row.id), { before, after: content }));
  const status = postStatus(targets.map((target) => target.status));
  const goesLive = add.length > 0 && (status === 'SCHEDULED' || status === 'PUBLISHING');
  const added = add.map((target, index) => addedTarget(target, goesLive, [...ADDED, String(index)]));
  const all = [...kept, ...added];
  const { id, workspaceId, brandId, timeZone, localTime, scheduledAt } = post;
  // A target that joins a schedule whose time has passed is due now.
  const at = goesLive && (scheduledAt === null || scheduledAt < now) ? now : scheduledAt;
  return {
    post: { id, workspaceId, brandId },
    content: { caption: content.caption, title: content.title },
    media: content.media,
    attributes: {
      priority: input.priority ?? post.priority,
      externalId: input.externalId === undefined ? post.externalId : input.externalId,
      metadata: input.metadata === undefined ? post.metadata : (input.metadata ?? {}),
    },
    targets: all,
    removed,
    goesLive,
    schedule: () => accept({ mode: goesLive ? 'AT' : 'DRAFT', at, timeZone, localTime }),
    namedMedia: [
      ...namedInMedia(input.media),
      ...add.flatMap(namedInTarget('targets', 'add')),
      ...change.flatMap(namedInTarget('targets', 'change')),
    ],
    missing: notFound('post', ['input', 'postId']),
    errors: [
      ...unknownTargets({ change, remove }, new Set(targets.map((target) => target.id))),
      ...checkDuplicates(all),
      ...checkTargetCount(all.length, [...ADDED]),
      ...kept.flatMap(({ row, isChanged, path }) => (isChanged && row ? refusalOf(row, 'edit', 'edited', path) : [])),
      ...removed.flatMap((row) => refusalOf(row, 'edit', 'removed', ['input', 'targets', 'remove'])),
    ],
  };
}

const defined = (targets: UpdateScheduledPostInput['targets']) => ({
  add: targets?.add ?? [],
  change: targets?.change ?? [],
  remove: targets?.remove ?? [],
});

const addedTarget = (
  { socialAccountId, format, overrides, options, optionsOf }: PostTargetInput,
  goesLive: boolean,
  path: readonly string[],
): DraftTarget => ({
  row: null,
  content: { id: uuidv7(), format, overrides: givenOverrides(overrides), options: options ?? {} },
  socialAccountId: socialAccountId.toLowerCase(),
  optionsOf,
  isChanged: true,
  isStrict: goesLive,
  path,
});

function keptTarget(
  row: PostTarget,
  named: { edit: PostTargetEditInput; index: number } | undefined,
  post: { before: PostContent; after: PostContent },
): DraftTarget {
  const { id, format, options, status, socialAccountId } = row;
  const before: TargetContent = { id, format, overrides: readOverrides(row.overrides), options };
  const content = named === undefined ? before : editedTarget(before, named.edit);
  return {
    row,
    content,
    socialAccountId,
    optionsOf: named?.edit.optionsOf,
    isChanged: audienceSees(post.after, content) !== audienceSees(post.before, before),
    // A scheduled target must stay publishable; a draft may be anything.
    isStrict: status === 'SCHEDULED' || status === 'PUBLISHING',
    path: named === undefined ? ['input'] : ['input', 'targets', 'change', String(named.index)],
  };
}

const editedTarget = (before: TargetContent, edit: PostTargetEditInput): TargetContent => ({
  id: before.id,
  format: edit.format ?? before.format,
  overrides: editedOverrides(before.overrides, edit.overrides),
  options: edit.options === undefined ? before.options : (edit.options ?? {}),
});

function editedContent(
  before: PostContent,
  { content }: UpdateScheduledPostInput,
  files: PostContent['media'] | null,
): PostContent {
  return {
    caption: content?.caption === undefined ? before.caption : (content.caption ?? ''),
    title: content?.title === undefined ? before.title : content.title,
    media: files ?? before.media,
  };
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

const namedInMedia = (media: readonly PostMediaInput[] | null | undefined) =>
  (media ?? []).flatMap(({ mediaAssetId }, index) =>
    typeof mediaAssetId === 'string'
      ? [{ id: mediaAssetId.toLowerCase(), path: ['input', 'media', String(index), 'mediaAssetId'] }]
      : [],
  );

const namedInTarget =
  (...place: readonly string[]) =>
  ({ overrides }: Pick<PostTargetInput, 'overrides'>, target: number) =>
    (overrides?.mediaAssetIds ?? []).map((id, index) => ({
      id: id.toLowerCase(),
      path: ['input', ...place, String(target), 'overrides', 'mediaAssetIds', String(index)],
    }));

function unknownTargets(
  { change, remove }: { change: readonly PostTargetEditInput[]; remove: readonly string[] },
  known: ReadonlySet<string>,
): UserError[] {
  const named = [
    ...change.map(({ targetId }, index) => ({
      id: targetId,
      path: ['input', 'targets', 'change', String(index), 'targetId'],
    })),
    ...remove.map((id, index) => ({ id, path: ['input', 'targets', 'remove', String(index)] })),
  ];
  return named.flatMap(({ id, path }) => (known.has(id.toLowerCase()) ? [] : [notFound('targetOfPost', path)]));
}
