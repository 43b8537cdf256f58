/** How to see whether YouTube answers: my channel, without a token. Without a key or token no quota is charged. */
import { isRefusalOf } from '../kit/alive.ts';
import { originOf } from '../kit/origins.ts';
import type { PlatformProbe } from '../platform.ts';

export const probe: PlatformProbe = {
  host: 'api',
  callOf: ({ origins }) => ({
    method: 'GET',
    url: `${originOf(origins, 'api')}/youtube/v3/channels`,
    query: { part: 'id', mine: true },
  }),
  isAlive: isRefusalOf(401, 403),
};
