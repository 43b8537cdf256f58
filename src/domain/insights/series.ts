/** Series of an account that are ready to plot: one point for each day, week or month, with a reason where there is no figure. */
import { METRICS, type MetricRule, type MetricValues } from '../../platforms/platform.ts';
import { DAY_MS, HOUR_MS } from './ages.ts';
import { sum } from './formulas.ts';
import type { Gap } from './gaps.ts';

export const INTERVALS = {
  DAY: 'Each day.',
  WEEK: 'Weeks from Monday to Sunday, named by their Monday.',
  MONTH: 'Calendar months, named by their first day.',
} as const;
export type Interval = keyof typeof INTERVALS;

export interface Point {
  /** The first day. */
  day: string;
  value: number | null;
  gap: Gap | null;
}

export interface Series {
  rule: MetricRule;
  /** Whose days they are. */
  timeZone: string;
  points: Point[];
}

interface SeriesInput {
  rule: MetricRule;
  timeZone: string;
  /** All days that are asked for, in order. */
  days: readonly string[];
  interval: Interval;
  stored: ReadonlyMap<string, MetricValues>;
  /** The present day in `timeZone`. */
  today: string;
  /** The day on which the account was connected. */
  connected: string;
  /** Why nothing would be read at present; null if it would. */
  obstacle: Gap | null;
}

export function seriesOf(input: SeriesInput): Series {
  const { rule, timeZone, days, interval } = input;
  const points = days.map((day) => pointOf(input, day));
  if (interval === 'DAY') return { rule, timeZone, points };
  const groups = Map.groupBy(points, ({ day }) => startOf(interval, day));
  return { rule, timeZone, points: [...groups].map(([day, group]) => together(rule, day, group)) };
}

function pointOf({ rule, stored, today, connected, obstacle }: SeriesInput, day: string): Point {
  const values = stored.get(day);
  const value = values?.[rule.metric];
  if (value !== undefined) return { day, value, gap: null };
  const gap = (): Gap => {
    if (values !== undefined) return 'NOT_TOLD';
    if (day > settledDay(rule, today)) return 'NOT_YET';
    // What a day brought is told of days before, too; how it stood is not.
    if (day < connected) return 'NOT_CONNECTED';
    return obstacle ?? 'NOT_READ';
  };
  return { day, value: null, gap: gap() };
}

/** The last day that should have a figure by now. */
function settledDay({ kind, delayHours }: MetricRule, today: string): string {
  if (kind === 'LEVEL') return dayPlus(today, -1);
  return dayPlus(today, -1 - Math.ceil((delayHours * HOUR_MS) / DAY_MS));
}

/** How it stood at the end of a longer time, or what its days brought together. */
function together(rule: MetricRule, day: string, points: readonly Point[]): Point {
  const known = points.flatMap(({ value }) => value ?? []);
  const [missing] = points.filter(({ value }) => value === null).map(({ gap }) => gap);
  if (known.length === 0) return { day, value: null, gap: missing ?? 'NOT_READ' };
  if (rule.kind === 'LEVEL') return { day, value: known.at(-1) ?? null, gap: null };
  if (!METRICS[rule.metric].adds) return { day, value: null, gap: 'NOT_ADDABLE' };
  return { day, value: sum(known), gap: missing === undefined ? null : 'PARTIAL' };
}

function startOf(interval: Interval, day: string): string {
  if (interval === 'MONTH') return `${day.slice(0, 7)}-01`;
  return dayPlus(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}

const dayPlus = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);
