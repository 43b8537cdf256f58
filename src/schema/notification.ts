/** Notifications: type, queries, marking as read, subscription. */
import type { Event } from '../domain/events/event.ts';
import { asEvents, preferencesOf, readableTypes, wantedTypes } from '../domain/notifications/preferences.ts';
import { MOST_MARKED, markNotificationsRead } from '../domain/notifications/reading.ts';
import { textOf } from '../domain/notifications/texts.ts';
import { NOTIFICATION_TYPES, type NotificationType, SEVERITIES, type Severity } from '../domain/notifications/types.ts';
import { BY_CREATION, MAX_COUNT } from '../domain/queries/keyset.ts';
import { type NotificationRow, notificationList, readAmong, unreadCount } from '../domain/queries/notifications.ts';
import { mapRecord } from '../lib/record.ts';
import { ANYBODY } from '../texts/in-words.ts';
import { builder } from './builder.ts';
import { connectionOf, orderedBy, pageComplexity } from './connection.ts';
import type { SchemaContext } from './context.ts';
import { describedEnum } from './described-enum.ts';
import { apiError } from './errors.ts';
import { EventSubjectEnum, eventCursor, readEventCursor, subjectIdOf } from './event.ts';
import { optionalLocalId, optionalLocalIds, toGlobalId } from './ids.ts';
import { CreationOrderEnum } from './inputs.ts';
import { loadBrand, loadNotification } from './load.ts';
import { UserActionEnum } from './publish-error.ts';
import { NotificationRef } from './refs.ts';
import { answerOf, payloadType } from './user-error.ts';

export const NotificationTypeEnum = describedEnum<NotificationType>(
  'NotificationType',
  'What a notification tells of. More may be added.',
  mapRecord(NOTIFICATION_TYPES, ({ description }) => description),
);

const NotificationSeverityEnum = describedEnum<Severity>('NotificationSeverity', 'How urgent it is.', SEVERITIES);

/** Instants are told by the clocks of the reader, else of the brand, else by UTC. */
async function rendered(context: SchemaContext, row: NotificationRow) {
  const brand = row.brandId === null ? undefined : await loadBrand(context, row.brandId);
  const { language, timeZone } = context.viewer.reader ?? ANYBODY;
  return textOf(row, { language, timeZone: timeZone ?? brand?.timeZone ?? null });
}

/** Where a dashboard shows what a notification is about. */
function linkPath(row: NotificationRow): string {
  const id = subjectIdOf(row);
  if (row.postId !== null) return `/posts/${toGlobalId('ScheduledPost', row.postId)}`;
  if (row.subject === 'BRAND') return `/brands/${id}`;
  if (row.subject === 'ACCOUNT') return `/accounts/${id}`;
  if (row.subject === 'WEBHOOK') return `/webhooks/${id}`;
  if (row.subject === 'API_KEY') return `/api-keys/${id}`;
  return row.subject === 'PLATFORM' ? '/platforms' : '/workspace';
}

builder.node(NotificationRef, {
  id: { resolve: ({ id }) => id, description: 'The id.' },
  loadManyWithoutCache: (ids, context) =>
    Promise.all(ids.map(async (id) => (await loadNotification(context, id)) ?? null)),
  description:
    'Something that people are told of. Notifications that the scopes of the API key do not cover, such as those of posts without `posts:read`, are left out; those of the whole workspace are not told to keys that are bound to brands.',
  fields: (t) => ({
    type: t.expose('type', { type: NotificationTypeEnum, description: 'What it tells of.' }),
    severity: t.expose('severity', { type: NotificationSeverityEnum, description: 'How urgent it is.' }),
    code: t.exposeString('code', {
      description:
        'What exactly happened, for programs: a `PublishErrorCode`, `PostRiskCause`, `BlockedBy` and so on, depending on `type`; the name of the type where there is nothing more to say. It does not depend on a language.',
    }),
    params: t.field({
      type: 'JSONObject',
      description: 'What the texts are made with, depending on `type`. Keys may be added at any time.',
      resolve: ({ params }) => params,
    }),
    title: t.string({
      description: 'In a few words, for people, in the language of the caller.',
      resolve: async (row, _args, context) => (await rendered(context, row)).title,
    }),
    body: t.string({
      description: 'In whole sentences, for people: what happened, and what helps. May be empty.',
      resolve: async (row, _args, context) => (await rendered(context, row)).body,
    }),
    userAction: t.expose('userAction', { type: UserActionEnum, description: 'What helps.' }),
    linkPath: t.string({
      description: 'Where a dashboard shows what it is about: a path such as `/posts/post_…`.',
      resolve: linkPath,
    }),
    subject: t.expose('subject', { type: EventSubjectEnum, description: 'What kind of thing it is about.' }),
    subjectId: t.id({
      description: 'The id of the thing it is about, which may have been deleted since.',
      resolve: subjectIdOf,
    }),
    brandId: t.id({
      nullable: true,
      description: 'The id of the brand; null for what concerns the whole workspace.',
      resolve: ({ brandId }) => (brandId === null ? null : toGlobalId('Brand', brandId)),
    }),
    socialAccountId: t.id({
      nullable: true,
      description: 'The id of the account, if it is about one.',
      resolve: ({ socialAccountId }) =>
        socialAccountId === null ? null : toGlobalId('SocialAccount', socialAccountId),
    }),
    targetCount: t.exposeInt('targets', {
      description:
        'How many targets it tells of: what happens to an account for one reason within a short time is one notification.',
    }),
    postIds: t.idList({
      description: 'The ids of the posts of these targets, the first ten.',
      resolve: ({ postIds }) => postIds.map((id) => toGlobalId('ScheduledPost', id)),
    }),
    at: t.expose('createdAt', { type: 'DateTime', description: 'When it happened.' }),
    isRead: t.boolean({
      description: 'Whether this API key has marked it as read. What happened before the key was made counts as read.',
      resolve: async ({ id }, _args, context) =>
        (await context.batch.load(`read ${context.viewer.apiKeyId}`, id, (ids) =>
          readAmong(context.app, context.viewer, ids),
        )) === true,
    }),
  }),
});

