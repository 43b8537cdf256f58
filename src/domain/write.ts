/** The frame of a write: one transaction that a refusal rolls back and that a deadlock repeats. */
import { type Db, sqlState, type Tx } from '../lib/db.ts';
import { type Actor, actAs } from './actor.ts';
import { watchChanges } from './changes.ts';
import type { Outcome, Refused } from './errors.ts';

class RolledBack extends Error {
  readonly refused: Refused;
  constructor(refused: Refused) {
    super('refused');
    this.refused = refused;
  }
}

const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';
const TRIES = 3;

/**
 * Runs `body` in one transaction in the name of `actor`, with the audit entry of the call, if it is one. A refusal rolls
 * back everything that `body` wrote. `body` may run more than once.
 */
export async function write<T>(
  db: Pick<Db, 'tx'>,
  actor: Actor,
  body: (tx: Tx) => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  for (let tries = 1; ; tries++) {
    try {
      return await db.tx(async (tx) => {
        actAs(tx, actor);
        const changes = actor?.call === undefined ? [] : watchChanges(tx);
        const outcome = await body(tx);
        if (!outcome.ok) throw new RolledBack(outcome);
        actor?.call?.commit(tx, changes);
        return outcome;
      });
    } catch (error) {
      if (error instanceof RolledBack) return error.refused;
      const state = sqlState(error);
      if (tries === TRIES || (state !== SERIALIZATION_FAILURE && state !== DEADLOCK)) throw error;
    }
  }
}
