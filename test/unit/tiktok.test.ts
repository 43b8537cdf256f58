/** TikTok without a network: chunks, rules, failure tables, PKCE. */
import { describe, expect, it } from 'vitest';
import { FAILURE_CODES, type PlatformFailure } from '../../src/platforms/failure.ts';
import { rowFor } from '../../src/platforms/kit/failure-table.ts';
import { pkceChallenge } from '../../src/platforms/kit/oauth.ts';
import type { AccountFacts, Format, Others, PublishMedia, PublishPost } from '../../src/platforms/platform.ts';
import { directSettings } from '../../src/platforms/tiktok/creator.ts';
import {
  API_ERRORS,
  apiFailure,
  asUnknownOutcome,
  FAIL_REASONS,
  OAUTH_ERRORS,
  OAUTH_FAILURES,
  publishFailure,
} from '../../src/platforms/tiktok/failures.ts';
import { findListed } from '../../src/platforms/tiktok/find.ts';
import { tiktok } from '../../src/platforms/tiktok/index.ts';
import { type TikTokOptions, options as tiktokOptions } from '../../src/platforms/tiktok/options.ts';
import { pollAgainInMs, postUrl } from '../../src/platforms/tiktok/outcome.ts';
import { chunkPlan, chunkTimeoutMs, lastChunkStart, wholeChunks } from '../../src/platforms/tiktok/upload.ts';

const NOW = new Date('2026-11-20T12:00:00Z');
const secondsFromNow = (failure: PlatformFailure) =>
  failure.retryAt === undefined ? null : (failure.retryAt.getTime() - NOW.getTime()) / 1_000;

describe('chunks', () => {
  it("cuts the reference's example of 50,000,123 bytes into 5 chunks whose last one carries the remainder", () => {
    const plan = chunkPlan(50_000_123, 0);
    expect(plan).toEqual({ size: 50_000_123, chunkSize: 10_000_000, chunkCount: 5 });
    expect(plan.size - lastChunkStart(plan)).toBe(10_000_123);
  });

  it.each([
    [1, 1, 1, 1],
    [4_999_999, 4_999_999, 1, 4_999_999],
    [5_000_000, 5_000_000, 1, 5_000_000],
    [9_999_999, 9_999_999, 1, 9_999_999],
    [10_000_000, 10_000_000, 1, 10_000_000],
    [50_000_123, 50_000_123, 1, 50_000_123],
    [64_000_000, 64_000_000, 1, 64_000_000],
    [64_000_001, 10_000_000, 6, 14_000_001],
    [4_000_000_000, 10_000_000, 400, 10_000_000],
  ])('sends %d bytes in chunks of %d, %d of them, the last with %d', (size, chunkSize, chunkCount, last) => {
    const plan = chunkPlan(size);
    expect(plan).toEqual({ size, chunkSize, chunkCount });
    expect(size - lastChunkStart(plan)).toBe(last);
  });

  it('gives a small chunk little time, since a lost answer is believed lost only after it', () => {
    expect(chunkTimeoutMs(300_000)).toBe(33_000);
    expect(chunkTimeoutMs(64_000_000)).toBeGreaterThan(600_000);
  });

  it('keeps every chunk within 5 to 64 MB, the last within 128 MB and the count within 1000, up to 4 GB', () => {
    for (const size of [64_000_001, 69_999_999, 70_000_000, 1_234_567_891, 3_999_999_999, 4_000_000_000]) {
      const plan = chunkPlan(size);
      expect(plan.chunkSize).toBeGreaterThanOrEqual(5_000_000);
      expect(plan.chunkSize).toBeLessThanOrEqual(64_000_000);
      expect(plan.chunkCount).toBe(Math.floor(size / plan.chunkSize));
      expect(plan.chunkCount).toBeLessThanOrEqual(1_000);
      expect(size - lastChunkStart(plan)).toBeLessThan(128_000_000);
    }
  });

  it('resumes at a whole chunk, never inside one and never behind the last', () => {
    const plan = chunkPlan(50_000_123, 0);
    expect(wholeChunks(plan, 0)).toBe(0);
    expect(wholeChunks(plan, 1)).toBe(0);
    expect(wholeChunks(plan, 10_000_000)).toBe(10_000_000);
    expect(wholeChunks(plan, 19_999_999)).toBe(10_000_000);
    expect(wholeChunks(plan, 50_000_001)).toBe(40_000_000);
    expect(wholeChunks(plan, 50_000_123)).toBe(50_000_123);
  });
});

