/** The publishing log: every event of a target and every call to its platform. */
import { BY_CREATION } from '../domain/queries/keyset.ts';
import { type LogEntry, type LogFilter, logList } from '../domain/queries/logs.ts';
import { builder } from './builder.ts';
import { connectionOf, type ListArgs, orderedBy, type Parent, pageComplexity } from './connection.ts';
import type { SchemaContext } from './context.ts';
import { describedEnum } from './described-enum.ts';
import { optionalLocalIds, toGlobalId } from './ids.ts';
import { CreationOrderEnum, TimeRangeInput } from './inputs.ts';
import { loadAccount, loadLog, loadPost, loadTarget, required } from './load.ts';
import { PlatformEnum } from './platform.ts';
import { PublishErrorType, publishErrorOf, toldOfEvent } from './publish-error.ts';
import { PublishEventStatusEnum } from './publish-event.ts';
import { PostTargetType, ScheduledPostType } from './refs.ts';
import { SocialAccountType } from './social-account.ts';
import { BlockedByEnum, TargetPhaseEnum, TargetStatusEnum } from './target-status.ts';

export const PublishingLogKindEnum = describedEnum<'EVENT' | 'CALL'>('PublishingLogKind', 'What a log entry records.', {
  EVENT: 'A change of the target, also sent to subscribers.',
  CALL: 'One call to the platform, with what was sent and answered, secrets removed.',
});

export const PublishingLogType = builder.node(builder.objectRef<LogEntry>('PublishingLog'), {
  id: { resolve: ({ id }) => id, description: 'The id.' },
  loadManyWithoutCache: (ids, context) => Promise.all(ids.map(async (id) => (await loadLog(context, id)) ?? null)),
  description: 'One entry of the log of a target. Entries are never changed.',
  fields: (t) => ({
    kind: t.field({
      type: PublishingLogKindEnum,
      description: 'An event, or a call to the platform.',
      resolve: ({ cursor }) => (cursor === null ? 'CALL' : 'EVENT'),
    }),
    at: t.expose('createdAt', { type: 'DateTime', description: 'When it happened.' }),
    seq: t.exposeInt('seq', {
      nullable: true,
      description: 'Number of the event: 1, 2, 3 … per target, without gaps. Null for calls.',
    }),
    attempt: t.exposeInt('attempt', { description: 'During which attempt to publish.' }),
    status: t.expose('status', { type: PublishEventStatusEnum, description: 'What happened.' }),
    targetStatus: t.expose('targetStatus', {
      type: TargetStatusEnum,
      description: 'The status of the target from then on.',
    }),
    phase: t.expose('phase', { type: TargetPhaseEnum, nullable: true, description: 'How far publishing had come.' }),
    blockedBy: t.expose('blockedBy', {
      type: BlockedByEnum,
      nullable: true,
      description: 'What the target had to wait for.',
    }),
    platformState: t.exposeString('platformState', { nullable: true, description: "The platform's own word." }),
    percent: t.exposeInt('percent', { nullable: true, description: 'Progress within the phase: 0 to 100.' }),
    message: t.string({
      nullable: true,
      description: 'In words, in the language of the caller.',
      resolve: ({ message, error }, _args, { viewer }) => toldOfEvent(viewer, { message, error }),
    }),
    permalink: t.exposeString('permalink', { nullable: true, description: 'The address at the platform, once known.' }),
    wakeAt: t.expose('wakeAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When Slipway looks at the target next.',
    }),
    error: t.field({
      type: PublishErrorType,
      nullable: true,
      description: 'What went wrong.',
      resolve: ({ error }) => publishErrorOf(error),
    }),
    endpoint: t.exposeString('endpoint', { nullable: true, description: 'Which call of the platform, by its name.' }),
    method: t.exposeString('method', { nullable: true, description: 'HTTP method of the call.' }),
    url: t.exposeString('url', { nullable: true, description: 'Address of the call, secrets removed.' }),
    request: t.field({
      type: 'JSONObject',
      nullable: true,
      description: 'What was sent, secrets removed.',
      resolve: ({ request }) => asObject(request),
    }),
    response: t.field({
      type: 'JSONObject',
      nullable: true,
      description: 'What was answered, secrets removed.',
      resolve: ({ response }) => asObject(response),
    }),
    httpStatus: t.exposeInt('httpStatus', {
      nullable: true,
      description: 'HTTP status of the answer; null when none came.',
    }),
    durationMs: t.exposeInt('durationMs', { nullable: true, description: 'How long the call took.' }),
    platform: t.expose('platform', { type: PlatformEnum, description: 'On which platform.' }),
    postId: t.id({ description: 'The id of the post.', resolve: ({ postId }) => toGlobalId('ScheduledPost', postId) }),
    targetId: t.id({
      description: 'The id of the target.',
      resolve: ({ targetId }) => toGlobalId('PostTarget', targetId),
    }),
    post: t.field({
      type: ScheduledPostType,
      description: 'The post, as it is now.',
      resolve: ({ postId }, _args, context) => required(loadPost(context, postId)),
    }),
    target: t.field({
      type: PostTargetType,
      description: 'The target, as it is now.',
      resolve: ({ targetId }, _args, context) => required(loadTarget(context, targetId)),
    }),
    socialAccount: t.field({
      type: SocialAccountType,
      description: 'The account.',
      resolve: ({ socialAccountId }, _args, context) => required(loadAccount(context, socialAccountId)),
    }),
  }),
});

