/** Tells from the bytes of a file, never from its name, what it is: type, dimensions, duration, codecs. */
import { Buffer } from 'node:buffer';
import type { Readable } from 'node:stream';
import { isCutOff, type ReadRange } from './truncation.ts';

export interface MediaFacts {
  kind: 'IMAGE' | 'VIDEO';
  mimeType: MediaType;
  /** As shown: rotation and pixel aspect ratio are applied. */
  width: number;
  height: number;
  durationMs: number | null;
  frameRate: number | null;
  /** Short names: `avc`, `hevc`, `vp9`, `av1` …; null = there is no such track, `unknown` = one nobody knows. */
  videoCodec: string | null;
  /** `aac`, `opus`, `mp3` … */
  audioCodec: string | null;
}

/** What can be published, with the extension its links carry. */
export const MEDIA_TYPES = {
  'image/jpeg': { kind: 'IMAGE', extension: 'jpg' },
  'image/png': { kind: 'IMAGE', extension: 'png' },
  'image/webp': { kind: 'IMAGE', extension: 'webp' },
  'image/gif': { kind: 'IMAGE', extension: 'gif' },
  'video/mp4': { kind: 'VIDEO', extension: 'mp4' },
  'video/quicktime': { kind: 'VIDEO', extension: 'mov' },
  'video/webm': { kind: 'VIDEO', extension: 'webm' },
} as const satisfies Record<string, { kind: 'IMAGE' | 'VIDEO'; extension: string }>;
export type MediaType = keyof typeof MEDIA_TYPES;

/** The bytes are not what their signature promises. */
export class UnreadableMediaError extends Error {
  override readonly name = 'UnreadableMediaError';
}

/** Bytes `sniff` needs to see, or the whole file when it is shorter. */
export const SNIFF_BYTES = 4_096;
const IMAGE_HEAD_BYTES = 256 * 1024;
/** An index larger than this is an attack or a broken file; four hours of video need less than a tenth of it. */
const MAX_PROBE_BYTES = 192 * 1024 * 1024;
const FRAME_RATE_SAMPLE = 240;

/** A `MediaType`, another type that was recognised but cannot be published, or null. */
export function sniff(
  head: Uint8Array,
): MediaType | 'image/heic' | 'image/avif' | 'audio/mp4' | 'video/x-matroska' | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
  const ascii = (start: number, end: number) => bytes.toString('latin1', start, end);
  if (bytes.length < 12) return null;
  if (bytes.readUIntBE(0, 3) === 0xffd8ff) return 'image/jpeg';
  if (ascii(0, 8) === '\x89PNG\r\n\x1a\n') return 'image/png';
  if (ascii(0, 6) === 'GIF87a' || ascii(0, 6) === 'GIF89a') return 'image/gif';
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return 'image/webp';
  if (bytes.readUInt32BE(0) === 0x1a45dfa3) {
    return bytes.subarray(0, 128).includes('webm') ? 'video/webm' : 'video/x-matroska';
  }
  if (ascii(4, 8) === 'ftyp') {
    const brand = ascii(8, 12);
    if (brand === 'qt  ') return 'video/quicktime';
    if (/^(heic|heix|heim|heis|hevc|hevx|mif1|msf1)$/.test(brand)) return 'image/heic';
    if (/^avi[fs]$/.test(brand)) return 'image/avif';
    return /^(M4A |M4B |M4P |F4A )$/.test(brand) ? 'audio/mp4' : 'video/mp4';
  }
  // QuickTime before 2001 had no `ftyp`; cameras still write such files.
  return /^(moov|mdat|wide|free|skip|pnot)$/.test(ascii(4, 8)) ? 'video/quicktime' : null;
}

export const isMediaType = (type: string | null): type is MediaType => type !== null && type in MEDIA_TYPES;

