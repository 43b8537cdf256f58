/** Has accounts synced whose turn it is, or whose posts have reached an age: each as a job of its own, so that none waits for another. */
import type { AppContext } from '../../context.ts';
import { HOUR_MS } from './ages.ts';
import { closeMissed } from './readings.ts';
import { nextTurn } from './turns.ts';

/** Of one sweep; the rest waits for the next one, a minute later. */
const SYNCS_PER_SWEEP = 300;
const NEW_PER_SWEEP = 1_000;
/** A sync that began and never ended is begun again after this long. */
const CLAIM_MS = 10 * 60_000;

/** Runs as a periodic job. */
export async function haveAccountsSynced(ctx: AppContext): Promise<void> {
  await addAccounts(ctx);
  await closeMissed(ctx);
  await enqueueDue(ctx);
}

/** One that was just connected is read at once; where there are many of long ago, each waits for its turn. */
async function addAccounts({ db, clock }: Pick<AppContext, 'db' | 'clock'>): Promise<void> {
  const now = clock.now();
  const added = await db.query<{ id: string; createdAt: Date }>(
    `SELECT id, created_at FROM social_account a WHERE NOT EXISTS (SELECT FROM account_sync s WHERE s.social_account_id = a.id) LIMIT ${NEW_PER_SWEEP}`,
    [],
    'accounts_without_sync',
  );
  if (added.length === 0) return;
  const dueAt = ({ id, createdAt }: (typeof added)[number]) =>
    now.getTime() - createdAt.getTime() < HOUR_MS ? now : nextTurn(id, now);
  await db.query(
    `INSERT INTO account_sync (social_account_id, due_at) SELECT id, due_at FROM unnest($1::uuid[], $2::timestamptz[]) AS n (id, due_at)
     WHERE EXISTS (SELECT FROM social_account a WHERE a.id = n.id) ON CONFLICT DO NOTHING`,
    [added.map(({ id }) => id), added.map((account) => dueAt(account).toISOString())],
    'add_account_syncs',
  );
}

async function enqueueDue(ctx: AppContext): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.tx(async (tx) => {
    const due = await tx.query<{ socialAccountId: string; isDaily: boolean }>(
      `WITH due AS (
         (SELECT social_account_id FROM account_sync WHERE due_at <= $1 AND (retry_at IS NULL OR retry_at <= $1) ORDER BY due_at LIMIT ${SYNCS_PER_SWEEP})
         UNION (SELECT DISTINCT f.social_account_id FROM post_figures f WHERE f.closed_at IS NULL AND f.due_at <= $1)
       )
       SELECT s.social_account_id, s.due_at <= $1 AS is_daily FROM due JOIN account_sync s USING (social_account_id) JOIN social_account a ON a.id = s.social_account_id
       WHERE (s.retry_at IS NULL OR s.retry_at <= $1) AND a.platform = ANY($2::"Platform"[]) ORDER BY s.due_at LIMIT ${SYNCS_PER_SWEEP} FOR NO KEY UPDATE OF s SKIP LOCKED`,
      [now, [...ctx.platforms.keys()]],
      'syncs_due',
    );
    if (due.length === 0) return;
    await tx.query(
      'UPDATE account_sync SET due_at = $2 WHERE social_account_id = ANY($1::uuid[]) AND due_at <= $3',
      [due.map(({ socialAccountId }) => socialAccountId), new Date(now.getTime() + CLAIM_MS), now],
      'claim_syncs',
    );
    await ctx.queue.enqueue(
      tx,
      'sync-account',
      due.map(({ socialAccountId, isDaily }) => ({ data: { socialAccountId, isDaily }, key: socialAccountId })),
    );
  });
}
