import { once } from 'node:events';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FaultInput } from '../../sandbox/faults.ts';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import { publishContainer } from '../../src/platforms/instagram/api.ts';
import { instagram } from '../../src/platforms/instagram/index.ts';
import { type InstagramOptions, options } from '../../src/platforms/instagram/options.ts';
import { pollAgainInMs } from '../../src/platforms/instagram/publish.ts';
import type {
  Api,
  Credentials,
  Format,
  MediaAccess,
  OAuthContext,
  PublishMedia,
  PublishPost,
} from '../../src/platforms/platform.ts';
import { createDispatcher, createHttp, type QuotaReading } from '../../src/platforms/request.ts';
import { type MemoryRun, newRun, publishInMemory } from '../support/memory-journal.ts';
import { sampleJpeg, sampleMp4 } from '../support/sample-media.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';

const DAY_MS = 86_400_000;
const ACCOUNT_ID = '17841400000000011';
const REDIRECT = 'https://slipway.example/oauth/callback';

const FILES: Record<string, { type: string; body: Buffer }> = {
  bread: { type: 'image/jpeg', body: sampleJpeg({ width: 1080, height: 1080 }) },
  cake: { type: 'image/jpeg', body: sampleJpeg({ width: 1000, height: 1000 }) },
  tower: { type: 'image/jpeg', body: sampleJpeg({ width: 500, height: 2000 }) },
  clip: { type: 'video/mp4', body: sampleMp4({ width: 1080, height: 1920, durationMs: 8_000 }) },
};

let sandbox: TestSandbox;
let media: MediaAccess & AsyncDisposable;
let credentials: Credentials;
let quotas: QuotaReading[];
/** How far the sandbox and the adapter are ahead of the wall clock. */
let aheadMs: number;
const dispatcher = createDispatcher();

