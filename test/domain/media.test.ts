/** Media assets: files that come by upload or from a URL, those that are refused, and those that may be deleted. */
import { readdir } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  createImport,
  deleteUnusedAsset,
  forgetUnfinished,
  importFromUrl,
  runImport,
  storeUpload,
} from '../../src/domain/media/media.ts';
import { deleteMediaAsset, importMediaFromUrl, updateMediaAsset } from '../../src/domain/media/media-library.ts';
import { updateScheduledPost } from '../../src/domain/posts/actions/post-edits.ts';
import { openDesk } from '../support/desk.ts';
import { type MediaServer, startMediaServer } from '../support/media-server.ts';
import { accepted, refusals } from '../support/outcomes.ts';
import { sampleJpeg, sampleMp4 } from '../support/sample-media.ts';
import { createAccount, createTestBrand } from '../support/tenant.ts';

const JPEG = sampleJpeg({ width: 640, height: 480 });
const desk = openDesk();

const chunks = (file: Buffer) => Readable.from([file.subarray(0, 10), file.subarray(10)]);
const upload = (file: Buffer = JPEG) =>
  storeUpload(desk.ctx, { workspaceId: desk.workspaceId, fileName: 'a.jpg' }, chunks(file));
/** Assets besides those that every tenant starts with. */
const taken = () =>
  desk.db.query('SELECT id FROM media_asset WHERE workspace_id = $1 AND id <> ALL ($2)', [
    desk.workspaceId,
    [desk.image, desk.video],
  ]);
/** Names of the files in the storage; it makes the folder with the first. */
async function stored(): Promise<string[]> {
  const files = await readdir(desk.dir, { recursive: true, withFileTypes: true });
  return files.filter((file) => file.isFile()).map(({ name }) => name);
}

describe('uploads', () => {
  test('are stored, measured and recorded', async () => {
    const asset = await upload();
    expect(asset).toMatchObject({
      workspaceId: desk.workspaceId,
      status: 'READY',
      kind: 'IMAGE',
      mimeType: 'image/jpeg',
      bytes: BigInt(JPEG.length),
      width: 640,
      height: 480,
      fileName: 'a.jpg',
    });
    expect(await buffer(desk.ctx.storage.open(asset.storageKey ?? ''))).toEqual(JPEG);
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
    ['MEDIA_IS_PAGE', Buffer.from('<!doctype html><html></html>')],
    ['MEDIA_EMPTY', Buffer.alloc(0)],
    ['MEDIA_INVALID', JPEG.subarray(0, 40)],
    ['MEDIA_TOO_LARGE', sampleJpeg({ bytes: 51 * 1024 * 1024 })],
  ])('that are no use are refused with %s and leave nothing', async (code, file) => {
    await expect(upload(file)).rejects.toMatchObject({ name: 'MediaRefused', code });
    expect(await taken()).toEqual([]);
    expect(await stored()).toEqual([]);
  });
});

