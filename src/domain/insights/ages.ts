/** The ages of a post at which its figures are read, and how late a reading may be and still be called one of that age. */
import type { FigureAge } from '../../lib/prisma/enums.ts';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export const AGES = {
  H1: { afterMs: HOUR_MS, lateMs: HOUR_MS },
  H24: { afterMs: DAY_MS, lateMs: 6 * HOUR_MS },
  D7: { afterMs: 7 * DAY_MS, lateMs: DAY_MS },
  D30: { afterMs: 30 * DAY_MS, lateMs: 3 * DAY_MS },
} as const satisfies Record<Exclude<FigureAge, 'LATEST'>, { afterMs: number; lateMs: number }>;

/** Older posts are read no more. */
export const FOLLOWED_MS = AGES.D30.afterMs + AGES.D30.lateMs;
