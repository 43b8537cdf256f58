/** Delivers events to their receivers, one event after the other, in slices between which the event loop turns. */

/** How long a slice lasts at most, and how many receivers are served between two looks at the clock. */
const SLICE_MS = 5;
const LOOK_EVERY = 32;

export interface Delivery<Event> {
  /** Delivers at once if possible, otherwise after the events that were added before. */
  add(event: Event): void;
}

interface Parts<Event, Receiver> {
  /** May change during the delivery. */
  receiversOf(event: Event): Iterable<Receiver>;
  give(receiver: Receiver, event: Event): void;
  now?: () => number;
}

export function createDelivery<Event, Receiver>({
  receiversOf,
  give,
  now = () => performance.now(),
}: Parts<Event, Receiver>): Delivery<Event> {
  const waiting: Event[] = [];
  /** The rest of the event that did not fit into the last slice. */
  let rest: Iterator<Receiver> | null = null;

  const work = () => {
    const endsAt = now() + SLICE_MS;
    let given = 0;
    for (let [event] = waiting; event !== undefined; [event] = waiting) {
      rest ??= receiversOf(event)[Symbol.iterator]();
      for (let step = rest.next(); step.done !== true; step = rest.next()) {
        give(step.value, event);
        given++;
        if (given % LOOK_EVERY === 0 && now() >= endsAt) return void setImmediate(work);
      }
      rest = null;
      waiting.shift();
    }
  };
  return {
    add: (event) => {
      if (waiting.push(event) === 1) work();
    },
  };
}
