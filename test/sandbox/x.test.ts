import { createHash } from 'node:crypto';
import { Agent } from 'node:https';
import { connect as connectSocket } from 'node:net';
import { EUploadMimeType, TwitterApi } from 'twitter-api-v2';
import { FormData } from 'undici';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleGif, sampleMp4, samplePng } from '../support/sample-media.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { type Answer, ask, CHALLENGE, VERIFIER } from './ask.ts';

const API = 'https://api.x.com';
const MIB = 1024 * 1024;
const MINUTE_MS = 60_000;
const REDIRECT = 'https://slipway.test/callback';
const SCOPE = 'tweet.read tweet.write users.read media.write offline.access';
const EPOCH_MS = 1_288_834_974_657;
const BASIC = { authorization: `Basic ${Buffer.from('client:secret').toString('base64')}` };

const clip = sampleMp4({ durationMs: 10_000, bytes: Math.round(2.4 * MIB) });
const photo = samplePng({ width: 800, height: 600 });

let sandbox: TestSandbox;
let token: string;

beforeEach(async () => {
  sandbox = await startTestSandbox();
  token = (await connect()).id('access_token');
});
afterEach(() => sandbox[Symbol.asyncDispose]());

async function consent(
  query: Record<string, string> = {},
  choice: { account?: string; deny?: boolean } = {},
): Promise<URL> {
  const url = new URL('https://x.com/i/oauth2/authorize');
  const asked = {
    response_type: 'code',
    client_id: 'client',
    redirect_uri: REDIRECT,
    scope: SCOPE,
    state: 'xyz',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...query,
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return sandbox.control.authorize(url.href, choice);
}

const tokenCall = (fields: Record<string, string>, headers: Record<string, string> = BASIC) =>
  ask(sandbox.at(`${API}/2/oauth2/token`), { method: 'POST', form: new URLSearchParams(fields), headers });

async function connect(query: Record<string, string> = {}, choice: { account?: string } = {}): Promise<Answer> {
  const code = (await consent(query, choice)).searchParams.get('code') ?? '';
  return tokenCall({ grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: VERIFIER });
}

const call = (method: string, path: string, json?: unknown) =>
  ask(sandbox.at(`${API}${path}`), { method, token, json });
const post = (body: unknown) => call('POST', '/2/tweets', body);
const myId = async () => (await call('GET', '/2/users/me')).id('data.id');

function append(id: string, segment: number, chunk: Buffer): Promise<Answer> {
  const form = new FormData();
  form.set('segment_index', String(segment));
  form.set('media', new Blob([new Uint8Array(chunk)]), 'chunk');
  return ask(sandbox.at(`${API}/2/media/upload/${id}/append`), { method: 'POST', token, body: form });
}

async function initialize(bytes: Buffer, type: string, category: string): Promise<string> {
  const answer = await call('POST', '/2/media/upload/initialize', {
    media_type: type,
    total_bytes: bytes.length,
    media_category: category,
  });
  expect(answer.json).toMatchObject({
    data: { media_key: expect.stringMatching(/^\d+_\d+$/), expires_after_secs: 86_400 },
  });
  return answer.id('data.id');
}

/** A whole upload; a video is also waited for. */
async function upload(bytes: Buffer, type = 'image/png', category = 'tweet_image'): Promise<string> {
  const id = await initialize(bytes, type, category);
  for (let at = 0; at < bytes.length; at += MIB) await append(id, at / MIB, bytes.subarray(at, at + MIB));
  const done = await call('POST', `/2/media/upload/${id}/finalize`);
  expect(done.status).toBe(200);
  if (done.at('data.processing_info') !== undefined) await status(id);
  return id;
}

const status = (id: string) => call('GET', `/2/media/upload?command=STATUS&media_id=${id}`);

describe('authorization', () => {
  test('a code is good for thirty seconds and needs its verifier', async () => {
    const code = (await consent()).searchParams.get('code') ?? '';
    const fields = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT };
    expect((await tokenCall(fields)).at('error_description')).toBe('Missing required parameter [code_verifier].');
    expect((await tokenCall({ ...fields, code_verifier: `${VERIFIER}x` })).status).toBe(400);
    await sandbox.control.advance(30_000);
    expect((await tokenCall({ ...fields, code_verifier: VERIFIER })).at('error')).toBe('invalid_request');
  });

  test('a query in the place of a form is understood, as an SDK of X sends it', async () => {
    const refresh_token = (await connect()).id('refresh_token');
    const query = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'client', refresh_token });
    const headers = { ...BASIC, 'content-type': 'application/x-www-form-urlencoded' };
    const url = sandbox.at(`${API}/2/oauth2/token?${query}`);
    expect(await ask(url, { method: 'POST', headers })).toMatchObject({ status: 200, json: { token_type: 'bearer' } });
  });

  test('a refresh token works once and brings its successor', async () => {
    const tokens = await connect();
    expect(tokens.json).toMatchObject({ token_type: 'bearer', expires_in: 7200, scope: SCOPE });
    const refresh = { grant_type: 'refresh_token', refresh_token: tokens.id('refresh_token') };
    const next = await tokenCall(refresh);
    expect(next.id('refresh_token')).not.toBe(tokens.id('refresh_token'));
    expect(await tokenCall(refresh)).toMatchObject({
      status: 400,
      json: { error: 'invalid_request', error_description: 'Value passed for the token was invalid.' },
    });
  });

  test('a confidential client must use the Basic header, a public one its id', async () => {
    const inBody = { client_id: 'client', client_secret: 'secret', grant_type: 'refresh_token', refresh_token: 'x' };
    expect(await tokenCall(inBody, {})).toMatchObject({ status: 401, json: { error: 'unauthorized_client' } });
    const code = (await consent({ client_id: 'public' })).searchParams.get('code') ?? '';
    const fields = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
      code_verifier: VERIFIER,
      client_id: 'public',
    };
    expect((await tokenCall(fields, {})).status).toBe(200);
  });

  test("a verifier as long as X's own SDK makes it is taken, and credentials that cannot be decoded are refused", async () => {
    const verifier = VERIFIER.repeat(4).slice(0, 171);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const code = (await consent({ code_challenge: challenge })).searchParams.get('code') ?? '';
    const fields = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: verifier };
    const broken = { authorization: `Basic ${Buffer.from('%:%').toString('base64')}` };
    expect((await tokenCall(fields, broken)).status).toBe(400);
    expect((await tokenCall(fields)).status).toBe(200);
  });

  test('PKCE and state are mandatory, and a denial comes back as an error', async () => {
    await expect(consent({ code_challenge: '' })).rejects.toThrow('400');
    await expect(consent({ state: '' })).rejects.toThrow('400');
    expect((await consent({}, { deny: true })).searchParams.get('error')).toBe('access_denied');
  });

  test('a revoked token is unauthorized, a missing scope forbidden', async () => {
    expect((await connect({ scope: 'users.read tweet.read' })).json).not.toHaveProperty('refresh_token');
    token = (await connect({ scope: 'users.read tweet.read' })).id('access_token');
    expect(await post({ text: 'no' })).toMatchObject({ status: 403, json: { title: 'Forbidden', status: 403 } });
    const form = new URLSearchParams({ token });
    expect((await ask(sandbox.at(`${API}/2/oauth2/revoke`), { method: 'POST', form, headers: BASIC })).json).toEqual({
      revoked: true,
    });
    expect(await call('GET', '/2/users/me')).toMatchObject({
      status: 401,
      json: { title: 'Unauthorized', type: 'about:blank', status: 401, detail: 'Unauthorized' },
    });
  });

  test('an app that has a secret is no public client', async () => {
    const code = (await consent()).searchParams.get('code') ?? '';
    await sandbox.control.settings('X', { clientSecret: 'secret' });
    const fields = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: VERIFIER };
    expect(await tokenCall({ ...fields, client_id: 'client' }, {})).toMatchObject({
      status: 401,
      json: { error: 'unauthorized_client' },
    });
    expect((await tokenCall(fields)).status).toBe(200);
  });

  test('users/me tells the confirmed address to who may read it', async () => {
    const path = '/2/users/me?user.fields=confirmed_email';
    expect((await call('GET', path)).at('data')).not.toHaveProperty('confirmed_email');
    const reader = (await connect({ scope: `${SCOPE} users.email` })).id('access_token');
    const me = await ask(sandbox.at(`${API}${path}`), { token: reader });
    expect(me.at('data.confirmed_email')).toBe('harbourroasters@example.com');
  });

  test('users/me tells the subscription when asked', async () => {
    await sandbox.control.settings('X', { subscriptionType: 'Premium' });
    const me = await call('GET', '/2/users/me?user.fields=subscription_type,profile_image_url,public_metrics');
    expect(me.at('data')).toMatchObject({
      username: 'harbourroasters',
      subscription_type: 'Premium',
      public_metrics: { tweet_count: 0 },
    });
    expect((await call('GET', '/2/users/me?user.fields=shoe_size')).at('title')).toBe('Invalid Request');
  });
});

