/**
 * What is planned for allowances: the ledger, what platforms told, and the posts that are scheduled into each window.
 * One statement reads it for all accounts of a call.
 */
import type { Sql } from '../../lib/db.ts';
import type { Format, Platform, PlatformId, QuotaRule } from '../../platforms/platform.ts';
import { type CountedUnits, countedAfter, readingOf, type StoredReading, stateOf } from './quota-state.ts';
import { type Allotment, GRAIN_MS, nextFit, takenAround, type UnitsAt, widthOf } from './quota-windows.ts';

/** A post that would take units at `at`. */
export interface PlannedPost {
  platform: Platform;
  socialAccountId: string;
  post: { format: Format; options: unknown; mediaCount: number };
  at: Date;
}

/** An allowance without room. */
export interface FullQuota {
  name: string;
  scope: QuotaRule['scope'];
  limit: number;
  basis: QuotaRule['basis'];
  /** Units that are used or planned already in the fullest window around that time. */
  taken: number;
  /** Units that the post needs. */
  units: number;
}

/** Planned posts read at once. The search for a free time reads on from where it has come to. */
const MOST_ROWS = 20_000;
const MOST_READS = 20;
/** The last instant with a year of four digits: neither Postgres nor RFC 3339 reads a later one as `Date` writes it. */
const LATEST_MS = Date.parse('9999-12-31T23:59:59.999Z');

/** Which allowances have no room for each of `posts`; those before it in the list take their units first. */
export async function fullQuotas(
  sql: Sql,
  posts: readonly PlannedPost[],
  /** Their present plans, which these replace. */
  replaced: readonly string[],
  now: Date,
): Promise<FullQuota[][]> {
  const needs = posts.map(needsOf);
  const widest = (bounds: readonly number[]) => ({ fromMs: Math.min(...bounds), untilMs: Math.max(...bounds) });
  const { plans } = await readPlans(sql, needs.flat(), widest(posts.map(({ at }) => at.getTime())), replaced, now);
  const around = new Map<string, Around>();
  return posts.map((post, index) => {
    const atMs = Math.max(post.at.getTime(), now.getTime());
    return (needs[index] ?? []).flatMap(({ key, rule, units }) => {
      const plan = plans.get(key);
      if (plan === undefined) return [];
      const { limit, basis } = plan;
      const known = around.get(key);
      // Units at one instant fill all windows that hold it alike: of many posts due together only the first looks.
      const taken = known?.atMs === atMs ? known.taken : takenAround(plan, atMs);
      plan.taken.push({ atMs, units });
      around.set(key, { atMs, taken: taken + units });
      return taken + units > limit ? [{ name: rule.name, scope: rule.scope, limit, basis, taken, units }] : [];
    });
  });
}

interface Around {
  atMs: number;
  taken: number;
}

/** The first instant from `post.at` on at which all allowances have room for the post; null if none has within sight. */
export async function nextFreeTime(
  sql: Sql,
  post: PlannedPost,
  { others, replaced }: { others: readonly PlannedPost[]; replaced: readonly string[] },
  now: Date,
): Promise<Date | null> {
  const needs = needsOf(post);
  const otherNeeds = others.flatMap((other) =>
    needsOf(other).map(({ key, units }) => ({ key, atMs: other.at.getTime(), units })),
  );
  let atMs = Math.max(post.at.getTime(), now.getTime());
  for (let reads = 0; reads < MOST_READS; reads++) {
    const span = { fromMs: atMs, untilMs: Number.POSITIVE_INFINITY };
    const { plans, knownUntilMs } = await readPlans(sql, needs, span, replaced, now);
    for (const { key, atMs: takenAt, units } of otherNeeds) plans.get(key)?.taken.push({ atMs: takenAt, units });
    const found = firstFit(needs, plans, atMs);
    if (found === null || found > LATEST_MS) return null;
    if (found + widestOf(needs) <= knownUntilMs) return new Date(found);
    // Up to there nothing is free; what lies behind was not read yet.
    if (found <= atMs) return null;
    atMs = found;
  }
  return null;
}

