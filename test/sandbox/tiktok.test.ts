import { createHash } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type MediaServer, startMediaServer } from '../support/media-server.ts';
import { sampleJpeg, sampleMp4, samplePng } from '../support/sample-media.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { type Answer, CALLBACK, send } from './instagram-app.ts';

const ALL_SCOPES = [
  'user.info.basic',
  'user.info.profile',
  'user.info.stats',
  'video.list',
  'video.upload',
  'video.publish',
];
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk';
const HOUR_MS = 3_600_000;
/** Twelve megabytes: two chunks of five, the last one taking the remainder. */
const VIDEO = sampleMp4({ width: 720, height: 1280, durationMs: 5000, bytes: 12_000_000 });
const CHUNK = 5_000_000;

let sandbox: TestSandbox;
let media: MediaServer;
let token: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  media = await startMediaServer();
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
  await media[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await sandbox.control.reset();
  token = (await connect()).access_token;
});

function authorizeUrl(change: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    client_key: 'key-1',
    scope: ALL_SCOPES.join(','),
    redirect_uri: CALLBACK,
    response_type: 'code',
    state: 's',
    code_challenge: createHash('sha256').update(VERIFIER).digest('hex'),
    code_challenge_method: 'S256',
    ...change,
  });
  return `https://www.tiktok.com/v2/auth/authorize/?${query}`;
}

const tokenCall = async (form: Record<string, string>) =>
  send('POST', sandbox.at('https://open.tiktokapis.com/v2/oauth/token/'), {
    form: { client_key: 'key-1', client_secret: 'secret-1', ...form },
  });

const redeem = (code: string, change: Record<string, string> = {}) =>
  tokenCall({ grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: VERIFIER, ...change });

async function connect(choice: { account?: string; scopes?: readonly string[] } = {}) {
  const callback = await sandbox.control.authorize(authorizeUrl(), choice);
  return (await redeem(callback.searchParams.get('code') ?? '')).json;
}

function api(path: string, json: unknown, bearer = token): Promise<Answer> {
  return send('POST', sandbox.at(`https://open.tiktokapis.com${path}`), {
    headers: { authorization: `Bearer ${bearer}` },
    json,
  });
}

const postInfo = (change: Record<string, unknown> = {}) => ({
  title: 'hello',
  privacy_level: 'PUBLIC_TO_EVERYONE',
  brand_content_toggle: false,
  brand_organic_toggle: false,
  ...change,
});
const file = (change: Record<string, unknown> = {}) => ({
  source: 'FILE_UPLOAD',
  video_size: VIDEO.length,
  chunk_size: CHUNK,
  total_chunk_count: 2,
  ...change,
});
const init = (post: Record<string, unknown> = {}, source: Record<string, unknown> = file()) =>
  api('/v2/post/publish/video/init/', { post_info: postInfo(post), source_info: source });
const status = (publishId: string) => api('/v2/post/publish/status/fetch/', { publish_id: publishId });

function put(url: string, first: number, end: number, headers: Record<string, string> = {}): Promise<Answer> {
  const range = `bytes ${first}-${end - 1}/${VIDEO.length}`;
  return send('PUT', url, {
    headers: { 'content-type': 'video/mp4', 'content-range': range, ...headers },
    body: VIDEO.subarray(first, end),
  });
}

/** Announces a chunk, sends half of it and hangs up; resolves once the sandbox has noticed. */
async function sendHalf(url: string, headers: Record<string, string>, length: number): Promise<void> {
  const client = httpRequest(url, { method: 'PUT', headers: { ...headers, 'content-length': length } });
  client.on('error', () => undefined);
  client.write(VIDEO.subarray(0, length / 2), () => client.destroy());
  await new Promise((resolve) => client.once('close', resolve));
  const noticed = async () =>
    (await sandbox.control.requests({ operation: 'tiktok.upload' })).at(-1)?.status === 'dropped';
  while (!(await noticed())) await new Promise((resolve) => setImmediate(resolve));
}

