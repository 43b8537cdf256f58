/** The ledger of allowances: units are reserved before a call, spent when the platform took it, given back when it did not. */
import { uuidv7 } from '../../lib/crypto.ts';
import type { Sql, Tx } from '../../lib/db.ts';
import type { PlatformId } from '../../platforms/platform.ts';
import { invariant } from '../errors.ts';
import { wakeTargets } from '../targets/target-wake.ts';
import { turnSql } from '../targets/turn.ts';
import { lockedStates, needsOf, type QuotaNeed, type UnitsNeeded } from './allowances.ts';
import { type Fill, tellOfQuotas } from './quota-notices.ts';
import { type Holder, hasUnits, keptFrom, readPromises } from './quota-promises.ts';
import { APP_SCOPE } from './quota-state.ts';
import { ARRIVAL_MS } from './quota-windows.ts';

/** A call whose units are found again by what it is for, after a crash as well; its tries take them once. */
export interface Claim {
  targetId: string;
  step: string;
}

/** Units that one call of an account needs. */
export interface UnitsAsk extends UnitsNeeded {
  /** Null where whoever reserves the units also settles them, by the ids in the reservation. */
  claim: Claim | null;
  /**
   * The last instant at which the call may leave; absent: now. Until an answer tells better, its units are of that instant:
   * they stay counted for as long as the platform may count them, and in both of two windows that the call may fall into.
   */
  leavesBy?: Date;
  /** The post that it publishes. */
  holder?: Holder;
}

/** `warning`: the units exceed a limit that is only guessed. `isPromised`: what is left is kept for scheduled posts. */
export type Reservation =
  | { ok: true; ids: readonly string[]; warning?: string }
  | { ok: false; retryAt: Date; name: string; message: string; isPromised?: true };

/** Reserved units: those of some reservations, or all of some claims. */
export type Reserved = { ids: readonly string[] } | { claims: readonly Claim[] };

/**
 * Takes the units of each call from every allowance of its platform, or from none. Answers in the order of `asks`, each
 * of which is the first try of its claim unless it is the only one.
 */
export async function reserveUnits(tx: Tx, asks: readonly UnitsAsk[], now: Date): Promise<Reservation[]> {
  const needs = asks.map((ask) => needsOf(ask));
  const states = await lockedStates(tx, needs.flat(), asks.length === 1 ? (asks[0]?.claim ?? null) : null, now);
  const promises = await readPromises(tx, needs.flat(), states, now);
  const isRepeated = promises.size > 0 && asks.length === 1 && (await hasUnits(tx, asks[0]?.claim ?? null));
  const taken: { id: string; ask: UnitsAsk; need: QuotaNeed }[] = [];
  const touched = new Map<string, Fill>();
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
    // What an earlier try of the same call has taken is its own.
    const kept = isRepeated ? null : keptFrom(mine, ask, promises, states, now);
    if (kept !== null) return kept;
    const rows = mine.map((need) => ({ id: uuidv7(), ask, need }));
    for (const { need } of rows) {
      const state = states.get(need.key);
      if (state === undefined) continue;
      state.reserved += need.units;
      promises.get(need.key)?.take(ask, need.units, now);
      const { limit, basis } = state;
      touched.set(need.key, { ...need, platform: need.platform.id, taken: state.used + state.reserved, limit, basis });
    }
    taken.push(...rows);
    return { ok: true, ids: rows.map(({ id }) => id), ...(warning === undefined ? {} : { warning }) };
  });
  if (taken.length > 0) {
    // Of a claim that has its units already, the row is this reservation's from now on.
    await tx.query(
      `INSERT INTO quota_usage (id, platform, name, social_account_id, target_id, step, units, at)
       SELECT id, platform, name, social_account_id, target_id, step, units, at
       FROM jsonb_to_recordset($1::jsonb) AS taken (id uuid, platform "Platform", name text, social_account_id uuid, target_id uuid, step text, units int, at timestamptz)
       ON CONFLICT (target_id, step, name) DO UPDATE SET id = excluded.id, at = excluded.at, used = false`,
      [
        JSON.stringify(
          taken.map(({ id, ask, need }) => ({
            id,
            platform: ask.platform.id,
            name: need.rule.name,
            social_account_id: need.accountId,
            target_id: ask.claim?.targetId ?? null,
            step: ask.claim?.step ?? null,
            units: need.units,
            at: ask.leavesBy === undefined ? now : new Date(ask.leavesBy.getTime() + ARRIVAL_MS),
          })),
        ),
      ],
      'reserve_units',
    );
    await tellOfQuotas(tx, [...touched.values()], now);
  }
  return reservations;
}

/** The platform took the calls that these units were reserved for, at `now` at the latest. */
export async function spendUnits(sql: Sql, reserved: Reserved, now: Date): Promise<void> {
  const { name, rows, params } = rowsOf(reserved);
  await sql.query(
    `UPDATE quota_usage q SET used = true, at = least(q.at, $${params.length + 1}) FROM ${rows}`,
    [...params, now],
    `spend_${name}`,
  );
}

/**
 * Gives back what a refused call had reserved, and wakes who waits for it: left to `retryAt`, they might sleep for a day.
 * Who was told by the platform to wait is not woken: a unit of our own counting is no word of the platform.
 */
export async function giveBackUnits(
  tx: Tx,
  reserved: Reserved,
  now: Date,
  { wakes }: { wakes: boolean },
): Promise<void> {
  const { name, rows, params } = rowsOf(reserved);
  const freed = await tx.query<{ platform: PlatformId; socialAccountId: string | null; targetId: string | null }>(
    `DELETE FROM quota_usage q USING ${rows} AND NOT q.used RETURNING q.platform, q.social_account_id, q.target_id`,
    params,
    `give_back_${name}`,
  );
  if (!wakes) return;
  const targetIds = freed.flatMap(({ targetId }) => targetId ?? []);
  for (const [platform, ofPlatform] of Map.groupBy(freed, (unit) => unit.platform)) {
    const [only, ...others] = new Set(ofPlatform.map(({ socialAccountId }) => socialAccountId));
    await wakeTargets(
      tx,
      {
        select: `SELECT id, $4::timestamptz FROM post_target t WHERE blocked_by = 'QUOTA' AND platform = $1 AND ($2::uuid IS NULL OR social_account_id = $2) AND id <> ALL($3::uuid[])
           AND NOT EXISTS (SELECT FROM platform_wait w WHERE w.platform = t.platform AND w.scope_id IN (t.social_account_id, '${APP_SCOPE}') AND w.ask_at > $4)
         ORDER BY intent_at IS NULL, ${turnSql('t')} LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED`,
        params: [platform, others.length === 0 ? only : null, targetIds, now],
        name: 'wake_quota',
      },
      now,
    );
  }
}

/** What joins `q`, the ledger, to reserved units. */
function rowsOf(reserved: Reserved): { name: string; rows: string; params: readonly unknown[] } {
  if ('ids' in reserved)
    return { name: 'units', rows: 'unnest($1::uuid[]) AS r (id) WHERE q.id = r.id', params: [reserved.ids] };
  const { claims } = reserved;
  return {
    name: 'claims',
    rows: 'unnest($1::uuid[], $2::text[]) AS r (target_id, step) WHERE q.target_id = r.target_id AND q.step = r.step',
    params: [claims.map(({ targetId }) => targetId), claims.map(({ step }) => step)],
  };
}
