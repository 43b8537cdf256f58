/** Lists of what posts are made of: brands, accounts, media, API keys. Never a secret column. */
import type { AppContext, Viewer } from '../../context.ts';
import type { Brand, MediaAsset, SocialAccount } from '../../lib/prisma/client.ts';
import type { AccountStatus, MediaKind, MediaStatus, Platform } from '../../lib/prisma/enums.ts';
import { conditionSql, visibleApiKeys, visibleBrands, visibleInBrands, visibleMediaAssets } from '../access.ts';
import { anyOf, type Bind, containing, type ListSource, type Order } from './keyset.ts';

/** By id is by time of creation. */
export const BY_CREATION = {
  CREATED_AT_ASC: { name: 'createdAt', key: null, direction: 'ASC' },
  CREATED_AT_DESC: { name: 'createdAt', key: null, direction: 'DESC' },
} as const satisfies Record<string, Order>;

/** The columns of `AccountRow`: everything that is shown of an account, and never its credentials. */
const ACCOUNT_SELECT = [
  'id',
  'brand_id',
  'platform',
  'external_id',
  'username',
  'display_name',
  'avatar_url',
  'profile_url',
  'status',
  'status_reason',
  'status_changed_at',
  'paused_at',
  'scopes',
  'facts',
  'token_expires_at',
  'refresh_expires_at',
  'last_published_at',
  'created_at',
  'updated_at',
]
  .map((column) => `t.${column}`)
  .join(', ');

/** What is shown of an account beside each of its targets; the rest is read with `accountsByIds`. */
export type BriefAccount = Pick<
  SocialAccount,
  | 'id'
  | 'brandId'
  | 'platform'
  | 'externalId'
  | 'username'
  | 'displayName'
  | 'avatarUrl'
  | 'profileUrl'
  | 'status'
  | 'pausedAt'
>;

/** An account as the API shows it: never its credentials, and what goes beyond the brief only where a statement read it. */
export type AccountRow = BriefAccount &
  Partial<
    Pick<
      SocialAccount,
      | 'statusReason'
      | 'statusChangedAt'
      | 'scopes'
      | 'facts'
      | 'tokenExpiresAt'
      | 'refreshExpiresAt'
      | 'lastPublishedAt'
      | 'createdAt'
      | 'updatedAt'
    >
  >;

/** The account inside a target, which knows the rest of it. */
export type AccountJson = readonly [
  externalId: SocialAccount['externalId'],
  username: SocialAccount['username'],
  displayName: SocialAccount['displayName'],
  avatarUrl: SocialAccount['avatarUrl'],
  profileUrl: SocialAccount['profileUrl'],
  status: SocialAccount['status'],
  pausedAt: string | null,
];

/** Makes an `AccountJson` of `account`. */
export const accountJsonSql =
  'json_build_array(account.external_id, account.username, account.display_name, account.avatar_url, account.profile_url, account.status, account.paused_at)';

export const reviveAccount = (
  [externalId, username, displayName, avatarUrl, profileUrl, status, pausedAt]: AccountJson,
  known: Pick<SocialAccount, 'id' | 'brandId' | 'platform'>,
): BriefAccount => ({
  ...known,
  externalId,
  username,
  displayName,
  avatarUrl,
  profileUrl,
  status,
  pausedAt: pausedAt === null ? null : new Date(pausedAt),
});

/* ---- by id ---- */

const byIds =
  <Row extends { id: string }>(
    name: string,
    select: string,
    table: string,
    visible: typeof visibleBrands | typeof visibleInBrands | typeof visibleMediaAssets,
  ) =>
  async (ctx: Pick<AppContext, 'db'>, viewer: Viewer, ids: readonly string[]): Promise<Map<string, Row>> => {
    const params: unknown[] = [];
    const bind: Bind = (value) => `$${params.push(value)}`;
    const conditions = [`t.id = ANY(${bind(ids)}::uuid[])`, ...conditionSql(visible(viewer), bind)];
    const rows = await ctx.db.query<Row>(
      `SELECT ${select} FROM ${table} t WHERE ${conditions.join(' AND ')}`,
      params,
      conditions.length === 2 ? `${name}_by_ids` : `${name}_by_ids_of_brands`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  };

export const brandsByIds = byIds<Brand>('brands', 't.*', 'brand', visibleBrands);
export const accountsByIds = byIds<AccountRow>('accounts', ACCOUNT_SELECT, 'social_account', visibleInBrands);
export const mediaByIds = byIds<MediaAsset>('media', 't.*', 'media_asset', visibleMediaAssets);

/* ---- lists ---- */

export interface BrandFilter {
  text?: string | null | undefined;
}

export const brandList = (viewer: Viewer, filter: BrandFilter, order: Order): ListSource => ({
  from: 'brand t',
  select: 't.*',
  order,
  where: (bind) => [...conditionSql(visibleBrands(viewer), bind), ...containing(bind, ['t.name'], filter.text)],
});

export interface AccountFilter {
  brandIds?: readonly string[] | null | undefined;
  platforms?: readonly Platform[] | null | undefined;
  statuses?: readonly AccountStatus[] | null | undefined;
  text?: string | null | undefined;
}

export const accountList = (
  viewer: Viewer,
  filter: AccountFilter,
  order: Order,
  parents?: ListSource['parents'],
): ListSource => ({
  from: 'social_account t',
  select: ACCOUNT_SELECT,
  order,
  ...(parents === undefined ? {} : { parents }),
  where: (bind) => [
    ...conditionSql(visibleInBrands(viewer), bind),
    ...anyOf(bind, 't.brand_id', 'uuid', filter.brandIds),
    ...anyOf(bind, 't.platform', '"Platform"', filter.platforms),
    ...anyOf(bind, 't.status', '"AccountStatus"', filter.statuses),
    ...containing(bind, ['t.username', 't.display_name'], filter.text),
  ],
});

export interface MediaFilter {
  kinds?: readonly MediaKind[] | null | undefined;
  statuses?: readonly MediaStatus[] | null | undefined;
  text?: string | null | undefined;
}

export const mediaList = (viewer: Viewer, filter: MediaFilter, order: Order): ListSource => ({
  from: 'media_asset t',
  select: 't.*',
  order,
  where: (bind) => [
    ...conditionSql(visibleMediaAssets(viewer), bind),
    ...anyOf(bind, 't.kind', '"MediaKind"', filter.kinds),
    ...anyOf(bind, 't.status', '"MediaStatus"', filter.statuses),
    ...containing(bind, ['t.file_name', 't.alt_text'], filter.text),
  ],
});

export const apiKeyList = (
  viewer: Viewer,
  filter: { isUsable?: boolean | null | undefined; now: Date },
  order: Order,
): ListSource => ({
  from: 'api_key t',
  // The names of scopes are the API's, not the database's.
  select: `t.id, t.created_at, t.updated_at, t.workspace_id, t.name, t.prefix, t.brand_ids, t.expires_at, t.revoked_at, t.last_used_at,
    (SELECT coalesce(array_agg(upper(replace(s::text, ':', '_')) ORDER BY s), '{}') FROM unnest(t.scopes) s) AS scopes`,
  order,
  where: (bind) => [...conditionSql(visibleApiKeys(viewer), bind), ...usable(bind, filter)],
});

function usable(bind: Bind, { isUsable, now }: { isUsable?: boolean | null | undefined; now: Date }): string[] {
  if (isUsable === null || isUsable === undefined) return [];
  const at = bind(now);
  return [`(t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > ${at})) = ${bind(isUsable)}`];
}
