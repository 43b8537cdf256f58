/** The quota ledger: units are reserved with the intent, in the same transaction, and corrected by what the platform says. */
import { uuidv7 } from '../../lib/crypto.ts';
import type { Sql, Tx } from '../../lib/db.ts';
import type { PostTarget, QuotaReading as ReadingRow } from '../../lib/prisma/client.ts';
import { startOfDay } from '../../lib/time-zones.ts';
import type { Platform, PlatformId, QuotaRule } from '../../platforms/platform.ts';
import type { QuotaReading } from '../../platforms/request.ts';
import { invariant } from '../errors.ts';
import { wakeTargets } from '../targets/target-wake.ts';

/** Stands for the app itself where allowances are kept by account. */
export const APP_SCOPE = '00000000-0000-0000-0000-000000000000';

/** `warning`: more than what the limit is guessed to be. */
export type Reservation = { ok: true; warning?: string } | { ok: false; retryAt: Date; name: string; message: string };

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

/** Units that one commit needs. */
export interface QuotaAsk {
  platform: Platform;
  target: Pick<PostTarget, 'id' | 'socialAccountId' | 'format' | 'options'>;
  step: string;
  mediaCount: number;
}

/**
 * Takes the units of each commit from every allowance of its platform, or from none. Answers in the order of `asks`, each
 * of which is the first try of its commit unless it is the only one.
 */
export async function reserveQuotas(tx: Tx, asks: readonly QuotaAsk[], now: Date): Promise<Reservation[]> {
  const needs = asks.map((ask) => needsOf(ask));
  const states = await lockedStates(tx, needs.flat(), asks.length === 1 ? (asks[0] ?? null) : null, now);
  const taken: { ask: QuotaAsk; need: QuotaNeed }[] = [];
  const reservations = asks.map((ask, index): Reservation => {
    const mine = needs[index] ?? [];
    let warning: string | undefined;
    for (const need of mine) {
      const state = states.get(need.key);
      invariant(state, `no state of the allowance ${need.key}`);
      if (need.rule.advisory === true || state.used + state.reserved + need.units <= state.limit) continue;
      const message = `${need.rule.name}: ${state.used + state.reserved} of ${state.limit} used`;
      if (state.basis === 'DOCUMENTED')
        return {
          ok: false,
          retryAt: state.resetsAt ?? new Date(now.getTime() + need.rule.windowMs),
          name: need.rule.name,
          message,
        };
      warning = `${message}, as far as known here; the platform decides.`;
    }
    for (const need of mine) {
      const state = states.get(need.key);
      if (state !== undefined) state.reserved += need.units;
      taken.push({ ask, need });
    }
    return { ok: true, ...(warning === undefined ? {} : { warning }) };
  });
  if (taken.length > 0) {
    await tx.query(
      `INSERT INTO quota_usage (id, platform, name, social_account_id, target_id, step, units, at)
       SELECT id, platform, name, social_account_id, target_id, step, units, $2
       FROM jsonb_to_recordset($1::jsonb) AS taken (id uuid, platform "Platform", name text, social_account_id uuid, target_id uuid, step text, units int)
       ON CONFLICT (target_id, step, name) DO UPDATE SET at = excluded.at, used = false`,
      [
        JSON.stringify(
          taken.map(({ ask, need }) => ({
            id: uuidv7(),
            platform: ask.platform.id,
            name: need.rule.name,
            social_account_id: need.accountId,
            target_id: ask.target.id,
            step: ask.step,
            units: need.units,
          })),
        ),
        now,
      ],
      'reserve_quotas',
    );
  }
  return reservations;
}

interface QuotaNeed {
  /** Names the allowance: platform, rule and whose it is. */
  key: string;
  platform: PlatformId;
  rule: QuotaRule;
  /** null = the app's. */
  accountId: string | null;
  units: number;
}

const needsOf = ({ platform, target, mediaCount }: QuotaAsk): QuotaNeed[] =>
  platform.quotas
    .map((rule): QuotaNeed => {
      const accountId = rule.scope === 'APP' ? null : target.socialAccountId;
      return {
        key: `quota/${platform.id}/${rule.name}/${accountId ?? APP_SCOPE}`,
        platform: platform.id,
        rule,
        accountId,
        units: rule.cost({ format: target.format, options: target.options, mediaCount }),
      };
    })
    .filter(({ units }) => units > 0);

/** With more units left than all processes can take at the same moment, nobody has to wait for anybody. */
const PLENTY = 2_000;

/**
 * The state of every allowance, by key; near its end, behind a lock until COMMIT, because two reservations could both take
 * the last unit. Tight rules are locked before generous ones and each kind in the order of its keys, by everybody.
 */
async function lockedStates(
  tx: Tx,
  needs: readonly QuotaNeed[],
  own: Pick<QuotaAsk, 'target' | 'step'> | null,
  now: Date,
): Promise<Map<string, QuotaState>> {
  const distinct = [...new Map(needs.map((need) => [need.key, need])).values()].sort((a, b) =>
    a.key < b.key ? -1 : 1,
  );
  await lockAllowances(
    tx,
    distinct.filter(({ rule }) => rule.limit <= PLENTY),
  );
  const states = await quotaStates(tx, distinct, own, now);
  const nearEnd = distinct.filter(({ key, rule }) => {
    const state = states.get(key);
    return rule.limit > PLENTY && state !== undefined && state.limit - state.used - state.reserved <= PLENTY;
  });
  if (nearEnd.length === 0) return states;
  await lockAllowances(tx, nearEnd);
  return new Map([...states, ...(await quotaStates(tx, nearEnd, own, now))]);
}

