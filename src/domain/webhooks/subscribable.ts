/** The events that endpoints may be told of: one table, from which checks, payloads and published schemas derive. */
import { z } from 'zod';
import { Platform, PublishEventStatus } from '../../lib/prisma/enums.ts';
import { keysOf } from '../../lib/record.ts';
import type { NodeName } from '../global-id.ts';

/* Field names and values are those of the GraphQL schema. A field may be added; one is never removed or given another meaning. */

const text = z.string();
const instant = z.iso.datetime();
const id = z.string();
const nullable = <Type extends z.ZodType>(type: Type) => type.nullable().default(null);

const publishError = z.object({
  code: text.describe('Why, for programs: PublishErrorCode.'),
  message: text.describe('Why, for people.'),
  source: text.describe('Who can do something about it: PublishErrorSource.'),
  retryable: z.boolean(),
  userAction: text.describe('What helps: UserAction.'),
  retryAt: nullable(instant),
  vendor: nullable(
    z.object({
      httpStatus: nullable(z.number()),
      code: nullable(text),
      subcode: nullable(text),
      message: nullable(text),
      traceId: nullable(text),
    }),
  ).describe('What the platform itself said.'),
});

const target = z.object({
  targetId: id,
  postId: id,
  socialAccountId: id,
  platform: z.enum(Platform),
  seq: z.int().describe('Its number among the events of its target: 1, 2, 3 … without gaps.'),
  attempt: z.int(),
  status: z.enum(PublishEventStatus).describe('What happened: PublishEventStatus.'),
  targetStatus: text.describe('The status of the target from then on: PostTargetStatus.'),
  phase: nullable(text),
  blockedBy: nullable(text),
  platformState: nullable(text),
  percent: nullable(z.int()),
  message: nullable(text),
  permalink: nullable(text),
  wakeAt: nullable(instant),
  error: nullable(publishError),
});

const risk = z.object({
  postId: id,
  targetId: id,
  socialAccountId: nullable(id),
  platform: z.enum(Platform),
  cause: text.describe('PostRiskCause.'),
  message: text,
  userAction: text.describe('What helps: UserAction.'),
  dueAt: nullable(instant),
});

const presence = z.object({
  postId: id,
  targetId: id,
  socialAccountId: nullable(id),
  platform: z.enum(Platform),
  permalink: nullable(text),
  presence: nullable(text).describe('GONE: there is no such post any more. HIDDEN: its audience does not see it.'),
});

const removalFailure = presence.extend({
  code: text.describe('Why, for programs: PublishErrorCode.'),
  message: text.describe('Why, for people.'),
  removedParts: z.int().describe('How many parts of it were removed before.'),
  parts: z.int(),
});

const post = z.object({
  postId: id,
  version: z.int().describe('The version of the post from then on; of a deleted one, the last.'),
  changed: nullable(z.enum(['CONTENT', 'TIME', 'TARGETS'])).describe(
    'What an update changed. TARGETS: only some of its targets, whose own events say how.',
  ),
});

