/** What is written around an irreversible call, against what somebody else wrote in the meantime. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { armAll, disarm } from '../../src/domain/intents.ts';
import { pausePublishing } from '../../src/domain/pausing.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import { x } from '../../src/platforms/x/index.ts';
import { testDatabase } from '../support/database.ts';
import { startTestSandbox } from '../support/sandbox.ts';
import { accepted, createWorld, type World } from '../support/world.ts';

const FROZEN_AT = new Date('2026-06-01T10:00:00Z');
const TAKEN_OVER_AT = new Date('2026-06-01T12:00:00Z');

let stack: AsyncDisposableStack;
let world: World;
let targetId: string;
beforeEach(async () => {
  stack = new AsyncDisposableStack();
  const { url } = stack.use(await testDatabase());
  const sandbox = stack.use(await startTestSandbox());
  world = stack.use(await createWorld({ databaseUrl: url, sandbox, platforms: ['X'] }));
  await world.queue.start();
  targetId = await world.scheduleOne({ platform: 'X', format: 'TEXT', media: [] });
});
afterEach(() => stack.disposeAsync());

/** The intent of whoever works on the target now, and the unit that it has taken. */
async function armedByAnother(tries: number): Promise<void> {
  const { db } = world.ctx;
  await db.query('UPDATE post_target SET intent_at = $2 WHERE id = $1', [targetId, TAKEN_OVER_AT]);
  await db.query(
    `INSERT INTO publish_step (target_id, step, kind, state, intent_at, deadline_at, tries) VALUES ($1, 'post', 'COMMIT', 'OPEN', $2, $2, $3)`,
    [targetId, TAKEN_OVER_AT, tries],
  );
  await db.query(
    `INSERT INTO quota_usage (id, platform, name, social_account_id, target_id, step, units, at) VALUES ($1, 'X', 'posts_15m', $2, $3, 'post', 1, $4)`,
    [uuidv7(), world.accounts.X, targetId, TAKEN_OVER_AT],
  );
}

it.each([
  // A person has resolved the first one as not published, so that the counting began anew.
  ['the first try after a retry', 1, new PlatformFailure('NETWORK', 'past its deadline', { neverSent: true })],
  ['a later try', 2, new PlatformFailure('RATE_LIMITED', 'too many')],
])('a worker that was frozen takes neither intent nor unit away from %s', async (_what, tries, refusal) => {
  await armedByAnother(tries);
  expect(await disarm(world.ctx, { targetId, step: 'post', tries, deadlineAt: FROZEN_AT }, refusal)).toBe('kept');
  const { db } = world.ctx;
  expect(await db.query('SELECT state, deadline_at FROM publish_step WHERE target_id = $1', [targetId])).toEqual([
    { state: 'OPEN', deadlineAt: TAKEN_OVER_AT },
  ]);
  expect(await db.query('SELECT used FROM quota_usage WHERE target_id = $1', [targetId])).toEqual([{ used: false }]);
});

it('what is paused while an intent waits for its row is not announced any more', async () => {
  const { ctx, viewer } = world;
  const leaseId = uuidv7();
  await ctx.db.query('UPDATE post_target SET lease_id = $2 WHERE id = $1', [targetId, leaseId]);
  const ask = {
    platform: x,
    targetId,
    leaseId,
    step: 'post',
    triesBefore: 0,
    timeoutMs: 1_000,
    mediaCount: 0,
    isExtra: false,
  };
  const armed = await ctx.db.tx(async (tx) => {
    await tx.query('SELECT id FROM post_target WHERE id = $1 FOR NO KEY UPDATE', [targetId]);
    const arming = armAll(ctx, [ask], true).then(
      () => 'announced',
      (reason: unknown) => reason,
    );
    await vi.waitUntil(
      async () =>
        (
          await ctx.db.query(
            "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
          )
        ).length > 0,
      { interval: 10 },
    );
    accepted(await pausePublishing(ctx, viewer, { kind: 'WORKSPACE' }));
    return { arming };
  });
  expect(await armed.arming).toMatchObject({ name: 'Pause', blockedBy: 'PAUSED' });
  expect(await ctx.db.query('SELECT FROM publish_step WHERE target_id = $1', [targetId])).toEqual([]);
});
