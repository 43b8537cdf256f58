/** Changes of an account's status that no person makes: it expires, comes back, or cannot be reached. */
import type { AppContext } from '../../context.ts';
import type { Tx } from '../../lib/db.ts';
import { storableJson } from '../../lib/json.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import type { Told } from '../../lib/texts.ts';
import type { FailureCode, PlatformFailure } from '../../platforms/failure.ts';
import { sayFailure } from '../../texts/reasons/texts.ts';
import { wakeTargets } from '../targets/target-wake.ts';
import { appendAccountEvent } from './account-event.ts';
import { type StoredError, writeHealth } from './health.ts';

type StatusContext = Pick<AppContext, 'db' | 'clock' | 'log'>;

/** An access that ended by itself may come back by itself, after a checkpoint or an outage: it is looked at again soon. */
const LOOK_AGAIN_MS = 15 * 60_000;

/** An account that expired for one of these reasons comes back when its token works again. For any other reason its holder must reconnect. */
export const PASSING_REASONS: readonly string[] = [
  'AUTH_EXPIRED',
  'AUTH_REVOKED',
  'CREDENTIALS_LOST',
  'RENEWAL_LOST',
] satisfies FailureCode[];

export const errorOf = (code: FailureCode, { message, text }: Told, now: Date): StoredError => ({
  code,
  message: message.slice(0, 500),
  ...(text === undefined ? {} : { text }),
  at: now.toISOString(),
});

/**
 * The platform says that the grant is dead, or nobody can open it. Posts keep waiting for a reconnect inside their window.
 * `account` is the row as it was read with the credentials that do not work: a reconnect since then has stored others.
 */
export async function expireAccount(
  ctx: StatusContext,
  account: Pick<SocialAccount, 'id' | 'credentials'>,
  reason: FailureCode,
  told: Told = sayFailure(reason),
): Promise<void> {
  const now = ctx.clock.now();
  const expired = await ctx.db.tx(async (tx) => {
    const [row] = await tx.query<SocialAccount>(
      `UPDATE social_account SET status = 'EXPIRED', status_reason = $2, status_changed_at = $3, last_error = $5, check_at = $6
       WHERE id = $1 AND status = 'ACTIVE' AND credentials = $4 RETURNING *`,
      [
        account.id,
        reason,
        now,
        account.credentials,
        storableJson(errorOf(reason, told, now)),
        new Date(now.getTime() + LOOK_AGAIN_MS),
      ],
    );
    if (row === undefined) return false;
    appendAccountEvent(tx, 'account.expired', row);
    await writeHealth(ctx, tx, row);
    return true;
  });
  if (expired) ctx.log.warn({ socialAccountId: account.id, reason }, 'account needs to be reconnected');
}

/** In the transaction that made `account` ACTIVE again without its person. */
export async function tellRecovery(ctx: Pick<AppContext, 'clock'>, tx: Tx, account: SocialAccount): Promise<void> {
  appendAccountEvent(tx, 'account.recovered', account);
  await writeHealth(ctx, tx, account);
  await wakeBlockedTargets(tx, account.id, 'RECONNECT', ctx.clock.now());
}

/** A rate limit says nothing about the account, and an outage is a matter of the platform. */
export const tellsOfTheAccount = ({ kind, code }: PlatformFailure): boolean =>
  kind !== 'rate_limited' && code !== 'PLATFORM_DOWN';

/** Notes that a call about the account got no usable answer. What the platform has said clearly is not overwritten. */
export async function noteUnreachable(ctx: StatusContext, accountId: string, failure: PlatformFailure): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.tx(async (tx) => {
    const [row] = await tx.query<SocialAccount>(
      `UPDATE social_account SET check_failures = check_failures + 1, last_error = $2
       WHERE id = $1 AND status = 'ACTIVE' AND (check_failures = 0 OR last_error->>'code' NOT IN ('ACCOUNT_RESTRICTED', 'SCOPE_MISSING')) RETURNING *`,
      [accountId, storableJson(errorOf(failure.code, failure, now))],
    );
    if (row !== undefined) await writeHealth(ctx, tx, row);
  });
}

/** Wakes what waited for this account (a reconnect, the end of a pause, its turn). */
export async function wakeBlockedTargets(
  tx: Tx,
  socialAccountId: string,
  blockedBy: 'RECONNECT' | 'PAUSED',
  now: Date,
): Promise<void> {
  const select =
    'SELECT id, $3::timestamptz FROM post_target WHERE social_account_id = $1 AND blocked_by = $2 ORDER BY id FOR NO KEY UPDATE';
  await wakeTargets(tx, { select, params: [socialAccountId, blockedBy, now], name: 'wake_blocked' }, now);
}
