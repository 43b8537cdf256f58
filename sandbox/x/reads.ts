/** Reading posts back from X: look-ups by id, the timeline, and what they expand. */
import type { Account, SandboxRequest, SandboxResponse } from '../core.ts';
import { fieldNotAuthorizedEntry, invalidParameter, notFoundEntry } from './answers.ts';
import { checkParameters, instant, listed } from './query.ts';
import { mediaResource, postResource, userResource } from './resources.ts';
import { type Post, USERS, type XStore } from './store.ts';
import { userFields } from './users.ts';

const TWEET_FIELDS = [
  'article',
  'article_title',
  'attachments',
  'author_id',
  'card_uri',
  'community_id',
  'context_annotations',
  'conversation_id',
  'created_at',
  'display_text_range',
  'edit_controls',
  'edit_history_tweet_ids',
  'entities',
  'geo',
  'id',
  'in_reply_to_user_id',
  'lang',
  'matched_media_notes',
  'media_metadata',
  'non_public_metrics',
  'note_request_suggestions',
  'note_tweet',
  'organic_metrics',
  'paid_partnership',
  'possibly_sensitive',
  'promoted_metrics',
  'public_metrics',
  'referenced_tweets',
  'reply_settings',
  'scopes',
  'source',
  'suggested_source_links',
  'suggested_source_links_with_counts',
  'text',
  'withheld',
] as const;
export const MEDIA_FIELDS = [
  'alt_text',
  'duration_ms',
  'height',
  'media_key',
  'non_public_metrics',
  'organic_metrics',
  'preview_image_url',
  'promoted_metrics',
  'public_metrics',
  'type',
  'url',
  'variants',
  'width',
] as const;
const EXPANSIONS = [
  'article.cover_media',
  'article.media_entities',
  'attachments.media_keys',
  'attachments.media_source_tweet',
  'attachments.poll_ids',
  'author_id',
  'edit_history_tweet_ids',
  'entities.mentions.username',
  'geo.place_id',
  'in_reply_to_user_id',
  'entities.note.mentions.username',
  'referenced_tweets.id',
  'referenced_tweets.id.author_id',
  'username',
] as const;
export const POST_PARAMETERS = [
  'tweet.fields',
  'expansions',
  'media.fields',
  'poll.fields',
  'user.fields',
  'place.fields',
] as const;
export const SPAN_PARAMETERS = ['since_id', 'until_id', 'start_time', 'end_time'] as const;
/** Sizes of a page. */
export interface PageRules {
  least: number;
  fallback: number;
  /** Parameters besides those of every list of posts. */
  more?: readonly string[];
}
/** Private metrics are kept for thirty days. */
const PRIVATE_METRICS_MS = 30 * 86_400_000;
const PRIVATE_FIELDS = ['non_public_metrics', 'organic_metrics', 'promoted_metrics'] as const;

