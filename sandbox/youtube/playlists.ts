/** YouTube playlists: those a channel made, and the one of its uploads that keeps itself. */
import { z } from 'zod';
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import { missingParameter, no, page } from './answers.ts';
import { SCOPES, type YoutubeAuth } from './auth.ts';
import { type Entry, playlistItemResource, playlistResource } from './resources.ts';
import { CHANNELS, type Channel, isVisible, newId, type Playlist, type Video, type YoutubeStore } from './store.ts';

const MAX_ITEMS = 5000;

const playlistBody = z.strictObject({
  snippet: z.looseObject({ title: z.string().min(1).max(150), description: z.string().max(5000).default('') }),
  status: z.looseObject({ privacyStatus: z.enum(['public', 'unlisted', 'private']) }).optional(),
});
const itemBody = z.strictObject({
  kind: z.unknown().optional(),
  etag: z.unknown().optional(),
  id: z.string().optional(),
  snippet: z.looseObject({
    playlistId: z.string().optional(),
    resourceId: z.looseObject({ kind: z.literal('youtube#video'), videoId: z.string() }),
    position: z.int().min(0).optional(),
  }),
  contentDetails: z.looseObject({}).optional(),
});

export function createPlaylists(store: YoutubeStore, auth: YoutubeAuth) {
  const { playlists } = store;

  const acting = (request: SandboxRequest, scopes: readonly string[], cost: number) => {
    const channel = auth.channel(request, scopes);
    store.quota.spend(cost);
    const parts = request.query.getAll('part').flatMap((list) => list.split(','));
    if (parts.length === 0) throw missingParameter('part');
    return { channel, parts };
  };

  const entries = (playlist: Playlist): Entry[] =>
    playlist.items.flatMap((item, position) => {
      const video = store.video(item.videoId);
      return video === undefined
        ? []
        : [{ ...item, playlistId: playlist.id, position, owner: playlist.channel, video }];
    });

  /** A fresh upload takes its time to appear here, which is why a look-up must not conclude too early. */
  const uploads = (channel: Channel): Entry[] => {
    const { hideFreshMs, hideFreshReads } = store.state.settings('YOUTUBE');
    const listed = store.videosOf(channel).filter((video) => {
      const hidden = store.state.now() - video.uploadedAt < hideFreshMs || video.listings < hideFreshReads;
      video.listings += 1;
      return !hidden;
    });
    const entry = (video: Video, position: number): Entry => ({
      id: `UU.${video.id}`,
      playlistId: channel.uploadsPlaylistId,
      position,
      addedAt: video.uploadedAt,
      owner: channel,
      video,
    });
    return listed.map(entry);
  };

  const itemsOf = (playlistId: string, viewer: Channel): Entry[] => {
    const owner = CHANNELS.find((channel) => channel.uploadsPlaylistId === playlistId);
    if (owner !== undefined) return uploads(owner).filter(({ video }) => owner.id === viewer.id || isVisible(video));
    const playlist = playlists.get(playlistId);
    if (playlist === undefined || (playlist.privacyStatus === 'private' && playlist.channel.id !== viewer.id))
      throw playlistNotFound();
    return entries(playlist);
  };

  const ownPlaylist = (id: string, channel: Channel): Playlist => {
    const playlist = playlists.get(id);
    if (playlist === undefined) throw playlistNotFound();
    if (playlist.channel.id !== channel.id)
      throw no(403, 'playlistForbidden', 'The request is not properly authorized.', { domain: 'youtube.playlist' });
    return playlist;
  };

  return {
    list: (request: SandboxRequest): SandboxResponse => {
      const { channel, parts } = acting(request, SCOPES.read, 1);
      const ids = request.query.get('id')?.split(',');
      const owner = request.query.get('mine') === 'true' ? channel.id : request.query.get('channelId');
      if (ids === undefined && owner === null) throw missingParameter('mine');
      const all = [...playlists.values()].filter(
        (one) => one.channel.id === channel.id || one.privacyStatus !== 'private',
      );
      const items = all.filter((one) => (ids === undefined ? one.channel.id === owner : ids.includes(one.id)));
      const json = page('youtube#playlistListResponse', items, request.query, (one) => playlistResource(one, parts));
      return { status: 200, json };
    },

    insert: (request: SandboxRequest): SandboxResponse => {
      const { channel, parts } = acting(request, SCOPES.write, 50);
      const body = playlistBody.safeParse(request.json);
      if (!body.success)
        throw no(400, 'playlistTitleRequired', 'The request must specify a playlist title.', {
          domain: 'youtube.playlist',
        });
      const { snippet, status } = body.data;
      const id = `PL${newId()}${newId()}`;
      const privacyStatus = status?.privacyStatus ?? 'public';
      const { title, description } = snippet;
      const playlist: Playlist = {
        id,
        channel,
        title,
        description,
        privacyStatus,
        createdAt: store.state.now(),
        items: [],
      };
      playlists.set(id, playlist);
      return { status: 200, json: playlistResource(playlist, parts) };
    },

    update: (request: SandboxRequest): SandboxResponse => {
      const { channel, parts } = acting(request, SCOPES.write, 50);
      const body = playlistBody.extend({ id: z.string() }).safeParse(request.json);
      if (!body.success)
        throw no(400, 'playlistTitleRequired', 'The request must specify a playlist title.', {
          domain: 'youtube.playlist',
        });
      const { id, snippet, status } = body.data;
      const playlist = ownPlaylist(id, channel);
      playlist.title = snippet.title;
      playlist.description = snippet.description;
      playlist.privacyStatus = status?.privacyStatus ?? playlist.privacyStatus;
      return { status: 200, json: playlistResource(playlist, parts) };
    },

    remove: (request: SandboxRequest): SandboxResponse => {
      const channel = auth.channel(request, SCOPES.write);
      store.quota.spend(50);
      const id = request.query.get('id');
      if (id === null) throw missingParameter('id');
      playlists.delete(ownPlaylist(id, channel).id);
      return { status: 204 };
    },

    /** Moves an entry; its video cannot be exchanged. */
    updateItem: (request: SandboxRequest): SandboxResponse => {
      const { channel, parts } = acting(request, SCOPES.write, 50);
      const body = itemBody.safeParse(request.json);
      if (!body.success) throw resourceIdRequired();
      const { playlistId, resourceId, position } = body.data.snippet;
      if (playlistId === undefined) throw playlistIdRequired();
      const playlist = ownPlaylist(playlistId, channel);
      const item = playlist.items.find(({ id }) => id === body.data.id);
      const video = item === undefined ? undefined : store.video(item.videoId);
      if (item === undefined || video === undefined) throw itemNotFound();
      if (resourceId.videoId !== item.videoId)
        throw itemRefused(400, 'invalidPlaylistItem', 'The video of a playlist item cannot be changed.');
      if (position !== undefined && store.own().playlistsSortThemselves) throw manualSortRequired();
      const others = playlist.items.filter((one) => one !== item);
      const at = Math.min(position ?? playlist.items.indexOf(item), others.length);
      playlist.items = others.toSpliced(at, 0, item);
      const entry = { ...item, playlistId, position: at, owner: channel, video };
      return { status: 200, json: playlistItemResource(entry, parts) };
    },

    removeItem: (request: SandboxRequest): SandboxResponse => {
      const channel = auth.channel(request, SCOPES.write);
      store.quota.spend(50);
      const id = request.query.get('id');
      if (id === null) throw missingParameter('id');
      const playlist = [...playlists.values()].find((one) => one.items.some((item) => item.id === id));
      if (playlist === undefined) throw itemNotFound();
      ownPlaylist(playlist.id, channel);
      playlist.items = playlist.items.filter((item) => item.id !== id);
      return { status: 204 };
    },

    listItems: (request: SandboxRequest): SandboxResponse => {
      const { channel, parts } = acting(request, SCOPES.read, 1);
      const playlistId = request.query.get('playlistId');
      if (playlistId === null) throw missingParameter('playlistId');
      const videoId = request.query.get('videoId');
      const items = itemsOf(playlistId, channel).filter(({ video }) => videoId === null || video.id === videoId);
      const json = page('youtube#playlistItemListResponse', items, request.query, (one) =>
        playlistItemResource(one, parts),
      );
      return { status: 200, json };
    },

    insertItem: (request: SandboxRequest): SandboxResponse => {
      const { channel, parts } = acting(request, SCOPES.write, 50);
      const body = itemBody.safeParse(request.json);
      if (!body.success) throw resourceIdRequired();
      const { playlistId, resourceId, position } = body.data.snippet;
      if (playlistId === undefined) throw playlistIdRequired();
      if (CHANNELS.some((one) => one.uploadsPlaylistId === playlistId)) {
        throw itemRefused(
          400,
          'playlistOperationUnsupported',
          'The API does not support inserting videos into this playlist.',
        );
      }
      const playlist = playlists.get(playlistId);
      if (playlist === undefined) throw playlistNotFound();
      if (playlist.channel.id !== channel.id)
        throw itemRefused(403, 'playlistItemsNotAccessible', 'The request is not properly authorized.');
      if (position !== undefined && store.own().playlistsSortThemselves) throw manualSortRequired();
      const video = store.video(resourceId.videoId);
      if (video === undefined)
        throw itemRefused(404, 'videoNotFound', 'The video that you are trying to add cannot be found.');
      if (playlist.items.length >= MAX_ITEMS) {
        throw itemRefused(
          403,
          'playlistContainsMaximumNumberOfVideos',
          'The playlist already contains the maximum allowed number of items.',
        );
      }
      const at = Math.min(position ?? playlist.items.length, playlist.items.length);
      // The same video twice is two entries: the call is not idempotent.
      const item = { id: `PLI${newId()}${newId()}`, videoId: video.id, addedAt: store.state.now() };
      playlist.items.splice(at, 0, item);
      const entry = { ...item, playlistId, position: at, owner: channel, video };
      return { status: 200, json: playlistItemResource(entry, parts) };
    },
  };
}

const itemRefused = (status: number, reason: string, message: string) =>
  no(status, reason, message, { domain: 'youtube.playlistItem' });

const itemNotFound = () => itemRefused(404, 'playlistItemNotFound', 'The playlist item could not be found.');
const playlistIdRequired = () => itemRefused(400, 'playlistIdRequired', 'The request does not specify the playlist.');
const resourceIdRequired = () =>
  itemRefused(400, 'resourceIdRequired', 'The request must contain a resource in which the snippet.resourceId is set.');
const manualSortRequired = () =>
  itemRefused(400, 'manualSortRequired', 'The playlist must use manual sorting to support positions.');

const playlistNotFound = () =>
  no(404, 'playlistNotFound', "The playlist identified with the request's playlistId parameter cannot be found.", {
    domain: 'youtube.playlistItem',
    location: 'playlistId',
    locationType: 'parameter',
  });
