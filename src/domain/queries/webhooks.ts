/** Reads webhook endpoints, their deliveries and the attempts of these; never a secret. */
import type { AppContext, Viewer } from '../../context.ts';
import type { WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookLane } from '../../lib/prisma/client.ts';
import type { WebhookDeliveryStatus, WebhookStatus } from '../../lib/prisma/enums.ts';
import { visibleEndpoints } from '../webhooks/endpoint-rows.ts';
import { anyOf, type Bind, type ListSource, type Order, preparedName, type TimeRange, within } from './keyset.ts';

/** Scopes by their names in the API. */
export type EndpointView = Omit<WebhookEndpoint, 'secret' | 'oldSecret' | 'scopes'> &
  Pick<WebhookLane, 'failingSince' | 'lastSuccessAt'> & { scopes: string[] };

const ENDPOINT_FROM = 'webhook_endpoint t JOIN webhook_lane l ON l.endpoint_id = t.id';
const ENDPOINT_SELECT =
  't.id, t.created_at, t.updated_at, t.workspace_id, t.url, t.description, t.events, t.brand_ids, t.scopes::text[] AS scopes, t.query, t.status, t.status_reason, t.status_since, t.old_secret_until, t.made_by, l.failing_since, l.last_success_at';

export interface EndpointFilter {
  statuses?: readonly WebhookStatus[] | null | undefined;
}

export const endpointList = (viewer: Viewer, filter: EndpointFilter, order: Order): ListSource => ({
  from: ENDPOINT_FROM,
  select: ENDPOINT_SELECT,
  order,
  where: (bind) => [...visibleEndpoints(viewer, bind), ...anyOf(bind, 't.status', '"WebhookStatus"', filter.statuses)],
});

export async function endpointsByIds(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  ids: readonly string[],
): Promise<Map<string, EndpointView>> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const conditions = [`t.id = ANY(${bind(ids)}::uuid[])`, ...visibleEndpoints(viewer, bind)];
  const text = `SELECT ${ENDPOINT_SELECT} FROM ${ENDPOINT_FROM} WHERE ${conditions.join(' AND ')}`;
  const rows = await ctx.db.query<EndpointView>(text, params, preparedName(text));
  return new Map(rows.map((row) => [row.id, row]));
}

/* ---- deliveries ---- */

export interface DeliveryFilter {
  statuses?: readonly WebhookDeliveryStatus[] | null | undefined;
  types?: readonly string[] | null | undefined;
  subjectId?: string | undefined;
  createdAt?: TimeRange | null | undefined;
}

const visibleDelivery = (viewer: Viewer, bind: Bind): string =>
  `EXISTS (SELECT FROM webhook_endpoint e WHERE e.id = t.endpoint_id AND ${visibleEndpoints(viewer, bind)
    .map((part) => part.replaceAll('t.', 'e.'))
    .join(' AND ')})`;

export const deliveryList = (
  viewer: Viewer,
  filter: DeliveryFilter,
  order: Order,
  parents?: ListSource['parents'],
): ListSource => ({
  from: 'webhook_delivery t',
  select: 't.*',
  order,
  ...(parents === undefined ? {} : { parents }),
  where: (bind) => [
    visibleDelivery(viewer, bind),
    ...anyOf(bind, 't.status', '"WebhookDeliveryStatus"', filter.statuses),
    ...anyOf(bind, 't.type', 'text', filter.types),
    ...(filter.subjectId === undefined ? [] : [`t.subject_id = ${bind(filter.subjectId)}::uuid`]),
    ...within(bind, 't.created_at', filter.createdAt),
  ],
});

export async function deliveriesByIds(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  ids: readonly string[],
): Promise<Map<string, WebhookDelivery>> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const conditions = [`t.id = ANY(${bind(ids)}::uuid[])`, visibleDelivery(viewer, bind)];
  const text = `SELECT t.* FROM webhook_delivery t WHERE ${conditions.join(' AND ')}`;
  const rows = await ctx.db.query<WebhookDelivery>(text, params, preparedName(text));
  return new Map(rows.map((row) => [row.id, row]));
}

/** The attempts of deliveries, oldest first. More than these are of replays. */
const MOST_ATTEMPTS = 50;

export async function attemptsOf(
  { db }: Pick<AppContext, 'db'>,
  deliveryIds: readonly string[],
): Promise<Map<string, WebhookAttempt[]>> {
  const rows = await db.query<WebhookAttempt>(
    `SELECT a.* FROM unnest($1::uuid[]) AS d (id),
       LATERAL (SELECT * FROM webhook_attempt WHERE delivery_id = d.id ORDER BY id DESC LIMIT ${MOST_ATTEMPTS}) a ORDER BY a.id`,
    [deliveryIds],
    'webhook_attempts',
  );
  return Map.groupBy(rows, ({ deliveryId }) => deliveryId);
}
