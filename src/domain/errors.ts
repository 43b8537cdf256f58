/**
 * What callers are told: the table of user error codes, the result type of every write, and the error for defects of
 * our own.
 */
import type { Said } from '../lib/texts.ts';
import type { IssueCode } from '../platforms/platform.ts';
import { say } from '../texts/common/texts.ts';
import type { Thing } from '../texts/common/things.ts';

const REQUEST_CODES = {
  NOT_FOUND: 'Nothing with this id exists for this API key.',
  FORBIDDEN_SCOPE: 'The API key lacks the scope that this needs.',
  FORBIDDEN_BRAND: 'The API key is bound to some brands; this reaches beyond them.',
  VALIDATION: 'A value is missing, malformed or outside its limits.',
  VERSION_CONFLICT: 'Somebody changed this since it was read; read it again and repeat the edit.',
  IDEMPOTENCY_KEY_REUSED: 'This idempotency key was used for another input within the last 24 hours.',
  EXTERNAL_ID_TAKEN: 'Another post of this brand has this externalId.',
  WRONG_STATUS: 'The current status does not allow this.',
  ALREADY_COMMITTED: 'The call that makes it public is already armed; it can no longer be changed or withdrawn.',
  ACCOUNT_IN_USE: 'The account still has targets that are scheduled, being published or unresolved.',
  MEDIA_IN_USE: 'A post uses the file.',
  BRAND_IN_USE: 'The brand still has targets that are scheduled or being published.',
  TIME_MISSING: 'A time is needed and none was given.',
  TIME_INVALID: 'The time cannot be read, or lies too far away.',
  TIME_IN_PAST: 'The time has passed.',
  TIME_NONEXISTENT: 'Clocks are set forward over this local time; it does not exist on that day.',
  TIME_AMBIGUOUS: 'Clocks are set back over this local time; it exists twice on that day.',
  TIME_CONFLICT: '`at` and `localTime`, or `localTime` and its offset, name different instants.',
  TIME_ZONE_INVALID: 'Not the name of a time zone of the IANA database.',
  TARGET_MISSING: 'A post needs at least one target before it can be scheduled.',
  OPTIONS_OF_OTHER_PLATFORM: 'The options belong to a platform other than that of the account.',
  TARGET_DUPLICATE: 'Two targets would publish the same format of the same post to the same account.',
  ACCOUNT_EXPIRED: 'The account needs to be reconnected before it can publish.',
  TESTED_JUST_NOW: 'It was tested a moment ago; `retryAt` tells when it may be tested again.',
  UNPUBLISH_UNSUPPORTED:
    'The platform lets no app remove this post; a person has to do so there. `actual` is where, as far as known.',
  UNPUBLISH_FAILED: 'The platform refused to remove the post; `actual` is the reason, a PublishErrorCode.',
  SYNCED_JUST_NOW:
    'It was synced a moment ago, or its platform asked to be left alone; `retryAt` tells when it may be synced again.',
  ACCOUNT_DISCONNECTED: 'The account is disconnected.',
  CONNECTION_STATE_INVALID:
    'The state of this connection is unknown, of another platform, in use or older than 10 minutes; start again.',
  CONNECTION_OTHER_BROWSER:
    'The connection was begun in another browser than the one that came back from the platform.',
  CONNECTION_KEY_ENDED:
    'The API key that began the connection no longer works, or may no longer connect accounts of the brand; start again with another.',
  CONNECTION_DENIED: 'The platform reports that the account holder did not agree.',
  CONNECTION_FAILED: 'The platform did not complete the connection.',
  CONNECTION_SCOPE_MISSING: 'A permission that publishing needs was not granted.',
  ACCOUNT_MISMATCH: 'This is not the account that was to be reconnected.',
  PLATFORM_UNCONFIGURED: 'This installation has no credentials for the platform.',
  QUOTA_FULL_AT_DUE:
    'An allowance of the platform will be used up at that time, as far as is known now. The post waits for it then; `nextFreeTime` names a better time.',
  BUDGET_NEARLY_USED: 'With this, at least 80 % of the budget of its month are spent.',
  BUDGET_USED_UP:
    'The budget of its month does not reach for this; it waits until the budget is raised or the month is over.',
  PUBLISHING_PAUSED: 'Publishing is paused for the workspace, the brand or the account.',
  MEDIA_NOT_READY: 'The file is not stored yet, or could not be.',
  MEDIA_UNREACHABLE: 'The media could not be fetched from its URL.',
  MEDIA_INVALID: 'The file is empty, damaged or of no known kind.',
  MEDIA_IS_PAGE: 'The address answers with a web page (a log-in or a preview, say) and not with a file.',
  LAST_ADMIN_KEY: 'Without this API key nobody could administer the workspace any more.',
  KEY_OUTLIVES_YOURS: 'The API key would outlive the key that sets its expiry.',
  IMPORTS_BUSY:
    'Too many files are being fetched already for this API key or by this server, or the server is stopping; send the call again later.',
  SECRET_ALREADY_SHOWN: 'An API key or a secret is shown once, when it is made; this call repeats that one.',
} as const;

