/** Reads the publishing log: events and calls, newest first. */
import type { AppContext, Viewer } from '../../context.ts';
import type { PlatformCall } from '../../lib/prisma/client.ts';
import type { BlockedBy, Platform, PublishEventStatus } from '../../lib/prisma/enums.ts';
import { conditionSql, visibleInBrands } from '../access.ts';
import { anyOf, type Bind, type ListSource, type Order, type TimeRange, within } from './keyset.ts';

/** Calls about an account alone have none of these, and are not in the log of targets. */
type OfTarget = 'postId' | 'targetId' | 'attempt' | 'targetStatus';

/** A row of the view `publishing_log`: an event of a target, or a call to its platform, which has neither `cursor` nor `seq`. */
export type LogEntry = Omit<PlatformCall, 'endpoint' | 'outcome' | 'requestId' | OfTarget> & {
  [Column in OfTarget]: NonNullable<PlatformCall[Column]>;
} & {
  cursor: bigint | null;
  seq: number | null;
  status: PublishEventStatus;
  blockedBy: BlockedBy | null;
  platformState: string | null;
  percent: number | null;
  permalink: string | null;
  wakeAt: Date | null;
  error: unknown;
  endpoint: string | null;
};

export interface LogFilter {
  kinds?: readonly ('EVENT' | 'CALL')[] | null | undefined;
  brandIds?: readonly string[] | null | undefined;
  postIds?: readonly string[] | null | undefined;
  targetIds?: readonly string[] | null | undefined;
  socialAccountIds?: readonly string[] | null | undefined;
  platforms?: readonly Platform[] | null | undefined;
  statuses?: readonly PublishEventStatus[] | null | undefined;
  createdAt?: TimeRange | null | undefined;
}

export const logList = (
  viewer: Viewer,
  filter: LogFilter,
  order: Order,
  parents?: ListSource['parents'],
): ListSource => ({
  from: 'publishing_log t',
  select: 't.*',
  order,
  ...(parents === undefined ? {} : { parents }),
  where: (bind) => [
    ...conditionSql(visibleInBrands(viewer), bind),
    ...ofKind(filter.kinds),
    ...anyOf(bind, 't.brand_id', 'uuid', filter.brandIds),
    ...anyOf(bind, 't.post_id', 'uuid', filter.postIds),
    ...anyOf(bind, 't.target_id', 'uuid', filter.targetIds),
    ...anyOf(bind, 't.social_account_id', 'uuid', filter.socialAccountIds),
    ...anyOf(bind, 't.platform', '"Platform"', filter.platforms),
    ...anyOf(bind, 't.status', '"PublishEventStatus"', filter.statuses),
    ...within(bind, 't.created_at', filter.createdAt),
  ],
});

// An event has a position in the stream, a call has none.
const ofKind = (kinds: LogFilter['kinds']): string[] =>
  kinds
    ? [`((t.cursor IS NOT NULL AND ${kinds.includes('EVENT')}) OR (t.cursor IS NULL AND ${kinds.includes('CALL')}))`]
    : [];

/** Log entries by id, if the viewer may see them. */
export async function logsByIds(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  ids: readonly string[],
): Promise<Map<string, LogEntry>> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const conditions = [`t.id = ANY(${bind(ids)}::uuid[])`, ...conditionSql(visibleInBrands(viewer), bind)];
  const rows = await ctx.db.query<LogEntry>(
    `SELECT t.* FROM publishing_log t WHERE ${conditions.join(' AND ')}`,
    params,
  );
  return new Map(rows.map((row) => [row.id, row]));
}
