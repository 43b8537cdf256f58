/** Runs a private Postgres for an installation without one: starts it, adopts it after a crash, revives and stops it. */
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import {
  type Cluster,
  findCluster,
  freePort,
  isAlive,
  logTail,
  openCluster,
  readPidFile,
  START_TIMEOUT_MS,
  SUPERUSER,
  start,
  stop,
} from './postgres-cluster.ts';
import { StartError } from './start-error.ts';

export interface EmbeddedPostgresOptions {
  /** Belongs to this database alone; kept between starts. */
  dataDir: string;
  /** A free one is chosen when absent. */
  port?: number;
  /** `false` is faster but not safe against a crash of the machine (as opposed to Postgres): tests only. */
  durable?: boolean;
  /** Called when the database died and was restarted, or could not be. */
  onIncident?: (message: string, error?: Error) => void;
}

export interface EmbeddedPostgres extends AsyncDisposable {
  /** Of the database `slipway`; contains the password. */
  readonly url: string;
  readonly port: number;
  /** Creates the database (as a copy of `template`, which nobody may be connected to) and returns its URL. */
  createDatabase(name: string, template?: string): Promise<string>;
  dropDatabase(name: string): Promise<void>;
  /** `immediate` is a crash: every connection is cut and recovery runs. Same port afterwards. */
  restart(mode: 'fast' | 'immediate'): Promise<void>;
}

/** Another living process uses the same folder. */
export class DataDirInUseError extends StartError {
  override readonly name = 'DataDirInUseError';
}

const DATABASE = 'slipway';
/** Held on the maintenance database while the process lives: its holder owns the folder. */
const OWNER_LOCK = 7_594_772_117;

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const cluster = await openCluster(resolve(options.dataDir), options.durable ?? true);
  let owner = await own(cluster, options.port);
  const port = owner.port;
  let stopping = false;
  let revival: Promise<void> = Promise.resolve();

  // The connection with the owner lock is also the watch: when it breaks, the database died or was restarted.
  const watch = () => {
    const { client } = owner;
    client.once('end', () => {
      if (!stopping && client === owner.client) revival = revive();
    });
  };
  const revive = async () => {
    try {
      owner = await own(cluster, port);
      watch();
      options.onIncident?.('the embedded Postgres went away and is back');
    } catch (error) {
      options.onIncident?.('the embedded Postgres went away and cannot be started', toError(error));
    }
  };
  watch();
  let disposal: Promise<void> | undefined;
  const dispose = async () => {
    stopping = true;
    await revival;
    await owner.client.end();
    await stop(cluster, 'fast');
  };
  const url = (database: string) => urlOf(cluster, port, database);
  const admin = async (statement: string) => {
    await revival;
    await owner.client.query(statement);
  };
  const createDatabase = async (name: string, template = 'template0') => {
    await admin(`CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${pg.escapeIdentifier(template)}`);
    return url(name);
  };
  const { rows } = await owner.client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
  if (rows.length === 0) await createDatabase(DATABASE);

  return {
    url: url(DATABASE),
    port,
    createDatabase,
    dropDatabase: (name) => admin(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`),
    restart: async (mode) => {
      await revival;
      stopping = true;
      try {
        await stop(cluster, mode);
        owner = await own(cluster, port);
        watch();
      } finally {
        stopping = false;
      }
    },
    // Once only: a second stop would hit the next owner of the folder.
    [Symbol.asyncDispose]: () => (disposal ??= dispose()),
  };
}

/** The URL of the database `slipway` of a server that runs in `dataDir`, whoever owns it; null when none does. */
export async function findEmbeddedPostgres(dataDir: string): Promise<string | null> {
  const cluster = await findCluster(resolve(dataDir));
  const running = cluster === null ? null : await readPidFile(cluster);
  return cluster === null || running?.status !== 'ready' ? null : urlOf(cluster, running.port, DATABASE);
}

const urlOf = ({ password }: Pick<Cluster, 'password'>, port: number, database: string): string =>
  `postgresql://${SUPERUSER}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;

/* ---------------------------------------------------------------- ownership ---- */

interface Owner {
  client: pg.Client;
  port: number;
}

/** Ensures that the cluster runs and that this process owns it: starts it, or adopts one that a crash left running. */
async function own(cluster: Cluster, wantedPort: number | undefined): Promise<Owner> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (let attempt = 1; ; attempt++) {
    const running = await readPidFile(cluster);
    if (running === null) await start(cluster, wantedPort ?? (await freePort()), attempt);
    const owner = running === null ? null : await tryOwn(cluster, running.port);
    if (owner !== null) {
      const fits = wantedPort === undefined || owner.port === wantedPort;
      if (fits && (await hasDurability(owner.client, cluster.durable))) return owner;
      await owner.client.end();
      await stop(cluster, 'fast');
    }
    if (Date.now() > deadline)
      throw new Error(`Postgres in ${cluster.dir} does not become ready.${await logTail(cluster)}`);
    await delay(20);
  }
}

/** `null` while the server is still starting or stopping. */
async function tryOwn(cluster: Cluster, port: number): Promise<Owner | null> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: SUPERUSER,
    password: cluster.password,
    database: 'postgres',
    application_name: `slipway owner ${process.pid}`,
  });
  // `end` reports it; without a listener the process would end.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== '28P01') return null;
    throw new Error(`The Postgres in ${cluster.dir} does not accept the password kept with it.`, { cause: error });
  }
  const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS mine', [OWNER_LOCK]);
  if (rows[0]?.mine === true) return { client, port };
  const holder = await client.query(
    `SELECT application_name AS name FROM pg_stat_activity JOIN pg_locks USING (pid)
      WHERE locktype = 'advisory' AND granted AND (classid::bigint << 32) | objid::bigint = $1`,
    [OWNER_LOCK],
  );
  await client.end();
  const pid = /\d+$/.exec(String(holder.rows[0]?.name))?.[0];
  // The connection of a killed owner can outlive it for a moment; that of a living owner stays.
  if (pid === undefined || !isAlive(Number(pid))) return null;
  throw new DataDirInUseError(
    `Another Slipway (process ${pid}) already uses ${cluster.dataDir}. Stop it, or give this one a data folder of its own, or point both at one Postgres with DATABASE_URL.`,
  );
}

async function hasDurability(client: pg.Client, durable: boolean): Promise<boolean> {
  const { rows } = await client.query("SELECT current_setting('fsync') AS fsync");
  return (rows[0]?.fsync === 'on') === durable;
}

const toError = (value: unknown): Error => (value instanceof Error ? value : new Error(String(value)));
