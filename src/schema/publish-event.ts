/** Live events: the subscription, and the same stream as a query. */
import { invariant } from '../domain/errors.ts';
import type { EventFilter } from '../domain/live/audiences.ts';
import { type PublishEvent, publishEvent } from '../domain/targets/publish-event.ts';
import type { PublishEventStatus } from '../lib/prisma/enums.ts';
import { builder } from './builder.ts';
import { pageComplexity } from './connection.ts';
import type { SchemaContext } from './context.ts';
import { describedEnum } from './described-enum.ts';
import { apiError } from './errors.ts';
import { type EventPage, endCursor, eventCursor, readEventCursor, readEventPage } from './event.ts';
import { optionalLocalId, toGlobalId } from './ids.ts';
import { loadBrand, loadPost, loadTarget } from './load.ts';
import { PlatformEnum } from './platform.ts';
import { PublishErrorType, publishErrorOf, toldOfEvent } from './publish-error.ts';
import { PostTargetType, ScheduledPostType } from './refs.ts';
import { BlockedByEnum, TargetPhaseEnum, TargetStatusEnum } from './target-status.ts';

export const PublishEventStatusEnum = describedEnum<PublishEventStatus>(
  'PublishEventStatus',
  'What happened to a target.',
  {
    DRAFTED: 'It became a draft.',
    SCHEDULED: 'It was scheduled, rescheduled or retried.',
    STARTED: 'Publishing started.',
    UPLOADING: 'Media is being uploaded; `percent` tells how far.',
    CONTAINER_CREATED: 'The platform holds everything, not yet public.',
    PROCESSING: 'The platform works on it; `platformState` is its own word.',
    COMMITTING: 'The call that makes it public is about to be made. It can no longer be withdrawn.',
    SUCCESS: 'It is live.',
    FINISHING: 'Something after going live was done, or its permalink became known.',
    ERROR: 'It failed.',
    RETRY: 'Something went wrong; it is tried again at `wakeAt`.',
    BLOCKED: 'It has to wait for what `blockedBy` names.',
    MISSED: 'Its late window passed.',
    CANCELLED: 'It was cancelled.',
    OUTCOME_UNKNOWN: 'It may be live; a person has to look.',
    RESOLVED: 'A person said what became of it.',
    CALL: 'A call to the platform (log entries only, never an event).',
  },
);

const PublishEventType = builder.objectRef<PublishEvent>('PublishEvent').implement({
  description:
    'Something that happened to a target. Delivered at least once over a reconnect and in order; `cursor` tells where to go on.',
  fields: (t) => ({
    cursor: t.string({
      description:
        'Its place in the stream of all events. Opaque. Send the last one you handled as `after` to go on without a gap.',
      resolve: ({ position }, _args, context) => eventCursor(context, position),
    }),
    seq: t.exposeInt('seq', { description: 'Its number among the events of its target: 1, 2, 3 … without gaps.' }),
    at: t.expose('createdAt', { type: 'DateTime', description: 'When it happened.' }),
    status: t.expose('status', { type: PublishEventStatusEnum, description: 'What happened.' }),
    targetStatus: t.expose('targetStatus', {
      type: TargetStatusEnum,
      description: 'The status of the target from then on.',
    }),
    phase: t.expose('phase', { type: TargetPhaseEnum, nullable: true, description: 'How far publishing has come.' }),
    blockedBy: t.expose('blockedBy', {
      type: BlockedByEnum,
      nullable: true,
      description: 'What the target has to wait for.',
    }),
    platformState: t.exposeString('platformState', {
      nullable: true,
      description: "The platform's own word, such as `IN_PROGRESS`.",
    }),
    percent: t.exposeInt('percent', { nullable: true, description: 'Progress within the phase: 0 to 100.' }),
    message: t.string({
      nullable: true,
      description: 'In words, in the language of the caller.',
      resolve: ({ message, error }, _args, { viewer }) => toldOfEvent(viewer, { message, error }),
    }),
    permalink: t.exposeString('permalink', { nullable: true, description: 'The address at the platform, once known.' }),
    error: t.field({
      type: PublishErrorType,
      nullable: true,
      description: 'What went wrong.',
      resolve: ({ error }) => publishErrorOf(error),
    }),
    attempt: t.exposeInt('attempt', { description: 'During which attempt to publish.' }),
    wakeAt: t.expose('wakeAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When Slipway looks at the target next.',
    }),
    platform: t.expose('platform', { type: PlatformEnum, description: 'On which platform.' }),
    brandId: t.id({ description: 'The id of the brand.', resolve: ({ brandId }) => toGlobalId('Brand', brandId) }),
    postId: t.id({ description: 'The id of the post.', resolve: ({ postId }) => toGlobalId('ScheduledPost', postId) }),
    targetId: t.id({
      description: 'The id of the target.',
      resolve: ({ targetId }) => toGlobalId('PostTarget', targetId),
    }),
    socialAccountId: t.id({
      description: 'The id of the account.',
      resolve: ({ socialAccountId }) => toGlobalId('SocialAccount', socialAccountId),
    }),
    target: t.field({
      type: PostTargetType,
      nullable: true,
      description: 'The target as it is now, which may be later than this event; null when it was deleted since.',
      resolve: ({ targetId }, _args, context) => loadTarget(context, targetId),
    }),
    post: t.field({
      type: ScheduledPostType,
      nullable: true,
      description: 'The post as it is now; null when it was deleted since.',
      resolve: ({ postId }, _args, context) => loadPost(context, postId),
    }),
  }),
});

