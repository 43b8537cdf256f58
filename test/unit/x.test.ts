/** X without a network: counting, checks, the failure table, ids, comparing texts, segments. */
import { describe, expect, it } from 'vitest';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import type { AccountFacts, PublishMedia, PublishPost } from '../../src/platforms/platform.ts';
import type { HttpAnswer } from '../../src/platforms/request.ts';
import type { TimelinePost } from '../../src/platforms/x/api.ts';
import { type Call, FAILURES } from '../../src/platforms/x/failure-table.ts';
import { amend, canonicalSentence, refusal } from '../../src/platforms/x/failures.ts';
import { isSame, type SentPost } from '../../src/platforms/x/find.ts';
import { x } from '../../src/platforms/x/index.ts';
import { type XOptions, xOptions } from '../../src/platforms/x/options.ts';
import { canonicalPostText, canonicalText, snowflakeTime, weightedLength } from '../../src/platforms/x/text.ts';
import { planSegments, probeOf, segmentBytes } from '../../src/platforms/x/upload.ts';

const MIB = 1024 * 1024;
const now = new Date('2026-11-20T12:00:00Z');

const image = (over: Partial<PublishMedia> = {}): PublishMedia => ({
  id: 'm',
  kind: 'IMAGE',
  mimeType: 'image/jpeg',
  bytes: 1_000,
  width: 1080,
  height: 1080,
  durationMs: null,
  frameRate: null,
  videoCodec: null,
  audioCodec: null,
  altText: null,
  ...over,
});
const video = (over: Partial<PublishMedia> = {}): PublishMedia =>
  image({
    kind: 'VIDEO',
    mimeType: 'video/mp4',
    width: 1280,
    height: 720,
    durationMs: 10_000,
    frameRate: 30,
    videoCodec: 'avc',
    audioCodec: 'aac',
    ...over,
  });
const post = (over: Partial<Omit<PublishPost, 'options'>> & { options?: unknown } = {}): PublishPost<XOptions> => ({
  targetId: 't',
  format: 'TEXT',
  caption: 'hello',
  title: null,
  media: [],
  ...over,
  options: xOptions.parse(over.options ?? {}),
});
const account = (subscriptionType: string): AccountFacts => ({
  externalId: '1',
  username: 'acme',
  displayName: null,
  facts: { subscriptionType },
});
const issues = (over: Parameters<typeof post>[0], who: AccountFacts | null = null) =>
  x.validate(post(over), who).map(({ severity, code, limit, actual }) => ({ severity, code, limit, actual }));
const codes = (over: Parameters<typeof post>[0], who: AccountFacts | null = null) =>
  issues(over, who)
    .filter(({ severity }) => severity === 'ERROR')
    .map(({ code }) => code);

describe('the weighted length', () => {
  it.each([
    ['plain latin', 'hello', 5],
    ['a decomposed letter counts after NFC', 'e\u0301', 1],
    ['CJK counts two', '日本語', 6],
    ['a letter outside the BMP counts two', '𝒜', 2],
    ['a family of emoji counts two', '👨‍👩‍👧‍👦', 2],
    ['a skin tone counts nothing extra', '👍🏽', 2],
    ['a flag counts two', '🇩🇪', 2],
    ['a long link counts 23', `https://example.com/${'a'.repeat(200)}`, 23],
    ['a bare domain counts 23', 'example.com', 23],
    ['dashes and quotes count one', '—“”', 3],
    ['an ellipsis counts two', '…', 2],
  ])('%s', (_name, text, weight) => {
    expect(weightedLength(text)).toBe(weight);
  });
});

