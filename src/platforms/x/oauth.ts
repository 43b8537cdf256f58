/** OAuth 2.0 at X: a public or a confidential client, refresh tokens that rotate, and who a token speaks for. */
import { Buffer } from 'node:buffer';
import { z } from 'zod';
import type { FailureRow } from '../kit/failure-table.ts';
import { oauthVerbs, pkceChallenge } from '../kit/oauth.ts';
import { originOf } from '../kit/origins.ts';
import type { Identity, OAuth } from '../platform.ts';
import { isSuccess } from '../request.ts';
import { vendorId } from './api.ts';
import { refusal, unreadable } from './refusals.ts';
import { say } from './texts.ts';

const NEEDED_SCOPES = ['tweet.read', 'tweet.write', 'users.read', 'media.write', 'offline.access'] as const;
const USER_FIELDS =
  'id,name,username,profile_image_url,verified,verified_type,public_metrics,subscription_type,protected';

/**
 * By status and `error`, never by the description. X says `invalid_request` ("Value passed for the token was invalid.")
 * where the standard says `invalid_grant`; our requests are well-formed, so it means nothing else.
 */
const FAILURES: readonly FailureRow[] = [
  { when: { verb: 'refresh', status: 400, error: ['invalid_request', 'invalid_grant'] }, code: 'AUTH_REVOKED' },
  { when: { verb: 'refresh', status: 401, error: 'invalid_grant' }, code: 'AUTH_REVOKED' },
  { when: { verb: 'exchange', status: 400, error: ['invalid_request', 'invalid_grant'] }, code: 'AUTH_EXPIRED' },
  { when: { verb: 'exchange', status: 401, error: 'invalid_grant' }, code: 'AUTH_EXPIRED' },
  // Anything else is a mistake in the configuration.
  { code: 'APP_MISCONFIGURED' },
];

const verbs = oauthVerbs({
  name: 'X',
  consent: {
    path: '/i/oauth2/authorize',
    parameters: ({ clientId, redirectUri, scopes, state, codeVerifier }) => ({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirectUri,
      scope: scopes.join(' '),
      state,
      code_challenge: pkceChallenge(codeVerifier),
      code_challenge_method: 'S256',
    }),
  },
  endpoints: {
    // The code is valid for 30 seconds.
    exchange: { origin: 'api', path: '/2/oauth2/token', name: 'oauth2.exchange' },
    refresh: { origin: 'api', path: '/2/oauth2/token', name: 'oauth2.refresh' },
    revoke: { origin: 'api', path: '/2/oauth2/revoke', name: 'oauth2.revoke' },
  },
  // A confidential client authenticates by Basic, a public one by `client_id` in the form.
  identified: ({ clientId, clientSecret }, form) =>
    clientSecret === ''
      ? { form: { ...form, client_id: clientId } }
      : { form, headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` } },
  revocation: {
    forms: ({ refreshToken, accessToken }) => [
      ...(refreshToken === null ? [] : [{ token: refreshToken, token_type_hint: 'refresh_token' }]),
      { token: accessToken, token_type_hint: 'access_token' },
    ],
    isOver: { status: 400, error: 'invalid_request' },
  },
  failures: FAILURES,
  // Windows and budgets are told in headers. Whatever else it says, it ends no grant.
  unclear: (answer, now) => {
    const failure = refusal('users.me', answer, now);
    return failure.kind === 'rate_limited' ? failure : undefined;
  },
});

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

/** Six months, none of which is shorter. */
const UNUSED_MS = 181 * 24 * 3_600_000;

export const oauth: OAuth = {
  neededScopes: NEEDED_SCOPES,
  optionalScopes: [],
  // An access token lives for two hours.
  refreshMarginMs: 20 * 60_000,
  refreshSpreadMs: 10 * 60_000,
  rotatesAt: 'api',
  grantEnds: [
    // Not documented: as long as people have seen it last.
    { from: 'LAST_RENEWAL', afterMs: UNUSED_MS, description: say('grantEnds') },
  ],
  ...verbs,

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
    ctx.http.onBilled({ item: 'user_read', resources: [user.id] });
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
