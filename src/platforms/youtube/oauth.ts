/** Google's OAuth 2: consent, code exchange, refresh, revocation, and which channel a grant speaks for. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type FailureCode, PlatformFailure } from '../failure.ts';
import { originOf } from '../kit/origins.ts';
import type { Credentials, Identity, OAuth, OAuthContext } from '../platform.ts';
import type { HttpAnswer } from '../request.ts';
import { ask, ChannelList, isSuccess, parse } from './api.ts';
import { NO_CHANNEL } from './failures.ts';

const SCOPE = 'https://www.googleapis.com/auth';
const NEEDED = [`${SCOPE}/youtube.upload`, `${SCOPE}/youtube.readonly`] as const;
// Comments and playlists need force-ssl; without it only those extras fail.
const OPTIONAL = [`${SCOPE}/youtube.force-ssl`, `${SCOPE}/yt-analytics.readonly`] as const;

// The tokens matter more than what comes with them: an unreadable lifetime is treated as absent.
const seconds = z.coerce.number().positive().nullish().catch(null);
const TokenAnswer = z.object({
  access_token: z.string().min(1),
  expires_in: seconds,
  refresh_token: z.string().min(1).nullish().catch(null),
  refresh_token_expires_in: seconds,
  scope: z.string().nullish().catch(null),
});
type TokenAnswer = z.output<typeof TokenAnswer>;

/**
 * By the `error` of the answer. Only a dead grant disconnects an account; errors that are not listed count as an
 * outage.
 */
const TOKEN_FAILURES = new Map<string, { code: FailureCode; hint: string }>([
  [
    'invalid_grant',
    {
      code: 'AUTH_REVOKED',
      hint: 'the grant is expired or revoked; Google ends it after 7 days while the consent screen is in "Testing"',
    },
  ],
  ['invalid_client', { code: 'APP_MISCONFIGURED', hint: 'client id or client secret is wrong' }],
  ['unauthorized_client', { code: 'APP_MISCONFIGURED', hint: 'the client may not use this flow' }],
  ['redirect_uri_mismatch', { code: 'APP_MISCONFIGURED', hint: 'the redirect URI is not registered' }],
  ['invalid_request', { code: 'APP_MISCONFIGURED', hint: 'the request was refused' }],
  ['invalid_scope', { code: 'APP_MISCONFIGURED', hint: 'a scope was refused' }],
  ['unsupported_grant_type', { code: 'APP_MISCONFIGURED', hint: 'the request was refused' }],
]);

