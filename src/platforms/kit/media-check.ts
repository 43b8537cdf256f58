/** Compares one file with the `MediaRule` of its format, for all adapters. */
import type { Issue, MediaRule, PublishMedia } from '../platform.ts';
import { codecName } from './codecs.ts';
import { error, warning } from './issues.ts';
import { durationDeviation, frameRateDeviation } from './tolerance.ts';

const MEASURES = {
  durationMs: 'length',
  width: 'width',
  height: 'height',
  frameRate: 'frame rate',
  frameCount: 'number of pictures',
  videoCodec: 'video codec',
} as const satisfies Partial<Record<keyof PublishMedia, string>>;
export type Measure = keyof typeof MEASURES;

export interface MediaCheck {
  /** How messages name the platform. */
  platform: string;
  /** The place of the file in the post. */
  path: readonly string[];
  /** Measures that must be known although no limit of the rule uses them. */
  needs?: readonly Measure[];
  /** Limits of width and height apply to the longer and the shorter side: an upright picture is accepted too. */
  isTurnable?: boolean;
  /** How far a ratio may exceed its limits, which vendors round. */
  ratioTolerance?: number;
}

export function checkMedia(media: PublishMedia, rule: MediaRule, check: MediaCheck): Issue[] {
  return [
    ...checkFile(media, rule, check),
    ...checkTime(media, rule, check),
    ...checkSize(media, rule, check),
    ...checkRatio(media, rule, check),
    ...checkFrames(media, rule, check),
    ...checkCodecs(media, rule, check),
    ...checkKnown(media, rule, check),
  ];
}

/** Whether a picture fits the largest width and height, in either orientation. */
export const fitsFrame = (
  { width, height }: { width: number; height: number },
  { maxWidth = Infinity, maxHeight = Infinity }: Pick<MediaRule, 'maxWidth' | 'maxHeight'>,
): boolean => Math.max(width, height) <= maxWidth && Math.min(width, height) <= maxHeight;

function checkFile({ mimeType, bytes }: PublishMedia, rule: MediaRule, { platform, path }: MediaCheck): Issue[] {
  const issues: Issue[] = [];
  if (!rule.mimeTypes.includes(mimeType)) {
    const types = rule.mimeTypes.join(', ');
    issues.push(error('MEDIA_TYPE', path, `${platform} takes ${types}; this file is ${mimeType}`, types, mimeType));
  }
  if (bytes > rule.maxBytes) {
    const message = `${platform} takes files of at most ${rule.maxBytes} bytes; this one has ${bytes}`;
    issues.push(error('MEDIA_TOO_LARGE', path, message, rule.maxBytes, bytes));
  }
  return issues;
}

function checkSize({ width, height }: PublishMedia, rule: MediaRule, check: MediaCheck): Issue[] {
  if (width === null || height === null) return [];
  const { minWidth, maxWidth, minHeight, maxHeight } = rule;
  const [long, short] = check.isTurnable ? [Math.max(width, height), Math.min(width, height)] : [width, height];
  if (isWithin(long, minWidth, maxWidth) && isWithin(short, minHeight, maxHeight)) return [];
  const limits = [
    ['width', rangeOf(minWidth, maxWidth)],
    ['height', rangeOf(minHeight, maxHeight)],
  ].flatMap(([side, range]) => (range === null ? [] : [`${side} ${range}`]));
  const limit = `${limits.join(', ')}${check.isTurnable ? ', either way round' : ''}`;
  const actual = `${width}×${height}`;
  const message = `${check.platform} takes pictures of ${limit} pixels; this file has ${actual}`;
  return [error('MEDIA_DIMENSIONS', check.path, message, limit, actual)];
}

function checkRatio({ width, height }: PublishMedia, rule: MediaRule, check: MediaCheck): Issue[] {
  if (width === null || height === null) return [];
  const { minAspectRatio = 0, maxAspectRatio = Infinity } = rule;
  const { platform, path, ratioTolerance = 0 } = check;
  const ratio = width / height;
  // A limit near zero is widened by at most a hundredth of itself.
  const isBelow = ratio < minAspectRatio - Math.min(ratioTolerance, minAspectRatio / 100);
  const isAbove = ratio > maxAspectRatio + ratioTolerance;
  if (!isBelow && !isAbove) return [];
  const limit = rounded(isBelow ? minAspectRatio : maxAspectRatio);
  const actual = `${width}×${height}`;
  const message = `${platform} takes aspect ratios (width ÷ height) of at ${isBelow ? 'least' : 'most'} ${limit}; this file has ${rounded(ratio)} (${actual})`;
  return [error('MEDIA_ASPECT_RATIO', path, message, limit, actual)];
}

