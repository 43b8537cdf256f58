/** What a person does with endpoints: make, change, delete, and give a new secret. */

import type { AppContext, Viewer } from '../../context.ts';
import { uuidv7 } from '../../lib/crypto.ts';
import type { Tx } from '../../lib/db.ts';
import type { WebhookEndpoint } from '../../lib/prisma/client.ts';
import { say as sayCommon } from '../../texts/common/texts.ts';
import { say } from '../../texts/workspace/texts.ts';
import { hasScope, requireScope, SCOPES } from '../access.ts';
import { noteChange } from '../changes.ts';
import { accept, type Outcome, refuse, refuseIfAny, type UserError, userError } from '../errors.ts';
import { withIdempotency } from '../idempotency.ts';
import { write } from '../write.ts';
import { lockLanes, wakeLanes } from './deliveries.ts';
import { appendWebhookEvent, type WebhookEventType } from './endpoint-events.ts';
import {
  checkEndpointInput,
  checkQuery,
  ENDPOINT_LIMITS,
  type EndpointInput,
  unknownBrands,
} from './endpoint-input.ts';
import { type EndpointRow, lockEndpoint, sealSecret, WEBHOOKS_CHANNEL } from './endpoint-rows.ts';
import { generateSecret } from './signature.ts';
import { scopesFor } from './subscribable.ts';

const HOUR_MS = 3_600_000;
const DEFAULT_OLD_SECRET_HOURS = 24;

/* ---- making ---- */

export interface CreateEndpointInput extends EndpointInput {
  url: string;
  events: readonly string[];
  idempotencyKey?: string | null | undefined;
}

export interface CreatedEndpoint {
  endpointId: string;
  /** Shown here and never again; null when an idempotent call is repeated. */
  secret: string | null;
}

export async function createWebhookEndpoint(
  ctx: AppContext,
  viewer: Viewer,
  input: CreateEndpointInput,
): Promise<Outcome<CreatedEndpoint>> {
  const scopes = scopesFor(input.events);
  const refused = requireScope(viewer, 'WEBHOOKS_WRITE') ?? (await checkEndpoint(ctx, viewer, input, scopes));
  if (refused) return refused;
  const asked = (input.brandIds ?? []).map((id) => id.toLowerCase());
  const brandIds = [...new Set(asked.length === 0 ? viewer.brandIds : asked)].toSorted();
  const events = [...new Set(input.events)];
  const { idempotencyKey, ...rest } = { ...input, brandIds, events };
  const endpointId = uuidv7();
  const secret = generateSecret();
  const call = { key: idempotencyKey, mutation: 'createWebhookEndpoint', input: rest };
  const outcome = await withIdempotency<{ readonly endpointId: string }>(ctx, viewer, call, (commitOnce) =>
    commitOnce(accept({ endpointId }), (tx) =>
      insertEndpoint(ctx, tx, viewer, {
        id: endpointId,
        url: input.url,
        description: input.description?.trim() ?? '',
        events,
        brandIds,
        scopes,
        query: input.query ?? null,
        secret,
      }),
    ),
  );
  if (!outcome.ok) return outcome;
  if (outcome.value.endpointId === endpointId) return accept({ endpointId, secret }, outcome.warnings);
  const repeated = userError('SECRET_ALREADY_SHOWN', say('endpointSecretShown'), ['input', 'idempotencyKey']);
  return accept({ endpointId: outcome.value.endpointId, secret: null }, [...outcome.warnings, repeated]);
}

type EventScope = ReturnType<typeof scopesFor>[number];

/** Everything that is wrong, at once. */
const checkEndpoint = async (ctx: AppContext, viewer: Viewer, input: EndpointInput, scopes: readonly EventScope[]) =>
  refuseIfAny([
    ...checkEndpointInput(ctx, input),
    ...lackingScopes(viewer, scopes),
    ...(await checkQuery(ctx, input.query)),
    ...(await unknownBrands(
      ctx,
      viewer,
      (input.brandIds ?? []).map((id) => id.toLowerCase()),
    )),
  ]);

function lackingScopes(viewer: Viewer, scopes: readonly EventScope[]): UserError[] {
  const lacking = scopes.find((scope) => !hasScope(viewer, scope));
  if (lacking === undefined) return [];
  const { name } = SCOPES[lacking];
  return [userError('FORBIDDEN_SCOPE', say('eventsNeedScope', { scope: name }), ['input', 'events'], { limit: name })];
}

