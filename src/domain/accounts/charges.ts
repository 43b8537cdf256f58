/**
 * The ledger of money. What a platform bills is charged to the calendar month (UTC) of its workspace: a commit before it
 * is sent, in the transaction of its intent, and given back when the platform surely took nothing; what was read afterwards,
 * once a day, as platforms bill it.
 */
import type { AppContext, ConfiguredPlatform } from '../../context.ts';
import { uuidv7 } from '../../lib/crypto.ts';
import type { Sql, Tx } from '../../lib/db.ts';
import { monthOf, nextMonthAt } from '../../lib/money.ts';
import type { PlatformId } from '../../platforms/platform.ts';
import type { BilledCall } from '../../platforms/request.ts';
import { beginMonths, MONTH_COLUMNS, reaches, type SpendingMonth, tellOfBudgets, usedUpText } from './budgets.ts';
import type { CalledAccount } from './platform-calls.ts';
import { type Price, priceOf } from './prices.ts';
import type { Claim } from './quotas.ts';

/** A commit that is about to be sent. */
export interface ChargeAsk {
  workspaceId: string;
  platform: PlatformId;
  socialAccountId: string;
  price: Price;
  /** Another try of it, in whatever process, is charged nothing more. */
  claim: Claim;
  /** When it leaves: its month is charged. */
  at: Date;
}

export type ChargeAnswer = { ok: true } | { ok: false; retryAt: Date; message: string; price: Price };

/** Charges each, or says that the budget of its workspace does not reach. Answers in the order of `asks`. */
export async function chargeCommits(tx: Tx, asks: readonly ChargeAsk[]): Promise<ChargeAnswer[]> {
  const answers = new Map<ChargeAsk, ChargeAnswer>();
  // Only as a month ends there are two; everybody locks the earlier one first.
  const months = [...Map.groupBy(asks, ({ at }) => monthOf(at))].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [, ofMonth] of months) await chargeMonth(tx, ofMonth, answers);
  return asks.flatMap((ask) => answers.get(ask) ?? []);
}

async function chargeMonth(tx: Tx, asks: readonly ChargeAsk[], answers: Map<ChargeAsk, ChargeAnswer>): Promise<void> {
  const [first] = asks;
  if (first === undefined) return;
  const { at } = first;
  const { limits, claimed } = await lockedMonths(tx, asks, monthOf(at));
  const rows: ChargeRow[] = [];
  const answer = (ask: ChargeAsk): ChargeAnswer => {
    const { workspaceId, platform, socialAccountId, price, claim } = ask;
    if (claimed.has(claimKey(claim))) return { ok: true };
    const budget = limits.get(`${workspaceId}/${price.currency}`);
    if (budget !== undefined && !reaches(budget, price.micros))
      return { ok: false, retryAt: nextMonthAt(at), message: usedUpText(budget, price.micros), price };
    if (budget !== undefined) budget.spentMicros += price.micros;
    rows.push({ workspaceId, platform, socialAccountId, price, claim, resource: null });
    return { ok: true };
  };
  for (const ask of asks) answers.set(ask, answer(ask));
  await insertCharges(tx, rows, at);
}

/** The budgets of those who ask, locked until COMMIT: two processes cannot both spend the last of one. Without a budget nobody waits. */
async function lockedMonths(tx: Tx, asks: readonly ChargeAsk[], month: string) {
  const budgets = await tx.query<{ workspaceId: string; currency: string }>(
    `SELECT workspace_id, currency FROM budget WHERE (workspace_id, currency) IN (SELECT * FROM unnest($1::uuid[], $2::text[]))`,
    [asks.map(({ workspaceId }) => workspaceId), asks.map(({ price }) => price.currency)],
    'budgets_to_keep',
  );
  if (budgets.length === 0) return { limits: new Map<string, SpendingMonth>(), claimed: new Set<string>() };
  await beginMonths(tx, budgets, month);
  const months = await tx.query<SpendingMonth>(
    `SELECT ${MONTH_COLUMNS} FROM spending_month m WHERE (m.workspace_id, m.currency) IN (SELECT * FROM unnest($1::uuid[], $2::text[])) AND m.month = $3
     ORDER BY m.workspace_id, m.currency FOR NO KEY UPDATE`,
    [budgets.map(({ workspaceId }) => workspaceId), budgets.map(({ currency }) => currency), month],
    'lock_months',
  );
  const claimed = await tx.query<Claim>(
    'SELECT target_id, step FROM charge WHERE (target_id, step) IN (SELECT * FROM unnest($1::uuid[], $2::text[]))',
    [asks.map(({ claim }) => claim.targetId), asks.map(({ claim }) => claim.step)],
    'charged_claims',
  );
  return {
    limits: new Map(months.map((row) => [`${row.workspaceId}/${row.currency}`, row])),
    claimed: new Set(claimed.map(claimKey)),
  };
}