async function uploadAll(url: string): Promise<Answer> {
  await put(url, 0, CHUNK);
  return put(url, CHUNK, VIDEO.length);
}

describe('sign-in', () => {
  test('PKCE is the hexadecimal digest; the base64url one is refused before consent', async () => {
    const wrong = createHash('sha256').update(VERIFIER).digest('base64url');
    const answer = await send('GET', sandbox.at(authorizeUrl({ code_challenge: wrong })));
    expect(answer.status).toBe(400);
    const callback = await sandbox.control.authorize(authorizeUrl(), { scopes: ['user.info.basic', 'video.upload'] });
    expect(callback.searchParams.get('scopes')).toBe('user.info.basic,video.upload');
    const code = callback.searchParams.get('code') ?? '';
    expect(code).toMatch(/\*.*!/);
    expect((await redeem(code, { code_verifier: VERIFIER.replace('d', 'e') })).json.error).toBe('invalid_request');
    expect((await redeem(code)).json).toMatchObject({
      token_type: 'Bearer',
      expires_in: 7200,
      scope: 'user.info.basic,video.upload',
    });
    expect((await redeem(code)).json.error).toBe('invalid_grant');
  });

  test('errors of the token endpoint are flat and come with status 200', async () => {
    const answer = await redeem('nonsense');
    expect([answer.status, answer.json.error]).toEqual([200, 'invalid_grant']);
    expect(answer.json.log_id).toBeTypeOf('string');
  });

  test('a refresh token dies when it is used, and the client must stay the same', async () => {
    const first = await connect();
    const refresh = (refreshToken: string, secret = 'secret-1') =>
      tokenCall({ grant_type: 'refresh_token', refresh_token: refreshToken, client_secret: secret });
    expect((await refresh(first.refresh_token, 'other')).json.error).toBe('invalid_client');
    const second = (await refresh(first.refresh_token)).json;
    expect(second.access_token).not.toBe(first.access_token);
    expect((await refresh(first.refresh_token)).json.error).toBe('invalid_grant');
    expect((await refresh(second.refresh_token)).json.open_id).toBe(first.open_id);
  });

  test('a desktop redirect needs a port, a web redirect https, and neither a query', async () => {
    for (const uri of ['http://127.0.0.1/cb', 'http://app.example/cb', 'https://app.example/cb?x=1']) {
      expect((await send('GET', sandbox.at(authorizeUrl({ redirect_uri: uri })))).status, uri).toBe(400);
    }
    expect((await send('GET', sandbox.at(authorizeUrl({ redirect_uri: 'http://127.0.0.1:4000/cb' })))).status).toBe(
      200,
    );
  });

  test('a revoked token is dead for calls and refreshes', async () => {
    const grant = await connect();
    const form = { client_key: 'key-1', client_secret: 'secret-1', token: grant.access_token };
    const revoked = await send('POST', sandbox.at('https://open.tiktokapis.com/v2/oauth/revoke/'), { form });
    expect([revoked.status, revoked.text]).toEqual([200, '']);
    expect((await api('/v2/post/publish/creator_info/query/', {}, grant.access_token)).json.error.code).toBe(
      'access_token_invalid',
    );
    expect((await tokenCall({ grant_type: 'refresh_token', refresh_token: grant.refresh_token })).json.error).toBe(
      'invalid_grant',
    );
  });

  test('a field without its scope fails the whole read', async () => {
    const info = (fields: string, bearer: string) =>
      send('GET', sandbox.at(`https://open.tiktokapis.com/v2/user/info/?fields=${fields}`), {
        headers: { authorization: `Bearer ${bearer}` },
      });
    const grant = await connect({ scopes: ['user.info.basic'] });
    expect((await info('open_id,display_name', grant.access_token)).json.data.user).toMatchObject({
      open_id: grant.open_id,
    });
    const refused = await info('open_id,username', grant.access_token);
    expect([refused.status, refused.json.error.code]).toEqual([401, 'scope_not_authorized']);
    expect((await info('open_id,username,follower_count', token)).json.data.user).toMatchObject({
      username: 'northwind.bakery',
    });
  });
});

