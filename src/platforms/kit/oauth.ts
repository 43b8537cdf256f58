/** OAuth 2 with an authorization code, as platforms speak it: the verbs are the same, each adapter adds its dialect as data. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { PlatformFailure, type VendorAnswer } from '../failure.ts';
import type { ClientCredentials, Credentials, OAuth, OAuthContext } from '../platform.ts';
import { type HttpAnswer, isSuccess, retryAfter } from '../request.ts';
import { cut, type FailureRow, failureOf, restated, rowFor } from './failure-table.ts';
import { originOf } from './origins.ts';

type Verb = 'exchange' | 'refresh' | 'revoke';
type Form = Readonly<Record<string, string>>;

interface Consent {
  clientId: string;
  redirectUri: string;
  state: string;
  scopes: readonly string[];
  codeVerifier: string;
}

export interface OAuthDialect {
  /** Opens messages. */
  name: string;
  /** Path and parameters of the consent page, in the order in which they are sent. */
  consent: { path: string; parameters(consent: Consent): Form };
  /** Origin and path of the endpoints, and how logs name their calls. */
  endpoints: Readonly<Record<Verb, { origin: string; path: string; name: string }>>;
  /** The form of a call with the identity of the client, which goes into it or into a header. */
  identified(
    client: ClientCredentials,
    form: Form,
    verb: Verb,
  ): { form: Form; headers?: Readonly<Record<string, string>> };
  /** What is wrong with the scopes that somebody granted, where a part of them can be left out. */
  lacking?(granted: readonly string[]): string | null;
  /** The calls that withdraw a grant, one after the other, and what is said when it was withdrawn already. */
  revocation: { forms(credentials: Credentials): readonly Form[]; isOver?: { status: number; error: string } };
  /** By `verb`, `status` and `error`. An answer without words of the platform, a 5xx and a bare 429 never get here. */
  failures: readonly FailureRow[];
  /** How long a bare 429 is to be waited for. */
  throttledMs?: number;
  /** The failure of such an answer, where its headers or body say more than its status. */
  unclear?(answer: HttpAnswer, now: Date): PlatformFailure | undefined;
}

/** The verbs of a dialect. */
export const oauthVerbs = (
  dialect: OAuthDialect,
): Pick<OAuth, 'authorizationUrl' | 'exchangeCode' | 'refresh'> & { revoke: NonNullable<OAuth['revoke']> } => ({
  authorizationUrl: (ctx, input) =>
    consentUrl(
      ctx,
      dialect.consent.path,
      dialect.consent.parameters({ clientId: ctx.client.clientId, scopes: ctx.scopes, ...input }),
    ),

  async exchangeCode(ctx, { code, redirectUri, codeVerifier }) {
    const answer = await call(dialect, ctx, 'exchange', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: codeVerifier,
    });
    const credentials = granted(dialect, ctx, 'exchange', answer, null);
    const lacking = dialect.lacking?.(credentials.scopes) ?? null;
    if (lacking !== null) throw new PlatformFailure('SCOPE_MISSING', `${dialect.name}: not granted: ${lacking}`);
    return credentials;
  },

  async refresh(ctx, credentials) {
    const { refreshToken } = credentials;
    if (refreshToken === null)
      throw new PlatformFailure('AUTH_EXPIRED', `${dialect.name}: there is no refresh token for this account`);
    const answer = await call(dialect, ctx, 'refresh', { grant_type: 'refresh_token', refresh_token: refreshToken });
    return granted(dialect, ctx, 'refresh', answer, credentials);
  },

  async revoke(ctx, credentials) {
    const { forms, isOver } = dialect.revocation;
    for (const form of forms(credentials)) {
      const answer = await call(dialect, ctx, 'revoke', form);
      const error = errorOf(answer)?.error;
      if (isSuccess(answer) && error === undefined) continue;
      if (answer.status !== isOver?.status || error !== isOver.error) refuse(dialect, ctx, 'revoke', answer);
    }
  },
});

/** A space is sent as %20: not every consent page reads `+` as one. */
export const consentUrl = (ctx: OAuthContext, path: string, parameters: Form): string =>
  `${originOf(ctx.origins, 'authorize')}${path}?${new URLSearchParams(parameters).toString().replaceAll('+', '%20')}`;

/** RFC 7636. */
export const pkceChallenge = (codeVerifier: string, encoding: 'base64url' | 'hex' = 'base64url'): string =>
  createHash('sha256').update(codeVerifier).digest(encoding);

