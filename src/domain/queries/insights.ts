/** Reads figures: of accounts by the day, of posts by their age, and of what a brand published in a span of time. */
import type { AppContext, Viewer } from '../../context.ts';
import type { AccountSync, PostFigures, SocialAccount } from '../../lib/prisma/client.ts';
import type { FigureKind, Platform } from '../../lib/prisma/enums.ts';
import { keysOf } from '../../lib/record.ts';
import { METRICS, type MetricName, type MetricValues } from '../../platforms/platform.ts';
import { conditionSql, visibleInBrands } from '../access.ts';
import { affordable, isGranted } from '../insights/may-read.ts';
import type { Bind } from './keyset.ts';

export const MAX_METRIC_DAYS = 400;

type Db = Pick<AppContext, 'db'>;

/* ---- accounts ---- */

export interface MeasuredAccount
  extends Pick<SocialAccount, 'id' | 'workspaceId' | 'brandId' | 'platform' | 'scopes' | 'createdAt'> {
  brandZone: string;
  sync: Pick<AccountSync, 'dueAt' | 'retryAt' | 'askedAt' | 'syncedAt' | 'failures' | 'error'> | null;
}

export async function measuredAccount({ db }: Db, viewer: Viewer, id: string): Promise<MeasuredAccount | null> {
  const params: unknown[] = [id];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const where = ['t.id = $1', ...conditionSql(visibleInBrands(viewer), bind)].join(' AND ');
  const [row] = await db.query<
    MeasuredAccount & { dueAt: Date | null } & Omit<AccountSync, 'dueAt' | 'socialAccountId'>
  >(
    `SELECT t.id, t.workspace_id, t.brand_id, t.platform, t.scopes, t.created_at, b.time_zone AS brand_zone,
       s.due_at, s.retry_at, s.asked_at, s.synced_at, s.failures, s.error
     FROM social_account t JOIN brand b ON b.id = t.brand_id LEFT JOIN account_sync s ON s.social_account_id = t.id WHERE ${where}`,
    params,
  );
  if (row === undefined) return null;
  const { dueAt, retryAt, askedAt, syncedAt, failures, error } = row;
  return { ...row, sync: dueAt === null ? null : { dueAt, retryAt, askedAt, syncedAt, failures, error } };
}

export interface StoredDay {
  kind: FigureKind;
  day: string;
  values: MetricValues;
}

export const figuresOfAccount = ({ db }: Db, socialAccountId: string, from: string, to: string): Promise<StoredDay[]> =>
  db.query<StoredDay>(
    'SELECT kind, day::text, values FROM account_figures WHERE social_account_id = $1 AND day BETWEEN $2::date AND $3::date ORDER BY day',
    [socialAccountId, from, to],
    'figures_of_account',
  );

/** Why nothing would be read of an account at present. */
export async function obstacleTo(
  ctx: AppContext,
  account: MeasuredAccount,
  kind: 'LEVEL' | 'DAY' | 'TOTAL',
): Promise<'NOT_GRANTED' | 'NO_BUDGET' | null> {
  const configured = ctx.platforms.get(account.platform);
  if (configured === undefined) return null;
  if (!isGranted(ctx, account, kind)) return 'NOT_GRANTED';
  const { metrics } = configured.platform;
  const { billed } = kind === 'TOTAL' ? metrics.posts : metrics.account;
  return (await affordable(ctx, account, billed)) < 1 ? 'NO_BUDGET' : null;
}

/* ---- posts ---- */

export type StoredReading = Pick<PostFigures, 'targetId' | 'age' | 'dueAt' | 'readAt' | 'closedAt' | 'gap'> & {
  values: MetricValues;
};

/** By target, each in the order of ages. The caller may see them. */
export async function readingsOf({ db }: Db, targetIds: readonly string[]): Promise<Map<string, StoredReading[]>> {
  const rows = await db.query<StoredReading>(
    'SELECT target_id, age, due_at, read_at, closed_at, gap, values FROM post_figures WHERE target_id = ANY($1::uuid[]) ORDER BY age',
    [targetIds],
    'readings_of_targets',
  );
  return Map.groupBy(rows, ({ targetId }) => targetId);
}

export interface MeasuredTarget {
  targetId: string;
  socialAccountId: string;
  platform: Platform;
  publishedAt: Date;
  values: MetricValues;
}

/** No overview sums up more. */
export const MAX_OVERVIEW_POSTS = 10_000;

