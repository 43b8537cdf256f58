/** Stand-in for Instagram with Instagram Login: sign-in, containers, publishing, reads and numbers on graph.instagram.com. */
import { z } from 'zod';
import type { Route, SandboxRequest, SandboxResponse, SandboxState, Vendor } from '../core.ts';
import { createOAuth } from '../oauth.ts';
import { refusable } from '../refusal.ts';
import { batch } from './batch.ts';
import { type Comments, createComments } from './comments.ts';
import { type Containers, createContainers } from './containers.ts';
import {
  authenticate,
  type GraphAccount,
  type GraphContext,
  graphError,
  ownAccount,
  parameters,
  project,
  refuse,
  type Session,
} from './graph.ts';
import { accountInsights, type InsightRules, mediaInsights } from './insights.ts';
import { ACCOUNTS, BASIC, COMMENTS, exchange, INSIGHTS, LOGIN_RULES, PUBLISH, redeemCode, refresh } from './login.ts';
import { createMediaStore, type MediaStore } from './media.ts';
import type { Media } from './nodes.ts';
import { createSubscriptions, type Subscriptions } from './subscriptions.ts';
import { createUsage, versioned } from './usage.ts';
import { createInstagramWebhooks } from './webhooks.ts';

const GRAPH = 'graph.instagram.com';
const LOGIN = 'api.instagram.com';
const WWW = 'www.instagram.com';
const DAY_MS = 86_400_000;

const SETTINGS = {
  /** Posts per rolling day; the documents say both 50 and 100. */
  quotaTotal: z.int().min(0).default(100),
  containerTotal: z.int().min(0).default(400),
  permalinkDelayReads: z.int().min(0).default(0),
  /** Where Instagram tells that a user has removed the app. */
  deauthorizeUrl: z.url().nullable().default(null),
  /** Where Instagram asks for the deletion of what is known of such a user. */
  deletionUrl: z.url().nullable().default(null),
  /** `SPAM` and `RESTRICTED` accounts may not publish. */
  standing: z.enum(['GOOD', 'SPAM', 'RESTRICTED']).default('GOOD'),
  /** Metrics of insights that are not known any more. */
  retiredMetrics: z.array(z.string()).default([]),
  trialEligible: z.boolean().default(true),
  /** The answer of the code exchange: as documented, or one of the two shapes seen in practice. */
  tokenShape: z.enum(['documented', 'flat', 'flat_array']).default('documented'),
  refreshMinAgeMs: z.number().min(0).default(DAY_MS),
  /** Calls per rolling hour at which the app is throttled. */
  callsPerHour: z.int().min(1).default(200_000),
};
type Settings = z.infer<z.ZodObject<typeof SETTINGS>>;

export function createInstagram(state: SandboxState): Vendor {
  const settings = state.defineSettings('INSTAGRAM', SETTINGS);
  const subscriptions = createSubscriptions();
  const webhooks = createInstagramWebhooks(state, ACCOUNTS, subscriptions, settings);
  const oauth = createOAuth(state, { ...LOGIN_RULES, revoked: webhooks.removed });
  const ctx: GraphContext = { state, oauth, accounts: ACCOUNTS };
  const containers = createContainers(ctx, settings);
  const media = createMediaStore(ctx, containers, settings);
  const comments = createComments(ctx, media, webhooks.commented);
  const usage = createUsage(state, settings);
  const isStrict = () => state.settings('INSTAGRAM').parameters === 'strict';
  const nodeRoutes = endpoints(
    { containers, media, comments, subscriptions },
    { state, retired: () => settings().retiredMetrics },
    isStrict,
  ).map((endpoint): Route => {
    const { scope, handle, ...route } = endpoint;
    const handler = refusable((request) => {
      if (usage.count() > 100) return graphError('APP_THROTTLED');
      return handle(authenticate(ctx, request, scope), request);
    });
    return { ...route, host: GRAPH, body: route.method === 'GET' ? 'none' : 'jsonOrForm', handler };
  });
  const graphRoutes: Route[] = [
    ...nodeRoutes,
    {
      operation: 'batch',
      host: GRAPH,
      method: 'POST',
      path: '/',
      body: 'jsonOrForm',
      handler: refusable((request) => {
        authenticate(ctx, request);
        return batch(request, nodeRoutes);
      }),
    },
  ];
  return {
    id: 'INSTAGRAM',
    hosts: [GRAPH, LOGIN, WWW],
    ownPaths: [
      [/^\/v\d+\.0\/|^\/(refresh_)?access_token$/, GRAPH],
      [/^\/oauth\/access_token$/, LOGIN],
      [/^\/oauth\/authorize/, WWW],
    ],
    routes: [
      ...signInRoutes(ctx, settings),
      ...[...tokenRoutes(ctx, settings), ...graphRoutes].flatMap((route) => versioned(route, usage.headers)),
    ],
    timeline: media.timeline,
    accounts: () => ACCOUNTS.map(({ id, username, displayName }) => ({ id, username, displayName })),
    expireTokens: oauth.expireTokens,
    revokeTokens: oauth.revokeTokens,
    withdrawScopes: oauth.withdrawScopes,
    expireContainers: containers.expire,
    vanish: media.vanish,
    counters: () => ({ posts: media.timeline().length, callsThisHour: usage.calls() }),
    reset: () => {
      for (const part of [oauth, containers, media, subscriptions, usage]) part.reset();
    },
    notFound: ({ host, method, path }, allowed) => {
      if (host !== GRAPH) return { status: 404, html: '<!doctype html><title>Page not found</title><p>Page not found' };
      return allowed.length > 0 ? graphError('NO_OBJECT', `method ${method}`) : graphError('UNKNOWN_PATH', path);
    },
  };
}

