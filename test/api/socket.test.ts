/** The WebSocket endpoint: who gets in, how it is closed, and that the limits of HTTP hold on it. */
import { request } from 'node:http';
import { connect as dial } from 'node:net';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ManualClock, manualClock } from '../../src/lib/clock.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { graphql } from '../support/gql/index.ts';
import { type LogLines, logLines } from '../support/log-lines.ts';
import { createPost } from '../support/posts.ts';
import { connect, openSocket } from '../support/socket.ts';

const Revoke = graphql(`
  mutation Revoke($input: RevokeApiKeyInput!) {
    revokeApiKey(input: $input) { apiKey { id } userErrors { code } }
  }
`);

const Change = graphql(`
  mutation ChangeKeyInUse($input: UpdateApiKeyInput!) {
    updateApiKey(input: $input) { userErrors { code } }
  }
`);

let app: TestApp;
let clock: ManualClock;
let output: LogLines;
beforeAll(async () => {
  clock = manualClock(new Date());
  output = logLines();
  app = await startTestApp({ clock, log: output.log });
});
afterAll(() => app[Symbol.asyncDispose]());

/** Upgrades, reads, and never writes again; resolves when the server has let go of the connection. */
function asDeaf(origin: string): Promise<void> {
  const { port, hostname } = new URL(origin);
  const { promise, resolve } = Promise.withResolvers<void>();
  const socket = dial({ port: Number(port), host: hostname, allowHalfOpen: true });
  socket.on('error', () => undefined);
  socket.once('close', () => resolve());
  socket.once('end', () => resolve());
  socket.resume();
  socket.write(
    'GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  );
  return promise.finally(() => socket.destroy());
}

const FOLLOW = { query: 'subscription { publishStatusChanged { cursor } }' };

describe('a socket', () => {
  it('is closed with 4406 without the subprotocol', async () => {
    await using socket = await openSocket(app.origin, { protocol: null });
    expect(await socket.closed).toMatchObject({ code: 4406 });
  });

  it('is closed with 4400 for what is no message', async () => {
    await using socket = await openSocket(app.origin);
    socket.send('hello');
    expect(await socket.closed).toMatchObject({ code: 4400 });
  });

  it('is closed with 4401 when it asks before it is known', async () => {
    await using socket = await openSocket(app.origin);
    socket.send({ type: 'subscribe', id: '1', payload: FOLLOW });
    expect(await socket.closed).toMatchObject({ code: 4401 });
  });

  it('is closed with 4403 for a missing or wrong key', async () => {
    for (const payload of [
      undefined,
      {},
      { Authorization: 'Bearer slw_wrong' },
      { Authorization: app.apiKey },
      { apiKey: 'nonsense' },
    ]) {
      await using socket = await openSocket(app.origin);
      socket.send({ type: 'connection_init', payload });
      expect(await socket.closed).toMatchObject({ code: 4403 });
    }
  });

  it('takes the key as authorization in any case, or as apiKey', async () => {
    for (const payload of [
      { authorization: `Bearer ${app.apiKey}` },
      { Authorization: `bearer ${app.apiKey}` },
      { apiKey: app.apiKey },
    ]) {
      await using socket = await openSocket(app.origin);
      socket.send({ type: 'connection_init', payload });
      expect(await socket.messages.next()).toMatchObject({ type: 'connection_ack' });
    }
  });

  it('is closed with 4408 when it never says who it is', async () => {
    await using socket = await openSocket(app.origin);
    expect(await socket.closed).toMatchObject({ code: 4408 });
  });

  for (const [what, message] of Object.entries({
    'only a server sends': { type: 'connection_ack' },
    'only a server sends as a result': { type: 'next', id: '1', payload: { data: null } },
    'only a server sends as an error': { type: 'error', id: '1', payload: [{ message: 'x' }] },
    'has no type': {},
    'has an unknown type': { type: 'hello' },
    'is a list': [],
    'is null': null,
    'asks without a question': { type: 'subscribe', id: '1' },
    'asks without an id': { type: 'subscribe', payload: FOLLOW },
    'ends without an id': { type: 'complete' },
    'introduces with a text': { type: 'connection_init', payload: 'key' },
  }))
    it(`is closed with 4400 for a message that ${what}, before and after it is known, and nobody is blamed`, async () => {
      for (const open of [() => openSocket(app.origin), () => connect(app.origin, app.apiKey)]) {
        await using socket = await open();
        socket.send(JSON.stringify(message));
        expect(await socket.closed).toMatchObject({ code: 4400 });
      }
      expect(output.lines.filter(({ level }) => level === 'error')).toEqual([]);
    });

  it('is let go within 5 s when it never says who it is, whatever else it says and whether it answers', async () => {
    const chatty = await openSocket(app.origin);
    const chat = setInterval(() => chatty.send({ type: 'ping' }), 50);
    // One that has sent nothing but its upgrade, and does not answer the end of the conversation.
    const deaf = asDeaf(app.origin);
    const openedAt = performance.now();
    expect(await chatty.closed).toMatchObject({ code: 4408 });
    clearInterval(chat);
    await deaf;
    // The library would wait 30 s for its answer.
    expect(performance.now() - openedAt).toBeLessThan(15_000);
  });

  it('is told to try again later when too many wrong keys came from its address', async () => {
    await using other = await startTestApp({ clock: manualClock(new Date()) });
    for (let time = 0; time < 60; time++) await other.raw('{ __typename }', { apiKey: 'slw_wrong' });
    await using socket = await openSocket(other.origin);
    socket.send({ type: 'connection_init', payload: { apiKey: 'slw_wrong' } });
    expect(await socket.closed).toMatchObject({ code: 1013 });
    await using good = await connect(other.origin, other.apiKey);
    expect(good.socket.readyState).toBe(good.socket.OPEN);
  });

  it('is closed with 4409 for an id that is in use', async () => {
    await using socket = await connect(app.origin, app.apiKey);
    socket.send({ type: 'subscribe', id: '1', payload: FOLLOW });
    socket.send({ type: 'subscribe', id: '1', payload: FOLLOW });
    expect(await socket.closed).toMatchObject({ code: 4409 });
  });

  it('is closed with 4429 for a second introduction', async () => {
    await using socket = await connect(app.origin, app.apiKey);
    socket.send({ type: 'connection_init', payload: { apiKey: app.apiKey } });
    expect(await socket.closed).toMatchObject({ code: 4429 });
  });

  it('is closed with 1009 for a message beyond 64 KiB', async () => {
    await using socket = await connect(app.origin, app.apiKey);
    socket.send({ type: 'subscribe', id: '1', payload: { query: `{ ${'__typename '.repeat(7_000)} }` } });
    expect(await socket.closed).toMatchObject({ code: 1009 });
  });

  it('is refused at the door when a page of somebody else opens it', async () => {
    const status = await new Promise((resolve, reject) => {
      const upgrade = request(app.url, {
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          origin: 'https://evil.example',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          'sec-websocket-protocol': 'graphql-transport-ws',
        },
      });
      upgrade.once('response', ({ statusCode }) => resolve(statusCode));
      upgrade.once('upgrade', () => reject(new Error('was let in')));
      upgrade.end();
    });
    expect(status).toBe(403);
  });

  it('is let in from a page of its own', async () => {
    await using socket = await openSocket(app.origin, { headers: { origin: app.origin } });
    socket.send({ type: 'connection_init', payload: { apiKey: app.apiKey } });
    expect(await socket.messages.next()).toMatchObject({ type: 'connection_ack' });
  });

  it('is closed with 4403 when its key is revoked', async () => {
    const key = await app.key({ scopes: ['POSTS_READ'] });
    await using socket = await connect(app.origin, key.secret);
    socket.send({ type: 'subscribe', id: '1', payload: FOLLOW });
    await app.client()(Revoke, { input: { apiKeyId: key.id } });
    expect(await socket.closed).toMatchObject({ code: 4403 });
    // The client is meant to come back with another key, not to believe that all was said.
    expect(socket.messages.pending).toEqual([]);
  });

  it('is closed to come again when its key is changed and works on', async () => {
    for (const change of [
      { language: 'ES' as const },
      { timeZone: 'Europe/Berlin' },
      { expiresAt: new Date(clock.now().getTime() + 86_400_000).toISOString() },
    ]) {
      const key = await app.key({ scopes: ['POSTS_READ'] });
      await using socket = await connect(app.origin, key.secret);
      await app.client()(Change, { input: { apiKeyId: key.id, ...change } });
      expect(await socket.closed).toMatchObject({ code: 1013 });
      await using again = await connect(app.origin, key.secret);
      expect(again.socket.readyState).toBe(again.socket.OPEN);
    }
  });

  it('is closed with 4403 when its key expires', async () => {
    const expiresAt = new Date(clock.now().getTime() + 60_000);
    const { secret } = await app.key({ scopes: ['POSTS_READ'], expiresAt: expiresAt.toISOString() });
    await using socket = await connect(app.origin, secret);
    clock.advance(60_000);
    expect(await socket.closed).toMatchObject({ code: 4403 });
  });

  it('answers queries, with errors that have codes', async () => {
    const { secret } = await app.key({ scopes: ['POSTS_READ'] });
    await using socket = await connect(app.origin, secret);
    const ask = async (query: string) => {
      const id = crypto.randomUUID();
      socket.send({ type: 'subscribe', id, payload: { query } });
      const answer = await socket.messages.next();
      if (answer.type === 'next') await socket.messages.next();
      return answer;
    };
    expect(await ask('{ viewer { scopes } }')).toMatchObject({
      type: 'next',
      payload: { data: { viewer: { scopes: ['POSTS_READ'] } } },
    });
    expect(await ask('{ socialAccounts { nodes { id } } }')).toMatchObject({
      type: 'next',
      payload: { errors: [{ extensions: { code: 'FORBIDDEN_SCOPE' } }] },
    });
    expect(await ask('{ nothing }')).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }],
    });
    expect(await ask('{ brands(')).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'GRAPHQL_PARSE_FAILED' } }],
    });
  });

  it('holds an operation to the limits of HTTP', async () => {
    await using socket = await connect(app.origin, app.apiKey);
    const refusals = [
      `{ ${Array.from({ length: 31 }, (_, index) => `a${index}: __typename`).join(' ')} }`,
      `{ __typename ${'@include(if: true) '.repeat(11)} }`,
      `{ ${'__typename '.repeat(4_001)} }`,
      '{ brands(first: 100) { nodes { scheduledPosts(first: 100) { nodes { id targets { id } } } } } }',
      `subscription { publishStatusChanged { ${'target { post { targets { post { targets { '.repeat(1)} post { targets { post { targets { post { targets { id } } } } } } } } } } } } }`,
    ];
    for (const [index, query] of refusals.entries()) {
      socket.send({ type: 'subscribe', id: String(index), payload: { query } });
      const answer = await socket.messages.next();
      if (answer.type === 'next') await socket.messages.next();
      expect(JSON.stringify(answer), query.slice(0, 60)).toContain('LIMIT_EXCEEDED');
    }
  });

  it('refuses to follow what does not exist or belongs to somebody else', async () => {
    const { brandId } = await app.seed(await app.stranger());
    await using socket = await connect(app.origin, app.apiKey);
    const tell = async (id: string) => {
      socket.send({
        type: 'subscribe',
        id: crypto.randomUUID(),
        payload: {
          query: 'subscription ($id: ID!) { publishStatusChanged(brandId: $id) { cursor } }',
          variables: { id },
        },
      });
      const answer = await socket.messages.next();
      if (answer.type === 'next') await socket.messages.next();
      return JSON.stringify(answer.payload);
    };
    expect(await tell(brandId)).toContain('NOT_FOUND');
    expect(await tell(brandId)).toBe(await tell('brand_01900000-0000-7000-8000-000000000000'));
    expect(await tell(brandId)).toBe(await tell('nonsense'));
  });

  it('is cut off when it does not read what it asks for', async () => {
    await using socket = await connect(app.origin, app.apiKey);
    socket.socket.pause();
    const asked = 100;
    const payload = { query: getIntrospectionQuery() };
    for (let index = 0; index < asked; index++) socket.send({ type: 'subscribe', id: String(index), payload });
    // Who does not read learns of the end only by writing.
    const writing = setInterval(() => socket.socket.ping(), 20);
    expect(await socket.closed).toMatchObject({ code: 1006 });
    clearInterval(writing);
    expect(socket.messages.pending.length).toBeLessThan(asked);
  });

  it('is cut off when it does not read the events that it follows', async () => {
    await using socket = await connect(app.origin, app.apiKey);
    const { brandId, accounts } = await app.seed();
    const followed = 1_000;
    // Each follows all of it, so that one event is a thousand messages.
    for (let index = 0; index < followed; index++)
      socket.send({ type: 'subscribe', id: `${index} ${'x'.repeat(2_000)}`, payload: FOLLOW });
    socket.send({ type: 'ping' });
    expect(await socket.messages.next()).toMatchObject({ type: 'pong' });
    socket.socket.pause();
    const targets = [{ socialAccountId: accounts.X, format: 'TEXT' as const }];
    for (let post = 0; post < 10; post++) await createPost(app.client(), { brandId, targets });
    // What the kernel has kept for it, and then the end.
    socket.socket.resume();
    expect(await socket.closed).toMatchObject({ code: 1006 });
    expect(socket.messages.pending.length).toBeLessThan(10 * followed);
  });

  it('is closed with 1001 when the server goes away', async () => {
    await using other = await startTestApp();
    await using socket = await connect(other.origin, other.apiKey);
    socket.send({ type: 'subscribe', id: '1', payload: FOLLOW });
    socket.send({ type: 'ping' });
    expect(await socket.messages.next()).toMatchObject({ type: 'pong' });
    const stopped = other[Symbol.asyncDispose]();
    expect(await socket.closed).toMatchObject({ code: 1001 });
    // As with a key that ended: a client that is told "complete" would not come back.
    expect(socket.messages.pending).toEqual([]);
    await stopped;
  });
});
