import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { auth, youtube } from '@googleapis/youtube';
import { Client } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleJpeg, sampleMp4, samplePng } from '../support/sample-media.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { type Answer, ask, CHALLENGE, VERIFIER } from './ask.ts';

const API = 'https://www.googleapis.com';
const GRANULE = 262_144;
const HOUR_MS = 3_600_000;
const SCOPES = ['youtube.upload', 'youtube.readonly', 'youtube.force-ssl'].map(
  (name) => `https://www.googleapis.com/auth/${name}`,
);
const REDIRECT = 'https://slipway.test/callback';

const landscape = sampleMp4({ width: 1920, height: 1080, durationMs: 60_000, bytes: 3 * GRANULE + 1000 });
const portrait = sampleMp4({ width: 1080, height: 1920, durationMs: 20_000 });

let sandbox: TestSandbox;
let token: string;

beforeEach(async () => {
  sandbox = await startTestSandbox();
  token = (await connect()).access_token;
});
afterEach(() => sandbox[Symbol.asyncDispose]());

interface Tokens {
  access_token: string;
  refresh_token?: string;
  refresh_token_expires_in?: number;
  expires_in: number;
  scope: string;
}

async function consent(query: Record<string, string> = {}, choice: { account?: string; scopes?: string[] } = {}) {
  const url = new URL('https://accounts.google.com/o/oauth2/v2/auth');
  const asked = {
    client_id: 'client',
    redirect_uri: REDIRECT,
    response_type: 'code',
    scope: SCOPES.join(' '),
    access_type: 'offline',
    prompt: 'consent',
    state: 'xyz',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...query,
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return sandbox.control.authorize(url.href, choice);
}

function tokenCall(fields: Record<string, string>): Promise<Answer> {
  const form = new URLSearchParams({ client_id: 'client', client_secret: 'secret', ...fields });
  return ask(sandbox.at('https://oauth2.googleapis.com/token'), { method: 'POST', form });
}

async function redeem(callback: URL): Promise<Tokens> {
  const code = callback.searchParams.get('code') ?? '';
  const answer = await tokenCall({
    grant_type: 'authorization_code',
    code,
    redirect_uri: REDIRECT,
    code_verifier: VERIFIER,
  });
  expect(answer.status).toBe(200);
  return answer.json as Tokens;
}

async function connect(
  query: Record<string, string> = {},
  choice: { account?: string; scopes?: string[] } = {},
): Promise<Tokens> {
  return redeem(await consent(query, choice));
}

const call = (method: string, path: string, json?: unknown) =>
  ask(sandbox.at(`${API}${path}`), { method, token, json });

const metadata = (snippet: Record<string, unknown> = {}, status: Record<string, unknown> = {}) => ({
  snippet: {
    title: 'Roasting at dawn',
    description: 'From the harbour',
    tags: ['coffee', 'slow roast'],
    categoryId: '22',
    ...snippet,
  },
  status: { privacyStatus: 'public', selfDeclaredMadeForKids: false, ...status },
});

function start(
  body: unknown,
  bytes: number,
  path = '/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status',
): Promise<Answer> {
  const headers = { 'x-upload-content-length': String(bytes), 'x-upload-content-type': 'video/mp4' };
  return ask(sandbox.at(`${API}${path}`), { method: 'POST', token, json: body, headers });
}

async function session(bytes: number, body: unknown = metadata()): Promise<string> {
  const answer = await start(body, bytes);
  expect(answer.status).toBe(200);
  return answer.headers.location ?? '';
}

const put = (url: string, bytes: Buffer, range?: string) =>
  ask(url, { method: 'PUT', body: bytes, headers: range === undefined ? {} : { 'content-range': range } });

async function upload(bytes: Buffer = landscape, body: unknown = metadata()): Promise<string> {
  const answer = await put(await session(bytes.length, body), bytes);
  expect(answer.status).toBe(201);
  return answer.id();
}

const video = async (id: string, part = 'status,processingDetails') =>
  (await call('GET', `/youtube/v3/videos?part=${part}&id=${id}`)).at('items.0');

describe('authorization', () => {
  test('a refresh token comes with offline access and consent only, and refreshing returns no new one', async () => {
    const first = await connect({ prompt: 'consent' });
    expect(first).toMatchObject({ expires_in: 3599, token_type: 'Bearer', scope: SCOPES.join(' ') });
    expect((await connect({ access_type: 'online' })).refresh_token).toBeUndefined();
    expect((await connect({ prompt: 'select_account' })).refresh_token).toBeUndefined();
    const again = await tokenCall({ grant_type: 'refresh_token', refresh_token: first.refresh_token ?? '' });
    expect(again.json).toMatchObject({ expires_in: 3599 });
    expect(again.json).not.toHaveProperty('refresh_token');
  });

  test('the first consent of an account yields a refresh token even without prompt=consent', async () => {
    const tokens = await connect({ prompt: 'select_account' }, { account: 'northlightstudio' });
    expect(tokens.refresh_token).toBeTypeOf('string');
  });

  test('a project in testing hands out refresh tokens that die after a week', async () => {
    await sandbox.control.settings('YOUTUBE', { projectInTesting: true });
    const tokens = await connect();
    expect(tokens.refresh_token_expires_in).toBe(604_800);
    await sandbox.control.advance(8 * 24 * HOUR_MS);
    const answer = await tokenCall({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' });
    expect(answer).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
    });
  });

  test('a refresh token dies when nobody has used it for half a year', async () => {
    const { refresh_token = '' } = await connect();
    const refresh = async () => (await tokenCall({ grant_type: 'refresh_token', refresh_token })).status;
    for (const days of [150, 150]) {
      await sandbox.control.advance(days * 24 * HOUR_MS);
      expect(await refresh()).toBe(200);
    }
    await sandbox.control.advance(184 * 24 * HOUR_MS);
    expect(await refresh()).toBe(400);
  });

  test('revoking one token withdraws everything the user granted', async () => {
    const tokens = await connect();
    const revoked = await ask(sandbox.at('https://oauth2.googleapis.com/revoke'), {
      method: 'POST',
      form: new URLSearchParams({ token: tokens.access_token }),
    });
    expect(revoked).toMatchObject({ status: 200, json: {} });
    const channels = await call('GET', '/youtube/v3/channels?part=id&mine=true');
    expect(channels).toMatchObject({
      status: 401,
      json: { error: { status: 'UNAUTHENTICATED', errors: [{ reason: 'authError' }] } },
    });
  });

  test('a code works once, for its verifier and its redirect address', async () => {
    const code = (await consent()).searchParams.get('code') ?? '';
    const fields = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: VERIFIER };
    expect((await tokenCall({ ...fields, code_verifier: VERIFIER.replace('d', 'e') })).at('error')).toBe(
      'invalid_grant',
    );
    expect((await tokenCall({ ...fields, redirect_uri: `${REDIRECT}/` })).at('error')).toBe('redirect_uri_mismatch');
    expect((await tokenCall(fields)).status).toBe(200);
    expect((await tokenCall(fields)).at('error')).toBe('invalid_grant');
  });

  test('a client may name itself in the header as well', async () => {
    const code = (await consent()).searchParams.get('code') ?? '';
    const fields = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: VERIFIER };
    const url = sandbox.at('https://oauth2.googleapis.com/token');
    const asks = (credentials: string) =>
      ask(url, {
        method: 'POST',
        form: new URLSearchParams(fields),
        headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
      });
    expect((await asks('stranger:secret')).at('error')).toBe('invalid_grant');
    expect((await asks('client:secret')).status).toBe(200);
  });

  test('a scope the user unticked refuses the calls that need it', async () => {
    const tokens = await connect({}, { scopes: [SCOPES[1] ?? ''] });
    expect(tokens.scope).toBe(SCOPES[1]);
    token = tokens.access_token;
    const answer = await start(metadata(), 100);
    expect(answer).toMatchObject({
      status: 403,
      json: {
        error: {
          errors: [{ reason: 'insufficientPermissions' }],
          details: [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }],
        },
      },
    });
  });
});

