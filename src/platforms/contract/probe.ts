/** Whether a platform answers at all. */
import type { HttpCall } from '../http-call.ts';
import type { HttpAnswer } from '../request.ts';
import type { OAuthContext } from './account.ts';

/** A request without an account that costs nothing and shows nobody's data. */
export interface PlatformProbe {
  /** Of `PlatformSetup.origins`: the host that every post needs. */
  host: string;
  callOf(
    ctx: Pick<OAuthContext, 'origins' | 'apiVersion'>,
  ): Pick<HttpCall, 'method' | 'url' | 'query' | 'headers' | 'body'>;
  /** Whether this is the answer of a platform that works: mostly its refusal of a caller without a token. */
  isAlive(answer: HttpAnswer): boolean;
}
