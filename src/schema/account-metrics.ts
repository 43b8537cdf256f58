/** The figures of an account: series by the day, how its followers grew, how its sync stands, and its best times. */

import { dayOf } from '../domain/insights/account-figures.ts';
import { type BestTime, bestTimesOf, LEAST_POSTS } from '../domain/insights/best-times.ts';
import { GROWTH_FORMULA, type Growth, growthOf } from '../domain/insights/formulas.ts';
import { INTERVALS, type Interval, type Point, type Series, seriesOf } from '../domain/insights/series.ts';
import { type AskedSync, syncSocialAccount } from '../domain/insights/sync-action.ts';
import {
  figuresOfAccount,
  firstDays,
  MAX_METRIC_DAYS,
  type MeasuredAccount,
  measuredAccount,
  obstacleTo,
  type StoredDay,
} from '../domain/queries/insights.ts';
import { daysOf } from '../domain/schedule-time.ts';
import type { FailureCode } from '../platforms/failure.ts';
import { isFailureCode } from '../platforms/failure.ts';
import { PLATFORMS } from '../platforms/index.ts';
import type { MetricName } from '../platforms/platform.ts';
import { builder } from './builder.ts';
import { checkSpan } from './calendar.ts';
import type { SchemaContext } from './context.ts';
import { describedEnum } from './described-enum.ts';
import { localId } from './ids.ts';
import { loadAccount, required } from './load.ts';
import { MetricEnum, MetricGapEnum, MetricRuleType } from './metric.ts';
import { PublishErrorCodeEnum } from './publish-error.ts';
import { SocialAccountType } from './social-account.ts';
import { answerOf, payloadType } from './user-error.ts';

const DAY_MS = 86_400_000;
const BEST_TIME_DAYS = 180;

const IntervalEnum = describedEnum<Interval>('MetricInterval', 'The length of time of one point.', INTERVALS);

/* ---- the sync ---- */

interface SyncError {
  code: FailureCode;
  message: string;
}

const SyncErrorType = builder.objectRef<SyncError>('AccountSyncError').implement({
  description: 'Why figures could not be read.',
  fields: (t) => ({
    code: t.expose('code', { type: PublishErrorCodeEnum, description: 'The reason, for programs. Stable.' }),
    message: t.exposeString('message', { description: 'The reason, for people.' }),
  }),
});

function syncError(error: unknown): SyncError | null {
  if (typeof error !== 'object' || error === null || !('code' in error) || !isFailureCode(error.code)) return null;
  return { code: error.code, message: 'message' in error ? String(error.message) : '' };
}

const AccountSyncType = builder.objectRef<NonNullable<MeasuredAccount['sync']>>('AccountSync').implement({
  description: 'When the figures of an account are read.',
  fields: (t) => ({
    syncedAt: t.expose('syncedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When they were last read; null: never yet.',
    }),
    nextAt: t.field({
      type: 'DateTime',
      description: 'When they are read next: once a day at a time of the account’s own, sooner after a failure.',
      resolve: ({ dueAt, retryAt }) => (retryAt !== null && retryAt > dueAt ? retryAt : dueAt),
    }),
    requestedAt: t.expose('askedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When `syncSocialAccount` was last used.',
    }),
    failures: t.exposeInt('failures', { description: 'How many times in a row it failed.' }),
    error: t.field({
      type: SyncErrorType,
      nullable: true,
      description: 'Why it failed last; null since it went well again.',
      resolve: ({ error }) => syncError(error),
    }),
  }),
});

/* ---- series ---- */

const MetricPointType = builder.objectRef<Point>('MetricPoint').implement({
  description: 'One point of a series.',
  fields: (t) => ({
    day: t.exposeString('day', { description: 'Its day, or the first one of its week or month: `2026-12-01`.' }),
    value: t.exposeFloat('value', { nullable: true, description: 'The figure; null where there is a gap.' }),
    gap: t.expose('gap', {
      type: MetricGapEnum,
      nullable: true,
      description: 'Why there is no figure. With PARTIAL there is one, of the other days.',
    }),
  }),
});

const MetricSeriesType = builder.objectRef<Series>('MetricSeries').implement({
  description: 'One metric over time, ready to plot: a point for each day, week or month, without holes.',
  fields: (t) => ({
    rule: t.expose('rule', { type: MetricRuleType, description: 'The metric, and what the platform counts.' }),
    timeZone: t.exposeString('timeZone', {
      description: 'Whose days they are: the clocks of the brand for a LEVEL, those of the platform for a DAY.',
    }),
    points: t.field({
      type: [MetricPointType],
      description: 'The points, in order.',
      complexity: { field: 1, multiplier: 31 },
      resolve: ({ points }) => points,
    }),
  }),
});

