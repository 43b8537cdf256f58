/** What a brand published in a span of time, and what came of it: sums, rates, growth and the best posts. */
import { dayOf } from '../domain/insights/account-figures.ts';
import {
  ENGAGEMENT_RATE_FORMULA,
  engagementOf,
  engagementRate,
  GROWTH_FORMULA,
  type Growth,
  growthOf,
  sum,
} from '../domain/insights/formulas.ts';
import {
  type FollowersOfDay,
  followersOfBrand,
  MAX_METRIC_DAYS,
  MAX_OVERVIEW_POSTS,
  type MeasuredTarget,
  postsOfBrand,
} from '../domain/queries/insights.ts';
import type { Platform } from '../lib/prisma/enums.ts';
import { PLATFORMS } from '../platforms/index.ts';
import { METRICS, type MetricName } from '../platforms/platform.ts';
import { GrowthType } from './account-metrics.ts';
import { builder } from './builder.ts';
import { checkSpan } from './calendar.ts';
import { apiError } from './errors.ts';
import { localId } from './ids.ts';
import { loadBrand, loadTarget, required } from './load.ts';
import { type Figure, figuresOf, MetricEnum, MetricFigureType } from './metric.ts';
import { PlatformEnum } from './platform.ts';
import { PostTargetType } from './refs.ts';

const MOST_TOP_POSTS = 50;

/** A part of what a brand published: all of it, or that on one platform. */
interface Part {
  posts: readonly MeasuredTarget[];
  followers: readonly FollowersOfDay[];
}
interface PlatformPart extends Part {
  platform: Platform;
}
interface Overview extends Part {
  brandId: string;
  timeZone: string;
  isComplete: boolean;
}

const totalsOf = (platform: Platform): MetricName[] => [
  ...new Set(PLATFORMS[platform].metrics.rules.flatMap(({ kind, metric }) => (kind === 'TOTAL' ? [metric] : []))),
];

/** Of each metric that adds up, over all posts whose platform tells it. */
function sums({ posts }: Part): Figure[] {
  const metrics = [...new Set(posts.flatMap(({ platform }) => totalsOf(platform)))].filter(
    (name) => METRICS[name].adds,
  );
  return metrics.map((metric) => {
    const asked = posts.filter(({ platform }) => totalsOf(platform).includes(metric));
    const told = asked.flatMap(({ values }) => values[metric] ?? []);
    if (told.length === 0) return { metric, value: null, gap: 'NOT_READ' };
    return { metric, value: sum(told), gap: told.length < asked.length ? 'PARTIAL' : null };
  });
}

/** Over the posts that have both an engagement and views. */
function rateOf({ posts }: Part): number | null {
  const told = posts.flatMap(({ platform, values }) => {
    const engagement = engagementOf(PLATFORMS[platform].metrics, values);
    return engagement === null || values.VIEWS === undefined ? [] : [{ engagement, views: values.VIEWS }];
  });
  if (told.length === 0) return null;
  return engagementRate(sum(told.map(({ engagement }) => engagement)), sum(told.map(({ views }) => views)));
}

/** Of the accounts that have two figures, each from its own first to its own last. */
function growth({ followers }: Part): Growth | null {
  const ofAccounts = [...Map.groupBy(followers, ({ socialAccountId }) => socialAccountId).values()].flatMap(
    (rows) => growthOf(rows.map(({ value }) => value)) ?? [],
  );
  if (ofAccounts.length === 0) return null;
  return growthOf([sum(ofAccounts.map(({ first }) => first)), sum(ofAccounts.map(({ last }) => last))]);
}

const PART_TEXTS = {
  totals: 'The sum of each metric over those posts, as read last. With PARTIAL some of them were not told.',
  rate: `${ENGAGEMENT_RATE_FORMULA}, as a sum over posts divided by a sum over posts: 0.05 is five percent. Of the posts of which all of it was told; null if there are none.`,
  growth: `How the followers changed: ${GROWTH_FORMULA}, summed over accounts with at least two figures. An account that was connected within the span counts from then on.`,
};

const PlatformPartType = builder.objectRef<PlatformPart>('PlatformOverview').implement({
  description: 'What a brand published on one platform in a span, and what came of it.',
  fields: (t) => ({
    platform: t.expose('platform', { type: PlatformEnum, description: 'On which platform.' }),
    posts: t.int({ description: 'How many targets went live in the span.', resolve: ({ posts }) => posts.length }),
    totals: t.field({
      type: [MetricFigureType],
      description: PART_TEXTS.totals,
      complexity: { field: 1, multiplier: 12 },
      resolve: sums,
    }),
    engagementRate: t.float({ nullable: true, description: PART_TEXTS.rate, resolve: rateOf }),
    followerGrowth: t.field({ type: GrowthType, nullable: true, description: PART_TEXTS.growth, resolve: growth }),
  }),
});