describe('imports', () => {
  let origin: MediaServer;
  beforeEach(async () => {
    origin = await startMediaServer();
    return () => origin[Symbol.asyncDispose]();
  });
  const ANY = 'application/octet-stream';

  test('fetch the file and forget the query of its URL, which may be a signature', async () => {
    const url = origin.put('photos/cat.jpg?X-Signature=canary', ANY, JPEG);
    const asset = await importFromUrl(desk.ctx, { workspaceId: desk.workspaceId, url });
    expect(asset).toMatchObject({
      status: 'READY',
      kind: 'IMAGE',
      fileName: 'cat.jpg',
      sourceUrl: url.replace('?X-Signature=canary', ''),
    });
  });

  test('are PENDING until they ran, and run once', async () => {
    const url = origin.put('once.jpg', ANY, JPEG);
    const { id, status } = await createImport(desk.ctx, { workspaceId: desk.workspaceId, url });
    expect(status).toBe('PENDING');
    expect((await runImport(desk.ctx, id)).status).toBe('READY');
    expect((await runImport(desk.ctx, id)).status).toBe('READY');
    expect(origin.hits('once.jpg')).toBe(1);
  });

  test('end FAILED with a code when the file cannot be had or used', async () => {
    const page = Buffer.from('<html>not found, says a web server with status 200</html>');
    const failures = {
      'https://10.0.0.1/x.jpg': 'URL_PRIVATE',
      nonsense: 'URL_INVALID',
      [origin.on('gone.jpg', (response) => response.writeHead(404).end())]: 'URL_UNREACHABLE',
      [origin.put('page.html', 'text/html', Buffer.from('<html>login</html>'))]: 'MEDIA_IS_PAGE',
      [origin.put('broken.jpg', ANY, JPEG.subarray(0, 40))]: 'MEDIA_INVALID',
      [origin.put('page.jpg', 'image/jpeg', page)]: 'MEDIA_IS_PAGE',
    };
    for (const [url, errorCode] of Object.entries(failures)) {
      expect(await importFromUrl(desk.ctx, { workspaceId: desk.workspaceId, url }), url).toMatchObject({
        status: 'FAILED',
        errorCode,
        storageKey: null,
      });
    }
    expect(await stored()).toEqual([]);
  });

  test('stay PENDING when the process is told to stop, and are taken up by the next', async () => {
    const abort = new AbortController();
    const url = origin.on('slow.jpg', (response) => {
      response.write(JPEG.subarray(0, 20));
      abort.abort();
    });
    const { id } = await createImport(desk.ctx, { workspaceId: desk.workspaceId, url });
    await expect(runImport(desk.ctx, id, abort.signal)).rejects.toThrow();
    origin.put('slow.jpg', ANY, JPEG);
    expect((await runImport(desk.ctx, id)).status).toBe('READY');
  });
});

describe('files fetched for a call', () => {
  let origin: MediaServer;
  let url: string;
  beforeEach(async () => {
    origin = await startMediaServer();
    url = origin.put('cat.jpg', 'image/jpeg', JPEG);
    return () => origin[Symbol.asyncDispose]();
  });
  const targets = () => [{ socialAccountId: desk.accounts.X, format: 'IMAGE' as const }];
  const nothing = async () => {
    expect(await taken()).toEqual([]);
    expect(await stored()).toEqual([]);
  };

  test('go with it when it is refused', async () => {
    const content = { caption: 'x'.repeat(300) };
    expect(refusals(await desk.create({ content, media: [{ url }], targets: targets() }))).toEqual([
      'TEXT_TOO_LONG input.targets.0.caption',
    ]);
    await nothing();
    const media = [{ url }, { url: origin.on('gone.jpg', (response) => response.writeHead(404).end()) }];
    expect(refusals(await desk.create({ media, targets: targets() }))).toEqual(['MEDIA_UNREACHABLE input.media.1.url']);
    await nothing();
    const imported = await importMediaFromUrl(desk.ctx, desk.viewer, { url: 'https://10.0.0.1/cat.jpg' });
    expect(refusals(imported)).toEqual(['MEDIA_UNREACHABLE input.url']);
    await nothing();
    const postId = await desk.created();
    const edit = await updateScheduledPost(desk.ctx, desk.viewer, { postId, expectedVersion: 1, media: [{ url }] });
    expect(refusals(edit)).toEqual(['MEDIA_TOO_MANY input.media']);
    await nothing();
  });

  test('go with it when it turns out to be a repetition', async () => {
    const calls = [1, 2, 3, 4];
    const posts = await Promise.all(
      calls.map(() => desk.create({ media: [{ url }], targets: targets(), idempotencyKey: 'one post' })),
    );
    expect(new Set(posts.map((outcome) => accepted(outcome).postId)).size).toBe(1);
    expect(await taken()).toHaveLength(1);
    const files = await Promise.all(
      calls.map(() => importMediaFromUrl(desk.ctx, desk.viewer, { url, idempotencyKey: 'one file' })),
    );
    expect(new Set(files.map((outcome) => accepted(outcome).mediaAssetId)).size).toBe(1);
    expect(await taken()).toHaveLength(2);
    expect(await stored()).toHaveLength(2);
  });
});

