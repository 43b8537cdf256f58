/** The journal: implements `Steps` over `publish_step`, so that a killed run continues and nothing is sent twice. */
import type { AppContext } from '../../../context.ts';
import { VaultError } from '../../../lib/crypto.ts';
import { storableJson } from '../../../lib/json.ts';
import type { PostTarget, PublishStep } from '../../../lib/prisma/client.ts';
import type { StepKind, Unprovable } from '../../../lib/prisma/enums.ts';
import { callSignal } from '../../../platforms/deadline.ts';
import { PlatformFailure } from '../../../platforms/failure.ts';
import type { CommitEffect, CommitResult, Json, Platform, Probe, Receipt, Steps } from '../../../platforms/platform.ts';
import type { Departure } from '../../../platforms/request.ts';
import { configuredPlatform } from '../../accounts/platform-api.ts';
import { priceOf } from '../../accounts/prices.ts';
import { invariant } from '../../errors.ts';
import { stepRun } from '../../feeds.ts';
import { insist } from '../../insist.ts';
import { downMsBetween } from '../../platform-state/host-states.ts';
import { LeaseLost, Sleep } from '../../sleep.ts';
import { HOLD_LEAD_MS } from '../../targets/post-target.ts';
import type { DueGate } from '../schedule/due-gate.ts';
import { forgetSteps } from './forgetting.ts';
import { disarm, type IntentAsk, type ReceiptEntry } from './intents.ts';
import { intentAtOf, lookFor } from './look-up.ts';
import { othersOf } from './others.ts';
import type { ProgressReporter } from './progress.ts';
import { stepSealContext } from './sealing.ts';
import { tellEnd, tellLook } from './telling.ts';

const RUN_TIMEOUT_MS = 60_000;
const WAIT_BUDGET_MS = 30 * 60_000;
/** A post that the platform calls a duplicate may take a moment to appear. */
const LOOK_AGAIN_MS = 10_000;

export interface StepsRun {
  ctx: AppContext;
  platform: Platform;
  target: PostTarget;
  leaseId: string;
  /** Rows of `publish_step`, by step. */
  journal: Map<string, PublishStep>;
  progress: ProgressReporter;
  /** Stores the calls made so far; called before an intent, so that a crash does not lose them. */
  flushCalls(): Promise<void>;
  mediaCount: number;
  lateWindowMs: number;
  unprovable: Unprovable;
  /** Aborts when the process ends; commits do not listen to it. */
  signal: AbortSignal;
  /** Aborts as soon as the process is told to shut down: runs stop waiting for their due instant. */
  leaving: AbortSignal;
  /** Aborts when the target was moved to another instant: the run stops waiting for the old one. */
  moved: AbortSignal;
  gate: DueGate;
  /** What the request of a commit waits for, while the commit is prepared before its instant. */
  departure: Departure | null;
  arm(ask: IntentAsk): Promise<PublishStep>;
  /** Writes a receipt: see `recordAll`. */
  record(entry: ReceiptEntry): Promise<true>;
  /** Prefix of the steps of an extra, so that their names cannot clash with those of the publish. */
  prefix: string;
  /** The error of the call that publishes. */
  refusedCommit: unknown;
}

export function createSteps(run: StepsRun): Steps {
  const { ctx, journal, prefix } = run;
  const sealContext = stepSealContext(run.target.id);
  return {
    run: (name, effect, options = {}) =>
      traced(run, 'RUN', prefix + name, () => runStep(run, prefix + name, effect, options.timeoutMs ?? RUN_TIMEOUT_MS)),
    wait: (name, probe, options = {}) =>
      traced(run, 'WAIT', prefix + name, () =>
        waitStep(run, name, probe, options.timeoutMs ?? RUN_TIMEOUT_MS, options.budgetMs ?? WAIT_BUDGET_MS),
      ),
    commit: (name, effect) => traced(run, 'COMMIT', prefix + name, () => commitStep(run, prefix + name, effect)),
    peek: (name) => {
      const row = journal.get(prefix + name);
      return row?.state === 'DONE' ? (row.result as Json) : undefined;
    },
    others: () => othersOf(ctx.db, run.target, prefix === '' ? journal.values() : []),
    report: (progress) => run.progress.report(progress),
    seal: (secret) => ctx.vault.seal(secret, sealContext).toString('base64'),
    open: (sealed) => {
      try {
        return ctx.vault.open(Buffer.from(sealed, 'base64'), sealContext);
      } catch (error) {
        throw error instanceof VaultError ? preparationLost(run, error) : error;
      }
    },
  };
}

