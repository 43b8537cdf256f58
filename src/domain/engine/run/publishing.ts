/** The engine: one wake-up of one target. Takes the lease, runs the adapter, and writes how it ended. */
import type { AppContext } from '../../../context.ts';
import type { PostTarget, PublishStep } from '../../../lib/prisma/client.ts';
import { PlatformFailure } from '../../../platforms/failure.ts';
import type { Platform, PublishPost, Receipt } from '../../../platforms/platform.ts';
import type { OpenAccount } from '../../accounts/platform-api.ts';
import { endWaits } from '../../accounts/platform-waits.ts';
import { withToken } from '../../accounts/tokens.ts';
import { contentErrors } from '../../posts/preflight.ts';
import { LeaseLost, Sleep } from '../../sleep.ts';
import { changeTarget } from '../../targets/target-change.ts';
import type { TargetEventEntry } from '../../targets/target-event.ts';
import { RELEASED } from '../../targets/target-lease.ts';
import { journaledReceipt } from '../journal/receipts.ts';
import { createSteps } from '../journal/steps.ts';
import { type TakenTarget, transitionFor } from '../schedule/admission.ts';
import { createApi, createRun, type EngineContext, type EngineRun, leaveNoTrace, wasStopped } from './engine-run.ts';
import { applyExtras, endExtras } from './extras.ts';
import type { LeasedTarget } from './load-target.ts';
import { endInFailure, type FailedRun } from './publish-failure.ts';

/** Takes one target as far as possible now. Throws only when the database is away; then `wakeAt` brings the target back. */
export async function advance(engine: EngineContext, targetId: string): Promise<void> {
  const { leases } = engine;
  const taken = await engine.take(targetId);
  if (taken === null) return;
  const moved = leases.hold(targetId, taken.leaseId, taken.target.dueAt);
  try {
    await work(engine, taken, moved);
  } finally {
    leases.release(targetId, taken.leaseId);
    await engine.wakeNext(taken.target);
  }
}

async function work(engine: EngineContext, taken: TakenTarget, moved: AbortSignal): Promise<void> {
  const { ctx } = engine;
  const { target, leaseId } = taken;
  let run: EngineRun | null = null;
  let isLive = target.status === 'PUBLISHED';
  try {
    const leased = await engine.load(taken);
    run = createRun(engine, leased, moved);
    const receipt = isLive ? journaledReceipt(target.id, run.journal) : await publish(engine, leased, run);
    isLive = true;
    await applyExtras(engine, leased, run, receipt);
  } catch (error) {
    await run
      ?.flushCalls()
      .catch((failure: unknown) => ctx.log.warn({ err: failure, targetId: target.id }, 'calls could not be logged'));
    if (isLive) await endExtras(ctx, target, leaseId, error);
    else await endRun(engine, taken, run ?? (await unstarted(ctx, target.id)), error);
  }
}

async function publish(engine: EngineContext, leased: LeasedTarget, run: EngineRun): Promise<Receipt> {
  const { ctx } = engine;
  const receipt = await withToken(
    ctx,
    leased.account.id,
    async (open) => {
      const post = leased.publishPost();
      // An armed target was checked before; a rule that changed since then must not stop the look-up.
      if (leased.target.intentAt === null) refuseInvalid(run.platform, post, open);
      return run.platform.publish(post, createSteps(run), createApi(engine, run, open));
    },
    { account: leased.account },
  );
  await run.progress.settled();
  await run.flushCalls();
  const post = leased.publishPost();
  const goesOn = run.platform.extras.some((extra) => extra.wanted(post));
  const handOver = run.platform.handOver?.applies(post.options) ? run.platform.handOver : null;
  if (!(await engine.succeed({ taken: leased, receipt, goesOn, handOver }))) throw new LeaseLost();
  return receipt;
}

function refuseInvalid(platform: Platform, post: PublishPost, open: OpenAccount): void {
  const errors = contentErrors(platform, post, open.facts);
  if (errors.length === 0) return;
  const isMedia = errors.every((issue) => issue.path[0] === 'media');
  throw new PlatformFailure(
    isMedia ? 'MEDIA_INVALID' : 'CONTENT_INVALID',
    errors.map((issue) => issue.message).join('; '),
  );
}

async function endRun(engine: EngineContext, taken: TakenTarget, run: EndedRun, error: unknown): Promise<void> {
  const { ctx } = engine;
  const { target, leaseId, asks } = taken;
  const { journal, hasAnswer } = run;
  if (error instanceof LeaseLost) return leaveNoTrace(ctx, target, leaseId);
  const now = ctx.clock.now();
  const sleep = wasStopped(engine.signal, error) ? new Sleep(now) : error;
  if (!(sleep instanceof Sleep)) return endInFailure(ctx, taken, run, error);
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
    const entry: TargetEventEntry | null =
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
    // The platform no longer refuses what was refused while preparing: other targets need not wait for it.
    const lifted = asks.filter(({ ofCommit }) => !ofCommit);
    if (held !== null && hasAnswer) await endWaits(tx, lifted, now);
  });
}

type EndedRun = FailedRun & Pick<EngineRun, 'hasAnswer'>;

/** The journal of a run that could not even start. */
async function unstarted(ctx: AppContext, targetId: string): Promise<EndedRun> {
  const rows = await ctx.db.query<PublishStep>('SELECT * FROM publish_step WHERE target_id = $1', [targetId]);
  return { journal: new Map(rows.map((row) => [row.step, row])), refusedCommit: null, hasAnswer: false };
}
