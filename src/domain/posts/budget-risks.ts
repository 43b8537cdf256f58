/** Finds the targets that the budget of their month will not reach for, if it is spent in the order in which they are due. */
import type { AppContext } from '../../context.ts';
import type { Tx } from '../../lib/db.ts';
import { moneyText, monthOf } from '../../lib/money.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import { monthsOf, reaches, type SpendingMonth } from '../accounts/budgets.ts';
import { checkTargets } from './target-check.ts';

/** Of a workspace, the next ones due. What is due behind them is looked at as if nothing else were. */
const MOST_OF_WORKSPACE = 500;

/** By the id of the target: what to tell. Costs one statement where there is no budget, and none where nothing is billed. */
export async function beyondBudget(
  ctx: Pick<AppContext, 'platforms'>,
  tx: Tx,
  workspaceId: string,
  watched: readonly PostTarget[],
  now: Date,
): Promise<Map<string, string>> {
  const told = new Map<string, string>();
  const billing = [...ctx.platforms.values()].flatMap(({ platform: { id, pricing } }) => (pricing ? [id] : []));
  const billed = watched.filter(({ platform }) => billing.includes(platform));
  const months = await budgetsAt(tx, workspaceId, billed, now);
  if (months.size === 0) return told;
  // The middle of a thread says itself that it waits; what is left of it to pay is known to nobody else.
  for (const { id, intentAt, blockedBy } of billed)
    if (intentAt !== null && blockedBy === 'BUDGET') told.set(id, 'the rest of the thread waits for the budget');
  const fresh = billed.filter(({ intentAt }) => intentAt === null);
  const before = await dueBefore(tx, workspaceId, billing, fresh);
  const queue = [...new Map([...before, ...fresh].map((target) => [target.id, target])).values()];
  const { costOf } = await checkTargets(ctx, tx, { workspaceId, brandIds: null }, queue);
  const isWatched = new Set(fresh.map(({ id }) => id));
  for (const target of queue) {
    const cost = costOf(target.id);
    const month = cost === null ? undefined : months.get(`${monthAt(target, now)}/${cost.currency}`);
    if (cost === null || month === undefined) continue;
    if (reaches(month, cost.micros)) month.spentMicros += cost.micros;
    else if (isWatched.has(target.id)) told.set(target.id, beyondText(month, cost.micros));
  }
  return told;
}

/** What is overdue is paid as soon as it goes out. */
const monthAt = ({ dueAt }: PostTarget, now: Date): string => monthOf(dueAt !== null && dueAt > now ? dueAt : now);

/** The months with a budget in which targets are due, by month and currency. */
async function budgetsAt(
  tx: Tx,
  workspaceId: string,
  targets: readonly PostTarget[],
  now: Date,
): Promise<Map<string, SpendingMonth>> {
  const months = new Map<string, SpendingMonth>();
  for (const month of new Set(targets.map((target) => monthAt(target, now))))
    for (const row of await monthsOf(tx, workspaceId, month))
      if (row.limitMicros !== null) months.set(`${month}/${row.currency}`, row);
  return months;
}

/** In the order in which they are due. */
async function dueBefore(
  tx: Tx,
  workspaceId: string,
  platforms: readonly string[],
  targets: readonly PostTarget[],
): Promise<PostTarget[]> {
  if (targets.length === 0) return [];
  const latest = new Date(Math.max(...targets.map(({ dueAt }) => dueAt?.getTime() ?? 0)));
  return tx.query<PostTarget>(
    `SELECT * FROM post_target WHERE workspace_id = $1 AND status IN ('SCHEDULED', 'PUBLISHING') AND due_at <= $2 AND intent_at IS NULL AND platform = ANY($3::"Platform"[])
     ORDER BY due_at, id LIMIT ${MOST_OF_WORKSPACE}`,
    [workspaceId, latest, platforms],
    'billed_before',
  );
}

const beyondText = ({ currency, month, spentMicros, limitMicros }: SpendingMonth, micros: number): string =>
  `with what is due before it, ${moneyText(spentMicros, currency)} of the budget of ${moneyText(limitMicros ?? 0, currency)} for ${month} (UTC) are spent, and this costs ${moneyText(micros, currency)}`;
