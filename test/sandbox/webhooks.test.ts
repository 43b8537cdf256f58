import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type MediaServer, startMediaServer } from '../support/media-server.ts';
import { sampleJpeg, sampleMp4 } from '../support/sample-media.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { CHALLENGE, VERIFIER } from './ask.ts';
import { CALLBACK, connectInstagram, send } from './instagram-app.ts';

interface Received {
  url: URL;
  headers: IncomingHttpHeaders;
  body: string;
}

let sandbox: TestSandbox;
let media: MediaServer;
let app: Server;
let address: string;
let received: Received[];
/** Answers of the app, first one first; 200 when there are none left. */
let answers: number[];

beforeEach(async () => {
  received = [];
  answers = [];
  sandbox = await startTestSandbox();
  media = await startMediaServer();
  app = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const url = new URL(request.url ?? '', 'http://app');
    received.push({ url, headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
    response.statusCode = answers.shift() ?? 200;
    const crc = url.searchParams.get('crc_token');
    const token = createHmac('sha256', 'shared')
      .update(crc ?? '')
      .digest('base64');
    response.end(crc === null ? (url.searchParams.get('hub.challenge') ?? '') : `{"response_token":"sha256=${token}"}`);
  });
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  const bound = app.address();
  address = `http://127.0.0.1:${typeof bound === 'object' ? bound?.port : ''}/hook`;
});
afterEach(async () => {
  app.closeAllConnections();
  app.close();
  await media[Symbol.asyncDispose]();
  await sandbox[Symbol.asyncDispose]();
});

async function arrived(count: number): Promise<Received[]> {
  while (received.length < count) await new Promise(setImmediate);
  // The body is there once the app has answered, which the sandbox notes.
  while ((await notes()).filter(({ status }) => status !== null).length < count) await new Promise(setImmediate);
  return received;
}
const notes = async (): Promise<{ event: string; attempts: number; status: unknown }[]> =>
  (await send('GET', `${sandbox.origin}/__control/webhooks`)).json.webhooks;

describe('TikTok', () => {
  const api = async (path: string, token: string, json: unknown) =>
    (
      await send('POST', sandbox.at(`https://open.tiktokapis.com${path}`), {
        headers: { authorization: `Bearer ${token}` },
        json,
      })
    ).json;

  async function connect(): Promise<string> {
    const scope = 'user.info.basic,video.upload,video.publish';
    const asked = { client_key: 'key-1', scope, redirect_uri: CALLBACK, response_type: 'code', state: 's' };
    const back = await sandbox.control.authorize(
      `https://www.tiktok.com/v2/auth/authorize/?${new URLSearchParams(asked)}`,
    );
    const form = { client_key: 'key-1', client_secret: 'secret-1', redirect_uri: CALLBACK };
    const code = back.searchParams.get('code') ?? '';
    const tokens = await send('POST', sandbox.at('https://open.tiktokapis.com/v2/oauth/token/'), {
      form: { ...form, grant_type: 'authorization_code', code },
    });
    return tokens.json.access_token;
  }

  test('a post is announced twice, complete and available, signed over time and body', async () => {
    await sandbox.control.settings('TIKTOK', { webhookUrl: address, webhookSecret: 'shared' });
    const url = media.put('clip.mp4', 'video/mp4', sampleMp4({ width: 720, height: 1280, durationMs: 5000 }));
    const { data } = await api('/v2/post/publish/video/init/', await connect(), {
      post_info: { title: 'told', privacy_level: 'PUBLIC_TO_EVERYONE' },
      source_info: { source: 'PULL_FROM_URL', video_url: url },
    });
    const told = await arrived(2);
    for (const { headers, body } of told) {
      const [, time, signature] = /^t=(\d+),s=([0-9a-f]{64})$/.exec(String(headers['tiktok-signature'])) ?? [];
      expect(signature).toBe(createHmac('sha256', 'shared').update(`${time}.${body}`).digest('hex'));
    }
    const events = told.map(({ body }) => JSON.parse(body));
    expect(events.map(({ event }) => event).toSorted()).toEqual([
      'post.publish.complete',
      'post.publish.publicly_available',
    ]);
    const complete = events.find(({ event }) => event === 'post.publish.complete');
    expect(complete).toMatchObject({ client_key: 'key-1', user_openid: expect.any(String) });
    expect(JSON.parse(complete.content)).toEqual({ publish_id: data.publish_id, publish_type: 'DIRECT_POST' });
  });

  test('what the app does not take is sent again, and a settled delivery may come twice', async () => {
    answers = [500];
    await sandbox.control.settings('TIKTOK', { webhookUrl: address });
    await connect();
    await sandbox.control.revokeTokens('TIKTOK');
    await arrived(1);
    while ((await notes())[0]?.status !== 200) await new Promise(setImmediate);
    expect(await notes()).toMatchObject([{ event: 'tiktok.authorization.removed', attempts: 2, status: 200 }]);
    expect(JSON.parse(JSON.parse(received[0]?.body ?? '').content)).toEqual({ reason: 1 });
    await sandbox.control.settings('TIKTOK', { webhookCopies: 2 });
    await connect();
    await sandbox.control.revokeTokens('TIKTOK');
    while ((await notes()).filter(({ status }) => status === 200).length < 3) await new Promise(setImmediate);
    // One refused and repeated, and two copies.
    expect(received).toHaveLength(4);
  });
});

