/** Which processes answer at the public address: a worker of its own must know whether anybody serves the links it hands out. */
import { hostname } from 'node:os';
import type { AppContext } from '../../context.ts';
import { uuidv7 } from '../../lib/crypto.ts';

const BEAT_MS = 1_000;
/** Three beats that did not come: nobody is there. */
const SILENCE_MS = 3_500;
/** After a fetch that failed, one that did not come says enough: nothing is lost by calling it no try. */
const DOUBT_MS = 2_000;

type ServingContext = Pick<AppContext, 'db' | 'clock' | 'log'>;

/** From now on, and until it is disposed of, this process says that it serves links. */
export async function keepServing(ctx: ServingContext): Promise<AsyncDisposable> {
  const holder = `${hostname()}/${process.pid}/${uuidv7()}`;
  const beat = async () => {
    const now = ctx.clock.now();
    await ctx.db.query(
      `INSERT INTO link_server AS server (holder, started_at, seen_at) VALUES ($1, $2, $2)
       ON CONFLICT (holder) DO UPDATE SET seen_at = excluded.seen_at,
         started_at = CASE WHEN server.seen_at < $3 THEN excluded.started_at ELSE server.started_at END`,
      [holder, now, new Date(now.getTime() - SILENCE_MS)],
      'serve_beat',
    );
  };
  await beat();
  let beating: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    beating = beat().catch((error: Error) =>
      ctx.log.warn({ err: error }, 'workers cannot be told that links are served'),
    );
  }, BEAT_MS);
  timer.unref();
  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(timer);
      await beating;
      await ctx.db.query('DELETE FROM link_server WHERE holder = $1', [holder], 'serve_end').catch((error: unknown) => {
        ctx.log.debug({ err: error }, 'workers find out by themselves that links are served no more');
      });
    },
  };
}

export const isServed = (ctx: Pick<AppContext, 'db' | 'clock'>): Promise<boolean> =>
  hasServer(ctx, { since: ctx.clock.now(), silenceMs: SILENCE_MS });

/** Whether some process has served links all the time from `since` until now. */
export const isServedSince = (ctx: Pick<AppContext, 'db' | 'clock'>, since: Date): Promise<boolean> =>
  hasServer(ctx, { since, silenceMs: DOUBT_MS });

async function hasServer(
  ctx: Pick<AppContext, 'db' | 'clock'>,
  { since, silenceMs }: { since: Date; silenceMs: number },
): Promise<boolean> {
  const [row] = await ctx.db.query<{ served: boolean }>(
    'SELECT EXISTS (SELECT FROM link_server WHERE seen_at > $1 AND started_at <= $2) AS served',
    [new Date(ctx.clock.now().getTime() - silenceMs), since],
    'is_served',
  );
  return row?.served ?? false;
}
