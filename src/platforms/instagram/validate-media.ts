/** The media half of the checks: files and their measures against the limits of the format. */
import type { FormatRule, Issue, IssueCode, MediaRule, PublishMedia, PublishPost } from '../platform.ts';
import { durationVerdict, frameRateVerdict } from '../tolerance.ts';
import type { InstagramOptions } from './options.ts';

type Post = PublishPost<InstagramOptions>;

/** Of all images, covers included. The vendor's own error says MiB. */
export const JPEG = { mimeTypes: ['image/jpeg'], maxBytes: 8 * 1_048_576 } as const satisfies MediaRule;
const MAX_ALT_TEXT = 1_000;
/** What Instagram documents for a carousel. The format allows what it has been seen to take. */
const CERTAIN_ITEMS = 10;
/** Of videos with a variable bit rate; the average is what is known of a file. */
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

export function issue(
  severity: Issue['severity'],
  code: IssueCode,
  path: readonly string[],
  message: string,
  limit?: number | string,
  actual?: number | string,
): Issue {
  return {
    severity,
    code,
    path,
    message,
    ...(limit === undefined ? {} : { limit }),
    ...(actual === undefined ? {} : { actual }),
  };
}

function countIssues(rule: FormatRule, post: Post): Issue[] {
  const count = post.media.length;
  if (rule.media === null) return [];
  const { min, max } = rule.media;
  const message = `${post.format} has ${count} media, Instagram wants ${min === max ? min : `${min}–${max}`}`;
  if (count === 0) return [issue('ERROR', 'MEDIA_MISSING', ['media'], message, min, count)];
  if (count < min) return [issue('ERROR', 'MEDIA_TOO_FEW', ['media'], message, min, count)];
  if (count > max) return [issue('ERROR', 'MEDIA_TOO_MANY', ['media'], message, max, count)];
  if (count <= CERTAIN_ITEMS) return [];
  const doubt = `${post.format} has ${count} media; Instagram documents ${CERTAIN_ITEMS} and may refuse more`;
  return [issue('WARNING', 'MEDIA_TOO_MANY', ['media'], doubt, CERTAIN_ITEMS, count)];
}

function itemIssues(rule: FormatRule, post: Post, media: PublishMedia, index: number): Issue[] {
  const path = ['media', String(index)];
  const limits = media.kind === 'IMAGE' ? rule.image : rule.video;
  if (limits === null) {
    const wanted = rule.media?.kinds.join(' or ') ?? 'no media';
    const message = `Media ${index + 1}: ${post.format} wants ${wanted}, this is ${media.kind}`;
    return [issue('ERROR', 'MEDIA_KIND', path, message, wanted, media.kind)];
  }
  return [
    ...fileIssues(limits, media, index, path),
    ...pictureIssues(limits, media, index, path),
    ...(media.kind === 'VIDEO' ? videoIssues(limits, media, index, path) : []),
    ...unprobedIssues(media, index, path),
    ...altTextIssues(post, media, index, [...path, 'altText']),
  ];
}

function fileIssues(limits: MediaRule, media: PublishMedia, index: number, path: readonly string[]): Issue[] {
  const issues: Issue[] = [];
  if (!limits.mimeTypes.includes(media.mimeType)) {
    const wanted = limits.mimeTypes.join(', ');
    const message = `Media ${index + 1} is ${media.mimeType}, Instagram accepts ${wanted}`;
    issues.push(issue('ERROR', 'MEDIA_TYPE', path, message, wanted, media.mimeType));
  }
  if (media.bytes > limits.maxBytes) {
    const message = `Media ${index + 1} has ${media.bytes} bytes, Instagram allows ${limits.maxBytes}`;
    issues.push(issue('ERROR', 'MEDIA_TOO_LARGE', path, message, limits.maxBytes, media.bytes));
  }
  return issues;
}

function pictureIssues(limits: MediaRule, media: PublishMedia, index: number, path: readonly string[]): Issue[] {
  const { width, height } = media;
  if (width === null || height === null || height === 0) return [];
  const issues: Issue[] = [];
  const { minWidth = 0, maxWidth = Infinity, minAspectRatio = 0, maxAspectRatio = Infinity } = limits;
  if (width < minWidth) {
    const message = `Media ${index + 1} is ${width} pixels wide, Instagram wants at least ${minWidth}`;
    issues.push(issue('ERROR', 'MEDIA_DIMENSIONS', path, message, minWidth, width));
  }
  if (width > maxWidth) {
    const message = `Media ${index + 1} is ${width} pixels wide, Instagram allows ${maxWidth}`;
    issues.push(issue('ERROR', 'MEDIA_DIMENSIONS', path, message, maxWidth, width));
  }
  const ratio = width / height;
  const low = ratio < minAspectRatio - Math.min(RATIO_TOLERANCE, minAspectRatio / 100);
  if (low || ratio > maxAspectRatio + RATIO_TOLERANCE) {
    const limit = low ? minAspectRatio : maxAspectRatio;
    const message = `Media ${index + 1} has the aspect ratio ${ratio.toFixed(2)} (${width} × ${height}), Instagram wants ${minAspectRatio}–${maxAspectRatio}`;
    issues.push(issue('ERROR', 'MEDIA_ASPECT_RATIO', path, message, limit, Number(ratio.toFixed(3))));
  }
  return issues;
}

