/** Answers that no platform documents, given to the first call of every adapter: none may become anything but a failure of ours. */
import { once } from 'node:events';
import { createServer, type OutgoingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import {
  type Api,
  type Format,
  PLATFORM_IDS,
  type PlatformId,
  type PublishPost,
} from '../../src/platforms/platform.ts';
import { createHttp, type QuotaReading } from '../../src/platforms/request.ts';
import { createDispatcher } from '../../src/platforms/wire.ts';
import { newRun, publishOnJournal, useJournal } from '../support/journal.ts';

useJournal();

interface Answer {
  status: number;
  body?: unknown;
  headers?: OutgoingHttpHeaders;
}

const FORMATS: Readonly<Record<PlatformId, Format>> = {
  INSTAGRAM: 'IMAGE',
  TIKTOK: 'VIDEO',
  YOUTUBE: 'VIDEO',
  X: 'TEXT',
};
const MONTH_MS = 31 * 86_400_000;

const throttled = { error: { code: 4, message: 'later', errors: [{ reason: 'rateLimitExceeded' }] } };
const usage = (minutes: string) => `{"1":[{"call_count":101,"estimated_time_to_regain_access":${minutes}}]}`;
const later = (digits: string, minutes: string): Answer => ({
  status: 429,
  body: throttled,
  headers: {
    'retry-after': digits,
    'x-rate-limit-limit': digits,
    'x-rate-limit-remaining': '0',
    'x-rate-limit-reset': digits,
    'x-business-use-case-usage': usage(minutes),
    'x-app-usage': '{"call_count":',
  },
});

const dispatcher = createDispatcher();
const readings: QuotaReading[] = [];
let answer: Answer;
let origin: string;
const paths: string[] = [];
const server = createServer((request, response) => {
  paths.push(request.url ?? '');
  request.resume().on('end', () => {
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body ?? null));
  });
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(async () => {
  await dispatcher.destroy();
  server.close();
  await once(server, 'close');
});

describe.each(PLATFORM_IDS)('%s', (id) => {
  it.each([
    ['a wait of more years than a date can hold', later('9'.repeat(30), '1e300')],
    ['a wait of a century', later(String(100 * 365 * 86_400), String(100 * 365 * 1_440))],
    ['a wait that is over', later('-5', '-5')],
    ['a wait in words', later('soon', '"soon"')],
  ])('names no instant beyond a month after %s', async (_what, given) => {
    const failure = await failureAfter(id, given);
    expect(failure.kind).toBe('rate_limited');
    // Without an instant, whoever waits begins with seconds.
    if (failure.retryAt !== undefined) {
      const waitMs = failure.retryAt.getTime() - Date.now();
      expect(waitMs).toBeGreaterThan(0);
      expect(waitMs).toBeLessThan(MONTH_MS);
    }
    for (const { resetsAt } of readings) expect(resetsAt?.getTime()).not.toBeNaN();
  });

  it.each([
    ['in seconds', () => '1800'],
    ['as a date', () => new Date(Date.now() + 1_800_000).toUTCString()],
  ])('waits as long as a 429 says %s', async (_how, after) => {
    const failure = await failureAfter(id, { status: 429, body: '', headers: { 'retry-after': after() } });
    expect(failure).toMatchObject({ code: 'RATE_LIMITED' });
    const waitMs = (failure.retryAt?.getTime() ?? Number.NaN) - Date.now();
    expect(Math.round(waitMs / 60_000)).toBe(30);
  });

  it.each([
    ['a status that HTTP does not have', { status: 999, body: 'go away' }],
    ['a success that says nothing', { status: 202, body: '' }],
    ['a success without content', { status: 204, body: '' }],
    ['a page', { status: 200, body: '<html>Welcome</html>' }],
    ['a page that blocks', { status: 403, body: '<html>Blocked</html>' }],
    ['half an answer', { status: 200, body: '{"id":"18' }],
    ['an answer of another kind', { status: 200, body: [1, 2] }],
    ['an answer of 5 MiB', { status: 200, body: { id: 'a'.repeat(5 * 1024 * 1024) } }],
  ])('knows nothing after %s', async (_what, given) => {
    expect(await failureAfter(id, given)).toMatchObject({ kind: 'unavailable' });
  });

  it('does not disconnect an account over a status that HTTP does not have', async () => {
    answer = { status: 999, body: 'go away' };
    const credentials = { accessToken: 'token-1', refreshToken: 'refresh-1', scopes: ['user.info.basic'] };
    const identified = PLATFORMS[id].oauth.identify(
      { ...api(id), scopes: PLATFORMS[id].oauth.neededScopes },
      {
        ...credentials,
        accessTokenExpiresAt: null,
        refreshTokenExpiresAt: null,
      },
    );
    await expect(identified).rejects.toMatchObject({ name: 'PlatformFailure', kind: 'unavailable' });
  });

  it.each([301, 302, 303, 307, 308])('does not follow a %d with its token', async (status) => {
    const given = { status, headers: { location: `${origin}/elsewhere` } };
    expect(await failureAfter(id, given)).toMatchObject({ kind: 'unavailable' });
    expect(paths).toHaveLength(1);
  });
});

async function failureAfter(id: PlatformId, given: Answer): Promise<PlatformFailure> {
  answer = given;
  paths.length = 0;
  readings.length = 0;
  const platform = PLATFORMS[id];
  const post: PublishPost<unknown> = {
    targetId: 'target-1',
    format: FORMATS[id],
    caption: 'Fresh bread',
    title: null,
    media: id === 'X' ? [] : [media(id === 'INSTAGRAM' ? 'IMAGE' : 'VIDEO')],
    options: platform.options.parse({}),
  };
  const error = await publishOnJournal(platform, post, api(id), newRun()).then(
    () => new Error('it was published'),
    (reason: unknown) => reason,
  );
  if (error instanceof PlatformFailure) return error;
  throw error;
}

const media = (kind: 'IMAGE' | 'VIDEO'): PublishPost['media'][number] => ({
  id: 'media-1',
  kind,
  mimeType: kind === 'IMAGE' ? 'image/jpeg' : 'video/mp4',
  bytes: 1_000,
  width: 1080,
  height: 1080,
  durationMs: 5_000,
  frameRate: 30,
  frameCount: null,
  videoCodec: 'avc',
  audioCodec: 'aac',
  altText: null,
});

function api(id: PlatformId): Api {
  return {
    http: createHttp({ dispatcher, onQuota: (reading) => readings.push(reading) }),
    origins: Object.fromEntries(Object.keys(PLATFORMS[id].setup.origins).map((name) => [name, origin])),
    client: { clientId: 'client', clientSecret: 'secret' },
    apiVersion: '',
    scopes: [],
    accessToken: 'token-1',
    account: { externalId: '42', username: 'bakery', displayName: null, facts: {} },
    media: {
      open: () => Readable.from([Buffer.alloc(1_000)]),
      lend: () => Readable.from([Buffer.alloc(1_000)]),
      describe: async () => ({ bytes: 1_000, mimeType: 'image/jpeg' }),
      link: async () => 'https://media.example/media-1',
      isServedSince: async () => true,
      revoke: async () => 'NEVER_FETCHED',
    },
    now: () => new Date(),
  };
}
