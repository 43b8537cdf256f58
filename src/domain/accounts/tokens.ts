/** Access tokens: opens credentials, and has them renewed in time or when the platform refuses them. */
import type { AppContext, ConfiguredPlatform } from '../../context.ts';
import type { Sql } from '../../lib/db.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import { PlatformFailure } from '../../platforms/failure.ts';
import type { Credentials, OAuth, PlatformId } from '../../platforms/platform.ts';
import { accountRenewed, tokenRenewed } from '../feeds.ts';
import { gateOf } from '../platform-state/outage.ts';
import { Sleep } from '../sleep.ts';
import { expireAccount } from './account-status.ts';
import { isLost, openCredentials } from './credentials.ts';
import { configuredPlatform, type OpenAccount } from './platform-api.ts';
import { opened, renewAccess } from './renewal.ts';

/** Of one platform. */
const RENEWED_AT_ONCE = 4;
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
      // `neverSent`: found here for this call, and said by no platform of the account.
      if (options.optional !== true && !error.neverSent) await expireAccount(ctx, open.account, error.code, error);
      throw error;
    }
    // The answer to a refresh tells whether the grant is revoked or only this token.
    const account = await readAccount(ctx.db, socialAccountId);
    const fresh = await openFresh(ctx, account, open.credentials.accessToken);
    return use(fresh).catch(async (again: unknown) => {
      if (again instanceof PlatformFailure && again.kind === 'unauthorized' && again.code !== 'SCOPE_MISSING')
        await expireAccount(ctx, fresh.account, again.code, again);
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
      () => renew(ctx, account, configured),
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
    if (isLost(error)) await expireAccount(ctx, account, error.code, error);
    throw error;
  }
}

/**
 * Where a renewal makes the old refresh token void, only the process that gets the answer has the new one. There another
 * process asks, which outlives this one.
 */
async function renew(ctx: AppContext, account: SocialAccount, configured: ConfiguredPlatform): Promise<OpenAccount> {
  const gate = gateOf(ctx, account.platform, account.id);
  const { rotatesAt } = configured.platform.oauth;
  if (ctx.keeper === null || rotatesAt === undefined) return renewAccess(ctx, account, gate);
  // That process knows nothing of outages.
  const closed = gate(rotatesAt);
  if (closed !== null) {
    tokenRenewed.publish(() => ({ platform: account.platform, code: closed.code }));
    throw closed;
  }
  if (!(await ctx.keeper.renew(account))) return renewAccess(ctx, account, gate);
  const renewed = await readAccount(ctx.db, account.id);
  return opened(renewed, await openOrExpire(ctx, renewed));
}

export async function readAccount(db: Sql, id: string): Promise<SocialAccount> {
  const [account] = await db.query<SocialAccount>('SELECT * FROM social_account WHERE id = $1', [id], 'read_account');
  if (account === undefined) throw new PlatformFailure('AUTH_REVOKED', 'the account was removed');
  return account;
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
