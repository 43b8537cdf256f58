/** The addresses at which platforms tell something: proven, signed, bounded, told once; and what account holders have done there. */
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepHintLeases } from '../../src/domain/hints/leases.ts';
import { connectAccount, type Seed, startTestApp, type TestApp } from '../support/app.ts';
import type { Platform } from '../support/gql/graphql.ts';
import { graphql } from '../support/gql/index.ts';
import { askRaw } from '../support/raw-http.ts';

let app: TestApp;
let team: Seed;
beforeAll(async () => {
  app = await startTestApp({ role: 'all' });
  team = await app.seed();
});
afterAll(() => app[Symbol.asyncDispose]());

const AccountTold = graphql(`
  query AccountTold($id: ID!) {
    socialAccount(id: $id) {
      status statusReason username displayName avatarUrl
      health { status reasons { code message } }
    }
    events(filter: { subjectId: $id }, first: 100) { nodes { type } }
  }
`);
const told = async (platform: Platform) => {
  const { socialAccount, events } = await app.client()(AccountTold, { id: team.accounts[platform] });
  return { ...socialAccount, events: events.nodes.map(({ type }) => type) };
};
const statusOf = async (platform: Platform) => (await told(platform)).status;
const reconnect = (platform: Platform) =>
  connectAccount(app.client(), app.sandbox, app.origin, { brandId: team.brandId, platform });
const at = (path: string) => `${app.origin}/webhooks/${path}`;
const get = async (path: string) => {
  const { statusCode, headers, body } = await request(at(path));
  return { status: statusCode, type: headers['content-type'], text: await body.text() };
};
const post = async (path: string, body: string, headers: Record<string, string> = {}) => {
  const answer = await request(at(path), { method: 'POST', body, headers });
  return { status: answer.statusCode, text: await answer.body.text() };
};
const hmac = (text: string, encoding: 'hex' | 'base64' | 'base64url', secret = 'sandbox-secret') =>
  createHmac('sha256', secret).update(text).digest(encoding);
const seconds = (agoMs = 0) => Math.floor((Date.now() - agoMs) / 1_000);

/** As Meta signs it. */
function signedRequest(userId: string, issuedAt: number, secret?: string): string {
  const payload = Buffer.from(
    JSON.stringify({ user_id: userId, algorithm: 'HMAC-SHA256', issued_at: issuedAt }),
  ).toString('base64url');
  return new URLSearchParams({ signed_request: `${hmac(payload, 'base64url', secret)}.${payload}` }).toString();
}
const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** As TikTok signs it. */
function tiktok(told: Record<string, unknown>, t = seconds(), secret?: string): [string, Record<string, string>] {
  const body = JSON.stringify({ client_key: 'sandbox', create_time: t, user_openid: '-', content: '{}', ...told });
  return [body, { 'tiktok-signature': `t=${t},s=${hmac(`${t}.${body}`, 'hex', secret)}` }];
}
const externalIdOf = async (platform: Platform) => {
  const [row] = await app.db.query<{ externalId: string; aliasId: string | null }>(
    'SELECT external_id, alias_id FROM social_account WHERE id = $1',
    [team.accounts[platform].replace(/^account_/, '')],
  );
  return { externalId: row?.externalId ?? '', aliasId: row?.aliasId ?? '' };
};

