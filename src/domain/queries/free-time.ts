/** When an account has room for one more post. */
import type { AppContext } from '../../context.ts';
import type { Platform } from '../../platforms/platform.ts';
import { type FullQuota, fullQuotas, nextFreeTime, type PlannedPost } from '../accounts/quota-plan.ts';

export interface FreeTime {
  /** Null if there is none in sight. */
  at: Date | null;
  /** What is full at the time that was asked for. */
  full: FullQuota[];
}

/** The smallest post of its format is meant: of a carousel, the fewest files. */
export async function freeTimeOf(
  ctx: Pick<AppContext, 'db' | 'clock'>,
  platform: Platform,
  asked: { socialAccountId: string; format: PlannedPost['post']['format']; options: unknown; after: Date | null },
): Promise<FreeTime> {
  const now = ctx.clock.now();
  const { socialAccountId, format, options } = asked;
  const post: PlannedPost = {
    platform,
    socialAccountId,
    post: { format, options, mediaCount: platform.formats[format]?.media?.min ?? 0 },
    at: asked.after ?? now,
  };
  const [full = []] = await fullQuotas(ctx.db, [post], [], now);
  const at = await nextFreeTime(ctx.db, post, { others: [], replaced: [] }, now);
  return { at, full };
}
