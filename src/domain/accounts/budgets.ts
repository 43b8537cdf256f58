/** Budgets: what a workspace may spend in a calendar month (UTC) at platforms that bill, and what is told as it comes to an end. */

import type { AppContext, Viewer } from '../../context.ts';
import type { Sql, Tx } from '../../lib/db.ts';
import { decimalOf, microsOfMinor, moneyText, monthOf, nextMonthAt } from '../../lib/money.ts';
import { say as sayCommon } from '../../texts/common/texts.ts';
import { say } from '../../texts/workspace/texts.ts';
import { requireScope, requireWholeWorkspace } from '../access.ts';
import { noteChange } from '../changes.ts';
import { accept, type Outcome, refuse, type UserError, userError } from '../errors.ts';
import { appendEvents } from '../events/append.ts';
import { wakeTargets } from '../targets/target-wake.ts';
import { write } from '../write.ts';

/** From here on it is told that a budget, or an allowance, comes to its end. */
export const NEARLY_USED = 0.8;
/** Ten million of most currencies. */
const MAX_MINOR = 1_000_000_000;

/** Amounts are in millionths of the currency. */
export interface SpendingMonth {
  workspaceId: string;
  currency: string;
  /** `2026-12`. */
  month: string;
  spentMicros: number;
  /** Null: there is no budget. */
  limitMicros: number | null;
  nearlyToldAt: Date | null;
  usedUpToldAt: Date | null;
}

export const MONTH_COLUMNS = `m.workspace_id, m.currency, m.month, m.spent_micros::float8 AS spent_micros, m.limit_micros::float8 AS limit_micros, m.nearly_told_at, m.used_up_told_at`;

type Amounts = Pick<SpendingMonth, 'currency' | 'spentMicros' | 'limitMicros'>;

export const reaches = ({ spentMicros, limitMicros }: Amounts, micros: number): boolean =>
  limitMicros === null || spentMicros + micros <= limitMicros;

export const usedUpText = ({ currency, spentMicros, limitMicros }: Amounts, micros: number): string =>
  `The budget of the month does not reach: ${moneyText(spentMicros, currency)} of ${moneyText(limitMicros ?? 0, currency)} are spent, and this costs ${moneyText(micros, currency)}.`;

/** What a workspace has spent in the present month, and its budget, in each currency that platforms bill in here. */
export async function budgetsOf(
  ctx: Pick<AppContext, 'db' | 'platforms' | 'clock'>,
  workspaceId: string,
): Promise<SpendingMonth[]> {
  const month = monthOf(ctx.clock.now());
  const known = await monthsOf(ctx.db, workspaceId, month);
  const billed = [...ctx.platforms.values()].flatMap(({ platform: { pricing } }) => pricing?.currency ?? []);
  const currencies = [...new Set([...billed, ...known.map(({ currency }) => currency)])].toSorted();
  const nothing = { spentMicros: 0, limitMicros: null, nearlyToldAt: null, usedUpToldAt: null };
  return currencies.map(
    (currency) => known.find((row) => row.currency === currency) ?? { workspaceId, currency, month, ...nothing },
  );
}

/** Only the currencies in which something was spent, or for which there is a budget. */
export const monthsOf = (sql: Sql, workspaceId: string, month: string): Promise<SpendingMonth[]> =>
  sql.query<SpendingMonth>(
    `SELECT coalesce(m.workspace_id, b.workspace_id) AS workspace_id, coalesce(m.currency, b.currency) AS currency, $2 AS month, coalesce(m.spent_micros, 0)::float8 AS spent_micros,
       CASE WHEN m.workspace_id IS NULL THEN b.limit_micros ELSE m.limit_micros END::float8 AS limit_micros, m.nearly_told_at, m.used_up_told_at
     FROM (SELECT * FROM spending_month WHERE workspace_id = $1 AND month = $2) m
     FULL JOIN (SELECT * FROM budget WHERE workspace_id = $1) b ON b.currency = m.currency`,
    [workspaceId, month],
    'months_of_workspace',
  );

export interface BudgetInput {
  currency: string;
  /** In the smallest coin of the currency; null: without a budget. */
  limitMinor: number | null;
}

