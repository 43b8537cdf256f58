/** Publishes a video: session, chunks, and the last chunk as the irreversible call. */
import { PlatformFailure } from '../failure.ts';
import { type Range, sendAhead } from '../kit/ranges.ts';
import type { Api, Json, NotFound, PublishMedia, PublishPost, Receipt, Steps } from '../platform.ts';
import { fetchStatus, initVideo, type PublishStatus } from './api.ts';
import { checkCreator, type DirectSettings } from './creator.ts';
import { isDirect, type TikTokOptions } from './options.ts';
import { awaitVerdict, failedVerdict, isDelivered, type Posted, posted, statusIfKnown } from './outcome.ts';
import {
  type Chunk,
  type ChunkAnswer,
  type ChunkPlan,
  chunkPlan,
  chunkTimeoutMs,
  lastChunkStart,
  putChunk,
  uploadExpired,
  wholeChunks,
} from './upload.ts';

const UPLOAD_URL_LIFE_MS = 60 * 60_000;
const UPLOAD_STEP_MS = 55 * 60_000;
const SETTLE_MS = 10_000;
// How many chunks may bring nothing new before the session is given up.
const MAX_STALLS = 3;
const MADE_BY = ['init', 'upload'];

/** The journaled result of `init`. A type, not an interface: it must be assignable to Json. */
type Session = ChunkPlan & {
  publishId: string;
  sealedUrl: string;
  urlExpiresAt: string;
  username: string | null;
};

export async function publishVideo(
  post: PublishPost<TikTokOptions>,
  media: PublishMedia,
  steps: Steps,
  api: Api,
): Promise<Receipt> {
  let isNew = false;
  const session = await steps.run('init', async (signal) => {
    isNew = true;
    return openSession(post, media, steps, api, signal);
  });
  await steps.run('upload', (signal) => uploadAllButLast(session, isNew, media, steps, api, signal), {
    timeoutMs: UPLOAD_STEP_MS,
  });
  const receipt = await steps.commit('publish', lastChunk(session, media, steps, api));
  await awaitVerdict(receipt, MADE_BY, steps, api);
  return receipt;
}

// Nothing is posted before the last byte, so a session whose answer was lost is unused and expires.
async function openSession(
  post: PublishPost<TikTokOptions>,
  media: PublishMedia,
  steps: Steps,
  api: Api,
  signal: AbortSignal,
) {
  const plan = chunkPlan(media.bytes);
  const source = {
    source: 'FILE_UPLOAD',
    video_size: plan.size,
    chunk_size: plan.chunkSize,
    total_chunk_count: plan.chunkCount,
  };
  const settings = isDirect(post.options) ? await checkCreator(post, api, signal) : null;
  const session = await (settings === null
    ? initVideo(api, 'INBOX', { source_info: source }, signal)
    : initVideo(api, 'DIRECT', { post_info: videoPostInfo(post, settings), source_info: source }, signal));
  return {
    ...plan,
    publishId: session.publish_id,
    sealedUrl: steps.seal(session.upload_url),
    urlExpiresAt: new Date(api.now().getTime() + UPLOAD_URL_LIFE_MS).toISOString(),
    username: settings?.username ?? null,
  } satisfies Session;
}

/** `post_info` of a direct video post. */
export function videoPostInfo(post: PublishPost<TikTokOptions>, settings: DirectSettings) {
  const { options } = post;
  return {
    ...(post.caption !== '' && { title: post.caption }),
    privacy_level: settings.privacyLevel,
    disable_comment: settings.disableComment,
    disable_duet: settings.disableDuet,
    disable_stitch: settings.disableStitch,
    ...(options.coverTimestampMs !== null && { video_cover_timestamp_ms: options.coverTimestampMs }),
    brand_content_toggle: options.brandContent,
    brand_organic_toggle: options.brandOrganic,
    is_aigc: options.isAigc,
  } satisfies Json;
}

async function uploadAllButLast(
  session: Session,
  isNew: boolean,
  media: PublishMedia,
  steps: Steps,
  api: Api,
  signal: AbortSignal,
): Promise<null> {
  const end = lastChunkStart(session);
  if (end === 0) return null;
  const ask = (askSignal: AbortSignal) => storedAlready(session, api, askSignal);
  const upload = {
    totalBytes: session.size,
    next: (stored: number) => (stored < end ? { start: stored, end: stored + session.chunkSize } : null),
    send: async (range: Range, sendSignal: AbortSignal) => {
      const answer = await sendChunk(session, { media, ...range }, steps, api, sendSignal);
      if (answer.state === 'gone') throw uploadExpired(answer.httpStatus);
      // 201 belongs to the last chunk; for one in between it can only mean that this one is stored.
      if (answer.state === 'complete') return range.end;
      if (answer.storedBytes !== null) return wholeChunks(session, answer.storedBytes);
      return answer.state === 'partial' ? range.end : null;
    },
    ask,
    timeoutMs: chunkTimeoutMs,
    stalls: MAX_STALLS,
    stalled: () => stuckUpload(),
    onPercent: (percent: number) => steps.report({ platformState: 'PROCESSING_UPLOAD', percent }),
  };
  await sendAhead(upload, isNew ? 0 : null, signal);
  return null;
}

