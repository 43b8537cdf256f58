/** The steps that put one video on YouTube: open a session, send all but the last bytes, send the last, see it processed. */
import { PlatformFailure } from '../failure.ts';
import type { Api, PublishMedia, PublishPost, Receipt, Steps } from '../platform.ts';
import { unlessRefused } from './api.ts';
import { findUpload, type Published, videoUrl } from './find.ts';
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
