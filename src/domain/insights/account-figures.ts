/** Reads the figures of an account and stores them, each under its day. */
import type { AppContext } from '../../context.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import type { PlatformFailure } from '../../platforms/failure.ts';
import type { AccountReading, Day, MetricValues } from '../../platforms/platform.ts';
import { callAccount } from '../accounts/account-call.ts';
import { configuredPlatform } from '../accounts/platform-api.ts';
import { countedCall } from '../accounts/quota-calls.ts';
import { localTimeOf } from '../schedule-time.ts';
import { DAY_MS, HOUR_MS } from './ages.ts';

/** For each call. */
export const READ_TIMEOUT_MS = 15_000;
/** Of an account that is read for the first time, and after an outage at the most. */
const FIRST_DAYS = 7;
const MOST_DAYS = 28;

export interface AccountFigures {
  /** How many follow it, and how many did when it was read before. */
  followers: { now: number; before: { value: number; day: Day } | null } | null;
  /** What some of it was refused for. */
  failure: PlatformFailure | null;
}

export const dayOf = (at: Date, timeZone: string): Day => localTimeOf(at, timeZone).slice(0, 10);

const daysBefore = (day: Day, days: number): Day =>
  new Date(Date.parse(day) - days * DAY_MS).toISOString().slice(0, 10);

export async function readAccountFigures(
  ctx: AppContext,
  account: SocialAccount,
  { brandZone, syncedAt }: { brandZone: string; syncedAt: Date | null },
): Promise<AccountFigures> {
  const { metrics } = configuredPlatform(ctx, account.platform).platform;
  const span = daysToRead(ctx, account, syncedAt);
  const reading = await callAccount(
    ctx,
    account.id,
    (api, open) => countedCall(ctx, open.account, metrics.account.units ?? {}, () => metrics.account.read(api, span)),
    { optional: true, timeoutMs: READ_TIMEOUT_MS },
  );
  const today = dayOf(ctx.clock.now(), brandZone);
  const before = await followersBefore(ctx, account.id, today);
  await store(ctx, account, { reading, today, brandZone });
  const { FOLLOWERS: now } = reading.levels;
  return {
    followers: now === undefined ? null : { now, before },
    // A scope that was not granted is shown with the account, and is no failure of the reading.
    failure: reading.failures.find(({ code }) => code !== 'SCOPE_MISSING') ?? null,
  };
}

/** From the last day that may have been incomplete when it was read, up to yesterday, by the days of the platform. */
function daysToRead(ctx: Pick<AppContext, 'clock' | 'platforms'>, { platform }: SocialAccount, syncedAt: Date | null) {
  const { rules, dayZone } = configuredPlatform(ctx, platform).platform.metrics;
  const today = dayOf(ctx.clock.now(), dayZone ?? 'UTC');
  const delayHours = Math.max(0, ...rules.filter(({ kind }) => kind === 'DAY').map((rule) => rule.delayHours));
  const unsettled = Math.ceil((delayHours * HOUR_MS) / DAY_MS) + 1;
  const missed =
    syncedAt === null ? FIRST_DAYS : Math.ceil((ctx.clock.now().getTime() - syncedAt.getTime()) / DAY_MS) + unsettled;
  return { from: daysBefore(today, Math.min(MOST_DAYS, Math.max(unsettled, missed))), to: daysBefore(today, 1) };
}

async function followersBefore({ db }: Pick<AppContext, 'db'>, socialAccountId: string, today: Day) {
  const [row] = await db.query<{ value: number; day: Day }>(
    `SELECT (values->>'FOLLOWERS')::float8 AS value, day::text FROM account_figures
     WHERE social_account_id = $1 AND kind = 'LEVEL' AND day < $2::date AND values ? 'FOLLOWERS' ORDER BY day DESC LIMIT 1`,
    [socialAccountId, today],
    'followers_before',
  );
  return row ?? null;
}

interface Stored {
  reading: AccountReading;
  today: Day;
  brandZone: string;
}

/** A figure that is not told this time stays as it was read before. */
async function store(ctx: AppContext, account: SocialAccount, { reading, today, brandZone }: Stored): Promise<void> {
  const { dayZone } = configuredPlatform(ctx, account.platform).platform.metrics;
  const row = (kind: 'LEVEL' | 'DAY', day: Day, timeZone: string, values: MetricValues) => ({
    kind,
    day,
    time_zone: timeZone,
    values,
  });
  const rows = [
    row('LEVEL', today, brandZone, reading.levels),
    ...reading.days.map(({ day, values }) => row('DAY', day, dayZone ?? 'UTC', values)),
  ].filter(({ values }) => Object.keys(values).length > 0);
  await ctx.db.query(
    `INSERT INTO account_figures AS f (social_account_id, kind, day, time_zone, values, read_at)
     SELECT $1, kind, day, time_zone, values, $3 FROM jsonb_to_recordset($2::jsonb) AS r (kind "FigureKind", day date, time_zone text, values jsonb)
     WHERE EXISTS (SELECT FROM social_account WHERE id = $1)
     ON CONFLICT (social_account_id, kind, day) DO UPDATE SET values = f.values || excluded.values, time_zone = excluded.time_zone, read_at = excluded.read_at`,
    [account.id, JSON.stringify(rows), ctx.clock.now()],
    'store_account_figures',
  );
}
