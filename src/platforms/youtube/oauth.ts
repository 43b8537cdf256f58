/** Google's OAuth 2: what its consent page and its token endpoints want, and which channel a grant speaks for. */
import { PlatformFailure } from '../failure.ts';
import { rowsBy } from '../kit/failure-table.ts';
import { oauthVerbs, pkceChallenge } from '../kit/oauth.ts';
import type { Identity, OAuth } from '../platform.ts';
import { ask, ChannelList } from './api.ts';
import { NO_CHANNEL } from './failures.ts';
import { say } from './texts.ts';

const SCOPE = 'https://www.googleapis.com/auth';
const NEEDED = [`${SCOPE}/youtube.upload`, `${SCOPE}/youtube.readonly`] as const;
// Comments and playlists need force-ssl; without it only those extras fail.
const OPTIONAL = [`${SCOPE}/youtube.force-ssl`, `${SCOPE}/yt-analytics.readonly`] as const;

/** Only a dead grant disconnects an account; errors that are not listed count as an outage. */
const FAILURES = rowsBy('error', {
  invalid_grant: {
    code: 'AUTH_REVOKED',
    meaning: 'the grant is expired or revoked; Google ends it after 7 days while the consent screen is in "Testing"',
  },
  invalid_client: { code: 'APP_MISCONFIGURED', meaning: 'client id or client secret is wrong' },
  unauthorized_client: { code: 'APP_MISCONFIGURED', meaning: 'the client may not use this flow' },
  redirect_uri_mismatch: { code: 'APP_MISCONFIGURED', meaning: 'the redirect URI is not registered' },
  invalid_request: { code: 'APP_MISCONFIGURED', meaning: 'the request was refused' },
  invalid_scope: { code: 'APP_MISCONFIGURED', meaning: 'a scope was refused' },
  unsupported_grant_type: { code: 'APP_MISCONFIGURED', meaning: 'the request was refused' },
});

const verbs = oauthVerbs({
  name: 'Google',
  consent: {
    path: '/o/oauth2/v2/auth',
    parameters: ({ clientId, redirectUri, scopes, state, codeVerifier }) => ({
      client_id: clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: scopes.join(' '),
      access_type: 'offline',
      // Without it Google sends a refresh token only the first time an account connects.
      prompt: 'select_account consent',
      state,
      code_challenge: pkceChallenge(codeVerifier),
      code_challenge_method: 'S256',
    }),
  },
  endpoints: {
    exchange: { origin: 'token', path: '/token', name: 'oauth.token' },
    refresh: { origin: 'token', path: '/token', name: 'oauth.refresh' },
    revoke: { origin: 'token', path: '/revoke', name: 'oauth.revoke' },
  },
  identified: ({ clientId, clientSecret }, form, verb) => ({
    form: verb === 'revoke' ? form : { ...form, client_id: clientId, client_secret: clientSecret },
  }),
  // People may untick single scopes on the consent page.
  lacking: (granted) => {
    const missing = NEEDED.filter((scope) => !granted.includes(scope));
    return missing.length === 0 ? null : `${missing.join(', ')}; tick every permission`;
  },
  revocation: {
    forms: ({ refreshToken, accessToken }) => [{ token: refreshToken ?? accessToken }],
    isOver: { status: 400, error: 'invalid_token' },
  },
  failures: FAILURES,
});

/** Six months, none of which is shorter. */
const UNUSED_MS = 181 * 24 * 3_600_000;

export const oauth: OAuth = {
  neededScopes: NEEDED,
  optionalScopes: OPTIONAL,
  // Access tokens live one hour.
  refreshMarginMs: 10 * 60_000,
  refreshSpreadMs: 5 * 60_000,
  grantEnds: [
    {
      from: 'REFRESH_TOKEN_EXPIRY',
      afterMs: 0,
      description: say('testingGrantEnds'),
    },
    { from: 'LAST_RENEWAL', afterMs: UNUSED_MS, description: say('grantEnds') },
  ],
  ...verbs,

  async identify(ctx, credentials): Promise<Identity> {
    const caller = { ...ctx, accessToken: credentials.accessToken };
    const { items } = await ask(caller, 'channels.list', ChannelList, undefined, (service, options) =>
      service.channels.list({ part: ['id,snippet,statistics,contentDetails,status'], mine: true }, options),
    );
    const [channel] = items;
    if (channel === undefined) throw new PlatformFailure(NO_CHANNEL.code, NO_CHANNEL.meaning);
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
