/** The engine: one wake-up of one target. Takes the lease, runs the adapter, and hands over to how it ended. */

import { PlatformFailure } from '../../../platforms/failure.ts';
import type { Platform, PublishPost, Receipt } from '../../../platforms/platform.ts';
import { allOf } from '../../../texts/common/texts.ts';
import { say as sayWorkspace } from '../../../texts/workspace/texts.ts';
import { missingScopes } from '../../accounts/health.ts';
import type { OpenAccount } from '../../accounts/platform-api.ts';
import { withToken } from '../../accounts/tokens.ts';
import { type RunEnd, targetRun } from '../../feeds.ts';
import { contentErrors } from '../../posts/preflight.ts';
import { LeaseLost } from '../../sleep.ts';
import { journaledReceipt } from '../journal/receipts.ts';
import { createSteps } from '../journal/steps.ts';
import type { TakenTarget } from '../schedule/admission.ts';
import { createApi, createRun, type EngineContext, type EngineRun } from './engine-run.ts';
import { applyExtras } from './extras.ts';
import type { LeasedTarget } from './load-target.ts';
import { endOf, endRun } from './run-end.ts';

/** Takes one target as far as possible now. Throws only when the database is away; then `wakeAt` brings the target back. */
export async function advance(engine: EngineContext, targetId: string): Promise<void> {
  const { leases } = engine;
  const taken = await engine.take(targetId);
  if (taken === null) return;
  const moved = leases.hold(targetId, taken.leaseId, taken.target.dueAt);
  try {
    await targetRun.run(
      () => ({ target: taken.target }),
      () => work(engine, taken, moved),
    );
  } finally {
    leases.release(targetId, taken.leaseId);
    await engine.wakeNext(taken.target);
  }
}

async function work(engine: EngineContext, taken: TakenTarget, moved: AbortSignal): Promise<RunEnd> {
  let run: EngineRun | null = null;
  let isLive = taken.target.status === 'PUBLISHED';
  try {
    const leased = await engine.load(taken);
    run = createRun(engine, leased, moved);
    const receipt = isLive ? journaledReceipt(taken.target.id, run.journal) : await publish(engine, leased, run);
    isLive = true;
    await applyExtras(engine, leased, run, receipt);
    return { how: 'done', code: null };
  } catch (error) {
    await endRun(engine, taken, { run, isLive, error });
    return endOf(engine, error);
  }
}

async function publish(engine: EngineContext, leased: LeasedTarget, run: EngineRun): Promise<Receipt> {
  const receipt = await withToken(
    engine.ctx,
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

/**
 * A permission that the account no longer grants, as a renewal has told, is no fault of the post: it waits for the reconnect.
 * Posts of the account that need less go out.
 */
function refuseInvalid(platform: Platform, post: PublishPost, open: OpenAccount): void {
  const errors = contentErrors(platform, post, open.facts);
  const missing = missingScopes(platform.oauth, open.credentials.scopes);
  const ungranted = errors.filter(({ isUngranted }) => isUngranted);
  if (missing.length > 0 || ungranted.length > 0)
    throw new PlatformFailure(
      'SCOPE_MISSING',
      missing.length > 0 ? sayWorkspace('scopesDenied', { scopes: missing.join(', ') }) : allOf(ungranted),
      { neverSent: true },
    );
  if (errors.length > 0)
    throw new PlatformFailure(
      errors.every((issue) => issue.path[0] === 'media') ? 'MEDIA_INVALID' : 'CONTENT_INVALID',
      allOf(errors),
    );
}
