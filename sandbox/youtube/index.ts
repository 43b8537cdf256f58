/** The YouTube stand-in: Google's OAuth, the Data API v3 and its upload server. */
import type { BodyKind, Route, SandboxRequest, SandboxResponse, SandboxState, Vendor } from '../core.ts';
import { refusable } from '../refusal.ts';
import { createAnalytics } from './analytics.ts';
import { etag, missingParameter, no, page, partsOf, videoNotFound } from './answers.ts';
import { createYoutubeAuth, SCOPES, type YoutubeAuth } from './auth.ts';
import { createCaptions } from './captions.ts';
import { createComments } from './comments.ts';
import { partial } from './fields.ts';
import { createHub, type Hub } from './hub.ts';
import { CATEGORIES, resourceId, updatedMetadata, videoParts } from './metadata.ts';
import { createPlaylists } from './playlists.ts';
import { channelResource, OWNER_PARTS, videoResource, videoStat } from './resources.ts';
import { createSearch } from './search.ts';
import { createSessions } from './sessions.ts';
import { CHANNELS, type Channel, createStore, isVisible, type Video, type YoutubeStore } from './store.ts';
import { createThumbnails } from './thumbnails.ts';
import { createUploads } from './upload.ts';

/** The library of Google says youtube.googleapis.com, the documentation www; both answer. */
const API_HOSTS = ['www.googleapis.com', 'youtube.googleapis.com'] as const;
const ANALYTICS = 'youtubeanalytics.googleapis.com';
const HUB = 'pubsubhubbub.appspot.com';

const COST = { read: 1, write: 50 } as const;

