/** The figures that X tells: those of a user and of posts as they stand. X bills each of both that it returns. */
import { z } from 'zod';
import { PlatformFailure } from '../failure.ts';
import { figures, rulesOf, valuesOf } from '../kit/figures.ts';
import type { AccountApi, MeasuredPost, PlatformMetrics, PostReading } from '../platform.ts';
import type { HttpAnswer } from '../request.ts';
import { read, send, vendorId } from './api.ts';
import { DAY_MS } from './quotas.ts';

const LEVELS = rulesOf({ kind: 'LEVEL', call: 'users.me', scope: 'users.read', delayHours: 0 }, [
  ['FOLLOWERS', 'public_metrics.followers_count', 'Followers.'],
  ['FOLLOWING', 'public_metrics.following_count', 'Users whom this one follows.'],
  ['POSTS', 'public_metrics.tweet_count', 'Posts, reposts included.'],
  ['LISTED', 'public_metrics.listed_count', 'Lists that hold the user.'],
]);
// The specification renamed tweet_* to post_* and retweet_* to repost_*; both are read.
const LEVEL_FIELDS = {
  FOLLOWERS: 'followers_count',
  FOLLOWING: 'following_count',
  POSTS: ['tweet_count', 'post_count'],
  LISTED: 'listed_count',
} as const;

const PUBLIC = rulesOf({ kind: 'TOTAL', call: 'tweets.lookup', scope: 'tweet.read', delayHours: 0 }, [
  [
    'VIEWS',
    'public_metrics.impression_count',
    'How often the post was seen. Of a thread, its first part, as all figures.',
  ],
  ['LIKES', 'public_metrics.like_count', 'Likes.'],
  ['COMMENTS', 'public_metrics.reply_count', 'Answers.'],
  ['REPOSTS', 'public_metrics.retweet_count', 'Reposts, quotes not counted.'],
  ['QUOTES', 'public_metrics.quote_count', 'Posts that quote it.'],
  ['SAVES', 'public_metrics.bookmark_count', 'Bookmarks.'],
]);
const PUBLIC_FIELDS = {
  VIEWS: 'impression_count',
  LIKES: 'like_count',
  COMMENTS: 'reply_count',
  REPOSTS: ['retweet_count', 'repost_count'],
  QUOTES: 'quote_count',
  SAVES: 'bookmark_count',
} as const;

const PRIVATE = rulesOf({ kind: 'TOTAL', call: 'tweets.lookup', scope: 'tweet.read', delayHours: 0 }, [
  ['INTERACTIONS', 'non_public_metrics.engagements', 'Every click and reaction. Told for 30 days.'],
  ['LINK_CLICKS', 'non_public_metrics.url_link_clicks', 'Clicks on links of the post. Told for 30 days.'],
  ['PROFILE_VISITS', 'non_public_metrics.user_profile_clicks', 'Clicks on the profile. Told for 30 days.'],
]);
const PRIVATE_FIELDS = {
  INTERACTIONS: 'engagements',
  LINK_CLICKS: 'url_link_clicks',
  PROFILE_VISITS: 'user_profile_clicks',
} as const;

/** X refuses them for older posts; a margin, because the reading takes place a little later. */
const PRIVATE_FOR_MS = 30 * DAY_MS - 3_600_000;
/** What a look-up takes in one call. */
const POSTS = 100;

export const metrics: PlatformMetrics = {
  referenceUrl: 'https://docs.x.com/x-api/fundamentals/metrics',
  rules: [...LEVELS, ...PUBLIC, ...PRIVATE],
  absent: [
    { metric: 'REACH', of: 'POST', why: 'NOT_OFFERED', reason: 'X counts how often a post was seen, not by how many.' },
    {
      metric: 'REACH',
      of: 'ACCOUNT',
      why: 'NOT_OFFERED',
      reason: 'X tells no figures of a user by the day, only those of posts.',
    },
    {
      metric: 'PROFILE_VIEWS',
      of: 'ACCOUNT',
      why: 'NOT_OFFERED',
      reason: 'X tells how often a profile was seen only on its site.',
    },
    {
      metric: 'SHARES',
      of: 'POST',
      why: 'NOT_OFFERED',
      reason: 'Shares by message are told only by the analytics of enterprise access.',
    },
  ],
  dayZone: null,
  account: { billed: 'user_read', read: readUser },
  posts: { perCall: POSTS, billed: 'post_read', read: readPosts },
};

