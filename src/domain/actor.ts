/** The actor of a transaction, whom its events name. */
import type { Viewer } from '../context.ts';
import type { Tx } from '../lib/db.ts';

/** An API key; null = Slipway itself. */
export type Actor = Pick<Viewer, 'apiKeyId' | 'call'> | null;

const actors = new WeakMap<Tx, string>();

/** Events that `tx` appends from now on name `actor`. */
export function actAs(tx: Tx, actor: Actor): void {
  if (actor !== null) actors.set(tx, `api_key:${actor.apiKeyId}`);
}

/** As `event.actor` holds it. */
export const actorOf = (tx: Tx): string | null => actors.get(tx) ?? null;
