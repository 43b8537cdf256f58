/** Sends again: one delivery, or what an endpoint was told, should have been told or missed in a span of time. */

import type { AppContext, Viewer } from '../../context.ts';
import type { Tx } from '../../lib/db.ts';
import type { WebhookDelivery } from '../../lib/prisma/client.ts';
import { leastId } from '../../lib/time-partitions.ts';
import { say } from '../../texts/workspace/texts.ts';
import { isId, requireScope } from '../access.ts';
import { noteChange } from '../changes.ts';
import { accept, notFound, type Outcome, refuse, userError } from '../errors.ts';
import { EVENT_COLUMNS, type Event } from '../events/event.ts';
import { write } from '../write.ts';
import { addDeliveries, type Line, lockLanes, moveUp, wakeLanes, wants } from './deliveries.ts';
import { appendWebhookEvent } from './endpoint-events.ts';
import { type EndpointRow, lockEndpoint } from './endpoint-rows.ts';
import { SUBSCRIBABLE_TYPES } from './subscribable.ts';

/** Of one call. */
export const MOST_REPLAYED = 10_000;

/** One that still waits for its next attempt gets it now. */
export async function replayWebhookDelivery(
  ctx: AppContext,
  viewer: Viewer,
  { deliveryId }: { deliveryId: string },
): Promise<Outcome<{ deliveryId: string }>> {
  const forbidden = requireScope(viewer, 'WEBHOOKS_WRITE');
  if (forbidden) return forbidden;
  const missing = refuse(notFound('delivery', ['input', 'deliveryId']));
  if (!isId(deliveryId)) return missing;
  return write(ctx.db, viewer, async (tx) => {
    const [delivery] = await tx.query<Pick<WebhookDelivery, 'endpointId'>>(
      'SELECT endpoint_id FROM webhook_delivery WHERE id = $1',
      [deliveryId],
    );
    if (delivery === undefined) return missing;
    const locked = await lockEndpoint(tx, viewer, delivery.endpointId);
    if (!locked.ok) return locked.errors[0].code === 'NOT_FOUND' ? missing : locked;
    const { id, ...before } = locked.value;
    noteChange(tx, 'WEBHOOK', () => ({ id, brandId: null, before, after: {} }));
    await reopen(tx, locked.value, [deliveryId], ctx.clock.now());
    appendWebhookEvent(tx, 'webhook.replayed', locked.value, { deliveries: 1 });
    return accept({ deliveryId });
  });
}

export interface ReplayInput {
  endpointId: string;
  /** By the time of the event. */
  from: Date;
  to: Date;
  /** Leave alone what was delivered, and what the endpoint was not to be told at the time. */
  onlyFailed?: boolean | null | undefined;
}

export async function replayWebhookDeliveries(
  ctx: AppContext,
  viewer: Viewer,
  input: ReplayInput,
): Promise<Outcome<{ endpointId: string; replayed: number }>> {
  const forbidden = requireScope(viewer, 'WEBHOOKS_WRITE');
  if (forbidden) return forbidden;
  const { from, to } = input;
  if (from >= to) return refuse(userError('VALIDATION', say('fromBeforeTo'), ['input', 'to']));
  return write(ctx.db, viewer, async (tx) => {
    const locked = await lockEndpoint(tx, viewer, input.endpointId);
    if (!locked.ok) return locked;
    const endpoint = locked.value;
    const events = input.onlyFailed === true ? null : await eventsFor(tx, endpoint, from, to);
    const ids = await deliveriesToReplay(tx, endpoint, input);
    if ((events?.length ?? 0) > MOST_REPLAYED || ids.length > MOST_REPLAYED) {
      return refuse(
        userError('VALIDATION', say('replayTooLong', { max: MOST_REPLAYED }), ['input', 'to'], {
          limit: MOST_REPLAYED,
        }),
      );
    }
    const now = ctx.clock.now();
    await reopen(tx, endpoint, ids, now);
    const missed = await addDeliveries(
      tx,
      (events ?? []).map((event) => ({ endpoint, event })),
      now,
    );
    const replayed = ids.length + missed;
    if (replayed > 0) appendWebhookEvent(tx, 'webhook.replayed', endpoint, { deliveries: replayed });
    return accept({ endpointId: endpoint.id, replayed });
  });
}

/** Events are found by their ids, which begin with their time. */
async function eventsFor(tx: Tx, endpoint: EndpointRow, from: Date, to: Date): Promise<Event[]> {
  const events = await tx.query<Event>(
    `SELECT ${EVENT_COLUMNS} FROM event WHERE workspace_id = $1 AND id >= $2 AND id < $3 AND type = ANY($4) AND ($5::uuid[] = '{}' OR brand_id = ANY($5::uuid[]))
     ORDER BY position LIMIT ${10 * MOST_REPLAYED}`,
    [endpoint.workspaceId, leastId(from), leastId(to), SUBSCRIBABLE_TYPES, endpoint.brandIds],
  );
  return events.filter((event) => wants(endpoint, event));
}

async function deliveriesToReplay(
  tx: Tx,
  endpoint: EndpointRow,
  { from, to, onlyFailed }: ReplayInput,
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM webhook_delivery WHERE endpoint_id = $1 AND event_id >= $2 AND event_id < $3 AND (status = 'FAILED' OR NOT $4)
     ORDER BY position LIMIT ${MOST_REPLAYED + 1}`,
    [endpoint.id, leastId(from), leastId(to), onlyFailed === true],
  );
  return rows.map(({ id }) => id);
}

/** They wait again, in their old places: what is later in a line waits for them. */
async function reopen(tx: Tx, endpoint: EndpointRow, deliveryIds: readonly string[], now: Date): Promise<void> {
  if (deliveryIds.length === 0) return;
  await lockLanes(tx, [endpoint.id]);
  const lines = await tx.query<Line>(
    `UPDATE webhook_delivery SET status = 'PENDING', failures = 0, finished_at = NULL, next_attempt_at = NULL
     WHERE id = ANY($1::uuid[]) RETURNING endpoint_id, subject_id`,
    [deliveryIds],
  );
  const subjects = [...new Set(lines.map(({ subjectId }) => subjectId))];
  await tx.query(
    'UPDATE webhook_delivery SET next_attempt_at = NULL WHERE endpoint_id = $1 AND subject_id = ANY($2::uuid[]) AND next_attempt_at IS NOT NULL',
    [endpoint.id, subjects],
  );
  await moveUp(tx, lines, now);
  if (endpoint.status === 'ENABLED') await wakeLanes(tx, [endpoint.id], now);
}
