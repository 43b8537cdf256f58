/** How TikTok's open API speaks: the envelope, its error codes, scopes and per-minute limits. */
import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { Account, SandboxRequest, SandboxResponse, SandboxState } from '../core.ts';
import { bearer, type OAuth } from '../oauth.ts';
import type { Grant } from '../oauth-rules.ts';
import { Refusal } from '../refusal.ts';

export interface Creator extends Account {
  handle: string;
  private: boolean;
  maxDurationSec: number;
  followers: number;
}

const TIKTOK_ERRORS = {
  invalid_params: [400, 'The request parameters are not valid'],
  invalid_publish_id: [400, 'The publish_id does not exist'],
  token_not_authorized_for_specified_publish_id: [
    400,
    'The access_token does not have authorization for the publish_id',
  ],
  app_version_check_failed: [400, 'The TikTok app of the user is too old for this.'],
  publish_not_cancellable: [400, 'The post can no longer be cancelled'],
  access_token_invalid: [401, 'The access token is invalid or not found in the request.'],
  scope_not_authorized: [401, 'The user did not authorize the scope required for completing this request.'],
  spam_risk_too_many_posts: [403, 'The daily post cap from the API is reached for the current user.'],
  spam_risk_too_many_pending_share: [403, 'There may be at most 5 pending shares within any 24-hour period.'],
  spam_risk_user_banned_from_posting: [403, 'The user is banned from making new posts.'],
  reached_active_user_cap: [403, 'The daily quota of active publishing users from your client is reached.'],
  unaudited_client_can_only_post_to_private_accounts: [403, 'Please review our integration guidelines.'],
  url_ownership_unverified: [403, 'Please review our URL ownership verification rules.'],
  privacy_level_option_mismatch: [403, 'The privacy_level is not among the options of this creator.'],
  rate_limit_exceeded: [429, 'The API rate limit was exceeded. Please try again later.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;
export type TikTokError = keyof typeof TIKTOK_ERRORS;

export function logId(): string {
  return `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}${randomBytes(9).toString('hex').toUpperCase()}`;
}

/** `data` as JSON text, since post ids are 64-bit numbers that `JSON.stringify` cannot write. */
export function ok(data: string | Record<string, unknown>): SandboxResponse {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return { status: 200, rawJson: `{"data":${text},"error":{"code":"ok","message":"","log_id":"${logId()}"}}` };
}

export function tiktokError(code: TikTokError, options: { status?: number; detail?: string } = {}): SandboxResponse {
  const [status, text] = TIKTOK_ERRORS[code];
  const message = options.detail === undefined ? text : `${text}: ${options.detail}`;
  return { status: options.status ?? status, json: { data: {}, error: { code, message, log_id: logId() } } };
}

export function refuse(code: TikTokError, detail?: string): never {
  throw new Refusal(tiktokError(code, detail === undefined ? {} : { detail }));
}

export interface TikTokContext {
  state: SandboxState;
  oauth: OAuth;
  creators: readonly Creator[];
}

export interface Session {
  grant: Grant;
  creator: Creator;
}

export function authenticate(ctx: TikTokContext, request: SandboxRequest, scope?: string): Session {
  const found = ctx.oauth.access(bearer(request));
  if (!found.ok) return refuse('access_token_invalid');
  const { grant } = found.access;
  const creator = ctx.creators.find((one) => one.id === grant.accountId);
  if (creator === undefined) return refuse('access_token_invalid');
  if (scope !== undefined && !grant.scopes.includes(scope)) refuse('scope_not_authorized', scope);
  return { grant, creator };
}

/** The body by its schema. TikTok ignores fields it does not know, `post_info` of an inbox share among them. */
export function body<S extends z.ZodType>(request: SandboxRequest, schema: S, state: SandboxState): z.infer<S> {
  if (request.bodyProblem !== undefined) refuse('invalid_params', `body: ${request.bodyProblem}`);
  const sent: unknown = request.json ?? {};
  const strict = schema.safeParse(sent);
  const isTolerant = state.settings('TIKTOK').parameters === 'tolerant';
  const parsed = strict.success || !isTolerant ? strict : schema.safeParse(withoutUnknown(sent, strict.error));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return refuse('invalid_params', `${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim());
}

/** A copy without the keys that a strict schema has not recognized. */
function withoutUnknown(sent: unknown, { issues }: z.ZodError): unknown {
  const copy = structuredClone(sent);
  for (const issue of issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    const place: unknown = issue.path.reduce<unknown>(
      (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
      copy,
    );
    if (typeof place === 'object' && place !== null) for (const key of issue.keys) Reflect.deleteProperty(place, key);
  }
  return copy;
}

interface RateLimiter {
  /** Refuses with 429 once `perMinute` calls of this kind were made within the last minute. */
  take(key: string, perMinute: number): void;
  reset(): void;
}

export function createRateLimiter(state: SandboxState): RateLimiter {
  const calls = new Map<string, number[]>();
  return {
    take: (key, perMinute) => {
      const recent = (calls.get(key) ?? []).filter((at) => at > state.now() - 60_000);
      if (recent.length >= perMinute) refuse('rate_limit_exceeded');
      calls.set(key, [...recent, state.now()]);
    },
    reset: () => calls.clear(),
  };
}

/** `fields=` of a read: none at all, or an unknown one, fails the whole call. */
export function fieldsOf(request: SandboxRequest, known: readonly string[]): string[] {
  const names = (request.query.get('fields') ?? '').split(',').filter((name) => name !== '');
  if (names.length === 0) refuse('invalid_params', 'fields is required');
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) refuse('invalid_params', `fields: ${unknown}`);
  return names;
}

export function pick(object: Record<string, unknown>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(names.flatMap((name) => (object[name] === undefined ? [] : [[name, object[name]]])));
}