describe('resumable upload', () => {
  test('chunks of whole 256 KiB arrive, the last one completes, and later probes return the same video', async () => {
    const url = await session(landscape.length);
    expect(url.startsWith(`${sandbox.origin}/www.googleapis.com/upload/youtube/v3/videos?`)).toBe(true);
    const total = landscape.length;
    const nothing = await put(url, Buffer.alloc(0), `bytes */${total}`);
    expect(nothing.status).toBe(308);
    expect(nothing.headers).not.toHaveProperty('range');

    const first = await put(url, landscape.subarray(0, 2 * GRANULE), `bytes 0-${2 * GRANULE - 1}/${total}`);
    expect(first).toMatchObject({ status: 308, headers: { range: `bytes=0-${2 * GRANULE - 1}` } });
    expect((await put(url, Buffer.alloc(0), `bytes */${total}`)).headers.range).toBe(`bytes=0-${2 * GRANULE - 1}`);
    expect(await sandbox.control.live({ platform: 'YOUTUBE' })).toEqual([]);

    const last = await put(url, landscape.subarray(2 * GRANULE), `bytes ${2 * GRANULE}-${total - 1}/${total}`);
    expect(last).toMatchObject({
      status: 201,
      json: { kind: 'youtube#video', status: { uploadStatus: 'uploaded', privacyStatus: 'public' } },
    });
    const probe = await put(url, Buffer.alloc(0), `bytes */${total}`);
    expect([probe.status, probe.at('id')]).toEqual([200, last.at('id')]);

    const sha256 = createHash('sha256').update(landscape).digest('hex');
    expect(await sandbox.control.live({ platform: 'YOUTUBE' })).toMatchObject([
      { id: last.at('id'), kind: 'VIDEO', title: 'Roasting at dawn', mediaSha256: [sha256], visible: true },
    ]);
  });

  test('a chunk sent twice is stored once', async () => {
    const total = landscape.length;
    const url = await session(total);
    const chunk = () => put(url, landscape.subarray(0, GRANULE), `bytes 0-${GRANULE - 1}/${total}`);
    await chunk();
    expect((await chunk()).headers.range).toBe(`bytes=0-${GRANULE - 1}`);
    expect((await put(url, landscape, `bytes 0-${total - 1}/${total}`)).status).toBe(201);
    const [live] = await sandbox.control.live();
    expect(live?.mediaSha256).toEqual([createHash('sha256').update(landscape).digest('hex')]);
  });

  test('a connection cut inside a chunk keeps the whole granules that arrived', async () => {
    const total = landscape.length;
    const url = new URL(await session(total));
    const client = new Client(url.origin);
    const cut = new AbortController();
    const sent = client.request({
      path: `${url.pathname}${url.search}`,
      method: 'PUT',
      headers: { 'content-length': String(total), 'content-range': `bytes 0-${total - 1}/${total}` },
      body: Readable.from(until(landscape, () => cut.abort())),
      signal: cut.signal,
    });
    await expect(sent).rejects.toThrow();
    await client.destroy();
    const probe = await put(url.href, Buffer.alloc(0), `bytes */${total}`);
    expect(probe.headers.range).toBe(`bytes=0-${GRANULE - 1}`);
    expect((await put(url.href, landscape.subarray(GRANULE), `bytes ${GRANULE}-${total - 1}/${total}`)).status).toBe(
      201,
    );
  });

  test('when the answer to the last chunk is lost, the probe finds the video', async () => {
    const total = landscape.length;
    const url = await session(total);
    const range = `bytes 0-${total - 1}/${total}`;
    await sandbox.control.fault({
      operation: 'youtube.upload_put',
      mode: 'drop_after',
      match: { 'content-range': range },
    });
    await expect(put(url, landscape, range)).rejects.toThrow();
    const probe = await put(url, Buffer.alloc(0), `bytes */${total}`);
    expect([probe.status, probe.at('id')]).toEqual([200, (await sandbox.control.live())[0]?.id]);
  });

  test.each([
    ['a chunk that is no multiple of 256 KiB', (total: number) => `bytes 0-999/${total}`, 1000],
    ['a gap', (total: number) => `bytes ${GRANULE}-${2 * GRANULE - 1}/${total}`, GRANULE],
    ['another total', (total: number) => `bytes 0-${GRANULE - 1}/${total + 1}`, GRANULE],
    ['a body that is not as long as its range', (total: number) => `bytes 0-${GRANULE - 1}/${total}`, GRANULE - 1],
    ['a range without numbers', () => 'bytes nonsense', GRANULE],
  ])('%s is refused and stores nothing', async (_name, range, length) => {
    const url = await session(landscape.length);
    expect((await put(url, landscape.subarray(0, length), range(landscape.length))).status).toBe(400);
    expect((await put(url, Buffer.alloc(0), `bytes */${landscape.length}`)).headers).not.toHaveProperty('range');
  });

  test('a session ends with DELETE and by itself after a week', async () => {
    const cancelled = await session(100);
    expect((await ask(cancelled, { method: 'DELETE' })).status).toBe(499);
    expect((await put(cancelled, Buffer.alloc(0), 'bytes */100')).status).toBe(404);
    const expired = await session(100);
    await sandbox.control.advance(8 * 24 * HOUR_MS);
    expect((await put(expired, Buffer.alloc(0), 'bytes */100')).status).toBe(404);
  });

  test('a session goes on without a token, but not with a dead one', async () => {
    const url = await session(landscape.length);
    await sandbox.control.expireTokens('YOUTUBE');
    const answer = await ask(url, { method: 'PUT', body: landscape, token });
    expect(answer.status).toBe(401);
    expect((await put(url, landscape)).status).toBe(201);
  });
});

