/** Reports, when the post is written, what Instagram would refuse: pure checks against the limits of the format. */

import { checkLength, unsupported } from '../kit/format-check.ts';
import { error, warning } from '../kit/issues.ts';
import { hashtagsIn, mentionsIn } from '../kit/tags.ts';
import type { AccountFacts, FormatRule, Issue, Platform, PublishPost } from '../platform.ts';
import type { InstagramOptions } from './options.ts';
import { mediaIssues } from './validate-media.ts';

type Post = PublishPost<InstagramOptions>;

const MAX_HASHTAGS = 30;
/** The app's own rule since December 2025; the API documents 30, so more is a warning. */
const ADVISED_HASHTAGS = 5;
const MAX_MENTIONS = 20;
const MAX_COMMENT = 2_200;
const MAX_COLLABORATORS = 3;
const MAX_USER_TAGS = 20;

const REEL_ONLY = ['shareToFeed', 'coverMediaAssetId', 'thumbOffsetMs', 'audioName', 'trialReel'] as const;
const NOT_ON_STORIES = ['locationId', 'firstComment', 'commentsEnabled'] as const;

export function validate(post: Post, account: AccountFacts | null, formats: Platform['formats']): Issue[] {
  const rule = formats[post.format];
  if (rule === undefined) return [unsupported('Instagram', post.format, formats)];
  return [
    ...accountIssues(account),
    ...captionIssues(rule, post),
    ...mediaIssues(rule, post),
    ...optionIssues(post),
    ...userTagIssues(post),
  ];
}

function accountIssues(account: AccountFacts | null): Issue[] {
  const type = account?.facts.accountType;
  if (typeof type !== 'string' || type.toUpperCase() !== 'PERSONAL') return [];
  const message = 'The account is personal; Instagram publishes for business and creator accounts only';
  return [error('ACCOUNT_LIMIT', ['account'], message, 'BUSINESS or MEDIA_CREATOR', type)];
}

/* ---------------------------------------------------------------- text ---- */

function captionIssues(rule: FormatRule, { caption, options }: Post): Issue[] {
  const issues: Issue[] = [];
  const path = ['caption'];
  if (rule.caption === null) {
    if (caption !== '') {
      const message = `Stories carry no caption: the ${caption.length} characters are left out`;
      issues.push(warning('TEXT_INVALID', path, message, 0, caption.length));
    }
  } else {
    const limit = { max: rule.caption.max, unit: 'UTF16' } as const;
    issues.push(...checkLength(caption, limit, 'caption', 'TEXT_TOO_LONG', path), ...tagIssues(caption, path));
  }
  issues.push(...commentIssues(options.firstComment ?? ''));
  return issues;
}

function tagIssues(caption: string, path: readonly string[]): Issue[] {
  const [hashtags, mentions] = [hashtagsIn(caption), mentionsIn(caption)];
  const issues: Issue[] = [];
  if (hashtags > MAX_HASHTAGS) {
    const message = `The caption has ${hashtags} hashtags, Instagram allows ${MAX_HASHTAGS}`;
    issues.push(error('TOO_MANY_HASHTAGS', path, message, MAX_HASHTAGS, hashtags));
  } else if (hashtags > ADVISED_HASHTAGS) {
    const message = `The caption has ${hashtags} hashtags, Instagram's own app allows ${ADVISED_HASHTAGS}`;
    issues.push(warning('TOO_MANY_HASHTAGS', path, message, ADVISED_HASHTAGS, hashtags));
  }
  if (mentions > MAX_MENTIONS) {
    const message = `The caption has ${mentions} mentions, Instagram allows ${MAX_MENTIONS}`;
    issues.push(error('TOO_MANY_MENTIONS', path, message, MAX_MENTIONS, mentions));
  }
  return issues;
}

