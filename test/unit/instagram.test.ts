import { describe, expect, it } from 'vitest';
import { singleFields } from '../../src/platforms/instagram/containers.ts';
import { allowance, type CallContext, containerFailure, toFailure } from '../../src/platforms/instagram/failures.ts';
import { instagram } from '../../src/platforms/instagram/index.ts';
import { options } from '../../src/platforms/instagram/options.ts';
import type { Format, Issue, PublishMedia, PublishPost } from '../../src/platforms/platform.ts';

type Post = PublishPost<ReturnType<typeof options.parse>>;

const MIB = 1_048_576;

function image(facts: Partial<PublishMedia> = {}): PublishMedia {
  return {
    ...{ id: 'image', kind: 'IMAGE', mimeType: 'image/jpeg', bytes: MIB, width: 1080, height: 1350, altText: null },
    ...{ durationMs: null, frameRate: null, frameCount: null, videoCodec: null, audioCodec: null },
    ...facts,
  };
}

function video(facts: Partial<PublishMedia> = {}): PublishMedia {
  return {
    ...{ id: 'video', kind: 'VIDEO', mimeType: 'video/mp4', bytes: 10 * MIB, width: 1080, height: 1920, altText: null },
    ...{ durationMs: 12_000, frameRate: 30, frameCount: null, videoCodec: 'avc1.640028', audioCodec: 'mp4a.40.2' },
    ...facts,
  };
}

function post(
  format: Format,
  media: readonly PublishMedia[],
  rest: { caption?: string; options?: unknown } = {},
): Post {
  return {
    targetId: 'target',
    format,
    caption: rest.caption ?? '',
    title: null,
    media,
    options: options.parse(rest.options ?? {}),
  };
}

const issuesOf = (subject: Post) => instagram.validate(subject, null);
const brief = (issues: readonly Issue[]) => issues.map(({ severity, code }) => `${severity} ${code}`);