beforeAll(async () => {
  sandbox = await startTestSandbox();
  media = await serveMedia();
});
afterAll(async () => {
  await dispatcher.close();
  await media[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await sandbox.control.reset();
  quotas = [];
  aheadMs = 0;
  credentials = await connect();
});

/* ---------------------------------------------------------------- around the adapter ---- */

const now = () => new Date(Date.now() + aheadMs);

async function travel(ms: number) {
  aheadMs += ms;
  await sandbox.control.advance(ms);
}

function context(): OAuthContext {
  return {
    http: createHttp({ dispatcher, onQuota: (reading) => quotas.push(reading) }),
    origins: Object.fromEntries(Object.entries(instagram.origins).map(([name, url]) => [name, sandbox.at(url)])),
    client: { clientId: 'instagram-app', clientSecret: 'instagram-secret' },
    apiVersion: 'v26.0',
    scopes: [...instagram.oauth.neededScopes, ...instagram.oauth.optionalScopes],
    now,
  };
}

async function connect(choice: Parameters<TestSandbox['control']['authorize']>[1] = {}): Promise<Credentials> {
  const login = { redirectUri: REDIRECT, state: 'state-1', codeVerifier: 'v'.repeat(64) };
  const url = instagram.oauth.authorizationUrl(context(), login);
  const callback = await sandbox.control.authorize(url, { account: ACCOUNT_ID, ...choice });
  return instagram.oauth.exchangeCode(context(), { ...login, code: callback.searchParams.get('code') ?? '' });
}

function api(): Api {
  return {
    ...context(),
    accessToken: credentials.accessToken,
    account: { externalId: ACCOUNT_ID, username: 'northwind.bakery', displayName: null, facts: {} },
    media,
  };
}

/** Links that need their whole query: an encoding mistake anywhere, or an unknown file, and the server hangs up. */
async function serveMedia(): Promise<MediaAccess & AsyncDisposable> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://media');
    const file = FILES[url.pathname.slice(1)];
    if (file === undefined || url.searchParams.get('sig') !== 'a&b=c#d') return response.destroy();
    return response.writeHead(200, { 'content-type': file.type, 'content-length': file.body.length }).end(file.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    open: (id) => Readable.from([FILES[id]?.body]),
    lend: (id) => Readable.from([FILES[id]?.body]),
    link: async (id, label) =>
      `http://127.0.0.1:${port}/${id}?label=${label}&sig=${encodeURIComponent('a&b=c#d')}&expires=9`,
    revoke: async () => 'FETCHED',
    describe: async (id) => ({ bytes: FILES[id]?.body.length ?? 0, mimeType: FILES[id]?.type ?? 'image/jpeg' }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function asset(id: string, altText: string | null = null): PublishMedia {
  const type = FILES[id]?.type ?? 'image/jpeg';
  return {
    ...{ id, kind: type === 'video/mp4' ? 'VIDEO' : 'IMAGE', mimeType: type, bytes: FILES[id]?.body.length ?? 1 },
    ...{ width: null, height: null, durationMs: null, frameRate: null, videoCodec: null, audioCodec: null, altText },
  };
}

function post(format: Format, ids: readonly string[], rest: { caption?: string; options?: unknown } = {}) {
  return {
    targetId: 'target-1',
    format,
    caption: rest.caption ?? 'Fresh bread',
    title: null,
    media: ids.map((id) => asset(id)),
    options: options.parse(rest.options ?? {}),
  } satisfies PublishPost<InstagramOptions>;
}

const publish = (subject: PublishPost<InstagramOptions>, run: MemoryRun = newRun()) =>
  publishInMemory(instagram, subject, api(), run);

/** Publishes, expects a failure, and does to the journal what the engine does with it. */
async function failing(subject: PublishPost<InstagramOptions>, run: MemoryRun): Promise<PlatformFailure> {
  const error = await publish(subject, run).then(
    () => new Error('it was published'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof PlatformFailure)) throw error;
  for (const step of error.discard) run.journal.delete(step);
  return error;
}

const live = () => sandbox.control.live({ platform: 'INSTAGRAM' });

/* ---------------------------------------------------------------- login ---- */

describe('the login', () => {
  it.each(['documented', 'flat', 'flat_array'])('accepts the %s shape of the token answer', async (tokenShape) => {
    await sandbox.control.settings('INSTAGRAM', { tokenShape });
    const granted = await connect();
    expect(granted.scopes).toEqual([...instagram.oauth.neededScopes, ...instagram.oauth.optionalScopes]);
    expect(granted.refreshToken).toBeNull();
    const daysLeft = ((granted.accessTokenExpiresAt?.getTime() ?? 0) - now().getTime()) / DAY_MS;
    expect(daysLeft).toBeGreaterThan(59);
    expect(daysLeft).toBeLessThanOrEqual(60);
  });

  it('asks Instagram for a fresh login and comma separated scopes', () => {
    const url = new URL(
      instagram.oauth.authorizationUrl(context(), { redirectUri: REDIRECT, state: 's&1', codeVerifier: '' }),
    );
    expect(url.pathname).toMatch(/\/oauth\/authorize$/);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'instagram-app',
      redirect_uri: REDIRECT,
      response_type: 'code',
      scope:
        'instagram_business_basic,instagram_business_content_publish,instagram_business_manage_comments,instagram_business_manage_insights',
      state: 's&1',
      force_reauth: 'true',
    });
  });

  it('cuts off the `#_` that Instagram appends to the code', async () => {
    const login = { redirectUri: REDIRECT, state: 's', codeVerifier: '' };
    const callback = await sandbox.control.authorize(instagram.oauth.authorizationUrl(context(), login));
    const code = `${callback.searchParams.get('code')}#_`;
    await expect(instagram.oauth.exchangeCode(context(), { ...login, code })).resolves.toBeDefined();
  });

  it('tells a code that is used up from an outage', async () => {
    const exchange = () =>
      instagram.oauth.exchangeCode(context(), { code: 'used-up', redirectUri: REDIRECT, codeVerifier: '' });
    await expect(exchange()).rejects.toMatchObject({ code: 'AUTH_EXPIRED', kind: 'unauthorized' });
    await sandbox.control.fault({ operation: 'instagram.token', mode: 'answer', status: 503, text: 'down' });
    await expect(exchange()).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('identifies the account by the id that publishes, as a string', async () => {
    await expect(instagram.oauth.identify(context(), credentials)).resolves.toMatchObject({
      externalId: ACCOUNT_ID,
      username: 'northwind.bakery',
      displayName: 'Northwind Bakery',
      profileUrl: 'https://www.instagram.com/northwind.bakery/',
      facts: { accountType: 'BUSINESS' },
    });
  });

  it('keeps a 64-bit id that comes as a bare number', async () => {
    const text = '{"data":[{"user_id":17841400000000017,"username":"n","account_type":"Media_Creator"}]}';
    await sandbox.control.fault({ operation: 'instagram.account', mode: 'answer', status: 200, text });
    await expect(instagram.oauth.identify(context(), credentials)).resolves.toMatchObject({
      externalId: '17841400000000017',
      facts: { accountType: 'MEDIA_CREATOR' },
    });
  });

  it('renews with the access token itself, but not within its first day', async () => {
    expect(await instagram.oauth.refresh(context(), credentials)).toBe(credentials);
    await travel(8 * DAY_MS);
    const renewed = await instagram.oauth.refresh(context(), credentials);
    expect(renewed.accessTokenExpiresAt?.getTime()).toBeGreaterThan(now().getTime() + 59 * DAY_MS);
    expect(renewed.scopes).toEqual(credentials.scopes);
    await expect(instagram.oauth.identify(context(), renewed)).resolves.toMatchObject({ externalId: ACCOUNT_ID });
  });

  it.each([
    ['a lifetime in a string', { expires_in: '5183944' }, 5_183_944],
    ['no lifetime', {}, 60 * 86_400],
    ['an empty lifetime', { expires_in: null }, 60 * 86_400],
    ['permissions with spaces', { expires_in: 3_600, permissions: 'instagram_business_basic, other' }, 3_600],
    ['an envelope', { data: [{ access_token: 'IGAA-new', expires_in: 7_200 }] }, 7_200],
  ])('takes a renewed token with %s', async (_what, answer, seconds) => {
    await travel(8 * DAY_MS);
    const json = { access_token: 'IGAA-new', token_type: 'bearer', ...answer };
    await sandbox.control.fault({ operation: 'instagram.token_refresh', mode: 'answer', status: 200, json });
    const renewed = await instagram.oauth.refresh(context(), credentials);
    expect(renewed.accessToken).toBe('IGAA-new');
    expect(renewed.scopes).toContain('instagram_business_basic');
    const left = ((renewed.accessTokenExpiresAt?.getTime() ?? 0) - now().getTime()) / 1_000;
    expect(Math.abs(left - seconds)).toBeLessThan(60);
  });

  it.each([
    ['none', {}],
    ['an empty list', { permissions: '' }],
  ])('takes a token answer with %s of the permissions for all that were asked for', async (_what, told) => {
    const login = { redirectUri: REDIRECT, state: 's', codeVerifier: '' };
    const callback = await sandbox.control.authorize(instagram.oauth.authorizationUrl(context(), login));
    const json = { access_token: 'short', user_id: 1, ...told };
    await sandbox.control.fault({ operation: 'instagram.token', mode: 'answer', status: 200, json });
    const long = { access_token: 'long', token_type: 'bearer', expires_in: 5_183_944 };
    await sandbox.control.fault({ operation: 'instagram.token_exchange', mode: 'answer', status: 200, json: long });
    const code = callback.searchParams.get('code') ?? '';
    const granted = await instagram.oauth.exchangeCode(context(), { ...login, code });
    expect(granted).toMatchObject({
      accessToken: 'long',
      scopes: [...instagram.oauth.neededScopes, ...instagram.oauth.optionalScopes],
    });
  });

  it('is due for renewal from day 7 on', () => {
    expect(instagram.oauth.refreshMarginMs).toBe(53 * DAY_MS);
  });

  it('disconnects when the grant is dead, not when Instagram is down', async () => {
    await travel(8 * DAY_MS);
    await sandbox.control.fault({ operation: 'instagram.token_refresh', mode: 'answer', status: 500, text: 'oops' });
    await expect(instagram.oauth.refresh(context(), credentials)).rejects.toMatchObject({ kind: 'unavailable' });
    await sandbox.control.revokeTokens('INSTAGRAM');
    await expect(instagram.oauth.refresh(context(), credentials)).rejects.toMatchObject({ code: 'AUTH_REVOKED' });
  });
});

/* ---------------------------------------------------------------- formats ---- */

describe('publishing', () => {
  it('puts an image live once, with caption, alt text, address and first comment', async () => {
    const caption = 'Fresh #bread & more = 100 % 🥐 @ada.makes';
    const subject = {
      ...post('IMAGE', ['bread'], { caption, options: { firstComment: 'Open till 6 #hours' } }),
      media: [asset('bread', 'A loaf')],
    };
    const { receipt, extras } = await publish(subject);
    const [only, ...others] = await live();
    expect(others).toEqual([]);
    expect(only).toMatchObject({ id: receipt.id, accountId: ACCOUNT_ID, text: caption, mediaCount: 1 });
    expect(only?.details).toMatchObject({ altText: 'A loaf', comments: [{ text: 'Open till 6 #hours' }] });
    expect(extras.permalink).toEqual({ url: only?.permalink });
  });

  it('puts images and videos into one carousel, in order, the caption on the parent', async () => {
    const run = newRun();
    const tags = [{ username: 'ada.makes', x: 0.5, y: 0.25, mediaIndex: 2 }];
    const given = { collaborators: ['@ada.makes'], userTags: tags };
    await publish(post('CAROUSEL', ['bread', 'clip', 'cake'], { options: given }), run);
    const [only] = await live();
    expect(only).toMatchObject({ kind: 'CAROUSEL', text: 'Fresh bread', mediaCount: 3 });
    expect(only?.details).toMatchObject({ mediaTypes: ['IMAGE', 'VIDEO', 'IMAGE'], collaborators: ['ada.makes'] });
    expect([...run.journal.keys()].filter((step) => !/permalink/.test(step))).toEqual([
      ...['child-0', 'child-1', 'child-2', 'processing-child-0', 'processing-child-1', 'processing-child-2'],
      ...['container', 'processing-container', 'limit', 'publish'],
    ]);
  });

  it('publishes a reel with a cover and everything a reel can have', async () => {
    const given = {
      ...{ shareToFeed: true, coverMediaAssetId: 'cake', audioName: 'Oven', trialReel: 'MANUAL', isAiGenerated: true },
      userTags: [{ username: 'ada.makes' }],
    };
    await publish(post('REEL', ['clip'], { options: given }));
    expect(await live()).toMatchObject([{ kind: 'REELS', text: 'Fresh bread' }]);
  });

  it.each(['bread', 'clip'])('publishes a story of %s without a caption', async (id) => {
    await publish(post('STORY', [id], { caption: 'not for stories' }));
    expect(await live()).toMatchObject([{ kind: 'STORIES', text: '' }]);
  });

  it('switches comments off when asked to', async () => {
    const { extras } = await publish(post('IMAGE', ['bread'], { options: { commentsEnabled: false } }));
    expect(extras['comment-switch']).toBeUndefined();
    const requests = await sandbox.control.requests({ operation: 'instagram.media_update' });
    expect(requests).toHaveLength(1);
  });

  it('waits for the container', async () => {
    await sandbox.control.settings('INSTAGRAM', { processingPolls: 4 });
    const run = newRun();
    await publish(post('IMAGE', ['bread']), run);
    const waits = run.probes.flatMap(({ probe }) => (probe === 'ready' ? [] : [probe]));
    expect(waits).toHaveLength(4);
    expect(waits[0]).toEqual({ againInMs: 3_000, platformState: 'IN_PROGRESS' });
  });

  it('looks at a slow container once a minute, as Instagram asks, and at a fresh one a few times more', () => {
    const looks = [500];
    while ((looks.at(-1) ?? 0) < 240_000) looks.push((looks.at(-1) ?? 0) + pollAgainInMs(looks.at(-1) ?? 0));
    expect(looks).toEqual([500, 3_500, 10_000, 30_000, 90_000, 150_000, 210_000, 270_000]);
  });

  it('looks half as often while four fifths of the calls are used up', async () => {
    await sandbox.control.settings('INSTAGRAM', { processingPolls: 1 });
    const usage = { call_count: 12, total_time: '85', total_cputime: 3 };
    await sandbox.control.fault({
      ...{ operation: 'instagram.container_status', mode: 'answer_after', status: 200 },
      json: { id: '1', status_code: 'IN_PROGRESS' },
      headers: { 'x-app-usage': JSON.stringify(usage) },
    });
    const run = newRun();
    await publish(post('IMAGE', ['bread']), run);
    expect(run.probes[0]?.probe).toEqual({ againInMs: 6_000, platformState: 'IN_PROGRESS' });
    expect(quotas).toContainEqual({ name: 'app_calls_percent', limit: 100, used: 85 });
  });

  it.each([
    ['without a code', { error: { message: 'something', type: 'OAuthException' } }],
    ['that is a word', { error: 'sorry' }],
    ['that is empty', { error: {} }],
  ])('takes an error %s for no refusal, with whichever status it comes', async (_what, json) => {
    for (const status of [200, 400]) {
      const run = newRun();
      await sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'answer_after', status, json });
      const failure = await failing(post('IMAGE', ['bread']), run);
      expect(failure).toMatchObject({ kind: 'unavailable' });
      await publish(post('IMAGE', ['bread']), run);
    }
    expect(await sandbox.control.requestCount('instagram.media_publish')).toBe(2);
    expect(await live()).toHaveLength(2);
  });

  it('understands an error by its code when what stands beside it is odd', async () => {
    const json = { error: { code: '36003', error_subcode: 2207009, is_transient: 'no', message: { text: 1 } } };
    await sandbox.control.fault({ operation: 'instagram.container_create', mode: 'answer', status: 400, json });
    expect(await failing(post('IMAGE', ['bread']), newRun())).toMatchObject({ code: 'MEDIA_INVALID' });
  });

  it('refuses a cover that is no JPEG before anything is sent', async () => {
    const reel = post('REEL', ['clip'], { options: { coverMediaAssetId: 'clip' } });
    expect(await failing(reel, newRun())).toMatchObject({ code: 'MEDIA_INVALID' });
    expect(await sandbox.control.requestCount('instagram.container_create')).toBe(0);
  });

  it('takes an empty state for "in progress" at first, and for "ready" after a minute', async () => {
    await sandbox.control.settings('INSTAGRAM', { processingPolls: 0 });
    const empty = { operation: 'instagram.container_status', mode: 'answer', status: 200, json: { id: '1' } } as const;
    await sandbox.control.fault({ ...empty, times: 2 });
    const run = newRun();
    await publish(post('IMAGE', ['bread']), run);
    expect(run.probes).toHaveLength(3);

    const later = newRun();
    await sandbox.control.fault({ operation: 'instagram.container_status', mode: 'drop_before' });
    await failing(post('IMAGE', ['bread']), later);
    await travel(2 * 60_000);
    await sandbox.control.fault({ ...empty, times: -1 });
    await publish(post('IMAGE', ['bread']), later);
    expect(later.probes).toEqual([{ step: 'processing-container', probe: 'ready' }]);
  });

  it('reports the allowance and the usage headers as Instagram tells them', async () => {
    await sandbox.control.settings('INSTAGRAM', { quotaTotal: 77 });
    await publish(post('IMAGE', ['bread']));
    expect(quotas).toContainEqual({ name: 'posts_24h', limit: 77, used: 0 });
    expect(quotas).toContainEqual(expect.objectContaining({ name: 'app_calls_percent', limit: 100 }));
    expect(quotas).toContainEqual(expect.objectContaining({ name: 'account_calls_percent', limit: 100 }));
  });
});

/* ---------------------------------------------------------------- the allowance ---- */

describe('the publishing limit', () => {
  const answered = (fault: { status: number; json?: FaultInput['json']; text?: string }) =>
    sandbox.control.fault({ operation: 'instagram.publishing_limit', mode: 'answer', times: -1, ...fault });
  const error = (code: number, message = 'no') => ({ error: { message, type: 'OAuthException', code } });

  it.each([
    ['an endpoint that is not there', { status: 404, json: error(2500) }],
    ['a parameter it does not like', { status: 400, json: error(100) }],
    ['a permission', { status: 403, json: error(10) }],
    ['an internal error', { status: 500, json: error(1) }],
    ['a page', { status: 502, text: '<!doctype html><title>Bad gateway</title>' }],
    ['an answer that nobody understands', { status: 200, text: '[1]' }],
  ])('is only advice: a post goes out when it is withheld because of %s', async (_what, fault) => {
    await answered(fault);
    const run = newRun();
    await publish(post('IMAGE', ['bread']), run);
    expect(await live()).toHaveLength(1);
    expect(run.journal.get('limit')).toEqual({ withheld: expect.any(String) });
  });

  it.each([
    ['numbers in strings', { data: [{ quota_usage: '3', config: { quota_total: '50' } }] }, { limit: 50, used: 3 }],
    ['a flat answer', { quota_usage: 3, config: { quota_total: 100 } }, { limit: 100, used: 3 }],
    ['no config', { data: [{ quota_usage: 3 }] }, { used: 3 }],
    ['an empty list', { data: [] }, {}],
  ])('is read from %s', async (_what, json, told) => {
    await answered({ status: 200, json });
    await publish(post('IMAGE', ['bread']));
    expect(quotas).toContainEqual({ name: 'posts_24h', ...told });
    expect(await live()).toHaveLength(1);
  });

  it('stops a post when the token is dead or Instagram throttles, and then comes back when told to', async () => {
    await answered({ status: 400, json: error(190) });
    expect(await failing(post('IMAGE', ['bread']), newRun())).toMatchObject({ code: 'AUTH_EXPIRED' });
    await sandbox.control.clearFaults();
    const slow = { status: 429, json: error(4), headers: { 'retry-after': '7' } } as const;
    await sandbox.control.fault({ operation: 'instagram.publishing_limit', mode: 'answer', ...slow });
    const throttled = await failing(post('IMAGE', ['bread']), newRun());
    expect(throttled).toMatchObject({ code: 'RATE_LIMITED', kind: 'rate_limited' });
    expect((throttled.retryAt?.getTime() ?? 0) - now().getTime()).toBeLessThanOrEqual(7_000);
    expect(await live()).toEqual([]);
  });

  it('does not concern a container that is live already', async () => {
    const run = newRun();
    const { receipt } = await publish(post('IMAGE', ['bread']), run);
    await sandbox.control.settings('INSTAGRAM', { quotaTotal: 1 });
    for (const step of ['processing-container', 'limit', 'publish']) run.journal.delete(step);
    expect((await publish(post('IMAGE', ['bread']), run)).receipt.id).toBe(receipt.id);
    expect(await live()).toHaveLength(1);
  });
});

/* ---------------------------------------------------------------- refusals ---- */

describe('a refusal', () => {
  it('of a media says what is wrong with it', async () => {
    const error = await failing(post('IMAGE', ['tower']), newRun());
    expect(error).toMatchObject({
      code: 'MEDIA_INVALID',
      kind: 'rejected',
      vendor: { code: '36003', subcode: '2207009' },
    });
    expect(error.vendor.traceId).toBeTruthy();
  });

  it('because the media cannot be fetched is final after three containers, and hides the link', async () => {
    const run = newRun();
    const subject = post('IMAGE', ['missing']);
    const kinds = [await failing(subject, run), await failing(subject, run), await failing(subject, run)];
    expect(kinds.map(({ code, kind }) => `${code} ${kind}`)).toEqual([
      'MEDIA_UNREACHABLE unavailable',
      'MEDIA_UNREACHABLE unavailable',
      'MEDIA_UNREACHABLE rejected',
    ]);
    expect(kinds.map((error) => error.message + error.vendor.message).join()).not.toContain('sig=');
    expect(run.journal.size).toBe(0);
  });

  it('during processing gets one new container, then is final', async () => {
    await sandbox.control.settings('INSTAGRAM', { failProcessing: '2207082' });
    const run = newRun();
    const first = await failing(post('REEL', ['clip']), run);
    expect(first).toMatchObject({ code: 'PROCESSING_FAILED', kind: 'unavailable', vendor: { subcode: '2207082' } });
    expect(run.journal.has('container')).toBe(false);
    const second = await failing(post('REEL', ['clip']), run);
    expect(second).toMatchObject({ code: 'PROCESSING_FAILED', kind: 'rejected' });
    expect(await sandbox.control.requestCount('instagram.container_create')).toBe(2);
  });

  it('of the file during processing is the fault of the file', async () => {
    await sandbox.control.settings('INSTAGRAM', { failProcessing: '2207026' });
    expect(await failing(post('REEL', ['clip']), newRun())).toMatchObject({ code: 'MEDIA_INVALID', kind: 'rejected' });
  });

  it('of one item of a carousel makes that item new and no other', async () => {
    await sandbox.control.settings('INSTAGRAM', { processingPolls: 0 });
    const broken = { id: '1', status_code: 'ERROR', status: 'Error: Media upload has failed with error code 2207077' };
    const operation = 'instagram.container_status';
    await sandbox.control.fault({ operation, mode: 'answer', status: 200, json: broken, skip: 1 });
    const run = newRun();
    const subject = post('CAROUSEL', ['bread', 'cake']);
    expect(await failing(subject, run)).toMatchObject({
      code: 'MEDIA_UNREACHABLE',
      discard: ['child-1', 'processing-child-1'],
    });
    await publish(subject, run);
    expect(await sandbox.control.requestCount('instagram.container_create')).toBe(4);
    expect(await live()).toHaveLength(1);
  });

  it('by the daily limit is seen before anything is published', async () => {
    await sandbox.control.settings('INSTAGRAM', { quotaTotal: 0 });
    const error = await failing(post('IMAGE', ['bread']), newRun());
    expect(error).toMatchObject({ code: 'QUOTA_EXCEEDED', kind: 'rate_limited' });
    expect(error.retryAt?.getTime()).toBeGreaterThan(now().getTime());
    expect(await sandbox.control.requestCount('instagram.media_publish')).toBe(0);
  });

  it('by the daily limit at the last moment clears the intent and asks anew', async () => {
    const json = {
      error: { message: 'limit', type: 'OAuthException', code: 9, error_subcode: 2207042, fbtrace_id: 'A' },
    };
    await sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'answer', status: 400, json });
    const run = newRun();
    const error = await failing(post('IMAGE', ['bread']), run);
    expect(error).toMatchObject({ code: 'QUOTA_EXCEEDED', discard: ['limit'], vendor: { traceId: 'A' } });
    expect(run.intents.size).toBe(0);
    await publish(post('IMAGE', ['bread']), run);
    expect(await live()).toHaveLength(1);
  });

  it('of the rate tells when to come back', async () => {
    await sandbox.control.settings('INSTAGRAM', { callsPerHour: 1 });
    const error = await failing(post('IMAGE', ['bread']), newRun());
    expect(error).toMatchObject({ code: 'RATE_LIMITED', kind: 'rate_limited' });
    const minutes = ((error.retryAt?.getTime() ?? 0) - now().getTime()) / 60_000;
    expect(minutes).toBeGreaterThan(59);
    expect(minutes).toBeLessThanOrEqual(60);
  });

  it('of the rate that names no budget is asked again after a minute', async () => {
    await sandbox.control.fault({ operation: 'instagram.container_create', mode: 'answer', status: 429, text: '' });
    const error = await failing(post('IMAGE', ['bread']), newRun());
    expect(error).toMatchObject({ code: 'RATE_LIMITED', kind: 'rate_limited' });
    expect(((error.retryAt?.getTime() ?? 0) - now().getTime()) / 1_000).toBeCloseTo(60, 0);
  });

  it('of the token is about the token', async () => {
    await sandbox.control.expireTokens('INSTAGRAM');
    expect(await failing(post('IMAGE', ['bread']), newRun())).toMatchObject({
      code: 'AUTH_EXPIRED',
      kind: 'unauthorized',
    });
    await sandbox.control.revokeTokens('INSTAGRAM');
    expect(await failing(post('IMAGE', ['bread']), newRun())).toMatchObject({ kind: 'unauthorized' });
  });

  it('of a scope spares the post and fails the comment alone', async () => {
    credentials = await connect({ scopes: [...instagram.oauth.neededScopes] });
    const { extras } = await publish(post('IMAGE', ['bread'], { options: { firstComment: 'First' } }));
    expect(extras['first-comment']).toMatchObject({ code: 'SCOPE_MISSING', kind: 'unauthorized' });
    expect(await live()).toHaveLength(1);
  });

  it('without words, from a proxy, is an outage', async () => {
    await sandbox.control.fault({
      operation: 'instagram.container_create',
      mode: 'answer',
      status: 403,
      text: '<html>',
    });
    expect(await failing(post('IMAGE', ['bread']), newRun())).toMatchObject({ kind: 'unavailable' });
  });
});

