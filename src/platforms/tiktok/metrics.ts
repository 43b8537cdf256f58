/** The figures that TikTok tells: those of a creator and of public videos, as they stand. It keeps no history. */
import { z } from 'zod';
import { figures, rulesOf, valuesOf } from '../kit/figures.ts';
import type { AccountApi, MeasuredPost, PlatformMetrics, PostReading } from '../platform.ts';
import { call, postId } from './api.ts';
import { isPublic, options } from './options.ts';
import { SCOPES } from './setup.ts';

const LEVELS = rulesOf({ kind: 'LEVEL', call: 'user.info', scope: SCOPES.stats, delayHours: 0 }, [
  ['FOLLOWERS', 'follower_count', 'Followers.'],
  ['FOLLOWING', 'following_count', 'Accounts that the creator follows.'],
  ['TOTAL_LIKES', 'likes_count', 'Likes of all videos together.'],
  ['POSTS', 'video_count', 'Public videos.'],
]);
const LEVEL_FIELDS = {
  FOLLOWERS: 'follower_count',
  FOLLOWING: 'following_count',
  TOTAL_LIKES: 'likes_count',
  POSTS: 'video_count',
} as const;

const TOTALS = rulesOf({ kind: 'TOTAL', call: 'video.query', scope: SCOPES.list, delayHours: 0 }, [
  ['VIEWS', 'view_count', 'How often the video was played. Of public posts only, as all figures.'],
  ['LIKES', 'like_count', 'Likes.'],
  ['COMMENTS', 'comment_count', 'Comments.'],
  ['SHARES', 'share_count', 'How often it was passed on.'],
]);
const TOTAL_FIELDS = {
  VIEWS: 'view_count',
  LIKES: 'like_count',
  COMMENTS: 'comment_count',
  SHARES: 'share_count',
} as const;

/** What `video/query` takes in one call. */
const VIDEOS = 20;

export const metrics: PlatformMetrics = {
  referenceUrl: 'https://developers.tiktok.com/doc/tiktok-api-v2-video-object',
  rules: [...LEVELS, ...TOTALS],
  absent: [
    {
      metric: 'REACH',
      of: 'POST',
      why: 'NOT_OFFERED',
      reason: 'TikTok tells reach only in its app and to Business accounts.',
    },
    {
      metric: 'REACH',
      of: 'ACCOUNT',
      why: 'NOT_OFFERED',
      reason: 'TikTok tells reach only in its app and to Business accounts.',
    },
    {
      metric: 'SAVES',
      of: 'POST',
      why: 'NOT_OFFERED',
      reason: 'TikTok tells how often a video was saved only in its app.',
    },
    {
      metric: 'WATCH_TIME',
      of: 'POST',
      why: 'NOT_OFFERED',
      reason: 'TikTok tells how long people watched only in its app.',
    },
    {
      metric: 'PROFILE_VIEWS',
      of: 'ACCOUNT',
      why: 'NOT_OFFERED',
      reason: 'TikTok tells profile views only in its app.',
    },
  ],
  dayZone: null,
  account: { billed: null, read: readCreator },
  posts: { perCall: VIDEOS, billed: null, read: readVideos },
};

const creator = z.object({ user: figures });

async function readCreator(api: AccountApi) {
  const query = { fields: Object.values(LEVEL_FIELDS).join(',') };
  const { user } = await call(api, 'userInfo', { query }, creator);
  return { levels: valuesOf(user, LEVEL_FIELDS), days: [], failures: [] };
}

const video = z.looseObject({ id: postId }).transform((told) => ({ id: told.id, told: figures.parse(told) }));
const videos = z.object({ videos: z.array(video).nullish() });

async function readVideos(api: AccountApi, posts: readonly MeasuredPost[]): Promise<PostReading[]> {
  const query = { fields: ['id', ...Object.values(TOTAL_FIELDS)].join(',') };
  // Until TikTok has told the id of a post, it is known by its publish_id.
  const ids = posts.map(({ id }) => id).filter((id) => /^\d+$/.test(id));
  if (ids.length === 0) return posts.map(({ id }) => ({ id, state: 'UNTOLD', values: {} }));
  const json = { filters: { video_ids: ids } };
  const answer = await call(api, 'videoQuery', { query, json }, videos);
  const found = new Map((answer.videos ?? []).map(({ id, told }) => [id, told]));
  return posts.map((post) => {
    const told = found.get(post.id);
    if (told !== undefined) return { id: post.id, state: 'PRESENT', values: valuesOf(told, TOTAL_FIELDS) };
    return { id: post.id, state: ids.includes(post.id) && isListed(post) ? 'GONE' : 'UNTOLD', values: {} };
  });
}

/** Only public videos are in the answer. Whether photos are is not documented, so that their absence says nothing. */
function isListed({ format, options: given }: MeasuredPost): boolean {
  const parsed = options.safeParse(given);
  return format === 'VIDEO' && parsed.success && isPublic(parsed.data);
}
