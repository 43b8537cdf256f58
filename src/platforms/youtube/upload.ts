/** The resumable upload: opening a session, sending ranges of the file, asking what has arrived. */

import { callSignal } from '../deadline.ts';
import { PlatformFailure } from '../failure.ts';
import { originOf } from '../kit/origins.ts';
import { putRange, sendAhead as sendRanges } from '../kit/ranges.ts';
import type { Api, PublishMedia, PublishPost } from '../platform.ts';
import { type HttpAnswer, isSuccess } from '../request.ts';
import { bearer, Created } from './api.ts';
import { failureOf } from './failures.ts';
import { insertRequest } from './metadata.ts';
import type { YouTubeOptions } from './options.ts';

const KIB = 1_024;
const MIB = 1_024 * KIB;
/** Every chunk except the last must be a multiple of this. */
export const CHUNK_UNIT_BYTES = 256 * KIB;
const CHUNK_BYTES = 16 * MIB;
// Larger chunks are faster (one answer to wait for per chunk) but a lost connection may cost one whole chunk.
const LARGE_FILE_BYTES = 1_024 * MIB;
const LARGE_CHUNK_BYTES = 64 * MIB;
// Long enough for a slow line.
export const SLOWEST_BYTES_PER_MS = 128;
/** In addition to the time of the bytes on such a line: a stalled server must not hold up an upload for long. */
const CALL_PATIENCE_MS = 60_000;

/** Google answers 499 when a session was cancelled. */
const GONE_STATUSES: readonly number[] = [404, 410, 499];

/** The steps to delete when a session is of no more use. */
const SESSION_STEPS = ['session', 'upload'] as const;

/** The state of an upload session, as YouTube reports it. */
export type SessionState =
  /** All bytes arrived: the video exists. */
  | { is: 'COMPLETE'; videoId: string | null }
  /** Definitely no video yet. `nextByte` is null if the answer to a chunk does not tell it: then ask, do not guess. */
  | { is: 'INCOMPLETE'; nextByte: number | null }
  /** Expired, cancelled, or forgotten after completion. */
  | { is: 'GONE' }
  | { is: 'REFUSED'; failure: PlatformFailure };

/** Opens a session and returns its URI, a capability. Metadata errors surface here, before any byte moves. */
export async function openSession(
  api: Api,
  post: PublishPost<YouTubeOptions>,
  media: PublishMedia,
  signal: AbortSignal,
): Promise<string> {
  const endpoint = 'videos.insert';
  const { query, body } = insertRequest(post);
  const url = `${originOf(api.origins, 'api')}/upload/youtube/v3/videos`;
  const answer = await api.http.request({
    endpoint,
    method: 'POST',
    url,
    query: { uploadType: 'resumable', ...query },
    headers: {
      ...bearer(api),
      'x-upload-content-length': String(media.bytes),
      'x-upload-content-type': media.mimeType,
    },
    body: { json: body },
    signal,
  });
  if (!isSuccess(answer)) throw failureOf(answer, api, endpoint);
  const { location } = answer.headers;
  const session = location === undefined ? null : URL.parse(location, url);
  if (session === null || !['https:', new URL(url).protocol].includes(session.protocol))
    throw new PlatformFailure('NETWORK', `${endpoint}: the answer names no upload session`, {
      vendor: { httpStatus: answer.status },
    });
  return session.href;
}

const GOOGLE_HOST = /\.(googleapis|youtube)\.com$/;

/**
 * A session URI is a capability and needs no token. The token is sent only to the origin of the API and to hosts of
 * Google.
 */
function sessionHeaders(api: Api, sessionUri: string): Record<string, string> {
  const session = new URL(sessionUri);
  const isHome = session.origin === new URL(originOf(api.origins, 'api')).origin;
  return isHome || (session.protocol === 'https:' && GOOGLE_HOST.test(session.hostname)) ? bearer(api) : {};
}

/**
 * The next range to send early, or null if only the last chunk remains. That one is as small as the protocol allows (at
 * most 256 KiB), because sending it creates the video: little is left for the due instant.
 */
