/** Renewals of tokens that rotate, when the server that wanted them is killed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openRounds, shortenTokens } from '../crash/token-rounds.ts';
import { testDatabase } from '../support/database.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { createWorld, type World } from '../support/world.ts';

let stack: AsyncDisposableStack;
let world: World;
let sandbox: TestSandbox;
let setup: Omit<Parameters<typeof openRounds>[0], 'keeper'>;
beforeEach(async () => {
  stack = new AsyncDisposableStack();
  const { url: databaseUrl } = stack.use(await testDatabase());
  sandbox = stack.use(await startTestSandbox());
  await shortenTokens(sandbox);
  world = stack.use(await createWorld({ databaseUrl, sandbox, platforms: ['X', 'TIKTOK'] }));
  const cacheDir = await mkdtemp(join(tmpdir(), 'slipway-tokens-'));
  stack.defer(() => rm(cacheDir, { recursive: true, force: true }));
  setup = { world, sandbox, databaseUrl, cacheDir };
});
afterEach(() => stack.disposeAsync());

/** Sessions of processes other than this one. */
const strangers = async () =>
  (
    await world.ctx.db.query<{ name: string }>(
      "SELECT application_name AS name FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'slipway %' AND application_name NOT LIKE $1",
      [`slipway ${process.pid}@%`],
    )
  ).map(({ name }) => name);

it('keeps both accounts when both processes are killed after the tokens were replaced and before the answers', async () => {
  await using rounds = openRounds({ ...setup, keeper: 'on' });
  const { lost, killed } = await rounds.worst();
  expect({ lost, killed }).toEqual({ lost: { X: null, TIKTOK: null }, killed: 2 });
  // What outlived them does not outlive its work.
  await expect.poll(strangers, { timeout: 10_000 }).toEqual([]);
}, 120_000);

it('loses them without the process that outlives, and says precisely why', async () => {
  await using rounds = openRounds({ ...setup, keeper: 'off' });
  expect((await rounds.worst()).lost).toEqual({ X: 'EXPIRED RENEWAL_LOST', TIKTOK: 'EXPIRED RENEWAL_LOST' });
}, 180_000);
