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
const WEBHOOK_DELIVERIES_MS = 30 * 24 * 3_600_000;
/** Longer than platforms go on telling, and than a request counts as timely: what is repeated is known. */
const HINTS_MS = 30 * 24 * 3_600_000;
/** For as long the account holder can see what became of a request. */
const ERASURES_MS = 400 * 24 * 3_600_000;
/** Until then everything that was on its way to a deleted endpoint is over. */
const WEBHOOK_GRACE_MS = 10 * 60_000;
const DELETED_ENDPOINTS = 'SELECT id FROM webhook_endpoint WHERE deleted_at < $1';

export async function cleanUp(ctx: AppContext): Promise<void> {
  const now = ctx.clock.now();
  const before = (ms: number) => new Date(now.getTime() - ms);
  // By `key`, where `ctid` would name rows of several partitions.
  const sweeps: readonly (readonly [table: string, condition: string, before: Date, key?: 'id'])[] = [
    ['idempotency_record', 'expires_at < $1', now],
    ['media_link', 'expires_at < $1', before(24 * 3_600_000)],
    ['connection_attempt', 'created_at < $1', before(CONNECTION_ATTEMPTS_MS)],
    ['quota_usage', 'at < $1', before(QUOTA_ROWS_MS)],
    ['charge', 'at < $1', before(CHARGES_MS)],
    ['quota_notice', 'until < $1', now],
    ['platform_wait', 'until < $1', before(24 * 3_600_000)],
    ['api_key_network', 'seen_at < $1', before(24 * 3_600_000)],
    ['platform_incident', 'ended_at < $1', before(HISTORY_DAYS * 24 * 3_600_000)],
    ['platform_traffic', 'at < $1', before(HISTORY_DAYS * 24 * 3_600_000)],
    ['link_server', 'seen_at < $1', before(24 * 3_600_000)],
    ['webhook_delivery', 'finished_at < $1', before(WEBHOOK_DELIVERIES_MS)],
    ['webhook_delivery', `endpoint_id IN (${DELETED_ENDPOINTS})`, before(WEBHOOK_GRACE_MS)],
    ['webhook_attempt', `endpoint_id IN (${DELETED_ENDPOINTS})`, before(WEBHOOK_GRACE_MS), 'id'],
    ['webhook_endpoint', 'deleted_at < $1', before(WEBHOOK_GRACE_MS)],
    ['notification', 'created_at < $1', before(ctx.config.notificationRetentionDays * 24 * 3_600_000)],
    ['hint', 'created_at < $1', before(HINTS_MS)],
    ['erasure', 'done_at < $1', before(ERASURES_MS)],
    ['hint_lease', 'coalesce(ends_at, asked_at) < $1', before(HINTS_MS)],
    ['server_process', 'seen_at < $1', before(24 * 3_600_000)],
  ];
  for (const [table, condition, instant, key = 'ctid'] of sweeps) {
    for (;;) {
      const gone = await ctx.db.query(
        `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ${BATCH}) RETURNING 1`,
        [instant],
      );
      if (gone.length < BATCH) break;
    }
  }
  await forgetUnfinished(ctx, before(UNFINISHED_MEDIA_MS));
  await keepLogPartitions(ctx);
}
