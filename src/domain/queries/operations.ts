/** How the installation is doing, from its tables: lags, queues, accounts and allowances, across all workspaces. */
import type { AppContext } from '../../context.ts';
import type { Sql } from '../../lib/db.ts';
import type { AccountStatus, BlockedBy, PlatformState, WebhookStatus } from '../../lib/prisma/enums.ts';
import type { PlatformId } from '../../platforms/platform.ts';
import { quotasOfAccounts } from '../accounts/quota-reads.ts';
import { APP_SCOPE } from '../accounts/quota-state.ts';
import { newestPosition, settledPosition } from '../events/read.ts';
import { nextWake } from '../targets/target-wake.ts';

export interface Operations {
  due: { platform: PlatformId; targets: number; lagMs: number }[];
  blocked: { platform: PlatformId; blockedBy: BlockedBy; targets: number }[];
  intents: { platform: PlatformId; state: IntentState; calls: number }[];
  dispatcherLagMs: number;
  nextWakeAt: Date | null;
  jobs: { queue: string; waiting: number }[];
  consumers: { name: string; events: number; lagMs: number }[];
  accounts: { platform: PlatformId; status: AccountStatus; accounts: number }[];
  tokens: { platform: PlatformId; token: 'access' | 'refresh'; within: TokenRange; tokens: number }[];
  quotas: { platform: PlatformId; quota: string; usedRatio: number; exhaustedAccounts: number }[];
  waits: { platform: PlatformId; scope: 'app' | 'account'; waits: number }[];
  hosts: { platform: PlatformId; host: string; state: PlatformState }[];
  webhooks: { lagMs: number; endpoints: { status: WebhookStatus; endpoints: number }[] };
}

export type IntentState = 'under_way' | 'lost' | 'unknown';
export const TOKEN_RANGES = ['past', '1h', '1d', '7d', '30d', 'later'] as const;
export type TokenRange = (typeof TOKEN_RANGES)[number];

/**
 * A target that nothing blocks is looked at again within this time, however often it failed. It makes the index of
 * wake-ups the way to what is late, past everything that is planned.
 */
const SOON_MS = 20 * 60_000;
/** The longest window of an allowance, and some. */
const PUBLISHED_LATELY_MS = 25 * 3_600_000;
/** Whose allowances are read: those that published last, if there are more. */
const MOST_ACCOUNTS = 1_000;

type Context = Pick<AppContext, 'db' | 'clock' | 'platforms'>;

/** Every statement goes by an index or over a small table, so that asking every few seconds costs next to nothing. */
export async function readOperations(ctx: Context): Promise<Operations> {
  const { db } = ctx;
  const now = ctx.clock.now();
  const [due, blocked, intents, nextWakeAt, jobs, consumers, accounts, tokens, quotas, waits, hosts, webhooks] =
    await Promise.all([
      dueTargets(db, now),
      db.query<Operations['blocked'][number]>(
        'SELECT platform, blocked_by, count(*)::int AS targets FROM post_target WHERE blocked_by IS NOT NULL GROUP BY platform, blocked_by',
        [],
        'operations_blocked',
      ),
      openIntents(db, now),
      nextWake(db),
      waitingJobs(db),
      consumerLags(db, now),
      db.query<Operations['accounts'][number]>(
        'SELECT platform, status, count(*)::int AS accounts FROM social_account GROUP BY platform, status',
        [],
        'operations_accounts',
      ),
      tokensByRange(db, now),
      fullestQuotas(ctx, now),
      db.query<Operations['waits'][number]>(
        `SELECT platform, CASE WHEN scope_id = '${APP_SCOPE}' THEN 'app' ELSE 'account' END AS scope, count(DISTINCT scope_id)::int AS waits
       FROM platform_wait WHERE until > $1 GROUP BY 1, 2`,
        [now],
        'operations_waits',
      ),
      db.query<Operations['hosts'][number]>('SELECT platform, host, state FROM platform_host', [], 'operations_hosts'),
      webhooksOut(db, now),
    ]);
  const dispatcherLagMs = Math.max(0, now.getTime() - (nextWakeAt ?? now).getTime());
  return {
    due,
    blocked,
    intents,
    dispatcherLagMs,
    nextWakeAt,
    jobs,
    consumers,
    accounts,
    tokens,
    quotas,
    waits,
    hosts,
    webhooks,
  };
}

/** Waiting for the turn at its account delays a target like anything else of ours; what else blocks it is told apart. */
async function dueTargets(db: Sql, now: Date): Promise<Operations['due']> {
  const rows = await db.query<{ platform: PlatformId; targets: number; oldest: Date }>(
    `SELECT platform, count(*)::int AS targets, min(due_at) AS oldest FROM post_target
     WHERE wake_at <= $2 AND due_at <= $1 AND status IN ('SCHEDULED', 'PUBLISHING') AND intent_at IS NULL
       AND (blocked_by IS NULL OR blocked_by = 'ACCOUNT_BUSY') GROUP BY platform`,
    [now, new Date(now.getTime() + SOON_MS)],
    'operations_due',
  );
  return rows.map(({ platform, targets, oldest }) => ({
    platform,
    targets,
    lagMs: Math.max(0, now.getTime() - oldest.getTime()),
  }));
}

