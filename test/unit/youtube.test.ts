import { describe, expect, test } from 'vitest';
import type { AccountFacts, PublishMedia, PublishPost } from '../../src/platforms/platform.ts';
import { createHttp, type HttpAnswer } from '../../src/platforms/request.ts';
import { createDispatcher } from '../../src/platforms/wire.ts';
import { FAILURES, failureOf, nextPacificMidnight } from '../../src/platforms/youtube/failures.ts';
import { youtube } from '../../src/platforms/youtube/index.ts';
import { insertRequest, tagsLength, videoTitle } from '../../src/platforms/youtube/metadata.ts';
import type { YouTubeOptions } from '../../src/platforms/youtube/options.ts';
import { pollMs, processingProbe } from '../../src/platforms/youtube/processing.ts';
import { CHUNK_UNIT_BYTES, nextChunk } from '../../src/platforms/youtube/upload.ts';

const MIB = 1_048_576;
const landscape: PublishMedia = {
  id: 'video',
  kind: 'VIDEO',
  mimeType: 'video/mp4',
  bytes: 10 * MIB,
  width: 1920,
  height: 1080,
  durationMs: 600_000,
  frameRate: 30,
  frameCount: null,
  videoCodec: 'avc',
  audioCodec: 'aac',
  altText: null,
};
const upright: PublishMedia = { ...landscape, width: 1080, height: 1920, durationMs: 60_000 };

type PostPatch = Partial<Omit<PublishPost<YouTubeOptions>, 'options'>> & { options?: Record<string, unknown> };
const post = (patch: PostPatch = {}): PublishPost<YouTubeOptions> => ({
  targetId: 'target-1',
  format: 'VIDEO',
  caption: 'How we roast',
  title: 'Roasting day',
  media: [landscape],
  ...patch,
  options: youtube.options.parse(patch.options ?? {}),
});
const issues = (patch: PostPatch, account: AccountFacts | null = null) =>
  youtube.validate(post(patch), account).map(({ severity, code, path, limit, actual }) => ({
    severity,
    code,
    path: path.join('.'),
    ...(limit !== undefined && { limit, actual }),
  }));
const codes = (patch: PostPatch, account: AccountFacts | null = null) => issues(patch, account).map(({ code }) => code);