describe('Instagram', () => {
  test('a comment is told to an app that subscribed, and a removed app gets a signed request', async () => {
    const urls = { webhookUrl: address, deauthorizeUrl: `${address}/gone` };
    await sandbox.control.settings('INSTAGRAM', { ...urls, webhookSecret: 'shared' });
    const account = await connectInstagram(sandbox);
    const id = await account.publish({ image_url: media.put('p.jpg', 'image/jpeg', sampleJpeg()) });
    await account.post(`/${id}/comments`, { message: 'nobody hears' });
    await account.post('/me/subscribed_apps', { subscribed_fields: 'comments' });
    await account.post(`/${id}/comments`, { message: 'heard' });
    const [comment] = await arrived(1);
    const signature = createHmac('sha256', 'shared')
      .update(comment?.body ?? '')
      .digest('hex');
    expect(comment?.headers['x-hub-signature-256']).toBe(`sha256=${signature}`);
    expect(JSON.parse(comment?.body ?? '')).toMatchObject({
      object: 'instagram',
      entry: [{ id: account.igId, changes: [{ field: 'comments', value: { text: 'heard', media: { id } } }] }],
    });
    await sandbox.control.revokeTokens('INSTAGRAM');
    const gone = (await arrived(2))[1];
    const [sent = '', payload = ''] = (new URLSearchParams(gone?.body).get('signed_request') ?? '').split('.');
    expect(sent).toBe(createHmac('sha256', 'shared').update(payload).digest('base64url'));
    expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({ user_id: '25010000000000011' });
  });
});

