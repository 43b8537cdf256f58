import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createImport,
  createLink,
  deleteUnusedAsset,
  importFromUrl,
  type MediaContext,
  revokeLinks,
  runImport,
  serveLink,
  storeUpload,
} from '../../src/domain/media.ts';
import { handleMediaLink, handleMediaUpload, type UploadAccess } from '../../src/http/media.ts';
import { manualClock } from '../../src/lib/clock.ts';
import { createVault, uuidv7 } from '../../src/lib/crypto.ts';
import { createGuardedFetch } from '../../src/lib/guarded-fetch.ts';
import { createLogger } from '../../src/lib/log.ts';
import { localStorage } from '../../src/lib/storage.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { sampleJpeg, sampleMp4 } from '../support/sample-media.ts';

const clock = manualClock(new Date('2027-03-01T12:00:00Z'));
const vault = createVault([{ id: 'k1', key: randomBytes(32) }]);
const log = createLogger({ level: 'silent' });
const jpeg = sampleJpeg({ width: 640, height: 480 });
const stack = new AsyncDisposableStack();
let database: TestDatabase;
let dir: string;
let ctx: MediaContext;
let server: string;
let workspaceId: string;
let targetId: string;
const hosted = new Map<string, RequestListener>();

beforeAll(async () => {
  database = stack.use(await testDatabase());
  dir = await mkdtemp(join(tmpdir(), 'slipway-media-'));
  stack.defer(() => rm(dir, { recursive: true }));
  const http = createServer((req, res) => {
    const path = new URL(req.url ?? '/', 'http://localhost').pathname;
    const hostedFile = hosted.get(path);
    if (hostedFile !== undefined) return hostedFile(req, res);
    const handled =
      path === '/media' ? handleMediaUpload(ctx, req, res, { authenticate }) : handleMediaLink(ctx, req, res);
    handled.catch((error: Error) => res.destroy(error));
  }).listen(0, '127.0.0.1');
  await once(http, 'listening');
  stack.defer(() => {
    http.closeAllConnections();
    http.close();
  });
  server = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const guard = stack.use(createGuardedFetch({ allowPrivateHosts: [new URL(server).host], log }));
  const { fetchGuarded } = guard;
  ctx = { db: database.db, storage: localStorage(dir), clock, vault, log, fetchGuarded, config: { publicUrl: server } };
});
afterAll(() => stack.disposeAsync());

beforeEach(async () => {
  workspaceId = uuidv7();
  targetId = uuidv7();
  await database.db.query('INSERT INTO workspace (id, updated_at, name) VALUES ($1, now(), $2)', [workspaceId, 'w']);
});

const authenticate = async (req: IncomingMessage): Promise<UploadAccess> =>
  req.headers.authorization === 'Bearer good'
    ? { workspaceId }
    : { status: 401, code: 'UNAUTHENTICATED', message: 'No valid key.' };

const chunks = (file: Buffer) => Readable.from([file.subarray(0, 10), file.subarray(10)]);
const upload = (file: Buffer = jpeg) => storeUpload(ctx, { workspaceId, fileName: 'a.jpg' }, chunks(file));
const rowCount = async () =>
  Number(
    (
      await database.db.query<{ n: bigint }>('SELECT count(*) AS n FROM media_asset WHERE workspace_id = $1', [
        workspaceId,
      ])
    )[0]?.n,
  );
const storedFiles = () => readdir(join(dir, 'media', workspaceId)).catch(() => []);

describe('uploads', () => {
  test('are stored, measured and recorded', async () => {
    const asset = await upload();
    expect(asset).toMatchObject({
      workspaceId,
      status: 'READY',
      kind: 'IMAGE',
      mimeType: 'image/jpeg',
      bytes: BigInt(jpeg.length),
      width: 640,
      height: 480,
      fileName: 'a.jpg',
    });
    expect(await buffer(ctx.storage.open(asset.storageKey ?? ''))).toEqual(jpeg);
    const video = await upload(sampleMp4({ durationMs: 2_000 }));
    expect(video).toMatchObject({
      kind: 'VIDEO',
      durationMs: 2_000,
      frameRate: 30,
      videoCodec: 'avc',
      audioCodec: 'aac',
    });
  });

  test.each([
    ['MEDIA_TYPE', Buffer.from('<!doctype html><html></html>')],
    ['MEDIA_EMPTY', Buffer.alloc(0)],
    ['MEDIA_INVALID', jpeg.subarray(0, 40)],
    ['MEDIA_TOO_LARGE', sampleJpeg({ bytes: 51 * 1024 * 1024 })],
  ])('that are no use are refused with %s and leave nothing', async (code, file) => {
    await expect(upload(file)).rejects.toMatchObject({ name: 'MediaRefused', code });
    expect(await rowCount()).toBe(0);
    expect(await storedFiles()).toEqual([]);
  });
});

