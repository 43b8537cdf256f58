/** Waits before anybody is refused: where a platform tells that hardly anything is left of what only it counts. */
import type { Sql } from '../../lib/db.ts';
import type { PlatformId, QuotaRule } from '../../platforms/platform.ts';
import { APP_SCOPE } from './quota-state.ts';

/** The longest wait where the platform names no instant. Afterwards one goes first, and what it is told decides. */
const LONGEST_MS = 3_600_000;

/** At first a tenth of the window, then all of it: calls of the last minutes are free again only after a whole one. */
const pauseMs = ({ rule, taken, limit }: Nearly): number => {
  const isNearlyAll = taken >= ((rule.pausesFrom ?? limit) + limit) / 2;
  return Math.min(rule.windowMs, LONGEST_MS) * (isNearlyAll ? 1 : 0.1);
};

export interface Nearly {
  platform: PlatformId;
  rule: QuotaRule;
  /** Null: the app's. */
  accountId: string | null;
  taken: number;
  limit: number;
  /** When calls are taken again, as the platform says. */
  resetsAt: Date | null;
}

/**
 * Makes everybody wait whom it concerns, or those who wait wait longer; the row is the one that a refusal would have made, and
 * is ended in the same way: by a call that is told of less.
 */
export async function pauseBefore(db: Sql, told: readonly Nearly[], now: Date): Promise<void> {
  const rows = new Map<string, unknown>();
  for (const one of told) {
    const { platform, rule, accountId, taken, limit, resetsAt } = one;
    if (rule.pausesFrom === undefined || taken < rule.pausesFrom) continue;
    const scope = accountId ?? APP_SCOPE;
    const until = resetsAt !== null && resetsAt > now ? resetsAt : new Date(now.getTime() + pauseMs(one));
    const message = `${rule.name}: ${taken} of ${limit} used; calls wait, so that the platform need not refuse them.`;
    rows.set(`${platform}/${scope}`, { platform, scope_id: scope, until, error: { code: 'RATE_LIMITED', message } });
  }
  if (rows.size === 0) return;
  const ordered = [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
  await db.query(
    `INSERT INTO platform_wait AS w (platform, scope_id, quota, refusals, refused_at, of_commit, until, ask_at, asker_id, is_asking, error)
     SELECT platform, scope_id, '', 0, $2, false, until, until, '${APP_SCOPE}', false, error
     FROM jsonb_to_recordset($1::jsonb) AS told (platform "Platform", scope_id uuid, until timestamptz, error jsonb)
     ON CONFLICT (platform, scope_id, quota) DO UPDATE SET refused_at = excluded.refused_at, of_commit = false, is_asking = false, error = excluded.error,
       until = greatest(w.until, excluded.until), ask_at = greatest(w.until, excluded.until)`,
    [JSON.stringify(ordered), now],
    'pause_before',
  );
}
