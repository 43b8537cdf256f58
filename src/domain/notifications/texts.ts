/** The English texts of notifications: a title and a body for each type, from its code and parameters. */
import type { Notification } from '../../lib/prisma/client.ts';
import type { Platform } from '../../lib/prisma/enums.ts';
import { FAILURE_CODES, isFailureCode } from '../../platforms/failure.ts';
import { PLATFORMS } from '../../platforms/index.ts';
import { isRiskCause, RISK_CAUSES } from '../posts/risk-causes.ts';
import { DISABLED_REASONS, isDisabledReason } from '../webhooks/endpoint-events.ts';
import { isNotificationType, NOTIFICATION_TYPES, type NotificationType, type ParamsOf } from './types.ts';

export interface Text {
  title: string;
  body: string;
}

/** What a text is made for, besides its parameters. */
interface About {
  code: string;
  /** How many targets it tells of. */
  targets: number;
  /** The time zone of whoever reads it. */
  timeZone: string;
}

type Write<Type extends NotificationType> = (params: ParamsOf<Type>, about: About) => Text;

const LOCALE = 'en';
const numbers = new Intl.NumberFormat(LOCALE);
const plurals = new Intl.PluralRules(LOCALE);
const number = (value: number): string => numbers.format(value);
const lists = new Intl.ListFormat(LOCALE);
const counted = (n: number, what: string): string => `${number(n)} ${plurals.select(n) === 'one' ? what : `${what}s`}`;
const posts = (n: number): string => counted(n, 'post');
/** Of a day, which has no zone. */
const date = (day: string): string =>
  new Intl.DateTimeFormat(LOCALE, { month: 'long', day: 'numeric', timeZone: 'UTC' }).format(new Date(day));
const money = (amount: string, currency: string): string =>
  new Intl.NumberFormat(LOCALE, { style: 'currency', currency }).format(Number(amount));
const moment = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat(LOCALE, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  }).format(new Date(instant));

const platformName = (platform: Platform): string => PLATFORMS[platform].displayName;
const accountName = ({ platform, username }: { platform: Platform; username: string | null }): string =>
  username === null ? platformName(platform) : `${platformName(platform)} (${username})`;

/** The posts that a lost account keeps from going out. */
const waiting = (targets: number): string =>
  targets === 0 ? 'Scheduled posts wait until it is connected again.' : stuck(targets);
const stuck = (targets: number): string => (targets === 0 ? '' : `${posts(targets)} cannot go out until then.`);
const whyFailed = (code: string): string => (isFailureCode(code) ? FAILURE_CODES[code].description : '');
const whyAtRisk = (code: string): string => (isRiskCause(code) ? RISK_CAUSES[code].description : '');
const whyDisabled = (code: string): string => (isDisabledReason(code) ? DISABLED_REASONS[code] : '');

const LATE: Readonly<Record<string, string>> = {
  PAUSED: 'Publishing was paused.',
  RECONNECT: 'The account had to be connected again.',
  QUOTA: 'An allowance of the platform was used up.',
  BUDGET: 'The budget was spent.',
  PLATFORM_DOWN: 'The platform did not answer.',
  ACCOUNT_BUSY: 'The account was busy with other posts.',
};

const SUSPECTED: Readonly<Record<string, string>> = {
  CONNECTION_FAILURES: 'Connections with an API key fail again and again.',
  KEY_USED_FROM_MANY_NETWORKS: 'An API key is used from many networks.',
  UNUSUAL_PUBLISHING: 'An account publishes far more than usual.',
};

/** A type, or parameters, of a later release have a text there and not here. */
const UNKNOWN: Text = { title: 'Something happened', body: '' };

const ACHIEVED: Readonly<Record<string, Text>> = {
  ALL_PLATFORMS: { title: 'Live on every platform', body: 'One of your posts is live on all platforms at once.' },
  HUNDRED_POSTS: { title: 'A hundred posts', body: 'Your hundredth post is live.' },
};
const credited = (credits: number): string => (credits === 0 ? '' : ` You got ${counted(credits, 'credit')}.`);

