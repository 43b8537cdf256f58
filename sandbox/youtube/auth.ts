/** Google's side of OAuth for YouTube: consent, offline access, tokens, revocation, and the scope check of every call. */
import type { SandboxRequest, SandboxResponse, SandboxState } from '../core.ts';
import { basicClient, bearer, type Client, type CodeProblem, createOAuth, type OAuth } from '../oauth.ts';
import type { Grant } from '../oauth-rules.ts';
import { no } from './answers.ts';
import { createIdentity, IDENTITY_SCOPES, type Identity } from './identity.ts';
import { CHANNELS, type Channel, type YoutubeStore } from './store.ts';

const SCOPE = 'https://www.googleapis.com/auth/';
const ALL = [`${SCOPE}youtube`, `${SCOPE}youtube.force-ssl`];

/** The scopes of which one is enough. */
export const SCOPES = {
  read: [...ALL, `${SCOPE}youtube.readonly`],
  upload: [...ALL, `${SCOPE}youtube.upload`],
  write: ALL,
  comment: [`${SCOPE}youtube.force-ssl`],
  analytics: [`${SCOPE}yt-analytics.readonly`, `${SCOPE}youtube.readonly`, `${SCOPE}youtube`],
} as const;

const YOUTUBE_SCOPES = [
  ...['youtube', 'youtube.force-ssl', 'youtube.readonly', 'youtube.upload'],
  ...['yt-analytics.readonly', 'yt-analytics-monetary.readonly'],
];

const TESTING_REFRESH_TTL_MS = 7 * 86_400_000;
/** Six months. */
const UNUSED_REFRESH_TTL_MS = 183 * 86_400_000;
/** The hundred-and-first refresh token of one account and client silently kills the first. */
const MAX_GRANTS = 100;

export interface YoutubeAuth {
  oauth: OAuth;
  authorize(request: SandboxRequest): SandboxResponse;
  token(request: SandboxRequest): SandboxResponse;
  revoke(request: SandboxRequest): SandboxResponse;
  tokenInfo(request: SandboxRequest): SandboxResponse;
  identity: Identity;
  /** The channel a call acts for; refuses as Google does without a good token of the right scope. */
  channel(request: SandboxRequest, scopes: readonly string[]): Channel;
  /** An upload session needs no token, but a dead one that is sent along is refused. */
  checkSentToken(request: SandboxRequest): void;
  reset(): void;
}

export function createYoutubeAuth(state: SandboxState, store: YoutubeStore): YoutubeAuth {
  const oauth = createOAuth(state, {
    platform: 'YOUTUBE',
    accounts: CHANNELS,
    clientIdParam: 'client_id',
    scopes: [...YOUTUBE_SCOPES.map((name) => SCOPE + name), ...IDENTITY_SCOPES],
    scopeSeparator: ' ',
    pkce: { use: 'optional', encoding: 'base64url' },
    codeTtlMs: 600_000,
    accessTtlMs: 3_599_000,
    refreshTtlMs: null,
    refreshIdleMs: UNUSED_REFRESH_TTL_MS,
    rotatesRefresh: false,
    callbackScopes: 'scope',
    denial: { error: 'access_denied' },
    codePrefix: '4/',
    tokenPrefix: 'ya29.',
    check: askedProblem,
  });
  const identity = createIdentity(oauth, state.now);
  /** Every grant that was redeemed; those alive decide whether a consent is the first. */
  let grants: Grant[] = [];
  const siblings = (grant: Grant) =>
    grants.filter((one) => !one.revoked && one.accountId === grant.accountId && one.clientId === grant.clientId);

  const redeemed = (grant: Grant): SandboxResponse => {
    const others = siblings(grant);
    const first = others.length === 0;
    if (grant.asked.include_granted_scopes === 'true')
      grant.scopes = [...new Set([...grant.scopes, ...others.flatMap(({ scopes }) => scopes)])];
    grants.push(grant);
    const consented = first || (grant.asked.prompt ?? '').split(' ').includes('consent');
    const whoIsIt = identity.idToken(grant);
    if (grant.asked.access_type !== 'offline' || !consented) return tokens(oauth, grant, whoIsIt);
    const refresh = oauth.issueRefresh(grant);
    const alive = siblings(grant);
    if (alive.length > MAX_GRANTS && alive[0] !== undefined) alive[0].revoked = true;
    if (!store.own().projectInTesting) return tokens(oauth, grant, { ...whoIsIt, refresh_token: refresh.token });
    refresh.expiresAt = state.now() + TESTING_REFRESH_TTL_MS;
    return tokens(oauth, grant, {
      ...whoIsIt,
      refresh_token: refresh.token,
      refresh_token_expires_in: TESTING_REFRESH_TTL_MS / 1000,
    });
  };

  const token = (request: SandboxRequest): SandboxResponse => {
    const form = request.form;
    if (form === undefined) return refused(400, 'invalid_request', 'Bad Request');
    // In the body as everybody does it, or in the header as the standard has it.
    const inBody: Client = { id: form.get('client_id') ?? '', secret: form.get('client_secret') };
    const client = basicClient(request) ?? inBody;
    if (client.secret === null) return refused(400, 'invalid_request', 'client_secret is missing.');
    const grantType = form.get('grant_type');
    if (grantType === 'authorization_code') {
      const verifier = form.get('code_verifier') ?? undefined;
      const answer = oauth.redeem({
        client,
        code: form.get('code') ?? '',
        redirectUri: form.get('redirect_uri') ?? '',
        verifier,
      });
      return answer.ok ? redeemed(answer.grant) : codeRefused(answer.reason);
    }
    if (grantType !== 'refresh_token')
      return refused(400, 'unsupported_grant_type', `Invalid grant_type: ${grantType ?? ''}`);
    const answer = oauth.refresh({ client, refreshToken: form.get('refresh_token') ?? '' });
    if (answer.ok) return tokens(oauth, answer.grant, identity.idToken(answer.grant));
    if (answer.reason === 'unknown_client') return codeRefused('unknown_client');
    return refused(
      400,
      'invalid_grant',
      answer.reason === 'unknown' ? 'Bad Request' : 'Token has been expired or revoked.',
    );
  };

  const access = (request: SandboxRequest) => {
    const answer = oauth.access(bearer(request));
    if (!answer.ok) throw unauthenticated(answer.reason === 'missing');
    return answer.access;
  };

  return {
    oauth,
    identity,
    authorize: oauth.authorize,
    token,
    revoke: (request) => {
      const alive = grants.filter((grant) => !grant.revoked);
      const sent = request.form?.get('token') ?? request.query.get('token') ?? '';
      if (!oauth.revokeByToken(sent)) return refused(400, 'invalid_token', 'Token expired or revoked');
      // Not the token alone: everything this user granted to the project.
      const target = alive.find((grant) => grant.revoked);
      if (target !== undefined) for (const grant of siblings(target)) grant.revoked = true;
      return { status: 200, json: {} };
    },
    tokenInfo: (request) => {
      const sent = request.query.get('access_token') ?? request.form?.get('access_token') ?? bearer(request);
      const answer = oauth.access(sent ?? undefined);
      if (!answer.ok) return refused(400, 'invalid_token', 'Invalid Value');
      const { grant, expiresAt } = answer.access;
      const seconds = Math.floor((expiresAt - state.now()) / 1000);
      const json = {
        azp: grant.clientId,
        aud: grant.clientId,
        scope: grant.scopes.join(' '),
        exp: String(Math.floor(expiresAt / 1000)),
        expires_in: String(seconds),
        access_type: grant.asked.access_type ?? 'online',
      };
      return { status: 200, json };
    },
    channel: (request, scopes) => {
      const { grant } = access(request);
      if (!scopes.some((scope) => grant.scopes.includes(scope))) throw scopeInsufficient();
      const channel = CHANNELS.find((one) => one.id === grant.accountId);
      if (channel === undefined) throw new Error(`a grant for the unknown channel ${grant.accountId}`);
      if (state.accountChange('YOUTUBE', channel.id).restricted === true) throw suspended();
      return channel;
    },
    checkSentToken: (request) => {
      if (request.headers.authorization !== undefined) access(request);
    },
    reset: () => {
      oauth.reset();
      grants = [];
    },
  };
}