describe('creating posts', () => {
  test('a post is answered with its id and appears with a permalink', async () => {
    const answer = await post({ text: 'Fresh beans' });
    const id = answer.id('data.id');
    expect([answer.status, answer.json]).toEqual([
      201,
      { data: { id, text: 'Fresh beans', edit_history_tweet_ids: [id] } },
    ]);
    expect(await sandbox.control.live()).toMatchObject([
      {
        id,
        platform: 'X',
        kind: 'TEXT',
        text: 'Fresh beans',
        visible: true,
        permalink: `https://x.com/harbourroasters/status/${id}`,
      },
    ]);
  });

  test('ids carry the time of the sandbox clock', async () => {
    const before = Date.now();
    const id = BigInt((await post({ text: 'now' })).id('data.id'));
    const at = Number(id >> 22n) + EPOCH_MS;
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
    await sandbox.control.advance(MINUTE_MS);
    const later = BigInt((await post({ text: 'later' })).id('data.id'));
    expect(Number((later - id) >> 22n)).toBeGreaterThanOrEqual(MINUTE_MS);
  });

  test('the same text is refused again, whatever white space surrounds it', async () => {
    await post({ text: 'Only once' });
    expect(await post({ text: ' Only once\n' })).toMatchObject({
      status: 403,
      json: {
        detail: 'You are not allowed to create a Tweet with duplicate content.',
        type: 'about:blank',
        title: 'Forbidden',
        status: 403,
      },
    });
  });

  test('a repeated call with spent media is a duplicate, not a media error', async () => {
    const body = { text: 'Picture', media: { media_ids: [await upload(photo)] } };
    expect((await post(body)).status).toBe(201);
    expect((await post(body)).at('detail')).toContain('duplicate content');
    expect((await post({ ...body, text: 'Another text' })).at('errors.0.message')).toBe('Your media IDs are invalid.');
  });

  test.each([
    ['an unknown field', { text: 'a', txt: 'b' }, '$.txt: is not defined in the schema'],
    [
      'an unknown nested field',
      { text: 'a', reply: { to: '1', in_reply_to_tweet_id: '1' } },
      '$.reply.to: is not defined',
    ],
    ['numbers for media ids', { media: { media_ids: [1] } }, '$.media.media_ids.0'],
    ['five media', { media: { media_ids: ['1', '2', '3', '4', '5'] } }, '$.media.media_ids'],
    ['no text and no media', {}, 'must not be empty'],
    [
      'a poll with media',
      { text: 'a', poll: { options: ['x', 'y'], duration_minutes: 5 }, media: { media_ids: ['1'] } },
      'mutually exclusive',
    ],
    ['a poll with one option', { text: 'a', poll: { options: ['x'], duration_minutes: 5 } }, '$.poll.options'],
    [
      'a poll of four minutes',
      { text: 'a', poll: { options: ['x', 'y'], duration_minutes: 4 } },
      '$.poll.duration_minutes',
    ],
    ['an unknown reply setting', { text: 'a', reply_settings: 'nobody' }, '$.reply_settings'],
    ['media that do not exist', { media: { media_ids: ['12'] } }, 'Your media IDs are invalid.'],
  ])('%s is an invalid request', async (_name, body, message) => {
    const answer = await post(body);
    expect(answer.json).toMatchObject({
      title: 'Invalid Request',
      type: expect.stringMatching(/\/problems\/invalid-request$/),
    });
    expect([answer.status, answer.at('errors.0.message')]).toEqual([400, expect.stringContaining(message)]);
  });

  test('text is counted by weight, and subscribers may write long posts', async () => {
    expect((await post({ text: '☕'.repeat(140) })).status).toBe(201);
    expect((await post({ text: `${'☕'.repeat(140)}!` })).at('detail')).toBe(
      'You are not permitted to perform this action.',
    );
    expect((await post({ text: `${'a'.repeat(256)} https://example.com/${'x'.repeat(500)}` })).status).toBe(201);
    await sandbox.control.settings('X', { subscriptionType: 'PremiumPlus' });
    const long = 'word '.repeat(200).trim();
    const id = (await post({ text: long })).id('data.id');
    const read = await call('GET', `/2/tweets/${id}?tweet.fields=note_tweet`);
    expect(read.at('data.note_tweet.text')).toBe(long);
    expect(read.id('data.text')).toMatch(/… https:\/\/t\.co\/\w{10}$/);
  });

  test('two cashtags are one too many', async () => {
    expect((await post({ text: '$BEAN up' })).status).toBe(201);
    expect((await post({ text: '$BEAN beats $LEAF' })).at('detail')).toContain('maximum of one cashtag');
  });

  test('only own posts may be answered, and nothing may be quoted', async () => {
    const mine = (await post({ text: 'one' })).id('data.id');
    const reply = await post({ text: 'two', reply: { in_reply_to_tweet_id: mine } });
    const read = await call('GET', `/2/tweets/${reply.id('data.id')}?tweet.fields=conversation_id,referenced_tweets`);
    expect(read.at('data')).toMatchObject({
      conversation_id: mine,
      referenced_tweets: [{ type: 'replied_to', id: mine }],
    });
    expect((await post({ text: 'lost', reply: { in_reply_to_tweet_id: '99' } })).status).toBe(404);
    token = (await connect({}, { account: 'northlightstudio' })).id('access_token');
    const detail = 'You can only reply to or quote posts where you are mentioned or are the author.';
    expect(await post({ text: 'hi', reply: { in_reply_to_tweet_id: mine } })).toMatchObject({
      status: 403,
      json: { detail },
    });
    expect(await post({ text: 'hi', quote_tweet_id: mine })).toMatchObject({ status: 403, json: { detail } });
    expect((await call('DELETE', `/2/tweets/${mine}`)).status).toBe(403);
  });

  test('a post that mentions the account may be answered', async () => {
    const other = (await connect({}, { account: 'northlightstudio' })).id('access_token');
    const said = async (text: string) =>
      (await ask(sandbox.at(`${API}/2/tweets`), { method: 'POST', token: other, json: { text } })).id('data.id');
    const answer = async (to: string) => (await post({ text: `to ${to}`, reply: { in_reply_to_tweet_id: to } })).status;
    expect(await answer(await said('@HarbourRoasters how dark?'))).toBe(201);
    expect(await answer(await said('nobody asked'))).toBe(403);
  });

  test('a subscriber edits an own post of the last hour, and the versions know each other', async () => {
    const first = (await post({ text: 'frist' })).id('data.id');
    const edit = (text: string, id = first) => post({ text, edit_options: { previous_post_id: id } });
    expect((await edit('first')).status).toBe(403);
    await sandbox.control.settings('X', { subscriptionType: 'Premium' });
    const second = await edit('first');
    expect(second.at('data.edit_history_tweet_ids')).toEqual([first, second.id('data.id')]);
    expect(await sandbox.control.live({ platform: 'X' })).toMatchObject([{ text: 'first' }]);
    const listed = await call('GET', `/2/users/${await myId()}/tweets`);
    expect(listed.at('data')).toMatchObject([{ id: second.id('data.id') }]);
    expect((await edit('again')).status).toBe(403);
    expect((await edit('nothing', '1')).status).toBe(404);
    await sandbox.control.advance(60 * MINUTE_MS);
    expect((await edit('too late', second.id('data.id'))).status).toBe(403);
  });

  test('a poll is published with its options', async () => {
    const id = (await post({ text: 'Which?', poll: { options: ['Light', 'Dark'], duration_minutes: 60 } })).id(
      'data.id',
    );
    const read = await call('GET', `/2/tweets?ids=${id}&expansions=attachments.poll_ids`);
    expect(read.at('includes.polls.0.options')).toMatchObject([{ position: 1, label: 'Light' }, { label: 'Dark' }]);
  });

  test('a deleted post is gone', async () => {
    const id = (await post({ text: 'gone soon' })).id('data.id');
    expect((await call('DELETE', `/2/tweets/${id}`)).json).toEqual({ data: { deleted: true } });
    expect((await call('GET', `/2/tweets?ids=${id}`)).json).toMatchObject({
      errors: [{ resource_id: id, title: 'Not Found Error', type: expect.stringMatching(/resource-not-found$/) }],
    });
    expect(await sandbox.control.live()).toEqual([]);
  });
});

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

  test('a segment above 1.5 MiB is refused at the edge with an empty 413', async () => {
    const id = await initialize(clip, 'video/mp4', 'tweet_video');
    expect(await append(id, 0, clip.subarray(0, 2 * MIB))).toMatchObject({ status: 413, text: '' });
    expect((await append(id, 0, clip.subarray(0, MIB))).status).toBe(200);
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
    expect((await announce('video/mp4', 'tweet_video', 600 * MIB)).status).toBe(400);
    await sandbox.control.settings('X', { subscriptionType: 'Premium' });
    expect((await announce('video/mp4', 'tweet_video', 600 * MIB)).status).toBe(200);
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
    token = (await connect({}, { account: 'northlightstudio' })).id('access_token');
    expect((await post({ text: 'theirs', media: { media_ids: [id] } })).at('detail')).toBe(
      'You are not permitted to perform this action.',
    );
    token = mine;
    await sandbox.control.advance(86_400_000);
    token = (await connect()).id('access_token');
    expect((await post({ text: 'late', media: { media_ids: [id] } })).at('errors.0.message')).toBe(
      'Your media IDs are invalid.',
    );
  });

  test('a video above 140 seconds needs a subscription', async () => {
    const long = sampleMp4({ durationMs: 141_000, frameRate: 1, audio: false });
    const media = { media_ids: [await upload(long, 'video/mp4', 'tweet_video')] };
    expect((await post({ media })).at('detail')).toContain('longer than 2 minutes');
    await sandbox.control.settings('X', { subscriptionType: 'Premium' });
    expect((await post({ media })).status).toBe(201);
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

describe('reading back', () => {
  test('the timeline returns own posts since an id, newest first, with links shortened and text escaped', async () => {
    const user = await myId();
    const first = (await post({ text: 'before' })).id('data.id');
    const second = await post({ text: 'Tea & beans < https://example.com/a/very/long/path' });
    const path = `/2/users/${user}/tweets?since_id=${first}&max_results=5&tweet.fields=created_at,entities`;
    const read = await call('GET', path);
    expect(read.id('data.0.text')).toMatch(/^Tea &amp; beans &lt; https:\/\/t\.co\/\w{10}$/);
    expect(read.json).toMatchObject({
      data: [
        { id: second.at('data.id'), entities: { urls: [{ expanded_url: 'https://example.com/a/very/long/path' }] } },
      ],
      meta: { result_count: 1, newest_id: second.at('data.id') },
    });
    const none = await call('GET', `/2/users/${user}/tweets?since_id=${second.at('data.id')}`);
    expect(none.json).toEqual({ meta: { result_count: 0 } });
  });

  test('a post whose answer was lost is found by its media key since the moment before', async () => {
    const media = await initialize(photo, 'image/png', 'tweet_image');
    await append(media, 0, photo);
    const key = (await call('POST', `/2/media/upload/${media}/finalize`)).id('data.media_key');
    const since = BigInt(Date.now() - EPOCH_MS) << 22n;
    await sandbox.control.fault({ operation: 'x.tweets_create', mode: 'drop_after' });
    await expect(post({ text: 'Lost & found', media: { media_ids: [media] } })).rejects.toThrow();
    const path = `/2/users/${await myId()}/tweets?since_id=${since}&max_results=5&tweet.fields=attachments`;
    expect((await call('GET', path)).at('data.0.attachments.media_keys')).toEqual([key]);
  });

  test('pages follow one another', async () => {
    const user = await myId();
    for (let n = 0; n < 7; n += 1) await post({ text: `post ${n}` });
    const first = await call('GET', `/2/users/${user}/tweets?max_results=5`);
    const rest = await call(
      'GET',
      `/2/users/${user}/tweets?max_results=5&pagination_token=${first.at('meta.next_token')}`,
    );
    expect([first.at('meta.result_count'), rest.at('meta.result_count')]).toEqual([5, 2]);
    expect(rest.at('data.1.text')).toBe('post 0');
    for (const query of [
      'max_results=4',
      'tweet.fields=colour',
      'post.fields=colour',
      'since_id=x',
      'start_time=today',
    ]) {
      expect((await call('GET', `/2/users/${user}/tweets?${query}`)).status).toBe(400);
    }
  });

  test('a fresh post stays hidden for a number of reads and a while', async () => {
    const user = await myId();
    await sandbox.control.settings('X', { hideFreshReads: 1, hideFreshMs: MINUTE_MS });
    const id = (await post({ text: 'shy' })).id('data.id');
    const count = async () => (await call('GET', `/2/users/${user}/tweets`)).at('meta.result_count');
    expect([await count(), await count()]).toEqual([0, 0]);
    await sandbox.control.advance(MINUTE_MS);
    expect(await count()).toBe(1);
    expect((await call('GET', `/2/tweets/${id}`)).status).toBe(200);
  });

  test('private metrics of a post older than thirty days are refused field by field', async () => {
    const id = (await post({ text: 'old' })).id('data.id');
    const path = `/2/tweets?ids=${id}&tweet.fields=public_metrics,non_public_metrics`;
    expect((await call('GET', path)).at('data.0.non_public_metrics')).toBeDefined();
    await sandbox.control.advance(31 * 86_400_000);
    token = (await connect()).id('access_token');
    const late = await call('GET', path);
    expect(late.at('data.0')).toMatchObject({ public_metrics: { retweet_count: expect.any(Number) } });
    expect(late.at('data.0')).not.toHaveProperty('non_public_metrics');
    expect(late.at('errors.0')).toMatchObject({
      type: expect.stringMatching(/not-authorized-for-field$/),
      value: 'non_public_metrics',
    });
  });
});

describe('what the newer specification says', () => {
  test('post.fields is understood, and the answer keeps to the words that are set', async () => {
    const root = (await post({ text: 'root' })).id('data.id');
    await post({ text: 'answer', reply: { in_reply_to_tweet_id: root } });
    const path = `/2/users/${await myId()}/tweets?post.fields=public_metrics,referenced_tweets&expansions=referenced_posts`;
    expect((await call('GET', path)).at('data.0')).toMatchObject({
      public_metrics: { retweet_count: 0 },
      edit_history_tweet_ids: [expect.any(String)],
      referenced_tweets: [{ id: root }],
    });
    await sandbox.control.settings('X', { words: 'post' });
    const renamed = await call('GET', path);
    expect(renamed.at('data.0')).toMatchObject({
      public_metrics: { repost_count: 0 },
      edit_history_post_ids: [expect.any(String)],
      referenced_posts: [{ id: root }],
    });
    expect(renamed.text).not.toContain('tweet_');
    const me = await call('GET', '/2/users/me?user.fields=public_metrics');
    expect(me.at('data.public_metrics.post_count')).toBe(2);
  });

  test('a look-up of one post that does not exist succeeds with an error entry', async () => {
    expect(await call('GET', '/2/tweets/12')).toMatchObject({
      status: 200,
      json: { errors: [{ resource_id: '12', title: 'Not Found Error' }] },
    });
    expect((await call('GET', '/2/tweets/newest')).status).toBe(400);
  });

  test('users are found by id and by name, and strangers are error entries', async () => {
    const id = await myId();
    const expected = { id, name: 'Harbour Roasters', username: 'harbourroasters' };
    expect((await call('GET', `/2/users/${id}`)).at('data')).toEqual(expected);
    expect((await call('GET', '/2/users/by/username/HarbourRoasters')).at('data')).toEqual(expected);
    expect((await call('GET', `/2/users?ids=${id},5`)).json).toMatchObject({
      data: [expected],
      errors: [{ value: '5', resource_type: 'user' }],
    });
    expect((await call('GET', '/2/users/by?usernames=nobody')).json).not.toHaveProperty('data');
    expect((await call('GET', '/2/users/by/username/not-a-name')).status).toBe(400);
  });

  test('analytics of own posts come as a total or in buckets', async () => {
    const id = (await post({ text: 'counted' })).id('data.id');
    const start = new Date(Date.now() - MINUTE_MS).toISOString();
    const end = new Date(Date.now() + 47 * 60 * MINUTE_MS).toISOString();
    const path = `/2/tweets/analytics?start_time=${start}&end_time=${end}&analytics.fields=impressions,likes`;
    const total = await call('GET', `${path}&ids=${id},77`);
    expect(total.at('data.0')).toEqual({ id, impressions: expect.any(Number), likes: expect.any(Number) });
    expect(total.at('data.0.impressions')).toBeGreaterThan(0);
    expect(total.at('errors.0.resource_id')).toBe('77');
    const days = await call('GET', `${path}&ids=${id}&granularity=daily`);
    expect(days.at('data.0.timestamped_metrics')).toHaveLength(2);
    const refused = [`${path}&ids=${id}&granularity=yearly`, `${path}&ids=first`, path, path.replace(end, start)];
    for (const wrong of refused) expect((await call('GET', wrong)).status).toBe(400);
    const key = (await call('GET', `/2/media/analytics?media_keys=7_1&start_time=${start}&end_time=${end}`)).json;
    expect(key).toMatchObject({ errors: [{ value: '7_1' }] });
  });
});

describe('limits', () => {
  test('every answer counts down, and an exhausted window answers 429 until it ends', async () => {
    await sandbox.control.settings('X', { rateLimits: { tweets_create: 2 } });
    const first = await post({ text: 'one' });
    expect(first.headers).toMatchObject({
      'x-rate-limit-limit': '2',
      'x-rate-limit-remaining': '1',
      'x-app-limit-24hour-limit': '10000',
    });
    expect(Number(first.headers['x-rate-limit-reset']) * 1000).toBeGreaterThan(Date.now());
    expect((await post({ text: '' })).headers['x-rate-limit-remaining']).toBe('0');
    expect(await post({ text: 'three' })).toMatchObject({
      status: 429,
      json: { title: 'Too Many Requests', status: 429 },
    });
    expect((await call('GET', '/2/users/me')).headers['x-rate-limit-limit']).toBe('75');
    await sandbox.control.advance(15 * MINUTE_MS);
    expect((await post({ text: 'three' })).status).toBe(201);
  });

  test('without credits everything is 402', async () => {
    await sandbox.control.settings('X', { creditsDepleted: true });
    expect(await post({ text: 'broke' })).toMatchObject({ status: 402, json: { title: 'CreditsDepleted' } });
  });

  test('an app without write permission may not post', async () => {
    await sandbox.control.settings('X', { writePermission: false });
    expect((await post({ text: 'read only' })).at('detail')).toBe('You are not permitted to perform this action.');
  });
});

describe('the twitter-api-v2 library', () => {
  /** Speaks plain HTTP to the sandbox although the library insists on https://api.x.com; the Host header does the rest. */
  class SandboxAgent extends Agent {
    override createConnection() {
      const { hostname, port } = new URL(sandbox.origin);
      return connectSocket(Number(port), hostname);
    }
  }
  const settings = () => ({ httpAgent: new SandboxAgent() });

  test('signs in, refreshes, uploads, posts a thread and deletes it', async () => {
    const app = new TwitterApi({ clientId: 'client', clientSecret: 'secret' }, settings());
    const link = app.generateOAuth2AuthLink(REDIRECT, { scope: SCOPE.split(' ') });
    const code = (await sandbox.control.authorize(link.url)).searchParams.get('code') ?? '';
    const login = await app.loginWithOAuth2({ code, codeVerifier: link.codeVerifier, redirectUri: REDIRECT });
    const { client } = await app.refreshOAuth2Token(login.refreshToken ?? '');

    const image = await client.v2.uploadMedia(photo, {
      media_type: EUploadMimeType.Png,
      media_category: 'tweet_image',
    });
    await client.v2.createMediaMetadata(image, { alt_text: { text: 'A bag of beans' } });
    const video = await client.v2.uploadMedia(clip, { media_type: EUploadMimeType.Mp4, media_category: 'tweet_video' });
    const { data: tweet } = await client.v2.tweet('With a picture', { media: { media_ids: [image] } });
    const thread = await client.v2.tweetThread(['One', { text: 'Two', media: { media_ids: [video] } }, 'Three']);

    const { data: me } = await client.v2.me();
    const timeline = await client.v2.userTimeline(me.id, { exclude: ['replies'], 'tweet.fields': ['created_at'] });
    expect(timeline.data.data.map(({ id }) => id)).toEqual([thread[0]?.data.id, tweet.id]);
    const live = await sandbox.control.live();
    expect(live.map(({ kind }) => kind)).toEqual(['IMAGE', 'TEXT', 'VIDEO', 'TEXT']);
    expect(live[2]?.mediaSha256).toEqual([createHash('sha256').update(clip).digest('hex')]);
    for (const { data } of thread.toReversed()) await client.v2.deleteTweet(data.id);
    expect(await sandbox.control.live()).toHaveLength(1);
  });

  test('reads refusals and rate limits', async () => {
    const client = new TwitterApi(token, settings());
    await client.v2.tweet('Once');
    await expect(client.v2.tweet('Once')).rejects.toMatchObject({
      code: 403,
      data: { detail: expect.stringContaining('duplicate content') },
    });
    await sandbox.control.settings('X', { rateLimits: { tweets_create: 2 } });
    await expect(client.v2.tweet('More')).rejects.toMatchObject({ code: 429, rateLimit: { limit: 2, remaining: 0 } });
  });
});