const user = z.object({ data: z.object({ id: vendorId, public_metrics: figures }) });

async function readUser(api: AccountApi) {
  const call = {
    endpoint: 'users.me',
    method: 'GET',
    path: '/2/users/me',
    query: { 'user.fields': 'public_metrics' },
  } as const;
  const { data } = read(api, call.endpoint, user, await send(api, call));
  api.http.onBilled({ item: 'user_read', resources: [data.id] });
  return { levels: valuesOf(data.public_metrics, LEVEL_FIELDS), days: [], failures: [] };
}

type LookupErrors = z.output<typeof lookup>['errors'];

/** The ids of which X says that there is no such post. */
const goneIn = (errors: LookupErrors): Set<string> =>
  new Set(errors.flatMap(({ resource_id: id, type }) => (type?.endsWith('/resource-not-found') ? (id ?? []) : [])));

const lookup = z.object({
  data: z
    .array(z.object({ id: vendorId, public_metrics: figures.optional(), non_public_metrics: figures.optional() }))
    .nullish()
    .transform((posts) => posts ?? []),
  errors: z
    .array(
      z.object({
        resource_id: vendorId.optional().catch(undefined),
        type: z.string().optional().catch(undefined),
      }),
    )
    .nullish()
    .transform((errors) => errors ?? []),
});

/** X renames the parameter that names fields without notice, and refuses the whole read for one it does not know. */
const QUERIES = ['tweet.fields', 'post.fields'] as const;

async function readPosts(api: AccountApi, posts: readonly MeasuredPost[]): Promise<PostReading[]> {
  const isFresh = (post: MeasuredPost) => api.now().getTime() - post.publishedAt.getTime() < PRIVATE_FOR_MS;
  const groups = [posts.filter(isFresh), posts.filter((post) => !isFresh(post))].filter(({ length }) => length > 0);
  const readings: PostReading[] = [];
  for (const [index, group] of groups.entries()) {
    const fields = group.every(isFresh) ? 'public_metrics,non_public_metrics' : 'public_metrics';
    try {
      readings.push(...(await readGroup(api, group, fields)));
    } catch (error) {
      // What was read, and billed, is not thrown away because the other half was refused.
      if (index === 0 || !(error instanceof PlatformFailure)) throw error;
      readings.push(...group.map(({ id }): PostReading => ({ id, state: 'UNTOLD', values: {}, failure: error })));
    }
  }
  return readings;
}

async function readGroup(api: AccountApi, posts: readonly MeasuredPost[], fields: string): Promise<PostReading[]> {
  const { data, errors } = await lookUp(api, posts, fields);
  const found = new Map(data.map((post) => [post.id, post]));
  if (found.size > 0) api.http.onBilled({ item: 'post_read', resources: [...found.keys()] });
  const gone = goneIn(errors);
  return posts.map(({ id }) => {
    const post = found.get(id);
    if (post === undefined) return { id, state: gone.has(id) ? 'GONE' : 'UNTOLD', values: {} };
    const values = {
      ...valuesOf(post.public_metrics ?? {}, PUBLIC_FIELDS),
      ...valuesOf(post.non_public_metrics ?? {}, PRIVATE_FIELDS),
    };
    return { id, state: 'PRESENT', values };
  });
}

/** Whether X shows a post; it bills the look. */
export async function lookUpPost(
  api: AccountApi,
  id: string,
  signal: AbortSignal,
): Promise<'PRESENT' | 'ABSENT' | 'UNTOLD'> {
  const call = { endpoint: 'tweets.lookup', method: 'GET', path: '/2/tweets', query: { ids: id }, signal } as const;
  const { data, errors } = read(api, call.endpoint, lookup, await send(api, call));
  if (data.length > 0) api.http.onBilled({ item: 'post_read', resources: [id] });
  if (data.some((post) => post.id === id)) return 'PRESENT';
  return goneIn(errors).has(id) ? 'ABSENT' : 'UNTOLD';
}

async function lookUp(api: AccountApi, posts: readonly MeasuredPost[], fields: string) {
  let answer: HttpAnswer | undefined;
  for (const parameter of QUERIES) {
    const query = { ids: posts.map(({ id }) => id).join(','), [parameter]: fields };
    answer = await send(api, { endpoint: 'tweets.lookup', method: 'GET', path: '/2/tweets', query });
    if (answer.status !== 400) break;
  }
  if (answer === undefined) throw new Error('there is no query');
  return read(api, 'tweets.lookup', lookup, answer);
}