test('two requests that write to one session: the later one has it, and one video comes of it', async () => {
  const total = landscape.length;
  const url = new URL(await session(total));
  const client = new Client(url.origin);
  const stalled = client.request({
    path: `${url.pathname}${url.search}`,
    method: 'PUT',
    headers: { 'content-length': String(total), 'content-range': `bytes 0-${total - 1}/${total}` },
    body: Readable.from(
      until(landscape, async () => {
        expect((await put(url.href, landscape, `bytes 0-${total - 1}/${total}`)).status).toBe(201);
      }),
    ),
  });
  const outcome = await stalled.then(
    ({ statusCode }) => statusCode,
    () => 'cut',
  );
  expect([409, 'cut']).toContain(outcome);
  await client.destroy();
  expect(await sandbox.control.live()).toHaveLength(1);
});

describe('metadata', () => {
  test.each([
    ['invalidTitle', metadata({ title: '' })],
    ['invalidTitle', metadata({ title: 'x'.repeat(101) })],
    ['invalidTitle', metadata({ title: 'a < b' })],
    ['invalidDescription', metadata({ description: '☕'.repeat(1667) })],
    ['invalidTags', metadata({ tags: ['x'.repeat(249), 'y'.repeat(251)] })],
    ['invalidCategoryId', metadata({ categoryId: '30' })],
    ['invalidPublishAt', metadata({}, { publishAt: '2099-01-01T00:00:00Z' })],
    ['invalidPublishAt', metadata({}, { privacyStatus: 'private', publishAt: 'tomorrow' })],
    ['badRequest', metadata({}, { privacyStatus: 'secret' })],
    ['badRequest', metadata({ titel: 'x' })],
    ['unexpectedPart', { ...metadata(), localizations: {} }],
    ['unexpectedPart', { snippet: metadata().snippet }],
  ])('%s refuses the session before a byte moves', async (reason, body) => {
    const answer = await start(body, 100);
    expect([answer.status, answer.at('error.errors.0.reason')]).toEqual([400, reason]);
  });

  test('a part that does not exist and a type that is no video are refused', async () => {
    const unknown = await start(metadata(), 100, '/upload/youtube/v3/videos?uploadType=resumable&part=snippet,stats');
    expect(unknown.at('error.errors.0.reason')).toBe('unknownPart');
    const headers = { 'x-upload-content-type': 'image/png' };
    const image = await ask(sandbox.at(`${API}/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status`), {
      method: 'POST',
      token,
      json: metadata(),
      headers,
    });
    expect(image.at('error.errors.0.reason')).toBe('badContent');
  });

  test('an update replaces whole parts, needs title and category, and publishes', async () => {
    const id = await upload(landscape, metadata({}, { privacyStatus: 'private', license: 'creativeCommon' }));
    expect(await sandbox.control.live()).toMatchObject([{ visible: false }]);
    const bare = await call('PUT', '/youtube/v3/videos?part=snippet', { id, snippet: { title: 'New' } });
    expect(bare.at('error.errors.0.reason')).toBe('invalidCategoryId');
    const flip = await call('PUT', '/youtube/v3/videos?part=status', { id, status: { privacyStatus: 'public' } });
    expect(flip.json).toMatchObject({ id, status: { privacyStatus: 'public', license: 'youtube' } });
    expect(await sandbox.control.live()).toMatchObject([{ visible: true, title: 'Roasting at dawn' }]);
    const late = await call('PUT', '/youtube/v3/videos?part=status', {
      id,
      status: { privacyStatus: 'private', publishAt: '2099-01-01T00:00:00Z' },
    });
    expect(late.at('error.errors.0.reason')).toBe('invalidPublishAt');
  });

  test('publishAt publishes by itself when the time comes', async () => {
    const publishAt = new Date(Date.now() + HOUR_MS).toISOString();
    const id = await upload(landscape, metadata({}, { privacyStatus: 'private', publishAt }));
    expect(await video(id)).toMatchObject({ status: { privacyStatus: 'private', publishAt } });
    await sandbox.control.advance(HOUR_MS + 1000);
    expect(await sandbox.control.live()).toMatchObject([{ id, visible: true, createdAt: publishAt }]);
    token = (await connect()).access_token;
    expect(await video(id)).toMatchObject({ status: { privacyStatus: 'public' } });
  });
});

