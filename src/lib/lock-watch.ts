/** Logs who holds a database lock that this process waits for: otherwise a start would seem to hang. */
import type pg from 'pg';
import { connect } from './connect.ts';
import type { Logger } from './log.ts';

/** Shorter waits are not logged. */
const PATIENCE_MS = 2_000;
const LOOK_EVERY_MS = 1_000;

// Sessions are identified by name: this one has the name of its process.
const WAITS = `
  SELECT blocker AS pid, them.application_name AS application, them.usename AS user, host(them.client_addr) AS address,
         them.state, them.state_change AS since, left(me.query, 200) AS statement
    FROM pg_stat_activity AS me
   CROSS JOIN unnest(pg_blocking_pids(me.pid)) AS blocker
    LEFT JOIN pg_stat_activity AS them ON them.pid = blocker
   WHERE me.application_name = current_setting('application_name') AND me.datname = current_database()
     AND me.wait_event_type = 'Lock' AND me.query_start < clock_timestamp() - make_interval(secs => $1)
   ORDER BY me.query_start LIMIT 1`;

interface Wait {
  pid: number;
  application: string | null;
  user: string | null;
  address: string | null;
  state: string | null;
  since: Date | null;
  statement: string;
}

export function watchLocks(databaseUrl: string, log: Logger): AsyncDisposable {
  let client: pg.Client | undefined;
  let told = '';
  const look = async () => {
    if (client === undefined) {
      client = await connect(databaseUrl);
      // When the connection breaks, the current look fails, and all later ones.
      client.on('error', () => undefined);
    }
    const { rows } = await client.query<Wait>(WAITS, [PATIENCE_MS / 1_000]);
    const [wait] = rows;
    const who = wait === undefined ? '' : describe(wait);
    if (wait !== undefined && who !== told)
      log.warn({ statement: wait.statement }, `waiting for a lock in the database, which is held by ${who}`);
    told = who;
  };
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  const again = () => {
    timer = setTimeout(() => {
      looking = look()
        .catch((error: unknown) => log.debug({ err: error }, 'locks cannot be looked at'))
        .then(() => {
          if (!closed) again();
        });
    }, LOOK_EVERY_MS);
  };
  let closed = false;
  again();
  return {
    [Symbol.asyncDispose]: async () => {
      closed = true;
      clearTimeout(timer);
      await looking;
      await client?.end();
    },
  };
}

function describe({ pid, application, user, address, state, since }: Wait): string {
  const facts = [
    application === '' ? null : application,
    user === null ? null : `user ${user}`,
    address,
    state === null || since === null ? state : `${state} since ${since.toISOString()}`,
  ].filter((fact) => fact !== null);
  return facts.length === 0 ? 'a prepared transaction' : `the session with pid ${pid} (${facts.join(', ')})`;
}
