/** One consumer of the event stream: first what it missed, then what comes, in order, each event once, at its own pace. */
import type { Event } from '../events/event.ts';

/** Asks for one event at a time. `return` also ends a `next` or an `each` that waits. */
export interface EventSubscription extends AsyncIterableIterator<Event, undefined> {
  next(): Promise<IteratorResult<Event, undefined>>;
  return(): Promise<IteratorReturnResult<undefined>>;
  /**
   * Instead of `next`: calls `handle` with one event after the other and resolves when the stream has ended. One that
   * waits is called while the event is being delivered; the promises of ten thousand `next` cost more than what is done with the event.
   */
  each(handle: Handle): Promise<void>;
}

/** A promise keeps the next event back until it settles. */
export type Handle = (event: Event) => Promise<void> | undefined;

/** The side of the stream. */
export interface OfferedSubscription extends EventSubscription {
  /** In order. What the consumer has already been given is dropped. */
  offer(event: Event): void;
}

interface Source {
  /** The last event that the consumer has; null: it wants only what is offered. */
  after: bigint | null;
  /** All events after one, from the table. */
  replay(after: bigint): AsyncGenerator<Event>;
  /** The consumer has gone. */
  leave(): void;
}

/** Events a consumer may lag behind before it reads from the table again instead of from memory. */
const MAX_PENDING = 1_000;
const DONE = Promise.resolve();

export function createEventSubscription({ after, replay, leave }: Source): OfferedSubscription {
  const pending: Event[] = [];
  /** The last event it was given. */
  let last = after;
  let missed: AsyncGenerator<Event> | null = after === null ? null : replay(after);
  /** Too slow: what does not fit into `pending` is in the table. */
  let overflowed = false;
  let ended = false;
  /** While it waits: gets what is offered, or null when there is nothing more to wait for. */
  let waiting: ((event: Event | null) => void) | null = null;

  const isNew = ({ position }: Event): boolean => {
    if (last !== null && position <= last) return false;
    last = position;
    return true;
  };

  /** The next event that is there already, or null. */
  const take = async (): Promise<Event | null> => {
    while (!ended) {
      const event = missed === null ? pending.shift() : (await missed.next()).value;
      if (ended) break;
      if (event !== undefined) {
        if (isNew(event)) return event;
      } else if (missed !== null) missed = null;
      else if (overflowed) {
        overflowed = false;
        missed = replay(last ?? 0n);
      } else break;
    }
    return null;
  };

  /** Resolves when there may be something to take. Until then `handle` gets what comes; a promise of its ends that. */
  const idle = async (handle: Handle): Promise<void> => {
    if (ended || missed !== null || overflowed || pending.length > 0) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stop = (handled: Promise<void>) => {
      waiting = null;
      handled.then(resolve, reject);
    };
    waiting = (event) => {
      if (event === null) return stop(DONE);
      if (!isNew(event)) return;
      try {
        const handled = handle(event);
        if (handled !== undefined) stop(handled);
      } catch (error) {
        stop(Promise.reject(error));
      }
    };
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
        waiting?.(null);
      }
      return { done: true, value: undefined };
    },
    offer: (event) => {
      if (waiting !== null) return waiting(event);
      overflowed ||= pending.length >= MAX_PENDING;
      if (!overflowed) pending.push(event);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
