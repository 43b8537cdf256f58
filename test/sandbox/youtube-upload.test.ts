/** The stand-in of YouTube: resumable sessions, their ranges and their ends. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { Client } from 'undici';
import { describe, expect, test } from 'vitest';
import { ask } from './ask.ts';
import { GRANULE, HOUR_MS, landscape, put, sandbox, session, token, useYouTube } from './youtube-app.ts';

useYouTube();

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
