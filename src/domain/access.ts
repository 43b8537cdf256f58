/**
 * Who may see and do what: turns a viewer into conditions on rows (for Prisma, SQL and rows in memory) and into
 * refusals.
 */
import type { Viewer } from '../context.ts';
import type { ApiScope } from '../lib/prisma/enums.ts';
import { keysOf } from '../lib/record.ts';
import { say } from '../texts/common/texts.ts';
import { type Refused, refuse, userError } from './errors.ts';

/** The scopes: their names in the API, and what each allows. */
export const SCOPES = {
  POSTS_READ: { name: 'posts:read', description: 'Read posts, targets, media, logs and live events.' },
  POSTS_WRITE: {
    name: 'posts:write',
    description: 'Write drafts, edit and cancel posts, take in media, pause a brand or account.',
  },
  POSTS_PUBLISH: {
    name: 'posts:publish',
    description: 'Make posts go live: schedule, publish, retry, resolve, resume.',
  },
  ACCOUNTS_READ: { name: 'accounts:read', description: 'Read connected accounts and their allowances.' },
  ACCOUNTS_WRITE: {
    name: 'accounts:write',
    description: 'Connect and disconnect accounts, change the settings of a brand.',
  },
  WEBHOOKS_READ: { name: 'webhooks:read', description: 'Read webhook endpoints and their deliveries.' },
  WEBHOOKS_WRITE: {
    name: 'webhooks:write',
    description: 'Make, change and delete webhook endpoints, and send again. What they tell takes its own read scope.',
  },
  AUDIT_READ: { name: 'audit:read', description: 'Read who changed what: the audit log.' },
  NOTIFICATIONS_READ: {
    name: 'notifications:read',
    description: 'Read notifications of what the other scopes of the key cover.',
  },
  NOTIFICATIONS_WRITE: {
    name: 'notifications:write',
    description: 'Mark notifications as read, and choose which ones the key is told of.',
  },
  ADMIN: {
    name: 'admin',
    description: 'Everything, and besides: API keys, creating and deleting brands, pausing the workspace.',
  },
} as const satisfies Record<ApiScope, { name: string; description: string }>;

const SCOPE_BY_NAME: ReadonlyMap<string, ApiScope> = new Map(
  keysOf(SCOPES).map((scope): [string, ApiScope] => [SCOPES[scope].name, scope]),
);

/** Scopes by their names, as they are stored. A name that this release does not know allows nothing. */
export const readScopes = (names: readonly string[]): ApiScope[] =>
  names.flatMap((name) => SCOPE_BY_NAME.get(name) ?? []);

/** The scope that reading each kind of thing needs; null = any key. */
export const READ_SCOPES = {
  Workspace: null,
  Brand: null,
  ApiKey: null,
  SocialAccount: 'ACCOUNTS_READ',
  ConnectionAttempt: 'ACCOUNTS_READ',
  ScheduledPost: 'POSTS_READ',
  PostTarget: 'POSTS_READ',
  PublishingLog: 'POSTS_READ',
  MediaAsset: 'POSTS_READ',
  WebhookEndpoint: 'WEBHOOKS_READ',
  WebhookDelivery: 'WEBHOOKS_READ',
  AuditEntry: 'AUDIT_READ',
  Notification: 'NOTIFICATIONS_READ',
} as const satisfies Record<string, ApiScope | null>;

export const hasScope = (viewer: Viewer, scope: ApiScope): boolean =>
  viewer.scopes.has('ADMIN') || viewer.scopes.has(scope);

/** The refusal for a missing scope, or null. */
export function requireScope(viewer: Viewer, scope: ApiScope): Refused | null {
  if (hasScope(viewer, scope)) return null;
  const { name } = SCOPES[scope];
  return refuse(userError('FORBIDDEN_SCOPE', say('needsScope', { scope: name }), [], { limit: name }));
}

/** The refusal when a key that is bound to brands asks for something of the whole workspace; or null. */
export function requireWholeWorkspace(viewer: Viewer): Refused | null {
  if (viewer.brandIds === null) return null;
  return refuse(userError('FORBIDDEN_BRAND', say('wholeWorkspace')));
}

/* ---- which rows ---- */

