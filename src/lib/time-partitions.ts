/** Monthly partitions of tables that are partitioned by a UUIDv7: made in advance, and dropped whole when expired. */
import type { Db, Tx } from './db.ts';

/** Months, counted from year 0. */
type Month = number;

const monthOf = (at: Date): Month => at.getUTCFullYear() * 12 + at.getUTCMonth();
const startOf = (month: Month): Date => new Date(Date.UTC(Math.floor(month / 12), month % 12, 1));
const partitionName = (table: string, month: Month): string =>
  `${table}_${startOf(month).toISOString().slice(0, 7).replace('-', '_')}`;

/** The smallest UUIDv7 of an instant; there are none from before 1970. */
export const leastId = (at: Date): string => {
  const time = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-0000-0000-000000000000`;
};

/** Writers wait for this lock: better to try again in an hour than to hold them up behind one long reader. */
const LOCK_TIMEOUT = '2s';
/** Keeps two processes from making the same partition. */
const LOCK = 5_117_004;

/**
 * Makes the partitions of this month and of `monthsAhead` more. Rows in the default partition (from a wrong clock, or
 * from before there were partitions) move to where they belong.
 */
export async function makePartitions(db: Db, table: string, now: Date, monthsAhead = 2): Promise<void> {
  const months = new Set<Month>();
  for (let month = monthOf(now); month <= monthOf(now) + monthsAhead; month++) months.add(month);
  const strays = await db.query<{ at: Date }>(
    `SELECT DISTINCT date_trunc('month', to_timestamp(('x' || left(replace(id::text, '-', ''), 12))::bit(48)::bigint / 1000.0), 'UTC') AS at FROM ${table}_default`,
  );
  for (const { at } of strays) if (monthOf(at) <= monthOf(now) + monthsAhead) months.add(monthOf(at));
  const there = new Set((await partitionsOf(db, table)).map(({ name }) => name));
  for (const month of months)
    if (!there.has(partitionName(table, month))) await db.tx((tx) => makePartition(tx, table, month));
}

async function makePartition(tx: Tx, table: string, month: Month): Promise<void> {
  const name = partitionName(table, month);
  const [from, to] = [leastId(startOf(month)), leastId(startOf(month + 1))];
  await tx.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
  await tx.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
  const [made] = await tx.query('SELECT FROM pg_class WHERE relname = $1', [name]);
  if (made !== undefined) return;
  await tx.query(`LOCK TABLE ${table}_default IN ACCESS EXCLUSIVE MODE`);
  // Attaching takes a weaker lock on the table than creating a partition of it does.
  await tx.query(`CREATE TABLE ${name} (LIKE ${table} INCLUDING ALL)`);
  // Rows of an append-only table move too. Whoever may do that owns the table.
  await tx.query(`ALTER TABLE ${table}_default DISABLE TRIGGER USER`);
  await tx.query(
    `WITH moved AS (DELETE FROM ${table}_default WHERE id >= '${from}' AND id < '${to}' RETURNING *) INSERT INTO ${name} SELECT * FROM moved`,
  );
  await tx.query(`ALTER TABLE ${table}_default ENABLE TRIGGER USER`);
  await tx.query(`ALTER TABLE ${table} ATTACH PARTITION ${name} FOR VALUES FROM ('${from}') TO ('${to}')`);
}

/** Drops the partitions that end before `before`; returns their names. */
export async function dropPartitions(db: Db, table: string, before: Date): Promise<string[]> {
  const gone = (await partitionsOf(db, table)).filter(({ month }) => startOf(month + 1) <= before);
  for (const { name } of gone) {
    await db.tx(async (tx) => {
      await tx.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
      await tx.query(`DROP TABLE IF EXISTS ${name}`);
    });
  }
  return gone.map(({ name }) => name);
}

/** Kept rows begin with a whole month: the first instant of the oldest partition that `dropPartitions` leaves. */
export const keptSince = (before: Date): Date => startOf(monthOf(before));

async function partitionsOf(db: Db, table: string): Promise<{ name: string; month: Month }[]> {
  const rows = await db.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = to_regclass($1)`,
    [table],
  );
  return rows.flatMap(({ name }) => {
    const [, year, month] = /_(\d{4})_(\d{2})$/.exec(name) ?? [];
    return year === undefined ? [] : [{ name, month: Number(year) * 12 + Number(month) - 1 }];
  });
}
