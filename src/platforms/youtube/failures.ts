/** Maps the refusals of YouTube to failures, by one table. */
import { z } from 'zod';
import { startOfDay } from '../../lib/time-zones.ts';
import { type CallOutcome, outcomeOfFailure } from '../calls.ts';
import type { PlatformFailure } from '../failure.ts';
import {
  cut,
  type FailureMeaning,
  type FailureRow,
  failureOf as failureOfRow,
  restated,
  rowFor,
  rowsBy,
} from '../kit/failure-table.ts';
import type { Api } from '../platform.ts';
import { type HttpAnswer, retryAfter } from '../request.ts';

interface YouTubeMeaning extends FailureMeaning {
  /** Until the quotas of a day are new. */
  daily?: true;
}
type YouTubeRow = YouTubeMeaning & FailureRow;

/** Reasons that have another meaning for the call at hand. */
export type FailureOverrides = Readonly<Record<string, YouTubeMeaning>>;

const DAY_MS = 86_400_000;
const CONTENT = { code: 'CONTENT_INVALID' } as const;
const BACK_OFF_MS = 60_000;
const RATE = { code: 'RATE_LIMITED', retryAfterMs: BACK_OFF_MS } as const;
const QUOTA = { code: 'QUOTA_EXCEEDED', daily: true, ofApp: true } as const;
const OUTAGE = { code: 'PLATFORM_UNAVAILABLE' } as const;
const ACCOUNT = { code: 'ACCOUNT_RESTRICTED' } as const;
const NO_API = {
  code: 'APP_MISCONFIGURED',
  meaning: 'the YouTube Data API v3 is not enabled in the Google Cloud project',
} as const;
export const NO_CHANNEL = {
  code: 'ACCOUNT_RESTRICTED',
  meaning: 'this Google account has no YouTube channel',
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
  commentsDisabled: { code: 'CONTENT_INVALID', meaning: 'comments are switched off for this video' },
  mediaBodyRequired: { code: 'MEDIA_INVALID' },
  invalidImage: { code: 'MEDIA_INVALID' },
  imageFormatUnsupported: { code: 'MEDIA_INVALID' },
  imageTooTall: { code: 'MEDIA_INVALID' },
  imageTooWide: { code: 'MEDIA_INVALID' },
  // The daily cap of the channel, whatever HTTP status it comes with; the project's quota is not involved.
  uploadLimitExceeded: {
    code: 'RATE_LIMITED',
    retryAfterMs: DAY_MS,
    meaning: 'the channel reached its upload limit for the day',
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
} as const satisfies Record<string, YouTubeMeaning>;

const isKnown = (reason: string | undefined): reason is keyof typeof FAILURES =>
  reason !== undefined && Object.hasOwn(FAILURES, reason);

/** By status: reasons nobody has documented, and answers without words. */
const tableFor = (overrides: FailureOverrides): readonly YouTubeRow[] => [
  // A 5xx does not prove that nothing happened, whatever its text says.
  { when: { isOutage: true }, ...OUTAGE },
  ...rowsBy<YouTubeMeaning>('reason', overrides),
  ...rowsBy<YouTubeMeaning>('reason', FAILURES),
  { when: { status: 401 }, code: 'AUTH_EXPIRED' },
  { when: { status: 408 }, ...OUTAGE },
  // Two requests on one upload session: the other one may still complete it, so this is not final.
  { when: { status: 409 }, ...OUTAGE },
  { when: { status: 413 }, code: 'MEDIA_INVALID' },
  { when: { status: 429 }, ...RATE },
  // A page instead of an answer comes from something in between, and refuses neither the post nor the account.
  { when: { isYouTube: false }, ...OUTAGE },
  { when: { status: 403 }, ...ACCOUNT },
  CONTENT,
];

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
  const { known } = reasonsOf(answer);
  return answer.status < 500 && known !== undefined ? outcomeOfFailure(FAILURES[known]) : undefined;
}

function reasonsOf(answer: HttpAnswer) {
  const error = ErrorAnswer.safeParse(answer.json).data?.error;
  const reasons = [error?.errors?.[0]?.reason, ...(error?.details ?? []).map((detail) => detail.reason), error?.status];
  const known = reasons.find(isKnown);
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
  const { status } = answer;
  const now = caller.now();
  const row: YouTubeRow =
    rowFor(tableFor(options.overrides ?? {}), {
      status,
      isOutage: status < 400 || status >= 500,
      isYouTube: error !== undefined,
      reason: known,
    }) ?? OUTAGE;
  if (row.code === 'QUOTA_EXCEEDED')
    caller.http.onQuota({
      name: endpoint === 'videos.insert' ? 'videos_insert_day' : 'units_day',
      remaining: 0,
      resetsAt: nextPacificMidnight(now),
    });
  const said = row.meaning ?? (error?.message === undefined ? `HTTP ${status}` : cut(error.message));
  const failure = failureOfRow(row, {
    message: `${endpoint}: ${said}`,
    now,
    hint: row.daily ? nextPacificMidnight(now) : retryAfter(answer, now),
    vendor: {
      httpStatus: status,
      ...(reason !== undefined && { code: reason }),
      ...(error?.errors?.[0]?.domain !== undefined && { subcode: error.errors[0].domain }),
      ...(error?.message !== undefined && { message: cut(error.message) }),
    },
  });
  if (failure.kind !== 'rejected' || options.discard === undefined) return failure;
  return restated(failure, { discard: options.discard });
}

/** Google's daily quotas reset at midnight in California, on 23- and 25-hour days too. */
export function nextPacificMidnight(now: Date): Date {
  return new Date(startOfDay('America/Los_Angeles', now.getTime(), 1));
}
