/** Targets that wait for a budget: looked at once a minute, without being worked on, until it reaches. */
import { z } from 'zod';
import type { Tx } from '../../../lib/db.ts';
import { monthOf } from '../../../lib/money.ts';
import type { PostTarget } from '../../../lib/prisma/client.ts';
import { monthsOf, reaches } from '../../accounts/budgets.ts';
import { RECHECK_BLOCKED_MS } from '../../sleep.ts';

/** What a target that was refused money has stored of it. */
const refusal = z.object({ needs: z.object({ currency: z.string(), micros: z.number() }) });

/** Those whose budget still does not reach. Asks the database only if somebody waits for one. */
export async function stillWithoutMoney(
  tx: Tx,
  targets: Iterable<PostTarget>,
  now: Date,
): Promise<ReadonlySet<string>> {
  const waiting = [...targets].filter(({ blockedBy }) => blockedBy === 'BUDGET');
  const broke = new Set<string>();
  for (const [workspaceId, ofWorkspace] of Map.groupBy(waiting, (target) => target.workspaceId)) {
    const months = await monthsOf(tx, workspaceId, monthOf(now));
    for (const { id, error } of ofWorkspace) {
      const told = refusal.safeParse(error);
      const month = told.success ? months.find(({ currency }) => currency === told.data.needs.currency) : undefined;
      if (told.success && month !== undefined && !reaches(month, told.data.needs.micros)) broke.add(id);
    }
  }
  return broke;
}

/** When such a target is looked at again: also when its late window ends. */
export function lookAgainAt({ dueAt, intentAt }: PostTarget, lateWindowMs: number, now: Date): Date {
  const windowEndsMs = intentAt === null ? (dueAt ?? now).getTime() + lateWindowMs + 1 : Number.POSITIVE_INFINITY;
  return new Date(Math.min(now.getTime() + RECHECK_BLOCKED_MS, windowEndsMs));
}