const account = z.object({
  socialAccountId: id,
  platform: z.enum(Platform),
  username: nullable(text),
  status: text.describe('AccountStatus.'),
  statusReason: nullable(text),
});
const accountHealth = account.extend({
  health: text.describe('AccountHealthStatus.'),
  healthBefore: text,
  reasons: z.array(z.object({ code: text, message: text })),
  userAction: text.describe('What helps: UserAction.'),
  expiresAt: nullable(instant),
});
const accountExpiry = account.extend({
  days: z.number().describe('How many days are left: 7, 3 or 1.'),
  expiresAt: nullable(instant),
  userAction: text,
});
const accountChange = account.extend({
  changes: z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() })),
});
const accountReconnect = account.extend({
  recoverable: z.int().default(0).describe('How many targets `recoverAccountPosts` lets go out again.'),
});
const allowance = {
  quota: text.describe('The name of the allowance: Quota.name.'),
  scope: z.enum(['ACCOUNT', 'APP']).describe('Whether the account alone has it, or all accounts share it.'),
  taken: z.number().describe('How many units are used or planned.'),
  limit: z.number(),
  basis: text.describe('Whether the limit is documented or guessed: QuotaBasis.'),
  windowMs: z.number(),
};
const accountQuota = account.extend(allowance);
const sharedQuota = z.object({ platform: z.enum(Platform), ...allowance });
const money = text.describe('An amount of money, as a decimal.');
const budgetChange = z.object({
  currency: text,
  limit: nullable(money).describe('For a month; null: there is none any more.'),
  previousLimit: nullable(money),
});
const budget = z.object({
  currency: text,
  month: text.describe('Such as `2026-12`.'),
  timeZone: text,
  limit: money,
  spent: money,
  resetsAt: instant,
});
const accountSync = account.extend({
  posts: z.int().describe('How many posts were read.'),
  followers: nullable(z.number()).describe('How many follow it; null where the platform does not tell.'),
  followersBefore: nullable(z.number()).describe('How many did when it was read on an earlier day.'),
  since: nullable(text).describe('That day.'),
});
const accountSyncFailure = account.extend({
  code: text.describe('Why, for programs: PublishErrorCode.'),
  message: text.describe('Why, for people.'),
  failures: z.int().describe('How many times in a row.'),
  retryAt: instant,
});
const suspicion = z.object({
  socialAccountId: id,
  kind: text,
  severity: text,
  withinMinutes: z.number(),
  published: z.number().optional(),
  usualPerDay: z.number().optional(),
  action: text.describe('`PAUSED` if the account was paused because of it.'),
});

const media = z.object({
  mediaAssetId: id,
  status: text.describe('MediaStatus.'),
  kind: nullable(text),
  fileName: nullable(text),
  mimeType: nullable(text),
  errorCode: nullable(text),
});

interface EventFacts {
  description: string;
  data: z.ZodObject;
}

const TARGET_TYPES = {
  'target.drafted': 'It became a draft.',
  'target.scheduled': 'It was scheduled, rescheduled or retried.',
  'target.started': 'Publishing started.',
  'target.uploading': 'Media is being uploaded.',
  'target.container_created': 'The platform holds everything, not yet public.',
  'target.processing': 'The platform works on it.',
  'target.committing': 'The call that makes it public is about to be made.',
  'target.success': 'It is live.',
  'target.finishing': 'Something after going live was done, or its permalink became known.',
  'target.error': 'It failed.',
  'target.retry': 'Something went wrong; it is tried again at `wakeAt`.',
  'target.blocked': 'It has to wait for what `blockedBy` names.',
  'target.missed': 'Its late window passed.',
  'target.cancelled': 'It was cancelled.',
  'target.outcome_unknown': 'It may be live; a person has to look.',
  'target.resolved': 'A person said what became of it.',
} as const;

const of = <Type extends string>(descriptions: Readonly<Record<Type, string>>, data: z.ZodObject) =>
  Object.fromEntries(keysOf(descriptions).map((type) => [type, { description: descriptions[type], data }])) as Record<
    Type,
    EventFacts
  >;