describe('validation', () => {
  it('accepts ordinary posts of every format without a word', () => {
    expect(issuesOf(post('IMAGE', [image()], { caption: 'Fresh #bread' }))).toEqual([]);
    expect(issuesOf(post('CAROUSEL', [image(), image({ id: 'b' })]))).toEqual([]);
    expect(issuesOf(post('REEL', [video()], { options: { thumbOffsetMs: 3_000, collaborators: ['@ada'] } }))).toEqual(
      [],
    );
    expect(issuesOf(post('STORY', [video()]))).toEqual([]);
    expect(issuesOf(post('STORY', [image({ width: 1080, height: 1920 })]))).toEqual([]);
  });

  it('refuses a format that Instagram does not have', () => {
    expect(brief(issuesOf(post('THREAD', [])))).toEqual(['ERROR FORMAT_UNSUPPORTED']);
  });

  it('counts the caption in UTF-16 units and names limit and actual value', () => {
    expect(issuesOf(post('IMAGE', [image()], { caption: '🥐'.repeat(1_100) }))).toEqual([]);
    const [issue] = issuesOf(post('IMAGE', [image()], { caption: `${'🥐'.repeat(1_100)}!` }));
    expect(issue).toMatchObject({
      code: 'TEXT_TOO_LONG',
      severity: 'ERROR',
      path: ['caption'],
      limit: 2200,
      actual: 2201,
    });
    expect(issue?.message).toContain('2201');
    expect(issue?.message).toContain('2200');
  });

  it('warns above 5 hashtags and refuses above 30, not counting entities and anchors', () => {
    const tags = (count: number) => Array.from({ length: count }, (_, index) => `#tag${index}`).join(' ');
    expect(brief(issuesOf(post('IMAGE', [image()], { caption: `${tags(5)} &#39; a#b` })))).toEqual([]);
    expect(brief(issuesOf(post('IMAGE', [image()], { caption: tags(6) })))).toEqual(['WARNING TOO_MANY_HASHTAGS']);
    expect(brief(issuesOf(post('IMAGE', [image()], { caption: tags(31) })))).toEqual(['ERROR TOO_MANY_HASHTAGS']);
  });

  it('takes 60.04 s and 60.03 frames per second for 60', () => {
    const taken = { durationMs: 60_040, frameRate: 60.03 };
    expect(issuesOf(post('STORY', [video(taken)]))).toEqual([]);
    expect(issuesOf(post('REEL', [video({ frameRate: 59.94 })]))).toEqual([]);
    expect(brief(issuesOf(post('STORY', [video({ durationMs: 60_200, frameRate: 60.2 })])))).toEqual([
      'ERROR MEDIA_TOO_LONG',
      'ERROR MEDIA_FRAME_RATE',
    ]);
  });

  it('warns above ten items of a carousel and refuses above twenty', () => {
    const items = (count: number) => Array.from({ length: count }, (_, index) => image({ id: String(index) }));
    expect(issuesOf(post('CAROUSEL', items(10)))).toEqual([]);
    expect(brief(issuesOf(post('CAROUSEL', items(20))))).toEqual(['WARNING MEDIA_TOO_MANY']);
    expect(brief(issuesOf(post('CAROUSEL', items(21))))).toEqual(['ERROR MEDIA_TOO_MANY']);
  });

  it('warns of as many tags in the first comment, which can be refused by itself', () => {
    const comment = (sign: string, count: number) => ({ firstComment: `${sign}a `.repeat(count) });
    const found = (options: object) =>
      issuesOf(post('IMAGE', [image()], { options })).map((one) => [...brief([one]), one.path.join('.')]);
    expect(found(comment('#', 30))).toEqual([]);
    expect(found(comment('#', 31))).toEqual([['WARNING TOO_MANY_HASHTAGS', 'options.firstComment']]);
    expect(found(comment('@', 21))).toEqual([['WARNING TOO_MANY_MENTIONS', 'options.firstComment']]);
  });

  it('refuses more than 20 mentions, not counting mail addresses', () => {
    const names = (count: number) => Array.from({ length: count }, (_, index) => `@name${index}`).join(' ');
    expect(brief(issuesOf(post('IMAGE', [image()], { caption: `${names(20)} me@example.com` })))).toEqual([]);
    expect(brief(issuesOf(post('IMAGE', [image()], { caption: names(21) })))).toEqual(['ERROR TOO_MANY_MENTIONS']);
  });

  it.each([
    ['a PNG', image({ mimeType: 'image/png' }), 'ERROR MEDIA_TYPE'],
    ['a file above 8 MiB', image({ bytes: 8 * MIB + 1 }), 'ERROR MEDIA_TOO_LARGE'],
    ['a portrait taller than 4:5', image({ width: 1080, height: 1440 }), 'ERROR MEDIA_ASPECT_RATIO'],
    ['a landscape wider than 1.91:1', image({ width: 1920, height: 1000 }), 'ERROR MEDIA_ASPECT_RATIO'],
    ['an image narrower than 320', image({ width: 300, height: 300 }), 'ERROR MEDIA_DIMENSIONS'],
    ['a video', video(), 'ERROR MEDIA_KIND'],
    ['an alt text above 1000 characters', image({ altText: 'a'.repeat(1_001) }), 'ERROR ALT_TEXT_TOO_LONG'],
    ['an image that was not examined', image({ width: null, height: null }), 'WARNING MEDIA_UNPROBED'],
  ])('as an image says no to %s', (_what, media, expected) => {
    expect(brief(issuesOf(post('IMAGE', [media])))).toEqual([expected]);
  });

  it('accepts 1200 × 628, which everybody calls 1.91:1', () => {
    expect(issuesOf(post('IMAGE', [image({ width: 1200, height: 628 })]))).toEqual([]);
  });

  it.each([
    ['above 25 Mbit/s', { bytes: 40_000_000, durationMs: 10_000 }, 'ERROR MEDIA_TOO_LARGE'],
    ['above 300 MB', { bytes: 300_000_001 }, 'ERROR MEDIA_TOO_LARGE'],
    ['below 3 s', { bytes: MIB, durationMs: 2_900 }, 'ERROR MEDIA_TOO_SHORT'],
    ['above 15 min', { durationMs: 901_000 }, 'ERROR MEDIA_TOO_LONG'],
    ['with 15 frames per second', { frameRate: 15 }, 'ERROR MEDIA_FRAME_RATE'],
    ['wider than 1920', { width: 3840, height: 2160 }, 'ERROR MEDIA_DIMENSIONS'],
    ['in VP9', { videoCodec: 'vp9' }, 'ERROR MEDIA_CODEC'],
    ['with Opus sound', { audioCodec: 'opus' }, 'ERROR MEDIA_CODEC'],
    ['in WebM', { mimeType: 'video/webm' }, 'ERROR MEDIA_TYPE'],
    ['that was not examined', { durationMs: null, videoCodec: null }, 'WARNING MEDIA_UNPROBED'],
    ['with an alt text', { altText: 'A loaf' }, 'WARNING OPTION_CONFLICT'],
  ] satisfies [string, Partial<PublishMedia>, string][])('judges a reel %s', (_what, facts, expected) => {
    expect(brief(issuesOf(post('REEL', [video(facts)])))).toEqual([expected]);
  });

  it.each([
    ['59.94 frames per second', 'REEL', { frameRate: 59.94 }],
    ['60.03 frames per second', 'REEL', { frameRate: 60.03 }],
    ['60.04 s', 'STORY', { durationMs: 60_040 }],
  ] as const)('accepts %s, which cameras make where a limit is meant', (_what, format, facts) => {
    expect(issuesOf(post(format, [video(facts)]))).toEqual([]);
  });

  it('accepts H.264 and HEVC under every name, and a silent video', () => {
    for (const videoCodec of ['h264', 'H264', 'avc', 'avc1.42E01E', 'hevc', 'hvc1.1.6.L93.90', 'h265']) {
      expect(issuesOf(post('REEL', [video({ videoCodec, audioCodec: null })]))).toEqual([]);
    }
  });

  it('holds stories and carousels to 60 s of video', () => {
    const long = video({ durationMs: 61_000 });
    expect(brief(issuesOf(post('STORY', [long])))).toEqual(['ERROR MEDIA_TOO_LONG']);
    expect(brief(issuesOf(post('CAROUSEL', [video(), { ...long, id: 'b' }])))).toEqual(['ERROR MEDIA_TOO_LONG']);
  });

  it('wants 2 to 20 items in a carousel and one anywhere else', () => {
    const items = (count: number) => Array.from({ length: count }, (_, index) => image({ id: String(index) }));
    expect(brief(issuesOf(post('CAROUSEL', items(1))))).toEqual(['ERROR MEDIA_TOO_FEW']);
    expect(brief(issuesOf(post('CAROUSEL', items(21))))).toEqual(['ERROR MEDIA_TOO_MANY']);
    expect(brief(issuesOf(post('IMAGE', [])))).toEqual(['ERROR MEDIA_MISSING']);
    expect(brief(issuesOf(post('IMAGE', items(2))))).toEqual(['ERROR MEDIA_TOO_MANY']);
  });

  it('warns that Instagram crops a carousel to its first item', () => {
    const media = [image(), image({ id: 'wide', width: 1080, height: 566 })];
    expect(brief(issuesOf(post('CAROUSEL', media)))).toEqual(['WARNING MEDIA_ASPECT_RATIO']);
  });

  it.each([
    ['STORY', { collaborators: ['ada'] }],
    ['STORY', { locationId: '123' }],
    ['STORY', { firstComment: 'First!' }],
    ['IMAGE', { shareToFeed: true }],
    ['IMAGE', { audioName: 'Oven' }],
    ['CAROUSEL', { trialReel: 'MANUAL' }],
  ] satisfies [Format, unknown][])('refuses on %s what it cannot have: %o', (format, given) => {
    const media = format === 'CAROUSEL' ? [image(), image({ id: 'b' })] : [image()];
    expect(brief(issuesOf(post(format, media, { options: given })))).toEqual(['ERROR OPTION_CONFLICT']);
  });

  it('says that a story loses its caption', () => {
    expect(brief(issuesOf(post('STORY', [image()], { caption: 'Hello' })))).toEqual(['WARNING TEXT_INVALID']);
  });

  it('refuses a cover frame after the end, a fourth collaborator and a long first comment', () => {
    const given = { thumbOffsetMs: 12_001, collaborators: ['a', 'b', 'c', 'd'], firstComment: 'a'.repeat(2_201) };
    expect(brief(issuesOf(post('REEL', [video()], { options: given })))).toEqual([
      'ERROR TEXT_TOO_LONG',
      'ERROR TOO_MANY_TAGS',
      'ERROR OPTION_INVALID',
    ]);
  });

  it('wants positions for tags on images and leaves them out on videos', () => {
    const bare = { userTags: [{ username: 'ada' }] };
    const placed = { userTags: [{ username: 'ada', x: 0.5, y: 0.5 }] };
    expect(brief(issuesOf(post('IMAGE', [image()], { options: bare })))).toEqual(['ERROR OPTION_REQUIRED']);
    expect(issuesOf(post('IMAGE', [image()], { options: placed }))).toEqual([]);
    expect(issuesOf(post('REEL', [video()], { options: bare }))).toEqual([]);
    expect(brief(issuesOf(post('REEL', [video()], { options: placed })))).toEqual(['WARNING OPTION_CONFLICT']);
    const onVideo = { userTags: [{ username: 'ada', mediaIndex: 1 }] };
    const portrait = image({ width: 1080, height: 1350 });
    const clip = video({ width: 1080, height: 1350 });
    expect(brief(issuesOf(post('CAROUSEL', [portrait, clip], { options: onVideo })))).toEqual([
      'ERROR OPTION_CONFLICT',
    ]);
  });

  it('refuses a personal account, in whatever spelling', () => {
    const account = { externalId: '1', username: null, displayName: null, facts: { accountType: 'Personal' } };
    expect(brief(instagram.validate(post('IMAGE', [image()]), account))).toEqual(['ERROR ACCOUNT_LIMIT']);
  });
});

