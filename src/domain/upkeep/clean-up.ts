/** Deletes expired rows. Every statement is limited, so that a backlog never becomes one long transaction. */
import type { AppContext } from '../../context.ts';
import { forgetUnfinished } from '../media/media.ts';
import { HISTORY_DAYS } from '../platform-state/host-states.ts';
import { keepLogPartitions } from './log-retention.ts';

const BATCH = 5_000;
/** Longer than the longest window of any allowance. */
const QUOTA_ROWS_MS = 3 * 24 * 3_600_000;
/** The sum of its month stays. */
const CHARGES_MS = 100 * 24 * 3_600_000;
/** No upload takes that long. */
const UNFINISHED_MEDIA_MS = 24 * 3_600_000;
const CONNECTION_ATTEMPTS_MS = 30 * 24 * 3_600_000;

export async function cleanUp(ctx: AppContext): Promise<void> {
  const now = ctx.clock.now();
  const before = (ms: number) => new Date(now.getTime() - ms);
  const sweeps: readonly (readonly [table: string, condition: string, before: Date])[] = [
    ['idempotency_record', 'expires_at < $1', now],
    ['media_link', 'expires_at < $1', before(24 * 3_600_000)],
    ['connection_attempt', 'created_at < $1', before(CONNECTION_ATTEMPTS_MS)],
    ['quota_usage', 'at < $1', before(QUOTA_ROWS_MS)],
    ['charge', 'at < $1', before(CHARGES_MS)],
    ['platform_wait', 'until < $1', before(24 * 3_600_000)],
    ['api_key_network', 'seen_at < $1', before(24 * 3_600_000)],
    ['platform_incident', 'ended_at < $1', before(HISTORY_DAYS * 24 * 3_600_000)],
    ['platform_traffic', 'at < $1', before(HISTORY_DAYS * 24 * 3_600_000)],
    ['link_server', 'seen_at < $1', before(24 * 3_600_000)],
  ];
  for (const [table, condition, instant] of sweeps) {
    for (;;) {
      const gone = await ctx.db.query(
        `DELETE FROM ${table} WHERE ctid IN (SELECT ctid FROM ${table} WHERE ${condition} LIMIT ${BATCH}) RETURNING 1`,
        [instant],
      );
      if (gone.length < BATCH) break;
    }
  }
  await forgetUnfinished(ctx, before(UNFINISHED_MEDIA_MS));
  await keepLogPartitions(ctx);
}
