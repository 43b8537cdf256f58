/** Calls for an account outside of publishing: with a good token, recorded, and not while its platform wants to hear nothing. */
import type { AppContext } from '../../context.ts';
import { PlatformFailure } from '../../platforms/failure.ts';
import type { AccountApi } from '../../platforms/platform.ts';
import { gateOf } from '../platform-state/outage.ts';
import { accountApi, callRecord, type OpenAccount } from './platform-api.ts';
import { standingWait } from './platform-waits.ts';
import { readAccount, withToken } from './tokens.ts';

/**
 * Calls `use` with what the adapter of the account's platform needs. Throws `rate_limited` while the platform has told the
 * account, or the app, to wait. A refusal of such a call makes no such wait: the platform may have limited this one
 * question, and posts must not wait for it. `optional` is that of `withToken`; `timeoutMs` is for
 * each call.
 */
export async function callAccount<T>(
  ctx: AppContext,
  socialAccountId: string,
  use: (api: AccountApi, open: OpenAccount) => Promise<T>,
  { timeoutMs, ...options }: { optional?: boolean; timeoutMs?: number } = {},
): Promise<T> {
  const account = await readAccount(ctx.db, socialAccountId);
  const wait = await standingWait(ctx.db, account, ctx.clock.now());
  if (wait !== null) throw new PlatformFailure('RATE_LIMITED', wait.error.message, { retryAt: wait.askAt });
  const record = callRecord(ctx, account);
  const limit = timeoutMs === undefined ? {} : { timeoutMs };
  const hooks = { ...record, ...limit, gate: gateOf(ctx, account.platform, account.id) };
  try {
    return await withToken(ctx, account.id, (open) => use(accountApi(ctx, open, hooks), open), {
      ...options,
      account,
    });
  } finally {
    await record.flush();
  }
}
