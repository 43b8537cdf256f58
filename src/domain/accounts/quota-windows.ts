/** The arithmetic of windows: how full an allowance is around an instant, and from when it has room. */
import type { QuotaRule } from '../../platforms/platform.ts';
import { nextWindowStart, windowStart } from './quota-state.ts';

/**
 * How long a call is on its way. A platform counts a post when it arrives: two that leave exactly one window apart could
 * arrive a little closer to each other.
 */
export const ARRIVAL_MS = 2_000;

/** Planned posts this close to each other count as one instant: those of a whole app are many. */
export const GRAIN_MS = { ACCOUNT: 1_000, APP: 60_000 } as const;

/** How far from an instant what is counted may share a window with it. */
export const widthOf = ({ window, windowMs, scope }: QuotaRule): number =>
  // A day that begins at a fixed hour may have 25 hours.
  windowMs + (window !== 'ROLLING' ? 3_600_000 : scope === 'APP' ? GRAIN_MS.APP + ARRIVAL_MS : ARRIVAL_MS);

export interface UnitsAt {
  atMs: number;
  units: number;
}

/** What an allowance grants, and everything that takes units of it: calls of the past and planned posts. */
export interface Allotment extends Pick<QuotaRule, 'window' | 'windowMs'> {
  limit: number;
  taken: readonly UnitsAt[];
  /** The platform has said that nothing is left until then. */
  closedUntilMs: number;
}

/** The most units in any window that holds `atMs`. */
export function takenAround(allotment: Allotment, atMs: number): number {
  const { windowMs, limit, closedUntilMs } = allotment;
  if (atMs < closedUntilMs) return limit;
  if (allotment.window !== 'ROLLING') return takenInWindow(allotment, atMs);
  const levels = levelsOf(allotment);
  const overlaps = levels.filter(({ fromMs, untilMs }) => untilMs > atMs && fromMs < atMs + windowMs);
  return Math.max(0, ...overlaps.map(({ units }) => units));
}

/** The first instant from `afterMs` on at which `units` more fit in every window; null if they never do. */
export function nextFit(allotment: Allotment, units: number, afterMs: number): number | null {
  const { windowMs, limit, closedUntilMs } = allotment;
  if (units > limit) return null;
  let atMs = Math.max(afterMs, closedUntilMs);
  if (allotment.window !== 'ROLLING') {
    while (takenInWindow(allotment, atMs) + units > limit) atMs = nextWindowStart(allotment, new Date(atMs)).getTime();
    return atMs;
  }
  for (const level of levelsOf(allotment)) {
    const isTooHigh = level.units + units > limit;
    if (isTooHigh && level.untilMs > atMs && level.fromMs < atMs + windowMs) atMs = level.untilMs;
  }
  return atMs;
}

function takenInWindow(allotment: Allotment, atMs: number): number {
  const fromMs = windowStart(allotment, new Date(atMs)).getTime();
  const untilMs = nextWindowStart(allotment, new Date(atMs)).getTime();
  return allotment.taken.reduce((sum, unit) => sum + (unit.atMs >= fromMs && unit.atMs < untilMs ? unit.units : 0), 0);
}

interface Level {
  fromMs: number;
  untilMs: number;
  /** In the window that ends at any instant of this span. */
  units: number;
}

/** How full the rolling window is that ends at each instant, in the order of time. */
function levelsOf({ taken, windowMs }: Allotment): Level[] {
  const changes = taken
    .flatMap(({ atMs, units }) => [
      { atMs, units },
      { atMs: atMs + windowMs, units: -units },
    ])
    .sort((a, b) => a.atMs - b.atMs);
  const levels: Level[] = [];
  let units = 0;
  for (const [index, change] of changes.entries()) {
    units += change.units;
    const untilMs = changes[index + 1]?.atMs ?? change.atMs;
    if (untilMs > change.atMs) levels.push({ fromMs: change.atMs, untilMs, units });
  }
  return levels;
}
