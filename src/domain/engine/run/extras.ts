/** Runs the extras of a live post: each by itself, and none can fail the post. */

import type { AppContext } from '../../../context.ts';
import type { PostTarget } from '../../../lib/prisma/client.ts';
import { type Told, toldBy } from '../../../lib/texts.ts';
import { type FailureCode, PlatformFailure } from '../../../platforms/failure.ts';
import type { ExtraResult, Receipt } from '../../../platforms/platform.ts';
import { say } from '../../../texts/posts/texts.ts';
import { withToken } from '../../accounts/tokens.ts';
import { LeaseLost, Sleep } from '../../sleep.ts';
import type { PublishEventEntry } from '../../targets/publish-event.ts';
import { changeTarget } from '../../targets/target-change.ts';
import { RELEASED } from '../../targets/target-lease.ts';
import { forgetSteps } from '../journal/forgetting.ts';
import { createProgress } from '../journal/progress.ts';
import { createSteps } from '../journal/steps.ts';
import { createApi, type EngineContext, type EngineRun, wasStopped } from './engine-run.ts';
import type { LeasedTarget } from './load-target.ts';

const EXTRA_TRIES = 8;
const EXTRA_BACKOFF_MS = 15_000;
/** Failures that another try of the same extra would repeat. */
const GIVE_UP: ReadonlySet<FailureCode> = new Set(['PROCESSING_TIMEOUT', 'SCOPE_MISSING']);

/** As stored in `PostTarget.warnings`. */
export interface Warning extends Told {
  extra: string;
  code: FailureCode;
}

/** The message of an internal error may hold ids and paths, so it stays in the log. */
const UNEXPECTED = say('unexpected');

/**
 * Runs each extra by itself: one that fails adds a warning, one that sleeps wakes the target again, and the post stays
 * published.
 */
export async function applyExtras(
  engine: EngineContext,
  leased: LeasedTarget,
  run: EngineRun,
  receipt: Receipt,
): Promise<void> {
  const { ctx } = engine;
  const post = leased.publishPost();
  const wanted = run.platform.extras.filter(
    (extra) => extra.wanted(post) && run.journal.get(`extra:${extra.name}`)?.state !== 'DONE',
  );
  let next: Date | null = null;
  const warnings: Warning[] = [];
  const quiet = { ...run, progress: createProgress(ctx, run.platform, leased.target, run.leaseId, true) };
  for (const extra of wanted) {
    const prefix = `${extra.name}:`;
    try {
      const merged = await withToken(
        ctx,
        leased.account.id,
        (open) => extra.apply(post, receipt, createSteps({ ...quiet, prefix }), createApi(engine, run, open)),
        { optional: true, account: leased.account },
      );
      await finishExtra(ctx, run, extra.name, merged);
    } catch (error) {
      if (error instanceof LeaseLost) throw error;
      const again = await extraFailed(ctx, run, extra.name, error);
      if (again.retryAt === null) warnings.push(again.warning);
      else if (next === null || again.retryAt < next) next = again.retryAt;
    }
  }
  await run.flushCalls();
  // No extra was wanted: the lease ended with the publish.
  if (wanted.length === 0 && leased.target.status !== 'PUBLISHED') return;
  await ctx.db.tx(async (tx) => {
    const before = Array.isArray(leased.target.warnings) ? leased.target.warnings : [];
    const done = next === null;
    const [last] = warnings;
    const entry: PublishEventEntry | null =
      done || last !== undefined
        ? { status: 'FINISHING', ...(last === undefined ? {} : { message: last.message, error: last }) }
        : null;
    await changeTarget(
      tx,
      leased.target.id,
      'finish',
      {
        ...RELEASED,
        wakeAt: next,
        phase: done ? null : 'FINISHING',
        failures: 0,
        ...(warnings.length === 0 ? {} : { warnings: [...before, ...warnings] }),
      },
      wanted.length === 0 ? null : entry,
      { leaseId: run.leaseId },
    );
  });
}