describe('validate', () => {
  it('takes a text of exactly 280 and refuses 281, naming both numbers', () => {
    expect(issues({ caption: 'x'.repeat(280) })).toEqual([]);
    expect(issues({ caption: 'x'.repeat(281) })).toEqual([
      { severity: 'ERROR', code: 'TEXT_TOO_LONG', limit: 280, actual: 281 },
    ]);
  });

  it.each(['Basic', 'Premium', 'PremiumPlus'])('lets a %s subscriber write 25,000', (type) => {
    expect(codes({ caption: 'x'.repeat(25_000) }, account(type))).toEqual([]);
    expect(issues({ caption: 'x'.repeat(25_001) }, account(type))).toEqual([
      { severity: 'ERROR', code: 'TEXT_TOO_LONG', limit: 25_000, actual: 25_001 },
    ]);
  });

  it.each([['None'], ['verified'], ['']])('counts subscription %j as none', (type) => {
    expect(codes({ caption: 'x'.repeat(281) }, account(type))).toEqual(['TEXT_TOO_LONG']);
  });

  it('wants a text where there is no media', () => {
    expect(codes({ caption: ' \n' })).toEqual(['TEXT_MISSING']);
    expect(codes({ format: 'IMAGE', caption: '', media: [image()] })).toEqual([]);
  });

  it('allows one cashtag', () => {
    expect(codes({ caption: 'buy $ACME for $5' })).toEqual([]);
    expect(issues({ caption: '$ACME and $OTHER' })).toEqual([
      { severity: 'ERROR', code: 'TEXT_INVALID', limit: 1, actual: 2 },
    ]);
  });

  it('tells that a link makes the post dearer, without refusing it', () => {
    expect(issues({ caption: 'see example.com' })).toEqual([
      { severity: 'WARNING', code: 'COST', limit: '$0.015', actual: '$0.20' },
    ]);
  });

  it('refuses formats that X does not have', () => {
    expect(codes({ format: 'STORY' })).toEqual(['FORMAT_UNSUPPORTED']);
  });

  it.each([
    ['no image', { format: 'IMAGE', media: [] }, ['MEDIA_MISSING']],
    ['two images in IMAGE', { format: 'IMAGE', media: [image(), image()] }, ['MEDIA_TOO_MANY']],
    ['one image in CAROUSEL', { format: 'CAROUSEL', media: [image()] }, ['MEDIA_TOO_FEW']],
    [
      'five images in CAROUSEL',
      { format: 'CAROUSEL', media: Array.from({ length: 5 }, () => image()) },
      ['MEDIA_TOO_MANY'],
    ],
    ['a video as IMAGE', { format: 'IMAGE', media: [video()] }, ['MEDIA_KIND']],
    ['an image as VIDEO', { format: 'VIDEO', media: [image()] }, ['MEDIA_KIND']],
    ['media in TEXT', { format: 'TEXT', media: [image()] }, ['MEDIA_TOO_MANY']],
    ['TIFF', { format: 'IMAGE', media: [image({ mimeType: 'image/tiff' })] }, ['MEDIA_TYPE']],
    ['6 MiB of image', { format: 'IMAGE', media: [image({ bytes: 6 * MIB })] }, ['MEDIA_TOO_LARGE']],
    ['6 MiB of GIF', { format: 'VIDEO', media: [image({ mimeType: 'image/gif', bytes: 6 * MIB })] }, []],
    [
      '16 MiB of GIF',
      { format: 'VIDEO', media: [image({ mimeType: 'image/gif', bytes: 16 * MIB })] },
      ['MEDIA_TOO_LARGE'],
    ],
    [
      'a GIF of 351 frames',
      {
        format: 'VIDEO',
        media: [image({ mimeType: 'image/gif', durationMs: 35_100, frameRate: 10, width: 10, height: 10 })],
      },
      ['MEDIA_TOO_LONG'],
    ],
    [
      'an animated GIF among others',
      { format: 'CAROUSEL', media: [image(), image({ mimeType: 'image/gif', durationMs: 500 })] },
      ['MEDIA_KIND'],
    ],
    ['a video upright', { format: 'VIDEO', media: [video({ width: 720, height: 1280 })] }, []],
    [
      '1080p without a subscription',
      { format: 'VIDEO', media: [video({ width: 1920, height: 1080 })] },
      ['MEDIA_DIMENSIONS'],
    ],
    ['31 pixels', { format: 'VIDEO', media: [video({ width: 31, height: 32 })] }, ['MEDIA_DIMENSIONS']],
    ['4:1', { format: 'VIDEO', media: [video({ width: 1200, height: 300 })] }, ['MEDIA_ASPECT_RATIO']],
    ['61 fps', { format: 'VIDEO', media: [video({ frameRate: 61 })] }, ['MEDIA_FRAME_RATE']],
    ['59.94 fps', { format: 'VIDEO', media: [video({ frameRate: 59.94 })] }, []],
    ['0.4 s', { format: 'VIDEO', media: [video({ durationMs: 400 })] }, ['MEDIA_TOO_SHORT']],
    ['141 s', { format: 'VIDEO', media: [video({ durationMs: 141_000 })] }, ['MEDIA_TOO_LONG']],
    ['513 MiB', { format: 'VIDEO', media: [video({ bytes: 513 * MIB })] }, ['MEDIA_TOO_LARGE']],
    ['HEVC', { format: 'VIDEO', media: [video({ videoCodec: 'hevc' })] }, ['MEDIA_CODEC']],
    ['alt text of 1,001', { format: 'IMAGE', media: [image({ altText: 'x'.repeat(1_001) })] }, ['ALT_TEXT_TOO_LONG']],
  ] as const)('%s', (_name, over, expected) => {
    expect(codes(over)).toEqual(expected);
  });

  it('lets a subscriber publish a long 1080p video', () => {
    const media = [video({ width: 1080, height: 1920, durationMs: 3_600_000, bytes: 2_000 * MIB })];
    expect(codes({ format: 'VIDEO', media }, account('Premium'))).toEqual([]);
  });

  it('warns, but does not refuse, when a file could not be probed', () => {
    const media = [video({ width: null, height: null, durationMs: null, frameRate: null })];
    expect(issues({ format: 'VIDEO', media }).map(({ severity, code }) => [severity, code])).toEqual([
      ['WARNING', 'MEDIA_UNPROBED'],
      ['WARNING', 'MEDIA_UNPROBED'],
    ]);
  });

  it('refuses a poll together with media, and thread parts outside a thread', () => {
    const poll = { options: ['a', 'b'], durationMinutes: 60 };
    expect(codes({ options: { poll } })).toEqual([]);
    expect(codes({ format: 'IMAGE', media: [image()], options: { poll } })).toEqual(['OPTION_CONFLICT']);
    expect(codes({ options: { thread: [{ text: 'more' }] } })).toEqual(['OPTION_CONFLICT']);
  });

  it('checks every part of a thread by itself and says which one', () => {
    const found = x.validate(
      post({ format: 'THREAD', options: { thread: [{ text: 'fine' }, { text: 'x'.repeat(281) }, { text: '' }] } }),
      null,
    );
    expect(found.map(({ code, path }) => [code, path.join('.')])).toEqual([
      ['TEXT_TOO_LONG', 'options.thread.1.text'],
      ['TEXT_MISSING', 'options.thread.2.text'],
    ]);
    expect(found[0]?.message).toContain('part 3 of 4');
  });

  it('gives the first part of a thread the media that no other part takes', () => {
    const media = Array.from({ length: 5 }, () => image());
    expect(codes({ format: 'THREAD', media, options: { thread: [{ text: 'more' }] } })).toEqual(['MEDIA_TOO_MANY']);
    expect(codes({ format: 'THREAD', media, options: { thread: [{ text: 'more', mediaIndexes: [4] }] } })).toEqual([]);
    expect(codes({ format: 'THREAD', media: [image(), video()], options: { thread: [{ text: 'more' }] } })).toEqual([
      'MEDIA_KIND',
    ]);
  });

  it('refuses a thread of one part, media that do not exist and media used twice', () => {
    expect(codes({ format: 'THREAD' })).toEqual(['OPTION_REQUIRED']);
    expect(codes({ format: 'THREAD', options: { thread: [{ text: 'a', mediaIndexes: [0] }] } })).toEqual([
      'OPTION_INVALID',
    ]);
    const thread = [
      { text: 'a', mediaIndexes: [0] },
      { text: 'b', mediaIndexes: [0] },
    ];
    expect(codes({ format: 'THREAD', media: [image()], options: { thread } })).toEqual(['OPTION_INVALID']);
  });
});

