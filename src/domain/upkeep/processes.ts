/** The processes that run now, and the encryption keys that each can open: what all of them must have before it is used. */
import { hostname } from 'node:os';
import type { AppContext } from '../../context.ts';
import { uuidv7 } from '../../lib/crypto.ts';
import type { Sql } from '../../lib/db.ts';
import { startHeartbeat } from '../../lib/heartbeat.ts';

const BEAT_MS = 10_000;
/** After three missed beats a process counts as gone. */
const SILENCE = '35 seconds';

/** Reports, until it is disposed of, that this process runs. All instants are those of Postgres. */
export async function reportProcess(
  ctx: Pick<AppContext, 'db' | 'log' | 'vault' | 'config'>,
): Promise<AsyncDisposable> {
  const holder = `${hostname()}/${process.pid}/${uuidv7()}`;
  return startHeartbeat({
    everyMs: BEAT_MS,
    beat: () =>
      ctx.db.query(
        `INSERT INTO server_process (holder, role, key_ids, seen_at) VALUES ($1, $2, $3, clock_timestamp())
         ON CONFLICT (holder) DO UPDATE SET seen_at = excluded.seen_at`,
        [holder, ctx.config.role, [...ctx.vault.keyIds]],
        'process_beat',
      ),
    end: () => ctx.db.query('DELETE FROM server_process WHERE holder = $1', [holder]),
    onError: (err, what) =>
      what === 'beat'
        ? ctx.log.warn({ err }, 'this process could not report that it runs')
        : ctx.log.debug({ err }, 'this process could not report its end; its beats will be missed'),
  });
}

/** Those that run and lack the key, as `host/pid (role)`. Processes of versions that report nothing are not known. */
export async function processesWithout(db: Sql, keyId: string): Promise<string[]> {
  const rows = await db.query<{ holder: string; role: string }>(
    `SELECT holder, role FROM server_process WHERE seen_at > clock_timestamp() - interval '${SILENCE}' AND NOT $1 = ANY(key_ids) ORDER BY holder`,
    [keyId],
  );
  return rows.map(({ holder, role }) => `${holder.split('/').slice(0, 2).join('/')} (${role})`);
}