const claimKey = ({ targetId, step }: Claim): string => `${targetId}/${step}`;

interface ChargeRow {
  workspaceId: string;
  platform: PlatformId;
  socialAccountId: string | null;
  price: Price;
  claim: Claim | null;
  /** What was read. */
  resource: string | null;
}

/** What is charged already is not charged again. */
async function insertCharges(tx: Tx, rows: readonly ChargeRow[], at: Date): Promise<void> {
  if (rows.length === 0) return;
  const months = await tx.query<SpendingMonth>(
    `WITH charged AS (
       INSERT INTO charge (id, workspace_id, platform, item, currency, micros, month, at, social_account_id, target_id, step, resource, day)
       SELECT id, workspace_id, platform, item, currency, micros, $2, $3, social_account_id, target_id, step, resource, day
       FROM jsonb_to_recordset($1::jsonb) AS c (id uuid, workspace_id uuid, platform "Platform", item text, currency text, micros bigint, social_account_id uuid, target_id uuid, step text, resource text, day date)
       ON CONFLICT DO NOTHING RETURNING workspace_id, currency, micros
     ), added AS (SELECT workspace_id, currency, sum(micros)::bigint AS micros FROM charged GROUP BY 1, 2)
     INSERT INTO spending_month AS m (workspace_id, currency, month, limit_micros, spent_micros)
     SELECT workspace_id, currency, $2, b.limit_micros, added.micros FROM added LEFT JOIN budget b USING (workspace_id, currency) ORDER BY 1, 2
     ON CONFLICT (workspace_id, currency, month) DO UPDATE SET spent_micros = m.spent_micros + excluded.spent_micros
     RETURNING ${MONTH_COLUMNS}`,
    [
      JSON.stringify(
        rows.map(({ workspaceId, platform, socialAccountId, price, claim, resource }) => ({
          id: uuidv7(),
          workspace_id: workspaceId,
          platform,
          item: price.item,
          currency: price.currency,
          micros: price.micros,
          social_account_id: socialAccountId,
          target_id: claim?.targetId ?? null,
          step: claim?.step ?? null,
          resource,
          day: resource === null ? null : at.toISOString().slice(0, 10),
        })),
      ),
      monthOf(at),
      at,
    ],
    'insert_charges',
  );
  await tellOfBudgets(tx, months, at);
}

/** The platform has surely taken nothing for these commits. */
export async function giveBackCharges(tx: Sql, claims: readonly Claim[]): Promise<void> {
  await tx.query(
    `WITH back AS (
       DELETE FROM charge c USING unnest($1::uuid[], $2::text[]) AS r (target_id, step) WHERE c.target_id = r.target_id AND c.step = r.step
       RETURNING c.workspace_id, c.currency, c.month, c.micros
     )
     UPDATE spending_month m SET spent_micros = m.spent_micros - freed.micros
     FROM (SELECT workspace_id, currency, month, sum(micros)::bigint AS micros FROM back GROUP BY 1, 2, 3) freed
     WHERE m.workspace_id = freed.workspace_id AND m.currency = freed.currency AND m.month = freed.month`,
    [claims.map(({ targetId }) => targetId), claims.map(({ step }) => step)],
    'give_back_charges',
  );
}

/** A call that an account has made already. */
export interface BilledAt {
  configured: Pick<ConfiguredPlatform, 'platform' | 'prices'>;
  account: Pick<CalledAccount, 'workspaceId' | 'platform'> & { id: string | null };
  call: BilledCall;
}

/** Charges what calls have returned. They are over, so no budget holds them up. */
export async function chargeCalls(
  { db }: Pick<AppContext, 'db'>,
  billed: readonly BilledAt[],
  now: Date,
): Promise<void> {
  const rows = billed.flatMap(({ configured, account, call }) => {
    const price = priceOf(configured, call.item);
    if (price === null) return [];
    const { id: socialAccountId, workspaceId, platform } = account;
    return call.resources.map((resource) => ({ workspaceId, platform, socialAccountId, price, claim: null, resource }));
  });
  if (rows.length > 0) await db.tx((tx) => insertCharges(tx, rows, now));
}
