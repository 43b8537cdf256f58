/** Reads what is due for endpoints, with the events it is about. */
import type { Sql } from '../../lib/db.ts';
import type { WebhookDelivery } from '../../lib/prisma/client.ts';
import { EVENT_COLUMNS, type Event } from '../events/event.ts';

const MOST_PER_ENDPOINT = 16;

/** A delivery that is due, with its event; null when the log does not reach back that far. */
export interface Due {
  delivery: Pick<
    WebhookDelivery,
    'id' | 'workspaceId' | 'endpointId' | 'subjectId' | 'attempts' | 'failures' | 'eventId'
  >;
  event: Event | null;
}

type DueRow = Event & {
  deliveryId: string;
  endpointId: string;
  owner: string;
  about: string;
  attempts: number;
  failures: number;
  eventId: string;
};

/** `known`: ids of deliveries that are being sent. `most`: how many it reads of one endpoint. */
export async function readDue(
  db: Sql,
  { endpointIds, known, now }: { endpointIds: readonly string[]; known: readonly string[]; now: Date },
): Promise<{ due: Due[]; most: number }> {
  const columns = EVENT_COLUMNS.split(', ').map((column) => `ev.${column}`);
  const rows = await db.query<Omit<DueRow, 'id'> & { id: string | null }>(
    `SELECT d.id AS delivery_id, d.endpoint_id, d.workspace_id AS owner, d.subject_id AS about, d.attempts, d.failures, d.event_id, ${columns.join(', ')}
     FROM unnest($1::uuid[]) AS lane (endpoint_id),
       LATERAL (SELECT * FROM webhook_delivery w WHERE w.endpoint_id = lane.endpoint_id AND w.next_attempt_at <= $2 AND w.id <> ALL($3::uuid[])
                ORDER BY w.next_attempt_at LIMIT ${MOST_PER_ENDPOINT}) d
       LEFT JOIN event ev ON ev.id = d.event_id`,
    [endpointIds, now, known],
    'webhooks_due',
  );
  const due = rows.map(
    ({ deliveryId, endpointId, owner, about, attempts, failures, eventId, id, ...event }): Due => ({
      delivery: { id: deliveryId, workspaceId: owner, endpointId, subjectId: about, attempts, failures, eventId },
      event: id === null ? null : { ...event, id },
    }),
  );
  return { due, most: MOST_PER_ENDPOINT };
}
