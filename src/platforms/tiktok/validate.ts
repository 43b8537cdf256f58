/** Everything TikTok would refuse, said when the post is written. Pure: the same code runs again at publish time. */
import type { AccountFacts, FormatRule, Issue, MediaRule, PublishMedia, PublishPost } from '../platform.ts';
import { hashtagsIn } from '../tags.ts';
import { TOLERANCE } from '../tolerance.ts';
import { knownChoices } from './creator.ts';
import { grantedScopes, SCOPES } from './oauth.ts';
import { isDirect, type TikTokOptions } from './options.ts';

const MAX_HASHTAGS = 5;
// "1080p" of the reference, in whichever orientation.
const PHOTO_LONG_SIDE = 1_920;
const PHOTO_SHORT_SIDE = 1_080;
// Other names under which probes know the same codec.
const CODEC_NAMES: Readonly<Record<string, string>> = { h264: 'avc', h265: 'hevc' };

type Post = PublishPost<TikTokOptions>;
type Formats = Readonly<Record<string, FormatRule>>;

export function validate(post: Post, account: AccountFacts | null, formats: Formats): Issue[] {
  const rule = Object.hasOwn(formats, post.format) ? formats[post.format] : undefined;
  if (rule === undefined) {
    const supported = Object.keys(formats).join(', ');
    return [
      issue('ERROR', 'FORMAT_UNSUPPORTED', ['format'], `TikTok has no ${post.format}; it has ${supported}.`, {
        limit: supported,
        actual: post.format,
      }),
    ];
  }
  return [
    ...textIssues(post, rule),
    ...optionIssues(post, account),
    ...(account !== null && isDirect(post.options) ? choiceIssues(post, account) : []),
    ...countIssues(post, rule),
    ...post.media.flatMap((media, index) => mediaIssues(media, index, rule)),
  ];
}

function textIssues(post: Post, rule: FormatRule): Issue[] {
  const issues: Issue[] = [];
  const isVideo = post.format === 'VIDEO';
  if (rule.caption !== null && post.caption.length > rule.caption.max)
    issues.push(
      tooLong('TEXT_TOO_LONG', 'caption', isVideo ? 'caption' : 'description', post.caption, rule.caption.max),
    );
  if (rule.title !== null && (post.title ?? '').length > rule.title.max)
    issues.push(tooLong('TITLE_TOO_LONG', 'title', 'title', post.title ?? '', rule.title.max));
  if (isVideo && !isDirect(post.options) && post.caption !== '')
    issues.push(
      issue(
        'WARNING',
        'TEXT_INVALID',
        ['caption'],
        'A video in the TikTok inbox carries no caption: the creator writes it in the app.',
        { limit: 0, actual: post.caption.length },
      ),
    );
  const hashtags = hashtagsIn(`${rule.title === null ? '' : (post.title ?? '')}\n${post.caption}`);
  if (hashtags > MAX_HASHTAGS)
    issues.push(
      issue(
        'WARNING',
        'TOO_MANY_HASHTAGS',
        ['caption'],
        `The TikTok app takes at most ${MAX_HASHTAGS} hashtags; there are ${hashtags}.`,
        { limit: MAX_HASHTAGS, actual: hashtags },
      ),
    );
  return issues;
}

function tooLong(code: 'TEXT_TOO_LONG' | 'TITLE_TOO_LONG', field: string, name: string, text: string, max: number) {
  const message = `TikTok takes at most ${max} UTF-16 units of ${name}; this has ${text.length}.`;
  return issue('ERROR', code, [field], message, { limit: max, actual: text.length });
}

