/** The time shared by all processes on one database: that of their host, or that of Postgres if the host is wrong. */
import { type Clock, clockAt } from './clock.ts';
import type { Sql } from './db.ts';
import type { Logger } from './log.ts';

export interface SharedClock extends Clock, AsyncDisposable {}

/**
 * Leases and deadlines are written by one host and read by others: with a fast clock, a host would take a running call
 * for one that is long over. Below this difference, the clock of the host is better than a measurement by round trip.
 */
const TOLERANCE_MS = 250;
const MEASURE_EVERY_MS = 60_000;
const SAMPLES = 5;
/** A slower answer is too imprecise. */
const MAX_ROUND_TRIP_MS = 500;

export interface SharedClockOptions {
  /** The host's clock, in milliseconds since 1970. */
  hostNow?: () => number;
  measureEveryMs?: number;
}

export async function startSharedClock(
  db: Sql,
  log: Logger,
  { hostNow = Date.now, measureEveryMs = MEASURE_EVERY_MS }: SharedClockOptions = {},
): Promise<SharedClock> {
  let shiftMs = 0;
  const measure = async () => {
    const ahead = await aheadOf(db, hostNow);
    if (ahead === null) return;
    const wasRight = shiftMs === 0;
    shiftMs = Math.abs(ahead) <= TOLERANCE_MS ? 0 : -Math.round(ahead);
    if (shiftMs === 0 && !wasRight) log.info('the clock of this host agrees with that of Postgres again');
    else if (shiftMs !== 0 && wasRight)
      log.warn(
        { aheadMs: Math.round(ahead) },
        'the clock of this host differs from that of Postgres, which is followed; set the host’s clock (NTP)',
      );
  };
  await measure();
  let measuring: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    measuring = measure().catch((error: unknown) => log.warn({ err: error }, 'clocks could not be compared'));
  }, measureEveryMs);
  timer.unref();
  return {
    ...clockAt(() => hostNow() + shiftMs),
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await measuring;
    },
  };
}

/** By how much the host is ahead of Postgres, from the fastest of several answers; null if all were slow. */
async function aheadOf(db: Sql, hostNow: () => number): Promise<number | null> {
  let quickestMs = MAX_ROUND_TRIP_MS;
  let ahead: number | null = null;
  for (let sample = 0; sample < SAMPLES; sample++) {
    const asked = performance.now();
    const [row] = await db.query<{ at: number }>('SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS at');
    const roundTripMs = performance.now() - asked;
    if (row === undefined || roundTripMs > quickestMs) continue;
    quickestMs = roundTripMs;
    ahead = hostNow() - roundTripMs / 2 - row.at;
  }
  return ahead;
}
