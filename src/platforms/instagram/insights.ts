/** Reads insights: one metric that Instagram does not know (any more) fails a whole call, so a refused call is split. */
import { z } from 'zod';
import { parseJson } from '../../lib/json.ts';
import { startOfDay } from '../../lib/time-zones.ts';
import { PlatformFailure } from '../failure.ts';
import { figures, valuesOf } from '../kit/figures.ts';
import type {
  AccountApi,
  AccountReading,
  Day,
  MeasuredPost,
  MetricName,
  MetricRule,
  MetricValues,
  PostReading,
} from '../platform.ts';
import { type Graph, graph, inEnvelope, parseAnswer } from './graph.ts';

/** What a batch takes. Each request in it counts as a call of its own; what is saved is the way there and back. */
export const INSIGHTS_PER_CALL = 50;

const ZONE = 'America/Los_Angeles';

interface AccountRules {
  levels: readonly MetricRule[];
  /** Told as one total for the time that is asked for. */
  totals: readonly MetricRule[];
  /** Told as one value for each day. */
  series: readonly MetricRule[];
}

export async function readAccountFigures(
  api: AccountApi,
  days: { from: Day; to: Day },
  { levels, totals, series }: AccountRules,
): Promise<AccountReading> {
  const profile = await graph(api, inEnvelope(figures), {
    endpoint: 'me',
    what: 'Instagram did not tell the figures of the account',
    path: 'me',
    query: { fields: levels.map(({ source }) => source.field).join(',') },
  });
  const failures: PlatformFailure[] = [];
  const found = new Map<Day, MetricValues>();
  const add = (day: Day, values: MetricValues) => found.set(day, { ...found.get(day), ...values });
  const told = (reading: DailyReading) => {
    failures.push(...reading.failures);
    for (const [day, values] of reading.days) add(day, values);
  };
  let known = totals;
  for (const day of daysOf(days)) {
    const reading = await readSplit(known, (rules) => readTotals(api, rules, day));
    told(reading);
    // What was refused for one day is not asked for again for the others; an outage ends the reading.
    known = known.filter((rule) => !reading.refused.includes(rule));
    if (known.length === 0 || reading.isOver) break;
  }
  if (!failures.some(({ kind }) => kind === 'unauthorized'))
    told(await readSplit(series, (rules) => readSeries(api, rules, days)));
  return {
    levels: valuesOf(profile, fieldsOf(levels)),
    days: [...found].map(([day, values]) => ({ day, values })),
    failures,
  };
}

const fieldsOf = (rules: readonly MetricRule[]): Partial<Record<MetricName, string>> =>
  Object.fromEntries(rules.map(({ metric, source }) => [metric, source.field]));

type Days = readonly (readonly [Day, MetricValues])[];
interface DailyReading {
  days: Days;
  failures: PlatformFailure[];
  refused: MetricRule[];
  /** Instagram answers nothing more at the moment. */
  isOver: boolean;
}

async function readSplit(
  rules: readonly MetricRule[],
  read: (rules: readonly MetricRule[]) => Promise<Days>,
): Promise<DailyReading> {
  try {
    return { days: await read(rules), failures: [], refused: [], isOver: false };
  } catch (error) {
    if (!(error instanceof PlatformFailure)) throw error;
    if (!isAboutMetrics(error)) return { days: [], failures: [error], refused: [], isOver: true };
    // A metric that there is no more is not told, which is no failure of the others.
    if (rules.length === 1) return { days: [], failures: [], refused: [...rules], isOver: false };
  }
  const readings: DailyReading[] = [];
  for (const rule of rules) {
    const reading = await readSplit([rule], read);
    readings.push(reading);
    if (reading.isOver) break;
  }
  return {
    days: readings.flatMap(({ days }) => days),
    failures: readings.flatMap(({ failures }) => failures),
    refused: readings.flatMap(({ refused }) => refused),
    isOver: readings.some(({ isOver }) => isOver),
  };
}

/** The refusal of a parameter, and the "unknown error" that a combination of metrics may get. */
const isAboutMetrics = ({ vendor: { code, subcode, httpStatus = 0 } }: PlatformFailure): boolean =>
  httpStatus >= 400 && httpStatus < 500 && ((code === '100' && subcode !== '33') || code === '1');

const totalValues = z.object({
  data: z.array(z.object({ name: z.string(), total_value: z.object({ value: z.unknown() }).nullish() })),
});

async function readTotals(api: Graph, rules: readonly MetricRule[], day: Day): Promise<Days> {
  const { data } = await graph(api, totalValues, {
    endpoint: 'insights',
    what: 'Instagram did not tell the figures of a day',
    path: 'me/insights',
    query: { metric: namesOf(rules), period: 'day', metric_type: 'total_value', ...within(day, day) },
  });
  const told = figures.parse(Object.fromEntries(data.map(({ name, total_value: total }) => [name, total?.value])));
  return [[day, valuesOf(told, fieldsOf(rules))]];
}

const series = z.object({
  data: z.array(
    z.object({ name: z.string(), values: z.array(z.object({ value: z.unknown(), end_time: z.string() })).nullish() }),
  ),
});