describe('the address of a platform', () => {
  it('is proven as each platform asks for it, and to nobody else', async () => {
    const asked = 'instagram?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=';
    expect(await get(`${asked}sandbox-secret`)).toMatchObject({ status: 200, text: '1158201444' });
    expect((await get(`${asked}guess`)).status).toBe(404);
    expect(JSON.parse((await get('x?crc_token=abc')).text)).toEqual({
      response_token: `sha256=${hmac('abc', 'base64')}`,
    });
    expect((await get('x')).status).toBe(404);
    const { externalId } = await externalIdOf('YOUTUBE');
    const topic = encodeURIComponent(`https://www.youtube.com/xml/feeds/videos.xml?channel_id=${externalId}`);
    const hub = `youtube?hub.mode=subscribe&hub.challenge=c&hub.lease_seconds=864000&hub.topic=${topic}`;
    expect((await get(hub)).status).toBe(404);
    expect((await get(`${hub}&token=guess`)).status).toBe(404);
    for (const path of ['facebook', 'tiktok', 'tiktok/events', 'tiktok/deauthorize', 'instagram/deletion?code=guess'])
      expect((await get(path)).status).toBe(404);
  });

  it('refuses what is forged, changed or old, and says nothing of accounts', async () => {
    const { externalId } = await externalIdOf('TIKTOK');
    const removal = { event: 'authorization.removed', user_openid: externalId, content: '{"reason":1}' };
    const [body, headers] = tiktok(removal, seconds(), 'guess');
    const [old, oldHeaders] = tiktok(removal, seconds(80 * 3_600_000));
    const [own, ownHeaders] = tiktok({ event: 'something.new' });
    expect((await post('tiktok', body, headers)).status).toBe(401);
    expect((await post('tiktok', body)).status).toBe(401);
    expect((await post('tiktok', old, oldHeaders)).status).toBe(401);
    expect((await post('tiktok', `${own} `, ownHeaders)).status).toBe(401);
    expect((await post('tiktok', own, ownHeaders)).status).toBe(200);
    expect((await post('x', '{}', { 'x-twitter-webhooks-signature': 'sha256=AAAA' })).status).toBe(401);
    expect((await post('instagram', '{}', { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` })).status).toBe(401);
    expect((await post('instagram/deauthorize', signedRequest('1', seconds(), 'guess'), form)).status).toBe(401);
    expect((await post('instagram/deletion', signedRequest('1', seconds(80 * 3_600_000)), form)).status).toBe(401);
    // As PubSubHubbub has it: taken, and ignored.
    expect((await post('youtube', '<feed/>', { 'x-hub-signature': `sha1=${'0'.repeat(40)}` })).status).toBe(202);
    expect(await app.db.query('SELECT FROM hint')).toEqual([]);
    expect(await statusOf('TIKTOK')).toBe('ACTIVE');
  });

  it('refuses a large body without waiting for it', async () => {
    const head = 'POST /webhooks/tiktok HTTP/1.1\r\nhost: slipway.test\r\n';
    expect((await askRaw(app.origin, `${head}content-length: 50000000\r\n\r\nxxx`)).status).toBe(413);
    // 50 MB of which the length was not said: the connection is closed before much of it has gone.
    const { port } = new URL(app.origin);
    const socket = connect(Number(port), '127.0.0.1');
    socket.resume();
    socket.on('error', () => undefined);
    const { promise: closed, resolve } = Promise.withResolvers<void>();
    socket.once('close', () => resolve());
    socket.write(`${head}transfer-encoding: chunked\r\n\r\n`);
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 'x'), Buffer.from('\r\n')]);
    for (let sent = 0; sent < 800 && !socket.destroyed; sent++)
      if (!socket.write(chunk)) await Promise.race([new Promise((drained) => socket.once('drain', drained)), closed]);
    await closed;
    expect(socket.bytesWritten).toBeLessThan(20 * 1024 * 1024);
  });
});

describe('an account that its holder removed the app from', () => {
  // Platforms name whole seconds, and within the second in which the access was given it could be about an earlier one.
  beforeAll(async () => {
    await app.db.query(`UPDATE social_account SET refreshed_at = refreshed_at - interval '1 minute'`);
  });

  it('is REVOKED at once, on TikTok, and a late word about an access that was replaced changes nothing', async () => {
    const { externalId } = await externalIdOf('TIKTOK');
    const before = seconds(3_600_000);
    await app.sandbox.control.settings('TIKTOK', { webhookUrl: at('tiktok'), webhookCopies: 2, webhookForgeries: 1 });
    await app.sandbox.control.revokeTokens('TIKTOK');
    await expect.poll(() => statusOf('TIKTOK')).toBe('EXPIRED');
    expect(await told('TIKTOK')).toMatchObject({
      statusReason: 'AUTH_REVOKED',
      health: { status: 'REVOKED', reasons: [{ message: 'The account holder removed the app at TikTok.' }] },
      events: ['account.connected', 'account.expired', 'account.health_changed'],
    });
    await reconnect('TIKTOK');
    const [late, headers] = tiktok({
      event: 'authorization.removed',
      create_time: before,
      user_openid: externalId,
      content: '{"reason":1}',
    });
    expect((await post('tiktok', late, headers)).status).toBe(200);
    await expect
      .poll(() => app.db.query(`SELECT FROM hint WHERE platform = 'TIKTOK' AND handled_at IS NULL`))
      .toEqual([]);
    expect(await statusOf('TIKTOK')).toBe('ACTIVE');
  });

  it('is REVOKED at once, on Instagram, which names it by another id', async () => {
    await app.sandbox.control.settings('INSTAGRAM', { deauthorizeUrl: at('instagram/deauthorize') });
    await app.sandbox.control.revokeTokens('INSTAGRAM');
    await expect.poll(() => statusOf('INSTAGRAM')).toBe('EXPIRED');
    expect((await told('INSTAGRAM')).health?.status).toBe('REVOKED');
    await reconnect('INSTAGRAM');
  });

  it('is asked for on X, which does not say when it happened', async () => {
    const { externalId } = await externalIdOf('X');
    const body = (uuid: string) =>
      JSON.stringify({
        data: { event_uuid: uuid, event_type: 'oauth.revoke', filter: { user_id: externalId }, payload: {} },
      });
    const tell = (text: string) =>
      post('x', text, { 'x-twitter-webhooks-signature': `sha256=${hmac(text, 'base64')}` });
    const handled = () => app.db.query(`SELECT FROM hint WHERE platform = 'X' AND handled_at IS NOT NULL`);
    // A replay: the access works.
    expect((await tell(body('an-old-one'))).status).toBe(200);
    await expect.poll(async () => (await handled()).length).toBe(1);
    expect(await statusOf('X')).toBe('ACTIVE');
    await app.sandbox.control.revokeTokens('X');
    expect((await tell(body('a-new-one'))).status).toBe(200);
    await expect.poll(() => statusOf('X')).toBe('EXPIRED');
    expect((await told('X')).health?.status).toBe('REVOKED');
  });
});

describe('a request to delete what is known', () => {
  it('is confirmed with a code, done, and can be followed; repeated, it gets the same code', async () => {
    const { aliasId } = await externalIdOf('INSTAGRAM');
    const wanted = signedRequest(aliasId, seconds(-1_000));
    const first = await post('instagram/deletion', wanted, form);
    expect(first.status).toBe(200);
    const { url, confirmation_code: code } = JSON.parse(first.text);
    expect(url).toBe(at(`instagram/deletion?code=${code}`));
    expect(JSON.parse((await post('instagram/deletion', wanted, form)).text)).toEqual(JSON.parse(first.text));
    await expect.poll(async () => (await (await request(url)).body.text()).includes('was done at')).toBe(true);
    expect(await told('INSTAGRAM')).toMatchObject({
      status: 'DISCONNECTED',
      username: null,
      displayName: null,
      avatarUrl: null,
    });
    const [row] = await app.db.query('SELECT credentials, facts, alias_id FROM social_account WHERE id = $1', [
      team.accounts.INSTAGRAM.replace(/^account_/, ''),
    ]);
    expect(row).toEqual({ credentials: null, facts: {}, aliasId: null });
    await reconnect('INSTAGRAM');
    expect(await statusOf('INSTAGRAM')).toBe('ACTIVE');
  });
});

describe('the hub of YouTube', () => {
  it('is asked to tell of each channel, for a time, and once only', async () => {
    const leases = () => app.db.query<{ endsAt: Date | null }>('SELECT ends_at FROM hint_lease');
    const asked = await app.sandbox.control.requestCount('youtube.hub_subscribe');
    await keepHintLeases(app.ctx);
    await expect.poll(async () => (await leases()).every(({ endsAt }) => endsAt !== null)).toBe(true);
    await keepHintLeases(app.ctx);
    expect(await app.sandbox.control.requestCount('youtube.hub_subscribe')).toBe(asked + 1);
    expect((await leases()).length).toBe(1);
    // It is asked again in time.
    await app.db.query(
      `UPDATE hint_lease SET ends_at = now() + interval '1 day', asked_at = now() - interval '9 days'`,
    );
    await keepHintLeases(app.ctx);
    expect(await app.sandbox.control.requestCount('youtube.hub_subscribe')).toBe(asked + 2);
  });
});
