/** The connection dies at COMMIT: what was asked is durable, and the group that asked runs its members again one by one. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLogger } from '../../src/lib/log.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { type LossyPostgres, lossyPostgres } from '../support/lossy-postgres.ts';
import type { Sample } from '../support/world.ts';

const TEXT: Sample = { platform: 'X', format: 'TEXT', media: [] };
const COMMENTED: Sample = {
  platform: 'INSTAGRAM',
  format: 'IMAGE',
  media: ['image'],
  options: { firstComment: 'First!' },
};

let database: TestDatabase;
let postgres: LossyPostgres;
let engine: Engine;
beforeEach(async () => {
  database = await testDatabase();
  postgres = await lossyPostgres(database.url);
  engine = await startEngine({ databaseUrl: postgres.url, log: createLogger({ level: 'silent' }) });
});
afterEach(async () => {
  await engine[Symbol.asyncDispose]();
  await postgres[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const statuses = async (targetId: string) => (await engine.eventsOf(targetId)).map(({ status }) => status);

it.each(['lock_to_lease_together', 'load_targets', 'arm', 'record_receipts', 'journal_receipts', 'wake_next'])(
  'after %s, the post goes out once and says so once',
  async (statement) => {
    const lost = postgres.loseAnswerTo(statement);
    const targetId = await engine.scheduleOne(COMMENTED);
    await lost;
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', errorCode: null, warnings: [] });
    const live = await engine.sandbox.control.live();
    expect(live).toHaveLength(1);
    expect(live.flatMap(({ details }) => details?.comments ?? [])).toHaveLength(1);
    expect(await engine.sandbox.control.requestCount('instagram.media_publish')).toBe(1);
    expect((await statuses(targetId)).filter((status) => status === 'SUCCESS')).toHaveLength(1);
    expect(
      await engine.ctx.db.query('SELECT units, used FROM quota_usage WHERE target_id = $1 AND name = $2', [
        targetId,
        'posts_24h',
      ]),
    ).toEqual([{ units: 1, used: true }]);
  },
);

it('of a lease, nobody waits until it is over', async () => {
  engine.time.freeze();
  const lost = postgres.loseAnswerTo('lock_to_lease_together');
  const targetId = await engine.scheduleOne(TEXT);
  await lost;
  await expect.poll(async () => (await engine.target(targetId)).status).toBe('PUBLISHED');
});

it('of an intent, nothing was sent under it: a refusal is the answer to the first try', async () => {
  const refusal = {
    detail: 'You are not allowed to create a Tweet with duplicate content.',
    type: 'about:blank',
    title: 'Forbidden',
    status: 403,
  };
  await engine.sandbox.control.fault({ operation: 'x.tweets_create', mode: 'answer', status: 403, json: refusal });
  const lost = postgres.loseAnswerTo('arm');
  const targetId = await engine.scheduleOne(TEXT);
  await lost;
  expect(await engine.finished(targetId)).toMatchObject({
    status: 'FAILED',
    errorCode: 'CONTENT_DUPLICATE',
    intentAt: null,
  });
  expect(await engine.sandbox.control.requestCount('x.user_tweets')).toBe(0);
  expect(await engine.ctx.db.query('SELECT FROM quota_usage WHERE target_id = $1', [targetId])).toEqual([]);
});

it('of the calls that were made, they are logged once', async () => {
  const lost = postgres.loseAnswerTo('store_calls');
  const targetId = await engine.scheduleOne(TEXT);
  await lost;
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', failures: 0 });
  const calls = await engine.ctx.db.query(
    "SELECT endpoint FROM publishing_log WHERE status = 'CALL' AND target_id = $1",
    [targetId],
  );
  expect(calls).toEqual([{ endpoint: 'tweets.create' }]);
});

it('of a refusal, it stays one: the post is neither looked for nor tried again', async () => {
  const refusal = { detail: 'The Post contains an invalid URL.', type: 'about:blank', title: 'Forbidden', status: 403 };
  await engine.sandbox.control.fault({ operation: 'x.tweets_create', mode: 'answer', status: 403, json: refusal });
  const lost = postgres.loseAnswerTo('give_back_claims');
  const targetId = await engine.scheduleOne(TEXT);
  await lost;
  expect(await engine.finished(targetId)).toMatchObject({ status: 'FAILED', intentAt: null });
  expect(await engine.sandbox.control.requestCount('x.tweets_create')).toBe(1);
  expect(await engine.sandbox.control.requestCount('x.user_tweets')).toBe(0);
});
