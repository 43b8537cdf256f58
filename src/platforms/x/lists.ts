/** Reads the posts of the account back from X: query variants, lists, and answers. */
import { z } from 'zod';
import type { Api } from '../platform.ts';
import { hint, read, send, vendorId, word } from './api.ts';

/* ---------------------------------------------------------------- what comes back ---- */

const urlEntities = z
  .object({
    urls: z
      .array(
        z.object({
          url: z.string().nullish(),
          expanded_url: z.string().nullish(),
          display_url: z.string().nullish(),
          media_key: z.string().nullish(),
        }),
      )
      .nullish(),
  })
  .nullish();
const note = z.object({ text: z.string().nullish(), entities: urlEntities }).nullish();
const references = z.array(z.object({ type: z.string(), id: vendorId })).nullish();

// The specification renamed tweet_* to post_* in August 2026 while the documentation kept the old names; both are read.
const post = z
  .object({
    id: vendorId,
    text: z.string().default(''),
    created_at: word,
    entities: urlEntities,
    attachments: z
      .object({ media_keys: z.array(z.string()).nullish(), poll_ids: z.array(z.string()).nullish() })
      .nullish(),
    note_tweet: note,
    note_post: note,
    referenced_tweets: references,
    referenced_posts: references,
  })
  .transform((raw) => {
    const long = raw.note_tweet ?? raw.note_post;
    return {
      id: raw.id,
      /** `null` when the answer does not say it. */
      createdAt: instant(raw.created_at),
      text: long?.text ?? raw.text,
      urls: [...(long?.entities?.urls ?? []), ...(raw.entities?.urls ?? [])],
      /** `null` when the answer says nothing about attachments. */
      mediaKeys: raw.attachments ? (raw.attachments.media_keys ?? []) : null,
      pollIds: raw.attachments ? (raw.attachments.poll_ids ?? []) : null,
      repliesTo: (raw.referenced_tweets ?? raw.referenced_posts)?.find(({ type }) => type === 'replied_to')?.id ?? null,
    };
  });
export type TimelinePost = z.output<typeof post>;

// Reads are billed by post; a lost post is among the newest few.
const TIMELINE_PAGE = 20;

// An empty timeline says so explicitly. Errors instead of posts also come with a 200, and say nothing about what is
// live.
const timeline = z
  .object({
    data: z.array(post).nullish(),
    meta: z.object({ result_count: hint, next_token: z.string().nullish() }).nullish(),
    errors: z.array(z.unknown()).nullish(),
  })
  .refine(({ data, meta, errors }) => (errors?.length ? data?.length : data || meta?.result_count === 0), {
    error: 'neither posts nor a count of none',
  });

/* ---------------------------------------------------------------- what is asked ---- */

export interface TimelinePage {
  posts: TimelinePost[];
  nextToken: string | null;
}

interface PostQuery {
  /** Whether the answer has links, media and the whole of a long text: without them an equal text is only a hint. */
  isFull: boolean;
  fields: Readonly<Record<string, string>>;
}

const OLD_FIELDS = 'created_at,text,attachments,entities,note_tweet,referenced_tweets';
const NEW_FIELDS = 'created_at,text,attachments,entities,note_post';

/**
 * X renames fields without notice, and the parameter that names them (`post.fields` in its specification of August
 * 2026). One unknown field makes X refuse the whole read. So queries are tried from the most complete to the simplest:
 * id and text come without asking, and an id contains its time.
 */
export const POST_QUERIES: readonly PostQuery[] = [
  { isFull: true, fields: { 'tweet.fields': OLD_FIELDS, expansions: 'attachments.media_keys' } },
  { isFull: true, fields: { 'tweet.fields': OLD_FIELDS } },
  { isFull: true, fields: { 'post.fields': NEW_FIELDS, expansions: 'attachments.media_keys,referenced_posts' } },
  { isFull: true, fields: { 'post.fields': NEW_FIELDS } },
  { isFull: false, fields: { 'tweet.fields': 'created_at,text' } },
  { isFull: false, fields: { 'post.fields': 'created_at,text' } },
  { isFull: false, fields: {} },
];

/**
 * The lists of the posts of the account, newest first. X keeps them separately, so one may have a post that the other
 * does not show yet.
 */
export const POST_LISTS = {
  TIMELINE: {
    endpoint: 'users.tweets',
    path: (id: string) => `/2/users/${encodeURIComponent(id)}/tweets`,
    query: null,
  },
  SEARCH: { endpoint: 'tweets.search', path: () => '/2/tweets/search/recent', query: (id: string) => `from:${id}` },
} as const;
export type PostList = keyof typeof POST_LISTS;

/** One page of a list; `REFUSED` if X does not accept the query. */
export async function readPosts(
  api: Api,
  list: PostList,
  input: { query: PostQuery; pageToken: string | null },
  signal: AbortSignal,
): Promise<TimelinePage | 'REFUSED'> {
  const { endpoint, path, query } = POST_LISTS[list];
  const { externalId } = api.account;
  const call = {
    endpoint,
    method: 'GET',
    path: path(externalId),
    query: {
      ...(query === null ? {} : { query: query(externalId) }),
      max_results: TIMELINE_PAGE,
      ...input.query.fields,
      ...(input.pageToken === null ? {} : { pagination_token: input.pageToken }),
    },
    signal,
  } as const;
  const answer = await send(api, call);
  if (answer.status === 400) return 'REFUSED';
  const { data, meta } = read(api, call.endpoint, timeline, answer);
  const posts = data ?? [];
  if (posts.length > 0) api.http.onBilled({ item: 'post_read', resources: posts.map(({ id }) => id) });
  return { posts, nextToken: meta?.next_token ?? null };
}

function instant(text: string | undefined): Date | null {
  const at = new Date(text ?? Number.NaN);
  return Number.isNaN(at.getTime()) ? null : at;
}