export const SUBSCRIBABLE = {
  ...of(TARGET_TYPES, target),
  ...of(
    {
      'post.at_risk': 'A target of a post may not go out, for the `cause`.',
      'post.safe_again': 'The `cause` is gone.',
    },
    risk,
  ),
  ...of(
    {
      'post.created': 'It was created, with its targets, which have events of their own.',
      'post.updated': 'Its content, its time or some of its targets were changed.',
      'post.deleted': 'It was deleted, with its targets.',
    },
    post,
  ),
  ...of(
    {
      'account.connected': 'It was connected.',
      'account.expired': 'It has to be reconnected; its posts wait.',
      'account.recovered': 'It publishes again, without a reconnect.',
      'account.paused': 'A person paused it.',
      'account.resumed': 'A person resumed it.',
      'account.disconnected': 'A person disconnected it.',
      'account.deleted': 'It was deleted.',
    },
    account,
  ),
  ...of({ 'account.reconnected': 'It was connected again.' }, accountReconnect),
  ...of({ 'account.health_changed': 'Another health, or other reasons.' }, accountHealth),
  ...of({ 'account.expires_soon': 'A notice before its access ends.' }, accountExpiry),
  ...of({ 'account.changed': 'Another name, picture or ability at the platform.' }, accountChange),
  ...of(
    {
      'account.quota_nearly_used': 'An allowance of it is used to 80 %. Once in its window.',
      'account.quota_used_up': 'An allowance of it is used up. Once in its window.',
    },
    accountQuota,
  ),
  ...of(
    {
      'workspace.quota_nearly_used': 'An allowance that all accounts share is used to 80 %. Once in its window.',
      'workspace.quota_used_up': 'An allowance that all accounts share is used up. Once in its window.',
    },
    sharedQuota,
  ),
  ...of({ 'workspace.budget_changed': 'A monthly budget was set, changed or ended.' }, budgetChange),
  ...of(
    {
      'workspace.budget_nearly_used': '80 % of a monthly budget are spent. Once a month.',
      'workspace.budget_used_up': 'A monthly budget is spent, or does not reach for a post. Once a month.',
    },
    budget,
  ),
  ...of(
    {
      'post.gone': 'The platform no longer shows a published target: see `presence`.',
      'post.shown_again': 'It does again.',
      'post.unpublished': 'A published target was removed from its platform, as a person wanted it.',
    },
    presence,
  ),
  ...of({ 'post.unpublish_failed': 'It could not be removed.' }, removalFailure),
  ...of({ 'account.metrics_synced': 'Its figures were read. Once a day.' }, accountSync),
  ...of(
    { 'account.metrics_failed': 'Its figures cannot be read; told once, until they can again.' },
    accountSyncFailure,
  ),
  ...of({ 'account.suspicious_activity': 'It publishes far more than usual.' }, suspicion),
  ...of(
    {
      'media.ready': 'A file can be used.',
      'media.updated': 'It has another name or description.',
      'media.failed': 'A file could not be taken in.',
      'media.deleted': 'A file was deleted.',
    },
    media,
  ),
} as const satisfies Readonly<Record<string, EventFacts>>;

export type SubscribableType = keyof typeof SUBSCRIBABLE;
export const SUBSCRIBABLE_TYPES: readonly SubscribableType[] = keysOf(SUBSCRIBABLE);
export const isSubscribable = (type: string): type is SubscribableType => Object.hasOwn(SUBSCRIBABLE, type);

/** The subjects of these events: the kind of their ids, and the scope that an endpoint needs to be told of them. */
export const SUBJECTS = {
  POST: { node: 'ScheduledPost', scope: 'POSTS_READ', prefix: 'post' },
  TARGET: { node: 'PostTarget', scope: 'POSTS_READ', prefix: 'target' },
  ACCOUNT: { node: 'SocialAccount', scope: 'ACCOUNTS_READ', prefix: 'account' },
  MEDIA: { node: 'MediaAsset', scope: 'POSTS_READ', prefix: 'media' },
  WORKSPACE: { node: 'Workspace', scope: 'ACCOUNTS_READ', prefix: 'workspace' },
} as const satisfies Readonly<Record<string, { node: NodeName; scope: string; prefix: string }>>;
export type SubscribableSubject = keyof typeof SUBJECTS;
export const isSubscribableSubject = (subject: string): subject is SubscribableSubject =>
  Object.hasOwn(SUBJECTS, subject);

/* ---- what an endpoint asks for ---- */

/** Everything, or everything of a kind: `*`, `target.*`. */
export const PATTERNS: readonly string[] = ['*', ...Object.values(SUBJECTS).map(({ prefix }) => `${prefix}.*`)];

/** What of `events` of an endpoint asks for this type. */
export const patternsFor = (type: string): readonly string[] => ['*', type, `${type.slice(0, type.indexOf('.'))}.*`];

/** The scopes that an endpoint for these events needs. */
export const scopesFor = (events: readonly string[]): ('POSTS_READ' | 'ACCOUNTS_READ')[] => [
  ...new Set(
    Object.values(SUBJECTS)
      .filter(({ prefix }) => events.some((event) => event === '*' || event.startsWith(`${prefix}.`)))
      .map(({ scope }) => scope),
  ),
];
