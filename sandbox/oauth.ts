/** The OAuth machinery that the vendors share: consent, single-use codes, PKCE, access and refresh tokens. */
import { randomBytes } from 'node:crypto';
import { consentPage, problemPage } from './consent.ts';
import type { Account, AccountFilter, SandboxRequest, SandboxResponse, SandboxState } from './core.ts';
import { askedScopes, authorizationProblem, type Challenge, verifierProblem } from './oauth-checks.ts';
import type { Grant, OAuthRules } from './oauth-rules.ts';
import { decoded } from './router.ts';

export interface Client {
  id: string;
  /** null for a public client. */
  secret: string | null;
}

export interface AccessToken {
  token: string;
  grant: Grant;
  kind: string;
  issuedAt: number;
  expiresAt: number;
}

interface RefreshToken {
  token: string;
  grant: Grant;
  issuedAt: number;
  /** null = never. */
  expiresAt: number | null;
  lastUsedAt: number;
  used: boolean;
}

type Refused<Reason extends string> = { ok: false; reason: Reason };
export type CodeProblem =
  | 'unknown_client'
  | 'unknown_code'
  | 'used_code'
  | 'expired_code'
  | 'redirect_mismatch'
  | 'client_mismatch'
  | 'verifier_missing'
  | 'verifier_mismatch';
type RefreshProblem = 'unknown_client' | 'unknown' | 'used' | 'expired' | 'revoked' | 'client_mismatch';
type AccessProblem = 'missing' | 'unknown' | 'expired' | 'revoked';

interface AccessOptions {
  ttlMs?: number;
  kind?: string;
  /** The `accessTokenTtlMs` setting does not apply: Instagram's one-hour token that is only there to be exchanged. */
  fixed?: boolean;
}

export interface OAuth {
  /** Handler of the authorize address: error page, consent page, or (with `sandbox_account`) the redirect itself. */
  authorize(request: SandboxRequest): SandboxResponse;
  /** Spends a code. The tokens are then issued by `issueAccess` and `issueRefresh`. */
  redeem(input: {
    client: Client;
    code: string;
    redirectUri: string;
    verifier?: string | undefined;
  }): { ok: true; grant: Grant } | Refused<CodeProblem>;
  refresh(input: {
    client: Client;
    refreshToken: string;
  }): { ok: true; grant: Grant; refresh: RefreshToken } | Refused<RefreshProblem>;
  issueAccess(grant: Grant, options?: AccessOptions): AccessToken;
  issueRefresh(grant: Grant): RefreshToken;
  /** Looks up a bearer token, without the `Bearer ` prefix. */
  access(token: string | undefined): { ok: true; access: AccessToken } | Refused<AccessProblem>;
  /** Kills the whole grant behind an access or refresh token; false when the token is unknown. */
  revokeByToken(token: string): boolean;
  /** Any non-empty pair is known, unless settings name the one client or the grant was made with another pair. */
  knowsClient(client: Client, grant?: Grant): boolean;
  expireTokens(filter: AccountFilter): number;
  revokeTokens(filter: AccountFilter): number;
  withdrawScopes(filter: AccountFilter, scopes: readonly string[]): number;
  reset(): void;
}

interface Code {
  code: string;
  grant: Grant;
  redirectUri: string;
  challenge: Challenge | undefined;
  expiresAt: number;
  used: boolean;
}

