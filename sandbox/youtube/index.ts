/** The YouTube stand-in: Google's OAuth, the Data API v3 and its upload server. */
import type { BodyKind, Route, SandboxState, Vendor } from '../core.ts';
import { refusable } from '../refusal.ts';
import { createAnalytics } from './analytics.ts';
import { createYoutubeAuth, type YoutubeAuth } from './auth.ts';
import { createCalls } from './calls.ts';
import { createCaptions } from './captions.ts';
import { createComments } from './comments.ts';
import { partial } from './fields.ts';
import { createHub } from './hub.ts';
import { createLists } from './lists.ts';
import { createPlaylists } from './playlists.ts';
import { createRatings } from './ratings.ts';
import { createSessions } from './sessions.ts';
import { CHANNELS, createStore } from './store.ts';
import { createThumbnails } from './thumbnails.ts';
import { createUploads } from './upload.ts';

/** The library of Google says youtube.googleapis.com, the documentation www; both answer. */
const API_HOSTS = ['www.googleapis.com', 'youtube.googleapis.com'] as const;
const ANALYTICS = 'youtubeanalytics.googleapis.com';
const HUB = 'pubsubhubbub.appspot.com';
const OPENID = 'openidconnect.googleapis.com';

export function createYouTube(state: SandboxState): Vendor {
  const hub = createHub(state);
  const store = createStore(state, hub.changed);
  const auth = createYoutubeAuth(state, store);
  const sessions = createSessions(store, auth);
  const uploads = createUploads(store, auth, sessions);
  const playlists = createPlaylists(store, auth);
  const comments = createComments(store, auth);
  const captions = createCaptions(store, auth, sessions);
  const ratings = createRatings(store, auth);
  const lists = createLists(store, auth);
  const calls = createCalls(store, auth, hub);

  const api = (
    operation: string,
    method: string,
    path: string,
    handler: Route['handler'],
    body: BodyKind = 'none',
  ): Route[] => {
    const serve = refusable(async (request) => {
      const answer = await handler(request);
      const mask = request.query.get('fields');
      return mask === null || answer.json === undefined ? answer : { ...answer, json: partial(answer.json, mask) };
    });
    return API_HOSTS.map((host) => ({ operation, host, method, path, handler: serve, body }));
  };

  /** A track is replaced by the method and at the address to which the bytes of a session go. */
  const continuing =
    (handler: Route['handler']): Route['handler'] =>
    (request) =>
      request.query.has('upload_id') ? sessions.put(request) : handler(request);

  const routes: Route[] = [
    {
      operation: 'oauth_authorize',
      host: 'accounts.google.com',
      method: 'GET',
      path: '/o/oauth2/v2/auth',
      handler: auth.authorize,
    },
    {
      operation: 'oauth_token',
      host: 'oauth2.googleapis.com',
      method: 'POST',
      path: '/token',
      handler: auth.token,
      body: 'form',
    },
    {
      operation: 'oauth_revoke',
      host: 'oauth2.googleapis.com',
      method: 'POST',
      path: '/revoke',
      handler: auth.revoke,
      body: 'form',
    },
    ...userinfoRoutes(auth),
    ...['GET', 'POST'].map((method) => ({
      operation: 'oauth_tokeninfo',
      host: 'oauth2.googleapis.com',
      method,
      path: '/tokeninfo',
      handler: auth.tokenInfo,
      body: 'form' as const,
    })),
    {
      operation: 'analytics_query',
      host: ANALYTICS,
      method: 'GET',
      path: '/v2/reports',
      handler: refusable(createAnalytics(store, auth).query),
    },
    { operation: 'hub_subscribe', host: HUB, method: 'POST', path: '/subscribe', handler: hub.subscribe, body: 'form' },
    ...api('videos_insert', 'POST', '/upload/youtube/v3/videos', uploads.insert, 'stream'),
    ...api('videos_insert', 'POST', '/youtube/v3/videos', uploads.withoutMedia),
    ...['videos', 'thumbnails/set'].flatMap((what) => [
      ...api('upload_put', 'PUT', `/upload/youtube/v3/${what}`, sessions.put, 'stream'),
      ...api('upload_cancel', 'DELETE', `/upload/youtube/v3/${what}`, sessions.cancel),
    ]),
    ...api(
      'thumbnails_set',
      'POST',
      '/upload/youtube/v3/thumbnails/set',
      createThumbnails(store, auth, sessions),
      'stream',
    ),
    ...api('channels_list', 'GET', '/youtube/v3/channels', calls.listChannels),
    ...api('videos_list', 'GET', '/youtube/v3/videos', calls.listVideos),
    ...api('videos_batch_get_stats', 'GET', '/youtube/v3/videos:batchGetStats', calls.batchStats),
    ...api('videos_update', 'PUT', '/youtube/v3/videos', calls.updateVideo, 'json'),
    ...api('videos_delete', 'DELETE', '/youtube/v3/videos', calls.deleteVideo),
    ...api('videos_rate', 'POST', '/youtube/v3/videos/rate', ratings.rate),
    ...api('videos_get_rating', 'GET', '/youtube/v3/videos/getRating', ratings.get),
    ...api('video_trainability_get', 'GET', '/youtube/v3/videoTrainability', lists.trainability),
    ...api('activities_list', 'GET', '/youtube/v3/activities', lists.activities),
    ...api('i18n_languages_list', 'GET', '/youtube/v3/i18nLanguages', lists.languages),
    ...api('i18n_regions_list', 'GET', '/youtube/v3/i18nRegions', lists.regions),
    ...api('video_categories_list', 'GET', '/youtube/v3/videoCategories', calls.listCategories),
    ...api('playlists_list', 'GET', '/youtube/v3/playlists', playlists.list),
    ...api('playlists_insert', 'POST', '/youtube/v3/playlists', playlists.insert, 'json'),
    ...api('playlist_items_list', 'GET', '/youtube/v3/playlistItems', playlists.listItems),
    ...api('playlist_items_insert', 'POST', '/youtube/v3/playlistItems', playlists.insertItem, 'json'),
    ...api('playlists_update', 'PUT', '/youtube/v3/playlists', playlists.update, 'json'),
    ...api('playlists_delete', 'DELETE', '/youtube/v3/playlists', playlists.remove),
    ...api('playlist_items_update', 'PUT', '/youtube/v3/playlistItems', playlists.updateItem, 'json'),
    ...api('playlist_items_delete', 'DELETE', '/youtube/v3/playlistItems', playlists.removeItem),
    ...api('captions_insert', 'POST', '/upload/youtube/v3/captions', captions.insert, 'stream'),
    ...api('captions_update', 'PUT', '/upload/youtube/v3/captions', continuing(captions.update), 'stream'),
    ...api('captions_update', 'PUT', '/youtube/v3/captions', captions.update, 'stream'),
    ...api('captions_list', 'GET', '/youtube/v3/captions', captions.list),
    ...api('captions_download', 'GET', '/youtube/v3/captions/:id', captions.download),
    ...api('captions_delete', 'DELETE', '/youtube/v3/captions', captions.remove),
    ...api('comments_list', 'GET', '/youtube/v3/comments', comments.listReplies),
    ...api('comments_insert', 'POST', '/youtube/v3/comments', comments.reply, 'json'),
    ...api('comments_update', 'PUT', '/youtube/v3/comments', comments.update, 'json'),
    ...api('comments_delete', 'DELETE', '/youtube/v3/comments', comments.remove),
    ...api('comments_moderate', 'POST', '/youtube/v3/comments/setModerationStatus', comments.setModerationStatus),
    ...api('comments_mark_as_spam', 'POST', '/youtube/v3/comments/markAsSpam', comments.markAsSpam),
    ...api('search_list', 'GET', '/youtube/v3/search', lists.search),
    ...api('comment_threads_list', 'GET', '/youtube/v3/commentThreads', comments.list),
    ...api('comment_threads_insert', 'POST', '/youtube/v3/commentThreads', comments.insert, 'json'),
  ];

  return {
    id: 'YOUTUBE',
    hosts: [...API_HOSTS, ANALYTICS, HUB, OPENID, 'accounts.google.com', 'oauth2.googleapis.com', 'www.youtube.com'],
    ownPaths: [
      [/^\/(upload\/)?youtube\/v3\//, 'www.googleapis.com'],
      [/^\/(token|tokeninfo|revoke)$/, 'oauth2.googleapis.com'],
      [/^\/oauth2\/v[123]\//, 'www.googleapis.com'],
      [/^\/v1\/userinfo$/, OPENID],
      [/^\/o\/oauth2\//, 'accounts.google.com'],
      [/^\/v2\/reports$/, ANALYTICS],
    ],
    routes,
    timeline: store.timeline,
    accounts: () => CHANNELS.map(({ id, username, displayName }) => ({ id, username, displayName })),
    expireTokens: auth.oauth.expireTokens,
    revokeTokens: auth.oauth.revokeTokens,
    withdrawScopes: auth.oauth.withdrawScopes,
    vanish: (id, how) => {
      const video = store.video(id);
      if (video === undefined) return false;
      if (how === 'DELETED') store.removeVideo(video);
      else {
        const privacyStatus = how === 'HIDDEN' ? 'private' : 'public';
        video.metadata = { ...video.metadata, status: { ...video.metadata.status, privacyStatus } };
      }
      return true;
    },
    counters: store.quota.counters,
    notFound: (_request, allowed) =>
      allowed.length > 0
        ? { status: 405, json: { error: { code: 405, message: 'Method Not Allowed', errors: [] } } }
        : {
            status: 404,
            html: '<!DOCTYPE html><title>Error 404 (Not Found)!!1</title><p>The requested URL was not found on this server.',
          },
    reset: () => {
      auth.reset();
      hub.reset();
      sessions.reset();
      store.reset();
    },
  };
}

function userinfoRoutes({ identity }: YoutubeAuth): Route[] {
  const get = (operation: string, host: string, path: string, handler: Route['handler']): Route => ({
    operation,
    host,
    method: 'GET',
    path,
    handler: refusable(handler),
  });
  const versions = (['v1', 'v2', 'v3'] as const).map((version) =>
    get('oauth_userinfo', 'www.googleapis.com', `/oauth2/${version}/userinfo`, identity.userinfo(version)),
  );
  return [
    ...versions,
    get('oauth_userinfo', OPENID, '/v1/userinfo', identity.userinfo('v3')),
    get('oauth_certs', 'www.googleapis.com', '/oauth2/v3/certs', identity.certificates),
  ];
}
