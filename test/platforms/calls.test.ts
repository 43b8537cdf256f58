/** The feed of calls: what is told of each call that leaves for a platform, and what is not. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { calls, hostOf, type ObservedCall } from '../../src/platforms/calls.ts';
import { callSignal } from '../../src/platforms/deadline.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import type { PlatformId } from '../../src/platforms/platform.ts';
import { createHttp } from '../../src/platforms/request.ts';
import { createDispatcher } from '../../src/platforms/wire.ts';

const dispatcher = createDispatcher();
const TOKEN = 'token-that-nobody-may-see';
type Script = { status: number; headers?: Record<string, string>; body: string } | 'hang' | 'drop';
let next: Script = 'drop';
const server = createServer((req, res) => {
  if (next === 'drop') req.socket.destroy();
  if (typeof next === 'string') return;
  res.writeHead(next.status, { 'content-type': 'application/json', ...next.headers }).end(next.body);
});
let origin = '';
const heard: ObservedCall[] = [];
const deafen = calls.listen((call) => {
  if (call.pool === dispatcher) heard.push(call);
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  deafen();
  server.closeAllConnections();
  server.close();
  await dispatcher.close();
});

async function outcomeOf(script: Script, platform: PlatformId = 'X', signal?: AbortSignal) {
  next = script;
  heard.length = 0;
  const { outcomeOf } = PLATFORMS[platform];
  const source = { platform, origins: { api: `${origin}/api` }, accountId: 'account', outcomeOf };
  const http = createHttp({ dispatcher, source });
  const call = {
    endpoint: 'posts.create',
    method: 'POST',
    url: `${origin}/api/posts/private-id?code=${TOKEN}`,
    headers: { authorization: `Bearer ${TOKEN}` },
    body: { json: { text: TOKEN } },
    ...(signal && { signal }),
  } as const;
  await http.request(call).catch(() => undefined);
  expect(heard).toHaveLength(1);
  return heard[0]?.outcome;
}

const answer = (status: number, body: unknown = {}): Script => ({ status, body: JSON.stringify(body) });

test('a call is told with its platform, its host, the stable name of its operation and how it ended', async () => {
  await outcomeOf(answer(200));
  expect(heard[0]).toMatchObject({
    platform: 'X',
    host: 'api',
    operation: 'posts.create',
    outcome: 'ok',
    status: 200,
    isUpload: false,
    accountId: 'account',
  });
  expect(heard[0]?.durationMs).toBeGreaterThanOrEqual(0);
  const { pool: _pool, ...told } = heard[0] ?? {};
  for (const secret of [TOKEN, 'private-id', origin]) expect(JSON.stringify(told)).not.toContain(secret);
});

test.each([
  [answer(400), 'rejected'],
  [answer(401), 'unauthorized'],
  [answer(429), 'rate_limited'],
  [answer(503), 'unavailable'],
  [{ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<p>Sorry</p>' }, 'unavailable'],
  ['drop', 'network'],
] as const)('%j is told as %s', async (script, outcome) => {
  expect(await outcomeOf(script)).toBe(outcome);
});

test('a call without an answer before its deadline is told as a timeout, one that was given up here as cancelled', async () => {
  expect(await outcomeOf('hang', 'X', callSignal(40))).toBe('timeout');
  const stop = new AbortController();
  setTimeout(() => stop.abort(new Error('shutting down')), 40);
  expect(await outcomeOf('hang', 'X', callSignal(10_000, stop.signal))).toBe('cancelled');
});

test.each<[PlatformId, Script, ObservedCall['outcome']]>([
  ['INSTAGRAM', answer(400, { error: { code: 190, message: 'expired' } }), 'unauthorized'],
  ['INSTAGRAM', answer(400, { error: { code: 4, message: 'app limit' } }), 'rate_limited'],
  ['INSTAGRAM', answer(400, { error: { code: 2, message: 'temporarily unavailable' } }), 'unavailable'],
  ['INSTAGRAM', answer(400, { error: { code: 9004, error_subcode: 2207052, message: 'no media' } }), 'rejected'],
  ['INSTAGRAM', answer(400, { error: { code: 4711, message: 'new' } }), 'rejected'],
  ['TIKTOK', answer(403, { error: { code: 'spam_risk_too_many_posts' } }), 'rate_limited'],
  ['TIKTOK', answer(200, { error: { code: 'internal_error' } }), 'unavailable'],
  ['TIKTOK', answer(200, { error: { code: 'ok' } }), 'ok'],
  ['YOUTUBE', answer(403, { error: { errors: [{ reason: 'quotaExceeded' }] } }), 'rate_limited'],
  ['YOUTUBE', answer(400, { error: 'invalid_grant' }), 'rejected'],
  ['YOUTUBE', answer(503, { error: { errors: [{ reason: 'quotaExceeded' }] } }), 'unavailable'],
])('the words of %s count where its status does not tell: %j', async (platform, script, outcome) => {
  expect(await outcomeOf(script, platform)).toBe(outcome);
});

test('an address that the platform handed out is counted as its upload host', () => {
  const origins = { api: 'http://127.0.0.1:1/api.x.com', graph: 'http://127.0.0.1:1/api.x.com.example' };
  expect(hostOf('http://127.0.0.1:1/api.x.com.example/v1', origins)).toBe('graph');
  expect(hostOf('http://127.0.0.1:1/upload.x.com/1', origins)).toBe('upload');
});
