/**
 * Units that were reserved when posts were scheduled: whoever has not reserved leaves them alone. They are not stored but reckoned
 * from the targets, and end with them; when such a post goes out, its intent takes them from the ledger like any other.
 */
import type { Sql } from '../../lib/db.ts';
import type { Format } from '../../platforms/platform.ts';
import {
  type AllowanceState,
  needsOf,
  type OwnTry,
  type QuotaNeed,
  quotaStates,
  type UnitsNeeded,
} from './allowances.ts';
import { calledPlans, type Plan, unitsOf } from './quota-plan.ts';
import { nextWindowStart } from './quota-state.ts';
import { nextFit, takenAround, widthOf } from './quota-windows.ts';

/** The post for which units are asked. */
export interface Holder {
  targetId: string;
  dueAt: Date | null;
  /** It has reserved its units. */
  reserves: boolean;
}

interface Promised {
  targetId: string;
  dueMs: number;
  units: number;
}

interface Asker {
  holder?: Holder;
}

/** What is promised of one allowance, and what was called of it. */
export interface Promises {
  /** From when the units fit beside what others have reserved; null: now. */
  waitFor(asker: Asker, units: number, now: Date): { until: Date; kept: number } | null;
  /** The asker got its units: they are called, and no longer promised. */
  take(asker: Asker, units: number, now: Date): void;
}

const MOST_OF_ALLOWANCE = 5_000;

/** By the key of the allowance. Costs nothing where nobody has reserved. A limit that is only guessed holds nobody back. */
export async function readPromises(
  sql: Sql,
  needs: readonly QuotaNeed[],
  states: ReadonlyMap<string, AllowanceState>,
  now: Date,
): Promise<Map<string, Promises>> {
  const concerned = needs.filter(({ key, rule }) => {
    const state = states.get(key);
    return state?.isPromised === true && state.basis === 'DOCUMENTED' && rule.advisory !== true;
  });
  const distinct = [...new Map(concerned.map((need) => [need.key, need])).values()];
  if (distinct.length === 0) return new Map();
  const planOf = await calledPlans(sql, distinct, now);
  const rows = await promisedTargets(sql, distinct, now);
  return new Map(
    distinct.flatMap((need) => {
      const plan = planOf(need);
      if (plan === undefined) return [];
      const promised = (rows.get(need.key) ?? []).map(({ id, dueAt, format, options, mediaCount, out }) => ({
        targetId: id,
        dueMs: dueAt.getTime(),
        units: unitsOf(need.platform, need.rule, { format, options, mediaCount }, out),
      }));
      return [[need.key, promisesOf(plan, promised)] as const];
    }),
  );
}

function promisesOf(plan: Plan, promised: Promised[]): Promises {
  const atMs = ({ holder }: Asker, now: Date) => Math.max(now.getTime(), holder?.dueAt?.getTime() ?? 0);
  /** Of those who have reserved, the first due comes first: if the limit was lowered, they do not all wait for each other. */
  const isBefore = (one: Promised, { targetId, dueAt }: Holder) =>
    one.dueMs - (dueAt?.getTime() ?? 0) || (one.targetId < targetId ? -1 : 1);
  const ofOthers = ({ holder }: Asker): Promised[] =>
    promised.filter(
      (one) =>
        one.units > 0 &&
        one.targetId !== holder?.targetId &&
        (holder === undefined || !holder.reserves || isBefore(one, holder) < 0),
    );
  return {
    waitFor: (asker, units, now) => {
      const others = ofOthers(asker);
      if (others.length === 0) return null;
      const kept = others.map(({ dueMs, units: own }) => ({ atMs: Math.max(dueMs, now.getTime()), units: own }));
      const beside = { ...plan, taken: [...plan.taken, ...kept] };
      const at = atMs(asker, now);
      if (takenAround(beside, at) + units <= plan.limit) return null;
      const fits = nextFit(beside, units, at) ?? at + plan.windowMs;
      return { until: new Date(fits), kept: takenAround({ ...plan, taken: kept }, at) };
    },
    take: (asker, units, now) => {
      plan.taken.push({ atMs: atMs(asker, now), units });
      const own = promised.find(({ targetId }) => targetId === asker.holder?.targetId);
      if (own !== undefined) own.units -= units;
    },
  };
}

