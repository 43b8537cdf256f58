/** Maps the error codes and fail reasons of TikTok to failures. Matched by code, never by text. */
import { z } from 'zod';
import { type CallOutcome, outcomeOfFailure } from '../calls.ts';
import { type FailureDetails, type FailureKind, PlatformFailure, type VendorAnswer } from '../failure.ts';
import {
  type FailureMeaning,
  type FailureRow,
  failureOf,
  restated,
  rowFor,
  rowsBy,
  type Signs,
} from '../kit/failure-table.ts';
import type { HttpAnswer } from '../request.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
// The minute slides by the clock of TikTok: waiting a little longer keeps the next try out of it.
const THROTTLED = { retryAfterMs: MINUTE_MS, spreadMs: 6_000 } as const;

/** `error.code` of the JSON envelope. */
export const API_ERRORS = {
  invalid_param: { code: 'CONTENT_INVALID', meaning: 'a parameter is not acceptable' },
  invalid_params: { code: 'CONTENT_INVALID', meaning: 'a parameter is not acceptable' },
  invalid_publish_id: { code: 'INTERNAL', kind: 'rejected', meaning: 'the publish_id is unknown' },
  token_not_authorized_for_specified_publish_id: {
    code: 'INTERNAL',
    kind: 'rejected',
    meaning: 'the publish_id belongs to another account',
  },
  publish_not_cancellable: { code: 'INTERNAL', kind: 'rejected', meaning: 'the post can no longer be cancelled' },
  invalid_file_upload: { code: 'MEDIA_INVALID', meaning: 'the file is not acceptable' },
  app_version_check_failed: {
    code: 'ACCOUNT_RESTRICTED',
    meaning: "the creator's TikTok app is too old for drafts (31.8 or newer is needed)",
  },
  access_token_invalid: { code: 'AUTH_EXPIRED', meaning: 'the access token is not valid' },
  scope_not_authorized: { code: 'SCOPE_MISSING', meaning: 'the account did not grant a permission this needs' },
  scope_permission_missed: { code: 'SCOPE_MISSING', meaning: 'the account did not grant a permission this needs' },
  spam_risk_too_many_posts: {
    code: 'QUOTA_EXCEEDED',
    retryAfterMs: DAY_MS,
    exhausts: 'posts_24h',
    meaning: 'the creator reached the daily number of posts through apps',
  },
  spam_risk_user_banned_from_posting: { code: 'ACCOUNT_RESTRICTED', meaning: 'the creator is banned from posting' },
  // The creator may clear the inbox at any time, so this is tried again long before the 24 hours are over.
  spam_risk_too_many_pending_share: {
    code: 'QUOTA_EXCEEDED',
    retryAfterMs: HOUR_MS,
    exhausts: 'pending_inbox_24h',
    meaning: 'five drafts already wait in the inbox of the creator',
  },
  reached_active_user_cap: {
    code: 'QUOTA_EXCEEDED',
    retryAfterMs: DAY_MS,
    ofApp: true,
    meaning: 'the app reached its daily number of posting creators',
  },
  unaudited_client_can_only_post_to_private_accounts: {
    code: 'APP_MISCONFIGURED',
    meaning:
      'the app is not audited by TikTok and the account is public; an unaudited app can only post to private accounts',
  },
  url_ownership_unverified: {
    code: 'APP_MISCONFIGURED',
    meaning: 'the public address of this server is not a verified domain of the app in the TikTok developer portal',
  },
  privacy_level_option_mismatch: {
    code: 'CONTENT_INVALID',
    meaning: 'the privacy level is not one that the account offers',
  },
  rate_limit_exceeded: {
    code: 'RATE_LIMITED',
    ...THROTTLED,
    meaning: 'too many requests within a minute',
  },
  internal_error: { code: 'PLATFORM_UNAVAILABLE', meaning: 'an internal error' },
} as const satisfies Record<string, FailureMeaning>;

/** `fail_reason` of a publish whose status is FAILED: TikTok's verdict that nothing went live. */
export const FAIL_REASONS = {
  file_format_check_failed: { code: 'MEDIA_INVALID', meaning: 'the file format is not supported' },
  duration_check_failed: { code: 'MEDIA_INVALID', meaning: 'the video is too short or too long for this account' },
  frame_rate_check_failed: { code: 'MEDIA_INVALID', meaning: 'the frame rate is not supported' },
  picture_size_check_failed: { code: 'MEDIA_INVALID', meaning: 'the picture size is not supported' },
  internal: { code: 'PROCESSING_FAILED', meaning: 'an internal error while processing' },
  video_pull_failed: { code: 'MEDIA_UNREACHABLE', meaning: 'the video could not be fetched from this server' },
  photo_pull_failed: { code: 'MEDIA_UNREACHABLE', meaning: 'a photo could not be fetched from this server' },
  publish_cancelled: { code: 'PROCESSING_FAILED', kind: 'rejected', meaning: 'the post was cancelled at TikTok' },
  auth_removed: { code: 'AUTH_REVOKED', meaning: 'the creator withdrew the access while the post was processed' },
  spam_risk_too_many_posts: {
    code: 'QUOTA_EXCEEDED',
    retryAfterMs: DAY_MS,
    exhausts: 'posts_24h',
    meaning: 'the creator reached the daily number of posts through apps',
  },
  spam_risk_user_banned_from_posting: { code: 'ACCOUNT_RESTRICTED', meaning: 'the creator is banned from posting' },
  spam_risk_text: { code: 'CONTENT_POLICY', meaning: 'the text looks like spam' },
  spam_risk: { code: 'CONTENT_POLICY', meaning: 'the post looks like spam' },
} as const satisfies Record<string, FailureMeaning>;