export const TEXTS: { [Type in NotificationType]: Write<Type> } = {
  FIRST_CONNECTION: ({ credits }) => ({
    title: 'Your first account is connected',
    body: `From now on posts can go out to it.${credited(credits)}`,
  }),
  ACHIEVEMENT: ({ credits }, { code }) => {
    const { title, body } = ACHIEVED[code] ?? UNKNOWN;
    return { title, body: `${body}${credited(credits)}` };
  },
  TOKEN_EXPIRES: (params, { targets, timeZone }) => ({
    title: `Access to ${accountName(params)} ends in ${counted(params.days, 'day')}`,
    body: `${params.expiresAt === null ? '' : `It ends on ${moment(params.expiresAt, timeZone)}. `}Reconnect the account before that.${targets === 0 ? '' : ` Otherwise ${posts(targets)} cannot go out.`}`,
  }),
  TOKEN_EXPIRED: (params, { targets }) => ({
    title: `Access to ${accountName(params)} has ended`,
    body: `It could not be renewed. Reconnect the account. ${waiting(targets)}`,
  }),
  TOKEN_REVOKED: (params, { targets }) => ({
    title: `Access to ${accountName(params)} was withdrawn`,
    body: `The account holder or the platform withdrew it. Reconnect the account. ${waiting(targets)}`,
  }),
  CONNECTION_LOST: (params, { code, targets }) =>
    code === 'ACCOUNT_RESTRICTED'
      ? {
          title: `Nothing can be published on ${accountName(params)}`,
          body: `${whyFailed(code)} Its owner has to act there. ${stuck(targets)}`.trimEnd(),
        }
      : {
          title: `The connection to ${accountName(params)} is lost`,
          body: `${whyFailed(code)} Reconnect the account. ${waiting(targets)}`.trimStart(),
        },
  POST_PUBLISHED: (params) => ({
    title: `Published on ${accountName(params)}`,
    body: 'The post is live.',
  }),
  POST_FAILED: (params, { code, targets }) => ({
    title:
      targets > 1 ? `${posts(targets)} failed on ${accountName(params)}` : `A post failed on ${accountName(params)}`,
    body: whyFailed(code),
  }),
  POST_MISSED: (params, { code, targets }) => ({
    title:
      targets > 1
        ? `${posts(targets)} did not go out on ${accountName(params)}`
        : `A post did not go out on ${accountName(params)}`,
    body: `${LATE[code] ?? ''} Its late window has passed. Give it a new time.`.trimStart(),
  }),
  POST_OUTCOME_UNKNOWN: (params, { targets }) => ({
    title:
      targets > 1
        ? `${posts(targets)} may be live on ${accountName(params)}`
        : `A post may be live on ${accountName(params)}`,
    body: 'The platform gave no answer, and nothing tells whether it took the post. Look there, then say what became of it.',
  }),
  POST_AT_RISK: (params, { code, targets, timeZone }) => ({
    title:
      targets > 1
        ? `${posts(targets)} may not go out on ${accountName(params)}`
        : `A post may not go out on ${accountName(params)}`,
    body: `${whyAtRisk(code)}${params.dueAt === null ? '' : ` ${targets > 1 ? 'The first one' : 'It'} is due on ${moment(params.dueAt, timeZone)}.`}`.trimStart(),
  }),
  SYNC_FAILED: (params, { code }) => ({
    title: `The figures of ${accountName(params)} cannot be read`,
    body: `${whyFailed(code)} They are read again from time to time.`.trimStart(),
  }),
  AUDIENCE_GREW: ({ followers, followersBefore, ...params }) => ({
    title: `${accountName(params)} has ${counted(followers, 'follower')}`,
    body: `That is ${number(followers - followersBefore)} more than when they were counted before.`,
  }),
  DIGEST: ({ published, failed, missed, unknown, planned, day }, { code }) => {
    const gone = failed + missed + unknown;
    const parts = [
      published === 0 ? '' : `${counted(published, 'post')} went live`,
      failed === 0 ? '' : `${number(failed)} failed`,
      missed === 0 ? '' : `${number(missed)} did not go out in time`,
      unknown === 0 ? '' : `${number(unknown)} may be live, and somebody has to look`,
    ].filter((part) => part !== '');
    const { title, next } =
      code === 'WEEKLY' ? { title: 'Your week', next: 'week' } : { title: 'Your day', next: 'day' };
    return {
      title: `${title}: ${number(published)} published${gone === 0 ? '' : `, ${number(gone)} not`}`,
      body: `Until the morning of ${date(day)}: ${parts.length === 0 ? 'nothing was due' : lists.format(parts)}. ${planned === 0 ? 'Nothing is' : `${counted(planned, 'post')} ${plurals.select(planned) === 'one' ? 'is' : 'are'}`} planned for the next ${next}.`,
    };
  },
  PLATFORM_DOWN: ({ platform }) => ({
    title: `${platformName(platform)} does not answer`,
    body: 'Posts wait, and go out when it works again.',
  }),
  PLATFORM_BACK: ({ platform }) => ({
    title: `${platformName(platform)} works again`,
    body: 'Posts that waited go out one after the other.',
  }),
  QUOTA_NEARLY_USED: (params) => ({
    title: `An allowance of ${accountName(params)} is nearly used`,
    body: `${number(params.taken)} of ${number(params.limit)} are used (${params.quota}).`,
  }),
  QUOTA_USED_UP: (params) => ({
    title: `An allowance of ${accountName(params)} is used up`,
    body: `All ${number(params.limit)} are used (${params.quota}). Posts that need it go out when there is room.`,
  }),
  BUDGET_NEARLY_USED: ({ spent, limit, currency, resetsAt }, { timeZone }) => ({
    title: 'The budget of this month is nearly spent',
    body: `${money(spent, currency)} of ${money(limit, currency)} are spent. A new month begins on ${moment(resetsAt, timeZone)}.`,
  }),
  BUDGET_USED_UP: ({ limit, currency, resetsAt }, { timeZone }) => ({
    title: 'The budget of this month is used up',
    body: `What is left of ${money(limit, currency)} does not reach for the next post. Raise it, or wait for the new month, which begins on ${moment(resetsAt, timeZone)}.`,
  }),
  WEBHOOK_DISABLED: (_params, { code }) => ({
    title: 'A webhook endpoint was disabled',
    body: `${whyDisabled(code)} What waits for it stays, and goes out once somebody enables it.`.trimStart(),
  }),
  SUSPICIOUS_ACTIVITY: ({ platform, username, paused }, { code }) => ({
    title:
      platform === null
        ? 'Suspicious use of an API key'
        : `Suspicious activity on ${accountName({ platform, username })}`,
    body: `${SUSPECTED[code] ?? ''}${paused ? ' The account was paused.' : ''}`.trimStart(),
  }),
};

export function textOf(
  { type, params, code, targets }: Pick<Notification, 'type' | 'params' | 'code' | 'targets'>,
  timeZone: string,
): Text {
  return isNotificationType(type) ? written(type, params, { code, targets, timeZone }) : UNKNOWN;
}

function written<Type extends NotificationType>(type: Type, stored: unknown, about: About): Text {
  const params = NOTIFICATION_TYPES[type].params.safeParse(stored);
  return params.success ? TEXTS[type](params.data as ParamsOf<Type>, about) : UNKNOWN;
}
