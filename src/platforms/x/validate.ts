/** The checks of a post for X, the same when it is written and when it is published. */
import type {
  AccountFacts,
  Format,
  FormatRule,
  Issue,
  IssueCode,
  MediaRule,
  PublishMedia,
  PublishPost,
} from '../platform.ts';
import { durationVerdict, frameRateVerdict } from '../tolerance.ts';
import {
  ALT_TEXT_MAX,
  ANIMATION,
  CASHTAGS_MAX,
  CERTAIN_VIDEO,
  FORMATS,
  IMAGE,
  IMAGES_MAX,
  isSubscriber,
  ORDINARY_VIDEO_MS,
  PRICE,
  SUBSCRIBER_TEXT_MAX,
  TEXT_MAX,
  VIDEO,
} from './limits.ts';
import type { XOptions } from './options.ts';
import { categoryOf, GIF, type Part, partsOf } from './parts.ts';
import { cashtagsIn, hasForbiddenCharacters, newEmojiIn, urlsIn, weightedLength } from './text.ts';

type Post = PublishPost<XOptions>;

const RULES: Readonly<Partial<Record<Format, FormatRule>>> = FORMATS;

export function validate(post: Post, account: AccountFacts | null): Issue[] {
  const rule = RULES[post.format];
  if (rule === undefined) {
    return [
      error('FORMAT_UNSUPPORTED', `X has no ${post.format}; it takes ${Object.keys(FORMATS).join(', ')}`, ['format']),
    ];
  }
  const parts = partsOf(post);
  return [
    ...checkMediaCount(post, rule),
    ...parts.flatMap((part) => [...checkText(part, account), ...checkComposition(post, part, account)]),
    ...checkOptions(post),
  ];
}

function checkMediaCount(post: Post, rule: FormatRule): Issue[] {
  const { min, max, kinds } = rule.media ?? { min: 0, max: 0, kinds: [] };
  const actual = post.media.length;
  const issues: Issue[] = [];
  if (actual > max) {
    issues.push(
      error('MEDIA_TOO_MANY', `${post.format} takes at most ${max} media, there are ${actual}`, ['media'], max, actual),
    );
  } else if (actual < min) {
    const code = actual === 0 ? 'MEDIA_MISSING' : 'MEDIA_TOO_FEW';
    issues.push(error(code, `${post.format} needs at least ${min} media, there are ${actual}`, ['media'], min, actual));
  }
  for (const [index, media] of post.media.entries()) {
    const isGif = media.mimeType === GIF;
    const fits = post.format === 'VIDEO' ? isGif || media.kind === 'VIDEO' : isGif || kinds.includes(media.kind);
    if (rule.media === null || fits) continue;
    const wanted = post.format === 'VIDEO' ? 'a video or a GIF' : 'images';
    issues.push(
      error(
        'MEDIA_KIND',
        `${post.format} takes ${wanted}, this is ${media.mimeType}`,
        ['media', String(index)],
        wanted,
        media.mimeType,
      ),
    );
  }
  return issues;
}

function checkText(part: Part, account: AccountFacts | null): Issue[] {
  const { text, textPath: path } = part;
  const where = part.label === '' ? '' : `${part.label}: `;
  if (text.trim() === '') {
    return part.media.length > 0 ? [] : [error('TEXT_MISSING', `${where}a post without media needs a text`, path)];
  }
  const issues: Issue[] = [];
  const max = isSubscriber(account) ? SUBSCRIBER_TEXT_MAX : TEXT_MAX;
  const length = weightedLength(text);
  const { emoji, surplus } = newEmojiIn(text);
  if (emoji.length > 0) {
    const message = `${where}the text weighs ${length - surplus} or ${length} of at most ${max} characters: ${emoji.join(' ')} may be newer than X's table of emoji`;
    issues.push(warning('TEXT_TOO_LONG', message, path, max, length));
  }
  if (length - surplus > max) {
    issues.push(
      error('TEXT_TOO_LONG', `${where}the text weighs ${length} of at most ${max} characters`, path, max, length),
    );
  }
  if (hasForbiddenCharacters(text)) {
    issues.push(
      error('TEXT_INVALID', `${where}the text holds characters that X refuses (U+FFFE, U+FEFF, U+FFFF)`, path),
    );
  }
  const cashtags = cashtagsIn(text).length;
  if (cashtags > CASHTAGS_MAX) {
    const message = `${where}X allows ${CASHTAGS_MAX} cashtag per post, there are ${cashtags}`;
    issues.push(error('TEXT_INVALID', message, path, CASHTAGS_MAX, cashtags));
  }
  if (urlsIn(text).length > 0) {
    const message = `${where}a post with a link costs ${PRICE.postWithUrl} instead of ${PRICE.post}`;
    issues.push(warning('COST', message, path, PRICE.post, PRICE.postWithUrl));
  }
  return issues;
}

