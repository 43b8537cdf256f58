/** The server as a process: what it says when it starts, and when it cannot. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateApiKey } from '../../src/lib/crypto.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');

let dataDir: string;
let database: TestDatabase;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'slipway-start-'));
  database = await testDatabase();
});
afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
});

type Env = Readonly<Record<string, string>>;

/** Runs until it ends by itself or has said `until`; answers everything that it said. */
async function run(env: Env, until?: RegExp, then?: (said: string) => Promise<void>) {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH ?? '', DATABASE_URL: database.url, SLIPWAY_DATA_DIR: dataDir, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  const { promise: spoke, resolve } = Promise.withResolvers<boolean>();
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    if (until?.test(out)) resolve(true);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  void ended.then(() => resolve(false));
  const hasSpoken = await spoke;
  if (hasSpoken) {
    try {
      await then?.(out);
    } finally {
      child.kill('SIGTERM');
    }
  }
  return { code: await ended, out, err };
}

const keyOf = (said: string): string => /slw_\w+/.exec(said)?.[0] ?? '';
const originOf = (said: string): string => /GraphiQL +(\S+)\/graphql/.exec(said)?.[1] ?? '';

describe('a first start in production', () => {
  const PRODUCTION: Env = {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://slipway.example',
    SLIPWAY_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  };
  const RUNNING = /GraphiQL[\s\S]*\n\n/;

  it('makes an API key and shows it once, for nobody could get in without', async () => {
    let status = 0;
    const first = await run(PRODUCTION, RUNNING, async (said) => {
      const answer = await request(`${originOf(said)}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${keyOf(said)}` },
        body: JSON.stringify({ query: '{ viewer { scopes } }' }),
      });
      await answer.body.dump();
      status = answer.statusCode;
    });
    expect({ status, code: first.code }).toEqual({ status: 200, code: 0 });
    expect(keyOf((await run(PRODUCTION, RUNNING)).out)).toBe('');
  });

  it('does not repeat a key that it was given', async () => {
    const { key } = generateApiKey();
    const { out } = await run({ ...PRODUCTION, SLIPWAY_BOOTSTRAP_API_KEY: key }, RUNNING);
    expect(out).toContain('Slipway is running');
    expect(out).not.toContain(key);
  });

  it('of a worker names where its health is, and no page that it does not have', async () => {
    const { out } = await run({ ...PRODUCTION, SLIPWAY_ROLE: 'worker' }, /Health[\s\S]*\n\n/);
    expect(out).not.toContain('GraphiQL');
    expect(out).toMatch(/Health +http:\/\/127\.0\.0\.1:\d+\/health\/ready/);
  });
});

it('a public address that a platform would refuse costs the demo account there and nothing else', async () => {
  const { out, code } = await run({ PUBLIC_URL: 'http://slipway.lan:4000' }, /npm run demo/);
  expect(code).toBe(0);
  expect(out).toMatch(/"platform":"TIKTOK".*redirect_uri.*no demo account on this platform/);
  expect(out.match(/no demo account/g)).toHaveLength(1);
});

describe('a start that cannot be', () => {
  it.each<[string, Env, string]>([
    ['without its database', { DATABASE_URL: 'postgresql://op:hunter22@127.0.0.1:1/none' }, 'Check DATABASE_URL'],
    [
      'in a folder that is none',
      { SLIPWAY_DATA_DIR: join(MAIN, 'data') },
      'The folder in SLIPWAY_DATA_DIR cannot be used',
    ],
    ['at an address of another machine', { HOST: '192.0.2.1', SLIPWAY_SANDBOX: 'off' }, 'Check HOST and PORT'],
    ['with nonsense as a setting', { SLIPWAY_ROLE: 'boss' }, 'SLIPWAY_ROLE must be one of all, api, worker'],
  ])('%s says in words what to mend', async (_how, env, words) => {
    const { code, err } = await run(env);
    expect(code).toBe(1);
    expect(err).toContain(words);
    expect(err).not.toMatch(/\n +at |hunter22/);
  });
});