describe('processing', () => {
  test('a video is processed after the configured number of status reads', async () => {
    await sandbox.control.settings('YOUTUBE', { processingPolls: 2 });
    const id = await upload();
    const seen = [];
    for (let read = 0; read < 3; read += 1) seen.push(await video(id));
    expect(seen).toMatchObject([
      {
        status: { uploadStatus: 'uploaded' },
        processingDetails: { processingStatus: 'processing', processingProgress: { partsTotal: '100' } },
      },
      { status: { uploadStatus: 'uploaded' } },
      { status: { uploadStatus: 'processed' }, processingDetails: { processingStatus: 'succeeded' } },
    ]);
    const facts = await video(id, 'contentDetails,fileDetails,statistics');
    expect(facts).toMatchObject({
      contentDetails: { duration: 'PT1M', definition: 'hd' },
      fileDetails: {
        fileSize: String(landscape.length),
        durationMs: '60000',
        videoStreams: [{ widthPixels: 1920, heightPixels: 1080 }],
      },
      statistics: { viewCount: '0' },
    });
  });

  test('a file that is no video fails and is never visible', async () => {
    await sandbox.control.settings('YOUTUBE', { processingPolls: 0 });
    const id = await upload(samplePng());
    expect(await video(id, 'status,processingDetails,suggestions')).toMatchObject({
      status: { uploadStatus: 'failed', failureReason: 'invalidFile' },
      processingDetails: { processingStatus: 'failed', processingFailureReason: 'transcodeFailed' },
      suggestions: { processingErrors: ['notAVideoFile'] },
    });
    expect(await sandbox.control.live()).toMatchObject([{ visible: false }]);
  });

  test.each([
    ['codec', { uploadStatus: 'failed', failureReason: 'codec' }],
    ['copyright', { uploadStatus: 'rejected', rejectionReason: 'copyright' }],
  ])('failProcessing %s is reported as the vendor would', async (failProcessing, status) => {
    await sandbox.control.settings('YOUTUBE', { processingPolls: 0, failProcessing });
    expect(await video(await upload())).toMatchObject({ status });
  });

  test('a video above 15 minutes is rejected when the channel may not upload long ones', async () => {
    await sandbox.control.settings('YOUTUBE', { processingPolls: 0, longUploads: 'eligible' });
    const long = sampleMp4({ width: 640, height: 360, durationMs: 16 * 60_000, frameRate: 1, audio: false });
    expect(await video(await upload(long))).toMatchObject({
      status: { uploadStatus: 'rejected', rejectionReason: 'length' },
    });
  });
});