function signInRoutes(ctx: GraphContext, settings: () => Settings): Route[] {
  const authorize = { operation: 'authorize', method: 'GET', handler: ctx.oauth.authorize };
  return [
    ...[WWW, LOGIN].flatMap((host) =>
      ['/oauth/authorize', '/oauth/authorize/'].map((path) => ({ ...authorize, host, path })),
    ),
    {
      operation: 'token',
      host: LOGIN,
      method: 'POST',
      path: '/oauth/access_token',
      body: 'jsonOrForm',
      handler: (request) => redeemCode(ctx, request, settings().tokenShape),
    },
  ];
}

function tokenRoutes(ctx: GraphContext, settings: () => Settings): Route[] {
  const read = { host: GRAPH, method: 'GET' };
  const renew = (request: SandboxRequest) => refresh(ctx, request, settings().refreshMinAgeMs);
  return [
    {
      ...read,
      operation: 'token_exchange',
      path: '/access_token',
      handler: refusable((request) => exchange(ctx, request)),
    },
    { ...read, operation: 'token_refresh', path: '/refresh_access_token', handler: refusable(renew) },
  ];
}

type Handler = (session: Session, request: SandboxRequest) => SandboxResponse | Promise<SandboxResponse>;
type Endpoint = Pick<Route, 'operation' | 'method' | 'path' | 'accepts'> & { scope: string; handle: Handler };

interface Stores {
  containers: Containers;
  media: MediaStore;
  comments: Comments;
  subscriptions: Subscriptions;
}