function call(dialect: OAuthDialect, ctx: OAuthContext, verb: Verb, form: Form): Promise<HttpAnswer> {
  const { origin, path, name } = dialect.endpoints[verb];
  const { form: whole, headers } = dialect.identified(ctx.client, form, verb);
  return ctx.http.request({
    endpoint: name,
    method: 'POST',
    url: `${originOf(ctx.origins, origin)}${path}`,
    ...(headers !== undefined && { headers }),
    body: { form: whole },
  });
}

/* ---------------------------------------------------------------- what is granted ---- */

// The tokens matter more than what comes with them: what is unreadable is treated as absent.
export const lifetime = z.coerce.number().positive().nullish().catch(null);
const text = z.string().min(1).nullish().catch(null);

/** Separated by spaces or commas, or an array: all of them have been seen. Null: none was told. */
export const scopeList = z
  .union([z.string(), z.array(z.string()).transform((list) => list.join(','))])
  .transform((list) => list.split(/[\s,]+/).filter((scope) => scope !== ''))
  .transform((list) => (list.length === 0 ? null : list))
  .nullish()
  .catch(null);

const tokens = z.object({
  access_token: z.string().min(1),
  expires_in: lifetime,
  refresh_token: text,
  refresh_token_expires_in: lifetime,
  refresh_expires_in: lifetime,
  scope: scopeList,
});
/** Flat by the standard; the form inside `data`, like other answers of a platform, is accepted too. */
const tokenAnswer = z.union([tokens, z.object({ data: tokens }).transform(({ data }) => data)]);

/** Errors may come with HTTP 200: only a token in the answer means success. */
function granted(
  dialect: OAuthDialect,
  ctx: OAuthContext,
  verb: Verb,
  answer: HttpAnswer,
  before: Credentials | null,
): Credentials {
  const token = tokenAnswer.safeParse(answer.json).data;
  if (token === undefined) return refuse(dialect, ctx, verb, answer);
  const after = (seconds: number | null | undefined) =>
    seconds == null ? null : new Date(ctx.now().getTime() + seconds * 1_000);
  return {
    accessToken: token.access_token,
    // A refresh token that rotates makes the old one void; one is never replaced with nothing.
    refreshToken: token.refresh_token ?? before?.refreshToken ?? null,
    accessTokenExpiresAt: after(token.expires_in),
    refreshTokenExpiresAt:
      after(token.refresh_token_expires_in ?? token.refresh_expires_in) ?? before?.refreshTokenExpiresAt ?? null,
    // RFC 6749 §5.1: an answer without scopes means that the requested ones were granted.
    scopes: token.scope ?? before?.scopes ?? ctx.scopes,
  };
}

/* ---------------------------------------------------------------- what is refused ---- */

const errorAnswer = z.object({
  // Flat by the standard; gateways have been seen to send the `{code}` of other endpoints.
  error: z.union([z.string(), z.object({ code: z.string() }).transform(({ code }) => code)]),
  error_description: z.string().nullish().catch(null),
  log_id: z.string().nullish().catch(null),
});

function errorOf(answer: HttpAnswer): z.output<typeof errorAnswer> | null {
  const said = errorAnswer.safeParse(answer.json).data;
  return said === undefined || said.error === '' || said.error === 'ok' ? null : said;
}

/** Only a clear answer of the platform may end a grant. */
function refuse(dialect: OAuthDialect, ctx: OAuthContext, verb: Verb, answer: HttpAnswer): never {
  const { status } = answer;
  const now = ctx.now();
  const said = errorOf(answer);
  const call = `${dialect.name}, ${dialect.endpoints[verb].name}`;
  const vendor: VendorAnswer = {
    httpStatus: status,
    ...(said !== null && { code: said.error }),
    ...(said?.error_description && { message: cut(said.error_description) }),
    ...(said?.log_id && { traceId: said.log_id }),
  };
  const row =
    said === null || status >= 500 || status === 429
      ? undefined
      : rowFor(dialect.failures, { verb, status, error: said.error });
  if (row !== undefined) {
    const meaning = row.meaning === undefined ? '' : `: ${row.meaning}`;
    throw failureOf(row, { message: `${call}: ${status} ${said?.error}${meaning}`, vendor, now });
  }
  if (isSuccess(answer)) throw new PlatformFailure('NETWORK', `${call}: an answer without tokens`, { vendor });
  const unclear = dialect.unclear?.(answer, now);
  if (unclear !== undefined) throw restated(unclear, { prefix: `${call}: ` });
  const { throttledMs } = dialect;
  const meaning =
    status === 429
      ? { code: 'RATE_LIMITED' as const, ...(throttledMs !== undefined && { retryAfterMs: throttledMs }) }
      : { code: 'PLATFORM_UNAVAILABLE' as const };
  throw failureOf(meaning, { message: `${call}: HTTP ${status}`, vendor, now, hint: retryAfter(answer, now) });
}
