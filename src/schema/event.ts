/** The stream of events: everything that happened in a workspace, as a query and as a subscription. */

import { hasScope } from '../domain/access.ts';
import type { Event } from '../domain/events/event.ts';
import type { EventFilter as EventsToRead } from '../domain/live/audiences.ts';
import { eventsAfter } from '../domain/live/live.ts';
import { DEFAULT_PAGE } from '../domain/queries/keyset.ts';
import { openPosition, sealPosition } from '../lib/position-cipher.ts';
import type { ApiScope, EventSubject } from '../lib/prisma/enums.ts';
import { keysOf } from '../lib/record.ts';
import { builder } from './builder.ts';
import { pageComplexity, pageSize } from './connection.ts';
import type { SchemaContext } from './context.ts';
import { apiError } from './errors.ts';
import { type NodeName, optionalLocalId, parseGlobalId, toGlobalId } from './ids.ts';

/** The subjects of events: the type of the `id`, and the scope that reading them needs. */
const SUBJECTS = {
  POST: {
    node: 'ScheduledPost',
    scope: 'POSTS_READ',
    description:
      'A post: `post.created`, `post.updated` with `changed` (CONTENT, TIME, or TARGETS if only some of them), `post.deleted`, each with the `version` from then on; `post.at_risk` and `post.safe_again`, once for each `cause` of a target; `post.gone` when the platform no longer shows a published target (`presence`: GONE or HIDDEN), and `post.shown_again`; `post.unpublished` when a target was removed with `unpublishTarget`, and `post.unpublish_failed`.',
  },
  TARGET: { node: 'PostTarget', scope: 'POSTS_READ', description: 'A target: every step of publishing it.' },
  ACCOUNT: {
    node: 'SocialAccount',
    scope: 'ACCOUNTS_READ',
    description:
      'An account: connected, changed, paused, resumed, expired, recovered, disconnected, deleted; another health, notices before its access ends; `account.quota_nearly_used` (80 %) and `account.quota_used_up`, once in the window of an allowance; `account.suspicious_activity` when it publishes far more than usual; `account.metrics_synced` once a day with `followers` and `followersBefore`, and `account.metrics_failed` when its figures cannot be read.',
  },
  MEDIA: {
    node: 'MediaAsset',
    scope: 'POSTS_READ',
    description: 'A file: ready, updated (its name or description), failed, deleted.',
  },
  API_KEY: {
    node: 'ApiKey',
    scope: 'ADMIN',
    description:
      'An API key: `api_key.suspicious_activity`, of the kinds `CONNECTION_FAILURES` and `KEY_USED_FROM_MANY_NETWORKS`. Not told to keys that are bound to brands.',
  },
  WORKSPACE: {
    node: 'Workspace',
    scope: 'ACCOUNTS_READ',
    description:
      'The workspace: `workspace.budget_changed` when a budget is set, changed or ended; `workspace.budget_nearly_used` when 80 % of a monthly budget are spent, `workspace.budget_used_up` when it is spent or does not reach for a post, each of the two once a month. `workspace.quota_nearly_used` (80 %) and `workspace.quota_used_up`, once in the window of an allowance that all accounts of the installation share on a `platform`. Not told to keys that are bound to brands.',
  },
  PLATFORM: {
    node: 'PlatformIncident',
    scope: 'ACCOUNTS_READ',
    description:
      'A platform on which the workspace has an account: `platform.down`, `platform.degraded`, `platform.operational`. The id is that of the incident. Not told to keys that are bound to brands.',
  },
  WEBHOOK: {
    node: 'WebhookEndpoint',
    scope: 'WEBHOOKS_READ',
    description:
      'A webhook endpoint: `webhook.created`, `webhook.updated`, `webhook.enabled`, `webhook.paused`, `webhook.disabled` with the `reason`, `webhook.secret_rotated`, `webhook.replayed`, `webhook.deleted`. Not told to keys that are bound to brands.',
  },
  BRAND: {
    node: 'Brand',
    scope: 'POSTS_READ',
    description: 'A brand: `brand.digest`, once a day or a week if it has `digests`.',
  },
  NOTIFICATION: {
    node: 'Notification',
    scope: 'ADMIN',
    description:
      'A notification: `notification.` and its type, when it is made. `notificationAdded` tells the same to keys without the scope `admin`.',
  },
} as const satisfies Record<EventSubject, { node: NodeName; scope: ApiScope; description: string }>;

