/** The lists around YouTube's videos: languages, regions, what a channel did, what a search finds, and whether others may train on a video. */
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import { etag, missingParameter, page, partsOf, videoNotFound } from './answers.ts';
import { SCOPES, type YoutubeAuth } from './auth.ts';
import { listedSnippet } from './resources.ts';
import { isVisible, type Video, type YoutubeStore } from './store.ts';

/** A choice of YouTube's some eighty languages and hundred regions. */
const LANGUAGES = ['de', 'en', 'en-GB', 'es', 'es-419', 'fr', 'id', 'it', 'ja', 'nb', 'pl', 'pt', 'sv', 'uk', 'zh-CN'];
const REGIONS = ['AT', 'BR', 'CH', 'DE', 'ES', 'FR', 'GB', 'ID', 'IN', 'IT', 'JP', 'MX', 'NO', 'PL', 'SE', 'UA', 'US'];

export function createLists(store: YoutubeStore, auth: YoutubeAuth) {
  const reading = (request: SandboxRequest) => {
    const channel = auth.channel(request, SCOPES.read);
    store.quota.spend(1);
    return channel;
  };

  /** Names in the language that `hl` asks for. */
  const named = (
    kind: 'i18nLanguage' | 'i18nRegion',
    ids: readonly string[],
    type: 'language' | 'region',
    field: 'hl' | 'gl',
  ) => {
    return (request: SandboxRequest): SandboxResponse => {
      reading(request);
      const parts = partsOf(request.query);
      const names = new Intl.DisplayNames([languageOf(request.query)], { type });
      const items = ids.map((id) => {
        const body = { id, ...(parts.includes('snippet') && { snippet: { [field]: id, name: names.of(id) ?? id } }) };
        return { kind: `youtube#${kind}`, etag: etag(body), ...body };
      });
      return { status: 200, json: { kind: `youtube#${kind}ListResponse`, etag: etag(items), items } };
    };
  };

  return {
    languages: named('i18nLanguage', LANGUAGES, 'language', 'hl'),
    regions: named('i18nRegion', REGIONS, 'region', 'gl'),

    /** Public uploads, newest first; nothing else is done here that YouTube lists. */
    activities: (request: SandboxRequest): SandboxResponse => {
      const channel = reading(request);
      const { query } = request;
      const parts = partsOf(query);
      const owner = query.get('mine') === 'true' ? channel.id : query.get('channelId');
      if (owner === null) throw missingParameter('channelId');
      const uploads = store
        .videos()
        .filter((video) => video.channel.id === owner && video.publicSince !== undefined && isVisible(video))
        .filter((video) => isWithin(video, query));
      const json = page('youtube#activityListResponse', uploads, query, (video) => activity(video, parts));
      return { status: 200, json };
    },

    trainability: (request: SandboxRequest): SandboxResponse => {
      reading(request);
      const id = request.query.get('id');
      if (id === null) throw missingParameter('id');
      if (store.video(id) === undefined) throw videoNotFound();
      const body = { videoId: id, permitted: ['none'] };
      return { status: 200, json: { kind: 'youtube#videoTrainability', etag: etag(body), ...body } };
    },

    /** In the one form a publisher uses: the videos of a channel, with a daily bucket of its own. */
    search: (request: SandboxRequest): SandboxResponse => {
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
        if (!wanted || !ofChannel || !isWithin(video, query)) return false;
        if (!`${video.metadata.snippet.title} ${video.metadata.snippet.description}`.toLowerCase().includes(words))
          return false;
        const hidden = store.state.now() - video.uploadedAt < hideFreshMs || video.listings < hideFreshReads;
        video.listings += 1;
        return !hidden;
      });
      return {
        status: 200,
        json: page('youtube#searchListResponse', found, query, (video) => searchResult(video, parts)),
      };
    },
  };
}

function languageOf(query: URLSearchParams): string {
  const asked = (query.get('hl') ?? 'en_US').replace('_', '-');
  return Intl.DisplayNames.supportedLocalesOf(asked.length < 2 ? 'en' : asked)[0] ?? 'en';
}

function activity(video: Video, parts: readonly string[]) {
  const snippet = { ...listedSnippet(video), type: 'upload' };
  const body = {
    id: Buffer.from(`upload:${video.id}`).toString('base64url'),
    ...(parts.includes('snippet') && { snippet }),
    ...(parts.includes('contentDetails') && { contentDetails: { upload: { videoId: video.id } } }),
  };
  return { kind: 'youtube#activity', etag: etag(body), ...body };
}

function isWithin({ uploadedAt, publicSince = uploadedAt }: Video, query: URLSearchParams): boolean {
  const after = Date.parse(query.get('publishedAfter') ?? '');
  const before = Date.parse(query.get('publishedBefore') ?? '');
  return !(publicSince < after) && !(publicSince >= before);
}

function searchResult(video: Video, parts: readonly string[]) {
  const snippet = { ...listedSnippet(video), liveBroadcastContent: 'none' };
  const body = { id: { kind: 'youtube#video', videoId: video.id }, ...(parts.includes('snippet') && { snippet }) };
  return { kind: 'youtube#searchResult', etag: etag(body), ...body };
}
