/** Whose turn it is when many wait for the same thing: priority and tier count, and nobody waits for ever. */
import fc from 'fast-check';
import { beforeEach, expect, test } from 'vitest';
import { endWaits } from '../../src/domain/accounts/platform-waits.ts';
import { APP_SCOPE } from '../../src/domain/accounts/quota-state.ts';
import { setWorkspaceTier } from '../../src/domain/keys/workspace-tier.ts';
import { claimDue } from '../../src/domain/targets/target-wake.ts';
import { rankOf, TIERS, turnMs, turnSql } from '../../src/domain/targets/turn.ts';
import { openDesk } from '../support/desk.ts';
import { createTenant } from '../support/tenant.ts';

const desk = openDesk();
const MINUTE_MS = 60_000;
const tiers = Object.values(TIERS);

beforeEach(async () => {
  await desk.db.query('DELETE FROM post_target');
});

/** A target that has waited for `waitedMinutes` for an allowance that is used up. */
async function waiting(waitedMinutes: number, priority: number): Promise<string> {
  const postId = await desk.created();
  const dueAt = new Date(desk.clock.now().getTime() - waitedMinutes * MINUTE_MS);
  const [row] = await desk.db.query<{ id: string }>(
    `UPDATE post_target SET status = 'PUBLISHING', blocked_by = 'QUOTA', due_at = $2, wake_at = $3, priority = $4 WHERE post_id = $1 RETURNING id`,
    [postId, dueAt, new Date(desk.clock.now().getTime() + 24 * 60 * MINUTE_MS), priority],
  );
  return row?.id ?? '';
}

/** Lets everybody go on who waits for the app, and answers in which second each does. */
async function secondsOf(): Promise<Map<string, number>> {
  const now = desk.clock.now();
  await desk.db.query(
    `INSERT INTO platform_wait (platform, scope_id, quota, refusals, refused_at, of_commit, until, ask_at, asker_id, is_asking, error)
     VALUES ('X', $1, 'posts_24h', 1, $2, true, $2, $2, $1, false, '{}')`,
    [APP_SCOPE, now],
  );
  const wait = { platform: 'X', scopeId: APP_SCOPE, quota: 'posts_24h', refusedAt: now, ofCommit: true } as const;
  await desk.db.tx((tx) => endWaits(tx, [wait], now));
  const rows = await desk.db.query<{ id: string; wakeAt: Date }>(
    `SELECT id, wake_at FROM post_target WHERE blocked_by = 'QUOTA'`,
  );
  return new Map(rows.map(({ id, wakeAt }) => [id, (wakeAt.getTime() - now.getTime()) / 1_000]));
}

test('a full queue goes out by priority, and what is low comes before what fell due long enough after it', async () => {
  const normal = await waiting(0, 0);
  const high = await waiting(0, 9);
  const low = await waiting(0, -9);
  const oldAndLow = await waiting(240, -9);
  const seconds = await secondsOf();
  // One goes at once, two follow a second later, then four.
  expect([oldAndLow, high, normal, low].map((id) => seconds.get(id))).toEqual([0, 1, 1, 2]);
});

test('the tier of a workspace ranks its posts among those of others', async () => {
  const other = await createTenant(desk.db);
  const mine = [await waiting(5, 0), await waiting(5, 0)];
  const theirs = await waiting(0, 0);
  await desk.db.query('UPDATE post_target SET workspace_id = $2 WHERE id = $1', [theirs, other.workspaceId]);
  expect(await setWorkspaceTier(desk.ctx, other.workspaceId, 'HIGH')).toMatchObject({ ok: true });
  const seconds = await secondsOf();
  expect([theirs, ...mine].map((id) => seconds.get(id))).toEqual([0, 1, 1]);
  expect(await setWorkspaceTier(desk.ctx, 'nobody', 'HIGH')).toMatchObject({ ok: false });
});

test('the database, the process and the queue of jobs rank alike', async () => {
  const id = await waiting(0, 0);
  const target = fc.record({
    minutes: fc.integer({ min: -600, max: 600 }),
    priority: fc.integer({ min: -10, max: 10 }),
    tier: fc.constantFrom(...tiers),
  });
  const run = async ({ minutes, priority, tier }: { minutes: number; priority: number; tier: number }) => {
    const dueAt = new Date(desk.clock.now().getTime() + minutes * MINUTE_MS);
    await desk.db.query('UPDATE workspace SET tier = $2 WHERE id = $1', [desk.workspaceId, tier]);
    await desk.db.query('UPDATE post_target SET due_at = $2, priority = $3, wake_at = $4 WHERE id = $1', [
      id,
      dueAt,
      priority,
      desk.clock.now(),
    ]);
    const [row] = await desk.db.query<{ turn: Date }>(
      `SELECT ${turnSql('t')} AS turn FROM post_target t WHERE id = $1`,
      [id],
    );
    const again = new Date(desk.clock.now().getTime() + MINUTE_MS);
    const [claimed] = await desk.db.tx((tx) => claimDue(tx, { now: desk.clock.now(), again, most: 1 }));
    expect(row?.turn.getTime()).toBe(turnMs({ dueAt, priority, tier }));
    expect(claimed).toMatchObject({ id, dueAt, priority, tier });
    if (claimed !== undefined) expect(Math.abs(rankOf(claimed))).toBeLessThan(2 ** 31);
  };
  await fc.assert(fc.asyncProperty(target, run), { numRuns: 20 });
});

test('the lowest rank comes before whatever falls due a late window later', () => {
  const dueAt = desk.clock.now();
  const lowest = turnMs({ dueAt, priority: -10, tier: TIERS.LOW });
  const later = new Date(dueAt.getTime() + 6 * 60 * MINUTE_MS);
  expect(lowest).toBeLessThan(turnMs({ dueAt: later, priority: 10, tier: TIERS.HIGH }));
});
