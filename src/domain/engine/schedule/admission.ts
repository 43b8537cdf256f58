/** Admission: gives out leases, after checking under a lock whether each target may be worked on now. */

import { z } from 'zod';
import type { AppContext } from '../../../context.ts';
import { uuidv7 } from '../../../lib/crypto.ts';
import type { Tx } from '../../../lib/db.ts';
import type { Turn } from '../../../lib/grouped.ts';
import type { PostTarget } from '../../../lib/prisma/client.ts';
import type { Unprovable } from '../../../lib/prisma/enums.ts';
import { storedText, toldBy } from '../../../lib/texts.ts';
import { PlatformFailure } from '../../../platforms/failure.ts';
import { say } from '../../../texts/posts/texts.ts';
import {
  type AskedWait,
  letThrough,
  type Passage,
  type StoredWait,
  type ToldError,
  waitsColumn,
} from '../../accounts/platform-waits.ts';
import { outageFor } from '../../platform-state/outage.ts';
import { BLOCKED_MESSAGES, blockedMessage, RECHECK_BLOCKED_MS } from '../../sleep.ts';
import { PREPARE_LEAD_MS, type TransitionName } from '../../targets/post-target.ts';
import type { PublishEventEntry } from '../../targets/publish-event.ts';
import { changeTargets, type TargetChange } from '../../targets/target-batch.ts';
import { changeEach } from '../../targets/target-change.ts';
import type { TargetPatch } from '../../targets/target-columns.ts';
import { endedError, targetError } from '../../targets/target-error.ts';
import { leaseTimes, RELEASED } from '../../targets/target-lease.ts';
import { wakeTargets } from '../../targets/target-wake.ts';
import { type Ranked, turnAtHomeSql, turnMs } from '../../targets/turn.ts';
import { lookAgainAt, stillWithoutMoney } from './budget-wait.ts';
import type { LeaseKeeper } from './lease.ts';
import { stillPromised } from './promise-wait.ts';

const ACCOUNT_BUSY_MS = 5_000;

interface AdmissionFacts {
  lateWindowMs: number;
  unprovable: Unprovable;
  paused: boolean;
  /** Of its workspace. */
  tier: number;
  accountStatus: 'ACTIVE' | 'EXPIRED' | 'DISCONNECTED';
  waits: StoredWait[] | null;
}

/** A target under a lease of this process. */
export interface TakenTarget {
  target: PostTarget;
  lateWindowMs: number;
  /** What its brand has chosen for a lost call of which nothing can be proved. */
  unprovable: Unprovable;
  leaseId: string;
  /** Limits that the platform has told other targets of. This target goes first, to find out whether they still hold. */
  asks: readonly AskedWait[];
}

/**
 * Takes leases on targets that may be worked on now; null for the others. In a group, a target that is locked by
 * somebody else gets no answer.
 */
export async function takeLeases(
  ctx: AppContext,
  leases: LeaseKeeper,
  targetIds: readonly string[],
  turn: Turn,
): Promise<readonly (TakenTarget | null | undefined)[]> {
  const leaseId = uuidv7();
  const taking = ctx.db.tx(async (tx) => {
    const rows = await lockWithAccounts(tx, targetIds, turn);
    const now = ctx.clock.now();
    const broke = await stillWithoutMoney(tx, rows.values(), now);
    const unpromised = await stillPromised(tx, rows.values(), now);
    const going: (PostTarget & AdmissionFacts)[] = [];
    const kept: TargetChange[] = [];
    const keep = (target: PostTarget, { transition, patch, entry }: Change) =>
      // An expired lease is taken away, so that its former holder can write nothing more.
      kept.push({ target, transition, patch: { ...RELEASED, ...patch }, entry });
    for (const row of rows.values()) {
      if (row.leaseUntil !== null && row.leaseUntil > now && !leases.isDisowned(row.leaseId)) continue;
      const admitted = admit(row, now);
      const held =
        admitted.kind === 'go' ? (heldBack(ctx, row, now) ?? stillWaiting(row, [broke, unpromised], now)) : null;
      const admission = held ?? admitted;
      if (admission.kind === 'end') keep(row, admission);
      if (admission.kind === 'go') going.push(row);
    }
    const passage = await letThrough(tx, going.toSorted(byTurn), now);
    for (const [row, wait] of passage.waiting) keep(row, toldToWait(row, wait, now));
    // In one statement: when a platform goes down, very many are held back within a second.
    await changeTargets(tx, kept);
    const taken = await leaseEach(tx, passage.through, { leaseId, leaseHolder: leases.holder }, now);
    return targetIds.map((id) => {
      if (!rows.has(id)) return turn.missing(null);
      const lease = taken.get(id) ?? null;
      // A target that was woken twice is twice in the group. Two runs under one lease would both act.
      taken.delete(id);
      return lease;
    });
  });
  // The lease may have been stored all the same. The members of a failed group ask again one by one, and need not wait
  // until it ends.
  return taking.catch((error: unknown) => {
    leases.disown(leaseId);
    throw error;
  });
}