/* ---------------------------------------------------------------- once and only once ---- */

describe('one container', () => {
  it.each([
    ['the connection breaks after Instagram accepted', { mode: 'drop_after' }],
    ['Instagram accepts and answers 500', { mode: 'answer_after', status: 500, text: 'oops' }],
    ['Instagram accepts and answers a page', { mode: 'html', status: 200 }],
    ['the answer is cut off', { mode: 'truncate' }],
    ['the connection breaks before Instagram saw it', { mode: 'drop_before' }],
    ['Instagram refuses with 503', { mode: 'answer', status: 503, text: 'busy' }],
  ] as const)('is published once when %s', async (_what, fault) => {
    await sandbox.control.fault({ operation: 'instagram.media_publish', ...fault });
    const run = newRun();
    const subject = post('IMAGE', ['bread']);
    expect(await failing(subject, run)).toMatchObject({ kind: 'unavailable', discard: [] });
    expect(run.intents.has('publish')).toBe(true);
    const { receipt, extras } = await publish(subject, run);
    const [only, ...others] = await live();
    expect(others).toEqual([]);
    expect(only?.id).toBe(receipt.id);
    expect(extras.permalink).toEqual({ url: only?.permalink });
    expect(await sandbox.control.requestCount('instagram.container_create')).toBe(1);
  });

  it('is known to be live at once when Instagram accepts and then complains', async () => {
    const json = { error: { message: 'An unknown error occurred', code: 1, is_transient: true } };
    await sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'answer_after', status: 500, json });
    const { receipt } = await publish(post('IMAGE', ['bread']));
    expect((await live()).map(({ id }) => id)).toEqual([receipt.id]);
    expect(await sandbox.control.requestCount('instagram.media_publish')).toBe(1);
  });

  it('that is live counts as live while Instagram does not list the media, whose id comes later', async () => {
    await sandbox.control.settings('INSTAGRAM', { hideFreshReads: 2 });
    await sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'drop_after' });
    const run = newRun();
    const subject = post('IMAGE', ['bread'], { options: { firstComment: 'First' } });
    await failing(subject, run);
    const { receipt, extras } = await publish(subject, run);
    const container = run.journal.get('container') as { id: string };
    expect(receipt).toMatchObject({ id: container.id, identified: false });
    expect(extras.permalink).toMatchObject({ kind: 'unavailable' });
    const again = await publish(subject, run);
    const [only] = await live();
    expect(again.extras.permalink).toEqual({ url: only?.permalink });
    expect(only?.details?.comments).toMatchObject([{ text: 'First' }]);
  });

  it('of a story is found among the stories', async () => {
    await sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'drop_after' });
    const run = newRun();
    await failing(post('STORY', ['bread']), run);
    const { receipt } = await publish(post('STORY', ['bread']), run);
    expect((await live()).map(({ id }) => id)).toEqual([receipt.id]);
  });

  it('of an image is not taken for the reel that went live with the same words just before', async () => {
    const reelAt = now();
    await publish(post('REEL', ['clip']));
    await travel(2_000);
    await sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'drop_after' });
    const run = newRun();
    await failing(post('IMAGE', ['bread']), run);
    // Clocks differ: by ours, the intent was stored when the reel went out by Instagram's.
    run.intents.set('publish', reelAt);
    const { receipt } = await publish(post('IMAGE', ['bread']), run);
    const media = await live();
    expect(media).toHaveLength(2);
    expect(receipt.id).toBe(media.find(({ kind }) => kind === 'IMAGE')?.id);
  });

  it('of a story is not mistaken for the story before it, however shortly before', async () => {
    const earlier = await publish(post('STORY', ['bread']));
    await travel(2_000);
    await sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'drop_before' });
    const run = newRun();
    await failing(post('STORY', ['bread']), run);
    // The journal in memory does not travel.
    run.intents.set('publish', now());
    // A worker that was frozen after its intent sends it later than the earlier story was before the intent.
    await travel(8_000);
    const { id } = run.journal.get('container') as { id: string };
    await publishContainer(api(), ACCOUNT_ID, id, { signal: AbortSignal.timeout(60_000), voids: {} });
    const { receipt } = await publish(post('STORY', ['bread']), run);
    expect((await live()).map((one) => one.id)).toEqual([earlier.receipt.id, receipt.id]);
  });

  it('is not published again when the journal lost that it was', async () => {
    const run = newRun();
    const { receipt } = await publish(post('IMAGE', ['bread']), run);
    for (const step of ['publish', 'permalink']) run.journal.delete(step);
    expect((await publish(post('IMAGE', ['bread']), run)).receipt.id).toBe(receipt.id);
    run.journal.delete('publish');
    run.journal.delete('processing-container');
    expect((await publish(post('IMAGE', ['bread']), run)).receipt.id).toBe(receipt.id);
    expect(await live()).toHaveLength(1);
  });

  it('that was not ready is polled again and published then', async () => {
    const json = { error: { message: 'not ready', code: 9007, error_subcode: 2207027 } };
    await sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'answer', status: 400, json });
    const run = newRun();
    const error = await failing(post('IMAGE', ['bread']), run);
    expect(error).toMatchObject({ kind: 'rate_limited', discard: ['processing-container'] });
    expect(run.intents.size).toBe(0);
    await publish(post('IMAGE', ['bread']), run);
    expect(await live()).toHaveLength(1);
    expect(await sandbox.control.requestCount('instagram.container_create')).toBe(1);
  });

  it('that expired while it was processed is replaced', async () => {
    await sandbox.control.settings('INSTAGRAM', { processingPolls: 0 });
    const json = { id: '1', status_code: 'EXPIRED', status: 'Expired' };
    await sandbox.control.fault({ operation: 'instagram.container_status', mode: 'answer', status: 200, json });
    const run = newRun();
    expect(await failing(post('IMAGE', ['bread']), run)).toMatchObject({
      code: 'CONTAINER_EXPIRED',
      kind: 'unavailable',
    });
    await publish(post('IMAGE', ['bread']), run);
    expect(await live()).toHaveLength(1);
  });

  it('that expired before its time came is replaced, with all items of the carousel', async () => {
    const run = newRun();
    const subject = post('CAROUSEL', ['bread', 'cake']);
    await sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'drop_before' });
    await failing(subject, run);
    run.intents.clear();
    await sandbox.control.expireContainers();
    expect(await failing(subject, run)).toMatchObject({ code: 'CONTAINER_EXPIRED', kind: 'rate_limited' });
    expect(run.intents.size).toBe(0);
    expect([...run.journal.keys()]).toEqual([]);
    await publish(subject, run);
    expect(await live()).toHaveLength(1);
  });

  it('that expired after a lost call is proof that nothing went live', async () => {
    const run = newRun();
    await sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'drop_before' });
    await failing(post('IMAGE', ['bread']), run);
    await sandbox.control.expireContainers();
    expect(await failing(post('IMAGE', ['bread']), run)).toMatchObject({
      code: 'CONTAINER_EXPIRED',
      kind: 'rate_limited',
    });
    expect(run.intents.size).toBe(0);
    expect(await sandbox.control.requestCount('instagram.media_publish')).toBe(1);
    await publish(post('IMAGE', ['bread']), run);
    expect(await live()).toHaveLength(1);
  });

  it('is looked at again later while Instagram is still working on it', async () => {
    const run = newRun();
    await sandbox.control.fault({ operation: 'instagram.media_publish', mode: 'drop_after' });
    await failing(post('IMAGE', ['bread']), run);
    const json = { id: '1', status_code: 'IN_PROGRESS' };
    await sandbox.control.fault({ operation: 'instagram.container_status', mode: 'answer', status: 200, json });
    expect(await failing(post('IMAGE', ['bread']), run)).toMatchObject({ kind: 'unavailable' });
    expect(run.intents.has('publish')).toBe(true);
    await publish(post('IMAGE', ['bread']), run);
    expect(await live()).toHaveLength(1);
  });
});

