/** Access tokens: opens credentials, renews them (one process at a time) and stores the new pair before use. */
import type { AppContext, ConfiguredPlatform } from '../../context.ts';
import type { Sql, Tx } from '../../lib/db.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import { type FailureCode, PlatformFailure } from '../../platforms/failure.ts';
import type { Credentials, PlatformId } from '../../platforms/platform.ts';
import { tokenRenewed } from '../feeds.ts';
import { insist } from '../insist.ts';
import { gateOf } from '../platform-state/outage.ts';
import { Sleep } from '../sleep.ts';
import { wakeTargets } from '../targets/target-wake.ts';
import { appendAccountEvent } from './account-event.ts';
import { isLost, openCredentials, sealCredentials, secretsOf } from './credentials.ts';
import { accountFacts, callRecord, configuredPlatform, type OpenAccount, oauthContext } from './platform-api.ts';

/** How long one process may take to renew before another one may try. Longer than the deadline of the call. */
const REFRESH_LEASE_MS = 40_000;
/** How soon a process that lost the race reads the result. */
const REREAD_MS = 1_000;

/**
 * Calls `use` with a token that is valid for at least the margin of the platform. If the platform refuses the token all
 * the same, it is renewed once and `use` runs again. A dead grant marks the account EXPIRED and throws `unauthorized`;
 * so does a missing scope, unless the call was `optional`: an account that cannot comment can still publish. `account`:
 * the row, if it was just read.
 */
export async function withToken<T>(
  ctx: AppContext,
  socialAccountId: string,
  use: (open: OpenAccount) => Promise<T>,
  options: { optional?: boolean; account?: SocialAccount } = {},
): Promise<T> {
  const open = await openFresh(ctx, options.account ?? (await readAccount(ctx.db, socialAccountId)), null);
  try {
    return await use(open);
  } catch (error) {
    if (!(error instanceof PlatformFailure) || error.kind !== 'unauthorized') throw error;
    if (error.code === 'SCOPE_MISSING') {
      if (options.optional !== true) await expireAccount(ctx, open.account, error.code);
      throw error;
    }
    // The answer to a refresh tells whether the grant is revoked or only this token.
    const account = await readAccount(ctx.db, socialAccountId);
    const fresh = await openFresh(ctx, account, open.credentials.accessToken);
    return use(fresh).catch(async (again: unknown) => {
      if (again instanceof PlatformFailure && again.kind === 'unauthorized' && again.code !== 'SCOPE_MISSING')
        await expireAccount(ctx, fresh.account, again.code);
      throw again;
    });
  }
}

/** `refused`: an access token that the platform refused; if the stored one differs from it, that is tried first. */
async function openFresh(ctx: AppContext, account: SocialAccount, refused: string | null): Promise<OpenAccount> {
  const configured = configuredPlatform(ctx, account.platform);
  const credentials = await openOrExpire(ctx, account);
  const expiresInMs =
    credentials.accessTokenExpiresAt === null
      ? Number.POSITIVE_INFINITY
      : credentials.accessTokenExpiresAt.getTime() - ctx.clock.now().getTime();
  const usable =
    refused === null ? expiresInMs > configured.platform.oauth.refreshMarginMs : credentials.accessToken !== refused;
  if (usable) return opened(account, credentials);
  try {
    return await refresh(ctx, account, configured);
  } catch (error) {
    // Renewing early is a precaution: while the old token still works, an outage of the token endpoint must not delay
    // anybody.
    const stillWorks = refused === null && expiresInMs > 30_000;
    if (stillWorks && (error instanceof Sleep || (error instanceof PlatformFailure && error.kind !== 'unauthorized')))
      return opened(account, credentials);
    throw error;
  }
}

async function openOrExpire(ctx: AppContext, account: SocialAccount): Promise<Credentials> {
  try {
    return openCredentials(ctx, account);
  } catch (error) {
    if (isLost(error)) await expireAccount(ctx, account, error.code);
    throw error;
  }
}

/** Renews under a lease in the row of the account: no transaction is open during the call to the platform. */
async function refresh(ctx: AppContext, account: SocialAccount, configured: ConfiguredPlatform): Promise<OpenAccount> {
  const now = ctx.clock.now();
  const leaseUntil = new Date(now.getTime() + REFRESH_LEASE_MS);
  const [mine] = await ctx.db.query<SocialAccount>(
    `UPDATE social_account SET refresh_lease_until = $2
     WHERE id = $1 AND status <> 'DISCONNECTED' AND credentials = $4 AND (refresh_lease_until IS NULL OR refresh_lease_until < $3) RETURNING *`,
    [account.id, leaseUntil, now, account.credentials],
    'lease_refresh',
  );
  // Another process is renewing, or has just renewed: its result is read at the next wake-up.
  if (mine === undefined) throw new Sleep(new Date(now.getTime() + REREAD_MS));
  const old = openCredentials(ctx, mine);
  const record = callRecord(ctx, mine);
  try {
    const renewed = await configured.platform.oauth.refresh(
      oauthContext(ctx, configured, {
        ...record,
        accountId: account.id,
        secrets: secretsOf(old),
        gate: gateOf(ctx, account.platform, account.id),
      }),
      old,
    );
    // If the platform sends no new refresh token, the old one stays. Never replace it with nothing.
    const merged: Credentials = {
      ...renewed,
      refreshToken: renewed.refreshToken ?? old.refreshToken,
      scopes: renewed.scopes.length > 0 ? renewed.scopes : old.scopes,
    };
    // The old pair may be void by now (X rotates it): losing the new one would cost the account.
    const [stored] = await insist(ctx, 'renewed credentials', { socialAccountId: account.id }, () =>
      ctx.db.tx((tx) => storeCredentials(ctx, tx, mine, merged, leaseUntil)),
    );
    if (stored === undefined) throw new Sleep(new Date(ctx.clock.now().getTime() + REREAD_MS));
    tokenRenewed.publish(() => ({ platform: account.platform, code: null }));
    return opened(stored, merged);
  } catch (error) {
    await ctx.db.query(
      'UPDATE social_account SET refresh_lease_until = NULL WHERE id = $1 AND refresh_lease_until = $2',
      [account.id, leaseUntil],
    );
    if (!(error instanceof PlatformFailure)) throw error;
    tokenRenewed.publish(() => ({ platform: account.platform, code: error.code }));
    if (error.kind === 'unauthorized') await expireAccount(ctx, mine, error.code);
    throw error.kind === 'rejected' ? aboutTheApp(error) : error;
  } finally {
    await record.flush();
  }
}

