/** Reads ranges of a file through the host: small ones with a cache, and all within limits. */
import { Buffer } from 'node:buffer';
import { UnreadableBytes } from '../cage/inside.ts';

/** Reads `[start, end)`, or less at the end of the file. */
export type ReadRange = (start: number, end: number) => Promise<Buffer>;

export interface MediaFile {
  bytes: number;
  read: ReadRange;
}

export const READ_LIMITS = {
  /** For one request to the host. */
  atOnce: 1024 * 1024,
  /** For one range: a larger index is an attack or broken; twelve hours of video need less than half of it. */
  range: 96 * 1024 * 1024,
  /** For all requests together. */
  total: 768 * 1024 * 1024,
  requests: 30_000,
} as const;

const BLOCK = 64 * 1024;
const KEPT_BLOCKS = 96;
/** Longer ranges are not cached. */
const LONG = 2 * BLOCK;

export function createMediaFile(
  bytes: number,
  open: (range: { start: number; end: number }) => Promise<Uint8Array>,
): MediaFile {
  const blocks = new Map<number, Promise<Buffer>>();
  let total = 0;
  let requests = 0;

  const ask = async (start: number, end: number): Promise<Buffer> => {
    total += end - start;
    requests += 1;
    if (total > READ_LIMITS.total || requests > READ_LIMITS.requests) {
      throw new UnreadableBytes('its structure is spread over too much of the file');
    }
    const chunk = await open({ start, end });
    return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  };
  const block = (index: number): Promise<Buffer> => {
    const known = blocks.get(index);
    const found = known ?? ask(index * BLOCK, Math.min((index + 1) * BLOCK, bytes));
    // Moved to the end: the least recently used is dropped first.
    blocks.delete(index);
    blocks.set(index, found);
    const [oldest] = blocks.keys();
    if (blocks.size > KEPT_BLOCKS && oldest !== undefined) blocks.delete(oldest);
    return found;
  };

  return {
    bytes,
    read: async (start, wantedEnd) => {
      const end = Math.min(wantedEnd, bytes);
      if (!(start >= 0 && start < end)) return Buffer.alloc(0);
      if (end - start > READ_LIMITS.range) throw new UnreadableBytes('it has an unreasonably large index');
      const parts: Buffer[] = [];
      if (end - start >= LONG) {
        for (let at = start; at < end; at += READ_LIMITS.atOnce) {
          parts.push(await ask(at, Math.min(at + READ_LIMITS.atOnce, end)));
        }
        return Buffer.concat(parts);
      }
      for (let index = Math.floor(start / BLOCK); index * BLOCK < end; index += 1) {
        const from = index * BLOCK;
        parts.push((await block(index)).subarray(Math.max(0, start - from), end - from));
      }
      return Buffer.concat(parts);
    },
  };
}
