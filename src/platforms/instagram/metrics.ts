/** The figures that Instagram tells: which there are of accounts and media, and which have been retired. */
import { rulesOf } from '../kit/figures.ts';
import type { AbsentMetric, Format, MetricName, PlatformMetrics } from '../platform.ts';
import { INSIGHTS_PER_CALL, readAccountFigures, readMediaFigures } from './insights.ts';
import { INSIGHTS_SCOPE } from './setup.ts';

const HOUR_MS = 3_600_000;

const LEVELS = rulesOf({ kind: 'LEVEL', call: 'me', scope: 'instagram_business_basic', delayHours: 0 }, [
  ['FOLLOWERS', 'followers_count', 'Followers.'],
  ['FOLLOWING', 'follows_count', 'Accounts that this one follows.'],
  ['POSTS', 'media_count', 'Published media.'],
]);

const DAYS = rulesOf({ kind: 'DAY', call: 'insights', scope: INSIGHTS_SCOPE, delayHours: 48 }, [
  ['REACH', 'reach', 'Accounts that saw anything of the account on that day.'],
  ['VIEWS', 'views', 'How often anything of the account was shown or played on that day.'],
  ['ENGAGED_ACCOUNTS', 'accounts_engaged', 'Accounts that reacted on that day.'],
  ['INTERACTIONS', 'total_interactions', 'All reactions on that day, less those that were taken back.'],
  ['LIKES', 'likes', 'Likes on that day.'],
  ['COMMENTS', 'comments', 'Comments on that day.'],
  ['SHARES', 'shares', 'How often something was passed on that day.'],
  ['SAVES', 'saves', 'How often something was saved on that day.'],
  ['REPLIES', 'replies', 'Answers to stories on that day.'],
  ['REPOSTS', 'reposts', 'Reposts on that day.'],
  ['LINK_CLICKS', 'profile_links_taps', 'Taps on the address, call, e-mail and text buttons of the profile.'],
]);
const NEW_FOLLOWERS = rulesOf({ kind: 'DAY', call: 'insights', scope: INSIGHTS_SCOPE, delayHours: 48 }, [
  ['NEW_FOLLOWERS', 'follower_count', 'New followers on that day. From 100 followers on, and of the last 30 days.'],
]);

const ofFormats = (formats: readonly Format[] | undefined) => ({
  kind: 'TOTAL' as const,
  call: 'media insights',
  scope: INSIGHTS_SCOPE,
  delayHours: 48,
  ...(formats !== undefined && { formats }),
});
const TOTALS = [
  ...rulesOf(ofFormats(undefined), [
    ['VIEWS', 'views', 'How often it was shown or played.'],
    ['REACH', 'reach', 'Accounts that saw it.'],
    ['LIKES', 'likes', 'Likes.'],
    ['COMMENTS', 'comments', 'Comments.'],
    ['SAVES', 'saved', 'How often it was saved.'],
    ['SHARES', 'shares', 'How often it was passed on.'],
    ['INTERACTIONS', 'total_interactions', 'Likes, comments, saves and shares, less those that were taken back.'],
    ['REPOSTS', 'reposts', 'Reposts.'],
  ]),
  ...rulesOf(ofFormats(['REEL']), [
    ['AVERAGE_WATCH_TIME', 'ig_reels_avg_watch_time', 'The average time of a play.'],
    ['WATCH_TIME', 'ig_reels_video_view_total_time', 'All time that it was played, repetitions included.'],
    ['SKIP_RATE', 'reels_skip_rate', 'The share of views that ended within three seconds.'],
  ]),
  ...rulesOf(ofFormats(['IMAGE', 'CAROUSEL', 'STORY']), [
    ['FOLLOWS', 'follows', 'People who began to follow the account from it.'],
    ['PROFILE_VISITS', 'profile_visits', 'Visits of the profile from it.'],
  ]),
  ...rulesOf(ofFormats(['STORY']), [['REPLIES', 'replies', 'Messages in answer to it.']]),
];

const retired = (metric: MetricName, of: AbsentMetric['of'], reason: string): AbsentMetric => ({
  metric,
  of,
  why: 'RETIRED',
  reason,
});

export const metrics: PlatformMetrics = {
  referenceUrl: 'https://developers.facebook.com/docs/instagram-platform/insights',
  rules: [...LEVELS, ...DAYS, ...NEW_FOLLOWERS, ...TOTALS],
  absent: [
    retired('IMPRESSIONS', 'ACCOUNT', 'Instagram retired impressions on 2025-04-21; views took their place.'),
    retired('IMPRESSIONS', 'POST', 'Retired for media made after 2024-07-02; views took their place.'),
    retired('PROFILE_VIEWS', 'ACCOUNT', 'Retired with version 21 of the API; only visits from single posts are told.'),
    {
      metric: 'LINK_CLICKS',
      of: 'POST',
      why: 'NOT_OFFERED',
      reason: 'Told of stories only, and only with Facebook Login.',
    },
  ],
  dayZone: 'America/Los_Angeles',
  account: {
    billed: null,
    read: (api, days) => readAccountFigures(api, days, { levels: LEVELS, totals: DAYS, series: NEW_FOLLOWERS }),
  },
  posts: {
    perCall: INSIGHTS_PER_CALL,
    billed: null,
    // A story is gone from the API after a day.
    toldForMs: { STORY: 24 * HOUR_MS },
    read: (api, posts) => readMediaFigures(api, posts, TOTALS),
  },
};
