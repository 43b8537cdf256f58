/** OAuth 2.0 at X: authorization code with PKCE, rotating refresh tokens, and who a token speaks for. */
import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type FailureCode, PlatformFailure } from '../failure.ts';
import { originOf } from '../kit/origins.ts';
import type { Credentials, Identity, OAuth, OAuthContext } from '../platform.ts';
import type { HttpAnswer } from '../request.ts';
import { isSuccess, vendorId } from './api.ts';
import { refusal, unreadable } from './failures.ts';

const NEEDED_SCOPES = ['tweet.read', 'tweet.write', 'users.read', 'media.write', 'offline.access'] as const;
const USER_FIELDS =
  'id,name,username,profile_image_url,verified,verified_type,public_metrics,subscription_type,protected';

type Verb = 'exchange' | 'refresh' | 'revoke';

interface Row {
  verb: Verb;
  status: number;
  error: string;
  code: FailureCode;
}

/**
 * By status and `error`, never by the description. X says `invalid_request` ("Value passed for the token was invalid.")
 * where the standard says `invalid_grant`; our requests are well-formed, so it means nothing else.
 */
const OAUTH_FAILURES: readonly Row[] = [
  { verb: 'refresh', status: 400, error: 'invalid_request', code: 'AUTH_REVOKED' },
  { verb: 'refresh', status: 400, error: 'invalid_grant', code: 'AUTH_REVOKED' },
  { verb: 'refresh', status: 401, error: 'invalid_grant', code: 'AUTH_REVOKED' },
  { verb: 'exchange', status: 400, error: 'invalid_request', code: 'AUTH_EXPIRED' },
  { verb: 'exchange', status: 400, error: 'invalid_grant', code: 'AUTH_EXPIRED' },
  { verb: 'exchange', status: 401, error: 'invalid_grant', code: 'AUTH_EXPIRED' },
];

// Losing the pair would cost the account, so unreadable fields beside it are treated as absent.
const tokens = z.object({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive().nullish().catch(null),
  refresh_token: z.string().min(1).nullish().catch(null),
  scope: z.string().nullish().catch(null),
});
const oauthError = z.object({ error: z.string(), error_description: z.string().optional() });
const me = z.object({
  data: z.object({
    id: vendorId,
    username: z.string(),
    name: z.string().nullish(),
    profile_image_url: z.string().nullish(),
    subscription_type: z.string().nullish(),
    verified_type: z.string().nullish(),
    protected: z.boolean().nullish(),
  }),
});