/* ---- who may follow what ---- */

interface FollowArgs {
  brandId?: string | null | undefined;
  postId?: string | null | undefined;
  targetId?: string | null | undefined;
}

const readFilter = ({ brandId, postId, targetId }: FollowArgs): EventFilter => ({
  subjects: ['TARGET'],
  brandId: optionalLocalId('Brand', brandId) ?? undefined,
  postId: optionalLocalId('ScheduledPost', postId) ?? undefined,
  subjectId: optionalLocalId('PostTarget', targetId) ?? undefined,
});

/**
 * A subscription to something that does not exist would stay silent for ever, so it is refused, as is one to something
 * of somebody else.
 */
async function checkFilter(context: SchemaContext, { brandId, postId, subjectId }: EventFilter): Promise<void> {
  const checks: [string, string | undefined, (id: string) => Promise<unknown>][] = [
    ['brandId', brandId, (id) => loadBrand(context, id)],
    ['postId', postId, (id) => loadPost(context, id)],
    ['targetId', subjectId, (id) => loadTarget(context, id)],
  ];
  for (const [argument, id, load] of checks) {
    if (id !== undefined && ((await load(id)) ?? null) === null)
      throw apiError('NOT_FOUND', `\`${argument}\` names nothing that this API key reaches.`, { argument });
  }
}

builder.subscriptionField('publishStatusChanged', (t) =>
  t.field({
    type: PublishEventType,
    description:
      'Every event of the targets that match, as it happens. With `after`, first what was missed since, then live, without gap or repetition: the way to follow across reconnects. Without it, only what happens from now on.',
    args: {
      brandId: t.arg.id({ description: 'Only of this brand.' }),
      postId: t.arg.id({ description: 'Only of this post.' }),
      targetId: t.arg.id({ description: 'Only of this target.' }),
      after: t.arg.string({
        description: 'The `cursor` of the last event that you handled; "0" = from the very first one.',
      }),
    },
    subscribe: async (_root, args, context) => {
      const filter = readFilter(args);
      const after = readEventCursor(context, args.after);
      await checkFilter(context, filter);
      return context.events.subscribe(context.viewer, filter, after);
    },
    resolve: (event) => {
      const told = publishEvent(event);
      invariant(told, 'a subscription to targets was given an event of something else');
      return told;
    },
  }),
);

/* ---- the same as a query ---- */

const PublishEventFilter = builder.inputType('PublishEventFilter', {
  description: 'Which events.',
  fields: (t) => ({
    brandId: t.id({ description: 'Only of this brand.' }),
    postId: t.id({ description: 'Only of this post.' }),
    targetId: t.id({ description: 'Only of this target.' }),
  }),
});

const PublishEventPageType = builder.objectRef<EventPage>('PublishEventPage').implement({
  description: 'Events in the order in which they happened.',
  fields: (t) => ({
    nodes: t.field({
      type: [PublishEventType],
      description: 'The events.',
      complexity: { field: 0, multiplier: 1 },
      resolve: ({ events }) => events.flatMap((event) => publishEvent(event) ?? []),
    }),
    hasNextPage: t.boolean({
      description: 'Whether more events are available now.',
      resolve: ({ hasMore }) => hasMore,
    }),
    endCursor: t.string({
      nullable: true,
      description: 'Send it as `after` to go on. Also set when there was nothing new, so that a poller can keep it.',
      resolve: (page, _args, context) => endCursor(context, page),
    }),
  }),
});

builder.queryField('publishEvents', (t) =>
  t.field({
    type: PublishEventPageType,
    description:
      'The stream of `publishStatusChanged` as a query, for clients that poll: what happened after a cursor, oldest first.',
    scope: 'POSTS_READ',
    args: {
      after: t.arg.string({ description: 'Only what happened after this cursor. Absent: from the beginning.' }),
      first: t.arg.int({ description: 'How many events: 1 to 100, default 25.' }),
      filter: t.arg({ type: PublishEventFilter, description: 'Only these.' }),
    },
    complexity: pageComplexity,
    resolve: (_root, args, context) => readEventPage(context, readFilter(args.filter ?? {}), args),
  }),
);