describe('thumbnails', () => {
  const thumbnail = (id: string, image: Buffer, type = 'image/jpeg') =>
    ask(sandbox.at(`${API}/upload/youtube/v3/thumbnails/set?videoId=${id}&uploadType=media`), {
      method: 'POST',
      token,
      body: image,
      headers: { 'content-type': type },
    });
  const wide = sampleJpeg({ width: 1280, height: 720 });
  const upright = sampleJpeg({ width: 720, height: 1280 });

  test('a wide picture of at least 640 pixels is set on a long-form video', async () => {
    const id = await upload();
    expect((await thumbnail(id, wide)).json).toMatchObject({
      kind: 'youtube#thumbnailSetResponse',
      items: [{ maxres: { width: 1280 } }],
    });
    const large = await thumbnail(id, sampleJpeg({ width: 2560, height: 1440 }));
    expect(large.at('items.0')).toMatchObject({ fhd: { width: 1920 }, qhd: { width: 2560, height: 1440 } });
    expect(large.at('items.0')).not.toHaveProperty('uhd');
    expect((await thumbnail(id, samplePng({ width: 320, height: 180 }), 'image/png')).at('error.errors.0.reason')).toBe(
      'invalidImage',
    );
    expect((await thumbnail(id, Buffer.from('nothing'))).at('error.errors.0.reason')).toBe('invalidImage');
    expect((await thumbnail(id, Buffer.alloc(0))).at('error.errors.0.reason')).toBe('mediaBodyRequired');
    expect((await thumbnail('unknown-id0', wide)).at('error.errors.0.reason')).toBe('videoNotFound');
  });

  test('a Short takes an upright picture, and only once it is processed', async () => {
    const id = await upload(portrait);
    expect((await thumbnail(id, upright)).at('error.errors.0.reason')).toBe('failedPrecondition');
    await video(id);
    expect((await thumbnail(id, wide)).at('error.errors.0.reason')).toBe('imageTooWide');
    expect((await thumbnail(id, upright)).status).toBe(200);
    expect(await sandbox.control.live()).toMatchObject([
      { kind: 'SHORT', permalink: `https://www.youtube.com/shorts/${id}` },
    ]);
  });

  test('a channel without a verified phone is refused', async () => {
    await sandbox.control.settings('YOUTUBE', { phoneVerified: false });
    const answer = await thumbnail(await upload(), wide);
    expect([answer.status, answer.at('error.errors.0.reason')]).toEqual([403, 'forbidden']);
  });
});

