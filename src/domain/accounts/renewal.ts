/** One renewal of an account's tokens, from the lease to the stored pair: in a server, or in the process that outlives it. */
import type { AppContext } from '../../context.ts';
import type { Tx } from '../../lib/db.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import { PlatformFailure } from '../../platforms/failure.ts';
import { PLATFORMS } from '../../platforms/index.ts';
import type { Credentials } from '../../platforms/platform.ts';
import type { HttpOptions } from '../../platforms/request.ts';
import { tokenRenewed } from '../feeds.ts';
import { insist } from '../insist.ts';
import { Sleep } from '../sleep.ts';
import { expireAccount, noteUnreachable, PASSING_REASONS, tellRecovery, tellsOfTheAccount } from './account-status.ts';
import { openCredentials, sealCredentials, secretsOf } from './credentials.ts';
import { writeHealth } from './health.ts';
import { accountFacts, callRecord, configuredPlatform, type OpenAccount, oauthContext } from './platform-api.ts';

/** All that a renewal needs of a process. */
export type RenewalContext = Pick<AppContext, 'db' | 'clock' | 'log' | 'vault' | 'dispatcher' | 'platforms'>;

/** How long one process may take to renew before another one may try. Longer than the deadline of the call. */
const REFRESH_LEASE_MS = 40_000;
/** How soon a process that lost the race reads the result. */
const REREAD_MS = 1_000;
/** Of storing the new pair, half a second apart: as long as a process may live for it, because the old pair may be void. */
const STORE_TRIES = 480;

/** When whoever cannot know the result of a renewal looks at the account again. */
export const rereadAt = ({ clock }: Pick<AppContext, 'clock'>): Date => new Date(clock.now().getTime() + REREAD_MS);

export const opened = (account: SocialAccount, credentials: Credentials): OpenAccount => ({
  account,
  credentials,
  facts: accountFacts(account, credentials.scopes),
});

/**
 * Renews what `account` was read with, under a lease in its row: no transaction is open during the call to the platform.
 * Throws `Sleep` while another process renews.
 */
export async function renewAccess(
  ctx: RenewalContext,
  account: SocialAccount,
  gate?: NonNullable<HttpOptions['gate']>,
): Promise<OpenAccount> {
  const configured = configuredPlatform(ctx, account.platform);
  const lease = await takeLease(ctx, account);
  // Another process is renewing, or has just renewed: its result is read at the next wake-up.
  if (lease === undefined) throw new Sleep(rereadAt(ctx));
  const { mine, unansweredSince } = lease;
  const old = openCredentials(ctx, mine);
  const record = callRecord(ctx, mine);
  try {
    const context = { ...record, accountId: account.id, secrets: secretsOf(old), ...(gate !== undefined && { gate }) };
    const renewed = await configured.platform.oauth.refresh(oauthContext(ctx, configured, context), old);
    // Too young to be renewed. That it is still there proves nothing of it.
    if (renewed.accessToken === old.accessToken) {
      await releaseLease(ctx, mine, unansweredSince);
      return opened(mine, old);
    }
    // If the platform sends no new refresh token, the old one stays. Never replace it with nothing.
    const merged: Credentials = {
      ...renewed,
      refreshToken: renewed.refreshToken ?? old.refreshToken,
      scopes: renewed.scopes.length > 0 ? renewed.scopes : old.scopes,
    };
    // The old pair may be void by now (X rotates it): losing the new one would cost the account.
    const [stored] = await insist(
      ctx,
      'renewed credentials',
      { socialAccountId: account.id },
      () => ctx.db.tx((tx) => storeCredentials(ctx, tx, mine, merged)),
      STORE_TRIES,
    );
    if (stored === undefined) throw new Sleep(rereadAt(ctx));
    tokenRenewed.publish(() => ({ platform: account.platform, code: null }));
    return opened(stored, merged);
  } catch (error) {
    await releaseLease(ctx, mine, isAnswered(error) ? unansweredSince : mine.renewalUnansweredAt);
    if (!(error instanceof PlatformFailure)) throw error;
    const failure = unansweredSince === null ? error : orLost(mine, unansweredSince, error);
    tokenRenewed.publish(() => ({ platform: account.platform, code: failure.code }));
    if (failure.kind === 'unauthorized') {
      const hasEnded = old.refreshTokenExpiresAt !== null && old.refreshTokenExpiresAt <= ctx.clock.now();
      // Some platforms say of an end that was foreseen what they say of a withdrawal.
      await expireAccount(ctx, mine, hasEnded ? 'AUTH_EXPIRED' : failure.code, failure);
    } else if (tellsOfTheAccount(failure)) await noteUnreachable(ctx, mine.id, failure);
    throw failure.kind === 'rejected' ? aboutTheApp(failure) : failure;
  } finally {
    await record.flush();
  }
}

/* ---- the lease, which also says that a renewal is under way ---- */

interface Lease {
  /** The row as it is under the lease. */
  mine: SocialAccount;
  /** When a renewal before this one began, if nobody knows how it ended. */
  unansweredSince: Date | null;
}

