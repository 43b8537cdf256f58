/** Whether this process should be sent work, and for each check why not. Whether it runs at all is another question (`GET /health/live`). */
import type { AppContext } from './context.ts';
import { pendingMigrations } from './lib/migrate.ts';

export interface Check {
  ok: boolean;
  /** Why not, for the operator. */
  reason?: string;
}

export interface Readiness {
  check(): Promise<{ isReady: boolean; checks: Readonly<Record<string, Check>> }>;
  /** The process is about to end: it is not ready any more, whatever else holds. */
  leave(): void;
}

/** A loop of this process, and when it last went round (`performance.now()`). */
export interface Loop {
  readonly lookedAt: number;
}

/** Each of them looks at least every two seconds. */
const STUCK_MS = 10_000;
const DATABASE_MS = 2_000;

export function createReadiness(ctx: Pick<AppContext, 'db' | 'log'>, loops: Readonly<Record<string, Loop>>): Readiness {
  let isLeaving = false;
  let isMigrated = false;

  const database = async (): Promise<Record<string, Check>> => {
    try {
      const pending = await withinTime(isMigrated ? empty(ctx) : pendingMigrations(ctx.db));
      // What was applied stays applied.
      isMigrated ||= pending.length === 0;
      const migrations = isMigrated ? OK : { ok: false, reason: `not applied: ${pending.join(', ')}` };
      return { database: OK, migrations };
    } catch (error) {
      ctx.log.warn({ err: error }, 'not ready: the database does not answer');
      return { database: { ok: false, reason: 'it does not answer' } };
    }
  };
  const read = async () => {
    const checks: Record<string, Check> = await database();
    for (const [name, { lookedAt }] of Object.entries(loops)) {
      const silentMs = performance.now() - lookedAt;
      const reason = `it has not looked for ${Math.round(silentMs / 1_000)} s`;
      checks[name] = silentMs < STUCK_MS ? OK : { ok: false, reason };
    }
    return checks;
  };
  // Anybody may ask as often as they like, so all who ask while the checks run share one answer.
  let reading: ReturnType<typeof read> | null = null;
  return {
    check: async () => {
      if (isLeaving) return { isReady: false, checks: { running: { ok: false, reason: 'the process is ending' } } };
      reading ??= read().finally(() => {
        reading = null;
      });
      const checks = { ...(await reading), running: OK };
      return { isReady: Object.values(checks).every(({ ok }) => ok), checks };
    },
    leave: () => {
      isLeaving = true;
    },
  };
}

const OK: Check = { ok: true };

async function empty({ db }: Pick<AppContext, 'db'>): Promise<string[]> {
  await db.query('SELECT 1');
  return [];
}

/** A connection that is half open answers nothing, not even an error. */
function withinTime<T>(asking: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`no answer within ${DATABASE_MS} ms`)), DATABASE_MS);
  return Promise.race([asking, promise]).finally(() => clearTimeout(timer));
}
