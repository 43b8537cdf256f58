/** What Instagram would refuse, said when the post is written: pure checks against the limits of the format. */
import type { AccountFacts, FormatRule, Issue, PublishPost } from '../platform.ts';
import { hashtagsIn, mentionsIn } from '../tags.ts';
import type { InstagramOptions } from './options.ts';
import { issue, mediaIssues } from './validate-media.ts';

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

export function validate(rule: FormatRule | undefined, post: Post, account: AccountFacts | null): Issue[] {
  if (rule === undefined) {
    return [
      issue(
        'ERROR',
        'FORMAT_UNSUPPORTED',
        ['format'],
        `Instagram has no format ${post.format}`,
        undefined,
        post.format,
      ),
    ];
  }
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
  return [issue('ERROR', 'ACCOUNT_LIMIT', ['account'], message, 'BUSINESS or MEDIA_CREATOR', type)];
}

/* ---------------------------------------------------------------- text ---- */

function captionIssues(rule: FormatRule, { caption, options }: Post): Issue[] {
  const issues: Issue[] = [];
  const path = ['caption'];
  if (rule.caption === null) {
    if (caption !== '') {
      const message = `Stories carry no caption: the ${caption.length} characters are left out`;
      issues.push(issue('WARNING', 'TEXT_INVALID', path, message, 0, caption.length));
    }
  } else {
    const { max } = rule.caption;
    if (caption.length > max) {
      const message = `The caption has ${caption.length} characters, Instagram allows ${max}`;
      issues.push(issue('ERROR', 'TEXT_TOO_LONG', path, message, max, caption.length));
    }
    issues.push(...tagIssues(caption, path));
  }
  issues.push(...commentIssues(options.firstComment ?? ''));
  return issues;
}

function tagIssues(caption: string, path: readonly string[]): Issue[] {
  const [hashtags, mentions] = [hashtagsIn(caption), mentionsIn(caption)];
  const issues: Issue[] = [];
  if (hashtags > MAX_HASHTAGS) {
    const message = `The caption has ${hashtags} hashtags, Instagram allows ${MAX_HASHTAGS}`;
    issues.push(issue('ERROR', 'TOO_MANY_HASHTAGS', path, message, MAX_HASHTAGS, hashtags));
  } else if (hashtags > ADVISED_HASHTAGS) {
    const message = `The caption has ${hashtags} hashtags, Instagram's own app allows ${ADVISED_HASHTAGS}`;
    issues.push(issue('WARNING', 'TOO_MANY_HASHTAGS', path, message, ADVISED_HASHTAGS, hashtags));
  }
  if (mentions > MAX_MENTIONS) {
    const message = `The caption has ${mentions} mentions, Instagram allows ${MAX_MENTIONS}`;
    issues.push(issue('ERROR', 'TOO_MANY_MENTIONS', path, message, MAX_MENTIONS, mentions));
  }
  return issues;
}

// What Instagram makes of too many tags in a comment is not documented; a comment that is refused leaves the post alone.
function commentIssues(comment: string): Issue[] {
  const path = ['options', 'firstComment'];
  const issues: Issue[] = [];
  if (comment.length > MAX_COMMENT) {
    const message = `The first comment has ${comment.length} characters, Instagram allows ${MAX_COMMENT}`;
    issues.push(issue('ERROR', 'TEXT_TOO_LONG', path, message, MAX_COMMENT, comment.length));
  }
  const [hashtags, mentions] = [hashtagsIn(comment), mentionsIn(comment)];
  if (hashtags > MAX_HASHTAGS) {
    const message = `The first comment has ${hashtags} hashtags; with more than ${MAX_HASHTAGS} Instagram may refuse it`;
    issues.push(issue('WARNING', 'TOO_MANY_HASHTAGS', path, message, MAX_HASHTAGS, hashtags));
  }
  if (mentions > MAX_MENTIONS) {
    const message = `The first comment has ${mentions} mentions; with more than ${MAX_MENTIONS} Instagram may refuse it`;
    issues.push(issue('WARNING', 'TOO_MANY_MENTIONS', path, message, MAX_MENTIONS, mentions));
  }
  return issues;
}

/* ---------------------------------------------------------------- options ---- */

function optionIssues(post: Post): Issue[] {
  const { options, format } = post;
  const issues: Issue[] = [];
  const conflict = (option: string, why: string, severity: Issue['severity'] = 'ERROR') =>
    issues.push(issue(severity, 'OPTION_CONFLICT', ['options', option], why));

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
    issues.push(issue('ERROR', 'TOO_MANY_TAGS', ['options', 'collaborators'], message, MAX_COLLABORATORS, count));
  }
  if (options.coverMediaAssetId !== undefined && options.thumbOffsetMs !== undefined) {
    conflict('thumbOffsetMs', 'Instagram ignores thumbOffsetMs when there is a cover', 'WARNING');
  }
  if (options.firstComment !== undefined && options.commentsEnabled === false) {
    conflict('commentsEnabled', 'Switching comments off hides the first comment', 'WARNING');
  }
  const durationMs = post.media[0]?.durationMs ?? null;
  const { thumbOffsetMs } = options;
  if (thumbOffsetMs !== undefined && durationMs !== null && thumbOffsetMs > durationMs) {
    const message = `thumbOffsetMs is ${thumbOffsetMs}, the video ends at ${durationMs}`;
    issues.push(issue('ERROR', 'OPTION_INVALID', ['options', 'thumbOffsetMs'], message, durationMs, thumbOffsetMs));
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
      issues.push(issue('ERROR', 'OPTION_INVALID', path, message, post.media.length, tag.mediaIndex + 1));
    } else if (post.format === 'CAROUSEL' && media.kind === 'VIDEO') {
      const message = `${tag.username} is tagged on a video of a carousel; Instagram takes tags on its images only`;
      issues.push(issue('ERROR', 'OPTION_CONFLICT', path, message));
    } else if (media.kind === 'VIDEO' && (tag.x !== undefined || tag.y !== undefined)) {
      const message = `Videos take tags without a position; that of ${tag.username} is left out`;
      issues.push(issue('WARNING', 'OPTION_CONFLICT', path, message));
    } else if (media.kind === 'IMAGE' && post.format !== 'STORY' && (tag.x === undefined || tag.y === undefined)) {
      const message = `The tag of ${tag.username} needs x and y between 0 and 1`;
      issues.push(issue('ERROR', 'OPTION_REQUIRED', path, message));
    }
  }
  for (const [index, count] of perItem) {
    if (count <= MAX_USER_TAGS) continue;
    const message = `Media ${index + 1} has ${count} user tags, Instagram allows ${MAX_USER_TAGS}`;
    issues.push(issue('ERROR', 'TOO_MANY_TAGS', ['options', 'userTags'], message, MAX_USER_TAGS, count));
  }
  return issues;
}