describe('validation', () => {
  test('has nothing to say about a plain video and a plain Short', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ format: 'SHORT', media: [upright] })).toEqual([]);
  });

  test('refuses formats that YouTube does not have', () => {
    expect(codes({ format: 'CAROUSEL' })).toEqual(['FORMAT_UNSUPPORTED']);
  });

  test('counts the title in UTF-16 units and names limit and actual value', () => {
    expect(codes({ title: 'x'.repeat(100) })).toEqual([]);
    expect(issues({ title: `${'x'.repeat(99)}☕️` })).toEqual([
      { severity: 'ERROR', code: 'TITLE_TOO_LONG', path: 'title', limit: 100, actual: 101 },
    ]);
    const [issue] = youtube.validate(post({ title: 'x'.repeat(120) }), null);
    expect(issue?.message).toBe('the title may have 100 characters; it has 120');
  });

  test('takes the first line of the caption for a missing title, and misses it when there is none', () => {
    expect(codes({ title: null })).toEqual([]);
    expect(issues({ title: '  ', caption: '' })).toMatchObject([{ code: 'TITLE_MISSING', path: 'title' }]);
  });

  test('refuses angle brackets in title and description', () => {
    expect(issues({ title: 'a < b', caption: 'c > d' })).toMatchObject([
      { code: 'TITLE_INVALID', path: 'title' },
      { code: 'TEXT_INVALID', path: 'caption' },
    ]);
  });

  test('counts the description in bytes', () => {
    expect(codes({ caption: 'é'.repeat(2_500) })).toEqual([]);
    expect(issues({ caption: 'é'.repeat(2_501) })).toMatchObject([
      { code: 'TEXT_TOO_LONG', limit: 5_000, actual: 5_002 },
    ]);
  });

  test('counts commas between tags, and two more for a tag with a space', () => {
    expect(tagsLength([])).toBe(0);
    expect(tagsLength(['abc'])).toBe(3);
    expect(tagsLength(['abc', 'de'])).toBe(6);
    expect(tagsLength(['a b', 'c'])).toBe(7);
    expect(codes({ options: { tags: ['x'.repeat(249), 'y'.repeat(250)] } })).toEqual([]);
    expect(issues({ options: { tags: ['x'.repeat(249), `${'y'.repeat(248)} z`] } })).toMatchObject([
      { code: 'TOO_MANY_TAGS', path: 'options.tags', limit: 500, actual: 502 },
    ]);
  });

  test('refuses angle brackets in tags', () => {
    expect(issues({ options: { tags: ['fine', 'a<b'] } })).toMatchObject([
      { severity: 'ERROR', code: 'OPTION_INVALID', path: 'options.tags' },
    ]);
  });

  test('warns when the first line of the caption is cut to make a title', () => {
    expect(issues({ title: null, caption: `${'x'.repeat(100)}\nmore` })).toEqual([]);
    expect(issues({ title: null, caption: 'x'.repeat(101) })).toMatchObject([
      { severity: 'WARNING', code: 'TITLE_TOO_LONG', path: 'caption', limit: 100, actual: 101 },
    ]);
  });

  test('warns of a comma in a tag, which YouTube takes for the end of it', () => {
    expect(issues({ options: { tags: ['bread', 'rye, wheat'] } })).toMatchObject([
      { severity: 'WARNING', code: 'OPTION_INVALID', path: 'options.tags.1', limit: 1, actual: 2 },
    ]);
  });

  test('refuses the categories that are only names on the site, and warns of those that it does not know', () => {
    expect(codes({ options: { categoryId: '28' } })).toEqual([]);
    expect(issues({ options: { categoryId: '30' } })).toMatchObject([
      { severity: 'ERROR', code: 'OPTION_INVALID', path: 'options.categoryId', actual: '30' },
    ]);
    expect(issues({ options: { categoryId: '99' } })).toMatchObject([{ severity: 'WARNING', code: 'OPTION_INVALID' }]);
  });

  test('wants a thumbnail of the shape of its video', () => {
    const check = youtube.optionMedia?.thumbnailMediaAssetId?.check;
    const shape = (width: number, height: number, patch: PostPatch) =>
      check?.({ ...landscape, kind: 'IMAGE', width, height }, post(patch)).map(({ code }) => code);
    const short = { format: 'SHORT', media: [upright] } as const;
    expect([shape(1280, 720, {}), shape(640, 640, {}), shape(300, 500, short), shape(300, 300, short)]).toEqual(
      Array(4).fill([]),
    );
    expect(shape(720, 1280, {})).toEqual(['MEDIA_ASPECT_RATIO']);
    expect(shape(639, 360, {})).toEqual(['MEDIA_DIMENSIONS']);
    expect(shape(1280, 720, short)).toEqual(['MEDIA_ASPECT_RATIO']);
    // It becomes a Short, whatever it was meant to be.
    expect(shape(1280, 720, { media: [upright] })).toEqual(['MEDIA_ASPECT_RATIO']);
  });

  test('takes no comment of white space', () => {
    expect(youtube.options.safeParse({ firstComment: ' \n' }).success).toBe(false);
    expect(youtube.options.parse({ firstComment: ' First! ' }).firstComment).toBe('First!');
  });

  test('warns when there are so many hashtags that all are ignored', () => {
    const caption = (count: number) => Array.from({ length: count }, (_, index) => `#tag${index}`).join(' ');
    expect(codes({ caption: caption(60) })).toEqual([]);
    expect(issues({ caption: caption(61) })).toMatchObject([
      { severity: 'WARNING', code: 'TOO_MANY_HASHTAGS', actual: 61 },
    ]);
  });

  test('wants a Short square or upright and at most three minutes long', () => {
    expect(codes({ format: 'SHORT', media: [{ ...upright, width: 1080, height: 1080, durationMs: 180_060 }] })).toEqual(
      [],
    );
    expect(issues({ format: 'SHORT', media: [{ ...landscape, durationMs: 180_101 }] })).toMatchObject([
      { code: 'MEDIA_TOO_LONG', limit: 180_000, actual: 180_101 },
      { code: 'MEDIA_ASPECT_RATIO', actual: '1920×1080' },
    ]);
  });

  test('warns that a short upright video becomes a Short, whatever it was meant to be', () => {
    expect(issues({ media: [upright] })).toMatchObject([
      { severity: 'WARNING', code: 'MEDIA_ASPECT_RATIO', path: 'format' },
    ]);
    expect(codes({ media: [{ ...upright, durationMs: 181_000 }] })).toEqual([]);
  });

  test('holds a channel without long uploads to fifteen minutes', () => {
    const account = (longUploadsStatus: string): AccountFacts => ({
      externalId: 'UC1',
      username: null,
      displayName: null,
      facts: { longUploadsStatus },
    });
    const media = [{ ...landscape, durationMs: 901_000 }];
    expect(codes({ media }, account('allowed'))).toEqual([]);
    expect(codes({ media }, null)).toEqual([]);
    expect(issues({ media }, account('eligible'))).toMatchObject([
      { code: 'ACCOUNT_LIMIT', limit: 900_000, actual: 901_000 },
    ]);
  });

  test('wants exactly one video within the limits of the file', () => {
    expect(codes({ media: [] })).toEqual(['MEDIA_MISSING']);
    expect(codes({ media: [landscape, landscape] })).toEqual(['MEDIA_TOO_MANY']);
    expect(codes({ media: [{ ...landscape, kind: 'IMAGE' }] })).toEqual(['MEDIA_KIND']);
    expect(codes({ media: [{ ...landscape, mimeType: 'audio/mp4' }] })).toEqual(['MEDIA_TYPE']);
    expect(codes({ media: [{ ...landscape, bytes: 274_877_906_945 }] })).toEqual(['MEDIA_TOO_LARGE']);
    expect(codes({ media: [{ ...landscape, durationMs: 12 * 3_600_000 + 101 }] })).toEqual(['MEDIA_TOO_LONG']);
    expect(issues({ media: [{ ...landscape, durationMs: null }] })).toMatchObject([
      { severity: 'WARNING', code: 'MEDIA_UNPROBED' },
    ]);
  });

  test('refuses a first comment where YouTube takes none', () => {
    const options = { firstComment: 'Hello' };
    expect(codes({ options: { ...options, madeForKids: true } })).toEqual(['OPTION_CONFLICT']);
    expect(codes({ options: { ...options, privacy: 'PRIVATE' } })).toEqual(['OPTION_CONFLICT']);
    expect(codes({ options })).toEqual([]);
  });
});

