/** Maps the refusals of YouTube to failures, by one table. */
import { z } from 'zod';
import { startOfDay } from '../../lib/time-zones.ts';
import { type CallOutcome, outcomeOfFailure } from '../calls.ts';
import { type FailureCode, type FailureKind, PlatformFailure } from '../failure.ts';
import type { Api } from '../platform.ts';
import { type HttpAnswer, retryAfter } from '../request.ts';

interface FailureRule {
  code: FailureCode;
  kind?: FailureKind;
  /** How long to wait when YouTube does not say. */
  comeBack?: 'PACIFIC_MIDNIGHT' | number;
  /** The allowance of the Google Cloud project is used up, not that of the channel. */
  ofApp?: true;
  /** Replaces the message of YouTube where that does not help. */
  hint?: string;
}

/** Reasons that have another meaning for the call at hand. */
export type FailureOverrides = Readonly<Record<string, FailureRule>>;

const DAY_MS = 86_400_000;
const CONTENT = { code: 'CONTENT_INVALID' } as const;
const BACK_OFF_MS = 60_000;
const RATE = { code: 'RATE_LIMITED', comeBack: BACK_OFF_MS } as const;
const QUOTA = { code: 'QUOTA_EXCEEDED', comeBack: 'PACIFIC_MIDNIGHT', ofApp: true } as const;
const OUTAGE = { code: 'PLATFORM_UNAVAILABLE' } as const;
const ACCOUNT = { code: 'ACCOUNT_RESTRICTED' } as const;
const NO_API = {
  code: 'APP_MISCONFIGURED',
  hint: 'the YouTube Data API v3 is not enabled in the Google Cloud project',
} as const;
export const NO_CHANNEL = {
  code: 'ACCOUNT_RESTRICTED',
  hint: 'this Google account has no YouTube channel',
} as const;

/** By `error.errors[0].reason`, else by the reason in `error.details`, else by `error.status`. */
export const FAILURES = {
  invalidTitle: CONTENT,
  invalidDescription: CONTENT,
  invalidTags: CONTENT,
  invalidCategoryId: CONTENT,
  invalidPublishAt: CONTENT,
  invalidFilename: CONTENT,
  invalidVideoMetadata: CONTENT,
  invalidRecordingDetails: CONTENT,
  invalidVideoGameRating: CONTENT,
  defaultLanguageNotSet: CONTENT,
  badRequest: CONTENT,
  forbiddenPrivacySetting: CONTENT,
  forbiddenLicenseSetting: CONTENT,
  forbiddenEmbedSetting: CONTENT,
  videoNotFound: CONTENT,
  playlistNotFound: CONTENT,
  channelNotFound: CONTENT,
  playlistContainsMaximumNumberOfVideos: CONTENT,
  manualSortRequired: CONTENT,
  failedPrecondition: CONTENT,
  conditionNotMet: CONTENT,
  commentsDisabled: { code: 'CONTENT_INVALID', hint: 'comments are switched off for this video' },
  mediaBodyRequired: { code: 'MEDIA_INVALID' },
  invalidImage: { code: 'MEDIA_INVALID' },
  imageFormatUnsupported: { code: 'MEDIA_INVALID' },
  imageTooTall: { code: 'MEDIA_INVALID' },
  imageTooWide: { code: 'MEDIA_INVALID' },
  // The daily cap of the channel, whatever HTTP status it comes with; the project's quota is not involved.
  uploadLimitExceeded: {
    code: 'RATE_LIMITED',
    comeBack: DAY_MS,
    hint: 'the channel reached its upload limit for the day',
  },
  authError: { code: 'AUTH_EXPIRED' },
  UNAUTHENTICATED: { code: 'AUTH_EXPIRED' },
  youtubeSignupRequired: NO_CHANNEL,
  quotaExceeded: QUOTA,
  dailyLimitExceeded: QUOTA,
  rateLimitExceeded: { ...RATE, ofApp: true },
  userRateLimitExceeded: RATE,
  uploadRateLimitExceeded: RATE,
  insufficientPermissions: { code: 'SCOPE_MISSING' },
  ACCESS_TOKEN_SCOPE_INSUFFICIENT: { code: 'SCOPE_MISSING' },
  forbidden: ACCOUNT,
  accountDelegationForbidden: ACCOUNT,
  authenticatedUserAccountClosed: ACCOUNT,
  authenticatedUserAccountSuspended: ACCOUNT,
  accessNotConfigured: NO_API,
  SERVICE_DISABLED: NO_API,
  backendError: OUTAGE,
  internalError: OUTAGE,
  SERVICE_UNAVAILABLE: OUTAGE,
} as const satisfies Record<string, FailureRule>;