export function createOAuth(state: SandboxState, rules: OAuthRules): OAuth {
  const codes = new Map<string, Code>();
  const accessTokens = new Map<string, AccessToken>();
  const refreshTokens = new Map<string, RefreshToken>();

  const knowsClient = (client: Client, grant?: Grant): boolean => {
    const settings = state.settings(rules.platform);
    if (client.id === '' || client.secret === '') return false;
    if (settings.clientId !== null && settings.clientId !== client.id) return false;
    // An app that has a secret is no public client.
    if (settings.clientSecret !== null && settings.clientSecret !== client.secret) return false;
    return grant?.clientSecret === undefined || grant.clientSecret === client.secret;
  };

  const chosen = (filter: AccountFilter) => (token: { grant: Grant }) =>
    filter.accountId === undefined || token.grant.accountId === filter.accountId;

  return {
    authorize: (request) => {
      const problem = authorizationProblem(request.query, rules, state);
      if (problem !== undefined) return { status: 400, html: problemPage(rules.platform, problem) };
      const query = request.query;
      if (query.has('sandbox_deny')) return back(query, rules.denial);
      const wanted = query.get('sandbox_account');
      if (wanted === null) return { status: 200, html: consentPage(rules, query, askedScopes(query, rules)) };
      const account =
        wanted === 'first'
          ? rules.accounts[0]
          : rules.accounts.find((one) => one.id === wanted || one.username === wanted);
      if (account === undefined) return { status: 400, html: problemPage(rules.platform, `no demo account ${wanted}`) };
      const code = newCode(state, rules, query, account);
      codes.set(code.code, code);
      const granted =
        rules.callbackScopes === undefined
          ? {}
          : { [rules.callbackScopes]: code.grant.scopes.join(rules.scopeSeparator) };
      return back(query, { code: code.code, ...granted }, rules.callbackSuffix);
    },
    redeem: ({ client, code: value, redirectUri, verifier }) => {
      if (!knowsClient(client)) return { ok: false, reason: 'unknown_client' };
      const code = codes.get(value);
      if (code === undefined) return { ok: false, reason: 'unknown_code' };
      if (code.used) return { ok: false, reason: 'used_code' };
      if (code.grant.clientId !== client.id) return { ok: false, reason: 'client_mismatch' };
      if (code.expiresAt <= state.now()) return { ok: false, reason: 'expired_code' };
      if (code.redirectUri !== redirectUri) return { ok: false, reason: 'redirect_mismatch' };
      const pkce = verifierProblem(code.challenge, verifier, rules);
      if (pkce !== undefined) return { ok: false, reason: pkce };
      code.used = true;
      code.grant.clientSecret = client.secret;
      return { ok: true, grant: code.grant };
    },
    refresh: ({ client, refreshToken }) => {
      if (!knowsClient(client)) return { ok: false, reason: 'unknown_client' };
      const refresh = refreshTokens.get(refreshToken);
      if (refresh === undefined) return { ok: false, reason: 'unknown' };
      if (refresh.grant.clientId !== client.id) return { ok: false, reason: 'client_mismatch' };
      if (!knowsClient(client, refresh.grant)) return { ok: false, reason: 'unknown_client' };
      if (refresh.grant.revoked) return { ok: false, reason: 'revoked' };
      if (refresh.used) return { ok: false, reason: 'used' };
      if (refresh.expiresAt !== null && refresh.expiresAt <= state.now()) return { ok: false, reason: 'expired' };
      if (state.now() - refresh.lastUsedAt >= (rules.refreshIdleMs ?? Number.POSITIVE_INFINITY))
        return { ok: false, reason: 'expired' };
      refresh.lastUsedAt = state.now();
      refresh.used = rules.rotatesRefresh;
      return { ok: true, grant: refresh.grant, refresh };
    },
    issueAccess: (grant, options = {}) => {
      const asked = options.fixed === true ? null : state.settings(rules.platform).accessTokenTtlMs;
      const ttlMs = asked ?? options.ttlMs ?? rules.accessTtlMs;
      const token = `${rules.tokenPrefix ?? ''}${secret()}`;
      const issuedAt = state.now();
      const access = { token, grant, kind: options.kind ?? 'access', issuedAt, expiresAt: issuedAt + ttlMs };
      accessTokens.set(token, access);
      return access;
    },
    issueRefresh: (grant) => {
      const token = `${rules.tokenPrefix ?? ''}r.${secret()}`;
      const ttlMs = rules.refreshTtlMs ?? null;
      const issuedAt = state.now();
      const expiresAt = ttlMs === null ? null : issuedAt + ttlMs;
      const refresh = { token, grant, issuedAt, expiresAt, lastUsedAt: issuedAt, used: false };
      refreshTokens.set(token, refresh);
      return refresh;
    },
    access: (token) => {
      if (token === undefined || token === '') return { ok: false, reason: 'missing' };
      const access = accessTokens.get(token);
      if (access === undefined) return { ok: false, reason: 'unknown' };
      if (access.grant.revoked) return { ok: false, reason: 'revoked' };
      if (access.expiresAt <= state.now()) return { ok: false, reason: 'expired' };
      return { ok: true, access };
    },
    revokeByToken: (token) => {
      const grant = (accessTokens.get(token) ?? refreshTokens.get(token))?.grant;
      if (grant === undefined) return false;
      if (!grant.revoked) rules.revoked?.(grant, 'app');
      grant.revoked = true;
      return true;
    },
    knowsClient,
    expireTokens: (filter) => {
      const live = [...accessTokens.values()].filter(chosen(filter)).filter((token) => token.expiresAt > state.now());
      for (const token of live) token.expiresAt = state.now();
      return live.length;
    },
    revokeTokens: (filter) => {
      const tokens = [...accessTokens.values(), ...refreshTokens.values()].filter(chosen(filter));
      const grants = new Set(tokens.map((token) => token.grant).filter((grant) => !grant.revoked));
      for (const grant of grants) {
        grant.revoked = true;
        rules.revoked?.(grant, 'user');
      }
      return grants.size;
    },
    withdrawScopes: (filter, scopes) => {
      const tokens = [...accessTokens.values(), ...refreshTokens.values()].filter(chosen(filter));
      const losing = [...new Set(tokens.map((token) => token.grant))].filter((grant) =>
        grant.scopes.some((scope) => scopes.includes(scope)),
      );
      for (const grant of losing) grant.scopes = grant.scopes.filter((scope) => !scopes.includes(scope));
      return losing.length;
    },
    reset: () => {
      for (const map of [codes, accessTokens, refreshTokens]) map.clear();
    },
  };
}