test('a first comment is counted in UTF-16 units, the larger number', () => {
  const parse = (firstComment: string) => youtube.options.safeParse({ firstComment }).success;
  expect(parse('☕'.repeat(10_000))).toBe(true);
  expect(parse('🫘'.repeat(5_001))).toBe(false);
});

describe('the request that opens an upload', () => {
  test('always states privacy and whether the video is made for kids', () => {
    expect(insertRequest(post()).body.status).toMatchObject({
      privacyStatus: 'public',
      selfDeclaredMadeForKids: false,
    });
  });

  test('names exactly the parts it carries', () => {
    expect(insertRequest(post()).query.part).toBe('snippet,status');
    const withPromotion = insertRequest(post({ options: { hasPaidProductPlacement: true } }));
    expect(withPromotion.query.part.split(',')).toEqual(Object.keys(withPromotion.body));
  });

  test('cuts a title taken from the caption without halving a character', () => {
    const title = videoTitle({ title: null, caption: `\n  ${'x'.repeat(99)}☕🫘 and more\nsecond line` });
    expect(title).toBe(`${'x'.repeat(99)}☕`);
    expect(videoTitle({ title: null, caption: `${'x'.repeat(99)}🫘` })).toBe('x'.repeat(99));
  });
});

describe('the chunk plan', () => {
  const plan = (totalBytes: number, from = 0) => {
    const sizes: number[] = [];
    let next = from;
    for (let chunk = nextChunk(next, totalBytes); chunk !== null; chunk = nextChunk(next, totalBytes)) {
      expect(chunk.start).toBe(next);
      sizes.push(chunk.end - chunk.start);
      next = chunk.end;
    }
    return { sizes, last: totalBytes - next };
  };

  test.each([1, 1_000, CHUNK_UNIT_BYTES])('sends a file of %i bytes in one request', (bytes) => {
    expect(plan(bytes)).toEqual({ sizes: [], last: bytes });
  });

  test('leaves as little as possible for the request that makes the video exist', () => {
    expect(plan(CHUNK_UNIT_BYTES + 1)).toEqual({ sizes: [CHUNK_UNIT_BYTES], last: 1 });
    expect(plan(16 * MIB)).toEqual({ sizes: [16 * MIB - CHUNK_UNIT_BYTES], last: CHUNK_UNIT_BYTES });
    expect(plan(40 * MIB + 5)).toEqual({ sizes: [16 * MIB, 16 * MIB, 8 * MIB], last: 5 });
    expect(plan(4_096 * MIB).sizes.slice(0, 2)).toEqual([64 * MIB, 64 * MIB]);
  });

  test('sends multiples of 256 KiB from wherever the server stands', () => {
    const { sizes, last } = plan(40 * MIB, 1_234_567);
    expect(sizes.every((size) => size % CHUNK_UNIT_BYTES === 0)).toBe(true);
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThanOrEqual(CHUNK_UNIT_BYTES);
  });
});

