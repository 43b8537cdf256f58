/** Postgres: one pool, and SQL on it. */
import pg from 'pg';
import { type Announcement, createAnnouncer } from './announcer.ts';
import { APPLICATION_NAME, CONNECT_MS, connect, KEEP_ALIVE } from './connect.ts';
import { storableJson } from './json.ts';

export interface Sql {
  /**
   * Rows with camelCased column names; `int8` as bigint, `timestamptz` as Date, `jsonb` parsed. A statement with a
   * `name` is prepared once per connection, if connections keep their session.
   */
  query<Row = Record<string, unknown>>(text: string, params?: readonly unknown[], name?: string): Promise<Row[]>;
  /** The raw answer of the driver, for libraries with their own SQL (pg-boss). */
  raw(text: string, params?: readonly unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/** An open transaction. Work registered with `afterCommit` runs once the transaction is durable, never otherwise. */
export interface Tx extends Sql {
  afterCommit(action: () => void): void;
  /**
   * A call that must be among the last things before COMMIT, sent with it in one round trip: its locks are held for the
   * length of the commit, not for that of a busy event loop. `call` is `function_name`; its argument is the JSON value
   * that `argument` then returns; `committed` gets the rows once they are durable.
   */
  atCommit<Row = Record<string, unknown>>(
    call: string,
    argument: () => unknown,
    committed?: (rows: Row[]) => void,
  ): void;
  /** Announces once the transaction is durable; see `Db.announce`. */
  announce(channel: string, payload: string): void;
}

export interface Db extends Sql, AsyncDisposable {
  /** Runs `body` in one transaction; any throw rolls it back. Never held across a call to another system. */
  tx<T>(body: (tx: Tx) => Promise<T>): Promise<T>;
  /** Announces to listeners in this process and in others. A crash may lose it. */
  announce(channel: string, payload: string): void;
  /** `handler` is called for what this process announces, before others hear of it. */
  onAnnounced(channel: string, handler: (payload: string) => void): void;
  /** A session of its own, outside the pool and any pooler, for LISTEN. */
  connect(): Promise<pg.Client>;
  readonly pool: pg.Pool;
}

export interface DbOptions {
  /** The address of Postgres itself, if `url` is a pooler that assigns a session per transaction. */
  directUrl?: string | null;
  max?: number;
  /** How long a statement may take, and opening a connection. */
  answerMs?: number;
  connectMs?: number;
  /** How long the sessions of `connect` may take for an answer. */
  listenMs?: number;
  onError?: (error: Error) => void;
  /** Carries announcements of some channels by another way than NOTIFY; false = not this one. */
  carry?: (announcement: Announcement) => boolean;
}

/**
 * A process that is frozen in mid-transaction keeps its row locks, and its successor waits for them. Postgres ends such
 * a session after this time: shorter than a lease, far longer than any pause of a healthy process.
 */
const TIMEOUT = "idle_in_transaction_session_timeout = '5s'";

/**
 * A connection can be dead without having said so: a frozen server, a proxy that forwards nothing any more, a host that is
 * gone. The kernel takes a quarter of an hour to notice, and a loop that waits for its statement stands still as long.
 * Longer than any statement of ours waits for a lock.
 */
const ANSWER_MS = 20_000;
const ROLLBACK_MS = 5_000;
const LISTEN_MS = 5_000;
/** Of the driver's error for a statement that has not answered in time. */
const SILENCE = 'Query read timeout';

/** None of our texts contains it: JSON escapes control characters. */
const SEPARATOR = '\u001e';
const list = (texts: readonly string[]): string => texts.join(SEPARATOR);
/**
 * Lists as one text that needs no escaping: as arrays, eight events cost more than all other parameters of a request.
 * An announcement may be lost, so nobody waits until it is on disk.
 */
const ANNOUNCE = `
  SELECT pg_notify(channel, payload)
  FROM set_config('synchronous_commit', 'off', true), unnest(string_to_array($1, E'\\x1e'), string_to_array($2, E'\\x1e')) AS a (channel, payload)`;

export function createDb(url: string, options: DbOptions = {}): Db {
  const { directUrl = null, answerMs = ANSWER_MS, connectMs = CONNECT_MS, listenMs = LISTEN_MS } = options;
  const pool = new pg.Pool({
    connectionString: url,
    application_name: APPLICATION_NAME,
    max: options.max ?? 20,
    // Also for a turn in a pool that is taken: later than that, nobody waits for the answer of a request any more.
    connectionTimeoutMillis: connectMs,
    query_timeout: answerMs,
    ...KEEP_ALIVE,
    // Longer than the intervals of what runs by itself, which would open a session for every look otherwise.
    idleTimeoutMillis: 60_000,
    types: { getTypeParser },
    // Not as a startup parameter: poolers accept few of them, even those that preserve sessions.
    ...(directUrl === null ? { onConnect: async (client) => void (await client.query(`SET ${TIMEOUT}`)) } : {}),
  });
  // Apart from the pool, whose connections are taken when there is most to announce.
  const announcing = new pg.Pool({
    connectionString: url,
    application_name: APPLICATION_NAME,
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: connectMs,
    // The next group gets another connection.
    query_timeout: 5_000,
    ...KEEP_ALIVE,
  });
  announcing.on('error', (error) => options.onError?.(error));
  const begin = directUrl === null ? 'BEGIN' : `BEGIN; SET LOCAL ${TIMEOUT}`;
  const query = directUrl === null ? run : runUnprepared;
  // An idle connection that dies (Postgres restarting) is reported here; the pool replaces it by itself.
  pool.on('error', (error) => options.onError?.(error));
  pool.on('release', (error) => {
    if (isSilence(error)) discardIdle(pool);
  });
  const announcer = createAnnouncer(
    async (announcements) => {
      const left = announcements.filter((announcement) => options.carry?.(announcement) !== true);
      if (left.length === 0) return;
      await query(
        announcing,
        ANNOUNCE,
        [list(left.map(({ channel }) => channel)), list(left.map(({ payload }) => payload))],
        'announce',
      );
    },
    (error) => options.onError?.(error),
  );
  return {
    pool,
    announce: (channel, payload) => announcer.announce([{ channel, payload }]),
    onAnnounced: announcer.onAnnounced,
    query: (text, params, name) => query(pool, text, params, name),
    raw: (text, params) => pool.query(text, [...(params ?? [])]),
    tx: (body) => transaction(pool, body, { begin, query, announce: announcer.announce }),
    connect: () => connect(directUrl ?? url, { answerMs: listenMs }),
    [Symbol.asyncDispose]: async () => {
      await announcer.settled();
      await announcing.end();
      await pool.end();
    },
  };
}

interface Manner {
  /** What opens a transaction. */
  begin: string;
  query: typeof run;
  announce(announcements: readonly Announcement[]): void;
}

interface LastCall {
  statement(): string;
  committed(rows: Record<string, unknown>[]): void;
}

async function transaction<T>(
  pool: pg.Pool,
  body: (tx: Tx) => Promise<T>,
  { begin, query, announce }: Manner,
): Promise<T> {
  const client = await pool.connect();
  const actions: (() => void)[] = [];
  const announcements: Announcement[] = [];
  const last: LastCall[] = [];
  let broken: Error | undefined;
  // Without a listener, a connection that breaks between two statements would end the process.
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  // Sent with the first statement: a body that only registers calls for COMMIT takes one round trip.
  let begun: Promise<unknown> | undefined;
  const opened = () => {
    begun ??= client.query(begin);
    return begun;
  };
  try {
    const result = await body({
      query: async (text, params, name) => {
        await opened();
        return query(client, text, params, name);
      },
      raw: async (text, params) => {
        await opened();
        return client.query(text, [...(params ?? [])]);
      },
      afterCommit: (action) => actions.push(action),
      announce: (channel, payload) => announcements.push({ channel, payload }),
      atCommit: <Row>(call: string, argument: () => unknown, committed?: (rows: Row[]) => void) => {
        last.push({
          statement: () => `SELECT * FROM ${pg.escapeIdentifier(call)}(${literal(storableJson(argument()))}::jsonb)`,
          committed: (rows) => committed?.(rows.map(camelRow) as Row[]),
        });
      },
    });
    if (begun !== undefined || last.length > 0) {
      const statements = [...(begun === undefined ? [begin] : []), ...last.map((call) => call.statement()), 'COMMIT'];
      const answers: unknown = await client.query(statements.join('; '));
      const calls = Array.isArray(answers) ? answers.slice(-1 - last.length, -1) : [];
      for (const [index, call] of last.entries()) call.committed(calls[index].rows);
    }
    for (const action of actions) action();
    announce(announcements);
    return result;
  } catch (error) {
    if (isSilence(error)) broken = error;
    else
      await client.query(ROLLBACK).catch((failure: Error) => {
        broken ??= failure;
      });
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

const isSilence = (error: unknown): error is Error => error instanceof Error && error.message === SILENCE;
const ROLLBACK = { text: 'ROLLBACK', query_timeout: ROLLBACK_MS };

/** What lies ready goes the same way as the connection that fell silent, and would be tried one after the other. */
function discardIdle(pool: pg.Pool): void {
  for (let left = pool.idleCount; left > 0; left--)
    pool.connect().then(
      (client) => client.release(true),
      // The pool is closing, or has nothing left.
      () => undefined,
    );
}

/** Like `pg.escapeLiteral`, which goes by single characters: in a fifth of the time for a post with 200 targets. */
function literal(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted;
}

async function run<Row>(
  on: pg.Pool | pg.ClientBase,
  text: string,
  params?: readonly unknown[],
  name?: string,
): Promise<Row[]> {
  const result = await on.query({
    text,
    values: params === undefined ? [] : [...params],
    ...(name === undefined ? {} : { name }),
  });
  return result.rows.map(camelRow) as Row[];
}

/** A prepared statement would be unknown to the session of the next transaction, or visible to other users of this one. */
const runUnprepared: typeof run = (on, text, params) => run(on, text, params);

const camelNames = new Map<string, string>();

function camelRow(row: Record<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const column in row) {
    let name = camelNames.get(column);
    if (name === undefined) {
      name = column.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase());
      camelNames.set(column, name);
    }
    out[name] = row[column];
  }
  return out;
}

function getTypeParser(oid: number, format?: 'text' | 'binary') {
  if (oid === pg.types.builtins.INT8 && format !== 'binary') return (value: string) => BigInt(value);
  return pg.types.getTypeParser(oid, format);
}

/** SQLSTATE of a database error, or undefined. `23505` = unique violation, `40001`/`40P01` = try again. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

// Class 08, shutdown, crash, starting up, too many connections; socket errors; and the words of Prisma for the same.
const AWAY =
  /^(08...|57P0[1-3]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN|P10(01|02|08|17))$/;
// The driver's own errors have no code.
const CUT =
  /^Connection terminated|^Client has encountered a connection error|^timeout exceeded when trying to connect|^timeout expired|^Query read timeout/;

/** Whether the database is away or not ready yet: the statement was not at fault and may be repeated. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  return AWAY.test(code) || CUT.test(error.message) || isUnavailable(error.cause);
}
