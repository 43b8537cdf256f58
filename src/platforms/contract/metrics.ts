/** What can be measured of accounts and posts: the words for it, and what an adapter says and does to read it. */
import type { PlatformFailure } from '../failure.ts';
import type { AccountApi } from './account.ts';
import type { Format } from './vocabulary.ts';

interface MetricFacts {
  unit: 'COUNT' | 'MILLISECONDS' | 'PERCENT';
  /** What it is on every platform, as far as platforms agree; `MetricRule.meaning` says what one of them counts. */
  description: string;
  /** Whether figures of days, or of posts, add up: people who are counted once do not, nor do averages. */
  adds: boolean;
}

/** Every metric, by a stable name. A name means about the same on all platforms, so that figures can be compared. */
export const METRICS = {
  FOLLOWERS: { unit: 'COUNT', adds: true, description: 'People who follow the account.' },
  FOLLOWING: { unit: 'COUNT', adds: true, description: 'Accounts that this one follows.' },
  POSTS: { unit: 'COUNT', adds: true, description: 'Posts that the account shows.' },
  TOTAL_LIKES: { unit: 'COUNT', adds: true, description: 'Likes of all posts of the account together.' },
  TOTAL_VIEWS: { unit: 'COUNT', adds: true, description: 'Views of all posts of the account together.' },
  LISTED: { unit: 'COUNT', adds: true, description: 'Lists of other people that hold the account.' },
  NEW_FOLLOWERS: { unit: 'COUNT', adds: true, description: 'People who began to follow the account.' },
  LOST_FOLLOWERS: { unit: 'COUNT', adds: true, description: 'People who ceased to follow the account.' },
  VIEWS: {
    unit: 'COUNT',
    adds: true,
    description: 'How often something was shown or played, by the rules of the platform.',
  },
  REACH: { unit: 'COUNT', adds: false, description: 'Accounts that saw it, each counted once.' },
  IMPRESSIONS: {
    unit: 'COUNT',
    adds: true,
    description: 'How often something was on a screen, where a platform told that apart.',
  },
  ENGAGED_ACCOUNTS: { unit: 'COUNT', adds: false, description: 'Accounts that reacted, each counted once.' },
  INTERACTIONS: { unit: 'COUNT', adds: true, description: 'All reactions together, as the platform adds them up.' },
  LIKES: { unit: 'COUNT', adds: true, description: 'Likes.' },
  COMMENTS: { unit: 'COUNT', adds: true, description: 'Comments, or answers to a post.' },
  SHARES: { unit: 'COUNT', adds: true, description: 'How often it was passed on to others.' },
  SAVES: { unit: 'COUNT', adds: true, description: 'How often it was saved or bookmarked.' },
  REPOSTS: { unit: 'COUNT', adds: true, description: 'How often it was posted again by others.' },
  QUOTES: { unit: 'COUNT', adds: true, description: 'Posts that quote it.' },
  REPLIES: { unit: 'COUNT', adds: true, description: 'Messages in answer to a story.' },
  FOLLOWS: { unit: 'COUNT', adds: true, description: 'People who began to follow the account from this post.' },
  PROFILE_VISITS: { unit: 'COUNT', adds: true, description: 'Visits of the profile from this post.' },
  PROFILE_VIEWS: { unit: 'COUNT', adds: true, description: 'How often the profile of the account was looked at.' },
  LINK_CLICKS: { unit: 'COUNT', adds: true, description: 'Clicks on a link of the post or of the profile.' },
  WATCH_TIME: { unit: 'MILLISECONDS', adds: true, description: 'The time that people watched, all together.' },
  AVERAGE_WATCH_TIME: { unit: 'MILLISECONDS', adds: false, description: 'The time that people watched, on average.' },
  WATCHED_SHARE: { unit: 'PERCENT', adds: false, description: 'How much of the video people watched, on average.' },
  SKIP_RATE: {
    unit: 'PERCENT',
    adds: false,
    description: 'The share of views that were skipped within the first seconds.',
  },
} as const satisfies Record<string, MetricFacts>;
export type MetricName = keyof typeof METRICS;

