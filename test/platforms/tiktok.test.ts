/** The TikTok adapter against the sandbox: login, uploads, pulls, verdicts, and every way to lose an answer. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import type {
  Api,
  Credentials,
  MediaAccess,
  OAuthContext,
  PublishMedia,
  PublishPost,
} from '../../src/platforms/platform.ts';
import { createDispatcher, createHttp } from '../../src/platforms/request.ts';
import { tiktok } from '../../src/platforms/tiktok/index.ts';
import { type TikTokOptions, tiktokOptions } from '../../src/platforms/tiktok/options.ts';
import { type MemoryRun, newRun, publishInMemory } from '../support/memory-journal.ts';
import { sampleJpeg, sampleMp4 } from '../support/sample-media.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';

const REDIRECT = 'https://slipway.example/oauth/callback';
const VERIFIER = 'v'.repeat(64);
const MINUTE_MS = 60_000;

const smallVideo = sampleMp4({ bytes: 300_000 });
const bigVideo = sampleMp4({ bytes: 70_000_123 });
const photo = sampleJpeg({ width: 1080, height: 1080 });
const FILES: Readonly<Record<string, Buffer>> = { small: smallVideo, big: bigVideo, one: photo, two: photo };
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

const videoFile = (id: 'small' | 'big'): PublishMedia => ({
  id,
  kind: 'VIDEO',
  mimeType: 'video/mp4',
  bytes: FILES[id]?.length ?? 0,
  width: 1080,
  height: 1920,
  durationMs: 5_000,
  frameRate: 30,
  videoCodec: 'avc',
  audioCodec: 'aac',
  altText: null,
});
const photoFile = (id: string): PublishMedia => ({
  ...videoFile('small'),
  id,
  kind: 'IMAGE',
  mimeType: 'image/jpeg',
  bytes: photo.length,
});

const post = (
  format: 'VIDEO' | 'IMAGE' | 'CAROUSEL',
  media: readonly PublishMedia[],
  options: Partial<TikTokOptions> = {},
): PublishPost<TikTokOptions> => ({
  targetId: 'target-1',
  format,
  caption: 'Fresh bread #bakery',
  title: format === 'VIDEO' ? null : 'Bread',
  media,
  options: tiktokOptions.parse(options),
});
const PUBLIC = { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE' } as const;
const PRIVATE = { mode: 'DIRECT', privacyLevel: 'SELF_ONLY' } as const;
const inboxVideo = post('VIDEO', [videoFile('small')]);
const publicVideo = post('VIDEO', [videoFile('small')], PUBLIC);
const longUpload = post('VIDEO', [videoFile('big')], PUBLIC);
const inboxPhotos = post('CAROUSEL', [photoFile('one'), photoFile('two')]);
const publicPhotos = post('CAROUSEL', [photoFile('one'), photoFile('two')], PUBLIC);

let sandbox: TestSandbox;
let links: Awaited<ReturnType<typeof startMediaServer>>;
const dispatcher = createDispatcher();
/** Moves the adapter's clock; the sandbox has one of its own. */
let laterMs = 0;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  links = await startMediaServer();
});
beforeEach(async () => {
  await sandbox.control.reset();
  laterMs = 0;
});
afterAll(async () => {
  await links.close();
  await sandbox[Symbol.asyncDispose]();
  await dispatcher.close();
});

/* ---------------------------------------------------------------- login ---- */

