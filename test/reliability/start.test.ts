/** The server as a process: what it says when it starts, and when it cannot. */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateApiKey } from '../../src/lib/crypto.ts';
import { freePort } from '../../src/lib/postgres-cluster.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { startTestSandbox } from '../support/sandbox.ts';
import { type Env, keyOf, MAIN, originOf, RUNNING, startServer } from '../support/server-process.ts';

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

/** Runs until it ends by itself or has said `until`; answers everything that it said. */
async function run(env: Env, until?: RegExp, then?: (said: string) => Promise<void>) {
  const server = startServer({ DATABASE_URL: database.url, SLIPWAY_DATA_DIR: dataDir, ...env });
  if (until !== undefined) {
    try {
      const said = await server.said(until);
      await then?.(said);
    } finally {
      server.kill('SIGTERM');
    }
  }
  return server.ended;
}

describe('a first start in production', () => {
  const PRODUCTION: Env = {
    NODE_ENV: 'production',
    PUBLIC_URL: 'https://slipway.example',
    SLIPWAY_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString('base64')}`,
  };
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

it('a sandbox that hangs keeps nobody from the API', async () => {
  let asked = 0;
  const hanging = createServer(() => {
    asked++;
  });
  hanging.listen(0, '127.0.0.1');
  await once(hanging, 'listening');
  const port = await freePort();
  const { port: hangingPort } = hanging.address() as AddressInfo;
  const server = startServer({
    DATABASE_URL: database.url,
    SLIPWAY_DATA_DIR: dataDir,
    SLIPWAY_SANDBOX_URL: `http://127.0.0.1:${hangingPort}`,
    SLIPWAY_PLATFORM_PROBES: 'off',
    PORT: `${port}`,
  });
  try {
    const isReady = async () => {
      const answer = await request(`http://127.0.0.1:${port}/health/ready`).catch(() => null);
      await answer?.body.dump();
      return answer?.statusCode;
    };
    await expect.poll(isReady, { timeout: 60_000 }).toBe(200);
    // The accounts are still being connected, and the example that is said at the start waits for them.
    expect(await server.said(/npm run demo/)).toContain('The sandbox has not answered yet');
    expect(asked).toBeGreaterThan(0);
  } finally {
    server.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
    hanging.closeAllConnections();
    hanging.close();
  }
});

describe('npm start', () => {
  it('hands SIGTERM on: neither the server nor its Postgres outlives it', async () => {
    const folder = join(dataDir, 'whole');
    const npm = startServer({ SLIPWAY_DATA_DIR: folder, SLIPWAY_SANDBOX: 'off' }, ['npm', 'start']);
    const isPostgresThere = () => existsSync(join(folder, 'postgres', 'cluster', 'postmaster.pid'));
    const said = await npm.said(RUNNING);
    expect(isPostgresThere()).toBe(true);
    npm.kill('SIGTERM');
    const { out } = await npm.ended;
    expect(isPostgresThere()).toBe(false);
    expect(out.slice(said.length)).toContain('"signal":"SIGTERM"');
  });
});

it.each(['one data folder', 'data folders of their own'])(
  'processes with %s that start together make one demo brand with one account per platform',
  async (folders) => {
    await using empty = await testDatabase();
    const starts = ['a', 'b'].map((name) => {
      const folder = join(dataDir, `together-${folders === 'one data folder' ? 'one' : name}`);
      return startServer({ DATABASE_URL: empty.url, SLIPWAY_DATA_DIR: folder });
    });
    try {
      await Promise.all(starts.map((start) => start.said(RUNNING)));
    } finally {
      for (const start of starts) start.kill('SIGTERM');
      await Promise.all(starts.map(({ ended }) => ended));
    }
    const rows = await empty.db.query(
      'SELECT name, (SELECT count(*)::int FROM social_account WHERE brand_id = brand.id) AS accounts FROM brand',
    );
    expect(rows).toEqual([{ name: 'Demo brand', accounts: 4 }]);
    const [workspaces] = await empty.db.query('SELECT count(*)::int AS n FROM workspace');
    expect(workspaces).toEqual({ n: 1 });
  },
);

it('a restart leaves demo accounts as they are that somebody has disconnected or their platform has revoked', async () => {
  await using empty = await testDatabase();
  await using sandbox = await startTestSandbox();
  const env = {
    DATABASE_URL: empty.url,
    SLIPWAY_DATA_DIR: join(dataDir, 'again'),
    SLIPWAY_SANDBOX_URL: sandbox.origin,
    SLIPWAY_PLATFORM_PROBES: 'off',
  };
  const accounts = () => empty.db.query('SELECT platform, status FROM social_account ORDER BY platform::text');
  await run(env, /npm run demo/, async () => {
    await expect.poll(accounts).toHaveLength(4);
  });
  await empty.db.query("UPDATE social_account SET status = 'DISCONNECTED' WHERE platform = 'TIKTOK'");
  await empty.db.query("UPDATE social_account SET status = 'EXPIRED' WHERE platform = 'INSTAGRAM'");
  const before = await accounts();
  await run(env, /npm run demo/);
  expect(await accounts()).toEqual(before);
  expect(await empty.db.query("SELECT type FROM event WHERE type = 'account.reconnected'")).toEqual([]);
});

it('a start that waits for a lock says for whom', async () => {
  const other = new pg.Client({ connectionString: database.url, application_name: 'nightly backup' });
  await other.connect();
  try {
    await other.query('SELECT pg_advisory_lock(72707369)');
    const { out } = await run({ SLIPWAY_SANDBOX: 'off' }, /waiting for a lock[^}]*nightly backup/, async () => {
      await other.query('SELECT pg_advisory_unlock(72707369)');
    });
    expect(out).toMatch(/held by the session with pid \d+ \(nightly backup, user postgres, 127\.0\.0\.1, idle since /);
  } finally {
    await other.end();
  }
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
    [
      'with a key of its own making',
      { SLIPWAY_BOOTSTRAP_API_KEY: `slw_${'a'.repeat(12)}_${'b'.repeat(49)}` },
      'SLIPWAY_BOOTSTRAP_API_KEY is not an API key of the form slw_…_… with its checksum; make one with: npm run key',
    ],
    [
      'with a way around a database that it does not know',
      { DATABASE_URL: '', DATABASE_DIRECT_URL: 'postgresql://op:hunter22@127.0.0.1:1/none' },
      'DATABASE_URL is missing although DATABASE_DIRECT_URL is set',
    ],
    ['with nonsense as a setting', { SLIPWAY_ROLE: 'boss' }, 'SLIPWAY_ROLE must be one of all, api, worker'],
  ])('%s says in words what to mend', async (_how, env, words) => {
    const { code, err } = await run(env);
    expect(code).toBe(1);
    expect(err).toContain(words);
    expect(err).not.toMatch(/\n +at |hunter22/);
  });
});