describe('PKCE', () => {
  it('uses the SHA-256 of the verifier in lower-case hexadecimal, as only TikTok does', () => {
    // The verifier of RFC 7636, appendix B; its standard challenge is E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM.
    const challenge = pkceChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', 'hex');
    expect(challenge).toMatch(/^[0-9a-f]{64}$/);
    expect(Buffer.from(challenge, 'hex').toString('base64url')).toBe('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM');
  });
});

describe('failure tables', () => {
  it.each([
    [403, 'spam_risk_too_many_posts', 'rate_limited', 86_400],
    [200, 'spam_risk_too_many_posts', 'rate_limited', 86_400],
    [200, 'reached_active_user_cap', 'rate_limited', 86_400],
    [403, 'spam_risk_too_many_pending_share', 'rate_limited', 3_600],
    [200, 'spam_risk_user_banned_from_posting', 'rejected', null],
    [403, 'unaudited_client_can_only_post_to_private_accounts', 'rejected', null],
    [403, 'url_ownership_unverified', 'rejected', null],
    [403, 'privacy_level_option_mismatch', 'rejected', null],
    [401, 'access_token_invalid', 'unauthorized', null],
    [401, 'scope_not_authorized', 'unauthorized', null],
    [400, 'invalid_publish_id', 'rejected', null],
    [500, 'internal_error', 'unavailable', null],
    [200, 'internal_error', 'unavailable', null],
  ])('HTTP %i %s is %s', (httpStatus, code, kind, retrySeconds) => {
    const failure = apiFailure('test', { httpStatus, code }, NOW);
    expect(failure.kind).toBe(kind);
    expect(secondsFromNow(failure)).toBe(retrySeconds);
    expect(failure.vendor).toEqual({ httpStatus, code });
  });

  it('comes back a little after the minute of a rate limit, not all at the same instant', () => {
    const waits = Array.from({ length: 20 }, () =>
      secondsFromNow(apiFailure('test', { httpStatus: 429, code: 'rate_limit_exceeded' }, NOW)),
    ).map((seconds) => seconds ?? 0);
    expect(Math.min(...waits)).toBeGreaterThanOrEqual(60);
    expect(Math.max(...waits)).toBeLessThan(66);
    expect(new Set(waits).size).toBeGreaterThan(1);
  });

  it.each([
    [400, 'brand_new_code', 'rejected'],
    [403, 'brand_new_code', 'rejected'],
    [401, 'brand_new_code', 'unauthorized'],
    [429, 'brand_new_code', 'rate_limited'],
    [502, 'brand_new_code', 'unavailable'],
    [400, 'constructor', 'rejected'],
    [500, 'privacy_level_option_mismatch', 'unavailable'],
    [401, undefined, 'unavailable'],
    [403, undefined, 'unavailable'],
    [200, undefined, 'unavailable'],
    [429, undefined, 'rate_limited'],
  ])('classes HTTP %i with the unknown code %s as %s', (httpStatus, code, kind) => {
    const failure = apiFailure('test', { httpStatus, ...(code !== undefined && { code }) }, NOW);
    expect(failure.kind).toBe(kind);
  });

  it.each([
    ['file_format_check_failed', 'MEDIA_INVALID', 'rejected', null],
    ['duration_check_failed', 'MEDIA_INVALID', 'rejected', null],
    ['internal', 'PROCESSING_FAILED', 'unavailable', null],
    ['photo_pull_failed', 'MEDIA_UNREACHABLE', 'unavailable', null],
    ['publish_cancelled', 'PROCESSING_FAILED', 'rejected', null],
    ['auth_removed', 'AUTH_REVOKED', 'unauthorized', null],
    ['spam_risk_too_many_posts', 'QUOTA_EXCEEDED', 'rate_limited', 86_400],
    ['spam_risk_text', 'CONTENT_POLICY', 'rejected', null],
    ['a reason of tomorrow', 'PROCESSING_FAILED', 'rejected', null],
    [null, 'PROCESSING_FAILED', 'rejected', null],
  ])('the verdict FAILED with %s is %s, %s', (reason, code, kind, retrySeconds) => {
    const failure = publishFailure(reason, NOW, { discard: ['init'] });
    expect([failure.code, failure.kind, secondsFromNow(failure)]).toEqual([code, kind, retrySeconds]);
    expect(failure.discard).toEqual(['init']);
  });

  it('disconnects an account only when TikTok says that the grant is dead', () => {
    const codeOf = (error: string) => rowFor(OAUTH_FAILURES, { error })?.code;
    expect(codeOf('invalid_grant')).toBe('AUTH_REVOKED');
    expect(codeOf('access_token_invalid')).toBe('AUTH_EXPIRED');
    expect(codeOf('invalid_client')).toBe('APP_MISCONFIGURED');
    expect(codeOf('a word of tomorrow')).toBe('APP_MISCONFIGURED');
    expect(codeOf('server_error')).toBe('PLATFORM_UNAVAILABLE');
  });

  it('names only codes of the taxonomy, and gives every rate limit a time', () => {
    for (const row of Object.values({ ...API_ERRORS, ...FAIL_REASONS, ...OAUTH_ERRORS })) {
      expect(Object.hasOwn(FAILURE_CODES, row.code)).toBe(true);
      if (FAILURE_CODES[row.code].kind === 'rate_limited') expect(row).toHaveProperty('retryAfterMs');
    }
  });

  it('turns a refusal to tell what became of a post into an unknown outcome, and leaves an outage an outage', () => {
    const refused = asUnknownOutcome(apiFailure('status', { httpStatus: 400, code: 'invalid_params' }, NOW));
    expect(refused).toMatchObject({ kind: 'outcome_unknown', vendor: { code: 'invalid_params' } });
    const outage = apiFailure('status', { httpStatus: 503 }, NOW);
    expect(asUnknownOutcome(outage)).toBe(outage);
  });
});

