/** What is left of an allowance: what was counted here, and what the platform itself has told of it. */
import type { Sql } from '../../lib/db.ts';
import type { QuotaReading as ReadingRow } from '../../lib/prisma/client.ts';
import { startOfDay } from '../../lib/time-zones.ts';
import type { Platform, QuotaRule } from '../../platforms/platform.ts';
import type { QuotaReading } from '../../platforms/request.ts';

/** Stands for the app itself where allowances are kept by account. */
export const APP_SCOPE = '00000000-0000-0000-0000-000000000000';

export interface QuotaState {
  name: string;
  scope: 'APP' | 'ACCOUNT';
  windowMs: number;
  limit: number;
  /** A limit that the platform itself has told is no guess any more. */
  basis: QuotaRule['basis'];
  used: number;
  reserved: number;
  /** When units become free again; null while nothing is used. */
  resetsAt: Date | null;
}

export interface CountedUnits {
  used: number;
  reserved: number;
  oldest: Date | null;
  /** Of those that are used: since the platform last told. */
  fresh: number;
}

/** What was counted here and what the platform told, as one state. */
export function stateOf(
  rule: QuotaRule,
  counted: CountedUnits,
  reading: Pick<ReadingRow, 'limit' | 'used' | 'remaining' | 'resetsAt' | 'readAt'> | undefined,
  now: Date,
): QuotaState {
  const since = countedAfter(rule, now);
  const limit = reading?.limit ?? rule.limit;
  let used = counted.used;
  let resetsAt = windowEnd(rule, counted.oldest, now);
  if (reading !== undefined && isCurrent(reading, since, now)) {
    // The platform also counts what was posted past us; our own count covers what it has not seen yet.
    const told = reading.used ?? (reading.remaining === null ? null : limit - reading.remaining);
    if (told !== null) used = Math.max(used, told + counted.fresh);
    // Where the platform names no end, what it told counts like a call of that moment.
    resetsAt = reading.resetsAt ?? resetsAt ?? (used > 0 ? windowEnd(rule, reading.readAt, now) : null);
  }
  return {
    name: rule.name,
    scope: rule.scope,
    windowMs: rule.windowMs,
    limit,
    basis: typeof reading?.limit === 'number' ? 'DOCUMENTED' : rule.basis,
    used,
    reserved: counted.reserved,
    resetsAt,
  };
}

const isCurrent = (reading: Pick<ReadingRow, 'resetsAt' | 'readAt'>, since: Date, now: Date): boolean =>
  reading.resetsAt === null ? reading.readAt > since : reading.resetsAt > now;

/** Units of the present window are later than this instant; those of its very first millisecond are among them. */
export const countedAfter = (rule: QuotaRule, now: Date): Date =>
  new Date(windowStart(rule, now).getTime() - (rule.window === 'ROLLING' ? 0 : 1));

export function windowStart(rule: Pick<QuotaRule, 'window' | 'windowMs'>, now: Date): Date {
  if (rule.window === 'ROLLING') return new Date(now.getTime() - rule.windowMs);
  if (rule.window === 'FIXED') return new Date(Math.floor(now.getTime() / rule.windowMs) * rule.windowMs);
  return new Date(pacificMidnight(now, 0));
}

function windowEnd(rule: QuotaRule, oldest: Date | null, now: Date): Date | null {
  if (oldest === null) return null;
  if (rule.window === 'ROLLING') return new Date(oldest.getTime() + rule.windowMs);
  return nextWindowStart(rule, now);
}

/** When the next window begins of a rule whose windows begin at fixed instants. */
export const nextWindowStart = (rule: Pick<QuotaRule, 'window' | 'windowMs'>, at: Date): Date =>
  rule.window === 'PACIFIC_DAY'
    ? new Date(pacificMidnight(at, 1))
    : new Date((Math.floor(at.getTime() / rule.windowMs) + 1) * rule.windowMs);

const pacificMidnight = (now: Date, daysLater: number): number =>
  startOfDay('America/Los_Angeles', now.getTime(), daysLater);

/** As `to_jsonb` writes it: instants are text. */
export interface StoredReading {
  limit: number | null;
  used: number | null;
  remaining: number | null;
  resets_at: string | null;
  read_at: string;
}

export const readingOf = (stored: StoredReading | null): Parameters<typeof stateOf>[2] =>
  stored === null
    ? undefined
    : {
        limit: stored.limit,
        used: stored.used,
        remaining: stored.remaining,
        resetsAt: stored.resets_at === null ? null : new Date(stored.resets_at),
        readAt: new Date(stored.read_at),
      };

/** What a platform said about an allowance of one of its accounts, or of the app. */
export interface ToldReading {
  platform: Platform;
  socialAccountId: string;
  reading: QuotaReading;
}

/** Stores what platforms said about their allowances; of several that speak of the same one, the last. */
export async function storeReadings(db: Sql, told: readonly ToldReading[], now: Date): Promise<void> {
  const rows = new Map<string, unknown>();
  for (const { platform, socialAccountId, reading } of told) {
    const rule = platform.quotas.find(({ name }) => name === reading.name);
    if (rule === undefined) continue;
    const scopeId = rule.scope === 'APP' ? APP_SCOPE : socialAccountId;
    const { name, limit, used, remaining, resetsAt } = reading;
    rows.set(`${platform.id}/${name}/${scopeId}`, {
      platform: platform.id,
      name,
      scope_id: scopeId,
      limit: limit ?? null,
      used: used ?? null,
      remaining: remaining ?? null,
      resets_at: resetsAt ?? null,
    });
  }
  if (rows.size === 0) return;
  // In the order of their keys, by everybody: two crowds that hear of the same allowances do not wait for each other.
  const ordered = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await db.query(
    `INSERT INTO quota_reading (platform, name, scope_id, "limit", used, remaining, resets_at, read_at)
     SELECT platform, name, scope_id, "limit", used, remaining, resets_at, $2
     FROM jsonb_to_recordset($1::jsonb) AS told (platform "Platform", name text, scope_id uuid, "limit" int, used int, remaining int, resets_at timestamptz)
     ON CONFLICT (platform, name, scope_id) DO UPDATE SET "limit" = coalesce(excluded."limit", quota_reading."limit"), used = excluded.used, remaining = excluded.remaining,
       resets_at = excluded.resets_at, read_at = excluded.read_at`,
    [JSON.stringify(ordered), now],
    'store_readings',
  );
}
