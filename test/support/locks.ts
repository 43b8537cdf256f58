/** For tests that hold a lock until somebody waits for it. */
import { expect } from 'vitest';
import type { Sql, Tx } from '../../src/lib/db.ts';

/** Sessions that wait for a row or for an advisory lock. */
export const countWaiting = async (db: Sql): Promise<number> =>
  (await db.query("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"))
    .length;

/** Resolves once another session waits. */
export const somebodyWaits = (db: Sql): Promise<void> => expect.poll(() => countWaiting(db)).toBeGreaterThan(0);

/** However long the others take to come, this transaction is not taken for that of a frozen process. */
export const takeTime = (tx: Tx): Promise<unknown> => tx.query('SET LOCAL idle_in_transaction_session_timeout = 0');
