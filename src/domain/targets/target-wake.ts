/** When a target is looked at: first, next when it is due, and early when what it waits for has come. */
import type { Db, Sql, Tx } from '../../lib/db.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import type { Format } from '../../platforms/platform.ts';
import { HOLD_LEAD_MS, PREPARE_LEAD_MS } from './post-target.ts';
import type { Ranked } from './turn.ts';

/** Announces the instant of a wake-up. */
export const WAKE_CHANNEL = 'slipway_wake';

/** When a target that is due at `dueAt` shall be looked at first. */
export function wakeAtFor(target: { format: Format; mediaCount: number }, dueAt: Date, now: Date): Date {
  const isTextOnly = target.mediaCount === 0 && (target.format === 'TEXT' || target.format === 'THREAD');
  return new Date(Math.max(now.getTime(), dueAt.getTime() - (isTextOnly ? HOLD_LEAD_MS : PREPARE_LEAD_MS)));
}

/** Tells sleeping dispatchers of something that may be due earlier than they expect. */
export function announceWake(on: Pick<Db | Tx, 'announce'>, wakeAt: Date): void {
  on.announce(WAKE_CHANNEL, wakeAt.toISOString());
}

/** Selects the targets to wake: `id` and instant. Locks its rows in a fixed order, or skips locked ones. */
export interface Sleepers {
  select: string;
  params: readonly unknown[];
  /** The name of the prepared statement. */
  name: string;
}

/**
 * Moves the wake-ups of the selected targets forward, and tells the dispatchers of `now`. A target without a `wakeAt`
 * has ended and is not woken. Returns how many were woken.
 */
export async function wakeTargets(on: Sql & Pick<Tx, 'announce'>, sleepers: Sleepers, now: Date): Promise<number> {
  const woken = await on.query(
    `WITH sleeper (id, at) AS (${sleepers.select})
     UPDATE post_target t SET wake_at = least(t.wake_at, sleeper.at) FROM sleeper WHERE t.id = sleeper.id AND t.wake_at IS NOT NULL RETURNING t.id`,
    sleepers.params,
    sleepers.name,
  );
  if (woken.length > 0) announceWake(on, now);
  return woken.length;
}

/** Claims up to `most` due targets, the most urgent first. Unless a worker takes them, they are due again at `again`. */
export function claimDue(
  tx: Tx,
  { now, again, most }: { now: Date; again: Date; most: number },
): Promise<(Pick<PostTarget, 'id' | 'platform'> & Ranked)[]> {
  return tx.query(
    `UPDATE post_target SET wake_at = $2
     WHERE id IN (SELECT id FROM post_target WHERE wake_at <= $1 ORDER BY wake_at, priority DESC LIMIT ${most} FOR UPDATE SKIP LOCKED)
     RETURNING id, platform, priority, due_at, (SELECT tier FROM workspace WHERE workspace.id = post_target.workspace_id) AS tier`,
    [now, again],
    'promote_due',
  );
}

/** When the next target is due for a look; null while there is none. */
export async function nextWake(sql: Sql): Promise<Date | null> {
  const [row] = await sql.query<{ wakeAt: Date | null }>(
    'SELECT min(wake_at) AS wake_at FROM post_target WHERE wake_at IS NOT NULL',
    [],
    'next_wake',
  );
  return row?.wakeAt ?? null;
}
