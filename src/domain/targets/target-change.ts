/** Changes targets: status, columns, event and wake-up, in the transaction of the caller. */
import { sqlState, type Tx } from '../../lib/db.ts';
import { storableJson } from '../../lib/json.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import { keysOf } from '../../lib/record.ts';
import { invariant } from '../errors.ts';
import { statusAfterSql, type TransitionName } from './post-target.ts';
import { appendPublishEvents, type PublishEventEntry } from './publish-event.ts';
import { columnName, isJson, type TargetPatch } from './target-columns.ts';
import { announceWake } from './target-wake.ts';

/**
 * Applies `transition` (null: the status stays) and `patch` to a target, and writes `entry` as its next event. Throws
 * when the table of transitions does not allow `transition` in the status of the target.
 * The caller has locked the row, or passes `leaseId`, so that a worker whose lease was given away changes nothing.
 * `unlessAccountBusyAt` (with the account locked) refuses while another target of the account is being worked on. A
 * refused change returns null. `silent`: the wake-up is so far ahead that no sleeping dispatcher has to be told.
 */
export async function changeTarget(
  tx: Tx,
  targetId: string,
  transition: TransitionName | null,
  patch: TargetPatch,
  entry: PublishEventEntry | null,
  guard: ChangeGuard = {},
): Promise<PostTarget | null> {
  const [target] = await changeAlike(tx, [targetId], transition, patch, entry, guard);
  return target ?? null;
}

/** `statusAfterSql` is NULL for a transition that is not allowed, which the column `status` refuses. */
const NOT_NULL_VIOLATION = '23502';

interface ChangeGuard {
  leaseId?: string;
  unlessAccountBusyAt?: Date;
  silent?: boolean;
}

/** `changeTarget` for several targets that change in the same way; returns those that changed. */
export async function changeAlike(
  tx: Tx,
  targetIds: readonly string[],
  transition: TransitionName | null,
  patch: TargetPatch,
  entry: PublishEventEntry | null,
  guard: ChangeGuard = {},
): Promise<PostTarget[]> {
  // Postgres keeps the plan for one id, and plans a list of them anew each time: a third of the time of the statement.
  const [only] = targetIds.length === 1 ? targetIds : [];
  const params: unknown[] = [only ?? targetIds];
  const bind = (value: unknown) => `$${params.push(value)}`;
  const sets = keysOf(patch)
    .map((key) => [key, patch[key]] as const)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${columnName(key)} = ${bind(isJson(key) && value !== null ? storableJson(value) : value)}`);
  if (transition !== null) sets.push(`status = ${statusAfterSql(transition)}`);
  if (entry !== null) sets.push('seq = seq + 1');
  if (sets.length === 0) sets.push('id = id');
  const fence = guard.leaseId === undefined ? '' : ` AND lease_id = ${bind(guard.leaseId)}`;
  const turn =
    guard.unlessAccountBusyAt === undefined
      ? ''
      : ` AND NOT EXISTS (SELECT FROM post_target other WHERE other.social_account_id = post_target.social_account_id AND other.id <> post_target.id AND other.lease_until > ${bind(guard.unlessAccountBusyAt)})`;
  const text = `UPDATE post_target SET ${sets.join(', ')} WHERE id = ${only === undefined ? 'ANY($1)' : '$1'}${fence}${turn} RETURNING *`;
  const targets = await tx.query<PostTarget>(text, params, statementName(text)).catch((error: unknown) => {
    invariant(sqlState(error) !== NOT_NULL_VIOLATION, `${transition} cannot happen to one of ${targetIds.join(', ')}`);
    throw error;
  });
  if (targets.length === 0) return [];
  if (patch.wakeAt instanceof Date && guard.silent !== true) announceWake(tx, patch.wakeAt);
  if (entry !== null)
    appendPublishEvents(
      tx,
      targets.map((target) => ({ target, entry })),
    );
  return targets;
}

/** `changeTarget` for targets with a patch each; equal changes share a statement. */
export async function changeEach(
  tx: Tx,
  changes: readonly {
    targetId: string;
    transition: TransitionName | null;
    patch: TargetPatch;
    entry: PublishEventEntry | null;
  }[],
  guard: ChangeGuard = {},
): Promise<PostTarget[]> {
  const alike = Map.groupBy(changes, ({ transition, patch, entry }) => JSON.stringify([transition, patch, entry]));
  const changed: PostTarget[] = [];
  for (const group of alike.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const ids = group.map(({ targetId }) => targetId);
    changed.push(...(await changeAlike(tx, ids, first.transition, first.patch, first.entry, guard)));
  }
  return changed;
}

const statementNames = new Map<string, string>();

/** Few places change targets, so there are few statement texts, and each is worth preparing once per connection. */
function statementName(text: string): string {
  const name = statementNames.get(text) ?? `change_target_${statementNames.size}`;
  statementNames.set(text, name);
  return name;
}
