/** Login with TikTok: `client_key`, comma-separated scopes, a hexadecimal PKCE challenge and flat answers. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { PlatformFailure } from '../failure.ts';
import { originOf } from '../kit/origins.ts';
import type { AccountFacts, Credentials, Identity, OAuth, OAuthContext } from '../platform.ts';
import { fetchUser } from './api.ts';
import { oauthFailure } from './failures.ts';
import { SCOPES } from './setup.ts';

// A single field without its scope makes TikTok refuse the whole call, so only granted fields are requested.
const USER_FIELDS = [
  { scope: SCOPES.basic, fields: ['open_id', 'union_id', 'avatar_url', 'display_name'] },
  { scope: SCOPES.profile, fields: ['username', 'profile_deep_link', 'is_verified'] },
] as const;

const TOKEN_PATH = '/v2/oauth/token/';
const REVOKE_PATH = '/v2/oauth/revoke/';

// The tokens matter more than what comes with them: an unreadable lifetime is treated as absent.
const seconds = z.coerce.number().positive().nullish().catch(null);
const tokens = z.object({
  access_token: z.string().min(1),
  expires_in: seconds,
  refresh_token: z.string().nullish(),
  refresh_expires_in: seconds,
  scope: z.union([z.string(), z.array(z.string()).transform((list) => list.join(','))]).nullish(),
});
// Flat, unlike all other answers of TikTok; the usual form inside `data` is accepted too.
const tokenAnswer = z.union([tokens, z.object({ data: tokens }).transform(({ data }) => data)]);

const errorAnswer = z.object({
  // Flat here; gateways have been seen to send the `{code, message}` of the other endpoints.
  error: z.union([z.string(), z.object({ code: z.string() }).transform((error) => error.code)]),
  error_description: z.string().nullish(),
  log_id: z.string().nullish(),
});

const neededScopes = [SCOPES.basic];
// Either of the first two is enough to post; `validate` reports which mode the account did not grant.
const POSTING_SCOPES = [SCOPES.upload, SCOPES.publish];
const optionalScopes = [SCOPES.profile, ...POSTING_SCOPES, SCOPES.list];

export const oauth: OAuth = {
  neededScopes,
  optionalScopes,
  refreshMarginMs: 10 * 60_000,

  authorizationUrl(ctx, { redirectUri, state, codeVerifier }) {
    const url = new URL(`${originOf(ctx.origins, 'authorize')}/v2/auth/authorize/`);
    url.search = new URLSearchParams({
      client_key: ctx.client.clientId,
      scope: ctx.scopes.join(','),
      redirect_uri: redirectUri,
      response_type: 'code',
      state,
      // Without it TikTok silently reuses the last account, and no second one could be connected.
      disable_auto_auth: '1',
      code_challenge: codeChallenge(codeVerifier),
      code_challenge_method: 'S256',
    }).toString();
    return url.href;
  },

  async exchangeCode(ctx, { code, redirectUri, codeVerifier }) {
    const credentials = await requestToken(ctx, 'exchange of the code', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    });
    if (!POSTING_SCOPES.some((scope) => credentials.scopes.includes(scope)))
      throw new PlatformFailure('SCOPE_MISSING', `TikTok: not granted: ${POSTING_SCOPES.join(' or ')}`);
    return credentials;
  },

  async refresh(ctx, credentials) {
    if (credentials.refreshToken === null)
      throw new PlatformFailure('AUTH_EXPIRED', 'TikTok: there is no refresh token for this account');
    const grant = { grant_type: 'refresh_token', refresh_token: credentials.refreshToken };
    return requestToken(ctx, 'refresh of the token', grant, credentials);
  },

  async revoke(ctx, credentials) {
    // The secret is required too; TikTok answers an empty 200.
    const form = { ...clientFields(ctx), token: credentials.accessToken };
    const answer = await postForm(ctx, 'oauth.revoke', REVOKE_PATH, form);
    const error = errorAnswer.safeParse(answer.json).data;
    const refused = error !== undefined && error.error !== '' && error.error !== 'ok';
    if (refused || answer.status >= 300) throw refusal(ctx, 'revocation', answer);
  },

  identify,
};

/** PKCE as TikTok wants it: the SHA-256 of the verifier as lower-case hexadecimal, not base64url. */
export function codeChallenge(codeVerifier: string): string {
  return createHash('sha256').update(codeVerifier).digest('hex');
}

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

async function requestToken(
  ctx: OAuthContext,
  action: string,
  grant: Readonly<Record<string, string>>,
  before?: Credentials,
): Promise<Credentials> {
  const answer = await postForm(ctx, 'oauth.token', TOKEN_PATH, { ...clientFields(ctx), ...grant });
  // Errors may come with HTTP 200: only a token in the answer means success.
  const token = tokenAnswer.safeParse(answer.json).data;
  if (token === undefined) throw refusal(ctx, action, answer);
  return {
    accessToken: token.access_token,
    // The refresh token rotates and the old one becomes void; never replace one with nothing.
    refreshToken: token.refresh_token || (before?.refreshToken ?? null),
    accessTokenExpiresAt: after(ctx, token.expires_in),
    refreshTokenExpiresAt: after(ctx, token.refresh_expires_in) ?? before?.refreshTokenExpiresAt ?? null,
    // RFC 6749 §5.1: an answer without scopes means that the requested ones were granted.
    scopes: token.scope ? splitScopes(token.scope) : (before?.scopes ?? ctx.scopes),
  };
}

type TokenHttpAnswer = Awaited<ReturnType<OAuthContext['http']['request']>>;

function postForm(
  ctx: OAuthContext,
  endpoint: string,
  path: string,
  form: Readonly<Record<string, string>>,
): Promise<TokenHttpAnswer> {
  return ctx.http.request({ endpoint, method: 'POST', url: `${originOf(ctx.origins, 'api')}${path}`, body: { form } });
}

function refusal(ctx: OAuthContext, action: string, answer: TokenHttpAnswer): PlatformFailure {
  const error = errorAnswer.safeParse(answer.json).data;
  const vendor = {
    httpStatus: answer.status,
    ...(error !== undefined && { code: error.error }),
    ...(error?.error_description && { message: error.error_description.slice(0, 500) }),
    ...(error?.log_id && { traceId: error.log_id }),
  };
  return oauthFailure(action, vendor, ctx.now());
}

const clientFields = (ctx: OAuthContext) => ({
  client_key: ctx.client.clientId,
  client_secret: ctx.client.clientSecret,
});

const after = (ctx: OAuthContext, seconds: number | null | undefined): Date | null =>
  seconds === null || seconds === undefined ? null : new Date(ctx.now().getTime() + seconds * 1_000);

const splitScopes = (scopes: string): string[] => scopes.split(/[\s,]+/).filter((scope) => scope !== '');
