/** TikTok's chunked upload: how a file is cut, and what each answer to a chunk means. */
import { PlatformFailure } from '../failure.ts';
import { refusePage } from '../kit/page.ts';
import { putRange } from '../kit/ranges.ts';
import type { Api, PublishMedia } from '../platform.ts';
import { type HttpAnswer, retryAfter } from '../request.ts';

// "MB" in TikTok's reference has been read as 10^6 and as 2^20. These sizes are right under both readings.
const CHUNK_BYTES = 10_000_000;
const SINGLE_CHUNK_MAX_BYTES = 64_000_000;

export interface ChunkPlan {
  size: number;
  chunkSize: number;
  chunkCount: number;
}

/** The number of chunks is rounded down: the last chunk carries the remainder and is the only one that may be larger. */
export function chunkPlan(size: number, singleChunkMax = SINGLE_CHUNK_MAX_BYTES): ChunkPlan {
  if (size <= Math.max(singleChunkMax, CHUNK_BYTES)) return { size, chunkSize: size, chunkCount: 1 };
  return { size, chunkSize: CHUNK_BYTES, chunkCount: Math.floor(size / CHUNK_BYTES) };
}

/** Where the last chunk begins: all bytes before it may be sent early, and the last one publishes. */
export const lastChunkStart = (plan: ChunkPlan): number => (plan.chunkCount - 1) * plan.chunkSize;

/**
 * The bytes of whole chunks within `bytes`. TikTok stores whole chunks: an incomplete one is sent again from its
 * beginning.
 */
export const wholeChunks = (plan: ChunkPlan, bytes: number): number =>
  bytes >= plan.size ? plan.size : Math.min(Math.floor(bytes / plan.chunkSize) * plan.chunkSize, lastChunkStart(plan));

export interface Chunk {
  media: PublishMedia;
  start: number;
  end: number;
}

/** How long a chunk may take: the work of TikTok, and a line of 100 kB/s. */
export const chunkTimeoutMs = (bytes: number): number => 30_000 + Math.ceil(bytes / 100);

/** `storedBytes`: what TikTok reports as stored; null if it does not report it. */
export type ChunkAnswer =
  | { state: 'complete' }
  | { state: 'partial' | 'mismatch'; storedBytes: number | null }
  | { state: 'gone'; httpStatus: number | null };

export async function putChunk(api: Api, uploadUrl: string, chunk: Chunk, signal: AbortSignal): Promise<ChunkAnswer> {
  const { media, start, end } = chunk;
  // Without Authorization: the URL itself is the capability.
  const answer = await putRange(api, { endpoint: 'upload.chunk', url: uploadUrl }, media, { start, end }, signal);
  return readAnswer(answer, api.now());
}

function readAnswer(answer: HttpAnswer, now: Date): ChunkAnswer {
  const { status } = answer;
  const vendor = { httpStatus: status };
  refusePage(answer, 'TikTok, upload');
  if (status === 201) return { state: 'complete' };
  // TikTok does not document 200, so it does not prove that everything arrived; the status of the post does.
  if (status === 206 || status === 200) return { state: 'partial', storedBytes: storedBytes(answer) };
  if (status === 416) return { state: 'mismatch', storedBytes: storedBytes(answer) };
  if (status === 403 || status === 404) return { state: 'gone', httpStatus: status };
  if (status === 429)
    throw new PlatformFailure('RATE_LIMITED', 'TikTok, upload: too many requests', {
      vendor,
      retryAt: retryAfter(answer, now) ?? new Date(now.getTime() + 60_000),
    });
  if (status === 400)
    throw new PlatformFailure('INTERNAL', 'TikTok, upload: the headers of a chunk were refused', {
      kind: 'rejected',
      vendor,
      discard: ['init', 'upload'],
    });
  throw new PlatformFailure('PLATFORM_UNAVAILABLE', `TikTok, upload: HTTP ${status}`, { vendor });
}

// `bytes 0-9999999/50000123`; `bytes */50000123` says nothing about what is stored.
function storedBytes(answer: HttpAnswer): number | null {
  const range = /^bytes[ =](\d+)-(\d+)(?:\/|$)/.exec(answer.headers['content-range'] ?? answer.headers.range ?? '');
  return range?.[2] === undefined ? null : Number(range[2]) + 1;
}

/** The upload session ended before all bytes arrived. What it holds can no longer be published. */
export function uploadExpired(httpStatus: number | null): PlatformFailure {
  const why = httpStatus === 404 ? 'is unknown' : 'expired (it lives one hour)';
  return new PlatformFailure('CONTAINER_EXPIRED', `TikTok, upload: the upload URL ${why}; a new upload is needed`, {
    ...(httpStatus !== null && { vendor: { httpStatus } }),
    discard: ['init', 'upload'],
  });
}