/**
 * Locks and reads targets, by id. LATERAL makes Postgres lock each account before its target, as everywhere. A group
 * leaves out rows that are locked.
 */
export async function lockWithAccounts(
  tx: Tx,
  targetIds: readonly string[],
  turn: Turn,
): Promise<Map<string, PostTarget & AdmissionFacts>> {
  const lock = `FOR NO KEY UPDATE${turn.skipLocked}`;
  const rows = await tx.query<PostTarget & AdmissionFacts>(
    `SELECT t.*, w.tier, b.late_window_ms, b.unprovable, a.status AS account_status, (w.paused_at IS NOT NULL OR b.paused_at IS NOT NULL OR a.paused_at IS NOT NULL) AS paused, ${waitsColumn('t')}
     FROM (SELECT account.id, account.status, account.paused_at, asked.id AS target_id
           FROM post_target asked JOIN social_account account ON account.id = asked.social_account_id
           WHERE asked.id = ANY($1) ${lock.replace('UPDATE', 'UPDATE OF account')}) a
     CROSS JOIN LATERAL (SELECT * FROM post_target WHERE id = a.target_id AND social_account_id = a.id ${lock}) t
     JOIN workspace w ON w.id = t.workspace_id JOIN brand b ON b.id = t.brand_id`,
    [targetIds],
    turn.named('lock_to_lease'),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** One target at a time for each account; the others wait for their turn. */
async function leaseEach(
  tx: Tx,
  through: Passage<PostTarget & AdmissionFacts>['through'],
  mark: { leaseId: string; leaseHolder: string },
  now: Date,
): Promise<Map<string, TakenTarget>> {
  const { leaseId } = mark;
  const lease = { ...mark, ...leaseTimes(now), blockedBy: null };
  // In the order of their turn.
  const going = [...through.keys()];
  const firstOfAccount = new Map<string, PostTarget & AdmissionFacts>();
  for (const row of going) if (!firstOfAccount.has(row.socialAccountId)) firstOfAccount.set(row.socialAccountId, row);
  const changes = [...firstOfAccount.values()].map((row) => {
    const [transition, start] = [transitionFor(row, now, 'advance'), startOf(row)];
    const isNews = transition === 'start' || !isEmpty(start);
    return { targetId: row.id, transition, patch: { ...lease, ...start }, entry: isNews ? STARTED : null };
  });
  const leased = await changeEach(tx, changes, { unlessAccountBusyAt: now, silent: true });
  const rows = new Map(going.map((row) => [row.id, row]));
  const taken = new Map(
    leased.flatMap((target) => {
      const row = rows.get(target.id);
      if (row === undefined) return [];
      const { lateWindowMs, unprovable } = row;
      return [[target.id, { target, leaseId, lateWindowMs, unprovable, asks: through.get(row) ?? [] }] as const];
    }),
  );
  const wakeAt = new Date(now.getTime() + ACCOUNT_BUSY_MS);
  const busy = (row: PostTarget): TargetPatch => ({ blockedBy: 'ACCOUNT_BUSY', wakeAt, ...errorIsOver(row) });
  const waiting = going.filter(({ id }) => !taken.has(id));
  await changeEach(
    tx,
    waiting.map((row) => ({ targetId: row.id, transition: null, patch: busy(row), entry: null })),
  );
  return taken;
}

/** A thread that is partly public goes first. */
const byTurn = (a: PostTarget & Ranked, b: PostTarget & Ranked): number =>
  Number(a.intentAt === null) - Number(b.intentAt === null) || turnMs(a) - turnMs(b);

const STARTED: PublishEventEntry = { status: 'STARTED' };
const isEmpty = (patch: TargetPatch): boolean => Object.keys(patch).length === 0;

/**
 * The transition of going on with a target, or of blocking it. Once due, its status is PUBLISHING, also while something
 * blocks it.
 */
export function transitionFor(
  { status, dueAt }: Pick<PostTarget, 'status' | 'dueAt'>,
  now: Date,
  act: 'advance' | 'block',
): TransitionName {
  if (status === 'PUBLISHED') return 'finish';
  return status === 'SCHEDULED' && dueAt !== null && dueAt <= now ? 'start' : act;
}

/** What blocked a target was shown as its error, and is over once it is let through, also if it still waits for its turn. */
const errorIsOver = ({ blockedBy, errorCode }: PostTarget): TargetPatch =>
  blockedBy !== null && blockedBy !== 'ACCOUNT_BUSY' && errorCode !== null ? { errorCode: null, error: null } : {};

/** What starting to work on a target changes besides the lease. */
function startOf(row: PostTarget): TargetPatch {
  const isFirstLook = row.status !== 'PUBLISHED' && (row.attempt === 0 || row.phase === null);
  return {
    ...errorIsOver(row),
    ...(isFirstLook ? { attempt: row.attempt + 1, phase: 'PREPARING' } : {}),
  };
}

interface Change {
  transition: TransitionName;
  patch: TargetPatch;
  entry: PublishEventEntry | null;
}

type Admission = { kind: 'go' } | { kind: 'leave' } | ({ kind: 'end' } & Change);

/** Whether a target may be worked on now; a pure function of its row. */
function admit(row: PostTarget & AdmissionFacts, now: Date): Admission {
  if (row.status === 'PUBLISHED') return row.wakeAt === null ? { kind: 'leave' } : { kind: 'go' };
  if ((row.status !== 'SCHEDULED' && row.status !== 'PUBLISHING') || row.dueAt === null) return { kind: 'leave' };
  // A stale wake-up of a target that was moved into the future.
  if (now.getTime() < row.dueAt.getTime() - PREPARE_LEAD_MS)
    return {
      kind: 'end',
      transition: 'advance',
      patch: { wakeAt: new Date(row.dueAt.getTime() - PREPARE_LEAD_MS) },
      entry: null,
    };
  // A target that may be live is followed to its end, however late it is and whatever is paused.
  if (row.intentAt !== null) return { kind: 'go' };
  const windowEndsAt = new Date(row.dueAt.getTime() + row.lateWindowMs);
  if (now > windowEndsAt) return { kind: 'end', ...missed(row, windowEndsAt) };
  const blockedBy = row.paused ? 'PAUSED' : row.accountStatus === 'ACTIVE' ? null : 'RECONNECT';
  if (blockedBy === null) return { kind: 'go' };
  const wakeAt = new Date(Math.min(now.getTime() + RECHECK_BLOCKED_MS, windowEndsAt.getTime() + 1));
  const transition = transitionFor(row, now, 'block');
  if (row.blockedBy === blockedBy) return { kind: 'end', transition, patch: { wakeAt }, entry: null };
  return {
    kind: 'end',
    transition,
    // The earlier error is not the reason for this wait.
    patch: { blockedBy, wakeAt, errorCode: null, error: null },
    entry: { status: 'BLOCKED', message: BLOCKED_MESSAGES[blockedBy] },
  };
}

/** Null: the platform answers, as far as anybody knows. What is live already is finished by calls that find out for themselves. */
function heldBack(ctx: AppContext, row: PostTarget & AdmissionFacts, now: Date): Admission | null {
  const outage = row.status === 'PUBLISHED' ? null : outageFor(ctx, row);
  if (outage === null) return null;
  const dueMs = row.dueAt?.getTime() ?? 0;
  // Looked at when it falls due, and when it is missed; what may be live is not missed.
  const windowEndsMs = row.intentAt === null ? dueMs + row.lateWindowMs + 1 : Number.POSITIVE_INFINITY;
  const wakeAt = new Date(Math.min(outage.nextTryAt.getTime(), dueMs > now.getTime() ? dueMs : windowEndsMs));
  const error = targetError(new PlatformFailure('PLATFORM_DOWN', outage.told), wakeAt);
  return {
    kind: 'end',
    transition: transitionFor(row, now, 'block'),
    patch: { blockedBy: 'PLATFORM_DOWN', wakeAt, errorCode: error.code, error },
    entry: row.blockedBy === 'PLATFORM_DOWN' ? null : { status: 'BLOCKED', error, message: outage.told.message },
  };
}

function stillWaiting(
  row: PostTarget & AdmissionFacts,
  waiting: readonly ReadonlySet<string>[],
  now: Date,
): Admission | null {
  if (!waiting.some((ids) => ids.has(row.id))) return null;
  const wakeAt = lookAgainAt(row, row.lateWindowMs, now);
  return { kind: 'end', transition: transitionFor(row, now, 'block'), patch: { wakeAt }, entry: null };
}

/** The platform has refused another target for a limit that also holds for this one. */
function toldToWait(
  row: PostTarget & AdmissionFacts,
  { until, told }: { until: Date; told: ToldError },
  now: Date,
): Change {
  const dueMs = row.dueAt?.getTime() ?? 0;
  // Looked at again when it falls due, and when its late window ends.
  const wakeAt = new Date(Math.min(until.getTime(), dueMs > now.getTime() ? dueMs : dueMs + row.lateWindowMs + 1));
  const error = { ...told, retryAt: wakeAt.toISOString() };
  const isNews = row.blockedBy !== 'QUOTA' || row.errorCode !== told.code;
  return {
    transition: transitionFor(row, now, 'block'),
    patch: { blockedBy: 'QUOTA', wakeAt, errorCode: told.code, error },
    entry: isNews ? { status: 'BLOCKED', error, message: told.message } : null,
  };
}

/** The message of the limit that blocked it. */
const toldReason = z.object({ message: z.string(), text: z.unknown().optional().transform(storedText) });

/** Ends a target whose late window is over: a stale post never goes out by surprise. If a try failed, its error stays. */
function missed(row: PostTarget & AdmissionFacts, windowEndsAt: Date): Change {
  const patch: TargetPatch = { wakeAt: null, blockedBy: null, phase: null, platformState: null, percent: null };
  const tried = row.errorCode !== null && row.blockedBy === null;
  if (tried) {
    const error = endedError(row, 'fail');
    return {
      transition: 'fail',
      patch: { ...patch, error },
      entry: { status: 'ERROR', error, message: say('windowEnded').message },
    };
  }
  const blockedBy = row.accountStatus === 'ACTIVE' ? row.blockedBy : 'RECONNECT';
  const told = toldReason.safeParse(row.error).data;
  const blocked = blockedMessage(blockedBy);
  const reason = told ? toldBy(told) : blocked === null ? null : { message: blocked };
  const due = row.dueAt?.toISOString() ?? '';
  const error = {
    ...targetError(
      new PlatformFailure('MISSED_WINDOW', say('dueButNot', { due, end: windowEndsAt.toISOString(), reason })),
      null,
    ),
    // Read by `account-caused.ts`.
    ...(blockedBy === null ? {} : { blockedBy }),
  };
  return {
    transition: 'miss',
    patch: { ...patch, errorCode: 'MISSED_WINDOW', error },
    entry: { status: 'MISSED', error, message: error.message },
  };
}

/** Wakes, for each account of the released targets, the next target that waits for it. */
export async function wakeNextOfAccounts(ctx: AppContext, released: readonly PostTarget[]): Promise<true[]> {
  const now = ctx.clock.now();
  await wakeTargets(
    ctx.db,
    {
      select: `SELECT waiting.id, $3::timestamptz FROM unnest($1::uuid[], $2::uuid[]) AS done (account_id, target_id)
       CROSS JOIN LATERAL (
         SELECT id FROM post_target t WHERE social_account_id = done.account_id AND blocked_by = 'ACCOUNT_BUSY' AND id <> done.target_id
         ORDER BY intent_at IS NULL, ${turnAtHomeSql('t')} LIMIT 1 FOR UPDATE SKIP LOCKED
       ) waiting`,
      params: [released.map(({ socialAccountId }) => socialAccountId), released.map(({ id }) => id), now],
      name: 'wake_next',
    },
    now,
  );
  return released.map(() => true);
}