function askedProblem(query: URLSearchParams): string | undefined {
  const accessType = query.get('access_type') ?? 'online';
  if (accessType !== 'online' && accessType !== 'offline') return `invalid access_type: ${accessType}`;
  const prompts = (query.get('prompt') ?? '').split(' ').filter((prompt) => prompt !== '');
  const unknown = prompts.find((prompt) => !['none', 'consent', 'select_account'].includes(prompt));
  return unknown === undefined ? undefined : `invalid prompt: ${unknown}`;
}

function tokens(oauth: OAuth, grant: Grant, more: Record<string, unknown>): SandboxResponse {
  const access = oauth.issueAccess(grant);
  const expiresIn = Math.floor((access.expiresAt - access.issuedAt) / 1000);
  const json = {
    access_token: access.token,
    expires_in: expiresIn,
    ...more,
    scope: grant.scopes.join(' '),
    token_type: 'Bearer',
  };
  return { status: 200, headers: { 'cache-control': 'no-store' }, json };
}

const CODE_REFUSALS: Record<CodeProblem, readonly [status: number, error: string, description: string]> = {
  unknown_client: [401, 'invalid_client', 'The OAuth client was not found.'],
  unknown_code: [400, 'invalid_grant', 'Malformed auth code.'],
  used_code: [400, 'invalid_grant', 'Bad Request'],
  expired_code: [400, 'invalid_grant', 'Bad Request'],
  client_mismatch: [400, 'invalid_grant', 'Bad Request'],
  redirect_mismatch: [400, 'redirect_uri_mismatch', 'Bad Request'],
  verifier_missing: [400, 'invalid_grant', 'Missing code verifier.'],
  verifier_mismatch: [400, 'invalid_grant', 'Invalid code verifier.'],
};

const codeRefused = (problem: CodeProblem) => refused(...CODE_REFUSALS[problem]);

function refused(status: number, error: string, description: string): SandboxResponse {
  return { status, json: { error, error_description: description } };
}

function unauthenticated(missing: boolean) {
  const fix =
    'Expected OAuth 2 access token, login cookie or other valid authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.';
  const message = missing
    ? 'Request is missing required authentication credential.'
    : 'Request had invalid authentication credentials.';
  return no(401, missing ? 'required' : 'authError', `${message} ${fix}`, {
    location: 'Authorization',
    locationType: 'header',
    status: 'UNAUTHENTICATED',
    headers: {
      'www-authenticate': `Bearer realm="https://accounts.google.com/"${missing ? '' : ', error="invalid_token"'}`,
    },
  });
}

const suspended = () =>
  no(403, 'authenticatedUserAccountSuspended', 'The account of the authenticated user is suspended.', {
    domain: 'youtube.common',
    status: 'PERMISSION_DENIED',
  });

function scopeInsufficient() {
  return no(403, 'insufficientPermissions', 'Request had insufficient authentication scopes.', {
    status: 'PERMISSION_DENIED',
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
        domain: 'googleapis.com',
        metadata: { service: 'youtube.googleapis.com' },
      },
    ],
  });
}
