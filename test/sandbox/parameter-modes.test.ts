import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type MediaServer, startMediaServer } from '../support/media-server.ts';
import { sampleJpeg, sampleMp4 } from '../support/sample-media.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { CALLBACK, connectInstagram, type InstagramApp, send } from './instagram-app.ts';

/** What a vendor ignores is ignored by its stand-in too, unless a test asks for the strict mode. */

let sandbox: TestSandbox;
let media: MediaServer;

beforeAll(async () => {
  sandbox = await startTestSandbox({ parameters: 'tolerant' });
  media = await startMediaServer();
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
  await media[Symbol.asyncDispose]();
});
beforeEach(() => sandbox.control.reset());

describe('Instagram', () => {
  let app: InstagramApp;
  let jpeg: string;
  let mp4: string;
  beforeEach(async () => {
    app = await connectInstagram(sandbox);
    jpeg = media.put('photo.jpg', 'image/jpeg', sampleJpeg());
    mp4 = media.put('clip.mp4', 'video/mp4', sampleMp4({ width: 720, height: 1280, durationMs: 5000 }));
  });
  const create = async (fields: Record<string, unknown>) => (await app.post(`/${app.igId}/media`, fields)).status;

  // As published clients send them.
  const superfluous = (): [string, Record<string, unknown>][] => [
    ['media_type=IMAGE', { media_type: 'IMAGE', image_url: jpeg, caption: 'hello' }],
    ['a caption on a story', { media_type: 'STORIES', image_url: jpeg, caption: 'hello' }],
    ['a caption on a child', { image_url: jpeg, is_carousel_item: true, caption: 'hello' }],
    ['media_type=IMAGE on a child', { media_type: 'IMAGE', image_url: jpeg, is_carousel_item: 'true' }],
    ['is_carousel_item=false on a photo', { image_url: jpeg, is_carousel_item: false }],
    ['share_to_feed on a photo', { image_url: jpeg, share_to_feed: true }],
    ['an alt text on a reel', { media_type: 'REELS', video_url: mp4, alt_text: 'x'.repeat(1001) }],
    ['a field that does not exist', { image_url: jpeg, captoin: 'typo', field: 'id' }],
    [
      'a field that does not exist inside a tag',
      { image_url: jpeg, user_tags: [{ username: 'ada', x: 0, y: 1, z: 1 }] },
    ],
  ];

  test.each(superfluous().map(([name], index) => ({ name, index })))(
    '$name is ignored, and refused in the strict mode',
    async ({ index }) => {
      const [, fields] = superfluous()[index] ?? ['', {}];
      expect(await create(fields)).toBe(200);
      await sandbox.control.settings('INSTAGRAM', { parameters: 'strict' });
      expect(await create(fields)).toBe(400);
    },
  );

  test('a caption that is ignored is not published', async () => {
    await app.publish({ media_type: 'STORIES', image_url: jpeg, caption: 'hello' });
    expect((await sandbox.control.live())[0]).toMatchObject({ kind: 'STORIES', text: '' });
  });

  test('media_publish ignores a field of its own invention', async () => {
    const { json } = await app.post(`/${app.igId}/media`, { image_url: jpeg });
    await app.ready(json.id);
    const published = await app.post(`/${app.igId}/media_publish?field=id`, { creation_id: json.id, caption: 'again' });
    expect(published.status).toBe(200);
  });

  test('what is wrong is refused all the same', async () => {
    expect(await create({ media_type: 'PICTURE', image_url: jpeg })).toBe(400);
    expect(await create({ image_url: jpeg, caption: 'x'.repeat(2201) })).toBe(400);
    expect(await create({ media_type: 'IMAGE', video_url: mp4 })).toBe(400);
  });
});