async function insertEndpoint(
  ctx: AppContext,
  tx: Tx,
  viewer: Viewer,
  endpoint: Pick<WebhookEndpoint, 'id' | 'url' | 'description' | 'events' | 'brandIds' | 'scopes' | 'query'> & {
    secret: string;
  },
) {
  const { workspaceId } = viewer;
  // One at a time per workspace, so that the limit holds.
  await tx.query('SELECT id FROM workspace WHERE id = $1 FOR NO KEY UPDATE', [workspaceId]);
  const [row] = await tx.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM webhook_endpoint WHERE workspace_id = $1 AND deleted_at IS NULL',
    [workspaceId],
  );
  const max = ENDPOINT_LIMITS.endpoints;
  if ((row?.count ?? 0) >= max) {
    return refuse(userError('VALIDATION', say('endpointsFull', { max }), [], { limit: max, actual: max }));
  }
  await tx.query(
    `INSERT INTO webhook_endpoint (id, workspace_id, url, description, events, brand_ids, scopes, status_since, secret, made_by, query)
     VALUES ($1, $2, $3, $4, $5, $6, $7::text[]::"ApiScope"[], $8, $9, $10, $11)`,
    [
      endpoint.id,
      workspaceId,
      endpoint.url,
      endpoint.description,
      endpoint.events,
      endpoint.brandIds,
      endpoint.scopes.map((scope) => SCOPES[scope].name),
      ctx.clock.now(),
      sealSecret(ctx, { id: endpoint.id, workspaceId }, endpoint.secret),
      viewer.apiKeyId,
      endpoint.query,
    ],
  );
  const { secret: _secret, ...shown } = endpoint;
  noteChange(tx, 'WEBHOOK', () => ({
    id: endpoint.id,
    brandId: null,
    before: null,
    after: { ...shown, status: 'ENABLED' },
  }));
  await tx.query('INSERT INTO webhook_lane (endpoint_id) VALUES ($1)', [endpoint.id]);
  appendWebhookEvent(tx, 'webhook.created', { id: endpoint.id, workspaceId });
  return null;
}

/* ---- changing ---- */

export interface UpdateEndpointInput extends EndpointInput {
  endpointId: string;
  status?: 'ENABLED' | 'PAUSED' | null | undefined;
}

/** What waits goes to the new address. Events that were told already are not told again, whatever is changed. */
export async function updateWebhookEndpoint(
  ctx: AppContext,
  viewer: Viewer,
  input: UpdateEndpointInput,
): Promise<Outcome<{ endpointId: string }>> {
  const scopes = scopesFor(input.events ?? []);
  const refused = requireScope(viewer, 'WEBHOOKS_WRITE') ?? (await checkEndpoint(ctx, viewer, input, scopes));
  if (refused) return refused;
  const asked = input.brandIds?.map((id) => id.toLowerCase());
  return write(ctx.db, viewer, async (tx) => {
    const locked = await lockEndpoint(tx, viewer, input.endpointId);
    if (!locked.ok) return locked;
    const before = locked.value;
    const now = ctx.clock.now();
    const brandIds = asked && [...new Set(asked.length === 0 ? viewer.brandIds : asked)].toSorted();
    const status = input.status ?? before.status;
    const [after] = await tx.query<EndpointRow>(
      `UPDATE webhook_endpoint SET url = $2, description = $3, events = $4, brand_ids = $5, scopes = $6::text[]::"ApiScope"[], status = $7::"WebhookStatus",
         status_reason = CASE WHEN $8 THEN NULL ELSE status_reason END, status_since = CASE WHEN $8 THEN $9 ELSE status_since END, query = $10
       WHERE id = $1 RETURNING url, description, events, brand_ids, scopes::text[], query, status, status_reason`,
      [
        before.id,
        input.url ?? before.url,
        input.description?.trim() ?? before.description,
        input.events ? [...new Set(input.events)] : before.events,
        brandIds ?? before.brandIds,
        input.events ? scopes.map((scope) => SCOPES[scope].name) : before.scopes,
        status,
        status !== before.status,
        now,
        input.query === undefined ? before.query : input.query,
      ],
    );
    noteChange(tx, 'WEBHOOK', () => ({ id: before.id, brandId: null, before, after: after ?? null }));
    const changed = CHANGEABLE.filter(
      (name) => input[name] !== undefined && (input[name] !== null || name === 'query'),
    );
    if (changed.length > 0) appendWebhookEvent(tx, 'webhook.updated', before, { changed });
    if (status !== before.status) await changeStatus(tx, before, status, now);
    tx.announce(WEBHOOKS_CHANNEL, before.id);
    return accept({ endpointId: before.id });
  });
}

