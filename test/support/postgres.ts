/** One embedded Postgres for the whole run, with a migrated template database that every test file clones. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { createQueue } from '../../src/jobs/queue.ts';
import { createDb } from '../../src/lib/db.ts';
import { startEmbeddedPostgres } from '../../src/lib/embedded-postgres.ts';
import { createLogger } from '../../src/lib/log.ts';
import { migrate } from '../../src/lib/migrate.ts';
import { guardPostgres } from './postgres-guard.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    postgresUrl: string;
  }
}

export const TEMPLATE = 'slipway_template';

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  // Taken down also when something of this fails: the server is a process of its own and would outlive this one.
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-test-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  guardPostgres(dataDir);
  const postgres = stack.use(await startEmbeddedPostgres({ dataDir, durable: false }));
  const templateUrl = await postgres.createDatabase(TEMPLATE);
  const log = createLogger({ level: 'warn' });
  await migrate({ databaseUrl: templateUrl, dir: 'prisma/migrations', log });
  {
    // pg-boss installs its own tables; doing so once here spares every test file a second.
    await using db = createDb(templateUrl);
    await using queue = createQueue(db, log, { supervise: false });
    await queue.start();
  }
  project.provide('postgresUrl', postgres.url);
  const owned = stack.move();
  return () => owned.disposeAsync();
}