/* ---- reading ---- */

const NotificationFilter = builder.inputType('NotificationFilter', {
  description: 'Which notifications.',
  fields: (t) => ({
    types: t.field({ type: [NotificationTypeEnum], description: 'Of these types.' }),
    severities: t.field({ type: [NotificationSeverityEnum], description: 'Of these severities.' }),
    brandIds: t.idList({ description: 'Of these brands.' }),
    isUnread: t.boolean({ description: 'Only unread ones (true) or read ones (false).' }),
    since: t.field({ type: 'DateTime', description: 'What happened from this instant on.' }),
  }),
});

builder.queryFields((t) => ({
  notifications: t.connection(
    {
      type: NotificationRef,
      description:
        'Notifications, without those of types that the API key is not told of IN_APP. They are kept for half a year, unless the operator chose another time.',
      args: {
        filter: t.arg({ type: NotificationFilter, description: 'Only these.' }),
        orderBy: t.arg(orderedBy(CreationOrderEnum, 'CREATED_AT_DESC')),
      },
      complexity: pageComplexity,
      resolve: async (_root, args, context) => {
        const filter = { ...args.filter, brandIds: optionalLocalIds('Brand', args.filter?.brandIds) };
        const list = await notificationList(context.app, context.viewer, filter, BY_CREATION[args.orderBy]);
        return connectionOf(context, {
          name: 'notifications',
          args,
          list: () => list,
          revive: (row: NotificationRow) => row,
        });
      },
    },
    { name: 'NotificationConnection', description: 'A page of notifications.' },
    { name: 'NotificationEdge', description: 'A notification and its place in the list.' },
  ),
  unreadCount: t.int({
    description: `How many notifications the API key has not read; ${MAX_COUNT} for that many and more.`,
    scope: 'NOTIFICATIONS_READ',
    complexity: 10,
    resolve: (_root, _args, { app, viewer }) => unreadCount(app, viewer),
  }),
}));

/* ---- marking ---- */

const MarkNotificationsReadInput = builder.inputType('MarkNotificationsReadInput', {
  description: 'What was read: one of the two.',
  fields: (t) => ({
    notificationIds: t.idList({ description: `These; at most ${MOST_MARKED}.` }),
    upToId: t.id({ description: 'This one and everything older, also what the API key is not told of.' }),
  }),
});

const MarkNotificationsReadPayload = payloadType<null>('MarkNotificationsReadPayload', (t) => ({
  unreadCount: t.int({
    nullable: true,
    description: 'How many are unread now.',
    resolve: ({ userErrors }, _args, { app, viewer }) => (userErrors.length > 0 ? null : unreadCount(app, viewer)),
  }),
}));

builder.mutationField('markNotificationsRead', (t) =>
  t.field({
    type: MarkNotificationsReadPayload,
    description:
      'Marks notifications as read by this API key; others have their own marks. Needs the scope `notifications:write`.',
    args: { input: t.arg({ type: MarkNotificationsReadInput, required: true, description: 'What was read.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await markNotificationsRead(app, viewer, {
          notificationIds: optionalLocalIds('Notification', input.notificationIds),
          upToId: optionalLocalId('Notification', input.upToId),
        }),
      ),
  }),
);

/* ---- following ---- */

const NotificationAddedType = builder.objectRef<Event>('NotificationAdded').implement({
  description: 'A notification that was made. Delivered at least once over a reconnect and in order.',
  fields: (t) => ({
    cursor: t.string({
      description:
        'Its place in the stream of all events. Opaque. Send the last one you handled as `after` to go on without a gap.',
      resolve: ({ position }, _args, context) => eventCursor(context, position),
    }),
    notification: t.field({
      type: NotificationRef,
      nullable: true,
      description: 'The notification as it is now; null when it is past its time.',
      resolve: async ({ subjectId }, _args, context) => (await loadNotification(context, subjectId)) ?? null,
    }),
  }),
});

builder.subscriptionField('notificationAdded', (t) =>
  t.field({
    type: NotificationAddedType,
    description:
      'Every new notification that the API key is told of IN_APP, as chosen when the subscription begins. With `after`, first what was missed since, then live, without gap or repetition. Without it, only what comes from now on. A notification that takes in more targets later is not told again.',
    scope: 'NOTIFICATIONS_READ',
    args: {
      brandId: t.arg.id({ description: 'Only of this brand.' }),
      after: t.arg.string({
        description: 'The `cursor` of the last notification that you handled; "0" = from the very first one.',
      }),
    },
    subscribe: async (_root, args, context) => {
      const { app, viewer } = context;
      const after = readEventCursor(context, args.after);
      const brandId = optionalLocalId('Brand', args.brandId) ?? undefined;
      if (brandId !== undefined && (await loadBrand(context, brandId)) === undefined)
        throw apiError('NOT_FOUND', '`brandId` names nothing that this API key reaches.', { argument: 'brandId' });
      const wanted = wantedTypes(readableTypes(viewer), await preferencesOf(app.db, viewer.apiKeyId, 'IN_APP'));
      return context.events.subscribe(viewer, { subjects: ['NOTIFICATION'], types: asEvents(wanted), brandId }, after);
    },
    resolve: (event) => event,
  }),
);