async function takeLease({ db, clock }: RenewalContext, account: SocialAccount): Promise<Lease | undefined> {
  const now = clock.now();
  const [leased] = await db.query<SocialAccount & { unansweredSince: Date | null }>(
    `UPDATE social_account a SET refresh_lease_until = $2, renewal_unanswered_at = coalesce(unanswered, $3)
     FROM (
       SELECT id, CASE WHEN refreshed_at IS NULL OR renewal_unanswered_at >= refreshed_at THEN renewal_unanswered_at END AS unanswered
       FROM social_account WHERE id = $1 FOR NO KEY UPDATE
     ) known
     WHERE a.id = known.id AND status <> 'DISCONNECTED' AND credentials = $4 AND (refresh_lease_until IS NULL OR refresh_lease_until < $3)
     RETURNING a.*, unanswered AS unanswered_since`,
    [account.id, new Date(now.getTime() + REFRESH_LEASE_MS), now, account.credentials],
    'lease_refresh',
  );
  if (leased === undefined) return undefined;
  const { unansweredSince, ...mine } = leased;
  return { mine, unansweredSince };
}

async function releaseLease({ db }: RenewalContext, mine: SocialAccount, unansweredAt: Date | null): Promise<void> {
  await db.query(
    'UPDATE social_account SET refresh_lease_until = NULL, renewal_unanswered_at = $3 WHERE id = $1 AND refresh_lease_until = $2',
    [mine.id, mine.refreshLeaseUntil, unansweredAt],
    'release_refresh',
  );
}

/** Whether it is known that the platform has not replaced the token: it said no, or was never asked. */
const isAnswered = (error: unknown): boolean =>
  error instanceof PlatformFailure && (error.neverSent || error.kind !== 'unavailable');

/** A refusal of the old token after a renewal whose answer got lost: the platform has replaced it then, and withdrawn nothing. */
function orLost({ platform }: SocialAccount, since: Date, failure: PlatformFailure): PlatformFailure {
  const { oauth, displayName } = PLATFORMS[platform];
  if (failure.kind !== 'unauthorized' || oauth.rotatesAt === undefined) return failure;
  const message = `The answer to a renewal that began at ${since.toISOString()} never arrived, and ${displayName} no longer takes the token from before (${failure.message})`;
  return new PlatformFailure('RENEWAL_LOST', message, { vendor: failure.vendor, cause: failure });
}

/** The refusal is not about a post: a client secret is wrong, for example. The operator corrects it, and posts wait. */
const aboutTheApp = (refusal: PlatformFailure): PlatformFailure =>
  new PlatformFailure(refusal.code, refusal.message, {
    kind: 'unavailable',
    vendor: refusal.vendor,
    ...(refusal.retryAt === undefined ? {} : { retryAt: refusal.retryAt }),
    cause: refusal,
  });

/* ---- the new pair ---- */

/** What only calls without an answer had said of it. */
const WAS_UNREACHABLE = `last_error->>'code' IS DISTINCT FROM 'ACCOUNT_RESTRICTED' AND last_error->>'code' IS DISTINCT FROM 'SCOPE_MISSING'`;
const RECOVERS = `status = 'EXPIRED' AND status_reason = ANY($9)`;

/**
 * Stores a renewed pair unless the account got another one since `account` was read. The lease says nothing about that: a
 * process that was frozen until its lease was given away still holds the only pair that works.
 */
async function storeCredentials(
  ctx: RenewalContext,
  tx: Tx,
  account: SocialAccount,
  credentials: Credentials,
): Promise<readonly SocialAccount[]> {
  const stored = await tx.query<SocialAccount & { before: SocialAccount['status'] }>(
    `UPDATE social_account a SET credentials = $2, credentials_key_id = $3, token_expires_at = $4, refresh_expires_at = $5, scopes = $6,
       refreshed_at = greatest($7, a.refreshed_at + interval '1 millisecond'), refresh_lease_until = NULL, renewal_unanswered_at = NULL, check_failures = CASE WHEN ${WAS_UNREACHABLE} THEN 0 ELSE check_failures END,
       status_changed_at = CASE WHEN ${RECOVERS} THEN $7 ELSE status_changed_at END,
       status = CASE WHEN ${RECOVERS} THEN 'ACTIVE' ELSE status END, status_reason = CASE WHEN ${RECOVERS} THEN NULL ELSE status_reason END
     FROM (SELECT id, status AS before FROM social_account WHERE id = $1 FOR NO KEY UPDATE) known
     WHERE a.id = known.id AND status <> 'DISCONNECTED' AND refreshed_at IS NOT DISTINCT FROM $8 RETURNING a.*, before`,
    [
      account.id,
      sealCredentials(ctx, account, credentials),
      ctx.vault.newestKeyId,
      credentials.accessTokenExpiresAt,
      credentials.refreshTokenExpiresAt,
      credentials.scopes,
      ctx.clock.now(),
      account.refreshedAt,
      PASSING_REASONS,
    ],
    'store_credentials',
  );
  for (const row of stored) await (row.status === row.before ? writeHealth(ctx, tx, row) : tellRecovery(ctx, tx, row));
  return stored;
}
