/** Login with TikTok: `client_key`, comma-separated scopes, a hexadecimal PKCE challenge, and who a token speaks for. */
import { z } from 'zod';
import { PlatformFailure } from '../failure.ts';
import { oauthVerbs, pkceChallenge } from '../kit/oauth.ts';
import type { AccountFacts, Credentials, Identity, OAuth, OAuthContext } from '../platform.ts';
import { fetchUser } from './api.ts';
import { OAUTH_FAILURES } from './failures.ts';
import { SCOPES } from './setup.ts';
import { say } from './texts.ts';

// A single field without its scope makes TikTok refuse the whole call, so only granted fields are requested.
const USER_FIELDS = [
  { scope: SCOPES.basic, fields: ['open_id', 'union_id', 'avatar_url', 'display_name'] },
  { scope: SCOPES.profile, fields: ['username', 'profile_deep_link', 'is_verified'] },
] as const;

// Either of the two is enough to post; `validate` reports which mode the account did not grant.
const POSTING_SCOPES = [SCOPES.upload, SCOPES.publish];
const TOKEN_PATH = '/v2/oauth/token/';

const verbs = oauthVerbs({
  name: 'TikTok',
  consent: {
    path: '/v2/auth/authorize/',
    parameters: ({ clientId, redirectUri, scopes, state, codeVerifier }) => ({
      client_key: clientId,
      scope: scopes.join(','),
      redirect_uri: redirectUri,
      response_type: 'code',
      state,
      // Without it TikTok silently reuses the last account, and no second one could be connected.
      disable_auto_auth: '1',
      // TikTok's own dialect of PKCE: hexadecimal, not base64url.
      code_challenge: pkceChallenge(codeVerifier, 'hex'),
      code_challenge_method: 'S256',
    }),
  },
  endpoints: {
    exchange: { origin: 'api', path: TOKEN_PATH, name: 'oauth.token' },
    refresh: { origin: 'api', path: TOKEN_PATH, name: 'oauth.token' },
    revoke: { origin: 'api', path: '/v2/oauth/revoke/', name: 'oauth.revoke' },
  },
  identified: ({ clientId, clientSecret }, form) => ({
    form: { client_key: clientId, client_secret: clientSecret, ...form },
  }),
  lacking: (granted) => (POSTING_SCOPES.some((scope) => granted.includes(scope)) ? null : POSTING_SCOPES.join(' or ')),
  revocation: { forms: ({ accessToken }) => [{ token: accessToken }] },
  failures: OAUTH_FAILURES,
  throttledMs: 60_000,
});

export const oauth: OAuth = {
  neededScopes: [SCOPES.basic],
  optionalScopes: [SCOPES.profile, ...POSTING_SCOPES, SCOPES.list, SCOPES.stats],
  neededOneOf: POSTING_SCOPES,
  refreshMarginMs: 20 * 60_000,
  refreshSpreadMs: 10 * 60_000,
  rotatesAt: 'api',
  grantEnds: [
    {
      from: 'REFRESH_TOKEN_EXPIRY',
      afterMs: 0,
      description: say('grantEnds'),
    },
  ],
  ...verbs,
  identify,
};

/** The scopes that the account granted, as `identify` stored them; null if they are unknown. */
export function grantedScopes(account: AccountFacts): readonly string[] | null {
  return z.array(z.string()).safeParse(account.facts.scopes).data ?? null;
}

async function identify(ctx: OAuthContext, credentials: Credentials): Promise<Identity> {
  const caller = { http: ctx.http, origins: ctx.origins, accessToken: credentials.accessToken, now: () => ctx.now() };
  const [basic, ...more] = USER_FIELDS;
  const granted = more.filter((row) => credentials.scopes.includes(row.scope)).flatMap((row) => row.fields);
  const user = await fetchUser(caller, [...basic.fields, ...granted]).catch((error: unknown) => {
    // The scopes of a token are not always known, and a missing profile must not prevent connecting the account.
    if (granted.length > 0 && error instanceof PlatformFailure && error.code === 'SCOPE_MISSING')
      return fetchUser(caller, basic.fields);
    throw error;
  });
  const username = user.username || null;
  return {
    externalId: user.open_id,
    username,
    displayName: user.display_name || null,
    avatarUrl: user.avatar_url || null,
    profileUrl: username === null ? user.profile_deep_link || null : `https://www.tiktok.com/@${username}`,
    facts: {
      scopes: [...credentials.scopes],
      unionId: user.union_id ?? null,
      isVerified: user.is_verified ?? null,
    },
  };
}