function optionIssues(post: Post, account: AccountFacts | null): Issue[] {
  const issues: Issue[] = [];
  const { options } = post;
  const option = (severity: Issue['severity'], code: Issue['code'], name: string, message: string, values = {}) =>
    issues.push(issue(severity, code, ['options', name], message, values));

  const scopes = account === null ? null : grantedScopes(account);
  const [mode, scope, other] = isDirect(options)
    ? ['DIRECT', SCOPES.publish, 'INBOX']
    : ['INBOX', SCOPES.upload, 'DIRECT'];
  if (scopes !== null && !scopes.includes(scope))
    option(
      'ERROR',
      'ACCOUNT_LIMIT',
      'mode',
      `${mode} needs the permission ${scope}, which this account did not grant; use ${other}, or reconnect it where this installation asks for that permission.`,
      { limit: scope, actual: scopes.join(',') },
    );
  if (isDirect(options)) {
    if (options.privacyLevel === null)
      option('ERROR', 'OPTION_REQUIRED', 'privacyLevel', 'A direct post needs a privacy level; there is no default.');
    if (options.brandContent && options.privacyLevel === 'SELF_ONLY')
      option('ERROR', 'OPTION_CONFLICT', 'brandContent', 'Branded content cannot be SELF_ONLY.', {
        actual: 'SELF_ONLY',
      });
  } else {
    const ignored = ignoredInInbox(options);
    if (ignored.length > 0)
      option(
        'WARNING',
        'OPTION_INVALID',
        'mode',
        `In the TikTok inbox the creator decides in the app; ignored: ${ignored.join(', ')}.`,
        { actual: ignored.join(', ') },
      );
  }
  if (post.format === 'VIDEO') {
    const durationMs = post.media[0]?.durationMs ?? null;
    if (options.coverTimestampMs !== null && durationMs !== null && options.coverTimestampMs > durationMs)
      option(
        'ERROR',
        'OPTION_INVALID',
        'coverTimestampMs',
        `The cover is at ${options.coverTimestampMs} ms; the video ends at ${durationMs} ms.`,
        { limit: durationMs, actual: options.coverTimestampMs },
      );
  } else {
    if (options.photoCoverIndex >= Math.max(post.media.length, 1))
      option(
        'ERROR',
        'OPTION_INVALID',
        'photoCoverIndex',
        `The cover is photo ${options.photoCoverIndex}, counted from 0; there are ${post.media.length} photos.`,
        { limit: post.media.length - 1, actual: options.photoCoverIndex },
      );
    if (options.isAigc)
      option(
        'WARNING',
        'OPTION_CONFLICT',
        'isAigc',
        'TikTok documents the AI label for videos only, so it is not sent with photos; set it in the app.',
      );
    for (const name of ['allowDuet', 'allowStitch'] as const)
      if (options[name]) option('WARNING', 'OPTION_INVALID', name, 'Photos have neither duets nor stitches; ignored.');
  }
  return issues;
}

