/** For tests that hold a lock until somebody waits for it. */
import { expect } from 'vitest';
import type { Sql, Tx } from '../../src/lib/db.ts';

/** Resolves once another session waits for a row or for an advisory lock. */
export const somebodyWaits = (db: Sql): Promise<void> =>
  expect
    .poll(() =>
      db.query("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"),
    )
    .not.toEqual([]);

/** However long the others take to come, this transaction is not taken for that of a frozen process. */
export const takeTime = (tx: Tx): Promise<unknown> => tx.query('SET LOCAL idle_in_transaction_session_timeout = 0');
