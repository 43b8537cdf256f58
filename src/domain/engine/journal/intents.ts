/** The rows around an irreversible call: the intent before it, the receipt after it, and the intent taken back when it was refused. */
import type { AppContext } from '../../../context.ts';
import type { Tx } from '../../../lib/db.ts';
import type { Turn } from '../../../lib/grouped.ts';
import { storableJson } from '../../../lib/json.ts';
import type { PostTarget, PublishStep } from '../../../lib/prisma/client.ts';
import type { AccountStatus } from '../../../lib/prisma/enums.ts';
import { PlatformFailure } from '../../../platforms/failure.ts';
import type { CommitResult, Platform } from '../../../platforms/platform.ts';
import { giveBackCharges } from '../../accounts/charges.ts';
import { isLimit, type Waiter, waitsColumn } from '../../accounts/platform-waits.ts';
import type { Price } from '../../accounts/prices.ts';
import { giveBackUnits, spendUnits } from '../../accounts/quotas.ts';
import { BLOCKED_MESSAGES, LeaseLost, RECHECK_BLOCKED_MS, Sleep } from '../../sleep.ts';
import { ARM_LEAD_MS, HOLD_LEAD_MS } from '../../targets/post-target.ts';
import { changeEach } from '../../targets/target-change.ts';
import { clearIntent, nameTargets } from '../../targets/target-commit.ts';
import { type Commit, leavesBy, overBudget, overQuota, toldToWait } from './commit-units.ts';

/** What an intent records about its call. */
export interface IntentAsk {
  platform: Platform;
  targetId: string;
  leaseId: string;
  step: string;
  /** How many earlier tries of the same call still have an open outcome. */
  triesBefore: number;
  /** The instant that the call waits for; null for an extra, which has none. */
  dueAt: Date | null;
  timeoutMs: number;
  mediaCount: number;
  /** What the platform bills for the call; null where it bills nothing. */
  price: Price | null;
  /** Work after the post is live; it does not touch the target's own state. */
  isExtra: boolean;
}

interface Armable extends Waiter, Pick<PostTarget, 'leaseId' | 'workspaceId' | 'reservesQuota'> {
  paused: boolean;
  lateWindowMs: number;
  accountStatus: AccountStatus;
}

/**
 * Stores intents. From here on the audience may see the posts, whatever happens to this process. In a group, an intent
 * that cannot be stored right away gets no answer; alone, it throws the reason: `LeaseLost`, or `Sleep` until the next
 * try.
 */
export async function armAll(
  ctx: AppContext,
  asks: readonly IntentAsk[],
  turn: Turn,
): Promise<readonly (PublishStep | undefined)[]> {
  return ctx.db.tx(async (tx) => {
    const targets = await lockToArm(tx, asks, turn);
    const now = ctx.clock.now();
    const ready: Ready[] = [];
    for (const ask of asks) {
      const target = targets.get(ask.targetId);
      const obstacle = target?.leaseId === ask.leaseId ? obstacleTo(ask, target, now) : new LeaseLost();
      if (obstacle === null && target !== undefined) ready.push({ ask, target });
      else if (obstacle !== null) turn.refuse(obstacle);
    }
    const untold = unhindered(await toldToWait(tx, ready, now), ready, turn);
    const counted = unhindered(await overQuota(tx, untold, now), untold, turn);
    const granted = unhindered(await overBudget(tx, counted, now), counted, turn);
    const armed = await storeIntents(tx, granted, now);
    await tellTargets(tx, granted, now);
    return asks.map((ask) => armed.get(ask));
  });
}

/**
 * Locks each account before its target, as everywhere. A key share lock on the account is enough: the rows inserted
 * later refer to it. Whether the targets may go out is read in a second statement, after the locks: a locking statement
 * reads other tables as they were before it got its locks, and `pausePublishing` answers only once it has had them.
 */
