/** What an answer of an endpoint means, and when it is tried again. */

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The schedule of the specification: how long after each failure it is tried again. */
const WAITS_MS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;

/** Of a wait, added at random, so that what failed together does not come back together. */
const JITTER = 0.1;
/** An endpoint may ask for no longer wait. */
const MAX_RETRY_AFTER_MS = 24 * HOUR;

/** Null when it is given up. `failures`: how many there are, with this one. */
export function nextAttemptAt(failures: number, retryAfter: Date | null, now: Date): Date | null {
  const waitMs = WAITS_MS[failures - 1];
  if (waitMs === undefined) return null;
  const scheduled = now.getTime() + waitMs * (1 + Math.random() * JITTER);
  return new Date(Math.max(scheduled, retryAfter?.getTime() ?? 0));
}

/** `Retry-After` in seconds or as a date; null when there is none, or none that makes sense. */
export function retryAfterOf(headers: Readonly<Record<string, string>>, now: Date): Date | null {
  const text = headers['retry-after']?.trim() ?? '';
  const atMs = /^\d+$/.test(text) ? now.getTime() + Number(text) * SECOND : Date.parse(text);
  if (Number.isNaN(atMs) || atMs <= now.getTime()) return null;
  return new Date(Math.min(atMs, now.getTime() + MAX_RETRY_AFTER_MS));
}

export type Verdict = 'DELIVERED' | 'FAILED' | 'GONE' | 'BUSY';

/** `GONE`: it wants nothing any more. `BUSY`: whatever else is for it would be refused as well. */
export function verdictOf(status: number | null): Verdict {
  if (status === null) return 'FAILED';
  if (status >= 200 && status <= 299) return 'DELIVERED';
  if (status === 410) return 'GONE';
  return status === 429 || status === 502 || status === 503 || status === 504 ? 'BUSY' : 'FAILED';
}

/** An endpoint that has done nothing but fail for this long is disabled. */
export const DISABLE_AFTER_MS = 5 * 24 * HOUR;
