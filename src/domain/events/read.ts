/** Reads the stream in order and without a gap. */
import type { Sql } from '../../lib/db.ts';
import { EVENT_COLUMNS, type Event } from './event.ts';

/**
 * The position up to which every event is either visible or will never come. Ask for it before reading, and read no
 * further: between two visible events another one may still be uncommitted.
 */
export async function settledPosition(db: Sql): Promise<bigint> {
  const [row] = await db.query<{ settled: bigint }>(
    'SELECT settled_event_position() AS settled',
    [],
    'settled_event_position',
  );
  return row?.settled ?? 0n;
}

/** Events of all workspaces, `after` < position ≤ `upTo`, in order. */
export const readEvents = (db: Sql, after: bigint, upTo: bigint, limit: number): Promise<Event[]> =>
  db.query<Event>(
    `SELECT ${EVENT_COLUMNS} FROM event WHERE position > $1 AND position <= $2 ORDER BY position LIMIT $3`,
    [after, upTo, limit],
    'read_events',
  );

/** The newest event at or before `upTo`; 0 when there is none. */
export async function newestPosition(db: Sql, upTo: bigint): Promise<bigint> {
  const [row] = await db.query<{ newest: bigint | null }>(
    'SELECT max(position) AS newest FROM event WHERE position <= $1',
    [upTo],
    'newest_event',
  );
  return row?.newest ?? 0n;
}
