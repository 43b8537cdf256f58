/** Writes a success: the target is published, with or without extras left to do. */
import type { AppContext } from '../../../context.ts';
import type { Turn } from '../../../lib/grouped.ts';
import type { PostTarget } from '../../../lib/prisma/client.ts';
import type { Receipt } from '../../../platforms/platform.ts';
import { endWaits } from '../../accounts/platform-waits.ts';
import { wentLive } from '../../feeds.ts';
import { changeEach } from '../../targets/target-change.ts';
import type { TargetPatch } from '../../targets/target-columns.ts';
import { RELEASED } from '../../targets/target-lease.ts';
import { journalReceipts } from '../journal/receipts.ts';
import { lockWithAccounts, type TakenTarget } from '../schedule/admission.ts';

export interface Success {
  taken: TakenTarget;
  receipt: Receipt;
  /** Extras follow, under the same lease. */
  goesOn: boolean;
  /** What the account holder still has to do, where the platform leaves the last step to them. */
  handOver: { platformState: string; message: string } | null;
}

/** Writes successes; false for a target whose lease was given away. Its new holder goes on from the receipt. */
export async function endInSuccess(
  ctx: AppContext,
  successes: readonly Success[],
  turn: Turn,
): Promise<readonly (boolean | undefined)[]> {
  return ctx.db.tx(async (tx) => {
    const ids = successes.map(({ taken }) => taken.target.id);
    const rows = await lockWithAccounts(tx, ids, turn);
    const now = ctx.clock.now();
    const mine = successes.filter(({ taken }) => rows.get(taken.target.id)?.leaseId === taken.leaseId);
    // An earlier group wrote it, whose COMMIT got no answer.
    const held = mine.filter(({ taken }) => rows.get(taken.target.id)?.status !== 'PUBLISHED');
    await tx.query(
      'UPDATE social_account SET last_published_at = $2 WHERE id = ANY($1)',
      [held.map(({ taken }) => taken.target.socialAccountId), now],
      'last_published',
    );
    await journalReceipts(
      tx,
      held.map(({ taken, receipt }) => ({ targetId: taken.target.id, receipt })),
    );
    const changes = held.map((success) => ({
      targetId: success.taken.target.id,
      transition: 'succeed' as const,
      patch: published(success, rows.get(success.taken.target.id), now),
      entry: {
        status: 'SUCCESS',
        ...(success.handOver === null ? {} : { message: success.handOver.message }),
      } as const,
    }));
    await changeEach(tx, changes);
    tx.afterCommit(() => {
      for (const { taken } of held) tellLive(taken.target, now);
    });
    await endWaits(
      tx,
      held.flatMap(({ taken }) => taken.asks),
      now,
    );
    return successes.map((success) =>
      rows.has(success.taken.target.id) ? mine.includes(success) : turn.missing(false),
    );
  });
}

const tellLive = ({ platform, dueAt }: PostTarget, now: Date): void =>
  wentLive.publish(() => ({ platform, lateMs: Math.max(0, now.getTime() - (dueAt ?? now).getTime()) }));

/** Writes the address only if it differs from the one in the receipt, so that many targets share one change. */
function published(
  { receipt, goesOn, handOver }: Success,
  row: { externalId: string | null; permalink: string | null } | undefined,
  now: Date,
): TargetPatch {
  return {
    publishedAt: now,
    ...(row?.externalId === receipt.id ? {} : { externalId: receipt.id }),
    ...(receipt.url === undefined || row?.permalink === receipt.url ? {} : { permalink: receipt.url }),
    phase: goesOn ? 'FINISHING' : null,
    failures: 0,
    blockedBy: null,
    platformState: handOver?.platformState ?? null,
    percent: null,
    errorCode: null,
    error: null,
    ...(goesOn ? {} : { ...RELEASED, wakeAt: null }),
  };
}
