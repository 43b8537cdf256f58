/** How an Instagram account is: who its token speaks for, and whether it may publish. */
import { PlatformFailure } from '../failure.ts';
import type { AccountCheck } from '../platform.ts';
import { readPublishingLimit } from './api.ts';
import { oauth } from './oauth.ts';

export const check: AccountCheck = {
  asks: 'reads the profile and the publishing limit',
  billed: null,
  async read(api, credentials) {
    const identity = await oauth.identify(api, credentials);
    try {
      // Needs the permission to publish, and is refused to accounts that Instagram restricts.
      const { used, total } = await readPublishingLimit(api, api.account.externalId, {});
      api.http.onQuota({ name: 'posts_24h', ...(total !== null && { limit: total }), ...(used !== null && { used }) });
      return { identity, refusal: null };
    } catch (error) {
      if (error instanceof PlatformFailure && (error.code === 'SCOPE_MISSING' || error.code === 'ACCOUNT_RESTRICTED'))
        return { identity, refusal: error };
      throw error;
    }
  },
};
