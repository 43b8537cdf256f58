/** The input of a post, with the limits that hold for every platform. */

import { Buffer } from 'node:buffer';
import { z } from 'zod';
import type { Format, PlatformId } from '../../platforms/platform.ts';
import { say as sayCommon } from '../../texts/common/texts.ts';
import { say } from '../../texts/posts/texts.ts';
import { type UserError, userError } from '../errors.ts';
import type { PostMediaInput } from '../media/media-intake.ts';
import { MEDIA_LIMITS } from '../media/media-library.ts';
import type { ScheduleInput } from '../schedule-time.ts';
import { checkText } from '../text-input.ts';
import { optionsPath } from './options-input.ts';
import type { PostContent, TargetOverrides } from './post-content.ts';

/** Absent = unchanged (or the default), null = cleared. */
type Maybe<T> = T | null | undefined;

export interface PostContentInput {
  caption?: Maybe<string>;
  title?: Maybe<string>;
}

export interface PostTargetOverridesInput {
  caption?: Maybe<string>;
  title?: Maybe<string>;
  mediaAssetIds?: Maybe<readonly string[]>;
}

export interface PostTargetInput {
  socialAccountId: string;
  format: Format;
  overrides?: Maybe<PostTargetOverridesInput>;
  /** In the shape that the platform of the account defines. */
  options?: Maybe<Record<string, unknown>>;
  /** The platform that they were written for; absent: that of the account. */
  optionsOf?: PlatformId | undefined;
}

/** The shape of a post, before it is saved. */
export interface PostInput {
  brandId: string;
  content?: Maybe<PostContentInput>;
  media?: Maybe<readonly PostMediaInput[]>;
  targets: readonly PostTargetInput[];
}

/** A post to check; with a schedule, its time is checked as well. */
export interface ValidatePostInput extends PostInput {
  schedule?: Maybe<ScheduleInput>;
}

export interface CreateScheduledPostInput extends PostInput {
  schedule: ScheduleInput;
  priority?: Maybe<number>;
  externalId?: Maybe<string>;
  metadata?: Maybe<Record<string, unknown>>;
  idempotencyKey?: Maybe<string>;
}

export interface PostTargetEditInput {
  targetId: string;
  format?: Format | null | undefined;
  /** Absent keys stay, null clears a key; null for the whole clears all. */
  overrides?: PostTargetOverridesInput | null | undefined;
  /** Replaces all options; null clears them. */
  options?: Record<string, unknown> | null | undefined;
  optionsOf?: PlatformId | undefined;
}

/** Absent = unchanged. Media, when given, replaces the whole list. */
export interface UpdateScheduledPostInput
  extends Pick<CreateScheduledPostInput, 'priority' | 'externalId' | 'metadata'> {
  postId: string;
  expectedVersion: number;
  content?: PostContentInput | null | undefined;
  media?: readonly PostMediaInput[] | null | undefined;
  targets?:
    | {
        add?: readonly PostTargetInput[] | null | undefined;
        change?: readonly PostTargetEditInput[] | null | undefined;
        remove?: readonly string[] | null | undefined;
      }
    | null
    | undefined;
}

/** Limits that protect us, not the platforms: theirs are narrower and live in the adapters. */
export const POST_LIMITS = {
  captionLength: 100_000,
  titleLength: 1_000,
  media: 50,
  targets: 200,
  optionsBytes: 64 * 1024,
  metadataBytes: 16 * 1024,
  jsonLevels: 32,
  externalIdLength: 200,
  priority: 10,
} as const;

/** All errors of `input` that can be found without reading anything. */
export function checkPostInput(input: Omit<CreateScheduledPostInput, 'schedule' | 'brandId'>): UserError[] {
  return [
    ...checkContent(input.content, ['input', 'content']),
    ...checkMedia(input.media ?? [], ['input', 'media']),
    ...checkTargetCount(input.targets.length, ['input', 'targets']),
    ...input.targets.flatMap((target, index) => checkTargetInput(target, ['input', 'targets', String(index)])),
    ...checkAttributes(input),
  ];
}

export function checkUpdateInput(input: UpdateScheduledPostInput): UserError[] {
  const { add, change } = input.targets ?? {};
  return [
    ...checkContent(input.content, ['input', 'content']),
    ...checkMedia(input.media ?? [], ['input', 'media']),
    ...(add ?? []).flatMap((target, index) => checkTargetInput(target, ['input', 'targets', 'add', String(index)])),
    ...(change ?? []).flatMap((target, index) =>
      checkTargetInput(target, ['input', 'targets', 'change', String(index)]),
    ),
    ...checkAttributes(input),
  ];
}

function checkAttributes(input: Pick<CreateScheduledPostInput, 'priority' | 'externalId' | 'metadata'>): UserError[] {
  const { priority, externalId, metadata } = input;
  const errors: UserError[] = [];
  if (typeof priority === 'number' && (!Number.isInteger(priority) || Math.abs(priority) > POST_LIMITS.priority)) {
    const said = sayCommon('notWhole', {
      name: 'priority',
      min: -POST_LIMITS.priority,
      max: POST_LIMITS.priority,
      actual: priority,
    });
    const limit = Math.sign(priority) * POST_LIMITS.priority;
    errors.push(userError('VALIDATION', said, ['input', 'priority'], { limit, actual: priority }));
  }
  if (externalId === '') errors.push(userError('VALIDATION', say('externalIdEmpty'), ['input', 'externalId']));
  errors.push(...checkText('externalId', externalId, { max: POST_LIMITS.externalIdLength }, ['input', 'externalId']));
  errors.push(...checkBytes('metadata', metadata, POST_LIMITS.metadataBytes, ['input', 'metadata']));
  return errors;
}

