/** Reports, when the post is written, what TikTok would refuse. Pure: the same code runs again at publish time. */
import type { Said } from '../../lib/texts.ts';
import { checkCount, checkKindOf, checkLength, unsupported } from '../kit/format-check.ts';
import { error, warning } from '../kit/issues.ts';
import { hashtagsIn } from '../kit/tags.ts';
import { durationDeviation } from '../kit/tolerance.ts';
import type { AccountFacts, FormatRule, Issue, IssueCode, Platform, PublishMedia, PublishPost } from '../platform.ts';
import { type KnownChoices, knownChoices } from './creator.ts';
import { grantedScopes } from './oauth.ts';
import { isDirect, type TikTokOptions } from './options.ts';
import { SCOPES } from './setup.ts';
import { say } from './texts.ts';

const MAX_HASHTAGS = 5;
// "1080p" in the reference, in either orientation.
const PHOTO_LONG_SIDE = 1_920;
const PHOTO_SHORT_SIDE = 1_080;

type Post = PublishPost<TikTokOptions>;

export function validate(post: Post, account: AccountFacts | null, formats: Platform['formats']): Issue[] {
  const rule = formats[post.format];
  if (rule === undefined) return [unsupported('TikTok', post.format, formats)];
  return [
    ...textIssues(post, rule),
    ...optionIssues(post, account),
    ...(account === null ? [] : choiceIssues(post, account)),
    ...checkCount('TikTok', post.format, rule, post.media.length),
    ...post.media.flatMap((media, index) => mediaIssues(media, index, rule)),
  ];
}

function textIssues(post: Post, rule: FormatRule): Issue[] {
  const issues: Issue[] = [];
  const isVideo = post.format === 'VIDEO';
  if (rule.caption !== null) {
    const limit = { max: rule.caption.max, unit: 'UTF16' } as const;
    issues.push(...checkLength(post.caption, limit, isVideo ? 'caption' : 'description', 'TEXT_TOO_LONG', ['caption']));
  }
  if (rule.title !== null)
    issues.push(...checkLength(post.title ?? '', rule.title, 'title', 'TITLE_TOO_LONG', ['title']));
  if (isVideo && !isDirect(post.options) && post.caption !== '')
    issues.push(warning('TEXT_INVALID', ['caption'], say('inboxCaption'), 0, post.caption.length));
  const hashtags = hashtagsIn(`${rule.title === null ? '' : (post.title ?? '')}\n${post.caption}`);
  if (hashtags > MAX_HASHTAGS)
    issues.push(
      warning(
        'TOO_MANY_HASHTAGS',
        ['caption'],
        say('hashtags', { count: hashtags, max: MAX_HASHTAGS }),
        MAX_HASHTAGS,
        hashtags,
      ),
    );
  return issues;
}

type OptionFinding = [
  finding: typeof error,
  code: IssueCode,
  name: keyof TikTokOptions,
  said: Said,
  limit?: number | string,
  actual?: number | string,
];

function optionIssues(post: Post, account: AccountFacts | null): Issue[] {
  const issues: Issue[] = [];
  const { options } = post;
  const option = (...[finding, code, name, said, limit, actual]: OptionFinding) =>
    issues.push(finding(code, ['options', name], said, limit, actual));

  const scopes = account === null ? null : grantedScopes(account);
  const [mode, scope, other] = isDirect(options)
    ? ['DIRECT', SCOPES.publish, 'INBOX']
    : ['INBOX', SCOPES.upload, 'DIRECT'];
  if (scopes !== null && !scopes.includes(scope))
    issues.push({
      isUngranted: true,
      ...error(
        'ACCOUNT_LIMIT',
        ['options', 'mode'],
        say('permission', { mode, scope, other }),
        scope,
        scopes.join(','),
      ),
    });
  if (isDirect(options)) {
    if (options.privacyLevel === null) option(error, 'OPTION_REQUIRED', 'privacyLevel', say('privacyLevel'));
    if (options.brandContent && options.privacyLevel === 'SELF_ONLY')
      option(error, 'OPTION_CONFLICT', 'brandContent', say('brandedPrivate'), undefined, 'SELF_ONLY');
  } else {
    const ignored = ignoredInInbox(options);
    if (ignored.length > 0)
      option(
        warning,
        'OPTION_INVALID',
        'mode',
        say('inboxIgnores', { options: ignored.join(', ') }),
        undefined,
        ignored.join(', '),
      );
  }
  if (post.format === 'VIDEO') {
    const durationMs = post.media[0]?.durationMs ?? null;
    if (options.coverTimestampMs !== null && durationMs !== null && options.coverTimestampMs > durationMs)
      option(
        error,
        'OPTION_INVALID',
        'coverTimestampMs',
        say('coverPastEnd', { at: options.coverTimestampMs, end: durationMs }),
        durationMs,
        options.coverTimestampMs,
      );
  } else {
    if (options.photoCoverIndex >= Math.max(post.media.length, 1))
      option(
        error,
        'OPTION_INVALID',
        'photoCoverIndex',
        say('coverNowhere', { index: options.photoCoverIndex, count: post.media.length }),
        post.media.length - 1,
        options.photoCoverIndex,
      );
    if (options.isAigc) option(warning, 'OPTION_CONFLICT', 'isAigc', say('aiLabel'));
    for (const name of ['allowDuet', 'allowStitch'] as const)
      if (options[name]) option(warning, 'OPTION_INVALID', name, say('photoDuets'));
  }
  return issues;
}

