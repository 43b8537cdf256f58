/** Reads attempts to connect accounts, one by one and as a funnel; never a secret column. */
import type { AppContext, Viewer } from '../../context.ts';
import type { ConnectionAttempt } from '../../lib/prisma/client.ts';
import type { Platform } from '../../lib/prisma/enums.ts';
import { keysOf } from '../../lib/record.ts';
import { conditionSql, visibleInBrands } from '../access.ts';
import { CONNECTION_STEPS, type ConnectionStep } from '../accounts/connection-steps.ts';
import { anyOf, type Bind, type ListSource, type Order, preparedName, type TimeRange, within } from './keyset.ts';

export type AttemptRow = Omit<ConnectionAttempt, 'stateHash' | 'codeVerifier' | 'browserHash'>;

const SELECT =
  't.id, t.created_at, t.updated_at, t.workspace_id, t.brand_id, t.api_key_id, t.platform, t.expires_at, t.opened_at, t.used_at, t.finished_at, t.return_url, t.social_account_id, t.error_code, t.error_message, t.error_text, t.duration_ms, t.steps';

/** CONNECTED and FAILED are ends; EXPIRED: the account holder did not come back in time. */
export const ATTEMPT_STATUSES = {
  PENDING: 'The account holder is expected back until `expiresAt`.',
  CONNECTED: 'An account was connected.',
  FAILED: 'It failed, for the reason in `error`.',
  EXPIRED: 'The account holder did not come back in time, or the process that was finishing it died.',
} as const;
export type AttemptStatus = keyof typeof ATTEMPT_STATUSES;

export function attemptStatus(
  { finishedAt, errorCode, expiresAt }: Pick<AttemptRow, 'finishedAt' | 'errorCode' | 'expiresAt'>,
  now: Date,
): AttemptStatus {
  if (finishedAt !== null) return errorCode === null ? 'CONNECTED' : 'FAILED';
  return expiresAt > now ? 'PENDING' : 'EXPIRED';
}

const STATUS_SQL: Readonly<Record<AttemptStatus, (now: string) => string>> = {
  PENDING: (now) => `(t.finished_at IS NULL AND t.expires_at > ${now})`,
  CONNECTED: () => '(t.finished_at IS NOT NULL AND t.error_code IS NULL)',
  FAILED: () => '(t.finished_at IS NOT NULL AND t.error_code IS NOT NULL)',
  EXPIRED: (now) => `(t.finished_at IS NULL AND t.expires_at <= ${now})`,
};

export interface AttemptFilter {
  brandIds?: readonly string[] | null | undefined;
  platforms?: readonly Platform[] | null | undefined;
  statuses?: readonly AttemptStatus[] | null | undefined;
  createdAt?: TimeRange | null | undefined;
}

export const attemptList = (viewer: Viewer, filter: AttemptFilter, order: Order, now: Date): ListSource => ({
  from: 'connection_attempt t',
  select: SELECT,
  order,
  where: (bind) => [
    ...conditionSql(visibleInBrands(viewer), bind),
    ...anyOf(bind, 't.brand_id', 'uuid', filter.brandIds),
    ...anyOf(bind, 't.platform', '"Platform"', filter.platforms),
    ...within(bind, 't.created_at', filter.createdAt),
    ...inStatus(bind, filter.statuses, now),
  ],
});

function inStatus(bind: Bind, statuses: readonly AttemptStatus[] | null | undefined, now: Date): string[] {
  if (statuses === null || statuses === undefined) return [];
  if (statuses.length === 0) return ['false'];
  const at = `${bind(now)}::timestamptz`;
  return [`(${statuses.map((status) => STATUS_SQL[status](at)).join(' OR ')} OR ${at} IS NULL)`];
}

export async function attemptsByIds(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  ids: readonly string[],
): Promise<Map<string, AttemptRow>> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const where = [`t.id = ANY(${bind(ids)}::uuid[])`, ...conditionSql(visibleInBrands(viewer), bind)].join(' AND ');
  const text = `SELECT ${SELECT} FROM connection_attempt t WHERE ${where}`;
  const rows = await ctx.db.query<AttemptRow>(text, params, preparedName(text));
  return new Map(rows.map((row) => [row.id, row]));
}

export interface FunnelStep {
  step: ConnectionStep;
  reached: number;
  failed: number;
  /** Of those that reached it, in milliseconds; null when none did. */
  medianMs: number | null;
  p95Ms: number | null;
  errors: { code: string; count: number }[];
}

/** How many attempts of a time came how far: one row for each step, in their order. */
export async function connectionFunnel(
  { db }: Pick<AppContext, 'db'>,
  viewer: Viewer,
  filter: { from: Date; to: Date; platform?: Platform | null | undefined },
): Promise<FunnelStep[]> {
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const where = [
    ...conditionSql(visibleInBrands(viewer), bind),
    ...within(bind, 't.created_at', filter),
    ...anyOf(bind, 't.platform', '"Platform"', filter.platform ? [filter.platform] : null),
  ].join(' AND ');
  const ms = (from: string, to: string) => `extract(epoch FROM ${to} - ${from}) * 1000`;
  const text = `
    WITH attempt AS (SELECT t.created_at, t.opened_at, t.used_at, t.steps FROM connection_attempt t WHERE ${where}),
    taken AS (
      SELECT 'STARTED' AS step, 0 AS ms, NULL AS error FROM attempt
      UNION ALL SELECT 'OPENED', ${ms('created_at', 'opened_at')}, NULL FROM attempt WHERE opened_at IS NOT NULL
      UNION ALL SELECT 'RETURNED', ${ms('coalesce(opened_at, created_at)', 'used_at')}, NULL FROM attempt WHERE used_at IS NOT NULL
      UNION ALL SELECT s.step, s."durationMs", s."errorCode" FROM attempt, jsonb_to_recordset(attempt.steps) AS s (step text, "durationMs" float8, "errorCode" text))
    SELECT step, count(*) FILTER (WHERE error IS NULL)::int AS reached, count(error)::int AS failed,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE error IS NULL) AS median_ms,
      percentile_cont(0.95) WITHIN GROUP (ORDER BY ms) FILTER (WHERE error IS NULL) AS p95_ms,
      coalesce(array_agg(error) FILTER (WHERE error IS NOT NULL), '{}') AS codes
    FROM taken GROUP BY step`;
  const rows = await db.query<Omit<FunnelStep, 'errors'> & { codes: string[] }>(text, params, preparedName(text));
  return keysOf(CONNECTION_STEPS).map((step): FunnelStep => {
    const found = rows.find((row) => row.step === step);
    if (found === undefined) return { step, reached: 0, failed: 0, medianMs: null, p95Ms: null, errors: [] };
    const { codes, ...rest } = found;
    const errors = [...Map.groupBy(codes, (code) => code)].map(([code, { length: count }]) => ({ code, count }));
    return { ...rest, errors: errors.toSorted((a, b) => b.count - a.count) };
  });
}
