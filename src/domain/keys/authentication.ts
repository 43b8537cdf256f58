/** Whose call it is: API keys are recognised in constant time, and from memory for a moment. */
import type { AppContext, KnownKey, Viewer } from '../../context.ts';
import { createBriefCache } from '../../lib/brief-cache.ts';
import { equalBytes, type ParsedApiKey, parseApiKey } from '../../lib/crypto.ts';
import { ApiScope } from '../../lib/prisma/enums.ts';
import { SCOPES } from '../access.ts';

/** NOTIFY channel; the payload is the id of a key that works no more. */
export const KEYS_CHANNEL = 'slipway_keys';

const LAST_USED_EVERY_MS = 60_000;
/**
 * A key is looked up once in this time, and not for every request. A key that works no more is forgotten at once, through
 * `KEYS_CHANNEL`; when that notification is lost, it works for this long at most.
 */
const KNOWN_FOR_MS = 2_000;
const MAX_KNOWN_KEYS = 10_000;

export const createKnownKeys = (): AppContext['knownKeys'] =>
  createBriefCache({ maxAgeMs: KNOWN_FOR_MS, maxEntries: MAX_KNOWN_KEYS });

/** What `KEYS_CHANNEL` announces. */
export const forgetKey = ({ knownKeys }: Pick<AppContext, 'knownKeys'>, apiKeyId: string): void =>
  knownKeys.forget(({ viewer }) => viewer.apiKeyId === apiKeyId);

type Doorman = Pick<AppContext, 'db' | 'clock' | 'knownKeys'>;

/** The viewer whose key this is, or null for anything that does not work (any more). */
export async function authenticate(ctx: Doorman, bearer: string): Promise<Viewer | null> {
  const parsed = parseApiKey(bearer);
  if (parsed === null) return null;
  const now = ctx.clock.now();
  const key = ctx.knownKeys.get(parsed.prefix, now) ?? (await findKey(ctx, parsed, now));
  if (key === null || !equalBytes(key.secretHash, parsed.secretHash)) return null;
  const { viewer } = key;
  if (viewer.expiresAt !== null && viewer.expiresAt <= now) return null;
  await touch(ctx, key, now);
  return viewer;
}

interface KeyRow {
  id: string;
  workspaceId: string;
  secretHash: Uint8Array;
  scopes: string[];
  brandIds: string[];
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

const SCOPE_BY_NAME: ReadonlyMap<string, ApiScope> = new Map(
  Object.values(ApiScope).map((scope) => [SCOPES[scope].name, scope]),
);

/** From the database. Only what was recognised is kept: guesses must not push out keys that are in use. */
async function findKey(ctx: Doorman, parsed: ParsedApiKey, now: Date): Promise<KnownKey | null> {
  const keep = ctx.knownKeys.expect(now);
  const [row] = await ctx.db.query<KeyRow>(
    'SELECT id, workspace_id, secret_hash, scopes::text[] AS scopes, brand_ids, expires_at, revoked_at, last_used_at FROM api_key WHERE prefix = $1',
    [parsed.prefix],
    'find_api_key',
  );
  if (row === undefined || row.revokedAt !== null || !equalBytes(row.secretHash, parsed.secretHash)) return null;
  const key: KnownKey = {
    viewer: {
      apiKeyId: row.id,
      workspaceId: row.workspaceId,
      scopes: new Set(row.scopes.flatMap((name) => SCOPE_BY_NAME.get(name) ?? [])),
      brandIds: row.brandIds.length === 0 ? null : new Set(row.brandIds),
      expiresAt: row.expiresAt,
    },
    secretHash: row.secretHash,
    lastUsedAt: row.lastUsedAt,
  };
  keep(parsed.prefix, key);
  return key;
}

/** At most once a minute per key, so that reading does not write. */
async function touch(ctx: Doorman, key: KnownKey, now: Date): Promise<void> {
  const stale = new Date(now.getTime() - LAST_USED_EVERY_MS);
  if (key.lastUsedAt !== null && key.lastUsedAt > stale) return;
  key.lastUsedAt = now;
  await ctx.db.query(
    'UPDATE api_key SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)',
    [key.viewer.apiKeyId, now, stale],
    'touch_api_key',
  );
}

/** Whether a key that was good at connect time still is; asked again for each event of a long-lived socket. */
export async function isKeyValid(ctx: Pick<AppContext, 'db' | 'clock'>, apiKeyId: string): Promise<boolean> {
  const [row] = await ctx.db.query(
    'SELECT id FROM api_key WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)',
    [apiKeyId, ctx.clock.now()],
    'is_key_valid',
  );
  return row !== undefined;
}
