/** Encryption keys come and go: stored credentials follow the newest one, and a key that is still needed is missed aloud. */
import type { AppContext } from '../../context.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import { openCredentials, sealCredentials } from '../accounts/tokens.ts';

const BATCH = 500;

/** Said at the start, where whoever forgot a key still looks; the accounts can be reconnected, or the key brought back. */
export async function missKeys(ctx: Pick<AppContext, 'db' | 'vault' | 'log'>): Promise<void> {
  const used = await ctx.db.query<{ keyId: string; accounts: number }>(
    `SELECT credentials_key_id AS key_id, count(*)::int AS accounts FROM social_account WHERE credentials IS NOT NULL GROUP BY 1`,
  );
  for (const { keyId, accounts } of used) {
    if (ctx.vault.holds(keyId)) continue;
    ctx.log.error(
      { keyId, accounts },
      'SLIPWAY_ENCRYPTION_KEYS lacks a key that is still needed: accounts sealed under it cannot publish',
    );
  }
}

/**
 * Seals what is under an older key under the newest. Not at once at the start: while processes are restarted one by one,
 * those with the old configuration still have to open it.
 */
export async function resealCredentials(ctx: AppContext): Promise<void> {
  const { newestKeyId } = ctx.vault;
  let resealed = 0;
  for (let after = ''; ; ) {
    const accounts = await ctx.db.query<SocialAccount>(
      `SELECT * FROM social_account WHERE credentials IS NOT NULL AND credentials_key_id <> $1 AND id::text > $2 ORDER BY id::text LIMIT ${BATCH}`,
      [newestKeyId, after],
    );
    for (const account of accounts) {
      after = account.id;
      if (account.credentialsKeyId === null || !ctx.vault.holds(account.credentialsKeyId)) continue;
      // Renewed meanwhile: then they are under the newest key already.
      const changed = await ctx.db.query(
        'UPDATE social_account SET credentials = $2, credentials_key_id = $3 WHERE id = $1 AND credentials = $4 RETURNING 1',
        [account.id, sealCredentials(ctx, account, openCredentials(ctx, account)), newestKeyId, account.credentials],
      );
      resealed += changed.length;
    }
    if (accounts.length < BATCH) break;
  }
  if (resealed > 0)
    ctx.log.info({ keyId: newestKeyId, accounts: resealed }, 'credentials were sealed under the newest encryption key');
}
