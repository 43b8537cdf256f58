/** X's rate limits: how many calls a user and an app may make, and the headers that tell what is left. */
import type { SandboxState } from '../core.ts';
import type { XStore } from './store.ts';

const QUARTER_HOUR_MS = 15 * 60_000;
const DAY_MS = 86_400_000;

interface Limit {
  /** Per user and quarter of an hour. */
  user: number;
  /** Per app and day. */
  app?: number;
}
const UPLOAD_LIMIT: Limit = { user: 1875, app: 180_000 };

/** Documented numbers where there are any; the names are the operations of the routes. */
const RATE_LIMITS: Record<string, Limit> = {
  tweets_create: { user: 100, app: 10_000 },
  tweets_delete: { user: 50 },
  tweets_lookup: { user: 5000 },
  tweet_lookup: { user: 900 },
  user_tweets: { user: 900 },
  tweets_analytics: { user: 300 },
  users_me: { user: 75 },
  users_lookup: { user: 900 },
  media_analytics: { user: 300 },
  media_initialize: UPLOAD_LIMIT,
  media_append: UPLOAD_LIMIT,
  media_finalize: UPLOAD_LIMIT,
  media_status: { user: 1000 },
  media_upload: { user: 500 },
  media_metadata: { user: 500 },
  media_subtitles: { user: 100 },
  media_lookup: { user: 900 },
  tweets_search: { user: 300 },
  tweets_counts: { user: 300 },
  tweet_quotes: { user: 75 },
  tweet_reposts: { user: 75 },
  tweet_reposters: { user: 75 },
  tweet_likers: { user: 75 },
  tweets_hide: { user: 50 },
  user_mentions: { user: 300 },
  users_search: { user: 900 },
  users_repost: { user: 50 },
  reposts_of_me: { user: 75 },
};

interface Window {
  used: number;
  endsAt: number;
}

export function createWindows(state: SandboxState, store: XStore) {
  const windows = new Map<string, Window>();
  const current = (key: string, lengthMs: number): Window => {
    const known = windows.get(key);
    if (known !== undefined && known.endsAt > state.now()) return known;
    const fresh = { used: 0, endsAt: state.now() + lengthMs };
    windows.set(key, fresh);
    return fresh;
  };
  const headersOf = (prefix: string, limit: number, window: Window) => ({
    [`${prefix}-limit`]: String(limit),
    [`${prefix}-remaining`]: String(Math.max(0, limit - window.used)),
    [`${prefix}-reset`]: String(Math.ceil(window.endsAt / 1000)),
  });
  return {
    take: (operation: string, userId: string, clientId: string) => {
      const documented = RATE_LIMITS[operation];
      if (documented === undefined) throw new Error(`no rate limit is known for ${operation}`);
      const limit = store.own().rateLimits[operation] ?? documented.user;
      const mine = current(`${operation} ${userId}`, QUARTER_HOUR_MS);
      const all = current(`${operation} app ${clientId}`, DAY_MS);
      const appLimit = documented.app ?? Number.POSITIVE_INFINITY;
      const exhausted = mine.used >= limit || all.used >= appLimit;
      // A refused request does not count against the window.
      if (!exhausted) for (const window of [mine, all]) window.used += 1;
      const daily = documented.app === undefined ? {} : headersOf('x-app-limit-24hour', documented.app, all);
      return {
        exhausted,
        headers: { ...headersOf('x-rate-limit', limit, mine), ...daily, 'x-access-level': 'read-write' },
      };
    },
    reset: () => windows.clear(),
  };
}
