/** What is reckoned from figures, each defined once: engagement, its rate, and growth. The schema tells these formulas. */
import type { MetricName, MetricValues, PlatformMetrics } from '../../platforms/platform.ts';

/** What people did with a post. What a platform does not tell of these is not counted there. */
export const ENGAGEMENT: readonly MetricName[] = ['LIKES', 'COMMENTS', 'SHARES', 'SAVES', 'REPOSTS', 'QUOTES'];

export const ENGAGEMENT_RATE_FORMULA = `(${ENGAGEMENT.join(' + ')}) ÷ VIEWS, of those that the platform tells`;
export const GROWTH_FORMULA =
  '(last − first) ÷ first, of FOLLOWERS on the first and on the last day that has the figure';

/** Null if one of them, which the platform tells of posts, was not told this time: a sum without it would be wrong. */
export function engagementOf({ rules }: Pick<PlatformMetrics, 'rules'>, values: MetricValues): number | null {
  const told = rules.filter(({ kind, metric }) => kind === 'TOTAL' && ENGAGEMENT.includes(metric));
  const metrics = [...new Set(told.map(({ metric }) => metric))];
  const figures = metrics.flatMap((metric) => values[metric] ?? []);
  return figures.length === metrics.length && figures.length > 0 ? sum(figures) : null;
}

/** Null without both; without any view there is no rate. */
export const engagementRate = (engagement: number | null, views: number | null | undefined): number | null =>
  engagement === null || views == null || views === 0 ? null : engagement / views;

export interface Growth {
  first: number;
  last: number;
  change: number;
  /** Null where it began with nothing. */
  rate: number | null;
}

/** Of figures in the order of their days; null with fewer than two. */
export function growthOf(figures: readonly number[]): Growth | null {
  const [first, last] = [figures[0], figures.at(-1)];
  if (figures.length < 2 || first === undefined || last === undefined) return null;
  return { first, last, change: last - first, rate: first === 0 ? null : (last - first) / first };
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
