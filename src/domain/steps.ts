/** The journal: implements `Steps` over `publish_step`, so that a killed run continues and nothing is sent twice. */
import type { AppContext } from '../context.ts';
import type { Tx } from '../lib/db.ts';
import { storableJson } from '../lib/json.ts';
import type { PostTarget, PublishStep } from '../lib/prisma/client.ts';
import type { AccountStatus } from '../lib/prisma/enums.ts';
import { PlatformFailure } from '../platforms/failure.ts';
import type { CommitEffect, CommitResult, Json, Platform, Probe, Receipt, Steps } from '../platforms/platform.ts';
import { callSignal } from '../platforms/request.ts';
import { insist } from './insist.ts';
import { LeaseLost, Pause, RECHECK_BLOCKED_MS } from './pause.ts';
import type { ProgressReporter } from './progress.ts';
import { releaseQuota, reserveQuota, settleQuota } from './quotas.ts';
import { changeTarget } from './target-change.ts';

const RUN_TIMEOUT_MS = 60_000;
const WAIT_BUDGET_MS = 30 * 60_000;
/** After a call's deadline nothing of it can leave any more; this covers what is still on the wire. */
const WIRE_MARGIN_MS = 5_000;
/** While the platform may still hide a fresh post, look this often. */
const LOOK_AGAIN_MS = 10_000;

export interface StepsRun {
  ctx: AppContext;
  platform: Platform;
  target: PostTarget;
  leaseId: string;
  /** Rows of `publish_step`, by step. */
  journal: Map<string, PublishStep>;
  progress: ProgressReporter;
  /** Writes the calls made so far; before an intent, so that a crash keeps them. */
  flushCalls(): Promise<void>;
  mediaCount: number;
  /** Aborts everything but commits when the process shuts down. */
  signal: AbortSignal;
  /** Steps of extras are prefixed, so that an extra can neither clash with nor disturb the publish. */
  prefix: string;
}

export function createSteps(run: StepsRun): Steps {
  const { ctx, journal, prefix } = run;
  const sealContext = `publish-step:${run.target.id}`;
  return {
    run: (name, effect, options = {}) => runStep(run, prefix + name, effect, options.timeoutMs ?? RUN_TIMEOUT_MS),
    wait: (name, probe, options = {}) =>
      waitStep(run, name, probe, options.timeoutMs ?? RUN_TIMEOUT_MS, options.budgetMs ?? WAIT_BUDGET_MS),
    commit: (name, effect) => commitStep(run, prefix + name, effect),
    peek: (name) => {
      const row = journal.get(prefix + name);
      return row?.state === 'DONE' ? (row.result as Json) : undefined;
    },
    report: (progress) => run.progress.report(progress),
    seal: (secret) => ctx.vault.seal(secret, sealContext).toString('base64'),
    open: (sealed) => ctx.vault.open(Buffer.from(sealed, 'base64'), sealContext),
  };
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
  const result = await effect(callSignal(timeoutMs, run.signal));
  await run.ctx.failpoint(`run:${step}:after`);
  await run.progress.settled();
  await journalDone(run, step, 'RUN', result);
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
    await run.ctx.failpoint(`wait:${step}:journaled`);
    return;
  }
  const now = run.ctx.clock.now();
  const startedAt = row?.createdAt ?? now;
  if (now.getTime() - startedAt.getTime() > budgetMs) {
    // The next try, and whoever retries, waits its own time: the clock of this one is forgotten.
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
  throw new Pause(new Date(now.getTime() + answer.againInMs));
}

async function commitStep<T extends CommitResult>(
  run: StepsRun,
  step: string,
  effect: CommitEffect<T>,
): Promise<Receipt<T>> {
  const row = run.journal.get(step);
  if (row?.state === 'DONE') return row.result as unknown as Receipt<T>;
  if (row?.state === 'OPEN') {
    const found = await reconcile(run, row, effect);
    if (found !== 'absent') return found;
  }
  await run.flushCalls();
  await run.ctx.failpoint(`commit:${step}:before`);
  const started = { monotonic: performance.now(), wall: Date.now() };
  const timeoutMs = effect.timeoutMs ?? RUN_TIMEOUT_MS;
  const armed = await arm(run, step, timeoutMs);
  await run.ctx.failpoint(`commit:${step}:armed`);
  let result: T;
  try {
    // Shutting down does not abort a commit: whether it landed would be unknown for nothing.
    // Both clocks: the monotonic one stands still while the machine is suspended, and the deadline in the journal does not.
    const elapsedMs = Math.max(performance.now() - started.monotonic, Date.now() - started.wall);
    result = await effect.act(callSignal(Math.max(0, timeoutMs - elapsedMs)));
  } catch (error) {
    await disarm(run, armed, error);
    throw error;
  }
  await run.ctx.failpoint(`commit:${step}:after`);
  return record(run, step, result);
}

