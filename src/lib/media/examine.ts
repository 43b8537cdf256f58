/** Measures a file: dimensions, duration, rate, pictures, codecs. Runs in the cage. */
import type { Input, InputVideoTrack } from 'mediabunny';
import { UnreadableBytes } from '../cage/inside.ts';
import { aviFacts } from './avi.ts';
import { refuseCrumbs } from './ebml.ts';
import type { MediaFile } from './file-reader.ts';
import { readMovie } from './movie.ts';
import { countPictures } from './pictures.ts';
import { isCutOff } from './truncation.ts';
import { MEDIA_TYPES, type MediaFacts, type MediaType } from './types.ts';

const IMAGE_HEAD_BYTES = 256 * 1024;
/**
 * Files without an index of their frames are read whole up to this size; longer ones are measured by their first
 * minutes.
 */
const COUNTED_BYTES = 256 * 1024 * 1024;
const FIRST_FRAMES = 5_000;
/** For a file that is read whole: 55 minutes of 60 frames per second. */
const COUNTED_FRAMES = 200_000;

export async function examine(file: MediaFile, mimeType: MediaType): Promise<MediaFacts> {
  const facts = await factsOf(file, mimeType);
  if (await isCutOff(file.read, file.bytes, mimeType)) throw new UnreadableBytes('the end of the file is missing');
  return facts;
}

async function factsOf(file: MediaFile, mimeType: MediaType): Promise<MediaFacts> {
  if (MEDIA_TYPES[mimeType].kind === 'VIDEO') {
    const facts = mimeType === 'video/x-msvideo' ? await aviFacts(file) : await videoFacts(file, mimeType);
    if (facts.width > 0 && facts.height > 0 && (facts.durationMs ?? 0) > 0) return facts;
    throw new UnreadableBytes('the video is empty');
  }
  const size = await imageSizeOf(file);
  return {
    kind: 'IMAGE',
    mimeType,
    ...size,
    durationMs: null,
    frameRate: null,
    frameCount: await countPictures(file, mimeType),
    videoCodec: null,
    audioCodec: null,
  };
}

async function imageSizeOf(file: MediaFile): Promise<{ width: number; height: number }> {
  const { imageSize } = await import('image-size');
  const measure = async (end: number) => {
    try {
      return imageSize(await file.read(0, end));
    } catch (error) {
      if (error instanceof UnreadableBytes) throw error;
      return null;
    }
  };
  // A large colour profile or preview can move the dimensions beyond the first bytes.
  const size = (await measure(IMAGE_HEAD_BYTES)) ?? (file.bytes > IMAGE_HEAD_BYTES ? await measure(file.bytes) : null);
  if (size === null) throw new UnreadableBytes('the image has no readable dimensions');
  // With EXIF orientations 5 to 8 width and height are swapped.
  const isTurned = (size.orientation ?? 1) >= 5;
  const [width, height] = isTurned ? [size.height, size.width] : [size.width, size.height];
  if (!(width > 0 && height > 0)) throw new UnreadableBytes('the image has no dimensions');
  return { width, height };
}

async function videoFacts(file: MediaFile, mimeType: MediaType): Promise<MediaFacts> {
  const movie = mimeType === 'video/mp4' || mimeType === 'video/quicktime' ? await readMovie(file) : null;
  if (mimeType === 'video/webm' || mimeType === 'video/x-matroska') await refuseCrumbs(file);
  const { CustomSource, Input, MATROSKA, MP4, MPEG_TS, QTFF, WEBM } = await import('mediabunny');
  let refusal: UnreadableBytes | null = null;
  const source = new CustomSource({
    getSize: () => file.bytes,
    read: async (start, end) => {
      try {
        return await file.read(start, end);
      } catch (error) {
        if (error instanceof UnreadableBytes) refusal ??= error;
        throw error;
      }
    },
    // The caller of the read gets the error.
    handleUnhandledError: () => undefined,
  });
  using input = new Input({ source, formats: [MP4, QTFF, WEBM, MATROSKA, MPEG_TS] });
  try {
    const isKnown = async (track: InputVideoTrack) => (await track.getCodec()) !== null;
    const video = (await input.getPrimaryVideoTrack({ filter: isKnown })) ?? (await input.getPrimaryVideoTrack());
    if (video === null) throw new UnreadableBytes('the file has no video track');
    const audio = await input.getPrimaryAudioTrack();
    const { frameCount, frameRate } = movie?.videos.get(video.id) ?? (await countFrames(video, file.bytes));
    return {
      kind: 'VIDEO',
      mimeType,
      width: Math.round(await video.getDisplayWidth()),
      height: Math.round(await video.getDisplayHeight()),
      durationMs: movie?.durationMs ?? Math.round((await playedSeconds(input, mimeType)) * 1_000),
      frameRate: Math.round(frameRate * 1_000) / 1_000,
      frameCount,
      videoCodec: (await video.getCodec()) ?? 'unknown',
      audioCodec: audio === null ? null : ((await audio.getCodec()) ?? 'unknown'),
    };
  } catch (error) {
    if (refusal !== null) throw refusal;
    if (error instanceof UnreadableBytes) throw error;
    throw new UnreadableBytes('the video cannot be read');
  }
}

/** The timestamps of a broadcast start before its recording. */
async function playedSeconds(input: Input, mimeType: MediaType): Promise<number> {
  const end = await input.computeDuration(undefined, { metadataOnly: true });
  return mimeType === 'video/mp2t' ? end - (await input.getFirstTimestamp()) : end;
}

async function countFrames(
  track: { computePacketStats: (count: number, how: { metadataOnly: true }) => Promise<Stats> },
  bytes: number,
): Promise<{ frameRate: number; frameCount: number | null }> {
  const wanted = bytes <= COUNTED_BYTES ? COUNTED_FRAMES : FIRST_FRAMES;
  const { packetCount, averagePacketRate } = await track.computePacketStats(wanted, { metadataOnly: true });
  return { frameRate: averagePacketRate, frameCount: packetCount < wanted ? packetCount : null };
}

interface Stats {
  packetCount: number;
  averagePacketRate: number;
}
