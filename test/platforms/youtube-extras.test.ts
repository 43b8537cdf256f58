import { deflateSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { newRun, useJournal } from '../support/journal.ts';
import { mp4, startYouTubeBench, type YouTubeBench } from '../support/youtube.ts';

useJournal();

let bench: YouTubeBench;
beforeEach(async () => {
  bench = await startYouTubeBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

const UPRIGHT = { width: 1080, height: 1920, durationMs: 20_000 };
const video = mp4(50_000, { width: 1920, height: 1080, durationMs: 300_000 });
const short = mp4(50_000, UPRIGHT);
const live = () => bench.sandbox.control.live({ platform: 'YOUTUBE' });

const thumbnail = (width: number, height: number, mimeType = 'image/png') => {
  bench.files.set('thumb', { bytes: png(width, height), mimeType });
  return { thumbnailMediaAssetId: 'thumb' };
};

test('a thumbnail is set once the video is there', async () => {
  const { extras } = await bench.publish(bench.post(video, { options: thumbnail(1280, 720) }));
  expect(extras.thumbnail).toBeUndefined();
  expect(await live()).toMatchObject([{ details: { thumbnail: expect.any(String) } }]);
});

test.each(['SHORT', 'VIDEO'] as const)(
  'a Short, sent as %s, gets its thumbnail only after its processing succeeded',
  async (format) => {
    await bench.sandbox.control.settings('YOUTUBE', { processingPolls: 20 });
    const post = bench.post(short, { format, media: UPRIGHT, options: thumbnail(1080, 1920) });
    const run = newRun();
    // The video is published a minute after its receipt, long before it is processed.
    const start = Date.now();
    let looks = 0;
    const now = () => new Date(start + (run.journal.has('publish') ? looks++ * 10_000 : 0));
    bench.api = { ...bench.api, now };
    const { extras } = await bench.publish(post, run);
    expect(extras.thumbnail).toBeUndefined();
    expect(await live()).toMatchObject([{ kind: 'SHORT', details: { thumbnail: expect.any(String) } }]);
  },
);

test('a thumbnail that YouTube or its rules refuse leaves the video alone', async () => {
  await bench.sandbox.control.settings('YOUTUBE', { phoneVerified: false });
  const refused = await bench.publish(bench.post(video, { options: thumbnail(1280, 720) }));
  expect(refused.extras.thumbnail).toMatchObject({
    code: 'ACCOUNT_RESTRICTED',
    message: expect.stringContaining('phone'),
  });
  const wrongType = await bench.publish(bench.post(video, { options: thumbnail(1280, 720, 'image/gif') }));
  expect(wrongType.extras.thumbnail).toMatchObject({
    code: 'MEDIA_INVALID',
    message: expect.stringContaining('image/gif'),
  });
  expect(await live()).toHaveLength(2);
});

test('a thumbnail waits while YouTube does not know the fresh video everywhere', async () => {
  await bench.sandbox.control.fault({
    operation: 'youtube.thumbnails_set',
    mode: 'answer',
    status: 404,
    json: {
      error: { code: 404, message: 'no video', errors: [{ domain: 'youtube.thumbnail', reason: 'videoNotFound' }] },
    },
  });
  const run = newRun();
  const post = bench.post(video, { options: thumbnail(1280, 720) });
  expect((await bench.publish(post, run)).extras.thumbnail).toMatchObject({ kind: 'unavailable' });
  expect((await bench.publish(post, run)).extras.thumbnail).toBeUndefined();
  expect(await live()).toHaveLength(1);
});

test('a video enters its playlist once, also when the answer was lost', async () => {
  const playlistId = await createPlaylist();
  const post = bench.post(video, { options: { playlistId } });
  const run = newRun();
  await bench.sandbox.control.fault({ operation: 'youtube.playlist_items_insert', mode: 'drop_after' });
  expect((await bench.publish(post, run)).extras.playlist).toMatchObject({ code: 'NETWORK' });
  expect((await bench.publish(post, run)).extras.playlist).toBeUndefined();
  expect(run.journal.get('playlist:playlist.add')).toMatchObject({ playlistItemId: expect.any(String) });
  expect(await bench.sandbox.control.requestCount('youtube.playlist_items_insert')).toBe(1);
});

test('a playlist that cannot be read gets its entry all the same, because a first try has nothing to repeat', async () => {
  const playlistId = await createPlaylist();
  const refusal = { status: 403, json: { error: { code: 403, errors: [{ reason: 'forbidden' }] } } };
  await bench.sandbox.control.fault({ operation: 'youtube.playlist_items_list', mode: 'answer', ...refusal });
  const { extras } = await bench.publish(bench.post(video, { options: { playlistId } }));
  expect(extras.playlist).toBeUndefined();
  expect(await bench.sandbox.control.requestCount('youtube.playlist_items_insert')).toBe(1);
});

test('a playlist that is not there is a warning of its own', async () => {
  const { extras } = await bench.publish(bench.post(video, { options: { playlistId: 'PLnothing' } }));
  expect(extras.playlist).toMatchObject({ code: 'CONTENT_INVALID', vendor: { code: 'playlistNotFound' } });
  expect(await live()).toHaveLength(1);
});

test('the first comment is posted by the channel below its video', async () => {
  const { receipt } = await bench.publish(bench.post(video, { options: { firstComment: 'Beans are in the shop.' } }));
  expect(await live()).toMatchObject([
    { id: receipt.id },
    { kind: 'COMMENT', text: 'Beans are in the shop.', details: { videoId: receipt.id } },
  ]);
});

test('a grant without the scope for comments and playlists fails these alone, and not the account', async () => {
  const playlistId = await createPlaylist();
  const scopes = ['youtube.upload', 'youtube.readonly'].map((name) => `https://www.googleapis.com/auth/${name}`);
  bench.api.accessToken = (await bench.connect({ scopes })).accessToken;
  const { receipt, extras } = await bench.publish(bench.post(video, { options: { playlistId, firstComment: 'Hi' } }));
  expect(await live()).toMatchObject([{ id: receipt.id }]);
  const refused = { code: 'SCOPE_MISSING', kind: 'rejected', message: expect.stringContaining('connect it again') };
  expect(extras).toMatchObject({ playlist: refused, 'first-comment': refused });
});

test('a first comment whose answer was lost is looked up, not posted again', async () => {
  const post = bench.post(video, { options: { firstComment: 'Beans are in the shop.' } });
  const run = newRun();
  await bench.sandbox.control.fault({ operation: 'youtube.comment_threads_insert', mode: 'drop_after' });
  expect((await bench.publish(post, run)).extras['first-comment']).toMatchObject({ code: 'NETWORK' });
  await bench.publish(post, run);
  expect((await live()).filter(({ kind }) => kind === 'COMMENT')).toHaveLength(1);
  expect(await bench.sandbox.control.requestCount('youtube.comment_threads_insert')).toBe(1);
  expect(run.journal.get('first-comment:first-comment')).toMatchObject({ id: expect.any(String) });
});

test('a first comment is looked for on every page, also where a page is shorter than asked for', async () => {
  const post = bench.post(video, { options: { firstComment: 'Beans are in the shop.' } });
  const run = newRun();
  await bench.sandbox.control.fault({ operation: 'youtube.comment_threads_insert', mode: 'drop_after' });
  await bench.publish(post, run);
  const json = { items: [], nextPageToken: '1' };
  await bench.sandbox.control.fault({ operation: 'youtube.comment_threads_list', mode: 'answer', status: 200, json });
  const page = { items: [comment('c-7', 'Beans are in the shop.')] };
  await bench.sandbox.control.fault({
    operation: 'youtube.comment_threads_list',
    mode: 'answer',
    status: 200,
    json: page,
  });
  await bench.publish(post, run);
  expect(run.journal.get('first-comment:first-comment')).toEqual({ id: 'c-7' });
  const [, second] = await bench.sandbox.control.requests({ operation: 'youtube.comment_threads_list' });
  expect(second?.request).toMatchObject({ query: { pageToken: '1' } });
});

test('a first comment that cannot be looked up is not posted again', async () => {
  const post = bench.post(video, { options: { firstComment: 'Beans are in the shop.' } });
  const run = newRun();
  await bench.sandbox.control.fault({ operation: 'youtube.comment_threads_insert', mode: 'drop_after' });
  await bench.publish(post, run);
  const refusal = { status: 403, json: { error: { code: 403, errors: [{ reason: 'forbidden' }] } } };
  await bench.sandbox.control.fault({ operation: 'youtube.comment_threads_list', mode: 'answer', ...refusal });
  expect((await bench.publish(post, run)).extras['first-comment']).toMatchObject({ code: 'OUTCOME_UNKNOWN' });
  expect(await bench.sandbox.control.requestCount('youtube.comment_threads_insert')).toBe(1);
});

const comment = (id: string, textOriginal: string) => ({
  id,
  snippet: { topLevelComment: { snippet: { textOriginal } } },
});

async function createPlaylist(): Promise<string> {
  const answer = await bench.api.http.request({
    endpoint: 'playlists.insert',
    method: 'POST',
    url: `${bench.api.origins.api}/youtube/v3/playlists`,
    query: { part: 'snippet' },
    headers: { authorization: `Bearer ${bench.api.accessToken}` },
    body: { json: { snippet: { title: 'Tuesdays' } } },
  });
  return z.object({ id: z.string() }).parse(answer.json).id;
}

/** Signature, IHDR and IDAT: as much of a PNG as anybody measures. */
function png(width: number, height: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0], 8);
  const chunk = (type: string, body: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    return Buffer.concat([length, Buffer.from(type, 'latin1'), body, Buffer.alloc(4)]);
  };
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(16))),
  ]);
}