export const oauth: OAuth = {
  neededScopes: NEEDED_SCOPES,
  optionalScopes: [],
  // An access token lives for two hours.
  refreshMarginMs: 10 * 60_000,

  authorizationUrl(ctx, { redirectUri, state, codeVerifier }) {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: ctx.client.clientId,
      redirect_uri: redirectUri,
      scope: ctx.scopes.join(' '),
      state,
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    // A space is sent as %20: not every consent page reads `+` as one.
    return `${originOf(ctx.origins, 'authorize')}/i/oauth2/authorize?${query.toString().replaceAll('+', '%20')}`;
  },

  /** The code is valid for 30 seconds: exchanged at once, never through a queue. */
  async exchangeCode(ctx, { code, redirectUri, codeVerifier }) {
    const answer = await post(ctx, 'exchange', '/2/oauth2/token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    });
    return credentialsOf(ctx, answer, { scopes: ctx.scopes, refreshToken: null });
  },

  /** The old refresh token is void as soon as X has answered; the caller stores the answer before using it. */
  async refresh(ctx, credentials) {
    if (credentials.refreshToken === null) {
      throw new PlatformFailure('AUTH_EXPIRED', 'there is no refresh token: offline.access was not granted');
    }
    const answer = await post(ctx, 'refresh', '/2/oauth2/token', {
      grant_type: 'refresh_token',
      refresh_token: credentials.refreshToken,
    });
    return credentialsOf(ctx, answer, credentials);
  },

  async revoke(ctx, credentials) {
    const { refreshToken, accessToken } = credentials;
    if (refreshToken !== null) await revokeToken(ctx, refreshToken, 'refresh_token');
    await revokeToken(ctx, accessToken, 'access_token');
  },

  async identify(ctx, credentials): Promise<Identity> {
    const answer = await ctx.http.request({
      endpoint: 'users.me',
      method: 'GET',
      url: `${originOf(ctx.origins, 'api')}/2/users/me`,
      query: { 'user.fields': USER_FIELDS },
      headers: { authorization: `Bearer ${credentials.accessToken}` },
    });
    if (!isSuccess(answer)) throw refusal('users.me', answer, ctx.now());
    const parsed = me.safeParse(answer.json);
    if (!parsed.success) throw unreadable('users.me', answer, parsed.error);
    const user = parsed.data.data;
    return {
      externalId: user.id,
      username: user.username,
      displayName: user.name ?? null,
      // `_normal` names the 48 pixel copy.
      avatarUrl: user.profile_image_url?.replace(/_normal(\.\w+)?$/, '$1') ?? null,
      profileUrl: `https://x.com/${user.username}`,
      facts: {
        // The limits depend on the paid tier; `verified` says nothing about it.
        subscriptionType: user.subscription_type ?? 'None',
        verifiedType: user.verified_type ?? null,
        protected: user.protected ?? false,
      },
    };
  },
};

/** A confidential client authenticates by Basic, a public one by `client_id` in the body. */
async function post(ctx: OAuthContext, verb: Verb, path: string, form: Record<string, string>): Promise<HttpAnswer> {
  const { clientId, clientSecret } = ctx.client;
  const isPublic = clientSecret === '';
  const answer = await ctx.http.request({
    endpoint: `oauth2.${verb}`,
    method: 'POST',
    url: `${originOf(ctx.origins, 'api')}${path}`,
    headers: isPublic
      ? {}
      : { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: { form: isPublic ? { ...form, client_id: clientId } : form },
  });
  if (!isSuccess(answer)) throw oauthFailure(verb, answer, ctx.now());
  return answer;
}

function oauthFailure(verb: Verb, answer: HttpAnswer, now: Date): PlatformFailure {
  const parsed = oauthError.safeParse(answer.json);
  if (!parsed.success || answer.status >= 500 || answer.status === 429) {
    // Only a clear answer of X may end a grant.
    const failure = refusal('users.me', answer, now);
    const kind = failure.kind === 'rate_limited' ? 'rate_limited' : 'unavailable';
    const code = kind === 'rate_limited' ? failure.code : 'PLATFORM_UNAVAILABLE';
    return new PlatformFailure(code, `oauth2.${verb}: X answered ${answer.status}`, {
      kind,
      vendor: failure.vendor,
      ...(failure.retryAt === undefined ? {} : { retryAt: failure.retryAt }),
    });
  }
  const { error, error_description } = parsed.data;
  const row = OAUTH_FAILURES.find(
    (candidate) => candidate.status === answer.status && candidate.error === error && candidate.verb === verb,
  );
  const message = `oauth2.${verb}: X answered ${answer.status} ${error}`;
  const vendor = {
    httpStatus: answer.status,
    code: error,
    ...(error_description === undefined ? {} : { message: error_description.slice(0, 500) }),
  };
  // Anything else is a mistake in the configuration.
  return new PlatformFailure(row?.code ?? 'APP_MISCONFIGURED', message, { vendor });
}

function credentialsOf(
  ctx: OAuthContext,
  answer: HttpAnswer,
  known: Pick<Credentials, 'refreshToken' | 'scopes'>,
): Credentials {
  const parsed = tokens.safeParse(answer.json);
  if (!parsed.success) {
    throw new PlatformFailure('NETWORK', 'oauth2: X answered 200 without usable tokens', {
      vendor: { httpStatus: answer.status },
    });
  }
  const { access_token, refresh_token, expires_in, scope } = parsed.data;
  const granted = (scope ?? '').split(' ').filter((name) => name !== '');
  return {
    accessToken: access_token,
    refreshToken: refresh_token ?? known.refreshToken,
    accessTokenExpiresAt: expires_in == null ? null : new Date(ctx.now().getTime() + expires_in * 1_000),
    // X does not say how long an unused refresh token lives.
    refreshTokenExpiresAt: null,
    scopes: granted.length === 0 ? known.scopes : granted,
  };
}

async function revokeToken(ctx: OAuthContext, token: string, hint: string): Promise<void> {
  try {
    await post(ctx, 'revoke', '/2/oauth2/revoke', { token, token_type_hint: hint });
  } catch (failure) {
    // A token that X no longer knows counts as withdrawn.
    const isGone =
      failure instanceof PlatformFailure &&
      failure.vendor.httpStatus === 400 &&
      failure.vendor.code === 'invalid_request';
    if (!isGone) throw failure;
  }
}
