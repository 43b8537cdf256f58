/** Which process delivers to an endpoint: one at a time holds its lane, so that the order of a line is a matter of one process. */
import type { Db, Sql } from '../../lib/db.ts';
import { lockLanes } from './deliveries.ts';
import { ENDPOINT_COLUMNS, type EndpointRow } from './endpoint-rows.ts';

/** A lane whose holder has died is taken by somebody else after this time. */
const HOLD_MS = 8_000;
export const RENEW_EVERY_MS = 2_000;
const CLAIM_BATCH = 100;

const heldUntil = (now: Date): Date => new Date(now.getTime() + HOLD_MS);

/** Takes lanes in which something is due and that nobody holds. */
export async function takeLanes(db: Sql, holder: string, now: Date): Promise<string[]> {
  const taken = await db.query<{ endpointId: string }>(
    `UPDATE webhook_lane SET holder = $1, held_until = $3 WHERE endpoint_id IN (
       SELECT endpoint_id FROM webhook_lane WHERE next_at <= $2 AND (held_until IS NULL OR held_until <= $2)
       ORDER BY next_at LIMIT ${CLAIM_BATCH} FOR UPDATE SKIP LOCKED
     ) RETURNING endpoint_id`,
    [holder, now, heldUntil(now)],
    'take_webhook_lanes',
  );
  return taken.map(({ endpointId }) => endpointId);
}

/** Those of these lanes that are still held by `holder`, with when their endpoint was changed last. */
export const renewLanes = (
  db: Sql,
  holder: string,
  endpointIds: readonly string[],
  now: Date,
): Promise<{ endpointId: string; updatedAt: Date }[]> =>
  db.query(
    `WITH mine AS (SELECT endpoint_id FROM webhook_lane WHERE endpoint_id = ANY($2::uuid[]) AND holder = $1 ORDER BY endpoint_id FOR UPDATE)
     UPDATE webhook_lane l SET held_until = $3 FROM mine, webhook_endpoint e WHERE l.endpoint_id = mine.endpoint_id AND e.id = l.endpoint_id
     RETURNING l.endpoint_id, e.updated_at`,
    [holder, endpointIds, heldUntil(now)],
    'renew_webhook_lanes',
  );

/** `notBefore`: the endpoint asked to be left alone until then. */
export interface Ending {
  endpointId: string;
  notBefore: Date | null;
}

/** The lane says from now on when it is due next; that is read under its lock, so that what is added meanwhile counts. */
export async function releaseLanes(db: Db, holder: string, endings: readonly Ending[]): Promise<void> {
  if (endings.length === 0) return;
  const ids = endings.map(({ endpointId }) => endpointId);
  await db.tx(async (tx) => {
    await lockLanes(tx, ids);
    await tx.query(
      `UPDATE webhook_lane l SET holder = NULL, held_until = NULL, not_before = r.not_before, next_at = CASE WHEN e.status = 'ENABLED' AND e.deleted_at IS NULL THEN
         (SELECT greatest(min(d.next_attempt_at), r.not_before) FROM webhook_delivery d WHERE d.endpoint_id = l.endpoint_id AND d.next_attempt_at IS NOT NULL HAVING min(d.next_attempt_at) IS NOT NULL) END
       FROM unnest($2::uuid[], $3::timestamptz[]) AS r (endpoint_id, not_before), webhook_endpoint e
       WHERE l.endpoint_id = r.endpoint_id AND l.holder = $1 AND e.id = l.endpoint_id`,
      [holder, ids, endings.map(({ notBefore }) => notBefore)],
      'release_webhook_lanes',
    );
  });
}

/** When somebody can take a lane; null while nothing is due in any, or only in lanes of `holder`. */
export async function nextLaneAt(db: Sql, holder: string): Promise<Date | null> {
  const [row] = await db.query<{ at: Date | null }>(
    `SELECT min(greatest(next_at, held_until)) AS at FROM webhook_lane WHERE next_at IS NOT NULL AND holder IS DISTINCT FROM $1`,
    [holder],
    'next_webhook_lane',
  );
  return row?.at ?? null;
}

export const readEndpoints = (db: Sql, endpointIds: readonly string[]): Promise<EndpointRow[]> =>
  db.query<EndpointRow>(
    `SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoint e WHERE e.id = ANY($1::uuid[])`,
    [endpointIds],
    'webhook_endpoints',
  );