describe('a refusal', () => {
  const now = new Date('2026-11-20T20:00:00Z');
  const readings: unknown[] = [];
  const http = createHttp({ dispatcher: createDispatcher(), onQuota: (reading) => readings.push(reading) });
  const refused = (
    status: number,
    reason: string | undefined,
    endpoint = 'videos.insert',
    more: object = {},
    headers: Record<string, string> = {},
  ) => {
    const json = {
      error: { code: status, message: 'said', ...(reason !== undefined && { errors: [{ reason }] }), ...more },
    };
    const answer: HttpAnswer = { status, headers, text: '', json };
    return failureOf(answer, { http, now: () => now }, endpoint);
  };

  test.each(Object.entries(FAILURES))('for %s is mapped by its reason', (reason, rule) => {
    expect(refused(400, reason)).toMatchObject({ code: rule.code, vendor: { code: reason, httpStatus: 400 } });
  });

  test('for quota ends at the next midnight in California, for each bucket apart', () => {
    readings.length = 0;
    const resetsAt = new Date('2026-11-21T08:00:00Z');
    expect(refused(403, 'quotaExceeded').retryAt).toEqual(resetsAt);
    refused(403, 'quotaExceeded', 'thumbnails.set');
    expect(readings).toEqual([
      { name: 'videos_insert_day', remaining: 0, resetsAt },
      { name: 'units_day', remaining: 0, resetsAt },
    ]);
  });

  test('for the upload limit of the channel comes back after a day', () => {
    expect(refused(400, 'uploadLimitExceeded')).toMatchObject({
      kind: 'rate_limited',
      retryAt: new Date('2026-11-21T20:00:00Z'),
    });
  });

  test('is read from the details and from the status where there is no reason', () => {
    const details = [{ '@type': 'ErrorInfo', reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }];
    expect(refused(403, undefined, 'videos.list', { details }).code).toBe('SCOPE_MISSING');
    expect(refused(401, undefined, 'videos.list', { status: 'UNAUTHENTICATED' }).code).toBe('AUTH_EXPIRED');
  });

  test('is read although something beside the reason cannot be', () => {
    const odd = { message: null, status: 403, details: 'none', errors: [{ domain: null, reason: 'quotaExceeded' }] };
    expect(refused(403, undefined, 'videos.insert', odd).code).toBe('QUOTA_EXCEEDED');
    expect(refused(403, undefined, 'videos.insert', { errors: 'quotaExceeded' }).code).toBe('ACCOUNT_RESTRICTED');
  });

  test('that nobody documented is judged by its HTTP status', () => {
    expect(refused(400, 'brandNew').code).toBe('CONTENT_INVALID');
    expect(refused(401, 'brandNew').code).toBe('AUTH_EXPIRED');
    expect(refused(403, 'brandNew').code).toBe('ACCOUNT_RESTRICTED');
    expect(refused(409, 'brandNew').kind).toBe('unavailable');
    expect(refused(429, 'brandNew').code).toBe('RATE_LIMITED');
  });

  test('never hides in a 5xx: that is an outage, whatever its reason says', () => {
    expect(refused(503, 'rateLimitExceeded')).toMatchObject({ code: 'PLATFORM_UNAVAILABLE', kind: 'unavailable' });
    expect(refused(500, 'invalidTitle').kind).toBe('unavailable');
  });

  test.each([
    ['seconds', '120', '2026-11-20T20:02:00Z'],
    ['a date', 'Fri, 20 Nov 2026 20:05:00 GMT', '2026-11-20T20:05:00Z'],
    ['nothing that can be read', 'soon', '2026-11-20T20:01:00Z'],
  ])('for the rate comes back when Retry-After says so in %s', (_name, said, at) => {
    const failure = refused(429, 'rateLimitExceeded', 'videos.insert', {}, { 'retry-after': said });
    expect(failure).toMatchObject({ code: 'RATE_LIMITED', retryAt: new Date(at) });
  });

  test('resets at midnight in California on the days the clocks change, too', () => {
    expect(nextPacificMidnight(new Date('2026-03-08T12:00:00Z'))).toEqual(new Date('2026-03-09T07:00:00Z'));
    expect(nextPacificMidnight(new Date('2026-11-01T12:00:00Z'))).toEqual(new Date('2026-11-02T08:00:00Z'));
    expect(nextPacificMidnight(new Date('2026-11-20T08:00:00Z'))).toEqual(new Date('2026-11-21T08:00:00Z'));
  });
});

