/** A database as the server and the commands need it: within reach as it has to be, and migrated. */
import { type DatabaseAddress, insistOnSessions } from './lib/connect.ts';
import type { Logger } from './lib/log.ts';
import { MIGRATIONS, migrate } from './lib/migrate.ts';

export async function prepareDatabase(address: DatabaseAddress, log: Logger): Promise<void> {
  await insistOnSessions(address);
  await migrate({ databaseUrl: address.directUrl ?? address.url, dir: MIGRATIONS, log });
}
