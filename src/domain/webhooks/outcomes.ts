/** Writes down what became of deliveries, many in one transaction: rows, lines, attempts, and how the endpoint does. */
import type { AppContext } from '../../context.ts';
import { uuidv7 } from '../../lib/crypto.ts';
import type { Tx } from '../../lib/db.ts';
import { storableJson } from '../../lib/json.ts';
import type { WebhookDelivery } from '../../lib/prisma/client.ts';
import type { Attempt } from './attempt.ts';
import { type Line, lockLanes, moveUp } from './deliveries.ts';

export interface Result {
  delivery: Pick<WebhookDelivery, 'id' | 'workspaceId' | 'endpointId' | 'subjectId' | 'attempts' | 'failures'>;
  status: WebhookDelivery['status'];
  /** While it is PENDING: when it is tried again. */
  nextAttemptAt: Date | null;
  /** Null when it was given up without one. */
  attempt: Attempt | null;
  error: string | null;
}

/** What a group of results has changed. */
export interface Stored {
  /** Lines of which another delivery is due now. */
  moved: Line[];
  /** Endpoint → since when it has done nothing but fail. */
  failingSince: ReadonlyMap<string, Date>;
}

export const storeResults = (
  { db, clock }: Pick<AppContext, 'db' | 'clock'>,
  results: readonly Result[],
): Promise<Stored> =>
  db.tx(async (tx) => {
    const now = clock.now();
    await lockLanes(tx, [...new Set(results.map(({ delivery }) => delivery.endpointId))]);
    await writeDeliveries(tx, results, now);
    await writeAttempts(tx, results);
    const ended = results.filter(({ status }) => status !== 'PENDING').map(({ delivery }) => delivery);
    const moved = ended.length === 0 ? [] : await moveUp(tx, ended, now);
    return { moved, failingSince: await writeLanes(tx, results, now) };
  });

/** One that was finished meanwhile, because it was also tried elsewhere, stays as it is. */
async function writeDeliveries(tx: Tx, results: readonly Result[], now: Date): Promise<void> {
  await tx.query(
    `UPDATE webhook_delivery d SET status = r.status::"WebhookDeliveryStatus", attempts = d.attempts + r.attempts, failures = r.failures, next_attempt_at = r.next_attempt_at,
       finished_at = CASE WHEN r.status = 'PENDING' THEN NULL ELSE $8::timestamptz END, last_status = r.last_status, last_error = r.last_error
     FROM unnest($1::uuid[], $2::text[], $3::int[], $4::int[], $5::timestamptz[], $6::int[], $7::text[]) AS r (id, status, attempts, failures, next_attempt_at, last_status, last_error)
     WHERE d.id = r.id AND d.status = 'PENDING'`,
    [
      results.map(({ delivery }) => delivery.id),
      results.map(({ status }) => status),
      results.map(({ attempt }) => (attempt === null ? 0 : 1)),
      results.map(({ delivery, status }) => delivery.failures + (status === 'DELIVERED' ? 0 : 1)),
      results.map(({ nextAttemptAt }) => nextAttemptAt),
      results.map(({ attempt }) => attempt?.status ?? null),
      results.map(({ error }) => error),
      now,
    ],
    'store_webhook_deliveries',
  );
}

async function writeAttempts(tx: Tx, results: readonly Result[]): Promise<void> {
  const rows = results.flatMap(({ delivery, attempt }) =>
    attempt === null
      ? []
      : [
          {
            id: uuidv7(),
            created_at: attempt.at,
            workspace_id: delivery.workspaceId,
            endpoint_id: delivery.endpointId,
            delivery_id: delivery.id,
            number: delivery.attempts + 1,
            url: attempt.url,
            request_headers: attempt.requestHeaders,
            request_body: attempt.requestBody,
            status: attempt.status,
            response_headers: attempt.responseHeaders,
            response_body: attempt.responseBody,
            error: attempt.error,
            duration_ms: attempt.durationMs,
          },
        ],
  );
  if (rows.length === 0) return;
  await tx.query(
    `INSERT INTO webhook_attempt (id, created_at, workspace_id, endpoint_id, delivery_id, number, url, request_headers, request_body, status, response_headers, response_body, error, duration_ms)
     SELECT id, created_at, workspace_id, endpoint_id, delivery_id, number, url, request_headers, request_body, status, response_headers, response_body, error, duration_ms
     FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, created_at timestamptz, workspace_id uuid, endpoint_id uuid, delivery_id uuid, number int, url text, request_headers jsonb, request_body text,
       status int, response_headers jsonb, response_body text, error text, duration_ms int)`,
    [storableJson(rows)],
    'store_webhook_attempts',
  );
}

/** One success ends a time of failures. */
async function writeLanes(tx: Tx, results: readonly Result[], now: Date): Promise<Map<string, Date>> {
  const wentWell = new Map<string, boolean>();
  for (const { delivery, status, attempt } of results)
    if (attempt !== null)
      wentWell.set(delivery.endpointId, status === 'DELIVERED' || (wentWell.get(delivery.endpointId) ?? false));
  const rows = await tx.query<{ endpointId: string; failingSince: Date | null }>(
    `UPDATE webhook_lane l SET failing_since = CASE WHEN r.went_well THEN NULL ELSE coalesce(l.failing_since, $3::timestamptz) END,
       last_success_at = CASE WHEN r.went_well THEN $3::timestamptz ELSE l.last_success_at END
     FROM unnest($1::uuid[], $2::boolean[]) AS r (endpoint_id, went_well) WHERE l.endpoint_id = r.endpoint_id RETURNING l.endpoint_id, l.failing_since`,
    [[...wentWell.keys()], [...wentWell.values()], now],
    'store_webhook_lanes',
  );
  return new Map(
    rows.flatMap(({ endpointId, failingSince }): [string, Date][] =>
      failingSince === null ? [] : [[endpointId, failingSince]],
    ),
  );
}
