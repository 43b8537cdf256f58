/** Reads notifications: pages, what is unread, and what a key has read. */
import type { AppContext, Viewer } from '../../context.ts';
import type { Notification } from '../../lib/prisma/client.ts';
import type { UserAction } from '../../platforms/failure.ts';
import { conditionSql, visibleInBrands } from '../access.ts';
import { preferencesOf, readableTypes, wantedSql, wantedTypes } from '../notifications/preferences.ts';
import type { NotificationType, Severity } from '../notifications/types.ts';
import { anyOf, type Bind, type ListSource, MAX_COUNT, type Order, preparedName } from './keyset.ts';

/** Only types that this release knows are read. */
export type NotificationRow = Omit<Notification, 'type' | 'severity' | 'userAction'> & {
  type: NotificationType;
  severity: Severity;
  userAction: UserAction;
};

const FROM = 'notification t';
const SELECT =
  't.id, t.created_at, t.workspace_id, t.brand_id, t.type, t.severity, t.code, t.params, t.user_action, t.subject, t.subject_id, t.post_id, t.social_account_id, t.targets, t.post_ids';

export interface NotificationFilter {
  types?: readonly NotificationType[] | null | undefined;
  severities?: readonly Severity[] | null | undefined;
  brandIds?: readonly string[] | null | undefined;
  isUnread?: boolean | null | undefined;
  since?: Date | null | undefined;
}

/** Up to which id a key has read everything. What was there before the key was made counts as read. */
const readTo = (key: string): string =>
  `coalesce((SELECT read_to FROM notification_reader WHERE api_key_id = ${key}), ${key}::uuid)`;

const unreadSql = ({ apiKeyId }: Viewer, bind: Bind): string[] => {
  const key = bind(apiKeyId);
  return [
    `t.id > ${readTo(key)}`,
    `NOT EXISTS (SELECT FROM notification_read r WHERE r.api_key_id = ${key} AND r.notification_id = t.id)`,
  ];
};

/** What a key is told of by the API: what it may see, without what it has muted. */
async function toldSql({ db }: Pick<AppContext, 'db'>, viewer: Viewer): Promise<(bind: Bind) => string[]> {
  const wanted = wantedTypes(readableTypes(viewer), await preferencesOf(db, viewer.apiKeyId, 'IN_APP'));
  return (bind) => [...conditionSql(visibleInBrands(viewer), bind), wantedSql(wanted, bind)];
}

export async function notificationList(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  filter: NotificationFilter,
  order: Order,
): Promise<ListSource> {
  const told = await toldSql(ctx, viewer);
  return {
    from: FROM,
    select: SELECT,
    order,
    where: (bind) => [
      ...told(bind),
      ...anyOf(bind, 't.type', 'text', filter.types),
      ...anyOf(bind, 't.severity', 'text', filter.severities),
      ...anyOf(bind, 't.brand_id', 'uuid', filter.brandIds),
      ...(filter.since ? [`t.created_at >= ${bind(filter.since)}`] : []),
      ...ofReading(viewer, filter.isUnread, bind),
    ],
  };
}

function ofReading(viewer: Viewer, isUnread: boolean | null | undefined, bind: Bind): readonly string[] {
  if (isUnread === null || isUnread === undefined) return [];
  const unread = unreadSql(viewer, bind);
  return isUnread ? unread : [`NOT (${unread.join(' AND ')})`];
}

/** At most `MAX_COUNT`. */
export async function unreadCount(ctx: Pick<AppContext, 'db'>, viewer: Viewer): Promise<number> {
  const told = await toldSql(ctx, viewer);
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const where = [...told(bind), ...unreadSql(viewer, bind)].join(' AND ');
  const text = `SELECT count(*)::int AS n FROM (SELECT FROM ${FROM} WHERE ${where} LIMIT ${MAX_COUNT}) unread`;
  const [row] = await ctx.db.query<{ n: number }>(text, params, preparedName(text));
  return row?.n ?? 0;
}

/** Also what the key has muted. */
export async function notificationsByIds(
  { db }: Pick<AppContext, 'db'>,
  viewer: Viewer,
  ids: readonly string[],
): Promise<Map<string, NotificationRow>> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const where = [
    `t.id = ANY(${bind(ids)}::uuid[])`,
    ...conditionSql(visibleInBrands(viewer), bind),
    ...anyOf(bind, 't.type', 'text', readableTypes(viewer)),
  ].join(' AND ');
  const rows = await db.query<NotificationRow>(`SELECT ${SELECT} FROM ${FROM} WHERE ${where}`, params);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Of these, those that the key has read. */
export async function readAmong(
  { db }: Pick<AppContext, 'db'>,
  { apiKeyId }: Viewer,
  ids: readonly string[],
): Promise<Map<string, true>> {
  const rows = await db.query<{ id: string }>(
    `SELECT u.id FROM unnest($2::uuid[]) AS u (id)
     WHERE u.id <= ${readTo('$1')} OR EXISTS (SELECT FROM notification_read r WHERE r.api_key_id = $1 AND r.notification_id = u.id)`,
    [apiKeyId, ids],
    'read_among_notifications',
  );
  return new Map(rows.map(({ id }) => [id, true]));
}
