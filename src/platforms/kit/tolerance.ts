/**
 * How far a file may exceed a limit and still be accepted: a 60 s video ends with its last frame of sound, and 60 fps
 * is an average.
 */
import type { MediaRule } from '../platform.ts';

export const TOLERANCE = { durationMs: 100, frameRate: 0.1 } as const;

type Deviation = 'BELOW' | 'ABOVE' | null;

const within = (actual: number | null, min = 0, max = Number.POSITIVE_INFINITY, tolerance = 0): Deviation => {
  if (actual === null) return null;
  if (actual < min) return 'BELOW';
  return actual > max + tolerance ? 'ABOVE' : null;
};

export const durationDeviation = (
  durationMs: number | null,
  { minDurationMs, maxDurationMs }: Pick<MediaRule, 'minDurationMs' | 'maxDurationMs'>,
): Deviation => within(durationMs, minDurationMs, maxDurationMs, TOLERANCE.durationMs);

export const frameRateDeviation = (
  frameRate: number | null,
  { minFrameRate, maxFrameRate }: Pick<MediaRule, 'minFrameRate' | 'maxFrameRate'>,
): Deviation => within(frameRate, minFrameRate, maxFrameRate, TOLERANCE.frameRate);