function checkTime({ durationMs, frameRate }: PublishMedia, rule: MediaRule, { platform, path }: MediaCheck): Issue[] {
  const issues: Issue[] = [];
  const length = durationDeviation(durationMs, rule);
  if (durationMs !== null && length !== null) {
    const isShort = length === 'BELOW';
    const limit = (isShort ? rule.minDurationMs : rule.maxDurationMs) ?? 0;
    const message = `${platform} takes videos of at ${isShort ? 'least' : 'most'} ${seconds(limit)}; this one lasts ${seconds(durationMs)}`;
    issues.push(error(isShort ? 'MEDIA_TOO_SHORT' : 'MEDIA_TOO_LONG', path, message, limit, durationMs));
  }
  const pace = frameRateDeviation(frameRate, rule);
  if (frameRate !== null && pace !== null) {
    const isSlow = pace === 'BELOW';
    const limit = (isSlow ? rule.minFrameRate : rule.maxFrameRate) ?? 0;
    const message = `${platform} takes at ${isSlow ? 'least' : 'most'} ${limit} frames per second; this file has ${frameRate}`;
    issues.push(error('MEDIA_FRAME_RATE', path, message, limit, frameRate));
  }
  return issues;
}

function checkFrames(media: PublishMedia, rule: MediaRule, { platform, path }: MediaCheck): Issue[] {
  const { width, height, frameCount } = media;
  if (frameCount === null) return [];
  const { maxFrames = Infinity, maxFramePixels = Infinity } = rule;
  if (frameCount > maxFrames) {
    const message = `${platform} takes animations of at most ${maxFrames} frames; this one has ${frameCount}`;
    return [error('MEDIA_TOO_LONG', path, message, maxFrames, frameCount)];
  }
  const pixels = (width ?? 0) * (height ?? 0) * frameCount;
  if (pixels <= maxFramePixels) return [];
  const message = `${platform} takes animations whose width × height × frames are at most ${maxFramePixels}; of this one they are ${pixels}`;
  return [error('MEDIA_DIMENSIONS', path, message, maxFramePixels, pixels)];
}

function checkCodecs(media: PublishMedia, rule: MediaRule, { platform, path }: MediaCheck): Issue[] {
  const tracks = [
    { kind: 'video', codec: media.videoCodec, accepted: rule.videoCodecs },
    { kind: 'audio', codec: media.audioCodec, accepted: rule.audioCodecs },
  ];
  return tracks.flatMap(({ kind, codec, accepted }) => {
    if (codec === null || accepted === undefined) return [];
    const name = codecName(codec);
    if (accepted.some((word) => word === name)) return [];
    const limit = accepted.join(', ');
    return [error('MEDIA_CODEC', path, `${platform} takes ${kind} in ${limit}; this file has ${name}`, limit, name)];
  });
}

function checkKnown(media: PublishMedia, rule: MediaRule, { platform, path, needs = [] }: MediaCheck): Issue[] {
  const needed = new Set([...measuresOf(rule), ...needs]);
  const unknown = [...needed].filter((measure) => media[measure] === null).map((measure) => MEASURES[measure]);
  if (unknown.length === 0) return [];
  const message = `this file could not be measured in full, so ${platform} may yet refuse it; unknown: ${unknown.join(', ')}`;
  return [warning('MEDIA_UNPROBED', path, message, undefined, unknown.join(', '))];
}

/** The measures that must be known before a file can be said to keep the rule. */
function measuresOf(rule: MediaRule): Measure[] {
  const has = (...names: (keyof MediaRule)[]) => names.some((name) => rule[name] !== undefined);
  return [
    ...(has('minDurationMs', 'maxDurationMs') ? (['durationMs'] as const) : []),
    ...(has('minWidth', 'maxWidth', 'minHeight', 'maxHeight', 'minAspectRatio', 'maxAspectRatio', 'maxFramePixels')
      ? (['width', 'height'] as const)
      : []),
    ...(has('maxFrames', 'maxFramePixels') ? (['frameCount'] as const) : []),
  ];
}

const isWithin = (value: number, min = 0, max = Infinity): boolean => value >= min && value <= max;

function rangeOf(min: number | undefined, max: number | undefined): string | null {
  if (min === undefined) return max === undefined ? null : `≤ ${max}`;
  return max === undefined ? `≥ ${min}` : `${min}–${max}`;
}

const rounded = (ratio: number): number => Number(ratio.toFixed(3));
const seconds = (ms: number): string => `${Number((ms / 1_000).toFixed(2))} s`;