/** A step that is done already does nothing, of which there is nothing to tell. */
function traced<T>({ journal, platform }: StepsRun, kind: StepKind, step: string, work: () => Promise<T>): Promise<T> {
  if (journal.get(step)?.state === 'DONE') return work();
  return stepRun.run(() => ({ platform: platform.id, step, kind }), work);
}

/** No configured key opens a stored upload address: prepare everything again, unless the post may be live already. */
function preparationLost({ journal }: StepsRun, cause: VaultError): PlatformFailure {
  const rows = [...journal.values()];
  if (rows.some(({ kind }) => kind === 'COMMIT'))
    return new PlatformFailure(
      'OUTCOME_UNKNOWN',
      'The answer was lost, and so was the encryption key of the upload that could tell whether the post is live.',
      { cause },
    );
  return new PlatformFailure('CONTAINER_EXPIRED', 'the encryption key of the upload is lost; a new upload is needed', {
    discard: rows.map(({ step }) => step),
    cause,
  });
}

async function runStep<T extends Json>(
  run: StepsRun,
  step: string,
  effect: (signal: AbortSignal) => Promise<T>,
  timeoutMs: number,
): Promise<T> {
  const row = run.journal.get(step);
  if (row?.state === 'DONE') return row.result as T;
  await run.progress.enter(step);
  await run.ctx.failpoint(`run:${step}:before`);
  const startedAt = performance.now();
  const result = await effect(callSignal(timeoutMs, run.signal));
  await run.ctx.failpoint(`run:${step}:after`);
  await run.progress.settled();
  await journalDone(run, step, 'RUN', result);
  tellEnd(run, step, () => performance.now() - startedAt);
  await run.ctx.failpoint(`run:${step}:journaled`);
  await run.progress.leave(step);
  return result;
}

async function waitStep(
  run: StepsRun,
  name: string,
  probe: (signal: AbortSignal) => Promise<Probe>,
  timeoutMs: number,
  budgetMs: number,
): Promise<void> {
  const step = run.prefix + name;
  const row = run.journal.get(step);
  if (row?.state === 'DONE') return;
  await run.progress.enter(step);
  await run.ctx.failpoint(`wait:${step}:before`);
  const answer = await probe(callSignal(timeoutMs, run.signal));
  await run.ctx.failpoint(`wait:${step}:after`);
  if (answer === 'ready') {
    await run.progress.settled();
    await journalDone(run, step, 'WAIT', null);
    tellEnd(run, step, () => (row === undefined ? 0 : run.ctx.clock.now().getTime() - row.createdAt.getTime()));
    await run.ctx.failpoint(`wait:${step}:journaled`);
    return;
  }
  const now = run.ctx.clock.now();
  const startedAt = row?.createdAt ?? now;
  const isOver = now.getTime() - startedAt.getTime() > budgetMs;
  // While nobody could ask, nothing could become ready either, as far as anybody knows.
  const downMs = isOver ? await downMsBetween(run.ctx.db, run.platform.id, startedAt, now) : 0;
  if (now.getTime() - startedAt.getTime() - downMs > budgetMs) {
    // The wait is forgotten, so that the next try gets the whole time again.
    const state = answer.platformState === undefined ? '' : ` (${answer.platformState})`;
    throw new PlatformFailure(
      'PROCESSING_TIMEOUT',
      `still not ready after ${Math.round(budgetMs / 60_000)} minutes${state}`,
      { discard: [name] },
    );
  }
  if (row === undefined) await openWait(run, step, now);
  run.progress.report({
    ...(answer.platformState === undefined ? {} : { platformState: answer.platformState }),
    ...(answer.percent === undefined ? {} : { percent: answer.percent }),
  });
  await run.progress.settled();
  throw new Sleep(new Date(now.getTime() + answer.againInMs));
}

