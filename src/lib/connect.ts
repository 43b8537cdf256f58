/** Opens single connections to Postgres, and checks whether a pooler in between preserves sessions. */
import { randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import pg from 'pg';
import { StartError } from './start-error.ts';

/** The name of all sessions of this process in Postgres; as long as Postgres allows. */
export const APPLICATION_NAME = `slipway ${process.pid}@${hostname()}`.slice(0, 63);

/** A proxy accepts connections also while nobody is behind it. */
export const CONNECT_MS = 15_000;
/** A host that is gone is noticed while a connection to it is idle: after this time, and ten questions a second apart. */
export const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 5_000 } as const;

export interface ConnectOptions {
  /** Holds the address, and is named in the error. */
  variable?: string;
  /** How long a statement may take; without it, as long as it likes. */
  answerMs?: number;
}

export async function connect(
  url: string,
  { variable = 'DATABASE_URL', answerMs }: ConnectOptions = {},
): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: APPLICATION_NAME,
    connectionTimeoutMillis: CONNECT_MS,
    ...(answerMs === undefined ? {} : { query_timeout: answerMs }),
    ...KEEP_ALIVE,
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    const where = `${client.host}:${client.port}, database ${client.database}, user ${client.user}`;
    throw new StartError(`There is no connection to Postgres (${where}): ${reason(error)}. Check ${variable}.`, {
      cause: error,
    });
  }
}

export interface DatabaseAddress {
  /** May be a pooler that assigns a session per transaction, if `directUrl` is that of Postgres. */
  url: string;
  directUrl: string | null;
}

/**
 * Refuses addresses with which Slipway would work only sometimes. Migrations, LISTEN and locks need a session of their
 * own: behind a transaction pooler a lock would stay with the next user of the session, and notifications would reach
 * nobody.
 */
export async function insistOnSessions({ url, directUrl }: DatabaseAddress): Promise<void> {
  const variable = directUrl === null ? 'DATABASE_URL' : 'DATABASE_DIRECT_URL';
  await using stack = new AsyncDisposableStack();
  const open = async (to: string, named: string) => {
    const client = stack.adopt(await connect(to, { variable: named }), (opened) => opened.end());
    // When a connection breaks, its current query fails.
    client.on('error', () => undefined);
    return client;
  };
  const direct = await open(directUrl ?? url, variable);
  if (!(await keepSessions(direct, await open(directUrl ?? url, variable))))
    throw new StartError(
      `${variable} leads to a connection pooler that gives a session away between two transactions (as pgbouncer does with pool_mode = transaction). ${
        directUrl === null
          ? 'That is fine if DATABASE_DIRECT_URL names Postgres itself, which migrations, notifications and locks need.'
          : 'It must name Postgres itself.'
      }`,
    );
  if (directUrl !== null) await insistOnSameDatabase(direct, await open(url, 'DATABASE_URL'));
}

/** With this many checks, sessions of a busy pool are not mistaken for ours by chance. */
const ROUNDS = 5;

/** Tests the behaviour, not which software is in between: each of two connections must keep its own backend. */
async function keepSessions(one: pg.Client, other: pg.Client): Promise<boolean> {
  const backend = async (client: pg.Client) => (await client.query('SELECT pg_backend_pid() AS pid')).rows[0]?.pid;
  const [ones, others] = [new Set(), new Set()];
  for (let round = 0; round < ROUNDS; round++) {
    // Poolers assign the backend that was returned last, or first.
    ones.add(await backend(one));
    ones.add(await backend(one));
    others.add(await backend(other));
  }
  return ones.size === 1 && others.size === 1 && new Set([...ones, ...others]).size === 2;
}

/** A lock taken on the direct connection must be visible through the pooler. */
async function insistOnSameDatabase(direct: pg.Client, pooled: pg.Client): Promise<void> {
  const lock = randomInt(2 ** 31);
  await direct.query('SELECT pg_advisory_lock($1)', [lock]);
  let seen: unknown[];
  try {
    await pooled.query('BEGIN');
    const { rows } = await pooled.query(
      `SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = $1
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      [lock],
    );
    await pooled.query('COMMIT');
    seen = rows;
  } catch (cause) {
    throw new StartError(`Transactions do not work at the address in DATABASE_URL: ${reason(cause)}.`, { cause });
  }
  if (seen.length === 0)
    throw new StartError('DATABASE_URL and DATABASE_DIRECT_URL lead to different databases; they must lead to one.');
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
