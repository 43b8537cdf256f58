/** X's analytics of posts and of media: totals, or one bucket per hour, day or week of the time asked for. */
import type { Account, SandboxRequest, SandboxResponse } from '../core.ts';
import { invalidParameter, notFoundEntry } from './answers.ts';
import { checkParameters, instant, listed } from './query.ts';
import type { Post, XStore } from './store.ts';

const HOUR_MS = 3_600_000;
const BUCKETS: Record<string, number> = { hourly: HOUR_MS, daily: 24 * HOUR_MS, weekly: 168 * HOUR_MS };
const MAX_BUCKETS = 1000;

/** How many people of a hundred who saw the post did it. */
const POST_SHARES: Record<string, number> = {
  impressions: 100,
  engagements: 4,
  likes: 2.5,
  retweets: 0.5,
  replies: 0.4,
  bookmarks: 0.3,
  shares: 0.2,
  url_clicks: 1.4,
  user_profile_clicks: 0.9,
  detail_expands: 1.8,
  media_views: 40,
  permalink_clicks: 0.6,
  follows: 0.1,
  unfollows: 0.02,
  unlikes: 0.05,
  hashtag_clicks: 0.3,
  quote_tweets: 0,
  email_tweet: 0,
  app_opens: 0,
  app_install_attempts: 0,
};
const MEDIA_SHARES: Record<string, number> = {
  video_views: 60,
  playback_start: 60,
  playback25: 45,
  playback50: 30,
  playback75: 22,
  playback_complete: 15,
  watch_time_ms: 400_000,
  play_from_tap: 3,
  cta_url_clicks: 0,
  cta_watch_clicks: 0,
};
const EXTRA_FIELDS = ['id', 'media_key', 'timestamp', 'timestamped_metrics'];

interface Kind {
  parameter: 'ids' | 'media_keys';
  fields: 'analytics.fields' | 'media_analytics.fields';
  granularities: readonly string[];
  fallback: string;
  shares: Record<string, number>;
  shape: RegExp;
}
const POSTS: Kind = {
  parameter: 'ids',
  fields: 'analytics.fields',
  granularities: ['hourly', 'daily', 'weekly', 'total'],
  fallback: 'total',
  shares: POST_SHARES,
  shape: /^[0-9]{1,19}$/,
};
const MEDIA: Kind = {
  parameter: 'media_keys',
  fields: 'media_analytics.fields',
  granularities: ['hourly', 'daily', 'total'],
  fallback: 'daily',
  shares: MEDIA_SHARES,
  shape: /^[0-9]+_[0-9]+$/,
};

export function createXAnalytics(store: XStore) {
  const report = (kind: Kind, find: (value: string, user: Account) => Post | undefined) => {
    return (request: SandboxRequest, user: Account): SandboxResponse => {
      const { parameter, shares } = kind;
      const asked = askedOf(kind, request);
      const known = [...Object.keys(shares), ...EXTRA_FIELDS];
      const fields = listed(request, kind.fields, known).filter((name) => name in shares);
      const metrics = fields.length > 0 ? fields : Object.keys(shares);
      const errors = asked.values
        .filter((value) => find(value, user) === undefined)
        .map((value) => notFoundEntry(value, parameter));
      const data = asked.values.flatMap((value) => {
        const post = find(value, user);
        if (post === undefined) return [];
        const key = parameter === 'ids' ? { id: value } : { media_key: value };
        const counted = (from: number, to: number) =>
          Object.fromEntries(metrics.map((name) => [name, count(post, shares[name] ?? 0, from, to)]));
        if (asked.bucketMs === undefined) return [{ ...key, ...counted(asked.from, asked.to) }];
        return [{ ...key, timestamped_metrics: buckets(asked.from, asked.to, asked.bucketMs, counted) }];
      });
      return { status: 200, json: { ...(data.length > 0 && { data }), ...(errors.length > 0 && { errors }) } };
    };
  };
  const own = (post: Post | undefined, user: Account) => (post?.user.id === user.id ? post : undefined);
  return {
    posts: report(POSTS, (id, user) => own(store.posts.get(id), user)),
    media: report(MEDIA, (key, user) =>
      own(
        [...store.posts.values()].find((post) => post.media.some((one) => one.mediaKey === key)),
        user,
      ),
    ),
  };
}

function askedOf(kind: Kind, request: SandboxRequest) {
  const { parameter } = kind;
  checkParameters(request, [parameter, 'start_time', 'end_time', 'granularity', kind.fields]);
  const values = (request.query.get(parameter) ?? '').split(',');
  const bad = values.find((value) => !kind.shape.test(value));
  if (bad !== undefined || values.length > 100)
    throw invalidParameter(
      parameter,
      values,
      `The \`${parameter}\` query parameter value [${bad ?? values.length}] is not valid`,
    );
  const [from, to] = [instant(request.query, 'start_time'), instant(request.query, 'end_time')];
  const missing = from === undefined ? 'start_time' : to === undefined ? 'end_time' : undefined;
  if (missing !== undefined) throw invalidParameter(missing, [], `The \`${missing}\` query parameter can not be empty`);
  const granularity = request.query.get('granularity') ?? kind.fallback;
  if (!kind.granularities.includes(granularity))
    throw invalidParameter('granularity', [granularity], `[${granularity}] is not one of [${kind.granularities}]`);
  const bucketMs = BUCKETS[granularity];
  const [start, end] = [from ?? 0, to ?? 0];
  if (end <= start || (end - start) / (bucketMs ?? end) > MAX_BUCKETS)
    throw invalidParameter('end_time', [String(end)], 'The `end_time` does not fit the `start_time`');
  return { values, from: start, to: end, bucketMs };
}

function buckets(from: number, to: number, lengthMs: number, counted: (from: number, to: number) => unknown) {
  const starts = Array.from({ length: Math.ceil((to - from) / lengthMs) }, (_, index) => from + index * lengthMs);
  return starts.map((start) => ({
    timestamp: new Date(start).toISOString(),
    metrics: counted(start, Math.min(to, start + lengthMs)),
  }));
}

/** An audience that grows by the minute, as the public metrics have it. */
function count(post: Post, percent: number, from: number, to: number): number {
  const minutes = Math.max(0, to - Math.max(from, post.createdAt)) / 60_000;
  return Math.floor((minutes * (Number(BigInt(post.id) % 37n) + 5) * percent) / 100);
}