export function nextChunk(nextByte: number, totalBytes: number): { start: number; end: number } | null {
  const sendable = Math.floor((totalBytes - nextByte - 1) / CHUNK_UNIT_BYTES) * CHUNK_UNIT_BYTES;
  if (sendable <= 0) return null;
  const chunkBytes = totalBytes > LARGE_FILE_BYTES ? LARGE_CHUNK_BYTES : CHUNK_BYTES;
  return { start: nextByte, end: nextByte + Math.min(sendable, chunkBytes) };
}

/**
 * Sends all bytes except the last chunk; `knownNextByte` null = ask the session first. Returns the first byte still
 * missing.
 */
export async function sendAhead(
  api: Api,
  sessionUri: string,
  media: PublishMedia,
  knownNextByte: number | null,
  onPercent: (percent: number) => void,
  signal: AbortSignal,
): Promise<number> {
  return sendRanges(
    {
      totalBytes: media.bytes,
      next: (stored) => nextChunk(stored, media.bytes),
      send: async (range, callSignal) => {
        const state = await sendRange(api, sessionUri, media, range, callSignal);
        const isUntold = state.is === 'INCOMPLETE' && state.nextByte === null;
        return isUntold ? null : nextByteOf(state, media);
      },
      ask: (askSignal) => storedBytes(api, sessionUri, media, askSignal),
      timeoutMs: (bytes) => CALL_PATIENCE_MS + Math.ceil(bytes / SLOWEST_BYTES_PER_MS),
      stalls: 1,
      stalled: (stored) =>
        new PlatformFailure('PLATFORM_UNAVAILABLE', `videos.insert.chunk: nothing stored after byte ${stored}`),
      onPercent,
    },
    knownNextByte,
    signal,
  );
}

async function storedBytes(api: Api, sessionUri: string, media: PublishMedia, signal: AbortSignal): Promise<number> {
  return nextByteOf(await probeSession(api, sessionUri, media, callSignal(CALL_PATIENCE_MS, signal)), media);
}

function nextByteOf(state: SessionState, media: PublishMedia): number {
  if (state.is === 'REFUSED') throw state.failure;
  if (state.is === 'GONE') throw sessionGone();
  if (state.is === 'COMPLETE') return media.bytes;
  // To a request without bytes, a 308 without Range means that nothing is stored.
  return state.nextByte ?? 0;
}

export const sessionGone = (details: { neverSent?: boolean } = {}) =>
  new PlatformFailure('CONTAINER_EXPIRED', 'the upload session is gone or no longer fits; a new one is needed', {
    discard: SESSION_STEPS,
    ...details,
  });

/** Sends `[start, end)` of the file. */
export async function sendRange(
  api: Api,
  sessionUri: string,
  media: PublishMedia,
  range: { start: number; end: number },
  signal: AbortSignal,
): Promise<SessionState> {
  const call = { endpoint: 'videos.insert.chunk', url: sessionUri, headers: sessionHeaders(api, sessionUri) };
  const answer = await putRange(api, call, media, range, signal);
  // The range does not continue what is stored: the session knows where to go on.
  if (answer.status === 416) return { is: 'INCOMPLETE', nextByte: null };
  return stateOf(answer, api, 'videos.insert.chunk');
}

/** Asks the session what has arrived; changes nothing. */
export async function probeSession(
  api: Api,
  sessionUri: string,
  media: PublishMedia,
  signal: AbortSignal,
): Promise<SessionState> {
  const answer = await api.http.request({
    endpoint: 'videos.insert.probe',
    method: 'PUT',
    url: sessionUri,
    headers: { ...sessionHeaders(api, sessionUri), 'content-range': `bytes */${media.bytes}` },
    body: { empty: true },
    signal,
  });
  return stateOf(answer, api, 'videos.insert.probe');
}

function stateOf(answer: HttpAnswer, api: Api, endpoint: string): SessionState {
  if (answer.status === 200 || answer.status === 201) {
    const video = Created.safeParse(answer.json);
    return { is: 'COMPLETE', videoId: video.data?.id ?? null };
  }
  if (answer.status === 308) {
    const lastByte = /^(?:bytes[= ])?0-(\d+)$/.exec(answer.headers.range?.trim() ?? '')?.[1];
    return { is: 'INCOMPLETE', nextByte: lastByte === undefined ? null : Number(lastByte) + 1 };
  }
  if (GONE_STATUSES.includes(answer.status)) return { is: 'GONE' };
  return { is: 'REFUSED', failure: failureOf(answer, api, endpoint, { discard: SESSION_STEPS }) };
}
