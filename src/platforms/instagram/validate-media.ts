/** Checks the media of a post: files and their measures against the limits of the format. */
import type { Said } from '../../lib/texts.ts';
import { checkCount, checkKindOf, checkLength } from '../kit/format-check.ts';
import { error, warning } from '../kit/issues.ts';
import type { FormatRule, Issue, PublishMedia, PublishPost } from '../platform.ts';
import { JPEG } from './formats.ts';
import type { InstagramOptions } from './options.ts';
import { say } from './texts.ts';

type Post = PublishPost<InstagramOptions>;

const MAX_ALT_TEXT = 1_000;
/** The number that Instagram documents. The format allows the number that it has been seen to take. */
const CERTAIN_ITEMS = 10;
/** Documented as the maximum of a variable bit rate; only the average of a file is known. */
const MAX_BITS_PER_SECOND = 25_000_000;
/** The vendor states ratios to two decimals: 1200 × 628 counts as 1.91:1. */
const RATIO_TOLERANCE = 0.005;

export function mediaIssues(rule: FormatRule, post: Post): Issue[] {
  return [
    ...countIssues(rule, post),
    ...post.media.flatMap((media, index) => itemIssues(rule, post, media, index)),
    ...carouselIssues(post),
  ];
}

export function coverProblem({ bytes, mimeType }: { bytes: number; mimeType: string }): Said | undefined {
  const { mimeTypes, maxBytes } = JPEG;
  if (!mimeTypes.some((accepted) => accepted === mimeType))
    return say('coverType', { type: mimeType, types: mimeTypes.join(', ') });
  return bytes > maxBytes ? say('coverTooLarge', { bytes, max: maxBytes }) : undefined;
}

function countIssues(rule: FormatRule, post: Post): Issue[] {
  const count = post.media.length;
  const issues = checkCount('Instagram', post.format, rule, count);
  if (issues.length > 0 || count <= CERTAIN_ITEMS) return issues;
  const doubt = say('manyMedia', { format: post.format, count, max: CERTAIN_ITEMS });
  return [warning('MEDIA_TOO_MANY', ['media'], doubt, CERTAIN_ITEMS, count)];
}

function itemIssues(rule: FormatRule, post: Post, media: PublishMedia, index: number): Issue[] {
  const path = ['media', String(index)];
  const needs = media.kind === 'IMAGE' ? (['width', 'height'] as const) : VIDEO_MEASURES;
  const issues = checkKindOf(media, rule, { platform: 'Instagram', path, needs, ratioTolerance: RATIO_TOLERANCE });
  if (issues.some(({ code }) => code === 'MEDIA_KIND')) return issues;
  return [
    ...issues,
    ...(media.kind === 'VIDEO' ? bitRateIssues(rule, media, path) : []),
    ...altTextIssues(post, media, index, [...path, 'altText']),
  ];
}

const VIDEO_MEASURES = ['width', 'height', 'durationMs', 'frameRate', 'videoCodec'] as const;

function bitRateIssues({ video }: FormatRule, { bytes, durationMs }: PublishMedia, path: readonly string[]): Issue[] {
  const bitsPerSecond = durationMs ? (bytes * 8_000) / durationMs : 0;
  if (bytes > (video?.maxBytes ?? 0) || bitsPerSecond <= MAX_BITS_PER_SECOND) return [];
  const actual = megabits(bitsPerSecond);
  const limit = megabits(MAX_BITS_PER_SECOND);
  return [error('MEDIA_TOO_LARGE', path, say('bitRate', { limit, actual }), limit, actual)];
}

const megabits = (bits: number): number => Math.round(bits / 100_000) / 10;

function altTextIssues(post: Post, media: PublishMedia, index: number, path: readonly string[]): Issue[] {
  if (media.altText === null || media.altText === '') return [];
  if (media.kind === 'VIDEO' || post.format === 'STORY') {
    return [warning('OPTION_CONFLICT', path, say('altTextIgnored', { index: index + 1 }))];
  }
  const limit = { max: MAX_ALT_TEXT, unit: 'UTF16' } as const;
  return checkLength(media.altText, limit, { of: 'altText', media: index + 1 }, 'ALT_TEXT_TOO_LONG', path);
}

function carouselIssues(post: Post): Issue[] {
  const [first, ...others] = post.media;
  if (post.format !== 'CAROUSEL' || !first?.width || !first.height) return [];
  const ratio = first.width / first.height;
  return others.flatMap((media, offset) => {
    if (!media.width || !media.height || Math.abs(media.width / media.height - ratio) < 0.01) return [];
    const actual = (media.width / media.height).toFixed(2);
    const said = say('cropped', { index: offset + 2, ratio: Number(actual), first: Number(ratio.toFixed(2)) });
    return [warning('MEDIA_ASPECT_RATIO', ['media', String(offset + 1)], said, ratio.toFixed(2), actual)];
  });
}
