/** Callers without a key, and those with a wrong one: what they are told, what they learn, and what they can cost. */
import { getIntrospectionQuery } from 'graphql';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ManualClock, manualClock } from '../../src/lib/clock.ts';
import { generateApiKey } from '../../src/lib/crypto.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type LogLines, logLines } from '../support/log-lines.ts';
import { askRaw, sendAndReset } from '../support/raw-http.ts';

let app: TestApp;
let output: LogLines;
beforeAll(async () => {
  output = logLines();
  app = await startTestApp({ log: output.log });
});
afterAll(() => app[Symbol.asyncDispose]());

const failures = () => output.lines.filter(({ level }) => level === 'error');
const LET_GO = 'Connection: close\r\n\r\n';
const UPGRADE =
  'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n';

describe('a request that no client would send', () => {
  const HOSTS = ['[', 'a b', 'a/b', 'u@a', 'a?b', 'a#b', 'a:b', 'a:99999', 'a%zz', '999.999.1.1', '\xff\xfe', '[::1'];
  const hosts = HOSTS.map((host): [string, string] => [`the host ${host}`, `Host: ${host}\r\n`]);
  for (const [what, headers] of [
    ...hosts,
    ['two hosts', 'Host: a\r\nHost: b\r\n'],
    ['the same host twice', 'Host: a\r\nhost: a\r\n'],
  ] as const)
    it(`with ${what} is refused wherever it goes, and nothing of the inside is told`, async () => {
      for (const path of ['/graphql', '/media', '/media/x', '/oauth/x/callback', '/health/live', '/']) {
        const answer = await askRaw(app.origin, `GET ${path} HTTP/1.1\r\n${headers}${LET_GO}`);
        expect(answer.status, path).toBe(400);
        expect(answer.body).toContain('BAD_REQUEST');
        expect(answer.body).not.toMatch(/node:|file:|\.ts|\n {4}at /);
        expect(answer.head).toMatch(/x-request-id: \S+/i);
      }
      expect((await askRaw(app.origin, `GET /graphql HTTP/1.1\r\n${headers}${UPGRADE}`)).status).toBe(400);
      expect(failures()).toEqual([]);
    });

  const QUERY = '/graphql?query=%7B__typename%7D';
  for (const [what, text, status] of [
    ['without a host, as HTTP/1.0 allows', `GET ${QUERY} HTTP/1.0\r\n\r\n`, 200],
    ['with an empty host', `GET ${QUERY} HTTP/1.1\r\nHost:\r\n${LET_GO}`, 200],
    ['for an IPv6 host', `GET ${QUERY} HTTP/1.1\r\nHost: [::1]:80\r\n${LET_GO}`, 200],
    ['for a whole address', `GET http://a.example${QUERY} HTTP/1.1\r\nHost: a\r\n${LET_GO}`, 200],
    ['for an address that is none', `GET http://[/graphql HTTP/1.1\r\nHost: a\r\n${LET_GO}`, 400],
    ['for another protocol', `GET ftp://a/graphql HTTP/1.1\r\nHost: a\r\n${LET_GO}`, 400],
    ['for *', `OPTIONS * HTTP/1.1\r\nHost: a\r\n${LET_GO}`, 400],
    ['for //', `GET // HTTP/1.1\r\nHost: a\r\n${LET_GO}`, 404],
    ['for /%', `GET /% HTTP/1.1\r\nHost: a\r\n${LET_GO}`, 404],
    ['for a file above the folder', `GET /assets/graphiql/../../package.json HTTP/1.1\r\nHost: a\r\n${LET_GO}`, 404],
    ['for no file', `GET /assets/graphiql/__proto__ HTTP/1.1\r\nHost: a\r\n${LET_GO}`, 404],
    ['with a broken escape', `GET /graphql?query=%7B__typename%7D&x=%zz HTTP/1.1\r\nHost: a\r\n${LET_GO}`, 200],
    ['with TRACE', `TRACE /graphql HTTP/1.1\r\nHost: a\r\n${LET_GO}`, 405],
    ['with PROPFIND', `PROPFIND /graphql HTTP/1.1\r\nHost: a\r\n${LET_GO}`, 405],
    ['with HEAD', `HEAD /graphql HTTP/1.1\r\nHost: a\r\n${LET_GO}`, 405],
    ['with an address too long', `GET /${'a'.repeat(40_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    [
      'that offers HTTP/2',
      `GET ${QUERY} HTTP/1.1\r\nHost: a\r\nUpgrade: h2c\r\nConnection: close, Upgrade\r\n\r\n`,
      200,
    ],
  ] as const)
    it(`${what} is answered with ${status}`, async () => {
      const answer = await askRaw(app.origin, text);
      expect(answer.status).toBe(status);
      expect(answer.body).not.toMatch(/node:|file:|\.ts:/);
      expect(failures()).toEqual([]);
    });

  it('and breaks off in the middle is neither a failure nor an outage', async () => {
    const before = output.lines.length;
    const head = 'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
    await sendAndReset(app.origin, `${head}Content-Length: 500\r\n\r\n{"query"`);
    await sendAndReset(app.origin, `${head}Transfer-Encoding: chunked\r\n\r\n5\r\n{"que`);
    await askRaw(app.origin, `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n`);
    expect((await request(`${app.origin}/health/live`)).statusCode).toBe(200);
    expect(output.lines.slice(before)).toEqual([]);
  });

  it('to open a socket, and is gone before it is refused, leaves the server alone', async () => {
    for (const headers of ['Host: [', 'Host: a\r\nOrigin: https://evil.example', 'Host: a\r\nOrigin: ['])
      for (let time = 0; time < 20; time++)
        await sendAndReset(app.origin, `GET /graphql HTTP/1.1\r\n${headers}\r\n${UPGRADE}`);
    for (let time = 0; time < 20; time++) await sendAndReset(app.origin, `GET /x HTTP/1.1\r\nHost: a\r\n${UPGRADE}`);
    expect((await request(`${app.origin}/health/live`)).statusCode).toBe(200);
  });
});

it('a defect before GraphQL is told by its request id and nothing else, and logged under it', async () => {
  const own = logLines();
  await using broken = await startTestApp({ log: own.log });
  await broken.db.query('ALTER TABLE connection_attempt RENAME TO somewhere_else');
  const answer = await request(`${broken.origin}/oauth/x/callback?state=${'s'.repeat(43)}`, {
    headers: { 'x-request-id': 'order-66' },
  });
  expect([answer.statusCode, answer.headers['x-request-id']]).toEqual([500, 'order-66']);
  expect(await answer.body.json()).toEqual({
    error: {
      code: 'INTERNAL',
      message: 'Something went wrong on our side. The request id is order-66.',
      requestId: 'order-66',
    },
  });
  expect(own.lines.filter(({ level }) => level === 'error')).toMatchObject([{ requestId: 'order-66' }]);
});

describe('a document without a key', () => {
  const ask = (query: string) => app.raw(query, { apiKey: null });
  const many = (times: number, text: string) => Array(times).fill(text).join(' ');
  const INNERMOST = '{ __typename }';

  for (const [what, query] of Object.entries({
    'of repeated fields': `{ ${many(1_140, '__typename')} }`,
    'of something else than the schema': '{ viewer { scopes } }',
    'that is not even valid': '{ nothing }',
    'of both': '{ __typename viewer { scopes } }',
    'that changes something': 'mutation { __typename }',
    'of many aliases': `{ ${Array.from({ length: 101 }, (_, index) => `a${index}: __typename`).join(' ')} }`,
    'of fragments that name each other over and over': `{ ...A0 } ${Array.from({ length: 40 }, (_, n) => `fragment A${n} on Query { ...A${n + 1} ...A${n + 1} }`).join(' ')} fragment A40 on Query ${INNERMOST}`,
    'of a fragment that names itself': '{ ...A } fragment A on Query { ...A ...A __typename }',
    'that goes round in the schema':
      '{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }',
    'of a megabyte': `{ __typename } #${'x'.repeat(1_000_000)}`,
  }))
    it(`${what} is refused for the key alone`, async () => {
      expect(await ask(query)).toMatchObject({ status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
      expect(failures()).toEqual([]);
    });

  it('may ask for the schema, and gets the same answer from memory the next time', async () => {
    const variants = [getIntrospectionQuery(), getIntrospectionQuery({ descriptions: false })];
    for (const query of variants) {
      const first = await ask(query);
      expect(first.data).toHaveProperty('__schema');
      expect(await ask(query)).toMatchObject({ status: 200, data: first.data });
    }
    expect((await ask('{ __type(name: "Brand") { kind } }')).data).toEqual({ __type: { kind: 'OBJECT' } });
  });

  it('cannot push the answer that tools ask for out of memory', async () => {
    await using other = await startTestApp({ clock: manualClock(new Date()) });
    const statusOf = async (query: string) => (await other.raw(query, { apiKey: null })).status;
    const expensive = (name: string) => `query ${name} { __schema { types { fields { name } } } }`;
    expect(await statusOf(getIntrospectionQuery())).toBe(200);
    for (let index = 0; index < 60; index++) expect(await statusOf(`query Cheap${index} { __typename }`)).toBe(200);
    for (let index = 0; index < 20; index++) await statusOf(expensive(`Q${index}`));
    expect(await statusOf(expensive('Last'))).toBe(429);
    expect(await statusOf(getIntrospectionQuery())).toBe(200);
  });

  it('may not make the server go through its schema in ever new ways, while known ones are answered', async () => {
    await using other = await startTestApp({ clock: manualClock(new Date()) });
    const statusOf = async (name: string) =>
      (await other.raw(`query ${name} { __schema { types { fields { name } } } }`, { apiKey: null })).status;
    const statuses: number[] = [];
    for (let index = 0; index < 25; index++) statuses.push(await statusOf(`Q${index}`));
    expect(statuses).toEqual([...Array(20).fill(200), ...Array(5).fill(429)]);
    expect(await statusOf('Q0')).toBe(200);
    expect((await other.raw('query Q99 { __schema { types { fields { name } } } }')).status).toBe(200);
  });
});

describe('wrong keys', () => {
  let clock: ManualClock;
  let other: TestApp;
  let own: LogLines;
  beforeAll(async () => {
    clock = manualClock(new Date());
    own = logLines();
    other = await startTestApp({ clock, log: own.log, env: { SLIPWAY_TRUSTED_PROXIES: '127.0.0.1' } });
    return () => other[Symbol.asyncDispose]();
  });

  const status = async (apiKey: string, address: string) =>
    (await other.raw('{ __typename }', { apiKey, headers: { 'x-forwarded-for': address } })).status;
  const guesses = (count: number, address: string) =>
    Promise.all(Array.from({ length: count }, () => status(generateApiKey().key, address)));

  it('of one address slow it down after a while, and cost no question to the database then', async () => {
    const first = await guesses(60, '192.0.2.1');
    expect(new Set(first)).toEqual(new Set([401]));
    // The process asks for other things by itself, and the more of them the slower the machine is.
    const lookUps = vi.spyOn(other.ctx.db, 'query');
    expect(new Set(await guesses(200, '192.0.2.1'))).toEqual(new Set([429]));
    const ofKeys = lookUps.mock.calls.filter(([text]) => text.includes('api_key'));
    lookUps.mockRestore();
    expect(ofKeys.length).toBeLessThan(20);
    const answer = await other.raw('{ __typename }', {
      apiKey: generateApiKey().key,
      headers: { 'x-forwarded-for': '192.0.2.1' },
    });
    expect(answer).toMatchObject({ status: 429, errors: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] });
    expect(answer.headers['retry-after']).toBe('1');
    const upload = await request(`${other.origin}/media`, {
      method: 'POST',
      headers: { authorization: `Bearer ${generateApiKey().key}`, 'x-forwarded-for': '192.0.2.1' },
      body: 'x',
    });
    expect([upload.statusCode, upload.headers['retry-after']]).toEqual([429, '1']);
  });

  it('slow down neither other addresses, nor a good key of the same, nor the address for ever', async () => {
    await guesses(61, '192.0.2.2');
    expect(await status(generateApiKey().key, '192.0.2.2')).toBe(429);
    expect(await status(generateApiKey().key, '192.0.2.3')).toBe(401);
    // Never seen before, and not remembered from then on either: the clock moves.
    for (let time = 0; time < 3; time++) {
      const [good, ...wrong] = await Promise.all([status(other.apiKey, '192.0.2.2'), guesses(50, '192.0.2.2')]);
      expect([good, new Set(wrong.flat())]).toEqual([200, new Set([429])]);
      clock.advance(2_500);
      await guesses(3, '192.0.2.2');
    }
    clock.advance(5_000);
    expect(await status(generateApiKey().key, '192.0.2.2')).toBe(401);
  });

  it('of one IPv6 network count as those of one address', async () => {
    const statuses: number[] = [];
    for (let host = 1; host <= 61; host++) statuses.push(...(await guesses(1, `2001:db8:1:2::${host.toString(16)}`)));
    expect(statuses.at(-1)).toBe(429);
    expect(await guesses(1, '2001:db8:1:3::1')).toEqual([401]);
  });

  it('that are sent again and again are looked up once', async () => {
    const { key } = generateApiKey();
    await status(key, '192.0.2.9');
    const { pool } = other.ctx.db;
    let statements = 0;
    const count = () => statements++;
    pool.on('acquire', count);
    for (let time = 0; time < 40; time++) expect(await status(key, '192.0.2.9')).toBe(401);
    pool.off('acquire', count);
    expect(statements).toBeLessThan(20);
  });

  it('are reported once a minute', () => {
    const reports = own.lines.filter(({ msg }) => msg === 'requests came with API keys that do not work');
    expect(reports).toHaveLength(1);
    expect(own.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('a page of another origin', () => {
  it('may send what headers it likes, to both routes, and never with credentials', async () => {
    const names = 'apollographql-client-name,apollo-require-preflight,authorization,content-type,traceparent,x-my-own';
    for (const url of [app.url, `${app.origin}/media`]) {
      const asked = { origin: 'https://partner.example', 'access-control-request-method': 'POST' };
      const answer = await request(url, {
        method: 'OPTIONS',
        headers: { ...asked, 'access-control-request-headers': names },
      });
      expect(answer.statusCode).toBe(204);
      expect(answer.headers).toMatchObject({
        'access-control-allow-origin': '*',
        'access-control-allow-headers': names,
        'access-control-max-age': '86400',
      });
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
      const called = await request(url, { method: 'POST', headers: { origin: 'https://partner.example' }, body: '' });
      expect(called.headers['access-control-allow-origin']).toBe('*');
      expect(called.headers).not.toHaveProperty('access-control-allow-credentials');
      await called.body.dump();
    }
  });

  it('gets back no header names that are none', async () => {
    const answer = await request(app.url, {
      method: 'OPTIONS',
      headers: { origin: 'https://a.example', 'access-control-request-headers': 'a b; c' },
    });
    expect(answer.headers).not.toHaveProperty('access-control-allow-headers');
  });
});

it('every answer forbids what a page could do with it', async () => {
  for (const path of ['/graphql', '/health/live', '/media/x', '/oauth/x/callback', '/nothing']) {
    const answer = await request(`${app.origin}${path}`);
    expect(answer.headers, path).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    });
    await answer.body.dump();
  }
});