/** `error` of the OAuth endpoints, which have an envelope of their own. */
export const OAUTH_ERRORS = {
  access_denied: { code: 'AUTH_REVOKED', meaning: 'the access was denied' },
  invalid_grant: { code: 'AUTH_REVOKED', meaning: 'the code or refresh token is no longer valid' },
  invalid_client: { code: 'APP_MISCONFIGURED', meaning: 'the client key or secret is wrong' },
  invalid_request: { code: 'APP_MISCONFIGURED', meaning: 'the request was not accepted' },
  invalid_scope: { code: 'APP_MISCONFIGURED', meaning: 'a scope is not approved for the app' },
  unauthorized_client: { code: 'APP_MISCONFIGURED', meaning: 'the app may not do this' },
  unsupported_grant_type: { code: 'APP_MISCONFIGURED', meaning: 'the grant type is not supported' },
  unsupported_response_type: { code: 'APP_MISCONFIGURED', meaning: 'the response type is not supported' },
  server_error: { code: 'PLATFORM_UNAVAILABLE', meaning: 'a server error' },
  temporarily_unavailable: { code: 'PLATFORM_UNAVAILABLE', meaning: 'temporarily unavailable' },
} as const satisfies Record<string, FailureMeaning>;

const coded = z.object({ error: z.object({ code: z.string() }) });

/** What an answer of the JSON endpoints says about TikTok itself, where its status does not tell. */
export function outcomeOf(answer: HttpAnswer): CallOutcome | undefined {
  const code = coded.safeParse(answer.json).data?.error.code;
  const row = code !== undefined && answer.status < 500 ? rowFor(rowsBy('code', API_ERRORS), { code }) : undefined;
  return row && outcomeOfFailure(row);
}

const logged = z.union([
  z.object({ error: z.object({ log_id: z.string().min(1) }) }).transform(({ error }) => error.log_id),
  // Refusals of the login are flat.
  z.object({ log_id: z.string().min(1) }).transform(({ log_id }) => log_id),
]);

export const requestIdOf = (answer: HttpAnswer): string | undefined => logged.safeParse(answer.json).data;

const OUTAGE = { when: { isOutage: true }, code: 'PLATFORM_UNAVAILABLE' } as const;
const API_FAILURES: readonly FailureRow[] = [
  // A 5xx proves nothing about the effect of the call, whatever code it carries.
  OUTAGE,
  ...rowsBy('code', API_ERRORS),
  { when: { status: 429 }, code: 'RATE_LIMITED', ...THROTTLED },
  // Without an error code the answer did not come from the API of TikTok, so it says nothing about the call or the
  // token.
  { when: { hasCode: false }, code: 'NETWORK', meaning: 'an answer that is not understandable' },
  { when: { status: 401 }, code: 'AUTH_EXPIRED' },
  { when: { status: 403 }, code: 'ACCOUNT_RESTRICTED' },
  { code: 'CONTENT_INVALID' },
];

const PUBLISH_FAILURES: readonly FailureRow[] = [
  ...rowsBy('reason', FAIL_REASONS),
  // Final: after a commit nothing is repeated on a guess.
  { code: 'PROCESSING_FAILED', kind: 'rejected', meaning: 'for a reason that is not known here' },
];

/** Of the OAuth endpoints. Any other error of TikTok is about the app and its request, not about the grant. */
export const OAUTH_FAILURES: readonly FailureRow[] = [
  ...rowsBy('error', OAUTH_ERRORS),
  ...rowsBy('error', API_ERRORS),
  { code: 'APP_MISCONFIGURED' },
];

/** An error envelope (or none: `code` undefined) of a JSON endpoint. */
export function apiFailure(action: string, vendor: VendorAnswer, now: Date, hint?: Date): PlatformFailure {
  const row = rowFor(API_FAILURES, signsOf(vendor)) ?? OUTAGE;
  return failure(action, row, vendor, now, {}, row.code === 'RATE_LIMITED' ? hint : undefined);
}

/** A FAILED publish. */
export function publishFailure(reason: string | null, now: Date, details: FailureDetails): PlatformFailure {
  const row = rowFor(PUBLISH_FAILURES, { reason: reason ?? undefined }) ?? OUTAGE;
  return failure('publish', row, { code: reason ?? 'FAILED' }, now, details);
}

/** Which allowance the failure proves to be used up, and until when. */
export function exhaustedQuota({ allowance, retryAt }: PlatformFailure): { name: string; resetsAt: Date } | null {
  return allowance.quota === undefined || retryAt === undefined ? null : { name: allowance.quota, resetsAt: retryAt };
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

const REFUSALS: readonly FailureKind[] = ['rejected', 'rate_limited', 'unauthorized'];

const signsOf = ({ httpStatus = 0, code }: VendorAnswer): Signs => ({
  status: httpStatus,
  isOutage: httpStatus >= 500,
  code,
  hasCode: code !== undefined,
});

function failure(
  action: string,
  row: FailureMeaning,
  vendor: VendorAnswer,
  now: Date,
  details: FailureDetails,
  hint?: Date,
): PlatformFailure {
  const cited = vendor.code === undefined ? '' : ` (${vendor.code})`;
  const message = `TikTok, ${action}: ${row.meaning ?? `HTTP ${vendor.httpStatus}`}${cited}`;
  return failureOf(
    { ...row, ...(details.kind !== undefined && { kind: details.kind }) },
    { ...details, message, vendor, now, hint },
  );
}