/* Each kind of row has one condition. Prisma takes it as `where`; `conditionSql` and `seeing` derive theirs from it. */

interface RowsOfWorkspace {
  workspaceId: string;
}
interface RowsOfBrands extends RowsOfWorkspace {
  brandId?: { in: string[] };
}
/** A row matches when all of these columns match. */
type Condition = Readonly<
  Partial<Record<'id' | 'workspaceId' | 'brandId' | 'brandIds', string | { in: string[] } | { hasSome: string[] }>>
>;

/** Whose rows are asked for. */
export type Reach = Pick<Viewer, 'workspaceId' | 'brandIds'>;

const ofBrands = (viewer: Reach) => (viewer.brandIds === null ? null : { in: [...viewer.brandIds] });

export const visibleWorkspaces = ({ workspaceId }: Viewer): { id: string } => ({ id: workspaceId });

export function visibleBrands(viewer: Viewer): RowsOfWorkspace & { id?: { in: string[] } } {
  const brands = ofBrands(viewer);
  return { workspaceId: viewer.workspaceId, ...(brands && { id: brands }) };
}

/** Everything that belongs to a brand: accounts, posts, targets, log entries, events. */
export function visibleInBrands(viewer: Reach): RowsOfBrands {
  const brands = ofBrands(viewer);
  return { workspaceId: viewer.workspaceId, ...(brands && { brandId: brands }) };
}

/** Media belongs to the workspace: one file may be used by several brands. */
export const visibleMediaAssets = ({ workspaceId }: Viewer): RowsOfWorkspace => ({ workspaceId });

/** An admin sees the keys that can act in its brands; every other key sees itself. */
export function visibleApiKeys(viewer: Viewer): RowsOfWorkspace & { id?: string; brandIds?: { hasSome: string[] } } {
  if (!hasScope(viewer, 'ADMIN')) return { workspaceId: viewer.workspaceId, id: viewer.apiKeyId };
  const brands = ofBrands(viewer);
  return { workspaceId: viewer.workspaceId, ...(brands && { brandIds: { hasSome: brands.in } }) };
}

/** A key may be changed by admins who reach every brand that it reaches. */
export const reachesBrandsOf = ({ brandIds }: Viewer, key: { brandIds: readonly string[] }): boolean =>
  brandIds === null || (key.brandIds.length > 0 && key.brandIds.every((id) => brandIds.has(id)));

const sqlName = (column: string): string => column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** A condition in SQL. Its text depends on the viewer: columns that do not limit this viewer are left out. */
export const conditionSql = (condition: Condition, bind: (value: unknown) => string, prefix = 't.'): string[] =>
  Object.entries(condition).map(([column, wanted]) => {
    const name = `${prefix}${sqlName(column)}`;
    if (typeof wanted === 'string') return `${name} = ${bind(wanted)}`;
    if ('in' in wanted) return `${name} = ANY(${bind(wanted.in)}::uuid[])`;
    return `${name} && ${bind(wanted.hasSome)}::uuid[]`;
  });

/**
 * `visibleInBrands` in SQL over the workspace and brand columns of a row; pushes its two parameters. Its text does not
 * depend on the viewer, so the statement stays prepared under one name.
 */
export function visibleSql(viewer: Reach, params: unknown[], columns: { workspace: string; brand: string }): string {
  const { workspaceId, brandId } = visibleInBrands(viewer);
  const workspace = params.push(workspaceId);
  const brands = params.push(brandId?.in ?? null);
  return `(${columns.workspace} = $${workspace} AND ($${brands}::uuid[] IS NULL OR ${columns.brand} = ANY($${brands}::uuid[])))`;
}

/** `visibleInBrands` for rows in memory, such as events on their way to a subscriber. */
export function seeing(viewer: Viewer): (row: { workspaceId: string; brandId: string | null }) => boolean {
  const { workspaceId, brandId } = visibleInBrands(viewer);
  const brands = brandId && new Set(brandId.in);
  return (row) =>
    row.workspaceId === workspaceId && (brands === undefined || (row.brandId !== null && brands.has(row.brandId)));
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether `id` has the form of an id. Anything else is treated like an id that does not exist. */
export const isId = (id: string): boolean => UUID.test(id);
