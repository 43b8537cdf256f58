/** Reads for calendars and dashboards: posts of a time span by day, and counts by status. */
import type { AppContext, Viewer } from '../../context.ts';
import type { TargetStatus } from '../../lib/prisma/enums.ts';
import { conditionSql, visibleInBrands } from '../access.ts';
import { daysOf } from '../schedule-time.ts';
import { anyOf, type Bind } from './keyset.ts';
import { POST_ORDERS, type PostExtent, type PostJson, type PostRow, postList, revivePost } from './posts.ts';

/** A month of a busy brand; no calendar can show more. */
export const MAX_CALENDAR_POSTS = 1_000;
export const MAX_CALENDAR_DAYS = 62;

export interface Calendar {
  posts: PostRow[];
  isComplete: boolean;
}

export async function readCalendar(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  span: { from: Date; to: Date; brandIds?: readonly string[] | null | undefined },
  extent: PostExtent,
): Promise<Calendar> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const list = postList(viewer, { brandIds: span.brandIds, scheduledAt: span }, POST_ORDERS.SCHEDULED_AT_ASC, extent);
  const rows = await ctx.db.query<PostJson>(
    `SELECT ${list.select} FROM ${list.from} WHERE ${list.where(bind).join(' AND ')} ORDER BY t.scheduled_at, t.id LIMIT ${MAX_CALENDAR_POSTS + 1}`,
    params,
  );
  return { posts: rows.slice(0, MAX_CALENDAR_POSTS).map(revivePost), isComplete: rows.length <= MAX_CALENDAR_POSTS };
}

const STATS_GROUPS = {
  PLATFORM: 't.platform::text',
  ACCOUNT: 't.social_account_id::text',
  DAY: null,
  STATUS: 't.status::text',
} as const;
export type StatsGroup = keyof typeof STATS_GROUPS;
export const MAX_STATS_DAYS = 366;

export interface StatsRow {
  key: string;
  total: number;
  byStatus: Partial<Record<TargetStatus, number>>;
}

/** Counts targets due in the span by status. A day is one on the clocks of `timeZone`. */
export async function publishingStats(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  input: {
    from: Date;
    to: Date;
    groupBy: StatsGroup;
    timeZone: string;
    brandIds?: readonly string[] | null | undefined;
  },
): Promise<StatsRow[]> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const days = input.groupBy === 'DAY' ? daysOf(input, input.timeZone) : [];
  const group =
    STATS_GROUPS[input.groupBy] ??
    `width_bucket(t.due_at, ${bind(days.map(({ startsAt }) => startsAt.toISOString()))}::timestamptz[])`;
  const conditions = [
    ...conditionSql(visibleInBrands(viewer), bind),
    ...anyOf(bind, 't.brand_id', 'uuid', input.brandIds),
    `t.due_at >= ${bind(input.from)}`,
    `t.due_at < ${bind(input.to)}`,
  ];
  const rows = await ctx.db.query<{ key: string | number; status: TargetStatus; n: number }>(
    `SELECT ${group} AS key, t.status, count(*)::int AS n FROM post_target t WHERE ${conditions.join(' AND ')} GROUP BY 1, 2 ORDER BY 1, 2`,
    params,
  );
  return [...Map.groupBy(rows, ({ key }) => key)].map(([key, counts]) => ({
    key: typeof key === 'number' ? (days[key - 1]?.date ?? '') : key,
    total: counts.reduce((sum, { n }) => sum + n, 0),
    byStatus: Object.fromEntries(counts.map(({ status, n }) => [status, n])),
  }));
}
