/** Live status: one reader per process follows the event stream in cursor order and hands each event to its subscribers. */
import type { AppContext, Viewer } from '../../context.ts';
import type { Listener } from '../../lib/listener.ts';
import { EVENTS_CHANNEL } from '../targets/target-change.ts';
import { createDelivery } from './delivery.ts';
import { createEventSubscription, type EventSubscription, type OfferedSubscription } from './event-subscription.ts';
import { EVENT_COLUMNS, type PublishEvent, readAnnouncement } from './publish-event.ts';

export interface EventFilter {
  brandId?: string | undefined;
  postId?: string | undefined;
  targetId?: string | undefined;
}

export interface EventStream extends AsyncDisposable {
  /**
   * Events that `viewer` may see and that match, in cursor order, until it is returned. With `after`, first what was
   * missed, then live: without a gap, a repetition or disorder.
   */
  subscribe(viewer: Viewer, filter: EventFilter, after: bigint | null): EventSubscription;
  /** Resolves once the reader has caught up for the first time. */
  ready: Promise<void>;
}

const PAGE = 500;
/** A lost notification costs at most this. */
const POLL_MS = 2_000;

interface Subscriber {
  viewer: Viewer;
  filter: EventFilter;
  subscription: OfferedSubscription;
  /** The newest event that the reader had when it came: what is still on its way to others is not news. */
  since: bigint;
}

export function startEventStream(
  ctx: Pick<AppContext, 'db' | 'log'>,
  listener: Pick<Listener, 'on' | 'onConnect'>,
  { pollMs = POLL_MS }: { pollMs?: number } = {},
): EventStream {
  const subscribers = new Set<Subscriber>();
  /** Subscribers by what they filter on most narrowly, so that an event looks only at those it may concern. */
  const index = new Map<string, Set<Subscriber>>();
  const { promise: ready, resolve: becomeReady } = Promise.withResolvers<void>();
  let position: bigint | null = null;
  let reading: Promise<void> | null = null;
  let again = false;
  let closed = false;

  const delivery = createDelivery<PublishEvent, Subscriber>({
    receiversOf: function* (event) {
      const { targetId, postId, brandId, workspaceId } = event;
      for (const key of [`target:${targetId}`, `post:${postId}`, `brand:${brandId}`, `workspace:${workspaceId}`])
        yield* index.get(key) ?? [];
    },
    give: ({ viewer, filter, subscription, since }, event) => {
      if (event.cursor > since && concerns(event, viewer, filter)) subscription.offer(event);
    },
  });

  const advance = (event: PublishEvent) => {
    position = event.cursor;
    delivery.add(event);
  };

  const read = async () => {
    if (position === null) {
      // Subscribers without `after` start here; those with `after` read what is older from the table.
      const [newest] = await ctx.db.query<{ cursor: bigint | null }>(
        'SELECT max(cursor) AS cursor FROM publishing_log',
      );
      position = newest?.cursor ?? 0n;
      becomeReady();
    }
    for (;;) {
      const events: PublishEvent[] = await ctx.db.query<PublishEvent>(
        `SELECT ${EVENT_COLUMNS} FROM publishing_log WHERE cursor > $1 ORDER BY cursor LIMIT ${PAGE}`,
        [position],
        'tail_events',
      );
      // Notifications that came while this was read may have told some of them.
      for (const event of events) if (event.cursor > position) advance(event);
      if (events.length < PAGE) return;
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
          if (!closed) ctx.log.warn({ err: error }, 'event stream cannot read, will try again');
        }
      }
      reading = null;
    })();
  };

  /** Reads the table only for what the notification does not carry, and only when somebody listens. */
  const hear = (payload: string) => {
    const announcement = readAnnouncement(payload);
    if (announcement === null || position === null) return pump();
    const { last, events } = announcement;
    if (subscribers.size === 0) {
      if (last > position) position = last;
      return;
    }
    if (events === null) return pump();
    for (const event of events) {
      if (event.cursor <= position) continue;
      // Cursors come from one sequence: only the very next one proves that nothing lies between.
      if (event.cursor !== position + 1n) return pump();
      advance(event);
    }
  };

  listener.on(EVENTS_CHANNEL, hear);
  listener.onConnect(pump);
  const timer = setInterval(pump, pollMs);
  timer.unref();
  pump();

  const subscribe = (viewer: Viewer, filter: EventFilter, after: bigint | null): EventSubscription => {
    const key = indexKey(viewer, filter);
    const peers = index.get(key) ?? new Set<Subscriber>();
    const subscription = createEventSubscription({
      after,
      replay: async function* (from) {
        // Until then, what is newer than the table was when it was read might not be offered.
        await ready;
        yield* replay(ctx, viewer, filter, from);
      },
      leave: () => {
        subscribers.delete(subscriber);
        peers.delete(subscriber);
        if (peers.size === 0 && index.get(key) === peers) index.delete(key);
      },
    });
    const subscriber: Subscriber = { viewer, filter, subscription, since: after === null ? (position ?? 0n) : 0n };
    // Registered before anything is replayed: every event is either offered from here on, or old enough to be in the table.
    index.set(key, peers.add(subscriber));
    subscribers.add(subscriber);
    return subscription;
  };

  return {
    ready,
    subscribe,
    [Symbol.asyncDispose]: async () => {
      closed = true;
      clearInterval(timer);
      await reading;
      for (const { subscription } of [...subscribers]) await subscription.return();
    },
  };
}

/** Everything after `after`, page by page. */
async function* replay(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  filter: EventFilter,
  after: bigint,
): AsyncGenerator<PublishEvent> {
  for (;;) {
    const page = await eventsAfter(ctx, viewer, filter, after, PAGE);
    yield* page;
    const last = page.at(-1);
    if (page.length < PAGE || last === undefined) return;
    after = last.cursor;
  }
}

/** One page of events that `viewer` may see, in cursor order. */
export async function eventsAfter(
  ctx: Pick<AppContext, 'db'>,
  viewer: Viewer,
  filter: EventFilter,
  after: bigint,
  limit: number,
): Promise<PublishEvent[]> {
  return ctx.db.query<PublishEvent>(
    `SELECT ${EVENT_COLUMNS} FROM publishing_log
     WHERE workspace_id = $1 AND cursor > $2 AND ($3::uuid[] IS NULL OR brand_id = ANY($3)) AND ($4::uuid IS NULL OR brand_id = $4) AND ($5::uuid IS NULL OR post_id = $5)
       AND ($6::uuid IS NULL OR target_id = $6)
     ORDER BY cursor LIMIT $7`,
    [
      viewer.workspaceId,
      after,
      viewer.brandIds === null ? null : [...viewer.brandIds],
      filter.brandId ?? null,
      filter.postId ?? null,
      filter.targetId ?? null,
      limit,
    ],
  );
}

function concerns(event: PublishEvent, viewer: Viewer, filter: EventFilter): boolean {
  return (
    event.workspaceId === viewer.workspaceId &&
    (viewer.brandIds === null || viewer.brandIds.has(event.brandId)) &&
    (filter.brandId === undefined || filter.brandId === event.brandId) &&
    (filter.postId === undefined || filter.postId === event.postId) &&
    (filter.targetId === undefined || filter.targetId === event.targetId)
  );
}

function indexKey(viewer: Viewer, filter: EventFilter): string {
  if (filter.targetId !== undefined) return `target:${filter.targetId}`;
  if (filter.postId !== undefined) return `post:${filter.postId}`;
  if (filter.brandId !== undefined) return `brand:${filter.brandId}`;
  return `workspace:${viewer.workspaceId}`;
}
