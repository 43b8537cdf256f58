/** Targets, alone or nested in their posts. */
import type { AppContext, Viewer } from '../../context.ts';
import type { PostTarget, SocialAccount } from '../../lib/prisma/client.ts';
import type { Platform, TargetStatus } from '../../lib/prisma/enums.ts';
import { anyOf, type Bind, type ListSource, type Order, type TimeRange, within } from './keyset.ts';
import { visibleRows } from './visible.ts';

/** A target, with its account where the statement that read it knew that too. */
export type TargetRow = PostTarget & { socialAccount?: SocialAccount };

/** A row as Postgres writes it into JSON: columns under their own names, instants as text. */
export interface TargetJson {
  id: PostTarget['id'];
  created_at: string;
  updated_at: string;
  workspace_id: PostTarget['workspaceId'];
  brand_id: PostTarget['brandId'];
  post_id: PostTarget['postId'];
  social_account_id: PostTarget['socialAccountId'];
  platform: PostTarget['platform'];
  format: PostTarget['format'];
  overrides: PostTarget['overrides'];
  options: PostTarget['options'];
  status: PostTarget['status'];
  phase: PostTarget['phase'];
  blocked_by: PostTarget['blockedBy'];
  due_at: string | null;
  wake_at: string | null;
  priority: PostTarget['priority'];
  lease_id: PostTarget['leaseId'];
  lease_until: string | null;
  lease_holder: PostTarget['leaseHolder'];
  attempt: PostTarget['attempt'];
  failures: PostTarget['failures'];
  seq: PostTarget['seq'];
  platform_state: PostTarget['platformState'];
  percent: PostTarget['percent'];
  intent_at: string | null;
  published_at: string | null;
  external_id: PostTarget['externalId'];
  permalink: PostTarget['permalink'];
  error_code: PostTarget['errorCode'];
  error: PostTarget['error'];
  warnings: PostTarget['warnings'];
}

const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));

/** Spelled out, since 60 targets of a page made by a loop over names cost as much as reading them. */
export function reviveTarget(json: TargetJson): PostTarget {
  return {
    id: json.id,
    createdAt: new Date(json.created_at),
    updatedAt: new Date(json.updated_at),
    workspaceId: json.workspace_id,
    brandId: json.brand_id,
    postId: json.post_id,
    socialAccountId: json.social_account_id,
    platform: json.platform,
    format: json.format,
    overrides: json.overrides,
    options: json.options,
    status: json.status,
    phase: json.phase,
    blockedBy: json.blocked_by,
    dueAt: instant(json.due_at),
    wakeAt: instant(json.wake_at),
    priority: json.priority,
    leaseId: json.lease_id,
    leaseUntil: instant(json.lease_until),
    leaseHolder: json.lease_holder,
    attempt: json.attempt,
    failures: json.failures,
    seq: json.seq,
    platformState: json.platform_state,
    percent: json.percent,
    intentAt: instant(json.intent_at),
    publishedAt: instant(json.published_at),
    externalId: json.external_id,
    permalink: json.permalink,
    errorCode: json.error_code,
    error: json.error,
    warnings: json.warnings,
  };
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
