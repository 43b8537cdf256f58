/** Whether figures of an account may be read: what is not granted is not asked for, and what is billed takes a budget. */
import type { AppContext } from '../../context.ts';
import { monthOf } from '../../lib/money.ts';
import type { SocialAccount } from '../../lib/prisma/client.ts';
import type { MetricKind } from '../../platforms/platform.ts';
import { monthsOf, reaches } from '../accounts/budgets.ts';
import { configuredPlatform } from '../accounts/platform-api.ts';
import { priceOf } from '../accounts/prices.ts';

type Reader = Pick<SocialAccount, 'platform' | 'workspaceId' | 'scopes'>;

/** Whether the account granted what some of these figures need. */
export function isGranted(ctx: Pick<AppContext, 'platforms'>, account: Reader, ...kinds: MetricKind[]): boolean {
  const { rules } = configuredPlatform(ctx, account.platform).platform.metrics;
  return rules.some(({ kind, scope }) => kinds.includes(kind) && account.scopes.includes(scope));
}

/**
 * How many things the budget of the workspace reaches for, of what is billed under this name. Without a budget nobody has
 * said what figures may cost, and nothing that costs is read.
 */
export async function affordable(
  ctx: Pick<AppContext, 'platforms' | 'db' | 'clock'>,
  { platform, workspaceId }: Reader,
  item: string | null,
): Promise<number> {
  const price = priceOf(configuredPlatform(ctx, platform), item);
  if (price === null) return Number.POSITIVE_INFINITY;
  const months = await monthsOf(ctx.db, workspaceId, monthOf(ctx.clock.now()));
  const month = months.find(({ currency }) => currency === price.currency);
  if (month === undefined || month.limitMicros === null || !reaches(month, price.micros)) return 0;
  return Math.floor((month.limitMicros - month.spentMicros) / price.micros);
}