export const oauth: OAuth = {
  neededScopes: NEEDED,
  optionalScopes: OPTIONAL,
  // Access tokens live one hour.
  refreshMarginMs: 5 * 60_000,

  authorizationUrl(ctx, { redirectUri, state, codeVerifier }) {
    const url = new URL(`${originOf(ctx.origins, 'authorize')}/o/oauth2/v2/auth`);
    const query = {
      client_id: ctx.client.clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: ctx.scopes.join(' '),
      access_type: 'offline',
      // Without it Google sends a refresh token only the first time an account connects.
      prompt: 'select_account consent',
      state,
      code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    // A space is sent as %20: not every consent page reads `+` as one.
    return url.href.replaceAll('+', '%20');
  },

  async exchangeCode(ctx, { code, redirectUri, codeVerifier }) {
    const answer = await token(ctx, 'oauth.token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    });
    const credentials = toCredentials(answer, ctx.now(), {
      refreshToken: null,
      refreshTokenExpiresAt: null,
      scopes: ctx.scopes,
    });
    assertScopes(credentials.scopes);
    return credentials;
  },

  async refresh(ctx, credentials) {
    if (credentials.refreshToken === null)
      throw new PlatformFailure('AUTH_EXPIRED', 'oauth.refresh: this grant has no refresh token');
    const answer = await token(ctx, 'oauth.refresh', {
      grant_type: 'refresh_token',
      refresh_token: credentials.refreshToken,
    });
    return toCredentials(answer, ctx.now(), credentials);
  },

  async revoke(ctx, credentials) {
    const endpoint = 'oauth.revoke';
    const answer = await ctx.http.request({
      endpoint,
      method: 'POST',
      url: `${originOf(ctx.origins, 'token')}/revoke`,
      body: { form: { token: credentials.refreshToken ?? credentials.accessToken } },
    });
    // `invalid_token`: the grant is already withdrawn, which was the aim.
    if (!isSuccess(answer) && errorOf(answer)?.error !== 'invalid_token') throw tokenFailure(answer, endpoint);
  },

  async identify(ctx, credentials): Promise<Identity> {
    const caller = { ...ctx, accessToken: credentials.accessToken };
    const { items } = await ask(caller, 'channels.list', ChannelList, undefined, (service, options) =>
      service.channels.list({ part: ['id,snippet,statistics,contentDetails,status'], mine: true }, options),
    );
    const [channel] = items;
    if (channel === undefined) throw new PlatformFailure(NO_CHANNEL.code, NO_CHANNEL.hint);
    const { snippet, contentDetails, status } = channel;
    const { thumbnails } = snippet ?? {};
    return {
      // The channel, not the Google user: one user may own several channels.
      externalId: channel.id,
      username: snippet?.customUrl?.replace(/^@/, '') ?? null,
      displayName: snippet?.title ?? null,
      avatarUrl: (thumbnails?.high ?? thumbnails?.medium ?? thumbnails?.default)?.url ?? null,
      profileUrl: `https://www.youtube.com/channel/${channel.id}`,
      facts: {
        uploadsPlaylistId: contentDetails?.relatedPlaylists?.uploads,
        longUploadsStatus: status?.longUploadsStatus,
      },
    };
  },
};

async function token(
  ctx: OAuthContext,
  endpoint: string,
  form: Readonly<Record<string, string>>,
): Promise<TokenAnswer> {
  const answer = await ctx.http.request({
    endpoint,
    method: 'POST',
    url: `${originOf(ctx.origins, 'token')}/token`,
    body: { form: { ...form, client_id: ctx.client.clientId, client_secret: ctx.client.clientSecret } },
  });
  if (!isSuccess(answer)) throw tokenFailure(answer, endpoint);
  return parse(TokenAnswer, answer, endpoint);
}

/** `before` is kept where the answer has nothing: a refresh brings no new refresh token. */
function toCredentials(
  answer: TokenAnswer,
  now: Date,
  before: Pick<Credentials, 'refreshToken' | 'refreshTokenExpiresAt' | 'scopes'>,
): Credentials {
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000);
  const granted = (answer.scope ?? '').split(' ').filter((scope) => scope !== '');
  return {
    accessToken: answer.access_token,
    accessTokenExpiresAt: answer.expires_in == null ? null : after(answer.expires_in),
    refreshToken: answer.refresh_token ?? before.refreshToken,
    refreshTokenExpiresAt:
      answer.refresh_token_expires_in == null ? before.refreshTokenExpiresAt : after(answer.refresh_token_expires_in),
    scopes: granted.length === 0 ? before.scopes : granted,
  };
}

// Google lets people untick single scopes on the consent page.
function assertScopes(granted: readonly string[]): void {
  const missing = NEEDED.filter((scope) => !granted.includes(scope));
  if (missing.length > 0)
    throw new PlatformFailure('SCOPE_MISSING', `Google granted no ${missing.join(', ')}; tick every permission`);
}

const OAuthError = z.object({ error: z.string(), error_description: z.string().optional() });
const errorOf = (answer: HttpAnswer) => OAuthError.safeParse(answer.json).data;

function tokenFailure(answer: HttpAnswer, endpoint: string): PlatformFailure {
  const said = errorOf(answer);
  const isRefusal = answer.status >= 400 && answer.status < 500;
  const rule = (isRefusal && TOKEN_FAILURES.get(said?.error ?? '')) || {
    code: answer.status === 429 ? ('RATE_LIMITED' as const) : ('PLATFORM_UNAVAILABLE' as const),
    hint: `answer ${answer.status}`,
  };
  return new PlatformFailure(rule.code, `${endpoint}: ${rule.hint}`, {
    vendor: {
      httpStatus: answer.status,
      ...(said !== undefined && { code: said.error }),
      ...(said?.error_description !== undefined && { message: said.error_description.slice(0, 500) }),
    },
  });
}