describe('playlists, comments and lists', () => {
  test('the uploads playlist shows new uploads first, once they are no longer hidden', async () => {
    await sandbox.control.settings('YOUTUBE', { hideFreshReads: 1 });
    const ids = [await upload(), await upload(portrait)];
    const channels = await call('GET', '/youtube/v3/channels?part=contentDetails,statistics,status&mine=true');
    expect(channels.at('items.0')).toMatchObject({
      statistics: { subscriberCount: '1230' },
      status: { longUploadsStatus: 'allowed' },
    });
    const uploads = channels.id('items.0.contentDetails.relatedPlaylists.uploads');
    const list = () =>
      call('GET', `/youtube/v3/playlistItems?part=snippet,contentDetails&playlistId=${uploads}&maxResults=1`);
    expect((await list()).at('pageInfo.totalResults')).toBe(0);
    const page = await list();
    expect(page.at('items.0.contentDetails.videoId')).toBe(ids[1]);
    const next = await call(
      'GET',
      `/youtube/v3/playlistItems?part=contentDetails&playlistId=${uploads}&maxResults=1&pageToken=${page.at('nextPageToken')}`,
    );
    expect(next.at('items.0.contentDetails.videoId')).toBe(ids[0]);
  });

  test('a playlist entry is added each time it is asked for', async () => {
    const id = await upload();
    const playlistId = (
      await call('POST', '/youtube/v3/playlists?part=snippet,status', { snippet: { title: 'Roasts' } })
    ).id();
    const body = { snippet: { playlistId, resourceId: { kind: 'youtube#video', videoId: id } } };
    for (const position of [0, 1]) {
      expect((await call('POST', '/youtube/v3/playlistItems?part=snippet', body)).at('snippet.position')).toBe(
        position,
      );
    }
    const listed = await call('GET', '/youtube/v3/playlists?part=snippet,contentDetails&mine=true');
    expect(listed.at('items.0.contentDetails.itemCount')).toBe(2);
    await sandbox.control.settings('YOUTUBE', { playlistsSortThemselves: true });
    const placed = { snippet: { ...body.snippet, position: 0 } };
    const unsorted = await call('POST', '/youtube/v3/playlistItems?part=snippet', placed);
    expect([unsorted.status, unsorted.at('error.errors.0.reason')]).toEqual([400, 'manualSortRequired']);
    const gone = await call('POST', '/youtube/v3/playlistItems?part=snippet', {
      snippet: { ...body.snippet, playlistId: 'PLnone' },
    });
    expect([gone.status, gone.at('error.errors.0.reason')]).toEqual([404, 'playlistNotFound']);
  });

  test('a comment stands under a public video only', async () => {
    const comment = (videoId: string) =>
      call('POST', '/youtube/v3/commentThreads?part=snippet', {
        snippet: { videoId, topLevelComment: { snippet: { textOriginal: 'First!' } } },
      });
    const hidden = await upload(landscape, metadata({}, { privacyStatus: 'private' }));
    const forKids = await upload(landscape, metadata({}, { selfDeclaredMadeForKids: true }));
    expect((await comment(hidden)).at('error.errors.0.reason')).toBe('commentsDisabled');
    expect((await comment(forKids)).at('error.errors.0.reason')).toBe('commentsDisabled');
    const video = await upload();
    const answer = await comment(video);
    expect(answer.at('snippet.topLevelComment.snippet.textOriginal')).toBe('First!');
    expect((await sandbox.control.live()).filter(({ kind }) => kind === 'COMMENT')).toMatchObject([
      { id: answer.at('id'), text: 'First!' },
    ]);
    const second = await comment(video);
    const list = (query: string) => call('GET', `/youtube/v3/commentThreads?part=snippet&${query}`);
    const listed = await list(`videoId=${video}&maxResults=100&order=time&textFormat=plainText`);
    expect([listed.at('items.0.id'), listed.at('items.1.id'), listed.at('items.2')]).toEqual([
      second.at('id'),
      answer.at('id'),
      undefined,
    ]);
    expect(listed.at('items.1.snippet.topLevelComment.snippet.textOriginal')).toBe('First!');
    expect((await list(`videoId=${video}&maxResults=101`)).at('error.errors.0.reason')).toBe('invalidParameter');
    expect((await list(`videoId=${hidden}`)).at('error.errors.0.reason')).toBe('commentsDisabled');
  });

  test('categories say which are assignable', async () => {
    const answer = await call('GET', '/youtube/v3/videoCategories?part=snippet&regionCode=DE&hl=en');
    expect(answer.at('items')).toContainEqual(
      expect.objectContaining({ id: '22', snippet: expect.objectContaining({ assignable: true }) }),
    );
    expect(answer.at('items')).toContainEqual(
      expect.objectContaining({ id: '30', snippet: expect.objectContaining({ assignable: false }) }),
    );
  });

  test('a deleted video is gone, and the video of another channel is not ours to change', async () => {
    const id = await upload();
    const mine = token;
    token = (await connect({}, { account: 'northlightstudio' })).access_token;
    expect((await call('DELETE', `/youtube/v3/videos?id=${id}`)).status).toBe(403);
    expect((await call('GET', `/youtube/v3/videos?part=processingDetails&id=${id}`)).status).toBe(403);
    token = mine;
    expect((await call('DELETE', `/youtube/v3/videos?id=${id}`)).status).toBe(204);
    expect((await call('GET', `/youtube/v3/videos?part=status&id=${id}`)).at('items')).toEqual([]);
  });

  test('an account without a channel has no items and may not upload', async () => {
    await sandbox.control.settings('YOUTUBE', { hasChannel: false });
    expect((await call('GET', '/youtube/v3/channels?part=id&mine=true')).json).not.toHaveProperty('items');
    expect((await start(metadata(), 100)).at('error.errors.0.reason')).toBe('youtubeSignupRequired');
  });
});

