/** The X stand-in: OAuth 2, media uploads, posts and webhooks of API v2. */
import type { BodyKind, Route, SandboxState, Vendor } from '../core.ts';
import { createXActivity } from './activity.ts';
import { createXAnalytics } from './analytics.ts';
import type { AppCall } from './app.ts';
import { type Call, createXAuth, type Scope } from './auth.ts';
import { createXEngagement } from './engagement.ts';
import { createXMedia } from './media.ts';
import { createXMediaReads } from './media-reads.ts';
import { createXPosts } from './posts.ts';
import { createXReads } from './reads.ts';
import { createXSearch } from './search.ts';
import { createSnowflakes, createXStore, USERS } from './store.ts';
import { createXUsers } from './users.ts';
import { createXWebhooks } from './webhooks.ts';

const API_HOSTS = ['api.x.com', 'api.twitter.com'] as const;
const SITE_HOSTS = ['x.com', 'twitter.com'] as const;

const READ: readonly Scope[] = ['tweet.read', 'users.read'];
const WRITE: readonly Scope[] = ['tweet.read', 'tweet.write', 'users.read'];
const MEDIA: readonly Scope[] = ['media.write'];
const MODERATE: readonly Scope[] = ['tweet.read', 'tweet.moderate.write', 'users.read'];

