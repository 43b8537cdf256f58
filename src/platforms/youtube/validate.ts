/** Checks a YouTube post without network: the same when it is written and when it is published. */
import { checkCount, checkKindOf, checkLength, unsupported } from '../kit/format-check.ts';
import { error, warning } from '../kit/issues.ts';
import { hashtagsIn } from '../kit/tags.ts';
import { durationDeviation } from '../kit/tolerance.ts';
import type { AccountFacts, Issue, PublishMedia, PublishPost } from '../platform.ts';
import {
  becomesShort,
  CATEGORIES,
  DESCRIPTION_MAX_BYTES,
  formats,
  HASHTAGS_MAX,
  TAGS_MAX,
  UNVERIFIED_MAX_MS,
} from './formats.ts';
import { firstLineOf, TITLE_MAX_UTF16, tagsLength, videoTitle } from './metadata.ts';
import type { YouTubeOptions } from './options.ts';
import { say } from './texts.ts';

export function validate(post: PublishPost<YouTubeOptions>, account: AccountFacts | null): Issue[] {
  if (post.format !== 'SHORT' && post.format !== 'VIDEO') return [unsupported('YouTube', post.format, formats)];
  return [...textIssues(post), ...optionIssues(post.options), ...mediaIssues(post, post.format, account)];
}

function textIssues(post: PublishPost<YouTubeOptions>): Issue[] {
  const issues: Issue[] = [];
  const title = videoTitle(post);
  // Without a title, the first line of the caption is checked instead.
  const titlePath = (post.title?.trim() ?? '') === '' ? ['caption'] : ['title'];
  if (title === '') issues.push(error('TITLE_MISSING', ['title'], say('titleMissing')));
  const titleLimit = { max: TITLE_MAX_UTF16, unit: 'UTF16' } as const;
  issues.push(...checkLength(title, titleLimit, 'title', 'TITLE_TOO_LONG', titlePath));
  const firstLine = firstLineOf(post.caption);
  if (titlePath[0] === 'caption' && firstLine.length > TITLE_MAX_UTF16)
    issues.push(
      warning(
        'TITLE_TOO_LONG',
        titlePath,
        say('firstLineCut', { max: TITLE_MAX_UTF16, length: firstLine.length }),
        TITLE_MAX_UTF16,
        firstLine.length,
      ),
    );
  if (/[<>]/.test(title)) issues.push(error('TITLE_INVALID', titlePath, say('titleBrackets')));

  const textLimit = { max: DESCRIPTION_MAX_BYTES, unit: 'UTF8_BYTES' } as const;
  issues.push(...checkLength(post.caption, textLimit, 'description', 'TEXT_TOO_LONG', ['caption']));
  if (/[<>]/.test(post.caption)) issues.push(error('TEXT_INVALID', ['caption'], say('descriptionBrackets')));

  const hashtags = hashtagsIn(`${title}\n${post.caption}`);
  if (hashtags > HASHTAGS_MAX)
    issues.push(
      warning(
        'TOO_MANY_HASHTAGS',
        ['caption'],
        say('hashtags', { max: HASHTAGS_MAX, count: hashtags }),
        HASHTAGS_MAX,
        hashtags,
      ),
    );
  return issues;
}

function optionIssues(options: YouTubeOptions): Issue[] {
  const issues: Issue[] = [];
  const tags = tagsLength(options.tags);
  if (tags > TAGS_MAX)
    issues.push(
      error('TOO_MANY_TAGS', ['options', 'tags'], say('tagsTooLong', { max: TAGS_MAX, length: tags }), TAGS_MAX, tags),
    );
  if (options.tags.some((tag) => /[<>]/.test(tag)))
    issues.push(error('OPTION_INVALID', ['options', 'tags'], say('tagBrackets')));
  for (const [index, tag] of options.tags.entries()) {
    if (!tag.includes(',')) continue;
    const path = ['options', 'tags', String(index)];
    const parts = tag.split(',').filter((part) => part.trim() !== '').length;
    issues.push(warning('OPTION_INVALID', path, say('tagWithComma', { parts }), 1, parts));
  }
  issues.push(...categoryIssues(options.categoryId));
  if (options.firstComment !== undefined && options.madeForKids)
    issues.push(error('OPTION_CONFLICT', ['options', 'firstComment'], say('kidsComments')));
  if (options.firstComment !== undefined && options.privacy === 'PRIVATE')
    issues.push(error('OPTION_CONFLICT', ['options', 'firstComment'], say('privateComments')));
  return issues;
}

function categoryIssues(id: string): Issue[] {
  const path = ['options', 'categoryId'];
  const limit = CATEGORIES.assignable.join(', ');
  if (CATEGORIES.assignable.some((known) => known === id)) return [];
  if (CATEGORIES.ofTheSite.some((known) => known === id))
    return [error('OPTION_INVALID', path, say('categoryClosed', { id }), limit, id)];
  return [warning('OPTION_INVALID', path, say('categoryUnknown', { id }), limit, id)];
}

function mediaIssues(post: PublishPost, format: keyof typeof formats, account: AccountFacts | null): Issue[] {
  const rule = formats[format];
  const issues = checkCount('YouTube', format, rule, post.media.length);
  const [media] = post.media;
  if (issues.length > 0 || media === undefined) return issues;
  const path = ['media', '0'];
  // Length and shape decide which format it becomes.
  const found = checkKindOf(media, rule, { platform: 'YouTube', path, needs: ['width', 'height'] });
  if (media.kind !== 'VIDEO') return found;
  return [...found, ...channelIssues(media, account, path), ...shapeIssues(media, format)];
}

function channelIssues({ durationMs }: PublishMedia, account: AccountFacts | null, path: readonly string[]): Issue[] {
  const status = account?.facts.longUploadsStatus;
  if (typeof status !== 'string' || status === 'allowed') return [];
  if (durationMs === null || durationDeviation(durationMs, { maxDurationMs: UNVERIFIED_MAX_MS }) === null) return [];
  const said = say('channelLimit', { limit: UNVERIFIED_MAX_MS, status, actual: durationMs });
  return [error('ACCOUNT_LIMIT', path, said, UNVERIFIED_MAX_MS, durationMs)];
}

function shapeIssues(media: PublishMedia, format: keyof typeof formats): Issue[] {
  if (format !== 'VIDEO' || !becomesShort(media)) return [];
  return [warning('MEDIA_ASPECT_RATIO', ['format'], say('becomesShort', { size: `${media.width}×${media.height}` }))];
}
