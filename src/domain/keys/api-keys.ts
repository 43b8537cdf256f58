/** API keys: created and shown once, changed, and withdrawn everywhere within seconds. */

import type { AppContext, Viewer } from '../../context.ts';
import { generateApiKey, type ParsedApiKey, uuidv7 } from '../../lib/crypto.ts';
import type { Tx } from '../../lib/db.ts';
import type { ApiKey } from '../../lib/prisma/client.ts';
import { ApiScope } from '../../lib/prisma/enums.ts';
import type { Language } from '../../lib/texts.ts';
import { zoneNamed } from '../../lib/time-zones.ts';
import { say as sayCommon } from '../../texts/common/texts.ts';
import { say } from '../../texts/workspace/texts.ts';
import { conditionSql, isId, reachesBrandsOf, requireScope, SCOPES, visibleApiKeys, visibleBrands } from '../access.ts';
import { noteChange } from '../changes.ts';
import {
  accept,
  notFound,
  type Outcome,
  type Refused,
  refuse,
  refuseIfAny,
  type UserError,
  userError,
} from '../errors.ts';
import { withIdempotency } from '../idempotency.ts';
import { timeInPast } from '../schedule-time.ts';
import { checkText, quoted } from '../text-input.ts';
import { write } from '../write.ts';
import { forgetKey, KEYS_CHANNEL } from './authentication.ts';

const NAME_LENGTH = 200;

/* ---- making ---- */

export interface CreateApiKeyInput {
  name: string;
  scopes: readonly ApiScope[];
  /** Empty or absent: every brand that the maker's own key reaches. */
  brandIds?: readonly string[] | null | undefined;
  expiresAt?: Date | null | undefined;
  language?: Language | null | undefined;
  timeZone?: string | null | undefined;
  idempotencyKey?: string | null | undefined;
}

export interface CreatedApiKey {
  apiKeyId: string;
  /** Shown here and never again; null when an idempotent call is repeated. */
  key: string | null;
}

/** Only an admin creates keys, and none that reaches further than its own. */
export async function createApiKey(
  ctx: AppContext,
  viewer: Viewer,
  input: CreateApiKeyInput,
): Promise<Outcome<CreatedApiKey>> {
  const refused = requireScope(viewer, 'ADMIN') ?? refuseIfAny(checkKeyInput(input, ctx.clock.now()));
  if (refused) return refused;
  const asked = (input.brandIds ?? []).map((id) => id.toLowerCase());
  const unknown = refuseIfAny(await unknownBrands(ctx, viewer, asked));
  if (unknown) return unknown;
  // Both are sets: order and repetition do not matter.
  const scopes = Object.values(ApiScope).filter((scope) => input.scopes.includes(scope));
  const brandIds = [...new Set(asked.length === 0 ? viewer.brandIds : asked)].toSorted();
  const { idempotencyKey, ...rest } = { ...input, scopes, brandIds };
  const made = generateApiKey();
  const apiKeyId = uuidv7();
  const outcome = await withIdempotency<{ readonly apiKeyId: string }>(
    ctx,
    viewer,
    { key: idempotencyKey, mutation: 'createApiKey', input: rest },
    (commitOnce) =>
      commitOnce(accept({ apiKeyId }, outliving(viewer, input.expiresAt)), async (tx) => {
        await insertKey(tx, {
          ...made,
          id: apiKeyId,
          workspaceId: viewer.workspaceId,
          name: input.name.trim(),
          scopes,
          brandIds,
          expiresAt: input.expiresAt ?? null,
          language: input.language ?? null,
          timeZone: zoneOf(input) ?? null,
        });
        return null;
      }),
  );
  if (!outcome.ok) return outcome;
  if (outcome.value.apiKeyId === apiKeyId) return accept({ apiKeyId, key: made.key }, outcome.warnings);
  const repeated = userError('SECRET_ALREADY_SHOWN', say('keyShown'), ['input', 'idempotencyKey']);
  return accept({ apiKeyId: outcome.value.apiKeyId, key: null }, [...outcome.warnings, repeated]);
}

/** A person who lets a key expire may expect that all keys it made end with it. */
function outliving(viewer: Viewer, expiresAt: Date | null | undefined): UserError[] {
  if (viewer.expiresAt === null || (expiresAt && expiresAt <= viewer.expiresAt)) return [];
  const limit = viewer.expiresAt.toISOString();
  const actual = expiresAt?.toISOString() ?? 'never';
  const said = say('keyOutlives', { limit, until: expiresAt?.toISOString() ?? null });
  return [userError('KEY_OUTLIVES_YOURS', said, ['input', 'expiresAt'], { limit, actual })];
}

function checkKeyInput(input: CreateApiKeyInput, now: Date): UserError[] {
  const { name, scopes, expiresAt } = input;
  const errors = [...checkNameAndExpiry({ name, ...(expiresAt ? { expiresAt } : {}) }, now), ...checkZone(input)];
  if (scopes.length === 0) errors.push(userError('VALIDATION', say('keyWithoutScopes'), ['input', 'scopes']));
  return errors;
}