// How Instagram treats too many tags in a comment is not documented; a refused comment does not affect the post.
function commentIssues(comment: string): Issue[] {
  const path = ['options', 'firstComment'];
  const limit = { max: MAX_COMMENT, unit: 'UTF16' } as const;
  const issues = checkLength(comment, limit, 'first comment', 'TEXT_TOO_LONG', path);
  const [hashtags, mentions] = [hashtagsIn(comment), mentionsIn(comment)];
  if (hashtags > MAX_HASHTAGS) {
    const message = `The first comment has ${hashtags} hashtags; with more than ${MAX_HASHTAGS} Instagram may refuse it`;
    issues.push(warning('TOO_MANY_HASHTAGS', path, message, MAX_HASHTAGS, hashtags));
  }
  if (mentions > MAX_MENTIONS) {
    const message = `The first comment has ${mentions} mentions; with more than ${MAX_MENTIONS} Instagram may refuse it`;
    issues.push(warning('TOO_MANY_MENTIONS', path, message, MAX_MENTIONS, mentions));
  }
  return issues;
}

/* ---------------------------------------------------------------- options ---- */

function optionIssues(post: Post): Issue[] {
  const { options, format } = post;
  const issues: Issue[] = [];
  const conflict = (option: string, why: string, finding = error) =>
    issues.push(finding('OPTION_CONFLICT', ['options', option], why));

  for (const option of REEL_ONLY) {
    if (options[option] !== undefined && format !== 'REEL')
      conflict(option, `${option} applies to REEL, not to ${format}`);
  }
  if (format === 'STORY') {
    for (const option of NOT_ON_STORIES) {
      if (options[option] !== undefined) conflict(option, `${option} does not apply to stories`);
    }
    if (options.collaborators.length > 0) conflict('collaborators', 'Stories cannot have collaborators');
  }
  if (options.collaborators.length > MAX_COLLABORATORS) {
    const count = options.collaborators.length;
    const message = `${count} collaborators, Instagram allows ${MAX_COLLABORATORS}`;
    issues.push(error('TOO_MANY_TAGS', ['options', 'collaborators'], message, MAX_COLLABORATORS, count));
  }
  if (options.coverMediaAssetId !== undefined && options.thumbOffsetMs !== undefined) {
    conflict('thumbOffsetMs', 'Instagram ignores thumbOffsetMs when there is a cover', warning);
  }
  if (options.firstComment !== undefined && options.commentsEnabled === false) {
    conflict('commentsEnabled', 'Switching comments off hides the first comment', warning);
  }
  const durationMs = post.media[0]?.durationMs ?? null;
  const { thumbOffsetMs } = options;
  if (thumbOffsetMs !== undefined && durationMs !== null && thumbOffsetMs > durationMs) {
    const message = `thumbOffsetMs is ${thumbOffsetMs}, the video ends at ${durationMs}`;
    issues.push(error('OPTION_INVALID', ['options', 'thumbOffsetMs'], message, durationMs, thumbOffsetMs));
  }
  return issues;
}

function userTagIssues(post: Post): Issue[] {
  const issues: Issue[] = [];
  const perItem = new Map<number, number>();
  for (const [index, tag] of post.options.userTags.entries()) {
    const path = ['options', 'userTags', String(index)];
    const media = post.media[tag.mediaIndex];
    perItem.set(tag.mediaIndex, (perItem.get(tag.mediaIndex) ?? 0) + 1);
    if (media === undefined) {
      const message = `${tag.username} is tagged on media ${tag.mediaIndex + 1}, the post has ${post.media.length}`;
      issues.push(error('OPTION_INVALID', path, message, post.media.length, tag.mediaIndex + 1));
    } else if (post.format === 'CAROUSEL' && media.kind === 'VIDEO') {
      const message = `${tag.username} is tagged on a video of a carousel; Instagram takes tags on its images only`;
      issues.push(error('OPTION_CONFLICT', path, message));
    } else if (media.kind === 'VIDEO' && (tag.x !== undefined || tag.y !== undefined)) {
      const message = `Videos take tags without a position; that of ${tag.username} is left out`;
      issues.push(warning('OPTION_CONFLICT', path, message));
    } else if (media.kind === 'IMAGE' && post.format !== 'STORY' && (tag.x === undefined || tag.y === undefined)) {
      const message = `The tag of ${tag.username} needs x and y between 0 and 1`;
      issues.push(error('OPTION_REQUIRED', path, message));
    }
  }
  for (const [index, count] of perItem) {
    if (count <= MAX_USER_TAGS) continue;
    const message = `Media ${index + 1} has ${count} user tags, Instagram allows ${MAX_USER_TAGS}`;
    issues.push(error('TOO_MANY_TAGS', ['options', 'userTags'], message, MAX_USER_TAGS, count));
  }
  return issues;
}
