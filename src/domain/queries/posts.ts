/** Reads posts with their targets and media in one statement, whatever is selected. */
import type { AppContext, Viewer } from '../../context.ts';
import type { ScheduledPost } from '../../lib/prisma/client.ts';
import type { Platform } from '../../lib/prisma/enums.ts';
import { conditionSql, visibleInBrands } from '../access.ts';
import { POST_STATUS_SQL, type PostStatus } from '../targets/post-target.ts';
import {
  anyOf,
  type Bind,
  containing,
  equalTo,
  type ListSource,
  type Order,
  preparedName,
  type TimeRange,
  within,
} from './keyset.ts';
import { reviveTarget, type TargetExtent, type TargetJson, type TargetRow, targetJsonSql } from './targets.ts';

export interface PostMediaItem {
  mediaAssetId: string;
  altText: string | null;
}

export interface PostRow extends ScheduledPost {
  // Present if the statement asked for them.
  /** In the order in which they were added; a post has at most `POST_LIMITS.targets`. */
  targets?: TargetRow[];
  media?: PostMediaItem[];
}

/** As the database returns it: nested rows are JSON. */
export type PostJson = ScheduledPost & { targets?: TargetJson[]; media?: PostMediaItem[] };

export const revivePost = ({ targets, ...post }: PostJson): PostRow => ({
  ...post,
  ...(targets === undefined ? null : { targets: targets.map(reviveTarget) }),
});

/** What is read of posts. Nested rows take most of the time of a page, so only the selected ones are read. */
export interface PostExtent extends TargetExtent {
  withTargets: boolean;
  withMedia: boolean;
}

/** Everything but the accounts, which are read when a field asks for one. */
export const WHOLE_POST: PostExtent = { withTargets: true, withDetails: true, withAccounts: false, withMedia: true };

const ACCOUNTS = ' JOIN social_account account ON account.id = own.social_account_id';
const MEDIA = `(SELECT coalesce(json_agg(json_build_object('mediaAssetId', own.media_asset_id, 'altText', own.alt_text) ORDER BY own.position), '[]')
  FROM post_media own WHERE own.post_id = t.id) AS media`;

const selectOf = ({ withTargets, withMedia, ...ofTargets }: PostExtent): string => {
  const targets = `(SELECT coalesce(json_agg(${targetJsonSql(ofTargets)} ORDER BY own.id), '[]')
    FROM post_target own${ofTargets.withAccounts ? ACCOUNTS : ''} WHERE own.post_id = t.id) AS targets`;
  return ['t.*', ...(withTargets ? [targets] : []), ...(withMedia ? [MEDIA] : [])].join(',\n  ');
};

// Posts without a time come last, where the index has them.
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
  /** Only posts of which a target that has yet to go out is at risk. */
  isAtRisk?: boolean;
}

export const postList = (
  viewer: Viewer,
  filter: PostFilter,
  order: Order,
  extent: PostExtent,
  parents?: ListSource['parents'],
): ListSource => ({
  from: 'scheduled_post t',
  ...(parents === undefined ? {} : { parents }),
  select: selectOf(extent),
  order,
  where: (bind) => [
    ...conditionSql(visibleInBrands(viewer), bind),
    ...anyOf(bind, 't.brand_id', 'uuid', filter.brandIds),
    ...within(bind, 't.scheduled_at', filter.scheduledAt),
    ...within(bind, 't.created_at', filter.createdAt),
    ...ofTargets(bind, filter),
    ...ofStatus(bind, filter.statuses),
    ...containing(bind, ['t.caption', 't.title'], filter.text),
    ...(typeof filter.externalId === 'string' ? [equalTo(bind, 't.external_id', filter.externalId)] : []),
    ...(filter.isAtRisk === true ? ['EXISTS (SELECT FROM post_risk risk WHERE risk.post_id = t.id)'] : []),
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

/** Posts by id, if the viewer may see them. */
export async function postsByIds(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  ids: readonly string[],
  extent: PostExtent,
): Promise<Map<string, PostRow>> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  // Mostly one post is read. With `= ANY` Postgres would plan the statement for each call, which takes longer than
  // running it.
  const named = ids.length === 1 ? `t.id = ${bind(ids[0])}` : `t.id = ANY(${bind(ids)}::uuid[])`;
  const conditions = [named, ...conditionSql(visibleInBrands(viewer), bind)];
  const text = `SELECT ${selectOf(extent)} FROM scheduled_post t WHERE ${conditions.join(' AND ')}`;
  const rows = await ctx.db.query<PostJson>(text, params, preparedName(text));
  return new Map(rows.map((row) => [row.id, revivePost(row)]));
}

/** Finds a post by the id that the partner gave it. */
export async function postIdOfExternal(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  named: { brandId: string; externalId: string },
): Promise<string | null> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const conditions = [
    `t.brand_id = ${bind(named.brandId)}::uuid`,
    equalTo(bind, 't.external_id', named.externalId),
    ...conditionSql(visibleInBrands(viewer), bind),
  ];
  const [row] = await ctx.db.query<{ id: string }>(
    `SELECT t.id FROM scheduled_post t WHERE ${conditions.join(' AND ')}`,
    params,
  );
  return row?.id ?? null;
}