/** Platforms also answer with lists and bare values. */
const asObject = (value: unknown): unknown => {
  if (value === null || value === undefined) return null;
  return typeof value === 'object' && !Array.isArray(value) ? value : { value };
};

const PublishingLogFilter = builder.inputType('PublishingLogFilter', {
  description: 'Which log entries.',
  fields: (t) => ({
    kinds: t.field({ type: [PublishingLogKindEnum], description: 'Events, calls or both.' }),
    brandIds: t.idList({ description: 'Of these brands.' }),
    postIds: t.idList({ description: 'Of these posts.' }),
    targetIds: t.idList({ description: 'Of these targets.' }),
    socialAccountIds: t.idList({ description: 'Of these accounts.' }),
    platforms: t.field({ type: [PlatformEnum], description: 'On these platforms.' }),
    statuses: t.field({ type: [PublishEventStatusEnum], description: 'With one of these statuses.' }),
    createdAt: t.field({ type: TimeRangeInput, description: 'In this span.' }),
  }),
});

type Filter = typeof PublishingLogFilter.$inferInput | null | undefined;

const readFilter = (filter: Filter): LogFilter => ({
  ...filter,
  brandIds: optionalLocalIds('Brand', filter?.brandIds),
  postIds: optionalLocalIds('ScheduledPost', filter?.postIds),
  targetIds: optionalLocalIds('PostTarget', filter?.targetIds),
  socialAccountIds: optionalLocalIds('SocialAccount', filter?.socialAccountIds),
});

export const PublishingLogConnection = builder.connectionObject(
  { type: PublishingLogType, name: 'PublishingLogConnection', description: 'A page of log entries.' },
  { name: 'PublishingLogEdge', description: 'A log entry and its place in the list.' },
);

export const logListArgs = builder.args((t) => ({
  filter: t.field({ type: PublishingLogFilter, description: 'Only these.' }),
  orderBy: t.field(orderedBy(CreationOrderEnum, 'CREATED_AT_DESC')),
}));

/** A page of the entries that match: those of one target or post, or all. */
export const logPage = (
  context: SchemaContext,
  name: string,
  args: ListArgs<Filter, typeof BY_CREATION>,
  parent?: Parent<'t.target_id' | 't.post_id'>,
) =>
  connectionOf(context, {
    name,
    args,
    parent,
    list: (parents) => logList(context.viewer, readFilter(args.filter), BY_CREATION[args.orderBy], parents),
    revive: (row: LogEntry) => row,
  });

builder.queryFields((t) => ({
  publishingLogs: t.connection(
    {
      type: PublishingLogType,
      description: 'The log of all targets. To follow what happens, use `publishStatusChanged` or `publishEvents`.',
      args: logListArgs,
      complexity: pageComplexity,
      resolve: (_root, args, context) => logPage(context, 'publishingLogs', args),
    },
    PublishingLogConnection,
  ),
}));
