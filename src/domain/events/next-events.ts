/** What the consumers of one process read next: those that look at the same time share the search and the events. */
import type { Db } from '../../lib/db.ts';
import { grouped } from '../../lib/grouped.ts';
import type { Event } from './event.ts';
import { readEvents } from './read.ts';

/** Up to where a consumer has seen events that do not concern it, since it stored its position. */
export interface Passed {
  stored: bigint;
  upTo: bigint;
}

export interface NextEvents {
  /** Its position as it is stored. */
  stored: bigint;
  /** After which the events are read: that one, or what it has passed. */
  from: bigint;
  /** In order; a full page may not be all. */
  events: readonly Event[];
}

export const PAGE = 200;

interface Look {
  name: string;
  passed: Passed | null;
}

const looks = new WeakMap<Db, (look: Look) => Promise<NextEvents>>();

export function nextEvents(db: Db, look: Look): Promise<NextEvents> {
  const known = looks.get(db);
  if (known !== undefined) return known(look);
  const made = grouped((group: readonly Look[]) => lookTogether(db, group));
  looks.set(db, made);
  return made(look);
}

async function lookTogether(db: Db, group: readonly Look[]): Promise<(NextEvents | undefined)[]> {
  // The settled position is asked for before events are read; see `settledPosition`.
  const rows = await db.query<{ name: string; position: bigint; settled: bigint }>(
    'SELECT name, position, settled FROM event_consumer, settled_event_position() AS settled WHERE name = ANY($1)',
    [group.map(({ name }) => name)],
    'event_consumers',
  );
  const pages = new Map<bigint, Promise<Event[]>>();
  return Promise.all(
    group.map(async ({ name, passed }) => {
      const row = rows.find((one) => one.name === name);
      if (row === undefined) return undefined;
      const { position: stored, settled } = row;
      // Another process, or a person, may have moved the stored position.
      const from = passed?.stored === stored ? passed.upTo : stored;
      const page = pages.get(from) ?? (settled > from ? readEvents(db, from, settled, PAGE) : Promise.resolve([]));
      pages.set(from, page);
      return { stored, from, events: await page };
    }),
  );
}
