/** The YouTube stand-in: Google's OAuth, the Data API v3 and its upload server. */
import { createHash } from 'node:crypto';
import { imageSize } from 'image-size';
import { wholeBody } from './body.ts';
import type { BodyKind, Route, SandboxRequest, SandboxResponse, SandboxState, Vendor } from './core.ts';
import { Refusal, refusable } from './refusal.ts';
import { missingParameter, no, page, partsOf, videoNotFound } from './youtube-answers.ts';
import { createYoutubeAuth, SCOPES, type YoutubeAuth } from './youtube-auth.ts';
import { createComments } from './youtube-comments.ts';
import { CATEGORIES, resourceId, updatedMetadata, videoParts } from './youtube-metadata.ts';
import { createPlaylists } from './youtube-playlists.ts';
import { channelResource, OWNER_PARTS, thumbnails, videoResource } from './youtube-resources.ts';
import {
  CHANNELS,
  type Channel,
  createStore,
  isShort,
  isVisible,
  type Video,
  type YoutubeStore,
} from './youtube-store.ts';
import { createUploads } from './youtube-upload.ts';

/** The library of Google says youtube.googleapis.com, the documentation www; both answer. */
const API_HOSTS = ['www.googleapis.com', 'youtube.googleapis.com'] as const;

const COST = { read: 1, write: 50 } as const;
const THUMBNAIL_MAX_BYTES = 52_428_800;
const THUMBNAIL_MIN_WIDTH = 640;

export function createYouTube(state: SandboxState): Vendor {
  const store = createStore(state);
  const auth = createYoutubeAuth(state, store);
  const uploads = createUploads(store, auth);
  const playlists = createPlaylists(store, auth);
  const comments = createComments(store, auth);
  const calls = createCalls(store, auth);

  const api = (
    operation: string,
    method: string,
    path: string,
    handler: Route['handler'],
    body: BodyKind = 'none',
  ): Route[] => API_HOSTS.map((host) => ({ operation, host, method, path, handler: refusable(handler), body }));

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
    ...api('videos_insert', 'POST', '/upload/youtube/v3/videos', uploads.insert, 'stream'),
    ...api('upload_put', 'PUT', '/upload/youtube/v3/videos', uploads.put, 'stream'),
    ...api('upload_cancel', 'DELETE', '/upload/youtube/v3/videos', uploads.cancel),
    ...api('thumbnails_set', 'POST', '/upload/youtube/v3/thumbnails/set', calls.setThumbnail, 'stream'),
    ...api('channels_list', 'GET', '/youtube/v3/channels', calls.listChannels),
    ...api('videos_list', 'GET', '/youtube/v3/videos', calls.listVideos),
    ...api('videos_update', 'PUT', '/youtube/v3/videos', calls.updateVideo, 'json'),
    ...api('videos_delete', 'DELETE', '/youtube/v3/videos', calls.deleteVideo),
    ...api('video_categories_list', 'GET', '/youtube/v3/videoCategories', calls.listCategories),
    ...api('playlists_list', 'GET', '/youtube/v3/playlists', playlists.list),
    ...api('playlists_insert', 'POST', '/youtube/v3/playlists', playlists.insert, 'json'),
    ...api('playlist_items_list', 'GET', '/youtube/v3/playlistItems', playlists.listItems),
    ...api('playlist_items_insert', 'POST', '/youtube/v3/playlistItems', playlists.insertItem, 'json'),
    ...api('comment_threads_list', 'GET', '/youtube/v3/commentThreads', comments.list),
    ...api('comment_threads_insert', 'POST', '/youtube/v3/commentThreads', comments.insert, 'json'),
  ];

  return {
    id: 'YOUTUBE',
    hosts: [...API_HOSTS, 'accounts.google.com', 'oauth2.googleapis.com', 'www.youtube.com'],
    ownPaths: [
      [/^\/(upload\/)?youtube\/v3\//, 'www.googleapis.com'],
      [/^\/(token|tokeninfo|revoke)$/, 'oauth2.googleapis.com'],
      [/^\/o\/oauth2\//, 'accounts.google.com'],
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
      uploads.reset();
      store.reset();
    },
  };
}

function createCalls(store: YoutubeStore, auth: YoutubeAuth) {
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

    updateVideo: (request: SandboxRequest): SandboxResponse => {
      const channel = acting(request, SCOPES.write, COST.write);
      const parts = videoParts(request.query);
      if (request.bodyProblem !== undefined) throw no(400, 'parseError', 'Parse Error');
      const video = own(resourceId(request.json), channel, 'body.id');
      video.metadata = updatedMetadata(request.json, parts, video.metadata, video.publicSince !== undefined);
      return { status: 200, json: videoResource(store, store.settle(video), parts) };
    },

    deleteVideo: (request: SandboxRequest): SandboxResponse => {
      const channel = acting(request, SCOPES.write, COST.write);
      const id = request.query.get('id');
      if (id === null) throw missingParameter('id');
      store.removeVideo(own(id, channel, 'parameters.id'));
      return { status: 204 };
    },

    setThumbnail: async (request: SandboxRequest): Promise<SandboxResponse> => {
      const channel = acting(request, SCOPES.upload, COST.write);
      const id = request.query.get('videoId');
      if (id === null) throw missingParameter('videoId');
      if (request.query.get('uploadType') !== 'media') throw mediaBodyRequired();
      const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
      const image = await imageOf(request);
      const video = own(id, channel, 'parameters.videoId');
      if (!store.own().phoneVerified)
        throw forbidden("The authenticated user doesn't have permissions to upload and set custom video thumbnails.");
      if (image.length === 0) throw mediaBodyRequired();
      const size = measured(image, type);
      if (isShort(video) && store.isProcessing(video)) throw notProcessed();
      checkShape(size, isShort(video));
      video.thumbnail = { ...size, sha256: createHash('sha256').update(image).digest('hex') };
      return {
        status: 200,
        json: { kind: 'youtube#thumbnailSetResponse', etag: video.thumbnail.sha256, items: [thumbnails(video)] },
      };
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
  if (count > 50) throw no(400, 'invalidParameter', 'Too many ids.', { location: 'id', locationType: 'parameter' });
  return new URLSearchParams({ ...Object.fromEntries(query), maxResults: String(count) });
}

/** What is announced as too large is refused before it is read. */
async function imageOf(request: SandboxRequest): Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? 0);
  const image = announced > THUMBNAIL_MAX_BYTES ? undefined : await wholeBody(request.stream, THUMBNAIL_MAX_BYTES);
  if (image !== undefined) return image;
  throw new Refusal({ status: 413, json: { error: { code: 413, message: 'Request Entity Too Large', errors: [] } } });
}

