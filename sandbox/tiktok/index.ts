/** Stand-in for TikTok: sign-in, creator info, direct and inbox posts with chunked upload or pull, status and listings. */
import type { Route, SandboxRequest, SandboxResponse, SandboxState, Vendor } from '../core.ts';
import { createOAuth } from '../oauth.ts';
import { refusable } from '../refusal.ts';
import { authenticate, createRateLimiter, type Session, type TikTokContext } from './api.ts';
import { cancel, creatorInfo, type InitRules, inboxShare, own, photoPost, videoPost } from './inits.ts';
import { loginRules, revokeEndpoint, tokenEndpoint } from './login.ts';
import { createPublications } from './publications.ts';
import { status, userInfo, videoList, videoQuery } from './reads.ts';
import { CREATORS, SETTINGS, type Settings } from './settings.ts';
import { createTikTokWebhooks } from './webhooks.ts';

const API = 'open.tiktokapis.com';
const UPLOAD = 'open-upload.tiktokapis.com';
const WWW = 'www.tiktok.com';

export function createTikTok(state: SandboxState): Vendor {
  const settings = state.defineSettings('TIKTOK', SETTINGS);
  const webhooks = createTikTokWebhooks(state);
  const oauth = createOAuth(state, { ...loginRules(CREATORS, settings), revoked: webhooks.removed });
  const publications = createPublications(state, webhooks, settings);
  const limiter = createRateLimiter(state);
  const ctx: TikTokContext = { state, oauth, creators: CREATORS };
  const rules: InitRules = { publications, settings, state };
  const apiRoutes = endpoints(rules).map((endpoint): Route => {
    const { operation, method, path, scope, perMinute, handle } = endpoint;
    const handler = refusable((request) => {
      publications.settle();
      const session = authenticate(ctx, request, scope);
      if (perMinute !== undefined) limiter.take(`${operation}:${session.grant.id}`, perMinute());
      return handle(session, request);
    });
    return { operation, method, host: API, path, body: method === 'POST' ? 'json' : 'none', handler };
  });
  return {
    id: 'TIKTOK',
    hosts: [API, UPLOAD, WWW],
    ownPaths: [
      [/^\/v2\/(oauth|user|post|video)\//, API],
      [/^\/v2\/auth\//, WWW],
    ],
    routes: [
      ...signInRoutes(ctx, settings),
      ...apiRoutes,
      {
        operation: 'upload',
        host: UPLOAD,
        method: 'PUT',
        path: '/video/',
        body: 'stream',
        handler: publications.upload,
      },
    ],
    timeline: () => {
      publications.settle();
      return publications.all().flatMap((one) => (one.live === undefined ? [] : [one.live.post]));
    },
    accounts: () => CREATORS.map(({ id, username, displayName }) => ({ id, username, displayName })),
    expireTokens: oauth.expireTokens,
    revokeTokens: oauth.revokeTokens,
    withdrawScopes: oauth.withdrawScopes,
    vanish: publications.vanish,
    counters: () => ({
      publications: publications.all().length,
      live: publications.all().filter((one) => one.live !== undefined).length,
    }),
    reset: () => {
      for (const part of [oauth, publications, limiter]) part.reset();
    },
    notFound: ({ host }, allowed) => {
      if (host !== API) return { status: 404, html: '<!doctype html><title>Not found</title><p>Not found' };
      return allowed.length > 0
        ? { status: 405, text: 'Method Not Allowed' }
        : { status: 404, text: 'Unsupported path(Janus)' };
    },
  };
}

function signInRoutes({ oauth }: TikTokContext, settings: () => Settings): Route[] {
  const authorize = { operation: 'authorize', host: WWW, method: 'GET', handler: oauth.authorize };
  const form = { host: API, method: 'POST', body: 'form' } as const;
  return [
    { ...authorize, path: '/v2/auth/authorize/' },
    { ...authorize, path: '/v2/auth/authorize' },
    { ...form, operation: 'token', path: '/v2/oauth/token/', handler: tokenEndpoint(oauth, settings) },
    { ...form, operation: 'revoke', path: '/v2/oauth/revoke/', handler: revokeEndpoint(oauth) },
  ];
}

interface Endpoint {
  operation: string;
  method: 'GET' | 'POST';
  path: string;
  scope?: string;
  perMinute?: () => number;
  handle(session: Session, request: SandboxRequest): SandboxResponse;
}

function endpoints(rules: InitRules): Endpoint[] {
  const { settings } = rules;
  const init = { method: 'POST', perMinute: () => settings().initPerMinute } as const;
  return [
    {
      operation: 'user_info',
      method: 'GET',
      path: '/v2/user/info/',
      perMinute: () => settings().readsPerMinute,
      handle: (session, request) => userInfo(session, request, rules),
    },
    {
      operation: 'creator_info',
      method: 'POST',
      path: '/v2/post/publish/creator_info/query/',
      scope: 'video.publish',
      perMinute: () => settings().creatorInfoPerMinute,
      handle: (session) => creatorInfo(session.creator, rules),
    },
    {
      ...init,
      operation: 'video_init',
      path: '/v2/post/publish/video/init/',
      scope: 'video.publish',
      handle: (session, request) => videoPost(session, request, rules),
    },
    {
      ...init,
      operation: 'inbox_init',
      path: '/v2/post/publish/inbox/video/init/',
      scope: 'video.upload',
      handle: (session, request) => inboxShare(session, request, rules),
    },
    {
      ...init,
      operation: 'content_init',
      path: '/v2/post/publish/content/init/',
      handle: (session, request) => photoPost(session, request, rules),
    },
    {
      operation: 'status_fetch',
      method: 'POST',
      path: '/v2/post/publish/status/fetch/',
      perMinute: () => settings().statusPerMinute,
      handle: (session, request) => status(own(rules, session, request), rules),
    },
    {
      operation: 'publish_cancel',
      method: 'POST',
      path: '/v2/post/publish/cancel/',
      handle: (session, request) => cancel(own(rules, session, request)),
    },
    {
      operation: 'video_list',
      method: 'POST',
      path: '/v2/video/list/',
      scope: 'video.list',
      perMinute: () => settings().readsPerMinute,
      handle: (session, request) => videoList(session, request, rules),
    },
    {
      operation: 'video_query',
      method: 'POST',
      path: '/v2/video/query/',
      scope: 'video.list',
      perMinute: () => settings().readsPerMinute,
      handle: (session, request) => videoQuery(session, request, rules),
    },
  ];
}
