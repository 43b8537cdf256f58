/** How a YouTube channel is: one read of it tells who the token speaks for and whether Google lets its owner act. */
import type { AccountCheck } from '../platform.ts';
import { oauth } from './oauth.ts';

export const check: AccountCheck = {
  asks: 'reads the channel, for 1 of the 10,000 units that the project has a day',
  billed: null,
  units: { units_day: 1 },
  read: async (api, credentials) => ({ identity: await oauth.identify(api, credentials), refusal: null }),
};
