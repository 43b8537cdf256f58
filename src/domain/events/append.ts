/** Appends events to the stream, in the transaction of the change that they report. */
import { uuidv7 } from '../../lib/crypto.ts';
import type { Tx } from '../../lib/db.ts';
import { createFeed } from '../../lib/feed.ts';
import { actorOf } from '../actor.ts';
import { EVENTS_CHANNEL, writeAnnouncement } from './announcement.ts';
import type { Event, NewEvent } from './event.ts';

/** What this process has committed, for metrics. */
export const eventsCommitted = createFeed<readonly Event[]>('slipway:events-committed');

/** The function of the database that draws positions; see its comment for why no event can be missed. */
const APPEND_EVENTS = 'append_events';

type Appending = Omit<Event, 'position' | 'createdAt'>;

/** Events of transactions that are still open. */
const pending = new WeakMap<Tx, Appending[]>();

interface Appended {
  eventId: string;
  eventPosition: bigint;
  eventAt: Date;
}

/** Appends `events` in this order. They get their positions when `tx` commits, and are announced once it is durable. */
export function appendEvents(tx: Tx, events: readonly NewEvent[]): void {
  if (events.length === 0) return;
  const actor = actorOf(tx);
  const appended = events.map((event) => ({ ...event, actor, id: uuidv7() }));
  const earlier = pending.get(tx);
  if (earlier !== undefined) {
    earlier.push(...appended);
    return;
  }
  pending.set(tx, appended);
  tx.atCommit<Appended>(
    APPEND_EVENTS,
    () => appended.map(row),
    (places) => {
      const placeOf = new Map(places.map((place) => [place.eventId, place]));
      const committed = appended.flatMap((event): Event[] => {
        const place = placeOf.get(event.id);
        return place === undefined ? [] : [{ ...event, position: place.eventPosition, createdAt: place.eventAt }];
      });
      if (committed.length === 0) return;
      tx.announce(EVENTS_CHANNEL, writeAnnouncement(committed));
      eventsCommitted.publish(() => committed);
    },
  );
}

// JSON leaves out undefined values: most fields of a first event are undefined.
const row = (event: Appending) => ({
  id: event.id,
  workspace_id: event.workspaceId,
  brand_id: event.brandId ?? undefined,
  subject: event.subject,
  subject_id: event.subjectId,
  post_id: event.postId ?? undefined,
  social_account_id: event.socialAccountId ?? undefined,
  type: event.type,
  actor: event.actor ?? undefined,
  payload: event.payload,
});