function measured(image: Buffer, contentType: string): { width: number; height: number } {
  if (!['image/jpeg', 'image/png', 'application/octet-stream'].includes(contentType)) throw invalidImage();
  try {
    const { width, height, type } = imageSize(image);
    if (type === 'jpg' || type === 'png') return { width, height };
  } catch (error) {
    // The library throws on anything it cannot measure; for the vendor that is one refusal.
    if (!(error instanceof Error)) throw error;
  }
  throw invalidImage();
}

function checkShape({ width, height }: { width: number; height: number }, short: boolean): void {
  if (short && width > height) throw thumbnailRefused(400, 'imageTooWide', 'The thumbnail of a Short must be upright.');
  if (!short && height > width)
    throw thumbnailRefused(400, 'imageTooTall', 'The thumbnail must be wider than it is tall.');
  if (!short && width < THUMBNAIL_MIN_WIDTH) throw invalidImage();
}

const thumbnailRefused = (status: number, reason: string, message: string) =>
  no(status, reason, message, { domain: 'youtube.thumbnail' });
const invalidImage = () => thumbnailRefused(400, 'invalidImage', 'The provided image content is invalid.');
const mediaBodyRequired = () =>
  thumbnailRefused(400, 'mediaBodyRequired', 'The request does not include the image content.');
const notProcessed = () => thumbnailRefused(412, 'failedPrecondition', 'The video is still being processed.');

const forbidden = (message = 'The request is not properly authorized to access the resource.') =>
  no(403, 'forbidden', message, { domain: 'youtube.common', status: 'PERMISSION_DENIED' });
