/** Recognises API keys, in constant time, and from memory for a moment. */
import { setTimeout } from 'node:timers/promises';
import type { AppContext, KnownKey, Viewer } from '../../context.ts';
import { createBriefCache } from '../../lib/brief-cache.ts';
import { equalBytes, type ParsedApiKey, parseApiKey } from '../../lib/crypto.ts';
import { readScopes } from '../access.ts';

/** NOTIFY channel; the payload is the id of a key that no longer works. */
export const KEYS_CHANNEL = 'slipway_keys';

const LAST_USED_EVERY_MS = 60_000;
/**
 * How long a key is remembered instead of looked up for each request. A key that no longer works is forgotten at once
 * through `KEYS_CHANNEL`; if that announcement is lost, it works for at most this long.
 */
const KNOWN_FOR_MS = 2_000;
const MAX_KNOWN_KEYS = 10_000;

export const createKnownKeys = (): AppContext['knownKeys'] =>
  createBriefCache({ maxAgeMs: KNOWN_FOR_MS, maxEntries: MAX_KNOWN_KEYS });

/** The payload of `KEYS_CHANNEL`. */
export const forgetKey = ({ knownKeys }: Pick<AppContext, 'knownKeys'>, apiKeyId: string): void =>
  knownKeys.forget(({ viewer }) => viewer.apiKeyId === apiKeyId);

type KeyReader = Pick<AppContext, 'db' | 'clock' | 'knownKeys'>;

/** Asks the database about a key that is not remembered. */
export interface KeySearch {
  /** The row of the key; null when the database shall not be asked. */
  find(key: ParsedApiKey): Promise<KeyRow | undefined> | null;
  found(key: ParsedApiKey, isGood: boolean): void;
}

/** The viewer whose key this is; null for a key that does not work (any more), or that was not looked up. */
export async function authenticate(
  ctx: KeyReader,
  bearer: string,
  search: KeySearch = { find: ({ prefix }) => findKeyRow(ctx, prefix), found: () => undefined },
): Promise<Viewer | null> {
  const parsed = parseApiKey(bearer);
  if (parsed === null) return null;
  const now = ctx.clock.now();
  let key = ctx.knownKeys.get(parsed.prefix, now) ?? null;
  if (key === null) {
    const keep = ctx.knownKeys.expect(now);
    const finding = search.find(parsed);
    if (finding === null) return null;
    key = keyOf(await finding, parsed);
    search.found(parsed, key !== null && !isOver(key.viewer, now));
    // Only recognised keys are remembered: guesses must not push out keys in use.
    if (key !== null) keep(parsed.prefix, key);
  }
  if (key === null || !equalBytes(key.secretHash, parsed.secretHash)) return null;
  const { viewer } = key;
  if (isOver(viewer, now)) return null;
  await touch(ctx, key, now);
  return viewer;
}

const isOver = ({ expiresAt }: Viewer, now: Date): boolean => expiresAt !== null && expiresAt <= now;

export interface KeyRow {
  id: string;
  prefix: string;
  workspaceId: string;
  secretHash: Uint8Array;
  scopes: string[];
  brandIds: string[];
  expiresAt: Date | null;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  language: string | null;
  timeZone: string | null;
  cursorKey: Uint8Array;
  plainCursorsTo: bigint;
}

const findKeyRows = ({ db }: Pick<KeyReader, 'db'>, prefixes: readonly string[]): Promise<KeyRow[]> =>
  db.query<KeyRow>(
    `SELECT k.id, prefix, workspace_id, secret_hash, scopes::text[] AS scopes, brand_ids, expires_at, revoked_at, last_used_at, language, time_zone, cursor_key, plain_cursors_to
     FROM api_key k JOIN workspace w ON w.id = k.workspace_id WHERE prefix = ANY($1)`,
    [prefixes],
    'find_api_keys',
  );

export async function findKeyRow(ctx: Pick<KeyReader, 'db'>, prefix: string): Promise<KeyRow | undefined> {
  const [row] = await findKeyRows(ctx, [prefix]);
  return row;
}

/** Looks up all keys that are asked for within `everyMs` with one statement; null when they are too many. */
export function findKeysTogether(
  ctx: Pick<KeyReader, 'db'>,
  { everyMs, most }: { everyMs: number; most: number },
): (prefix: string) => Promise<KeyRow | undefined> | null {
  let group: { prefixes: Set<string>; rows: Promise<KeyRow[]> } | null = null;
  const begin = () => {
    const prefixes = new Set<string>();
    const rows = setTimeout(everyMs).then(() => {
      group = null;
      return findKeyRows(ctx, [...prefixes]);
    });
    return { prefixes, rows };
  };
  return (prefix) => {
    group ??= begin();
    const { prefixes, rows } = group;
    if (prefixes.size >= most) return null;
    prefixes.add(prefix);
    return rows.then((found) => found.find((row) => row.prefix === prefix));
  };
}

function keyOf(row: KeyRow | undefined, { secretHash }: ParsedApiKey): KnownKey | null {
  if (row === undefined || row.revokedAt !== null || !equalBytes(row.secretHash, secretHash)) return null;
  return {
    viewer: {
      apiKeyId: row.id,
      workspaceId: row.workspaceId,
      scopes: new Set(readScopes(row.scopes)),
      brandIds: row.brandIds.length === 0 ? null : new Set(row.brandIds),
      expiresAt: row.expiresAt,
      language: row.language,
      timeZone: row.timeZone,
      cursorKey: row.cursorKey,
      plainCursorsTo: row.plainCursorsTo,
    },
    secretHash: row.secretHash,
    lastUsedAt: row.lastUsedAt,
  };
}

/** Written at most once a minute per key, so that reading does not cost a write. */
async function touch(ctx: KeyReader, key: KnownKey, now: Date): Promise<void> {
  const stale = new Date(now.getTime() - LAST_USED_EVERY_MS);
  if (key.lastUsedAt !== null && key.lastUsedAt > stale) return;
  key.lastUsedAt = now;
  await ctx.db.query(
    'UPDATE api_key SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)',
    [key.viewer.apiKeyId, now, stale],
    'touch_api_key',
  );
}

/** Whether a key still works that worked when its socket connected; checked for each event of a long-lived socket. */
export async function isKeyValid(ctx: Pick<AppContext, 'db' | 'clock'>, apiKeyId: string): Promise<boolean> {
  const [row] = await ctx.db.query(
    'SELECT id FROM api_key WHERE id = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)',
    [apiKeyId, ctx.clock.now()],
    'is_key_valid',
  );
  return row !== undefined;
}
