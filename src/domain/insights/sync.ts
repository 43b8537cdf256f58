/** One sync of one account: its posts whose time has come, its own figures once a day, and what became of that. */
import type { AppContext } from '../../context.ts';
import type { Tx } from '../../lib/db.ts';
import { storableJson } from '../../lib/json.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import { PlatformFailure } from '../../platforms/failure.ts';
import { appendAccountEvent } from '../accounts/account-event.ts';
import { errorOf } from '../accounts/account-status.ts';
import { configuredPlatform } from '../accounts/platform-api.ts';
import { Sleep } from '../sleep.ts';
import { type AccountFigures, readAccountFigures } from './account-figures.ts';
import { DAY_MS, HOUR_MS } from './ages.ts';
import { affordable, isGranted } from './may-read.ts';
import { readPostFigures } from './post-figures.ts';
import { planMissed } from './readings.ts';
import { nextTurn } from './turns.ts';

export type SyncResult =
  | { kind: 'SYNCED'; posts: number }
  /** Nothing is wrong, and nothing can be read until then. */
  | { kind: 'POSTPONED'; until: Date; why: 'RENEWING' | 'NO_BUDGET' | 'INACTIVE' }
  | { kind: 'FAILED'; failure: PlatformFailure };

const FIRST_RETRY_MS = 15 * 60_000;
/** A failure that may pass by itself is told when it has lasted for so many tries. */
const TOLD_AFTER = 3;

/** `isDaily`: its own figures as well. What was read stays, whatever happens next; the rest is tried again. */
export async function syncAccount(
  ctx: AppContext,
  socialAccountId: string,
  { isDaily }: { isDaily: boolean },
): Promise<SyncResult> {
  const now = ctx.clock.now();
  const account = await syncedAccount(ctx, socialAccountId);
  if (account === null || account.status !== 'ACTIVE')
    return postpone(ctx, socialAccountId, { until: nextTurn(socialAccountId, now), why: 'INACTIVE' });
  try {
    if (isDaily) await ctx.db.tx((tx) => planMissed(tx, account.id, now));
    const posts = await readPostFigures(ctx, account, { isWhole: isDaily });
    const figures = isDaily ? await ownFigures(ctx, account) : null;
    if (posts.kind === 'NO_BUDGET' || figures === 'NO_BUDGET')
      return await postpone(ctx, account.id, { until: new Date(now.getTime() + HOUR_MS), why: 'NO_BUDGET' });
    if (figures !== null && figures.failure !== null) throw figures.failure;
    await ctx.db.tx((tx) => succeed(ctx, tx, account, { isDaily, posts: posts.count, figures }));
    return { kind: 'SYNCED', posts: posts.count };
  } catch (error) {
    if (error instanceof Sleep) return postpone(ctx, account.id, { until: error.until, why: 'RENEWING' });
    if (!(error instanceof PlatformFailure)) throw error;
    await ctx.db.tx((tx) => fail(ctx, tx, account, { failure: error, isDaily }));
    return { kind: 'FAILED', failure: error };
  }
}

interface SyncedAccount extends SocialAccount {
  brandZone: string;
  syncedAt: Date | null;
}

async function syncedAccount({ db }: Pick<AppContext, 'db'>, id: string): Promise<SyncedAccount | null> {
  const [row] = await db.query<SyncedAccount>(
    `SELECT a.*, b.time_zone AS brand_zone, s.synced_at FROM social_account a JOIN brand b ON b.id = a.brand_id
     LEFT JOIN account_sync s ON s.social_account_id = a.id WHERE a.id = $1`,
    [id],
    'account_to_sync',
  );
  return row ?? null;
}

async function ownFigures(ctx: AppContext, account: SyncedAccount): Promise<AccountFigures | 'NO_BUDGET' | null> {
  if (!isGranted(ctx, account, 'LEVEL')) return null;
  const { billed } = configuredPlatform(ctx, account.platform).platform.metrics.account;
  if ((await affordable(ctx, account, billed)) < 1) return 'NO_BUDGET';
  return readAccountFigures(ctx, account, account);
}

/** No failure: the row only says when it goes on. */
async function postpone(
  ctx: Pick<AppContext, 'db'>,
  socialAccountId: string,
  { until, why }: { until: Date; why: 'RENEWING' | 'NO_BUDGET' | 'INACTIVE' },
): Promise<SyncResult> {
  await ctx.db.query(
    `UPDATE account_sync SET retry_at = $2, due_at = greatest(due_at, $2) WHERE social_account_id = $1`,
    [socialAccountId, until],
    'postpone_sync',
  );
  return { kind: 'POSTPONED', until, why };
}

interface Success {
  isDaily: boolean;
  posts: number;
  figures: AccountFigures | null;
}

async function succeed(
  ctx: Pick<AppContext, 'clock'>,
  tx: Tx,
  account: SocialAccount,
  { isDaily, posts, figures }: Success,
): Promise<void> {
  const now = ctx.clock.now();
  await tx.query(
    `UPDATE account_sync SET retry_at = NULL, failures = 0, is_failure_told = false, error = NULL,
       synced_at = CASE WHEN $3 THEN $2 ELSE synced_at END, due_at = CASE WHEN $3 THEN $4 ELSE due_at END WHERE social_account_id = $1`,
    [account.id, now, isDaily, nextTurn(account.id, now)],
    'store_sync',
  );
  if (!isDaily) return;
  const followers = figures?.followers ?? null;
  appendAccountEvent(tx, 'account.metrics_synced', account, {
    posts,
    followers: followers?.now ?? null,
    followersBefore: followers?.before?.value ?? null,
    since: followers?.before?.day ?? null,
  });
}

async function fail(
  ctx: Pick<AppContext, 'clock'>,
  tx: Tx,
  account: SocialAccount,
  { failure, isDaily }: { failure: PlatformFailure; isDaily: boolean },
): Promise<void> {
  const now = ctx.clock.now();
  const [row] = await tx.query<{ failures: number; isFailureTold: boolean }>(
    'SELECT failures, is_failure_told FROM account_sync WHERE social_account_id = $1 FOR UPDATE',
    [account.id],
  );
  if (row === undefined) return;
  const failures = row.failures + 1;
  const backoff = Math.min(DAY_MS, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 10)) * (0.9 + Math.random() * 0.2);
  const retryAt = new Date(Math.max(failure.retryAt?.getTime() ?? 0, now.getTime() + backoff));
  const isFinal = failure.kind === 'rejected' || failure.kind === 'unauthorized';
  const tells = !row.isFailureTold && (isFinal || failures >= TOLD_AFTER);
  await tx.query(
    `UPDATE account_sync SET failures = $2, retry_at = $3, due_at = CASE WHEN $4 THEN $3 ELSE due_at END, error = $5, is_failure_told = is_failure_told OR $6
     WHERE social_account_id = $1`,
    [account.id, failures, retryAt, isDaily, storableJson(errorOf(failure.code, failure, now)), tells],
    'store_failed_sync',
  );
  if (tells)
    appendAccountEvent(tx, 'account.metrics_failed', account, {
      code: failure.code,
      message: failure.message.slice(0, 500),
      failures,
      retryAt: retryAt.toISOString(),
    });
}
