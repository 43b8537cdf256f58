/** The steps that put one video on YouTube: open a session, send all but the last bytes, send the last, see it processed. */
import type { z } from 'zod';
import { PlatformFailure } from '../failure.ts';
import { nearest, type Wanted } from '../kit/candidates.ts';
import type { Api, PublishMedia, PublishPost, Receipt, Steps } from '../platform.ts';
import { ask, ChannelList, PlaylistItemList, unlessRefused } from './api.ts';
import { insertDigest, PRIVACY, videoTitle } from './metadata.ts';
import type { YouTubeOptions } from './options.ts';
import { INVISIBLE_PATIENCE_MS, probePublished } from './processing.ts';
import {
  nextChunk,
  openSession,
  probeSession,
  type SessionState,
  SLOWEST_BYTES_PER_MS,
  sendAhead,
  sendRange,
  sessionGone,
} from './upload.ts';

/** Google keeps a session for about a week. */
const SESSION_LIFE_MS = 6 * 86_400_000;
const UPLOAD_TIMEOUT_MAX_MS = 24 * 3_600_000;
/** How long the uploads playlist may lag behind a fresh video. */
const SETTLE_MS = 60_000;
/** Uploads have times of the clock of YouTube, `since` of ours. */
const CLOCK_SKEW_MS = 60_000;
/** YouTube's times are whole seconds. */
const UNIT_MS = 1_000;
const UPLOADS_PAGE = 50;
const UPLOADS_PAGES_MAX = 10;

type Published = { id: string; url: string; at: string };

export async function publish(post: PublishPost<YouTubeOptions>, steps: Steps, api: Api): Promise<Receipt> {
  const [media] = post.media;
  if (media === undefined) throw new PlatformFailure('MEDIA_INVALID', 'a YouTube post needs a video');

  let storedBytes: number | null = null;
  const session = await steps.run('session', async (signal) => {
    const uri = steps.seal(await openSession(api, post, media, signal));
    storedBytes = 0;
    return { uri, startedAt: api.now().toISOString(), digest: insertDigest(post, media) };
  });
  const sessionUri = () => steps.open(session.uri);
  // Asked only if nothing can have landed. Never before `find`: an open intent belongs to this session.
  const isSessionStale = () =>
    api.now().getTime() - Date.parse(session.startedAt) > SESSION_LIFE_MS ||
    session.digest !== insertDigest(post, media);

  const uploaded = await steps.run(
    'upload',
    async (signal) => {
      if (isSessionStale()) throw sessionGone();
      const onPercent = (percent: number) => steps.report({ platformState: 'uploading', percent });
      return { nextByte: await sendAhead(api, sessionUri(), media, storedBytes, onPercent, signal) };
    },
    { timeoutMs: Math.min(300_000 + Math.ceil(media.bytes / SLOWEST_BYTES_PER_MS), UPLOAD_TIMEOUT_MAX_MS) },
  );

  let { nextByte } = uploaded;
  const published = (id: string): Published => ({ id, url: videoUrl(post.format, id), at: api.now().toISOString() });
  const receipt = await steps.commit<Published>('publish', {
    act: async (signal) => {
      if (isSessionStale()) throw sessionGone({ neverSent: true });
      return published(await sendLastChunk(api, sessionUri(), media, nextByte, signal));
    },
    find: async (signal, since) => {
      const state = await probeSession(api, sessionUri(), media, signal);
      if (state.is === 'COMPLETE' && state.videoId !== null) return published(state.videoId);
      if (state.is === 'INCOMPLETE') {
        // The session says that the last byte never arrived, and the video exists only with it.
        nextByte = state.nextByte ?? 0;
        if (Date.parse(session.startedAt) <= since.getTime()) return 'absent';
        // The first try used an earlier session, which was gone when its video was last looked for.
        const earlier = await findUpload(api, videoTitle(post), { since, from: since }, steps, signal);
        return typeof earlier === 'string' ? earlier : published(earlier.id);
      }
      // Whether waiting or a fresh token may still bring the answer; other failures are final.
      if (state.is === 'REFUSED' && state.failure.kind !== 'rejected') throw state.failure;
      // The session may have been opened well before the intent, and the video may have either time.
      const from = new Date(Math.min(since.getTime(), Date.parse(session.startedAt)));
      const found = await unlessRefused(findUpload(api, videoTitle(post), { since, from }, steps, signal), [
        'rejected',
      ]);
      if (found instanceof PlatformFailure || found === 'unknown') return 'unknown';
      if (found !== 'unseen') return published(found.id);
      // A success without a video id is no valid answer, or an early one; the session still has the video.
      if (state.is === 'COMPLETE') throw unnamed('probe');
      // A session that is gone, without an upload in the list, was almost certainly never completed. One that refuses
      // to answer proves nothing: only a person can decide.
      return state.is === 'GONE' ? 'unseen' : 'unknown';
    },
    settleMs: SETTLE_MS,
  });

  await steps.wait(
    'processing',
    (signal) => {
      const ageMs = api.now().getTime() - Date.parse(receipt.at);
      return probePublished(api, { id: receipt.id, privacy: PRIVACY[post.options.privacy], ageMs }, signal);
    },
    { budgetMs: 2 * INVISIBLE_PATIENCE_MS },
  );
  return receipt;
}

