/** Retries failed targets. */

import type { AppContext, Viewer } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import type { PostTarget } from '../../../lib/prisma/client.ts';
import { say } from '../../../texts/posts/texts.ts';
import { requireScope } from '../../access.ts';
import { accept, type Outcome, refuseIfAny, type UserError } from '../../errors.ts';
import { pipeline } from '../../pipeline.ts';
import { transition } from '../../targets/post-target.ts';
import { changeTargets, FRESH, type TargetChange } from '../../targets/target-batch.ts';
import { write } from '../../write.ts';
import { lockTarget, lockVisibleTargets } from '../post-store.ts';
import { type CheckedTargets, checkTargets, warningsOf } from '../target-check.ts';
import { permitted } from '../target-choice.ts';
import {
  findTargets,
  inBatches,
  type Recovered,
  type RecoveredBatch,
  type RecoveryFilter,
} from './recovery-batches.ts';

/** Continues a failed target where it broke off: journaled steps are not repeated. */
export async function retryPostTarget(
  ctx: AppContext,
  viewer: Viewer,
  input: { targetId: string },
): Promise<Outcome<{ targetId: string }>> {
  const forbidden = requireScope(viewer, 'POSTS_PUBLISH');
  if (forbidden) return forbidden;
  return write(ctx.db, viewer, (tx) =>
    pipeline(lockTarget(tx, viewer, input.targetId))
      .step((target) => permitted(target, 'retry', 'retried'))
      .step(async (target) => {
        const checked = await checkTargets(ctx, tx, viewer, [target]);
        return invalidToRetry(target, checked) ?? accept(target, warningsOf(checked));
      })
      .step(async (target) => {
        await changeTargets(tx, [retried(target, ctx.clock.now())]);
        return accept({ targetId: target.id });
      })
      .outcome(),
  );
}

// A thread whose first part is live cannot be edited any more, so no rule about its content may stop the rest.
const invalidToRetry = (target: PostTarget, checked: CheckedTargets) =>
  target.intentAt === null ? refuseIfAny(checked.findingsOf.get(target.id)?.errors ?? []) : null;

// Due now: the late window protects against posts that nobody asked for any more.
const retried = (target: PostTarget, now: Date): TargetChange => ({
  target,
  transition: 'retry',
  patch: { ...FRESH, dueAt: now, wakeAt: now },
  entry: { status: 'SCHEDULED', message: say('retried').message },
});

/** Retries failed targets that match, the oldest first. */
export async function retryFailedTargets(
  ctx: AppContext,
  viewer: Viewer,
  input: { filter?: RecoveryFilter | null | undefined },
): Promise<Outcome<Recovered>> {
  const forbidden = requireScope(viewer, 'POSTS_PUBLISH');
  if (forbidden) return forbidden;
  return pipeline(findTargets(ctx, viewer, 'FAILED', input.filter ?? {}).then((found) => accept(found)))
    .step(async ({ targets, hasMore }) => {
      const done = await inBatches(ctx, viewer, targets, (tx, batch) => retryTargets(ctx, tx, viewer, batch));
      return done.ok ? accept({ ...done.value, hasMore }, done.warnings) : done;
    })
    .outcome();
}

const retryTargets = (
  ctx: AppContext,
  tx: Tx,
  viewer: Viewer,
  found: readonly { id: string }[],
): Promise<Outcome<RecoveredBatch>> =>
  pipeline(
    lockVisibleTargets(
      tx,
      viewer,
      found.map(({ id }) => id),
    ).then((locked) => accept(locked)),
  )
    .step((locked) => accept(locked.filter((target) => transition(target, 'retry').ok)))
    .step(async (targets) => accept(sorted(targets, await checkTargets(ctx, tx, viewer, targets))))
    .step(async ({ fit, refused }) => {
      await changeTargets(
        tx,
        fit.map((target) => retried(target, ctx.clock.now())),
      );
      return accept({ targetIds: fit.map(({ id }) => id), refused });
    })
    .outcome();

/** Those that can go on, and what is wrong with the others. */
function sorted(
  targets: readonly PostTarget[],
  checked: CheckedTargets,
): { fit: readonly PostTarget[]; refused: readonly UserError[] } {
  return {
    fit: targets.filter((target) => invalidToRetry(target, checked) === null),
    refused: targets.flatMap((target) => invalidToRetry(target, checked)?.errors ?? []),
  };
}
