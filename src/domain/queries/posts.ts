/** Posts with their targets and media: one statement, whatever is selected of them. */
import type { AppContext, Viewer } from '../../context.ts';
import type { ScheduledPost } from '../../lib/prisma/client.ts';
import type { Platform } from '../../lib/prisma/enums.ts';
import { POST_STATUS_SQL, type PostStatus } from '../post-target.ts';
import { ACCOUNT_COLUMNS, type AccountJson, reviveAccount } from './catalog.ts';
import { anyOf, type Bind, type ListSource, type Order, type TimeRange, within } from './keyset.ts';
import { reviveTarget, type TargetJson, type TargetRow } from './targets.ts';
import { visibleRows } from './visible.ts';

export interface PostMediaItem {
  mediaAssetId: string;
  altText: string | null;
}

export interface PostRow extends ScheduledPost {
  /** In the order in which they were added; a post has at most `POST_LIMITS.targets`. */
  targets: TargetRow[];
  media: PostMediaItem[];
}

/** As it comes from the database: what is nested came as JSON. */
export type PostJson = ScheduledPost & { targets: TargetJson[]; media: PostMediaItem[]; accounts?: AccountJson[] };

export function revivePost({ targets, accounts = [], ...post }: PostJson): PostRow {
  const ofTargets = new Map(accounts.map((json) => [json.id, reviveAccount(json)]));
  return {
    ...post,
    targets: targets.map((json) => {
      const socialAccount = ofTargets.get(json.social_account_id);
      return socialAccount === undefined ? reviveTarget(json) : { ...reviveTarget(json), socialAccount };
    }),
  };
}

export interface PostExtent {
  /** Also the accounts of the targets: the same statement instead of a second one. */
  withAccounts?: boolean;
}

// Whole rows: naming the columns of 60 targets makes the statement twice as slow.
const SELECT = `t.*,
  (SELECT coalesce(json_agg(own ORDER BY own.id), '[]') FROM post_target own WHERE own.post_id = t.id) AS targets,
  (SELECT coalesce(json_agg(json_build_object('mediaAssetId', own.media_asset_id, 'altText', own.alt_text) ORDER BY own.position), '[]') FROM post_media own WHERE own.post_id = t.id) AS media`;

const ACCOUNTS = `(SELECT coalesce(json_agg(a), '[]') FROM (
    SELECT ${ACCOUNT_COLUMNS.join(', ')} FROM social_account WHERE id IN (SELECT own.social_account_id FROM post_target own WHERE own.post_id = t.id)
  ) a) AS accounts`;

const selectOf = ({ withAccounts = false }: PostExtent): string => (withAccounts ? `${SELECT}, ${ACCOUNTS}` : SELECT);

// A post without a time stands at the end, where an index can find it.
const PLANNED = "coalesce(t.scheduled_at, 'infinity'::timestamptz)";
const planned = {
  sql: PLANNED,
  type: 'timestamptz',
  of: ({ scheduledAt }: Pick<ScheduledPost, 'scheduledAt'>) => scheduledAt?.toISOString() ?? 'infinity',
} as const;

export const POST_ORDERS = {
  SCHEDULED_AT_ASC: { name: 'scheduledAt', key: planned, direction: 'ASC' },
  SCHEDULED_AT_DESC: { name: 'scheduledAt', key: planned, direction: 'DESC' },
  CREATED_AT_ASC: { name: 'createdAt', key: null, direction: 'ASC' },
  CREATED_AT_DESC: { name: 'createdAt', key: null, direction: 'DESC' },
} as const satisfies Record<string, Order>;

export interface PostFilter {
  brandIds?: readonly string[] | null | undefined;
  socialAccountIds?: readonly string[] | null | undefined;
  platforms?: readonly Platform[] | null | undefined;
  statuses?: readonly PostStatus[] | null | undefined;
  scheduledAt?: TimeRange | null | undefined;
  createdAt?: TimeRange | null | undefined;
  text?: string | null | undefined;
  externalId?: string | null | undefined;
}

export const postList = (
  viewer: Viewer,
  filter: PostFilter,
  order: Order,
  { parents, ...extent }: PostExtent & { parents?: ListSource['parents'] } = {},
): ListSource => ({
  from: 'scheduled_post t',
  ...(parents === undefined ? {} : { parents }),
  select: selectOf(extent),
  order,
  where: (bind) => [
    ...visibleRows(viewer, bind),
    ...anyOf(bind, 't.brand_id', 'uuid', filter.brandIds),
    ...within(bind, 't.scheduled_at', filter.scheduledAt),
    ...within(bind, 't.created_at', filter.createdAt),
    ...ofTargets(bind, filter),
    ...ofStatus(bind, filter.statuses),
    ...ofText(bind, filter.text),
    ...(filter.externalId ? [`t.external_id = ${bind(filter.externalId)}`] : []),
  ],
});

function ofTargets(bind: Bind, { socialAccountIds, platforms }: PostFilter): string[] {
  const conditions = [
    ...anyOf(bind, 'own.social_account_id', 'uuid', socialAccountIds),
    ...anyOf(bind, 'own.platform', '"Platform"', platforms),
  ];
  if (conditions.length === 0) return [];
  return [`EXISTS (SELECT FROM post_target own WHERE own.post_id = t.id AND ${conditions.join(' AND ')})`];
}

const ofStatus = (bind: Bind, statuses: PostFilter['statuses']): string[] =>
  statuses
    ? [
        `(SELECT ${POST_STATUS_SQL('own.status')} FROM post_target own WHERE own.post_id = t.id) = ANY(${bind(statuses)}::text[])`,
      ]
    : [];

function ofText(bind: Bind, text: PostFilter['text']): string[] {
  if (!text) return [];
  const pattern = bind(`%${text.replace(/[\\%_]/g, '\\$&')}%`);
  return [`(t.caption ILIKE ${pattern} OR t.title ILIKE ${pattern})`];
}

/** The posts with these ids that the viewer may see. */
export async function postsByIds(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  ids: readonly string[],
  extent: PostExtent = {},
): Promise<Map<string, PostRow>> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const conditions = [`t.id = ANY(${bind(ids)}::uuid[])`, ...visibleRows(viewer, bind)];
  const rows = await ctx.db.query<PostJson>(
    `SELECT ${selectOf(extent)} FROM scheduled_post t WHERE ${conditions.join(' AND ')}`,
    params,
    `posts_by_ids${viewer.brandIds === null ? '' : '_of_brands'}${extent.withAccounts ? '_with_accounts' : ''}`,
  );
  return new Map(rows.map((row) => [row.id, revivePost(row)]));
}

/** The id of the post with the partner's own id, or null. */
export async function postIdOfExternal(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  named: { brandId: string; externalId: string },
): Promise<string | null> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const conditions = [
    `t.brand_id = ${bind(named.brandId)}::uuid`,
    `t.external_id = ${bind(named.externalId)}`,
    ...visibleRows(viewer, bind),
  ];
  const [row] = await ctx.db.query<{ id: string }>(
    `SELECT t.id FROM scheduled_post t WHERE ${conditions.join(' AND ')}`,
    params,
  );
  return row?.id ?? null;
}
