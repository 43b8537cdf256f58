/** When accounts are synced: each once a day at a time of its own, so that all of them are spread over the day. */
import { createHash } from 'node:crypto';
import { DAY_MS } from './ages.ts';

/** The next time at which it is the turn of the account. */
export function nextTurn(socialAccountId: string, now: Date): Date {
  const inDayMs = createHash('sha256').update(socialAccountId).digest().readUInt32BE(0) % DAY_MS;
  const midnight = Math.floor(now.getTime() / DAY_MS) * DAY_MS;
  const today = midnight + inDayMs;
  return new Date(today > now.getTime() ? today : today + DAY_MS);
}
