/** Inserts and deletes targets when their post is created or edited. */
import type { Tx } from '../../lib/db.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import type { ToldTarget } from './publish-event.ts';
import { CREATED_COLUMNS, columnName, type NewTarget, recordOf, recordset } from './target-columns.ts';

/** Columns of a new target that nobody chooses. */
const BEGINNING = {
  seq: 1,
  attempt: 0,
  phase: null,
  blockedBy: null,
  platformState: null,
  percent: null,
  permalink: null,
} as const;

/** A new target in the shape that its first event reports. */
export const asBegun = (target: NewTarget): ToldTarget => ({ ...BEGINNING, ...target });

/** A new target in the shape that the insert reads, here and in the database function `create_scheduled_post`. */
export const targetRow = (target: NewTarget): Record<string, unknown> =>
  recordOf(CREATED_COLUMNS, { ...target, seq: BEGINNING.seq });

const INSERT = `
  INSERT INTO post_target (${CREATED_COLUMNS.map(columnName).join(', ')})
  SELECT ${CREATED_COLUMNS.map((key) => `r.${columnName(key)}`).join(', ')} FROM jsonb_to_recordset($1::jsonb) AS r (${recordset(CREATED_COLUMNS)})
  RETURNING *`;

/** Adds targets to an existing post. `changeTargets` writes their first events. */
export const insertTargets = (tx: Tx, targets: readonly NewTarget[]): Promise<PostTarget[]> =>
  tx.query<PostTarget>(INSERT, [JSON.stringify(targets.map(targetRow))], 'insert_targets');

/** Deletes targets that the caller has locked, with their journals. */
export async function deleteTargets(tx: Tx, targetIds: readonly string[]): Promise<void> {
  if (targetIds.length === 0) return;
  await tx.query('DELETE FROM post_target WHERE id = ANY($1::uuid[])', [targetIds], 'delete_targets');
}
