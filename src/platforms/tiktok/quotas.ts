/** The allowances of a creator at TikTok. */
import type { QuotaRule } from '../platform.ts';
import { isDirect, options } from './options.ts';

const isDirectPost = (given: unknown): boolean => {
  const parsed = options.safeParse(given);
  return parsed.success && isDirect(parsed.data);
};

export const quotas: readonly QuotaRule[] = [
  {
    name: 'inits_1m',
    scope: 'ACCOUNT',
    window: 'ROLLING',
    windowMs: 60_000,
    limit: 6,
    basis: 'DOCUMENTED',
    // Counted for photos, where the init call is the commit. That of a video comes long before, and is paced by
    // refusals of TikTok.
    cost: ({ format }) => (format === 'VIDEO' ? 0 : 1),
  },
  {
    // "Usually around 15", shared with every other app that posts for the creator; TikTok's refusals correct it.
    name: 'posts_24h',
    scope: 'ACCOUNT',
    window: 'ROLLING',
    windowMs: 86_400_000,
    limit: 15,
    basis: 'GUESSED',
    cost: (post) => (isDirectPost(post.options) ? 1 : 0),
  },
  {
    name: 'pending_inbox_24h',
    scope: 'ACCOUNT',
    window: 'ROLLING',
    windowMs: 86_400_000,
    limit: 5,
    // Documented, but it counts waiting drafts: when the creator posts or deletes one, we do not see the unit become
    // free.
    basis: 'GUESSED',
    cost: (post) => (isDirectPost(post.options) ? 0 : 1),
  },
];
