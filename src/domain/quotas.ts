/** The quota ledger: units are reserved with the intent, in the same transaction, and corrected by what the platform says. */
import { Temporal } from 'temporal-polyfill';
import { uuidv7 } from '../lib/crypto.ts';
import type { Sql, Tx } from '../lib/db.ts';
import type { PostTarget, QuotaReading as ReadingRow } from '../lib/prisma/client.ts';
import type { Platform, PlatformId, QuotaReading, QuotaRule } from '../platforms/platform.ts';
import { announceWake } from './target-change.ts';

/** Stands for the app itself where allowances are kept by account. */
export const APP_SCOPE = '00000000-0000-0000-0000-000000000000';

export type Reservation = { ok: true } | { ok: false; retryAt: Date; name: string; message: string };

export interface QuotaState {
  name: string;
  scope: 'APP' | 'ACCOUNT';
  windowMs: number;
  limit: number;
  used: number;
  reserved: number;
  /** When units become free again; null while nothing is used. */
  resetsAt: Date | null;
}

/** Takes the units of one commit from every allowance of the platform, or from none. */
export async function reserveQuota(
  tx: Tx,
  input: { platform: Platform; target: PostTarget; step: string; mediaCount: number; now: Date },
): Promise<Reservation> {
  const { platform, target, step, mediaCount, now } = input;
  const rules = platform.quotas
    .map((rule) => ({ rule, units: rule.cost({ format: target.format, options: target.options, mediaCount }) }))
    .filter(({ units }) => units > 0)
    .sort((a, b) => a.rule.name.localeCompare(b.rule.name));
  for (const { rule, units } of rules) {
    const scopeId = rule.scope === 'APP' ? APP_SCOPE : target.socialAccountId;
    const state = await lockedState(tx, platform.id, rule, scopeId, now, { targetId: target.id, step });
    if (state.used + state.reserved + units > state.limit) {
      const retryAt = state.resetsAt ?? new Date(now.getTime() + rule.windowMs);
      return {
        ok: false,
        retryAt,
        name: rule.name,
        message: `${rule.name}: ${state.used + state.reserved} of ${state.limit} used`,
      };
    }
  }
  if (rules.length > 0) {
    await tx.query(
      `INSERT INTO quota_usage (id, platform, name, social_account_id, target_id, step, units, at)
       SELECT rule.id, $1, rule.name, CASE WHEN rule.is_app THEN NULL ELSE $2::uuid END, $3, $4, rule.units, $5
       FROM jsonb_to_recordset($6::jsonb) AS rule (id uuid, name text, is_app boolean, units int)
       ON CONFLICT (target_id, step, name) DO UPDATE SET at = excluded.at, used = false`,
      [
        platform.id,
        target.socialAccountId,
        target.id,
        step,
        now,
        JSON.stringify(
          rules.map(({ rule, units }) => ({ id: uuidv7(), name: rule.name, is_app: rule.scope === 'APP', units })),
        ),
      ],
      'reserve_quota',
    );
  }
  return { ok: true };
}

/** With more units left than all processes can take at the same moment, nobody has to wait for anybody. */
const PLENTY = 2_000;

/** The state of an allowance; near its end, behind a lock until COMMIT, because two reservations could both take the last unit. */
async function lockedState(
  tx: Tx,
  platform: PlatformId,
  rule: QuotaRule,
  scopeId: string,
  now: Date,
  own: { targetId: string; step: string },
): Promise<QuotaState> {
  if (rule.limit > PLENTY) {
    const glance = await quotaState(tx, platform, rule, scopeId, now, own);
    if (glance.limit - glance.used - glance.reserved > PLENTY) return glance;
  }
  await tx.query(
    'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
    [`quota/${platform}/${rule.name}/${scopeId}`],
    'lock_quota',
  );
  return quotaState(tx, platform, rule, scopeId, now, own);
}

export async function settleQuota(tx: Tx, targetId: string, step: string): Promise<void> {
  await tx.query(
    'UPDATE quota_usage SET used = true WHERE target_id = $1 AND step = $2',
    [targetId, step],
    'settle_quota',
  );
}

/** Gives back what a refused commit had taken, and wakes who waits for it: left to `retryAt`, they might sleep for a day. */
export async function releaseQuota(tx: Tx, targetId: string, step: string, now: Date): Promise<void> {
  const freed = await tx.query<{ platform: PlatformId; socialAccountId: string | null }>(
    'DELETE FROM quota_usage WHERE target_id = $1 AND step = $2 AND NOT used RETURNING platform, social_account_id',
    [targetId, step],
    'release_quota',
  );
  const [any] = freed;
  if (any === undefined) return;
  const accounts = freed.some(({ socialAccountId }) => socialAccountId === null) ? null : any.socialAccountId;
  const woken = await tx.query(
    `WITH next AS (
       SELECT id FROM post_target WHERE blocked_by = 'QUOTA' AND platform = $1 AND ($2::uuid IS NULL OR social_account_id = $2) AND id <> $3
       ORDER BY priority DESC, due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
     ) UPDATE post_target SET wake_at = $4 FROM next WHERE post_target.id = next.id RETURNING post_target.id`,
    [any.platform, accounts, targetId, now],
    'wake_quota',
  );
  if (woken.length > 0) announceWake(tx, now);
}

