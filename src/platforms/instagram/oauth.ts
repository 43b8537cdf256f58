/** Instagram Login: a code is exchanged for a one-hour token, that for a 60-day token, which renews itself for ever. */
import { z } from 'zod';
import { consentUrl, lifetime, scopeList } from '../kit/oauth.ts';
import { originOf } from '../kit/origins.ts';
import type { Credentials, Identity, OAuth, OAuthContext } from '../platform.ts';
import { readMe } from './api.ts';
import { inEnvelope, parseAnswer } from './graph.ts';
import { INSIGHTS_SCOPE, profileUrl } from './setup.ts';
import { say } from './texts.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const LONG_LIVED_MS = 60 * DAY_MS;
/** Tokens younger than 24 h cannot be renewed; an hour more, because the age is only known to within minutes. */
const MIN_REFRESH_AGE_MS = DAY_MS + HOUR_MS;

const NEEDED = ['instagram_business_basic', 'instagram_business_content_publish'] as const;
// A token never gains scopes later, so all scopes are requested at once.
const OPTIONAL = ['instagram_business_manage_comments', INSIGHTS_SCOPE] as const;

export const oauth: OAuth = {
  neededScopes: NEEDED,
  optionalScopes: OPTIONAL,
  // Renewed from day 7 of 60: a token that is not renewed in time is dead, and this leaves seven weeks to notice.
  refreshMarginMs: LONG_LIVED_MS - 7 * DAY_MS,
  refreshSpreadMs: 3 * DAY_MS,
  grantEnds: [
    {
      from: 'ACCESS_TOKEN_EXPIRY',
      afterMs: 0,
      description: say('grantEnds'),
    },
  ],

  authorizationUrl(ctx, { redirectUri, state }) {
    return consentUrl(ctx, '/oauth/authorize', {
      client_id: ctx.client.clientId,
      redirect_uri: redirectUri,
      response_type: 'code',
      scope: ctx.scopes.join(','),
      state,
      // Without it, no second account can be added from the same browser: the first one is silently connected again.
      force_reauth: 'true',
    });
  },

  async exchangeCode(ctx, { code, redirectUri }) {
    const short = await shortLivedToken(ctx, code, redirectUri);
    const long = await tokenCall(ctx, 'access_token', {
      grant_type: 'ig_exchange_token',
      client_secret: ctx.client.clientSecret,
      access_token: short.access_token,
    });
    return credentials(ctx, long, short.permissions ?? ctx.scopes);
  },

  async refresh(ctx, current) {
    if (!isRenewable(current, ctx.now())) return current;
    const renewed = await tokenCall(ctx, 'refresh_access_token', {
      grant_type: 'ig_refresh_token',
      access_token: current.accessToken,
    });
    return credentials(ctx, renewed, renewed.permissions ?? current.scopes);
  },

  // Instagram Login documents no call to withdraw a grant; the account holder removes the app in the settings of
  // Instagram.
  revoke: null,

  async identify(ctx, { accessToken }): Promise<Identity> {
    const me = await readMe({ ...ctx, accessToken });
    return {
      externalId: me.user_id,
      ...(me.id == null ? {} : { aliasId: me.id }),
      username: me.username ?? null,
      displayName: me.name ?? me.username ?? null,
      avatarUrl: me.profile_picture_url ?? null,
      profileUrl: me.username ? profileUrl(me.username) : null,
      facts: {
        // Documented in two spellings.
        accountType: me.account_type?.toUpperCase() ?? null,
        followersCount: me.followers_count ?? null,
        mediaCount: me.media_count ?? null,
      },
    };
  },
};

const shortToken = inEnvelope(z.object({ access_token: z.string().min(1), permissions: scopeList }));
const longToken = inEnvelope(
  z.object({ access_token: z.string().min(1), expires_in: lifetime, permissions: scopeList }),
);

async function shortLivedToken(ctx: OAuthContext, code: string, redirectUri: string) {
  const answer = await ctx.http.request({
    endpoint: 'oauth.access_token',
    method: 'POST',
    url: `${originOf(ctx.origins, 'api')}/oauth/access_token`,
    body: {
      form: {
        client_id: ctx.client.clientId,
        client_secret: ctx.client.clientSecret,
        grant_type: 'authorization_code',
        redirect_uri: redirectUri,
        // Instagram ends its redirect with `#_`, which some browsers and proxies leave attached to the code.
        code: code.replace(/#_$/, ''),
      },
    },
  });
  return parseAnswer(answer, shortToken, 'Instagram did not accept the login', tokenContext(ctx));
}

/** The token endpoints of the Graph host: no version in the path, the token in the query. */
async function tokenCall(ctx: OAuthContext, path: string, query: Record<string, string> & { access_token: string }) {
  const answer = await ctx.http.request({
    endpoint: path,
    method: 'GET',
    url: `${originOf(ctx.origins, 'graph')}/${path}`,
    query,
  });
  return parseAnswer(answer, longToken, 'Instagram did not renew the access', tokenContext(ctx));
}

const tokenContext = (ctx: OAuthContext) => ({ role: 'READ', now: ctx.now() }) as const;

function credentials(ctx: OAuthContext, token: z.output<typeof longToken>, scopes: readonly string[]): Credentials {
  const lifetimeMs = token.expires_in == null ? LONG_LIVED_MS : token.expires_in * 1_000;
  return {
    accessToken: token.access_token,
    refreshToken: null,
    accessTokenExpiresAt: new Date(ctx.now().getTime() + lifetimeMs),
    refreshTokenExpiresAt: null,
    scopes,
  };
}

// The age is not stored but computed from the expiry: every long-lived token starts with 60 days.
function isRenewable(current: Credentials, now: Date): boolean {
  if (current.accessTokenExpiresAt === null) return true;
  const issuedAtMs = current.accessTokenExpiresAt.getTime() - LONG_LIVED_MS;
  return now.getTime() - issuedAtMs >= MIN_REFRESH_AGE_MS;
}