describe('polling', () => {
  it('looks every 5 s six times, every 30 s ten times, then every 5 minutes', () => {
    let now = NOW.getTime();
    const waits = Array.from({ length: 18 }, () => {
      const wait = pollAgainInMs(NOW.toISOString(), new Date(now));
      now += wait;
      return wait / 1_000;
    });
    expect(waits).toEqual([...Array(6).fill(5), ...Array(10).fill(30), 300, 300]);
  });
});

const video: PublishMedia = {
  id: 'video',
  kind: 'VIDEO',
  mimeType: 'video/mp4',
  bytes: 20_000_000,
  width: 1_080,
  height: 1_920,
  durationMs: 30_000,
  frameRate: 30,
  frameCount: null,
  videoCodec: 'avc',
  audioCodec: 'aac',
  altText: null,
};
const photo: PublishMedia = {
  ...video,
  id: 'photo',
  kind: 'IMAGE',
  mimeType: 'image/jpeg',
  durationMs: null,
  videoCodec: null,
};

type Options = Partial<TikTokOptions>;
const options = (input: Options = {}): TikTokOptions => tiktokOptions.parse(input);
const direct: Options = { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE' };
const videoPost = (input: Options = direct, change: Partial<PublishPost<TikTokOptions>> = {}) => ({
  targetId: 'target',
  format: 'VIDEO' as const,
  caption: 'A caption',
  title: null,
  media: [video],
  options: options(input),
  ...change,
});
const account = (scopes: string[]): AccountFacts => ({
  externalId: 'open-id',
  username: 'ada',
  displayName: 'Ada',
  facts: { scopes },
});
const codes = (post: PublishPost<TikTokOptions>, facts: AccountFacts | null = null) =>
  tiktok.validate(post, facts).map((issue) => `${issue.severity} ${issue.code} ${issue.path.join('.')}`);

describe('options', () => {
  it('tick nothing for the author: inbox, no privacy level, no interactions, no labels', () => {
    expect(options()).toEqual({
      mode: 'INBOX',
      privacyLevel: null,
      allowComment: false,
      allowDuet: false,
      allowStitch: false,
      brandContent: false,
      brandOrganic: false,
      isAigc: false,
      coverTimestampMs: null,
      autoAddMusic: false,
      photoCoverIndex: 0,
    });
  });

  it('refuse what TikTok does not have', () => {
    expect(tiktokOptions.safeParse({ privacyLevel: 'FRIENDS' }).success).toBe(false);
    expect(tiktokOptions.safeParse({ privacy_level: 'SELF_ONLY' }).success).toBe(false);
  });
});

const NO_CHOICES = {
  nickname: null,
  username: null,
  avatarUrl: null,
  privacyLevels: null,
  commentDisabled: null,
  duetDisabled: null,
  stitchDisabled: null,
};

describe('validate', () => {
  it('finds nothing to say about a good video and good photos', () => {
    expect(codes(videoPost())).toEqual([]);
    expect(codes(videoPost(direct, { format: 'CAROUSEL', media: [photo, photo], title: 'Two' }))).toEqual([]);
    expect(codes(videoPost(direct, { format: 'IMAGE', media: [photo] }))).toEqual([]);
  });

  it.each<[string, PublishPost<TikTokOptions>, string[]]>([
    ['a format TikTok lacks', videoPost(direct, { format: 'STORY' }), ['ERROR FORMAT_UNSUPPORTED format']],
    [
      'a caption of 2201 UTF-16 units',
      videoPost(direct, { caption: 'x'.repeat(2_201) }),
      ['ERROR TEXT_TOO_LONG caption'],
    ],
    ['a caption of 1101 emoji', videoPost(direct, { caption: '😀'.repeat(1_101) }), ['ERROR TEXT_TOO_LONG caption']],
    ['six hashtags', videoPost(direct, { caption: '#a #b #c #d #e #f' }), ['WARNING TOO_MANY_HASHTAGS caption']],
    ['a caption in the inbox', videoPost({ mode: 'INBOX' }), ['WARNING TEXT_INVALID caption']],
    [
      'a direct post without privacy level',
      videoPost({ mode: 'DIRECT' }),
      ['ERROR OPTION_REQUIRED options.privacyLevel'],
    ],
    [
      'branded content for oneself',
      videoPost({ mode: 'DIRECT', privacyLevel: 'SELF_ONLY', brandContent: true }),
      ['ERROR OPTION_CONFLICT options.brandContent'],
    ],
    [
      'choices that the inbox ignores',
      videoPost({ allowDuet: true }, { caption: '' }),
      ['WARNING OPTION_INVALID options.mode'],
    ],
    [
      'a cover behind the end',
      videoPost({ ...direct, coverTimestampMs: 30_001 }),
      ['ERROR OPTION_INVALID options.coverTimestampMs'],
    ],
    ['no media', videoPost(direct, { media: [] }), ['ERROR MEDIA_MISSING media']],
    ['two videos', videoPost(direct, { media: [video, video] }), ['ERROR MEDIA_TOO_MANY media']],
    ['a photo as video', videoPost(direct, { media: [photo] }), ['ERROR MEDIA_KIND media.0']],
    ['an AVI', videoPost(direct, { media: [{ ...video, mimeType: 'video/x-msvideo' }] }), ['ERROR MEDIA_TYPE media.0']],
    [
      'more than 4 GB',
      videoPost(direct, { media: [{ ...video, bytes: 4_000_000_001 }] }),
      ['ERROR MEDIA_TOO_LARGE media.0'],
    ],
    ['under 3 s', videoPost(direct, { media: [{ ...video, durationMs: 2_900 }] }), ['ERROR MEDIA_TOO_SHORT media.0']],
    [
      'over 10 min',
      videoPost(direct, { media: [{ ...video, durationMs: 600_101 }] }),
      ['ERROR MEDIA_TOO_LONG media.0'],
    ],
    ['359 pixels', videoPost(direct, { media: [{ ...video, width: 359 }] }), ['ERROR MEDIA_DIMENSIONS media.0']],
    ['4097 pixels', videoPost(direct, { media: [{ ...video, height: 4_097 }] }), ['ERROR MEDIA_DIMENSIONS media.0']],
    ['22 fps', videoPost(direct, { media: [{ ...video, frameRate: 22 }] }), ['ERROR MEDIA_FRAME_RATE media.0']],
    ['60.03 fps', videoPost(direct, { media: [{ ...video, frameRate: 60.03 }] }), []],
    ['10 min and the rest of a frame', videoPost(direct, { media: [{ ...video, durationMs: 600_040 }] }), []],
    ['61 fps', videoPost(direct, { media: [{ ...video, frameRate: 61 }] }), ['ERROR MEDIA_FRAME_RATE media.0']],
    ['AV1', videoPost(direct, { media: [{ ...video, videoCodec: 'av1' }] }), ['ERROR MEDIA_CODEC media.0']],
    [
      'a video that was not examined',
      videoPost(direct, { media: [{ ...video, durationMs: null }] }),
      ['WARNING MEDIA_UNPROBED media.0'],
    ],
    [
      'a title of 91',
      videoPost(direct, { format: 'IMAGE', media: [photo], title: 'x'.repeat(91) }),
      ['ERROR TITLE_TOO_LONG title'],
    ],
    [
      'a description of 4001',
      videoPost(direct, { format: 'IMAGE', media: [photo], caption: 'x'.repeat(4_001) }),
      ['ERROR TEXT_TOO_LONG caption'],
    ],
    [
      'one photo in a carousel',
      videoPost(direct, { format: 'CAROUSEL', media: [photo] }),
      ['ERROR MEDIA_TOO_FEW media'],
    ],
    [
      '36 photos',
      videoPost(direct, { format: 'CAROUSEL', media: Array(36).fill(photo) }),
      ['ERROR MEDIA_TOO_MANY media'],
    ],
    [
      'a PNG',
      videoPost(direct, { format: 'IMAGE', media: [{ ...photo, mimeType: 'image/png' }] }),
      ['ERROR MEDIA_TYPE media.0'],
    ],
    [
      'a photo over 20 MB',
      videoPost(direct, { format: 'IMAGE', media: [{ ...photo, bytes: 20_000_001 }] }),
      ['ERROR MEDIA_TOO_LARGE media.0'],
    ],
    [
      'a photo above 1080p',
      videoPost(direct, { format: 'IMAGE', media: [{ ...photo, width: 3_000 }] }),
      ['WARNING MEDIA_DIMENSIONS media.0'],
    ],
    [
      'a cover that is not there',
      videoPost({ ...direct, photoCoverIndex: 2 }, { format: 'CAROUSEL', media: [photo, photo] }),
      ['ERROR OPTION_INVALID options.photoCoverIndex'],
    ],
    [
      'an AI label on photos',
      videoPost({ ...direct, isAigc: true }, { format: 'IMAGE', media: [photo] }),
      ['WARNING OPTION_CONFLICT options.isAigc'],
    ],
    [
      'duets with photos',
      videoPost({ ...direct, allowDuet: true }, { format: 'IMAGE', media: [photo] }),
      ['WARNING OPTION_INVALID options.allowDuet'],
    ],
  ])('says no to %s', (_what, post, expected) => {
    expect(codes(post)).toEqual(expected);
  });
  it('takes what ends with the frame or the sound that crosses a limit', () => {
    expect(codes(videoPost(direct, { media: [{ ...video, durationMs: 600_060, frameRate: 60.03 }] }))).toEqual([]);
  });

  it('asks for the permission that the mode of the post needs, and for no other', () => {
    const without = account(['user.info.basic', 'video.upload']);
    expect(codes(videoPost(), without)).toEqual(['ERROR ACCOUNT_LIMIT options.mode']);
    expect(codes(videoPost(), account(['video.publish']))).toEqual([]);
    expect(codes(videoPost({ mode: 'INBOX' }, { caption: '' }), without)).toEqual([]);
    const inbox = videoPost({ mode: 'INBOX' }, { caption: '' });
    expect(codes(inbox, account(['video.publish']))).toEqual(['ERROR ACCOUNT_LIMIT options.mode']);
  });

  it('warns of a video that is longer than its creator may post, in either mode', () => {
    const choices = { ...NO_CHOICES, maxVideoDurationSeconds: 5, checkedAt: '2026-11-30T00:00:00Z' };
    const facts = account(['video.publish', 'video.upload']);
    const creator = { ...facts, facts: { ...facts.facts, choices } };
    for (const mode of ['DIRECT', 'INBOX'] as const) {
      const found = codes(videoPost({ ...direct, mode }, { media: [{ ...video, durationMs: 8_000 }] }), creator);
      expect(found).toContain('WARNING MEDIA_TOO_LONG media.0');
    }
  });

  it('names the limit and the actual value', () => {
    const [issue] = tiktok.validate(videoPost(direct, { caption: 'x'.repeat(2_300) }), null);
    expect(issue).toMatchObject({ limit: 2_200, actual: 2_300 });
    expect(issue?.message).toContain('2200');
    expect(issue?.message).toContain('2300');
  });
});

describe('the creator at publish time', () => {
  const creator = {
    creator_username: 'ada',
    privacy_level_options: ['FOLLOWER_OF_CREATOR', 'SELF_ONLY'],
    comment_disabled: true,
    max_video_post_duration_sec: 20,
  };

  it('refuses a privacy level that the account stopped offering instead of taking another', () => {
    expect(() => directSettings(videoPost(), creator)).toThrow(/PUBLIC_TO_EVERYONE.*FOLLOWER_OF_CREATOR, SELF_ONLY/);
  });

  it('leaves the privacy level to TikTok where it does not say what the account offers', () => {
    const { privacyLevel } = directSettings(videoPost(), {
      creator_username: 'ada',
      max_video_post_duration_sec: null,
    });
    expect(privacyLevel).toBe('PUBLIC_TO_EVERYONE');
  });

  it('refuses a video longer than this creator may post', () => {
    const post = videoPost({ mode: 'DIRECT', privacyLevel: 'SELF_ONLY' });
    expect(() => directSettings(post, creator)).toThrow(/20 s.*30 s/);
  });

  it('keeps off what the creator switched off, and what the author did not switch on', () => {
    const post = videoPost({ mode: 'DIRECT', privacyLevel: 'SELF_ONLY', allowComment: true, allowDuet: true });
    const settings = directSettings(post, { ...creator, max_video_post_duration_sec: 600 });
    expect(settings).toMatchObject({ disableComment: true, disableDuet: false, disableStitch: true });
  });
});

describe('quotas', () => {
  it('charge a direct post and an inbox share to their own allowances', () => {
    const cost = (name: string, input: Options, format: Format = 'VIDEO') =>
      tiktok.quotas.find((rule) => rule.name === name)?.cost({ format, options: options(input), mediaCount: 1 });
    expect([cost('posts_24h', direct), cost('pending_inbox_24h', direct)]).toEqual([1, 0]);
    expect([cost('posts_24h', {}), cost('pending_inbox_24h', {})]).toEqual([0, 1]);
    // A video's init was sent long before its commit, which must not wait for it.
    expect([cost('inits_1m', direct), cost('inits_1m', direct, 'CAROUSEL')]).toEqual([0, 1]);
  });
});

describe('finding a post in the list of the account', () => {
  const since = new Date('2026-11-20T12:00:00.700Z');
  const at = (iso: string) => Date.parse(iso) / 1_000;
  const post = videoPost(direct, { format: 'IMAGE', media: [photo], title: 'Title', caption: 'Some  text' });
  const listed = { id: '7', title: null, video_description: 'Some text', create_time: at('2026-11-20T12:00:30Z') };

  const nobody = { isTaken: () => false, unplaced: [] };
  const find = (videos: readonly (typeof listed)[], isInstant = true, others: Others = nobody, of = post) =>
    findListed(of, { since, isInstant }, videos, others);

  it('takes the same text not older than the first try', () => {
    expect(find([listed])).toMatchObject({ id: '7' });
    expect(find([{ ...listed, video_description: 'Title Some text' }])).toMatchObject({ id: '7' });
    expect(find([{ ...listed, create_time: at('2026-11-20T12:00:00Z') }])).toMatchObject({ id: '7' });
    expect(find([{ ...listed, create_time: at('2026-11-20T11:59:59Z') }])).toBe('none');
    expect(find([{ ...listed, video_description: 'Some other text' }])).toBe('none');
  });

  it('takes the nearest after a call, and of those after the start of an upload only the one there is', () => {
    const later = { ...listed, id: '8', create_time: listed.create_time + 1 };
    expect(find([later, listed])).toMatchObject({ id: '7' });
    expect(find([later, listed], false)).toBe('unknown');
    expect(find([later, listed], false, { ...nobody, isTaken: (id) => id === '7' })).toMatchObject({ id: '8' });
  });

  it('leaves to another post with the same text what may be its own', () => {
    const other = { since: new Date('2026-11-20T12:00:20Z'), names: ['publish-2'] };
    const said = (caption: string) => ({
      ...nobody,
      unplaced: [{ ...other, post: { format: 'VIDEO' as const, title: null, caption } }],
    });
    expect(find([listed], true, said('Some text'))).toBe('unknown');
    expect(find([listed], true, said('Something else'))).toMatchObject({ id: '7' });
  });

  it('never takes a post without text for a match', () => {
    const silent = { ...post, title: null, caption: '' };
    expect(find([{ ...listed, video_description: '' }], true, nobody, silent)).toBe('none');
  });
});

describe('permalinks', () => {
  it('name the post that a person found, and other addresses do not', () => {
    const since = new Date('2026-06-01T08:00:00Z');
    const found = (url: string | null) => tiktok.receiptOf?.(videoPost(direct), { url, since });
    expect(found('https://www.tiktok.com/@ada/video/7451234567890123456?lang=en')).toMatchObject({
      id: '7451234567890123456',
      username: 'ada',
      committedAt: since.toISOString(),
    });
    expect(found('https://www.tiktok.com/@ada')).toBeNull();
    expect(found('https://tiktok.example/@ada/video/7451234567890123456')).toBeNull();
    expect(found(null)).toBeNull();
  });

  it('differ for videos and photos and keep all 19 digits', () => {
    expect(postUrl('ada', 'VIDEO', '7451234567890123456')).toBe(
      'https://www.tiktok.com/@ada/video/7451234567890123456',
    );
    expect(postUrl('ada', 'CAROUSEL', '7451234567890123456')).toBe(
      'https://www.tiktok.com/@ada/photo/7451234567890123456',
    );
  });

  it('are waited for only when the post is public and direct, or until the creator publishes it from the inbox', () => {
    const wanted = (input: Options) =>
      tiktok.extras.filter((extra) => extra.wanted(videoPost(input))).map(({ name }) => name);
    expect(wanted(direct)).toEqual(['permalink']);
    expect(wanted({ mode: 'DIRECT', privacyLevel: 'SELF_ONLY' })).toEqual([]);
    expect(wanted({ mode: 'INBOX' })).toEqual(['inbox']);
  });
});