/** `except`: the commit that asks; what an earlier try of it took is not taken a second time. */
async function quotaState(
  db: Sql,
  platform: PlatformId,
  rule: QuotaRule,
  scopeId: string,
  now: Date,
  except: { targetId: string; step: string } | null = null,
): Promise<QuotaState> {
  const since = windowStart(rule, now);
  const [usage] = await db.query<CountedUnits>(
    `SELECT coalesce(sum(q.units) FILTER (WHERE q.used), 0)::int AS used, coalesce(sum(q.units) FILTER (WHERE NOT q.used), 0)::int AS reserved, min(q.at) AS oldest,
            coalesce(sum(q.units) FILTER (WHERE q.at > r.read_at), 0)::int AS fresh
     FROM quota_usage q LEFT JOIN quota_reading r ON r.platform = q.platform AND r.name = q.name AND r.scope_id = $3::uuid
     WHERE q.platform = $1 AND q.name = $2 AND q.social_account_id IS NOT DISTINCT FROM nullif($3::uuid, '${APP_SCOPE}') AND q.at > $4
       AND ($5::uuid IS NULL OR NOT (q.target_id IS NOT DISTINCT FROM $5 AND q.step IS NOT DISTINCT FROM $6))`,
    [platform, rule.name, scopeId, since, except?.targetId ?? null, except?.step ?? null],
    'quota_usage',
  );
  const [reading] = await db.query<ReadingRow>(
    'SELECT * FROM quota_reading WHERE platform = $1 AND name = $2 AND scope_id = $3',
    [platform, rule.name, scopeId],
    'quota_reading',
  );
  return stateOf(rule, usage ?? { used: 0, reserved: 0, oldest: null, fresh: 0 }, reading, now);
}

export interface CountedUnits {
  used: number;
  reserved: number;
  oldest: Date | null;
  /** Counted since the platform last told. */
  fresh: number;
}

/** What was counted here and what the platform told, as one state. */
export function stateOf(
  rule: QuotaRule,
  counted: CountedUnits,
  reading: Pick<ReadingRow, 'limit' | 'used' | 'remaining' | 'resetsAt' | 'readAt'> | undefined,
  now: Date,
): QuotaState {
  const since = windowStart(rule, now);
  const limit = reading?.limit ?? rule.limit;
  let used = counted.used;
  let resetsAt = windowEnd(rule, counted.oldest, now);
  if (reading !== undefined && isCurrent(reading, since, now)) {
    // The platform also counts what was posted past us; our own count covers what it has not seen yet.
    const told = reading.used ?? (reading.remaining === null ? null : limit - reading.remaining);
    if (told !== null) used = Math.max(used, told + Math.max(0, counted.fresh - counted.reserved));
    resetsAt = reading.resetsAt ?? resetsAt;
  }
  return {
    name: rule.name,
    scope: rule.scope,
    windowMs: rule.windowMs,
    limit,
    used,
    reserved: counted.reserved,
    resetsAt,
  };
}

const isCurrent = (reading: Pick<ReadingRow, 'resetsAt' | 'readAt'>, since: Date, now: Date): boolean =>
  reading.resetsAt === null ? reading.readAt > since : reading.resetsAt > now;

export function windowStart(rule: QuotaRule, now: Date): Date {
  if (rule.window === 'ROLLING') return new Date(now.getTime() - rule.windowMs);
  if (rule.window === 'FIXED') return new Date(Math.floor(now.getTime() / rule.windowMs) * rule.windowMs);
  return new Date(pacificMidnight(now, 0));
}

function windowEnd(rule: QuotaRule, oldest: Date | null, now: Date): Date | null {
  if (oldest === null) return null;
  if (rule.window === 'ROLLING') return new Date(oldest.getTime() + rule.windowMs);
  if (rule.window === 'FIXED') return new Date((Math.floor(now.getTime() / rule.windowMs) + 1) * rule.windowMs);
  return new Date(pacificMidnight(now, 1));
}

function pacificMidnight(now: Date, daysLater: number): number {
  const here = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO('America/Los_Angeles');
  return here.startOfDay().add({ days: daysLater }).startOfDay().epochMilliseconds;
}

/** Stores what a platform said about its allowances. */
export async function storeReadings(
  db: Sql,
  platform: Platform,
  socialAccountId: string,
  readings: readonly QuotaReading[],
  now: Date,
): Promise<void> {
  for (const reading of readings) {
    const rule = platform.quotas.find((candidate) => candidate.name === reading.name);
    if (rule === undefined) continue;
    await db.query(
      `INSERT INTO quota_reading (platform, name, scope_id, "limit", used, remaining, resets_at, read_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (platform, name, scope_id) DO UPDATE SET "limit" = coalesce(excluded."limit", quota_reading."limit"), used = excluded.used, remaining = excluded.remaining,
         resets_at = excluded.resets_at, read_at = excluded.read_at`,
      [
        platform.id,
        reading.name,
        rule.scope === 'APP' ? APP_SCOPE : socialAccountId,
        reading.limit ?? null,
        reading.used ?? null,
        reading.remaining ?? null,
        reading.resetsAt ?? null,
        now,
      ],
      'store_reading',
    );
  }
}