describe('options', () => {
  it('are all optional', () => {
    expect(options.parse({})).toEqual({ collaborators: [], userTags: [] });
  });

  it('take usernames as people write them', () => {
    expect(options.parse({ collaborators: [' @ada.makes'] }).collaborators).toEqual(['ada.makes']);
    expect(options.safeParse({ collaborators: ['not a name'] }).success).toBe(false);
  });

  it('refuse the name of a place, which only has an id', () => {
    expect(options.parse({ locationId: ' 110843418940484 ' }).locationId).toBe('110843418940484');
    expect(options.safeParse({ locationId: 'Paris' }).success).toBe(false);
  });

  it('refuse what they do not know and positions outside of the picture', () => {
    expect(options.safeParse({ sharetofeed: true }).success).toBe(false);
    expect(options.safeParse({ userTags: [{ username: 'ada', x: 1.2, y: 0 }] }).success).toBe(false);
  });
});

describe('containers', () => {
  it('never carry a caption, alt text, collaborator or place on a story', () => {
    const story = { ...post('STORY', [image({ altText: 'A loaf' })], { caption: 'Hello' }) };
    const given = options.parse({ collaborators: ['ada'], locationId: '1', isAiGenerated: true });
    const fields = singleFields({ ...story, options: given }, image({ altText: 'A loaf' }), 'https://m/1', undefined);
    expect(JSON.parse(JSON.stringify(fields))).toEqual({
      media_type: 'STORIES',
      image_url: 'https://m/1',
      is_ai_generated: true,
    });
  });

  it('send either a cover or a frame of the video, the cover winning', () => {
    const reel = post('REEL', [video()], { options: { thumbOffsetMs: 2_000, coverMediaAssetId: 'cover' } });
    expect(singleFields(reel, video(), 'https://m/v', 'https://m/c')).toMatchObject({ cover_url: 'https://m/c' });
    expect(singleFields(reel, video(), 'https://m/v', 'https://m/c').thumb_offset).toBeUndefined();
    expect(singleFields(reel, video(), 'https://m/v', undefined).thumb_offset).toBe(2_000);
  });

  it('tag people on videos without a position', () => {
    const reel = post('REEL', [video()], { options: { userTags: [{ username: 'ada', x: 0.1, y: 0.2 }] } });
    expect(singleFields(reel, video(), 'https://m/v', undefined).user_tags).toEqual([{ username: 'ada' }]);
  });
});

