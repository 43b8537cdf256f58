/** Maps the error codes and fail reasons of TikTok to failures. Matched by code, never by text. */
import { type CallOutcome, outcomeOfFailure } from '../calls.ts';
import {
  type FailureCode,
  type FailureDetails,
  type FailureKind,
  PlatformFailure,
  type VendorAnswer,
} from '../failure.ts';

interface FailureRow {
  code: FailureCode;
  kind?: FailureKind;
  /** How long to wait when TikTok says "later" without an instant. */
  retryAfterMs?: number;
  /** The allowance that this answer proves to be used up. */
  exhausts?: string;
  /** The allowance belongs to the app, not to the creator. */
  ofApp?: true;
  says: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const THROTTLE_SPREAD_MS = 6_000;
const DAY_MS = 24 * HOUR_MS;

/** `error.code` of the JSON envelope. */
export const API_ERRORS = {
  invalid_param: { code: 'CONTENT_INVALID', says: 'a parameter is not acceptable' },
  invalid_params: { code: 'CONTENT_INVALID', says: 'a parameter is not acceptable' },
  invalid_publish_id: { code: 'INTERNAL', kind: 'rejected', says: 'the publish_id is unknown' },
  token_not_authorized_for_specified_publish_id: {
    code: 'INTERNAL',
    kind: 'rejected',
    says: 'the publish_id belongs to another account',
  },
  publish_not_cancellable: { code: 'INTERNAL', kind: 'rejected', says: 'the post can no longer be cancelled' },
  invalid_file_upload: { code: 'MEDIA_INVALID', says: 'the file is not acceptable' },
  app_version_check_failed: {
    code: 'ACCOUNT_RESTRICTED',
    says: "the creator's TikTok app is too old for drafts (31.8 or newer is needed)",
  },
  access_token_invalid: { code: 'AUTH_EXPIRED', says: 'the access token is not valid' },
  scope_not_authorized: { code: 'SCOPE_MISSING', says: 'the account did not grant a permission this needs' },
  scope_permission_missed: { code: 'SCOPE_MISSING', says: 'the account did not grant a permission this needs' },
  spam_risk_too_many_posts: {
    code: 'QUOTA_EXCEEDED',
    retryAfterMs: DAY_MS,
    exhausts: 'posts_24h',
    says: 'the creator reached the daily number of posts through apps',
  },
  spam_risk_user_banned_from_posting: { code: 'ACCOUNT_RESTRICTED', says: 'the creator is banned from posting' },
  // The creator may clear the inbox at any time, so this is tried again long before the 24 hours are over.
  spam_risk_too_many_pending_share: {
    code: 'QUOTA_EXCEEDED',
    retryAfterMs: HOUR_MS,
    exhausts: 'pending_inbox_24h',
    says: 'five drafts already wait in the inbox of the creator',
  },
  reached_active_user_cap: {
    code: 'QUOTA_EXCEEDED',
    retryAfterMs: DAY_MS,
    ofApp: true,
    says: 'the app reached its daily number of posting creators',
  },
  unaudited_client_can_only_post_to_private_accounts: {
    code: 'APP_MISCONFIGURED',
    says: 'the app is not audited by TikTok and the account is public; an unaudited app can only post to private accounts',
  },
  url_ownership_unverified: {
    code: 'APP_MISCONFIGURED',
    says: 'the public address of this server is not a verified domain of the app in the TikTok developer portal',
  },
  privacy_level_option_mismatch: {
    code: 'CONTENT_INVALID',
    says: 'the privacy level is not one that the account offers',
  },
  rate_limit_exceeded: {
    code: 'RATE_LIMITED',
    retryAfterMs: MINUTE_MS,
    says: 'too many requests within a minute',
  },
  internal_error: { code: 'PLATFORM_UNAVAILABLE', says: 'an internal error' },
} as const satisfies Record<string, FailureRow>;

/** `fail_reason` of a publish whose status is FAILED: TikTok's verdict that nothing went live. */
export const FAIL_REASONS = {
  file_format_check_failed: { code: 'MEDIA_INVALID', says: 'the file format is not supported' },
  duration_check_failed: { code: 'MEDIA_INVALID', says: 'the video is too short or too long for this account' },
  frame_rate_check_failed: { code: 'MEDIA_INVALID', says: 'the frame rate is not supported' },
  picture_size_check_failed: { code: 'MEDIA_INVALID', says: 'the picture size is not supported' },
  internal: { code: 'PROCESSING_FAILED', says: 'an internal error while processing' },
  video_pull_failed: { code: 'MEDIA_UNREACHABLE', says: 'the video could not be fetched from this server' },
  photo_pull_failed: { code: 'MEDIA_UNREACHABLE', says: 'a photo could not be fetched from this server' },
  publish_cancelled: { code: 'PROCESSING_FAILED', kind: 'rejected', says: 'the post was cancelled at TikTok' },
  auth_removed: { code: 'AUTH_REVOKED', says: 'the creator withdrew the access while the post was processed' },
  spam_risk_too_many_posts: {
    code: 'QUOTA_EXCEEDED',
    retryAfterMs: DAY_MS,
    exhausts: 'posts_24h',
    says: 'the creator reached the daily number of posts through apps',
  },
  spam_risk_user_banned_from_posting: { code: 'ACCOUNT_RESTRICTED', says: 'the creator is banned from posting' },
  spam_risk_text: { code: 'CONTENT_POLICY', says: 'the text looks like spam' },
  spam_risk: { code: 'CONTENT_POLICY', says: 'the post looks like spam' },
} as const satisfies Record<string, FailureRow>;

/** `error` of the OAuth endpoints, which have an envelope of their own. */
export const OAUTH_ERRORS = {
  access_denied: { code: 'AUTH_REVOKED', says: 'the access was denied' },
  invalid_grant: { code: 'AUTH_REVOKED', says: 'the code or refresh token is no longer valid' },
  invalid_client: { code: 'APP_MISCONFIGURED', says: 'the client key or secret is wrong' },
  invalid_request: { code: 'APP_MISCONFIGURED', says: 'the request was not accepted' },
  invalid_scope: { code: 'APP_MISCONFIGURED', says: 'a scope is not approved for the app' },
  unauthorized_client: { code: 'APP_MISCONFIGURED', says: 'the app may not do this' },
  unsupported_grant_type: { code: 'APP_MISCONFIGURED', says: 'the grant type is not supported' },
  unsupported_response_type: { code: 'APP_MISCONFIGURED', says: 'the response type is not supported' },
  server_error: { code: 'PLATFORM_UNAVAILABLE', says: 'a server error' },
  temporarily_unavailable: { code: 'PLATFORM_UNAVAILABLE', says: 'temporarily unavailable' },
} as const satisfies Record<string, FailureRow>;

/** What a code of the JSON endpoints says about TikTok itself, where the status does not tell. */
export function outcomeOfCode(code: string, status: number): CallOutcome | undefined {
  const row = status < 500 ? rowOf(API_ERRORS, code) : undefined;
  return row && outcomeOfFailure(row);
}

/** An error envelope (or none: `code` undefined) of a JSON endpoint. */
export function apiFailure(action: string, vendor: VendorAnswer, now: Date, hint?: Date): PlatformFailure {
  const status = vendor.httpStatus ?? 0;
  // A 5xx proves nothing about the effect of the call, whatever code it carries.
  const known = status < 500 ? rowOf(API_ERRORS, vendor.code) : undefined;
  return toFailure(action, known ?? byStatus(status, vendor.code), vendor, now, {}, hint);
}

/** A FAILED publish. An unknown reason is final: after a commit nothing is repeated on a guess. */
export function publishFailure(reason: string | null, now: Date, details: FailureDetails): PlatformFailure {
  const row = rowOf(FAIL_REASONS, reason ?? undefined) ?? {
    code: 'PROCESSING_FAILED' as const,
    kind: 'rejected' as const,
    says: `reason ${reason ?? 'not given'}`,
  };
  return toFailure('publish', row, { code: reason ?? 'FAILED' }, now, details);
}

/** An answer of an OAuth endpoint without a token. Only a known error may disconnect an account. */
export function oauthFailure(action: string, vendor: VendorAnswer, now: Date): PlatformFailure {
  const status = vendor.httpStatus ?? 0;
  const known = status < 500 ? (rowOf(OAUTH_ERRORS, vendor.code) ?? rowOf(API_ERRORS, vendor.code)) : undefined;
  // Any other 4xx error of TikTok is about the app and its request, not about the grant.
  const aboutTheApp = vendor.code !== undefined && status < 500 && status !== 429;
  const unknown = aboutTheApp
    ? { code: 'APP_MISCONFIGURED' as const, says: `HTTP ${status}` }
    : byStatus(status, vendor.code);
  return toFailure(action, known ?? unknown, vendor, now, {});
}

/** Which allowance the answer proves to be used up, and until when. */
export function exhaustedQuota(failure: PlatformFailure): { name: string; resetsAt: Date } | null {
  const row: FailureRow | undefined =
    rowOf(API_ERRORS, failure.vendor.code) ?? rowOf(FAIL_REASONS, failure.vendor.code);
  if (row?.exhausts === undefined || failure.retryAt === undefined) return null;
  return { name: row.exhausts, resetsAt: failure.retryAt };
}

/**
 * Looking a call up can be refused as well. Such a refusal is not about the post: passing it on would report a post as
 * failed that may be live.
 */
export function asUnknownOutcome(error: unknown): unknown {
  if (!(error instanceof PlatformFailure) || error.kind !== 'rejected') return error;
  return new PlatformFailure('OUTCOME_UNKNOWN', `TikTok does not tell what became of the post: ${error.message}`, {
    vendor: error.vendor,
    cause: error,
  });
}

/** The same failure; if it is a refusal (nothing happened at TikTok), with the steps that are void. */
export function voidOnRefusal(error: unknown, discard: readonly string[]): unknown {
  if (!(error instanceof PlatformFailure) || !REFUSALS.includes(error.kind)) return error;
  return restated(error, { discard });
}

/** A failure before the irreversible request: whatever it says, nothing can have been published. */
export function beforeTheCall(error: unknown): unknown {
  return error instanceof PlatformFailure ? restated(error, { neverSent: true }) : error;
}

const restated = (failure: PlatformFailure, details: FailureDetails): PlatformFailure =>
  new PlatformFailure(failure.code, failure.message, {
    kind: failure.kind,
    vendor: failure.vendor,
    ...(failure.retryAt !== undefined && { retryAt: failure.retryAt }),
    allowance: failure.allowance,
    ...details,
    cause: failure,
  });

const REFUSALS: readonly FailureKind[] = ['rejected', 'rate_limited', 'unauthorized'];

function byStatus(status: number, code: string | undefined): FailureRow {
  if (status === 429) return { code: 'RATE_LIMITED', retryAfterMs: MINUTE_MS, says: 'HTTP 429' };
  if (status >= 500) return { code: 'PLATFORM_UNAVAILABLE', says: `HTTP ${status}` };
  // Without an error code the answer did not come from the API of TikTok, so it says nothing about the call or the
  // token.
  if (code === undefined) return { code: 'NETWORK', says: `an answer that is not understandable (HTTP ${status})` };
  if (status === 401) return { code: 'AUTH_EXPIRED', says: 'HTTP 401' };
  if (status === 403) return { code: 'ACCOUNT_RESTRICTED', says: `HTTP 403` };
  return { code: 'CONTENT_INVALID', says: `HTTP ${status}` };
}

function rowOf(table: Readonly<Record<string, FailureRow>>, key: string | undefined): FailureRow | undefined {
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

function toFailure(
  action: string,
  row: FailureRow,
  vendor: VendorAnswer,
  now: Date,
  details: FailureDetails,
  hint?: Date,
): PlatformFailure {
  const isThrottled = row.code === 'RATE_LIMITED';
  // The minute slides by the clock of TikTok: waiting a little longer keeps the next try out of it.
  const spreadMs = isThrottled ? Math.random() * THROTTLE_SPREAD_MS : 0;
  const ownAt = row.retryAfterMs === undefined ? undefined : new Date(now.getTime() + row.retryAfterMs + spreadMs);
  const retryAt = isThrottled ? (hint ?? ownAt) : ownAt;
  const cited = vendor.code === undefined ? '' : ` (${vendor.code})`;
  return new PlatformFailure(row.code, `TikTok, ${action}: ${row.says}${cited}`, {
    ...(row.kind !== undefined && { kind: row.kind }),
    ...(retryAt !== undefined && { retryAt }),
    allowance: {
      scope: row.ofApp === true ? 'APP' : 'ACCOUNT',
      ...(row.exhausts !== undefined && { quota: row.exhausts }),
    },
    vendor,
    ...details,
  });
}
