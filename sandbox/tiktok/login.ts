/** TikTok's sign-in: hexadecimal PKCE, comma scopes, flat token answers, refresh tokens that die when used. */
import { randomBytes } from 'node:crypto';
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import type { OAuth } from '../oauth.ts';
import type { Grant, OAuthRules } from '../oauth-rules.ts';
import { type Creator, logId } from './api.ts';

const HOUR_MS = 3_600_000;

export function loginRules(creators: readonly Creator[], settings: () => LoginSettings): OAuthRules {
  return {
    platform: 'TIKTOK',
    accounts: creators,
    clientIdParam: 'client_key',
    scopes: ['user.info.basic', 'user.info.profile', 'user.info.stats', 'video.list', 'video.upload', 'video.publish'],
    requiredScope: 'user.info.basic',
    scopeSeparator: ',',
    pkce: { use: 'optional', encoding: 'hex' },
    codeTtlMs: 10 * 60_000,
    accessTtlMs: 2 * HOUR_MS,
    refreshTtlMs: 180 * 24 * HOUR_MS,
    rotatesRefresh: true,
    callbackScopes: 'scopes',
    denial: { error: 'access_denied', error_description: 'User denied the authorization request' },
    // Real codes carry characters that arrive percent-encoded; a client that decodes twice or not at all breaks here.
    codePrefix: `${randomBytes(2).toString('hex')}*0!`,
    tokenPrefix: 'act.',
    check: (query) =>
      approvalProblem(query.get('scope') ?? '', settings().approvedScopes) ??
      redirectProblem(new URL(query.get('redirect_uri') ?? ''), query.has('code_challenge')),
  };
}

function approvalProblem(asked: string, approved: readonly string[] | null): string | undefined {
  const scope = asked.split(',').find((one) => approved !== null && !approved.includes(one));
  return scope === undefined ? undefined : `invalid_scope: the app is not approved for ${scope}`;
}

function redirectProblem(redirect: URL, challenged: boolean): string | undefined {
  const desktop = redirect.hostname === 'localhost' || redirect.hostname === '127.0.0.1';
  if (redirect.search !== '' || redirect.href.length >= 512)
    return 'redirect_uri must be static and shorter than 512 characters';
  if (desktop) {
    if (redirect.port === '') return 'redirect_uri of a desktop app needs a port';
    return challenged ? undefined : 'code_challenge is required for a desktop app';
  }
  return redirect.protocol === 'https:' ? undefined : 'redirect_uri must be https';
}

export interface LoginSettings {
  /** TikTok is known to answer token errors with 200. */
  tokenErrorStatus: number;
  /** null = the app is approved for every scope. */
  approvedScopes: readonly string[] | null;
  refreshLife: 'FROM_ITS_ISSUE' | 'FROM_CONSENT';
}

export function tokenEndpoint(oauth: OAuth, settings: () => LoginSettings) {
  const fail = (error: string, description: string): SandboxResponse => ({
    status: settings().tokenErrorStatus,
    json: { error, error_description: description, log_id: logId() },
  });
  /** When the first refresh token of a grant ends. */
  const firstEnds = new WeakMap<Grant, number | null>();
  const issue = (grant: Grant): SandboxResponse => {
    const access = oauth.issueAccess(grant);
    const refresh = oauth.issueRefresh(grant);
    const endsAt = firstEnds.get(grant) ?? refresh.expiresAt;
    firstEnds.set(grant, endsAt);
    if (settings().refreshLife === 'FROM_CONSENT') refresh.expiresAt = endsAt;
    const json = {
      open_id: grant.accountId,
      scope: grant.scopes.join(','),
      access_token: access.token,
      expires_in: Math.floor((access.expiresAt - access.issuedAt) / 1000),
      refresh_token: refresh.token,
      refresh_expires_in: Math.floor(((refresh.expiresAt ?? refresh.issuedAt) - refresh.issuedAt) / 1000),
      token_type: 'Bearer',
    };
    return { status: 200, headers: { 'cache-control': 'no-store' }, json };
  };
  return (request: SandboxRequest): SandboxResponse => {
    const { form } = request;
    if (form === undefined)
      return fail('invalid_request', 'Only `application/x-www-form-urlencoded` is supported as Content-Type.');
    const field = (name: string) => form.get(name) ?? '';
    const client = { id: field('client_key'), secret: field('client_secret') };
    if (!oauth.knowsClient(client)) return fail('invalid_client', 'Client key or secret is incorrect.');
    if (field('grant_type') === 'authorization_code') {
      const missing = ['code', 'redirect_uri'].find((name) => field(name) === '');
      if (missing !== undefined) return fail('invalid_request', `${missing} is missing.`);
      const verifier = form.get('code_verifier') ?? undefined;
      const spent = oauth.redeem({ client, code: field('code'), redirectUri: field('redirect_uri'), verifier });
      if (spent.ok) return issue(spent.grant);
      if (spent.reason === 'verifier_missing' || spent.reason === 'verifier_mismatch')
        return fail('invalid_request', 'Code verifier or code challenge is invalid.');
      return fail('invalid_grant', 'Authorization code is expired or does not match.');
    }
    if (field('grant_type') === 'refresh_token') {
      const renewed = oauth.refresh({ client, refreshToken: field('refresh_token') });
      if (renewed.ok) return issue(renewed.grant);
      return fail(
        renewed.reason === 'unknown_client' ? 'invalid_client' : 'invalid_grant',
        'Refresh token is invalid or expired.',
      );
    }
    return fail('unsupported_grant_type', 'The grant type is not supported.');
  };
}

export function revokeEndpoint(oauth: OAuth) {
  return ({ form }: SandboxRequest): SandboxResponse => {
    const client = { id: form?.get('client_key') ?? '', secret: form?.get('client_secret') ?? '' };
    const refused = (error: string) => ({ status: 400, json: { error, error_description: error, log_id: logId() } });
    if (!oauth.knowsClient(client)) return refused('invalid_client');
    return oauth.revokeByToken(form?.get('token') ?? '') ? { status: 200 } : refused('invalid_request');
  };
}
