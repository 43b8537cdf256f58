/** The allowances that a call needs: what is left of each, read, and locked where two could take the last of it. */
import type { Sql, Tx } from '../../lib/db.ts';
import type { Platform, QuotaRule } from '../../platforms/platform.ts';
import {
  APP_SCOPE,
  type CountedUnits,
  countedAfter,
  type QuotaState,
  readingOf,
  type StoredReading,
  stateOf,
} from './quota-state.ts';
import { widthOf } from './quota-windows.ts';

/** What a call, or a post, takes of the allowances of its account. */
export interface UnitsNeeded {
  platform: Platform;
  socialAccountId: string;
  /** By the name of the allowance. What is absent, or 0, is not touched. */
  units: Readonly<Record<string, number>>;
}

/** Units that it needs of one of them. */
export interface QuotaNeed {
  /** The key of an allowance: platform, rule and owner. */
  key: string;
  platform: Platform;
  rule: QuotaRule;
  /** null = the app's. */
  accountId: string | null;
  units: number;
}

export const needsOf = ({ platform, socialAccountId, units }: UnitsNeeded): QuotaNeed[] =>
  platform.quotas
    .map((rule): QuotaNeed => {
      const accountId = rule.scope === 'APP' ? null : socialAccountId;
      const key = `quota/${platform.id}/${rule.name}/${accountId ?? APP_SCOPE}`;
      return { key, platform, rule, accountId, units: units[rule.name] ?? 0 };
    })
    .filter((need) => need.units > 0);

/** What an earlier try of the same call has taken is found by this. */
export interface OwnTry {
  targetId: string;
  step: string;
}

export interface AllowanceState extends QuotaState {
  /** Some scheduled post has reserved units of it, near enough to share a window with a call of now. */
  isPromised: boolean;
}

/** While more units are left than all processes can take at the same moment, no lock is needed. */
const PLENTY = 2_000;

/**
 * The state of every allowance, by key. Near its end it is locked until COMMIT, because two reservations could both
 * take the last unit. The lock order is fixed: tight rules before generous ones, each in the order of its keys.
 */
export async function lockedStates(
  tx: Tx,
  needs: readonly QuotaNeed[],
  own: OwnTry | null,
  now: Date,
): Promise<Map<string, AllowanceState>> {
  const distinct = distinctOf(needs);
  await lockAllowances(tx, distinct.filter(isTight));
  const states = await quotaStates(tx, distinct, own, now);
  const nearEnd = distinct.filter(({ key, rule }) => {
    const state = states.get(key);
    if (isTight({ rule }) || state === undefined) return false;
    return state.isPromised || state.limit - state.used - state.reserved <= PLENTY;
  });
  if (nearEnd.length === 0) return states;
  await lockAllowances(tx, nearEnd);
  return new Map([...states, ...(await quotaStates(tx, nearEnd, own, now))]);
}

/** Locks all of them until COMMIT, in the same order. */
export async function lockAllAllowances(tx: Tx, needs: readonly QuotaNeed[]): Promise<void> {
  const distinct = distinctOf(needs);
  await lockAllowances(tx, distinct.filter(isTight));
  await lockAllowances(
    tx,
    distinct.filter((need) => !isTight(need)),
  );
}

const isTight = ({ rule }: Pick<QuotaNeed, 'rule'>): boolean => rule.limit <= PLENTY;
const distinctOf = (needs: readonly QuotaNeed[]): QuotaNeed[] =>
  [...new Map(needs.map((need) => [need.key, need])).values()].sort((a, b) => (a.key < b.key ? -1 : 1));

async function lockAllowances(tx: Tx, needs: readonly QuotaNeed[]): Promise<void> {
  if (needs.length === 0) return;
  await tx.query(
    'SELECT pg_advisory_xact_lock(hashtextextended(key, 0)) FROM unnest($1::text[]) AS key',
    [needs.map(({ key }) => key)],
    'lock_quotas',
  );
}

/** `own`: the try that asks; what an earlier try of it took is not taken a second time. */
export async function quotaStates(
  tx: Sql,
  needs: readonly QuotaNeed[],
  own: OwnTry | null,
  now: Date,
): Promise<Map<string, AllowanceState>> {
  if (needs.length === 0) return new Map();
  // Usage of an account and of the app are two index scans; a combined condition could use no index.
  const counted = (whose: string) =>
    `SELECT used, units, at FROM quota_usage q
     WHERE ${whose} AND q.platform = need.platform AND q.name = need.name AND q.at > need.since
       AND ($2::uuid IS NULL OR NOT (q.target_id IS NOT DISTINCT FROM $2 AND q.step IS NOT DISTINCT FROM $3))`;
  const promised = (whose: string) =>
    `EXISTS (SELECT FROM post_target t WHERE t.reserves_quota AND t.status IN ('SCHEDULED', 'PUBLISHING') AND ${whose} AND t.due_at < need.until)`;
  const rows = await tx.query<CountedUnits & { key: string; isPromised: boolean; reading: StoredReading | null }>(
    `SELECT need.key, total.*, to_jsonb(r) AS reading,
       CASE WHEN need.account_id IS NULL THEN ${promised('t.platform = need.platform')} ELSE ${promised('t.social_account_id = need.account_id')} END AS is_promised
     FROM jsonb_to_recordset($1::jsonb) AS need (key text, platform "Platform", name text, account_id uuid, since timestamptz, until timestamptz)
     LEFT JOIN quota_reading r ON r.platform = need.platform AND r.name = need.name AND r.scope_id = coalesce(need.account_id, '${APP_SCOPE}')
     CROSS JOIN LATERAL (
       SELECT coalesce(sum(units) FILTER (WHERE used), 0)::int AS used, coalesce(sum(units) FILTER (WHERE NOT used), 0)::int AS reserved, min(at) AS oldest,
         coalesce(sum(units) FILTER (WHERE used AND at > r.read_at), 0)::int AS fresh
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
          platform: platform.id,
          name: rule.name,
          account_id: accountId,
          since: countedAfter(rule, now),
          until: new Date(now.getTime() + widthOf(rule)),
        })),
      ),
      own?.targetId ?? null,
      own?.step ?? null,
    ],
    'quota_states',
  );
  const rules = new Map(needs.map(({ key, rule }) => [key, rule]));
  return new Map(
    rows.flatMap(({ key, reading, isPromised, ...units }) => {
      const rule = rules.get(key);
      return rule === undefined
        ? []
        : [[key, { ...stateOf(rule, units, readingOf(reading), now), isPromised }] as const];
    }),
  );
}
