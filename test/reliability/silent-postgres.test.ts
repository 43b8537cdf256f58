/** Connections to Postgres die without a word, as those to a leader whose host is gone: whoever waits for an answer gives up in time. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLogger } from '../../src/lib/log.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { type LossyPostgres, lossyPostgres } from '../support/lossy-postgres.ts';
import type { Sample } from '../support/world.ts';

const TEXT: Sample = { platform: 'X', format: 'TEXT', media: [] };

let database: TestDatabase;
let postgres: LossyPostgres;
let engine: Engine;
beforeEach(async () => {
  database = await testDatabase();
  postgres = await lossyPostgres(database.url);
  engine = await startEngine({
    databaseUrl: postgres.url,
    log: createLogger({ level: 'silent' }),
    databaseSilenceMs: 1_000,
  });
});
afterEach(async () => {
  await engine[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

/** Not through the connections of the engine. */
const statusOf = async (targetId: string) =>
  (await database.db.query('SELECT status FROM post_target WHERE id = $1', [targetId]))[0]?.status;

it('what is due then goes out once, by the same process', async () => {
  engine.time.freeze();
  const at = new Date(engine.clock.now().getTime() + 60_000);
  const targetId = await engine.scheduleOne(TEXT, { at });
  postgres.fallSilent();
  await engine.jump(60_000);
  engine.time.stop();
  await expect.poll(() => statusOf(targetId)).toBe('PUBLISHED');
  expect(await engine.sandbox.control.live()).toHaveLength(1);
});

it('while it is going out, it is looked up and does not go out again', async () => {
  let isSilent = false;
  engine.hooks.set('commit:post:after', () => {
    if (!isSilent) postgres.fallSilent();
    isSilent = true;
  });
  const targetId = await engine.scheduleOne(TEXT);
  await expect.poll(() => statusOf(targetId)).toBe('PUBLISHED');
  expect(await engine.sandbox.control.live()).toHaveLength(1);
  expect(await engine.sandbox.control.requestCount('x.tweets_create')).toBe(1);
});