/** Reads the ranges it needs through `open`, which streams `[start, end)`. */
export async function probe(
  open: (range: { start: number; end: number }) => Readable,
  bytes: number,
  mimeType: MediaType,
): Promise<MediaFacts> {
  const read = (start: number, end: number) => collect(open({ start, end: Math.min(end, bytes) }));
  const facts = await factsOf(read, bytes, mimeType);
  if (await isCutOff(read, bytes, mimeType)) throw new UnreadableMediaError('the end of the file is missing');
  return facts;
}

async function factsOf(read: ReadRange, bytes: number, mimeType: MediaType): Promise<MediaFacts> {
  if (MEDIA_TYPES[mimeType].kind === 'VIDEO') return probeVideo(read, bytes, mimeType);
  try {
    return await imageFacts(await read(0, IMAGE_HEAD_BYTES), mimeType);
  } catch (error) {
    // A large colour profile or preview in front pushes the dimensions beyond the head.
    if (bytes <= IMAGE_HEAD_BYTES || !(error instanceof UnreadableMediaError)) throw error;
    return imageFacts(await read(0, bytes), mimeType);
  }
}

// Its library, and that for videos, are a tenth of what a process loads at its start; one that only publishes never needs them.
async function imageFacts(data: Uint8Array, mimeType: MediaType): Promise<MediaFacts> {
  const { imageSize } = await import('image-size');
  let size: { width: number; height: number; orientation?: number };
  try {
    size = imageSize(data);
  } catch (cause) {
    throw new UnreadableMediaError('the image has no readable dimensions', { cause });
  }
  // EXIF orientations 5 to 8 lie on their side.
  const turned = (size.orientation ?? 1) >= 5;
  const [width, height] = turned ? [size.height, size.width] : [size.width, size.height];
  if (!(width > 0 && height > 0)) throw new UnreadableMediaError('the image has no dimensions');
  return {
    kind: 'IMAGE',
    mimeType,
    width,
    height,
    durationMs: null,
    frameRate: null,
    videoCodec: null,
    audioCodec: null,
  };
}

async function probeVideo(read: ReadRange, bytes: number, mimeType: MediaType): Promise<MediaFacts> {
  const { CustomSource, Input, MP4, QTFF, WEBM } = await import('mediabunny');
  let total = 0;
  let readFailure: unknown;
  const source = new CustomSource({
    getSize: () => bytes,
    read: async (start, end) => {
      total += end - start;
      if (total > MAX_PROBE_BYTES) throw new UnreadableMediaError('the video has an unreasonably large index');
      try {
        return await read(start, end);
      } catch (error) {
        readFailure = error;
        throw error;
      }
    },
    // An error while nobody waits for a read would otherwise end the process.
    handleUnhandledError: (error) => {
      readFailure ??= error;
    },
  });
  using input = new Input({ source, formats: [MP4, QTFF, WEBM] });
  try {
    const video = await input.getPrimaryVideoTrack();
    if (video === null) throw new UnreadableMediaError('the file has no video track');
    const audio = await input.getPrimaryAudioTrack();
    const stats = await video.computePacketStats(FRAME_RATE_SAMPLE, { metadataOnly: true });
    const facts: MediaFacts = {
      kind: 'VIDEO',
      mimeType,
      width: await video.getDisplayWidth(),
      height: await video.getDisplayHeight(),
      durationMs: Math.round((await input.computeDuration(undefined, { metadataOnly: true })) * 1_000),
      frameRate: Math.round(stats.averagePacketRate * 1_000) / 1_000,
      videoCodec: (await video.getCodec()) ?? 'unknown',
      audioCodec: audio === null ? null : ((await audio.getCodec()) ?? 'unknown'),
    };
    if (facts.width > 0 && facts.height > 0 && (facts.durationMs ?? 0) > 0) return facts;
    throw new UnreadableMediaError('the video is empty');
  } catch (error) {
    // Storage that cannot be read is our trouble, not the file's.
    if (readFailure !== undefined) throw readFailure;
    if (error instanceof UnreadableMediaError) throw error;
    throw new UnreadableMediaError('the video cannot be read', { cause: error });
  }
}

async function collect(stream: Readable): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}
