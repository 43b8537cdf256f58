/**
 * Resolves when a post shall go out: from the input (an instant, a local time, or "now") to one instant and one local
 * time.
 */
import { clocksAt, clockText, endOfGap, instantsAt, offsetAt, startOfDay, zoneNamed } from '../lib/time-zones.ts';
import { say as sayCommon } from '../texts/common/texts.ts';
import { say } from '../texts/posts/texts.ts';
import { accept, type Outcome, refuse, type UserError, userError } from './errors.ts';
import { quoted } from './text-input.ts';

const SCHEDULE_MODES = ['DRAFT', 'AT', 'NOW'] as const;
export type ScheduleMode = (typeof SCHEDULE_MODES)[number];

export interface ScheduleInput {
  mode: ScheduleMode;
  /** The instant. */
  at?: Date | null | undefined;
  /** `YYYY-MM-DDTHH:mm[:ss]` on the clocks of `timeZone`; an explicit offset (`+01:00`) chooses between two equal local times. */
  localTime?: string | null | undefined;
  /** IANA name; default: the brand's. */
  timeZone?: string | null | undefined;
}

export interface ResolvedSchedule {
  mode: ScheduleMode;
  /** Null only for a draft without a planned time. */
  at: Date | null;
  timeZone: string;
  /** `YYYY-MM-DDTHH:mm:ss`: what clocks in `timeZone` show at `at`. */
  localTime: string | null;
}

/** Clocks differ and requests take time: an instant that has just passed means "now". */
export const PAST_TOLERANCE_MS = 60_000;
/** A time further ahead is a typing error, and so is a year of the first two thousand. */
const MAX_AHEAD_MS = 10 * 366 * 86_400_000;

const PATH = ['input', 'schedule'] as const;

export function resolveSchedule(
  input: ScheduleInput,
  brandZone: string,
  now: Date,
  path: readonly string[] = PATH,
): Outcome<ResolvedSchedule> {
  const timeZone = zoneNamed(input.timeZone ?? brandZone);
  if (timeZone === null) {
    const said = sayCommon('zoneUnknown', { zone: quoted(input.timeZone ?? brandZone) });
    return refuse(userError('TIME_ZONE_INVALID', said, [...path, 'timeZone']));
  }
  const given = givenInstant(input, timeZone, path);
  if (!given.ok) return given;
  const instant = given.value;

  if (input.mode === 'NOW') {
    if (instant !== null) return refuse(userError('TIME_CONFLICT', say('nowTakesNoTime'), path));
    return accept({ mode: 'NOW', at: now, timeZone, localTime: localTimeOf(now, timeZone) });
  }
  if (instant === null) {
    if (input.mode === 'AT') return refuse(userError('TIME_MISSING', say('atNeedsTime'), path));
    return accept({ mode: 'DRAFT', at: null, timeZone, localTime: null });
  }
  return placed(input.mode, instant, timeZone, now, given.warnings, path);
}

export function timeInPast(instant: Date, now: Date, path: readonly string[]): UserError {
  const [actual, limit] = [instant.toISOString(), now.toISOString()];
  return userError('TIME_IN_PAST', say('timePassed', { at: actual, now: limit }), path, { limit, actual });
}

/** What clocks in `timeZone` show at `at`, to the second. */
export const localTimeOf = (at: Date, timeZone: string): string => clockText(clocksAt(timeZone, at.getTime()));

/**
 * The days on the clocks of `timeZone` that a span touches, in order, each with its beginning. Lists of days come from
 * here and never from Postgres, which has another edition of the time zones.
 */
export function daysOf({ from, to }: { from: Date; to: Date }, timeZone: string): { date: string; startsAt: Date }[] {
  const dateAt = (ms: number) => localTimeOf(new Date(ms), timeZone).slice(0, 10);
  const days = [{ date: dateAt(from.getTime()), startsAt: from }];
  const nextDay = (ms: number) => startOfDay(timeZone, ms, 1);
  for (let start = nextDay(from.getTime()); start < to.getTime(); start = nextDay(start))
    days.push({ date: dateAt(start), startsAt: new Date(start) });
  return days;
}