describe('chunked upload', () => {
  test('goes 206, 201, then processing, then live with a 64-bit id as a bare number', async () => {
    const { publish_id: id, upload_url: url } = (await init()).json.data;
    expect(id).toMatch(/^v_pub_file~/);
    const first = await put(url, 0, CHUNK);
    expect([first.status, first.headers['content-range']]).toEqual([206, `bytes 0-${CHUNK - 1}/${VIDEO.length}`]);
    expect((await status(id)).json.data).toMatchObject({ status: 'PROCESSING_UPLOAD', uploaded_bytes: CHUNK });
    expect(await sandbox.control.live()).toEqual([]);
    expect((await put(url, CHUNK, VIDEO.length)).status).toBe(201);
    expect((await status(id)).json.data.status).toBe('PROCESSING_UPLOAD');
    const done = await status(id);
    expect(done.json.data.status).toBe('PUBLISH_COMPLETE');
    const [, postId = ''] = /"publicaly_available_post_id":\[(\d{19})\]/.exec(done.text) ?? [];
    const sha = createHash('sha256').update(VIDEO).digest('hex');
    expect(await sandbox.control.live({ platform: 'TIKTOK' })).toMatchObject([
      {
        id: postId,
        text: 'hello',
        mediaSha256: [sha],
        visible: true,
        permalink: `https://www.tiktok.com/@northwind.bakery/video/${postId}`,
      },
    ]);
  });

  test('the post goes live without anybody polling', async () => {
    await uploadAll((await init()).json.data.upload_url);
    expect((await sandbox.control.live()).length).toBe(1);
  });

  test('a chunk that is out of order, repeated or of another file gets 416 with what is stored', async () => {
    const { upload_url: url } = (await init()).json.data;
    const early = await put(url, CHUNK, VIDEO.length);
    expect([early.status, early.headers['content-range']]).toEqual([416, `bytes */${VIDEO.length}`]);
    await put(url, 0, CHUNK);
    const again = await put(url, 0, CHUNK);
    expect([again.status, again.headers['content-range']]).toEqual([416, `bytes 0-${CHUNK - 1}/${VIDEO.length}`]);
    expect((await put(url, CHUNK, VIDEO.length)).status).toBe(201);
    expect((await put(url, CHUNK, VIDEO.length)).status).toBe(416);
    expect((await sandbox.control.live()).length).toBe(1);
  });

  test('a chunk of the wrong size, type or range is refused with 400', async () => {
    const { upload_url: url } = (await init()).json.data;
    expect((await put(url, 0, CHUNK - 1)).status).toBe(400);
    expect((await put(url, 0, CHUNK, { 'content-type': 'application/octet-stream' })).status).toBe(400);
    expect((await put(url, 0, CHUNK, { 'content-range': `bytes 0-${CHUNK}/${VIDEO.length}` })).status).toBe(400);
    expect((await put(url, 0, CHUNK, { 'content-range': 'bytes=0-9' })).status).toBe(400);
  });

  test('an unknown upload is 404, a wrong token or an hour later 403', async () => {
    const { publish_id: id, upload_url: url } = (await init()).json.data;
    expect((await put(url.replace(/upload_id=\d+/, 'upload_id=1'), 0, CHUNK)).status).toBe(404);
    expect((await put(`${url}x`, 0, CHUNK)).status).toBe(403);
    await sandbox.control.advance(HOUR_MS + 1);
    expect((await put(url, 0, CHUNK)).status).toBe(403);
    expect((await status(id)).json.data.status).toBe('FAILED');
  });

  test('a chunk that breaks off in the middle is forgotten and can be sent again', async () => {
    const { publish_id: id, upload_url: url } = (await init()).json.data;
    await sendHalf(
      url,
      { 'content-type': 'video/mp4', 'content-range': `bytes 0-${CHUNK - 1}/${VIDEO.length}` },
      CHUNK,
    );
    expect((await status(id)).json.data.uploaded_bytes).toBe(0);
    await put(url, 0, CHUNK);
    await sandbox.control.fault({ operation: 'tiktok.upload', mode: 'drop_after' });
    await expect(put(url, CHUNK, VIDEO.length)).rejects.toThrow();
    const sha = createHash('sha256').update(VIDEO).digest('hex');
    expect(await sandbox.control.live()).toMatchObject([{ mediaSha256: [sha] }]);
  });

  test.each([
    ['the count rounded up', { total_chunk_count: 3 }],
    ['a chunk below 5 MB', { chunk_size: 4_999_999, total_chunk_count: 2 }],
    ['a chunk above 64 MB', { video_size: 70_000_000, chunk_size: 70_000_000, total_chunk_count: 1 }],
    ['a chunk above the file', { video_size: 6_000_000, chunk_size: 7_000_000, total_chunk_count: 1 }],
  ])('%s is refused at init', async (_name, change) => {
    const answer = await init({}, file(change));
    expect([answer.status, answer.json.error.code]).toEqual([400, 'invalid_params']);
  });

  test('a file below 5 MB is one chunk', async () => {
    expect((await init({}, file({ video_size: 1000, chunk_size: 1000, total_chunk_count: 1 }))).status).toBe(200);
  });
});

