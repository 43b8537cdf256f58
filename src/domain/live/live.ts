/** Live events: one reader per process follows the stream in order and hands each event to its subscribers. */
import type { AppContext, Viewer } from '../../context.ts';
import type { Listener } from '../../lib/listener.ts';
import { conditionSql, visibleInBrands } from '../access.ts';
import { EVENTS_CHANNEL, eventsAnnounced, newestAnnounced } from '../events/announcement.ts';
import { EVENT_COLUMNS, type Event } from '../events/event.ts';
import { newestPosition, readEvents, settledPosition } from '../events/read.ts';
import { createAudiences, type EventFilter, hasWantedType } from './audiences.ts';
import { createDelivery } from './delivery.ts';
import { createEventSubscription, type EventSubscription, type OfferedSubscription } from './event-subscription.ts';

/** Brings announcements of events from other processes. */
export type EventCarrier = Pick<Listener, 'on' | 'onConnect'>;

export interface EventStream extends AsyncDisposable {
  /**
   * Matching events that `viewer` may see, in order, until the iterator is returned. With `after`, first those that
   * were missed, then live ones: no gap, no repetition, no disorder.
   */
  subscribe(viewer: Viewer, filter: EventFilter, after: bigint | null): EventSubscription;
  /** Resolves once the reader has caught up for the first time. */
  ready: Promise<void>;
  /** How many follow it in this process. */
  readonly subscribers: number;
  /** When its reader last looked at the table (`performance.now()`). */
  readonly lookedAt: number;
}

const PAGE = 500;
/** The delay that a lost announcement causes at most. */
const POLL_MS = 2_000;
/**
 * How long the reader waits for an event that is missing before one that it has heard of. Transactions that commit at
 * the same time announce in any order; reading the table for each gap would be slower than waiting.
 */
const GAP_MS = 5;
const MAX_GAP_MS = 100;
/** How many events after a gap are kept in memory; beyond that the table is read. */
const MAX_AHEAD = 5_000;

type Bind = (value: unknown) => string;

