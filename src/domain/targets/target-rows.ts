/** Targets that come and go with an edit of their post. */
import type { Tx } from '../../lib/db.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import { CREATED_COLUMNS, columnName, type NewTarget, recordOf, recordset } from './target-columns.ts';
import type { ToldTarget } from './target-event.ts';

/** What a new target has besides what is written. */
const BEGINNING = {
  seq: 1,
  attempt: 0,
  phase: null,
  blockedBy: null,
  platformState: null,
  percent: null,
  permalink: null,
} as const;

/** A new target as its first event tells of it. */
export const asBegun = (target: NewTarget): ToldTarget => ({ ...BEGINNING, ...target });

/** A new target as the insert reads it, here and in `create_scheduled_post` of the database. */
export const targetRow = (target: NewTarget): Record<string, unknown> =>
  recordOf(CREATED_COLUMNS, { ...target, seq: BEGINNING.seq });

const INSERT = `
  INSERT INTO post_target (${CREATED_COLUMNS.map(columnName).join(', ')})
  SELECT ${CREATED_COLUMNS.map((key) => `r.${columnName(key)}`).join(', ')} FROM jsonb_to_recordset($1::jsonb) AS r (${recordset(CREATED_COLUMNS)})
  RETURNING *`;

/** Adds targets to a post that is there. Their first events are told by `changeTargets`. */
export const insertTargets = (tx: Tx, targets: readonly NewTarget[]): Promise<PostTarget[]> =>
  tx.query<PostTarget>(INSERT, [JSON.stringify(targets.map(targetRow))], 'insert_targets');

/** Removes targets, which the caller has locked, with their journals. */
export async function deleteTargets(tx: Tx, targetIds: readonly string[]): Promise<void> {
  if (targetIds.length === 0) return;
  await tx.query('DELETE FROM post_target WHERE id = ANY($1::uuid[])', [targetIds], 'delete_targets');
}
