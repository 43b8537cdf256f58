/** What all cells of the crash matrix share: one Postgres with a migrated template, a folder of compiled sources, turns to start. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createQueue } from '../../src/jobs/queue.ts';
import { createDb } from '../../src/lib/db.ts';
import { startEmbeddedPostgres } from '../../src/lib/embedded-postgres.ts';
import { createLogger } from '../../src/lib/log.ts';
import { migrate } from '../../src/lib/migrate.ts';

const TEMPLATE = 'crash_template';
const MIGRATIONS = join(import.meta.dirname, '../../prisma/migrations');

export interface Lab extends AsyncDisposable {
  cacheDir: string;
  createDatabase(): Promise<{ url: string } & AsyncDisposable>;
  /** Runs `start` when few enough others are starting: a process that boots wants a core for itself. */
  inTurn<T>(start: () => Promise<T>): Promise<T>;
}

export async function openLab(options: { startsAtOnce: number }): Promise<Lab> {
  await using stack = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'slipway-crash-'));
  stack.defer(() => rm(dir, { recursive: true, force: true }));
  const postgres = stack.use(await startEmbeddedPostgres({ dataDir: join(dir, 'postgres'), durable: false }));
  const templateUrl = await postgres.createDatabase(TEMPLATE);
  const log = createLogger({ level: 'warn' });
  await migrate({ databaseUrl: templateUrl, dir: MIGRATIONS, log });
  {
    await using db = createDb(templateUrl);
    await using queue = createQueue(db, log, { supervise: true });
    await queue.start();
  }
  const turns = semaphore(options.startsAtOnce);
  // CREATE DATABASE wants its template for itself.
  const copies = semaphore(1);
  let count = 0;
  const owned = stack.move();
  return {
    cacheDir: join(dir, 'compiled'),
    createDatabase: () =>
      copies(async () => {
        const name = `cell_${++count}`;
        return { url: await postgres.createDatabase(name, TEMPLATE), [Symbol.asyncDispose]: () => postgres.dropDatabase(name) };
      }),
    inTurn: turns,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
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