/** The answer to a call for which only units are left that scheduled posts have reserved; null: it may have its units. */
export function keptFrom(
  needs: readonly QuotaNeed[],
  asker: Asker,
  promises: ReadonlyMap<string, Promises>,
  states: ReadonlyMap<string, AllowanceState>,
  now: Date,
): { ok: false; retryAt: Date; name: string; message: string; isPromised: true } | null {
  for (const { key, rule, units } of needs) {
    const wait = promises.get(key)?.waitFor(asker, units, now) ?? null;
    const state = states.get(key);
    if (wait === null || state === undefined) continue;
    const message = `${rule.name}: ${state.used + state.reserved} of ${state.limit} used, and ${wait.kept} reserved for scheduled posts; the next free time is ${wait.until.toISOString()}`;
    return { ok: false, retryAt: wait.until, name: rule.name, message, isPromised: true };
  }
  return null;
}

/** Which of them still have only units in sight that others have reserved. In the order of `asks`. */
export async function stillKeptFrom(
  sql: Sql,
  asks: readonly (UnitsNeeded & { holder: Holder })[],
  now: Date,
): Promise<boolean[]> {
  const needs = asks.map(needsOf);
  const states = await quotaStates(sql, needs.flat(), null, now);
  const promises = await readPromises(sql, needs.flat(), states, now);
  return asks.map((ask, index) => keptFrom(needs[index] ?? [], ask, promises, states, now) !== null);
}

/** Units that scheduled posts have reserved: those due in the present window, or within a window from now where it rolls. */
export async function promisedUnits(
  sql: Sql,
  asked: readonly Pick<QuotaNeed, 'key' | 'platform' | 'rule' | 'accountId'>[],
  now: Date,
): Promise<Map<string, number>> {
  const rows = await promisedTargets(sql, asked, now);
  return new Map(
    asked.map(({ key, platform, rule }) => {
      const until = rule.window === 'ROLLING' ? now.getTime() + rule.windowMs : nextWindowStart(rule, now).getTime();
      const inWindow = (rows.get(key) ?? []).filter(({ dueAt }) => dueAt.getTime() < until);
      return [key, inWindow.reduce((sum, { out, ...post }) => sum + unitsOf(platform, rule, post, out), 0)];
    }),
  );
}

interface PromisedTarget {
  key: string;
  id: string;
  dueAt: Date;
  format: Format;
  options: unknown;
  mediaCount: number;
  /** How many parts are out, or on their way. */
  out: number;
}

/** Targets with reserved units, by the key of the allowance; those that may share a window with a call of now. */
async function promisedTargets(
  sql: Sql,
  needs: readonly Pick<QuotaNeed, 'key' | 'platform' | 'rule' | 'accountId'>[],
  now: Date,
): Promise<Map<string, PromisedTarget[]>> {
  const targets = (whose: string) => `
    (SELECT t.id, t.due_at, t.format, t.options,
       CASE WHEN t.format = 'CAROUSEL' THEN coalesce(jsonb_array_length(nullif(t.overrides -> 'mediaAssetIds', 'null')), (SELECT count(*)::int FROM post_media m WHERE m.post_id = t.post_id)) ELSE 1 END AS media_count,
       CASE WHEN t.intent_at IS NULL THEN 0 ELSE (SELECT count(*)::int FROM publish_step s WHERE s.target_id = t.id AND s.kind = 'COMMIT') END AS out
     FROM post_target t WHERE t.reserves_quota AND t.status IN ('SCHEDULED', 'PUBLISHING') AND ${whose} AND t.due_at < need.until
     ORDER BY t.due_at LIMIT ${MOST_OF_ALLOWANCE})`;
  const rows = await sql.query<PromisedTarget>(
    `SELECT need.key, target.* FROM jsonb_to_recordset($1::jsonb) AS need (key text, platform "Platform", account_id uuid, until timestamptz)
     CROSS JOIN LATERAL (${targets('t.social_account_id = need.account_id')} UNION ALL ${targets('need.account_id IS NULL AND t.platform = need.platform')}) target`,
    [
      JSON.stringify(
        needs.map(({ key, platform, rule, accountId }) => ({
          key,
          platform: platform.id,
          account_id: accountId,
          until: new Date(now.getTime() + widthOf(rule)),
        })),
      ),
    ],
    'promised_targets',
  );
  return Map.groupBy(rows, ({ key }) => key);
}

/** Whether an earlier try of the call has its units already. */
export async function hasUnits(sql: Sql, claim: OwnTry | null): Promise<boolean> {
  if (claim === null) return false;
  const rows = await sql.query(
    'SELECT FROM quota_usage WHERE target_id = $1 AND step = $2',
    [claim.targetId, claim.step],
    'units_of_claim',
  );
  return rows.length > 0;
}
