/** Instagram's numbers: plausible, steady figures in the documented shapes; a metric that is gone fails the whole call. */
import { createHash } from 'node:crypto';
import type { SandboxRequest, SandboxResponse, SandboxState } from '../core.ts';
import { type GraphAccount, refuse } from './graph.ts';
import type { Media } from './nodes.ts';

const ACCOUNT_TOTALS = [
  ...['reach', 'views', 'accounts_engaged', 'total_interactions', 'likes', 'comments', 'shares', 'saves', 'replies'],
  ...['reposts', 'profile_links_taps', 'follows_and_unfollows'],
];
const ACCOUNT_SERIES = ['reach', 'follower_count'];
const MEDIA_COMMON = ['views', 'reach', 'likes', 'comments', 'saved', 'shares', 'total_interactions', 'reposts'];
const MEDIA_BY_PRODUCT = {
  REELS: ['ig_reels_avg_watch_time', 'ig_reels_video_view_total_time', 'reels_skip_rate', 'crossposted_views'],
  FEED: ['follows', 'profile_visits', 'profile_activity'],
  STORY: ['follows', 'profile_visits', 'profile_activity', 'replies', 'navigation'],
} as const;

const DEMOGRAPHICS = ['follower_demographics', 'engaged_audience_demographics'];
const TIMEFRAMES = ['this_week', 'this_month'];
const GROUPS: Record<string, readonly string[]> = {
  age: ['18-24', '25-34', '35-44', '45-54', '55-64', '65+'],
  gender: ['F', 'M', 'U'],
  country: ['DE', 'NO', 'US', 'GB'],
  city: ['Hamburg, Hamburg', 'Bergen, Vestland', 'London, England'],
};

const DAY_MS = 86_400_000;

export interface InsightRules {
  state: SandboxState;
  /** Metrics that are not known any more. */
  retired: () => readonly string[];
}

const current = (names: readonly string[], retired: InsightRules['retired']): string[] =>
  names.filter((name) => !retired().includes(name));

export function accountInsights(
  account: GraphAccount,
  request: SandboxRequest,
  { state, retired }: InsightRules,
): SandboxResponse {
  const { query } = request;
  const type = query.get('metric_type') ?? 'time_series';
  if (query.get('period') === 'lifetime') return demographics(account, query);
  if (query.get('period') !== 'day') refuse('PARAMETER', 'period must be day');
  if (type !== 'time_series' && type !== 'total_value') refuse('PARAMETER', 'metric_type');
  const names = metricsOf(query, current(type === 'total_value' ? ACCOUNT_TOTALS : ACCOUNT_SERIES, retired));
  const until = query.has('until') ? Number(query.get('until')) * 1000 : request.now();
  const since = query.has('since') ? Number(query.get('since')) * 1000 : until - DAY_MS;
  if (!(until > since) || until - since > 30 * DAY_MS)
    refuse('PARAMETER', 'since and until may lie 30 days apart at most');
  const days = Math.max(1, Math.ceil((until - since) / DAY_MS));
  const ends = Array.from({ length: days }, (_, index) =>
    new Date(since + (index + 1) * DAY_MS).toISOString().replace(/T.*/, 'T08:00:00+0000'),
  );
  const data = names.flatMap((name) => {
    const values = ends.flatMap((end) => {
      // The day that ends then; a figure of it is set under `reach@2026-12-01`.
      const key = `${name}@${new Date(Date.parse(end.replace('+0000', 'Z')) - 20 * 3_600_000).toISOString().slice(0, 10)}`;
      const value = state.told('INSTAGRAM', account.id, { [key]: figure(account.id, name, end) })[key];
      return value === undefined ? [] : [{ value, end_time: end }];
    });
    if (values.length === 0) return [];
    const shown =
      type === 'total_value' ? { total_value: { value: values.reduce((sum, one) => sum + one.value, 0) } } : { values };
    return [
      { name, period: 'day', title: name, description: name, id: `${account.id}/insights/${name}/day`, ...shown },
    ];
  });
  return { status: 200, json: { data } };
}

/** Who the followers are: one total with a breakdown. */
function demographics(account: GraphAccount, query: URLSearchParams): SandboxResponse {
  const names = metricsOf(query, DEMOGRAPHICS);
  const breakdown = query.get('breakdown') ?? '';
  const groups = GROUPS[breakdown];
  if (query.get('metric_type') !== 'total_value') refuse('PARAMETER', 'metric_type must be total_value');
  if (!TIMEFRAMES.includes(query.get('timeframe') ?? '')) refuse('PARAMETER', 'timeframe');
  if (groups === undefined) return refuse('PARAMETER', 'breakdown');
  const data = names.map((name) => ({
    name,
    period: 'lifetime',
    title: name,
    description: name,
    id: `${account.id}/insights/${name}/lifetime`,
    total_value: {
      breakdowns: [
        {
          dimension_keys: [breakdown],
          results: groups.map((group) => ({ dimension_values: [group], value: figure(account.id, name, group) })),
        },
      ],
    },
  }));
  return { status: 200, json: { data } };
}

export function mediaInsights(
  media: Media,
  request: SandboxRequest,
  { state, retired }: InsightRules,
): SandboxResponse {
  const { kind } = media.container;
  const product = kind === 'REELS' ? 'REELS' : kind === 'STORIES' ? 'STORY' : 'FEED';
  const names = metricsOf(request.query, current([...MEDIA_COMMON, ...MEDIA_BY_PRODUCT[product]], retired));
  // A story is gone after a day.
  if (kind === 'STORIES' && state.now() - media.publishedAt >= DAY_MS) refuse('NO_OBJECT', `ID '${media.id}'`);
  // An audience that grows by the minute.
  const minutes = Math.floor((state.now() - media.publishedAt) / 60_000);
  const natural = Object.fromEntries(names.map((name) => [name, figure(media.id, name, 'lifetime') + minutes]));
  const told = Object.entries(state.told('INSTAGRAM', media.id, natural));
  const data = told.map(([name, value]) => ({
    name,
    period: 'lifetime',
    title: name,
    description: name,
    id: `${media.id}/insights/${name}/lifetime`,
    values: [{ value }],
  }));
  return { status: 200, json: { data } };
}

function metricsOf(query: URLSearchParams, known: readonly string[]): string[] {
  // A comma list, or JSON as Meta's own SDK writes it.
  const names = (query.get('metric') ?? '').match(/[a-z_]+/g) ?? [];
  if (names.length === 0) refuse('PARAMETER', 'metric is required');
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) refuse('PARAMETER', `metric[0] must be one of the following values: ${known.join(', ')}`);
  return names;
}

function figure(...seed: string[]): number {
  return createHash('sha256').update(seed.join('/')).digest().readUInt16BE(0) % 1000;
}
