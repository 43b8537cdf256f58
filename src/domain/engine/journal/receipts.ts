/** Reads the receipt of a whole post back from the journal. */
import type { Tx } from '../../../lib/db.ts';
import { storableJson } from '../../../lib/json.ts';
import type { PublishStep } from '../../../lib/prisma/client.ts';
import type { CommitResult, Receipt } from '../../../platforms/platform.ts';
import { invariant } from '../../errors.ts';

/** Extras of a later wake-up need the whole receipt; the target's columns keep only a part of it. */
const RECEIPT_STEP = 'receipt';

export async function journalReceipts(
  tx: Tx,
  receipts: readonly { targetId: string; receipt: CommitResult }[],
): Promise<void> {
  await tx.query(
    `INSERT INTO publish_step (target_id, step, kind, state, result)
     SELECT target_id, $1, 'RUN', 'DONE', result FROM unnest($2::uuid[], $3::jsonb[]) AS receipt (target_id, result)
     ON CONFLICT (target_id, step) DO UPDATE SET result = excluded.result`,
    [RECEIPT_STEP, receipts.map(({ targetId }) => targetId), receipts.map(({ receipt }) => storableJson(receipt))],
    'journal_receipts',
  );
}

export function journaledReceipt(targetId: string, journal: ReadonlyMap<string, PublishStep>): Receipt {
  const row = journal.get(RECEIPT_STEP);
  invariant(row, `target ${targetId} is published without a journaled receipt`);
  return row.result as unknown as Receipt;
}
