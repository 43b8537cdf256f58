/** Keeps trying to store what only this process knows: a restart of Postgres must not make a known outcome unknown. */
import { setTimeout as delay } from 'node:timers/promises';
import type { AppContext } from '../context.ts';
import { sqlState } from '../lib/db.ts';

const TRIES = 40;
const AGAIN_MS = 500;

/** Repeats `write`, for twenty seconds or as often as said, while the database is away or busy. Any other error is thrown at once. */
export async function insist<T>(
  ctx: Pick<AppContext, 'log'>,
  what: string,
  ids: Record<string, string>,
  write: () => Promise<T>,
  most = TRIES,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await write();
    } catch (error) {
      if (tries >= most || !isPassing(error)) throw error;
      ctx.log.warn({ err: error, ...ids, tries }, `${what} could not be stored yet`);
      await delay(AGAIN_MS);
    }
  }
}

/**
 * Whether the error is temporary. Lost connections carry a code of the operating system or none at all; 08, 40, 53 and
 * 57 are connection, conflict, resources and shutdown; 25P03 ends the session of a process that was frozen in
 * mid-transaction.
 */
function isPassing(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return /^(08|40|53|57|25P03)/.test(state);
  return error instanceof Error && ('code' in error || /connection|terminated/i.test(error.message));
}