describe('rules of a post', () => {
  test.each([
    ['no privacy level', { privacy_level: undefined }, 400, 'invalid_params'],
    ['an unknown privacy level', { privacy_level: 'EVERYONE' }, 400, 'invalid_params'],
    [
      'a privacy level the creator does not have',
      { privacy_level: 'FOLLOWER_OF_CREATOR' },
      403,
      'privacy_level_option_mismatch',
    ],
    [
      'branded content that is private',
      { privacy_level: 'SELF_ONLY', brand_content_toggle: true },
      400,
      'invalid_params',
    ],
    ['a caption above 2200 UTF-16 units', { title: '🥐'.repeat(1101) }, 400, 'invalid_params'],
    ['an unknown field', { tilte: 'x' }, 400, 'invalid_params'],
  ])('%s is refused', async (_name, change, httpStatus, code) => {
    const answer = await init(change);
    expect([answer.status, answer.json.error.code]).toEqual([httpStatus, code]);
  });

  test('creator_info offers by the kind of account, and a test may take options away', async () => {
    const info = async (bearer: string) =>
      (await api('/v2/post/publish/creator_info/query/', {}, bearer)).json.data.privacy_level_options;
    const closed = await connect({ account: 'fjord.cycling' });
    expect(await info(token)).toEqual(['PUBLIC_TO_EVERYONE', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY']);
    expect(await info(closed.access_token)).toEqual(['FOLLOWER_OF_CREATOR', 'MUTUAL_FOLLOW_FRIENDS', 'SELF_ONLY']);
    await sandbox.control.settings('TIKTOK', { privacyOptions: ['SELF_ONLY'] });
    expect(await info(token)).toEqual(['SELF_ONLY']);
  });

  test('an app without audit posts SELF_ONLY, and only to private accounts', async () => {
    await sandbox.control.settings('TIKTOK', { audited: false });
    const code = 'unaudited_client_can_only_post_to_private_accounts';
    expect((await init()).json.error.code).toBe(code);
    expect((await init({ privacy_level: 'SELF_ONLY' })).json.error.code).toBe(code);
    token = (await connect({ account: 'fjord.cycling' })).access_token;
    expect((await init({ privacy_level: 'SELF_ONLY' })).status).toBe(200);
  });

  test('a post for oneself is complete but never gets a public id', async () => {
    const { publish_id: id, upload_url: url } = (await init({ privacy_level: 'SELF_ONLY' })).json.data;
    await uploadAll(url);
    await status(id);
    expect((await status(id)).json.data).toEqual({ status: 'PUBLISH_COMPLETE', uploaded_bytes: VIDEO.length });
    expect(await sandbox.control.live()).toMatchObject([{ visible: false }]);
  });

  test('the seventh init within a minute is 429, and a minute later it works', async () => {
    for (let call = 0; call < 6; call += 1) expect((await init()).status).toBe(200);
    expect((await init()).json.error.code).toBe('rate_limit_exceeded');
    await sandbox.control.advance(60_001);
    expect((await init()).status).toBe(200);
  });

  test('the daily cap answers 200 at creator_info and 403 at init', async () => {
    await sandbox.control.settings('TIKTOK', { postsPerDay: 1 });
    await uploadAll((await init()).json.data.upload_url);
    const info = await api('/v2/post/publish/creator_info/query/', {});
    expect([info.status, info.json.error.code]).toEqual([200, 'spam_risk_too_many_posts']);
    expect((await init()).json.error.code).toBe('spam_risk_too_many_posts');
  });

  test('an address without its trailing slash, another method and another content type fail', async () => {
    const headers = { authorization: `Bearer ${token}` };
    expect(
      (
        await send('POST', sandbox.at('https://open.tiktokapis.com/v2/post/publish/status/fetch'), {
          headers,
          json: {},
        })
      ).status,
    ).toBe(404);
    expect(
      (await send('GET', sandbox.at('https://open.tiktokapis.com/v2/post/publish/status/fetch/'), { headers })).status,
    ).toBe(405);
    const form = await send('POST', sandbox.at('https://open.tiktokapis.com/v2/post/publish/status/fetch/'), {
      headers,
      form: { publish_id: 'x' },
    });
    expect([form.status, form.json.error.code]).toEqual([400, 'invalid_params']);
  });
});

describe('inbox, photos and pulls', () => {
  test('an inbox upload ends in the inbox, is not public, and five may wait', async () => {
    const share = () => api('/v2/post/publish/inbox/video/init/', { source_info: file() });
    for (let count = 0; count < 5; count += 1) await uploadAll((await share()).json.data.upload_url);
    expect((await share()).json.error.code).toBe('spam_risk_too_many_pending_share');
    // A minute later, since inits have a limit per minute as well.
    await sandbox.control.advance(60_000);
    await sandbox.control.settings('TIKTOK', { inboxPolls: 0 });
    const [told] = await sandbox.control.live();
    for (let look = 0; look < 2; look += 1) await status(String(told?.details?.publishId));
    expect((await share()).json.error.code).toBe('ok');
    await sandbox.control.settings('TIKTOK', { inboxPolls: null });
    const [first] = await sandbox.control.live();
    const id = String(first?.details?.publishId);
    await status(id);
    expect((await status(id)).json.data.status).toBe('SEND_TO_USER_INBOX');
    expect(first).toMatchObject({ kind: 'INBOX_VIDEO', visible: false });
  });

  async function settled(id: string): Promise<Record<string, unknown>> {
    await sandbox.control.settings('TIKTOK', { statusPerMinute: 10_000 });
    for (;;) {
      const { data } = (await status(id)).json;
      if (!data.status.startsWith('PROCESSING')) return data;
    }
  }
  const photos = (urls: string[], change: Record<string, unknown> = {}) =>
    api('/v2/post/publish/content/init/', {
      media_type: 'PHOTO',
      post_mode: 'DIRECT_POST',
      post_info: { title: 'loaves', description: 'of the day', privacy_level: 'PUBLIC_TO_EVERYONE' },
      source_info: { source: 'PULL_FROM_URL', photo_images: urls, photo_cover_index: 0 },
      ...change,
    });

  test('photos need a new enough app to go to the inbox, and only there', async () => {
    await sandbox.control.settings('TIKTOK', { oldApp: true });
    const urls = [media.put('old.jpg', 'image/jpeg', sampleJpeg())];
    const refused = await photos(urls, { post_mode: 'MEDIA_UPLOAD', post_info: { title: 'loaves' } });
    expect([refused.status, refused.json.error.code]).toEqual([400, 'app_version_check_failed']);
    expect((await photos(urls)).json.error.code).toBe('ok');
    await sandbox.control.settings('TIKTOK', { oldApp: false });
    const draft = await photos(urls, { post_mode: 'MEDIA_UPLOAD', post_info: { title: 'loaves' } });
    expect(draft.json.data.publish_id).toMatch(/^p_pub_url~/);
    expect((await api('/v2/post/publish/creator_info/query/', {})).json.error.code).toBe('ok');
  });

  test('photos are pulled and go live by themselves', async () => {
    const urls = ['a', 'b'].map((name) => media.put(`${name}.jpg`, 'image/jpeg', sampleJpeg()));
    const { publish_id: id } = (await photos(urls)).json.data;
    expect(id).toMatch(/^p_pub_url~/);
    expect(await settled(id)).toMatchObject({ status: 'PUBLISH_COMPLETE' });
    expect(await sandbox.control.live()).toMatchObject([
      { kind: 'DIRECT_PHOTO', title: 'loaves', text: 'of the day', mediaCount: 2 },
    ]);
    expect(media.hits('a.jpg')).toBe(1);
  });

  test('a PNG, a missing photo and a host that is not verified fail in their own ways', async () => {
    const png = media.put('odd.png', 'image/png', samplePng());
    expect(await settled((await photos([png])).json.data.publish_id)).toMatchObject({
      status: 'FAILED',
      fail_reason: 'file_format_check_failed',
    });
    expect(await settled((await photos([`${png}.gone`])).json.data.publish_id)).toMatchObject({
      fail_reason: 'photo_pull_failed',
    });
    await sandbox.control.settings('TIKTOK', { verifiedPrefixes: ['https://media.example/'] });
    const foreign = await photos([png]);
    expect([foreign.status, foreign.json.error.code]).toEqual([403, 'url_ownership_unverified']);
    expect(await sandbox.control.live()).toEqual([]);
  });

  test('a video is pulled from its address', async () => {
    const url = media.put('clip.mp4', 'video/mp4', sampleMp4({ width: 720, height: 1280 }));
    const { publish_id: id } = (await init({}, { source: 'PULL_FROM_URL', video_url: url })).json.data;
    expect(id).toMatch(/^v_pub_url~/);
    expect(await settled(id)).toMatchObject({ status: 'PUBLISH_COMPLETE' });
  });
});

describe('status and listing', () => {
  test('processing fails with the reason the settings give, and nothing is live', async () => {
    await sandbox.control.settings('TIKTOK', { failProcessing: 'spam_risk_text' });
    const { publish_id: id, upload_url: url } = (await init()).json.data;
    await uploadAll(url);
    await status(id);
    expect((await status(id)).json.data).toMatchObject({ status: 'FAILED', fail_reason: 'spam_risk_text' });
    expect(await sandbox.control.live()).toEqual([]);
  });

  test('a publish_id must exist and belong to the token', async () => {
    const { publish_id: id } = (await init()).json.data;
    expect((await status('v_pub_file~nope')).json.error.code).toBe('invalid_publish_id');
    token = (await connect({ account: 'ada.makes' })).access_token;
    expect((await status(id)).json.error.code).toBe('token_not_authorized_for_specified_publish_id');
  });

  test('only what is not live can be cancelled', async () => {
    const cancel = (id: string) => api('/v2/post/publish/cancel/', { publish_id: id });
    const early = (await init()).json.data;
    expect((await cancel(early.publish_id)).json.error.code).toBe('ok');
    expect((await status(early.publish_id)).json.data.fail_reason).toBe('publish_cancelled');
    const late = (await init()).json.data;
    await uploadAll(late.upload_url);
    expect((await cancel(late.publish_id)).json.error.code).toBe('publish_not_cancellable');
  });

  test('the list shows public videos, newest first, after the time they are hidden', async () => {
    await sandbox.control.settings('TIKTOK', { hideFreshReads: 1 });
    await uploadAll((await init()).json.data.upload_url);
    await uploadAll((await init({ privacy_level: 'SELF_ONLY' })).json.data.upload_url);
    const list = async () =>
      (await api('/v2/video/list/?fields=id,title,create_time', { max_count: 20 })).json.data.videos;
    expect(await list()).toEqual([]);
    const [post] = await sandbox.control.live();
    expect(await list()).toMatchObject([{ id: post?.id, title: 'hello' }]);
    const query = await api('/v2/video/query/?fields=id', { filters: { video_ids: [post?.id] } });
    expect(query.json.data.videos).toEqual([{ id: post?.id }]);
  });
});

describe('what TikTok itself sends and says', () => {
  test('its own example of a post, which leaves the brand toggles out, is taken, and so is an empty body of a list', async () => {
    const post = {
      title: 'this will be a funny #cat video on your @tiktok #fyp',
      privacy_level: 'MUTUAL_FOLLOW_FRIENDS',
      disable_duet: false,
      disable_comment: true,
      disable_stitch: false,
      video_cover_timestamp_ms: 1000,
    };
    const opened = await api('/v2/post/publish/video/init/', { post_info: post, source_info: file() });
    expect(opened.json).toMatchObject({ data: { publish_id: expect.any(String) }, error: { code: 'ok' } });
    const list = await send('POST', sandbox.at('https://open.tiktokapis.com/v2/video/list/?fields=id'), {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    expect(list.json).toMatchObject({ data: { videos: [], has_more: false }, error: { code: 'ok' } });
  });

  test.each(['reached_active_user_cap', 'spam_risk_user_banned_from_posting'])(
    '%s comes with 200 from creator_info and with 403 from an init',
    async (word) => {
      await sandbox.control.settings('TIKTOK', { refusePosting: word });
      const info = await api('/v2/post/publish/creator_info/query/', {});
      const refused = [info, await init(), await api('/v2/post/publish/inbox/video/init/', { source_info: file() })];
      expect(refused.map(({ status: code, json }) => [code, json.error.code])).toEqual([
        [200, word],
        [403, word],
        [403, word],
      ]);
    },
  );

  test('an app without audit posts for a few creators a day only', async () => {
    const url = { source: 'PULL_FROM_URL', video_url: media.put('clip.mp4', 'video/mp4', VIDEO) };
    await init({}, url);
    await sandbox.control.settings('TIKTOK', { audited: false, unauditedUsersPerDay: 1 });
    token = (await connect({ account: 'fjord.cycling' })).access_token;
    const post = { privacy_level: 'SELF_ONLY' };
    expect((await init(post, url)).json.error.code).toBe('reached_active_user_cap');
    const info = await api('/v2/post/publish/creator_info/query/', {});
    expect([info.status, info.json.error.code]).toEqual([200, 'reached_active_user_cap']);
    await sandbox.control.advance(24 * HOUR_MS);
    token = (await connect({ account: 'fjord.cycling' })).access_token;
    expect((await init(post, url)).json.error.code).toBe('ok');
  });

  test('reads have a limit per minute, and the status of a post needs a scope to post', async () => {
    await sandbox.control.settings('TIKTOK', { readsPerMinute: 1 });
    const list = () => api('/v2/video/list/?fields=id', {});
    expect([(await list()).status, (await list()).json.error.code]).toEqual([200, 'rate_limit_exceeded']);
    const { access_token: reader } = await connect({ scopes: ['user.info.basic', 'video.list'] });
    const asked = await api('/v2/post/publish/status/fetch/', { publish_id: 'x' }, reader);
    expect([asked.status, asked.json.error.code]).toEqual([401, 'scope_not_authorized']);
  });
});
