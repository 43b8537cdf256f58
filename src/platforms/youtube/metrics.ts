/** The figures that YouTube tells: those of channel and videos as they stand, and those of days from YouTube Analytics. */
import { z } from 'zod';
import { PlatformFailure } from '../failure.ts';
import { figures, rulesOf, valuesOf } from '../kit/figures.ts';
import { originOf } from '../kit/origins.ts';
import type { AccountApi, Day, MeasuredPost, MetricName, PlatformMetrics, PostReading } from '../platform.ts';
import { isSuccess } from '../request.ts';
import { ask, bearer, ChannelList, parse, type Video, VideoList } from './api.ts';
import { failureOf } from './failures.ts';
import { options } from './options.ts';

const READ = 'https://www.googleapis.com/auth/youtube.readonly';
const ANALYTICS = 'https://www.googleapis.com/auth/yt-analytics.readonly';

const LEVELS = rulesOf({ kind: 'LEVEL', call: 'channels.list', scope: READ, delayHours: 0 }, [
  ['FOLLOWERS', 'statistics.subscriberCount', 'Subscribers, rounded by YouTube to three digits.'],
  ['TOTAL_VIEWS', 'statistics.viewCount', 'Views of all public videos of the channel.'],
  ['POSTS', 'statistics.videoCount', 'Public videos of the channel.'],
]);
const LEVEL_FIELDS = { FOLLOWERS: 'subscriberCount', TOTAL_VIEWS: 'viewCount', POSTS: 'videoCount' } as const;

const DAYS = rulesOf({ kind: 'DAY', call: 'youtubeAnalytics.reports', scope: ANALYTICS, delayHours: 72 }, [
  ['VIEWS', 'views', 'Views of all videos of the channel on that day.'],
  ['LIKES', 'likes', 'Likes on that day.'],
  ['COMMENTS', 'comments', 'Comments on that day.'],
  ['SHARES', 'shares', 'How often "Share" was used on that day.'],
  ['WATCH_TIME', 'estimatedMinutesWatched', 'Estimated time watched on that day, to the minute.'],
  ['AVERAGE_WATCH_TIME', 'averageViewDuration', 'Average length of a playback, to the second.'],
  ['WATCHED_SHARE', 'averageViewPercentage', 'How much of a video a playback covered, on average.'],
  ['NEW_FOLLOWERS', 'subscribersGained', 'Subscribers gained on that day.'],
  ['LOST_FOLLOWERS', 'subscribersLost', 'Subscribers lost on that day.'],
]);
const SCALE: Readonly<Partial<Record<MetricName, number>>> = { WATCH_TIME: 60_000, AVERAGE_WATCH_TIME: 1_000 };

const TOTALS = rulesOf({ kind: 'TOTAL', call: 'videos.list', scope: READ, delayHours: 0 }, [
  ['VIEWS', 'statistics.viewCount', 'Views. Of a Short, every start counts.'],
  ['LIKES', 'statistics.likeCount', 'Likes; not told where the channel hides them.'],
  ['COMMENTS', 'statistics.commentCount', 'Comments; not told where they are switched off.'],
]);
const TOTAL_FIELDS = { VIEWS: 'viewCount', LIKES: 'likeCount', COMMENTS: 'commentCount' } as const;

/** What `videos.list` takes in one call. */
const VIDEOS = 50;
const ONE_UNIT = { units_day: 1 } as const;