describe('YouTube', () => {
  const TOPIC = 'https://www.youtube.com/feeds/videos.xml?channel_id=UCharbourRoasters0000001';
  const subscribe = (change: Record<string, string> = {}) =>
    send('POST', sandbox.at('https://pubsubhubbub.appspot.com/subscribe'), {
      form: {
        'hub.callback': address,
        'hub.mode': 'subscribe',
        'hub.topic': TOPIC,
        'hub.verify': 'async',
        'hub.secret': 'shared',
        ...change,
      },
    });

  async function upload(title: string): Promise<{ id: string; token: string }> {
    const asked = {
      client_id: 'client',
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'https://www.googleapis.com/auth/youtube.upload https://www.googleapis.com/auth/youtube',
    };
    const back = await sandbox.control.authorize(
      `https://accounts.google.com/o/oauth2/v2/auth?${new URLSearchParams(asked)}`,
    );
    const form = { client_id: 'client', client_secret: 'secret', redirect_uri: CALLBACK };
    const code = back.searchParams.get('code') ?? '';
    const tokens = await send('POST', sandbox.at('https://oauth2.googleapis.com/token'), {
      form: { ...form, grant_type: 'authorization_code', code },
    });
    const session = await send(
      'POST',
      sandbox.at('https://www.googleapis.com/upload/youtube/v3/videos?uploadType=resumable&part=snippet,status'),
      {
        headers: { authorization: `Bearer ${tokens.json.access_token}` },
        json: { snippet: { title }, status: { privacyStatus: 'public' } },
      },
    );
    const video = await send('PUT', String(session.headers.location), { body: sampleMp4({}) });
    return { id: video.json.id, token: tokens.json.access_token };
  }

  test('a callback that echoes the challenge gets a signed feed of each new video', async () => {
    expect((await subscribe()).status).toBe(202);
    while (received.length === 0) await new Promise(setImmediate);
    expect(received[0]?.url.searchParams.get('hub.lease_seconds')).toBe('432000');
    // The subscription stands once the hub has read the echo.
    for (let video = 0; received.length < 2; video += 1) await upload(`Tom & Jerry ${video}`);
    const feed = received[1];
    const signature = createHmac('sha1', 'shared')
      .update(feed?.body ?? '')
      .digest('hex');
    expect(feed?.headers['x-hub-signature']).toBe(`sha1=${signature}`);
    expect(feed?.body).toContain('<yt:channelId>UCharbourRoasters0000001</yt:channelId>');
    expect(feed?.body).toContain('Tom &#38; Jerry');
  });

  test('the end of a public video is told as a deleted entry', async () => {
    await subscribe();
    while (received.length === 0) await new Promise(setImmediate);
    let last = await upload('going soon');
    while (received.length < 2) last = await upload('going soon');
    const before = received.length;
    await send('DELETE', sandbox.at(`https://www.googleapis.com/youtube/v3/videos?id=${last.id}`), {
      headers: { authorization: `Bearer ${last.token}` },
    });
    while (received.length === before || !received.at(-1)?.body.includes('deleted-entry'))
      await new Promise(setImmediate);
    expect(received.at(-1)?.body).toContain(`<at:deleted-entry ref="yt:video:${last.id}" when="`);
  });

  test('a mode, a topic or a callback that makes no sense is refused', async () => {
    const wrong = [{ 'hub.mode': 'listen' }, { 'hub.topic': 'https://example.com' }, { 'hub.callback': 'nowhere' }];
    for (const change of wrong) expect((await subscribe(change)).status).toBe(400);
  });
});

