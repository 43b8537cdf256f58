/** Who reacts to posts on X: reposts, replies that are hidden, mentions; and the lists that nobody but a real audience fills. */
import { z } from 'zod';
import type { Account, SandboxRequest, SandboxResponse } from '../core.ts';
import { forbidden, invalidBody, invalidParameter, tweetNotFound } from './answers.ts';
import { checkParameters } from './query.ts';
import { type createXReads, pageSize, SPAN_PARAMETERS } from './reads.ts';
import { userResource } from './resources.ts';
import { type Post, USERS, type XStore } from './store.ts';
import { mentions } from './text.ts';
import { USER_PARAMETERS, userFields } from './users.ts';

const hideBody = z.strictObject({ hidden: z.boolean() });
const repostBody = z.strictObject({ tweet_id: z.string().regex(/^[0-9]{1,19}$/) });

export function createXEngagement(store: XStore, reads: ReturnType<typeof createXReads>) {
  const asked = (id: string | undefined, parameter = 'id'): Post => {
    if (!/^[0-9]{1,19}$/.test(id ?? ''))
      throw invalidParameter(parameter, [id ?? ''], `The \`${parameter}\` query parameter value [${id}] is not valid`);
    const post = store.posts.get(id ?? '');
    if (post === undefined) throw tweetNotFound(id ?? '', parameter);
    return post;
  };
  const self = (request: SandboxRequest, user: Account): void => {
    if (request.params.id === user.id) return;
    throw forbidden('The `id` query parameter value must be the same as the authenticating user.');
  };
  const people = (found: readonly Account[], request: SandboxRequest): SandboxResponse => {
    checkParameters(request, ['max_results', 'pagination_token', ...USER_PARAMETERS]);
    pageSize(request.query, 1, 100);
    const data = found.map((one) => userResource(one, userFields(request), store));
    return { status: 200, json: { ...(data.length > 0 && { data }), meta: { result_count: data.length } } };
  };

  return {
    /** Posting a quote is not for self-serve apps, and nobody else lives here. */
    quotes: (request: SandboxRequest, user: Account): SandboxResponse => {
      asked(request.params.id);
      return reads.listing([], request, user, { least: 10, fallback: 10, more: ['exclude'] });
    },
    /** A repost is an object of its own only on the site. */
    reposts: (request: SandboxRequest, user: Account): SandboxResponse => {
      asked(request.params.id);
      return reads.listing([], request, user, { least: 1, fallback: 100 });
    },
    reposters: (request: SandboxRequest): SandboxResponse => {
      const { reposters } = asked(request.params.id);
      return people(
        USERS.filter(({ id }) => reposters.has(id)),
        request,
      );
    },
    likers: (request: SandboxRequest): SandboxResponse => {
      asked(request.params.id);
      return people([], request);
    },
    mentions: (request: SandboxRequest, user: Account): SandboxResponse => {
      const mentioned = USERS.find(({ id }) => id === request.params.id);
      if (mentioned === undefined)
        throw invalidParameter('id', [request.params.id ?? ''], 'The `id` query parameter value is not a valid user');
      const naming = store.everybodys().filter(({ text }) => mentions(text, mentioned.username));
      const rules = { least: 5, fallback: 10, more: SPAN_PARAMETERS };
      return reads.listing(reads.within(naming, request.query), request, user, rules);
    },
    repostsOfMe: (request: SandboxRequest, user: Account): SandboxResponse =>
      reads.listing(
        store.postsOf(user.id).filter(({ reposters }) => reposters.size > 0),
        request,
        user,
        { least: 1, fallback: 100 },
      ),
    repost: (request: SandboxRequest, user: Account): SandboxResponse => {
      const body = repostBody.safeParse(request.json);
      if (!body.success) throw invalidBody(body.error);
      self(request, user);
      const post = asked(body.data.tweet_id, 'tweet_id');
      post.reposters.add(user.id);
      return { status: 200, json: { data: { rest_id: post.id, retweeted: true } } };
    },
    unrepost: (request: SandboxRequest, user: Account): SandboxResponse => {
      self(request, user);
      store.posts.get(request.params.source ?? '')?.reposters.delete(user.id);
      return { status: 200, json: { data: { retweeted: false } } };
    },
    hide: (request: SandboxRequest, user: Account): SandboxResponse => {
      const body = hideBody.safeParse(request.json);
      if (!body.success) throw invalidBody(body.error);
      const post = asked(request.params.id, 'tweet_id');
      if (post.replyTo === undefined) throw invalidParameter('tweet_id', [post.id], 'Only replies can be hidden.');
      if (store.posts.get(post.conversationId)?.user.id !== user.id)
        throw forbidden('Only the author of the conversation may hide its replies.');
      post.isHidden = body.data.hidden;
      return { status: 200, json: { data: { hidden: post.isHidden } } };
    },
  };
}
