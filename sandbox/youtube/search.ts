/** YouTube's search in the one form a publisher uses: the videos of a channel, with a daily bucket of its own. */
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import { etag, missingParameter, page, partsOf } from './answers.ts';
import { SCOPES, type YoutubeAuth } from './auth.ts';
import { thumbnails } from './resources.ts';
import { isVisible, type Video, type YoutubeStore } from './store.ts';

export function createSearch(store: YoutubeStore, auth: YoutubeAuth) {
  return (request: SandboxRequest): SandboxResponse => {
    const channel = auth.channel(request, SCOPES.read);
    store.quota.spend(1, 'searches');
    const { query } = request;
    const parts = partsOf(query);
    const mine = query.get('forMine') === 'true';
    const words = (query.get('q') ?? '').toLowerCase();
    if (!mine && !query.has('channelId') && words === '') throw missingParameter('q');
    const { hideFreshMs, hideFreshReads } = store.state.settings('YOUTUBE');
    const found = store.videos().filter((video) => {
      const wanted = mine ? video.channel.id === channel.id : isVisible(video) && video.publicSince !== undefined;
      const ofChannel = (query.get('channelId') ?? video.channel.id) === video.channel.id;
      if (!wanted || !ofChannel || !within(video, query)) return false;
      if (!`${video.metadata.snippet.title} ${video.metadata.snippet.description}`.toLowerCase().includes(words))
        return false;
      const hidden = store.state.now() - video.uploadedAt < hideFreshMs || video.listings < hideFreshReads;
      video.listings += 1;
      return !hidden;
    });
    return { status: 200, json: page('youtube#searchListResponse', found, query, (video) => result(video, parts)) };
  };
}

function within({ uploadedAt, publicSince = uploadedAt }: Video, query: URLSearchParams): boolean {
  const after = Date.parse(query.get('publishedAfter') ?? '');
  const before = Date.parse(query.get('publishedBefore') ?? '');
  return !(publicSince < after) && !(publicSince >= before);
}

function result(video: Video, parts: readonly string[]) {
  const { title, description } = video.metadata.snippet;
  const snippet = {
    publishedAt: new Date(video.publicSince ?? video.uploadedAt).toISOString().replace(/\.\d+Z$/, 'Z'),
    channelId: video.channel.id,
    title,
    description,
    thumbnails: thumbnails(video),
    channelTitle: video.channel.displayName,
    liveBroadcastContent: 'none',
  };
  const body = { id: { kind: 'youtube#video', videoId: video.id }, ...(parts.includes('snippet') && { snippet }) };
  return { kind: 'youtube#searchResult', etag: etag(body), ...body };
}
