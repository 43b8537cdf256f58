/** Encryption keys: moves stored credentials to the newest key, and warns when a key that is still needed is missing. */
import type { AppContext } from '../../context.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import { expireAccount, tellRecovery } from '../accounts/account-status.ts';
import { processesWithout } from './processes.ts';
import { opens, resealAll, type SealedAccount, sealedAccounts } from './sealed-secrets.ts';

/**
 * Warned at the start, when the operator who forgot a key still looks at the log. Accounts that no key opens ask to be
 * reconnected; they work again as soon as a process starts with their key.
 */
export async function missKeys(ctx: Pick<AppContext, 'db' | 'vault' | 'log' | 'clock'>): Promise<void> {
  const lost = new Map<string, number>();
  for await (const account of sealedAccounts(ctx, 'true', [])) {
    const isOpen = opens(ctx, account);
    if (isOpen && account.statusReason === 'CREDENTIALS_LOST') await regain(ctx, account);
    if (isOpen) continue;
    const keyId = account.credentialsKeyId ?? '';
    lost.set(keyId, (lost.get(keyId) ?? 0) + 1);
    await expireAccount(ctx, account, 'CREDENTIALS_LOST');
  }
  for (const [keyId, accounts] of lost)
    ctx.log.error(
      { keyId, accounts },
      'SLIPWAY_ENCRYPTION_KEYS lacks a key that is still needed: accounts sealed under it cannot publish; bring it back, or reconnect them',
    );
}

/** The key is back; the grant was never invalid. */
async function regain(ctx: Pick<AppContext, 'db' | 'log' | 'clock'>, account: SealedAccount): Promise<void> {
  const now = ctx.clock.now();
  await ctx.db.tx(async (tx) => {
    const [back] = await tx.query<SocialAccount>(
      `UPDATE social_account SET status = 'ACTIVE', status_reason = NULL, status_changed_at = $2
       WHERE id = $1 AND status = 'EXPIRED' AND status_reason = 'CREDENTIALS_LOST' AND credentials = $3 RETURNING *`,
      [account.id, now, account.credentials],
    );
    if (back === undefined) return;
    await tellRecovery(ctx, tx, back);
    tx.afterCommit(() =>
      ctx.log.info({ socialAccountId: account.id }, 'the encryption key of an account is available again'),
    );
  });
}

/**
 * Seals credentials that are under an older key with the newest one. Not right at the start: while processes are
 * restarted one by one, those with the old configuration still have to open them.
 */
export async function resealCredentials(ctx: AppContext): Promise<void> {
  const lacking = await processesWithout(ctx.db, ctx.vault.newestKeyId);
  if (lacking.length > 0) {
    ctx.log.warn(
      { keyId: ctx.vault.newestKeyId, processes: lacking },
      'secrets stay under an older encryption key: processes that run lack the newest one',
    );
    return;
  }
  const { moved } = await resealAll(ctx, 'SYSTEM');
  if (moved > 0)
    ctx.log.info({ keyId: ctx.vault.newestKeyId, moved }, 'secrets were sealed under the newest encryption key');
}
