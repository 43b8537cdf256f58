/** Turns an input into rows to save: looks up what it refers to, fetches its media, checks its targets. */
import type { Viewer } from '../../context.ts';
import type { Sql } from '../../lib/db.ts';
import { type CheckUrl, UrlError } from '../../lib/guarded-fetch.ts';
import type { MediaKind } from '../../lib/prisma/enums.ts';
import { canonicalHash } from '../canonical-json.ts';
import { accept, notFound, type Outcome, refuse, refuseIfAny, type UserError, userError } from '../errors.ts';
import type { AssetRow } from '../media/media.ts';
import { type MediaInput, notTakenIn, type TakenIn } from '../media/media-intake.ts';
import type { ResolvedSchedule } from '../schedule-time.ts';
import type { NewTarget } from '../targets/target-columns.ts';
import { wakeAtFor } from '../targets/target-wake.ts';
import { checkOptionsOf } from './options-input.ts';
import { mediaOf, optionMedia, type PostContent, type TargetContent } from './post-content.ts';
import { givenContent, givenOverrides, type PostInput, type TargetInput } from './post-input.ts';
import { loadReferences, type NewPost, type References } from './post-store.ts';
import type { TargetToCheck } from './preflight.ts';

/** Looks up everything that the input names, and refuses, at its place, what the viewer cannot see. */
export async function referencesOf(sql: Sql, viewer: Viewer, input: PostInput): Promise<Outcome<References>> {
  const media = input.media ?? [];
  const named = [
    ...media.map(({ mediaAssetId }, index) => ({
      id: mediaAssetId,
      path: ['input', 'media', String(index), 'mediaAssetId'],
    })),
    ...input.targets.flatMap(({ overrides }, index) =>
      namedMedia(overrides?.mediaAssetIds, ['input', 'targets', String(index)]),
    ),
  ].flatMap(({ id, path }) => (typeof id === 'string' ? [{ id: id.toLowerCase(), path }] : []));
  const references = await loadReferences(sql, viewer, {
    brandId: input.brandId,
    socialAccountIds: input.targets.map((target) => target.socialAccountId),
    mediaAssetIds: [...named, ...input.targets.flatMap(({ options }) => optionMedia(options))].map(({ id }) => id),
  });
  if (references === null) return refuse(notFound('brand', ['input', 'brandId']));
  const missing = [
    ...input.targets.flatMap((target, index) =>
      referenceErrors(target, references, ['input', 'targets', String(index)]),
    ),
    ...named.flatMap(({ id, path }) => (references.media.has(id) ? [] : [notFound('media', path)])),
  ];
  return refuseIfAny(missing) ?? accept(references);
}

/** Checks that a new target names an account of the brand, and options of its platform. */
export function referenceErrors(target: TargetInput, references: References, path: readonly string[]): UserError[] {
  const account = references.accounts.get(target.socialAccountId.toLowerCase());
  if (account === undefined) return [notFound('account of this brand', [...path, 'socialAccountId'])];
  return checkOptionsOf(target, account.platform, path);
}

export const namedMedia = (
  ids: readonly string[] | null | undefined,
  path: readonly string[],
): { id: string; path: string[] }[] =>
  (ids ?? []).map((id, index) => ({ id, path: [...path, 'overrides', 'mediaAssetIds', String(index)] }));

/** Media as `validatePost` knows it. */
export interface PresumedMedia extends TakenIn {
  errors: UserError[];
  warnings: UserError[];
  /** Whether a finding about a file is only a guess, because the file has not been examined. */
  isGuess(code: UserError['code'], mediaAssetId: string | undefined): boolean;
}