/** Four images, or one GIF, or one video; then each file by itself. */
function checkComposition(post: Post, part: Part, account: AccountFacts | null): Issue[] {
  const alone = part.media.length === 1;
  const files = part.media.flatMap((index) => {
    const media = post.media[index];
    return media === undefined ? [] : [{ index, media, category: categoryOf(media, alone) }];
  });
  const issues = files.flatMap(({ media, index, category }) => [
    ...checkMedia(media, ruleFor(category), ['media', String(index)]),
    ...(category === 'tweet_video' && !isSubscriber(account) ? doubts(media, ['media', String(index)]) : []),
    ...(category === 'tweet_gif' ? checkFrames(media, ['media', String(index)]) : []),
    ...checkAltText(media, category, ['media', String(index)]),
  ]);
  for (const { media, index } of alone ? [] : files) {
    if (media.mimeType !== GIF || (media.frameCount ?? 1) === 1) continue;
    const message = `An animated GIF must be the only media of its post, there are ${part.media.length}`;
    issues.push(error('MEDIA_KIND', message, ['media', String(index)], 1, part.media.length));
  }
  if (post.format !== 'THREAD') return issues;
  if (part.media.length > IMAGES_MAX) {
    const message = `${part.label}: a post takes at most ${IMAGES_MAX} images, there are ${part.media.length}`;
    issues.push(error('MEDIA_TOO_MANY', message, ['media'], IMAGES_MAX, part.media.length));
  }
  if (!alone && files.some(({ category }) => category === 'tweet_video')) {
    const message = `${part.label}: a video must be the only media of its post, there are ${part.media.length}`;
    issues.push(error('MEDIA_KIND', message, ['media'], 1, part.media.length));
  }
  return issues;
}

function ruleFor(category: ReturnType<typeof categoryOf>): MediaRule {
  if (category === 'tweet_gif') return ANIMATION;
  return category === 'tweet_image' ? IMAGE : VIDEO;
}

/** What X may take of an account without a subscription, or may not: its pages disagree, and it has the last word. */
function doubts({ bytes, durationMs, width, height }: PublishMedia, path: readonly string[]): Issue[] {
  const { maxBytes, maxDurationMs, maxWidth, maxHeight } = CERTAIN_VIDEO;
  const issues: Issue[] = [];
  const doubt = (code: IssueCode, what: string, limit: number | string, actual: number | string) =>
    issues.push(warning(code, `Without a subscription X may refuse ${what}`, path, limit, actual));
  if (bytes > VIDEO.maxBytes) return [];
  if (bytes > maxBytes)
    doubt('MEDIA_TOO_LARGE', `a video above ${maxBytes} bytes; this one has ${bytes}`, maxBytes, bytes);
  const length = durationVerdict(durationMs, { maxDurationMs }) === 'ABOVE' ? durationMs : null;
  if (length !== null && durationVerdict(length, VIDEO) === null) {
    const limit = length > ORDINARY_VIDEO_MS ? ORDINARY_VIDEO_MS : maxDurationMs;
    doubt(
      'MEDIA_TOO_LONG',
      `a video longer than ${limit / 1_000} s; this one lasts ${length / 1_000} s`,
      limit,
      length,
    );
  }
  if (
    width !== null &&
    height !== null &&
    fitsFrame(width, height, VIDEO) &&
    !fitsFrame(width, height, CERTAIN_VIDEO)
  ) {
    const [limit, actual] = [`${maxWidth}×${maxHeight}`, `${width}×${height}`];
    doubt('MEDIA_DIMENSIONS', `a video above ${limit} pixels; this one has ${actual}`, limit, actual);
  }
  return issues;
}