const CONTENT_CODES = {
  FORMAT_UNSUPPORTED: 'The platform does not publish this format.',
  TEXT_MISSING: 'This format needs a text.',
  TEXT_TOO_LONG: "The text is longer than the platform's limit.",
  TEXT_INVALID: 'The text holds something that the platform refuses.',
  TITLE_MISSING: 'This format needs a title.',
  TITLE_TOO_LONG: "The title is longer than the platform's limit.",
  TITLE_INVALID: 'The title holds something that the platform refuses.',
  TOO_MANY_HASHTAGS: 'More hashtags than the platform allows.',
  TOO_MANY_MENTIONS: 'More mentions than the platform allows.',
  TOO_MANY_TAGS: 'More tags than the platform allows.',
  MEDIA_MISSING: 'This format needs media.',
  MEDIA_TOO_MANY: 'More media than this format allows.',
  MEDIA_TOO_FEW: 'Fewer media than this format needs.',
  MEDIA_KIND: 'This format does not take this kind of media.',
  MEDIA_TYPE: 'The platform, or Slipway, does not take files of this type.',
  MEDIA_TOO_LARGE: "The file is larger than the platform's limit.",
  MEDIA_TOO_LONG: "The video is longer than the platform's limit.",
  MEDIA_TOO_SHORT: 'The video is shorter than the platform needs.',
  MEDIA_DIMENSIONS: 'Width or height is outside what the platform takes.',
  MEDIA_ASPECT_RATIO: 'The aspect ratio is outside what the platform takes.',
  MEDIA_FRAME_RATE: 'The frame rate is outside what the platform takes.',
  MEDIA_CODEC: 'The platform does not take this codec.',
  MEDIA_UNPROBED: 'The file could not be examined, so not every limit was checked.',
  MEDIA_SEVERAL_PICTURES: 'The file holds several pictures; the platform may show only the first.',
  ALT_TEXT_TOO_LONG: "The alt text is longer than the platform's limit.",
  OPTION_INVALID: 'An option of the platform has a value it does not take.',
  OPTION_REQUIRED: 'The platform needs this option.',
  OPTION_CONFLICT: 'Two options exclude each other.',
  ACCOUNT_LIMIT: 'The account lacks this ability, or its allowance does not reach.',
  COST: 'Publishing this costs the operator extra.',
} as const satisfies Record<IssueCode, string>;

/** Every code of a `UserError`, with its meaning. Clients may rely on these names for ever. */
export const USER_ERROR_CODES = { ...REQUEST_CODES, ...CONTENT_CODES } as const;
export type UserErrorCode = keyof typeof USER_ERROR_CODES;

/** A refusal, or a warning. Its text is for people, and names the limit and the actual value; see `src/texts`. */
export interface UserError extends Said {
  code: UserErrorCode;
  /** Where in the arguments: `['input', 'targets', '0', 'caption']`. Empty when it is about the call as a whole. */
  path: readonly string[];
  limit?: number | string;
  actual?: number | string;
  /** The target that it is about, if the input does not name one. */
  targetId?: string;
  /** When the same call may succeed. */
  retryAt?: Date;
  /** An ISO instant: from when an allowance has room again. */
  nextFreeTime?: string;
}

export type Accepted<T> = { ok: true; value: T; warnings: readonly UserError[] };
export type Refused = { ok: false; errors: readonly [UserError, ...UserError[]] };
/** The result of every write. What a caller can cause is a value; only defects are thrown. */
export type Outcome<T> = Accepted<T> | Refused;

export const accept = <T>(value: T, warnings: readonly UserError[] = []): Accepted<T> => ({
  ok: true,
  value,
  warnings,
});

export const refuse = (...errors: readonly [UserError, ...UserError[]]): Refused => ({ ok: false, errors });

export const userError = (
  code: UserErrorCode,
  { message, text }: Said,
  path: readonly string[] = [],
  more: Omit<UserError, 'code' | 'path' | keyof Said> = {},
): UserError => ({ code, message, text, path, ...more });

/** A refusal with `errors`, if there are any. */
export function refuseIfAny(errors: readonly UserError[]): Refused | null {
  const [first, ...rest] = errors;
  return first === undefined ? null : refuse(first, ...rest);
}

/** The answer both for what does not exist and for what belongs to somebody else. */
export const notFound = (what: Thing, path: readonly string[]): UserError =>
  userError('NOT_FOUND', say('notFound', { what }), path);

/** A defect of Slipway itself; never caused by input. */
class InvariantViolation extends Error {
  override readonly name = 'InvariantViolation';
}

export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantViolation(message);
}
