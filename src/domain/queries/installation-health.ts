/** What an administrator is told of the installation: its workspace by numbers and names, of the rest only how fast it goes. */
import type { AppContext, Viewer } from '../../context.ts';
import type { Sql } from '../../lib/db.ts';
import { pendingMigrations } from '../../lib/migrate.ts';
import type { AccountStatus, BlockedBy, Platform } from '../../lib/prisma/enums.ts';
import { conditionSql, visibleInBrands } from '../access.ts';
import type { Bind } from './keyset.ts';
import { readOperations } from './operations.ts';

export interface InstallationHealth {
  accounts: { platform: Platform; status: AccountStatus; count: number }[];
  /** Accounts whose access ends within a week by the terms of their platform, the first to end first. */
  expiringAccountIds: string[];
  /** Accounts whose health keeps posts from going out, the latest first. */
  failingAccountIds: string[];
  blocked: { blockedBy: BlockedBy; count: number }[];
  unknownOutcomes: number;
  pendingMigrations: string[];
  lags: { dueMs: number; dispatcherMs: number; consumers: { name: string; lagMs: number }[] };
}

const SOON_MS = 7 * 86_400_000;
const MOST_ACCOUNTS = 50;

export async function installationHealth(
  ctx: Pick<AppContext, 'db' | 'clock' | 'platforms'>,
  viewer: Viewer,
): Promise<InstallationHealth> {
  const { db } = ctx;
  const soon = new Date(ctx.clock.now().getTime() + SOON_MS);
  const [accounts, expiring, failing, blocked, unknown, pending, operations] = await Promise.all([
    visible<InstallationHealth['accounts'][number]>(
      db,
      viewer,
      (where) =>
        `SELECT platform, status, count(*)::int AS count FROM social_account t WHERE ${where()} GROUP BY 1, 2 ORDER BY 1, 2`,
    ),
    visible<{ id: string }>(
      db,
      viewer,
      (
        where,
        bind,
      ) => `SELECT id FROM social_account t WHERE ${where()} AND status = 'ACTIVE' AND needs_person_at <= ${bind(soon)}
        ORDER BY needs_person_at, id LIMIT ${MOST_ACCOUNTS}`,
    ),
    visible<{ id: string }>(
      db,
      viewer,
      (where) =>
        `SELECT id FROM social_account t WHERE ${where()} AND health_status IN ('EXPIRED', 'REVOKED', 'SCOPES_MISSING', 'RESTRICTED', 'UNREACHABLE') ORDER BY health_since DESC, id LIMIT ${MOST_ACCOUNTS}`,
    ),
    visible<InstallationHealth['blocked'][number]>(
      db,
      viewer,
      (where) =>
        `SELECT blocked_by, count(*)::int AS count FROM post_target t WHERE ${where()} AND blocked_by IS NOT NULL GROUP BY 1 ORDER BY 1`,
    ),
    visible<{ count: number }>(
      db,
      viewer,
      (where) => `SELECT count(*)::int AS count FROM post_target t WHERE ${where()} AND status = 'OUTCOME_UNKNOWN'`,
    ),
    pendingMigrations(db),
    readOperations(ctx),
  ]);
  return {
    accounts,
    expiringAccountIds: expiring.map(({ id }) => id),
    failingAccountIds: failing.map(({ id }) => id),
    blocked,
    unknownOutcomes: unknown[0]?.count ?? 0,
    pendingMigrations: pending,
    lags: {
      dueMs: Math.max(0, ...operations.due.map(({ lagMs }) => lagMs)),
      dispatcherMs: operations.dispatcherLagMs,
      consumers: operations.consumers.map(({ name, lagMs }) => ({ name, lagMs })),
    },
  };
}

/** `where` is what the viewer may see of the rows `t`. */
function visible<Row>(db: Sql, viewer: Viewer, textOf: (where: () => string, bind: Bind) => string): Promise<Row[]> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  return db.query<Row>(
    textOf(() => conditionSql(visibleInBrands(viewer), bind).join(' AND '), bind),
    params,
  );
}