export function createX(state: SandboxState): Vendor {
  const newId = createSnowflakes(state.now);
  const webhooks = createXWebhooks(state, newId);
  const activity = createXActivity(state, webhooks, newId);
  const store = createXStore(state, newId, {
    created: ({ id, text, user, createdAt, replyTo }) => {
      const payload = { id, text, author_id: user.id, created_at: new Date(createdAt).toISOString() };
      activity.happened('post.create', user.id, payload);
      if (replyTo !== undefined) activity.happened('post.reply.create', user.id, payload);
    },
    deleted: ({ id, user }) => activity.happened('post.delete', user.id, { id, author_id: user.id }),
  });
  const auth = createXAuth(state, store, ({ accountId, clientId }) =>
    activity.happened('oauth.revoke', accountId, { user_id: accountId, client_id: clientId }),
  );
  const media = createXMedia(store);
  const mediaReads = createXMediaReads(store);
  const posts = createXPosts(store);
  const reads = createXReads(store);
  const users = createXUsers(store);
  const engagement = createXEngagement(store, reads);
  const search = createXSearch(store, reads);
  const analytics = createXAnalytics(store);

  const open = (
    operation: string,
    method: string,
    path: string,
    handler: Route['handler'],
    body: BodyKind = 'none',
  ): Route[] => API_HOSTS.map((host) => ({ operation, host, method, path, handler, body }));
  const api = (
    operation: string,
    method: string,
    path: string,
    scopes: readonly Scope[],
    call: Call,
    body: BodyKind = 'none',
  ): Route[] => open(operation, method, path, auth.gate(operation, scopes, call), body);

  const ofApp = (operation: string, method: string, path: string, call: AppCall, body: BodyKind = 'none'): Route[] =>
    open(operation, method, path, auth.app.gate(call), body);

  const routes: Route[] = [
    ...SITE_HOSTS.map((host) => ({
      operation: 'oauth_authorize',
      host,
      method: 'GET',
      path: '/i/oauth2/authorize',
      handler: auth.authorize,
    })),
    ...open('oauth_authorize', 'GET', '/2/oauth2/authorize', auth.authorize),
    ...open('oauth_token', 'POST', '/2/oauth2/token', auth.token, 'jsonOrForm'),
    ...open('oauth_revoke', 'POST', '/2/oauth2/revoke', auth.revoke, 'jsonOrForm'),
    ...api('users_me', 'GET', '/2/users/me', READ, users.me),
    ...api('users_lookup', 'GET', '/2/users', READ, users.byIds),
    ...api('users_lookup', 'GET', '/2/users/by', READ, users.byNames),
    ...api('users_lookup', 'GET', '/2/users/by/username/:username', READ, users.byName),
    ...api('users_search', 'GET', '/2/users/search', READ, search.users),
    ...api('reposts_of_me', 'GET', '/2/users/reposts_of_me', ['timeline.read', 'tweet.read'], engagement.repostsOfMe),
    ...api('users_lookup', 'GET', '/2/users/:id', READ, users.byId),
    ...api('user_mentions', 'GET', '/2/users/:id/mentions', READ, engagement.mentions),
    ...api('users_repost', 'POST', '/2/users/:id/retweets', WRITE, engagement.repost, 'json'),
    ...api('users_repost', 'DELETE', '/2/users/:id/retweets/:source', WRITE, engagement.unrepost),
    ...api('user_tweets', 'GET', '/2/users/:id/tweets', READ, reads.timeline),
    ...api('tweets_create', 'POST', '/2/tweets', WRITE, posts.create, 'json'),
    ...api('tweets_lookup', 'GET', '/2/tweets', READ, reads.lookup),
    ...api('tweets_analytics', 'GET', '/2/tweets/analytics', READ, analytics.posts),
    ...api('tweets_search', 'GET', '/2/tweets/search/recent', READ, search.posts),
    ...api('tweets_counts', 'GET', '/2/tweets/counts/recent', [], search.counts),
    ...api('tweet_lookup', 'GET', '/2/tweets/:id', READ, reads.one),
    ...api('tweet_quotes', 'GET', '/2/tweets/:id/quote_tweets', READ, engagement.quotes),
    ...api('tweet_reposts', 'GET', '/2/tweets/:id/retweets', READ, engagement.reposts),
    ...api('tweet_reposters', 'GET', '/2/tweets/:id/retweeted_by', READ, engagement.reposters),
    ...api('tweet_likers', 'GET', '/2/tweets/:id/liking_users', ['like.read', ...READ], engagement.likers),
    ...api('tweets_hide', 'PUT', '/2/tweets/:id/hidden', MODERATE, engagement.hide, 'json'),
    ...api('tweets_delete', 'DELETE', '/2/tweets/:id', WRITE, posts.remove),
    ...api('media_initialize', 'POST', '/2/media/upload/initialize', MEDIA, media.initialize, 'json'),
    ...api('media_append', 'POST', '/2/media/upload/:id/append', MEDIA, media.append, 'stream'),
    ...api('media_finalize', 'POST', '/2/media/upload/:id/finalize', MEDIA, media.finalize),
    ...api('media_status', 'GET', '/2/media/upload', MEDIA, media.status),
    ...api('media_upload', 'POST', '/2/media/upload', MEDIA, media.oneShot, 'stream'),
    ...api('media_lookup', 'GET', '/2/media', ['tweet.read'], mediaReads.byKeys),
    ...api('media_analytics', 'GET', '/2/media/analytics', READ, analytics.media),
    ...api('media_lookup', 'GET', '/2/media/:key', ['tweet.read'], mediaReads.byKey),
    ...api('media_metadata', 'POST', '/2/media/metadata', MEDIA, media.describe, 'json'),
    ...api('media_subtitles', 'POST', '/2/media/subtitles', MEDIA, media.subtitle, 'json'),
    ...api('media_subtitles', 'DELETE', '/2/media/subtitles', MEDIA, media.removeSubtitle, 'json'),
    ...open('app_token', 'POST', '/oauth2/token', auth.app.token, 'form'),
    ...ofApp('usage', 'GET', '/2/usage/tweets', search.usage),
    ...ofApp('webhooks_create', 'POST', '/2/webhooks', webhooks.create, 'json'),
    ...ofApp('webhooks_list', 'GET', '/2/webhooks', webhooks.list),
    ...ofApp('webhooks_replay', 'POST', '/2/webhooks/replay', webhooks.replay, 'json'),
    ...ofApp('webhooks_validate', 'PUT', '/2/webhooks/:id', webhooks.validate),
    ...ofApp('webhooks_delete', 'DELETE', '/2/webhooks/:id', webhooks.remove),
    ...open(
      'activity_create',
      'POST',
      '/2/activity/subscriptions',
      auth.app.gate(activity.create, { user: true }),
      'json',
    ),
    ...open('activity_list', 'GET', '/2/activity/subscriptions', auth.app.gate(activity.list, { user: true })),
    ...ofApp('activity_delete', 'DELETE', '/2/activity/subscriptions', activity.removeSeveral),
    ...ofApp('activity_update', 'PUT', '/2/activity/subscriptions/:id', activity.update, 'json'),
    ...ofApp('activity_delete', 'DELETE', '/2/activity/subscriptions/:id', activity.remove),
  ];

  return {
    id: 'X',
    hosts: [...API_HOSTS, ...SITE_HOSTS],
    ownPaths: [
      [/^\/(2|oauth2)\//, 'api.x.com'],
      [/^\/i\/oauth2\//, 'x.com'],
    ],
    routes,
    timeline: store.timeline,
    accounts: () => [...USERS],
    expireTokens: auth.oauth.expireTokens,
    revokeTokens: auth.oauth.revokeTokens,
    withdrawScopes: auth.oauth.withdrawScopes,
    vanish: (id, how) => {
      const post = store.posts.get(id);
      // X has no switch that hides a post of one's own.
      if (post === undefined || how !== 'DELETED') return false;
      store.removePost(post);
      return true;
    },
    notFound: (_request, allowed) =>
      allowed.length > 0
        ? {
            status: 405,
            json: { title: 'Method Not Allowed', detail: 'Method Not Allowed', type: 'about:blank', status: 405 },
          }
        : { status: 404, json: { title: 'Not Found', detail: 'Not Found', type: 'about:blank', status: 404 } },
    reset: () => {
      auth.reset();
      activity.reset();
      webhooks.reset();
      store.reset();
    },
  };
}
