/** Detects by its structure that the end of a file is missing: players show what they get, so nothing else would notice. */
import { Buffer } from 'node:buffer';
import { segmentIsCut } from './ebml.ts';
import type { ReadRange } from './file-reader.ts';

/** True if the end is certainly missing. An unreadable structure proves nothing. */
export async function isCutOff(read: ReadRange, bytes: number, mimeType: string): Promise<boolean> {
  switch (mimeType) {
    case 'video/mp4':
    case 'video/quicktime':
      return lastBoxIsCut(read, bytes);
    case 'image/jpeg':
      return !(await holds(read, bytes, await startOfScan(read, bytes), Buffer.from([0xff, 0xd9])));
    case 'image/png':
      return !(await holds(read, bytes, 0, Buffer.from('IEND', 'latin1')));
    case 'image/webp':
    case 'video/x-msvideo':
      return (await read(0, 8)).readUInt32LE(4) + 8 > bytes;
    case 'video/webm':
    case 'video/x-matroska':
      return segmentIsCut(await read(0, 4_096), bytes);
    default:
      return false;
  }
}

/** Fragmented files have many boxes; after so many the file counts as complete. */
const MAX_BOXES = 2_000;

/** Every box has its length, and the last one must not reach beyond the file. */
async function lastBoxIsCut(read: ReadRange, bytes: number): Promise<boolean> {
  let at = 0;
  for (let boxes = 0; boxes < MAX_BOXES && at + 8 <= bytes; boxes += 1) {
    const head = await read(at, at + 16);
    const short = head.readUInt32BE(0);
    // 0 = to the end of the file, 1 = a long length follows.
    if (short === 0 || (short === 1 && head.length < 16)) return false;
    const length = short === 1 ? Number(head.readBigUInt64BE(8)) : short;
    // Padding and garbage after the last box are common and harmless.
    if (length < 8 || !/^[\x20-\x7e\xa9]{4}$/.test(head.toString('latin1', 4, 8))) return false;
    at += length;
  }
  return at > bytes;
}

/** After the headers, which may contain a preview with an end mark of its own. */
async function startOfScan(read: ReadRange, bytes: number): Promise<number> {
  let at = 2;
  while (at + 4 <= bytes) {
    const head = await read(at, at + 4);
    if (head[0] !== 0xff || head[1] === 0xda) return at;
    // A marker may be preceded by any number of 0xff.
    at += head[1] === 0xff ? 1 : 2 + head.readUInt16BE(2);
  }
  return at;
}

const CHUNK = 256 * 1024;

async function holds(read: ReadRange, bytes: number, from: number, mark: Buffer): Promise<boolean> {
  for (let at = from; at < bytes; at += CHUNK) {
    // A mark may cross the boundary.
    const chunk = await read(at, at + CHUNK + mark.length - 1);
    if (chunk.includes(mark)) return true;
  }
  return false;
}
