/** X's OAuth 2 (PKCE, single-use refresh tokens) and the gate every API call passes: token, rate limit, credits, scope. */
import type { Account, SandboxRequest, SandboxResponse, SandboxState } from '../core.ts';
import { basicClient, bearer, type Client, type CodeProblem, createOAuth, type OAuth } from '../oauth.ts';
import type { Grant } from '../oauth-rules.ts';
import { Refusal } from '../refusal.ts';
import { creditsDepleted, forbidden, tooManyRequests, unauthorized, unsupportedAuthentication } from './answers.ts';
import { createXApp, type XApp } from './app.ts';
import { createWindows } from './limits.ts';
import { USERS, type XStore } from './store.ts';
import { inPostWords, inTweetWords } from './words.ts';

const SCOPES = [
  'tweet.read',
  'tweet.write',
  'tweet.moderate.write',
  'users.read',
  'users.email',
  'follows.read',
  'follows.write',
  'offline.access',
  'space.read',
  'mute.read',
  'mute.write',
  'like.read',
  'like.write',
  'list.read',
  'list.write',
  'timeline.read',
  'block.read',
  'block.write',
  'bookmark.read',
  'bookmark.write',
  'media.write',
] as const;
export type Scope = (typeof SCOPES)[number];

const MAX_STATE_LENGTH = 500;

export type Call = (
  request: SandboxRequest,
  user: Account,
  scopes: readonly string[],
) => SandboxResponse | Promise<SandboxResponse>;

interface Caller {
  user: Account;
  clientId: string;
  scopes: readonly string[];
}

/** What is public may be read without a user behind the call. */
const APP_READS: readonly string[] = [
  ...['tweets_lookup', 'tweet_lookup', 'user_tweets', 'users_lookup', 'media_lookup', 'tweets_search'],
  ...['tweets_counts', 'tweet_quotes', 'tweet_reposts', 'tweet_reposters', 'user_mentions'],
];
const NOBODY: Account = { id: '', username: '', displayName: '' };

export interface XAuth {
  oauth: OAuth;
  app: XApp;
  authorize(request: SandboxRequest): SandboxResponse;
  token(request: SandboxRequest): SandboxResponse;
  revoke(request: SandboxRequest): SandboxResponse;
  /** Wraps an API call; every answer of it, good or bad, carries the rate-limit headers. */
  gate(operation: string, scopes: readonly Scope[], call: Call): (request: SandboxRequest) => Promise<SandboxResponse>;
  reset(): void;
}

export function createXAuth(state: SandboxState, store: XStore, onRevoke: (grant: Grant) => void): XAuth {
  const oauth = createOAuth(state, {
    platform: 'X',
    accounts: USERS,
    clientIdParam: 'client_id',
    scopes: SCOPES,
    scopeSeparator: ' ',
    // X's own SDK makes verifiers of 171 characters.
    pkce: { use: 'required', encoding: 'base64url', plain: true, maxVerifier: 256 },
    codeTtlMs: 30_000,
    accessTtlMs: 7_200_000,
    refreshTtlMs: null,
    rotatesRefresh: true,
    denial: { error: 'access_denied' },
    revoked: onRevoke,
    check: (query) => {
      const length = query.get('state')?.length ?? 0;
      return length > 0 && length <= MAX_STATE_LENGTH ? undefined : 'state is missing or longer than 500 characters';
    },
  });
  const app = createXApp(oauth);
  const windows = createWindows(state, store);

  const identify = (request: SandboxRequest, operation: string): Caller => {
    const sent = bearer(request);
    const appId = app.clientOf(sent);
    if (appId !== undefined) {
      if (!APP_READS.includes(operation)) throw unsupportedAuthentication();
      return { user: NOBODY, clientId: appId, scopes: SCOPES };
    }
    const answer = oauth.access(sent);
    if (!answer.ok) throw unauthorized();
    const { accountId, clientId, scopes } = answer.access.grant;
    const user = USERS.find((one) => one.id === accountId);
    if (user === undefined) throw new Error(`a grant for the unknown user ${accountId}`);
    return { user, clientId, scopes };
  };

  return {
    oauth,
    app,
    authorize: (request) => oauth.authorize({ ...request, query: upperCaseMethod(request.query) }),
    token: (request) => token(oauth, request),
    revoke: (request) => {
      const fields = fieldsOf(request);
      if (clientOf(request, fields) === undefined) return missingHeader();
      if (fields.token === undefined) return refused(400, 'invalid_request', 'Missing required parameter [token].');
      oauth.revokeByToken(fields.token);
      return { status: 200, json: { revoked: true } };
    },
    gate: (operation, scopes, call) => async (request) => {
      let headers: Record<string, string> = {};
      try {
        const { user, clientId, scopes: granted } = identify(request, operation);
        const window = windows.take(operation, user.id, clientId);
        headers = window.headers;
        if (window.exhausted) throw tooManyRequests();
        if (store.own().creditsDepleted) throw creditsDepleted();
        if (!scopes.every((scope) => granted.includes(scope))) throw forbidden('Forbidden');
        if (state.accountChange('X', user.id).restricted === true)
          throw forbidden('Your account is suspended and is not permitted to access this feature.');
        const answer = await call(
          { ...request, query: inTweetWords(request.query, store.own().queries) },
          user,
          granted,
        );
        const said = store.own().words === 'post' ? { ...answer, json: inPostWords(answer.json) } : answer;
        return withHeaders(said, headers);
      } catch (error) {
        if (error instanceof Refusal) return withHeaders(error.response, headers);
        throw error;
      }
    },
    reset: () => {
      oauth.reset();
      app.reset();
      windows.reset();
    },
  };
}

