/** Counts the pictures of an image file: frames of an animation, or images besides the first. */
import type { Buffer } from 'node:buffer';
import { UnreadableBytes } from '../cage/inside.ts';
import type { MediaFile } from './file-reader.ts';

export async function countPictures(file: MediaFile, mimeType: string): Promise<number> {
  switch (mimeType) {
    case 'image/gif':
      return countGifFrames(await file.read(0, file.bytes));
    case 'image/png':
      return countPngFrames(file);
    case 'image/webp':
      return countWebpFrames(file);
    case 'image/jpeg':
      return countJpegImages(file);
    default:
      return 1;
  }
}

/** A chain of blocks with their lengths, up to one of length 0; null if the file ends before that. */
function afterBlocks(gif: Buffer, from: number): number | null {
  for (let at = from; at < gif.length; ) {
    const length = gif[at] ?? 0;
    at += 1 + length;
    if (length === 0) return at;
  }
  return null;
}

const tableBytes = (flags: number): number => ((flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1));

function countGifFrames(gif: Buffer): number {
  let frames = 0;
  let at = 13 + tableBytes(gif[10] ?? 0);
  while (at < gif.length) {
    const mark = gif[at];
    if (mark !== 0x2c && mark !== 0x21) break;
    if (mark === 0x2c) frames += 1;
    const next = afterBlocks(gif, mark === 0x2c ? at + 11 + tableBytes(gif[at + 9] ?? 0) : at + 2);
    if (next === null) throw new UnreadableBytes('the end of the file is missing');
    at = next;
  }
  if (frames === 0) throw new UnreadableBytes('the image holds no picture');
  return frames;
}

const MAX_CHUNKS = 100_000;

/** The chunk that declares an animation comes before the first picture. */
async function countPngFrames({ bytes, read }: MediaFile): Promise<number> {
  for (let at = 8, chunks = 0; at + 8 <= bytes && chunks < MAX_CHUNKS; chunks += 1) {
    const head = await read(at, at + 12);
    const type = head.toString('latin1', 4, 8);
    if (type === 'acTL' && head.length === 12) return Math.max(1, head.readUInt32BE(8));
    if (type === 'IDAT') return 1;
    at += 12 + head.readUInt32BE(0);
  }
  return 1;
}

async function countWebpFrames({ bytes, read }: MediaFile): Promise<number> {
  let frames = 0;
  for (let at = 12, chunks = 0; at + 8 <= bytes && chunks < MAX_CHUNKS; chunks += 1) {
    const head = await read(at, at + 8);
    if (head.toString('latin1', 0, 4) === 'ANMF') frames += 1;
    const length = head.readUInt32LE(4);
    at += 8 + length + (length % 2);
  }
  return Math.max(1, frames);
}

/** Cameras put several images into one file (Multi-Picture Format): an index in a segment says how many. */
async function countJpegImages({ bytes, read }: MediaFile): Promise<number> {
  for (let at = 2; at + 4 <= bytes; ) {
    const head = await read(at, at + 4);
    const marker = head[1] ?? 0;
    if (head[0] !== 0xff || marker === 0xda || marker === 0xd9) return 1;
    if (marker === 0xff) at += 1;
    else {
      const end = at + 2 + head.readUInt16BE(2);
      const images = marker === 0xe2 ? imagesOf(await read(at + 4, end)) : null;
      if (images !== null) return images;
      at = end;
    }
  }
  return 1;
}

const NUMBER_OF_IMAGES = 0xb001;

/** After `MPF\0` a TIFF directory follows, in either byte order. */
function imagesOf(segment: Buffer): number | null {
  if (segment.toString('latin1', 0, 4) !== 'MPF\0' || segment.length < 14) return null;
  const tiff = segment.subarray(4);
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const u16 = (at: number) => (at + 2 > tiff.length ? 0 : isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const u32 = (at: number) => (at + 4 > tiff.length ? 0 : isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const directory = u32(4);
  for (let entry = 0; entry < u16(directory); entry += 1) {
    const at = directory + 2 + entry * 12;
    if (u16(at) === NUMBER_OF_IMAGES) return Math.max(1, u32(at + 8));
  }
  return null;
}