function checkNameAndExpiry({ name, expiresAt }: { name?: string; expiresAt?: Date }, now: Date): UserError[] {
  const errors = checkText('name', name, { max: NAME_LENGTH, required: true }, ['input', 'name']);
  if (expiresAt !== undefined && !(expiresAt > now)) errors.push(timeInPast(expiresAt, now, ['input', 'expiresAt']));
  return errors;
}

function checkZone({ timeZone }: Pick<CreateApiKeyInput, 'timeZone'>): UserError[] {
  if (timeZone === null || timeZone === undefined || zoneNamed(timeZone) !== null) return [];
  return [userError('TIME_ZONE_INVALID', sayCommon('zoneUnknown', { zone: quoted(timeZone) }), ['input', 'timeZone'])];
}

/** As the database of time zones writes it. */
const zoneOf = ({ timeZone }: Pick<CreateApiKeyInput, 'timeZone'>): string | null | undefined =>
  typeof timeZone === 'string' ? zoneNamed(timeZone) : timeZone;

async function unknownBrands(ctx: AppContext, viewer: Viewer, brandIds: readonly string[]): Promise<UserError[]> {
  const params: unknown[] = [brandIds.filter(isId)];
  const visible = conditionSql(visibleBrands(viewer), (value) => `$${params.push(value)}`, '');
  const rows = await ctx.db.query<{ id: string }>(
    `SELECT id FROM brand WHERE id = ANY($1::uuid[]) AND ${visible.join(' AND ')}`,
    params,
  );
  const known = new Set(rows.map(({ id }) => id));
  return brandIds.flatMap((id, index) =>
    known.has(id) ? [] : [notFound('brand', ['input', 'brandIds', String(index)])],
  );
}

interface NewKey extends ParsedApiKey {
  id: string;
  workspaceId: string;
  name: string;
  scopes: readonly ApiScope[];
  brandIds: readonly string[];
  expiresAt: Date | null;
  language?: Language | null;
  timeZone?: string | null;
}

export async function insertKey(tx: Tx, key: NewKey): Promise<void> {
  await tx.query(
    `INSERT INTO api_key (id, workspace_id, name, prefix, secret_hash, scopes, brand_ids, expires_at, language, time_zone)
     VALUES ($1, $2, $3, $4, $5, $6::text[]::"ApiScope"[], $7, $8, $9, $10)`,
    [
      key.id,
      key.workspaceId,
      key.name,
      key.prefix,
      key.secretHash,
      key.scopes.map((scope) => SCOPES[scope].name),
      key.brandIds,
      key.expiresAt,
      key.language ?? null,
      key.timeZone ?? null,
    ],
  );
  noteChange(tx, 'API_KEY', () => ({ id: key.id, brandId: null, before: null, after: told(key) }));
}

const told = ({ name, prefix, scopes, brandIds, expiresAt, language, timeZone }: NewKey): Partial<ApiKey> => ({
  name,
  prefix,
  scopes: [...scopes],
  brandIds: [...brandIds],
  expiresAt,
  language: language ?? null,
  timeZone: timeZone ?? null,
});

/* ---- changing ---- */

export interface UpdateApiKeyInput {
  apiKeyId: string;
  name?: string | null | undefined;
  /** null = never; absent = as it is. */
  expiresAt?: Date | null | undefined;
  /** null = what its requests ask for; absent = as it is. */
  language?: Language | null | undefined;
  /** null = UTC; absent = as it is. */
  timeZone?: string | null | undefined;
  /** Do it even if nobody could administer the workspace afterwards. */
  force?: boolean | null | undefined;
}

/** Changes name, expiry, and how it is told texts. What a key may do is fixed when it is made: its holder was trusted with that and no more. */
export async function updateApiKey(
  ctx: AppContext,
  viewer: Viewer,
  input: UpdateApiKeyInput,
): Promise<Outcome<{ apiKeyId: string }>> {
  const { apiKeyId, name, expiresAt, language } = input;
  const timeZone = zoneOf(input);
  const now = ctx.clock.now();
  const checked = { ...(name == null ? {} : { name }), ...(expiresAt == null ? {} : { expiresAt }) };
  const refused =
    requireScope(viewer, 'ADMIN') ?? refuseIfAny([...checkNameAndExpiry(checked, now), ...checkZone(input)]);
  if (refused) return refused;
  if (!isId(apiKeyId)) return refuse(notFound('key', ['input', 'apiKeyId']));
  return write(ctx.db, viewer, async (tx) => {
    const key = await lockKey(tx, viewer, apiKeyId);
    if ('ok' in key) return key;
    if (key.revokedAt !== null) return refuse(userError('WRONG_STATUS', say('keyRevoked'), ['input', 'apiKeyId']));
    const last = expiresAt && !input.force ? await lastAdminKey(tx, viewer, apiKeyId, { now, until: expiresAt }) : null;
    if (last) return last;
    const [after] = await tx.query<ChangeableKey>(
      `UPDATE api_key SET name = coalesce($2, name), expires_at = CASE WHEN $3 THEN $4::timestamptz ELSE expires_at END,
         language = CASE WHEN $5 THEN $6 ELSE language END, time_zone = CASE WHEN $7 THEN $8 ELSE time_zone END
       WHERE id = $1 RETURNING name, expires_at, revoked_at, language, time_zone`,
      [
        apiKeyId,
        name?.trim() ?? null,
        expiresAt !== undefined,
        expiresAt ?? null,
        language !== undefined,
        language ?? null,
        timeZone !== undefined,
        timeZone ?? null,
      ],
    );
    noteChange(tx, 'API_KEY', () => ({ id: apiKeyId, brandId: null, before: key, after: after ?? null }));
    if (expiresAt !== undefined || language !== undefined || timeZone !== undefined) announceKey(ctx, tx, apiKeyId);
    return accept({ apiKeyId }, expiresAt === undefined ? [] : outliving(viewer, expiresAt));
  });
}

