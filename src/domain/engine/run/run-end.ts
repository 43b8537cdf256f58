/** How a run ends that broke off: without a trace, asleep until its next wake-up, or with a failure. */
import type { AppContext } from '../../../context.ts';
import { BY_ITSELF } from '../../../lib/grouped.ts';
import type { PostTarget, PublishStep } from '../../../lib/prisma/client.ts';
import { PlatformFailure } from '../../../platforms/failure.ts';
import { tellBudgetRefused } from '../../accounts/budgets.ts';
import { endWaits } from '../../accounts/platform-waits.ts';
import type { RunEnd } from '../../feeds.ts';
import { LeaseLost, Sleep } from '../../sleep.ts';
import type { PublishEventEntry } from '../../targets/publish-event.ts';
import { changeTarget } from '../../targets/target-change.ts';
import { RELEASED, releaseLease } from '../../targets/target-lease.ts';
import { type TakenTarget, transitionFor } from '../schedule/admission.ts';
import { type EngineContext, type EngineRun, wasStopped } from './engine-run.ts';
import { endExtras } from './extras.ts';
import { concernsOneTarget, endInFailure, type FailedRun, runFailure } from './publish-failure.ts';

interface Break {
  /** Null: it could not even start. */
  run: EngineRun | null;
  /** The post is out, and only what follows it broke off. */
  isLive: boolean;
  error: unknown;
}

export async function endRun(engine: EngineContext, taken: TakenTarget, { run, isLive, error }: Break): Promise<void> {
  const { ctx } = engine;
  const { target, leaseId } = taken;
  const alone = (work: () => Promise<void>) => engine.alone(target.platform, work);
  await run
    ?.flushCalls()
    .catch((failure: unknown) => ctx.log.warn({ err: failure, targetId: target.id }, 'calls could not be logged'));
  const sleep = wasStopped(engine.signal, error) ? new Sleep(ctx.clock.now()) : error;
  if (error instanceof LeaseLost) return alone(() => leaveNoTrace(ctx, target, leaseId));
  if (isLive) return alone(() => endExtras(ctx, target, leaseId, error));
  const ended = run ?? (await engine.alone(target.platform, () => unstarted(ctx, target.id)));
  if (sleep instanceof Sleep) return alone(() => fallAsleep(ctx, taken, ended, sleep));
  const failed = runFailure(ctx, taken, ended, error);
  if (concernsOneTarget(failed)) await engine.fail(failed);
  else await alone(async () => void (await endInFailure(ctx, [failed], BY_ITSELF)));
}

/** How a run ended that broke off with `error`, in a word. */
export function endOf({ signal }: Pick<EngineContext, 'signal'>, error: unknown): RunEnd {
  if (error instanceof LeaseLost) return { how: 'withdrawn', code: null };
  if (error instanceof Sleep || wasStopped(signal, error)) return { how: 'asleep', code: null };
  return { how: 'failed', code: error instanceof PlatformFailure ? error.code : 'INTERNAL' };
}

type EndedRun = FailedRun & Pick<EngineRun, 'hasAnswer'>;

/** The journal of a run that could not even start. */
async function unstarted(ctx: AppContext, targetId: string): Promise<EndedRun> {
  const rows = await ctx.db.query<PublishStep>('SELECT * FROM publish_step WHERE target_id = $1', [targetId]);
  return { journal: new Map(rows.map((row) => [row.step, row])), refusedCommit: null, hasAnswer: false };
}

async function leaveNoTrace(ctx: AppContext, target: PostTarget, leaseId: string): Promise<void> {
  ctx.log.info({ targetId: target.id }, 'the target was withdrawn or taken over; this run leaves no trace');
  // Withdrawing it did not end the lease; this run does.
  await releaseLease(ctx.db, target.id, leaseId);
}

async function fallAsleep(
  ctx: AppContext,
  taken: TakenTarget,
  { journal, hasAnswer }: EndedRun,
  sleep: Sleep,
): Promise<void> {
  const { target, leaseId, asks } = taken;
  const now = ctx.clock.now();
  const { blockedBy, reason } = sleep;
  // A target without an intent wakes up at the end of its late window at the latest, to be marked as missed.
  const isArmed = [...journal.values()].some((row) => row.kind === 'COMMIT');
  const windowEndsAt = (target.dueAt ?? now).getTime() + taken.lateWindowMs + 1;
  const wakeAt = isArmed
    ? sleep.until
    : new Date(Math.min(sleep.until.getTime(), Math.max(windowEndsAt, now.getTime())));
  // Only what blocks it now is shown; earlier errors are over.
  const blocked =
    blockedBy === null
      ? {}
      : {
          errorCode: sleep.error?.code ?? null,
          error: sleep.error && { ...sleep.error, retryAt: wakeAt.toISOString() },
        };
  await ctx.db.tx(async (tx) => {
    const entry: PublishEventEntry | null =
      reason === undefined
        ? null
        : { status: blockedBy === null ? 'RETRY' : 'BLOCKED', message: reason, error: sleep.error ?? undefined };
    // While this run prepared the target, a person may have moved it to another instant, which the next run uses.
    const [row] = await tx.query<Pick<PostTarget, 'dueAt'>>(
      'SELECT due_at FROM post_target WHERE id = $1 AND lease_id = $2 FOR NO KEY UPDATE',
      [target.id, leaseId],
      'lock_to_sleep',
    );
    const isMoved = row !== undefined && row.dueAt?.getTime() !== target.dueAt?.getTime();
    const patch = { ...RELEASED, wakeAt: isMoved ? now : wakeAt, blockedBy, ...blocked };
    const transition = blockedBy === null ? 'advance' : transitionFor(target, now, 'block');
    const held = await changeTarget(tx, target.id, transition, patch, entry, { leaseId });
    const { needs } = sleep.error ?? {};
    if (held !== null && needs !== undefined) await tellBudgetRefused(tx, target.workspaceId, needs.currency, now);
    // The platform no longer refuses what was refused while preparing: other targets need not wait for it.
    const lifted = asks.filter(({ ofCommit }) => !ofCommit);
    if (held !== null && hasAnswer) await endWaits(tx, lifted, now);
  });
}