describe('quota', () => {
  test('uploads have a bucket of their own that refills at midnight in California', async () => {
    await sandbox.control.settings('YOUTUBE', { dailyInserts: 1, dailyUnits: 3 });
    expect((await start(metadata(), 100)).status).toBe(200);
    const refused = await start(metadata(), 100);
    expect(refused).toMatchObject({
      status: 403,
      json: { error: { errors: [{ domain: 'youtube.quota', reason: 'quotaExceeded' }] } },
    });
    expect((await call('GET', '/youtube/v3/channels?part=id&mine=true')).status).toBe(200);
    expect((await call('PUT', '/youtube/v3/videos?part=status', {})).at('error.errors.0.reason')).toBe('quotaExceeded');
    await sandbox.control.advance(24 * HOUR_MS);
    token = (await connect()).access_token;
    expect((await start(metadata(), 100)).status).toBe(200);
  });

  test('the cap of one channel is a refusal of its own', async () => {
    await sandbox.control.settings('YOUTUBE', { channelDailyUploads: 1 });
    await upload();
    const answer = await start(metadata(), 100);
    expect(answer).toMatchObject({
      status: 400,
      json: { error: { errors: [{ domain: 'youtube.video', reason: 'uploadLimitExceeded' }] } },
    });
  });
});