/** Stores the findings of an extra together with the mark that it is done, so that it does not run again after a crash. */
async function finishExtra(ctx: AppContext, run: EngineRun, name: string, found: ExtraResult = {}): Promise<void> {
  const { id: externalId, url: permalink, platformState } = found;
  await ctx.db.tx(async (tx) => {
    if (externalId !== undefined || permalink !== undefined || platformState !== undefined) {
      const told = await changeTarget(
        tx,
        run.target.id,
        'finish',
        {
          ...(externalId === undefined ? {} : { externalId }),
          ...(permalink === undefined ? {} : { permalink }),
          ...(platformState === undefined ? {} : { platformState }),
        },
        { status: 'FINISHING' },
        { leaseId: run.leaseId },
      );
      if (told === null) throw new LeaseLost();
    }
    await tx.query(
      `INSERT INTO publish_step (target_id, step, kind, state) VALUES ($1, $2, 'RUN', 'DONE') ON CONFLICT (target_id, step) DO UPDATE SET state = 'DONE'`,
      [run.target.id, `extra:${name}`],
      'finish_extra',
    );
  });
}

async function extraFailed(
  ctx: AppContext,
  run: EngineRun,
  name: string,
  error: unknown,
): Promise<{ retryAt: Date | null; warning: Warning }> {
  const now = ctx.clock.now().getTime();
  const warning: Warning = {
    extra: name,
    code: error instanceof PlatformFailure ? error.code : 'INTERNAL',
    ...(error instanceof PlatformFailure ? toldBy(error) : UNEXPECTED),
  };
  if (error instanceof Sleep) return { retryAt: error.until, warning };
  if (error instanceof PlatformFailure && error.code === 'PLATFORM_DOWN' && error.retryAt !== undefined)
    return { retryAt: error.retryAt, warning };
  if (wasStopped(run.signal, error)) return { retryAt: new Date(now), warning };
  if (error instanceof PlatformFailure && error.discard.length > 0) {
    const steps = error.discard.map((step) => `${name}:${step}`);
    await ctx.db.tx((tx) => forgetSteps(tx, run.target.id, steps, new Date(now)));
    for (const step of steps) run.journal.delete(step);
  }
  if (!(error instanceof PlatformFailure))
    ctx.log.error({ err: error, targetId: run.target.id, extra: name }, 'an extra failed unexpectedly');
  const [row] = await ctx.db.query<{ tries: number }>(
    `INSERT INTO publish_step (target_id, step, kind, state, tries) VALUES ($1, $2, 'RUN', 'OPEN', 1)
     ON CONFLICT (target_id, step) DO UPDATE SET tries = publish_step.tries + 1 RETURNING tries`,
    [run.target.id, `extra:${name}`],
    'extra_failed',
  );
  const tries = row?.tries ?? EXTRA_TRIES;
  const final =
    tries >= EXTRA_TRIES ||
    (error instanceof PlatformFailure &&
      (error.kind === 'rejected' || error.kind === 'outcome_unknown' || GIVE_UP.has(error.code)));
  if (!final) {
    const retryAt =
      error instanceof PlatformFailure && error.retryAt !== undefined
        ? error.retryAt
        : new Date(now + EXTRA_BACKOFF_MS * 2 ** (tries - 1));
    return { retryAt, warning };
  }
  await finishExtra(ctx, run, name);
  return { retryAt: null, warning };
}

/** The post stays published, whatever breaks afterwards. Extras that cannot even start are given up after a while. */
export async function endExtras(ctx: AppContext, target: PostTarget, leaseId: string, error: unknown): Promise<void> {
  ctx.log.error({ err: error, targetId: target.id }, 'the extras of a published target were interrupted');
  const failures = (target.status === 'PUBLISHED' ? target.failures : 0) + 1;
  const again = failures < EXTRA_TRIES;
  const warning: Warning = {
    extra: '*',
    code: 'INTERNAL',
    ...UNEXPECTED,
  };
  const warnings = Array.isArray(target.warnings) ? [...target.warnings, warning] : [warning];
  await ctx.db.tx((tx) =>
    changeTarget(
      tx,
      target.id,
      'finish',
      {
        ...RELEASED,
        failures,
        ...(again
          ? { wakeAt: new Date(ctx.clock.now().getTime() + EXTRA_BACKOFF_MS * 2 ** (failures - 1)) }
          : { wakeAt: null, phase: null, warnings }),
      },
      again ? null : { status: 'FINISHING', message: warning.message, error: warning },
      { leaseId },
    ),
  );
}
