/** Access tokens: opens credentials, renews them (one process at a time) and stores the new pair before use. */
import type { AppContext, ConfiguredPlatform } from '../../context.ts';
import type { Sql, Tx } from '../../lib/db.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import { PlatformFailure } from '../../platforms/failure.ts';
import type { Credentials, OAuth, PlatformId } from '../../platforms/platform.ts';
import { accountRenewed, tokenRenewed } from '../feeds.ts';
import { insist } from '../insist.ts';
import { gateOf } from '../platform-state/outage.ts';
import { Sleep } from '../sleep.ts';
import { expireAccount, noteUnreachable, PASSING_REASONS, tellRecovery, tellsOfTheAccount } from './account-status.ts';
import { isLost, openCredentials, sealCredentials, secretsOf } from './credentials.ts';
import { writeHealth } from './health.ts';
import { accountFacts, callRecord, configuredPlatform, type OpenAccount, oauthContext } from './platform-api.ts';

/** How long one process may take to renew before another one may try. Longer than the deadline of the call. */
const REFRESH_LEASE_MS = 40_000;
/** Of one platform. */
const RENEWED_AT_ONCE = 4;
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
      if (options.optional !== true) await expireAccount(ctx, open.account, error.code, error.message);
      throw error;
    }
    // The answer to a refresh tells whether the grant is revoked or only this token.
    const account = await readAccount(ctx.db, socialAccountId);
    const fresh = await openFresh(ctx, account, open.credentials.accessToken);
    return use(fresh).catch(async (again: unknown) => {
      if (again instanceof PlatformFailure && again.kind === 'unauthorized' && again.code !== 'SCOPE_MISSING')
        await expireAccount(ctx, fresh.account, again.code, again.message);
      throw again;
    });
  }
}

/**
 * `refused`: the access token that the platform no longer takes; a stored token that differs from it is tried first.
 * `wantedMs`: how long the token shall be valid; less is enough for one call.
 */
async function openFresh(
  ctx: AppContext,
  account: SocialAccount,
  refused: string | null,
  wantedMs?: number,
): Promise<OpenAccount> {
  const configured = configuredPlatform(ctx, account.platform);
  const { refreshMarginMs, refreshSpreadMs } = configured.platform.oauth;
  const credentials = await openOrExpire(ctx, account);
  const expiresInMs =
    credentials.accessTokenExpiresAt === null
      ? Number.POSITIVE_INFINITY
      : credentials.accessTokenExpiresAt.getTime() - ctx.clock.now().getTime();
  const usable =
    refused === null
      ? expiresInMs > (wantedMs ?? refreshMarginMs - refreshSpreadMs)
      : credentials.accessToken !== refused;
  if (usable) return opened(account, credentials);
  try {
    return await accountRenewed.run(
      () => ({ platform: account.platform, socialAccountId: account.id }),
      () => refresh(ctx, account, configured),
    );
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
    if (isLost(error)) await expireAccount(ctx, account, error.code, error.message);
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
    // Too young to be renewed. That it is still there proves nothing of it.
    if (renewed.accessToken === old.accessToken) {
      await releaseRefresh(ctx, mine.id, leaseUntil);
      return opened(mine, old);
    }
    // If the platform sends no new refresh token, the old one stays. Never replace it with nothing.
    const merged: Credentials = {
      ...renewed,
      refreshToken: renewed.refreshToken ?? old.refreshToken,
      scopes: renewed.scopes.length > 0 ? renewed.scopes : old.scopes,
    };
    // The old pair may be void by now (X rotates it): losing the new one would cost the account.
    const [stored] = await insist(ctx, 'renewed credentials', { socialAccountId: account.id }, () =>
      ctx.db.tx((tx) => storeCredentials(ctx, tx, mine, merged)),
    );
    if (stored === undefined) throw new Sleep(new Date(ctx.clock.now().getTime() + REREAD_MS));
    tokenRenewed.publish(() => ({ platform: account.platform, code: null }));
    return opened(stored, merged);
  } catch (error) {
    await releaseRefresh(ctx, mine.id, leaseUntil);
    if (!(error instanceof PlatformFailure)) throw error;
    tokenRenewed.publish(() => ({ platform: account.platform, code: error.code }));
    if (error.kind === 'unauthorized') {
      const hasEnded = old.refreshTokenExpiresAt !== null && old.refreshTokenExpiresAt <= ctx.clock.now();
      // Some platforms say of an end that was foreseen what they say of a withdrawal.
      await expireAccount(ctx, mine, hasEnded ? 'AUTH_EXPIRED' : error.code, error.message);
    } else if (tellsOfTheAccount(error)) await noteUnreachable(ctx, mine.id, error);
    throw error.kind === 'rejected' ? aboutTheApp(error) : error;
  } finally {
    await record.flush();
  }
}