test('what was still being taken in when its process died is forgotten after a while', async () => {
  const kept = await upload();
  const url = 'https://example.com/cat.jpg';
  const { id } = await createImport(desk.ctx, { workspaceId: desk.workspaceId, url });
  await desk.ctx.storage.put(`media/${desk.workspaceId}/${id}`, chunks(JPEG), { maxBytes: JPEG.length });
  await forgetUnfinished(desk.ctx, desk.clock.now());
  expect(await taken()).toHaveLength(2);
  desk.clock.advance(1);
  await forgetUnfinished(desk.ctx, desk.clock.now());
  expect(await taken()).toEqual([{ id: kept.id }]);
  expect(await stored()).toEqual([kept.id]);
});

test('deletes a file that no post refers to, and only such', async () => {
  const [unused, attached, overriding, recent] = [await upload(), await upload(), await upload(), await upload()];
  await desk.created({
    media: [{ mediaAssetId: attached.id }],
    targets: [
      { socialAccountId: desk.accounts.X, format: 'IMAGE', overrides: { mediaAssetIds: [overriding.id] } },
      { socialAccountId: desk.accounts.INSTAGRAM, format: 'IMAGE' },
    ],
  });
  const remove = ({ id }: { id: string }) => deleteUnusedAsset(desk.ctx, { workspaceId: desk.workspaceId, id });
  expect(await remove(unused)).toBe('DELETED');
  expect(await remove(attached)).toBe('IN_USE');
  expect(await remove(overriding)).toBe('IN_USE');
  expect(await desk.ctx.storage.stat(unused.storageKey ?? '')).toBeNull();
  expect((await stored()).sort()).toEqual([attached.id, overriding.id, recent.id].sort());
  expect(await text(desk.ctx.storage.open(recent.storageKey ?? ''))).not.toBe('');
  expect(await remove(unused)).toBe('UNKNOWN');
});

describe('a key that is bound to a brand', () => {
  const describeIt = async (viewer: typeof desk.viewer, altText: string | null) =>
    refusals(await updateMediaAsset(desk.ctx, viewer, { mediaAssetId: desk.image, altText }));

  test('describes files of its own posts and of nobody, and leaves alone what another brand uses', async () => {
    const brandId = await createTestBrand(desk.db, desk.workspaceId);
    const socialAccountId = await createAccount(desk.db, desk.workspaceId, brandId, 'X');
    const bound = desk.as(['POSTS_WRITE'], [desk.brandId]);
    expect(await describeIt(bound, 'A loaf')).toEqual([]);
    await desk.created({
      media: [{ mediaAssetId: desk.image }],
      targets: [{ socialAccountId: desk.accounts.X, format: 'IMAGE' }],
    });
    expect(await describeIt(bound, 'Two loaves')).toEqual([]);
    const theirs = desk.as(['POSTS_WRITE'], [brandId]);
    expect(await describeIt(theirs, null)).toEqual(['FORBIDDEN_BRAND input.mediaAssetId']);
    const mediaAssetId = desk.image;
    expect(refusals(await deleteMediaAsset(desk.ctx, theirs, { mediaAssetId }))).toEqual([
      'MEDIA_IN_USE input.mediaAssetId',
    ]);
    await desk.created({
      brandId,
      targets: [{ socialAccountId, format: 'IMAGE', overrides: { mediaAssetIds: [desk.image] } }],
    });
    expect(await describeIt(bound, null)).toEqual(['FORBIDDEN_BRAND input.mediaAssetId']);
    expect(await describeIt(desk.as(['POSTS_WRITE'], [desk.brandId, brandId]), 'Bread')).toEqual([]);
    expect(await describeIt(desk.viewer, 'Fresh bread')).toEqual([]);
  });
});