describe('a look at the processing', () => {
  const video = (status: object, processingDetails?: object) => ({
    id: 'v',
    status,
    ...(processingDetails !== undefined && { processingDetails }),
  });

  test('comes less and less often', () => {
    expect([0, 59_999, 60_000, 899_999, 900_000].map(pollMs)).toEqual([5_000, 5_000, 30_000, 30_000, 300_000]);
  });

  test('reports how far YouTube is', () => {
    const processingProgress = { partsTotal: 8, partsProcessed: 3 };
    expect(
      processingProbe(video({ uploadStatus: 'uploaded' }, { processingStatus: 'processing', processingProgress }), 0),
    ).toEqual({ againInMs: 5_000, platformState: 'processing', percent: 37 });
  });

  test('is over when the video is processed, even while better versions are still being made', () => {
    expect(processingProbe(video({ uploadStatus: 'processed' }, { processingStatus: 'processing' }), 0)).toBe('ready');
    expect(processingProbe(video({ uploadStatus: 'processed' }), 0)).toBe('ready');
    expect(processingProbe(video({ uploadStatus: 'uploaded' }, { processingStatus: 'terminated' }), 0)).toBe('ready');
  });

  test('takes an invisible video for late at first and for deleted in the end', () => {
    expect(processingProbe(undefined, 60_000)).toMatchObject({ againInMs: 30_000 });
    expect(() => processingProbe(undefined, 3_600_000)).toThrow(/deleted/);
    expect(() => processingProbe(video({ uploadStatus: 'deleted' }), 0)).toThrow(/deleted/);
  });

  test('does not take a reason it has never heard of for good news', () => {
    expect(() => processingProbe(video({ uploadStatus: 'rejected', rejectionReason: 'brandNew' }), 0)).toThrow(
      expect.objectContaining({ code: 'CONTENT_POLICY', vendor: { httpStatus: 200, code: 'brandNew' } }),
    );
  });
});

test('a publish is charged for what its options will cost', () => {
  const cost = (options: Record<string, unknown>) =>
    youtube.quotas.map(({ name, cost }) => [name, cost({ format: 'VIDEO', options, mediaCount: 1 })]);
  expect(cost({})).toEqual([
    ['videos_insert_day', 1],
    ['units_day', 10],
  ]);
  expect(cost({ playlistId: 'PL1', firstComment: 'Hi', thumbnailMediaAssetId: 'a' })).toEqual([
    ['videos_insert_day', 1],
    ['units_day', 161],
  ]);
});

test('a video that a person found is known by its address, in every shape that YouTube hands out', () => {
  const since = new Date('2026-06-01T08:00:00Z');
  const idOf = (url: string | null) => youtube.receiptOf?.(post(), { url, since })?.id;
  for (const url of [
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=3',
    'https://youtube.com/shorts/dQw4w9WgXcQ?feature=share',
    'https://m.youtube.com/watch?app=m&v=dQw4w9WgXcQ',
    'https://youtu.be/dQw4w9WgXcQ?si=x',
  ])
    expect(idOf(url), url).toBe('dQw4w9WgXcQ');
  for (const url of [null, 'https://www.youtube.com/@bakery', 'https://youtube.example/watch?v=dQw4w9WgXcQ'])
    expect(idOf(url)).toBeUndefined();
});