describe('X', () => {
  const api = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, token: string, json?: unknown) =>
    send(method, sandbox.at(`https://api.x.com${path}`), {
      headers: { authorization: `Bearer ${token}` },
      ...(json !== undefined && { json }),
    });
  const headers = { authorization: `Basic ${Buffer.from('client:secret').toString('base64')}` };
  const appToken = async (): Promise<string> => {
    const form = { grant_type: 'client_credentials' };
    return (await send('POST', sandbox.at('https://api.x.com/oauth2/token'), { headers, form })).json.access_token;
  };
  async function userToken(): Promise<string> {
    const asked = {
      ...{ response_type: 'code', client_id: 'client', redirect_uri: CALLBACK, state: 's' },
      ...{ scope: 'tweet.read tweet.write users.read', code_challenge: CHALLENGE, code_challenge_method: 'S256' },
    };
    const back = await sandbox.control.authorize(`https://x.com/i/oauth2/authorize?${new URLSearchParams(asked)}`);
    const code = back.searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: VERIFIER };
    return (await send('POST', sandbox.at('https://api.x.com/2/oauth2/token'), { headers, form })).json.access_token;
  }

  test('a webhook that answers the challenge is told of the posts and grants it subscribed to, signed', async () => {
    await sandbox.control.settings('X', { webhookSecret: 'shared' });
    const [app, user] = [await appToken(), await userToken()];
    const { data: me } = (await api('GET', '/2/users/me', user)).json;
    const { data: webhook } = (await api('POST', '/2/webhooks', app, { url: address })).json;
    expect(webhook).toMatchObject({ id: expect.any(String), url: address, valid: true });
    for (const event_type of ['post.create', 'post.delete', 'oauth.revoke']) {
      const body = { event_type, filter: { user_id: me.id }, tag: 'ours', webhook_id: webhook.id };
      const { data } = (await api('POST', '/2/activity/subscriptions', app, body)).json;
      expect(data.subscription).toMatchObject({ subscription_id: expect.any(String), event_type });
    }
    const { data: post } = (await api('POST', '/2/tweets', user, { text: 'told' })).json;
    await api('DELETE', `/2/tweets/${post.id}`, user);
    await sandbox.control.revokeTokens('X');
    // The challenge came without a body.
    const told = (await arrived(3)).filter(({ body }) => body !== '');
    for (const { headers: sent, body } of told) {
      const signature = createHmac('sha256', 'shared').update(body).digest('base64');
      expect(sent['x-twitter-webhooks-signature']).toBe(`sha256=${signature}`);
    }
    const events = told.map(({ body }) => JSON.parse(body).data);
    expect(new Set(events.map(({ event_uuid }) => event_uuid)).size).toBe(3);
    const of = (type: string) => events.find(({ event_type }) => event_type === type);
    expect(of('post.create')).toMatchObject({ tag: 'ours', payload: { id: post.id, text: 'told' } });
    expect(of('post.delete')).toMatchObject({ filter: { user_id: me.id }, payload: { id: post.id } });
    expect(of('oauth.revoke')).toMatchObject({ payload: { user_id: me.id } });
  });

  test('a webhook is listed, checked again, replayed and deleted by its app alone', async () => {
    await sandbox.control.settings('X', { webhookSecret: 'shared' });
    const app = await appToken();
    const { data } = (await api('POST', '/2/webhooks', app, { url: address })).json;
    expect((await api('GET', '/2/webhooks', app)).json).toMatchObject({ data: [data], meta: { result_count: 1 } });
    expect((await api('PUT', `/2/webhooks/${data.id}`, app)).json).toEqual({ data: { valid: true } });
    await sandbox.control.settings('X', { webhookSecret: 'changed' });
    expect((await api('PUT', `/2/webhooks/${data.id}`, app)).status).toBe(400);
    expect((await api('GET', '/2/webhooks', app)).json).toMatchObject({ data: [{ valid: false }] });
    const span = { webhook_id: data.id, from_date: '202601010000', to_date: '203001010000' };
    expect((await api('POST', '/2/webhooks/replay', app, span)).json.data).toMatchObject({
      job_id: expect.any(String),
    });
    expect((await api('DELETE', `/2/webhooks/${data.id}`, app)).json).toEqual({ data: { deleted: true } });
    expect((await api('PUT', `/2/webhooks/${data.id}`, app)).status).toBe(404);
  });

  test('a webhook nobody answers, a subscription of an unknown kind and a token of the wrong kind are refused', async () => {
    const [app, user] = [await appToken(), await userToken()];
    expect((await api('POST', '/2/webhooks', app, { url: address })).status).toBe(400);
    expect((await api('POST', '/2/webhooks', app, { url: 'ftp://app.example/hook' })).status).toBe(400);
    expect((await api('POST', '/2/webhooks', user, { url: address })).status).toBe(401);
    const filter = { user_id: '1' };
    for (const wrong of [{ event_type: 'post.created' }, { event_type: 'post.create', webhook_id: '7' }])
      expect((await api('POST', '/2/activity/subscriptions', app, { filter, ...wrong })).status).toBe(400);
    expect((await api('GET', '/2/users/by/username/harbourroasters', app)).status).toBe(200);
    for (const call of [api('GET', '/2/users/me', app), api('POST', '/2/tweets', app, { text: 'by nobody' })])
      expect((await call).json).toMatchObject({
        status: 403,
        type: expect.stringMatching(/\/problems\/unsupported-authentication$/),
      });
  });
});