/** X takes the method in lower case too: twitter-api-v2 has always sent `s256`. */
function upperCaseMethod(query: URLSearchParams): URLSearchParams {
  const copy = new URLSearchParams(query);
  if (copy.get('code_challenge_method') === 's256') copy.set('code_challenge_method', 'S256');
  return copy;
}

function token(oauth: OAuth, request: SandboxRequest): SandboxResponse {
  const fields = fieldsOf(request);
  const client = clientOf(request, fields);
  if (client === undefined) return missingHeader();
  if (fields.grant_type === 'authorization_code') {
    const missing = (['code', 'redirect_uri', 'code_verifier'] as const).find((name) => fields[name] === undefined);
    if (missing !== undefined) return refused(400, 'invalid_request', `Missing required parameter [${missing}].`);
    const { code = '', redirect_uri: redirectUri = '', code_verifier: verifier } = fields;
    const answer = oauth.redeem({ client, code, redirectUri, verifier });
    return answer.ok ? tokens(oauth, answer.grant) : refused(...CODE_REFUSALS[answer.reason]);
  }
  if (fields.grant_type !== 'refresh_token')
    return refused(400, 'invalid_request', 'Value passed for the grant type was invalid.');
  const answer = oauth.refresh({ client, refreshToken: fields.refresh_token ?? '' });
  if (answer.ok) return tokens(oauth, answer.grant);
  if (answer.reason === 'unknown_client') return missingHeader();
  return refused(400, 'invalid_request', 'Value passed for the token was invalid.');
}

function tokens(oauth: OAuth, grant: Grant): SandboxResponse {
  const access = oauth.issueAccess(grant);
  const refresh = grant.scopes.includes('offline.access') ? { refresh_token: oauth.issueRefresh(grant).token } : {};
  const expiresIn = Math.floor((access.expiresAt - access.issuedAt) / 1000);
  return {
    status: 200,
    json: {
      token_type: 'bearer',
      expires_in: expiresIn,
      access_token: access.token,
      scope: grant.scopes.join(' '),
      ...refresh,
    },
  };
}

const CODE_REFUSALS: Record<CodeProblem, readonly [status: number, error: string, description: string]> = {
  unknown_client: [401, 'unauthorized_client', 'Missing valid authorization header'],
  unknown_code: [400, 'invalid_request', 'Value passed for the authorization code was invalid.'],
  used_code: [400, 'invalid_request', 'Value passed for the authorization code was invalid.'],
  expired_code: [400, 'invalid_request', 'Value passed for the authorization code was invalid.'],
  client_mismatch: [400, 'invalid_request', 'Value passed for the authorization code was invalid.'],
  redirect_mismatch: [
    400,
    'invalid_request',
    'Value passed for the redirect uri did not match the uri of the authorization code.',
  ],
  verifier_missing: [400, 'invalid_request', 'Missing required parameter [code_verifier].'],
  verifier_mismatch: [400, 'invalid_request', 'Value passed for the code verifier did not match the code challenge.'],
};

const missingHeader = () => refused(401, 'unauthorized_client', 'Missing valid authorization header');

function refused(status: number, error: string, description: string): SandboxResponse {
  return { status, json: { error, error_description: description } };
}

/** Forms are documented. JSON, and a query beside an empty form, are taken as well: popular libraries rely on it. */
function fieldsOf(request: SandboxRequest): Record<string, string | undefined> {
  if (request.form !== undefined) return Object.fromEntries(request.form.size > 0 ? request.form : request.query);
  const { json } = request;
  if (typeof json !== 'object' || json === null) return {};
  return Object.fromEntries(
    Object.entries(json).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** A confidential client proves itself by the Basic header alone; its secret in the body counts for nothing. */
function clientOf(request: SandboxRequest, fields: Record<string, string | undefined>): Client | undefined {
  if (request.headers.authorization !== undefined) return basicClient(request);
  if (fields.client_id === undefined || fields.client_secret !== undefined) return undefined;
  return { id: fields.client_id, secret: null };
}

function withHeaders(response: SandboxResponse, headers: Record<string, string>): SandboxResponse {
  return { ...response, headers: { ...response.headers, ...headers } };
}
