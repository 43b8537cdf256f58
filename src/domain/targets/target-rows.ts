/** Inserts and deletes targets when their post is created or edited. */
import type { Tx } from '../../lib/db.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import { noteChange } from '../changes.ts';
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
export function insertTargets(tx: Tx, targets: readonly NewTarget[]): Promise<PostTarget[]> {
  noteNewTargets(tx, targets);
  return tx.query<PostTarget>(INSERT, [JSON.stringify(targets.map(targetRow))], 'insert_targets');
}

/** For whoever inserts them in another way. */
export function noteNewTargets(tx: Tx, targets: readonly NewTarget[]): void {
  for (const target of targets)
    noteChange(tx, 'TARGET', () => ({ id: target.id, brandId: target.brandId, before: null, after: target }));
}

/** Deletes targets that the caller has locked, with their journals. */
export async function deleteTargets(tx: Tx, targets: readonly PostTarget[]): Promise<void> {
  if (targets.length === 0) return;
  const ids = targets.map(({ id }) => id);
  await tx.query('DELETE FROM post_target WHERE id = ANY($1::uuid[])', [ids], 'delete_targets');
  for (const target of targets)
    noteChange(tx, 'TARGET', () => ({ id: target.id, brandId: target.brandId, before: target, after: null }));
}