export interface BudgetChanged {
  workspaceId: string;
  currency: string;
  /** How many targets that waited for a budget go on. */
  woken: number;
}

/** Sets, changes or ends a budget. A target that waited for it goes on as soon as it reaches. */
export async function setBudget(ctx: AppContext, viewer: Viewer, input: BudgetInput): Promise<Outcome<BudgetChanged>> {
  const refused = requireScope(viewer, 'ADMIN') ?? requireWholeWorkspace(viewer);
  if (refused) return refused;
  const invalid = checkBudget(ctx, input);
  if (invalid !== null) return refuse(invalid);
  const { workspaceId } = viewer;
  const { currency, limitMinor } = input;
  const limitMicros = limitMinor === null ? null : microsOfMinor(limitMinor, currency);
  const now = ctx.clock.now();
  const written = await write(ctx.db, viewer, async (tx) => {
    // The month first, as everywhere: a commit that is being charged has it locked.
    const months = await tx.query<SpendingMonth>(
      `INSERT INTO spending_month AS m (workspace_id, currency, month, limit_micros) VALUES ($1, $2, $3, $4)
       ON CONFLICT (workspace_id, currency, month) DO UPDATE SET limit_micros = $4,
         nearly_told_at = CASE WHEN $4::bigint IS NULL OR m.spent_micros < $4::bigint * ${NEARLY_USED} THEN NULL ELSE m.nearly_told_at END,
         used_up_told_at = CASE WHEN $4::bigint IS NULL OR m.limit_micros IS NULL OR $4::bigint > m.limit_micros THEN NULL ELSE m.used_up_told_at END
       RETURNING ${MONTH_COLUMNS}`,
      [workspaceId, currency, monthOf(now), limitMicros],
      'set_month_limit',
    );
    const [was] = await tx.query<{ limitMicros: number }>(
      'SELECT limit_micros::float8 AS limit_micros FROM budget WHERE workspace_id = $1 AND currency = $2 FOR UPDATE',
      [workspaceId, currency],
    );
    noteChange(tx, 'WORKSPACE', () => ({
      id: workspaceId,
      brandId: null,
      before: { budget: was === undefined ? null : { currency, limitMicros: was.limitMicros } },
      after: { budget: limitMicros === null ? null : { currency, limitMicros } },
    }));
    if (limitMicros === null)
      await tx.query('DELETE FROM budget WHERE workspace_id = $1 AND currency = $2', [workspaceId, currency]);
    else
      await tx.query(
        `INSERT INTO budget (workspace_id, currency, limit_micros) VALUES ($1, $2, $3)
         ON CONFLICT (workspace_id, currency) DO UPDATE SET limit_micros = excluded.limit_micros`,
        [workspaceId, currency, limitMicros],
      );
    if (was?.limitMicros !== (limitMicros ?? undefined)) tellChanged(tx, input, workspaceId, was?.limitMicros ?? null);
    await tellOfBudgets(tx, months, now);
    return accept({ workspaceId, currency });
  });
  if (!written.ok) return written;
  // Apart from the change, whose lock those who fall asleep may be waiting for.
  const woken = await wakeTargets(
    ctx.db,
    {
      select: `SELECT id, $2::timestamptz FROM post_target WHERE workspace_id = $1 AND blocked_by = 'BUDGET' AND status IN ('SCHEDULED', 'PUBLISHING') ORDER BY id FOR NO KEY UPDATE`,
      params: [workspaceId, now],
      name: 'wake_budget',
    },
    now,
  );
  return accept({ ...written.value, woken });
}

function checkBudget(ctx: Pick<AppContext, 'platforms'>, { currency, limitMinor }: BudgetInput): UserError | null {
  const billed = [
    ...new Set([...ctx.platforms.values()].flatMap(({ platform: { pricing } }) => pricing?.currency ?? [])),
  ];
  if (!billed.includes(currency)) {
    const limit = billed.join(', ');
    return userError('VALIDATION', say('currencyNotBilled', { billed: limit }), ['input', 'currency'], { limit });
  }
  if (limitMinor !== null && (!Number.isInteger(limitMinor) || limitMinor < 0 || limitMinor > MAX_MINOR)) {
    const said = sayCommon('notWhole', { name: 'limitMinor', min: 0, max: MAX_MINOR, actual: limitMinor });
    return userError('VALIDATION', said, ['input', 'limitMinor'], { limit: MAX_MINOR, actual: limitMinor });
  }
  return null;
}

