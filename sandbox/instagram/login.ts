/** Instagram's sign-in: the code, the one-hour token, its exchange for sixty days, and the refresh. */
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import type { AccessToken } from '../oauth.ts';
import type { OAuthRules } from '../oauth-rules.ts';
import { authenticate, type GraphAccount, type GraphContext, refuse } from './graph.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export const ACCOUNTS: readonly GraphAccount[] = [
  {
    id: '17841400000000011',
    scopedId: '25010000000000011',
    username: 'northwind.bakery',
    displayName: 'Northwind Bakery',
    accountType: 'BUSINESS',
    followers: 12_840,
  },
  {
    id: '17841400000000022',
    scopedId: '25010000000000022',
    username: 'ada.makes',
    displayName: 'Ada Makes',
    accountType: 'MEDIA_CREATOR',
    followers: 3120,
  },
  {
    id: '17841400000000033',
    scopedId: '25010000000000033',
    username: 'fjord.cycling',
    displayName: 'Fjord Cycling Club',
    accountType: 'BUSINESS',
    followers: 958,
  },
];

export const BASIC = 'instagram_business_basic';
export const PUBLISH = 'instagram_business_content_publish';
export const COMMENTS = 'instagram_business_manage_comments';
export const INSIGHTS = 'instagram_business_manage_insights';

export const LOGIN_RULES: OAuthRules = {
  platform: 'INSTAGRAM',
  accounts: ACCOUNTS,
  clientIdParam: 'client_id',
  scopes: [BASIC, PUBLISH, COMMENTS, INSIGHTS, 'instagram_business_manage_messages'],
  requiredScope: BASIC,
  scopeSeparator: ',',
  pkce: { use: 'ignored', encoding: 'base64url' },
  codeTtlMs: HOUR_MS,
  accessTtlMs: 60 * DAY_MS,
  rotatesRefresh: false,
  callbackSuffix: '#_',
  denial: { error: 'access_denied', error_reason: 'user_denied', error_description: 'The user denied your request.' },
  codePrefix: 'AQ',
  tokenPrefix: 'IGAA',
};

/** The token endpoint has an error shape of its own. */
function loginError(message: string, status = 400): SandboxResponse {
  return { status, json: { error_type: 'OAuthException', code: status, error_message: message } };
}

export function redeemCode(
  ctx: GraphContext,
  request: SandboxRequest,
  shape: 'documented' | 'flat' | 'flat_array',
): SandboxResponse {
  const form = request.form;
  if (form === undefined) return loginError('Missing required field client_id');
  const missing = ['client_id', 'client_secret', 'grant_type', 'redirect_uri', 'code'].find((name) => !form.get(name));
  if (missing !== undefined) return loginError(`Missing required field ${missing}`);
  if (form.get('grant_type') !== 'authorization_code') return loginError('Invalid grant_type');
  const client = { id: form.get('client_id') ?? '', secret: form.get('client_secret') };
  const code = form.get('code') ?? '';
  const spent = ctx.oauth.redeem({ client, code, redirectUri: form.get('redirect_uri') ?? '' });
  if (!spent.ok) {
    const messages: Partial<Record<typeof spent.reason, string>> = {
      unknown_client: 'Invalid platform app',
      client_mismatch: 'Invalid platform app',
      used_code: 'This authorization code has been used',
      expired_code: 'This authorization code has expired',
      redirect_mismatch:
        'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request',
    };
    return loginError(messages[spent.reason] ?? 'Invalid authorization code');
  }
  const { token } = ctx.oauth.issueAccess(spent.grant, { ttlMs: HOUR_MS, kind: 'short', fixed: true });
  const userId = ctx.accounts.find((account) => account.id === spent.grant.accountId)?.scopedId ?? '';
  const { scopes } = spent.grant;
  if (shape === 'documented')
    return { status: 200, json: { data: [{ access_token: token, user_id: userId, permissions: scopes.join(',') }] } };
  // In practice the id comes as a bare number above 2^53.
  const permissions = shape === 'flat' ? scopes.join(',') : scopes;
  return {
    status: 200,
    rawJson: `{"access_token":${JSON.stringify(token)},"user_id":${userId},"permissions":${JSON.stringify(permissions)}}`,
  };
}

export function exchange(ctx: GraphContext, request: SandboxRequest): SandboxResponse {
  const { query } = request;
  if (query.get('grant_type') !== 'ig_exchange_token') refuse('PARAMETER', 'grant_type must be ig_exchange_token');
  const { access } = authenticate(ctx, request);
  const client = { id: access.grant.clientId, secret: query.get('client_secret') ?? '' };
  if (!ctx.oauth.knowsClient(client, access.grant)) refuse('CLIENT_SECRET');
  if (access.kind !== 'short') refuse('TOKEN_NOT_SHORT');
  return longLived(ctx, access, {});
}

export function refresh(ctx: GraphContext, request: SandboxRequest, minAgeMs: number): SandboxResponse {
  const { query } = request;
  if (query.get('grant_type') !== 'ig_refresh_token') refuse('PARAMETER', 'grant_type must be ig_refresh_token');
  const { access } = authenticate(ctx, request, BASIC);
  if (access.kind !== 'long') refuse('PARAMETER', 'only a long-lived token can be refreshed');
  if (ctx.state.now() - access.issuedAt < minAgeMs) refuse('TOKEN_TOO_YOUNG');
  return longLived(ctx, access, { permissions: access.grant.scopes.join(',') });
}

function longLived(ctx: GraphContext, from: AccessToken, extra: Record<string, string>): SandboxResponse {
  const issued = ctx.oauth.issueAccess(from.grant, { kind: 'long' });
  const seconds = Math.floor((issued.expiresAt - issued.issuedAt) / 1000);
  return { status: 200, json: { access_token: issued.token, token_type: 'bearer', expires_in: seconds, ...extra } };
}
