/** What all cells of the crash matrix share: one Postgres with a migrated template, a folder of compiled sources, turns to start. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createQueue } from '../../src/jobs/queue.ts';
import { createDb } from '../../src/lib/db.ts';
import { startEmbeddedPostgres } from '../../src/lib/embedded-postgres.ts';
import { createLogger } from '../../src/lib/log.ts';
import { migrate } from '../../src/lib/migrate.ts';
import { guardPostgres } from '../support/postgres-guard.ts';

const TEMPLATE = 'crash_template';
const MIGRATIONS = join(import.meta.dirname, '../../prisma/migrations');

export interface Lab extends AsyncDisposable {
  cacheDir: string;
  createDatabase(): Promise<Database>;
  /** Runs `start` when few enough others are starting: a process that boots wants a core for itself. */
  inTurn<T>(start: () => Promise<T>): Promise<T>;
}

/** `clusters`: databases are spread over them evenly, since each takes 200 sessions and no more. */
export async function openLab(options: { startsAtOnce: number; clusters: number }): Promise<Lab> {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'slipway-crash-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const clusters: Cluster[] = [];
  for (let index = 0; index < options.clusters; index++)
    clusters.push(stack.use(await openCluster(join(dir, `postgres-${index}`))));
  let count = 0;
  const owned = stack.move();
  return {
    cacheDir: join(dir, 'compiled'),
    createDatabase: async () => {
      count += 1;
      const emptiest = clusters.toSorted((a, b) => a.inUse - b.inUse)[0];
      if (emptiest === undefined) throw new Error('the lab has no database');
      return emptiest.createDatabase(`cell_${count}`);
    },
    inTurn: semaphore(options.startsAtOnce),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

type Database = { url: string } & AsyncDisposable;

interface Cluster extends AsyncDisposable {
  /** Databases that are there or being made. */
  readonly inUse: number;
  createDatabase(name: string): Promise<Database>;
}

async function openCluster(dataDir: string): Promise<Cluster> {
  guardPostgres(dataDir);
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false });
  const templateUrl = await postgres.createDatabase(TEMPLATE);
  const log = createLogger({ level: 'warn' });
  await migrate({ databaseUrl: templateUrl, dir: MIGRATIONS, log });
  {
    await using db = createDb(templateUrl);
    await using queue = createQueue(db, log, { supervise: true });
    await queue.start();
  }
  // CREATE DATABASE wants its template for itself, and all of them share one connection.
  const copies = semaphore(1);
  let inUse = 0;
  return {
    get inUse() {
      return inUse;
    },
    createDatabase: (name: string) => {
      inUse += 1;
      return copies(async () => ({
        url: await postgres.createDatabase(name, TEMPLATE),
        [Symbol.asyncDispose]: async () => {
          await copies(() => postgres.dropDatabase(name));
          inUse -= 1;
        },
      }));
    },
    [Symbol.asyncDispose]: () => postgres[Symbol.asyncDispose](),
  };
}

export function semaphore(places: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let free = places;
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
