/** One subscriber: gets first what it missed, then what comes, in order, each event once, at its own pace. */
import type { Event } from '../events/event.ts';

/** Returns one event at a time. `return` also ends a waiting `next` or `each`. */
export interface EventSubscription extends AsyncIterableIterator<Event, undefined> {
  next(): Promise<IteratorResult<Event, undefined>>;
  return(): Promise<IteratorReturnResult<undefined>>;
  /**
   * An alternative to `next`: calls `handle` with one event after the other and resolves when the stream has ended.
   * While it waits, `handle` is called during delivery: for ten thousand subscribers the promises of `next` cost more
   * than the work per event.
   */
  each(handle: Handle): Promise<void>;
}

/** If it returns a promise, the next event waits for it. */
export type Handle = (event: Event) => Promise<void> | undefined;

/** The side of the stream. */
export interface OfferedSubscription extends EventSubscription {
  /** Offers an event, in order. Events that the subscriber already has are dropped. */
  offer(event: Event): void;
}

interface Source {
  /** The last event that the subscriber has; older ones are not offered to it either. */
  after: bigint;
  /** Whether the table may hold events after that one which will not be offered. */
  isBehind: boolean;
  /** Reads all events after a position from the table. */
  replay(after: bigint): AsyncGenerator<Event>;
  /** The subscriber has left. */
  leave(): void;
}

/** How many events a subscriber may lag behind before it reads them from the table instead of from memory. */
const MAX_PENDING = 1_000;
const DONE = Promise.resolve();

export function createEventSubscription({ after, isBehind, replay, leave }: Source): OfferedSubscription {
  const pending: Event[] = [];
  /** The last event that it was given, or does not want. */
  let last = after;
  let missed: AsyncGenerator<Event> | null = isBehind ? replay(after) : null;
  /** Set when it is too slow: events that did not fit into `pending` are read from the table. */
  let overflowed = false;
  let ended = false;
  /** Set while it waits: called with the next event. */
  let waiting: Handle | null = null;
  /** Ends the wait once the last event is handled. */
  let stopWaiting: (handled: Promise<void>) => void = () => undefined;

  const isNew = ({ position }: Event): boolean => {
    if (position <= last) return false;
    last = position;
    return true;
  };

  /** The next event that is in memory, or null. */
  const take = async (): Promise<Event | null> => {
    while (!ended) {
      const event = missed === null ? pending.shift() : (await missed.next()).value;
      if (ended) break;
      if (event !== undefined) {
        if (isNew(event)) return event;
      } else if (missed !== null) missed = null;
      else if (overflowed) {
        overflowed = false;
        missed = replay(last);
      } else break;
    }
    return null;
  };

  /**
   * Resolves when there may be something to take. Until then `handle` gets each event directly, unless it returns a
   * promise.
   */
  const idle = async (handle: Handle): Promise<void> => {
    if (ended || missed !== null || overflowed || pending.length > 0) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    stopWaiting = (handled) => {
      waiting = null;
      handled.then(resolve, reject);
    };
    waiting = handle;
    await promise;
  };

  return {
    next: async () => {
      while (!ended) {
        let event = await take();
        if (event === null) {
          await idle((arrived) => {
            event = arrived;
            return DONE;
          });
        }
        if (event !== null && !ended) return { done: false, value: event };
      }
      return { done: true, value: undefined };
    },
    each: async (handle) => {
      while (!ended) {
        const event = await take();
        await (event === null ? idle(handle) : handle(event));
      }
    },
    return: async () => {
      if (!ended) {
        ended = true;
        leave();
        stopWaiting(DONE);
      }
      return { done: true, value: undefined };
    },
    offer: (event) => {
      if (waiting === null) {
        overflowed ||= pending.length >= MAX_PENDING;
        if (!overflowed) pending.push(event);
        return;
      }
      if (!isNew(event)) return;
      try {
        const handled = waiting(event);
        if (handled !== undefined) stopWaiting(handled);
      } catch (error) {
        stopWaiting(Promise.reject(error));
      }
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