function placed(
  mode: 'AT' | 'DRAFT',
  instant: Date,
  timeZone: string,
  now: Date,
  warnings: readonly UserError[],
  path: readonly string[],
): Outcome<ResolvedSchedule> {
  const lateMs = now.getTime() - instant.getTime();
  const isPast = lateMs > PAST_TOLERANCE_MS;
  const past = timeInPast(instant, now, path);
  if (isPast && mode === 'AT') return refuse(past);
  const actual = instant.toISOString();
  if (instant.getTime() < 0) {
    const limit = new Date(0).toISOString();
    return refuse(userError('TIME_INVALID', say('timeTooEarly', { at: actual }), path, { limit, actual }));
  }
  if (lateMs < -MAX_AHEAD_MS) {
    const limit = new Date(now.getTime() + MAX_AHEAD_MS).toISOString();
    return refuse(userError('TIME_INVALID', say('timeTooFar', { at: actual }), path, { limit, actual }));
  }
  const at = mode === 'AT' && lateMs > 0 ? now : instant;
  return accept({ mode, at, timeZone, localTime: localTimeOf(at, timeZone) }, isPast ? [...warnings, past] : warnings);
}

/* ---- at and localTime → one instant ---- */

function givenInstant(input: ScheduleInput, timeZone: string, path: readonly string[]): Outcome<Date | null> {
  const { at, localTime } = input;
  if (at && Number.isNaN(at.getTime())) return refuse(userError('TIME_INVALID', say('notInstant'), [...path, 'at']));
  if (localTime === null || localTime === undefined) return accept(at ?? null);
  const local = readLocalTime(localTime, timeZone, [...path, 'localTime']);
  if (!local.ok) return local;
  const [first] = local.value;
  if (!at) return accept(new Date(first), local.warnings);
  // `at` tells two equal local times apart, so nothing is ambiguous. It may be finer than a second.
  const agrees = local.value.some((instant) => Math.abs(instant - at.getTime()) < 1_000);
  if (agrees) return accept(at);
  const meant = new Date(first).toISOString();
  const said = say('timesDiffer', { at: at.toISOString(), local: localTime, zone: timeZone, meant });
  return refuse(userError('TIME_CONFLICT', said, [...path, 'localTime']));
}

/** One instant; or two in order, when clocks are set back over the local time. */
type Candidates = readonly [number, ...number[]];

const LOCAL_TIME = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?$/;

function readLocalTime(text: string, timeZone: string, path: readonly string[]): Outcome<Candidates> {
  const [, wallClock = '', offset] = LOCAL_TIME.exec(text) ?? [];
  const clocksMs = readClocks(wallClock);
  if (clocksMs === null) {
    return refuse(userError('TIME_INVALID', say('notLocalTime', { text: quoted(text) }), path));
  }
  const [first, ...others] = instantsAt(timeZone, clocksMs);
  if (first === undefined) return refuse(gapError(text, endOfGap(timeZone, clocksMs), timeZone, path));
  const there: Candidates = [first, ...others];
  if (offset !== undefined) return withOffset(text, offset === 'Z' ? '+00:00' : offset, there, timeZone, path);
  return accept(
    there,
    others.map((later) => overlapWarning(text, first, later, timeZone, path)),
  );
}

/** `2026-02-30` does not exist. */
function readClocks(text: string): number | null {
  const clocksMs = Date.parse(`${text}Z`);
  return Number.isNaN(clocksMs) || !new Date(clocksMs).toISOString().startsWith(text) ? null : clocksMs;
}

function withOffset(
  text: string,
  offset: string,
  candidates: Candidates,
  timeZone: string,
  path: readonly string[],
): Outcome<Candidates> {
  const chosen = candidates.find((instant) => offsetText(timeZone, instant) === offset);
  if (chosen !== undefined) return accept([chosen]);
  const offsets = candidates.map((instant) => offsetText(timeZone, instant));
  return refuse(userError('TIME_CONFLICT', say('offsetDiffers', { local: text, zone: timeZone, offsets }), path));
}

/** `+05:30`. */
function offsetText(timeZone: string, instant: number): string {
  const offset = offsetAt(timeZone, instant);
  return `${offset < 0 ? '-' : '+'}${clockText(Math.abs(offset)).slice(11, 16)}`;
}

function gapError(text: string, end: number, timeZone: string, path: readonly string[]): UserError {
  const after = clockText(clocksAt(timeZone, end));
  const last = clockText(clocksAt(timeZone, end - 1));
  const said = say('timeNonexistent', { local: text, zone: timeZone, last, after });
  return userError('TIME_NONEXISTENT', said, path, { limit: after, actual: text });
}

const overlapWarning = (
  text: string,
  earlier: number,
  later: number,
  timeZone: string,
  path: readonly string[],
): UserError =>
  userError(
    'TIME_AMBIGUOUS',
    say('timeAmbiguous', {
      local: text,
      zone: timeZone,
      taken: offsetText(timeZone, earlier),
      other: offsetText(timeZone, later),
    }),
    path,
  );
