/** Why something failed, waits or may fail, by its code, in English. */
import { mapRecord } from '../../lib/record.ts';
import { FAILURE_CODES } from '../../platforms/failure.ts';

export const failure = mapRecord(FAILURE_CODES, ({ description }): string => description);

/** Why an account is not simply fine. What is no failure is told here, and what health says of a failure in its own way. */
export const health = {
  DISCONNECTED: 'A person disconnected the account.',
  ACCOUNT_CHANGED: failure.ACCOUNT_CHANGED,
  AUTH_REVOKED: failure.AUTH_REVOKED,
  CREDENTIALS_LOST: failure.CREDENTIALS_LOST,
  RENEWAL_LOST: failure.RENEWAL_LOST,
  AUTH_EXPIRED: failure.AUTH_EXPIRED,
  SCOPE_MISSING: 'A permission without which nothing can be published is not granted (any more).',
  ACCOUNT_RESTRICTED: failure.ACCOUNT_RESTRICTED,
  APP_MISCONFIGURED:
    "The platform refuses the operator's app: a wrong secret, say. The account is kept; the operator must act.",
  PLATFORM_UNAVAILABLE:
    'The platform gave no usable answer about the account, several times in a row. Nothing is lost by that.',
  EXPIRES_SOON: 'The access ends within days, and only its person can renew it.',
} as const;

/** Why a post may not go out. */
export const risk = {
  ACCOUNT_ACCESS: 'The access to the account is gone, or lacks a permission that publishing needs.',
  ACCESS_ENDS: 'The access to the account ends before the post is due, and only its person can renew it.',
  ACCOUNT_RESTRICTED: 'The platform restricts the account; its owner must act there.',
  ACCOUNT_UNREACHABLE: 'The platform gives no usable answer about the account, or refuses the app of the operator.',
  PUBLISHING_PAUSED: 'Publishing is paused for the account, its brand or the workspace.',
  CONTENT_REFUSED: 'The platform would refuse the post as it is: its rules, or what the account may do, have changed.',
  MEDIA_MISSING: 'A file of the post is not in the storage any more.',
  MEDIA_CHANGED: 'A file of the post has other bytes than when it was taken in.',
  QUOTA_USED_UP: 'An allowance is used up beyond the time of the post; it goes out when there is room.',
  BUDGET:
    'The budget of its month does not reach for the post, after what is due before it; it waits until the budget is raised or the month is over.',
  PLATFORM_DOWN: 'The platform does not answer, and the post is due within the hour.',
  PLATFORM_UNCONFIGURED: 'This installation has no credentials for the platform.',
  CLOCKS_CHANGED:
    'By the rules of its time zone as they are now, clocks show another time at its instant than was meant.',
} as const;