export const metrics: PlatformMetrics = {
  referenceUrl: 'https://developers.google.com/youtube/analytics/metrics',
  rules: [...LEVELS, ...DAYS, ...TOTALS],
  absent: [
    {
      metric: 'REACH',
      of: 'POST',
      why: 'NOT_OFFERED',
      reason: 'YouTube tells how many people a video reached only in Studio and in its Reporting API.',
    },
    {
      metric: 'IMPRESSIONS',
      of: 'POST',
      why: 'NOT_OFFERED',
      reason: 'How often a thumbnail was shown is told only in Studio and in the Reporting API.',
    },
    {
      metric: 'SAVES',
      of: 'POST',
      why: 'NOT_OFFERED',
      reason: 'YouTube tells no number of playlists that people saved a video to.',
    },
    {
      metric: 'FOLLOWING',
      of: 'ACCOUNT',
      why: 'NOT_OFFERED',
      reason: 'A channel subscribes to others without showing their number.',
    },
  ],
  dayZone: 'America/Los_Angeles',
  account: {
    billed: null,
    units: ONE_UNIT,
    read: async (api, days) => {
      const levels = await readChannel(api);
      try {
        return { levels, days: await readDays(api, days), failures: [] };
      } catch (error) {
        // Analytics has a scope, a quota and a host of its own: without it the channel still has its figures.
        if (error instanceof PlatformFailure) return { levels, days: [], failures: [error] };
        throw error;
      }
    },
  },
  posts: { perCall: VIDEOS, billed: null, units: ONE_UNIT, read: readVideos },
};

async function readChannel(api: AccountApi) {
  const { items } = await ask(api, 'channels.list', ChannelList, undefined, (service, given) =>
    service.channels.list({ part: ['statistics'], mine: true }, given),
  );
  return valuesOf(items[0]?.statistics ?? {}, LEVEL_FIELDS);
}

const report = z.object({
  columnHeaders: z.array(z.object({ name: z.string() })),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))).default([]),
});

/** A day without any activity has no row, which nobody can tell from one that is not reckoned yet. */
async function readDays(api: AccountApi, { from, to }: { from: Day; to: Day }) {
  const answer = await api.http.request({
    endpoint: 'youtubeAnalytics.reports',
    method: 'GET',
    url: `${originOf(api.origins, 'analytics')}/v2/reports`,
    query: {
      ids: 'channel==MINE',
      startDate: from,
      endDate: to,
      metrics: DAYS.map(({ source }) => source.field).join(','),
      dimensions: 'day',
      sort: 'day',
    },
    headers: bearer(api),
  });
  if (!isSuccess(answer)) throw failureOf(answer, api, 'youtubeAnalytics.reports');
  const { columnHeaders, rows } = parse(report, answer, 'youtubeAnalytics.reports');
  const fields = Object.fromEntries(DAYS.map(({ metric, source }) => [metric, source.field]));
  return rows.flatMap((row) => {
    const told = Object.fromEntries(columnHeaders.map(({ name }, index) => [name, row[index] ?? undefined]));
    const day = String(told.day ?? '');
    return /^\d{4}-\d\d-\d\d$/.test(day) ? [{ day, values: valuesOf(figures.parse(told), fields, SCALE) }] : [];
  });
}

async function readVideos(api: AccountApi, posts: readonly MeasuredPost[]): Promise<PostReading[]> {
  const { items } = await ask(api, 'videos.list', VideoList, undefined, (service, given) =>
    service.videos.list({ part: ['status,statistics'], id: [posts.map(({ id }) => id).join(',')] }, given),
  );
  return posts.map((post) => {
    const video = items.find(({ id }) => id === post.id);
    // The owner is shown every video of the channel, private ones too: what is not in the list is deleted.
    if (video === undefined || video.status?.uploadStatus === 'deleted')
      return { id: post.id, state: 'GONE', values: {} };
    return { id: post.id, state: stateOf(video, post), values: valuesOf(video.statistics ?? {}, TOTAL_FIELDS) };
  });
}

function stateOf({ status }: Video, post: MeasuredPost): PostReading['state'] {
  if (status?.uploadStatus === 'rejected') return 'HIDDEN';
  if (status?.privacyStatus === undefined) return 'UNTOLD';
  const wanted = options.safeParse(post.options).data?.privacy ?? 'PUBLIC';
  return status.privacyStatus === 'private' && wanted !== 'PRIVATE' ? 'HIDDEN' : 'PRESENT';
}
