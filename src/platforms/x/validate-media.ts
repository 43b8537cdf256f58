/** Checks the files of a post for X: per part four images, or one GIF, or one video; then each file by itself. */
import { checkCount, checkLength } from '../kit/format-check.ts';
import { error, type Value, warning } from '../kit/issues.ts';
import { checkMedia, fitsFrame } from '../kit/media-check.ts';
import { durationDeviation } from '../kit/tolerance.ts';
import type { AccountFacts, FormatRule, Issue, IssueCode, MediaRule, PublishMedia, PublishPost } from '../platform.ts';
import {
  ALT_TEXT_MAX,
  ANIMATION,
  CERTAIN_VIDEO,
  IMAGE,
  IMAGES_MAX,
  isSubscriber,
  ORDINARY_VIDEO_MS,
  VIDEO,
} from './formats.ts';
import { categoryOf, GIF, type Part } from './parts.ts';

type Category = ReturnType<typeof categoryOf>;

interface PlacedFile {
  media: PublishMedia;
  category: Category;
  path: readonly string[];
}

const RULES = {
  tweet_image: IMAGE,
  tweet_gif: ANIMATION,
  tweet_video: VIDEO,
} as const satisfies Record<Category, MediaRule>;

export function mediaIssues(
  post: PublishPost,
  rule: FormatRule,
  parts: readonly Part[],
  account: AccountFacts | null,
): Issue[] {
  return [
    ...checkCount('X', post.format, rule, post.media.length),
    ...kindIssues(post, rule),
    ...parts.flatMap((part) => partIssues(post, part, account)),
  ];
}

/** A GIF is an image by kind and a video by the processing of X: it is accepted as either. */
function kindIssues({ format, media }: PublishPost, rule: FormatRule): Issue[] {
  if (rule.media === null) return [];
  const { kinds } = rule.media;
  const wanted = format === 'VIDEO' ? 'a video or a GIF' : 'images';
  return media.flatMap(({ mimeType, kind }, index) => {
    if (mimeType === GIF || (format === 'VIDEO' ? kind === 'VIDEO' : kinds.includes(kind))) return [];
    const message = `${format} takes ${wanted}, this is ${mimeType}`;
    return [error('MEDIA_KIND', ['media', String(index)], message, wanted, mimeType)];
  });
}

function partIssues(post: PublishPost, part: Part, account: AccountFacts | null): Issue[] {
  const count = part.media.length;
  const isAlone = count === 1;
  const files = part.media.flatMap((index): PlacedFile[] => {
    const media = post.media[index];
    if (media === undefined) return [];
    return [{ media, category: categoryOf(media, isAlone), path: ['media', String(index)] }];
  });
  const issues = files.flatMap((file) => fileIssues(file, account));
  for (const { media, path } of isAlone ? [] : files) {
    if (media.mimeType !== GIF || (media.frameCount ?? 1) === 1) continue;
    const message = `An animated GIF must be the only media of its post, there are ${count}`;
    issues.push(error('MEDIA_KIND', path, message, 1, count));
  }
  if (post.format !== 'THREAD') return issues;
  if (count > IMAGES_MAX) {
    const message = `${part.label}: a post takes at most ${IMAGES_MAX} images, there are ${count}`;
    issues.push(error('MEDIA_TOO_MANY', ['media'], message, IMAGES_MAX, count));
  }
  if (!isAlone && files.some(({ category }) => category === 'tweet_video')) {
    const message = `${part.label}: a video must be the only media of its post, there are ${count}`;
    issues.push(error('MEDIA_KIND', ['media'], message, 1, count));
  }
  return issues;
}

function fileIssues({ media, category, path }: PlacedFile, account: AccountFacts | null): Issue[] {
  return [
    ...checkMedia(media, RULES[category], { platform: 'X', path, isTurnable: true }),
    ...(category === 'tweet_video' && !isSubscriber(account) ? doubts(media, path) : []),
    ...altTextIssues(media, category, path),
  ];
}

/** Limits of an account without a subscription, about which the pages of X disagree; X decides. */
function doubts({ bytes, durationMs, width, height }: PublishMedia, path: readonly string[]): Issue[] {
  const { maxBytes, maxDurationMs, maxWidth, maxHeight } = CERTAIN_VIDEO;
  const issues: Issue[] = [];
  const doubt = (code: IssueCode, what: string, limit: Value, actual: Value) =>
    issues.push(warning(code, path, `Without a subscription X may refuse ${what}`, limit, actual));
  if (bytes > VIDEO.maxBytes) return [];
  if (bytes > maxBytes)
    doubt('MEDIA_TOO_LARGE', `a video above ${maxBytes} bytes; this one has ${bytes}`, maxBytes, bytes);
  const length = durationDeviation(durationMs, { maxDurationMs }) === 'ABOVE' ? durationMs : null;
  if (length !== null && durationDeviation(length, VIDEO) === null) {
    const limit = length > ORDINARY_VIDEO_MS ? ORDINARY_VIDEO_MS : maxDurationMs;
    const what = `a video longer than ${limit / 1_000} s; this one lasts ${length / 1_000} s`;
    doubt('MEDIA_TOO_LONG', what, limit, length);
  }
  if (width === null || height === null) return issues;
  const size = { width, height };
  if (fitsFrame(size, VIDEO) && !fitsFrame(size, CERTAIN_VIDEO)) {
    const [limit, actual] = [`${maxWidth}×${maxHeight}`, `${width}×${height}`];
    doubt('MEDIA_DIMENSIONS', `a video above ${limit} pixels; this one has ${actual}`, limit, actual);
  }
  return issues;
}

function altTextIssues({ altText }: PublishMedia, category: Category, path: readonly string[]): Issue[] {
  if (altText === null || altText === '') return [];
  if (category === 'tweet_video') {
    return [warning('OPTION_CONFLICT', path, 'X takes alt text for images and GIFs only; it is left out')];
  }
  const limit = { max: ALT_TEXT_MAX, unit: 'CODE_POINTS' } as const;
  return checkLength(altText, limit, 'alt text', 'ALT_TEXT_TOO_LONG', path);
}