/* ---- withdrawing ---- */

/**
 * After the COMMIT no request to this process is accepted with the key, and none to other processes once they have
 * heard of it through `KEYS_CHANNEL`, which also ends open sockets. Revoking a revoked key is no error.
 */
export async function revokeApiKey(
  ctx: AppContext,
  viewer: Viewer,
  input: { apiKeyId: string; force?: boolean | null | undefined },
): Promise<Outcome<{ apiKeyId: string }>> {
  const forbidden = requireScope(viewer, 'ADMIN');
  if (forbidden) return forbidden;
  const { apiKeyId } = input;
  if (!isId(apiKeyId)) return refuse(notFound('key', ['input', 'apiKeyId']));
  return write(ctx.db, viewer, async (tx) => {
    const key = await lockKey(tx, viewer, apiKeyId);
    if ('ok' in key) return key;
    if (key.revokedAt === null) {
      const now = ctx.clock.now();
      const last = input.force ? null : await lastAdminKey(tx, viewer, apiKeyId, { now, until: now });
      if (last) return last;
      await tx.query('UPDATE api_key SET revoked_at = $2 WHERE id = $1', [apiKeyId, now]);
      noteChange(tx, 'API_KEY', () => ({ id: apiKeyId, brandId: null, before: key, after: { revokedAt: now } }));
      announceKey(ctx, tx, apiKeyId);
    }
    return accept({ apiKeyId });
  });
}

/** The refusal if this key administers the whole workspace now, and no other one would after `until`; or null. */
async function lastAdminKey(
  tx: Tx,
  viewer: Viewer,
  apiKeyId: string,
  { now, until }: { now: Date; until: Date },
): Promise<Refused | null> {
  const admins = await tx.query<{ id: string; expiresAt: Date | null }>(
    `SELECT id, expires_at FROM api_key WHERE workspace_id = $1 AND 'admin' = ANY(scopes) AND brand_ids = '{}' AND revoked_at IS NULL
       AND (expires_at IS NULL OR expires_at > $2)`,
    [viewer.workspaceId, now],
  );
  const outlasts = ({ expiresAt }: { expiresAt: Date | null }) => expiresAt === null || expiresAt > until;
  const own = admins.find(({ id }) => id === apiKeyId);
  if (own === undefined || !outlasts(own) || admins.some((key) => key !== own && outlasts(key))) return null;
  return refuse(userError('LAST_ADMIN_KEY', say('keyLastAdmin'), ['input', 'apiKeyId']));
}

type ChangeableKey = Pick<ApiKey, 'name' | 'expiresAt' | 'revokedAt' | 'language' | 'timeZone'>;

/** The row of a key that the viewer may act on, locked; or why not. */
async function lockKey(tx: Tx, viewer: Viewer, apiKeyId: string): Promise<ChangeableKey | Refused> {
  // One at a time per workspace: two admins who withdraw each other's keys must not both find one left.
  await tx.query('SELECT id FROM workspace WHERE id = $1 FOR NO KEY UPDATE', [viewer.workspaceId]);
  const params: unknown[] = [apiKeyId];
  const visible = conditionSql(visibleApiKeys(viewer), (value) => `$${params.push(value)}`, '');
  const [key] = await tx.query<ChangeableKey & Pick<ApiKey, 'brandIds'>>(
    `SELECT name, expires_at, revoked_at, brand_ids FROM api_key WHERE id = $1 AND ${visible.join(' AND ')} FOR NO KEY UPDATE`,
    params,
  );
  if (key === undefined) return refuse(notFound('key', ['input', 'apiKeyId']));
  const { brandIds: _brandIds, ...changeable } = key;
  if (reachesBrandsOf(viewer, key)) return changeable;
  return refuse(userError('FORBIDDEN_BRAND', say('keyReachesMore'), ['input', 'apiKeyId']));
}

/** Closes open sockets of the key; clients of a key that still works connect again and learn its new end. */
function announceKey(ctx: AppContext, tx: Tx, apiKeyId: string): void {
  // This process is told directly: whoever withdrew a key may rely on the answer.
  tx.afterCommit(() => forgetKey(ctx, apiKeyId));
  tx.announce(KEYS_CHANNEL, apiKeyId);
}