describe('TikTok', () => {
  const SCOPES = 'user.info.basic,video.list,video.upload,video.publish';
  const FILE = { source: 'FILE_UPLOAD', video_size: 1000, chunk_size: 1000, total_chunk_count: 1 };
  const POST = { title: 'hello', privacy_level: 'SELF_ONLY', brand_content_toggle: false, brand_organic_toggle: false };
  let token: string;
  beforeEach(async () => {
    const asked = { client_key: 'key', scope: SCOPES, redirect_uri: CALLBACK, response_type: 'code', state: 's' };
    const callback = await sandbox.control.authorize(
      `https://www.tiktok.com/v2/auth/authorize/?${new URLSearchParams(asked)}`,
    );
    const code = callback.searchParams.get('code') ?? '';
    const client = { client_key: 'key', client_secret: 'secret' };
    const form = { ...client, grant_type: 'authorization_code', code, redirect_uri: CALLBACK };
    token = (await send('POST', sandbox.at('https://open.tiktokapis.com/v2/oauth/token/'), { form })).json.access_token;
  });
  const api = (path: string, json: unknown) =>
    send('POST', sandbox.at(`https://open.tiktokapis.com/v2/${path}`), {
      headers: { authorization: `Bearer ${token}` },
      json,
    });

  test.each([
    ['post_info of an inbox share', 'post/publish/inbox/video/init/', { post_info: POST, source_info: FILE }],
    [
      'what a direct post does not know',
      'post/publish/video/init/',
      {
        post_info: { ...POST, auto_add_music: true },
        source_info: { ...FILE, video_url: 'https://a.example/b' },
        x: 1,
      },
    ],
    [
      'what a photo post does not know',
      'post/publish/content/init/',
      {
        media_type: 'PHOTO',
        post_mode: 'DIRECT_POST',
        post_info: { privacy_level: 'SELF_ONLY', disable_duet: true },
        source_info: { source: 'PULL_FROM_URL', photo_images: ['http://127.0.0.1:9/a.jpg'], photo_cover_index: 0 },
      },
    ],
    ['what a list does not know', 'video/list/?fields=id', { max_count: 5, filters: {} }],
  ])('%s is ignored, and refused in the strict mode', async (_name, path, body) => {
    expect((await api(path, body)).json.error.code).toBe('ok');
    await sandbox.control.settings('TIKTOK', { parameters: 'strict' });
    expect((await api(path, body)).json.error.code).toBe('invalid_params');
  });

  test('what is wrong is refused all the same', async () => {
    const unknown = { post_info: { ...POST, privacy_level: 'EVERYBODY', x: 1 }, source_info: FILE };
    expect((await api('post/publish/video/init/', unknown)).json.error.code).toBe('invalid_params');
  });
});

describe('the mode', () => {
  const modeOf = async (args: readonly string[], env: Record<string, string> = {}) => {
    const child = spawn(process.execPath, ['sandbox/main.ts', '--port', '0', ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, ...env },
    });
    const exited = once(child, 'exit');
    const first = await Promise.race([once(child.stdout, 'data'), exited]);
    if (child.exitCode !== null) return child.exitCode;
    const { sandbox: origin } = JSON.parse(String(first[0]));
    const { json } = await send('GET', `${origin}/__control/settings`);
    child.kill('SIGTERM');
    await exited;
    return json.INSTAGRAM.parameters;
  };

  test('is tolerant unless an option or the environment says otherwise', async () => {
    expect(await modeOf([])).toBe('tolerant');
    expect(await modeOf(['--parameters', 'strict'])).toBe('strict');
    expect(await modeOf([], { SANDBOX_PARAMETERS: 'strict' })).toBe('strict');
    expect(await modeOf(['--parameters', 'tolerant'], { SANDBOX_PARAMETERS: 'strict' })).toBe('tolerant');
    expect(await modeOf(['--parameters', 'lenient'])).toBe(2);
  });

  test('survives a reset', async () => {
    await using strict = await startTestSandbox({ parameters: 'strict' });
    await strict.control.settings('TIKTOK', { parameters: 'tolerant' });
    await strict.control.reset();
    expect(await strict.control.settings('TIKTOK', {})).toMatchObject({ parameters: 'strict' });
  });
});
