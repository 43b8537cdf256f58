/** The checks of a YouTube post that need no network: the same when it is written and when it is published. */
import { Buffer } from 'node:buffer';
import type { AccountFacts, Issue, PublishMedia, PublishPost } from '../platform.ts';
import { hashtagsIn } from '../tags.ts';
import { TOLERANCE } from '../tolerance.ts';
import { becomesShort, DESCRIPTION_MAX_BYTES, formats, HASHTAGS_MAX, TAGS_MAX, UNVERIFIED_MAX_MS } from './formats.ts';
import { firstLineOf, TITLE_MAX_UTF16, tagsLength, videoTitle, type YouTubeOptions } from './metadata.ts';

export function validate(post: PublishPost<YouTubeOptions>, account: AccountFacts | null): Issue[] {
  if (post.format !== 'SHORT' && post.format !== 'VIDEO')
    return [
      {
        severity: 'ERROR',
        code: 'FORMAT_UNSUPPORTED',
        message: `YouTube takes SHORT and VIDEO, not ${post.format}`,
        path: ['format'],
        limit: Object.keys(formats).join(', '),
        actual: post.format,
      },
    ];
  return [...textIssues(post), ...optionIssues(post.options), ...mediaIssues(post, post.format, account)];
}

function textIssues(post: PublishPost<YouTubeOptions>): Issue[] {
  const issues: Issue[] = [];
  const title = videoTitle(post);
  // Without a title of its own the post is judged by its caption's first line.
  const titlePath = (post.title?.trim() ?? '') === '' ? ['caption'] : ['title'];
  if (title === '')
    issues.push(
      error('TITLE_MISSING', ['title'], 'a YouTube video needs a title, or a caption whose first line serves'),
    );
  if (title.length > TITLE_MAX_UTF16)
    issues.push(
      error(
        'TITLE_TOO_LONG',
        titlePath,
        'the title may have {limit} characters; it has {actual}',
        TITLE_MAX_UTF16,
        title.length,
      ),
    );
  const firstLine = firstLineOf(post.caption);
  if (titlePath[0] === 'caption' && firstLine.length > TITLE_MAX_UTF16)
    issues.push(
      warning(
        'TITLE_TOO_LONG',
        titlePath,
        'the first line of the caption serves as the title, cut to {limit} characters; it has {actual}',
        TITLE_MAX_UTF16,
        firstLine.length,
      ),
    );
  if (/[<>]/.test(title)) issues.push(error('TITLE_INVALID', titlePath, 'a YouTube title cannot contain < or >'));

  const bytes = Buffer.byteLength(post.caption, 'utf8');
  if (bytes > DESCRIPTION_MAX_BYTES)
    issues.push(
      error(
        'TEXT_TOO_LONG',
        ['caption'],
        'the description may have {limit} bytes (UTF-8); it has {actual}',
        DESCRIPTION_MAX_BYTES,
        bytes,
      ),
    );
  if (/[<>]/.test(post.caption))
    issues.push(error('TEXT_INVALID', ['caption'], 'a YouTube description cannot contain < or >'));

  const hashtags = hashtagsIn(`${title}\n${post.caption}`);
  if (hashtags > HASHTAGS_MAX)
    issues.push(
      warning(
        'TOO_MANY_HASHTAGS',
        ['caption'],
        'with more than {limit} hashtags YouTube ignores all of them; there are {actual}',
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
      error(
        'TOO_MANY_TAGS',
        ['options', 'tags'],
        'all tags together may have {limit} characters, counting commas and the quotes around tags with a space; they have {actual}',
        TAGS_MAX,
        tags,
      ),
    );
  if (options.tags.some((tag) => /[<>]/.test(tag)))
    issues.push(error('OPTION_INVALID', ['options', 'tags'], 'a YouTube tag cannot contain < or >'));
  for (const [index, tag] of options.tags.entries()) {
    if (!tag.includes(',')) continue;
    const path = ['options', 'tags', String(index)];
    const parts = tag.split(',').filter((part) => part.trim() !== '').length;
    issues.push(
      warning(
        'OPTION_INVALID',
        path,
        'YouTube reads a comma as the end of a tag: this one may become {actual} tags; write them one by one',
        1,
        parts,
      ),
    );
  }
  if (options.firstComment !== undefined && options.madeForKids)
    issues.push(error('OPTION_CONFLICT', ['options', 'firstComment'], 'a video made for kids takes no comments'));
  if (options.firstComment !== undefined && options.privacy === 'PRIVATE')
    issues.push(error('OPTION_CONFLICT', ['options', 'firstComment'], 'a private video takes no comments'));
  return issues;
}

function mediaIssues(post: PublishPost, format: keyof typeof formats, account: AccountFacts | null): Issue[] {
  const [media] = post.media;
  if (media === undefined) return [error('MEDIA_MISSING', ['media'], 'a YouTube post needs a video', 1, 0)];
  if (post.media.length > 1)
    return [
      error(
        'MEDIA_TOO_MANY',
        ['media'],
        'a YouTube post has {limit} video; there are {actual} files',
        1,
        post.media.length,
      ),
    ];
  const path = ['media', '0'];
  if (media.kind !== 'VIDEO') return [error('MEDIA_KIND', path, 'YouTube takes videos only', 'VIDEO', media.kind)];
  const issues: Issue[] = [];
  const mimeTypes: readonly string[] = formats[format].video.mimeTypes;
  if (!mimeTypes.includes(media.mimeType))
    issues.push(
      error('MEDIA_TYPE', path, 'the file must be {limit}; it is {actual}', mimeTypes.join(', '), media.mimeType),
    );
  if (media.bytes > formats[format].video.maxBytes)
    issues.push(
      error(
        'MEDIA_TOO_LARGE',
        path,
        'the file may have {limit} bytes; it has {actual}',
        formats[format].video.maxBytes,
        media.bytes,
      ),
    );
  if (media.durationMs === null || media.width === null || media.height === null)
    issues.push(
      warning(
        'MEDIA_UNPROBED',
        path,
        'length or dimensions are not known, so YouTube may still refuse the video or file it under another format',
      ),
    );
  return [...issues, ...durationIssues(media, format, account), ...shapeIssues(media, format)];
}

function durationIssues(media: PublishMedia, format: keyof typeof formats, account: AccountFacts | null): Issue[] {
  if (media.durationMs === null) return [];
  const seconds = (ms: number) => Math.ceil(ms / 1_000);
  const issues: Issue[] = [];
  const max = formats[format].video.maxDurationMs;
  if (media.durationMs > max + TOLERANCE.durationMs)
    issues.push(
      error(
        'MEDIA_TOO_LONG',
        ['media', '0'],
        `a ${format} may last {limit} s; this video lasts {actual} s`,
        seconds(max),
        seconds(media.durationMs),
      ),
    );
  const longUploads = account?.facts.longUploadsStatus;
  if (
    typeof longUploads === 'string' &&
    longUploads !== 'allowed' &&
    media.durationMs > UNVERIFIED_MAX_MS + TOLERANCE.durationMs
  )
    issues.push(
      error(
        'ACCOUNT_LIMIT',
        ['media', '0'],
        `this channel may upload {limit} s (its longUploadsStatus is "${longUploads}"; verify it by phone); this video lasts {actual} s`,
        seconds(UNVERIFIED_MAX_MS),
        seconds(media.durationMs),
      ),
    );
  return issues;
}

function shapeIssues(media: PublishMedia, format: keyof typeof formats): Issue[] {
  if (media.width === null || media.height === null) return [];
  const shape = `${media.width}×${media.height}`;
  if (format === 'SHORT' && media.width > media.height)
    return [
      error(
        'MEDIA_ASPECT_RATIO',
        ['media', '0'],
        'a Short must be {limit}; this video is {actual}',
        'square or vertical',
        shape,
      ),
    ];
  if (format === 'VIDEO' && becomesShort(media))
    return [
      warning(
        'MEDIA_ASPECT_RATIO',
        ['format'],
        `YouTube turns every square or vertical video of at most 3 minutes into a Short; this one is ${shape}`,
      ),
    ];
  return [];
}

const error = (...args: IssueArgs): Issue => issue('ERROR', ...args);
const warning = (...args: IssueArgs): Issue => issue('WARNING', ...args);
type IssueArgs = [
  code: Issue['code'],
  path: readonly string[],
  message: string,
  limit?: number | string,
  actual?: number | string,
];

function issue(severity: Issue['severity'], ...[code, path, message, limit, actual]: IssueArgs): Issue {
  return {
    severity,
    code,
    message: message.replace('{limit}', String(limit)).replace('{actual}', String(actual)),
    path,
    ...(limit !== undefined && { limit }),
    ...(actual !== undefined && { actual }),
  };
}
