/**
 * Deliveries: one row per endpoint and event. Those of one subject to one endpoint are a line; the first of a line that is
 * not finished is its head, and only the head has a `nextAttemptAt`. Whoever adds to lines, or takes from them, first locks
 * the lanes of their endpoints, in the order of their ids: so nobody is added behind a head that has just gone.
 */
import type { AppContext } from '../../context.ts';
import { uuidv7 } from '../../lib/crypto.ts';
import type { Tx } from '../../lib/db.ts';
import type { WebhookDelivery, WebhookEndpoint } from '../../lib/prisma/client.ts';
import type { ConsumerDefinition } from '../events/consumer.ts';
import type { Event } from '../events/event.ts';
import { WEBHOOKS_CHANNEL } from './endpoint-rows.ts';
import { isSubscribable, patternsFor } from './subscribable.ts';

/** What an endpoint wants to be told of. */
type Wish = Pick<WebhookEndpoint, 'id' | 'createdAt' | 'workspaceId' | 'events' | 'brandIds' | 'status'>;

/** Turns events into deliveries, in the transaction that stores how far it has come. */
export const deliveriesOfEvents = ({ clock }: Pick<AppContext, 'clock'>): ConsumerDefinition => ({
  name: 'webhooks',
  begins: 'NOW',
  concerns: ({ type }) => isSubscribable(type),
  handle: async (tx, tellable) => {
    const wishes = await tx.query<Wish>(
      `SELECT id, created_at, workspace_id, events, brand_ids, status FROM webhook_endpoint
       WHERE workspace_id = ANY($1::uuid[]) AND status <> 'DISABLED' AND deleted_at IS NULL`,
      [[...new Set(tellable.map(({ workspaceId }) => workspaceId))]],
      'webhook_wishes',
    );
    const wanted = wishes.flatMap((endpoint) =>
      tellable
        .filter((event) => event.createdAt >= endpoint.createdAt && wants(endpoint, event))
        .map((event) => ({ endpoint, event })),
    );
    await addDeliveries(tx, wanted, clock.now());
  },
});

/** What belongs to no brand is told to endpoints that are bound to none. */
export const wants = (
  { workspaceId, events, brandIds }: Pick<Wish, 'workspaceId' | 'events' | 'brandIds'>,
  event: Pick<Event, 'workspaceId' | 'brandId' | 'type'>,
): boolean =>
  workspaceId === event.workspaceId &&
  (brandIds.length === 0 || (event.brandId !== null && brandIds.includes(event.brandId))) &&
  patternsFor(event.type).some((pattern) => events.includes(pattern));

/** Adds what is not there yet, in the order of the events; returns how many were added. */
export async function addDeliveries(
  tx: Tx,
  wanted: readonly {
    endpoint: Pick<Wish, 'id' | 'status'>;
    event: Pick<Event, 'id' | 'workspaceId' | 'position' | 'type' | 'subject' | 'subjectId'>;
  }[],
  now: Date,
): Promise<number> {
  if (wanted.length === 0) return 0;
  const endpoints = new Map(wanted.map(({ endpoint }) => [endpoint.id, endpoint]));
  await lockLanes(tx, [...endpoints.keys()]);
  const added = await tx.query(
    `WITH fresh AS (
       SELECT r.*, row_number() OVER (PARTITION BY r.endpoint_id, r.subject_id ORDER BY r.position) AS place
       FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::uuid[])
         AS r (id, workspace_id, endpoint_id, event_id, position, type, subject, subject_id)
       WHERE NOT EXISTS (SELECT FROM webhook_delivery d WHERE d.endpoint_id = r.endpoint_id AND d.event_id = r.event_id)
     )
     INSERT INTO webhook_delivery (id, created_at, workspace_id, endpoint_id, event_id, position, type, subject, subject_id, next_attempt_at)
     SELECT f.id, $9::timestamptz, f.workspace_id, f.endpoint_id, f.event_id, f.position, f.type, f.subject::"EventSubject", f.subject_id,
       CASE WHEN f.place = 1 AND NOT EXISTS (SELECT FROM webhook_delivery d WHERE d.endpoint_id = f.endpoint_id AND d.subject_id = f.subject_id AND d.status = 'PENDING') THEN $9::timestamptz END
     FROM fresh f RETURNING 1`,
    [
      wanted.map(() => uuidv7()),
      wanted.map(({ event }) => event.workspaceId),
      wanted.map(({ endpoint }) => endpoint.id),
      wanted.map(({ event }) => event.id),
      wanted.map(({ event }) => event.position),
      wanted.map(({ event }) => event.type),
      wanted.map(({ event }) => event.subject),
      wanted.map(({ event }) => event.subjectId),
      now,
    ],
    'add_webhook_deliveries',
  );
  const enabled = [...endpoints.values()].filter(({ status }) => status === 'ENABLED').map(({ id }) => id);
  await wakeLanes(tx, enabled, now);
  return added.length;
}

export const lockLanes = (tx: Tx, endpointIds: readonly string[]): Promise<unknown[]> =>
  tx.query(
    'SELECT FROM webhook_lane WHERE endpoint_id = ANY($1::uuid[]) ORDER BY endpoint_id FOR UPDATE',
    [endpointIds],
    'lock_webhook_lanes',
  );

/** Of locked lanes. An endpoint that asked to be left alone is not woken before that time. */
export async function wakeLanes(tx: Tx, endpointIds: readonly string[], now: Date): Promise<void> {
  if (endpointIds.length === 0) return;
  await tx.query(
    `UPDATE webhook_lane SET next_at = greatest($2, not_before)
     WHERE endpoint_id = ANY($1::uuid[]) AND (next_at IS NULL OR next_at > greatest($2, not_before))`,
    [endpointIds, now],
    'wake_webhook_lanes',
  );
  tx.announce(WEBHOOKS_CHANNEL, '');
}

export type Line = Pick<WebhookDelivery, 'endpointId' | 'subjectId'>;

/** The head of each of these lines becomes due, if it has not an instant of its own already. Their lanes are locked. */
export async function moveUp(tx: Tx, lines: readonly Line[], now: Date): Promise<Line[]> {
  return tx.query<Line>(
    `UPDATE webhook_delivery d SET next_attempt_at = $3
     FROM (SELECT DISTINCT endpoint_id, subject_id FROM unnest($1::uuid[], $2::uuid[]) AS u (endpoint_id, subject_id)) line,
       LATERAL (SELECT id, next_attempt_at FROM webhook_delivery w WHERE w.endpoint_id = line.endpoint_id AND w.subject_id = line.subject_id AND w.status = 'PENDING' ORDER BY position LIMIT 1) head
     WHERE d.id = head.id AND head.next_attempt_at IS NULL RETURNING d.endpoint_id, d.subject_id`,
    [lines.map(({ endpointId }) => endpointId), lines.map(({ subjectId }) => subjectId), now],
    'move_up_webhook_lines',
  );
}