/** Everything that takes a token. Several kinds of node share `/{id}`; the first whose `accepts` agrees answers. */
function endpoints(
  { containers, media, comments, subscriptions }: Stores,
  figures: InsightRules,
  isStrict: () => boolean,
): Endpoint[] {
  const { state } = figures;
  const fieldsOf = (request: SandboxRequest) => request.query.get('fields');
  const onMedia =
    (act: (one: Media, request: SandboxRequest) => SandboxResponse): Handler =>
    (session, request) =>
      act(media.get(session, request.params.id ?? ''), request);
  const get = (operation: string, path: string, scope: string, handle: Handler): Endpoint => ({
    operation,
    method: 'GET',
    path,
    scope,
    handle,
  });
  const post = (operation: string, path: string, scope: string, handle: Handler): Endpoint => ({
    operation,
    method: 'POST',
    path,
    scope,
    handle,
  });
  const ofContainer = (endpoint: Endpoint): Endpoint => ({
    ...endpoint,
    accepts: ({ id = '' }) => containers.get(id) !== undefined,
  });
  const ofMedia = (endpoint: Endpoint): Endpoint => ({ ...endpoint, accepts: ({ id = '' }) => media.has(id) });
  const ofComment = (endpoint: Endpoint): Endpoint => ({ ...endpoint, accepts: ({ id = '' }) => comments.has(id) });

  const readMedia = onMedia((one, request) => media.read(one, fieldsOf(request)));
  const readChildren = onMedia((one, request) => media.children(one, fieldsOf(request)));
  return [
    ofContainer(
      get('container_status', '/:id', BASIC, (session, request) => {
        const container = containers.get(request.params.id ?? '');
        if (container === undefined || container.accountId !== session.account.id) return refuse('NO_OBJECT');
        return containers.read(container, fieldsOf(request));
      }),
    ),
    ofMedia(get('media_read', '/:id', BASIC, readMedia)),
    ofComment(get('comment_read', '/:id', COMMENTS, comments.read)),
    get('account', '/:id', BASIC, (session, request) => readAccount(session, request, media, state)),
    ofComment(post('comment_update', '/:id', COMMENTS, comments.update)),
    ofComment({ ...get('comment_delete', '/:id', COMMENTS, comments.remove), method: 'DELETE' }),
    ofComment(post('comment_reply', '/:id/replies', COMMENTS, comments.reply)),
    ofComment(get('comment_replies', '/:id/replies', COMMENTS, comments.replies)),
    ofMedia(post('media_update', '/:id', COMMENTS, onMedia(media.update))),
    post('container_create', '/:id/media', PUBLISH, async (session, request) => {
      ownAccount(session, request.params.id);
      const container = await containers.create(session, parameters(request));
      return { status: 200, json: { id: container.id } };
    }),
    post('media_publish', '/:id/media_publish', PUBLISH, (session, request) =>
      publish(session, request, media, isStrict()),
    ),
    get('publishing_limit', '/:id/content_publishing_limit', PUBLISH, media.limit),
    post('subscribe', '/:id/subscribed_apps', BASIC, (session, request) =>
      subscriptions.add(ownAccount(session, request.params.id).id, parameters(request).subscribed_fields),
    ),
    get('subscriptions', '/:id/subscribed_apps', BASIC, (session, request) =>
      subscriptions.list(ownAccount(session, request.params.id).id, session.access.grant.clientId),
    ),
    {
      ...get('unsubscribe', '/:id/subscribed_apps', BASIC, (session, request) =>
        subscriptions.remove(ownAccount(session, request.params.id).id),
      ),
      method: 'DELETE',
    },
    get('media_list', '/:id/media', BASIC, (session, request) => media.list(session, request, 'media')),
    get('story_list', '/:id/stories', BASIC, (session, request) => media.list(session, request, 'stories')),
    ofMedia(get('media_children', '/:id/children', BASIC, readChildren)),
    post('comment_create', '/:id/comments', COMMENTS, onMedia(comments.write)),
    get('comment_list', '/:id/comments', COMMENTS, onMedia(comments.list)),
    ofMedia(
      get(
        'media_insights',
        '/:id/insights',
        INSIGHTS,
        onMedia((one, request) => mediaInsights(one, request, figures)),
      ),
    ),
    get('account_insights', '/:id/insights', INSIGHTS, (session, request) =>
      accountInsights(ownAccount(session, request.params.id), request, figures),
    ),
  ];
}

function publish(session: Session, request: SandboxRequest, media: MediaStore, isStrict: boolean): SandboxResponse {
  ownAccount(session, request.params.id);
  const { creation_id: id, access_token: _token, ...stray } = parameters(request);
  if (typeof id !== 'string' && typeof id !== 'number') return refuse('PARAMETER', 'creation_id is required');
  if (isStrict && Object.keys(stray).length > 0) refuse('PARAMETER', `(${Object.keys(stray).join(', ')})`);
  return { status: 200, json: { id: media.publish(session, String(id)).id } };
}

function readAccount(
  session: Session,
  request: SandboxRequest,
  media: MediaStore,
  state: SandboxState,
): SandboxResponse {
  const { id } = request.params;
  const account = ownAccount(session, id === session.account.scopedId ? 'me' : id);
  const natural = { ...accountNode(account, media.count(account.id)), ...media.changed(account.id) };
  const node = state.told('INSTAGRAM', account.id, natural);
  return { status: 200, json: project(node, request.query.get('fields'), Object.keys(natural)) };
}

function accountNode(account: GraphAccount, posts: number): Record<string, unknown> {
  return {
    id: account.scopedId,
    user_id: account.id,
    username: account.username,
    name: account.displayName,
    account_type: account.accountType,
    profile_picture_url: `https://scontent.cdninstagram.com/v/${account.username}.jpg`,
    followers_count: account.followers,
    follows_count: 180,
    media_count: posts,
    biography: `${account.displayName}, in the sandbox`,
    website: 'https://example.com/',
  };
}