/** An intent without a result: what the platform says decides, and silence is believed only once it can mean something. */
async function reconcile<T extends CommitResult>(
  run: StepsRun,
  row: PublishStep,
  effect: CommitEffect<T>,
): Promise<Receipt<T> | 'absent'> {
  const { ctx } = run;
  const settledAt = (row.deadlineAt?.getTime() ?? row.updatedAt.getTime()) + WIRE_MARGIN_MS + effect.settleMs;
  // The clock is read before the look: what is true then may be relied on afterwards.
  const lookedAt = ctx.clock.now().getTime();
  const found = await effect.find(row.intentAt ?? row.createdAt, callSignal(RUN_TIMEOUT_MS, run.signal));
  if (found !== 'absent' && found !== 'unknown') return record(run, row.step, found);
  if (lookedAt < settledAt) {
    throw new Pause(new Date(Math.min(settledAt, lookedAt + LOOK_AGAIN_MS)), {
      reason: 'The answer of the platform was lost; looking whether the post is live.',
    });
  }
  const refusedAsDuplicate = isDuplicateEvidence(row.result);
  if (found === 'unknown' || refusedAsDuplicate) {
    throw new PlatformFailure(
      'OUTCOME_UNKNOWN',
      refusedAsDuplicate
        ? 'The platform calls the post a duplicate, but the first one cannot be found.'
        : 'The answer was lost and the platform cannot tell whether the post is live.',
    );
  }
  return 'absent';
}

interface Armed {
  step: string;
  tries: number;
}

/** Stores the intent. From here on the audience may see the post, whatever happens to this process. */
async function arm(run: StepsRun, step: string, timeoutMs: number): Promise<Armed> {
  const { ctx, target } = run;
  const isExtra = run.prefix !== '';
  const armed = await ctx.db.tx(async (tx) => {
    const [fresh] = await tx.query<
      PostTarget & { paused: boolean; lateWindowMs: number; accountStatus: AccountStatus }
    >(
      `SELECT t.*, b.late_window_ms, a.status AS account_status, (w.paused_at IS NOT NULL OR b.paused_at IS NOT NULL OR a.paused_at IS NOT NULL) AS paused
       FROM post_target t JOIN workspace w ON w.id = t.workspace_id JOIN brand b ON b.id = t.brand_id JOIN social_account a ON a.id = t.social_account_id
       WHERE t.id = $1 AND t.lease_id = $2 FOR NO KEY UPDATE OF t`,
      [target.id, run.leaseId],
      'arm_lock',
    );
    if (fresh === undefined) throw new LeaseLost();
    const now = ctx.clock.now();
    if (!isExtra) {
      if (fresh.status !== 'PUBLISHING' && fresh.status !== 'SCHEDULED') throw new LeaseLost();
      if (fresh.dueAt !== null && now < fresh.dueAt) throw new Pause(fresh.dueAt);
      // What took too long to prepare, or was frozen meanwhile, is stale: the next wake-up says MISSED.
      if (fresh.intentAt === null && fresh.dueAt !== null && now.getTime() > fresh.dueAt.getTime() + fresh.lateWindowMs)
        throw new Pause(now);
      if (fresh.paused) throw new Pause(new Date(now.getTime() + RECHECK_BLOCKED_MS), { blockedBy: 'PAUSED' });
      // Disconnected while this run was preparing, which holds a token that may still work.
      if (fresh.accountStatus === 'DISCONNECTED')
        throw new Pause(new Date(now.getTime() + RECHECK_BLOCKED_MS), { blockedBy: 'RECONNECT' });
      const quota = await reserveQuota(tx, {
        platform: run.platform,
        target: fresh,
        step,
        mediaCount: run.mediaCount,
        now,
      });
      if (!quota.ok) throw new Pause(quota.retryAt, { blockedBy: 'QUOTA', reason: quota.message });
    }
    const [row] = await tx.query<PublishStep>(
      `INSERT INTO publish_step (target_id, step, kind, state, intent_at, deadline_at, tries) VALUES ($1, $2, 'COMMIT', 'OPEN', $3, $4, 1)
       ON CONFLICT (target_id, step) DO UPDATE SET deadline_at = excluded.deadline_at, tries = publish_step.tries + 1 WHERE publish_step.state = 'OPEN'
       RETURNING *`,
      [target.id, step, now, new Date(now.getTime() + timeoutMs)],
      'arm',
    );
    if (row === undefined) throw new LeaseLost();
    if (!isExtra) {
      await changeTarget(
        tx,
        target.id,
        {
          status: 'PUBLISHING',
          phase: 'COMMITTING',
          blockedBy: null,
          platformState: null,
          percent: null,
          ...(fresh.intentAt === null ? { intentAt: now } : {}),
        },
        { status: 'COMMITTING' },
      );
    }
    return row;
  });
  run.journal.set(step, armed);
  return { step, tries: armed.tries };
}

