/** Files through the API: uploaded, taken in from an address, and deleted; and what is kept of those that are refused. */
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { generateApiKey } from '../../src/lib/crypto.ts';
import { createLogger } from '../../src/lib/log.ts';
import { startTestApp } from '../support/app.ts';
import { hurtfulFiles } from '../support/damaged-media.ts';
import { graphql } from '../support/gql/index.ts';
import { startMediaServer } from '../support/media-server.ts';
import { openApp } from '../support/open-app.ts';
import { createPost } from '../support/posts.ts';
import { sampleJpeg } from '../support/sample-media.ts';

const DeleteMedia = graphql(`
  mutation DeleteMedia($input: DeleteMediaAssetInput!) {
    deleteMediaAsset(input: $input) { deletedMediaAssetId userErrors { code } }
  }
`);

const RemovePost = graphql(`
  mutation RemovePost($input: DeleteScheduledPostInput!) {
    deleteScheduledPost(input: $input) { userErrors { code } }
  }
`);

const ImportMedia = graphql(`
  mutation ImportMedia($input: ImportMediaFromUrlInput!) {
    importMediaFromUrl(input: $input) { mediaAsset { id kind status mimeType sourceUrl fileName altText } userErrors { code message path } }
  }
`);

const JPEG = sampleJpeg({ width: 640, height: 480 });

const app = openApp();

const assets = () => app.db.query('SELECT id FROM media_asset');
/** Rows, and files that are finished or not. */
async function kept() {
  const files = await readdir(join(app.ctx.config.dataDir, 'media'), { recursive: true, withFileTypes: true });
  return { rows: await assets(), files: files.filter((file) => file.isFile()).map(({ name }) => name) };
}

