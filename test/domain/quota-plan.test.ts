/**
 * What is planned for allowances: scheduled posts, and the parts of threads that are not out. It is found by an index, also by a
 * session that planned the search when there was nothing.
 */
import { expect, test } from 'vitest';
import { fullQuotas } from '../../src/domain/accounts/quota-plan.ts';
import type { Tx } from '../../src/lib/db.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { openDesk } from '../support/desk.ts';
import { START } from '../support/tenant.ts';

const desk = openDesk();
const MANY = 3_000;
const HOUR_MS = 3_600_000;
const PARTS = 10;
const AT = new Date(START.getTime() + 24 * 30 * HOUR_MS);

/** How often targets were searched without an index by this transaction, and how many it fetched by one. */
async function effort(tx: Tx): Promise<{ scans: number; fetched: number }> {
  const [row] = await tx.query<{ scans: number; fetched: number }>(
    `SELECT seq_scan::int AS scans, idx_tup_fetch::int AS fetched FROM pg_stat_xact_user_tables WHERE relname = 'post_target'`,
  );
  if (row === undefined) throw new Error('there are no statistics');
  return row;
}

const look = (tx: Tx, at: Date) =>
  fullQuotas(
    tx,
    [
      {
        platform: PLATFORMS.X,
        socialAccountId: desk.accounts.X,
        post: { format: 'TEXT', options: {}, mediaCount: 0 },
        at,
      },
    ],
    [],
    START,
  );

test('a look for allowances reads what is planned in their windows and nothing else', async () => {
  const postId = await desk.created();
  await desk.db.tx(async (tx) => {
    // The search is planned here, and no statistics are made that would have it planned again.
    for (let times = 0; times < 10; times++) await look(tx, AT);
    // Every half hour, some of them over: 96 of this platform are due within a day before and after.
    await tx.query(
      `INSERT INTO post_target (id, workspace_id, brand_id, post_id, social_account_id, platform, format, status, due_at, wake_at)
       SELECT gen_random_uuid(), workspace_id, brand_id, post_id, social_account_id, platform, format,
         CASE n % 3 WHEN 0 THEN 'PUBLISHED' ELSE 'SCHEDULED' END::"TargetStatus", $2::timestamptz + n * interval '30 minutes', $2
       FROM (SELECT * FROM post_target WHERE post_id = $1 AND platform = 'X' LIMIT 1) t, generate_series(1, ${MANY}) AS n`,
      [postId, START],
    );
    const before = await effort(tx);
    expect(await look(tx, AT)).toEqual([[]]);
    const after = await effort(tx);
    expect(after.scans).toBe(before.scans);
    expect(after.fetched - before.fetched).toBeGreaterThan(0);
    expect(after.fetched - before.fetched).toBeLessThan(200);
  });
});

test('a thread that is half out counts with the parts that are left, besides those in the ledger', async () => {
  const postId = await desk.created();
  await desk.db.query(
    `UPDATE post_target SET format = 'THREAD', options = $2, status = 'PUBLISHING', blocked_by = 'QUOTA', due_at = $3, intent_at = $3 WHERE post_id = $1`,
    [
      postId,
      { thread: Array.from({ length: PARTS - 1 }, (_, part) => ({ text: `part ${part}` })) },
      new Date(desk.clock.now().getTime() - 60_000),
    ],
  );
  const sent = 4;
  await desk.db.query(
    `INSERT INTO publish_step (target_id, step, kind, state)
     SELECT id, 'post:' || n, 'COMMIT', CASE WHEN n = ${sent} THEN 'OPEN' ELSE 'DONE' END::"StepState" FROM post_target, generate_series(1, ${sent}) AS n WHERE post_id = $1`,
    [postId],
  );
  await desk.db.query(
    `INSERT INTO quota_usage (id, platform, name, social_account_id, target_id, step, units, used, at)
     SELECT gen_random_uuid(), 'X', 'posts_15m', social_account_id, id, 'post:' || n, 1, n < ${sent}, $2 FROM post_target, generate_series(1, ${sent}) AS n WHERE post_id = $1`,
    [postId, desk.clock.now()],
  );
  await desk.db.query(
    `INSERT INTO quota_reading (platform, name, scope_id, "limit", read_at) VALUES ('X', 'posts_15m', $1, $2, $3)`,
    [desk.accounts.X, PARTS, new Date(desk.clock.now().getTime() - 3_600_000)],
  );
  const post = {
    platform: PLATFORMS.X,
    socialAccountId: desk.accounts.X,
    post: { format: 'TEXT' as const, options: {}, mediaCount: 0 },
    at: new Date(desk.clock.now().getTime() + 60_000),
  };
  expect(await fullQuotas(desk.db, [post], [], desk.clock.now())).toEqual([
    [{ name: 'posts_15m', scope: 'ACCOUNT', limit: PARTS, basis: 'DOCUMENTED', taken: PARTS, units: 1 }],
  ]);
  // Once all parts are out, only the ledger counts.
  await desk.db.query(
    `UPDATE post_target SET options = '{"thread":[{"text":"1"},{"text":"2"},{"text":"3"}]}' WHERE post_id = $1`,
    [postId],
  );
  expect(await fullQuotas(desk.db, [post], [], desk.clock.now())).toEqual([[]]);
});
