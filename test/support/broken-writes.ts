/** Lets Postgres fail a write: as it fails all it is asked when it restarts, or when a session ends in the middle of one. */
import type { Sql } from '../../src/lib/db.ts';

export interface BrokenWrite {
  /** Which writes, as a trigger names them: `UPDATE OF permalink ON post_target`. */
  on: string;
  /** Of which rows; default all. */
  when?: string;
  /** How often; default always. */
  times?: number;
  /** Refused with a code of Postgres, or its session ended under it. */
  by: { code: string } | 'KILL';
}

/** Answers how many writes have come to it, those included that were let through. */
export async function breakWrites(
  db: Sql,
  { on, when = 'true', times, by }: BrokenWrite,
): Promise<() => Promise<number>> {
  const fail =
    by === 'KILL'
      ? 'PERFORM pg_terminate_backend(pg_backend_pid())'
      : `RAISE EXCEPTION 'broken for the test' USING ERRCODE = '${by.code}'`;
  // A rollback does not turn back a sequence.
  await db.query('CREATE SEQUENCE writes_to_break');
  await db.query(
    `CREATE FUNCTION break_write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
       IF nextval('writes_to_break') <= ${times ?? Number.MAX_SAFE_INTEGER} THEN ${fail}; END IF;
       RETURN NEW;
     END $$`,
  );
  await db.query(`CREATE TRIGGER break_write BEFORE ${on} FOR EACH ROW WHEN (${when}) EXECUTE FUNCTION break_write()`);
  return async () => {
    const [row] = await db.query<{ n: number }>(
      'SELECT CASE WHEN is_called THEN last_value ELSE 0 END::int AS n FROM writes_to_break',
    );
    return row?.n ?? 0;
  };
}