function videoIssues(limits: MediaRule, media: PublishMedia, index: number, path: readonly string[]): Issue[] {
  const issues: Issue[] = [];
  const bitsPerSecond = media.durationMs ? (media.bytes * 8_000) / media.durationMs : 0;
  if (media.bytes <= limits.maxBytes && bitsPerSecond > MAX_BITS_PER_SECOND) {
    const [actual, limit] = [bitsPerSecond, MAX_BITS_PER_SECOND].map((bits) => Math.round(bits / 100_000) / 10);
    const message = `Media ${index + 1} has ${actual} Mbit/s on average, Instagram allows ${limit}`;
    issues.push(issue('ERROR', 'MEDIA_TOO_LARGE', path, message, limit, actual));
  }
  const { durationMs, frameRate, videoCodec, audioCodec } = media;
  const { minDurationMs = 0, maxDurationMs = Infinity, minFrameRate = 0, maxFrameRate = Infinity } = limits;
  const length = durationMs === null ? null : durationVerdict(durationMs, limits);
  if (durationMs !== null && length === 'BELOW') {
    const message = `Media ${index + 1} lasts ${seconds(durationMs)}, Instagram wants at least ${seconds(minDurationMs)}`;
    issues.push(issue('ERROR', 'MEDIA_TOO_SHORT', path, message, minDurationMs, durationMs));
  }
  if (durationMs !== null && length === 'ABOVE') {
    const message = `Media ${index + 1} lasts ${seconds(durationMs)}, Instagram allows ${seconds(maxDurationMs)}`;
    issues.push(issue('ERROR', 'MEDIA_TOO_LONG', path, message, maxDurationMs, durationMs));
  }
  const pace = frameRateVerdict(frameRate, limits);
  if (frameRate !== null && pace !== null) {
    const message = `Media ${index + 1} has ${frameRate} frames per second, Instagram wants ${minFrameRate}–${maxFrameRate}`;
    issues.push(
      issue('ERROR', 'MEDIA_FRAME_RATE', path, message, pace === 'BELOW' ? minFrameRate : maxFrameRate, frameRate),
    );
  }
  for (const [codec, accepted] of [
    [videoCodec, limits.videoCodecs],
    [audioCodec, limits.audioCodecs],
  ] as const) {
    if (codec === null || accepted === undefined || accepted.includes(commonName(codec))) continue;
    const message = `Media ${index + 1} is encoded as ${codec}, Instagram accepts ${accepted.join(', ')}`;
    issues.push(issue('ERROR', 'MEDIA_CODEC', path, message, accepted.join(', '), codec));
  }
  return issues;
}

const seconds = (ms: number) => `${Number((ms / 1_000).toFixed(2))} s`;

/** Probes spell codecs in many ways: `avc1.640028`, `avc`, `H264`. */
function commonName(codec: string): string {
  const name = codec.toLowerCase();
  if (/^(avc|h\.?264)/.test(name)) return 'h264';
  if (/^(hevc|hvc1|hev1|h\.?265)/.test(name)) return 'hevc';
  return /^(aac|mp4a)/.test(name) ? 'aac' : name;
}

function unprobedIssues(media: PublishMedia, index: number, path: readonly string[]): Issue[] {
  const needed = media.kind === 'IMAGE' ? (['width', 'height'] as const) : VIDEO_FACTS;
  const unknown = needed.filter((fact) => media[fact] === null);
  if (unknown.length === 0) return [];
  const message = `Media ${index + 1} could not be checked in full; unknown: ${unknown.join(', ')}`;
  return [issue('WARNING', 'MEDIA_UNPROBED', path, message, undefined, unknown.join(', '))];
}

const VIDEO_FACTS = ['width', 'height', 'durationMs', 'frameRate', 'videoCodec'] as const;

function altTextIssues(post: Post, media: PublishMedia, index: number, path: readonly string[]): Issue[] {
  const length = media.altText?.length ?? 0;
  if (length === 0) return [];
  if (media.kind === 'VIDEO' || post.format === 'STORY') {
    const message = `Media ${index + 1}: Instagram takes alt text for images of the feed only, it is left out`;
    return [issue('WARNING', 'OPTION_CONFLICT', path, message)];
  }
  if (length <= MAX_ALT_TEXT) return [];
  const message = `The alt text of media ${index + 1} has ${length} characters, Instagram allows ${MAX_ALT_TEXT}`;
  return [issue('ERROR', 'ALT_TEXT_TOO_LONG', path, message, MAX_ALT_TEXT, length)];
}

function carouselIssues(post: Post): Issue[] {
  const [first, ...others] = post.media;
  if (post.format !== 'CAROUSEL' || !first?.width || !first.height) return [];
  const ratio = first.width / first.height;
  return others.flatMap((media, offset) => {
    if (!media.width || !media.height || Math.abs(media.width / media.height - ratio) < 0.01) return [];
    const actual = (media.width / media.height).toFixed(2);
    const message = `Media ${offset + 2} (ratio ${actual}) is cropped to the ratio of the first item, ${ratio.toFixed(2)}`;
    return [issue('WARNING', 'MEDIA_ASPECT_RATIO', ['media', String(offset + 1)], message, ratio.toFixed(2), actual)];
  });
}
