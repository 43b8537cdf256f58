/** Targets, alone or nested in their posts. */
import type { AppContext, Viewer } from '../../context.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import type { Platform, TargetStatus } from '../../lib/prisma/enums.ts';
import { anyOf, type Bind, type ListSource, type Order, type TimeRange, within } from './keyset.ts';
import { visibleRows } from './visible.ts';

const DATES = ['createdAt', 'updatedAt', 'dueAt', 'wakeAt', 'intentAt', 'publishedAt', 'leaseUntil'] as const satisfies readonly (keyof PostTarget)[];
type DateColumn = (typeof DATES)[number];

/** A target as JSON inside another row: instants are text. */
export type TargetJson = Omit<PostTarget, DateColumn> & Record<DateColumn, string | null>;

const COLUMNS = {
  id: 'id',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
  workspaceId: 'workspace_id',
  brandId: 'brand_id',
  postId: 'post_id',
  socialAccountId: 'social_account_id',
  platform: 'platform',
  format: 'format',
  overrides: 'overrides',
  options: 'options',
  status: 'status',
  phase: 'phase',
  blockedBy: 'blocked_by',
  dueAt: 'due_at',
  wakeAt: 'wake_at',
  priority: 'priority',
  leaseId: 'lease_id',
  leaseUntil: 'lease_until',
  leaseHolder: 'lease_holder',
  attempt: 'attempt',
  failures: 'failures',
  seq: 'seq',
  platformState: 'platform_state',
  percent: 'percent',
  intentAt: 'intent_at',
  publishedAt: 'published_at',
  externalId: 'external_id',
  permalink: 'permalink',
  errorCode: 'error_code',
  error: 'error',
  warnings: 'warnings',
} as const satisfies Record<keyof PostTarget, string>;

export const TARGET_JSON = (alias: string): string =>
  `json_build_object(${Object.entries(COLUMNS)
    .map(([name, column]) => `'${name}', ${alias}.${column}`)
    .join(', ')})`;

export function reviveTarget(json: TargetJson): PostTarget {
  const date = (column: DateColumn): Date | null => {
    const text = json[column];
    return text === null ? null : new Date(text);
  };
  return {
    ...json,
    createdAt: date('createdAt') ?? new Date(0),
    updatedAt: date('updatedAt') ?? new Date(0),
    dueAt: date('dueAt'),
    wakeAt: date('wakeAt'),
    intentAt: date('intentAt'),
    publishedAt: date('publishedAt'),
    leaseUntil: date('leaseUntil'),
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

export const targetList = (viewer: Viewer, filter: TargetFilter, order: Order, parents?: ListSource['parents']): ListSource => ({
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
export async function targetsByIds(ctx: Pick<AppContext, 'db'>, viewer: Viewer, ids: readonly string[]): Promise<Map<string, PostTarget>> {
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