export const EventSubjectEnum = builder.enumType('EventSubject', {
  description: 'What an event happened to.',
  values: SUBJECTS,
});

/** The id of what an event happened to. */
export const subjectIdOf = ({ subject, subjectId }: Pick<Event, 'subject' | 'subjectId'>): string =>
  toGlobalId(SUBJECTS[subject].node, subjectId);

const API_KEY_ACTOR = /^api_key:(.+)$/;

const EventType = builder.objectRef<Event>('Event').implement({
  description:
    'Something that happened in the workspace. Delivered at least once over a reconnect and in order; `cursor` tells where to go on.',
  fields: (t) => ({
    cursor: t.string({
      description:
        'Its place in the stream of all events. Opaque. Send the last one you handled as `after` to go on without a gap.',
      resolve: ({ position }, _args, context) => eventCursor(context, position),
    }),
    at: t.expose('createdAt', { type: 'DateTime', description: 'When it happened.' }),
    subject: t.expose('subject', { type: EventSubjectEnum, description: 'What kind of thing it happened to.' }),
    subjectId: t.id({
      description: 'The id of the thing it happened to, which may have been deleted since.',
      resolve: subjectIdOf,
    }),
    type: t.exposeString('type', {
      description: 'What happened: the kind of subject and a verb, such as `target.success` or `account.expired`.',
    }),
    actorId: t.id({
      nullable: true,
      description: 'The id of the API key that caused it; null when Slipway did so by itself.',
      resolve: ({ actor }) => {
        const [, id] = API_KEY_ACTOR.exec(actor ?? '') ?? [];
        return id === undefined ? null : toGlobalId('ApiKey', id);
      },
    }),
    brandId: t.id({
      nullable: true,
      description: 'The id of the brand; null for what belongs to the whole workspace, such as files.',
      resolve: ({ brandId }) => (brandId === null ? null : toGlobalId('Brand', brandId)),
    }),
    postId: t.id({
      nullable: true,
      description: 'The id of the post, for posts and targets.',
      resolve: ({ postId }) => (postId === null ? null : toGlobalId('ScheduledPost', postId)),
    }),
    socialAccountId: t.id({
      nullable: true,
      description: 'The id of the account, for targets and accounts.',
      resolve: ({ socialAccountId }) =>
        socialAccountId === null ? null : toGlobalId('SocialAccount', socialAccountId),
    }),
    payload: t.field({
      type: 'JSONObject',
      description: 'Details, which depend on `type`. Keys may be added at any time.',
      resolve: ({ payload }) => payload,
    }),
  }),
});

/* ---- cursors ---- */

/**
 * Cursors as releases before 0.2 gave them out. Other positions are refused: trying them must not reveal where an event
 * lies.
 */
const PLAIN_CURSOR = /^event:(\d{1,18})$/;

/** Before the first event: replays everything. */
const BEGINNING = '0';

export const eventCursor = ({ viewer }: SchemaContext, position: bigint): string =>
  sealPosition(viewer.cursorKey, position);

export function readEventCursor({ viewer }: SchemaContext, text: string | null | undefined): bigint | null {
  if (text === BEGINNING) return 0n;
  if (text === null || text === undefined) return null;
  const position = openPosition(viewer.cursorKey, text);
  if (position !== null) return position;
  const [, digits] = PLAIN_CURSOR.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  const plain = digits === undefined ? null : BigInt(digits);
  if (plain === null || plain > viewer.plainCursorsTo)
    throw apiError('BAD_USER_INPUT', '`after` is not the cursor of an event.', { argument: 'after' });
  return plain;
}

