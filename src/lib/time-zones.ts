/** Time zones: which exist, and what clocks in them show when. */
import moment from 'moment-timezone';

/** One edition of the IANA database. */
export interface ZoneRules {
  /** Its name: `2026f`. */
  version: string;
  source: 'moment-timezone' | 'Node';
  /** The canonical spelling of a zone name, or null. */
  zoneNamed(name: string): string | null;
  /** How far clocks in the zone are ahead of UTC at an instant, in ms. */
  offsetAt(timeZone: string, instantMs: number): number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const ofPackage: ZoneRules = {
  version: moment.tz.dataVersion,
  source: 'moment-timezone',
  zoneNamed: (name) => {
    const found = moment.tz.zone(name)?.name;
    return found?.toLowerCase() === name.toLowerCase() ? found : null;
  },
  offsetAt: (timeZone, instantMs) => {
    const zone = moment.tz.zone(timeZone);
    if (zone === null) throw new RangeError(`there is no time zone ${timeZone}`);
    const inTable = (ms: number) => Math.round(0 - zone.utcOffset(ms) * MINUTE_MS);
    if (instantMs < TABLE_END_MS) return inTable(instantMs);
    const inLastYear = new Date(instantMs).setUTCFullYear(LAST_YEAR);
    const agrees = clockOf(timeZone) !== null && ofNode.offsetAt(timeZone, inLastYear) === inTable(inLastYear);
    return agrees ? ofNode.offsetAt(timeZone, instantMs) : inTable(inLastYear);
  },
};
/** The package lists single changes of clocks up to this year. Node has rules without an end, which may be older. */
const LAST_YEAR = 2036;
const TABLE_END_MS = Date.UTC(LAST_YEAR + 1, 0);

const ofNode: ZoneRules = {
  version: process.versions.tz ?? '',
  source: 'Node',
  // Node accepts offsets (`+02:00`) as zones, but they have no summer time.
  zoneNamed: (name) =>
    ofPackage.zoneNamed(name) ?? (/^[A-Za-z]/.test(name) ? (clockOf(name)?.resolvedOptions().timeZone ?? null) : null),
  offsetAt: (timeZone, instantMs) => {
    const clock = clockOf(timeZone);
    if (clock === null) throw new RangeError(`there is no time zone ${timeZone}`);
    const shown = Object.fromEntries(clock.formatToParts(instantMs).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instantMs / 1_000) * 1_000;
  },
};

const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = clocks.get(timeZone);
  if (known !== undefined) return known;
  try {
    const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const;
    const clock = new Intl.DateTimeFormat('en', { ...parts, second: 'numeric', hourCycle: 'h23', timeZone });
    clocks.set(timeZone, clock);
    return clock;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Editions are named by year and letter, so their names sort by age. */
export const newerOf = <T extends Pick<ZoneRules, 'version'>>(a: T, b: T): T => (b.version > a.version ? b : a);

/**
 * The rules in use. States change their clocks with a few weeks' notice, more often than Node is released, so the rules
 * of a package that follows the IANA database are used, unless those of Node are newer.
 */
export const ZONE_RULES: ZoneRules = newerOf(ofPackage, ofNode);
export const NODE_ZONE_VERSION = ofNode.version;

export const { zoneNamed, offsetAt } = ZONE_RULES;

/** What clocks show at an instant, as the milliseconds at which UTC clocks show the same. */
export const clocksAt = (timeZone: string, instantMs: number): number => instantMs + offsetAt(timeZone, instantMs);

/**
 * The instants at which clocks show this: one, two when they are set back over it, none when they are set forward over
 * it.
 */
export function instantsAt(timeZone: string, clocksMs: number): number[] {
  const offsets = new Set([offsetAt(timeZone, clocksMs - DAY_MS), offsetAt(timeZone, clocksMs + DAY_MS)]);
  return [...offsets]
    .map((offset) => clocksMs - offset)
    .filter((instantMs) => clocksAt(timeZone, instantMs) === clocksMs)
    .sort((a, b) => a - b);
}

/** The first instant after the clocks were set forward over this local time. */
export function endOfGap(timeZone: string, clocksMs: number): number {
  let before = clocksMs - DAY_MS - offsetAt(timeZone, clocksMs - DAY_MS);
  let after = clocksMs + DAY_MS - offsetAt(timeZone, clocksMs + DAY_MS);
  const old = offsetAt(timeZone, before);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetAt(timeZone, middle) === old) before = middle;
    else after = middle;
  }
  return after;
}

/** The first instant of the local day of `instantMs`, or of the day that many days later. */
export function startOfDay(timeZone: string, instantMs: number, daysLater = 0): number {
  const midnight = Math.floor(clocksAt(timeZone, instantMs) / DAY_MS) * DAY_MS + daysLater * DAY_MS;
  return instantsAt(timeZone, midnight)[0] ?? endOfGap(timeZone, midnight);
}

/** `2026-07-01T09:30:00`, of what `clocksAt` answers. */
export const clockText = (clocksMs: number): string => new Date(clocksMs).toISOString().slice(0, 19);
