/** Migrations: applied once, recorded as Prisma does, and refused where they are not what they were. */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { uuidv7 } from '../../src/lib/crypto.ts';
import { createLogger } from '../../src/lib/log.ts';
import { MigrationError, migrate } from '../../src/lib/migrate.ts';
import { createDatabase, dropDatabase } from '../support/databases.ts';

const log = createLogger({ level: 'silent' });
let dir: string;
let databaseUrl: string;
let client: pg.Client;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'slipway-migrations-'));
  const name = `migrate_${uuidv7().replaceAll('-', '')}`;
  databaseUrl = await createDatabase(inject('postgresUrl'), name);
  client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await dropDatabase(inject('postgresUrl'), new URL(databaseUrl).pathname.slice(1));
  await rm(dir, { recursive: true });
});

async function add(name: string, sql: string): Promise<void> {
  await mkdir(join(dir, name), { recursive: true });
  await writeFile(join(dir, name, 'migration.sql'), sql);
}

const run = () => migrate({ databaseUrl, dir, log });
const rows = async (sql: string) => (await client.query(sql)).rows;

test('applies what is new, in the order of the names, and records it as Prisma does', async () => {
  await add('0002_fill', 'INSERT INTO t VALUES (1); INSERT INTO t VALUES (2);');
  await add('0001_create', 'CREATE TABLE t (n int);');
  await writeFile(join(dir, 'migration_lock.toml'), 'provider = "postgresql"');
  expect(await run()).toEqual(['0001_create', '0002_fill']);
  expect(await rows('SELECT n FROM t ORDER BY n')).toEqual([{ n: 1 }, { n: 2 }]);

  const [first, second] = await rows('SELECT * FROM _prisma_migrations ORDER BY migration_name');
  expect(first).toMatchObject({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    checksum: createHash('sha256').update('CREATE TABLE t (n int);').digest('hex'),
    migration_name: '0001_create',
    logs: null,
    rolled_back_at: null,
    applied_steps_count: 1,
    started_at: expect.any(Date),
    finished_at: expect.any(Date),
  });
  expect(second.migration_name).toBe('0002_fill');

  await add('0003_more', 'INSERT INTO t VALUES (3);');
  expect(await run()).toEqual(['0003_more']);
  expect(await run()).toEqual([]);
});

test("the ledger is Prisma's table, column by column", async () => {
  await run();
  const ours = await rows(
    `SELECT column_name, data_type, character_maximum_length AS length, is_nullable, column_default
       FROM information_schema.columns WHERE table_name = '_prisma_migrations' ORDER BY ordinal_position`,
  );
  // What Prisma's schema engine 7 creates (sql-schema-connector, flavour postgres).
  const text = (name: string, length: number | null, nullable = 'NO') => [
    name,
    length === null ? 'text' : 'character varying',
    length,
    nullable,
    null,
  ];
  const time = (name: string, nullable: string, byDefault: string | null) => [
    name,
    'timestamp with time zone',
    null,
    nullable,
    byDefault,
  ];
  expect(ours.map(Object.values)).toEqual([
    text('id', 36),
    text('checksum', 64),
    time('finished_at', 'YES', null),
    text('migration_name', 255),
    text('logs', null, 'YES'),
    time('rolled_back_at', 'YES', null),
    time('started_at', 'NO', 'now()'),
    ['applied_steps_count', 'integer', null, 'NO', '0'],
  ]);
  const keys = await rows(`SELECT pg_get_constraintdef(oid) AS key FROM pg_constraint
    WHERE conrelid = '_prisma_migrations'::regclass AND contype = 'p'`);
  expect(keys).toEqual([{ key: 'PRIMARY KEY (id)' }]);
});

test('of many concurrent runs each migration is applied by exactly one', async () => {
  await add('0001_create', 'CREATE TABLE t (n int);');
  await add('0002_fill', 'INSERT INTO t VALUES (1);');
  const results = await Promise.all(Array.from({ length: 6 }, run));
  expect(results.flat().sort()).toEqual(['0001_create', '0002_fill']);
  expect(await rows('SELECT n FROM t')).toEqual([{ n: 1 }]);
});

test('waits while Prisma holds its own lock, and leaves nothing locked behind', async () => {
  await add('0001_create', 'CREATE TABLE t (n int);');
  await client.query('SELECT pg_advisory_lock(72707369)');
  const waiting = run();
  let waiters: unknown[] = [];
  while (waiters.length === 0)
    waiters = await rows(
      `SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = database
       WHERE datname = current_database() AND locktype = 'advisory' AND objid = 72707369 AND NOT granted`,
    );
  expect(await rows("SELECT to_regclass('t') AS t")).toEqual([{ t: null }]);
  await client.query('SELECT pg_advisory_unlock(72707369)');
  expect(await waiting).toEqual(['0001_create']);
});

test('a migration that does not apply leaves no trace, names file and line, and can be repaired', async () => {
  await add('0001_create', 'CREATE TABLE t (n int);\nINSERT INTO t VALUES (1);\nINSERT INTO missing VALUES (1);');
  await expect(run()).rejects.toThrow(/0001_create does not apply \(line 3\): relation "missing" does not exist/);
  expect(await rows("SELECT to_regclass('t') AS t")).toEqual([{ t: null }]);
  expect(await rows('SELECT * FROM _prisma_migrations')).toEqual([]);
  await add('0001_create', 'CREATE TABLE t (n int);');
  expect(await run()).toEqual(['0001_create']);
});

test('a file changed after it was applied is refused; other line ends are no change', async () => {
  await add('0001_create', 'CREATE TABLE t (\n  n int\n);\n');
  await run();
  await add('0001_create', 'CREATE TABLE t (\r\n  n int\r\n);\r\n');
  expect(await run()).toEqual([]);
  await add('0001_create', 'CREATE TABLE t (n bigint);');
  await expect(run()).rejects.toThrow(/0001_create was changed after it was applied/);
});

test('a migration that another tool began and never finished is refused until it is resolved', async () => {
  await run();
  await add('0001_create', 'CREATE TABLE t (n int);');
  await client.query("INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('1', 'x', '0001_create')");
  await expect(run()).rejects.toBeInstanceOf(MigrationError);
  await client.query('UPDATE _prisma_migrations SET rolled_back_at = now()');
  expect(await run()).toEqual(['0001_create']);
});

test('a migration of a newer version does not stop an older one', async () => {
  await add('0001_create', 'CREATE TABLE t (n int);');
  await add('0002_newer', 'INSERT INTO t VALUES (1);');
  await run();
  await rm(join(dir, '0002_newer'), { recursive: true });
  expect(await run()).toEqual([]);
});
