/** What platforms say they take against what can be taken in and measured: a rule about a measure that nobody takes is no rule. */
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { MEDIA_TYPES, type MediaFacts, type MediaType, sniff } from '../../src/lib/media/types.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { type MediaRule, PLATFORM_IDS } from '../../src/platforms/platform.ts';
import { withNumber } from '../support/damaged-media.ts';
import { testExaminer } from '../support/examiner.ts';
import { sampleAvi, sampleMkv, sampleTs, sampleWebm } from '../support/sample-containers.ts';
import { sampleGif, sampleJpeg, sampleMp4, samplePng, sampleWebp } from '../support/sample-media.ts';

const SAMPLES: Record<MediaType, () => Buffer | Promise<Buffer>> = {
  'image/jpeg': sampleJpeg,
  'image/png': samplePng,
  'image/webp': sampleWebp,
  'image/gif': () => sampleGif({ frames: 3 }),
  'video/mp4': sampleMp4,
  'video/quicktime': () => sampleMp4({ brand: 'qt  ' }),
  'video/webm': sampleWebm,
  'video/x-matroska': sampleMkv,
  'video/mp2t': sampleTs,
  'video/x-msvideo': sampleAvi,
};

/** What each field of a rule is about. A field that is added and not named here does not compile. */
const MEASURE_OF: Record<keyof MediaRule, (facts: MediaFacts) => unknown> = {
  mimeTypes: ({ mimeType }) => mimeType,
  // Counted while the file is stored.
  maxBytes: () => 1,
  minDurationMs: ({ durationMs }) => durationMs,
  maxDurationMs: ({ durationMs }) => durationMs,
  minAspectRatio: ({ width, height }) => width / height,
  maxAspectRatio: ({ width, height }) => width / height,
  minWidth: ({ width }) => width,
  maxWidth: ({ width }) => width,
  minHeight: ({ height }) => height,
  maxHeight: ({ height }) => height,
  minFrameRate: ({ frameRate }) => frameRate,
  maxFrameRate: ({ frameRate }) => frameRate,
  maxFrames: ({ frameCount }) => frameCount,
  maxFramePixels: ({ width, height, frameCount }) => frameCount && width * height * frameCount,
  videoCodecs: ({ videoCodec }) => videoCodec,
  audioCodecs: ({ audioCodec, kind }) => (kind === 'VIDEO' ? (audioCodec ?? 'none') : null),
};

const measured = new Map<string, Promise<MediaFacts>>();
function measure(mimeType: MediaType): Promise<MediaFacts> {
  const known = measured.get(mimeType);
  if (known !== undefined) return known;
  const facts = Promise.resolve(SAMPLES[mimeType]()).then((file) => {
    expect(sniff(file)).toBe(mimeType);
    const open = ({ start, end }: { start: number; end: number }) => Readable.from([file.subarray(start, end)]);
    return testExaminer.examine({ bytes: file.length, mimeType, open });
  });
  measured.set(mimeType, facts);
  return facts;
}

const rules = PLATFORM_IDS.flatMap((id) => [
  ...Object.entries(PLATFORMS[id].formats).flatMap(([format, { image, video }]) => [
    { name: `${id} ${format} image`, rule: image },
    { name: `${id} ${format} video`, rule: video },
  ]),
  ...Object.entries(PLATFORMS[id].optionMedia ?? {}).map(([option, { mimeTypes, maxBytes }]) => ({
    name: `${id} ${option}`,
    rule: { mimeTypes, maxBytes },
  })),
]).flatMap(({ name, rule }) => (rule === null ? [] : [{ name, rule: rule as MediaRule }]));

describe('what a platform takes', () => {
  test.each(rules)('$name can be taken in, and every measure it speaks of is taken', async ({ rule }) => {
    for (const mimeType of rule.mimeTypes) {
      expect(Object.keys(MEDIA_TYPES)).toContain(mimeType);
      const facts = await measure(mimeType as MediaType);
      for (const field of Object.keys(rule) as (keyof MediaRule)[]) {
        expect(MEASURE_OF[field](facts), `${field} of ${mimeType}`).toBeTruthy();
      }
    }
  });

  test('is all that can be taken in: no file is let in that nobody takes', () => {
    const taken = new Set(rules.flatMap(({ rule }) => rule.mimeTypes));
    expect(Object.keys(MEDIA_TYPES).filter((mimeType) => !taken.has(mimeType))).toEqual([]);
  });
});

describe('a file is measured as it is', () => {
  test.each([
    ['image/gif', { frameCount: 3, durationMs: null }],
    ['image/jpeg', { frameCount: 1 }],
    ['video/webm', { durationMs: 2_000, frameRate: 25, frameCount: 50, videoCodec: 'vp9' }],
    ['video/x-matroska', { durationMs: 2_000, frameRate: 25, frameCount: 50 }],
    ['video/mp2t', { durationMs: 2_000, frameRate: 25, frameCount: 50, videoCodec: 'avc' }],
    ['video/x-msvideo', { width: 640, height: 360, durationMs: 2_000, frameRate: 25, videoCodec: 'avc' }],
  ] as const)('%s', async (mimeType, facts) => {
    expect(await measure(mimeType)).toMatchObject(facts);
  });

  test('also where it holds more pictures than one looks for', async () => {
    const pictures = async (file: Buffer, mimeType: MediaType) => {
      const open = ({ start, end }: { start: number; end: number }) => Readable.from([file.subarray(start, end)]);
      return (await testExaminer.examine({ bytes: file.length, mimeType, open })).frameCount;
    };
    const jpeg = sampleJpeg();
    const index = Buffer.from(
      '\xff\xe2\0\x1cMPF\0MM\0\x2a\0\0\0\x08\0\x01\xb0\x01\0\x04\0\0\0\x01\0\0\0\x02',
      'latin1',
    );
    expect(await pictures(Buffer.concat([jpeg.subarray(0, 2), index, jpeg.subarray(2), jpeg]), 'image/jpeg')).toBe(2);
    expect(await pictures(sampleWebp({ frames: 4 }), 'image/webp')).toBe(4);
    const png = samplePng();
    const animation = Buffer.from('\0\0\0\x08acTL\0\0\0\x07\0\0\0\0\0\0\0\0', 'latin1');
    expect(await pictures(Buffer.concat([png.subarray(0, 33), animation, png.subarray(33)]), 'image/png')).toBe(7);
  });

  test('over its whole length: a video that begins slowly and goes on fast', async () => {
    const file = sampleMp4({ durationMs: 60_000, frameRate: 30, audio: false });
    // 1,800 frames in runs that were [1799 of 1000 ticks, 1]: the first ten now last as long as a hundred.
    const slow = withNumber(withNumber(file, 'stts', 8, 10), 'stts', 12, 10_000);
    const runs = withNumber(slow, 'stts', 16, 1_790);
    const open = ({ start, end }: { start: number; end: number }) => Readable.from([runs.subarray(start, end)]);
    const facts = await testExaminer.examine({ bytes: runs.length, mimeType: 'video/mp4', open });
    expect(facts).toMatchObject({ durationMs: 63_000, frameCount: 1_800, frameRate: 28.571 });
  });
});