describe('imports', () => {
  const host = (path: string, file: Buffer, type = 'application/octet-stream') =>
    hosted.set(path, (_req, res) => res.writeHead(200, { 'content-type': type }).end(file));

  test('fetch the file and forget the query of its URL, which may be a signature', async () => {
    host('/photos/cat.jpg', jpeg);
    const asset = await importFromUrl(ctx, { workspaceId, url: `${server}/photos/cat.jpg?X-Signature=canary` });
    expect(asset).toMatchObject({
      status: 'READY',
      kind: 'IMAGE',
      fileName: 'cat.jpg',
      sourceUrl: `${server}/photos/cat.jpg`,
    });
  });

  test('are PENDING until they ran, and run once', async () => {
    let fetched = 0;
    hosted.set('/once.jpg', (_req, res) => {
      fetched++;
      res.end(jpeg);
    });
    const { id, status } = await createImport(ctx, { workspaceId, url: `${server}/once.jpg` });
    expect(status).toBe('PENDING');
    expect((await runImport(ctx, id)).status).toBe('READY');
    expect((await runImport(ctx, id)).status).toBe('READY');
    expect(fetched).toBe(1);
  });

  test('end FAILED with a code when the file cannot be had or used', async () => {
    host('/page.html', Buffer.from('<html>login</html>'), 'text/html');
    host('/broken.jpg', jpeg.subarray(0, 40));
    host('/page.jpg', Buffer.from('<html>not found, says a web server with status 200</html>'), 'image/jpeg');
    const failures = {
      'https://127.0.0.1/x.jpg': 'URL_PRIVATE',
      nonsense: 'URL_INVALID',
      [`${server}/media/nothing`]: 'URL_UNREACHABLE',
      [`${server}/page.html`]: 'URL_TYPE',
      [`${server}/broken.jpg`]: 'MEDIA_INVALID',
      [`${server}/page.jpg`]: 'MEDIA_TYPE',
    };
    for (const [url, errorCode] of Object.entries(failures)) {
      expect(await importFromUrl(ctx, { workspaceId, url }), url).toMatchObject({
        status: 'FAILED',
        errorCode,
        storageKey: null,
      });
    }
    expect(await storedFiles()).toEqual([]);
  });

  test('stay PENDING when the process is told to stop, and are taken up by the next', async () => {
    const abort = new AbortController();
    hosted.set('/slow.jpg', (_req, res) => {
      res.write(jpeg.subarray(0, 20));
      abort.abort();
    });
    const { id } = await createImport(ctx, { workspaceId, url: `${server}/slow.jpg` });
    await expect(runImport(ctx, id, abort.signal)).rejects.toThrow();
    host('/slow.jpg', jpeg);
    expect((await runImport(ctx, id)).status).toBe('READY');
  });
});