/* ---- what is told ---- */

function tellChanged(
  tx: Tx,
  { currency, limitMinor }: BudgetInput,
  workspaceId: string,
  wasMicros: number | null,
): void {
  const limitMicros = limitMinor === null ? null : microsOfMinor(limitMinor, currency);
  const text = (micros: number | null) => (micros === null ? null : decimalOf(micros, currency));
  appendEvents(tx, [
    {
      ...OF_WORKSPACE,
      workspaceId,
      subjectId: workspaceId,
      type: 'workspace.budget_changed',
      payload: { currency, limit: text(limitMicros), previousLimit: text(wasMicros) },
    },
  ]);
}

const OF_WORKSPACE = { brandId: null, subject: 'WORKSPACE', postId: null, socialAccountId: null } as const;

/** Tells, once in a month, of budgets that are nearly used and of those that are used up. `months` are as just written. */
export async function tellOfBudgets(tx: Tx, months: readonly SpendingMonth[], now: Date): Promise<void> {
  for (const row of months) {
    if (row.limitMicros === null) continue;
    if (row.spentMicros >= row.limitMicros) await tellOnce(tx, row, 'used_up', now);
    else if (row.spentMicros >= row.limitMicros * NEARLY_USED) await tellOnce(tx, row, 'nearly_used', now);
  }
}

/** Makes the rows of a month in which nothing was spent yet. */
export const beginMonths = (
  tx: Sql,
  budgets: readonly Pick<SpendingMonth, 'workspaceId' | 'currency'>[],
  month: string,
): Promise<unknown> =>
  tx.query(
    `INSERT INTO spending_month (workspace_id, currency, month, limit_micros)
     SELECT workspace_id, currency, $3, limit_micros FROM budget WHERE (workspace_id, currency) IN (SELECT * FROM unnest($1::uuid[], $2::text[]))
     ORDER BY workspace_id, currency ON CONFLICT DO NOTHING`,
    [budgets.map(({ workspaceId }) => workspaceId), budgets.map(({ currency }) => currency), month],
    'begin_months',
  );

/** A post waits for a budget, which may have something left. */
export async function tellBudgetRefused(tx: Tx, workspaceId: string, currency: string, now: Date): Promise<void> {
  await beginMonths(tx, [{ workspaceId, currency }], monthOf(now));
  const [row] = (await monthsOf(tx, workspaceId, monthOf(now))).filter((month) => month.currency === currency);
  if (row !== undefined && row.limitMicros !== null) await tellOnce(tx, row, 'used_up', now);
}

const TOLD = { nearly_used: 'nearly_told_at', used_up: 'used_up_told_at' } as const;

async function tellOnce(tx: Tx, row: SpendingMonth, what: keyof typeof TOLD, now: Date): Promise<void> {
  const { workspaceId, currency, month, spentMicros, limitMicros } = row;
  if ((what === 'used_up' ? row.usedUpToldAt : row.nearlyToldAt) !== null) return;
  const column = TOLD[what];
  const told = await tx.query(
    `UPDATE spending_month SET ${column} = $4 WHERE workspace_id = $1 AND currency = $2 AND month = $3 AND ${column} IS NULL RETURNING 1`,
    [workspaceId, currency, month, now],
    `tell_budget_${what}`,
  );
  if (told.length === 0) return;
  appendEvents(tx, [
    {
      ...OF_WORKSPACE,
      workspaceId,
      subjectId: workspaceId,
      type: `workspace.budget_${what}`,
      payload: {
        currency,
        month,
        timeZone: 'UTC',
        limit: decimalOf(limitMicros ?? 0, currency),
        spent: decimalOf(spentMicros, currency),
        resetsAt: nextMonthAt(now).toISOString(),
      },
    },
  ]);
}