function firstFit(needs: readonly Need[], plans: ReadonlyMap<string, Plan>, afterMs: number): number | null {
  let atMs = afterMs;
  for (let settled = false; !settled; ) {
    settled = true;
    for (const { key, units } of needs) {
      const plan = plans.get(key);
      if (plan === undefined) continue;
      const fits = nextFit(plan, units, atMs);
      if (fits === null) return null;
      if (fits > atMs) settled = false;
      atMs = fits;
    }
  }
  return atMs;
}

interface Need {
  /** Platform, rule and owner. */
  key: string;
  scope: string;
  platform: Platform;
  rule: QuotaRule;
  /** null = the app's. */
  accountId: string | null;
  units: number;
}

/** What was called, by platform and rule and owner, without what is planned. */
export async function calledPlans(
  sql: Sql,
  asked: readonly Pick<Need, 'platform' | 'rule' | 'accountId'>[],
  now: Date,
): Promise<(need: Pick<Need, 'platform' | 'rule' | 'accountId'>) => Plan | undefined> {
  const keyOf = ({ platform, rule, accountId }: Pick<Need, 'platform' | 'rule' | 'accountId'>) =>
    `${scopeKey(platform.id, accountId)}/${rule.name}`;
  const needs = asked.map(({ platform, rule, accountId }): Need => {
    const scope = scopeKey(platform.id, accountId);
    return { key: `${scope}/${rule.name}`, scope, platform, rule, accountId, units: 0 };
  });
  const at = now.getTime();
  const { plans } = await readPlans(sql, needs, { fromMs: at, untilMs: at }, [], now, 0);
  return (need) => plans.get(keyOf(need));
}

const scopeKey = (platform: PlatformId, accountId: string | null): string => `${platform}/${accountId ?? ''}`;

/** Units of the whole post, all parts of a thread together, without those that are out. */
export function unitsOf(platform: Platform, rule: QuotaRule, post: PlannedPost['post'], out = 0): number {
  return rule.cost(post) * Math.max(0, (platform.commits?.(post) ?? 1) - out);
}

const needsOf = ({ platform, socialAccountId, post }: PlannedPost): Need[] =>
  platform.quotas.flatMap((rule) => {
    const units = rule.advisory === true ? 0 : unitsOf(platform, rule, post);
    if (units === 0) return [];
    const accountId = rule.scope === 'APP' ? null : socialAccountId;
    const scope = scopeKey(platform.id, accountId);
    return [{ key: `${scope}/${rule.name}`, scope, platform, rule, accountId, units }];
  });

const widestOf = (needs: readonly Need[]): number => Math.max(0, ...needs.map(({ rule }) => widthOf(rule)));

export interface Plan extends Allotment {
  taken: UnitsAt[];
  basis: QuotaRule['basis'];
}

type PlanRow =
  | { kind: 'CALLS'; key: string; name: string; facts: CallsFact }
  | { kind: 'READING'; key: string; name: string; facts: StoredReading }
  | { kind: 'WAIT'; key: string; name: string; facts: number }
  | { kind: 'PLANNED'; key: string; name: Format; facts: PlannedFact };
type CallsFact = readonly [latestMs: number, oldestMs: number, units: number, used: number, fresh: number];
/** `out`: how many parts of each are out, or on their way; the ledger has their units. */
type PlannedFact = readonly [atMs: number, options: unknown, mediaCount: number, posts: number, out: number];

