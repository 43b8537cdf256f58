/**
 * The mark of an installation: a number that only rises, in the database and in the data folder, and the cluster that the database is in.
 * A database that was restored from a backup shows itself by them.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AppContext } from '../../context.ts';
import { type Db, type Sql, sqlState } from '../../lib/db.ts';
import { StartError } from '../../lib/start-error.ts';

const MARK_EVERY_MS = 60_000;
const FILE = 'installation-mark';
const INSUFFICIENT_PRIVILEGE = '42501';
const WHAT_TO_DO =
  'If the database was restored from a backup, run `npm run restored` first, or posts that went out since may go out again. If it was moved, and nothing had been published since the copy was made, run `npm run restored -- --moved`.';

interface Mark {
  /** Null where the role may not ask. */
  cluster: string | null;
  mark: bigint;
}

/** Refuses to start on a database that shows that it is another one, or older than the data folder. */
export async function insistOnMark(db: Db, dataDir: string): Promise<void> {
  // Read first: a server that runs may raise both at this moment.
  const inFolder = await readMark(dataDir);
  const cluster = await clusterOf(db);
  const [stored] = await db.query<Mark>('SELECT cluster, mark FROM installation_mark');
  if (stored === undefined) return setMark(db, dataDir);
  const isCopy = cluster !== null && stored.cluster !== null && cluster !== stored.cluster;
  if (isCopy)
    throw new StartError(`This database is a copy: the one that Slipway worked on was in another place. ${WHAT_TO_DO}`);
  if (inFolder > stored.mark)
    throw new StartError(
      `This database is older than the data folder ${dataDir}, which has seen a later one (mark ${inFolder}, the database has ${stored.mark}). ${WHAT_TO_DO}`,
    );
}

/** The database, as it is and where it is, becomes the one that this installation works on. */
export async function setMark(db: Db, dataDir: string): Promise<void> {
  const least = (await readMark(dataDir)) + 1n;
  const [row] = await db.query<Mark>(
    `INSERT INTO installation_mark AS known (cluster, mark) VALUES ($1, $2)
     ON CONFLICT (id) DO UPDATE SET cluster = excluded.cluster, mark = greatest(known.mark + 1, excluded.mark) RETURNING cluster, mark`,
    [await clusterOf(db), least],
  );
  if (row !== undefined) await writeMark(dataDir, row.mark);
}

/** Raises the mark every minute, until it is disposed of: a backup that is older than that shows itself. */
export async function keepMark(ctx: Pick<AppContext, 'db' | 'log' | 'config'>): Promise<AsyncDisposable> {
  const { dataDir } = ctx.config;
  const raise = async () => {
    // First in the database: what the folder has seen must never lie ahead of it.
    const [row] = await ctx.db.query<Mark>(
      'UPDATE installation_mark SET mark = mark + 1 RETURNING mark',
      [],
      'raise_mark',
    );
    if (row !== undefined) await writeMark(dataDir, row.mark);
  };
  await raise();
  let raising: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    raising = raise().catch((error: Error) =>
      ctx.log.warn({ err: error }, 'the mark of the installation could not be raised'),
    );
  }, MARK_EVERY_MS);
  timer.unref();
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await raising;
    },
  };
}

/** A failover keeps both; a restored dump, an upgrade of Postgres and a logical copy do not. */
async function clusterOf(db: Sql): Promise<string | null> {
  try {
    const [row] = await db.query<{ cluster: string }>(
      `SELECT system_identifier::text || '/' || (SELECT oid FROM pg_database WHERE datname = current_database()) AS cluster FROM pg_control_system()`,
    );
    return row?.cluster ?? null;
  } catch (error) {
    if (sqlState(error) === INSUFFICIENT_PRIVILEGE) return null;
    throw error;
  }
}

async function readMark(dataDir: string): Promise<bigint> {
  try {
    const text = (await readFile(join(dataDir, FILE), 'utf8')).trim();
    return /^\d{1,18}$/.test(text) ? BigInt(text) : 0n;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0n;
    throw error;
  }
}

/** By a rename, so that a process that is killed leaves the old one or the new one. */
async function writeMark(dataDir: string, mark: bigint): Promise<void> {
  await mkdir(dataDir, { recursive: true });
  const fresh = join(dataDir, `${FILE}.${randomUUID()}`);
  await writeFile(fresh, `${mark}\n`);
  await rename(fresh, join(dataDir, FILE));
}