// After the hour nothing is sent: a server that hangs up on an unwanted body would look like a network failure.
async function sendChunk(
  session: Session,
  chunk: Chunk,
  steps: Steps,
  api: Api,
  signal: AbortSignal,
): Promise<ChunkAnswer> {
  if (api.now().getTime() >= Date.parse(session.urlExpiresAt)) return { state: 'gone', httpStatus: null };
  return putChunk(api, steps.open(session.sealedUrl), chunk, signal);
}

// After an interrupted run TikTok knows how far the upload came.
async function storedAlready(session: Session, api: Api, signal: AbortSignal): Promise<number> {
  const status = await fetchStatus(api, session.publishId, signal);
  if (status === null) throw uploadExpired(404);
  if (status.status === 'FAILED') throw failedVerdict(status.failReason, MADE_BY, api);
  return isDelivered(status) ? session.size : wholeChunks(session, status.uploadedBytes ?? 0);
}

function lastChunk(session: Session, media: PublishMedia, steps: Steps, api: Api) {
  const startedAt = new Date(Date.parse(session.urlExpiresAt) - UPLOAD_URL_LIFE_MS);
  const success = (): Posted => posted(session.publishId, session.username, startedAt, api);
  // What `find` saw in this run; set exactly if an earlier last chunk may have arrived.
  let seen: PublishStatus | undefined;
  const holdsAll = async (httpStatus: number | null, signal: AbortSignal): Promise<boolean> => {
    const status = await statusIfKnown(session.publishId, api, signal);
    if (status?.status === 'FAILED') throw failedVerdict(status.failReason, MADE_BY, api);
    if (status !== null && isDelivered(status)) return true;
    if (status === null || status.uploadedBytes === null) throw unknownAmount(httpStatus);
    return status.uploadedBytes >= session.size;
  };
  return {
    settleMs: SETTLE_MS,
    // Short for a small chunk: after a lost answer, an empty look-up counts only after this time.
    timeoutMs: chunkTimeoutMs(session.size - lastChunkStart(session)),

    async act(signal: AbortSignal): Promise<Posted> {
      if (seen?.status === 'FAILED') throw failedVerdict(seen.failReason, MADE_BY, api);
      const start = lastChunkStart(session);
      const answer = await sendChunk(session, { media, start, end: session.size }, steps, api, signal);
      if (answer.state === 'complete') return success();
      if (answer.state === 'gone') {
        // The session is also gone if the earlier last chunk did arrive and the status was behind: a new session would
        // post twice.
        if (seen !== undefined && (await holdsAll(answer.httpStatus, signal))) return success();
        throw uploadExpired(answer.httpStatus);
      }
      if (answer.storedBytes !== null && answer.storedBytes >= session.size) return success();
      throw stuckUpload(['upload']);
    },

    async find(signal: AbortSignal): Promise<Posted | NotFound> {
      const status = await statusIfKnown(session.publishId, api, signal);
      if (status === null) return 'unknown';
      seen = status;
      if (status.status === 'FAILED') return 'absent';
      // Bytes are missing, or TikTok does not say: repeating the last chunk of this one session cannot make two posts.
      if (status.status === 'PROCESSING_UPLOAD' && (status.uploadedBytes ?? 0) < session.size) return 'absent';
      if (isDelivered(status) || status.status.startsWith('PROCESSING_')) return success();
      // An unknown state is no verdict; TikTok knows the post and will reach one.
      throw new PlatformFailure('PLATFORM_UNAVAILABLE', `TikTok: the post is ${status.status}`);
    },
  };
}

const stuckUpload = (discard: readonly string[] = MADE_BY): PlatformFailure =>
  new PlatformFailure('PLATFORM_UNAVAILABLE', 'TikTok, upload: chunks are answered but not stored', { discard });

// A new session would make a second post if the earlier last chunk did arrive.
const unknownAmount = (httpStatus: number | null): PlatformFailure =>
  new PlatformFailure('OUTCOME_UNKNOWN', 'TikTok, upload: the session is gone and TikTok does not say what it holds', {
    ...(httpStatus !== null && { vendor: { httpStatus } }),
  });
