/** Looking for posts at risk among many targets: the next ones are found by an index, wherever the scan stands. */
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import { checkRisks } from '../../src/domain/upkeep/risk-checks.ts';
import type { Db, Tx } from '../../src/lib/db.ts';
import { openDesk } from '../support/desk.ts';
import { START } from '../support/tenant.ts';

const desk = openDesk();
const MANY = 5_000;

interface Asked {
  text: string;
  params: readonly unknown[];
}

/** A database that remembers what it was asked under a name. */
function listening(db: Db, name: string): { db: Db; asked: Asked[] } {
  const asked: Asked[] = [];
  const heard = (tx: Tx): Tx => ({
    ...tx,
    query: (text, params = [], called) => {
      if (called === name) asked.push({ text, params });
      return tx.query(text, params, called);
    },
  });
  return { asked, db: { ...db, tx: (body) => db.tx((tx) => body(heard(tx))) } };
}

const planOf = async ({ text, params }: Asked): Promise<string> =>
  JSON.stringify(await desk.db.query(`EXPLAIN (FORMAT JSON) ${text}`, params));

test('the next targets of a scan are read in the order of an index, and nothing is sorted', async () => {
  const postId = await desk.created();
  // Far ahead of every lead, but for the one that was just created.
  await desk.db.query(
    `INSERT INTO post_target (id, workspace_id, brand_id, post_id, social_account_id, platform, format, status, due_at, wake_at)
     SELECT gen_random_uuid(), workspace_id, brand_id, post_id, social_account_id, platform, format, 'SCHEDULED', $2::timestamptz + n * interval '1 minute', $2
     FROM post_target, generate_series(1, ${MANY}) AS n WHERE post_id = $1`,
    [postId, new Date(START.getTime() + 48 * 3_600_000)],
  );
  await desk.db.query('ANALYZE post_target');
  const { db, asked } = listening(desk.db, 'next_to_assess');
  const ctx = { ...desk.ctx, db, config: { ...loadConfig({ NODE_ENV: 'test' }), riskCheckHours: [24] } };
  await checkRisks(ctx);
  desk.clock.advance(72 * 3_600_000);
  await checkRisks(ctx);
  expect(asked.length).toBeGreaterThan(2);
  for (const one of [asked[0], asked.at(-1)]) {
    if (one === undefined) throw new Error('nothing was asked');
    const plan = await planOf(one);
    expect(plan).toContain('post_target_scheduled');
    expect(plan).not.toMatch(/Seq Scan|Sort/);
  }
});
