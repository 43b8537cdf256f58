/** Syncing an account because a person asks: at most once in a quarter of an hour, and never against the will of its platform. */
import type { AppContext, Viewer } from '../../context.ts';
import type { AccountSync } from '../../lib/prisma/client.ts';
import { FAILURE_CODES, isFailureCode } from '../../platforms/failure.ts';
import { say } from '../../texts/workspace/texts.ts';
import { requireScope } from '../access.ts';
import { visibleAccount } from '../accounts/connection-attempts.ts';
import { accept, notFound, type Outcome, refuse, userError } from '../errors.ts';
import { write } from '../write.ts';

const AGAIN_MS = 15 * 60_000;

export interface AskedSync {
  socialAccountId: string;
  /** When it may be asked for again. */
  nextAllowedAt: Date;
}

export async function syncSocialAccount(
  ctx: AppContext,
  viewer: Viewer,
  input: { socialAccountId: string },
): Promise<Outcome<AskedSync>> {
  const forbidden = requireScope(viewer, 'ACCOUNTS_WRITE');
  if (forbidden !== null) return forbidden;
  const path = ['input', 'socialAccountId'];
  const account = await visibleAccount(ctx, viewer, input.socialAccountId);
  if (account === null) return refuse(notFound('account', path));
  if (account.status !== 'ACTIVE') {
    const code = account.status === 'EXPIRED' ? 'ACCOUNT_EXPIRED' : 'ACCOUNT_DISCONNECTED';
    return refuse(userError(code, say('accountNotReadable'), path, { actual: account.status }));
  }
  return write(ctx.db, viewer, async (tx) => {
    const now = ctx.clock.now();
    await tx.query('INSERT INTO account_sync (social_account_id, due_at) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      account.id,
      now,
    ]);
    const [before] = await tx.query<AccountSync>(
      'SELECT * FROM account_sync WHERE social_account_id = $1 FOR NO KEY UPDATE',
      [account.id],
      'lock_account_sync',
    );
    const retryAt = before === undefined ? null : notBefore(before, now);
    if (retryAt !== null)
      return refuse(
        userError('SYNCED_JUST_NOW', say('accountSyncedJustNow', { retryAt: retryAt.toISOString() }), path, {
          retryAt,
        }),
      );
    await tx.query('UPDATE account_sync SET asked_at = $2, retry_at = NULL WHERE social_account_id = $1', [
      account.id,
      now,
    ]);
    await ctx.queue.enqueue(tx, 'sync-account', [
      { data: { socialAccountId: account.id, isDaily: true }, key: account.id },
    ]);
    return accept({ socialAccountId: account.id, nextAllowedAt: new Date(now.getTime() + AGAIN_MS) });
  });
}

/** Until when it must not be asked for; null if it may. */
function notBefore({ askedAt, retryAt, error }: AccountSync, now: Date): Date | null {
  const again = askedAt === null ? 0 : askedAt.getTime() + AGAIN_MS;
  // A platform that has named a time, or has had enough, is not asked sooner because a person wants it.
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  const isThrottled = isFailureCode(code) && FAILURE_CODES[code].kind === 'rate_limited';
  const wait = Math.max(again, isThrottled ? (retryAt?.getTime() ?? 0) : 0);
  return wait > now.getTime() ? new Date(wait) : null;
}
