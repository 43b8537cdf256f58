/** Checks the media of a post: files and their measures against the limits of the format. */
import { checkCount, checkKindOf, checkLength } from '../kit/format-check.ts';
import { error, warning } from '../kit/issues.ts';
import type { FormatRule, Issue, PublishMedia, PublishPost } from '../platform.ts';
import { JPEG } from './formats.ts';
import type { InstagramOptions } from './options.ts';

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

export function coverProblem({ bytes, mimeType }: { bytes: number; mimeType: string }): string | undefined {
  const { mimeTypes, maxBytes } = JPEG;
  if (!mimeTypes.some((accepted) => accepted === mimeType))
    return `The cover is ${mimeType}, Instagram accepts ${mimeTypes.join(', ')}`;
  return bytes > maxBytes ? `The cover has ${bytes} bytes, Instagram allows ${maxBytes}` : undefined;
}

function countIssues(rule: FormatRule, post: Post): Issue[] {
  const count = post.media.length;
  const issues = checkCount('Instagram', post.format, rule, count);
  if (issues.length > 0 || count <= CERTAIN_ITEMS) return issues;
  const doubt = `${post.format} has ${count} media; Instagram documents ${CERTAIN_ITEMS} and may refuse more`;
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
  const [actual, limit] = [bitsPerSecond, MAX_BITS_PER_SECOND].map((bits) => Math.round(bits / 100_000) / 10);
  const message = `Instagram takes videos of at most ${limit} Mbit/s; this one has ${actual} on average`;
  return [error('MEDIA_TOO_LARGE', path, message, limit, actual)];
}

function altTextIssues(post: Post, media: PublishMedia, index: number, path: readonly string[]): Issue[] {
  if (media.altText === null || media.altText === '') return [];
  if (media.kind === 'VIDEO' || post.format === 'STORY') {
    const message = `Media ${index + 1}: Instagram takes alt text for images of the feed only, it is left out`;
    return [warning('OPTION_CONFLICT', path, message)];
  }
  const limit = { max: MAX_ALT_TEXT, unit: 'UTF16' } as const;
  return checkLength(media.altText, limit, `alt text of media ${index + 1}`, 'ALT_TEXT_TOO_LONG', path);
}

function carouselIssues(post: Post): Issue[] {
  const [first, ...others] = post.media;
  if (post.format !== 'CAROUSEL' || !first?.width || !first.height) return [];
  const ratio = first.width / first.height;
  return others.flatMap((media, offset) => {
    if (!media.width || !media.height || Math.abs(media.width / media.height - ratio) < 0.01) return [];
    const actual = (media.width / media.height).toFixed(2);
    const message = `Media ${offset + 2} (ratio ${actual}) is cropped to the ratio of the first item, ${ratio.toFixed(2)}`;
    return [warning('MEDIA_ASPECT_RATIO', ['media', String(offset + 1)], message, ratio.toFixed(2), actual)];
  });
}