export function createXReads(store: XStore) {
  const answer = (posts: readonly Post[], request: SandboxRequest, user: Account) => {
    const fields = listed(request, 'tweet.fields', TWEET_FIELDS);
    const expansions = listed(request, 'expansions', EXPANSIONS);
    const mediaFields = listed(request, 'media.fields', MEDIA_FIELDS);
    const fieldsOfUsers = userFields(request);
    // What is expanded is named by a field, which comes along.
    const wanted = [
      ...fields,
      ...(expansions.some((name) => name.startsWith('attachments.')) ? ['attachments'] : []),
      ...(expansions.some((name) => name.startsWith('referenced_tweets')) ? ['referenced_tweets'] : []),
    ];
    const media = expansions.includes('attachments.media_keys') ? posts.flatMap((post) => post.media) : [];
    const named = expansions.includes('author_id')
      ? USERS.filter((one) => posts.some((post) => post.user.id === one.id))
      : [];
    const polls = expansions.includes('attachments.poll_ids') ? posts.flatMap((post) => post.poll ?? []) : [];
    const includes = {
      ...(media.length > 0 && { media: media.map((one) => mediaResource(one, mediaFields, store, user)) }),
      ...(named.length > 0 && { users: named.map((one) => userResource(one, fieldsOfUsers, store)) }),
      ...(polls.length > 0 && {
        polls: polls.map((poll) => ({
          id: poll.id,
          options: poll.options.map((label, index) => ({ position: index + 1, label, votes: 0 })),
        })),
      }),
    };
    const asked = PRIVATE_FIELDS.filter((field) => fields.includes(field));
    const errors = posts
      .filter((post) => post.user.id !== user.id || store.state.now() - post.createdAt > PRIVATE_METRICS_MS)
      .flatMap((post) => asked.map((field) => fieldNotAuthorizedEntry(post.id, field)));
    const refused = new Set(errors.map((error) => `${error.resource_id} ${error.value}`));
    const data = posts.map((post) =>
      postResource(
        post,
        wanted.filter((field) => !refused.has(`${post.id} ${field}`)),
        store.state,
      ),
    );
    return { data, includes: Object.keys(includes).length > 0 ? { includes } : {}, errors };
  };

  /** One page of posts; `all` is newest first. */
  const listing = (
    all: readonly Post[],
    request: SandboxRequest,
    user: Account,
    { least, fallback, more = [] }: PageRules,
  ): SandboxResponse => {
    checkParameters(request, ['max_results', 'pagination_token', ...more, ...POST_PARAMETERS]);
    const { query } = request;
    const size = pageSize(query, least, fallback);
    const token = query.get('pagination_token') ?? query.get('next_token');
    const start = token === null ? 0 : Number(token.replace(/^p/, ''));
    if (!Number.isInteger(start))
      throw invalidParameter('pagination_token', [token ?? ''], 'The pagination token is not valid');
    const shown = all.slice(start, start + size);
    const { data, includes, errors } = answer(shown, request, user);
    const [newest, oldest] = [shown[0], shown.at(-1)];
    const meta = {
      result_count: shown.length,
      ...(newest !== undefined && oldest !== undefined && { newest_id: newest.id, oldest_id: oldest.id }),
      ...(start + size < all.length && { next_token: `p${start + size}` }),
      ...(start > 0 && { previous_token: `p${Math.max(0, start - size)}` }),
    };
    // An empty page has no `data` at all.
    return {
      status: 200,
      json: { ...(data.length > 0 && { data }), ...includes, ...(errors.length > 0 && { errors }), meta },
    };
  };
  /** What a list of a time shows of all posts: those inside the time that are not hidden because they are fresh. */
  const within = (
    all: readonly Post[],
    query: URLSearchParams,
    isShown: (post: Post) => boolean = (post) => isListed(post, store),
  ): Post[] => all.filter(selection(query)).filter(isShown);

  return {
    listing,
    within,
    lookup: (request: SandboxRequest, user: Account): SandboxResponse => {
      checkParameters(request, ['ids', ...POST_PARAMETERS]);
      const ids = (request.query.get('ids') ?? '').split(',');
      const bad = ids.find((id) => !/^[0-9]{1,19}$/.test(id));
      if (bad !== undefined || ids.length > 100)
        throw invalidParameter('ids', ids, `The \`ids\` query parameter value [${bad ?? ids.length}] is not valid`);
      const found = ids.flatMap((id) => store.posts.get(id) ?? []);
      const { data, includes, errors } = answer(found, request, user);
      const missing = ids.filter((id) => !store.posts.has(id)).map((id) => notFoundEntry(id, 'ids'));
      const all = [...missing, ...errors];
      return {
        status: 200,
        json: { ...(data.length > 0 && { data }), ...includes, ...(all.length > 0 && { errors: all }) },
      };
    },

    one: (request: SandboxRequest, user: Account): SandboxResponse => {
      checkParameters(request, POST_PARAMETERS);
      const { id = '' } = request.params;
      if (!/^[0-9]{1,19}$/.test(id))
        throw invalidParameter('id', [id], `The \`id\` query parameter value [${id}] is not valid`);
      const post = store.posts.get(id);
      // A look-up that finds nothing has still succeeded.
      if (post === undefined) return { status: 200, json: { errors: [notFoundEntry(id, 'id')] } };
      const { data, includes, errors } = answer([post], request, user);
      return { status: 200, json: { data: data[0], ...includes, ...(errors.length > 0 && { errors }) } };
    },

    timeline: (request: SandboxRequest, user: Account): SandboxResponse => {
      const author = USERS.find((one) => one.id === request.params.id);
      if (author === undefined)
        throw invalidParameter('id', [request.params.id ?? ''], 'The `id` query parameter value is not a valid user');
      return listing(within(store.postsOf(author.id), request.query), request, user, {
        least: 5,
        fallback: 10,
        more: [...SPAN_PARAMETERS, 'exclude'],
      });
    },
  };
}

export function pageSize(query: URLSearchParams, least: number, fallback: number): number {
  const asked = query.get('max_results');
  if (asked === null) return fallback;
  const size = Number(asked);
  if (Number.isInteger(size) && size >= least && size <= 100) return size;
  throw invalidParameter(
    'max_results',
    [asked],
    `The \`max_results\` query parameter value [${asked}] is not between ${least} and 100`,
  );
}

function selection(query: URLSearchParams): (post: Post) => boolean {
  const since = snowflake(query, 'since_id');
  const until = snowflake(query, 'until_id');
  const from = instant(query, 'start_time');
  const to = instant(query, 'end_time');
  const excluded = (query.get('exclude') ?? '').split(',');
  return (post) => {
    const id = BigInt(post.id);
    if ((since !== undefined && id <= since) || (until !== undefined && id >= until)) return false;
    if ((from !== undefined && post.createdAt < from) || (to !== undefined && post.createdAt >= to)) return false;
    return post.replyTo === undefined || !excluded.includes('replies');
  };
}

function snowflake(query: URLSearchParams, name: string): bigint | undefined {
  const value = query.get(name);
  if (value === null) return undefined;
  if (!/^[0-9]{1,19}$/.test(value))
    throw invalidParameter(name, [value], `The \`${name}\` query parameter value [${value}] is not valid`);
  return BigInt(value);
}

/** A fresh post may be missing here for a while, which is why a look-up must not conclude too early. */
function isListed(post: Post, { state }: XStore): boolean {
  const { hideFreshMs, hideFreshReads } = state.settings('X');
  const hidden = state.now() - post.createdAt < hideFreshMs || post.listings < hideFreshReads;
  post.listings += 1;
  return !hidden;
}