export function createYouTube(state: SandboxState): Vendor {
  const hub = createHub(state);
  const store = createStore(state, hub.changed);
  const auth = createYoutubeAuth(state, store);
  const sessions = createSessions(store, auth);
  const uploads = createUploads(store, auth, sessions);
  const playlists = createPlaylists(store, auth);
  const comments = createComments(store, auth);
  const captions = createCaptions(store, auth, sessions);
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
    ...api('video_categories_list', 'GET', '/youtube/v3/videoCategories', calls.listCategories),
    ...api('playlists_list', 'GET', '/youtube/v3/playlists', playlists.list),
    ...api('playlists_insert', 'POST', '/youtube/v3/playlists', playlists.insert, 'json'),
    ...api('playlist_items_list', 'GET', '/youtube/v3/playlistItems', playlists.listItems),
    ...api('playlist_items_insert', 'POST', '/youtube/v3/playlistItems', playlists.insertItem, 'json'),
    ...api('playlists_update', 'PUT', '/youtube/v3/playlists', playlists.update, 'json'),
    ...api('playlists_delete', 'DELETE', '/youtube/v3/playlists', playlists.remove),
    ...api('playlist_items_delete', 'DELETE', '/youtube/v3/playlistItems', playlists.removeItem),
    ...api('captions_insert', 'POST', '/upload/youtube/v3/captions', captions.insert, 'stream'),
    ...api('captions_update', 'PUT', '/upload/youtube/v3/captions', continuing(captions.update), 'stream'),
    ...api('captions_update', 'PUT', '/youtube/v3/captions', captions.update, 'stream'),
    ...api('captions_list', 'GET', '/youtube/v3/captions', captions.list),
    ...api('captions_download', 'GET', '/youtube/v3/captions/:id', captions.download),
    ...api('captions_delete', 'DELETE', '/youtube/v3/captions', captions.remove),
    ...api('comments_list', 'GET', '/youtube/v3/comments', comments.listReplies),
    ...api('comments_insert', 'POST', '/youtube/v3/comments', comments.reply, 'json'),
    ...api('search_list', 'GET', '/youtube/v3/search', createSearch(store, auth)),
    ...api('comment_threads_list', 'GET', '/youtube/v3/commentThreads', comments.list),
    ...api('comment_threads_insert', 'POST', '/youtube/v3/commentThreads', comments.insert, 'json'),
  ];

  return {
    id: 'YOUTUBE',
    hosts: [...API_HOSTS, ANALYTICS, HUB, 'accounts.google.com', 'oauth2.googleapis.com', 'www.youtube.com'],
    ownPaths: [
      [/^\/(upload\/)?youtube\/v3\//, 'www.googleapis.com'],
      [/^\/(token|tokeninfo|revoke)$/, 'oauth2.googleapis.com'],
      [/^\/o\/oauth2\//, 'accounts.google.com'],
      [/^\/v2\/reports$/, ANALYTICS],
    ],
    routes,
    timeline: store.timeline,
    accounts: () => CHANNELS.map(({ id, username, displayName }) => ({ id, username, displayName })),
    expireTokens: auth.oauth.expireTokens,
    revokeTokens: auth.oauth.revokeTokens,
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

function createCalls(store: YoutubeStore, auth: YoutubeAuth, hub: Pick<Hub, 'changed' | 'deleted'>) {
  const acting = (request: SandboxRequest, scopes: readonly string[], cost: number): Channel => {
    const channel = auth.channel(request, scopes);
    store.quota.spend(cost);
    return channel;
  };

  const own = (id: string | null | undefined, channel: Channel, location: string): Video => {
    const video = store.video(id ?? '');
    if (video === undefined) throw videoNotFound(location);
    if (video.channel.id !== channel.id) throw forbidden();
    return video;
  };

  return {
    listChannels: (request: SandboxRequest): SandboxResponse => {
      const channel = acting(request, SCOPES.read, COST.read);
      const parts = partsOf(request.query);
      const ids = request.query.get('id')?.split(',');
      if (ids === undefined && request.query.get('mine') !== 'true') throw missingParameter('mine');
      const known = store.own().hasChannel ? CHANNELS : [];
      const items = known.filter((one) => (ids === undefined ? one.id === channel.id : ids.includes(one.id)));
      const { items: shown, ...head } = page('youtube#channelListResponse', items, request.query, (one) =>
        channelResource(store, one, parts),
      );
      // An account without a channel gets an answer without `items`, not an empty list.
      return { status: 200, json: items.length === 0 ? head : { ...head, items: shown } };
    },

    listVideos: (request: SandboxRequest): SandboxResponse => {
      const channel = acting(request, SCOPES.read, COST.read);
      const parts = videoParts(request.query);
      const ids = [...new Set(request.query.getAll('id').flatMap((list) => list.split(',')))];
      if (ids.length === 0) throw missingParameter('id');
      const found = ids.map((id) => store.video(id)).filter((video) => video !== undefined);
      const shown = found.filter((video) => video.channel.id === channel.id || isVisible(video));
      const foreign = shown.some((video) => video.channel.id !== channel.id);
      if (foreign && OWNER_PARTS.some((part) => parts.includes(part))) throw forbidden();
      const json = page('youtube#videoListResponse', shown, withRoomFor(ids.length, request.query), (video) =>
        videoResource(store, video, parts),
      );
      if (parts.includes('status') || parts.includes('processingDetails')) for (const video of shown) video.polls += 1;
      return { status: 200, json };
    },

    batchStats: (request: SandboxRequest): SandboxResponse => {
      auth.channel(request, SCOPES.read);
      store.quota.spend(1, 'batchStats');
      const parts = partsOf(request.query);
      const ids = request.query.getAll('id').flatMap((list) => list.split(','));
      if (ids.length > 50) throw tooManyIds();
      const found = ids.flatMap((id) => store.video(id) ?? []).filter((video) => video.publicSince !== undefined);
      const items = found.map((video) => videoStat(video, parts, store.state.now()));
      return { status: 200, json: { kind: 'youtube#batchGetStatsResponse', etag: etag(items), items } };
    },

    updateVideo: (request: SandboxRequest): SandboxResponse => {
      const channel = acting(request, SCOPES.write, COST.write);
      const parts = videoParts(request.query);
      if (request.bodyProblem !== undefined) throw no(400, 'parseError', 'Parse Error');
      const video = own(resourceId(request.json), channel, 'body.id');
      const wasPublic = video.publicSince !== undefined;
      video.metadata = updatedMetadata(request.json, parts, video.metadata, wasPublic);
      if (wasPublic && parts.includes('snippet')) hub.changed(video);
      return { status: 200, json: videoResource(store, store.settle(video), parts) };
    },

    deleteVideo: (request: SandboxRequest): SandboxResponse => {
      const channel = acting(request, SCOPES.write, COST.write);
      const id = request.query.get('id');
      if (id === null) throw missingParameter('id');
      const video = own(id, channel, 'parameters.id');
      store.removeVideo(video);
      if (video.publicSince !== undefined) hub.deleted(video);
      return { status: 204 };
    },

    listCategories: (request: SandboxRequest): SandboxResponse => {
      acting(request, SCOPES.read, COST.read);
      partsOf(request.query);
      const ids = request.query.get('id')?.split(',');
      if (ids === undefined && !request.query.has('regionCode')) throw missingParameter('regionCode');
      const items = CATEGORIES.filter((category) => ids === undefined || ids.some((id) => id === category.id)).map(
        ({ id, title, assignable }) => ({
          kind: 'youtube#videoCategory',
          id,
          snippet: { title, assignable, channelId: 'UCBR8-60-B28hp2BmDPdntcQ' },
        }),
      );
      return { status: 200, json: { kind: 'youtube#videoCategoryListResponse', items } };
    },
  };
}

/** `maxResults` does not apply to a list of ids. */
function withRoomFor(count: number, query: URLSearchParams): URLSearchParams {
  if (count > 50) throw tooManyIds();
  return new URLSearchParams({ ...Object.fromEntries(query), maxResults: String(count) });
}

const tooManyIds = () => no(400, 'invalidParameter', 'Too many ids.', { location: 'id', locationType: 'parameter' });

const forbidden = (message = 'The request is not properly authorized to access the resource.') =>
  no(403, 'forbidden', message, { domain: 'youtube.common', status: 'PERMISSION_DENIED' });
