/** Deletes from the journal: results that became void, and what was prepared for content that has changed. */
import type { Tx } from '../../../lib/db.ts';
import type { PublishStep } from '../../../lib/prisma/client.ts';
import { giveBackCharges } from '../../accounts/charges.ts';
import { giveBackUnits } from '../../accounts/quotas.ts';
import { clearIntent } from '../../targets/target-commit.ts';

/**
 * Voids journaled results, frees the units that open intents among them had taken, and clears `intentAt` when no commit
 * is left.
 */
export async function forgetSteps(tx: Tx, targetId: string, steps: readonly string[], now: Date): Promise<void> {
  const forgotten = await tx.query<Pick<PublishStep, 'step' | 'kind' | 'state'>>(
    'DELETE FROM publish_step WHERE target_id = $1 AND step = ANY($2) RETURNING step, kind, state',
    [targetId, [...steps]],
    'forget_steps',
  );
  // What has a receipt was billed.
  const open = forgotten.filter(({ kind, state }) => kind === 'COMMIT' && state === 'OPEN');
  if (open.length > 0)
    await giveBackCharges(
      tx,
      open.map(({ step }) => ({ targetId, step })),
    );
  for (const { step, kind } of forgotten)
    if (kind === 'COMMIT') await giveBackUnits(tx, { claims: [{ targetId, step }] }, now, { wakes: true });
  await clearIntent(tx, targetId);
}

/** Forgets what was uploaded or created at the platform for targets without an intent. */
export async function forgetPreparation(tx: Tx, targetIds: readonly string[]): Promise<void> {
  if (targetIds.length === 0) return;
  await tx.query(
    `DELETE FROM publish_step WHERE target_id = ANY($1::uuid[]) AND kind <> 'COMMIT'`,
    [targetIds],
    'forget_preparation',
  );
}