/** What was read. A metric that is not in it was not told: it is unknown, not zero. */
export type MetricValues = Readonly<Partial<Record<MetricName, number>>>;

/**
 * - `LEVEL`: a figure of the account as it stands when it is read.
 * - `DAY`: what one day brought to the account, by the days of the platform.
 * - `TOTAL`: what a post got since it was published.
 */
export type MetricKind = 'LEVEL' | 'DAY' | 'TOTAL';

/** One metric as one platform has it. */
export interface MetricRule {
  metric: MetricName;
  kind: MetricKind;
  /** Of posts: the formats that have it; all without this. */
  formats?: readonly Format[];
  /** What exactly this platform counts. */
  meaning: string;
  /** The call and the field of its answer. */
  source: { call: string; field: string };
  /** The scope without which it cannot be read. */
  scope: string;
  /** How long the platform takes until a figure is complete. */
  delayHours: number;
}

/** A metric that people look for and that this platform does not tell (any more). */
export interface AbsentMetric {
  metric: MetricName;
  of: 'ACCOUNT' | 'POST';
  /** `RETIRED`: told in earlier years. `NOT_OFFERED`: never, to apps like this one. */
  why: 'RETIRED' | 'NOT_OFFERED';
  /** In a sentence for people. */
  reason: string;
}

/** A calendar day, `2026-12-01`. */
export type Day = string;

export interface AccountReading {
  levels: MetricValues;
  /** What single days brought, by the days of the platform. Days of which nothing is told yet are left out. */
  days: readonly { day: Day; values: MetricValues }[];
  /** Why some of it could not be read; the rest holds all the same. */
  failures: readonly PlatformFailure[];
}

/** A published post, as an adapter needs to know it to read its figures. */
export interface MeasuredPost {
  /** The id at the platform. */
  id: string;
  format: Format;
  options: unknown;
  publishedAt: Date;
}

export interface PostReading {
  id: string;
  /**
   * - `PRESENT`: the platform shows the post.
   * - `HIDDEN`: it has the post, but no longer shows it to the audience that was chosen for it.
   * - `GONE`: the platform says that there is no such post (any more).
   * - `UNTOLD`: the answer says nothing about that.
   */
  state: 'PRESENT' | 'HIDDEN' | 'GONE' | 'UNTOLD';
  values: MetricValues;
  /** Why the figures of this post could not be read. */
  failure?: PlatformFailure;
}

export interface AccountFigures {
  /** What a reading is billed as, by its name in `Pricing.items`; null where it costs nothing. */
  billed: string | null;
  /** What a reading takes of the allowances of the platform, by their names. */
  units?: Readonly<Record<string, number>>;
  /** `from` and `to`: the first and the last day, both of the platform, of which `DAY` metrics are wanted. */
  read(api: AccountApi, days: { from: Day; to: Day }): Promise<AccountReading>;
}

export interface PostFigures {
  /** How many posts one call reads. */
  perCall: number;
  /** What one post is billed as, by its name in `Pricing.items`; null where it costs nothing. */
  billed: string | null;
  /** What one call takes of the allowances of the platform, by their names. */
  units?: Readonly<Record<string, number>>;
  /** Formats of which the platform tells figures only for so long after they were published. */
  toldForMs?: Readonly<Partial<Record<Format, number>>>;
  /** Reads up to `perCall` posts and answers for each of them. Throws if the call as a whole fails. */
  read(api: AccountApi, posts: readonly MeasuredPost[]): Promise<readonly PostReading[]>;
}

/** The figures that a platform tells of the accounts and posts of an app. */
export interface PlatformMetrics {
  /** Where the platform documents them. */
  referenceUrl: string;
  rules: readonly MetricRule[];
  absent: readonly AbsentMetric[];
  /** The time zone of its days; null where nothing is told by the day. */
  dayZone: string | null;
  account: AccountFigures;
  posts: PostFigures;
}
