/** How to see whether X answers: who am I, without a token. Only answers that return something are billed. */
import { isRefusalOf } from '../kit/alive.ts';
import { originOf } from '../kit/origins.ts';
import type { PlatformProbe } from '../platform.ts';

export const probe: PlatformProbe = {
  host: 'api',
  callOf: ({ origins }) => ({ method: 'GET', url: `${originOf(origins, 'api')}/2/users/me` }),
  isAlive: isRefusalOf(401, 403),
};
