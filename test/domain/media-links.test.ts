/** Links to media: what they serve, when they stop, and what is known of their use. */
import { Readable } from 'node:stream';
import { beforeEach, describe, expect, test } from 'vitest';
import { storeUpload } from '../../src/domain/media/media.ts';
import { createLink, type LinkContext, revokeLinks, serveLink } from '../../src/domain/media/media-links.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import { openDesk } from '../support/desk.ts';
import { type LinkServer, startLinkServer } from '../support/link-server.ts';
import { sampleJpeg } from '../support/sample-media.ts';

const JPEG = sampleJpeg({ width: 640, height: 480 });
const desk = openDesk();
let server: LinkServer;
let serving: LinkContext;
let targetId: string;
beforeEach(async () => {
  server = await startLinkServer();
  server.serve(desk.ctx);
  serving = { ...desk.ctx, config: { publicUrl: server.origin } };
  targetId = uuidv7();
  return () => server[Symbol.asyncDispose]();
});

const upload = async () => (await storeUpload(desk.ctx, { workspaceId: desk.workspaceId }, Readable.from([JPEG]))).id;
const parts = (url: string) => {
  const { pathname, searchParams } = new URL(url);
  return { id: pathname.slice('/media/'.length, -'.jpg'.length), signature: searchParams.get('sig') ?? '' };
};
const link = async (label = 'l1') => createLink(serving, { targetId, mediaAssetId: await upload(), label });

describe('links', () => {
  test('are the same however often they are asked for, and differ by label', async () => {
    const mediaAssetId = await upload();
    const [one, two] = await Promise.all([
      createLink(serving, { targetId, mediaAssetId, label: 'l1' }),
      createLink(serving, { targetId, mediaAssetId, label: 'l1' }),
    ]);
    expect(one).toBe(two);
    expect(one).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/media\/[0-9a-f-]{36}\.jpg\?sig=[\w-]{43}$/);
    expect(await createLink(serving, { targetId, mediaAssetId, label: 'l2' })).not.toBe(one);
    await expect(createLink(serving, { targetId, mediaAssetId: uuidv7(), label: 'l1' })).rejects.toThrow(/not ready/);
  });

  test('serve the file whole, in part and not at all', async () => {
    const url = await link();
    const whole = await fetch(url);
    expect(whole.status).toBe(200);
    expect(Object.fromEntries(whole.headers)).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(JPEG.length),
      'accept-ranges': 'bytes',
      'cache-control': 'private, no-store',
      // Somebody's file at our address.
      'content-security-policy': expect.stringMatching(/^sandbox; default-src 'none'/),
      'content-disposition': expect.stringMatching(/^inline; filename="[0-9a-f-]{36}\.\w+"$/),
      'x-content-type-options': 'nosniff',
    });
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(JPEG);

    const get = async (range: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(url, { headers: { range, ...headers } });
      return [answer.status, answer.headers.get('content-range'), Buffer.from(await answer.arrayBuffer())];
    };
    const size = JPEG.length;
    expect(await get('bytes=0-9')).toEqual([206, `bytes 0-9/${size}`, JPEG.subarray(0, 10)]);
    expect(await get('bytes=10-')).toEqual([206, `bytes 10-${size - 1}/${size}`, JPEG.subarray(10)]);
    expect(await get('bytes=-5')).toEqual([206, `bytes ${size - 5}-${size - 1}/${size}`, JPEG.subarray(-5)]);
    expect(await get(`bytes=5-${size * 2}`)).toEqual([206, `bytes 5-${size - 1}/${size}`, JPEG.subarray(5)]);
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
      `${server.origin}/media/x.jpg?sig=x`,
    ]) {
      expect((await fetch(wrong)).status, wrong).toBe(404);
    }
    expect(await revokeLinks(serving, { targetId, label: 'l1' })).toBe('NEVER_FETCHED');
  });

  test('answer 410 once they are revoked, which tells that they were never fetched', async () => {
    const url = await link();
    expect(await revokeLinks(serving, { targetId, label: 'l1' })).toBe('NEVER_FETCHED');
    const answer = await fetch(url);
    expect([answer.status, await answer.json()]).toMatchObject([410, { error: { code: 'GONE' } }]);
    expect(await revokeLinks(serving, { targetId, label: 'l1' })).toBe('NEVER_FETCHED');
    expect(await revokeLinks(serving, { targetId, label: 'never made' })).toBe('NEVER_FETCHED');
  });

  test.each([['GET'], ['HEAD']])('count as fetched after a single %s', async (method) => {
    await (await fetch(await link(), { method })).arrayBuffer();
    expect(await revokeLinks(serving, { targetId, label: 'l1' })).toBe('FETCHED');
  });

  test('one fetched link of a label is enough to call the label fetched', async () => {
    await link();
    await serveLink(serving, parts(await link()));
    expect(await revokeLinks(serving, { targetId, label: 'l1' })).toBe('FETCHED');
  });

  test('made again after a revocation are new ones; the old stay dead', async () => {
    const mediaAssetId = await upload();
    const dead = await createLink(serving, { targetId, mediaAssetId, label: 'l1' });
    await serveLink(serving, parts(dead));
    await revokeLinks(serving, { targetId, label: 'l1' });
    const fresh = await createLink(serving, { targetId, mediaAssetId, label: 'l1' });
    expect((await fetch(dead)).status).toBe(410);
    expect(await revokeLinks(serving, { targetId, label: 'l1' })).toBe('NEVER_FETCHED');
    expect((await fetch(fresh)).status).toBe(410);
  });

  test('expire', async () => {
    const url = await link();
    desk.clock.advance(24 * 3_600_000 - 1);
    expect((await fetch(url)).status).toBe(200);
    desk.clock.advance(1);
    expect((await fetch(url)).status).toBe(410);
  });

  test('either serve or are proven unused, however a fetch and a revocation meet', async () => {
    const mediaAssetId = await upload();
    for (let round = 0; round < 60; round++) {
      const label = `race-${round}`;
      const url = parts(await createLink(serving, { targetId, mediaAssetId, label }));
      const [served, verdict] = await Promise.all([serveLink(serving, url), revokeLinks(serving, { targetId, label })]);
      expect([served === 'GONE' ? 'GONE' : 'SERVED', verdict]).toEqual(
        served === 'GONE' ? ['GONE', 'NEVER_FETCHED'] : ['SERVED', 'FETCHED'],
      );
    }
  });
});