/** Nothing is fetched: a file behind a URL is assumed to be of the type in its name, and to fit otherwise. */
export function presumeMedia(
  checkUrl: CheckUrl,
  inputs: readonly MediaInput[],
  known: ReadonlyMap<string, AssetRow>,
): PresumedMedia {
  const facts = new Map(known);
  const presumed = new Map<string, MediaKind | null>();
  const errors: UserError[] = [];
  const warnings: UserError[] = [];
  const media = inputs.flatMap(({ url, mediaAssetId, altText }, index) => {
    const id = typeof url === 'string' ? `url-${index}` : mediaAssetId?.toLowerCase();
    if (id === undefined) return [];
    if (typeof url === 'string') {
      const kind = kindByName(url);
      presumed.set(id, kind);
      facts.set(id, fitting(id, kind ?? 'VIDEO'));
      const path = ['input', 'media', String(index), 'url'];
      errors.push(...refusedUrl(checkUrl, url, path));
      warnings.push(userError('MEDIA_UNPROBED', 'media given by URL is examined when the post is saved', path));
    }
    return [{ mediaAssetId: id, altText: altText ?? null }];
  });
  const isGuess = (code: UserError['code'], mediaAssetId = '') =>
    presumed.has(mediaAssetId) && (code !== 'MEDIA_KIND' || presumed.get(mediaAssetId) === null);
  return { media, facts, errors, warnings, isGuess };
}

function refusedUrl(checkUrl: CheckUrl, url: string, path: readonly string[]): UserError[] {
  try {
    checkUrl(url);
    return [];
  } catch (error) {
    if (error instanceof UrlError) return [notTakenIn('MEDIA_UNREACHABLE', error.message, path)];
    throw error;
  }
}

const IMAGE_NAME = /\.(jpe?g|png|gif|webp|avif|heic)$/i;
const VIDEO_NAME = /\.(mp4|m4v|mov|webm)$/i;

function kindByName(url: string): MediaKind | null {
  const { pathname = '' } = URL.parse(url) ?? {};
  if (IMAGE_NAME.test(pathname)) return 'IMAGE';
  return VIDEO_NAME.test(pathname) ? 'VIDEO' : null;
}

const fitting = (id: string, kind: MediaKind): AssetRow => ({
  id,
  status: 'READY',
  kind,
  mimeType: kind === 'IMAGE' ? 'image/jpeg' : 'video/mp4',
  bytes: 1,
  width: null,
  height: null,
  durationMs: null,
  frameRate: null,
  frameCount: null,
  videoCodec: null,
  audioCodec: null,
  altText: null,
});

export const contentOf = (input: PostInput, media: PostContent['media']): PostContent => ({
  ...givenContent(input.content),
  media,
});

/** The targets as `validateTargets` takes them, with `ids` in the same order. `references` has all their accounts. */
export const targetsToCheck = (
  inputs: readonly TargetInput[],
  ids: readonly string[],
  references: References,
): TargetToCheck[] =>
  inputs.flatMap((input, index) => {
    const account = references.accounts.get(input.socialAccountId.toLowerCase());
    const id = ids[index];
    if (account === undefined || id === undefined) return [];
    const { format, options, overrides } = input;
    return [
      {
        account,
        content: { id, format, overrides: givenOverrides(overrides), options: options ?? {} },
        path: ['input', 'targets', String(index)],
      },
    ];
  });

/** The row of a target that joins `post`, scheduled or (mode DRAFT) not. */
export function newTarget(
  post: Pick<NewPost, 'id' | 'workspaceId' | 'brandId' | 'content' | 'priority'>,
  { account, content }: TargetToCheck,
  schedule: Pick<ResolvedSchedule, 'mode' | 'at'>,
  now: Date,
): NewTarget {
  const mediaCount = mediaOf(post.content, content).length;
  const isScheduled = schedule.mode !== 'DRAFT';
  return {
    id: content.id,
    workspaceId: post.workspaceId,
    brandId: post.brandId,
    postId: post.id,
    socialAccountId: account.id,
    platform: account.platform,
    format: content.format,
    overrides: content.overrides,
    options: content.options,
    status: isScheduled ? 'SCHEDULED' : 'DRAFT',
    dueAt: schedule.at,
    wakeAt:
      isScheduled && schedule.at !== null ? wakeAtFor({ format: content.format, mediaCount }, schedule.at, now) : null,
    priority: post.priority,
  };
}

/** A hash that is equal for equal content: tells partners whether anything visible to the audience has changed. */
export const contentHash = (
  content: PostContent,
  targets: readonly (Omit<TargetContent, 'id'> & { socialAccountId: string })[],
): string =>
  canonicalHash({
    ...content,
    targets: targets.map(({ socialAccountId, format, overrides, options }) => ({
      socialAccountId,
      format,
      overrides,
      options,
    })),
  });
