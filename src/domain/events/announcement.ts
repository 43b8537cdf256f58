/** How processes tell each other of committed events: the newest position, and the events themselves where they fit. */
import { z } from 'zod';
import { storableJson } from '../../lib/json.ts';
import { type Event, eventJson } from './event.ts';

/** Carries announcements of committed events. They may be lost, repeated and out of order. */
export const EVENTS_CHANNEL = 'slipway_events';

/** A notification of Postgres holds less than 8,000 bytes. */
const MAX_BYTES = 7_999;
/** With more events than this in one transaction, a reader reads the table instead. */
const MAX_EVENTS = 8;

/** `<newest position>` or `<newest position> <events as JSON>`. */
export function writeAnnouncement(events: readonly Event[]): string {
  const newest = String(
    events
      .map(({ position }) => position)
      .sort(ascending)
      .at(-1) ?? 0n,
  );
  if (events.length > MAX_EVENTS) return newest;
  const text = `${newest} ${storableJson(events.map((event) => ({ ...event, position: String(event.position) })))}`;
  return Buffer.byteLength(text) > MAX_BYTES ? newest : text;
}

const ascending = (a: bigint, b: bigint): number => (a < b ? -1 : 1);

/** The newest position in an announcement; null if this release cannot read it. */
export function newestAnnounced(payload: string): bigint | null {
  const [, digits] = /^(\d{1,19})(?: |$)/.exec(payload) ?? [];
  return digits === undefined ? null : BigInt(digits);
}

const announced = z.array(eventJson);

/** The events in an announcement; null when it carries none, or in a format of another release. */
export function eventsAnnounced(payload: string): readonly Event[] | null {
  const start = payload.indexOf(' ');
  if (start === -1) return null;
  try {
    return announced.parse(JSON.parse(payload.slice(start)));
  } catch {
    return null;
  }
}