function checkContent(content: Maybe<PostContentInput>, path: readonly string[]): UserError[] {
  return [
    ...checkText('caption', content?.caption, { max: POST_LIMITS.captionLength }, [...path, 'caption']),
    ...checkText('title', content?.title, { max: POST_LIMITS.titleLength }, [...path, 'title']),
  ];
}

function checkMedia(media: readonly PostMediaInput[], path: readonly string[]): UserError[] {
  return [
    ...checkCount('media', media.length, POST_LIMITS.media, path),
    ...media.flatMap(({ url, mediaAssetId, altText }, index) => {
      const at = [...path, String(index)];
      const isOne = (url ?? null) === null ? (mediaAssetId ?? null) !== null : (mediaAssetId ?? null) === null;
      return [
        ...(isOne ? [] : [userError('VALIDATION', say('oneFile'), at)]),
        ...checkText('altText', altText, { max: MEDIA_LIMITS.altTextLength }, [...at, 'altText']),
        ...checkText('url', url, { max: MEDIA_LIMITS.urlLength }, [...at, 'url']),
      ];
    }),
  ];
}

function checkTargetInput(
  target: Pick<PostTargetInput, 'overrides' | 'options' | 'optionsOf'>,
  path: readonly string[],
): UserError[] {
  return [
    ...checkContent(target.overrides, [...path, 'overrides']),
    ...checkCount('mediaAssetIds', target.overrides?.mediaAssetIds?.length ?? 0, POST_LIMITS.media, [
      ...path,
      'overrides',
      'mediaAssetIds',
    ]),
    ...checkBytes('options', target.options, POST_LIMITS.optionsBytes, optionsPath(path, target.optionsOf)),
  ];
}

/** Refuses two targets that would publish the same thing to the same account. Two texts for one account are two posts. */
export function checkDuplicates(
  targets: readonly { socialAccountId: string; content: { format: Format }; path: readonly string[] }[],
): UserError[] {
  const seen = new Set<string>();
  return targets.flatMap(({ socialAccountId, content: { format }, path }) => {
    const key = `${socialAccountId} ${format}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [userError('TARGET_DUPLICATE', say('sameFormat', { format }), path)];
  });
}

export const checkTargetCount = (count: number, path: readonly string[]): UserError[] =>
  checkCount('targets', count, POST_LIMITS.targets, path);

/** Nulls and absent keys inherit. */
export const givenOverrides = (input: Maybe<PostTargetOverridesInput>): TargetOverrides => ({
  ...(typeof input?.caption === 'string' ? { caption: input.caption } : {}),
  ...(typeof input?.title === 'string' ? { title: input.title } : {}),
  ...(input?.mediaAssetIds ? { mediaAssetIds: input.mediaAssetIds.map((id) => id.toLowerCase()) } : {}),
});

/** An edit of overrides: absent keys stay, null clears one, null for the whole clears all. */
export function editedOverrides(before: TargetOverrides, edit: Maybe<PostTargetOverridesInput>): TargetOverrides {
  if (edit === undefined) return before;
  if (edit === null) return {};
  return givenOverrides({ ...before, ...definedOf(edit) });
}

const definedOf = (edit: PostTargetOverridesInput): PostTargetOverridesInput =>
  Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined));

const storedOverrides = z.object({
  caption: z.string().optional(),
  title: z.string().optional(),
  mediaAssetIds: z.array(z.string()).optional(),
});

/** `post_target.overrides` as stored. */
export const readOverrides = (stored: unknown): TargetOverrides => givenOverrides(storedOverrides.parse(stored));

export const givenContent = (input: Maybe<PostContentInput>): Omit<PostContent, 'media'> => ({
  caption: input?.caption ?? '',
  title: input?.title ?? null,
});

function checkCount(name: string, count: number, limit: number, path: readonly string[]): UserError[] {
  return count <= limit
    ? []
    : [
        userError('VALIDATION', sayCommon('tooManyEntries', { name, count, max: limit }), path, {
          limit,
          actual: count,
        }),
      ];
}

/** Checked before any code walks the value: a value nested thousands of levels deep would overflow the stack. */
const isWithin = (value: unknown, levels: number): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((item) => isWithin(item, levels - 1)));

// What JSON.stringify escapes like this, jsonb cannot store: U+0000 and lone surrogates. After an even number of
// backslashes, the author wrote the backslash.
const NOT_TEXT = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

function checkBytes(name: string, value: unknown, limit: number, path: readonly string[]): UserError[] {
  if (value === null || value === undefined) return [];
  if (!isWithin(value, POST_LIMITS.jsonLevels)) {
    const said = sayCommon('tooDeep', { name, max: POST_LIMITS.jsonLevels });
    return [userError('VALIDATION', said, path, { limit: POST_LIMITS.jsonLevels })];
  }
  const json = JSON.stringify(value);
  if (NOT_TEXT.test(json)) return [userError('VALIDATION', sayCommon('notText', { name }), path)];
  const bytes = Buffer.byteLength(json);
  if (bytes <= limit) return [];
  return [
    userError('VALIDATION', sayCommon('tooManyBytes', { name, bytes, max: limit }), path, { limit, actual: bytes }),
  ];
}
