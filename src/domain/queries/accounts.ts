/** Reads accounts, in lists and with their targets; never a secret column. */
import type { AppContext, Viewer } from '../../context.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import type { AccountHealthStatus, AccountStatus, Platform } from '../../lib/prisma/enums.ts';
import { conditionSql, visibleInBrands } from '../access.ts';
import { anyOf, type Bind, containing, type ListSource, type Order, preparedName } from './keyset.ts';

/** The columns of `AccountRow`: everything that the API shows of an account, never its credentials. */
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
  'health_status',
  'health_reasons',
  'health_since',
  'needs_person_at',
  'checked_at',
  'last_error',
  'created_at',
  'updated_at',
]
  .map((column) => `t.${column}`)
  .join(', ');

/** The columns of an account that are read with each of its targets; `accountsByIds` reads the rest. */
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

/** Columns that only some statements read. */
export type AccountDetail =
  | 'statusReason'
  | 'statusChangedAt'
  | 'scopes'
  | 'facts'
  | 'tokenExpiresAt'
  | 'refreshExpiresAt'
  | 'lastPublishedAt'
  | 'healthStatus'
  | 'healthReasons'
  | 'healthSince'
  | 'needsPersonAt'
  | 'checkedAt'
  | 'lastError'
  | 'createdAt'
  | 'updatedAt';

/** An account as the API shows it: never its credentials. */
export type AccountRow = BriefAccount & Partial<Pick<SocialAccount, AccountDetail>>;

/** The account in a target row; the rest of it is read on demand. */
export type AccountJson = readonly [
  externalId: SocialAccount['externalId'],
  username: SocialAccount['username'],
  displayName: SocialAccount['displayName'],
  avatarUrl: SocialAccount['avatarUrl'],
  profileUrl: SocialAccount['profileUrl'],
  status: SocialAccount['status'],
  pausedAt: string | null,
];

/** SQL that builds an `AccountJson` from `account`. */
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

export async function accountsByIds(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  ids: readonly string[],
): Promise<Map<string, AccountRow>> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const conditions = [`t.id = ANY(${bind(ids)}::uuid[])`, ...conditionSql(visibleInBrands(viewer), bind)];
  const text = `SELECT ${ACCOUNT_SELECT} FROM social_account t WHERE ${conditions.join(' AND ')}`;
  const rows = await ctx.db.query<AccountRow>(text, params, preparedName(text));
  return new Map(rows.map((row) => [row.id, row]));
}

export interface AccountFilter {
  brandIds?: readonly string[] | null | undefined;
  platforms?: readonly Platform[] | null | undefined;
  statuses?: readonly AccountStatus[] | null | undefined;
  health?: readonly AccountHealthStatus[] | null | undefined;
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
    ...anyOf(bind, 't.health_status', '"AccountHealthStatus"', filter.health),
    ...containing(bind, ['t.username', 't.display_name'], filter.text),
  ],
});