async function commitStep<T extends CommitResult>(
  run: StepsRun,
  step: string,
  effect: CommitEffect<T>,
): Promise<Receipt<T>> {
  const { ctx, signal, unprovable } = run;
  const row = run.journal.get(step);
  if (row?.state === 'DONE') return row.result as unknown as Receipt<T>;
  if (row?.state === 'OPEN') {
    const search = { ctx, signal, unprovable, platform: run.platform.id, repeatUntil: repeatUntilOf(run) };
    const found = await tellLook(run.platform, lookFor(search, row, effect));
    if (found !== 'absent') return record(run, step, found);
    if (isStale(run)) return giveUpIntent(run, step);
  }
  await run.flushCalls();
  const isExtra = run.prefix !== '';
  const dueAt = isExtra ? null : run.target.dueAt;
  if (dueAt !== null) await approach(run, dueAt);
  await ctx.failpoint(`commit:${step}:before`);
  const timeoutMs = effect.timeoutMs ?? RUN_TIMEOUT_MS;
  const started = { monotonic: performance.now(), wall: Date.now() };
  const budgetMs = Math.max(0, (dueAt?.getTime() ?? 0) - ctx.clock.now().getTime()) + timeoutMs;
  const { platform, target, leaseId, mediaCount } = run;
  const armed = await run.arm({
    platform,
    targetId: target.id,
    leaseId,
    step,
    triesBefore: row?.tries ?? 0,
    dueAt,
    timeoutMs,
    mediaCount,
    price: priceOf(configuredPlatform(ctx, platform.id), effect.billed),
    isExtra,
  });
  run.journal.set(step, armed);
  await ctx.failpoint(`commit:${step}:armed`);
  const leavesAt = Math.max(dueAt?.getTime() ?? 0, ctx.clock.now().getTime());
  let result: T;
  try {
    // The adapter prepares its request now and holds it until the instant, when only writing it to the socket is left.
    run.departure = dueAt === null ? null : run.gate.departure(dueAt);
    // Shutting down does not abort a commit: its outcome would be unknown for no reason. Both clocks are read: the
    // monotonic one stands still while the machine is suspended, and the deadline in the journal does not.
    const elapsedMs = Math.max(performance.now() - started.monotonic, Date.now() - started.wall);
    result = await effect.act(callSignal(Math.max(0, budgetMs - elapsedMs)), intentAtOf(armed));
  } catch (error) {
    run.refusedCommit = error;
    await afterFailedCall(run, armed, error);
    throw error;
  } finally {
    run.departure?.left();
    run.departure = null;
  }
  await ctx.failpoint(`commit:${step}:after`);
  const receipt = await record(run, step, result);
  tellEnd(run, step, () => Math.max(0, ctx.clock.now().getTime() - leavesAt));
  return receipt;
}

/** Whether it is too late to begin, with nothing live yet: a stale post never goes out by surprise. */
function isStale(run: StepsRun): boolean {
  const isBegun = [...run.journal.values()].some(({ kind, state }) => kind === 'COMMIT' && state === 'DONE');
  const until = repeatUntilOf(run);
  return until !== null && !isBegun && run.ctx.clock.now() > until;
}

/** The end of the late window; null for an extra, because a live post has none. */
const repeatUntilOf = ({ target, lateWindowMs, prefix }: StepsRun): Date | null =>
  prefix === '' ? new Date((target.dueAt?.getTime() ?? 0) + lateWindowMs) : null;

