/** Calls of an account outside of publishing that take units of an allowance: the ledger counts them like those of posts. */
import type { AppContext } from '../../context.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import { PlatformFailure } from '../../platforms/failure.ts';
import { configuredPlatform } from './platform-api.ts';
import { giveBackUnits, reserveUnits, spendUnits } from './quotas.ts';

/** A call that takes longer is ended. */
const LONGEST_MS = 60_000;

/** Makes the call once its units are reserved. They are spent whatever its answer is, unless it never left. */
export async function countedCall<T>(
  ctx: Pick<AppContext, 'db' | 'clock' | 'platforms'>,
  account: Pick<SocialAccount, 'id' | 'platform'>,
  units: Readonly<Record<string, number>>,
  call: () => Promise<T>,
): Promise<T> {
  if (Object.keys(units).length === 0) return call();
  const { platform } = configuredPlatform(ctx, account.platform);
  const now = ctx.clock.now();
  const leavesBy = new Date(now.getTime() + LONGEST_MS);
  const asks = [{ platform, socialAccountId: account.id, units, claim: null, leavesBy }];
  const [reservation] = await ctx.db.tx((tx) => reserveUnits(tx, asks, now));
  if (reservation === undefined || !reservation.ok)
    throw new PlatformFailure('QUOTA_EXCEEDED', reservation?.message ?? 'no units', {
      ...(reservation !== undefined && { retryAt: reservation.retryAt }),
    });
  const { ids } = reservation;
  try {
    const answer = await call();
    await spendUnits(ctx.db, { ids }, ctx.clock.now());
    return answer;
  } catch (error) {
    if (error instanceof PlatformFailure && error.neverSent)
      await ctx.db.tx((tx) => giveBackUnits(tx, { ids }, ctx.clock.now(), { wakes: true }));
    else await spendUnits(ctx.db, { ids }, ctx.clock.now());
    throw error;
  }
}
