/**
 * Sees what may be misuse: connections that fail again and again, a key that is used from many networks, an account that
 * publishes far more than usual. It tells, once a day for each cause; only an operator who wants it has accounts paused.
 */
import type { AppContext } from '../../context.ts';
import type { Tx } from '../../lib/db.ts';
import type { EventSubject } from '../../lib/prisma/enums.ts';
import { appendEvents } from '../events/append.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Reasons are in docs/decisions. `medium` and `high`: from where on which severity is told. */
export const SUSPICIONS = {
  CONNECTION_FAILURES: { withinMs: HOUR_MS, medium: 10, high: 50 },
  KEY_USED_FROM_MANY_NETWORKS: { withinMs: HOUR_MS, medium: 10, high: 40 },
  /** How many times as many as on a usual day; fewer than `least` are never many. */
  UNUSUAL_PUBLISHING: { withinMs: DAY_MS, usualMs: 28 * DAY_MS, known: 7 * DAY_MS, least: 20, medium: 5, high: 20 },
} as const;
type Kind = keyof typeof SUSPICIONS;

interface Suspicion {
  kind: Kind;
  subject: Extract<EventSubject, 'API_KEY' | 'ACCOUNT'>;
  subjectId: string;
  workspaceId: string;
  brandId: string | null;
  /** What is compared with `medium` and `high`. */
  measure: number;
  details: Readonly<Record<string, number | string>>;
}

/** Runs as a periodic job, in one process at a time. */
export async function lookForSuspicions(ctx: AppContext): Promise<void> {
  const now = ctx.clock.now();
  const found = [
    ...(await failingConnections(ctx, now)),
    ...(await roamingKeys(ctx, now)),
    ...(await busyAccounts(ctx, now)),
  ];
  for (const suspicion of found) await ctx.db.tx((tx) => tell(ctx, tx, suspicion, now));
}

type SuspicionContext = Pick<AppContext, 'db'>;
const before = (now: Date, ms: number): Date => new Date(now.getTime() - ms);

async function failingConnections({ db }: SuspicionContext, now: Date): Promise<Suspicion[]> {
  const { withinMs, medium } = SUSPICIONS.CONNECTION_FAILURES;
  const rows = await db.query<{ apiKeyId: string; workspaceId: string; failed: number; platforms: string }>(
    `SELECT api_key_id, workspace_id, count(*)::int AS failed, string_agg(DISTINCT platform::text, ', ') AS platforms FROM connection_attempt
     WHERE created_at > $1 AND error_code IS NOT NULL GROUP BY api_key_id, workspace_id HAVING count(*) >= $2`,
    [before(now, withinMs), medium],
    'failing_connections',
  );
  return rows.map(({ apiKeyId, workspaceId, failed, platforms }) => ({
    kind: 'CONNECTION_FAILURES',
    subject: 'API_KEY',
    subjectId: apiKeyId,
    workspaceId,
    brandId: null,
    measure: failed,
    details: { failed, platforms },
  }));
}

async function roamingKeys({ db }: SuspicionContext, now: Date): Promise<Suspicion[]> {
  const { withinMs, medium } = SUSPICIONS.KEY_USED_FROM_MANY_NETWORKS;
  const rows = await db.query<{ id: string; workspaceId: string; networks: number }>(
    `SELECT k.id, k.workspace_id, count(*)::int AS networks FROM api_key_network n JOIN api_key k ON k.id = n.api_key_id
     WHERE n.seen_at > $1 GROUP BY k.id HAVING count(*) >= $2`,
    [before(now, withinMs), medium],
    'roaming_keys',
  );
  return rows.map(({ id, workspaceId, networks }) => ({
    kind: 'KEY_USED_FROM_MANY_NETWORKS',
    subject: 'API_KEY',
    subjectId: id,
    workspaceId,
    brandId: null,
    measure: networks,
    details: { networks },
  }));
}

async function busyAccounts({ db }: SuspicionContext, now: Date): Promise<Suspicion[]> {
  const { withinMs, usualMs, known, least, medium } = SUSPICIONS.UNUSUAL_PUBLISHING;
  const rows = await db.query<{ id: string; workspaceId: string; brandId: string; published: number; usual: number }>(
    `SELECT a.id, a.workspace_id, a.brand_id, c.published, c.usual FROM social_account a
     CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE published_at > $1)::int AS published, (count(*) FILTER (WHERE published_at <= $1) / $4::float8)::float8 AS usual
       FROM post_target WHERE social_account_id = a.id AND status = 'PUBLISHED' AND due_at > $2
     ) c
     WHERE a.last_published_at > $1 AND a.created_at < $3 AND c.published >= $5 AND c.published >= $6 * c.usual`,
    [before(now, withinMs), before(now, withinMs + usualMs), before(now, known), usualMs / DAY_MS, least, medium],
    'busy_accounts',
  );
  return rows.map(({ id, workspaceId, brandId, published, usual }) => ({
    kind: 'UNUSUAL_PUBLISHING',
    subject: 'ACCOUNT',
    subjectId: id,
    workspaceId,
    brandId,
    // Of an account that hardly published, a usual day has one post.
    measure: published / Math.max(1, usual),
    details: { published, usualPerDay: Math.round(usual * 10) / 10 },
  }));
}

const EVENT_TYPES = { API_KEY: 'api_key.suspicious_activity', ACCOUNT: 'account.suspicious_activity' } as const;

async function tell(ctx: AppContext, tx: Tx, suspicion: Suspicion, now: Date): Promise<void> {
  const { kind, subject, subjectId, workspaceId, brandId, measure, details } = suspicion;
  const { high, medium } = SUSPICIONS[kind];
  if (measure < medium) return;
  const severity = measure >= high ? 'HIGH' : 'MEDIUM';
  const type = EVENT_TYPES[subject];
  // Two jobs of which one was taken for dead must not both tell.
  await tx.query('SELECT pg_advisory_xact_lock(5117002, hashtext($1))', [`${kind}/${subjectId}`], 'lock_suspicion');
  const told = await tx.query(
    `SELECT 1 FROM event WHERE subject_id = $1 AND type = $2 AND created_at > $3 AND payload->>'kind' = $4 AND (payload->>'severity' = 'HIGH' OR $5 = 'MEDIUM') LIMIT 1`,
    [subjectId, type, before(now, DAY_MS), kind, severity],
    'was_told_suspicion',
  );
  if (told.length > 0) return;
  const isPaused = ctx.config.pausesSuspicious && subject === 'ACCOUNT' && severity === 'HIGH';
  if (isPaused)
    await tx.query(
      'UPDATE social_account SET paused_at = coalesce(paused_at, $2) WHERE id = $1',
      [subjectId, now],
      'pause_suspicious',
    );
  ctx.log.warn({ kind, severity, subject, subjectId, ...details }, 'suspicious activity');
  const minutes = SUSPICIONS[kind].withinMs / 60_000;
  appendEvents(tx, [
    {
      workspaceId,
      brandId,
      subject,
      subjectId,
      postId: null,
      socialAccountId: subject === 'ACCOUNT' ? subjectId : null,
      type,
      payload: { kind, severity, withinMinutes: minutes, ...details, action: isPaused ? 'PAUSED' : 'NONE' },
    },
  ]);
}