/** The refusal is not about a post: a client secret is wrong, for example. The operator corrects it, and posts wait. */
const aboutTheApp = (refusal: PlatformFailure): PlatformFailure =>
  new PlatformFailure(refusal.code, refusal.message, {
    kind: 'unavailable',
    vendor: refusal.vendor,
    ...(refusal.retryAt === undefined ? {} : { retryAt: refusal.retryAt }),
    cause: refusal,
  });

const opened = (account: SocialAccount, credentials: Credentials): OpenAccount => ({
  account,
  credentials,
  facts: accountFacts(account, credentials.scopes),
});

export async function readAccount(db: Sql, id: string): Promise<SocialAccount> {
  const [account] = await db.query<SocialAccount>('SELECT * FROM social_account WHERE id = $1', [id], 'read_account');
  if (account === undefined) throw new PlatformFailure('AUTH_REVOKED', 'the account was removed');
  return account;
}

/* ---- the new pair ---- */

/** Stores a renewed pair, if this process still holds the refresh lease. */
async function storeCredentials(
  ctx: AppContext,
  tx: Tx,
  account: SocialAccount,
  credentials: Credentials,
  leaseUntil: Date,
): Promise<SocialAccount[]> {
  const stored = await tx.query<SocialAccount>(
    `UPDATE social_account SET credentials = $2, credentials_key_id = $3, token_expires_at = $4, refresh_expires_at = $5, scopes = $6, refreshed_at = $7, refresh_lease_until = NULL,
       status = CASE WHEN status = 'EXPIRED' THEN 'ACTIVE' ELSE status END, status_reason = CASE WHEN status = 'EXPIRED' THEN NULL ELSE status_reason END
     WHERE id = $1 AND refresh_lease_until = $8 RETURNING *`,
    [
      account.id,
      sealCredentials(ctx, account, credentials),
      ctx.vault.newestKeyId,
      credentials.accessTokenExpiresAt,
      credentials.refreshTokenExpiresAt,
      credentials.scopes,
      ctx.clock.now(),
      leaseUntil,
    ],
  );
  if (account.status === 'EXPIRED')
    for (const recovered of stored) appendAccountEvent(tx, 'account.recovered', recovered);
  return stored;
}

/* ---- health ---- */

/**
 * Marks an account as EXPIRED, because the platform says that the grant is dead or no key opens it. Its posts wait for
 * a reconnect within their late window. `account` is the row that was read: an account that was reconnected since then
 * has other credentials and is left alone.
 */
export async function expireAccount(
  ctx: Pick<AppContext, 'db' | 'clock' | 'log'>,
  account: Pick<SocialAccount, 'id' | 'credentials'>,
  reason: FailureCode,
): Promise<void> {
  const expired = await ctx.db.tx(async (tx) => {
    const [row] = await tx.query<SocialAccount>(
      `UPDATE social_account SET status = 'EXPIRED', status_reason = $2, status_changed_at = $3 WHERE id = $1 AND status = 'ACTIVE' AND credentials = $4 RETURNING *`,
      [account.id, reason, ctx.clock.now(), account.credentials],
    );
    if (row !== undefined) appendAccountEvent(tx, 'account.expired', row);
    return row !== undefined;
  });
  if (expired) ctx.log.warn({ socialAccountId: account.id, reason }, 'account needs to be reconnected');
}

/** Wakes the targets that waited for this account (a reconnect, the end of a pause, their turn). */
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

/** Renews tokens that will soon expire. Runs as a periodic job. */
export async function refreshExpiringTokens(ctx: AppContext): Promise<void> {
  // A platform that hangs, or an account that cannot be opened, must not hold up the others.
  await Promise.all(
    [...ctx.platforms].map(([platform, { platform: adapter }]) =>
      refreshExpiring(ctx, platform, adapter.oauth.refreshMarginMs),
    ),
  );
}

async function refreshExpiring(ctx: AppContext, platform: PlatformId, marginMs: number): Promise<void> {
  const accounts = await ctx.db.query<{ id: string }>(
    `SELECT id FROM social_account WHERE platform = $1 AND status = 'ACTIVE' AND token_expires_at < $2 ORDER BY token_expires_at LIMIT 500`,
    [platform, new Date(ctx.clock.now().getTime() + marginMs)],
  );
  for (const { id } of accounts) {
    try {
      await openFresh(ctx, await readAccount(ctx.db, id), null);
    } catch (error) {
      const expected = error instanceof Sleep || error instanceof PlatformFailure;
      ctx.log[expected ? 'warn' : 'error']({ err: error, socialAccountId: id }, 'token could not be renewed yet');
      // A misconfigured app fails for all its accounts alike, and so does an outage.
      if (error instanceof PlatformFailure && (error.code === 'APP_MISCONFIGURED' || error.code === 'PLATFORM_DOWN'))
        return;
    }
  }
}
