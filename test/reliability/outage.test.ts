/** What clients are told while the database is away: to come back, and not that there is a defect. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type App, createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { generateApiKey } from '../../src/lib/crypto.ts';
import { startEmbeddedPostgres } from '../../src/lib/embedded-postgres.ts';
import { createLogger } from '../../src/lib/log.ts';
import { connect, openSocket } from '../support/socket.ts';

const apiKey = generateApiKey().key;
const strangeKey = generateApiKey().key;
const lines: string[] = [];
const stack = new AsyncDisposableStack();
let app: App;

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-outage-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const postgres = stack.use(await startEmbeddedPostgres({ dataDir: join(dataDir, 'postgres'), durable: false }));
  const env = {
    NODE_ENV: 'test',
    PORT: '0',
    SLIPWAY_DATA_DIR: dataDir,
    SLIPWAY_ROLE: 'api',
    SLIPWAY_BOOTSTRAP_API_KEY: apiKey,
  };
  const log = createLogger({ level: 'warn', destination: { write: (line: string) => void lines.push(line) } });
  app = stack.use(await createApp(loadConfig(env), { databaseUrl: postgres.url, sandboxOrigin: null, log }));
  await (await connect(app.origin, apiKey))[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
});
afterAll(() => stack[Symbol.asyncDispose]());

const ask = async (key: string) => {
  const { statusCode, headers, body } = await request(`${app.origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: '{ brands { nodes { id } } }' }),
  });
  const { errors } = (await body.json()) as { errors: unknown };
  return { status: statusCode, retryAfter: headers['retry-after'], errors };
};
const UNAVAILABLE = [{ message: expect.stringContaining('Try again'), extensions: { code: 'UNAVAILABLE' } }];

describe('while the database is away', () => {
  it('a request is answered with 503 and when to come back', async () => {
    expect(await ask(strangeKey)).toMatchObject({ status: 503, retryAfter: '2', errors: UNAVAILABLE });
  });

  it('a request whose key is still known is told the same of its field', async () => {
    expect(await ask(apiKey)).toMatchObject({ errors: UNAVAILABLE });
  });

  it('a socket is closed with a code after which the official clients come back', async () => {
    await using socket = await openSocket(app.origin);
    socket.send({ type: 'connection_init', payload: { Authorization: `Bearer ${strangeKey}` } });
    expect(await socket.closed).toEqual({ code: 1013, reason: 'Try again later' });
  });

  it('an upload is answered with 503', async () => {
    const { statusCode, headers, body } = await request(`${app.origin}/media`, {
      method: 'POST',
      headers: { authorization: `Bearer ${strangeKey}` },
      body: 'x',
    });
    expect({ statusCode, retryAfter: headers['retry-after'] }).toEqual({ statusCode: 503, retryAfter: '2' });
    expect(await body.json()).toMatchObject({ error: { code: 'UNAVAILABLE' } });
  });

  it('the log names no defect', () => {
    expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([]);
    expect(lines.join()).toContain('the database does not answer a request');
  });
});