const CHANGEABLE = ['url', 'description', 'events', 'brandIds', 'query'] as const;

async function changeStatus(
  tx: Tx,
  endpoint: EndpointRow,
  status: WebhookEndpoint['status'],
  now: Date,
): Promise<void> {
  await lockLanes(tx, [endpoint.id]);
  if (status === 'ENABLED') {
    // It begins with a clean slate: what failed before says nothing of what was put right since.
    await tx.query('UPDATE webhook_lane SET failing_since = NULL WHERE endpoint_id = $1', [endpoint.id]);
    await wakeLanes(tx, [endpoint.id], now);
  } else await tx.query('UPDATE webhook_lane SET next_at = NULL WHERE endpoint_id = $1', [endpoint.id]);
  const type: WebhookEventType = status === 'ENABLED' ? 'webhook.enabled' : 'webhook.paused';
  appendWebhookEvent(tx, type, endpoint);
}

/* ---- secrets ---- */

export interface RotateSecretInput {
  endpointId: string;
  /** For how long requests are signed with the one before too. */
  oldValidHours?: number | null | undefined;
}

/** Until the old secret ends, every request has two signatures. A second call ends the one before the old one at once. */
export async function rotateWebhookSecret(
  ctx: AppContext,
  viewer: Viewer,
  input: RotateSecretInput,
): Promise<Outcome<{ endpointId: string; secret: string; oldSecretUntil: Date }>> {
  const hours = input.oldValidHours ?? DEFAULT_OLD_SECRET_HOURS;
  const forbidden = requireScope(viewer, 'WEBHOOKS_WRITE') ?? refuseIfAny(checkHours(hours));
  if (forbidden) return forbidden;
  return write(ctx.db, viewer, async (tx) => {
    const locked = await lockEndpoint(tx, viewer, input.endpointId);
    if (!locked.ok) return locked;
    const endpoint = locked.value;
    const secret = generateSecret();
    const oldSecretUntil = new Date(ctx.clock.now().getTime() + hours * HOUR_MS);
    await tx.query('UPDATE webhook_endpoint SET secret = $2, old_secret = $3, old_secret_until = $4 WHERE id = $1', [
      endpoint.id,
      sealSecret(ctx, endpoint, secret),
      hours === 0 ? null : endpoint.secret,
      hours === 0 ? null : oldSecretUntil,
    ]);
    noteChange(tx, 'WEBHOOK', () => ({
      id: endpoint.id,
      brandId: null,
      before: endpoint,
      after: { oldSecretUntil: hours === 0 ? null : oldSecretUntil },
    }));
    appendWebhookEvent(tx, 'webhook.secret_rotated', endpoint, { oldSecretUntil: oldSecretUntil.toISOString() });
    tx.announce(WEBHOOKS_CHANNEL, endpoint.id);
    return accept({ endpointId: endpoint.id, secret, oldSecretUntil });
  });
}

function checkHours(hours: number): UserError[] {
  const max = ENDPOINT_LIMITS.oldSecretHours;
  if (hours >= 0 && hours <= max) return [];
  const said = sayCommon('notInRange', { name: 'oldValidHours', min: 0, max, actual: hours });
  return [userError('VALIDATION', said, ['input', 'oldValidHours'], { limit: max, actual: hours })];
}

/* ---- deleting ---- */

/** Nothing more is sent; its deliveries and their log are deleted within the hour. */
export async function deleteWebhookEndpoint(
  ctx: AppContext,
  viewer: Viewer,
  { endpointId }: { endpointId: string },
): Promise<Outcome<{ endpointId: string }>> {
  const forbidden = requireScope(viewer, 'WEBHOOKS_WRITE');
  if (forbidden) return forbidden;
  return write(ctx.db, viewer, async (tx) => {
    const locked = await lockEndpoint(tx, viewer, endpointId);
    if (!locked.ok) return locked;
    await tx.query('UPDATE webhook_endpoint SET deleted_at = $2 WHERE id = $1', [endpointId, ctx.clock.now()]);
    await tx.query('UPDATE webhook_lane SET next_at = NULL WHERE endpoint_id = $1', [endpointId]);
    noteChange(tx, 'WEBHOOK', () => ({ id: endpointId, brandId: null, before: locked.value, after: null }));
    appendWebhookEvent(tx, 'webhook.deleted', locked.value);
    tx.announce(WEBHOOKS_CHANNEL, endpointId);
    return accept({ endpointId });
  });
}
