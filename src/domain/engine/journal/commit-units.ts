/** What a commit takes from the allowances of its account, and what stands in its way there. */
import type { Tx } from '../../../lib/db.ts';
import type { PostTarget } from '../../../lib/prisma/client.ts';
import { PlatformFailure } from '../../../platforms/failure.ts';
import type { Platform } from '../../../platforms/platform.ts';
import { chargeCommits } from '../../accounts/charges.ts';
import { letThrough, type Waiter } from '../../accounts/platform-waits.ts';
import type { Price } from '../../accounts/prices.ts';
import { reserveUnits, type UnitsAsk } from '../../accounts/quotas.ts';
import { RECHECK_BLOCKED_MS, Sleep } from '../../sleep.ts';
import { targetError } from '../../targets/target-error.ts';

interface CommitAsk {
  /** What the platform bills for the call. */
  price: Price | null;
  platform: Platform;
  targetId: string;
  step: string;
  mediaCount: number;
  timeoutMs: number;
  /** Extras take nothing and wait for nobody. */
  isExtra: boolean;
}

interface Payer extends Waiter, Pick<PostTarget, 'workspaceId' | 'reservesQuota'> {}

/** A commit that asks to be armed, with its target as locked. */
export interface Commit<Ask extends CommitAsk = CommitAsk, Target extends Payer = Payer> {
  ask: Ask;
  target: Target;
  /** Told with the intent. */
  warning?: string;
}

/** Whom the platform has told to wait, through a call of another target, since they were taken up. */
export async function toldToWait<C extends Commit>(tx: Tx, commits: readonly C[], now: Date): Promise<Map<C, Sleep>> {
  const counted = commits.filter(({ ask }) => !ask.isExtra);
  const { waiting } = await letThrough(
    tx,
    counted.map(({ target }) => target),
    now,
  );
  return new Map(
    counted.flatMap((commit) => {
      const wait = waiting.get(commit.target);
      if (wait === undefined) return [];
      const { until, told } = wait;
      return [[commit, new Sleep(until, { blockedBy: 'QUOTA', reason: told.message, error: told })] as const];
    }),
  );
}

/** Whose units are used up. The others have reserved theirs, with a warning where the limit is a guess. */
export async function overQuota<C extends Commit>(tx: Tx, commits: readonly C[], now: Date): Promise<Map<C, Sleep>> {
  const counted = commits.filter(({ ask }) => !ask.isExtra);
  const reservations = await reserveUnits(
    tx,
    counted.map((commit) => commitUnits(commit, now)),
    now,
  );
  const obstacles = new Map<C, Sleep>();
  for (const [index, commit] of counted.entries()) {
    const reservation = reservations[index];
    if (reservation?.ok === true && reservation.warning !== undefined) commit.warning = reservation.warning;
    if (reservation?.ok !== false) continue;
    const { retryAt, message, isPromised } = reservation;
    const error = targetError(new PlatformFailure('QUOTA_EXCEEDED', message), retryAt);
    // A post that gives back what it had reserved wakes nobody.
    const until = isPromised ? new Date(Math.min(retryAt.getTime(), now.getTime() + RECHECK_BLOCKED_MS)) : retryAt;
    const promised = isPromised ? { promised: commitUnits(commit, now).units } : {};
    obstacles.set(commit, new Sleep(until, { blockedBy: 'QUOTA', reason: message, error: { ...error, ...promised } }));
  }
  return obstacles;
}

/** Whose workspace has no budget left for them. The others have been charged. What follows a live post costs what it costs. */
export async function overBudget<C extends Commit>(tx: Tx, commits: readonly C[], now: Date): Promise<Map<C, Sleep>> {
  const billed = commits.flatMap((commit) => {
    const { ask, target } = commit;
    const { price, step, targetId } = ask;
    if (price === null) return [];
    const { workspaceId, platform, socialAccountId } = target;
    const at = leavesFrom(commit, now);
    return [{ commit, ask: { workspaceId, platform, socialAccountId, price, claim: { targetId, step }, at } }];
  });
  const answers = await chargeCommits(
    tx,
    billed.map(({ ask }) => ask),
  );
  const obstacles = new Map<C, Sleep>();
  for (const [index, { commit }] of billed.entries()) {
    const answer = answers[index];
    if (answer?.ok !== false) continue;
    const { retryAt, message, price } = answer;
    const error = targetError(new PlatformFailure('BUDGET_USED_UP', message), retryAt);
    // Raising the budget wakes it; a wake-up that is lost costs a minute.
    const until = new Date(Math.min(retryAt.getTime(), now.getTime() + RECHECK_BLOCKED_MS));
    const { currency, micros } = price;
    obstacles.set(
      commit,
      new Sleep(until, { blockedBy: 'BUDGET', reason: message, error: { ...error, needs: { currency, micros } } }),
    );
  }
  return obstacles;
}

/** When the call leaves at the earliest: never before the due instant. */
const leavesFrom = ({ ask, target }: Commit, now: Date): Date =>
  new Date(Math.max(now.getTime(), ask.isExtra ? 0 : (target.dueAt?.getTime() ?? 0)));

/** When the call leaves at the latest. */
export const leavesBy = (commit: Commit, now: Date): Date =>
  new Date(leavesFrom(commit, now).getTime() + commit.ask.timeoutMs);

/** Claimed by its step: another try, in whatever process, takes nothing more. */
export function commitUnits(commit: Commit, now: Date): UnitsAsk {
  const { ask, target } = commit;
  const { platform, targetId, step, mediaCount } = ask;
  const { socialAccountId, format, options } = target;
  const units = platform.quotas.map((rule) => [rule.name, rule.cost({ format, options, mediaCount })] as const);
  return {
    platform,
    socialAccountId,
    units: Object.fromEntries(units),
    claim: { targetId, step },
    leavesBy: leavesBy(commit, now),
    holder: { targetId, dueAt: target.dueAt, reserves: target.reservesQuota },
  };
}
