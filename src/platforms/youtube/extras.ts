/**
 * The extras of a live video: thumbnail, playlist entry, first comment, verdict. Each can fail by itself without
 * touching the video.
 */
import { PlatformFailure } from '../failure.ts';
import { originOf } from '../kit/origins.ts';
import type { Api, Extra, Receipt } from '../platform.ts';
import { isSuccess } from '../request.ts';
import { ask, bearer, CommentThreadList, Created, PlaylistItemList, unlessRefused } from './api.ts';
import { failureOf } from './failures.ts';
import { isShort } from './formats.ts';
import type { YouTubeOptions } from './options.ts';
import { FOLLOW_MS, INVISIBLE_PATIENCE_MS, pollMs, processingProbe, readVideo } from './processing.ts';
import { THUMBNAIL_RULE } from './thumbnail.ts';

const COMMENT_SETTLE_MS = 60_000;
const COMMENTS_PAGE = 100;
/** A thousand comments; if a video gets more within minutes, ours cannot be found among them. */
const COMMENTS_PAGES_MAX = 10;

const thumbnail: Extra<YouTubeOptions> = {
  name: 'thumbnail',
  wanted: (post) => post.options.thumbnailMediaAssetId !== undefined,
  async apply(post, receipt, steps, api) {
    const assetId = post.options.thumbnailMediaAssetId;
    if (assetId === undefined) return undefined;
    // A Short takes a thumbnail only once its processing succeeded, which is later than "processed".
    if (isShort(post))
      await steps.wait(
        'thumbnail.processed',
        async (signal) => {
          const video = await readVideo(api, receipt.id, signal);
          const isReady = processingProbe(video, ageMs(receipt, api)) === 'ready';
          const state = video?.processingDetails?.processingStatus;
          if (isReady && state !== 'processing') return 'ready';
          return { againInMs: pollMs(ageMs(receipt, api)), platformState: 'waiting for the Short to be processed' };
        },
        { budgetMs: FOLLOW_MS },
      );
    await steps.run('thumbnail.set', async (signal) => {
      await setThumbnail(api, receipt, assetId, signal);
      return { videoId: receipt.id };
    });
    return undefined;
  },
};

async function setThumbnail(api: Api, receipt: Receipt, assetId: string, signal: AbortSignal): Promise<void> {
  const endpoint = 'thumbnails.set';
  if (api.media.describe === undefined)
    throw new PlatformFailure('INTERNAL', `${endpoint}: size and type of the thumbnail cannot be read`);
  const { bytes, mimeType } = await api.media.describe(assetId);
  if (!THUMBNAIL_RULE.mimeTypes.some((allowed) => allowed === mimeType))
    throw new PlatformFailure('MEDIA_INVALID', `a thumbnail must be JPEG or PNG; this one is ${mimeType}`);
  if (bytes > THUMBNAIL_RULE.maxBytes)
    throw new PlatformFailure(
      'MEDIA_INVALID',
      `a thumbnail may have ${THUMBNAIL_RULE.maxBytes} bytes; this one has ${bytes}`,
    );
  const stream = api.media.open(assetId);
  try {
    const answer = await api.http.request({
      endpoint,
      method: 'POST',
      url: `${originOf(api.origins, 'api')}/upload/youtube/v3/thumbnails/set`,
      query: { videoId: receipt.id, uploadType: 'media' },
      headers: { ...bearer(api), 'content-type': mimeType },
      body: { stream, bytes },
      signal,
    });
    if (!isSuccess(answer))
      throw failureOf(answer, api, endpoint, {
        overrides: {
          ...whileFresh(receipt, api),
          forbidden: { code: 'ACCOUNT_RESTRICTED', meaning: 'custom thumbnails need a phone-verified channel' },
        },
      });
  } finally {
    stream.destroy();
  }
}

const playlist: Extra<YouTubeOptions> = {
  name: 'playlist',
  wanted: (post) => post.options.playlistId !== undefined,
  async apply(post, receipt, steps, api) {
    const { playlistId } = post.options;
    if (playlistId === undefined) return undefined;
    const isRepeated = steps.peek('playlist.tried') !== undefined;
    await steps.run('playlist.tried', async () => true);
    await steps.run('playlist.add', async (signal) => {
      // Adding twice makes two entries, so a repeated step looks first.
      const present = isRepeated ? await findEntry(api, playlistId, receipt.id, signal) : undefined;
      if (present !== undefined) return { playlistItemId: present.id ?? null };
      const resourceId = { kind: 'youtube#video', videoId: receipt.id };
      const { id } = await ask(
        api,
        'playlistItems.insert',
        Created,
        signal,
        (service, options) =>
          service.playlistItems.insert(
            { part: ['snippet'], requestBody: { snippet: { playlistId, resourceId } } },
            options,
          ),
        { ...OPTIONAL_SCOPE, ...whileFresh(receipt, api) },
      );
      return { playlistItemId: id };
    });
    return undefined;
  },
};

