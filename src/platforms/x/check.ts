/** How an X account is: one read of its user, which X bills. */
import type { AccountCheck } from '../platform.ts';
import { oauth } from './oauth.ts';

export const check: AccountCheck = {
  asks: 'reads the user',
  billed: 'user_read',
  read: async (api, credentials) => ({ identity: await oauth.identify(api, credentials), refusal: null }),
};