/** The id of the video in an address that a person gave, in any format of YouTube. */
export function receiptOf(post: PublishPost, found: { url: string | null; since: Date }): Published | null {
  const url = URL.parse(found.url ?? '');
  const host = url?.hostname.replace(/^(www|m|music)\./, '');
  const named =
    host === 'youtu.be'
      ? url?.pathname.slice(1)
      : host === 'youtube.com'
        ? (url?.searchParams.get('v') ?? /^\/(?:shorts|live|embed)\/([^/]+)/.exec(url?.pathname ?? '')?.[1])
        : undefined;
  if (named === undefined || !/^[\w-]{11}$/.test(named)) return null;
  return { id: named, url: videoUrl(post.format, named), at: found.since.toISOString() };
}

const videoUrl = (format: PublishPost['format'], id: string) =>
  format === 'SHORT' ? `https://www.youtube.com/shorts/${id}` : `https://www.youtube.com/watch?v=${id}`;

const unnamed = (call: 'chunk' | 'probe') =>
  new PlatformFailure('NETWORK', `videos.insert.${call}: the upload is complete but names no video`);

/** The request that creates the video. */
async function sendLastChunk(
  api: Api,
  sessionUri: string,
  media: PublishMedia,
  nextByte: number,
  signal: AbortSignal,
): Promise<string> {
  if (nextChunk(nextByte, media.bytes) !== null)
    throw new PlatformFailure('PLATFORM_UNAVAILABLE', 'the session lost bytes that it had stored', {
      discard: ['upload'],
      neverSent: true,
    });
  const state: SessionState =
    nextByte < media.bytes
      ? await sendRange(api, sessionUri, media, { start: nextByte, end: media.bytes }, signal)
      : await probeSession(api, sessionUri, media, signal);
  switch (state.is) {
    case 'COMPLETE':
      if (state.videoId !== null) return state.videoId;
      throw unnamed('chunk');
    case 'INCOMPLETE':
      throw new PlatformFailure('PLATFORM_UNAVAILABLE', 'videos.insert.chunk: the session still misses bytes', {
        discard: ['upload'],
      });
    case 'GONE':
      throw sessionGone();
    case 'REFUSED':
      throw state.failure;
  }
}

/**
 * Searches the uploads of the account for one with this title: the nearest after `since`, the intent. YouTube may also
 * give the video the time when its session began (`from`). If several fit, or one is older by no more than the clocks
 * may differ, the answer is unknown.
 */
async function findUpload(
  api: Api,
  title: string,
  { since, from }: { since: Date; from: Date },
  steps: Steps,
  signal: AbortSignal,
): Promise<{ id: string } | 'unseen' | 'unknown'> {
  const uploads = await readUploads(api, new Date(unitOf(from).getTime() - CLOCK_SKEW_MS), signal);
  if (uploads === 'unknown') return uploads;
  const others = await steps.others();
  const named = uploads
    .filter((upload) => upload.title.trim() === title)
    .flatMap(({ resourceId, publishedAt }) =>
      resourceId?.videoId === undefined
        ? []
        : // One without a time counts as fresh.
          [{ id: resourceId.videoId, names: [resourceId.videoId], madeAt: publishedAt ?? since }],
    )
    .filter(({ id }) => !others.isTaken(id));
  // A list may name one video twice.
  const own = [...new Map(named.map((upload) => [upload.id, upload])).values()];
  const isAlike: Wanted['isAlike'] = (other) => other.title?.trim() === title;
  const fits = { unitMs: UNIT_MS, isAlike };
  const isDoubtful = own.some(({ madeAt }) => madeAt < unitOf(from));
  const found =
    from < since && own.some(({ madeAt }) => madeAt >= unitOf(from) && madeAt < unitOf(since))
      ? nearest(own, { ...fits, since: from, isInstant: false }, others)
      : nearest(own, { ...fits, since, isInstant: true }, others);
  if (found === 'none') return isDoubtful ? 'unknown' : 'unseen';
  return found;
}

const unitOf = (at: Date): Date => new Date(Math.floor(at.getTime() / UNIT_MS) * UNIT_MS);

type Upload = z.output<typeof PlaylistItemList>['items'][number]['snippet'];

/** The uploads of the account back to `from`; `unknown` if they cannot be read that far. */
async function readUploads(api: Api, from: Date, signal: AbortSignal): Promise<readonly Upload[] | 'unknown'> {
  const playlistId = await uploadsPlaylist(api, signal);
  if (playlistId === undefined) return 'unknown';
  const uploads: Upload[] = [];
  let pageToken: string | undefined;
  for (let page = 0; page < UPLOADS_PAGES_MAX; page++) {
    const list = await ask(api, 'playlistItems.list', PlaylistItemList, signal, (service, options) =>
      service.playlistItems.list(
        { part: ['snippet'], playlistId, maxResults: UPLOADS_PAGE, ...(pageToken !== undefined && { pageToken }) },
        options,
      ),
    );
    const fresh = list.items
      .map(({ snippet }) => snippet)
      .filter(({ publishedAt }) => publishedAt === undefined || publishedAt >= from);
    uploads.push(...fresh);
    pageToken = list.nextPageToken;
    if (pageToken === undefined || fresh.length < list.items.length) return uploads;
  }
  return 'unknown';
}

async function uploadsPlaylist(api: Api, signal: AbortSignal): Promise<string | undefined> {
  const known = api.account.facts.uploadsPlaylistId;
  if (typeof known === 'string') return known;
  const { items } = await ask(api, 'channels.list', ChannelList, signal, (service, options) =>
    service.channels.list({ part: ['contentDetails'], mine: true }, options),
  );
  return items[0]?.contentDetails?.relatedPlaylists?.uploads;
}