describe('links', () => {
  const parts = (url: string) => {
    const { pathname, searchParams } = new URL(url);
    return { id: pathname.slice('/media/'.length, -'.jpg'.length), signature: searchParams.get('sig') ?? '' };
  };
  const link = async (label = 'l1') => createLink(ctx, { targetId, mediaAssetId: (await upload()).id, label });

  test('are the same however often they are asked for, and differ by label', async () => {
    const mediaAssetId = (await upload()).id;
    const [one, two] = await Promise.all([
      createLink(ctx, { targetId, mediaAssetId, label: 'l1' }),
      createLink(ctx, { targetId, mediaAssetId, label: 'l1' }),
    ]);
    expect(one).toBe(two);
    expect(one).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/media\/[0-9a-f-]{36}\.jpg\?sig=[\w-]{43}$/);
    expect(await createLink(ctx, { targetId, mediaAssetId, label: 'l2' })).not.toBe(one);
    await expect(createLink(ctx, { targetId, mediaAssetId: uuidv7(), label: 'l1' })).rejects.toThrow(/not ready/);
  });

  test('serve the file whole, in part and not at all', async () => {
    const url = await link();
    const whole = await fetch(url);
    expect(whole.status).toBe(200);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(jpeg.length),
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
    });
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(jpeg);

    const get = async (range: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(url, { headers: { range, ...headers } });
      return [answer.status, answer.headers.get('content-range'), Buffer.from(await answer.arrayBuffer())];
    };
    const size = jpeg.length;
    expect(await get('bytes=0-9')).toEqual([206, `bytes 0-9/${size}`, jpeg.subarray(0, 10)]);
    expect(await get('bytes=10-')).toEqual([206, `bytes 10-${size - 1}/${size}`, jpeg.subarray(10)]);
    expect(await get('bytes=-5')).toEqual([206, `bytes ${size - 5}-${size - 1}/${size}`, jpeg.subarray(-5)]);
    expect(await get(`bytes=5-${size * 2}`)).toEqual([206, `bytes 5-${size - 1}/${size}`, jpeg.subarray(5)]);
    expect(await get(`bytes=${size}-`)).toEqual([416, `bytes */${size}`, Buffer.alloc(0)]);
    expect(await get('bytes=-0')).toEqual([416, `bytes */${size}`, Buffer.alloc(0)]);
    for (const ignored of ['bytes=5-2', 'bytes=0-1,4-5', 'lines=1-2', 'bytes=-'])
      expect((await get(ignored))[0], ignored).toBe(200);
    expect((await get('bytes=0-9', { 'if-range': '"another"' }))[0]).toBe(200);
    expect((await get('bytes=0-9', { 'if-range': whole.headers.get('etag') ?? '' }))[0]).toBe(206);

    const head = await fetch(url, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, String(size), '']);
    expect((await fetch(url, { method: 'POST' })).status).toBe(405);
  });

  test('are not found with a wrong signature or none, or under another id', async () => {
    const url = await link();
    const other = parts(await link('other'));
    for (const wrong of [
      url.slice(0, -3),
      url.split('?')[0] ?? '',
      url.replace(parts(url).id, other.id),
      `${server}/media/x.jpg?sig=x`,
    ]) {
      expect((await fetch(wrong)).status, wrong).toBe(404);
    }
    expect(await revokeLinks(ctx, { targetId, label: 'l1' })).toBe('NEVER_FETCHED');
  });

  test('answer 410 once they are revoked, which tells that they were never fetched', async () => {
    const url = await link();
    expect(await revokeLinks(ctx, { targetId, label: 'l1' })).toBe('NEVER_FETCHED');
    const answer = await fetch(url);
    expect([answer.status, await answer.json()]).toMatchObject([410, { error: { code: 'GONE' } }]);
    expect(await revokeLinks(ctx, { targetId, label: 'l1' })).toBe('NEVER_FETCHED');
    expect(await revokeLinks(ctx, { targetId, label: 'never made' })).toBe('NEVER_FETCHED');
  });

  test.each([['GET'], ['HEAD']])('count as fetched after a single %s', async (method) => {
    await (await fetch(await link(), { method })).arrayBuffer();
    expect(await revokeLinks(ctx, { targetId, label: 'l1' })).toBe('FETCHED');
  });

  test('one fetched link of a label is enough to call the label fetched', async () => {
    await link();
    await serveLink(ctx, parts(await link()));
    expect(await revokeLinks(ctx, { targetId, label: 'l1' })).toBe('FETCHED');
  });

  test('made again after a revocation are new ones; the old stay dead', async () => {
    const mediaAssetId = (await upload()).id;
    const dead = await createLink(ctx, { targetId, mediaAssetId, label: 'l1' });
    await serveLink(ctx, parts(dead));
    await revokeLinks(ctx, { targetId, label: 'l1' });
    const fresh = await createLink(ctx, { targetId, mediaAssetId, label: 'l1' });
    expect((await fetch(dead)).status).toBe(410);
    expect(await revokeLinks(ctx, { targetId, label: 'l1' })).toBe('NEVER_FETCHED');
    expect((await fetch(fresh)).status).toBe(410);
  });

  test('expire', async () => {
    const url = await link();
    clock.advance(24 * 3_600_000 - 1);
    expect((await fetch(url)).status).toBe(200);
    clock.advance(1);
    expect((await fetch(url)).status).toBe(410);
  });

  test('either serve or are proven unused, however a fetch and a revocation meet', async () => {
    const mediaAssetId = (await upload()).id;
    for (let round = 0; round < 60; round++) {
      const label = `race-${round}`;
      const url = parts(await createLink(ctx, { targetId, mediaAssetId, label }));
      const [served, verdict] = await Promise.all([serveLink(ctx, url), revokeLinks(ctx, { targetId, label })]);
      expect([served === 'GONE' ? 'GONE' : 'SERVED', verdict]).toEqual(
        served === 'GONE' ? ['GONE', 'NEVER_FETCHED'] : ['SERVED', 'FETCHED'],
      );
    }
  });
});

