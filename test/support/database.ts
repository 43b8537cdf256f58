/** A database of its own for each test file, cloned from the migrated template. */
import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { createDb, type Db } from '../../src/lib/db.ts';
import { createDatabase, dropDatabase } from './databases.ts';

export interface TestDatabase extends AsyncDisposable {
  db: Db;
  url: string;
}

export async function testDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = inject('postgresUrl');
  const url = await createDatabase(admin, name, inject('templateName'));
  const db = createDb(url, { max: 10 });
  return {
    db,
    url,
    [Symbol.asyncDispose]: async () => {
      await db[Symbol.asyncDispose]();
      await dropDatabase(admin, name);
    },
  };
}
