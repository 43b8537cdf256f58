/** Who may see and do what: the one place that turns a viewer into conditions on rows and into refusals. */
import type { Viewer } from '../context.ts';
import type { Prisma } from '../lib/prisma/client.ts';
import type { ApiScope } from '../lib/prisma/enums.ts';
import { type Refused, refuse, userError } from './errors.ts';

/** Scopes as partners write them, with what each allows. */
export const SCOPES = {
  POSTS_READ: { name: 'posts:read', description: 'Read posts, targets, media, logs and live events.' },
  POSTS_WRITE: {
    name: 'posts:write',
    description: 'Write drafts, edit and cancel posts, take in media, pause a brand or account.',
  },
  POSTS_PUBLISH: {
    name: 'posts:publish',
    description: 'Make something go live: schedule, publish, retry, resolve, resume.',
  },
  ACCOUNTS_READ: { name: 'accounts:read', description: 'Read connected accounts and their allowances.' },
  ACCOUNTS_WRITE: {
    name: 'accounts:write',
    description: 'Connect and disconnect accounts, change the settings of a brand.',
  },
  ADMIN: {
    name: 'admin',
    description: 'Everything, and besides: API keys, creating and deleting brands, pausing the workspace.',
  },
} as const satisfies Record<ApiScope, { name: string; description: string }>;

/** The scope that reading each kind of thing needs; null = any key. */
export const READ_SCOPES = {
  Workspace: null,
  Brand: null,
  ApiKey: null,
  SocialAccount: 'ACCOUNTS_READ',
  ScheduledPost: 'POSTS_READ',
  PostTarget: 'POSTS_READ',
  PublishingLog: 'POSTS_READ',
  MediaAsset: 'POSTS_READ',
} as const satisfies Record<string, ApiScope | null>;

export const hasScope = (viewer: Viewer, scope: ApiScope): boolean =>
  viewer.scopes.has('ADMIN') || viewer.scopes.has(scope);

/** The refusal for a missing scope, or null. */
export function requireScope(viewer: Viewer, scope: ApiScope): Refused | null {
  if (hasScope(viewer, scope)) return null;
  return refuse(
    userError('FORBIDDEN_SCOPE', `this needs the scope ${SCOPES[scope].name}`, [], { limit: SCOPES[scope].name }),
  );
}

/** The refusal when a key that is bound to brands asks for something that concerns the whole workspace, or null. */
export function requireWholeWorkspace(viewer: Viewer): Refused | null {
  if (viewer.brandIds === null) return null;
  return refuse(
    userError('FORBIDDEN_BRAND', 'this concerns the whole workspace, and the API key is bound to some of its brands'),
  );
}

/* ---- conditions for Prisma ---- */

const inBrands = (viewer: Viewer) => (viewer.brandIds === null ? {} : { brandId: { in: [...viewer.brandIds] } });

export const visibleWorkspace = (viewer: Viewer): Prisma.WorkspaceWhereInput => ({ id: viewer.workspaceId });

export const visibleBrands = (viewer: Viewer): Prisma.BrandWhereInput => ({
  workspaceId: viewer.workspaceId,
  ...(viewer.brandIds === null ? {} : { id: { in: [...viewer.brandIds] } }),
});

export const visiblePostTargets = (viewer: Viewer): Prisma.PostTargetWhereInput => ({
  workspaceId: viewer.workspaceId,
  ...inBrands(viewer),
});

/** Media belongs to the workspace: one file may be used by several brands. */
export const visibleMediaAssets = (viewer: Viewer): Prisma.MediaAssetWhereInput => ({
  workspaceId: viewer.workspaceId,
});

/** An admin sees the keys that can act in its brands; every other key sees itself. */
export function visibleApiKeys(viewer: Viewer): Prisma.ApiKeyWhereInput {
  if (!hasScope(viewer, 'ADMIN')) return { workspaceId: viewer.workspaceId, id: viewer.apiKeyId };
  return {
    workspaceId: viewer.workspaceId,
    ...(viewer.brandIds === null ? {} : { brandIds: { hasSome: [...viewer.brandIds] } }),
  };
}

/* ---- the same in SQL and in memory ---- */

/**
 * The condition for SQL over a row's workspace and brand columns; pushes its two parameters. Its text does not depend on
 * the viewer, so that statements stay prepared.
 */
export function visibleSql(viewer: Viewer, params: unknown[], columns: { workspace: string; brand: string }): string {
  const workspace = params.push(viewer.workspaceId);
  const brands = params.push(viewer.brandIds === null ? null : [...viewer.brandIds]);
  return `(${columns.workspace} = $${workspace} AND ($${brands}::uuid[] IS NULL OR ${columns.brand} = ANY($${brands}::uuid[])))`;
}

/** The same for a row in hand: an event on its way to a subscriber. */
export const canSee = (viewer: Viewer, row: { workspaceId: string; brandId: string }): boolean =>
  row.workspaceId === viewer.workspaceId && (viewer.brandIds === null || viewer.brandIds.has(row.brandId));

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether `id` can be an id at all. Anything else is answered like an id that does not exist. */
export const isId = (id: string): boolean => UUID.test(id);
