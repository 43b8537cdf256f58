/** Loads objects by id, if the viewer may see them: one statement for all that are asked for at once. */
import type { GraphQLResolveInfo } from 'graphql';
import { visibleBrands, visibleMediaAssets } from '../domain/access.ts';
import { type AccountRow, accountsByIds } from '../domain/queries/accounts.ts';
import { type AuditEntryRow, auditEntriesByIds } from '../domain/queries/audit.ts';
import { type AttemptRow, attemptsByIds } from '../domain/queries/connections.ts';
import { type LogEntry, logsByIds } from '../domain/queries/logs.ts';
import { type NotificationRow, notificationsByIds } from '../domain/queries/notifications.ts';
import { type PostExtent, type PostRow, postsByIds, WHOLE_POST } from '../domain/queries/posts.ts';
import { targetsByIds } from '../domain/queries/targets.ts';
import { deliveriesByIds, type EndpointView, endpointsByIds } from '../domain/queries/webhooks.ts';
import type { Brand, MediaAsset, PostTarget, WebhookDelivery } from '../lib/prisma/client.ts';
import type { SchemaContext } from './context.ts';
import { postExtent, selectsIdOnly } from './selects.ts';

const byId = <Row extends { id: string }>(rows: Row[]): Map<string, Row> => new Map(rows.map((row) => [row.id, row]));

export const loadBrand = (context: SchemaContext, id: string): Promise<Brand | undefined> =>
  context.batch.load('brand', id, async (ids) =>
    byId(
      await context.prisma.brand.findMany({
        where: { AND: [visibleBrands(context.viewer), { id: { in: [...ids] } }] },
      }),
    ),
  );

export const loadAccount = (context: SchemaContext, id: string): Promise<AccountRow | undefined> =>
  context.batch.load('socialAccount', id, (ids) => accountsByIds(context.app, context.viewer, ids));

export const loadAttempt = (context: SchemaContext, id: string): Promise<AttemptRow | undefined> =>
  context.batch.load('connectionAttempt', id, (ids) => attemptsByIds(context.app, context.viewer, ids));

export const loadMedia = (context: SchemaContext, id: string): Promise<MediaAsset | undefined> =>
  context.batch.load('mediaAsset', id, async (ids) =>
    byId(
      await context.prisma.mediaAsset.findMany({
        where: { AND: [visibleMediaAssets(context.viewer), { id: { in: [...ids] } }] },
      }),
    ),
  );

export const loadPost = (
  context: SchemaContext,
  id: string,
  extent: PostExtent = WHOLE_POST,
): Promise<PostRow | undefined> =>
  context.batch.load(`scheduledPost ${JSON.stringify(extent)}`, id, (ids) =>
    postsByIds(context.app, context.viewer, ids, extent),
  );

/**
 * The post that a mutation has written; null if it was deleted since, as a repeated call may find. Its id is known, and
 * reading it would take a good part of the time of the mutation.
 */
export const writtenPost = async (
  context: SchemaContext,
  id: string,
  info: GraphQLResolveInfo,
): Promise<PostRow | null> =>
  selectsIdOnly(info) ? ({ id } as PostRow) : ((await loadPost(context, id, postExtent(info))) ?? null);

export const loadTarget = (context: SchemaContext, id: string): Promise<PostTarget | undefined> =>
  context.batch.load('postTarget', id, (ids) => targetsByIds(context.app, context.viewer, ids));

export const loadLog = (context: SchemaContext, id: string): Promise<LogEntry | undefined> =>
  context.batch.load('publishingLog', id, (ids) => logsByIds(context.app, context.viewer, ids));

export const loadEndpoint = (context: SchemaContext, id: string): Promise<EndpointView | undefined> =>
  context.batch.load('webhookEndpoint', id, (ids) => endpointsByIds(context.app, context.viewer, ids));

export const loadDelivery = (context: SchemaContext, id: string): Promise<WebhookDelivery | undefined> =>
  context.batch.load('webhookDelivery', id, (ids) => deliveriesByIds(context.app, context.viewer, ids));

export const loadAuditEntry = (context: SchemaContext, id: string): Promise<AuditEntryRow | undefined> =>
  context.batch.load('auditEntry', id, (ids) => auditEntriesByIds(context.app, context.viewer, ids));

/** For rows that a foreign key guarantees, and that are visible whenever the referring row is. */
export async function required<T>(found: Promise<T | undefined>): Promise<T> {
  const value = await found;
  if (value === undefined) throw new Error('a row refers to one that is gone or not visible');
  return value;
}

export const loadNotification = (context: SchemaContext, id: string): Promise<NotificationRow | undefined> =>
  context.batch.load('notification', id, (ids) => notificationsByIds(context.app, context.viewer, ids));