export function startEventStream(
  ctx: Pick<AppContext, 'db' | 'log'>,
  carrier: EventCarrier,
  { pollMs = POLL_MS }: { pollMs?: number } = {},
): EventStream {
  const audiences = createAudiences<OfferedSubscription>();
  const { promise: ready, resolve: becomeReady } = Promise.withResolvers<void>();
  /** Every event up to here has been delivered. Always the position of an event, never that of a gap after the last one. */
  let position: bigint | null = null;
  /** The newest event known to be committed. */
  let newest = 0n;
  /** Events that arrived before an earlier one. */
  const ahead = new Map<bigint, Event>();
  let gapTimer: NodeJS.Timeout | null = null;
  let gapMs = GAP_MS;
  let reading: Promise<void> | null = null;
  let again = false;
  let closed = false;
  let lookedAt = Number.NEGATIVE_INFINITY;

  const delivery = createDelivery<Event, OfferedSubscription>({
    receiversOf: audiences.concernedBy,
    give: (subscription, event) => subscription.offer(event),
  });

  const deliver = (event: Event) => {
    position = event.position;
    gapMs = GAP_MS;
    if (audiences.size > 0) delivery.add(event);
  };

  /** Delivers the events that follow without a gap: only the directly next position proves that nothing is missing. */
  const deliverAhead = (from: bigint) => {
    for (let next = ahead.get(from + 1n); next !== undefined; next = ahead.get(next.position + 1n)) {
      ahead.delete(next.position);
      deliver(next);
    }
  };

  const read = async () => {
    for (;;) {
      const settled = await settledPosition(ctx.db);
      lookedAt = performance.now();
      if (position === null) {
        // Subscribers without `after` start here; those with `after` read what is older from the table.
        position = await newestPosition(ctx.db, settled);
        becomeReady();
      }
      const from: bigint = position;
      if (settled <= from) return;
      if (audiences.size === 0) {
        const reached = await newestPosition(ctx.db, settled);
        if (reached > position) position = reached;
      } else {
        const events = await readEvents(ctx.db, from, settled, PAGE);
        // Some of these events may have arrived by announcement during the read.
        for (const event of events) if (event.position > position) deliver(event);
        if (events.length === PAGE) continue;
      }
      for (const key of ahead.keys()) if (key <= position) ahead.delete(key);
      deliverAhead(position);
      return;
    }
  };

  const pump = () => {
    if (closed) return;
    again = true;
    reading ??= (async () => {
      while (again) {
        again = false;
        try {
          await read();
        } catch (error) {
          if (!closed) ctx.log.warn({ err: error }, 'the event stream could not be read; trying again');
        }
      }
      reading = null;
      if (position !== null && newest > position) readSoon();
    })();
  };

  /** Whether a position below `newest` is missing: its transaction has not ended, or its announcement is on the way. */
  const readSoon = () => {
    if (closed) return;
    gapTimer ??= setTimeout(() => {
      gapTimer = null;
      gapMs = Math.min(2 * gapMs, MAX_GAP_MS);
      if (position === null || newest > position) pump();
    }, gapMs);
  };

  const hear = (payload: string) => {
    const announced = newestAnnounced(payload);
    if (announced === null || position === null) return pump();
    if (announced > newest) newest = announced;
    // A process hears each of its own events twice.
    if (announced <= position) return;
    const events = eventsAnnounced(payload);
    if (events === null) return audiences.size === 0 ? readSoon() : pump();
    for (const event of events) {
      if (event.position === position + 1n) deliver(event);
      else if (event.position > position && ahead.size < MAX_AHEAD) ahead.set(event.position, event);
    }
    deliverAhead(position);
    if (newest > position) readSoon();
  };

  carrier.on(EVENTS_CHANNEL, hear);
  carrier.onConnect(pump);
  const timer = setInterval(pump, pollMs);
  timer.unref();
  pump();

  const subscribe = (viewer: Viewer, filter: EventFilter, after: bigint | null): EventSubscription => {
    const subscription = createEventSubscription({
      // What is still on its way to others is not news to who comes now.
      after: after ?? position ?? 0n,
      isBehind: after !== null,
      replay: async function* (from) {
        // Until the reader has started, events newer than its first read might not be offered.
        await ready;
        yield* replay(ctx, viewer, filter, from, () => position ?? 0n);
      },
      leave: () => leave(),
    });
    // Joined before the replay begins: every event is either offered from here on, or old enough to be in the table.
    const leave = audiences.join(viewer, filter, subscription);
    return subscription;
  };

  return {
    ready,
    subscribe,
    get lookedAt() {
      return lookedAt;
    },
    get subscribers() {
      return audiences.size;
    },
    [Symbol.asyncDispose]: async () => {
      closed = true;
      clearInterval(timer);
      if (gapTimer !== null) clearTimeout(gapTimer);
      await reading;
      for (const subscription of audiences.all()) await subscription.return();
    },
  };
}

/** All events after `after`, page by page, at least up to where the reader of this process is. */
async function* replay(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  filter: EventFilter,
  after: bigint,
  reached: () => bigint,
): AsyncGenerator<Event> {
  for (;;) {
    const page = await eventsAfter(ctx, viewer, filter, after, PAGE, reached());
    yield* page.filter((event) => hasWantedType(event, filter));
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return;
    after = last.position;
  }
}

/** One page of events that `viewer` may see, in order; of the types in the filter, those of any brand. `known`: a position that is known to be settled. */
export async function eventsAfter(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  filter: EventFilter,
  after: bigint,
  limit: number,
  known = 0n,
): Promise<Event[]> {
  const settled = await settledPosition(ctx.db);
  const params: unknown[] = [];
  const bind: Bind = (value) => `$${params.push(value)}`;
  const conditions = [
    ...conditionSql(visibleInBrands(viewer), bind, ''),
    `position > ${bind(after)}`,
    `position <= ${bind(settled > known ? settled : known)}`,
    ...equal(bind, 'brand_id', filter.brandId),
    ...equal(bind, 'post_id', filter.postId),
    ...equal(bind, 'subject_id', filter.subjectId),
    ...equal(bind, 'social_account_id', filter.socialAccountId),
    ...(filter.types === undefined ? [] : [`type = ANY(${bind(filter.types.map(({ type }) => type))}::text[])`]),
    ...(filter.subjects === undefined ? [] : [`subject = ANY(${bind(filter.subjects)}::"EventSubject"[])`]),
  ];
  return ctx.db.query<Event>(
    `SELECT ${EVENT_COLUMNS} FROM event WHERE ${conditions.join(' AND ')} ORDER BY position LIMIT ${bind(limit)}`,
    params,
  );
}

const equal = (bind: Bind, column: string, id: string | undefined): string[] =>
  id === undefined ? [] : [`${column} = ${bind(id)}::uuid`];
