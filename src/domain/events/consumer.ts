/** A consumer: reacts to every event once, in order, and continues where it stopped, in whichever process it runs. */
import type { AppContext } from '../../context.ts';
import { isUnavailable, type Tx } from '../../lib/db.ts';
import type { Listener } from '../../lib/listener.ts';
import { EVENTS_CHANNEL } from './announcement.ts';
import type { Event } from './event.ts';
import { nextEvents, PAGE, type Passed } from './next-events.ts';
import { newestPosition, settledPosition } from './read.ts';

export interface ConsumerDefinition {
  /** Names its stored position; never changes. */
  name: string;
  /** Where it begins when it has no position yet. */
  begins: 'AT_THE_FIRST_EVENT' | 'NOW';
  /** Absent: every event does. Those that do not are passed over without a transaction. */
  concerns?(event: Event): boolean;
  /**
   * Writes its effects in `tx`, which also stores the position: both happen or neither, so each effect happens once.
   * Work outside the database (a call, a mail) is enqueued in `tx` as a job. After a throw the same events come again.
   */
  handle(tx: Tx, events: readonly Event[]): Promise<void>;
}

export interface Consumer extends AsyncDisposable {
  /** Resolves once its position is stored: from then on it misses no event. */
  ready: Promise<void>;
}

type ConsumerContext = Pick<AppContext, 'db' | 'log'>;

/** The delay that a lost announcement causes at most. */
const POLL_MS = 2_000;
/**
 * While events keep coming, what reacts to them costs a transaction so often and not one per event. All consumers of a
 * process look at the same beat, and so together.
 */
const APART_MS = 100;
/** A consumer that no event concerns stores its position after so many of them, or when no more come. */
const MOST_PASSED = 1_000n;
const MAX_BACKOFF_MS = 60_000;

/** Any number of processes may start the same consumer; one at a time handles events. */
export function startConsumer(
  ctx: ConsumerContext,
  carrier: Pick<Listener, 'on' | 'onConnect'>,
  definition: ConsumerDefinition,
  { retryMs = POLL_MS }: { retryMs?: number } = {},
): Consumer {
  const { promise: ready, resolve: becomeReady } = Promise.withResolvers<void>();
  let running: Promise<void> | null = null;
  let again = false;
  let closed = false;
  let isResting = false;
  let failures = 0;
  let passed: Passed | null = null;
  let isStored = false;

  const run = async () => {
    again = false;
    try {
      if (!isStored) {
        await storePosition(ctx, definition);
        isStored = true;
        becomeReady();
      }
      for (let isDone = false; !closed && !isDone; ) ({ passed, isDone } = await consume(ctx, definition, passed));
      failures = 0;
    } catch (error) {
      failures++;
      again = true;
      // A database that is away is no defect of the consumer.
      const level = isUnavailable(error) ? 'warn' : 'error';
      ctx.log[level](
        { err: error, consumer: definition.name, failures },
        'an event consumer failed and will try again',
      );
    }
  };
  const rest = () => {
    isResting = true;
    const wake = () => {
      isResting = false;
      // What was passed over is stored by a look that finds nothing more.
      if (again || passed !== null) pump();
    };
    if (failures === 0) atNextBeat(ctx.db, wake);
    else setTimeout(wake, Math.min(MAX_BACKOFF_MS, retryMs * 2 ** (failures - 1))).unref();
  };
  const pump = () => {
    again = true;
    if (closed || running !== null || isResting) return;
    running = run().finally(() => {
      running = null;
      rest();
    });
  };
  carrier.on(EVENTS_CHANNEL, pump);
  carrier.onConnect(pump);
  const timer = setInterval(pump, POLL_MS);
  timer.unref();
  pump();
  return {
    ready,
    [Symbol.asyncDispose]: async () => {
      closed = true;
      clearInterval(timer);
      await running;
    },
  };
}

const beats = new WeakMap<ConsumerContext['db'], (() => void)[]>();

/** Wakes everybody who waits for the next beat of a process in the same moment. */
function atNextBeat(db: ConsumerContext['db'], wake: () => void): void {
  const waiting = beats.get(db);
  if (waiting !== undefined) {
    waiting.push(wake);
    return;
  }
  const all = [wake];
  beats.set(db, all);
  setTimeout(() => {
    beats.delete(db);
    for (const one of all) one();
  }, APART_MS).unref();
}

interface Progress {
  passed: Passed | null;
  /** There are no more events now. */
  isDone: boolean;
}

/** Handles one page of events. If another process holds the consumer, that one does the work. */
async function consume(
  { db }: ConsumerContext,
  { name, concerns = () => true, handle }: ConsumerDefinition,
  passed: Passed | null,
): Promise<Progress> {
  const { stored, from, events } = await nextEvents(db, { name, passed });
  const isDone = events.length < PAGE;
  const upTo = events.at(-1)?.position ?? from;
  const concerned = events.filter(concerns);
  if (concerned.length === 0) {
    if (events.length > 0 && upTo - stored < MOST_PASSED) return { passed: { stored, upTo }, isDone };
    if (upTo > stored)
      await db.query(
        'UPDATE event_consumer SET position = $2 WHERE name = $1 AND position = $3',
        [name, upTo, stored],
        'pass_events',
      );
    return { passed: null, isDone };
  }
  return db.tx(async (tx) => {
    const [held] = await tx.query<{ position: bigint }>(
      'SELECT position FROM event_consumer WHERE name = $1 FOR UPDATE SKIP LOCKED',
      [name],
      'hold_event_consumer',
    );
    if (held === undefined) return { passed: null, isDone: true };
    // Another process has handled these events since they were read, or a person wants earlier ones again.
    if (held.position !== stored) return { passed: null, isDone: false };
    await handle(tx, concerned);
    await tx.query('UPDATE event_consumer SET position = $2 WHERE name = $1', [name, upTo], 'move_event_consumer');
    return { passed: null, isDone };
  });
}

async function storePosition({ db }: ConsumerContext, { name, begins }: ConsumerDefinition): Promise<void> {
  const position = begins === 'NOW' ? await newestPosition(db, await settledPosition(db)) : 0n;
  await db.query('INSERT INTO event_consumer (name, position) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [
    name,
    position,
  ]);
}

/** Makes a consumer handle all events after `position` again; `position` is that of an event, or 0. */
export async function rewind({ db }: Pick<AppContext, 'db'>, name: string, position: bigint): Promise<void> {
  await db.query('UPDATE event_consumer SET position = least(position, $2) WHERE name = $1', [name, position]);
}
