/** What the checks that all adapters share say, in English. */
import type { Catalogue } from '../../../lib/texts.ts';
import { MEASURES, type Measure, TEXTS, type TextName } from '../words.ts';

export const en = {
  formatAbsent: ({ platform, format, formats }: { platform: string; format: string; formats: string }) =>
    `${platform} has no ${format}; it has ${formats}`,
  textTooLong: ({ what, index, max, length, unit }: TextLength, { number }) =>
    `the ${TEXTS[what]}${index === null ? '' : ` of media ${index}`} may have ${number(max)} ${unit === 'UTF8_BYTES' ? 'bytes (UTF-8)' : 'characters'}; it has ${number(length)}`,
  fileCount: ({ platform, format, min, max, count }: FileCount, { number, plural }) =>
    `${platform} takes ${min === max ? number(min) : `${number(min)}–${number(max)}`} ${plural(max, { one: 'file', other: 'files' })} in a ${format}; there are ${number(count)}`,
  fileKind: ({ kinds, kind }: { kinds: string; kind: string }) =>
    `this format takes ${kinds === '' ? 'no file' : kinds}; this file is ${kind}`,
  fileType: ({ platform, types, type }: { platform: string; types: string; type: string }) =>
    `${platform} takes ${types}; this file is ${type}`,
  fileTooLarge: ({ platform, max, bytes }: { platform: string; max: number; bytes: number }, { number }) =>
    `${platform} takes files of at most ${number(max)} bytes; this one has ${number(bytes)}`,
  dimensions: ({ platform, width, height, isTurnable, actual }: Dimensions) =>
    `${platform} takes pictures of ${dimensionsText({ width, height, isTurnable })} pixels; this file has ${actual}`,
  ratio: ({ platform, isLeast, limit, ratio, actual }: Ratio, { number }) =>
    `${platform} takes aspect ratios (width ÷ height) of at ${isLeast ? 'least' : 'most'} ${number(limit)}; this file has ${number(ratio)} (${actual})`,
  duration: ({ platform, isLeast, limit, actual }: Limit, { seconds }) =>
    `${platform} takes videos of at ${isLeast ? 'least' : 'most'} ${seconds(limit)}; this one lasts ${seconds(actual)}`,
  frameRate: ({ platform, isLeast, limit, actual }: Limit, { number }) =>
    `${platform} takes at ${isLeast ? 'least' : 'most'} ${number(limit)} frames per second; this file has ${number(actual)}`,
  frames: ({ platform, max, count }: { platform: string; max: number; count: number }, { number }) =>
    `${platform} takes animations of at most ${number(max)} frames; this one has ${number(count)}`,
  framePixels: ({ platform, max, pixels }: { platform: string; max: number; pixels: number }, { number }) =>
    `${platform} takes animations whose width × height × frames are at most ${number(max)}; of this one they are ${number(pixels)}`,
  videoCodec: ({ platform, codecs, codec }: Codec) => `${platform} takes video in ${codecs}; this file has ${codec}`,
  audioCodec: ({ platform, codecs, codec }: Codec) => `${platform} takes audio in ${codecs}; this file has ${codec}`,
  unmeasured: ({ platform, measures }: { platform: string; measures: readonly Measure[] }) =>
    `this file could not be measured in full, so ${platform} may yet refuse it; unknown: ${measures.map((measure) => MEASURES[measure]).join(', ')}`,
} as const satisfies Catalogue;

type TextLength = { what: TextName; index: number | null; max: number; length: number; unit: string };
type FileCount = { platform: string; format: string; min: number; max: number; count: number };
type Size = { width: string | null; height: string | null; isTurnable: boolean };
type Dimensions = Size & { platform: string; actual: string };
type Ratio = { platform: string; isLeast: boolean; limit: number; ratio: number; actual: string };
type Limit = { platform: string; isLeast: boolean; limit: number; actual: number };
type Codec = { platform: string; codecs: string; codec: string };

/** `width ≤ 1080, height ≤ 1920, either way round`; also told as the limit. */
export const dimensionsText = ({ width, height, isTurnable }: Size): string =>
  [
    ...(width === null ? [] : [`width ${width}`]),
    ...(height === null ? [] : [`height ${height}`]),
    ...(isTurnable ? ['either way round'] : []),
  ].join(', ');