describe('POST /media', () => {
  const post = (body: Buffer | FormData | null, headers: Record<string, string> = {}) =>
    fetch(`${server}/media`, {
      method: 'POST',
      body: Buffer.isBuffer(body) ? new Uint8Array(body) : body,
      headers: { authorization: 'Bearer good', ...headers },
    });

  test('takes the raw file and answers with what it is', async () => {
    const name = encodeURIComponent('../Übersicht.jpg');
    const answer = await post(jpeg, { 'content-type': 'image/jpeg', 'x-file-name': name });
    expect(answer.status).toBe(201);
    const { mediaAsset } = (await answer.json()) as { mediaAsset: { id: string } };
    expect(mediaAsset).toMatchObject({
      status: 'READY',
      kind: 'IMAGE',
      bytes: jpeg.length,
      width: 640,
      fileName: 'Übersicht.jpg',
    });
    expect(await database.db.query('SELECT id FROM media_asset WHERE id = $1', [mediaAsset.id])).toHaveLength(1);
  });

  test('refuses strangers, forms and useless files, also while a large body is still coming', async () => {
    const large = Buffer.alloc(8 * 1024 * 1024, 'x');
    const answers = [
      await post(large, { authorization: 'Bearer bad' }),
      await post(large),
      await post(new FormData()),
      await post(null),
      await post(sampleJpeg({ bytes: 51 * 1024 * 1024 })),
      await post(jpeg.subarray(0, 40)),
    ];
    const seen = await Promise.all(
      answers.map(async (answer) => [answer.status, ((await answer.json()) as { error: { code: string } }).error.code]),
    );
    expect(seen).toEqual([
      [401, 'UNAUTHENTICATED'],
      [415, 'MEDIA_TYPE'],
      [415, 'UNSUPPORTED_MEDIA_TYPE'],
      [400, 'MEDIA_EMPTY'],
      [413, 'MEDIA_TOO_LARGE'],
      [422, 'MEDIA_INVALID'],
    ]);
    expect(await rowCount()).toBe(0);
  });

  test('keeps nothing of an upload that breaks off', async () => {
    const { hostname, port } = new URL(server);
    const socket = connect(Number(port), hostname);
    socket.write(`POST /media HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\nContent-Length: 100000\r\n\r\n`);
    socket.write(sampleJpeg({ bytes: 50_000 }));
    while ((await rowCount()) === 0);
    socket.destroy();
    while ((await rowCount()) > 0);
    expect(await storedFiles()).toEqual([]);
  });
});

test('deletes a file that no post refers to, and only such', async () => {
  const [unused, attached, overriding, recent] = [await upload(), await upload(), await upload(), await upload()];
  const brandId = uuidv7();
  const accountId = uuidv7();
  const postId = uuidv7();
  const { query } = database.db;
  await query(`INSERT INTO brand (id, updated_at, workspace_id, name, time_zone) VALUES ($1, now(), $2, 'b', 'UTC')`, [
    brandId,
    workspaceId,
  ]);
  await query(
    `INSERT INTO social_account (id, updated_at, workspace_id, brand_id, platform, external_id, scopes) VALUES ($1, now(), $2, $3, 'X', '1', '{}')`,
    [accountId, workspaceId, brandId],
  );
  await query(
    `INSERT INTO scheduled_post (id, updated_at, workspace_id, brand_id, time_zone, content_hash) VALUES ($1, now(), $2, $3, 'UTC', '')`,
    [postId, workspaceId, brandId],
  );
  await query(`INSERT INTO post_media (post_id, position, media_asset_id, updated_at) VALUES ($1, 0, $2, now())`, [
    postId,
    attached.id,
  ]);
  await query(
    `INSERT INTO post_target (id, updated_at, workspace_id, brand_id, post_id, social_account_id, platform, format, overrides)
     VALUES ($1, now(), $2, $3, $4, $5, 'X', 'IMAGE', $6)`,
    [targetId, workspaceId, brandId, postId, accountId, JSON.stringify({ mediaAssetIds: [overriding.id] })],
  );
  const remove = (asset: { id: string }) => deleteUnusedAsset(ctx, { workspaceId, id: asset.id });
  expect(await remove(unused)).toBe('DELETED');
  expect(await remove(attached)).toBe('IN_USE');
  expect(await remove(overriding)).toBe('IN_USE');
  expect(await ctx.storage.stat(unused.storageKey ?? '')).toBeNull();
  expect((await storedFiles()).sort()).toEqual([attached.id, overriding.id, recent.id].sort());
  expect(await text(ctx.storage.open(recent.storageKey ?? ''))).not.toBe('');
  expect(await remove(unused)).toBe('UNKNOWN');
});
