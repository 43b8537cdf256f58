/** Live status: one reader per process follows the event stream in cursor order and hands each event to its subscribers. */
import type { AppContext, Viewer } from '../context.ts';
import type { Listener } from '../lib/listener.ts';
import type { PublishingLog } from '../lib/prisma/client.ts';
import { EVENTS_CHANNEL } from './target-change.ts';

/** An event row; `cursor` and `seq` are set on every event. */
export type PublishEvent = PublishingLog & { cursor: bigint; seq: number };

export interface EventFilter {
  brandId?: string | undefined;
  postId?: string | undefined;
  targetId?: string | undefined;
}

export interface EventStream extends AsyncDisposable {
  /**
   * Events that `viewer` may see and that match, in cursor order. With `after`, first what was missed, then live: without
   * a gap, a repetition or disorder. Ends when `signal` aborts.
   */
  subscribe(
    viewer: Viewer,
    filter: EventFilter,
    after: bigint | null,
    signal: AbortSignal,
  ): AsyncGenerator<PublishEvent>;
  /** Resolves once the reader has caught up for the first time. */
  ready: Promise<void>;
}

const PAGE = 500;
/** A lost notification costs at most this. */
const POLL_MS = 2_000;
/** Events one subscriber may lag behind before it reads from the database again instead of from memory. */
const MAX_PENDING = 1_000;

interface Subscriber {
  viewer: Viewer;
  filter: EventFilter;
  pending: PublishEvent[];
  /** Too slow: what it missed is in the database. */
  overflowed: boolean;
  wake: () => void;
}

export function startEventStream(
  ctx: Pick<AppContext, 'db' | 'log'>,
  listener: Pick<Listener, 'on' | 'onConnect'>,
): EventStream {
  const subscribers = new Set<Subscriber>();
  /** Subscribers by what they filter on most narrowly, so that an event looks only at those it may concern. */
  const index = new Map<string, Set<Subscriber>>();
  const { promise: ready, resolve: becomeReady } = Promise.withResolvers<void>();
  let position: bigint | null = null;
  let reading: Promise<void> | null = null;
  let again = false;
  let closed = false;

  const deliver = (event: PublishEvent) => {
    for (const key of [
      `target:${event.targetId}`,
      `post:${event.postId}`,
      `brand:${event.brandId}`,
      `workspace:${event.workspaceId}`,
    ]) {
      for (const subscriber of index.get(key) ?? []) {
        if (!concerns(event, subscriber.viewer, subscriber.filter)) continue;
        if (subscriber.pending.length >= MAX_PENDING) subscriber.overflowed = true;
        if (!subscriber.overflowed) subscriber.pending.push(event);
        subscriber.wake();
      }
    }
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
        `SELECT * FROM publishing_log WHERE cursor > $1 ORDER BY cursor LIMIT ${PAGE}`,
        [position],
        'tail_events',
      );
      for (const event of events) {
        position = event.cursor;
        deliver(event);
      }
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

  listener.on(EVENTS_CHANNEL, pump);
  listener.onConnect(pump);
  const timer = setInterval(pump, POLL_MS);
  timer.unref();
  pump();

  async function* subscribe(
    viewer: Viewer,
    filter: EventFilter,
    after: bigint | null,
    signal: AbortSignal,
  ): AsyncGenerator<PublishEvent> {
    let woken = Promise.withResolvers<void>();
    const subscriber: Subscriber = { viewer, filter, pending: [], overflowed: false, wake: () => woken.resolve() };
    const key = indexKey(viewer, filter);
    const peers = index.get(key) ?? new Set();
    index.set(key, peers.add(subscriber));
    subscribers.add(subscriber);
    const onAbort = () => subscriber.wake();
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await ready;
      // From here on every new event is either in `pending` or older than the replay: the replay starts after registration.
      let last = after;
      let behind = after !== null;
      while (!signal.aborted) {
        if (behind) {
          for await (const event of replay(ctx, viewer, filter, last ?? 0n)) {
            if (signal.aborted) return;
            last = event.cursor;
            yield event;
          }
          behind = false;
        }
        woken = Promise.withResolvers<void>();
        const batch = subscriber.pending.splice(0);
        if (subscriber.overflowed) {
          subscriber.overflowed = false;
          behind = true;
        }
        for (const event of batch) {
          if (last !== null && event.cursor <= last) continue;
          last = event.cursor;
          yield event;
        }
        if (batch.length === 0 && !behind) {
          if (signal.aborted) return;
          await woken.promise;
        }
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
      subscribers.delete(subscriber);
      peers.delete(subscriber);
      if (peers.size === 0) index.delete(key);
    }
  }

  return {
    ready,
    subscribe,
    [Symbol.asyncDispose]: async () => {
      closed = true;
      clearInterval(timer);
      await reading;
      for (const subscriber of subscribers) subscriber.wake();
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
    `SELECT * FROM publishing_log
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
