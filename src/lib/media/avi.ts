/** The header of an AVI file, which no library here reads: size, length, rate and codecs of its streams. */
import type { Buffer } from 'node:buffer';
import { UnreadableBytes } from '../cage/inside.ts';
import type { MediaFile } from './file-reader.ts';
import type { MediaFacts } from './types.ts';

const HEADER_BYTES = 256 * 1024;
const MAX_CHUNKS = 1_000;

const VIDEO_CODECS: Readonly<Record<string, string>> = {
  h264: 'avc',
  x264: 'avc',
  avc1: 'avc',
  hevc: 'hevc',
  hvc1: 'hevc',
  h265: 'hevc',
  vp80: 'vp8',
  vp90: 'vp9',
  av01: 'av1',
  xvid: 'mpeg4',
  divx: 'mpeg4',
  dx50: 'mpeg4',
  fmp4: 'mpeg4',
  mp4v: 'mpeg4',
  mjpg: 'mjpeg',
};
/** By the number that a `WAVEFORMATEX` begins with. */
const AUDIO_CODECS: Readonly<Record<number, string>> = {
  1: 'pcm',
  80: 'mp2',
  85: 'mp3',
  255: 'aac',
  5632: 'aac',
  8192: 'ac3',
};

interface Stream {
  kind: string;
  handler: string;
  scale: number;
  rate: number;
  length: number;
  format: Buffer;
}

export async function aviFacts(file: MediaFile): Promise<MediaFacts> {
  const streams = streamsOf(await file.read(12, HEADER_BYTES));
  const video = streams.find(({ kind }) => kind === 'vids');
  if (video === undefined || video.format.length < 20) throw new UnreadableBytes('the file has no video track');
  const { scale, rate, length } = video;
  const audio = streams.find(({ kind }) => kind === 'auds');
  const codec = video.format.toString('latin1', 16, 20).toLowerCase();
  return {
    kind: 'VIDEO',
    mimeType: 'video/x-msvideo',
    width: video.format.readInt32LE(4),
    // Negative if the rows are stored from top to bottom.
    height: Math.abs(video.format.readInt32LE(8)),
    durationMs: Math.round((length * scale * 1_000) / rate),
    frameRate: Math.round((rate / scale) * 1_000) / 1_000,
    frameCount: length,
    videoCodec: VIDEO_CODECS[codec] ?? VIDEO_CODECS[video.handler.toLowerCase()] ?? 'unknown',
    audioCodec:
      audio === undefined || audio.format.length < 2 ? null : (AUDIO_CODECS[audio.format.readUInt16LE(0)] ?? 'unknown'),
  };
}

function streamsOf(bytes: Buffer): Stream[] {
  const header = chunksOf(bytes).find(({ type, body }) => type === 'LIST' && body.toString('latin1', 0, 4) === 'hdrl');
  if (header === undefined) throw new UnreadableBytes('the video cannot be read');
  return chunksOf(header.body.subarray(4)).flatMap(({ type, body }) => {
    if (type !== 'LIST' || body.toString('latin1', 0, 4) !== 'strl') return [];
    const parts = chunksOf(body.subarray(4));
    const head = parts.find((part) => part.type === 'strh')?.body;
    const format = parts.find((part) => part.type === 'strf')?.body;
    if (head === undefined || head.length < 36 || format === undefined) return [];
    return [
      {
        kind: head.toString('latin1', 0, 4),
        handler: head.toString('latin1', 4, 8),
        scale: head.readUInt32LE(20),
        rate: head.readUInt32LE(24),
        length: head.readUInt32LE(32),
        format,
      },
    ];
  });
}

/** As far as they are readable. */
function chunksOf(bytes: Buffer): { type: string; body: Buffer }[] {
  const chunks: { type: string; body: Buffer }[] = [];
  for (let at = 0; at + 8 <= bytes.length && chunks.length < MAX_CHUNKS; ) {
    const length = bytes.readUInt32LE(at + 4);
    chunks.push({ type: bytes.toString('latin1', at, at + 4), body: bytes.subarray(at + 8, at + 8 + length) });
    at += 8 + length + (length % 2);
  }
  return chunks;
}
