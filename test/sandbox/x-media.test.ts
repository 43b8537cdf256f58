/** The stand-in of X: how media are uploaded, processed and described. */
import { createHash } from 'node:crypto';
import { FormData } from 'undici';
import { describe, expect, test } from 'vitest';
import { sampleGif, sampleMp4, samplePng } from '../support/sample-media.ts';
import { ask } from './ask.ts';
import {
  API,
  append,
  call,
  clip,
  connect,
  initialize,
  MIB,
  photo,
  post,
  sandbox,
  speakAs,
  status,
  token,
  upload,
  useX,
} from './x-app.ts';

useX();

describe('media', () => {
  test('a video arrives in segments of any order, is processed, and goes out once', async () => {
    const id = await initialize(clip, 'video/mp4', 'tweet_video');
    const segments = [2, 0, 1, 1];
    for (const segment of segments) {
      const answer = await append(id, segment, clip.subarray(segment * MIB, (segment + 1) * MIB));
      expect(answer.at('data.expires_at')).toBeTypeOf('number');
    }
    const done = await call('POST', `/2/media/upload/${id}/finalize`);
    expect(done.at('data')).toMatchObject({
      id,
      size: clip.length,
      processing_info: { state: 'pending', check_after_secs: 1 },
    });
    expect((await post({ media: { media_ids: [id] } })).at('errors.0.message')).toBe('Your media IDs are invalid.');
    expect((await status(id)).at('data.processing_info.state')).toBe('in_progress');
    expect((await status(id)).at('data.processing_info')).toEqual({ state: 'succeeded', progress_percent: 100 });
    expect((await post({ media: { media_ids: [id] } })).status).toBe(201);
    const [live] = await sandbox.control.live();
    expect(live).toMatchObject({ kind: 'VIDEO', mediaSha256: [createHash('sha256').update(clip).digest('hex')] });
  });

  test('a segment above 8 MB is refused at the edge with an empty 413, one above the documented 5 MB is not', async () => {
    const large = sampleMp4({ durationMs: 10_000, bytes: 9 * MIB });
    const id = await initialize(large, 'video/mp4', 'tweet_video');
    expect(await append(id, 0, large)).toMatchObject({ status: 413, text: '' });
    expect((await append(id, 0, large.subarray(0, 8_000_000))).status).toBe(200);
    await sandbox.control.settings('X', { appendMaxBytes: 5_000_000 });
    expect((await append(id, 1, large.subarray(0, 5_000_001))).status).toBe(413);
  });

  test('segments may also be JSON with base64', async () => {
    const id = await initialize(photo, 'image/png', 'tweet_image');
    const json = { media: photo.toString('base64'), segment_index: 0 };
    expect((await call('POST', `/2/media/upload/${id}/append`, json)).status).toBe(200);
    expect((await call('POST', `/2/media/upload/${id}/finalize`)).at('data')).not.toHaveProperty('processing_info');
  });

  test('finalizing without all segments is refused', async () => {
    const id = await initialize(clip, 'video/mp4', 'tweet_video');
    await append(id, 1, clip.subarray(MIB, 2 * MIB));
    expect((await call('POST', `/2/media/upload/${id}/finalize`)).status).toBe(400);
  });

  test('a file that is no video, and a configured failure, end in "failed"', async () => {
    const noVideo = await upload(photo, 'video/mp4', 'tweet_video');
    expect((await status(noVideo)).at('data.processing_info')).toMatchObject({
      state: 'failed',
      error: { name: 'InvalidMedia' },
    });
    await sandbox.control.settings('X', { failProcessing: 'unsupported frame rate' });
    const refused = await upload(clip, 'video/mp4', 'tweet_video');
    expect((await status(refused)).at('data.processing_info.error.message')).toBe('unsupported frame rate');
  });

  test('sizes, types and categories are checked when the upload is announced', async () => {
    const announce = (media_type: string, media_category: string, total_bytes: number) =>
      call('POST', '/2/media/upload/initialize', { media_type, media_category, total_bytes });
    expect((await announce('image/png', 'tweet_image', 6 * MIB)).status).toBe(400);
    expect((await announce('video/mp4', 'tweet_image', 100)).status).toBe(400);
    expect((await announce('video/x-matroska', 'tweet_video', 100)).status).toBe(400);
    expect((await announce('video/mp4', 'tweet_video', 8_000_000_001)).status).toBe(400);
    expect((await announce('video/mp4', 'tweet_video', 8_000_000_000)).status).toBe(200);
    await sandbox.control.settings('X', { subscriptionType: 'Premium' });
    expect((await announce('video/mp4', 'tweet_video', 8_000_000_001)).status).toBe(200);
  });

  test('four images, or one GIF, or one video', async () => {
    const images = [];
    for (const width of [10, 20, 30, 40]) images.push(await upload(samplePng({ width, height: 10 })));
    const gif = await upload(sampleGif(), 'image/gif', 'tweet_gif');
    expect((await post({ text: 'mixed', media: { media_ids: [images[0], gif] } })).status).toBe(400);
    expect((await post({ text: 'twice', media: { media_ids: [images[0], images[0]] } })).status).toBe(400);
    expect((await post({ text: 'four', media: { media_ids: images } })).status).toBe(201);
    expect((await post({ text: 'one', media: { media_ids: [gif] } })).status).toBe(201);
    expect((await sandbox.control.live()).map(({ kind, mediaCount }) => [kind, mediaCount])).toEqual([
      ['IMAGE', 4],
      ['GIF', 1],
    ]);
  });

  test('media of another user and expired media are refused', async () => {
    const id = await upload(photo);
    const mine = token;
    speakAs((await connect({}, { account: 'northlightfilm' })).id('access_token'));
    expect((await post({ text: 'theirs', media: { media_ids: [id] } })).at('detail')).toBe(
      'You are not permitted to perform this action.',
    );
    speakAs(mine);
    await sandbox.control.advance(86_400_000);
    speakAs((await connect()).id('access_token'));
    expect((await post({ text: 'late', media: { media_ids: [id] } })).at('errors.0.message')).toBe(
      'Your media IDs are invalid.',
    );
  });

  test('how long a video may be depends on the subscription, and is said when the post is made', async () => {
    await sandbox.control.settings('X', { ordinaryVideoMs: 140_000 });
    const [fits, long] = [140_060, 141_000].map((durationMs) => sampleMp4({ durationMs, frameRate: 1, audio: false }));
    const media = { media_ids: [await upload(long ?? Buffer.alloc(0), 'video/mp4', 'tweet_video')] };
    expect((await post({ media })).at('detail')).toContain('longer than 2 minutes');
    expect(
      (await post({ media: { media_ids: [await upload(fits ?? Buffer.alloc(0), 'video/mp4', 'tweet_video')] } }))
        .status,
    ).toBe(201);
    await sandbox.control.settings('X', { subscriptionType: 'Premium' });
    expect((await post({ media })).status).toBe(201);
  });

  test('sides of an image are 4 to 8,192 pixels long', async () => {
    for (const [width, height] of [
      [3, 100],
      [100, 8_193],
    ] as const) {
      const form = new FormData();
      form.set('media_category', 'tweet_image');
      form.set('media', new Blob([new Uint8Array(samplePng({ width, height }))], { type: 'image/png' }), 'photo.png');
      const answer = await ask(sandbox.at('https://api.x.com/2/media/upload'), { method: 'POST', token, body: form });
      expect(answer.at('errors.0.message')).toContain('>= 4x4 and <= 8192x8192');
    }
  });

  test('an image goes up in one request, with alt text that reads back', async () => {
    const form = new FormData();
    form.set('media_category', 'tweet_image');
    form.set('media', new Blob([new Uint8Array(photo)], { type: 'image/png' }), 'photo.png');
    const uploaded = await ask(sandbox.at(`${API}/2/media/upload`), { method: 'POST', token, body: form });
    const id = uploaded.id('data.id');
    const described = await call('POST', '/2/media/metadata', {
      id,
      metadata: { alt_text: { text: 'A bag of beans' } },
    });
    expect(described.json).toEqual({ data: { id, associated_metadata: { alt_text: { text: 'A bag of beans' } } } });
    expect(
      (await call('POST', '/2/media/metadata', { id, metadata: { alt_text: { text: 'x'.repeat(1001) } } })).status,
    ).toBe(400);
    const postId = (await post({ media: { media_ids: [id] } })).id('data.id');
    const read = await call(
      'GET',
      `/2/tweets?ids=${postId}&expansions=attachments.media_keys&media.fields=alt_text,type,width`,
    );
    expect(read.at('includes.media')).toEqual([
      { media_key: uploaded.at('data.media_key'), type: 'photo', alt_text: 'A bag of beans', width: 800 },
    ]);
    expect(read.at('data.0.attachments.media_keys')).toEqual([uploaded.at('data.media_key')]);
  });

  test('an image goes up in one JSON request with base64', async () => {
    const body = { media: photo.toString('base64'), media_category: 'tweet_image', media_type: 'image/png' };
    const media = await call('POST', '/2/media/upload', body);
    expect(media.at('data')).toMatchObject({ size: photo.length, media_key: expect.stringMatching(/^3_/) });
    expect((await call('POST', '/2/media/upload', { ...body, media_category: 'tweet_video' })).status).toBe(400);
    expect((await post({ media: { media_ids: [media.id('data.id')] } })).status).toBe(201);
  });

  test('subtitles are attached to a video', async () => {
    const video = await upload(clip, 'video/mp4', 'tweet_video');
    const track = await upload(Buffer.from('1\n00:00:00,000 --> 00:00:01,000\nHi\n'), 'text/srt', 'subtitles');
    const answer = await call('POST', '/2/media/subtitles', {
      id: video,
      media_category: 'TweetVideo',
      subtitles: { id: track, language_code: 'EN', display_name: 'English' },
    });
    expect(answer.at('data.media_category')).toBe('TweetVideo');
  });
});
