/** What Instagram allows an account and an app within a time. */
import type { QuotaRule } from '../platform.ts';

const HOUR_MS = 3_600_000;

export const quotas: readonly QuotaRule[] = [
  {
    name: 'posts_24h',
    scope: 'ACCOUNT',
    window: 'ROLLING',
    windowMs: 24 * HOUR_MS,
    // Instagram's pages say 50 in some places and 100 in others; `content_publishing_limit` tells the account's own.
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
  // How much of the call budgets is used, in percent; known only from the usage headers of answers.
  {
    name: 'app_calls_percent',
    scope: 'APP',
    window: 'ROLLING',
    windowMs: HOUR_MS,
    limit: 100,
    basis: 'DOCUMENTED',
    cost: () => 0,
  },
  {
    name: 'account_calls_percent',
    scope: 'ACCOUNT',
    window: 'ROLLING',
    windowMs: 24 * HOUR_MS,
    limit: 100,
    basis: 'DOCUMENTED',
    cost: () => 0,
  },
];
