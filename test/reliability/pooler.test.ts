/** A connection pooler in transaction mode: all goes well when Postgres itself is named beside it, and nothing starts otherwise. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Pooler, startPooler } from '../support/pooler.ts';
import { keyOf, originOf, RUNNING, startServer } from '../support/server-process.ts';

let dataDir: string;
let database: TestDatabase;
let pooler: Pooler;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'slipway-pooler-'));
  database = await testDatabase();
  pooler = await startPooler(database.url);
});
afterAll(async () => {
  await pooler[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
});

it('a post goes out, and is followed, through a pooler with Postgres itself beside it', async () => {
  const server = startServer({
    SLIPWAY_DATA_DIR: dataDir,
    DATABASE_URL: pooler.url,
    DATABASE_DIRECT_URL: database.url,
    LOG_LEVEL: 'debug',
  });
  const said = await server.said(RUNNING);
  const ask = async (query: string) => {
    const answer = await request(`${originOf(said)}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${keyOf(said)}` },
      body: JSON.stringify({ query }),
    });
    return JSON.stringify(await answer.body.json());
  };
  try {
    const brand = /brandId: "([^"]+)"/.exec(said)?.[1];
    const account = /socialAccountId: "([^"]+)"/.exec(said)?.[1];
    const created = await ask(`mutation { createScheduledPost(input: {
      brandId: "${brand}", content: { caption: "Through a pooler" }, schedule: { mode: NOW }
      targets: [{ socialAccountId: "${account}", format: TEXT }]
    }) { scheduledPost { id } userErrors { message } } }`);
    const post = /"(post_[^"]+)"/.exec(created)?.[1];
    expect(created).toContain('"userErrors":[]');
    await expect.poll(() => ask(`{ node(id: "${post}") { ... on ScheduledPost { status } } }`)).toContain('PUBLISHED');
  } finally {
    server.kill('SIGTERM');
  }
  const { out, code } = await server.ended;
  expect(code).toBe(0);
  expect(out).not.toMatch(/"level":"(warn|error)"/);
  // What lasts longer than a transaction is asked of Postgres itself.
  const forSessions = /\bLISTEN\b|pg_(try_)?advisory_lock|(?:^Q[\s\S]{4}|\0|; )SET (?!LOCAL)/;
  expect(pooler.asked.filter((words) => forSessions.test(words))).toEqual([]);
});

it.each([
  ['without a way to Postgres itself', () => ({}), 'DATABASE_URL leads to a connection pooler'],
  [
    'beside another one',
    () => ({ DATABASE_DIRECT_URL: pooler.url }),
    'DATABASE_DIRECT_URL leads to a connection pooler',
  ],
  [
    'beside another database',
    () => ({ DATABASE_DIRECT_URL: Object.assign(new URL(database.url), { pathname: '/slipway' }).href }),
    'lead to different databases',
  ],
])('a start at a pooler %s is refused in words, and leaves no lock behind', async (_where, env, words) => {
  const server = startServer({ SLIPWAY_DATA_DIR: dataDir, DATABASE_URL: pooler.url, ...env() });
  const { code, err } = await server.ended;
  expect(err).toContain(words);
  expect(err).not.toMatch(/\n +at /);
  expect(code).toBe(1);
  const locks = await database.db.query(
    "SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
  );
  expect(locks).toEqual([]);
});
