/** The allowances of an account and an app at Instagram. */
import type { QuotaRule } from '../platform.ts';

const HOUR_MS = 3_600_000;

export const quotas: readonly QuotaRule[] = [
  {
    name: 'posts_24h',
    scope: 'ACCOUNT',
    window: 'ROLLING',
    windowMs: 24 * HOUR_MS,
    // The pages of Instagram say 50 in some places and 100 in others; `content_publishing_limit` tells the limit of the
    // account.
    limit: 50,
    basis: 'GUESSED',
    cost: () => 1,
  },
  {
    name: 'containers_24h',
    scope: 'ACCOUNT',
    window: 'ROLLING',
    windowMs: 24 * HOUR_MS,
    limit: 400,
    basis: 'DOCUMENTED',
    cost: ({ format, mediaCount }) => (format === 'CAROUSEL' ? mediaCount + 1 : 1),
  },
  // How much of the call budgets is used, in percent; known only from the usage headers of answers. Calls beyond are refused,
  // and lengthen the time until calls are taken again.
  {
    name: 'app_calls_percent',
    scope: 'APP',
    window: 'ROLLING',
    windowMs: HOUR_MS,
    limit: 100,
    basis: 'DOCUMENTED',
    pausesFrom: 90,
    cost: () => 0,
  },
  {
    name: 'account_calls_percent',
    scope: 'ACCOUNT',
    window: 'ROLLING',
    windowMs: 24 * HOUR_MS,
    limit: 100,
    basis: 'DOCUMENTED',
    pausesFrom: 90,
    cost: () => 0,
  },
];