const openIntents = (db: Sql, now: Date): Promise<Operations['intents']> =>
  db.query(
    `SELECT t.platform, CASE WHEN t.status = 'OUTCOME_UNKNOWN' THEN 'unknown' WHEN s.deadline_at < $1 THEN 'lost' ELSE 'under_way' END AS state, count(*)::int AS calls
     FROM publish_step s JOIN post_target t ON t.id = s.target_id WHERE s.kind = 'COMMIT' AND s.state = 'OPEN' GROUP BY 1, 2`,
    [now],
    'operations_intents',
  );

const waitingJobs = (db: Sql): Promise<Operations['jobs']> =>
  db.query(
    `SELECT name AS queue, count(*)::int AS waiting FROM pgboss.job WHERE state < 'active' AND NOT blocked AND start_after <= now() GROUP BY name`,
    [],
    'operations_jobs',
  );

async function webhooksOut(db: Sql, now: Date): Promise<Operations['webhooks']> {
  const [earliest] = await db.query<{ nextAt: Date | null }>(
    'SELECT min(next_at) AS next_at FROM webhook_lane WHERE next_at <= $1 AND (held_until IS NULL OR held_until <= $1)',
    [now],
    'operations_lanes',
  );
  const endpoints = await db.query<Operations['webhooks']['endpoints'][number]>(
    'SELECT status, count(*)::int AS endpoints FROM webhook_endpoint WHERE deleted_at IS NULL GROUP BY status',
    [],
    'operations_endpoints',
  );
  return { lagMs: Math.max(0, now.getTime() - (earliest?.nextAt ?? now).getTime()), endpoints };
}

async function consumerLags(db: Sql, now: Date): Promise<Operations['consumers']> {
  const newest = await newestPosition(db, await settledPosition(db));
  const rows = await db.query<{ name: string; position: bigint; nextAt: Date | null }>(
    `SELECT c.name, c.position, next.created_at AS next_at FROM event_consumer c
     LEFT JOIN LATERAL (SELECT created_at FROM event WHERE position > c.position AND position <= $1 ORDER BY position LIMIT 1) next ON true`,
    [newest],
    'operations_consumers',
  );
  return rows.map(({ name, position, nextAt }) => ({
    name,
    events: nextAt === null ? 0 : Number(newest - position),
    lagMs: Math.max(0, now.getTime() - (nextAt ?? now).getTime()),
  }));
}

const tokensByRange = (db: Sql, now: Date): Promise<Operations['tokens']> =>
  db.query(
    `SELECT platform, token, CASE WHEN ends_at <= $1 THEN 'past' WHEN ends_at <= $1 + interval '1 hour' THEN '1h' WHEN ends_at <= $1 + interval '1 day' THEN '1d'
       WHEN ends_at <= $1 + interval '7 days' THEN '7d' WHEN ends_at <= $1 + interval '30 days' THEN '30d' ELSE 'later' END AS within, count(*)::int AS tokens
     FROM social_account CROSS JOIN LATERAL (VALUES ('access', token_expires_at), ('refresh', refresh_expires_at)) AS held (token, ends_at)
     WHERE status = 'ACTIVE' AND ends_at IS NOT NULL GROUP BY 1, 2, 3`,
    [now],
    'operations_tokens',
  );

async function fullestQuotas(ctx: Context, now: Date): Promise<Operations['quotas']> {
  const since = new Date(now.getTime() - PUBLISHED_LATELY_MS);
  const perPlatform = [...ctx.platforms.keys()].map(async (platform) => {
    const busy = await ctx.db.query<{ id: string }>(
      `SELECT id FROM social_account WHERE platform = $1 AND last_published_at > $2 ORDER BY last_published_at DESC LIMIT ${MOST_ACCOUNTS}`,
      [platform, since],
      'operations_busy_accounts',
    );
    if (busy.length === 0) return [];
    const states = await quotasOfAccounts(
      ctx,
      platform,
      busy.map(({ id }) => id),
    );
    const byName = Map.groupBy([...states.values()].flat(), ({ name }) => name);
    return [...byName].map(([quota, ofName]) => {
      const ratios = ofName.map(({ used, reserved, limit }) => (limit === 0 ? 1 : (used + reserved) / limit));
      const isOfApp = ofName.some(({ scope }) => scope === 'APP');
      return {
        platform,
        quota,
        usedRatio: Math.max(...ratios),
        exhaustedAccounts: isOfApp ? 0 : ratios.filter((ratio) => ratio >= 1).length,
      };
    });
  });
  return (await Promise.all(perPlatform)).flat();
}
