/** One Postgres for the whole run, with a migrated template database that every test file clones. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createQueue } from '../../src/jobs/queue.ts';
import { createDb } from '../../src/lib/db.ts';
import { startEmbeddedPostgres } from '../../src/lib/embedded-postgres.ts';
import { createLogger } from '../../src/lib/log.ts';
import { migrate } from '../../src/lib/migrate.ts';
import { createDatabase, dropDatabase } from './databases.ts';
import { guardPostgres } from './postgres-guard.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of a role that may create databases. */
    postgresUrl: string;
    templateName: string;
  }
}

/**
 * The URL of a server that runs already, for a suite on another version than the embedded one: of a role that may create
 * databases, on a server for tests alone with `max_connections` of 200. Only this file reads it.
 */
const EXTERNAL = 'SLIPWAY_TEST_DATABASE_URL';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Taken down also when something of this fails: the server is a process of its own and would outlive this one.
  await using stack = new AsyncDisposableStack();
  const given = process.env[EXTERNAL] ?? '';
  const postgresUrl = given === '' ? await startEmbedded(stack) : given;
  const templateName = `slipway_template_${randomUUID().replaceAll('-', '')}`;
  const templateUrl = await createDatabase(postgresUrl, templateName);
  stack.defer(() => dropDatabase(postgresUrl, templateName));
  const log = createLogger({ level: 'warn' });
  await migrate({ databaseUrl: templateUrl, dir: 'prisma/migrations', log });
  {
    // pg-boss installs its own tables; doing so once here spares every test file a second.
    await using db = createDb(templateUrl);
    await using queue = createQueue(db, log, { supervise: false });
    await queue.start();
  }
  project.provide('postgresUrl', postgresUrl);
  project.provide('templateName', templateName);
  const owned = stack.move();
  return () => owned.disposeAsync();
}

async function startEmbedded(stack: AsyncDisposableStack): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-test-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  guardPostgres(dataDir);
  return stack.use(await startEmbeddedPostgres({ dataDir, durable: false })).url;
}
