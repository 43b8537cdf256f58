/** Reports, when the post is written, what Instagram would refuse: pure checks against the limits of the format. */

import type { Said } from '../../lib/texts.ts';
import { checkLength, unsupported } from '../kit/format-check.ts';
import { error, warning } from '../kit/issues.ts';
import { hashtagsIn, mentionsIn } from '../kit/tags.ts';
import type { AccountFacts, FormatRule, Issue, Platform, PublishPost } from '../platform.ts';
import type { InstagramOptions } from './options.ts';
import { say } from './texts.ts';
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
  return [error('ACCOUNT_LIMIT', ['account'], say('personalAccount'), 'BUSINESS or MEDIA_CREATOR', type)];
}

/* ---------------------------------------------------------------- text ---- */

function captionIssues(rule: FormatRule, { caption, options }: Post): Issue[] {
  const issues: Issue[] = [];
  const path = ['caption'];
  if (rule.caption === null) {
    if (caption !== '') {
      issues.push(warning('TEXT_INVALID', path, say('storyCaption', { length: caption.length }), 0, caption.length));
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
    const said = say('hashtags', { count: hashtags, max: MAX_HASHTAGS });
    issues.push(error('TOO_MANY_HASHTAGS', path, said, MAX_HASHTAGS, hashtags));
  } else if (hashtags > ADVISED_HASHTAGS) {
    const said = say('hashtagsAdvised', { count: hashtags, max: ADVISED_HASHTAGS });
    issues.push(warning('TOO_MANY_HASHTAGS', path, said, ADVISED_HASHTAGS, hashtags));
  }
  if (mentions > MAX_MENTIONS) {
    const said = say('mentions', { count: mentions, max: MAX_MENTIONS });
    issues.push(error('TOO_MANY_MENTIONS', path, said, MAX_MENTIONS, mentions));
  }
  return issues;
}

// How Instagram treats too many tags in a comment is not documented; a refused comment does not affect the post.
function commentIssues(comment: string): Issue[] {
  const path = ['options', 'firstComment'];
  const limit = { max: MAX_COMMENT, unit: 'UTF16' } as const;
  const issues = checkLength(comment, limit, 'firstComment', 'TEXT_TOO_LONG', path);
  const [hashtags, mentions] = [hashtagsIn(comment), mentionsIn(comment)];
  if (hashtags > MAX_HASHTAGS) {
    const said = say('commentHashtags', { count: hashtags, max: MAX_HASHTAGS });
    issues.push(warning('TOO_MANY_HASHTAGS', path, said, MAX_HASHTAGS, hashtags));
  }
  if (mentions > MAX_MENTIONS) {
    const said = say('commentMentions', { count: mentions, max: MAX_MENTIONS });
    issues.push(warning('TOO_MANY_MENTIONS', path, said, MAX_MENTIONS, mentions));
  }
  return issues;
}

/* ---------------------------------------------------------------- options ---- */

function optionIssues(post: Post): Issue[] {
  const { options, format } = post;
  const issues: Issue[] = [];
  const conflict = (option: string, why: Said, finding = error) =>
    issues.push(finding('OPTION_CONFLICT', ['options', option], why));

  for (const option of REEL_ONLY) {
    if (options[option] !== undefined && format !== 'REEL') conflict(option, say('reelOnly', { option, format }));
  }
  if (format === 'STORY') {
    for (const option of NOT_ON_STORIES) {
      if (options[option] !== undefined) conflict(option, say('notOnStories', { option }));
    }
    if (options.collaborators.length > 0) conflict('collaborators', say('storyCollaborators'));
  }
  if (options.collaborators.length > MAX_COLLABORATORS) {
    const count = options.collaborators.length;
    const said = say('collaborators', { count, max: MAX_COLLABORATORS });
    issues.push(error('TOO_MANY_TAGS', ['options', 'collaborators'], said, MAX_COLLABORATORS, count));
  }
  if (options.coverMediaAssetId !== undefined && options.thumbOffsetMs !== undefined) {
    conflict('thumbOffsetMs', say('thumbIgnored'), warning);
  }
  if (options.firstComment !== undefined && options.commentsEnabled === false) {
    conflict('commentsEnabled', say('commentHidden'), warning);
  }
  const durationMs = post.media[0]?.durationMs ?? null;
  const { thumbOffsetMs } = options;
  if (thumbOffsetMs !== undefined && durationMs !== null && thumbOffsetMs > durationMs) {
    const said = say('thumbPastEnd', { offset: thumbOffsetMs, end: durationMs });
    issues.push(error('OPTION_INVALID', ['options', 'thumbOffsetMs'], said, durationMs, thumbOffsetMs));
  }
  return issues;
}

function userTagIssues(post: Post): Issue[] {
  const issues: Issue[] = [];
  const perItem = new Map<number, number>();
  for (const [index, tag] of post.options.userTags.entries()) {
    const path = ['options', 'userTags', String(index)];
    const { username } = tag;
    const media = post.media[tag.mediaIndex];
    perItem.set(tag.mediaIndex, (perItem.get(tag.mediaIndex) ?? 0) + 1);
    if (media === undefined) {
      const said = say('tagNowhere', { username, index: tag.mediaIndex + 1, count: post.media.length });
      issues.push(error('OPTION_INVALID', path, said, post.media.length, tag.mediaIndex + 1));
    } else if (post.format === 'CAROUSEL' && media.kind === 'VIDEO') {
      issues.push(error('OPTION_CONFLICT', path, say('tagOnCarouselVideo', { username })));
    } else if (media.kind === 'VIDEO' && (tag.x !== undefined || tag.y !== undefined)) {
      issues.push(warning('OPTION_CONFLICT', path, say('tagPositionIgnored', { username })));
    } else if (media.kind === 'IMAGE' && post.format !== 'STORY' && (tag.x === undefined || tag.y === undefined)) {
      issues.push(error('OPTION_REQUIRED', path, say('tagNeedsPosition', { username })));
    }
  }
  for (const [index, count] of perItem) {
    if (count <= MAX_USER_TAGS) continue;
    const said = say('userTags', { index: index + 1, count, max: MAX_USER_TAGS });
    issues.push(error('TOO_MANY_TAGS', ['options', 'userTags'], said, MAX_USER_TAGS, count));
  }
  return issues;
}