const byReason = new Map<string, FailureRule>(Object.entries(FAILURES));

/** For undocumented reasons, and for answers without one. */
const byStatus = new Map<number, FailureRule>([
  [401, { code: 'AUTH_EXPIRED' }],
  [408, OUTAGE],
  // Two requests on one upload session: the other one may still complete it, so this is not final.
  [409, OUTAGE],
  [413, { code: 'MEDIA_INVALID' }],
  [429, RATE],
]);

// An unreadable part is treated as absent: it must not hide the reason beside it.
const word = z.string().optional().catch(undefined);
const ErrorAnswer = z.object({
  error: z.object({
    message: word,
    status: word,
    errors: z
      .array(z.object({ domain: word, reason: word }))
      .optional()
      .catch(undefined),
    details: z
      .array(z.object({ reason: word }))
      .optional()
      .catch(undefined),
  }),
});

/** What a refusal says about YouTube itself, where its status does not tell. */
export function outcomeOf(answer: HttpAnswer): CallOutcome | undefined {
  const rule = answer.status < 500 ? byReason.get(reasonsOf(answer).known ?? '') : undefined;
  return rule && outcomeOfFailure(rule);
}

function reasonsOf(answer: HttpAnswer) {
  const error = ErrorAnswer.safeParse(answer.json).data?.error;
  const reasons = [error?.errors?.[0]?.reason, ...(error?.details ?? []).map((detail) => detail.reason), error?.status];
  const known = reasons.find((reason) => reason !== undefined && byReason.has(reason));
  return { error, known, reason: known ?? reasons.find((candidate) => candidate !== undefined) };
}

/** `discard` applies only if the answer refuses the content: then the session was opened with the wrong data. */
export function failureOf(
  answer: HttpAnswer,
  caller: Pick<Api, 'http' | 'now'>,
  endpoint: string,
  options: { discard?: readonly string[]; overrides?: FailureOverrides } = {},
): PlatformFailure {
  const { error, known, reason } = reasonsOf(answer);
  const rule = ruleFor(answer.status, { isYouTube: error !== undefined, reason: known }, options.overrides ?? {});
  const retryAt = comeBackAt(rule, answer, caller.now());
  if (rule.code === 'QUOTA_EXCEEDED')
    caller.http.onQuota({
      name: endpoint === 'videos.insert' ? 'videos_insert_day' : 'units_day',
      remaining: 0,
      resetsAt: nextPacificMidnight(caller.now()),
    });
  const said = rule.hint ?? error?.message?.slice(0, 500) ?? `HTTP ${answer.status}`;
  const failure = new PlatformFailure(rule.code, `${endpoint}: ${said}`, {
    ...(rule.kind !== undefined && { kind: rule.kind }),
    ...(retryAt !== undefined && { retryAt }),
    ...(rule.ofApp && { allowance: { scope: 'APP' } }),
    vendor: {
      httpStatus: answer.status,
      ...(reason !== undefined && { code: reason }),
      ...(error?.errors?.[0]?.domain !== undefined && { subcode: error.errors[0].domain }),
      ...(error?.message !== undefined && { message: error.message.slice(0, 500) }),
    },
  });
  if (failure.kind !== 'rejected' || options.discard === undefined) return failure;
  return new PlatformFailure(failure.code, failure.message, { vendor: failure.vendor, discard: options.discard });
}

function ruleFor(
  status: number,
  said: { isYouTube: boolean; reason: string | undefined },
  overrides: FailureOverrides,
): FailureRule {
  // A 5xx does not prove that nothing happened, whatever its text says.
  if (status < 400 || status >= 500) return OUTAGE;
  const known = overrides[said.reason ?? ''] ?? byReason.get(said.reason ?? '') ?? byStatus.get(status);
  if (known !== undefined) return known;
  // A page instead of an answer comes from something in between, and refuses neither the post nor the account.
  if (!said.isYouTube) return OUTAGE;
  return status === 403 ? ACCOUNT : CONTENT;
}

function comeBackAt(rule: FailureRule, answer: HttpAnswer, now: Date): Date | undefined {
  const hint = retryAfter(answer, now);
  if (rule.comeBack === 'PACIFIC_MIDNIGHT') return nextPacificMidnight(now);
  return hint ?? (rule.comeBack === undefined ? undefined : new Date(now.getTime() + rule.comeBack));
}

/** Google's daily quotas reset at midnight in California, on 23- and 25-hour days too. */
export function nextPacificMidnight(now: Date): Date {
  return new Date(startOfDay('America/Los_Angeles', now.getTime(), 1));
}
