/** The calls of the YouTube Data API about channels, videos and their categories. */
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import { etag, missingParameter, no, page, partsOf, videoNotFound } from './answers.ts';
import { SCOPES, type YoutubeAuth } from './auth.ts';
import type { Hub } from './hub.ts';
import { CATEGORIES, resourceId, updatedMetadata, videoParts } from './metadata.ts';
import { channelResource, OWNER_PARTS, videoResource, videoStat } from './resources.ts';
import { CHANNELS, type Channel, isVisible, type Video, type YoutubeStore } from './store.ts';

const COST = { read: 1, write: 50 } as const;
const MAX_IDS = 50;

export function createCalls(store: YoutubeStore, auth: YoutubeAuth, hub: Pick<Hub, 'changed' | 'deleted'>) {
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
      const handle = (request.query.get('forHandle') ?? request.query.get('forUsername'))
        ?.replace(/^@/, '')
        .toLowerCase();
      if (ids === undefined && handle === undefined && request.query.get('mine') !== 'true')
        throw missingParameter('mine');
      const known = store.own().hasChannel ? CHANNELS : [];
      const items = known.filter((one) =>
        handle !== undefined
          ? one.username === handle
          : ids === undefined
            ? one.id === channel.id
            : ids.includes(one.id),
      );
      const { items: shown, ...head } = page('youtube#channelListResponse', items, request.query, (one) =>
        channelResource(store, one, parts),
      );
      // An account without a channel gets an answer without `items`, not an empty list.
      return { status: 200, json: items.length === 0 ? head : { ...head, items: shown } };
    },

    listVideos: (request: SandboxRequest): SandboxResponse => {
      const channel = acting(request, SCOPES.read, COST.read);
      const parts = videoParts(request.query);
      const rating = request.query.get('myRating');
      const rated = store.videos().filter((video) => rating !== null && video.ratings.get(channel.id) === rating);
      const asked = request.query.getAll('id').flatMap((list) => list.split(','));
      if (asked.length === 0 && rating === null) throw missingParameter('id');
      const ids = [...new Set(rating === null ? asked : rated.map(({ id }) => id))].slice(0, MAX_IDS + 1);
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
      if (ids.length > MAX_IDS) throw tooManyIds();
      const found = ids.flatMap((id) => store.video(id) ?? []).filter((video) => video.publicSince !== undefined);
      const items = found.map((video) => videoStat(video, parts, store.state));
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
  if (count > MAX_IDS) throw tooManyIds();
  return new URLSearchParams({ ...Object.fromEntries(query), maxResults: String(count) });
}

const tooManyIds = () => no(400, 'invalidParameter', 'Too many ids.', { location: 'id', locationType: 'parameter' });

const forbidden = (message = 'The request is not properly authorized to access the resource.') =>
  no(403, 'forbidden', message, { domain: 'youtube.common', status: 'PERMISSION_DENIED' });
