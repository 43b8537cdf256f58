/** Applies the SQL files of a migrations folder, with the lock and ledger of `prisma migrate deploy`: either may run. */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { connect } from './connect.ts';
import { uuidv7 } from './crypto.ts';
import { type Sql, sqlState } from './db.ts';
import { StartError } from './start-error.ts';

export interface MigrateOptions {
  /** The address of Postgres itself: the lock belongs to a session. */
  databaseUrl: string;
  /** Holds one folder per migration, applied in the order of their names, each with a `migration.sql`. */
  dir: string;
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
}

/** The database and the folder disagree, or a migration fails. A failed migration leaves nothing behind. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** The advisory lock Prisma's schema engine takes. */
const PRISMA_LOCK = 72_707_369;
const LOCK_TIMEOUT = '5min';
const LOCK_NOT_AVAILABLE = '55P03';

/** Exactly the table that the schema engine of Prisma creates. */
const LEDGER = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id                      VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum                VARCHAR(64) NOT NULL,
    finished_at             TIMESTAMPTZ,
    migration_name          VARCHAR(255) NOT NULL,
    logs                    TEXT,
    rolled_back_at          TIMESTAMPTZ,
    started_at              TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count     INTEGER NOT NULL DEFAULT 0
)`;

/** Returns the names of the migrations that were applied now. */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const migrations = await readMigrations(options.dir);
  const client = await connect(options.databaseUrl);
  try {
    // Of several processes that start together, one applies; the others wait here and then find nothing to do.
    await lock(client);
    await client.query("SET lock_timeout = '30s'");
    await client.query(LEDGER);
    const applied = await checkLedger(client, migrations, options);
    const pending = migrations.filter(({ name }) => !applied.has(name));
    for (const migration of pending) {
      const startedAt = performance.now();
      await apply(client, migration, options.log);
      options.log.info(
        { migration: migration.name, durationMs: Math.round(performance.now() - startedAt) },
        'migration applied',
      );
    }
    return pending.map(({ name }) => name);
  } finally {
    // The end of the session releases the lock, however this went.
    await client.end();
  }
}

/** Those of this version. */
export const MIGRATIONS = join(import.meta.dirname, '../../prisma/migrations');

/** Names of the migrations of this version that were not applied. */
export async function pendingMigrations(db: Sql): Promise<string[]> {
  const migrations = await readMigrations(MIGRATIONS);
  const rows = await db.query<{ migrationName: string }>(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  const applied = new Set(rows.map(({ migrationName }) => migrationName));
  return migrations.map(({ name }) => name).filter((name) => !applied.has(name));
}

async function lock(client: pg.Client): Promise<void> {
  await client.query(`SET lock_timeout = '${LOCK_TIMEOUT}'`);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [PRISMA_LOCK]);
  } catch (error) {
    if (sqlState(error) !== LOCK_NOT_AVAILABLE) throw error;
    throw new StartError(
      `Another session has held the lock for migrations (advisory lock ${PRISMA_LOCK}) for ${LOCK_TIMEOUT}; the log names it. End it with: SELECT pg_terminate_backend(<its pid>)`,
      { cause: error },
    );
  }
}

interface Migration {
  name: string;
  sql: string;
}

async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => ({ name, sql: await readFile(join(dir, name, 'migration.sql'), 'utf8') })),
  );
}

interface LedgerRow {
  migration_name: string;
  checksum: string;
  finished_at: Date | null;
}

async function checkLedger(
  client: pg.Client,
  migrations: readonly Migration[],
  options: MigrateOptions,
): Promise<Set<string>> {
  const { rows } = await client.query<LedgerRow>(
    'SELECT migration_name, checksum, finished_at FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at',
  );
  const files = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of rows) {
    const name = row.migration_name;
    if (row.finished_at === null) {
      throw new MigrationError(
        `Migration ${name} was started by another tool and never finished. Repair the database, then run \`prisma migrate resolve\`.`,
      );
    }
    const file = files.get(name);
    if (file === undefined)
      options.log.warn({ migration: name }, 'the database has a migration this version does not know');
    else if (!checksums(file.sql).includes(row.checksum)) {
      throw new MigrationError(
        `Migration ${name} was changed after it was applied. Restore the file and add a new migration.`,
      );
    }
  }
  return new Set(rows.map((row) => row.migration_name));
}

async function apply(client: pg.Client, { name, sql }: Migration, log: MigrateOptions['log']): Promise<void> {
  await client.query('BEGIN');
  try {
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      [uuidv7(), checksum(sql), name],
    );
    await client.query('COMMIT');
  } catch (cause) {
    // A broken connection has rolled back by itself; report why the migration failed.
    await client.query('ROLLBACK').catch((failure: Error) => log.warn({ err: failure }, 'ROLLBACK failed'));
    throw new MigrationError(`Migration ${name} does not apply${whereIn(sql, cause)}`, { cause });
  }
}

function whereIn(sql: string, error: unknown): string {
  if (!(error instanceof pg.DatabaseError)) return `: ${error instanceof Error ? error.message : String(error)}`;
  const line = error.position === undefined ? '' : ` (line ${sql.slice(0, Number(error.position)).split('\n').length})`;
  return `${line}: ${error.message}`;
}

const checksum = (text: string): string => createHash('sha256').update(text).digest('hex');

// A checkout may have changed the line ends; Prisma accepts that too.
const checksums = (sql: string): string[] => {
  const unix = sql.replaceAll('\r\n', '\n');
  return [sql, unix, unix.replaceAll('\n', '\r\n')].map(checksum);
};
