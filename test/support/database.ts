/** A database of its own for each test file, cloned from the migrated template. */
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { createDb, type Db } from '../../src/lib/db.ts';
import { TEMPLATE } from './postgres.ts';

export interface TestDatabase extends AsyncDisposable {
  db: Db;
  url: string;
}

export async function testDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = inject('postgresUrl');
  await asAdmin(admin, `CREATE DATABASE ${name} TEMPLATE ${TEMPLATE}`);
  const url = new URL(admin);
  url.pathname = `/${name}`;
  const db = createDb(url.href, { max: 10 });
  return {
    db,
    url: url.href,
    [Symbol.asyncDispose]: async () => {
      await db[Symbol.asyncDispose]();
      await asAdmin(admin, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    },
  };
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
