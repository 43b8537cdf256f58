/** The one way out to a platform: every byte of borrowed memory arrives as it was read, and no secret comes back. */
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { Agent } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LENT_BYTES, localStorage, type Storage } from '../../src/lib/storage.ts';
import { createHttp, type Exchange, type Http } from '../../src/platforms/request.ts';
import { createDispatcher } from '../../src/platforms/wire.ts';

const FILE = randomBytes(8 * LENT_BYTES + 12_345);
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let dir: string;
let storage: Storage;
let dispatcher: Agent;
let http: Http;
let server: Server;
let url: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'slipway-request-'));
  storage = localStorage(dir);
  await storage.put('video', Readable.from([FILE]), { maxBytes: FILE.length });
  dispatcher = createDispatcher();
  http = createHttp({ dispatcher });
  // Reads like a slow line: the sender has to wait for it, again and again.
  const hashOf = async (body: AsyncIterable<Uint8Array>) => {
    const hash = createHash('sha256');
    for await (const chunk of body) {
      hash.update(chunk);
      await turn();
    }
    return hash.digest('hex');
  };
  server = createServer({ highWaterMark: 1_024 }, (req, res) => {
    hashOf(req).then(
      (hash) => res.end(hash),
      () => res.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});
afterAll(async () => {
  await dispatcher.close();
  server.closeAllConnections();
  server.close();
  await rm(dir, { recursive: true });
});

const put = (start: number, end: number) =>
  http.request({
    endpoint: 'test',
    method: 'PUT',
    url,
    body: { stream: storage.lend('video', { start, end }), bytes: end - start },
  });

test('a file that is lent arrives as it is, whole or in part, at a reader that is slower than the disk', async () => {
  for (const [start, end] of [
    [0, FILE.length],
    [LENT_BYTES - 7, 5 * LENT_BYTES],
    [FILE.length - 1, FILE.length],
    [3, 3 + LENT_BYTES],
  ] as const) {
    expect((await put(start, end)).text).toBe(sha256(FILE.subarray(start, end)));
  }
});

test('many at a time do not share memory', async () => {
  const starts = Array.from({ length: 16 }, (_, index) => index * 1_000);
  const answers = await Promise.all(starts.map((start) => put(start, FILE.length)));
  expect(answers.map(({ text }) => text)).toEqual(starts.map((start) => sha256(FILE.subarray(start))));
});

test('a file that is missing, or shorter than it should be, is no answer', async () => {
  const body = (key: string, end: number) => ({ stream: storage.lend(key, { start: 0, end }), bytes: end });
  const call = { endpoint: 'test', method: 'PUT', url } as const;
  await expect(http.request({ ...call, body: body('nothing', 10) })).rejects.toMatchObject({ code: 'NETWORK' });
  await expect(http.request({ ...call, body: body('video', FILE.length + 1) })).rejects.toMatchObject({
    code: 'NETWORK',
  });
});

test('what an answer repeats of a call is taken out, and what it grants is left in', async () => {
  const token = 'IGAA-token/of+this~call';
  const answers: { status: number; body: unknown }[] = [];
  const platform = createServer((_req, res) => {
    const { status = 500, body } = answers.shift() ?? {};
    res.writeHead(status, { 'content-type': 'application/json', 'www-authenticate': `Bearer error="${token}"` });
    res.end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(platform, 'listening');
  const at = platform.address();
  const exchanges: Exchange[] = [];
  const { request } = createHttp({ dispatcher, onExchange: (exchange) => exchanges.push(exchange) });
  const ask = () =>
    request({
      endpoint: 'renew',
      method: 'POST',
      url: `http://127.0.0.1:${typeof at === 'object' ? at?.port : 0}/${encodeURIComponent(token)}`,
      body: { form: { grant_type: 'refresh_token', refresh_token: token } },
    });
  const renewed = { access_token: 'new', refresh_token: token, message: `renewed ${token}` };
  const refused = { [token]: [`${'x'.repeat(490)}${token}`], refresh_token: token };
  answers.push({ status: 200, body: renewed }, { status: 400, body: refused });
  expect((await ask()).json).toEqual({ ...renewed, message: 'renewed [redacted]' });
  const refusal = await ask();
  expect(refusal.json).toEqual({ '[redacted]': [`${'x'.repeat(490)}[redacted]`], refresh_token: '[redacted]' });
  platform.close();
  platform.closeAllConnections();
  await expect(ask()).rejects.toMatchObject({ code: 'NETWORK' });
  const told = JSON.stringify([refusal, exchanges]);
  for (const piece of ['IGAA', 'this~call', encodeURIComponent(token)]) expect(told).not.toContain(piece);
  expect(exchanges).toHaveLength(3);
});
