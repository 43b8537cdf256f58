/** What timers do, done because somebody asks: on hosts that put idle processes to sleep, timers sleep with them. */
import { setTimeout as delay } from 'node:timers/promises';
import type { AppContext } from '../../context.ts';
import type { TargetStatus } from '../../lib/prisma/enums.ts';
import { refreshExpiringTokens } from '../accounts/tokens.ts';
import { promoteDue } from '../engine/schedule/dispatcher.ts';

export interface DueReport {
  /** Posts to an account that were due when it was asked. */
  due: number;
  published: number;
  failed: number;
  missed: number;
  outcomeUnknown: number;
  /** Cancelled, rescheduled or deleted meanwhile. */
  withdrawn: number;
  /** Not at their end: something blocks them, a failed try is repeated later, or the platform still works on them. */
  waiting: number;
  /** When the next of those that wait is looked at. */
  nextAt: Date | null;
}

export interface RefreshReport {
  renewed: number;
  /** Accounts whose access turned out to be over: they have to be connected again. */
  lost: number;
  /** Access tokens that have expired, and could not be renewed now. */
  overdue: number;
}

/** A platform that takes longer is followed by the next call. Below what proxies and callers wait for. */
const PATIENCE_MS = 25_000;
const LOOK_EVERY_MS = 100;
/** More than a process publishes within its patience. */
const MOST = 5_000;
/** A target that nothing blocks is looked at again within this time; see `operations.ts`. */
const SOON_MS = 20 * 60_000;

/** `RETRIES`: only those of which a try has failed. */
export type DueKind = 'ALL' | 'RETRIES';

/**
 * Promotes what is due, as the dispatcher does, and waits until it is at its end or sleeps for longer than this waits.
 * Workers of any process publish it. Whoever asks at the same time waits for the same posts, and none goes out twice.
 */
export async function publishDue(ctx: AppContext, kind: DueKind, patienceMs = PATIENCE_MS): Promise<DueReport> {
  const givesUpAt = performance.now() + patienceMs;
  const startedAt = ctx.clock.now();
  const ids = await dueTargets(ctx, kind, startedAt);
  while ((await promoteDue(ctx)) > 0);
  const until = new Date(startedAt.getTime() + patienceMs);
  for (;;) {
    const rows = await look(ctx, ids);
    const isOver = !rows.some((row) => isUnderWay(row, ctx.clock.now(), until)) || performance.now() >= givesUpAt;
    if (isOver) return report(ids, rows, startedAt);
    await delay(LOOK_EVERY_MS);
    // A try that failed is due again, or the turn at an account has come.
    await promoteDue(ctx);
  }
}

async function dueTargets({ db }: Pick<AppContext, 'db'>, kind: DueKind, now: Date): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    `SELECT id FROM post_target WHERE wake_at <= $2 AND due_at <= $1 AND status IN ('SCHEDULED', 'PUBLISHING') AND (failures > 0 OR $3)
     ORDER BY due_at LIMIT ${MOST}`,
    [now, new Date(now.getTime() + SOON_MS), kind === 'ALL'],
    'due_on_demand',
  );
  return rows.map(({ id }) => id);
}

interface Looked {
  status: TargetStatus;
  dueAt: Date | null;
  wakeAt: Date | null;
  leaseUntil: Date | null;
}

const look = ({ db }: Pick<AppContext, 'db'>, ids: readonly string[]): Promise<Looked[]> =>
  db.query('SELECT status, due_at, wake_at, lease_until FROM post_target WHERE id = ANY($1)', [ids], 'look_on_demand');

const isOpen = ({ status }: Looked): boolean => status === 'SCHEDULED' || status === 'PUBLISHING';

const isUnderWay = (row: Looked, now: Date, until: Date): boolean =>
  isOpen(row) && ((row.leaseUntil !== null && row.leaseUntil > now) || (row.wakeAt !== null && row.wakeAt <= until));

function report(ids: readonly string[], rows: readonly Looked[], startedAt: Date): DueReport {
  const isPutOff = (row: Looked) => isOpen(row) && row.dueAt !== null && row.dueAt > startedAt;
  const waiting = rows.filter((row) => isOpen(row) && !isPutOff(row));
  const count = (status: TargetStatus) => rows.filter((row) => row.status === status).length;
  const wakeUps = waiting.flatMap(({ wakeAt }) => wakeAt ?? []).sort((a, b) => a.getTime() - b.getTime());
  return {
    due: ids.length,
    published: count('PUBLISHED'),
    failed: count('FAILED'),
    missed: count('MISSED'),
    outcomeUnknown: count('OUTCOME_UNKNOWN'),
    withdrawn: count('CANCELLED') + count('DRAFT') + rows.filter(isPutOff).length + ids.length - rows.length,
    waiting: waiting.length,
    nextAt: wakeUps[0] ?? null,
  };
}

/** Renews what comes close to its end, as the timer does. */
export async function refreshTokens(ctx: AppContext): Promise<RefreshReport> {
  const startedAt = ctx.clock.now();
  await refreshExpiringTokens(ctx);
  const [counts] = await ctx.db.query<RefreshReport>(
    `SELECT count(*) FILTER (WHERE refreshed_at >= $1)::int AS renewed, count(*) FILTER (WHERE status = 'EXPIRED' AND status_changed_at >= $1)::int AS lost,
       count(*) FILTER (WHERE status = 'ACTIVE' AND token_expires_at < $2)::int AS overdue FROM social_account`,
    [startedAt, ctx.clock.now()],
  );
  return counts ?? { renewed: 0, lost: 0, overdue: 0 };
}