async function lockAllowances(tx: Tx, needs: readonly QuotaNeed[]): Promise<void> {
  if (needs.length === 0) return;
  await tx.query(
    'SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest($1::text[]) AS key',
    [needs.map(({ key }) => key)],
    'lock_quotas',
  );
}

/** `own`: the commit that asks; what an earlier try of it took is not taken a second time. */
async function quotaStates(
  tx: Tx,
  needs: readonly QuotaNeed[],
  own: Pick<QuotaAsk, 'target' | 'step'> | null,
  now: Date,
): Promise<Map<string, QuotaState>> {
  if (needs.length === 0) return new Map();
  // Usage of an account and of the app are two index scans; one condition for both would be none.
  const counted = (whose: string) =>
    `SELECT used, units, at FROM quota_usage q
     WHERE ${whose} AND q.platform = need.platform AND q.name = need.name AND q.at > need.since
       AND ($2::uuid IS NULL OR NOT (q.target_id IS NOT DISTINCT FROM $2 AND q.step IS NOT DISTINCT FROM $3))`;
  const rows = await tx.query<CountedUnits & { key: string; reading: StoredReading | null }>(
    `SELECT need.key, total.*, to_jsonb(r) AS reading
     FROM jsonb_to_recordset($1::jsonb) AS need (key text, platform "Platform", name text, account_id uuid, since timestamptz)
     LEFT JOIN quota_reading r ON r.platform = need.platform AND r.name = need.name AND r.scope_id = coalesce(need.account_id, '${APP_SCOPE}')
     CROSS JOIN LATERAL (
       SELECT coalesce(sum(units) FILTER (WHERE used), 0)::int AS used, coalesce(sum(units) FILTER (WHERE NOT used), 0)::int AS reserved, min(at) AS oldest,
         coalesce(sum(units) FILTER (WHERE at > r.read_at), 0)::int AS fresh
       FROM (
         ${counted('need.account_id IS NOT NULL AND q.social_account_id = need.account_id')}
         UNION ALL
         ${counted('need.account_id IS NULL AND q.social_account_id IS NULL')}
       ) usage
     ) total`,
    [
      JSON.stringify(
        needs.map(({ key, platform, rule, accountId }) => ({
          key,
          platform,
          name: rule.name,
          account_id: accountId,
          since: windowStart(rule, now),
        })),
      ),
      own?.target.id ?? null,
      own?.step ?? null,
    ],
    'quota_states',
  );
  const rules = new Map(needs.map(({ key, rule }) => [key, rule]));
  return new Map(
    rows.flatMap(({ key, reading, ...units }) => {
      const rule = rules.get(key);
      return rule === undefined ? [] : [[key, stateOf(rule, units, readingOf(reading), now)] as const];
    }),
  );
}

/** As `to_jsonb` writes it: instants are text. */
interface StoredReading {
  limit: number | null;
  used: number | null;
  remaining: number | null;
  resets_at: string | null;
  read_at: string;
}

const readingOf = (stored: StoredReading | null): Parameters<typeof stateOf>[2] =>
  stored === null
    ? undefined
    : {
        limit: stored.limit,
        used: stored.used,
        remaining: stored.remaining,
        resetsAt: stored.resets_at === null ? null : new Date(stored.resets_at),
        readAt: new Date(stored.read_at),
      };

/** What was reserved for these commits is used. */
export async function settleQuotas(tx: Tx, targetIds: readonly string[], steps: readonly string[]): Promise<void> {
  await tx.query(
    'UPDATE quota_usage q SET used = true FROM unnest($1::uuid[], $2::text[]) AS done (target_id, step) WHERE q.target_id = done.target_id AND q.step = done.step',
    [targetIds, steps],
    'settle_quotas',
  );
}

/**
 * Gives back what a refused commit had taken, and wakes who waits for it: left to `retryAt`, they might sleep for a day. Who
 * was told by the platform to wait is not woken: a unit of our own counting is no word of the platform.
 */
export async function releaseQuota(
  tx: Tx,
  { targetId, step, wakes }: { targetId: string; step: string; wakes: boolean },
  now: Date,
): Promise<void> {
  const freed = await tx.query<{ platform: PlatformId; socialAccountId: string | null }>(
    'DELETE FROM quota_usage WHERE target_id = $1 AND step = $2 AND NOT used RETURNING platform, social_account_id',
    [targetId, step],
    'release_quota',
  );
  const [first] = freed;
  if (first === undefined || !wakes) return;
  const accounts = freed.some(({ socialAccountId }) => socialAccountId === null) ? null : first.socialAccountId;
  await wakeTargets(
    tx,
    {
      select: `SELECT id, $4::timestamptz FROM post_target t WHERE blocked_by = 'QUOTA' AND platform = $1 AND ($2::uuid IS NULL OR social_account_id = $2) AND id <> $3
         AND NOT EXISTS (SELECT FROM platform_wait w WHERE w.platform = t.platform AND w.scope_id IN (t.social_account_id, '${APP_SCOPE}') AND w.ask_at > $4)
       ORDER BY intent_at IS NULL, priority DESC, due_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`,
      params: [first.platform, accounts, targetId, now],
      name: 'wake_quota',
    },
    now,
  );
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
    basis: typeof reading?.limit === 'number' ? 'DOCUMENTED' : rule.basis,
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

const pacificMidnight = (now: Date, daysLater: number): number =>
  startOfDay('America/Los_Angeles', now.getTime(), daysLater);

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