/* ---- pages ---- */

export interface EventPage {
  events: readonly Event[];
  hasMore: boolean;
  after: bigint | null;
}

export async function readEventPage(
  context: SchemaContext,
  filter: EventsToRead,
  args: { after?: string | null | undefined; first?: number | null | undefined },
): Promise<EventPage> {
  const after = readEventCursor(context, args.after);
  const limit = pageSize('first', args.first ?? DEFAULT_PAGE);
  const events = await eventsAfter(context.app, context.viewer, filter, after ?? 0n, limit + 1);
  return { events: events.slice(0, limit), hasMore: events.length > limit, after };
}

/** Also set if there was nothing new, so that a poller can keep it. */
export function endCursor(context: SchemaContext, { events, after }: EventPage): string | null {
  const last = events.at(-1)?.position ?? after;
  return last === null ? null : eventCursor(context, last);
}

const EventPageType = builder.objectRef<EventPage>('EventPage').implement({
  description: 'Events in the order in which they happened.',
  fields: (t) => ({
    nodes: t.field({
      type: [EventType],
      description: 'The events.',
      complexity: { field: 0, multiplier: 1 },
      resolve: ({ events }) => [...events],
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

const EventFilter = builder.inputType('EventFilter', {
  description: 'Which events. Events that the scopes of the API key do not cover are left out.',
  fields: (t) => ({
    subjects: t.field({ type: [EventSubjectEnum], description: 'Of these kinds of things.' }),
    subjectId: t.id({
      description:
        'Only of this post, target, account, file, incident, API key, webhook endpoint, notification or brand.',
    }),
    brandId: t.id({ description: 'Only of this brand.' }),
    postId: t.id({ description: 'Only of this post and its targets.' }),
    socialAccountId: t.id({ description: 'Only of this account and its targets.' }),
  }),
});

type FilterInput = typeof EventFilter.$inferInput | null | undefined;

function readFilter({ viewer }: SchemaContext, input: FilterInput): EventsToRead {
  const readable = keysOf(SUBJECTS).filter((subject) => hasScope(viewer, SUBJECTS[subject].scope));
  const named = typeof input?.subjectId === 'string' ? parseGlobalId(input.subjectId) : undefined;
  return {
    subjects: readable.filter(
      (subject) =>
        (input?.subjects?.includes(subject) ?? true) && (named === undefined || SUBJECTS[subject].node === named?.name),
    ),
    subjectId: named?.id,
    brandId: optionalLocalId('Brand', input?.brandId) ?? undefined,
    postId: optionalLocalId('ScheduledPost', input?.postId) ?? undefined,
    socialAccountId: optionalLocalId('SocialAccount', input?.socialAccountId) ?? undefined,
  };
}

/* ---- fields ---- */

builder.queryField('events', (t) =>
  t.field({
    type: EventPageType,
    description:
      'What happened after a cursor, oldest first: the stream of the subscription `events` for clients that poll.',
    args: {
      after: t.arg.string({ description: 'Only what happened after this cursor. Absent: from the beginning.' }),
      first: t.arg.int({ description: 'How many events: 1 to 100, default 25.' }),
      filter: t.arg({ type: EventFilter, description: 'Only these.' }),
    },
    complexity: pageComplexity,
    resolve: (_root, args, context) => readEventPage(context, readFilter(context, args.filter), args),
  }),
);

builder.subscriptionField('events', (t) =>
  t.field({
    type: EventType,
    description:
      'Every event that matches, as it happens. With `after`, first what was missed since, then live, without gap or repetition. Without it, only what happens from now on.',
    args: {
      after: t.arg.string({
        description: 'The `cursor` of the last event that you handled; "0" = from the very first one.',
      }),
      filter: t.arg({ type: EventFilter, description: 'Only these.' }),
    },
    subscribe: (_root, args, context) =>
      context.events.subscribe(context.viewer, readFilter(context, args.filter), readEventCursor(context, args.after)),
    resolve: (event) => event,
  }),
);
