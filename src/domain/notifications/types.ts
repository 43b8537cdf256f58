/** What people are told of: one table of types, from which the consumer, the texts, the API and preferences derive. */
import { z } from 'zod';
import { type ApiScope, Platform } from '../../lib/prisma/enums.ts';
import { keysOf } from '../../lib/record.ts';

/** How urgent something is. */
export const SEVERITIES = {
  INFO: 'Good to know; nothing is to be done.',
  WARNING: 'Something will go wrong, or goes slower, unless somebody acts.',
  CRITICAL: 'Something went wrong, or is about to; somebody must act.',
} as const;
export type Severity = keyof typeof SEVERITIES;

/* ---- parameters of texts: no text in a language, no id and no secret ---- */

const text = z.string();
const instant = z.iso.datetime();
const count = z.number();

const account = z.object({ platform: z.enum(Platform), username: text.nullable() });
const quota = account.extend({ quota: text, taken: count, limit: count });
const budget = z.object({ currency: text, month: text, limit: text, spent: text, resetsAt: instant });

interface TypeFacts {
  description: string;
  /** Besides `notifications:read`: what a key must be allowed to read to be told of it. */
  scope: ApiScope;
  params: z.ZodObject;
}

export const NOTIFICATION_TYPES = {
  FIRST_CONNECTION: {
    description: 'The first account of the workspace was connected.',
    scope: 'ACCOUNTS_READ',
    params: z.object({ credits: count }),
  },
  ACHIEVEMENT: {
    description: 'The workspace has achieved what `code` names (`AchievementCode`).',
    scope: 'ACCOUNTS_READ',
    params: z.object({ credits: count }),
  },
  TOKEN_EXPIRES: {
    description: 'The access to an account ends in 7, 3 or 1 days, and only its person can renew it.',
    scope: 'ACCOUNTS_READ',
    params: account.extend({ days: count, expiresAt: instant.nullable() }),
  },
  TOKEN_EXPIRED: {
    description: 'The access to an account ended and could not be renewed; its posts wait.',
    scope: 'ACCOUNTS_READ',
    params: account,
  },
  TOKEN_REVOKED: {
    description: 'The account holder or the platform withdrew the access to an account; its posts wait.',
    scope: 'ACCOUNTS_READ',
    params: account,
  },
  CONNECTION_LOST: {
    description: 'An account has to be connected again for another reason, which `code` names; its posts wait.',
    scope: 'ACCOUNTS_READ',
    params: account,
  },
  POST_PUBLISHED: { description: 'A post is live on an account.', scope: 'POSTS_READ', params: account },
  POST_FAILED: {
    description: 'A post failed on an account, for the reason in `code`.',
    scope: 'POSTS_READ',
    params: account,
  },
  POST_MISSED: {
    description: 'A post did not go out on an account within its late window; `code` names what it waited for.',
    scope: 'POSTS_READ',
    params: account,
  },
  POST_OUTCOME_UNKNOWN: {
    description: 'A post may be live on an account or not; a person has to look.',
    scope: 'POSTS_READ',
    params: account,
  },
  POST_AT_RISK: {
    description: 'A scheduled post may not go out on an account, for the cause in `code`.',
    scope: 'POSTS_READ',
    params: account.extend({ dueAt: instant.nullable() }),
  },
  SYNC_FAILED: {
    description: 'The figures of an account cannot be read, for the reason in `code`.',
    scope: 'ACCOUNTS_READ',
    params: account,
  },
  AUDIENCE_GREW: {
    description: 'An account has more followers than when they were counted before.',
    scope: 'ACCOUNTS_READ',
    params: account.extend({ followers: count, followersBefore: count }),
  },
  DIGEST: {
    description: 'What happened in a brand in a day or a week (`code`: `DigestPeriod`).',
    scope: 'POSTS_READ',
    params: z.object({
      day: text,
      published: count,
      failed: count,
      missed: count,
      unknown: count,
      planned: count,
    }),
  },
  PLATFORM_DOWN: {
    description: 'A platform does not answer; posts to it wait.',
    scope: 'ACCOUNTS_READ',
    params: z.object({ platform: z.enum(Platform) }),
  },
  PLATFORM_BACK: {
    description: 'A platform that was down works again.',
    scope: 'ACCOUNTS_READ',
    params: z.object({ platform: z.enum(Platform) }),
  },
  QUOTA_NEARLY_USED: {
    description: 'Of an allowance of a platform, 80 % are used.',
    scope: 'ACCOUNTS_READ',
    params: quota,
  },
  QUOTA_USED_UP: {
    description: 'An allowance of a platform is used up; posts that need it wait.',
    scope: 'ACCOUNTS_READ',
    params: quota,
  },
  BUDGET_NEARLY_USED: {
    description: 'Of the budget of the month, 80 % are spent.',
    scope: 'ACCOUNTS_READ',
    params: budget,
  },
  BUDGET_USED_UP: {
    description: 'The budget of the month is spent, or does not reach for a post.',
    scope: 'ACCOUNTS_READ',
    params: budget,
  },
  WEBHOOK_DISABLED: {
    description: 'A webhook endpoint was disabled, for the reason in `code`.',
    scope: 'WEBHOOKS_READ',
    params: z.object({}),
  },
  SUSPICIOUS_ACTIVITY: {
    description: 'An API key or an account is used in a way that may be misuse, of the kind in `code`.',
    scope: 'ADMIN',
    params: z.object({ platform: z.enum(Platform).nullable(), username: text.nullable(), paused: z.boolean() }),
  },
} as const satisfies Record<string, TypeFacts>;

export type NotificationType = keyof typeof NOTIFICATION_TYPES;
export const TYPES: readonly NotificationType[] = keysOf(NOTIFICATION_TYPES);
export const isNotificationType = (type: string): type is NotificationType => Object.hasOwn(NOTIFICATION_TYPES, type);
export type ParamsOf<Type extends NotificationType> = z.output<(typeof NOTIFICATION_TYPES)[Type]['params']>;

/** The type of the event that says that a notification was made. */
export const eventTypeOf = (type: NotificationType): string => `notification.${type.toLowerCase()}`;

/** The ways in which people are told. */
export const CHANNELS = {
  IN_APP: 'By this API: `notifications`, `unreadCount` and `notificationAdded`.',
} as const;
export type Channel = keyof typeof CHANNELS;
export const CHANNEL_NAMES: readonly Channel[] = keysOf(CHANNELS);