/** Limits of width and height hold for the longer and the shorter side: a phone's video is upright. */
const fitsFrame = (width: number, height: number, { maxWidth = Infinity, maxHeight = Infinity }: Partial<MediaRule>) =>
  Math.max(width, height) <= maxWidth && Math.min(width, height) <= maxHeight;

function checkMedia(media: PublishMedia, rule: MediaRule, path: readonly string[]): Issue[] {
  const issues: Issue[] = [];
  const refuse = (code: IssueCode, what: string, limit: number | string, actual: number | string) =>
    issues.push(error(code, `${what}: the limit is ${limit}, this file has ${actual}`, path, limit, actual));
  if (!rule.mimeTypes.includes(media.mimeType))
    refuse('MEDIA_TYPE', 'File type', rule.mimeTypes.join(', '), media.mimeType);
  if (media.bytes > rule.maxBytes) refuse('MEDIA_TOO_LARGE', 'Size in bytes', rule.maxBytes, media.bytes);
  issues.push(...checkFrame(media, rule, path));

  const { minDurationMs = 0, maxDurationMs, maxFrameRate = 0, videoCodecs, audioCodecs } = rule;
  const { durationMs, frameRate, videoCodec, audioCodec } = media;
  if (maxDurationMs !== undefined && durationMs === null) issues.push(unprobed('duration', path));
  if (durationMs !== null) {
    const verdict = durationVerdict(durationMs, rule);
    if (verdict === 'ABOVE') refuse('MEDIA_TOO_LONG', 'Duration in ms', maxDurationMs ?? 0, durationMs);
    if (verdict === 'BELOW') refuse('MEDIA_TOO_SHORT', 'Duration in ms', minDurationMs, durationMs);
  }
  if (frameRate !== null && frameRateVerdict(frameRate, rule) === 'ABOVE') {
    refuse('MEDIA_FRAME_RATE', 'Frames per second', maxFrameRate, frameRate);
  }
  if (videoCodecs !== undefined && videoCodec !== null && !videoCodecs.includes(videoCodec)) {
    refuse('MEDIA_CODEC', 'Video codec', videoCodecs.join(', '), videoCodec);
  }
  if (audioCodecs !== undefined && audioCodec !== null && !audioCodecs.includes(audioCodec)) {
    refuse('MEDIA_CODEC', 'Audio codec', audioCodecs.join(', '), audioCodec);
  }
  return issues;
}

function checkFrame({ width, height }: PublishMedia, rule: MediaRule, path: readonly string[]): Issue[] {
  const { maxWidth, maxHeight, minWidth = 0, minHeight = 0, minAspectRatio, maxAspectRatio } = rule;
  if (maxWidth === undefined || maxHeight === undefined) return [];
  if (width === null || height === null) return [unprobed('dimensions', path)];
  const issues: Issue[] = [];
  const actual = `${width}×${height}`;
  if (!fitsFrame(width, height, rule) || width < minWidth || height < minHeight) {
    const limit = minWidth > 0 ? `${minWidth}×${minHeight} to ${maxWidth}×${maxHeight}` : `${maxWidth}×${maxHeight}`;
    issues.push(error('MEDIA_DIMENSIONS', `X takes ${limit} pixels, this file has ${actual}`, path, limit, actual));
  }
  const ratio = width / height;
  if (
    minAspectRatio !== undefined &&
    maxAspectRatio !== undefined &&
    (ratio < minAspectRatio || ratio > maxAspectRatio)
  ) {
    const message = `X takes aspect ratios from 1:3 to 3:1, this file has ${actual}`;
    issues.push(error('MEDIA_ASPECT_RATIO', message, path, '1:3 to 3:1', actual));
  }
  return issues;
}

