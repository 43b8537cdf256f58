/** What the targets of a post will cost at platforms that bill, and warnings of a budget that does not reach for them. */

import type { AppContext } from '../../context.ts';
import type { Sql } from '../../lib/db.ts';
import { moneyText, monthOf } from '../../lib/money.ts';
import { say } from '../../texts/posts/texts.ts';
import { monthsOf, NEARLY_USED } from '../accounts/budgets.ts';
import { type Cost, costOf } from '../accounts/prices.ts';
import { type UserError, userError } from '../errors.ts';
import type { AssetRow } from '../media/media.ts';
import { parseOptions } from './options-input.ts';
import { mediaOf, mergeTarget, type PostContent, usableMedia } from './post-content.ts';
import type { TargetToCheck } from './preflight.ts';

/** In the order of `targets`; null where the platform bills nothing, or cannot be asked because the post is not complete. */
export const costsOf = (
  ctx: Pick<AppContext, 'platforms'>,
  post: PostContent,
  media: ReadonlyMap<string, AssetRow>,
  targets: readonly TargetToCheck[],
): (Cost | null)[] =>
  targets.map(({ account, content }) =>
    costOf(ctx, account.platform, () => {
      const platform = ctx.platforms.get(account.platform)?.platform;
      const parsed = platform && parseOptions(platform, content.options);
      const isStored = mediaOf(post, content).every(({ mediaAssetId }) => {
        const facts = media.get(mediaAssetId);
        return facts !== undefined && usableMedia(facts, null) !== null;
      });
      return parsed?.ok && isStored ? mergeTarget(post, { ...content, options: parsed.options }, media) : null;
    }),
  );

interface Budgeted {
  workspaceId: string;
  costs: readonly (Cost | null)[];
  targets: readonly TargetToCheck[];
  /** When they are due. */
  at: Date;
  now: Date;
}

/** One warning for each target that the budget of its month will not reach for, or that takes nearly the last of it. */
export async function budgetWarnings(
  sql: Sql,
  { workspaceId, costs, targets, at, now }: Budgeted,
): Promise<UserError[]> {
  if (costs.every((cost) => cost === null || cost.micros === 0)) return [];
  const months = await monthsOf(sql, workspaceId, monthOf(at > now ? at : now));
  return targets.flatMap(({ path, targetId }, index) => {
    const cost = costs[index];
    const month = months.find(({ currency }) => currency === cost?.currency);
    if (cost == null || cost.micros === 0 || month === undefined || month.limitMicros === null) return [];
    month.spentMicros += cost.micros;
    const { spentMicros, limitMicros, currency } = month;
    if (spentMicros < limitMicros * NEARLY_USED) return [];
    const code = spentMicros > limitMicros ? 'BUDGET_USED_UP' : 'BUDGET_NEARLY_USED';
    const budget = { spent: spentMicros, limit: limitMicros, currency, month: month.month };
    const said = say(code === 'BUDGET_USED_UP' ? 'budgetUsedUp' : 'budgetNearlyUsed', budget);
    return [
      userError(code, said, path, {
        limit: moneyText(limitMicros, currency),
        actual: moneyText(spentMicros, currency),
        ...(targetId === undefined ? {} : { targetId }),
      }),
    ];
  });
}
