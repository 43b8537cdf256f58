/** Rows of endpoints: who may see and change one, its secrets, and the view that its query has. */

import type { AppContext, Viewer } from '../../context.ts';
import type { Sql, Tx } from '../../lib/db.ts';
import type { WebhookEndpoint } from '../../lib/prisma/client.ts';
import { say } from '../../texts/workspace/texts.ts';
import { hasScope, isId, readScopes, SCOPES } from '../access.ts';
import { accept, notFound, type Outcome, refuse, userError } from '../errors.ts';

/** Announces that endpoints have something due (the payload is empty), or that one was changed (its id). */
export const WEBHOOKS_CHANNEL = 'slipway_webhooks';

/** Columns of `WebhookEndpoint`; an array of an enum of ours comes as text otherwise. */
export const ENDPOINT_COLUMNS =
  'e.id, e.created_at, e.updated_at, e.workspace_id, e.url, e.description, e.events, e.brand_ids, e.scopes::text[] AS scopes, e.query, e.status, e.status_reason, e.status_since, e.secret, e.old_secret, e.old_secret_until, e.made_by, e.tested_at, e.deleted_at';

/** As SQL reads it: scopes by their names in the API. */
export type EndpointRow = Omit<WebhookEndpoint, 'scopes'> & { scopes: string[] };

/** A key that is bound to brands sees the endpoints that are bound to no other brand. Pushes its parameters. */
export function visibleEndpoints({ workspaceId, brandIds }: Viewer, bind: (value: unknown) => string): string[] {
  return [
    't.deleted_at IS NULL',
    `t.workspace_id = ${bind(workspaceId)}`,
    ...(brandIds === null ? [] : ["t.brand_ids <> '{}'", `t.brand_ids <@ ${bind([...brandIds])}::uuid[]`]),
  ];
}

/**
 * Locks an endpoint that the viewer may change. Whoever changes it decides where what it tells goes, so that takes every
 * scope that the endpoint has.
 */
export async function lockEndpoint(tx: Tx, viewer: Viewer, endpointId: string): Promise<Outcome<EndpointRow>> {
  const path = ['input', 'endpointId'];
  if (!isId(endpointId)) return refuse(notFound('endpoint', path));
  const params: unknown[] = [endpointId];
  const visible = visibleEndpoints(viewer, (value) => `$${params.push(value)}`).map((part) => part.replace('t.', 'e.'));
  const [endpoint] = await tx.query<EndpointRow>(
    `SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoint e WHERE e.id = $1 AND ${visible.join(' AND ')} FOR NO KEY UPDATE`,
    params,
  );
  if (endpoint === undefined) return refuse(notFound('endpoint', path));
  const lacking = lackingScope(viewer, endpoint.scopes);
  return lacking === null ? accept(endpoint) : refuse(lacking);
}

/** The refusal for the first of these scopes that the viewer lacks; or null. */
export function lackingScope(viewer: Viewer, scopes: readonly string[]) {
  const missing = readScopes(scopes).find((scope) => !hasScope(viewer, scope));
  if (missing === undefined) return null;
  const { name } = SCOPES[missing];
  return userError('FORBIDDEN_SCOPE', say('endpointNeedsScope', { scope: name }), [], { limit: name });
}

/* ---- secrets ---- */

type Owner = Pick<WebhookEndpoint, 'id' | 'workspaceId'>;
export const sealContext = ({ workspaceId, id }: Owner): string => `webhook:${workspaceId}:${id}`;

export const sealSecret = ({ vault }: Pick<AppContext, 'vault'>, owner: Owner, secret: string): Buffer =>
  vault.seal(secret, sealContext(owner));

/** Those to sign with, the newest first. Throws `VaultError` when no configured key opens them. */
export function openSecrets(
  { vault }: Pick<AppContext, 'vault'>,
  endpoint: Owner & Pick<WebhookEndpoint, 'secret' | 'oldSecret' | 'oldSecretUntil'>,
  now: Date,
): string[] {
  const { secret, oldSecret, oldSecretUntil } = endpoint;
  const isOldValid = oldSecret !== null && oldSecretUntil !== null && oldSecretUntil > now;
  return [secret, ...(isOldValid ? [oldSecret] : [])].map((sealed) => vault.open(sealed, sealContext(endpoint)));
}

/* ---- what the query of an endpoint may see ---- */

/** The viewer as which the query of an endpoint runs: read scopes and brands of the endpoint, whatever its key may do. */
export async function viewerOf(db: Sql, endpoint: EndpointRow): Promise<Viewer> {
  const [workspace] = await db.query<{ cursorKey: Uint8Array; plainCursorsTo: bigint }>(
    'SELECT cursor_key, plain_cursors_to FROM workspace WHERE id = $1',
    [endpoint.workspaceId],
    'workspace_of_webhook',
  );
  return {
    apiKeyId: endpoint.madeBy,
    workspaceId: endpoint.workspaceId,
    scopes: new Set(readScopes(endpoint.scopes)),
    brandIds: endpoint.brandIds.length === 0 ? null : new Set(endpoint.brandIds),
    expiresAt: null,
    cursorKey: workspace?.cursorKey ?? new Uint8Array(),
    plainCursorsTo: workspace?.plainCursorsTo ?? 0n,
  };
}
