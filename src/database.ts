/** A database as the server and the commands need it: within reach as it has to be, and migrated. */
import { join } from 'node:path';
import { type DatabaseAddress, insistOnSessions } from './lib/connect.ts';
import type { Sql } from './lib/db.ts';
import type { Logger } from './lib/log.ts';
import { migrate, pending } from './lib/migrate.ts';

const MIGRATIONS = join(import.meta.dirname, '../prisma/migrations');

export async function prepareDatabase(address: DatabaseAddress, log: Logger): Promise<void> {
  await insistOnSessions(address);
  await migrate({ databaseUrl: address.directUrl ?? address.url, dir: MIGRATIONS, log });
}

/** Migrations of this version that the database does not have. */
export const pendingMigrations = (db: Sql): Promise<string[]> => pending(db, MIGRATIONS);
