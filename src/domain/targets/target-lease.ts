/** The lease columns of a target: taken, renewed, released, and taken back from processes that no longer run. */
import type { Sql } from '../../lib/db.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import type { TargetPatch } from './target-columns.ts';

const LEASE_MS = 8_000;
/**
 * A run that has worked for longer than this waits for a slow platform, most likely with very many others. Its lease is
 * longer, because each renewal writes a row and all its indexes.
 */
const LONG_RUN_MS = 10_000;
const LONG_LEASE_MS = 20_000;
/** The wake-up lies a little after the end of the lease. */
const WAKE_AFTER_LEASE_MS = 500;

/** `workedMs`: how long the run has had its lease. */
export function leaseTimes(now: Date, workedMs = 0): { leaseUntil: Date; wakeAt: Date } {
  const leaseUntil = new Date(now.getTime() + (workedMs < LONG_RUN_MS ? LEASE_MS : LONG_LEASE_MS));
  return { leaseUntil, wakeAt: new Date(leaseUntil.getTime() + WAKE_AFTER_LEASE_MS) };
}

/** What a run writes over its lease when it ends. */
export const RELEASED = { leaseId: null, leaseUntil: null, leaseHolder: null } as const satisfies TargetPatch;

const LET_GO = 'lease_id = NULL, lease_until = NULL, lease_holder = NULL';

export interface HeldLease {
  targetId: string;
  leaseId: string;
}

/** Renews leases; returns those that still hold. */
export function renewLeases(
  sql: Sql,
  held: readonly HeldLease[],
  { leaseUntil, wakeAt }: ReturnType<typeof leaseTimes>,
): Promise<Pick<PostTarget, 'id' | 'dueAt'>[]> {
  // By primary key, because leases have no index of their own. A row that is locked for long must not hold up the
  // others.
  return sql.query(
    `WITH mine AS (
       SELECT t.id FROM post_target t JOIN unnest($1::uuid[], $2::uuid[]) AS held (target_id, lease_id) ON t.id = held.target_id AND t.lease_id = held.lease_id
       ORDER BY t.id FOR NO KEY UPDATE OF t SKIP LOCKED
     )
     UPDATE post_target SET lease_until = $3, wake_at = $4 FROM mine WHERE post_target.id = mine.id RETURNING post_target.id, post_target.due_at`,
    [held.map(({ targetId }) => targetId), held.map(({ leaseId }) => leaseId), leaseUntil, wakeAt],
    'renew_leases',
  );
}

/** The targets of leases that still hold. */
export const readLeased = (sql: Sql, held: readonly HeldLease[]): Promise<Pick<PostTarget, 'id' | 'dueAt'>[]> =>
  sql.query(
    `SELECT t.id, t.due_at FROM post_target t JOIN unnest($1::uuid[], $2::uuid[]) AS held (target_id, lease_id) ON t.id = held.target_id AND t.lease_id = held.lease_id`,
    [held.map(({ targetId }) => targetId), held.map(({ leaseId }) => leaseId)],
    'read_leased',
  );

/** Releases a lease if it still holds; changes nothing else of the target. */
export async function releaseLease(sql: Sql, targetId: string, leaseId: string): Promise<void> {
  await sql.query(`UPDATE post_target SET ${LET_GO} WHERE id = $1 AND lease_id = $2`, [targetId, leaseId]);
}

/** Ends the leases of these holders and wakes their targets; returns how many. */
export async function takeBackLeases(sql: Sql, holders: readonly string[], now: Date): Promise<number> {
  const freed = await sql.query(
    `UPDATE post_target SET ${LET_GO}, wake_at = $2 WHERE lease_holder = ANY($1) AND lease_until IS NOT NULL RETURNING id`,
    [holders, now],
  );
  return freed.length;
}
