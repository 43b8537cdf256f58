/** Files at and around the limits of the platforms, made and then measured as if a partner had uploaded them. */
import { Readable } from 'node:stream';
import fc from 'fast-check';
import type { AssetRow } from '../../src/domain/media/media.ts';
import { isMediaType, sniff } from '../../src/lib/media/types.ts';
import { testExaminer } from './examiner.ts';
import { sampleAvi, sampleMkv, sampleTs, sampleWebm } from './sample-containers.ts';
import { sampleGif, sampleJpeg, sampleMp4, samplePng, sampleWebp, turnedJpeg } from './sample-media.ts';

export interface TrialFile {
  name: string;
  bytes: Buffer;
  row: AssetRow;
  /** How a counterexample names it. */
  [fc.toStringMethod](): string;
}

export interface TrialFiles {
  images: readonly TrialFile[];
  videos: readonly TrialFile[];
}

const MIB = 1_048_576;

/** Ratios next to 0.8 and 1.91, sides next to 4, 32, 320, 360, 640, 1080, 1280, 1920, 4096 and 8192. */
const IMAGE_SIZES = [
  ...[
    [1080, 1080],
    [1080, 1350],
    [1080, 1920],
    [1920, 1080],
    [1072, 1350],
    [1073, 1350],
    [1074, 1350],
  ],
  ...[
    [1080, 566],
    [1080, 564],
    [1080, 563],
    [319, 320],
    [320, 320],
    [640, 360],
    [639, 360],
    [360, 640],
  ],
  ...[
    [3, 4],
    [4, 4],
    [8192, 4],
    [8193, 4],
    [1921, 1080],
    [1280, 720],
    [600, 1000],
  ],
] as const;

const imageSpec = fc.record({
  type: fc.constantFrom('jpeg', 'jpeg', 'jpeg', 'png', 'webp', 'gif'),
  size: fc.constantFrom(...IMAGE_SIZES),
  /** Beyond what it takes; mostly nothing. */
  bytes: fc.oneof(
    { weight: 4, arbitrary: fc.constant(0) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(5 * MIB, 5 * MIB + 1, 8 * MIB, 8 * MIB + 1, 15 * MIB, 20_000_000, 20_000_001),
    },
  ),
  isTurned: fc.boolean(),
  frames: fc.constantFrom(1, 1, 2, 5),
});

const VIDEO_SIZES = [
  ...[
    [1080, 1920],
    [1920, 1080],
    [720, 1280],
    [1280, 720],
    [640, 640],
    [359, 640],
    [360, 640],
    [4096, 2160],
    [4098, 2160],
  ],
  ...[
    [32, 32],
    [30, 32],
    [1921, 1080],
    [1282, 1026],
    [96, 32],
    [98, 32],
    [400, 100],
    [10, 1000],
    [9, 1000],
  ],
] as const;

const LENGTHS_MS = [
  ...[400, 500, 2_900, 2_999, 3_000, 8_000, 8_000, 8_000, 59_900, 60_000, 60_100, 60_101, 140_000, 140_101],
  ...[180_000, 180_100, 180_101, 600_000, 600_101, 900_000, 900_100, 900_101, 1_200_000, 1_200_101],
];

const videoSpec = fc.record({
  size: fc.constantFrom(...VIDEO_SIZES),
  durationMs: fc.constantFrom(...LENGTHS_MS),
  frameRate: fc.constantFrom(22.9, 23, 24, 29.97, 30, 30, 30, 60, 60.1, 60.2),
  rotation: fc.constantFrom(0, 0, 90, 180),
  audio: fc.boolean(),
  brand: fc.constantFrom('isom', 'isom', 'qt  '),
  /** Of 25 Mbit/s. */
  isFast: fc.constantFrom(false, false, false, true),
});

/** The same files for the same seed. */
export async function makeTrialFiles(seed: number, count: number): Promise<TrialFiles> {
  const images = fc.sample(imageSpec, { seed, numRuns: count }).map(imageOf);
  const videos = [
    ...fc.sample(videoSpec, { seed, numRuns: count }).map(videoOf),
    ['webm', await sampleWebm()] as const,
    ['mkv', await sampleMkv()] as const,
    ['ts', await sampleTs()] as const,
    ['avi', sampleAvi()] as const,
  ];
  return { images: await takenIn(images), videos: await takenIn(videos) };
}

type Spec<A> = A extends fc.Arbitrary<infer Value> ? Value : never;
type Made = readonly [name: string, bytes: Buffer];

function imageOf({ type, size: [width, height], bytes, isTurned, frames }: Spec<typeof imageSpec>): Made {
  const name = `${type} ${width}×${height}, turned ${isTurned}, ${frames} frames, ${bytes} bytes`;
  const padded = bytes === 0 ? {} : { bytes };
  if (type === 'png') return [name, samplePng({ width, height, ...padded })];
  if (type === 'webp') return [name, sampleWebp({ width, height, frames })];
  if (type === 'gif')
    return [name, sampleGif({ width: Math.min(width, 1_300), height: Math.min(height, 320), frames, ...padded })];
  return [name, (isTurned ? turnedJpeg : sampleJpeg)({ width, height, ...padded })];
}

function videoOf({ size: [width, height], isFast, ...spec }: Spec<typeof videoSpec>): Made {
  const { durationMs, frameRate, rotation, audio, brand } = spec;
  // Only short ones are padded: others would take hundreds of megabytes.
  const bytes = isFast && durationMs <= 8_000 ? Math.ceil((durationMs * 25_000) / 8) + 1 : undefined;
  const name = `${brand} ${width}×${height} by ${rotation}°, ${durationMs} ms at ${frameRate}${audio ? ' with sound' : ''}, ${bytes ?? 'few'} bytes`;
  return [name, sampleMp4({ width, height, ...spec, ...(bytes !== undefined && bytes > 100_000 ? { bytes } : {}) })];
}

async function takenIn(made: readonly Made[]): Promise<TrialFile[]> {
  return Promise.all(
    made.map(async ([name, bytes], index) => {
      const mimeType = sniff(bytes);
      if (!isMediaType(mimeType)) throw new Error(`${name} is ${mimeType}`);
      const open = ({ start, end }: { start: number; end: number }) => Readable.from([bytes.subarray(start, end)]);
      const facts = await testExaminer.examine({ bytes: bytes.length, mimeType, open });
      const id = `${facts.kind.toLowerCase()}-${index}`;
      const row: AssetRow = { id, status: 'READY', bytes: bytes.length, altText: null, ...facts };
      return { name, bytes, row, [fc.toStringMethod]: () => `${id}: ${name}` };
    }),
  );
}
