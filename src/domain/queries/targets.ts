/** Reads targets, alone or nested in their posts. */
import type { AppContext, Viewer } from '../../context.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import type { Platform, TargetStatus } from '../../lib/prisma/enums.ts';
import { conditionSql, visibleInBrands } from '../access.ts';
import { accountCausedSql } from '../targets/account-caused.ts';
import {
  columnName,
  DETAIL_COLUMNS,
  type DetailColumn,
  isInstant,
  SHOWN_COLUMNS,
  type ShownColumn,
} from '../targets/target-columns.ts';
import { type AccountJson, accountJsonSql, type BriefAccount, reviveAccount } from './accounts.ts';
import { anyOf, type Bind, type ListSource, type Order, type TimeRange, within } from './keyset.ts';

/** A target as the API shows it. Details and account are present if the statement asked for them. */
export type TargetRow = Pick<PostTarget, ShownColumn> &
  Partial<Pick<PostTarget, DetailColumn>> & { socialAccount?: BriefAccount };

export interface TargetExtent {
  /** Also columns that only a page about one target shows. */
  withDetails: boolean;
  /** Also the columns of the account that `accountJsonSql` reads. */
  withAccounts: boolean;
}

/** A target inside another row, as an array: an object repeats its column names and takes one and a half times as long. */
export type TargetJson = readonly [
  shown: readonly unknown[],
  details: readonly unknown[] | null,
  account: AccountJson | null,
];

const listOf = (keys: readonly (keyof PostTarget)[]): string =>
  `json_build_array(${keys.map((key) => `own.${columnName(key)}`).join(', ')})`;

/** SQL that builds a `TargetJson` from a target `own` and its account `account`. */
export const targetJsonSql = ({ withDetails, withAccounts }: TargetExtent): string =>
  `json_build_array(${listOf(SHOWN_COLUMNS)}, ${withDetails ? listOf(DETAIL_COLUMNS) : 'null'}, ${withAccounts ? accountJsonSql : 'null'})`;

export function reviveTarget([shown, details, account]: TargetJson): TargetRow {
  const row = {} as TargetRow;
  revive(row, SHOWN_COLUMNS, shown);
  if (details !== null) revive(row, DETAIL_COLUMNS, details);
  if (account !== null)
    row.socialAccount = reviveAccount(account, {
      id: row.socialAccountId,
      brandId: row.brandId,
      platform: row.platform,
    });
  return row;
}

function revive(
  row: Partial<Record<keyof PostTarget, unknown>>,
  keys: readonly (keyof PostTarget)[],
  values: readonly unknown[],
): void {
  for (const [index, key] of keys.entries()) {
    const value = values[index];
    row[key] = typeof value === 'string' && isInstant(key) ? new Date(value) : value;
  }
}

const due = {
  sql: "coalesce(t.due_at, 'infinity'::timestamptz)",
  type: 'timestamptz',
  of: ({ dueAt }: Pick<PostTarget, 'dueAt'>) => dueAt?.toISOString() ?? 'infinity',
} as const;

export const TARGET_ORDERS = {
  DUE_AT_ASC: { name: 'dueAt', key: due, direction: 'ASC' },
  DUE_AT_DESC: { name: 'dueAt', key: due, direction: 'DESC' },
  CREATED_AT_ASC: { name: 'createdAt', key: null, direction: 'ASC' },
  CREATED_AT_DESC: { name: 'createdAt', key: null, direction: 'DESC' },
} as const satisfies Record<string, Order>;

export interface TargetFilter {
  brandIds?: readonly string[] | null | undefined;
  postIds?: readonly string[] | null | undefined;
  socialAccountIds?: readonly string[] | null | undefined;
  platforms?: readonly Platform[] | null | undefined;
  statuses?: readonly TargetStatus[] | null | undefined;
  errorCodes?: readonly string[] | null | undefined;
  dueAt?: TimeRange | null | undefined;
  /** Only what failed, was missed or waits because of its account, and can be recovered. */
  isAccountCaused?: boolean;
}

export const targetList = (
  viewer: Viewer,
  filter: TargetFilter,
  order: Order,
  parents?: ListSource['parents'],
): ListSource => ({
  from: 'post_target t',
  select: 't.*',
  order,
  ...(parents === undefined ? {} : { parents }),
  where: (bind) => [
    ...conditionSql(visibleInBrands(viewer), bind),
    ...anyOf(bind, 't.brand_id', 'uuid', filter.brandIds),
    ...anyOf(bind, 't.post_id', 'uuid', filter.postIds),
    ...anyOf(bind, 't.social_account_id', 'uuid', filter.socialAccountIds),
    ...anyOf(bind, 't.platform', '"Platform"', filter.platforms),
    ...anyOf(bind, 't.status', '"TargetStatus"', filter.statuses),
    ...anyOf(bind, 't.error_code', 'text', filter.errorCodes),
    ...within(bind, 't.due_at', filter.dueAt),
    ...(filter.isAccountCaused === true ? [accountCausedSql(bind)] : []),
  ],
});

/** Targets by id, if the viewer may see them. */
export async function targetsByIds(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  ids: readonly string[],
): Promise<Map<string, PostTarget>> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const conditions = [`t.id = ANY(${bind(ids)}::uuid[])`, ...conditionSql(visibleInBrands(viewer), bind)];
  const rows = await ctx.db.query<PostTarget>(
    `SELECT t.* FROM post_target t WHERE ${conditions.join(' AND ')}`,
    params,
    viewer.brandIds === null ? 'targets_by_ids' : 'targets_by_ids_of_brands',
  );
  return new Map(rows.map((row) => [row.id, row]));
}