export const GrowthType = builder.objectRef<Growth>('Growth').implement({
  description: `How a figure changed: ${GROWTH_FORMULA}.`,
  fields: (t) => ({
    first: t.exposeFloat('first', { description: 'The figure at the beginning.' }),
    last: t.exposeFloat('last', { description: 'The figure at the end.' }),
    change: t.exposeFloat('change', { description: 'last − first.' }),
    rate: t.exposeFloat('rate', {
      nullable: true,
      description: `${GROWTH_FORMULA}: 0.05 is five percent. Null where it began with nothing.`,
    }),
  }),
});

interface AccountMetrics {
  account: MeasuredAccount;
  stored: readonly StoredDay[];
  span: { from: Date; to: Date };
  interval: Interval;
}

const AccountMetricsType = builder.objectRef<AccountMetrics>('AccountMetrics').implement({
  description: 'The figures of an account in a span of time.',
  fields: (t) => ({
    socialAccount: t.field({
      type: SocialAccountType,
      description: 'The account.',
      resolve: ({ account }, _args, context) => required(loadAccount(context, account.id)),
    }),
    timeZone: t.string({
      description: 'The clocks of the brand, on which the span was cut into days.',
      resolve: ({ account }) => account.brandZone,
    }),
    sync: t.field({
      type: AccountSyncType,
      nullable: true,
      description: 'When its figures are read; null until the account was seen for the first time.',
      resolve: ({ account }) => account.sync,
    }),
    followerGrowth: t.field({
      type: GrowthType,
      nullable: true,
      description: `How its followers changed in the span: ${GROWTH_FORMULA}. Null with fewer than two figures.`,
      resolve: ({ stored }) =>
        growthOf(stored.flatMap(({ kind, values }) => (kind === 'LEVEL' ? (values.FOLLOWERS ?? []) : []))),
    }),
    series: t.field({
      type: [MetricSeriesType],
      description: 'One series for each metric that the platform tells of an account, also where all of it is a gap.',
      complexity: { field: 5, multiplier: 15 },
      args: { metrics: t.arg({ type: [MetricEnum], description: 'Only these.' }) },
      resolve: (metrics, args, context) => seriesFor(metrics, args.metrics ?? null, context),
    }),
  }),
});

async function seriesFor(
  { account, stored, span, interval }: AccountMetrics,
  wanted: readonly MetricName[] | null,
  { app }: SchemaContext,
): Promise<Series[]> {
  const { rules, dayZone } = PLATFORMS[account.platform].metrics;
  const obstacles = { LEVEL: await obstacleTo(app, account, 'LEVEL'), DAY: await obstacleTo(app, account, 'DAY') };
  const days = daysOf(span, account.brandZone).map(({ date }) => date);
  const now = app.clock.now();
  return rules.flatMap((rule) => {
    const { kind, metric } = rule;
    if (kind === 'TOTAL' || (wanted !== null && !wanted.includes(metric))) return [];
    const timeZone = kind === 'LEVEL' ? account.brandZone : (dayZone ?? account.brandZone);
    const ofKind = stored.filter((row) => row.kind === kind);
    return seriesOf({
      rule,
      timeZone,
      days,
      interval,
      stored: new Map(ofKind.map(({ day, values }) => [day, values])),
      today: dayOf(now, timeZone),
      connected: dayOf(account.createdAt, timeZone),
      obstacle: obstacles[kind],
    });
  });
}

/* ---- best times ---- */

const BestTimeType = builder.objectRef<BestTime>('BestTime').implement({
  description: 'An hour of the week, and how posts did that were published in it.',
  fields: (t) => ({
    weekday: t.exposeInt('weekday', { description: '1 = Monday to 7 = Sunday.' }),
    hour: t.exposeInt('hour', { description: '0 to 23, on the clocks of the brand.' }),
    posts: t.exposeInt('posts', { description: 'How many posts were published in it.' }),
    value: t.exposeFloat('value', { description: 'The average figure of those posts when they were 24 hours old.' }),
    factor: t.exposeFloat('factor', { description: 'value ÷ the average of all posts: 2 is twice as much.' }),
  }),
});