describe('after publishing', () => {
  it('a lost answer never makes a second comment', async () => {
    await sandbox.control.fault({ operation: 'instagram.comment_create', mode: 'drop_after' });
    const run = newRun();
    const subject = post('IMAGE', ['bread'], { options: { firstComment: 'First' } });
    const first = await publish(subject, run);
    expect(first.extras['first-comment']).toMatchObject({ kind: 'unavailable' });
    await publish(subject, run);
    expect((await live())[0]?.details?.comments).toMatchObject([{ text: 'First' }]);
  });

  it('a comment that may exist is left to a person where Instagram will not list the comments', async () => {
    await sandbox.control.fault({ operation: 'instagram.comment_create', mode: 'drop_after' });
    const json = { error: { message: 'no', type: 'OAuthException', code: 100 } };
    await sandbox.control.fault({ operation: 'instagram.comment_list', mode: 'answer', status: 404, json, times: -1 });
    const run = newRun();
    const subject = post('IMAGE', ['bread'], { options: { firstComment: 'First' } });
    await publish(subject, run);
    const again = await publish(subject, run);
    expect(again.extras['first-comment']).toMatchObject({ kind: 'outcome_unknown' });
    expect((await live())[0]?.details?.comments).toMatchObject([{ text: 'First' }]);
  });

  it('an address that is not there yet is asked for again', async () => {
    await sandbox.control.settings('INSTAGRAM', { permalinkDelayReads: 1 });
    const json = { id: '1' };
    await sandbox.control.fault({ operation: 'instagram.media_read', mode: 'answer', status: 200, json });
    const run = newRun();
    const subject = post('STORY', ['bread']);
    expect((await publish(subject, run)).extras.permalink).toMatchObject({
      code: 'PLATFORM_UNAVAILABLE',
      kind: 'unavailable',
    });
    await publish(subject, run);
    expect((await publish(subject, run)).extras.permalink).toEqual({ url: (await live())[0]?.permalink });
  });

  it('the profile is the address of a post that has none of its own after ten minutes', async () => {
    const subject = post('STORY', ['bread']);
    const run = newRun();
    const timestamp = new Date(now().getTime()).toISOString();
    const operation = 'instagram.media_read';
    await sandbox.control.fault({ operation, mode: 'answer', status: 200, json: { id: '1', timestamp }, times: 2 });
    expect((await publish(subject, run)).extras.permalink).toMatchObject({ code: 'PLATFORM_UNAVAILABLE' });
    await travel(11 * 60_000);
    const { extras } = await publish(subject, run);
    expect(extras.permalink).toEqual({ url: 'https://www.instagram.com/northwind.bakery/' });
  });
});
