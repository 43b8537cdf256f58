/** Compares one file with the `MediaRule` of its format, for all adapters. */
import type { Issue, MediaRule, PublishMedia } from '../platform.ts';
import { codecName } from './codecs.ts';
import { error, warning } from './issues.ts';
import { dimensionsText } from './texts/en.ts';
import { say } from './texts.ts';
import { durationDeviation, frameRateDeviation } from './tolerance.ts';
import { MEASURES, type Measure } from './words.ts';

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
    issues.push(error('MEDIA_TYPE', path, say('fileType', { platform, types, type: mimeType }), types, mimeType));
  }
  if (bytes > rule.maxBytes) {
    const said = say('fileTooLarge', { platform, max: rule.maxBytes, bytes });
    issues.push(error('MEDIA_TOO_LARGE', path, said, rule.maxBytes, bytes));
  }
  return issues;
}

function checkSize({ width, height }: PublishMedia, rule: MediaRule, check: MediaCheck): Issue[] {
  if (width === null || height === null) return [];
  const { minWidth, maxWidth, minHeight, maxHeight } = rule;
  const [long, short] = check.isTurnable ? [Math.max(width, height), Math.min(width, height)] : [width, height];
  if (isWithin(long, minWidth, maxWidth) && isWithin(short, minHeight, maxHeight)) return [];
  const limits = {
    width: rangeOf(minWidth, maxWidth),
    height: rangeOf(minHeight, maxHeight),
    isTurnable: check.isTurnable === true,
  };
  const actual = `${width}×${height}`;
  const said = say('dimensions', { platform: check.platform, ...limits, actual });
  return [error('MEDIA_DIMENSIONS', check.path, said, dimensionsText(limits), actual)];
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
  const said = say('ratio', { platform, isLeast: isBelow, limit, ratio: rounded(ratio), actual });
  return [error('MEDIA_ASPECT_RATIO', path, said, limit, actual)];
}

function checkTime({ durationMs, frameRate }: PublishMedia, rule: MediaRule, { platform, path }: MediaCheck): Issue[] {
  const issues: Issue[] = [];
  const length = durationDeviation(durationMs, rule);
  if (durationMs !== null && length !== null) {
    const isShort = length === 'BELOW';
    const limit = (isShort ? rule.minDurationMs : rule.maxDurationMs) ?? 0;
    const said = say('duration', { platform, isLeast: isShort, limit, actual: durationMs });
    issues.push(error(isShort ? 'MEDIA_TOO_SHORT' : 'MEDIA_TOO_LONG', path, said, limit, durationMs));
  }
  const pace = frameRateDeviation(frameRate, rule);
  if (frameRate !== null && pace !== null) {
    const isSlow = pace === 'BELOW';
    const limit = (isSlow ? rule.minFrameRate : rule.maxFrameRate) ?? 0;
    const said = say('frameRate', { platform, isLeast: isSlow, limit, actual: frameRate });
    issues.push(error('MEDIA_FRAME_RATE', path, said, limit, frameRate));
  }
  return issues;
}

function checkFrames(media: PublishMedia, rule: MediaRule, { platform, path }: MediaCheck): Issue[] {
  const { width, height, frameCount } = media;
  if (frameCount === null) return [];
  const { maxFrames = Infinity, maxFramePixels = Infinity } = rule;
  if (frameCount > maxFrames) {
    const said = say('frames', { platform, max: maxFrames, count: frameCount });
    return [error('MEDIA_TOO_LONG', path, said, maxFrames, frameCount)];
  }
  const pixels = (width ?? 0) * (height ?? 0) * frameCount;
  if (pixels <= maxFramePixels) return [];
  const said = say('framePixels', { platform, max: maxFramePixels, pixels });
  return [error('MEDIA_DIMENSIONS', path, said, maxFramePixels, pixels)];
}

function checkCodecs(media: PublishMedia, rule: MediaRule, { platform, path }: MediaCheck): Issue[] {
  const tracks = [
    { key: 'videoCodec', codec: media.videoCodec, accepted: rule.videoCodecs },
    { key: 'audioCodec', codec: media.audioCodec, accepted: rule.audioCodecs },
  ] as const;
  return tracks.flatMap(({ key, codec, accepted }) => {
    if (codec === null || accepted === undefined) return [];
    const name = codecName(codec);
    if (accepted.some((word) => word === name)) return [];
    const limit = accepted.join(', ');
    return [error('MEDIA_CODEC', path, say(key, { platform, codecs: limit, codec: name }), limit, name)];
  });
}

function checkKnown(media: PublishMedia, rule: MediaRule, { platform, path, needs = [] }: MediaCheck): Issue[] {
  const needed = new Set([...measuresOf(rule), ...needs]);
  const unknown = [...needed].filter((measure) => media[measure] === null);
  if (unknown.length === 0) return [];
  const actual = unknown.map((measure) => MEASURES[measure]).join(', ');
  return [warning('MEDIA_UNPROBED', path, say('unmeasured', { platform, measures: unknown }), undefined, actual)];
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
