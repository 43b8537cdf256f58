/** Deletes what is known of an account of a platform because its holder wants that. Its posts belong to the workspace and stay. */
import type { AppContext } from '../../context.ts';
import type { Hint, SocialAccount } from '../../lib/prisma/client.ts';
import { appendAccountEvent } from '../accounts/account-event.ts';
import { writeHealth } from '../accounts/health.ts';

/** What came from the platform, beside the row of the account. */
const KNOWN = [
  ['platform_call', 'erase_calls'],
  ['account_figures', 'erase_account_figures'],
  ['post_figures', 'erase_post_figures'],
] as const;

/** Access, profile, figures and logged calls; the id stays, so that its posts keep an owner and it can be connected again. */
export async function eraseAccount(ctx: Pick<AppContext, 'db' | 'clock'>, { id }: SocialAccount): Promise<void> {
  await ctx.db.tx(async (tx) => {
    const [before] = await tx.query<SocialAccount>('SELECT * FROM social_account WHERE id = $1 FOR NO KEY UPDATE', [
      id,
    ]);
    const [erased] = await tx.query<SocialAccount>(
      `UPDATE social_account SET status = 'DISCONNECTED', status_reason = NULL, status_changed_at = $2, credentials = NULL, credentials_key_id = NULL, token_expires_at = NULL,
         refresh_expires_at = NULL, username = NULL, display_name = NULL, avatar_url = NULL, profile_url = NULL, alias_id = NULL, facts = '{}', scopes = '{}', last_error = NULL
       WHERE id = $1 RETURNING *`,
      [id, ctx.clock.now()],
      'erase_account',
    );
    if (before === undefined || erased === undefined) return;
    for (const [table, name] of KNOWN) await tx.query(`DELETE FROM ${table} WHERE social_account_id = $1`, [id], name);
    if (before.status === 'DISCONNECTED') return;
    appendAccountEvent(tx, 'account.disconnected', erased, { reason: 'ERASED' });
    await writeHealth(ctx, tx, erased);
  });
}

export async function noteErased(
  { db, clock }: Pick<AppContext, 'db' | 'clock'>,
  { platform, hintId }: Pick<Hint, 'platform' | 'hintId'>,
): Promise<void> {
  await db.query(
    'UPDATE erasure SET done_at = coalesce(done_at, $3) WHERE platform = $1 AND hint_id = $2',
    [platform, hintId, clock.now()],
    'note_erased',
  );
}
