/** How a TikTok account is: who its token speaks for, and what its creator may post. */

import { callSignal } from '../deadline.ts';
import { PlatformFailure } from '../failure.ts';
import type { AccountCheck } from '../platform.ts';
import { choices } from './creator.ts';
import { oauth } from './oauth.ts';
import { SCOPES } from './setup.ts';

const TIMEOUT_MS = 15_000;

export const check: AccountCheck = {
  asks: 'reads the profile and, where direct posts were granted, what the creator may choose',
  billed: null,
  async read(api, credentials) {
    const identity = await oauth.identify(api, credentials);
    if (!credentials.scopes.includes(SCOPES.publish)) return { identity, refusal: null };
    try {
      const told = await choices.read(api, credentials, callSignal(TIMEOUT_MS));
      return { identity, refusal: null, choices: told };
    } catch (error) {
      if (!(error instanceof PlatformFailure)) throw error;
      // The day's posts are used up: that passes by itself, and is no matter of the account.
      if (error.kind === 'rate_limited') return { identity, refusal: null };
      if (error.kind === 'rejected' || error.code === 'SCOPE_MISSING') return { identity, refusal: error };
      throw error;
    }
  },
};