/** What a brand published in a span, with the figures as they were read last. */
export const postsOfBrand = (
  { db }: Db,
  brandId: string,
  { from, to }: { from: Date; to: Date },
): Promise<MeasuredTarget[]> =>
  db.query<MeasuredTarget>(
    `SELECT target_id, social_account_id, platform, published_at, values FROM post_figures
     WHERE brand_id = $1 AND age = 'LATEST' AND published_at >= $2 AND published_at < $3 ORDER BY published_at LIMIT ${MAX_OVERVIEW_POSTS + 1}`,
    [brandId, from, to],
    'figures_of_brand',
  );

export interface FollowersOfDay {
  socialAccountId: string;
  platform: Platform;
  day: string;
  value: number;
}

/** The followers of each account of a brand, day by day. */
export const followersOfBrand = ({ db }: Db, brandId: string, from: string, to: string): Promise<FollowersOfDay[]> =>
  db.query<FollowersOfDay>(
    `SELECT f.social_account_id, a.platform, f.day::text, (f.values->>'FOLLOWERS')::float8 AS value FROM account_figures f JOIN social_account a ON a.id = f.social_account_id
     WHERE a.brand_id = $1 AND f.kind = 'LEVEL' AND f.values ? 'FOLLOWERS' AND f.day BETWEEN $2::date AND $3::date ORDER BY f.day`,
    [brandId, from, to],
    'followers_of_brand',
  );

export interface Timed {
  publishedAt: Date;
  value: number;
}

/** How posts of an account did in their first day. */
export const firstDays = ({ db }: Db, socialAccountId: string, metric: MetricName, since: Date): Promise<Timed[]> =>
  db.query<Timed>(
    `SELECT f.published_at, (f.values->>$2)::float8 AS value FROM post_figures f JOIN post_target t ON t.id = f.target_id
     WHERE t.social_account_id = $1 AND f.age = 'H24' AND f.values ? $2 AND f.published_at >= $3 ORDER BY f.published_at DESC LIMIT 2000`,
    [socialAccountId, metric, since],
    'first_days_of_account',
  );

/* ---- export ---- */

export const EXPORTS = ['accounts', 'posts'] as const;
export type ExportKind = (typeof EXPORTS)[number];

interface ExportInput {
  brandId: string;
  kind: ExportKind;
  from: Date;
  to: Date;
}

/** One figure. */
export interface ExportedFigure extends Omit<ExportRow, 'values'> {
  metric: MetricName;
  unit: string;
  value: number;
}

interface ExportRow {
  /** Of the account or of the target. */
  id: string;
  platform: Platform;
  /** The handle of the account, or the address of the post. */
  name: string | null;
  /** `LEVEL`, `DAY`, or the age. */
  kind: string;
  /** The day, or when the post went live. */
  at: string;
  values: MetricValues;
}

const EXPORT_PAGE = 500;
const SOURCES = {
  accounts: `SELECT a.id, a.platform, a.username AS name, f.kind::text, f.day::text AS at, f.values FROM account_figures f JOIN social_account a ON a.id = f.social_account_id
    WHERE a.brand_id = $1 AND f.day >= $2::timestamptz::date AND f.day < $3::timestamptz::date + 1 AND (f.day::text, a.id::text, f.kind::text) > ($4, $5, $6)
    ORDER BY f.day::text, a.id::text, f.kind::text LIMIT ${EXPORT_PAGE}`,
  posts: `SELECT f.target_id AS id, f.platform, t.permalink AS name, f.age::text AS kind, to_char(f.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, f.values
    FROM post_figures f JOIN post_target t ON t.id = f.target_id
    WHERE f.brand_id = $1 AND f.published_at >= $2 AND f.published_at < $3 AND f.read_at IS NOT NULL
      AND (to_char(f.published_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), f.target_id::text, f.age::text) > ($4, $5, $6)
    ORDER BY 5, f.target_id::text, f.age::text LIMIT ${EXPORT_PAGE}`,
} as const satisfies Record<ExportKind, string>;

/** All figures of a brand in a span, the oldest first, a page at a time. The caller may see the brand. */
export async function* exportedFigures({ db }: Db, input: ExportInput): AsyncGenerator<ExportedFigure[]> {
  let after = ['', '', ''];
  for (;;) {
    const rows: ExportRow[] = await db.query<ExportRow>(
      SOURCES[input.kind],
      [input.brandId, input.from, input.to, ...after],
      `export_figures_of_${input.kind}`,
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.flatMap(figuresIn);
    if (rows.length < EXPORT_PAGE) return;
    after = [last.at, last.id, last.kind];
  }
}

const figuresIn = ({ values, ...row }: ExportRow): ExportedFigure[] =>
  keysOf(METRICS).flatMap((metric) => {
    const value = values[metric];
    return value === undefined ? [] : [{ ...row, metric, unit: METRICS[metric].unit, value }];
  });