const BestTimesType = builder.objectRef<{ timeZone: string; posts: number; times: BestTime[] }>('BestTimes').implement({
  description: 'At which hours of the week posts of an account did best.',
  fields: (t) => ({
    timeZone: t.exposeString('timeZone', { description: 'The clocks of the brand.' }),
    posts: t.exposeInt('posts', {
      description: `How many posts that is reckoned from. With fewer than ${LEAST_POSTS.inAll} nothing is said.`,
    }),
    times: t.field({
      type: [BestTimeType],
      description: `The hours, the best first. Those with fewer than ${LEAST_POSTS.inSlot} posts are left out.`,
      complexity: { field: 1, multiplier: 50 },
      resolve: ({ times }) => times,
    }),
  }),
});

builder.queryFields((t) => ({
  accountMetrics: t.field({
    type: AccountMetricsType,
    nullable: true,
    description: `The figures of an account in a span of at most ${MAX_METRIC_DAYS} days, by the day, week or month on the clocks of its brand. Null for an account that does not exist for this API key. \`GET /figures.csv\` sends the same as a table.`,
    scope: 'ACCOUNTS_READ',
    complexity: 30,
    args: {
      accountId: t.arg.id({ required: true, description: 'Which account.' }),
      from: t.arg({ type: 'DateTime', required: true, description: 'From this instant on.' }),
      to: t.arg({ type: 'DateTime', required: true, description: 'Up to, but without, this instant.' }),
      interval: t.arg({
        type: IntervalEnum,
        required: true,
        defaultValue: 'DAY',
        description: 'How long a time each point stands for.',
      }),
    },
    resolve: async (_root, { accountId, from, to, interval }, { app, viewer }) => {
      checkSpan({ from, to }, MAX_METRIC_DAYS);
      const account = await measuredAccount(app, viewer, localId('SocialAccount', accountId));
      if (account === null) return null;
      const days = daysOf({ from, to }, account.brandZone);
      const [first = '', last = ''] = [days[0]?.date, days.at(-1)?.date];
      const stored = await figuresOfAccount(app, account.id, first, last);
      return { account, stored, span: { from, to }, interval };
    },
  }),
  bestTimes: t.field({
    type: BestTimesType,
    nullable: true,
    description: `At which hours of the week posts of an account did best, of the last ${BEST_TIME_DAYS} days and by their figures after 24 hours. Null for an account that does not exist for this API key.`,
    scope: 'ACCOUNTS_READ',
    complexity: 30,
    args: {
      accountId: t.arg.id({ required: true, description: 'Which account.' }),
      metric: t.arg({ type: MetricEnum, required: true, defaultValue: 'VIEWS', description: 'By which figure.' }),
    },
    resolve: async (_root, { accountId, metric }, { app, viewer }) => {
      const account = await measuredAccount(app, viewer, localId('SocialAccount', accountId));
      if (account === null) return null;
      const since = new Date(app.clock.now().getTime() - BEST_TIME_DAYS * DAY_MS);
      const posts = await firstDays(app, account.id, metric, since);
      return { timeZone: account.brandZone, posts: posts.length, times: bestTimesOf(posts, account.brandZone) };
    },
  }),
}));

/* ---- the mutation ---- */

const SyncSocialAccountInput = builder.inputType('SyncSocialAccountInput', {
  description: 'Which account to read now.',
  fields: (t) => ({ socialAccountId: t.id({ required: true, description: 'Which account.' }) }),
});

const SyncSocialAccountPayload = payloadType<AskedSync>('SyncSocialAccountPayload', (t) => ({
  socialAccount: t.field({
    type: SocialAccountType,
    nullable: true,
    description:
      'The account. `accountMetrics { sync { syncedAt } }` and the event `account.metrics_synced` tell when it is done.',
    resolve: async ({ value }, _args, context) =>
      value === null ? null : ((await loadAccount(context, value.socialAccountId)) ?? null),
  }),
  nextAllowedAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'When it may be asked for again.',
    resolve: ({ value }) => value?.nextAllowedAt ?? null,
  }),
}));

builder.mutationField('syncSocialAccount', (t) =>
  t.field({
    type: SyncSocialAccountPayload,
    description:
      'Has the figures of an account and of its posts read now, in the background. Once in 15 minutes per account, else SYNCED_JUST_NOW with `retryAt`; also while the platform has asked to be left alone. Where the platform bills it, the budget of the workspace decides. Needs the scope `accounts:write`.',
    args: { input: t.arg({ type: SyncSocialAccountInput, required: true, description: 'Which account.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await syncSocialAccount(app, viewer, { socialAccountId: localId('SocialAccount', input.socialAccountId) }),
      ),
  }),
);
