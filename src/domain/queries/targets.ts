/** Targets, alone or nested in their posts. */
import type { AppContext, Viewer } from '../../context.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import type { Platform, TargetStatus } from '../../lib/prisma/enums.ts';
import { type AccountJson, accountJsonSql, type BriefAccount, reviveAccount } from './catalog.ts';
import { anyOf, type Bind, type ListSource, type Order, type TimeRange, within } from './keyset.ts';
import { visibleRows } from './visible.ts';

type Detail = 'overrides' | 'options' | 'error' | 'warnings' | 'wakeAt' | 'createdAt' | 'updatedAt';
type Internal =
  | 'workspaceId'
  | 'ownTimeZone'
  | 'ownLocalTime'
  | 'leaseId'
  | 'leaseUntil'
  | 'leaseHolder'
  | 'failures'
  | 'errorCode';

/** A target as the API shows it: its details and its account are there where the statement that read it was asked for them. */
export type TargetRow = Omit<PostTarget, Detail | Internal> &
  Partial<Pick<PostTarget, Detail>> & { socialAccount?: BriefAccount };

export interface TargetExtent {
  /** Also what only a page about one target shows. */
  withDetails: boolean;
  /** Also the accounts, as far as `accountJsonSql` goes. */
  withAccounts: boolean;
}

/** A target inside another row. An array, since an object repeats the names of its columns and takes half as long again. */
export type TargetJson = readonly [
  id: PostTarget['id'],
  brandId: PostTarget['brandId'],
  postId: PostTarget['postId'],
  socialAccountId: PostTarget['socialAccountId'],
  platform: PostTarget['platform'],
  format: PostTarget['format'],
  status: PostTarget['status'],
  phase: PostTarget['phase'],
  blockedBy: PostTarget['blockedBy'],
  platformState: PostTarget['platformState'],
  percent: PostTarget['percent'],
  dueAt: string | null,
  attempt: PostTarget['attempt'],
  seq: PostTarget['seq'],
  priority: PostTarget['priority'],
  intentAt: string | null,
  publishedAt: string | null,
  externalId: PostTarget['externalId'],
  permalink: PostTarget['permalink'],
  details: DetailsJson | null,
  account: AccountJson | null,
];

type DetailsJson = readonly [
  overrides: PostTarget['overrides'],
  options: PostTarget['options'],
  error: PostTarget['error'],
  warnings: PostTarget['warnings'],
  wakeAt: string | null,
  createdAt: string,
  updatedAt: string,
];

/** Makes a `TargetJson` of a target `own` and its account `account`. */
export const targetJsonSql = ({ withDetails, withAccounts }: TargetExtent): string =>
  `json_build_array(own.id, own.brand_id, own.post_id, own.social_account_id, own.platform, own.format, own.status, own.phase, own.blocked_by, own.platform_state, own.percent,
    own.due_at, own.attempt, own.seq, own.priority, own.intent_at, own.published_at, own.external_id, own.permalink,
    ${withDetails ? 'json_build_array(own.overrides, own.options, own.error, own.warnings, own.wake_at, own.created_at, own.updated_at)' : 'null'},
    ${withAccounts ? accountJsonSql : 'null'})`;

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));

export function reviveTarget([
  id,
  brandId,
  postId,
  socialAccountId,
  platform,
  format,
  status,
  phase,
  blockedBy,
  platformState,
  percent,
  dueAt,
  attempt,
  seq,
  priority,
  intentAt,
  publishedAt,
  externalId,
  permalink,
  details,
  account,
]: TargetJson): TargetRow {
  return {
    id,
    brandId,
    postId,
    socialAccountId,
    platform,
    format,
    status,
    phase,
    blockedBy,
    platformState,
    percent,
    dueAt: instant(dueAt),
    attempt,
    seq,
    priority,
    intentAt: instant(intentAt),
    publishedAt: instant(publishedAt),
    externalId,
    permalink,
    ...(details === null ? null : reviveDetails(details)),
    ...(account === null
      ? null
      : { socialAccount: reviveAccount(account, { id: socialAccountId, brandId, platform }) }),
  };
}

const reviveDetails = ([overrides, options, error, warnings, wakeAt, createdAt, updatedAt]: DetailsJson) => ({
  overrides,
  options,
  error,
  warnings,
  wakeAt: instant(wakeAt),
  createdAt: new Date(createdAt),
  updatedAt: new Date(updatedAt),
});

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
    ...visibleRows(viewer, bind),
    ...anyOf(bind, 't.brand_id', 'uuid', filter.brandIds),
    ...anyOf(bind, 't.post_id', 'uuid', filter.postIds),
    ...anyOf(bind, 't.social_account_id', 'uuid', filter.socialAccountIds),
    ...anyOf(bind, 't.platform', '"Platform"', filter.platforms),
    ...anyOf(bind, 't.status', '"TargetStatus"', filter.statuses),
    ...anyOf(bind, 't.error_code', 'text', filter.errorCodes),
    ...within(bind, 't.due_at', filter.dueAt),
  ],
});

/** The targets with these ids that the viewer may see. */
export async function targetsByIds(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  ids: readonly string[],
): Promise<Map<string, PostTarget>> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const conditions = [`t.id = ANY(${bind(ids)}::uuid[])`, ...visibleRows(viewer, bind)];
  const rows = await ctx.db.query<PostTarget>(
    `SELECT t.* FROM post_target t WHERE ${conditions.join(' AND ')}`,
    params,
    viewer.brandIds === null ? 'targets_by_ids' : 'targets_by_ids_of_brands',
  );
  return new Map(rows.map((row) => [row.id, row]));
}