/** Deletes the intent. The next wake-up then finds a target whose late window is over, and ends it. */
async function giveUpIntent({ ctx, target, leaseId, journal }: StepsRun, step: string): Promise<never> {
  const now = ctx.clock.now();
  await ctx.db.tx(async (tx) => {
    const [held] = await tx.query('SELECT id FROM post_target WHERE id = $1 AND lease_id = $2 FOR NO KEY UPDATE', [
      target.id,
      leaseId,
    ]);
    if (held === undefined) throw new LeaseLost();
    await forgetSteps(tx, target.id, [step], now);
  });
  journal.delete(step);
  throw new Sleep(now);
}

/**
 * Waits for the due instant when everything is ready: in this process when it is near, otherwise asleep in the
 * database.
 */
async function approach(run: StepsRun, dueAt: Date): Promise<void> {
  const holdFrom = new Date(dueAt.getTime() - HOLD_LEAD_MS);
  if (run.ctx.clock.now() < holdFrom) throw new Sleep(holdFrom);
  await run.gate.approach(dueAt, AbortSignal.any([run.leaving, run.moved]), run.target.platform);
  // The instant has not come: another process, or the successor of this one, has time to take over.
  if ((run.leaving.aborted || run.moved.aborted) && run.ctx.clock.now() < dueAt) throw new Sleep(holdFrom);
}

/** After a failed call, what the journal still holds decides how it goes on. */
async function afterFailedCall(run: StepsRun, armed: PublishStep, error: unknown): Promise<void> {
  const { targetId, step } = armed;
  const left = await insist(run.ctx, 'a refusal', { targetId, step }, () => disarm(run.ctx, armed, error));
  if (left === 'gone') run.journal.delete(armed.step);
  if (left === 'duplicate')
    throw new Sleep(new Date(run.ctx.clock.now().getTime() + LOOK_AGAIN_MS), {
      reason: 'The platform reports a duplicate; an earlier try seems to be live.',
    });
}

async function record<T extends CommitResult>(run: StepsRun, step: string, result: T): Promise<Receipt<T>> {
  const { ctx, target, journal } = run;
  const entry = { targetId: target.id, step, result, isExtra: run.prefix !== '' };
  await insist(ctx, 'a receipt', { targetId: target.id, step }, () => run.record(entry));
  const row = journal.get(step);
  invariant(row, `a receipt for ${step} without an intent`);
  journal.set(step, { ...row, state: 'DONE', result: JSON.parse(JSON.stringify(result)) });
  await ctx.failpoint(`commit:${step}:journaled`);
  return result as unknown as Receipt<T>;
}

// Locking the target orders these writes against an edit, which deletes the journal: a result prepared from the old
// content must not be stored after it.
async function journalDone(run: StepsRun, step: string, kind: 'RUN' | 'WAIT', result: Json): Promise<void> {
  const [row] = await insist(run.ctx, 'a step', { targetId: run.target.id, step }, () =>
    run.ctx.db.query<PublishStep>(
      `INSERT INTO publish_step (target_id, step, kind, state, result, created_at, tries)
       SELECT $1, $2, $3::"StepKind", 'DONE', $4::jsonb, $5, 1 FROM post_target WHERE id = $1 AND lease_id = $6 FOR NO KEY UPDATE
       ON CONFLICT (target_id, step) DO UPDATE SET state = 'DONE', result = excluded.result
       RETURNING *`,
      [run.target.id, step, kind, storableJson(result), run.ctx.clock.now(), run.leaseId],
      'journal_done',
    ),
  );
  if (row === undefined) throw new LeaseLost();
  run.journal.set(step, row);
}

async function openWait(run: StepsRun, step: string, startedAt: Date): Promise<void> {
  const [row] = await run.ctx.db.query<PublishStep>(
    `INSERT INTO publish_step (target_id, step, kind, state, created_at)
     SELECT $1, $2, 'WAIT', 'OPEN', $3 FROM post_target WHERE id = $1 AND lease_id = $4 FOR NO KEY UPDATE
     ON CONFLICT (target_id, step) DO UPDATE SET state = publish_step.state RETURNING *`,
    [run.target.id, step, startedAt, run.leaseId],
    'open_wait',
  );
  if (row === undefined) throw new LeaseLost();
  run.journal.set(step, row);
}
