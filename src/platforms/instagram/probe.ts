/** How to see whether Instagram answers: who am I, without a token. */
import { isRefusalOf } from '../kit/alive.ts';
import { originOf } from '../kit/origins.ts';
import type { PlatformProbe } from '../platform.ts';
import { API_VERSION } from './setup.ts';

export const probe: PlatformProbe = {
  host: 'graph',
  callOf: ({ origins, apiVersion }) => ({
    method: 'GET',
    url: `${originOf(origins, 'graph')}/${apiVersion || API_VERSION}/me`,
  }),
  // OAuthException: 400 or 401, depending on the version.
  isAlive: isRefusalOf(400, 401),
};