// The known choices may have changed, and are read again when the post is due: they only cause warnings.
function choiceIssues(post: Post, account: AccountFacts): Issue[] {
  const known = knownChoices(account);
  if (known === null) return [];
  return [...(isDirect(post.options) ? audienceIssues(post, known) : []), ...lengthIssues(post, known)];
}

function audienceIssues({ options }: Post, known: KnownChoices): Issue[] {
  const issues: Issue[] = [];
  const { privacyLevels, checkedAt } = known;
  if (privacyLevels !== null && options.privacyLevel !== null && !privacyLevels.includes(options.privacyLevel)) {
    const limit = privacyLevels.join(', ');
    const said = say('privacyOffered', { checkedAt, offered: limit, level: options.privacyLevel });
    issues.push(warning('OPTION_INVALID', ['options', 'privacyLevel'], said, limit, options.privacyLevel));
  }
  const switches = [
    ['allowComment', 'comments', known.commentDisabled],
    ['allowDuet', 'duets', known.duetDisabled],
    ['allowStitch', 'stitches', known.stitchDisabled],
  ] as const;
  for (const [name, what, isDisabled] of switches) {
    if (!options[name] || isDisabled !== true) continue;
    issues.push(warning('OPTION_CONFLICT', ['options', name], say('switchedOff', { checkedAt, what })));
  }
  return issues;
}

function lengthIssues(post: Post, { maxVideoDurationSeconds, checkedAt }: KnownChoices): Issue[] {
  const issues: Issue[] = [];
  if (maxVideoDurationSeconds === null) return issues;
  for (const [index, { kind, durationMs }] of post.media.entries()) {
    const limit = maxVideoDurationSeconds * 1_000;
    if (kind !== 'VIDEO' || durationMs === null || durationDeviation(durationMs, { maxDurationMs: limit }) === null)
      continue;
    const said = say('longestVideo', { checkedAt, limit, actual: durationMs });
    issues.push(warning('MEDIA_TOO_LONG', ['media', String(index)], said, limit, durationMs));
  }
  return issues;
}

const ignoredInInbox = (options: TikTokOptions): string[] =>
  (
    [
      'privacyLevel',
      'allowComment',
      'allowDuet',
      'allowStitch',
      'brandContent',
      'brandOrganic',
      'coverTimestampMs',
      'autoAddMusic',
      'isAigc',
    ] as const
  ).filter((name) => options[name] !== null && options[name] !== false);

function mediaIssues(media: PublishMedia, index: number, format: FormatRule): Issue[] {
  const path = ['media', String(index)];
  const issues = checkKindOf(media, format, { platform: 'TikTok', path });
  return media.kind === 'VIDEO' || format.image === null ? issues : [...issues, ...photoIssues(media, path)];
}

function photoIssues({ width, height }: PublishMedia, path: readonly string[]): Issue[] {
  if (width === null || height === null) return [];
  if (Math.max(width, height) <= PHOTO_LONG_SIDE && Math.min(width, height) <= PHOTO_SHORT_SIDE) return [];
  const limit = `${PHOTO_SHORT_SIDE}×${PHOTO_LONG_SIDE}`;
  const actual = `${width}×${height}`;
  return [warning('MEDIA_DIMENSIONS', path, say('photoSize', { limit, actual }), limit, actual)];
}
