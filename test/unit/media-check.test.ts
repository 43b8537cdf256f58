/** One file against one rule, whichever platform the rule is of. */
import { describe, expect, it, test } from 'vitest';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { codecName } from '../../src/platforms/kit/codecs.ts';
import { checkMedia, type MediaCheck } from '../../src/platforms/kit/media-check.ts';
import type { MediaRule, PublishMedia } from '../../src/platforms/platform.ts';

const RULE = {
  mimeTypes: ['video/mp4'],
  maxBytes: 1_000,
  minDurationMs: 3_000,
  maxDurationMs: 60_000,
  minAspectRatio: 0.5,
  maxAspectRatio: 2,
  minWidth: 100,
  maxWidth: 1_000,
  minHeight: 100,
  maxHeight: 500,
  minFrameRate: 23,
  maxFrameRate: 60,
  maxFrames: 1_000,
  maxFramePixels: 400_000_000,
  videoCodecs: ['avc', 'hevc'],
  audioCodecs: ['aac'],
} as const satisfies Required<MediaRule>;

const FILE: PublishMedia = {
  id: 'm',
  kind: 'VIDEO',
  mimeType: 'video/mp4',
  bytes: 1_000,
  width: 800,
  height: 400,
  durationMs: 30_000,
  frameRate: 30,
  frameCount: 900,
  videoCodec: 'avc',
  audioCodec: 'aac',
  altText: null,
};

const CHECK: MediaCheck = { platform: 'Anywhere', path: ['media', '0'] };
const found = (file: Partial<PublishMedia>, check: Partial<MediaCheck> = {}) =>
  checkMedia({ ...FILE, ...file }, RULE, { ...CHECK, ...check }).map(({ code, limit, actual }) => [
    code,
    limit,
    actual,
  ]);

describe('a file', () => {
  it('that keeps every limit is not spoken of', () => {
    expect(found({})).toEqual([]);
  });

  it.each<[keyof MediaRule, Partial<PublishMedia>, unknown[]]>([
    ['mimeTypes', { mimeType: 'video/webm' }, ['MEDIA_TYPE', 'video/mp4', 'video/webm']],
    ['maxBytes', { bytes: 1_001 }, ['MEDIA_TOO_LARGE', 1_000, 1_001]],
    ['minDurationMs', { durationMs: 2_999 }, ['MEDIA_TOO_SHORT', 3_000, 2_999]],
    ['maxDurationMs', { durationMs: 60_101 }, ['MEDIA_TOO_LONG', 60_000, 60_101]],
    ['minAspectRatio', { width: 240, height: 500 }, ['MEDIA_ASPECT_RATIO', 0.5, '240×500']],
    ['maxAspectRatio', { width: 810, height: 400 }, ['MEDIA_ASPECT_RATIO', 2, '810×400']],
    ['minWidth', { width: 99, height: 150 }, ['MEDIA_DIMENSIONS', 'width 100–1000, height 100–500', '99×150']],
    [
      'maxWidth',
      { width: 1_001, height: 501, frameCount: 9 },
      ['MEDIA_DIMENSIONS', 'width 100–1000, height 100–500', '1001×501'],
    ],
    ['minHeight', { width: 150, height: 99 }, ['MEDIA_DIMENSIONS', 'width 100–1000, height 100–500', '150×99']],
    ['maxHeight', { width: 500, height: 501 }, ['MEDIA_DIMENSIONS', 'width 100–1000, height 100–500', '500×501']],
    ['minFrameRate', { frameRate: 22.9 }, ['MEDIA_FRAME_RATE', 23, 22.9]],
    ['maxFrameRate', { frameRate: 60.2 }, ['MEDIA_FRAME_RATE', 60, 60.2]],
    ['maxFrames', { frameCount: 1_001 }, ['MEDIA_TOO_LONG', 1_000, 1_001]],
    ['maxFramePixels', { width: 1_000, height: 500 }, ['MEDIA_DIMENSIONS', 400_000_000, 450_000_000]],
    ['videoCodecs', { videoCodec: 'vp9' }, ['MEDIA_CODEC', 'avc, hevc', 'vp9']],
    ['audioCodecs', { audioCodec: 'opus' }, ['MEDIA_CODEC', 'aac', 'opus']],
  ])('that breaks %s is refused with limit and value', (_field, file, expected) => {
    expect(found(file)).toEqual([expected]);
  });

  it('may end with the frame or the sound that crosses a limit', () => {
    expect(found({ durationMs: 60_100, frameRate: 60.05 })).toEqual([]);
  });

  it('may stand upright where the platform turns its limits', () => {
    expect(found({ width: 400, height: 800 })).not.toEqual([]);
    expect(found({ width: 400, height: 800 }, { isTurnable: true })).toEqual([]);
  });

  it('may miss a ratio by as much as the platform rounds', () => {
    expect(found({ width: 802, height: 400 })).not.toEqual([]);
    expect(found({ width: 802, height: 400 }, { ratioTolerance: 0.01 })).toEqual([]);
  });

  it('that could not be measured is warned of once, with what nobody knows', () => {
    const unknown = { width: null, height: null, durationMs: null, frameRate: null, frameCount: null };
    expect(found(unknown)).toEqual([['MEDIA_UNPROBED', undefined, 'length, width, height, number of pictures']]);
    const needs = ['frameRate'] as const;
    expect(found({ frameRate: null }, { needs })).toEqual([['MEDIA_UNPROBED', undefined, 'frame rate']]);
  });
});

test('codecs have one word each, in rules and in files', () => {
  const spellings = ['avc1.640028', 'H264', 'h.264', 'hvc1.1.6.L93.90', 'hev1', 'h265', 'mp4a.40.2', 'vp9'];
  expect(spellings.map(codecName)).toEqual(['avc', 'avc', 'avc', 'hevc', 'hevc', 'hevc', 'aac', 'vp9']);
  const words = Object.values(PLATFORMS)
    .flatMap(({ formats }) => Object.values(formats).flatMap(({ image, video }) => [image, video]))
    .flatMap((rule) => [...(rule?.videoCodecs ?? []), ...(rule?.audioCodecs ?? [])]);
  expect(words.length).toBeGreaterThan(0);
  expect(words.filter((word) => codecName(word) !== word)).toEqual([]);
});