describe('POST /media', () => {
  const post = (body: Buffer | FormData | null, headers: Record<string, string> = {}) =>
    fetch(`${app.origin}/media`, {
      method: 'POST',
      body: Buffer.isBuffer(body) ? new Uint8Array(body) : body,
      headers: { authorization: `Bearer ${app.apiKey}`, ...headers },
    });

  it('takes the raw file and answers with what it is', async () => {
    const before = await assets();
    const name = encodeURIComponent('../Übersicht.jpg');
    const answer = await post(JPEG, { 'content-type': 'image/jpeg', 'x-file-name': name });
    expect(answer.status).toBe(201);
    const { mediaAsset } = (await answer.json()) as { mediaAsset: { id: string } };
    expect(mediaAsset).toMatchObject({
      id: expect.stringMatching(/^media_/),
      status: 'READY',
      kind: 'IMAGE',
      bytes: JPEG.length,
      width: 640,
      fileName: 'Übersicht.jpg',
    });
    expect((await assets()).length).toBe(before.length + 1);
  });

  it('refuses strangers, forms and useless files, also while a large body is still coming', async () => {
    const before = await kept();
    const large = Buffer.alloc(8 * 1024 * 1024, 'x');
    const answers = [
      await post(large, { authorization: `Bearer ${generateApiKey().key}` }),
      await post(large),
      await post(new FormData()),
      await post(null),
      await post(sampleJpeg({ bytes: 51 * 1024 * 1024 })),
      await post(JPEG.subarray(0, 40)),
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
    expect(await kept()).toEqual(before);
  });

  it('refuses files that are made to hurt, keeps nothing of them, and answers others meanwhile', async () => {
    const before = await kept();
    const order: string[] = [];
    const named = ['trun with', 'stts with', 'stsc with', 'ctts with', 'a PNG of', 'frames of', '20,000 tracks'];
    const hurtful = (await hurtfulFiles()).filter(({ name }) => named.some((start) => name.startsWith(start)));
    const refusals = hurtful.map(async ({ name, bytes }) => {
      const answer = await post(bytes);
      const { error } = (await answer.json()) as { error: { code: string; message: string } };
      if (name.startsWith('trun')) order.push('the slowest file');
      expect(error.message).toMatch(/^Unusable file: ./);
      return [name, answer.status, error.code];
    });
    const healthy = fetch(`${app.origin}/health/ready`).then(({ status }) => order.push(`health ${status}`));
    await healthy;
    expect(await Promise.all(refusals)).toEqual(hurtful.map(({ name }) => [name, 422, 'MEDIA_INVALID']));
    expect(order).toEqual(['health 200', 'the slowest file']);
    expect(await kept()).toEqual(before);
    expect((await post(JPEG)).status).toBe(201);
  });

  it('keeps nothing of an upload that breaks off', async () => {
    const before = await kept();
    const { hostname, port } = new URL(app.origin);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /media HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${app.apiKey}\r\nContent-Length: 100000\r\n\r\n`,
    );
    socket.write(sampleJpeg({ bytes: 50_000 }));
    await expect.poll(assets).toHaveLength(before.rows.length + 1);
    socket.destroy();
    await expect.poll(kept).toEqual(before);
  });
});

describe('a file', () => {
  it('is taken in from an address, once per idempotency key', async () => {
    await using origin = await startMediaServer();
    const url = origin.put('sample.jpg?token=canary', 'image/jpeg', sampleJpeg({ width: 600, height: 400 }));
    const input = { url, altText: 'A sample', idempotencyKey: 'file-1' };
    const first = (await app.client()(ImportMedia, { input })).importMediaFromUrl;
    expect(first).toMatchObject({
      mediaAsset: {
        kind: 'IMAGE',
        status: 'READY',
        mimeType: 'image/jpeg',
        fileName: 'sample.jpg',
        altText: 'A sample',
        sourceUrl: url.replace('?token=canary', ''),
      },
      userErrors: [],
    });
    const second = (await app.client()(ImportMedia, { input })).importMediaFromUrl;
    expect(second.mediaAsset?.id).toBe(first.mediaAsset?.id);
    expect(origin.hits('sample.jpg?token=canary')).toBe(1);
  });

  it('that cannot be had says why', async () => {
    const refusal = async (url: string) =>
      (await app.client()(ImportMedia, { input: { url } })).importMediaFromUrl.userErrors;
    expect(await refusal(`${app.origin}/nowhere`)).toMatchObject([
      { code: 'MEDIA_UNREACHABLE', path: ['input', 'url'] },
    ]);
    expect(await refusal('https://10.0.0.1/a.jpg')).toMatchObject([{ code: 'MEDIA_UNREACHABLE' }]);
    expect(await refusal('gibberish')).toMatchObject([{ code: 'MEDIA_UNREACHABLE' }]);
  });

  it('is what its bytes are, whatever the server says of them', async () => {
    await using origin = await startMediaServer();
    const taken = async (headers: Record<string, string>, body: Buffer) => {
      const url = origin.on('file', (response) => response.writeHead(200, headers).end(body));
      const { mediaAsset, userErrors } = (await app.client()(ImportMedia, { input: { url } })).importMediaFromUrl;
      return mediaAsset?.mimeType ?? userErrors.map(({ code }) => code).join();
    };
    for (const type of ['application/mp4', 'text/plain', 'text/html', 'application/x-download', 'no type at all'])
      expect(await taken({ 'content-type': type }, JPEG), type).toBe('image/jpeg');
    for (const encoding of ['', 'identity', 'aws-chunked', 'utf-8', 'gzip', 'none'])
      expect(await taken({ 'content-encoding': encoding }, JPEG), encoding).toBe('image/jpeg');
    const page = Buffer.from('<!doctype html><title>Log in</title>');
    for (const type of ['text/html', 'image/jpeg', 'video/mp4'])
      expect(await taken({ 'content-type': type }, page), type).toBe('MEDIA_IS_PAGE');
    expect(await taken({ 'content-encoding': 'gzip' }, gzipSync(JPEG))).toBe('MEDIA_TYPE');
  });

  it('whose caller hangs up is not fetched any further, and nothing stays of it', async () => {
    await using origin = await startMediaServer();
    const before = await kept();
    const [asked, dropped] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const url = origin.on('endless.jpg', (response) => {
      response.once('close', dropped.resolve);
      response.write(JPEG.subarray(0, 100));
      asked.resolve();
    });
    const caller = new AbortController();
    const call = fetch(app.url, {
      method: 'POST',
      signal: caller.signal,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${app.apiKey}` },
      body: JSON.stringify({
        query: 'mutation ($url: String!) { importMediaFromUrl(input: { url: $url }) { userErrors { code } } }',
        variables: { url },
      }),
    }).catch((error: unknown) => error);
    await asked.promise;
    caller.abort();
    await call;
    await dropped.promise;
    await expect.poll(kept).toEqual(before);
  });

  it('that is being fetched when the server stops ends with an answer, and the server without an error', async () => {
    await using origin = await startMediaServer();
    const errors: string[] = [];
    const stopping = await startTestApp({
      log: createLogger({ level: 'warn', destination: { write: (line) => void errors.push(line) } }),
    });
    const asked = Promise.withResolvers<void>();
    const url = origin.on('endless.jpg', (response) => {
      response.write(JPEG.subarray(0, 100));
      asked.resolve();
    });
    const call = stopping.client()(ImportMedia, { input: { url } });
    await asked.promise;
    const stopped = stopping[Symbol.asyncDispose]();
    expect((await call).importMediaFromUrl).toMatchObject({
      mediaAsset: null,
      userErrors: [{ code: 'IMPORTS_BUSY', path: ['input', 'url'] }],
    });
    await stopped;
    expect(errors).toEqual([]);
  });

  it('is deleted unless a post uses it', async () => {
    const image = await app.upload();
    const { brandId, accounts } = await app.seed();
    const post = await createPost(app.client(), {
      brandId,
      media: [{ mediaAssetId: image }],
      targets: [{ socialAccountId: accounts.X, format: 'IMAGE' }],
    });
    const remove = async () => (await app.client()(DeleteMedia, { input: { mediaAssetId: image } })).deleteMediaAsset;
    expect(await remove()).toEqual({ deletedMediaAssetId: null, userErrors: [{ code: 'MEDIA_IN_USE' }] });
    await app.client()(RemovePost, { input: { postId: post.id } });
    expect(await remove()).toEqual({ deletedMediaAssetId: image, userErrors: [] });
  });
});