/** The token in an `Authorization: Bearer …` header. */
export function bearer(request: SandboxRequest): string | undefined {
  return /^Bearer ([^\s]+)$/.exec(request.headers.authorization ?? '')?.[1];
}

/** `client_id:client_secret` of an `Authorization: Basic …` header. */
export function basicClient(request: SandboxRequest): Client | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/.exec(request.headers.authorization ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [id, ...rest] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return id === undefined || rest.length === 0 ? undefined : { id: decoded(id), secret: decoded(rest.join(':')) };
}

function newCode(state: SandboxState, rules: OAuthRules, query: URLSearchParams, account: Account): Code {
  const asked = askedScopes(query, rules);
  const ticked = query.getAll('sandbox_scopes').flatMap((list) => list.split(/[ ,]/));
  const scopes = query.has('sandbox_scopes') ? asked.filter((scope) => ticked.includes(scope)) : asked;
  const challenge = query.get('code_challenge');
  const method = query.get('code_challenge_method') ?? 'plain';
  return {
    code: `${rules.codePrefix ?? ''}${secret()}`,
    grant: {
      id: secret(),
      accountId: account.id,
      clientId: query.get(rules.clientIdParam) ?? '',
      clientSecret: undefined,
      scopes,
      asked: Object.fromEntries(query),
      revoked: false,
    },
    redirectUri: query.get('redirect_uri') ?? '',
    challenge: challenge === null || rules.pkce.use === 'ignored' ? undefined : { value: challenge, method },
    expiresAt: state.now() + rules.codeTtlMs,
    used: false,
  };
}

function back(query: URLSearchParams, answer: Record<string, string>, suffix = ''): SandboxResponse {
  const target = new URL(query.get('redirect_uri') ?? '');
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
  const sent = query.get('state');
  if (sent !== null) target.searchParams.set('state', sent);
  return { status: 302, headers: { location: `${target.href}${suffix}`, 'cache-control': 'no-store' } };
}

function secret(): string {
  return randomBytes(24).toString('base64url');
}