async function lockToArm(tx: Tx, asks: readonly IntentAsk[], turn: Turn): Promise<Map<string, Armable>> {
  const locked = await tx.query<{ id: string }>(
    `SELECT t.id
     FROM (SELECT account.id, ask.target_id, ask.lease_id
           FROM unnest($1::uuid[], $2::uuid[]) AS ask (target_id, lease_id)
           JOIN post_target asked ON asked.id = ask.target_id JOIN social_account account ON account.id = asked.social_account_id
           FOR KEY SHARE OF account${turn.skipLocked}) a
     CROSS JOIN LATERAL (SELECT id FROM post_target WHERE id = a.target_id AND lease_id = a.lease_id FOR NO KEY UPDATE${turn.skipLocked}) t`,
    [asks.map(({ targetId }) => targetId), asks.map(({ leaseId }) => leaseId)],
    turn.named('lock_to_arm'),
  );
  const rows = await tx.query<Armable>(
    `SELECT t.id, t.workspace_id, t.platform, t.social_account_id, t.lease_id, t.status, t.due_at, t.intent_at, t.format, t.options, t.reserves_quota, ${waitsColumn('t')}, b.late_window_ms, a.status AS account_status, (w.paused_at IS NOT NULL OR b.paused_at IS NOT NULL OR a.paused_at IS NOT NULL) AS paused
     FROM post_target t JOIN workspace w ON w.id = t.workspace_id JOIN brand b ON b.id = t.brand_id JOIN social_account a ON a.id = t.social_account_id
     WHERE t.id = ANY($1)`,
    [locked.map(({ id }) => id)],
    'read_to_arm',
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Why a target may not be armed now. Checked again under its lock, because much may have changed since the lease was taken. */
function obstacleTo({ isExtra, dueAt }: IntentAsk, target: Armable, now: Date): Sleep | LeaseLost | null {
  if (isExtra) return null;
  if (target.status !== 'PUBLISHING' && target.status !== 'SCHEDULED') return new LeaseLost();
  // The run works towards the instant that it has read; the deadline it would store is not that of the new instant.
  if (target.dueAt?.getTime() !== dueAt?.getTime()) return new Sleep(now);
  const dueMs = target.dueAt?.getTime() ?? now.getTime();
  if (now.getTime() < dueMs - ARM_LEAD_MS.most) return new Sleep(new Date(dueMs - HOLD_LEAD_MS));
  // Preparing took too long, or the process was frozen: too late to go out. The next wake-up marks it as MISSED.
  if (target.intentAt === null && now.getTime() > dueMs + target.lateWindowMs) return new Sleep(now);
  const recheckAt = new Date(now.getTime() + RECHECK_BLOCKED_MS);
  if (target.paused) return new Sleep(recheckAt, { blockedBy: 'PAUSED', reason: BLOCKED_MESSAGES.PAUSED });
  // The account was disconnected while this run was preparing; the token that the run holds may still work.
  if (target.accountStatus === 'DISCONNECTED')
    return new Sleep(recheckAt, { blockedBy: 'RECONNECT', reason: BLOCKED_MESSAGES.RECONNECT });
  return null;
}

type Ready = Commit<IntentAsk, Armable>;

/** Those that nothing stands in the way of; the others are refused, or left to be asked again by themselves. */
function unhindered(obstacles: ReadonlyMap<Ready, Sleep>, ready: readonly Ready[], turn: Turn): Ready[] {
  for (const obstacle of obstacles.values()) turn.refuse(obstacle);
  return ready.filter((one) => !obstacles.has(one));
}

async function storeIntents(tx: Tx, granted: readonly Ready[], now: Date): Promise<Map<IntentAsk, PublishStep>> {
  if (granted.length === 0) return new Map();
  // The caller counts the tries: after a COMMIT without an answer the same intent is stored again, and nothing was sent
  // under it.
  const rows = await tx.query<PublishStep>(
    `INSERT INTO publish_step (target_id, step, kind, state, intent_at, deadline_at, tries)
     SELECT target_id, step, 'COMMIT', 'OPEN', $1, deadline_at, tries FROM unnest($2::uuid[], $3::text[], $4::timestamptz[], $5::int[]) AS intent (target_id, step, deadline_at, tries)
     ON CONFLICT (target_id, step) DO UPDATE SET deadline_at = excluded.deadline_at, tries = excluded.tries WHERE publish_step.state = 'OPEN'
     RETURNING *`,
    [
      now,
      granted.map(({ ask }) => ask.targetId),
      granted.map(({ ask }) => ask.step),
      granted.map((commit) => leavesBy(commit, now)),
      granted.map(({ ask }) => ask.triesBefore + 1),
    ],
    'arm',
  );
  // A receipt was recorded in the meantime. Units were reserved for that target too, so everything is rolled back.
  if (rows.length < granted.length) throw new LeaseLost();
  const byTarget = new Map(rows.map((row) => [row.targetId, row]));
  return new Map(
    granted.flatMap(({ ask }) => {
      const row = byTarget.get(ask.targetId);
      return row === undefined ? [] : [[ask, row] as const];
    }),
  );
}

async function tellTargets(tx: Tx, granted: readonly Ready[], now: Date): Promise<void> {
  const patch = {
    phase: 'COMMITTING',
    blockedBy: null,
    platformState: null,
    percent: null,
  } as const;
  const changes = granted
    .filter(({ ask }) => !ask.isExtra)
    .map(({ target, warning }) => ({
      targetId: target.id,
      transition: 'start' as const,
      patch: target.intentAt === null ? { ...patch, intentAt: now } : patch,
      entry: { status: 'COMMITTING', ...(warning === undefined ? {} : { message: warning }) } as const,
    }));
  await changeEach(tx, changes);
}

/** One try of a commit, as armed. Its deadline tells it from every other try of the same commit. */
export type ArmedIntent = Pick<PublishStep, 'targetId' | 'step' | 'tries' | 'deadlineAt'>;

/**
 * After a failed call. A refusal of the platform means that nothing is live, so the intent is deleted; after anything
 * else it stays, and the next run looks the call up. Returns what the journal then holds: the intent (`kept`), a sign
 * that an earlier try landed (`duplicate`), or nothing (`gone`). Touches this try only: a worker that was frozen must
 * not delete the intent of the worker that took over. May be repeated.
 */
export async function disarm(
  ctx: AppContext,
  { targetId, step, tries, deadlineAt }: ArmedIntent,
  error: unknown,
): Promise<'kept' | 'duplicate' | 'gone'> {
  const refused =
    error instanceof PlatformFailure &&
    (error.neverSent || error.kind === 'rejected' || error.kind === 'rate_limited' || error.kind === 'unauthorized');
  if (!refused) return 'kept';
  return ctx.db.tx(async (tx) => {
    // Lock order: target before journal, as everywhere.
    await tx.query('SELECT id FROM post_target WHERE id = $1 FOR NO KEY UPDATE', [targetId], 'lock_target');
    const [row] = await tx.query<PublishStep>('SELECT * FROM publish_step WHERE target_id = $1 AND step = $2', [
      targetId,
      step,
    ]);
    if (row === undefined) return 'gone';
    if (row.state !== 'OPEN' || row.deadlineAt?.getTime() !== deadlineAt?.getTime()) return 'kept';
    if (error.code === 'CONTENT_DUPLICATE' && tries > 1) {
      // This does not refuse the content; it shows that an earlier try landed. Look it up again.
      await tx.query(
        `UPDATE publish_step SET result = '{"refusedAsDuplicate":true}' WHERE target_id = $1 AND step = $2`,
        [targetId, step],
      );
      return 'duplicate';
    }
    if (tries > 1 && error.kind !== 'rejected') {
      // The earlier tries were only presumed absent: their intent stays, with its unit. Looks that were made for them
      // need not be repeated.
      await tx.query(
        `UPDATE publish_step SET deadline_at = coalesce((result->'unseen'->>'of')::timestamptz, $3) WHERE target_id = $1 AND step = $2`,
        [targetId, step, ctx.clock.now()],
      );
      return 'kept';
    }
    await tx.query('DELETE FROM publish_step WHERE target_id = $1 AND step = $2', [targetId, step]);
    await clearIntent(tx, targetId);
    // After a refusal for a limit, the unit is of no use to another target: nobody is woken.
    await giveBackCharges(tx, [{ targetId, step }]);
    await giveBackUnits(tx, { claims: [{ targetId, step }] }, ctx.clock.now(), { wakes: !isLimit(error) });
    return 'gone';
  });
}

export interface ReceiptEntry {
  targetId: string;
  step: string;
  result: CommitResult;
  isExtra: boolean;
}

/** Writes receipts. A receipt is the truth about the platform, so it is written even after the lease was given away. */
export async function recordAll(
  ctx: AppContext,
  entries: readonly ReceiptEntry[],
  turn: Turn,
): Promise<readonly (true | undefined)[]> {
  return ctx.db.tx(async (tx) => {
    const locked = await tx.query<{ id: string }>(
      `SELECT id FROM post_target WHERE id = ANY($1) FOR NO KEY UPDATE${turn.skipLocked}`,
      [entries.map(({ targetId }) => targetId)],
      turn.named('lock_to_record'),
    );
    const ids = new Set(locked.map(({ id }) => id));
    const held = entries.filter(({ targetId }) => ids.has(targetId));
    if (held.length < entries.length) turn.refuse(new Error('the target of a receipt no longer exists'));
    const targetIds = held.map(({ targetId }) => targetId);
    const steps = held.map(({ step }) => step);
    await tx.query(
      `INSERT INTO publish_step (target_id, step, kind, state, result, intent_at)
       SELECT target_id, step, 'COMMIT', 'DONE', result, $4 FROM unnest($1::uuid[], $2::text[], $3::jsonb[]) AS receipt (target_id, step, result)
       ON CONFLICT (target_id, step) DO UPDATE SET state = 'DONE', result = excluded.result WHERE publish_step.state = 'OPEN'`,
      [targetIds, steps, held.map(({ result }) => storableJson(result)), ctx.clock.now()],
      'record_receipts',
    );
    await spendUnits(tx, { claims: held }, ctx.clock.now());
    const named = held.filter(({ isExtra }) => !isExtra);
    await nameTargets(
      tx,
      named.map(({ targetId, result }) => ({ targetId, id: result.id, url: result.url })),
    );
    return entries.map((entry) => (held.includes(entry) ? true : undefined));
  });
}
