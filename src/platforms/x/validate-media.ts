/** Checks the files of a post for X: per part four images, or one GIF, or one video; then each file by itself. */
import type { Said } from '../../lib/texts.ts';
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
import { say } from './texts.ts';

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
    const said = say(format === 'VIDEO' ? 'videoWanted' : 'imagesWanted', { format, type: mimeType });
    return [error('MEDIA_KIND', ['media', String(index)], said, wanted, mimeType)];
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
    issues.push(error('MEDIA_KIND', path, say('gifAlone', { count }), 1, count));
  }
  if (post.format !== 'THREAD') return issues;
  if (count > IMAGES_MAX) {
    const said = say('partImages', { part: part.part, max: IMAGES_MAX, count });
    issues.push(error('MEDIA_TOO_MANY', ['media'], said, IMAGES_MAX, count));
  }
  if (!isAlone && files.some(({ category }) => category === 'tweet_video')) {
    issues.push(error('MEDIA_KIND', ['media'], say('partVideo', { part: part.part, count }), 1, count));
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
  const doubt = (code: IssueCode, said: Said, limit: Value, actual: Value) =>
    issues.push(warning(code, path, said, limit, actual));
  if (bytes > VIDEO.maxBytes) return [];
  if (bytes > maxBytes)
    doubt('MEDIA_TOO_LARGE', say('doubtfulBytes', { limit: maxBytes, actual: bytes }), maxBytes, bytes);
  const length = durationDeviation(durationMs, { maxDurationMs }) === 'ABOVE' ? durationMs : null;
  if (length !== null && durationDeviation(length, VIDEO) === null) {
    const limit = length > ORDINARY_VIDEO_MS ? ORDINARY_VIDEO_MS : maxDurationMs;
    doubt('MEDIA_TOO_LONG', say('doubtfulLength', { limit, actual: length }), limit, length);
  }
  if (width === null || height === null) return issues;
  const size = { width, height };
  if (fitsFrame(size, VIDEO) && !fitsFrame(size, CERTAIN_VIDEO)) {
    const [limit, actual] = [`${maxWidth}×${maxHeight}`, `${width}×${height}`];
    doubt('MEDIA_DIMENSIONS', say('doubtfulSize', { limit, actual }), limit, actual);
  }
  return issues;
}

function altTextIssues({ altText }: PublishMedia, category: Category, path: readonly string[]): Issue[] {
  if (altText === null || altText === '') return [];
  if (category === 'tweet_video') {
    return [warning('OPTION_CONFLICT', path, say('altTextIgnored'))];
  }
  const limit = { max: ALT_TEXT_MAX, unit: 'CODE_POINTS' } as const;
  return checkLength(altText, limit, 'altText', 'ALT_TEXT_TOO_LONG', path);
}
