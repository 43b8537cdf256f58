/** Wakes the targets that waited for a platform, one after the other in the order of their turn. */
import type { Sql, Tx } from '../../lib/db.ts';
import type { PlatformId } from '../../platforms/platform.ts';
import { PREPARE_LEAD_MS } from '../targets/post-target.ts';
import { wakeTargets } from '../targets/target-wake.ts';

const HELD_BACK = `SELECT id, intent_at, priority, due_at FROM post_target
  WHERE blocked_by = 'PLATFORM_DOWN' AND platform = $1 AND wake_at IS NOT NULL`;
/** Those that failed before the outage was known, and would sleep on for up to ten minutes. */
const FAILED = `SELECT id, intent_at, priority, due_at FROM post_target
  WHERE platform = $1 AND status IN ('SCHEDULED', 'PUBLISHING') AND due_at <= $3 AND wake_at IS NOT NULL
    AND blocked_by IS NULL AND lease_id IS NULL AND error_code IN ('NETWORK', 'PLATFORM_UNAVAILABLE')`;
/** The first goes at once, then two, four, eight a second, and never more than twenty: a crowd could bring the platform down again. */
const inTurns = (most: string): string => `turns AS (
    SELECT id, row_number() OVER (ORDER BY intent_at IS NULL, priority DESC, due_at) AS turn FROM waiting ORDER BY turn LIMIT ${most}
  ), timed AS (
    SELECT id, $2::timestamptz + CASE WHEN turn <= 32 THEN floor(log(2, turn)) ELSE 5 + (turn - 32) / 20.0 END * interval '1 second' AS at FROM turns
  )
  SELECT t.id, timed.at FROM timed JOIN post_target t ON t.id = timed.id WHERE t.wake_at > timed.at FOR NO KEY UPDATE OF t SKIP LOCKED`;

/**
 * Wakes the first `most` (null: all) of those who are held back. Repeated within seconds it wakes nobody earlier than the
 * first time, but also those who were skipped because they were locked, or who were just about to be held back.
 */
export async function wakeHeldBack(
  on: Sql & Pick<Tx, 'announce'>,
  platform: PlatformId,
  now: Date,
  most: number | null = null,
): Promise<void> {
  const select = `WITH waiting AS (${HELD_BACK}), ${inTurns('$3::int')}`;
  await wakeTargets(on, { select, params: [platform, now, most], name: 'wake_held_back' }, now);
}

/** Wakes also those who failed. */
export async function wakeAfterOutage(tx: Tx, platform: PlatformId, now: Date): Promise<void> {
  const select = `WITH waiting AS (${HELD_BACK} UNION ALL ${FAILED}), ${inTurns('ALL')}`;
  const preparedAt = new Date(now.getTime() + PREPARE_LEAD_MS);
  await wakeTargets(tx, { select, params: [platform, now, preparedAt], name: 'wake_after_outage' }, now);
}