function checkFrames({ width, height, frameCount }: PublishMedia, path: readonly string[]): Issue[] {
  const { maxFrames = Infinity, maxFramePixels = Infinity } = ANIMATION;
  if (frameCount === null) return [unprobed('number of pictures', path)];
  if (frameCount > maxFrames) {
    const message = `A GIF may have ${maxFrames} frames, this one has ${frameCount}`;
    return [error('MEDIA_TOO_LONG', message, path, maxFrames, frameCount)];
  }
  const pixels = (width ?? 0) * (height ?? 0) * frameCount;
  if (pixels <= maxFramePixels) return [];
  const message = `Width × height × frames of a GIF may be ${maxFramePixels}, this one has ${pixels}`;
  return [error('MEDIA_DIMENSIONS', message, path, maxFramePixels, pixels)];
}

function checkAltText(
  { altText }: PublishMedia,
  category: ReturnType<typeof categoryOf>,
  path: readonly string[],
): Issue[] {
  if (altText === null || altText === '') return [];
  if (category === 'tweet_video') {
    return [warning('OPTION_CONFLICT', 'X takes alt text for images and GIFs only; it is left out', path)];
  }
  const length = [...altText].length;
  if (length <= ALT_TEXT_MAX) return [];
  const message = `The alt text has ${length} of at most ${ALT_TEXT_MAX} characters`;
  return [error('ALT_TEXT_TOO_LONG', message, path, ALT_TEXT_MAX, length)];
}

function checkOptions(post: Post): Issue[] {
  const { format, media, options } = post;
  const issues: Issue[] = [];
  const conflict = (message: string, ...path: string[]) =>
    issues.push(error('OPTION_CONFLICT', message, ['options', ...path]));
  const [first] = partsOf(post);
  if (options.poll !== null && first.media.length > 0) conflict('A post has media or a poll, not both', 'poll');
  if (options.taggedUserIds.length > 0 && first.media.length === 0) {
    conflict('Users are tagged in media, and the first post has none', 'taggedUserIds');
  }
  if (options.shareWithFollowers && options.communityId === null) {
    conflict('Only a post into a community can be shared with followers', 'shareWithFollowers');
  }
  if (format !== 'THREAD') {
    if (options.thread.length > 0) conflict(`${format} is a single post; choose THREAD for more parts`, 'thread');
    return issues;
  }
  if (options.thread.length === 0) {
    issues.push(error('OPTION_REQUIRED', 'A thread has at least 2 parts, there is 1', ['options', 'thread'], 2, 1));
  }
  const seen = new Set<number>();
  for (const [part, { mediaIndexes }] of options.thread.entries()) {
    const path = ['options', 'thread', String(part), 'mediaIndexes'];
    for (const index of mediaIndexes) {
      if (index >= media.length) {
        const message = `There is no media ${index}; the post has ${media.length}, counted from 0`;
        issues.push(error('OPTION_INVALID', message, path, media.length - 1, index));
      } else if (seen.has(index)) {
        issues.push(error('OPTION_INVALID', `Media ${index} is used twice`, path, 1, 2));
      }
      seen.add(index);
    }
  }
  return issues;
}

const unprobed = (what: string, path: readonly string[]): Issue =>
  warning('MEDIA_UNPROBED', `The ${what} of this file could not be read; X may refuse it`, path);

type Value = number | string;

const error = (code: IssueCode, message: string, path: readonly string[], limit?: Value, actual?: Value): Issue =>
  issue('ERROR', code, message, path, limit, actual);
const warning = (code: IssueCode, message: string, path: readonly string[], limit?: Value, actual?: Value): Issue =>
  issue('WARNING', code, message, path, limit, actual);

function issue(
  severity: Issue['severity'],
  code: IssueCode,
  message: string,
  path: readonly string[],
  limit: Value | undefined,
  actual: Value | undefined,
): Issue {
  return {
    severity,
    code,
    message,
    path,
    ...(limit === undefined ? {} : { limit }),
    ...(actual === undefined ? {} : { actual }),
  };
}
