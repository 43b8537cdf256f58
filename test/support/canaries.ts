/** Looks for planted secrets: in all that a database holds, and in every spelling in which they may stand there. */
import type { Sql } from '../../src/lib/db.ts';

/** Every row of every table of every schema, as text. */
export async function wholeDatabase(db: Sql): Promise<string> {
  const tables = await db.query<{ schema: string; name: string }>(
    "SELECT table_schema AS schema, table_name AS name FROM information_schema.tables WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')",
  );
  const dumps = await Promise.all(
    tables.map(({ schema, name }) =>
      db.query<{ text: string }>(`SELECT row_to_json(t)::text AS text FROM "${schema}"."${name}" t`),
    ),
  );
  return dumps.flatMap((rows) => rows.map(({ text }) => text)).join('\n');
}

export const spellingsOf = (canary: string): string[] => [
  canary,
  encodeURIComponent(canary),
  // As Postgres shows bytes.
  Buffer.from(canary).toString('hex'),
  // Without the last characters, which depend on what follows.
  Buffer.from(canary).toString('base64').slice(0, -4),
  Buffer.from(`as ${canary}`).toString('base64').slice(4, -4),
];