/** A refusal is an answer: nothing is live, the intent goes. Anything else leaves it for `reconcile`. */
async function disarm(run: StepsRun, armed: Armed, error: unknown): Promise<void> {
  const refused =
    error instanceof PlatformFailure &&
    (error.neverSent || error.kind === 'rejected' || error.kind === 'rate_limited' || error.kind === 'unauthorized');
  if (!refused) return;
  const kept = await run.ctx.db.tx(async (tx) => {
    // Lock order: target before journal, as everywhere.
    await tx.query('SELECT id FROM post_target WHERE id = $1 FOR NO KEY UPDATE', [run.target.id]);
    if (error.code === 'CONTENT_DUPLICATE' && armed.tries > 1) {
      // Not a refusal of this content but a sign that an earlier try landed: look again.
      await tx.query(
        `UPDATE publish_step SET result = '{"refusedAsDuplicate":true}' WHERE target_id = $1 AND step = $2 AND state = 'OPEN'`,
        [run.target.id, armed.step],
      );
      return true;
    }
    // Only this try: a worker that was frozen must not take away the intent of the one that took over.
    if (armed.tries > 1 && error.kind !== 'rejected') {
      // The tries before this one were only believed absent; their intent stays on record.
      await tx.query('UPDATE publish_step SET deadline_at = $4 WHERE target_id = $1 AND step = $2 AND tries = $3', [
        run.target.id,
        armed.step,
        armed.tries,
        run.ctx.clock.now(),
      ]);
    } else {
      const gone = await tx.query(
        `DELETE FROM publish_step WHERE target_id = $1 AND step = $2 AND tries = $3 AND state = 'OPEN' RETURNING step`,
        [run.target.id, armed.step, armed.tries],
      );
      if (gone.length === 0) return true;
      await clearIntent(tx, run.target.id);
    }
    await releaseQuota(tx, run.target.id, armed.step, run.ctx.clock.now());
    return armed.tries > 1 && error.kind !== 'rejected';
  });
  if (!kept) run.journal.delete(armed.step);
  if (error.code === 'CONTENT_DUPLICATE' && armed.tries > 1) {
    throw new Pause(new Date(run.ctx.clock.now().getTime() + LOOK_AGAIN_MS), {
      reason: 'The platform reports a duplicate; an earlier try seems to be live.',
    });
  }
}

/** Writes a receipt. It is the truth about the platform, so it is written even when the lease has been given away. */
async function record<T extends CommitResult>(run: StepsRun, step: string, result: T): Promise<Receipt<T>> {
  const { ctx, target } = run;
  await insist(ctx, 'a receipt', { targetId: target.id, step }, () =>
    ctx.db.tx(async (tx) => {
      await tx.query('SELECT id FROM post_target WHERE id = $1 FOR NO KEY UPDATE', [target.id], 'lock_target');
      await tx.query(
        `INSERT INTO publish_step (target_id, step, kind, state, result, intent_at) VALUES ($1, $2, 'COMMIT', 'DONE', $3, $4)
         ON CONFLICT (target_id, step) DO UPDATE SET state = 'DONE', result = excluded.result WHERE publish_step.state = 'OPEN'`,
        [target.id, step, storableJson(result), ctx.clock.now()],
        'record_receipt',
      );
      await settleQuota(tx, target.id, step);
      if (run.prefix === '') {
        // The first thing that is live names the target, also when a thread breaks later.
        await tx.query(
          'UPDATE post_target SET external_id = coalesce(external_id, $2), permalink = coalesce(permalink, $3) WHERE id = $1',
          [target.id, result.id, result.url ?? null],
          'name_target',
        );
      }
    }),
  );
  run.journal.set(step, {
    ...(run.journal.get(step) ?? emptyStep(run, step)),
    state: 'DONE',
    result: JSON.parse(JSON.stringify(result)),
  });
  await ctx.failpoint(`commit:${step}:journaled`);
  return result as unknown as Receipt<T>;
}

const emptyStep = (run: StepsRun, step: string): PublishStep => {
  const now = run.ctx.clock.now();
  return {
    targetId: run.target.id,
    step,
    kind: 'COMMIT',
    state: 'OPEN',
    result: null,
    intentAt: now,
    deadlineAt: null,
    tries: 1,
    createdAt: now,
    updatedAt: now,
  };
};

/** Voids journaled results, and `intentAt` when no commit is left. */
export async function forgetSteps(tx: Tx, targetId: string, steps: readonly string[]): Promise<void> {
  await tx.query(
    'DELETE FROM publish_step WHERE target_id = $1 AND step = ANY($2)',
    [targetId, [...steps]],
    'forget_steps',
  );
  await clearIntent(tx, targetId);
}

/** A target none of whose irreversible calls stands any more may be edited and cancelled again. */
async function clearIntent(tx: Tx, targetId: string): Promise<void> {
  await tx.query(
    `UPDATE post_target SET intent_at = NULL, external_id = NULL, permalink = NULL
     WHERE id = $1 AND intent_at IS NOT NULL AND NOT EXISTS (SELECT FROM publish_step WHERE target_id = $1 AND kind = 'COMMIT')`,
    [targetId],
    'clear_intent',
  );
}

// Locking the target orders these writes against an edit, which forgets the journal: what was prepared from the old content
// must not be journaled after it.
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

function isDuplicateEvidence(result: unknown): boolean {
  return typeof result === 'object' && result !== null && 'refusedAsDuplicate' in result;
}
