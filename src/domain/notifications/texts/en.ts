/** The texts of notifications in English. */
import {
  type Achieved,
  accountName,
  achievedIn,
  amount,
  type Disabled,
  type Late,
  type OwnForms,
  platformName,
  type Suspected,
  sentences,
  type Writings,
  whyAtRisk,
  whyFailed,
  wordsFor,
} from './write.ts';

const posts = (count: number, { number, plural }: OwnForms): string =>
  `${number(count)} ${plural(count, { one: 'post', other: 'posts' })}`;
const days = (count: number, { number, plural }: OwnForms): string =>
  `${number(count)} ${plural(count, { one: 'day', other: 'days' })}`;

/** The posts that a lost account keeps from going out. */
const waiting = (targets: number, forms: OwnForms): string =>
  targets === 0 ? 'Scheduled posts wait until it is connected again.' : stuck(targets, forms);
const stuck = (targets: number, forms: OwnForms): string =>
  targets === 0 ? '' : `${posts(targets, forms)} cannot go out until then.`;

const LATE: Late = {
  PAUSED: 'Publishing was paused.',
  RECONNECT: 'The account had to be connected again.',
  QUOTA: 'An allowance of the platform was used up.',
  BUDGET: 'The budget was spent.',
  PLATFORM_DOWN: 'The platform did not answer.',
  ACCOUNT_BUSY: 'The account was busy with other posts.',
};
const SUSPECTED: Suspected = {
  CONNECTION_FAILURES: 'Connections with an API key fail again and again.',
  KEY_USED_FROM_MANY_NETWORKS: 'An API key is used from many networks.',
  UNUSUAL_PUBLISHING: 'An account publishes far more than usual.',
};
const DISABLED: Disabled = {
  GONE: 'It answered 410: it wants nothing any more.',
  FAILING: 'It has done nothing but fail for five days.',
};

const ACHIEVED: Achieved = {
  ALL_PLATFORMS: { title: 'Live on every platform', body: 'One of your posts is live on all platforms at once.' },
  HUNDRED_POSTS: { title: 'A hundred posts', body: 'Your hundredth post is live.' },
};
const credited = (credits: number, { number, plural }: OwnForms): string =>
  credits === 0 ? '' : `You got ${number(credits)} ${plural(credits, { one: 'credit', other: 'credits' })}.`;

