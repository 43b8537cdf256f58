/** What saved targets cost at platforms that bill. */
import type { AppContext } from '../../context.ts';
import type { PostTarget } from '../../lib/prisma/client.ts';
import { PlatformFailure } from '../../platforms/failure.ts';
import type { PublishPost } from '../../platforms/platform.ts';
import { type Cost, costOf } from '../accounts/prices.ts';
import { readPosts } from '../engine/run/load-target.ts';

/** By target; those that cost nothing are absent. The caller may see them. */
export async function costsOfTargets(ctx: AppContext, targetIds: readonly string[]): Promise<Map<string, Cost>> {
  const billed = [...ctx.platforms.values()].flatMap(({ platform: { id, pricing } }) =>
    pricing === undefined ? [] : id,
  );
  const targets = await ctx.db.query<PostTarget>(
    'SELECT * FROM post_target WHERE id = ANY($1::uuid[]) AND platform = ANY($2::"Platform"[])',
    [targetIds, billed],
    'targets_to_price',
  );
  if (targets.length === 0) return new Map();
  const posts = await readPosts(ctx, ctx.db, targets);
  return new Map(
    targets.flatMap(({ id, platform }) => {
      const cost = costOf(ctx, platform, () => readOrNull(posts.get(id)));
      return cost === null ? [] : [[id, cost] as const];
    }),
  );
}

/** A draft may be anything: what cannot be published has no price. */
function readOrNull(read: (() => PublishPost) | undefined): PublishPost | null {
  try {
    return read?.() ?? null;
  } catch (error) {
    if (error instanceof PlatformFailure) return null;
    throw error;
  }
}