async function releaseRefresh({ db }: Pick<AppContext, 'db'>, accountId: string, leaseUntil: Date): Promise<void> {
  await db.query('UPDATE social_account SET refresh_lease_until = NULL WHERE id = $1 AND refresh_lease_until = $2', [
    accountId,
    leaseUntil,
  ]);
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

/** What only calls without an answer had said of it. */
const WAS_UNREACHABLE = `last_error->>'code' IS DISTINCT FROM 'ACCOUNT_RESTRICTED' AND last_error->>'code' IS DISTINCT FROM 'SCOPE_MISSING'`;
const RECOVERS = `status = 'EXPIRED' AND status_reason = ANY($9)`;

/**
 * Stores a renewed pair unless the account got another one since `account` was read. The lease says nothing about that: a
 * process that was frozen until its lease was given away still holds the only pair that works.
 */
async function storeCredentials(
  ctx: AppContext,
  tx: Tx,
  account: SocialAccount,
  credentials: Credentials,
): Promise<readonly SocialAccount[]> {
  const stored = await tx.query<SocialAccount & { before: SocialAccount['status'] }>(
    `UPDATE social_account a SET credentials = $2, credentials_key_id = $3, token_expires_at = $4, refresh_expires_at = $5, scopes = $6,
       refreshed_at = greatest($7, a.refreshed_at + interval '1 millisecond'), refresh_lease_until = NULL, check_failures = CASE WHEN ${WAS_UNREACHABLE} THEN 0 ELSE check_failures END,
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

/** Renews every token that comes close to its end. Runs as a periodic job. */
export async function refreshExpiringTokens(ctx: AppContext): Promise<void> {
  // A platform that hangs, or an account that cannot be opened, must not hold up the others.
  await Promise.all(
    [...ctx.platforms].map(([platform, { platform: adapter }]) => refreshExpiring(ctx, platform, adapter.oauth)),
  );
}

async function refreshExpiring(ctx: AppContext, platform: PlatformId, oauth: OAuth): Promise<void> {
  // Each at a moment of its own: accounts that were connected together do not renew together.
  const accounts = await ctx.db.query<{ id: string }>(
    `SELECT id FROM social_account WHERE platform = $1 AND status = 'ACTIVE' AND token_expires_at < $2
       AND token_expires_at < $2::timestamptz - (hashtext(id::text) & 1023) / 1024.0 * $3 * interval '1 millisecond'
     ORDER BY token_expires_at LIMIT 500`,
    [platform, new Date(ctx.clock.now().getTime() + oauth.refreshMarginMs), oauth.refreshSpreadMs],
    'tokens_to_renew',
  );
  let isRefused = false;
  const renew = async ({ id }: { id: string }) => {
    // A misconfigured app fails for all its accounts alike, and so does an outage.
    if (isRefused) return;
    try {
      await openFresh(ctx, await readAccount(ctx.db, id), null, oauth.refreshMarginMs);
    } catch (error) {
      const expected = error instanceof Sleep || error instanceof PlatformFailure;
      ctx.log[expected ? 'warn' : 'error']({ err: error, socialAccountId: id }, 'token could not be renewed yet');
      isRefused ||= error instanceof PlatformFailure && ['APP_MISCONFIGURED', 'PLATFORM_DOWN'].includes(error.code);
    }
  };
  const [first, ...others] = accounts;
  if (first === undefined) return;
  await renew(first);
  const waiting = others.values();
  const renewInTurn = async () => {
    for (const account of waiting) await renew(account);
  };
  await Promise.all(Array.from({ length: RENEWED_AT_ONCE }, renewInTurn));
}