export const en: Writings = {
  FIRST_CONNECTION: ({ credits }, _about, forms) => ({
    title: 'Your first account is connected',
    body: sentences('From now on posts can go out to it.', credited(credits, forms)),
  }),
  ACHIEVEMENT: ({ credits }, { code }, forms) => {
    const { title, body } = achievedIn(ACHIEVED, code);
    return { title, body: sentences(body, credited(credits, forms)) };
  },
  TOKEN_EXPIRES: (params, { targets }, forms) => ({
    title: `Access to ${accountName(params)} ends in ${days(params.days, forms)}`,
    body: sentences(
      params.expiresAt === null ? '' : `It ends on ${forms.instant(params.expiresAt)}.`,
      'Reconnect the account before that.',
      targets === 0 ? '' : `Otherwise ${posts(targets, forms)} cannot go out.`,
    ),
  }),
  TOKEN_EXPIRED: (params, { targets }, forms) => ({
    title: `Access to ${accountName(params)} has ended`,
    body: sentences('It could not be renewed. Reconnect the account.', waiting(targets, forms)),
  }),
  TOKEN_REVOKED: (params, { targets }, forms) => ({
    title: `Access to ${accountName(params)} was withdrawn`,
    body: sentences('The account holder or the platform withdrew it. Reconnect the account.', waiting(targets, forms)),
  }),
  CONNECTION_LOST: (params, { code, targets }, forms) =>
    code === 'ACCOUNT_RESTRICTED'
      ? {
          title: `Nothing can be published on ${accountName(params)}`,
          body: sentences(whyFailed('en', code), stuck(targets, forms)),
        }
      : {
          title: `The connection to ${accountName(params)} is lost`,
          body: sentences(whyFailed('en', code), 'Reconnect the account.', waiting(targets, forms)),
        },
  POST_PUBLISHED: (params) => ({ title: `Published on ${accountName(params)}`, body: 'The post is live.' }),
  POST_FAILED: (params, { code, targets }, forms) => ({
    title: `${targets > 1 ? posts(targets, forms) : 'A post'} failed on ${accountName(params)}`,
    body: whyFailed('en', code),
  }),
  POST_MISSED: (params, { code, targets }, forms) => ({
    title: `${targets > 1 ? posts(targets, forms) : 'A post'} did not go out on ${accountName(params)}`,
    body: sentences(wordsFor(LATE, code), 'Its late window has passed. Give it a new time.'),
  }),
  POST_OUTCOME_UNKNOWN: (params, { targets }, forms) => ({
    title: `${targets > 1 ? posts(targets, forms) : 'A post'} may be live on ${accountName(params)}`,
    body: 'The platform gave no answer, and nothing tells whether it took the post. Look there, then say what became of it.',
  }),
  POST_AT_RISK: (params, { code, targets }, forms) => ({
    title: `${targets > 1 ? posts(targets, forms) : 'A post'} may not go out on ${accountName(params)}`,
    body: sentences(
      whyAtRisk('en', code),
      params.dueAt === null ? '' : `${targets > 1 ? 'The first one' : 'It'} is due on ${forms.instant(params.dueAt)}.`,
    ),
  }),
  SYNC_FAILED: (params, { code }) => ({
    title: `The figures of ${accountName(params)} cannot be read`,
    body: sentences(whyFailed('en', code), 'They are read again from time to time.'),
  }),
  AUDIENCE_GREW: ({ followers, followersBefore, ...params }, _about, { number, plural }) => ({
    title: `${accountName(params)} has ${number(followers)} ${plural(followers, { one: 'follower', other: 'followers' })}`,
    body: `That is ${number(followers - followersBefore)} more than when they were counted before.`,
  }),
  DIGEST: ({ published, failed, missed, unknown, planned, day }, { code }, forms) => {
    const { number, plural } = forms;
    const gone = failed + missed + unknown;
    const parts = [
      published === 0 ? '' : `${posts(published, forms)} went live`,
      failed === 0 ? '' : `${number(failed)} failed`,
      missed === 0 ? '' : `${number(missed)} did not go out in time`,
      unknown === 0 ? '' : `${number(unknown)} may be live, and somebody has to look`,
    ].filter((part) => part !== '');
    const [title, next] = code === 'WEEKLY' ? ['Your week', 'week'] : ['Your day', 'day'];
    return {
      title: `${title}: ${number(published)} published${gone === 0 ? '' : `, ${number(gone)} not`}`,
      body: sentences(
        `Until the morning of ${forms.day(day)}: ${parts.length === 0 ? 'nothing was due' : forms.list(parts)}.`,
        `${planned === 0 ? 'Nothing is' : `${posts(planned, forms)} ${plural(planned, { one: 'is', other: 'are' })}`} planned for the next ${next}.`,
      ),
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
  QUOTA_NEARLY_USED: (params, _about, { number }) => ({
    title: `An allowance of ${accountName(params)} is nearly used`,
    body: `${number(params.taken)} of ${number(params.limit)} are used (${params.quota}).`,
  }),
  QUOTA_USED_UP: (params, _about, { number }) => ({
    title: `An allowance of ${accountName(params)} is used up`,
    body: `All ${number(params.limit)} are used (${params.quota}). Posts that need it go out when there is room.`,
  }),
  BUDGET_NEARLY_USED: ({ spent, limit, currency, resetsAt }, _about, forms) => ({
    title: 'The budget of this month is nearly spent',
    body: `${amount(spent, currency, forms)} of ${amount(limit, currency, forms)} are spent. A new month begins on ${forms.instant(resetsAt)}.`,
  }),
  BUDGET_USED_UP: ({ limit, currency, resetsAt }, _about, forms) => ({
    title: 'The budget of this month is used up',
    body: `What is left of ${amount(limit, currency, forms)} does not reach for the next post. Raise it, or wait for the new month, which begins on ${forms.instant(resetsAt)}.`,
  }),
  WEBHOOK_DISABLED: (_params, { code }) => ({
    title: 'A webhook endpoint was disabled',
    body: sentences(wordsFor(DISABLED, code), 'What waits for it stays, and goes out once somebody enables it.'),
  }),
  SUSPICIOUS_ACTIVITY: ({ platform, username, paused }, { code }) => ({
    title:
      platform === null
        ? 'Suspicious use of an API key'
        : `Suspicious activity on ${accountName({ platform, username })}`,
    body: sentences(wordsFor(SUSPECTED, code), paused ? 'The account was paused.' : ''),
  }),
};
