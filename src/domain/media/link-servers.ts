/**
 * Knows whether any process serves the media links of this one: a worker must not hand out links that nobody answers, and
 * processes may have different addresses.
 */
import { hostname } from 'node:os';
import type { AppContext } from '../../context.ts';
import { uuidv7 } from '../../lib/crypto.ts';
import { startHeartbeat } from '../../lib/heartbeat.ts';

const BEAT_MS = 1_000;
/** After three missed beats a server counts as gone. */
const SILENCE_MS = 3_500;
/** After a failed fetch one missed beat is enough to doubt: calling the fetch no try costs nothing. */
const DOUBT_MS = 2_000;

type ServingContext = Pick<AppContext, 'db' | 'clock' | 'log' | 'config'>;
type AskingContext = Pick<AppContext, 'db' | 'clock' | 'config'>;

/** Reports, until it is disposed of, that this process serves links. */
export async function keepServing(ctx: ServingContext): Promise<AsyncDisposable> {
  const holder = `${hostname()}/${process.pid}/${uuidv7()}`;
  return startHeartbeat({
    everyMs: BEAT_MS,
    beat: () => {
      const now = ctx.clock.now();
      return ctx.db.query(
        `INSERT INTO link_server AS server (holder, started_at, seen_at, public_url) VALUES ($1, $2, $2, $4)
         ON CONFLICT (holder) DO UPDATE SET seen_at = excluded.seen_at, public_url = excluded.public_url,
           started_at = CASE WHEN server.seen_at < $3 THEN excluded.started_at ELSE server.started_at END`,
        [holder, now, new Date(now.getTime() - SILENCE_MS), ctx.config.publicUrl],
        'serve_beat',
      );
    },
    end: () => ctx.db.query('DELETE FROM link_server WHERE holder = $1', [holder], 'serve_end'),
    onError: (err, what) =>
      what === 'beat'
        ? ctx.log.warn({ err }, 'this process could not report that it serves links')
        : ctx.log.debug({ err }, 'this process could not report its end; workers notice the missing beats'),
  });
}

/** Whether the links that this process makes are answered by anybody now. */
export const isServed = (ctx: AskingContext): Promise<boolean> =>
  hasServer(ctx, { since: ctx.clock.now(), silenceMs: SILENCE_MS });

/** Whether a process has served these links without interruption from `since` until now. */
export const isServedSince = (ctx: AskingContext, since: Date): Promise<boolean> =>
  hasServer(ctx, { since, silenceMs: DOUBT_MS });

async function hasServer(
  ctx: AskingContext,
  { since, silenceMs }: { since: Date; silenceMs: number },
): Promise<boolean> {
  const [row] = await ctx.db.query<{ served: boolean }>(
    'SELECT EXISTS (SELECT FROM link_server WHERE seen_at > $1 AND started_at <= $2 AND (public_url IS NULL OR public_url = $3)) AS served',
    [new Date(ctx.clock.now().getTime() - silenceMs), since, ctx.config.publicUrl],
    'is_served',
  );
  return row?.served ?? false;
}
