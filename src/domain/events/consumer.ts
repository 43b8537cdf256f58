/** A consumer: reacts to every event once, in order, and continues where it stopped, in whichever process it runs. */
import type { AppContext } from '../../context.ts';
import { isUnavailable, type Tx } from '../../lib/db.ts';
import type { Listener } from '../../lib/listener.ts';
import { EVENTS_CHANNEL } from './announcement.ts';
import type { Event } from './event.ts';
import { newestPosition, readEvents, settledPosition } from './read.ts';

export interface ConsumerDefinition {
  /** Names its stored position; never changes. */
  name: string;
  /** Where it begins when it has no position yet. */
  begins: 'AT_THE_FIRST_EVENT' | 'NOW';
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

const PAGE = 200;
/** The delay that a lost announcement causes at most. */
const POLL_MS = 2_000;
/** While events keep coming, what reacts to them costs a transaction so often and not one per event. */
const APART_MS = 100;
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
  let failures = 0;
  let notBefore = 0;
  let isStored = false;
  let waiting: NodeJS.Timeout | undefined;

  const run = async () => {
    again = false;
    try {
      if (!isStored) {
        await storePosition(ctx, definition);
        isStored = true;
        becomeReady();
      }
      while (!closed && (await consume(ctx, definition)));
      failures = 0;
      notBefore = Date.now() + APART_MS;
    } catch (error) {
      failures++;
      notBefore = Date.now() + Math.min(MAX_BACKOFF_MS, retryMs * 2 ** (failures - 1));
      again = true;
      // A database that is away is no defect of the consumer.
      const level = isUnavailable(error) ? 'warn' : 'error';
      ctx.log[level](
        { err: error, consumer: definition.name, failures },
        'an event consumer failed and will try again',
      );
    }
  };
  const pump = () => {
    again = true;
    if (closed || running !== null || waiting !== undefined) return;
    const start = () => {
      waiting = undefined;
      running = run().finally(() => {
        running = null;
        if (again) pump();
      });
    };
    const inMs = notBefore - Date.now();
    if (inMs <= 0) start();
    else waiting = setTimeout(start, inMs).unref();
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
      clearTimeout(waiting);
      await running;
    },
  };
}

/**
 * Handles one page of events; returns whether there may be more. If another process holds the consumer, that one does
 * the work.
 */
async function consume({ db }: ConsumerContext, { name, handle }: ConsumerDefinition): Promise<boolean> {
  // Locking a row writes to the disk, which an idle process need not do for each look.
  const settled = await settledPosition(db);
  const [behind] = await db.query(
    `SELECT 1 FROM event_consumer c WHERE name = $1
       AND EXISTS (SELECT 1 FROM event e WHERE e.position > c.position AND e.position <= $2)`,
    [name, settled],
    'consumer_is_behind',
  );
  if (behind === undefined) return false;
  return db.tx(async (tx) => {
    const [held] = await tx.query<{ position: bigint }>(
      'SELECT position FROM event_consumer WHERE name = $1 FOR UPDATE SKIP LOCKED',
      [name],
      'hold_event_consumer',
    );
    if (held === undefined) return false;
    const events = await readEvents(tx, held.position, settled, PAGE);
    const last = events.at(-1);
    if (last === undefined) return false;
    await handle(tx, events);
    await tx.query(
      'UPDATE event_consumer SET position = $2 WHERE name = $1',
      [name, last.position],
      'move_event_consumer',
    );
    return events.length === PAGE;
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
