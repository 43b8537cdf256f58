import { describe, expect, test } from 'vitest';
import { sampleJpeg, sampleMp4, samplePng } from '../support/sample-media.ts';
import { ask } from './ask.ts';
import {
  API,
  call,
  connect,
  HOUR_MS,
  landscape,
  metadata,
  portrait,
  sandbox,
  speakAs,
  start,
  token,
  upload,
  useYouTube,
  video,
} from './youtube-app.ts';

useYouTube();

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
    speakAs((await connect()).access_token);
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