// What was known a while ago may have changed since, and will have been asked again by the due time: it only warns.
function choiceIssues(post: Post, account: AccountFacts): Issue[] {
  const known = knownChoices(account);
  if (known === null) return [];
  const { options } = post;
  const issues: Issue[] = [];
  const { privacyLevels, maxVideoDurationSeconds, checkedAt } = known;
  if (privacyLevels !== null && options.privacyLevel !== null && !privacyLevels.includes(options.privacyLevel)) {
    const limit = privacyLevels.join(', ');
    const message = `At ${checkedAt} the account offered ${limit}, not ${options.privacyLevel}; the post fails if that holds when it is due.`;
    issues.push(
      issue('WARNING', 'OPTION_INVALID', ['options', 'privacyLevel'], message, { limit, actual: options.privacyLevel }),
    );
  }
  const switches = [
    ['allowComment', 'comments', known.commentDisabled],
    ['allowDuet', 'duets', known.duetDisabled],
    ['allowStitch', 'stitches', known.stitchDisabled],
  ] as const;
  for (const [name, what, isDisabled] of switches) {
    if (!options[name] || isDisabled !== true) continue;
    const message = `At ${checkedAt} the account had ${what} switched off in the app; they stay off if that holds when the post is due.`;
    issues.push(issue('WARNING', 'OPTION_CONFLICT', ['options', name], message));
  }
  if (maxVideoDurationSeconds === null) return issues;
  for (const [index, { kind, durationMs }] of post.media.entries()) {
    const limit = maxVideoDurationSeconds * 1_000;
    if (kind !== 'VIDEO' || durationMs === null || durationMs <= limit + TOLERANCE.durationMs) continue;
    const message = `At ${checkedAt} the account could post videos of up to ${limit} ms; this one has ${durationMs}, and fails if that holds when it is due.`;
    issues.push(issue('WARNING', 'MEDIA_TOO_LONG', ['media', String(index)], message, { limit, actual: durationMs }));
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

function countIssues(post: Post, rule: FormatRule): Issue[] {
  if (rule.media === null) return [];
  const { min, max } = rule.media;
  const count = post.media.length;
  const values = { limit: min === max ? min : `${min}–${max}`, actual: count };
  const message = `TikTok takes ${values.limit} files in a ${post.format}; there are ${count}.`;
  if (count === 0) return [issue('ERROR', 'MEDIA_MISSING', ['media'], message, values)];
  if (count < min) return [issue('ERROR', 'MEDIA_TOO_FEW', ['media'], message, values)];
  return count > max ? [issue('ERROR', 'MEDIA_TOO_MANY', ['media'], message, values)] : [];
}

function mediaIssues(media: PublishMedia, index: number, format: FormatRule): Issue[] {
  const path = ['media', String(index)];
  const rule = media.kind === 'VIDEO' ? format.video : format.image;
  if (rule === null) {
    const kinds = format.media?.kinds.join(', ') ?? '';
    const message = `This format takes ${kinds}, not ${media.kind}.`;
    return [issue('ERROR', 'MEDIA_KIND', path, message, { limit: kinds, actual: media.kind })];
  }
  const error = (code: Issue['code'], message: string, limit: number | string, actual: number | string) =>
    issue('ERROR', code, path, message, { limit, actual });
  const issues: Issue[] = [];
  const types = rule.mimeTypes.join(', ');
  if (!rule.mimeTypes.includes(media.mimeType))
    issues.push(error('MEDIA_TYPE', `TikTok takes ${types}; this is ${media.mimeType}.`, types, media.mimeType));
  if (media.bytes > rule.maxBytes)
    issues.push(
      error(
        'MEDIA_TOO_LARGE',
        `TikTok takes files of up to ${rule.maxBytes} bytes; this one has ${media.bytes}.`,
        rule.maxBytes,
        media.bytes,
      ),
    );
  issues.push(...(media.kind === 'VIDEO' ? videoIssues(media, rule, path) : photoIssues(media, path)));
  return issues;
}

function videoIssues(media: PublishMedia, rule: MediaRule, path: readonly string[]): Issue[] {
  const issues: Issue[] = [];
  const check = (
    what: string,
    value: number | null,
    min: number | undefined,
    max: number | undefined,
    { below, above, tolerance }: Codes,
  ) => {
    if (value === null) return;
    const code = value < (min ?? 0) ? below : value > (max ?? Infinity) + tolerance ? above : null;
    if (code === null) return;
    const message = `TikTok takes videos with a ${what} of ${min ?? 0} to ${max ?? 'any'}; this one has ${value}.`;
    issues.push(issue('ERROR', code, path, message, { limit: `${min ?? 0}–${max ?? ''}`, actual: value }));
  };
  check('duration in ms', media.durationMs, rule.minDurationMs, rule.maxDurationMs, LENGTH);
  check('width', media.width, rule.minWidth, rule.maxWidth, SIDE);
  check('height', media.height, rule.minHeight, rule.maxHeight, SIDE);
  check('frame rate', media.frameRate, rule.minFrameRate, rule.maxFrameRate, RATE);
  const codec = media.videoCodec === null ? null : (CODEC_NAMES[media.videoCodec] ?? media.videoCodec);
  if (codec !== null && rule.videoCodecs !== undefined && !rule.videoCodecs.includes(codec)) {
    const limit = rule.videoCodecs.join(', ');
    issues.push(
      issue('ERROR', 'MEDIA_CODEC', path, `TikTok plays ${limit}; this video is ${codec}.`, { limit, actual: codec }),
    );
  }
  if (media.durationMs === null || media.width === null || media.height === null)
    issues.push(
      issue(
        'WARNING',
        'MEDIA_UNPROBED',
        path,
        'Length or size of the video is unknown, so its limits are not checked.',
      ),
    );
  return issues;
}

interface Codes {
  below: Issue['code'];
  above: Issue['code'];
  tolerance: number;
}
const LENGTH: Codes = { below: 'MEDIA_TOO_SHORT', above: 'MEDIA_TOO_LONG', tolerance: TOLERANCE.durationMs };
const SIDE: Codes = { below: 'MEDIA_DIMENSIONS', above: 'MEDIA_DIMENSIONS', tolerance: 0 };
const RATE: Codes = { below: 'MEDIA_FRAME_RATE', above: 'MEDIA_FRAME_RATE', tolerance: TOLERANCE.frameRate };

function photoIssues({ width, height }: PublishMedia, path: readonly string[]): Issue[] {
  if (width === null || height === null) return [];
  if (Math.max(width, height) <= PHOTO_LONG_SIDE && Math.min(width, height) <= PHOTO_SHORT_SIDE) return [];
  const limit = `${PHOTO_SHORT_SIDE}×${PHOTO_LONG_SIDE}`;
  const actual = `${width}×${height}`;
  const message = `TikTok documents photos of up to 1080p (${limit}); this one is ${actual}.`;
  return [issue('WARNING', 'MEDIA_DIMENSIONS', path, message, { limit, actual })];
}

function issue(
  severity: Issue['severity'],
  code: Issue['code'],
  path: readonly string[],
  message: string,
  values: { limit?: number | string; actual?: number | string } = {},
): Issue {
  return { severity, code, message, path, ...values };
}