async function readPlans(
  sql: Sql,
  needs: readonly Need[],
  { fromMs, untilMs }: { fromMs: number; untilMs: number },
  replaced: readonly string[],
  now: Date,
  mostPlanned = MOST_ROWS,
): Promise<{ plans: Map<string, Plan>; knownUntilMs: number }> {
  const scopes = [...Map.groupBy(needs, ({ scope }) => scope)].flatMap(([key, ofScope]) => {
    const [first] = ofScope;
    if (first === undefined) return [];
    const { platform, accountId } = first;
    const rules = [...new Map(ofScope.map(({ rule }) => [rule.name, rule])).values()];
    return [{ key, platform, accountId, rules, width: widestOf(ofScope) }];
  });
  if (scopes.length === 0) return { plans: new Map(), knownUntilMs: Number.POSITIVE_INFINITY };
  const instant = (ms: number) => (ms <= LATEST_MS ? new Date(ms).toISOString() : 'infinity');
  const since = (ms: number) => (ms <= now.getTime() ? '-infinity' : instant(ms));
  const asked = scopes.map(({ key, platform, accountId, rules, width }) => ({
    key,
    platform: platform.id,
    account_id: accountId,
    // What is overdue goes out as soon as it may: it counts from now on.
    from: since(fromMs - width),
    until: instant(untilMs + width),
    grain: GRAIN_MS[accountId === null ? 'APP' : 'ACCOUNT'] / 1_000,
    rules: rules.map((rule) => ({
      name: rule.name,
      since: countedAfter(rule, now),
      // Calls within one hundredth of a window count as the last of them: a limit of thousands stays short to read.
      grain: rule.windowMs / 100_000,
    })),
  }));
  // What was called in a window counts if it has begun.
  const withCalls = scopes.some(({ width }) => fromMs - width <= now.getTime());
  const rows = await sql.query<PlanRow>(
    'SELECT * FROM quota_plans($1, $2, $3, $4, $5)',
    [JSON.stringify(asked), replaced, now, mostPlanned, withCalls],
    'quota_plans',
  );
  const byScope = Map.groupBy(rows, ({ key }) => key);
  const plans = new Map<string, Plan>();
  let knownUntilMs = Number.POSITIVE_INFINITY;
  for (const { key, platform, rules: ofScope } of scopes) {
    const known = byScope.get(key) ?? [];
    const planned = known.flatMap((row) => (row.kind === 'PLANNED' ? [row.facts] : []));
    if (planned.reduce((sum, [, , , posts]) => sum + posts, 0) >= MOST_ROWS)
      knownUntilMs = planned.reduce((latest, [atMs]) => Math.max(latest, atMs), 0);
    for (const rule of ofScope) plans.set(`${key}/${rule.name}`, planOf(platform, rule, known, now));
  }
  return { plans, knownUntilMs };
}

function planOf(platform: Platform, rule: QuotaRule, known: readonly PlanRow[], now: Date): Plan {
  const nowMs = now.getTime();
  const calls = known.flatMap((row) => (row.kind === 'CALLS' && row.name === rule.name ? [row.facts] : []));
  const [reading] = known.flatMap((row) => (row.kind === 'READING' && row.name === rule.name ? [row.facts] : []));
  const waits = known.flatMap((row) => (row.kind === 'WAIT' && row.name === rule.name ? [row.facts] : []));
  const sum = (of: (call: CallsFact) => number) => calls.reduce((total, call) => total + of(call), 0);
  const used = sum((call) => call[3]);
  const counted: CountedUnits = {
    used,
    reserved: sum((call) => call[2]) - used,
    fresh: sum((call) => call[4]),
    oldest: calls.length === 0 ? null : new Date(Math.min(...calls.map((call) => call[1]))),
  };
  const state = stateOf(rule, counted, readingOf(reading ?? null), now);
  const windowMs = rule.window === 'ROLLING' ? widthOf(rule) : rule.windowMs;
  // What was posted past us: when, only the platform knows; it counts until the end that it named, or as if it were new.
  const readMs = reading === undefined ? nowMs : Date.parse(reading.read_at);
  const endMs = typeof reading?.resets_at === 'string' ? Date.parse(reading.resets_at) : null;
  const elsewhere = {
    atMs: rule.window === 'ROLLING' && endMs !== null ? endMs - windowMs : readMs,
    units: state.used - used,
  };
  const planned = known.flatMap((row) => {
    if (row.kind !== 'PLANNED') return [];
    const [atMs, options, mediaCount, posts, out] = row.facts;
    const units = posts * unitsOf(platform, rule, { format: row.name, options, mediaCount }, out);
    return units === 0 ? [] : [{ atMs: Math.max(atMs, nowMs), units }];
  });
  return {
    window: rule.window,
    windowMs,
    limit: state.limit,
    basis: state.basis,
    taken: [
      ...calls.map(([atMs, , units]) => ({ atMs, units })),
      ...(elsewhere.units > 0 ? [elsewhere] : []),
      ...planned,
    ],
    closedUntilMs: Math.max(0, ...waits),
  };
}