async function findEntry(api: Api, playlistId: string, videoId: string, signal: AbortSignal) {
  const { items } = await ask(api, 'playlistItems.list', PlaylistItemList, signal, (service, options) =>
    service.playlistItems.list({ part: ['snippet'], playlistId, videoId, maxResults: 50 }, options),
  );
  return items.find((item) => item.snippet.resourceId?.videoId === videoId);
}

const firstComment: Extra<YouTubeOptions> = {
  name: 'first-comment',
  wanted: (post) => post.options.firstComment !== undefined,
  async apply(post, receipt, steps, api) {
    const text = post.options.firstComment;
    if (text === undefined) return undefined;
    await steps.commit('first-comment', {
      act: (signal) =>
        ask(
          api,
          'commentThreads.insert',
          Created,
          signal,
          (service, options) =>
            service.commentThreads.insert(
              {
                part: ['snippet'],
                requestBody: {
                  snippet: {
                    channelId: api.account.externalId,
                    videoId: receipt.id,
                    topLevelComment: { snippet: { textOriginal: text } },
                  },
                },
              },
              options,
            ),
          { ...OPTIONAL_SCOPE, ...whileFresh(receipt, api) },
        ),
      find: (signal) => findComment(api, receipt.id, text, signal),
      settleMs: COMMENT_SETTLE_MS,
    });
    return undefined;
  },
};

/**
 * The comment of the channel with this text, newest first. A page may be shorter than requested; only its token shows
 * whether it is the last.
 */
async function findComment(api: Api, videoId: string, text: string, signal: AbortSignal) {
  let pageToken: string | undefined;
  for (let page = 0; page < COMMENTS_PAGES_MAX; page++) {
    const list = ask(
      api,
      'commentThreads.list',
      CommentThreadList,
      signal,
      (service, options) =>
        service.commentThreads.list(
          {
            ...{ part: ['snippet'], videoId, order: 'time', textFormat: 'plainText', maxResults: COMMENTS_PAGE },
            ...(pageToken !== undefined && { pageToken }),
          },
          options,
        ),
      OPTIONAL_SCOPE,
    );
    const answer = await unlessRefused(list, ['rejected']);
    if (answer instanceof PlatformFailure) return 'unknown';
    const own = answer.items.find(({ snippet }) => {
      const { textOriginal, textDisplay, authorChannelId } = snippet.topLevelComment.snippet;
      const author = authorChannelId?.value ?? api.account.externalId;
      return author === api.account.externalId && (textOriginal ?? textDisplay)?.trim() === text.trim();
    });
    if (own !== undefined) return { id: own.id };
    pageToken = answer.nextPageToken;
    if (pageToken === undefined) return 'unseen';
  }
  return 'unknown';
}

/**
 * Playlists and comments need a scope that publishing does not. Without it only they fail: as `unauthorized` the
 * refusal would take the whole account out of service.
 */
const NO_SCOPE = {
  code: 'SCOPE_MISSING',
  kind: 'rejected',
  meaning:
    'the account was connected without the permission to manage playlists and comments; connect it again with every permission',
} as const;
const OPTIONAL_SCOPE = { insufficientPermissions: NO_SCOPE, ACCESS_TOKEN_SCOPE_INSUFFICIENT: NO_SCOPE };

/** While the video is fresh, "unknown" does not mean that it is gone. */
function whileFresh(receipt: Receipt, api: Api) {
  const isFresh = ageMs(receipt, api) < INVISIBLE_PATIENCE_MS;
  return isFresh ? { videoNotFound: { code: 'PLATFORM_UNAVAILABLE' } as const } : {};
}

function ageMs(receipt: Receipt, api: Api): number {
  return typeof receipt.at === 'string' ? api.now().getTime() - Date.parse(receipt.at) : Infinity;
}

/** A video that was published during its processing is followed to the end; `processing.ts` says why. */
const verdict: Extra<YouTubeOptions> = {
  name: 'verdict',
  wanted: () => true,
  async apply(_post, receipt, steps, api) {
    await steps.wait(
      'verdict.read',
      async (signal) =>
        ageMs(receipt, api) > FOLLOW_MS
          ? 'ready'
          : processingProbe(await readVideo(api, receipt.id, signal), ageMs(receipt, api)),
      { budgetMs: 2 * FOLLOW_MS },
    );
    return undefined;
  },
};

export const extras = [thumbnail, playlist, firstComment, verdict] as const;