const TopPostType = builder.objectRef<MeasuredTarget & { value: number }>('TopPost').implement({
  description: 'A target that did well.',
  fields: (t) => ({
    target: t.field({
      type: PostTargetType,
      description: 'The target.',
      resolve: ({ targetId }, _args, context) => required(loadTarget(context, targetId)),
    }),
    value: t.exposeFloat('value', { description: 'Its figure, by which it is ranked.' }),
    engagementRate: t.float({
      nullable: true,
      description: `${ENGAGEMENT_RATE_FORMULA}: 0.05 is five percent.`,
      resolve: ({ platform, values }) =>
        engagementRate(engagementOf(PLATFORMS[platform].metrics, values), values.VIEWS),
    }),
    figures: t.field({
      type: [MetricFigureType],
      description: 'Its figures, as read last.',
      complexity: { field: 1, multiplier: 12 },
      resolve: ({ platform, values }) => figuresOf(totalsOf(platform), values, 'NOT_TOLD'),
    }),
  }),
});

const OverviewType = builder.objectRef<Overview>('BrandOverview').implement({
  description: 'What a brand published in a span, and what came of it, as read last.',
  fields: (t) => ({
    brand: t.prismaField({
      type: 'Brand',
      description: 'The brand.',
      resolve: (_query, { brandId }, _args, context) => required(loadBrand(context, brandId)),
    }),
    timeZone: t.exposeString('timeZone', { description: 'The clocks of the brand, on which days begin.' }),
    isComplete: t.exposeBoolean('isComplete', {
      description: `False when more than ${MAX_OVERVIEW_POSTS} targets went live, of which only the earliest are counted.`,
    }),
    posts: t.int({ description: 'How many targets went live in the span.', resolve: ({ posts }) => posts.length }),
    totals: t.field({
      type: [MetricFigureType],
      description: PART_TEXTS.totals,
      complexity: { field: 1, multiplier: 12 },
      resolve: sums,
    }),
    engagementRate: t.float({ nullable: true, description: PART_TEXTS.rate, resolve: rateOf }),
    followerGrowth: t.field({ type: GrowthType, nullable: true, description: PART_TEXTS.growth, resolve: growth }),
    byPlatform: t.field({
      type: [PlatformPartType],
      description: 'The same for each platform with posts or followers.',
      complexity: { field: 1, multiplier: 4 },
      resolve: ({ posts, followers }) => {
        const platforms = new Set([...posts, ...followers].map(({ platform }) => platform));
        return [...platforms].toSorted().map((platform) => ({
          platform,
          posts: posts.filter((post) => post.platform === platform),
          followers: followers.filter((row) => row.platform === platform),
        }));
      },
    }),
    topPosts: t.field({
      type: [TopPostType],
      description:
        'The targets with the largest figure, the largest first. Those of which it was not told are left out.',
      scope: 'POSTS_READ',
      complexity: ({ first }) => ({ field: 5, multiplier: first }),
      args: {
        metric: t.arg({ type: MetricEnum, required: true, defaultValue: 'VIEWS', description: 'By which figure.' }),
        first: t.arg.int({
          required: true,
          defaultValue: 10,
          description: `How many: 1 to ${MOST_TOP_POSTS}.`,
        }),
      },
      resolve: ({ posts }, { metric, first }) => {
        if (first < 1 || first > MOST_TOP_POSTS)
          throw apiError('BAD_USER_INPUT', `\`first\` is ${first}; it must be 1 to ${MOST_TOP_POSTS}.`, {
            argument: 'first',
          });
        return posts
          .flatMap((post) => {
            const value = post.values[metric];
            return value === undefined ? [] : [{ ...post, value }];
          })
          .toSorted((a, b) => b.value - a.value)
          .slice(0, first);
      },
    }),
  }),
});

builder.queryField('brandOverview', (t) =>
  t.field({
    type: OverviewType,
    nullable: true,
    description: `What a brand published in a span of at most ${MAX_METRIC_DAYS} days, and what came of it. Null for a brand that does not exist for this API key. \`GET /figures.csv\` sends the figures as a table.`,
    scope: 'ACCOUNTS_READ',
    complexity: 100,
    args: {
      brandId: t.arg.id({ required: true, description: 'Which brand.' }),
      from: t.arg({ type: 'DateTime', required: true, description: 'From this instant on.' }),
      to: t.arg({ type: 'DateTime', required: true, description: 'Up to, but without, this instant.' }),
    },
    resolve: async (_root, { brandId, from, to }, context) => {
      checkSpan({ from, to }, MAX_METRIC_DAYS);
      const brand = await loadBrand(context, localId('Brand', brandId));
      if (brand === undefined) return null;
      const { app } = context;
      const lastDay = dayOf(new Date(to.getTime() - 1), brand.timeZone);
      const [posts, followers] = await Promise.all([
        postsOfBrand(app, brand.id, { from, to }),
        followersOfBrand(app, brand.id, dayOf(from, brand.timeZone), lastDay),
      ]);
      const isComplete = posts.length <= MAX_OVERVIEW_POSTS;
      return {
        brandId: brand.id,
        timeZone: brand.timeZone,
        isComplete,
        posts: posts.slice(0, MAX_OVERVIEW_POSTS),
        followers,
      };
    },
  }),
);