describe("Google's own client library", () => {
  const client = (accessToken: string) => {
    const oauth = new auth.OAuth2();
    oauth.setCredentials({ access_token: accessToken });
    return youtube({ version: 'v3', auth: oauth });
  };
  const rootUrl = () => `${sandbox.origin}/youtube.googleapis.com/`;

  test('signs in and refreshes', async () => {
    const oauth = new auth.OAuth2({
      clientId: 'client',
      clientSecret: 'secret',
      redirectUri: REDIRECT,
      endpoints: { oauth2TokenUrl: sandbox.at('https://oauth2.googleapis.com/token') },
    });
    const code = (await consent()).searchParams.get('code') ?? '';
    const { tokens } = await oauth.getToken({ code, codeVerifier: VERIFIER });
    expect(tokens.refresh_token).toBeTypeOf('string');
    oauth.setCredentials({ refresh_token: tokens.refresh_token ?? null });
    expect((await oauth.getAccessToken()).token).not.toBe(tokens.access_token);
  });

  test('lists, uploads, updates, sets a thumbnail and deletes', async () => {
    const api = client(token);
    const options = { rootUrl: rootUrl() };
    const { data: channels } = await api.channels.list(
      { part: ['id', 'snippet', 'contentDetails'], mine: true },
      options,
    );
    expect(channels.items?.[0]?.snippet?.customUrl).toBe('@harbourroasters');

    const inserted = await api.videos.insert(
      {
        part: ['snippet', 'status'],
        requestBody: { snippet: { title: 'By the library', categoryId: '22' }, status: { privacyStatus: 'unlisted' } },
        media: { mimeType: 'video/mp4', body: Readable.from(pieces(landscape)) },
      },
      options,
    );
    const id = inserted.data.id ?? '';
    expect(inserted.data.status).toMatchObject({ uploadStatus: 'uploaded', privacyStatus: 'unlisted' });
    const [live] = await sandbox.control.live();
    expect(live?.mediaSha256).toEqual([createHash('sha256').update(landscape).digest('hex')]);

    const updated = await api.videos.update(
      { part: ['snippet'], requestBody: { id, snippet: { title: 'Renamed', categoryId: '26' } } },
      options,
    );
    expect(updated.data.snippet).toMatchObject({ title: 'Renamed', categoryId: '26' });
    const picture = { mimeType: 'image/png', body: Readable.from([samplePng({ width: 1280, height: 720 })]) };
    const set = await api.thumbnails.set({ videoId: id, media: picture }, options);
    expect(set.data.items?.[0]?.high?.height).toBe(360);
    await api.videos.delete({ id }, options);
    const { data: listed } = await api.videos.list({ part: ['status', 'processingDetails'], id: [id] }, options);
    expect(listed.items).toEqual([]);
  });

  test('sees the reason of a refusal', async () => {
    const refused = client(token).videos.update(
      { part: ['snippet'], requestBody: { id: 'unknown-id0', snippet: { title: 'x', categoryId: '22' } } },
      { rootUrl: rootUrl() },
    );
    await expect(refused).rejects.toMatchObject({
      status: 404,
      response: { data: { error: { errors: [{ reason: 'videoNotFound' }] } } },
    });
  });
});

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 100_000) yield bytes.subarray(at, at + 100_000);
}

/** Sends a part of the bytes, sees it arrive, does something, and sends the rest. */
async function* until(bytes: Buffer, then: () => void | Promise<void>): AsyncGenerator<Buffer> {
  const part = GRANULE + 5000;
  yield bytes.subarray(0, part);
  const arrived = async () =>
    (await sandbox.control.requests({ operation: 'youtube.upload_put' })).at(-1)?.requestBytes ?? 0;
  while ((await arrived()) < part);
  await then();
  yield bytes.subarray(part);
}
