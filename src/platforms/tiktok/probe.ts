/** How to see whether TikTok answers: what became of a post, without a token. */
import { isRefusalOf } from '../kit/alive.ts';
import { originOf } from '../kit/origins.ts';
import type { PlatformProbe } from '../platform.ts';

export const probe: PlatformProbe = {
  host: 'api',
  callOf: ({ origins }) => ({
    method: 'POST',
    url: `${originOf(origins, 'api')}/v2/post/publish/status/fetch/`,
    body: { json: { publish_id: 'none' } },
  }),
  // access_token_invalid
  isAlive: isRefusalOf(400, 401),
};