async function readSeries(api: Graph, rules: readonly MetricRule[], days: { from: Day; to: Day }): Promise<Days> {
  const { data } = await graph(api, series, {
    endpoint: 'insights',
    what: 'Instagram did not tell the figures of days',
    path: 'me/insights',
    query: { metric: namesOf(rules), period: 'day', metric_type: 'time_series', ...within(days.from, days.to) },
  });
  return data.flatMap(({ name, values }) =>
    (values ?? []).flatMap(({ value, end_time: end }): Days => {
      const day = dayBefore(end);
      return day === null ? [] : [[day, valuesOf(figures.parse({ [name]: value }), fieldsOf(rules))]];
    }),
  );
}

const namesOf = (rules: readonly MetricRule[]): string => rules.map(({ source }) => source.field).join(',');

/** The instants between which days lie, in seconds. */
function within(from: Day, to: Day): { since: number; until: number } {
  const at = (day: Day, later: number) => startOfDay(ZONE, Date.parse(`${day}T20:00:00Z`), later) / 1_000;
  return { since: at(from, 0), until: at(to, 1) };
}

/** The day that ends at an instant, which Instagram writes as `2026-12-01T08:00:00+0000`. */
function dayBefore(end: string): Day | null {
  const at = Date.parse(end.replace(/([+-]\d\d)(\d\d)$/, '$1:$2'));
  // Half a day earlier lies in the day, however long it was.
  return Number.isNaN(at) ? null : new Date(at - 20 * 3_600_000).toISOString().slice(0, 10);
}

function daysOf({ from, to }: { from: Day; to: Day }): Day[] {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  const count = Math.max(0, Math.round((last - first) / 86_400_000) + 1);
  return Array.from({ length: count }, (_, index) => new Date(first + index * 86_400_000).toISOString().slice(0, 10));
}

/* ---------------------------------------------------------------- media ---- */

const batch = z.array(z.object({ code: z.number(), body: z.string().nullish() }).nullable());
const media = z.object({
  data: z.array(z.object({ name: z.string(), values: z.array(z.object({ value: z.unknown() })).nullish() })),
});

export async function readMediaFigures(
  api: AccountApi,
  posts: readonly MeasuredPost[],
  rules: readonly MetricRule[],
): Promise<PostReading[]> {
  const asked = posts.map((post) => ({
    post,
    rules: rules.filter(({ formats }) => formats === undefined || formats.includes(post.format)),
  }));
  const readings = await readBatch(api, asked);
  // A metric that one kind of media does not have: its figures are asked for one by one, in one more batch.
  const refused = asked.filter(
    (_, index) => readings[index]?.failure !== undefined && isAboutMetrics(readings[index].failure),
  );
  if (refused.length === 0) return readings;
  const singles = refused.flatMap(({ post, rules: own }) => own.map((rule) => ({ post, rules: [rule] })));
  const mended: PostReading[] = [];
  for (let start = 0; start < singles.length; start += INSIGHTS_PER_CALL)
    mended.push(...(await readBatch(api, singles.slice(start, start + INSIGHTS_PER_CALL))));
  return readings.map((reading) => {
    const parts = mended.filter(({ id }) => id === reading.id);
    if (parts.length === 0) return reading;
    const values = Object.assign({}, ...parts.map((part) => part.values));
    return { id: reading.id, state: parts.some(({ state }) => state === 'PRESENT') ? 'PRESENT' : 'UNTOLD', values };
  });
}

async function readBatch(
  api: AccountApi,
  asked: readonly { post: MeasuredPost; rules: readonly MetricRule[] }[],
): Promise<PostReading[]> {
  const answers = await graph(api, batch, {
    endpoint: 'batch',
    what: 'Instagram did not tell the figures of media',
    path: '',
    json: {
      include_headers: false,
      batch: asked.map(({ post, rules }) => ({
        method: 'GET',
        relative_url: `${encodeURIComponent(post.id)}/insights?metric=${namesOf(rules)}`,
      })),
    },
    role: 'READ',
  });
  return asked.map(({ post, rules }, index): PostReading => {
    // `null`: Instagram had no time left for it.
    const answer = answers[index];
    if (answer == null) return { id: post.id, state: 'UNTOLD', values: {} };
    return readingOf(api, post, rules, { status: answer.code, text: answer.body ?? '' });
  });
}

function readingOf(
  api: AccountApi,
  { id }: MeasuredPost,
  rules: readonly MetricRule[],
  { status, text }: { status: number; text: string },
): PostReading {
  try {
    const answer = { status, text, headers: {}, json: jsonOf(text) };
    const { data } = parseAnswer(answer, media, 'Instagram did not tell the figures of the post', {
      role: 'READ',
      now: api.now(),
    });
    const told = figures.parse(Object.fromEntries(data.map(({ name, values }) => [name, values?.[0]?.value])));
    return { id, state: 'PRESENT', values: valuesOf(told, fieldsOf(rules)) };
  } catch (error) {
    if (!(error instanceof PlatformFailure)) throw error;
    // Of the token or of the pace, and so of the whole batch. A missing scope may also be a story that few people saw.
    if (error.code === 'AUTH_EXPIRED' || error.code === 'AUTH_REVOKED' || error.kind === 'rate_limited') throw error;
    const { code, subcode } = error.vendor;
    if (code === '100' && subcode === '33') return { id, state: 'GONE', values: {} };
    return { id, state: 'UNTOLD', values: {}, failure: error };
  }
}

function jsonOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