describe('the failure table', () => {
  const now = new Date('2026-11-20T10:00:00Z');
  const voids = {
    CONTAINER: ['container', 'processing-container'],
    PROCESSING: ['processing-container'],
    LIMIT: ['limit'],
  };
  const failure = (code: string, subcode?: string, context: Partial<CallContext> = {}, httpStatus = 400) =>
    toFailure(
      'refused',
      { httpStatus, code, ...(subcode === undefined ? {} : { subcode }) },
      {
        ...{ role: 'WRITE', voids, now },
        ...context,
      },
    );

  it.each([
    ['-2', '2207003', 'MEDIA_UNREACHABLE', 'unavailable'],
    ['-2', '2207020', 'CONTAINER_EXPIRED', 'unavailable'],
    ['-1', '2207001', 'PLATFORM_UNAVAILABLE', 'unavailable'],
    ['-1', '2207032', 'PROCESSING_FAILED', 'unavailable'],
    ['-1', '2207053', 'PROCESSING_FAILED', 'unavailable'],
    ['1', '2207057', 'CONTENT_INVALID', 'rejected'],
    ['4', '2207051', 'ACCOUNT_RESTRICTED', 'rejected'],
    ['9', '2207042', 'QUOTA_EXCEEDED', 'rate_limited'],
    ['9004', '2207052', 'MEDIA_UNREACHABLE', 'unavailable'],
    ['9007', '2207027', 'PLATFORM_UNAVAILABLE', 'rate_limited'],
    ['24', '2207006', 'CONTAINER_EXPIRED', 'unavailable'],
    ['24', '2207008', 'PLATFORM_UNAVAILABLE', 'rate_limited'],
    ['25', '2207050', 'ACCOUNT_RESTRICTED', 'rejected'],
    ['36000', '2207004', 'MEDIA_INVALID', 'rejected'],
    ['36001', '2207005', 'MEDIA_INVALID', 'rejected'],
    ['36003', '2207009', 'MEDIA_INVALID', 'rejected'],
    ['36004', '2207010', 'CONTENT_INVALID', 'rejected'],
    ['352', '2207026', 'MEDIA_INVALID', 'rejected'],
    ['100', '2207023', 'INTERNAL', 'rejected'],
    ['100', '2207028', 'CONTENT_INVALID', 'rejected'],
    ['110', '2207018', 'CONTENT_INVALID', 'rejected'],
    ['190', undefined, 'AUTH_EXPIRED', 'unauthorized'],
    ['190', '458', 'AUTH_REVOKED', 'unauthorized'],
    ['190', '460', 'AUTH_REVOKED', 'unauthorized'],
    ['190', '463', 'AUTH_EXPIRED', 'unauthorized'],
    ['190', '999', 'AUTH_EXPIRED', 'unauthorized'],
    ['102', undefined, 'AUTH_EXPIRED', 'unauthorized'],
    ['10', undefined, 'SCOPE_MISSING', 'unauthorized'],
    ['200', undefined, 'SCOPE_MISSING', 'unauthorized'],
    ['299', undefined, 'SCOPE_MISSING', 'unauthorized'],
    ['3', undefined, 'APP_MISCONFIGURED', 'rejected'],
    ['1', undefined, 'PLATFORM_UNAVAILABLE', 'unavailable'],
    ['2', undefined, 'PLATFORM_UNAVAILABLE', 'unavailable'],
    ['4', undefined, 'RATE_LIMITED', 'rate_limited'],
    ['17', undefined, 'RATE_LIMITED', 'rate_limited'],
    ['32', undefined, 'RATE_LIMITED', 'rate_limited'],
    ['613', undefined, 'RATE_LIMITED', 'rate_limited'],
    ['80002', undefined, 'RATE_LIMITED', 'rate_limited'],
    ['341', undefined, 'RATE_LIMITED', 'rate_limited'],
    ['368', undefined, 'CONTENT_POLICY', 'rejected'],
    ['506', undefined, 'CONTENT_DUPLICATE', 'rejected'],
    ['100', '33', 'CONTENT_INVALID', 'rejected'],
    ['100', undefined, 'CONTENT_INVALID', 'rejected'],
    ['77777', undefined, 'CONTENT_INVALID', 'rejected'],
    ['-1', undefined, 'PLATFORM_UNAVAILABLE', 'unavailable'],
    ['-2', undefined, 'MEDIA_UNREACHABLE', 'unavailable'],
    ['9', undefined, 'QUOTA_EXCEEDED', 'rate_limited'],
    ['24', undefined, 'CONTAINER_EXPIRED', 'unavailable'],
    ['25', undefined, 'ACCOUNT_RESTRICTED', 'rejected'],
    ['352', undefined, 'MEDIA_INVALID', 'rejected'],
    ['9004', undefined, 'MEDIA_UNREACHABLE', 'unavailable'],
    ['9007', undefined, 'PLATFORM_UNAVAILABLE', 'rate_limited'],
    ['9007', '99', 'PLATFORM_UNAVAILABLE', 'rate_limited'],
    ['36000', undefined, 'MEDIA_INVALID', 'rejected'],
    ['36001', undefined, 'MEDIA_INVALID', 'rejected'],
    ['36003', undefined, 'MEDIA_INVALID', 'rejected'],
    ['36004', undefined, 'CONTENT_INVALID', 'rejected'],
  ])('reads %s/%s as %s, %s', (code, subcode, expected, kind) => {
    expect(failure(code, subcode)).toMatchObject({ code: expected, kind, vendor: { code } });
  });

  it('reads an unknown code by its class: transient and 5xx are outages, on a read everything unknown is', () => {
    expect(failure('77777', undefined, {}, 503).code).toBe('PLATFORM_UNAVAILABLE');
    expect(toFailure('x', { code: '77777', transient: true }, { role: 'WRITE', now }).kind).toBe('unavailable');
    expect(failure('77777', undefined, { role: 'READ' }).kind).toBe('unavailable');
    expect(failure('77777', undefined, {}, 429).kind).toBe('rate_limited');
    expect(toFailure('x', { httpStatus: 401 }, { role: 'WRITE', now }).code).toBe('AUTH_EXPIRED');
  });

  it('knows a container that is gone from an account that is not there', () => {
    expect(failure('100', '33', { container: true })).toMatchObject({
      code: 'CONTAINER_EXPIRED',
      discard: voids.CONTAINER,
    });
  });

  it('waits as long as the usage header says, or as the table says', () => {
    const regainAt = new Date('2026-11-20T10:42:00Z');
    expect(failure('80002', undefined, { regainAt }).retryAt).toEqual(regainAt);
    expect(failure('80002').retryAt).toEqual(new Date('2026-11-20T10:30:00Z'));
    expect(failure('9007', '2207027', { regainAt }).retryAt).toEqual(new Date('2026-11-20T10:00:10Z'));
  });

  it('at the commit clears the intent on a definite no only', () => {
    const role = 'COMMIT';
    expect(failure('9007', '2207027', { role })).toMatchObject({ kind: 'rate_limited', discard: voids.PROCESSING });
    expect(failure('24', '2207006', { role })).toMatchObject({ kind: 'rate_limited', discard: voids.CONTAINER });
    expect(failure('9', '2207042', { role })).toMatchObject({ kind: 'rate_limited', discard: voids.LIMIT });
    expect(failure('-1', '2207053', { role })).toMatchObject({ kind: 'unavailable', discard: [] });
    expect(failure('36003', '2207009', { role }, 500)).toMatchObject({ kind: 'unavailable', discard: [] });
  });

  it('reads the subcode out of the text of a broken container and nothing else', () => {
    const broken = (status: string) => containerFailure({ statusCode: 'ERROR', status }, { role: 'WRITE', voids, now });
    expect(broken('Error: Media upload has failed with error code 2207026')).toMatchObject({
      code: 'MEDIA_INVALID',
      vendor: { subcode: '2207026' },
      discard: voids.CONTAINER,
    });
    expect(broken('Error: image is too big, rate limit')).toMatchObject({
      code: 'PROCESSING_FAILED',
      kind: 'unavailable',
    });
    // A server error of the vendor: the container is as dead, and another one is not an answer to every minute of it.
    expect(broken('Error: Media upload has failed with error code 2207001')).toMatchObject({
      code: 'PROCESSING_FAILED',
      vendor: { subcode: '2207001' },
      discard: voids.CONTAINER,
    });
    expect(containerFailure({ statusCode: 'EXPIRED', status: '' }, { role: 'WRITE', voids, now })?.code).toBe(
      'CONTAINER_EXPIRED',
    );
    expect(containerFailure({ statusCode: 'FINISHED', status: '' }, { role: 'WRITE', now })).toBeUndefined();
  });

  it('allows a new container as often as Instagram deserves', () => {
    expect(allowance(failure('9004', '2207052'))).toEqual({ tries: 2, rebuild: false });
    expect(allowance(failure('24', '2207008'))).toEqual({ tries: 2, rebuild: true });
    expect(allowance(failure('36003', '2207009'))).toBeUndefined();
  });

  it('keeps the signatures of links out of messages', () => {
    const said = 'The media could not be fetched from this URI: https://media.example/a.jpg?sig=secret';
    const { message, vendor } = toFailure('refused', { code: '9004', message: said }, { role: 'WRITE', now });
    expect(`${message} ${vendor.message}`).not.toMatch(/sig=secret/);
  });
});

it('takes one post and, for a carousel, one container more than it has items', () => {
  const cost = (name: string, format: Format, mediaCount: number) =>
    instagram.quotas.find((rule) => rule.name === name)?.cost({ format, options: {}, mediaCount });
  expect(cost('posts_24h', 'CAROUSEL', 5)).toBe(1);
  expect(cost('containers_24h', 'CAROUSEL', 5)).toBe(6);
  expect(cost('containers_24h', 'REEL', 1)).toBe(1);
});