describe('login', () => {
  it('connects an account, knows who it is and which permissions it gave', async () => {
    const credentials = await connect();
    expect(credentials.scopes).toEqual(
      expect.arrayContaining(['user.info.basic', 'video.upload', 'video.publish', 'video.list']),
    );
    expect(minutesLeft(credentials.accessTokenExpiresAt)).toBeCloseTo(120, 0);
    expect(minutesLeft(credentials.refreshTokenExpiresAt)).toBeCloseTo(180 * 24 * 60, 0);
    const identity = await tiktok.oauth.identify(context(), credentials);
    expect(identity).toMatchObject({
      username: 'northwind.bakery',
      displayName: 'Northwind Bakery',
      profileUrl: 'https://www.tiktok.com/@northwind.bakery',
      facts: { scopes: [...credentials.scopes] },
    });
  });

  it('asks only for the fields that the granted permissions allow', async () => {
    const credentials = await connect(['user.info.basic', 'video.upload']);
    expect(credentials.scopes).toEqual(['user.info.basic', 'video.upload']);
    const identity = await tiktok.oauth.identify(context(), credentials);
    expect(identity).toMatchObject({ username: null, displayName: 'Northwind Bakery', profileUrl: null });
  });

  it('connects with either right to post, and with neither it says which are missing', async () => {
    const { scopes } = await connect(['user.info.basic', 'video.publish']);
    const missing = (granted: readonly string[]) =>
      tiktok.oauth.neededScopes.filter((scope) => !granted.includes(scope));
    expect(missing(scopes)).toEqual([]);
    await expect(connect(['user.info.basic', 'video.list'])).rejects.toMatchObject({
      code: 'SCOPE_MISSING',
      message: expect.stringContaining('video.upload or video.publish'),
    });
  });

  it('takes over the new refresh token, since the old one dies with its use', async () => {
    const first = await connect();
    const second = await tiktok.oauth.refresh(context(), first);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(second.scopes).toEqual(first.scopes);
    await tiktok.oauth.identify(context(), second);
    // TikTok says so with HTTP 200.
    await expect(tiktok.oauth.refresh(context(), first)).rejects.toMatchObject({
      kind: 'unauthorized',
      code: 'AUTH_REVOKED',
      vendor: { httpStatus: 200, code: 'invalid_grant' },
    });
  });

  it('keeps the refresh token when a refresh answers without one', async () => {
    const first = await connect();
    const json = { open_id: 'x', access_token: 'act.new-token', expires_in: 7_200, token_type: 'Bearer' };
    await sandbox.control.fault({ operation: 'tiktok.token', mode: 'answer', status: 200, json });
    const second = await tiktok.oauth.refresh(context(), first);
    expect(second).toMatchObject({
      accessToken: 'act.new-token',
      refreshToken: first.refreshToken,
      scopes: first.scopes,
    });
    expect(second.refreshTokenExpiresAt).toEqual(first.refreshTokenExpiresAt);
  });

  it.each([
    ['numbers in strings', { expires_in: '7200', refresh_expires_in: '15552000' }, 120],
    ['an unreadable lifetime', { expires_in: 'soon' }, null],
    ['scopes in a list', { expires_in: 7_200, scope: ['user.info.basic', 'video.upload'] }, 120],
    ['scopes with spaces', { expires_in: 7_200, scope: 'user.info.basic, video.upload' }, 120],
  ])('takes a token answer with %s', async (_what, answer, minutes) => {
    const first = await connect(['user.info.basic', 'video.upload']);
    const json = { access_token: 'act.new', refresh_token: 'rft.new', ...answer };
    for (const body of [json, { data: json, error: { code: 'ok' } }]) {
      await sandbox.control.fault({ operation: 'tiktok.token', mode: 'answer', status: 200, json: body });
      const second = await tiktok.oauth.refresh(context(), first);
      expect(second).toMatchObject({ accessToken: 'act.new', refreshToken: 'rft.new', scopes: first.scopes });
      if (minutes === null) expect(second.accessTokenExpiresAt).toBeNull();
      else expect(minutesLeft(second.accessTokenExpiresAt)).toBeCloseTo(minutes, 0);
    }
  });

  it('takes a grant that names no scopes for all it asked for, and connects also when it was less', async () => {
    const code = await consent(['user.info.basic', 'video.upload']);
    const real = await tiktok.oauth.exchangeCode(context(), { code, redirectUri: REDIRECT, codeVerifier: VERIFIER });
    const json = { open_id: 'x', access_token: real.accessToken, expires_in: 7_200, refresh_token: 'rft.1' };
    await sandbox.control.fault({ operation: 'tiktok.token', mode: 'answer', status: 200, json });
    const told = await tiktok.oauth.exchangeCode(context(), { code, redirectUri: REDIRECT, codeVerifier: VERIFIER });
    expect(told.scopes).toEqual([...tiktok.oauth.neededScopes, ...tiktok.oauth.optionalScopes]);
    const identity = await tiktok.oauth.identify(context(), told);
    expect(identity).toMatchObject({ username: null, displayName: 'Northwind Bakery' });
  });

  it.each([
    ['an outage', { mode: 'answer', status: 503, text: 'Service Unavailable' }],
    ['HTML', { mode: 'html' }],
    ['a lost answer', { mode: 'drop_after' }],
  ] as const)('does not mistake %s for a dead grant', async (_what, fault) => {
    const credentials = await connect();
    await sandbox.control.fault({ operation: 'tiktok.token', ...fault });
    await expect(tiktok.oauth.refresh(context(), credentials)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('withdraws the grant', async () => {
    const credentials = await connect();
    await tiktok.oauth.revoke?.(context(), credentials);
    await expect(tiktok.oauth.identify(context(), credentials)).rejects.toMatchObject({ code: 'AUTH_EXPIRED' });
  });

  it('does not take a redirect for the end of a grant', async () => {
    const credentials = await connect();
    const headers = { location: 'https://elsewhere.example/' };
    await sandbox.control.fault({ operation: 'tiktok.revoke', mode: 'answer', status: 302, headers });
    await expect(tiktok.oauth.revoke?.(context(), credentials)).rejects.toMatchObject({ kind: 'unavailable' });
    await tiktok.oauth.identify(context(), credentials);
  });

  it('refuses a code that does not belong to the verifier', async () => {
    const code = await consent();
    const exchange = tiktok.oauth.exchangeCode(context(), {
      code,
      redirectUri: REDIRECT,
      codeVerifier: 'w'.repeat(64),
    });
    await expect(exchange).rejects.toMatchObject({ kind: 'rejected', vendor: { code: 'invalid_request' } });
  });
});

/* ---------------------------------------------------------------- videos ---- */

describe('videos', () => {
  it('go to the inbox by default, without caption and without asking for direct-post rights', async () => {
    const api = await apiFor(await connect(['user.info.basic', 'video.upload']));
    const run = newRun();
    await sandbox.control.settings('TIKTOK', { inboxPolls: 3 });
    const { receipt, extras } = await publishInMemory(tiktok, inboxVideo, api, run);
    expect(receipt.id).toMatch(/^v_inbox_file~/);
    // Published by the creator, under a name that this grant does not tell.
    expect(extras).toEqual({ inbox: { platformState: 'PUBLISH_COMPLETE' } });
    expect(run.probes.filter(({ step }) => step === 'creator')).toMatchObject([
      { probe: { againInMs: 60_000, platformState: 'SEND_TO_USER_INBOX' } },
      { probe: { againInMs: 60_000, platformState: 'SEND_TO_USER_INBOX' } },
      { probe: 'ready' },
    ]);
    expect(await live()).toMatchObject([{ kind: 'INBOX_VIDEO', text: '', mediaSha256: [sha256(smallVideo)] }]);
    expect(await sandbox.control.requestCount('tiktok.creator_info')).toBe(0);
    expect(run.progress).toContainEqual({ platformState: 'SEND_TO_USER_INBOX' });
    expect(run.probes).toContainEqual({
      step: 'processing',
      probe: { againInMs: 5_000, platformState: 'PROCESSING_UPLOAD' },
    });
  });

  it.each(['numbers', 'strings', 'bare'])(
    'are posted directly, and the 64-bit id told as %s becomes the exact link',
    async (postIdShape) => {
      await sandbox.control.settings('TIKTOK', { postIdShape });
      const { receipt, extras } = await publishInMemory(tiktok, publicVideo, await apiFor());
      expect(receipt.id).toMatch(/^v_pub_file~/);
      const [shown, ...more] = await live();
      expect(more).toEqual([]);
      expect(shown).toMatchObject({ kind: 'DIRECT_VIDEO', text: 'Fresh bread #bakery', visible: true });
      expect(extras.permalink).toEqual({ url: shown?.permalink });
    },
  );

  it('are uploaded in chunks whose last one carries the remainder', async () => {
    const run = newRun();
    await publishInMemory(tiktok, longUpload, await apiFor(), run);
    expect(await live()).toMatchObject([{ mediaSha256: [sha256(bigVideo)] }]);
    const uploads = await sandbox.control.requests({ operation: 'tiktok.upload' });
    expect(uploads.map((upload) => upload.status)).toEqual([206, 206, 206, 206, 206, 206, 201]);
    expect(uploads.at(-1)?.requestBytes).toBe(10_000_123);
    expect(run.progress.map((step) => step.percent).filter((percent) => percent !== undefined)).toEqual([
      14, 28, 42, 57, 71, 85,
    ]);
  });

  it('start a new session at its first byte without asking how far it came', async () => {
    await publishInMemory(tiktok, longUpload, await apiFor());
    const before = (await sandbox.control.requests())
      .map(({ operation }) => operation)
      .filter((operation) => ['tiktok.status_fetch', 'tiktok.upload'].includes(operation ?? ''));
    expect(before.indexOf('tiktok.status_fetch')).toBe(before.lastIndexOf('tiktok.upload') + 1);
  });

  it('take an empty answer for what its status says, however it is labelled', async () => {
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    const answer = { operation: 'tiktok.upload', mode: 'answer_after', text: '', headers } as const;
    await sandbox.control.fault({ ...answer, status: 206, times: 6 });
    await sandbox.control.fault({ ...answer, status: 201 });
    await publishInMemory(tiktok, longUpload, await apiFor());
    expect(await sandbox.control.requestCount('tiktok.upload')).toBe(7);
    expect(await live()).toHaveLength(1);
  });

  it('send every chunk even when those in between are called complete', async () => {
    await sandbox.control.fault({ operation: 'tiktok.upload', mode: 'answer_after', status: 201, times: 6 });
    await publishInMemory(tiktok, longUpload, await apiFor());
    expect(await sandbox.control.requestCount('tiktok.upload')).toBe(7);
    expect(await live()).toMatchObject([{ mediaSha256: [sha256(bigVideo)] }]);
  });

  it('keep what was uploaded when the answer to a chunk is lost', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_after', skip: 2 });
    await expect(publishInMemory(tiktok, longUpload, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await publishInMemory(tiktok, longUpload, api, run);
    expect(await sandbox.control.requestCount('tiktok.upload')).toBe(7);
    expect(await live()).toMatchObject([{ mediaSha256: [sha256(bigVideo)] }]);
  });

  it('follow the range that a 416 returns', async () => {
    const api = await apiFor();
    await sandbox.control.fault({
      operation: 'tiktok.upload',
      mode: 'answer_after',
      status: 416,
      headers: { 'content-range': 'bytes 0-9999999/70000123' },
    });
    await publishInMemory(tiktok, longUpload, api);
    expect(await sandbox.control.requestCount('tiktok.upload')).toBe(7);
    expect(await live()).toMatchObject([{ mediaSha256: [sha256(bigVideo)] }]);
  });

  it('give up a session whose chunks are answered and never stored', async () => {
    await sandbox.control.fault({
      operation: 'tiktok.upload',
      mode: 'answer',
      status: 416,
      headers: { 'content-range': 'bytes */70000123' },
      times: -1,
    });
    await expect(publishInMemory(tiktok, longUpload, await apiFor())).rejects.toMatchObject({
      kind: 'unavailable',
      discard: ['init', 'upload'],
    });
    expect(await sandbox.control.requestCount('tiktok.upload')).toBe(3);
  });

  it('are looked up by publish_id, not sent again, when the answer to the last chunk is lost', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_after' });
    await expect(publishInMemory(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    const { receipt } = await publishInMemory(tiktok, publicVideo, api, run);
    expect(await sandbox.control.requestCount('tiktok.upload')).toBe(1);
    expect(await live()).toMatchObject([{ details: { publishId: receipt.id } }]);
  });

  it('get their last chunk again when it never arrived', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_before' });
    await expect(publishInMemory(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await publishInMemory(tiktok, publicVideo, api, run);
    expect(await sandbox.control.requestCount('tiktok.video_init')).toBe(1);
    expect(await live()).toHaveLength(1);
  });

  it.each([
    [400, false],
    [403, false],
    [404, true],
    [200, false],
  ])('are not judged by the page of a proxy that answers the last chunk with %i', async (status, arrived) => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({
      operation: 'tiktok.upload',
      mode: arrived ? 'answer_after' : 'answer',
      status,
      text: '<html><title>Blocked</title></html>',
    });
    await expect(publishInMemory(tiktok, publicVideo, api, run)).rejects.toMatchObject({
      code: 'NETWORK',
      vendor: { httpStatus: status },
      discard: [],
    });
    await publishInMemory(tiktok, publicVideo, api, run);
    expect(await sandbox.control.requestCount('tiktok.video_init')).toBe(1);
    expect(await sandbox.control.requestCount('tiktok.upload')).toBe(arrived ? 1 : 2);
    expect(await live()).toHaveLength(1);
  });

  it.each([
    ['answer_after', 1],
    ['answer', 2],
  ] as const)(
    'ask TikTok when their last chunk is answered with 200 (%s), which it does not document',
    async (mode, uploads) => {
      const api = await apiFor();
      const run = newRun();
      await sandbox.control.fault({ operation: 'tiktok.upload', mode, status: 200 });
      await expect(publishInMemory(tiktok, publicVideo, api, run)).rejects.toMatchObject({ kind: 'unavailable' });
      await publishInMemory(tiktok, publicVideo, api, run);
      expect(await sandbox.control.requestCount('tiktok.video_init')).toBe(1);
      expect(await sandbox.control.requestCount('tiktok.upload')).toBe(uploads);
      expect(await live()).toHaveLength(1);
    },
  );

  it('count as sent when the last chunk turns out to be there already', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_after' });
    await expect(publishInMemory(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    // A status that lags behind: the chunk is sent again and TikTok says 416 with all bytes stored.
    const lagging = {
      data: { status: 'PROCESSING_UPLOAD', uploaded_bytes: 0 },
      error: { code: 'ok', message: '', log_id: '' },
    };
    await sandbox.control.fault({ operation: 'tiktok.status_fetch', mode: 'answer', status: 200, json: lagging });
    await publishInMemory(tiktok, publicVideo, api, run);
    expect(await live()).toHaveLength(1);
  });

  it('count as sent when the session is gone because it was complete and the status lagged behind', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_after' });
    await expect(publishInMemory(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    const data = { status: 'PROCESSING_UPLOAD', uploaded_bytes: 0 };
    const json = { data, error: { code: 'ok', message: '', log_id: '' } };
    await sandbox.control.fault({ operation: 'tiktok.status_fetch', mode: 'answer', status: 200, json });
    await sandbox.control.fault({ operation: 'tiktok.upload', mode: 'answer', status: 404 });
    const { receipt } = await publishInMemory(tiktok, publicVideo, api, run);
    expect(await live()).toMatchObject([{ details: { publishId: receipt.id } }]);
    expect(await sandbox.control.requestCount('tiktok.video_init')).toBe(1);
  });

  it('start over with a new session when the upload URL expired before the last chunk', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.upload', mode: 'answer', status: 403 });
    const failure = await failureOf(publishInMemory(tiktok, publicVideo, api, run));
    expect(failure).toMatchObject({ code: 'CONTAINER_EXPIRED', kind: 'unavailable', discard: ['init', 'upload'] });
    forget(run, failure);
    await publishInMemory(tiktok, publicVideo, api, run);
    expect(await sandbox.control.requestCount('tiktok.video_init')).toBe(2);
    expect(await live()).toHaveLength(1);
  });

  it('start over without sending another byte when the hour of the upload URL has passed', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_before' });
    await expect(publishInMemory(tiktok, longUpload, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    laterMs = 60 * MINUTE_MS;
    const failure = await failureOf(publishInMemory(tiktok, longUpload, api, run));
    expect(failure).toMatchObject({ code: 'CONTAINER_EXPIRED', discard: ['init', 'upload'] });
    expect(await sandbox.control.requestCount('tiktok.upload')).toBe(1);
    forget(run, failure);
    await publishInMemory(tiktok, longUpload, api, run);
    expect(await live()).toHaveLength(1);
  });

  it('start over when TikTok itself says that an abandoned upload failed', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_before' });
    await expect(publishInMemory(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await sandbox.control.advance(61 * MINUTE_MS);
    const failure = await failureOf(publishInMemory(tiktok, publicVideo, api, run));
    expect(failure.discard).toEqual(['init', 'upload', 'publish', 'processing', 'verdict']);
    forget(run, failure);
    await publishInMemory(tiktok, publicVideo, api, run);
    expect(await live()).toHaveLength(1);
  });

  it('are looked at again while TikTok calls their state something new', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_after' });
    await expect(publishInMemory(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    const reviewed = { data: { status: 'UNDER_REVIEW' }, error: { code: 'ok', message: '', log_id: '' } };
    await sandbox.control.fault({ operation: 'tiktok.status_fetch', mode: 'answer', status: 200, json: reviewed });
    const failure = await failureOf(publishInMemory(tiktok, publicVideo, api, run));
    expect(failure).toMatchObject({ kind: 'unavailable', discard: [] });
    const { receipt } = await publishInMemory(tiktok, publicVideo, api, run);
    expect(await live()).toMatchObject([{ details: { publishId: receipt.id } }]);
    expect(await sandbox.control.requestCount('tiktok.upload')).toBe(1);
  });

  it('stop for a person when the session is gone and TikTok does not say what it holds', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_after' });
    await expect(publishInMemory(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    const silent = { data: { status: 'PROCESSING_UPLOAD' }, error: { code: 'ok', message: '', log_id: '' } };
    await sandbox.control.fault({
      operation: 'tiktok.status_fetch',
      mode: 'answer',
      status: 200,
      json: silent,
      times: 2,
    });
    await sandbox.control.fault({ operation: 'tiktok.upload', mode: 'answer', status: 404 });
    await expect(publishInMemory(tiktok, publicVideo, api, run)).rejects.toMatchObject({
      kind: 'outcome_unknown',
      discard: [],
    });
    expect(await sandbox.control.requestCount('tiktok.video_init')).toBe(1);
  });

  it('never call a committed post failed because its status cannot be read', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.status_fetch', mode: 'drop_after' });
    await expect(publishInMemory(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    laterMs = 11 * MINUTE_MS;
    const refusal = { data: {}, error: { code: 'invalid_publish_id', message: '', log_id: '' } };
    await sandbox.control.fault({ operation: 'tiktok.status_fetch', mode: 'answer', status: 400, json: refusal });
    await expect(publishInMemory(tiktok, publicVideo, api, run)).rejects.toMatchObject({ kind: 'outcome_unknown' });
  });

  it('look again while a publish_id is so fresh that TikTok may not know it everywhere', async () => {
    const api = await apiFor();
    const refusal = { data: {}, error: { code: 'invalid_publish_id', message: '', log_id: '' } };
    await sandbox.control.fault({
      operation: 'tiktok.status_fetch',
      mode: 'answer',
      status: 400,
      json: refusal,
      times: 3,
    });
    await publishInMemory(tiktok, publicVideo, api);
    expect(await live()).toHaveLength(1);
  });

  it('take no harm from a lost answer of init', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.video_init', mode: 'drop_after' });
    await expect(publishInMemory(tiktok, publicVideo, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await publishInMemory(tiktok, publicVideo, api, run);
    expect(await live()).toHaveLength(1);
  });
});

describe('the verdict', () => {
  it.each([
    ['spam_risk_text', 'CONTENT_POLICY', 'rejected'],
    ['frame_rate_check_failed', 'MEDIA_INVALID', 'rejected'],
    ['internal', 'PROCESSING_FAILED', 'unavailable'],
  ])('FAILED with %s makes everything void, so that a retry starts afresh', async (reason, code, kind) => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.settings('TIKTOK', { failProcessing: reason });
    const failure = await failureOf(publishInMemory(tiktok, publicVideo, api, run));
    expect(failure).toMatchObject({ code, kind, discard: ['init', 'upload', 'publish', 'processing', 'verdict'] });
    expect(await live()).toEqual([]);
    await sandbox.control.settings('TIKTOK', { failProcessing: null });
    forget(run, failure);
    await publishInMemory(tiktok, publicVideo, api, run);
    expect(await live()).toHaveLength(1);
  });

  it.each([
    ['a state nobody documented', { status: 'IN_REVIEW', uploaded_bytes: 300_000 }],
    ['nothing but the state', { status: 'PROCESSING_UPLOAD' }],
    ['empty and unreadable fields', { status: 'PROCESSING_UPLOAD', fail_reason: '', uploaded_bytes: 'many' }],
  ])('is awaited through %s', async (_what, data) => {
    const json = { data, error: { code: 'ok', message: '', log_id: '' } };
    await sandbox.control.fault({ operation: 'tiktok.status_fetch', mode: 'answer', status: 200, json });
    const run = newRun();
    await publishInMemory(tiktok, inboxVideo, await apiFor(), run);
    expect(run.probes[0]?.probe).toMatchObject({ platformState: data.status });
    expect(await live()).toHaveLength(1);
  });

  it('is awaited by slower and slower polls', async () => {
    await sandbox.control.settings('TIKTOK', { processingPolls: 3 });
    const run = newRun();
    const api = await apiFor();
    const slow = {
      ...api,
      now: () => {
        laterMs += 20_000;
        return new Date(Date.now() + laterMs);
      },
    };
    await publishInMemory(tiktok, post('VIDEO', [videoFile('small')], PRIVATE), slow, run);
    const waits = run.probes.flatMap(({ probe }) => (probe === 'ready' ? [] : [probe.againInMs]));
    expect(waits).toEqual([5_000, 30_000, 30_000]);
  });
});

/* ---------------------------------------------------------------- the creator ---- */

describe('the creator, asked right before a direct post', () => {
  it('may have stopped offering the privacy level: refused, nothing is posted', async () => {
    await sandbox.control.settings('TIKTOK', { privacyOptions: ['SELF_ONLY'] });
    await expect(publishInMemory(tiktok, publicVideo, await apiFor())).rejects.toMatchObject({
      code: 'CONTENT_INVALID',
      kind: 'rejected',
    });
    await expect(publishInMemory(tiktok, publicPhotos, await apiFor())).rejects.toMatchObject({
      code: 'CONTENT_INVALID',
      kind: 'rejected',
    });
    expect(await sandbox.control.requestCount('tiktok.video_init')).toBe(0);
    expect(await sandbox.control.requestCount('tiktok.content_init')).toBe(0);
  });

  it('may have switched off comments: they stay off', async () => {
    await sandbox.control.settings('TIKTOK', { commentDisabled: true });
    const open = post('VIDEO', [videoFile('small')], { ...PUBLIC, allowComment: true, allowDuet: true });
    await publishInMemory(tiktok, open, await apiFor());
    const [init] = await sandbox.control.requests({ operation: 'tiktok.video_init' });
    expect(init?.request).toMatchObject({
      json: { post_info: { disable_comment: true, disable_duet: false, disable_stitch: true } },
    });
  });

  it('may be described with fields of another kind: what cannot be read counts as not told', async () => {
    const data = { privacy_level_options: 'PUBLIC_TO_EVERYONE', comment_disabled: 'false', duet_disabled: 1 };
    const json = { data, error: { code: 'ok', message: '', log_id: '' } };
    await sandbox.control.fault({ operation: 'tiktok.creator_info', mode: 'answer', status: 200, json });
    await publishInMemory(tiktok, publicVideo, await apiFor());
    expect(await live()).toHaveLength(1);
  });

  it('may have posted enough for today, which TikTok says with HTTP 200', async () => {
    await sandbox.control.settings('TIKTOK', { postsPerDay: 0 });
    const readings: unknown[] = [];
    const api = await apiFor(undefined, (reading) => readings.push(reading));
    const failure = await failureOf(publishInMemory(tiktok, publicVideo, api));
    expect(failure).toMatchObject({ code: 'QUOTA_EXCEEDED', kind: 'rate_limited', vendor: { httpStatus: 200 } });
    expect(minutesLeft(failure.retryAt ?? null)).toBeCloseTo(24 * 60, 0);
    expect(readings).toEqual([{ name: 'posts_24h', remaining: 0, resetsAt: failure.retryAt }]);
  });

  it.each([
    ['an app without audit', { audited: false }, publicVideo, 'APP_MISCONFIGURED', 'rejected'],
    ['a full inbox', { pendingSharesPerDay: 0 }, inboxVideo, 'QUOTA_EXCEEDED', 'rate_limited'],
    ['too many calls', { initPerMinute: 0 }, inboxVideo, 'RATE_LIMITED', 'rate_limited'],
    [
      'an unverified domain',
      { verifiedPrefixes: ['https://elsewhere.example/'] },
      inboxPhotos,
      'APP_MISCONFIGURED',
      'rejected',
    ],
  ])('is told about %s in our words', async (_what, settings, refused, code, kind) => {
    await sandbox.control.settings('TIKTOK', settings);
    await expect(publishInMemory(tiktok, refused, await apiFor())).rejects.toMatchObject({ code, kind });
    expect(await live()).toEqual([]);
  });

  it('did not grant direct posts', async () => {
    const api = await apiFor(await connect(['user.info.basic', 'video.upload']));
    await expect(publishInMemory(tiktok, publicVideo, api)).rejects.toMatchObject({ code: 'SCOPE_MISSING' });
  });
});

/* ---------------------------------------------------------------- photos ---- */

describe('photos', () => {
  it('are fetched by TikTok and posted with title and description', async () => {
    const { receipt, extras } = await publishInMemory(tiktok, publicPhotos, await apiFor());
    expect(receipt.id).toMatch(/^p_pub_url~/);
    const [shown] = await live();
    expect(shown).toMatchObject({
      kind: 'DIRECT_PHOTO',
      title: 'Bread',
      text: 'Fresh bread #bakery',
      mediaSha256: [sha256(photo), sha256(photo)],
    });
    expect(extras.permalink).toEqual({ url: shown?.permalink });
    expect(shown?.permalink).toContain('/photo/');
  });

  it('go to the inbox with title and description prefilled', async () => {
    const api = await apiFor(await connect(['user.info.basic', 'video.upload']));
    await sandbox.control.settings('TIKTOK', { inboxPolls: 1 });
    await publishInMemory(tiktok, inboxPhotos, api);
    expect(await live()).toMatchObject([{ kind: 'INBOX_PHOTO', title: 'Bread', text: 'Fresh bread #bakery' }]);
  });

  it('are sent again under fresh links when nobody ever fetched the first ones', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.content_init', mode: 'drop_before' });
    await expect(publishInMemory(tiktok, publicPhotos, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await publishInMemory(tiktok, publicPhotos, api, run);
    expect(await live()).toHaveLength(1);
    const [first, second] = (await sandbox.control.requests({ operation: 'tiktok.content_init' })).map((one) =>
      JSON.stringify(one.request),
    );
    expect(first).not.toBe(second);
  });

  it('are posted once although the lost request arrives after the second one: its links are dead', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.content_init', mode: 'late', delayMs: 60_000 });
    await expect(publishInMemory(tiktok, publicPhotos, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    const { receipt } = await publishInMemory(tiktok, publicPhotos, api, run);
    await sandbox.control.advance(60_000);
    await expect.poll(() => links.gone).toBeGreaterThan(0);
    expect(await live()).toMatchObject([{ details: { publishId: receipt.id } }]);
  });

  it.each(['drop_after', 'answer_after'] as const)(
    'are found in the list when TikTok fetched them and the answer was lost (%s)',
    async (mode) => {
      await sandbox.control.settings('TIKTOK', { listPhotos: true });
      const api = await apiFor();
      const run = newRun();
      await sandbox.control.fault({
        operation: 'tiktok.content_init',
        mode,
        ...(mode === 'answer_after' && { status: 502 }),
      });
      await expect(publishInMemory(tiktok, publicPhotos, api, run)).rejects.toMatchObject({ kind: 'unavailable' });
      await expect.poll(live).toHaveLength(1);
      const { receipt, extras } = await publishInMemory(tiktok, publicPhotos, api, run);
      const [shown, ...more] = await live();
      expect(more).toEqual([]);
      expect(receipt).toMatchObject({ id: shown?.id, url: shown?.permalink });
      expect(extras.permalink).toEqual({ url: shown?.permalink });
    },
  );

  it('are found in a list that holds something unreadable as well', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.content_init', mode: 'drop_after' });
    await expect(publishInMemory(tiktok, publicPhotos, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await expect.poll(live).toHaveLength(1);
    const ours = { id: '7212345678901234567', video_description: 'Fresh bread #bakery', create_time: nowSeconds() };
    const data = { videos: [{ id: '1', title: 5 }, null, ours] };
    const json = { data, error: { code: 'ok', message: '', log_id: '' } };
    await sandbox.control.fault({ operation: 'tiktok.video_list', mode: 'answer', status: 200, json });
    const { receipt } = await publishInMemory(tiktok, publicPhotos, api, run);
    expect(receipt.id).toBe(ours.id);
  });

  it('are looked for until the list must show them, then left to a person, and never sent twice', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.content_init', mode: 'drop_after' });
    await expect(publishInMemory(tiktok, publicPhotos, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await expect.poll(live).toHaveLength(1);
    await expect(publishInMemory(tiktok, publicPhotos, api, run)).rejects.toMatchObject({
      code: 'PLATFORM_UNAVAILABLE',
    });
    laterMs = 3 * MINUTE_MS;
    await expect(publishInMemory(tiktok, publicPhotos, api, run)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(await sandbox.control.requestCount('tiktok.content_init')).toBe(1);
  });

  it('are left to a person at once when TikTok will not list the posts', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.content_init', mode: 'drop_after' });
    await expect(publishInMemory(tiktok, publicPhotos, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await expect.poll(live).toHaveLength(1);
    const json = { data: {}, error: { code: 'scope_not_authorized', message: '', log_id: '' } };
    await sandbox.control.fault({ operation: 'tiktok.video_list', mode: 'answer', status: 401, json });
    await expect(publishInMemory(tiktok, publicPhotos, api, run)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  });

  it('in the inbox are unknown at once when they were fetched: no list shows drafts', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.content_init', mode: 'drop_after' });
    await expect(publishInMemory(tiktok, inboxPhotos, api, run)).rejects.toMatchObject({ code: 'NETWORK' });
    await expect.poll(live).toHaveLength(1);
    await expect(publishInMemory(tiktok, inboxPhotos, api, run)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
    expect(await live()).toHaveLength(1);
  });

  it('that TikTok cannot fetch are tried twice more, then the address is to blame', async () => {
    const api = await apiFor();
    const run = newRun();
    const kinds: string[] = [];
    links.broken = true;
    for (let n = 0; n < 3; n++) {
      const failure = await failureOf(publishInMemory(tiktok, publicPhotos, api, run));
      expect(failure.code).toBe('MEDIA_UNREACHABLE');
      kinds.push(failure.kind);
      forget(run, failure);
    }
    links.broken = false;
    expect(kinds).toEqual(['unavailable', 'unavailable', 'rejected']);
    await publishInMemory(tiktok, publicPhotos, api, run);
    expect(await live()).toHaveLength(1);
  });

  it('whose refusal is an answer leave nothing to look for', async () => {
    const api = await apiFor();
    const run = newRun();
    await sandbox.control.settings('TIKTOK', { initPerMinute: 0 });
    const failure = await failureOf(publishInMemory(tiktok, publicPhotos, api, run));
    expect(failure).toMatchObject({ code: 'RATE_LIMITED', discard: ['try-1'] });
    expect(run.intents.size).toBe(0);
  });

  it('never left when only the check of the creator failed', async () => {
    const run = newRun();
    await sandbox.control.fault({ operation: 'tiktok.creator_info', mode: 'drop_after' });
    const failure = await failureOf(publishInMemory(tiktok, publicPhotos, await apiFor(), run));
    expect(failure).toMatchObject({ code: 'NETWORK', neverSent: true });
    expect(run.intents.size).toBe(0);
  });
});

describe('the permalink', () => {
  it.each([[[null]], [[{}]], [{ id: 7 }], [true]])('is not held up by an id that cannot be read: %j', async (ids) => {
    const data = { status: 'PUBLISH_COMPLETE', fail_reason: 0, publicaly_available_post_id: ids };
    const json = { data, error: { code: 'ok', message: '', log_id: '' } };
    await sandbox.control.fault({ operation: 'tiktok.status_fetch', mode: 'answer', status: 200, json, times: 2 });
    const { extras } = await publishInMemory(tiktok, publicVideo, await apiFor());
    expect(extras.permalink).toEqual({ url: (await live())[0]?.permalink });
  });

  it('comes from the list when the status never tells the id', async () => {
    await sandbox.control.settings('TIKTOK', { publicIdDelayMs: 60 * MINUTE_MS });
    const { extras } = await publishInMemory(tiktok, publicVideo, await apiFor());
    expect(extras.permalink).toEqual({ url: (await live())[0]?.permalink });
  });

  it.each([
    [403, { data: {}, error: { code: 'access_denied_by_someone', message: '', log_id: '' } }],
    [401, { data: {}, error: { code: 'scope_not_authorized', message: '', log_id: '' } }],
    [404, { message: 'no such route' }],
  ])('keeps waiting for the status when the list is refused with %d', async (status, json) => {
    await sandbox.control.settings('TIKTOK', { publicIdDelayMs: 60 * MINUTE_MS });
    await sandbox.control.fault({ operation: 'tiktok.video_list', mode: 'answer', status, json });
    const run = newRun();
    const { extras } = await publishInMemory(tiktok, publicVideo, await apiFor(), run);
    expect(run.probes.filter(({ step }) => step === 'permalink')).toHaveLength(2);
    expect(extras.permalink).toEqual({ url: (await live())[0]?.permalink });
  });

  it('uses the name the creator check told when the account did not grant its profile', async () => {
    const api = await apiFor(await connect(['user.info.basic', 'video.upload', 'video.publish']));
    expect(api.account.username).toBeNull();
    const { extras } = await publishInMemory(tiktok, publicVideo, api);
    expect(extras.permalink).toEqual({ url: (await live())[0]?.permalink });
  });
});

/* ---------------------------------------------------------------- support ---- */

const live = () => sandbox.control.live({ platform: 'TIKTOK' });
const nowSeconds = () => Math.ceil(Date.now() / 1_000);
const minutesLeft = (at: Date | null) => ((at?.getTime() ?? 0) - Date.now()) / MINUTE_MS;

function context(onQuota?: (reading: unknown) => void): OAuthContext {
  return {
    http: createHttp({ dispatcher, ...(onQuota !== undefined && { onQuota }) }),
    origins: { authorize: sandbox.at('https://www.tiktok.com'), api: sandbox.at('https://open.tiktokapis.com') },
    client: { clientId: 'client-key', clientSecret: 'client-secret' },
    apiVersion: '',
    scopes: [...tiktok.oauth.neededScopes, ...tiktok.oauth.optionalScopes],
    now: () => new Date(Date.now() + laterMs),
  };
}

async function consent(scopes?: readonly string[]): Promise<string> {
  const url = tiktok.oauth.authorizationUrl(context(), {
    redirectUri: REDIRECT,
    state: 'state-1',
    codeVerifier: VERIFIER,
  });
  const callback = await sandbox.control.authorize(url, scopes === undefined ? {} : { scopes });
  expect(callback.searchParams.get('state')).toBe('state-1');
  return callback.searchParams.get('code') ?? '';
}

async function connect(scopes?: readonly string[]): Promise<Credentials> {
  const code = await consent(scopes);
  return tiktok.oauth.exchangeCode(context(), { code, redirectUri: REDIRECT, codeVerifier: VERIFIER });
}

async function apiFor(credentials?: Credentials, onQuota?: (reading: unknown) => void): Promise<Api> {
  const used = credentials ?? (await connect());
  const account = await tiktok.oauth.identify(context(), used);
  return { ...context(onQuota), accessToken: used.accessToken, account, media: links.access() };
}

async function failureOf(publishing: Promise<unknown>): Promise<PlatformFailure> {
  try {
    await publishing;
  } catch (error) {
    if (error instanceof PlatformFailure) return error;
    throw error;
  }
  throw new Error('it was published');
}

/** What the engine does with the steps that a failure declares void. */
function forget(run: MemoryRun, failure: PlatformFailure): void {
  for (const name of failure.discard) {
    run.journal.delete(name);
    run.intents.delete(name);
  }
}

/** Serves the files under links that can be withdrawn. */
async function startMediaServer() {
  const fetched = new Set<string>();
  const withdrawn = new Set<string>();
  const seen = { broken: false, gone: 0 };
  const server = createServer((request, response) => {
    const [, target, label = '', id = ''] = (request.url ?? '').split('/');
    const file = FILES[id];
    if (withdrawn.has(`${target}/${label}`)) {
      seen.gone += 1;
      response.writeHead(410).end();
      return;
    }
    fetched.add(`${target}/${label}`);
    if (seen.broken || file === undefined) response.writeHead(503).end();
    else response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': file.length }).end(file);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  let targets = 0;
  return Object.assign(seen, {
    access(): MediaAccess {
      const target = `target-${++targets}`;
      return {
        open: (id, range) => Readable.from(slices(bytesOf(id).subarray(range?.start, range?.end))),
        lend: (id, range) => Readable.from(slices(bytesOf(id).subarray(range.start, range.end))),
        link: async (id, label) => `http://127.0.0.1:${port}/${target}/${label}/${id}`,
        describe: async (id) => ({ bytes: FILES[id]?.length ?? 0, mimeType: 'image/jpeg' }),
        revoke: async (label) => {
          withdrawn.add(`${target}/${label}`);
          return fetched.has(`${target}/${label}`) ? 'FETCHED' : 'NEVER_FETCHED';
        },
      };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

const bytesOf = (id: string): Buffer => FILES[id] ?? Buffer.alloc(0);

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
