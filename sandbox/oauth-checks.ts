/** What makes an authorization request or a code verifier invalid. */
import { createHash } from 'node:crypto';
import type { SandboxState } from './core.ts';
import type { OAuthRules } from './oauth-rules.ts';

export interface Challenge {
  value: string;
  method: string;
}

export function askedScopes(query: URLSearchParams, rules: OAuthRules): string[] {
  return (query.get('scope') ?? '').split(rules.scopeSeparator).filter((scope) => scope !== '');
}

export function authorizationProblem(
  query: URLSearchParams,
  rules: OAuthRules,
  state: SandboxState,
): string | undefined {
  const repeated = [...new Set(query.keys())].find((key) => key !== 'sandbox_scopes' && query.getAll(key).length > 1);
  if (repeated !== undefined) return `${repeated} is given twice`;
  const clientId = query.get(rules.clientIdParam) ?? '';
  const known = state.settings(rules.platform).clientId;
  if (clientId === '' || (known !== null && known !== clientId)) return `${rules.clientIdParam} is missing or unknown`;
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!URL.canParse(redirectUri) || redirectUri.includes('#'))
    return 'redirect_uri is missing or not an absolute URL without a fragment';
  if (query.get('response_type') !== 'code') return 'response_type must be code';
  return scopeProblem(askedScopes(query, rules), rules) ?? challengeProblem(query, rules) ?? rules.check?.(query);
}

function scopeProblem(asked: readonly string[], rules: OAuthRules): string | undefined {
  if (asked.length === 0) return 'scope is missing';
  const unknown = asked.find((scope) => !rules.scopes.includes(scope));
  if (unknown !== undefined) return `invalid scope: ${unknown}`;
  if (rules.requiredScope !== undefined && !asked.includes(rules.requiredScope))
    return `scope ${rules.requiredScope} is mandatory`;
  return undefined;
}

function challengeProblem(query: URLSearchParams, { pkce }: OAuthRules): string | undefined {
  if (pkce.use === 'ignored') return undefined;
  const challenge = query.get('code_challenge');
  if (challenge === null) return pkce.use === 'required' ? 'code_challenge is missing' : undefined;
  const method = query.get('code_challenge_method') ?? 'plain';
  if (method === 'plain' && pkce.plain === true)
    return challenge.length >= 43 ? undefined : 'code_challenge is too short';
  if (method !== 'S256') return 'code_challenge_method must be S256';
  const shape = pkce.encoding === 'hex' ? /^[0-9a-f]{64}$/ : /^[A-Za-z0-9_-]{43}$/;
  return shape.test(challenge) ? undefined : `code_challenge is not the ${pkce.encoding} of a SHA-256`;
}

export function verifierProblem(challenge: Challenge | undefined, verifier: string | undefined, rules: OAuthRules) {
  if (challenge === undefined) return undefined;
  if (verifier === undefined || verifier === '') return 'verifier_missing' as const;
  const { maxVerifier = 128 } = rules.pkce;
  if (!/^[A-Za-z0-9\-._~]{43,}$/.test(verifier) || verifier.length > maxVerifier) return 'verifier_mismatch' as const;
  const hash = createHash('sha256').update(verifier).digest(rules.pkce.encoding);
  const expected = challenge.method === 'plain' ? verifier : hash;
  return expected === challenge.value ? undefined : ('verifier_mismatch' as const);
}
