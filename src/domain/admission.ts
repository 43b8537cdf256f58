/** Who may work on a target now: the lease, and everything that is checked under it. */
import type { AppContext } from '../context.ts';
import type { PostTarget } from '../lib/prisma/client.ts';
import { type EngineContext, RELEASED } from './engine-run.ts';
import { leaseTimes } from './lease.ts';
import { RECHECK_BLOCKED_MS } from './pause.ts';
import { PREPARE_LEAD_MS } from './post-target.ts';
import type { FailedTarget } from './publish-failure.ts';
import { changeTarget, type TargetEventEntry, type TargetPatch } from './target-change.ts';

const ACCOUNT_BUSY_MS = 5_000;

interface Gate {
  lateWindowMs: number;
  paused: boolean;
  accountStatus: 'ACTIVE' | 'EXPIRED' | 'DISCONNECTED';
}

export type TakenTarget = FailedTarget;

export async function takeLease(engine: EngineContext, targetId: string, leaseId: string): Promise<TakenTarget | null> {
  const { ctx, leases } = engine;
  return ctx.db.tx(async (tx) => {
    // The account is locked before the target, as everywhere: LATERAL fixes that order.
    const [row] = await tx.query<PostTarget & Gate>(
      `SELECT t.*, b.late_window_ms, a.status AS account_status, (w.paused_at IS NOT NULL OR b.paused_at IS NOT NULL OR a.paused_at IS NOT NULL) AS paused
       FROM (SELECT id, status, paused_at FROM social_account WHERE id = (SELECT social_account_id FROM post_target WHERE id = $1) FOR NO KEY UPDATE) a
       CROSS JOIN LATERAL (SELECT * FROM post_target WHERE id = $1 AND social_account_id = a.id FOR NO KEY UPDATE) t
       JOIN workspace w ON w.id = t.workspace_id JOIN brand b ON b.id = t.brand_id`,
      [targetId],
      'take_lease',
    );
    if (row === undefined) return null;
    const now = ctx.clock.now();
    if (row.leaseUntil !== null && row.leaseUntil > now) return null;
    const verdict = admit(row, now);
    if (verdict.kind === 'leave') return null;
    if (verdict.kind === 'end') {
      // A lease that ran out is taken away, so that whoever held it can write nothing more.
      await changeTarget(tx, targetId, { ...RELEASED, ...verdict.patch }, verdict.entry);
      return null;
    }
    const { leaseUntil, wakeAt } = leaseTimes(now);
    const starts = row.status === 'SCHEDULED' && row.dueAt !== null && row.dueAt <= now;
    const firstLook = row.attempt === 0 || row.phase === null;
    const patch: TargetPatch = {
      leaseId,
      leaseUntil,
      wakeAt,
      leaseHolder: leases.holder,
      blockedBy: null,
      ...(starts ? { status: 'PUBLISHING' } : {}),
      ...(row.status !== 'PUBLISHED' && firstLook ? { attempt: row.attempt + 1, phase: 'PREPARING' } : {}),
    };
    const entry: TargetEventEntry | null =
      starts || (row.status !== 'PUBLISHED' && firstLook) ? { status: 'STARTED' } : null;
    const target = await changeTarget(tx, targetId, patch, entry, { unlessAccountBusyAt: now, silent: true });
    if (target !== null) return { target, lateWindowMs: row.lateWindowMs };
    await changeTarget(
      tx,
      targetId,
      { blockedBy: 'ACCOUNT_BUSY', wakeAt: new Date(now.getTime() + ACCOUNT_BUSY_MS) },
      null,
    );
    return null;
  });
}

type Verdict = { kind: 'go' } | { kind: 'leave' } | { kind: 'end'; patch: TargetPatch; entry: TargetEventEntry | null };

/** Whether a target may be worked on now; a pure function of its row. */
export function admit(row: PostTarget & Gate, now: Date): Verdict {
  if (row.status === 'PUBLISHED') return row.wakeAt === null ? { kind: 'leave' } : { kind: 'go' };
  if ((row.status !== 'SCHEDULED' && row.status !== 'PUBLISHING') || row.dueAt === null) return { kind: 'leave' };
  // A stale wake-up of a target that was moved into the future.
  if (now.getTime() < row.dueAt.getTime() - PREPARE_LEAD_MS)
    return { kind: 'end', patch: { wakeAt: new Date(row.dueAt.getTime() - PREPARE_LEAD_MS) }, entry: null };
  // What may be live is followed to its end, however late it is and whatever is paused.
  if (row.intentAt !== null) return { kind: 'go' };
  const windowEndsAt = new Date(row.dueAt.getTime() + row.lateWindowMs);
  if (now > windowEndsAt) return { kind: 'end', ...missed(row, windowEndsAt) };
  const blockedBy = row.paused ? 'PAUSED' : row.accountStatus === 'ACTIVE' ? null : 'RECONNECT';
  if (blockedBy === null) return { kind: 'go' };
  const wakeAt = new Date(Math.min(now.getTime() + RECHECK_BLOCKED_MS, windowEndsAt.getTime() + 1));
  return {
    kind: 'end',
    patch: { blockedBy, wakeAt },
    entry: row.blockedBy === blockedBy ? null : { status: 'BLOCKED', message: BLOCKED_MESSAGES[blockedBy] },
  };
}

const BLOCKED_MESSAGES = { PAUSED: 'Publishing is paused.', RECONNECT: 'The account must be reconnected.' } as const;

/** A stale post never goes out by surprise. One that was tried and failed says what failed. */
function missed(row: PostTarget, windowEndsAt: Date): { patch: TargetPatch; entry: TargetEventEntry } {
  const base: TargetPatch = { wakeAt: null, blockedBy: null, phase: null, platformState: null, percent: null };
  const tried = row.errorCode !== null && row.blockedBy === null;
  if (tried)
    return {
      patch: { ...base, status: 'FAILED' },
      entry: { status: 'ERROR', error: row.error, message: 'The late window ended before it could be published.' },
    };
  const error = {
    code: 'MISSED_WINDOW',
    message: `It was due at ${row.dueAt?.toISOString()} and could not be published until ${windowEndsAt.toISOString()}.`,
  };
  return {
    patch: { ...base, status: 'MISSED', errorCode: 'MISSED_WINDOW', error },
    entry: { status: 'MISSED', error, message: error.message },
  };
}

export async function wakeNextOfAccount(ctx: AppContext, target: PostTarget): Promise<void> {
  await ctx.db.query(
    `WITH next AS (
       SELECT id FROM post_target WHERE social_account_id = $1 AND blocked_by = 'ACCOUNT_BUSY' AND id <> $2 ORDER BY priority DESC, due_at LIMIT 1 FOR UPDATE SKIP LOCKED
     ), woken AS (UPDATE post_target SET wake_at = $3 WHERE id IN (SELECT id FROM next) RETURNING id)
     SELECT pg_notify('slipway_wake', $4) FROM woken`,
    [target.socialAccountId, target.id, ctx.clock.now(), ctx.clock.now().toISOString()],
    'wake_next',
  );
}