describe('options', () => {
  it.each([
    ['an unknown field', { colour: 'red' }],
    ['one poll option', { poll: { options: ['a'], durationMinutes: 60 } }],
    ['five poll options', { poll: { options: ['a', 'b', 'c', 'd', 'e'], durationMinutes: 60 } }],
    ['a poll option of 26 characters', { poll: { options: ['a', 'b'.repeat(26)], durationMinutes: 60 } }],
    ['a poll of 4 minutes', { poll: { options: ['a', 'b'], durationMinutes: 4 } }],
    ['a poll of 8 days', { poll: { options: ['a', 'b'], durationMinutes: 11_520 } }],
    ['an id that is a name', { communityId: 'cats' }],
    ['eleven tagged users', { taggedUserIds: Array.from({ length: 11 }, (_, index) => String(index)) }],
    ['a made-up reply setting', { replySettings: 'friends' }],
  ])('refuses %s', (_name, options) => {
    expect(xOptions.safeParse(options).success).toBe(false);
  });
});

describe('the failure table', () => {
  const answer = (status: number, json?: unknown, headers: Record<string, string> = {}): HttpAnswer => ({
    status,
    headers,
    text: json === undefined ? '' : JSON.stringify(json),
    json,
  });
  const about = (detail: string) => ({ type: 'about:blank', title: 'Forbidden', status: 403, detail });
  const problem = (name: string, host = 'api.x.com') => ({
    title: 'T',
    detail: 'D',
    type: `https://${host}/2/problems/${name}`,
  });

  it.each<[string, Call, HttpAnswer, string, string]>([
    ['expired token', 'tweets.create', answer(401, { title: 'Unauthorized' }), 'AUTH_EXPIRED', 'unauthorized'],
    ['empty 401', 'tweets.create', answer(401), 'AUTH_EXPIRED', 'unauthorized'],
    ['no credits', 'tweets.create', answer(402, { title: 'CreditsDepleted' }), 'QUOTA_EXCEEDED', 'rate_limited'],
    ['spend cap as 403', 'tweets.create', answer(403, problem('credits')), 'QUOTA_EXCEEDED', 'rate_limited'],
    ['usage cap', 'tweets.create', answer(429, problem('usage-capped')), 'QUOTA_EXCEEDED', 'rate_limited'],
    [
      'usage cap, old host',
      'users.me',
      answer(429, problem('usage-capped', 'api.twitter.com')),
      'QUOTA_EXCEEDED',
      'rate_limited',
    ],
    ['rate limit', 'tweets.create', answer(429), 'RATE_LIMITED', 'rate_limited'],
    ['invalid request', 'tweets.create', answer(400, problem('invalid-request')), 'CONTENT_INVALID', 'rejected'],
    [
      'duplicate',
      'tweets.create',
      answer(403, about('You are not allowed to create a Tweet with duplicate content.')),
      'CONTENT_DUPLICATE',
      'rejected',
    ],
    [
      'duplicate, new word',
      'tweets.create',
      answer(403, about('You are not allowed to create a Post with duplicate content')),
      'CONTENT_DUPLICATE',
      'rejected',
    ],
    [
      'duplicate, old shape',
      'tweets.create',
      answer(403, { errors: [{ code: 187, message: 'Status is a duplicate.' }] }),
      'CONTENT_DUPLICATE',
      'rejected',
    ],
    [
      'reply policy',
      'tweets.create',
      answer(403, about('You can only reply to or quote posts where you are mentioned or are the author.')),
      'CONTENT_POLICY',
      'rejected',
    ],
    [
      'not permitted',
      'tweets.create',
      answer(403, about('You are not permitted to perform this action.')),
      'CONTENT_INVALID',
      'rejected',
    ],
    [
      'long video',
      'tweets.create',
      answer(403, about('This user is not allowed to post a video longer than 2 minutes.')),
      'MEDIA_INVALID',
      'rejected',
    ],
    [
      'longer video',
      'tweets.create',
      answer(403, about('This user is not allowed to post a video longer than 240 minutes')),
      'MEDIA_INVALID',
      'rejected',
    ],
    [
      'cashtags',
      'tweets.create',
      answer(403, about('Posts are limited to a maximum of one cashtag')),
      'CONTENT_INVALID',
      'rejected',
    ],
    [
      'bad link',
      'tweets.create',
      answer(403, about('The Tweet contains an invalid URL.')),
      'CONTENT_INVALID',
      'rejected',
    ],
    [
      'app-only token',
      'tweets.create',
      answer(403, problem('unsupported-authentication')),
      'APP_MISCONFIGURED',
      'rejected',
    ],
    ['app enrolment', 'tweets.create', answer(403, problem('client-forbidden')), 'APP_MISCONFIGURED', 'rejected'],
    [
      'suspended',
      'tweets.create',
      answer(403, { errors: [{ code: 64, message: 'Your account is suspended' }] }),
      'ACCOUNT_RESTRICTED',
      'rejected',
    ],
    ['unknown 403', 'tweets.create', answer(403, about('Something new.')), 'CONTENT_POLICY', 'rejected'],
    ['deleted parent', 'tweets.create', answer(404, problem('resource-not-found')), 'CONTENT_INVALID', 'rejected'],
    [
      'unknown 403 to an upload',
      'media.upload.initialize',
      answer(403, about('Forbidden')),
      'CONTENT_POLICY',
      'rejected',
    ],
    ['bad media', 'media.upload.initialize', answer(400, problem('invalid-request')), 'MEDIA_INVALID', 'rejected'],
    [
      'lost session',
      'media.upload.append',
      answer(404, problem('resource-not-found')),
      'CONTAINER_EXPIRED',
      'unavailable',
    ],
    [
      'server error',
      'tweets.create',
      answer(503, { title: 'Service Unavailable' }),
      'PLATFORM_UNAVAILABLE',
      'unavailable',
    ],
    [
      'HTML from the gateway',
      'tweets.create',
      { ...answer(403), text: '<html>' },
      'PLATFORM_UNAVAILABLE',
      'unavailable',
    ],
    ['a redirect', 'tweets.create', answer(302), 'PLATFORM_UNAVAILABLE', 'unavailable'],
    ['a refused read', 'users.tweets', answer(400, problem('invalid-request')), 'PLATFORM_UNAVAILABLE', 'unavailable'],
    [
      'a forbidden read',
      'users.tweets',
      answer(403, problem('client-forbidden')),
      'PLATFORM_UNAVAILABLE',
      'unavailable',
    ],
  ])('%s', (_name, call, given, code, kind) => {
    const failure = refusal(call, given, now);
    expect([failure.code, failure.kind]).toEqual([code, kind]);
  });

  it('blames the grant for a 403 to an upload only when the grant lacks the scope: that disconnects the account', () => {
    const forbidden = answer(403, about('Forbidden'));
    const codeFor = (granted: readonly string[]) =>
      refusal('media.upload.append', forbidden, now, { granted: [...granted] }).code;
    expect(codeFor(['tweet.write', 'users.read'])).toBe('SCOPE_MISSING');
    expect(codeFor(['tweet.write', 'media.write'])).toBe('CONTENT_POLICY');
  });

  it('never finds a sentence inside a longer one', () => {
    const detail = 'We wonder whether You are not allowed to create a Tweet with duplicate content. or not';
    expect(refusal('tweets.create', answer(403, about(detail)), now).code).toBe('CONTENT_POLICY');
  });

  it('takes an unknown 403 for a duplicate when an earlier try had lost its answer, a known one never', () => {
    const context = { afterLostAnswer: true };
    const unknown = refusal('tweets.create', answer(403, about('Something new.')), now, context);
    expect(unknown.code).toBe('CONTENT_DUPLICATE');
    const known = refusal(
      'tweets.create',
      answer(403, about('You are not permitted to perform this action.')),
      now,
      context,
    );
    expect(known.code).toBe('CONTENT_INVALID');
  });

  it('takes a 400 for a duplicate when an earlier try with media, which are spent once only, had lost its answer', () => {
    const given = answer(400, problem('invalid-request'));
    const code = (withMedia: boolean) =>
      refusal('tweets.create', given, now, { afterLostAnswer: true, withMedia }).code;
    expect([code(true), code(false)]).toEqual(['CONTENT_DUPLICATE', 'CONTENT_INVALID']);
  });

  it('writes its sentences as canonicalSentence does, so that each row can match', () => {
    const sentences = FAILURES.flatMap(({ sentence }) => sentence ?? []);
    expect(sentences.map(canonicalSentence)).toEqual(sentences);
  });

  it.each([
    [
      'the reset of the window',
      { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': '1795176300' },
      'RATE_LIMITED',
      '2026-11-20T12:05:00.000Z',
    ],
    [
      'the reset of the day when the day is used up',
      {
        'x-rate-limit-remaining': '40',
        'x-rate-limit-reset': '1795176300',
        'x-user-limit-24hour-remaining': '0',
        'x-user-limit-24hour-reset': '1795200000',
      },
      'QUOTA_EXCEEDED',
      '2026-11-20T18:40:00.000Z',
    ],
    ['a quarter of an hour without any word', {}, 'RATE_LIMITED', '2026-11-20T12:15:00.000Z'],
    ['Retry-After', { 'retry-after': '7' }, 'RATE_LIMITED', '2026-11-20T12:00:07.000Z'],
  ])('comes back at %s', (_name, headers, code, at) => {
    const failure = refusal('tweets.create', answer(429, undefined, headers), now);
    expect([failure.code, failure.retryAt?.toISOString()]).toEqual([code, at]);
  });

  it('comes back a day after the credits ran out', () => {
    const failure = refusal('tweets.create', answer(402, { title: 'CreditsDepleted' }), now);
    expect(failure.retryAt?.toISOString()).toBe('2026-11-21T12:00:00.000Z');
  });

  it('keeps what the vendor said', () => {
    const given = answer(403, about('Something new.'), { 'x-transaction-id': 'abc' });
    expect(refusal('tweets.create', given, now).vendor).toEqual({
      httpStatus: 403,
      message: 'Something new.',
      traceId: 'abc',
    });
  });

  it('keeps everything of a failure that it amends', () => {
    const retryAt = new Date(5);
    const failure = new PlatformFailure('RATE_LIMITED', 'no', {
      retryAt,
      neverSent: true,
      discard: ['a'],
      vendor: { httpStatus: 429 },
    });
    expect(amend(failure, { prefix: 'part 2: ', discard: ['b'] })).toMatchObject({
      code: 'RATE_LIMITED',
      kind: 'rate_limited',
      message: 'part 2: no',
      retryAt,
      neverSent: true,
      discard: ['a', 'b'],
      vendor: { httpStatus: 429 },
    });
  });
});

describe('finding a post again', () => {
  const sent = (over: Partial<SentPost> = {}): SentPost => ({
    text: 'hello',
    media: [],
    hasPoll: false,
    parentId: null,
    username: 'acme',
    ...over,
  });
  const read = (over: Partial<TimelinePost> = {}): TimelinePost => ({
    id: '1',
    createdAt: null,
    text: 'hello',
    urls: [],
    mediaKeys: null,
    pollIds: null,
    repliesTo: null,
    ...over,
  });

  it('reads the time out of an id that was made from one, and nothing out of another', () => {
    const id = ((BigInt(now.getTime()) - 1_288_834_974_657n) << 22n) + 4_194_303n;
    expect(snowflakeTime(String(id))).toEqual(now);
    expect(snowflakeTime('1042')).toBeNull();
    expect(snowflakeTime('post-7')).toBeNull();
  });

  it.each([
    ['escaped characters', 'a & b < c', 'a &amp; b &lt; c', []],
    ['an escape that the author wrote', 'a &amp; b', 'a &amp;amp; b', []],
    ['another normal form', 'cafe\u0301', 'caf\u00e9', []],
    ['space at the ends and in between', ' a\r\n\nb  ', 'a\n\nb', []],
    [
      'a link',
      'see https://example.com/?a=1&b=2 now',
      'see https://t.co/abc now',
      [{ url: 'https://t.co/abc', expanded_url: 'https://example.com/?a=1&b=2' }],
    ],
    [
      'a bare domain',
      'see Example.com',
      'see https://t.co/abc',
      [{ url: 'https://t.co/abc', expanded_url: 'http://example.com' }],
    ],
    [
      'the link of the media',
      'look',
      'look https://t.co/xyz',
      [{ url: 'https://t.co/xyz', expanded_url: 'https://x.com/acme/status/1/photo/1', media_key: '3_1' }],
    ],
    ['the link of the media without entity', 'look', 'look https://t.co/xyz', []],
    ['nothing but media', '', 'https://t.co/xyz', []],
  ])('knows a text again in spite of %s', (_name, ours, theirs, links) => {
    expect(canonicalPostText(theirs, links)).toBe(canonicalText(ours));
  });

  it('tells different links and texts apart', () => {
    const link = [{ url: 'https://t.co/abc', expanded_url: 'https://example.com/2' }];
    expect(canonicalPostText('see https://t.co/abc', link)).not.toBe(canonicalText('see https://example.com/1'));
    expect(isSame(sent(), read({ text: 'hello!' }))).toBe(false);
  });

  it('goes by the media when there are some, whatever the text says', () => {
    const media = [{ id: '77', mediaKey: '3_77' }];
    expect(isSame(sent({ media }), read({ text: 'changed', mediaKeys: ['3_77'] }))).toBe(true);
    expect(isSame(sent({ media }), read({ mediaKeys: ['3_78'] }))).toBe(false);
    expect(isSame(sent({ media: [{ id: '77', mediaKey: null }] }), read({ mediaKeys: ['7_77'] }))).toBe(true);
    expect(isSame(sent(), read({ mediaKeys: ['3_78'] }))).toBe(false);
    expect(isSame(sent({ media }), read({ mediaKeys: [] }))).toBe(false);
    // A key that X never told us cannot speak against a post with our text.
    expect(isSame(sent({ media: [{ id: '77', mediaKey: null }] }), read({ mediaKeys: ['7_1001'] }))).toBe(true);
  });

  it('goes by the text when the answer does not tell the media', () => {
    expect(isSame(sent({ media: [{ id: '77', mediaKey: '3_77' }] }), read({ text: 'hello https://t.co/xyz' }))).toBe(
      true,
    );
  });

  it('wants the right parent for a part of a thread and none for a post', () => {
    expect(isSame(sent({ parentId: '5' }), read({ repliesTo: '5' }))).toBe(true);
    expect(isSame(sent({ parentId: '5' }), read({ repliesTo: '6' }))).toBe(false);
    expect(isSame(sent(), read({ repliesTo: '5' }))).toBe(false);
    expect(isSame(sent({ parentId: '5' }), read({ repliesTo: '5', text: '@Acme hello' }))).toBe(true);
  });

  it('does not take a post without a poll for one with', () => {
    expect(isSame(sent({ hasPoll: true }), read({ mediaKeys: [], pollIds: [] }))).toBe(false);
    expect(isSame(sent({ hasPoll: true }), read({ mediaKeys: [], pollIds: ['9'] }))).toBe(true);
  });
});

describe('an upload', () => {
  const journal = (entries: Record<string, { next: number }> = {}) => ({ peek: (name: string) => entries[name] });

  it('sends 1 MiB segments numbered from 0 that cover the file', () => {
    const segments = planSegments(2.5 * MIB, MIB).flat();
    expect(segments.map(({ index, start, end }) => [index, start, end])).toEqual([
      [0, 0, MIB],
      [1, MIB, 2 * MIB],
      [2, 2 * MIB, 2.5 * MIB],
    ]);
  });

  it.each([1, 512 * MIB, 1_000 * MIB, 1_000 * MIB + 1, 16 * 1024 * MIB])(
    'holds a file of %i bytes in at most 1,000 segments',
    (bytes) => {
      const size = segmentBytes(journal(), { index: 0, media: video({ bytes }) });
      const segments = planSegments(bytes, size).flat();
      expect(size).toBe(bytes <= 1_000 * MIB ? MIB : Math.ceil(bytes / 1_000 / MIB) * MIB);
      expect(segments.length).toBeLessThanOrEqual(1_000);
      expect(segments.at(-1)?.end).toBe(bytes);
      expect(segments.reduce((sum, { start, end }) => sum + end - start, 0)).toBe(bytes);
    },
  );

  it('uses the size that was journaled after a refusal', () => {
    const refused = journal({
      'media-2-segment-size-1': { next: 512 * 1024 },
      'media-2-segment-size-2': { next: 256 * 1024 },
    });
    expect(segmentBytes(refused, { index: 2, media: video({ bytes: 5 * MIB }) })).toBe(256 * 1024);
  });

  it.each([
    [{ state: 'pending' }, 5_000],
    [{ state: 'in_progress', check_after_secs: 5 }, 5_000],
    [{ state: 'in_progress', check_after_secs: 600 }, 60_000],
  ])('asks again as X says, between 1 and 60 seconds, and after 5 where it does not say', (info, againInMs) => {
    expect(probeOf(info)).toMatchObject({ againInMs });
  });

  it('takes a failed processing for a broken file', () => {
    const failed = { state: 'failed', error: { code: 1, name: 'InvalidMedia', message: 'unsupported codec' } };
    expect(() => probeOf(failed)).toThrow(
      expect.objectContaining({
        code: 'MEDIA_INVALID',
        kind: 'rejected',
        vendor: { code: 'InvalidMedia', subcode: '1', message: 'unsupported codec' },
      }),
    );
  });
});
