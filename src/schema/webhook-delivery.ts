/** Deliveries of webhooks: what an endpoint was told, every attempt to tell it, and telling it again. */
import { BY_CREATION } from '../domain/queries/keyset.ts';
import { attemptsOf, type DeliveryFilter as DeliveriesToRead, deliveryList } from '../domain/queries/webhooks.ts';
import { lackingScope } from '../domain/webhooks/endpoint-rows.ts';
import { publicEventId } from '../domain/webhooks/payload.ts';
import { MOST_REPLAYED, replayWebhookDeliveries, replayWebhookDelivery } from '../domain/webhooks/replay.ts';
import type { WebhookAttempt, WebhookDelivery } from '../lib/prisma/client.ts';
import type { WebhookDeliveryStatus } from '../lib/prisma/enums.ts';
import { builder } from './builder.ts';
import { connectionOf, type ListArgs, orderedBy, type Parent } from './connection.ts';
import type { SchemaContext } from './context.ts';
import { describedEnum } from './described-enum.ts';
import { apiError } from './errors.ts';
import { EventSubjectEnum, subjectIdOf } from './event.ts';
import { localId, NO_ID, parseGlobalId } from './ids.ts';
import { CreationOrderEnum, TimeRangeInput } from './inputs.ts';
import { loadDelivery, loadEndpoint, required } from './load.ts';
import { WebhookEndpointType } from './refs.ts';
import { answerOf, payloadType } from './user-error.ts';

const WebhookDeliveryStatusEnum = describedEnum<WebhookDeliveryStatus>(
  'WebhookDeliveryStatus',
  'What became of a delivery.',
  {
    PENDING: 'It is to be sent: for the first time, again at `nextAttemptAt`, or after an earlier one of its subject.',
    DELIVERED: 'The endpoint answered with a status from 200 to 299.',
    FAILED: 'It was given up after the last attempt of the schedule. `replayWebhookDelivery` sends it again.',
  },
);

/** An attempt as it is shown: that of a delivery, or of a test. */
interface ShownAttempt
  extends Pick<
    WebhookAttempt,
    'createdAt' | 'url' | 'requestBody' | 'status' | 'responseBody' | 'error' | 'durationMs'
  > {
  number: number | null;
  requestHeaders: unknown;
  responseHeaders: unknown;
}

export const WebhookAttemptType = builder.objectRef<ShownAttempt>('WebhookAttempt').implement({
  description: 'One try to deliver: what was sent, and what was answered.',
  fields: (t) => ({
    number: t.exposeInt('number', {
      nullable: true,
      description: 'Its number among the attempts of its delivery; null for a test.',
    }),
    at: t.expose('createdAt', { type: 'DateTime', description: 'When it was sent.' }),
    url: t.exposeString('url', { description: 'Where it was sent, without the query of the address.' }),
    requestHeaders: t.expose('requestHeaders', {
      type: 'JSONObject',
      description: 'Headers of the request; the signature is left out.',
    }),
    requestBody: t.exposeString('requestBody', { description: 'What was sent; cut to 32,768 characters.' }),
    status: t.exposeInt('status', { nullable: true, description: 'HTTP status of the answer; null when none came.' }),
    responseHeaders: t.field({
      type: 'JSONObject',
      nullable: true,
      description: 'Headers of the answer; null when none came.',
      resolve: ({ responseHeaders }) => responseHeaders,
    }),
    responseBody: t.exposeString('responseBody', {
      nullable: true,
      description: 'What was answered; cut to 4,096 bytes. Null when no answer came.',
    }),
    error: t.exposeString('error', {
      nullable: true,
      description: 'Why there was no answer, or why it was not taken for a success.',
    }),
    durationMs: t.exposeInt('durationMs', { description: 'How long it took.' }),
  }),
});

export const WebhookDeliveryType = builder.node(builder.objectRef<WebhookDelivery>('WebhookDelivery'), {
  id: { resolve: ({ id }) => id, description: 'The id.' },
  loadManyWithoutCache: (ids, context) => Promise.all(ids.map(async (id) => (await loadDelivery(context, id)) ?? null)),
  description:
    'One event for one endpoint. Deliveries of one subject to one endpoint go out in the order of their events.',
  fields: (t) => ({
    eventId: t.string({
      description: 'Names the event: `webhook-id` of the request, and `id` in it.',
      resolve: ({ eventId }) => publicEventId(eventId),
    }),
    type: t.exposeString('type', { description: 'The type of the event.' }),
    subject: t.expose('subject', { type: EventSubjectEnum, description: 'What kind of thing it happened to.' }),
    subjectId: t.id({ description: 'The id of the thing it happened to.', resolve: subjectIdOf }),
    status: t.expose('status', { type: WebhookDeliveryStatusEnum, description: 'What became of it.' }),
    attemptCount: t.exposeInt('attempts', { description: 'How often it was tried.' }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it is tried next; null when it is finished, or waits for an earlier one of its subject.',
    }),
    lastStatus: t.exposeInt('lastStatus', { nullable: true, description: 'HTTP status of the last answer.' }),
    lastError: t.exposeString('lastError', { nullable: true, description: 'Why the last attempt failed.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    finishedAt: t.expose('finishedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was delivered or given up.',
    }),
    endpoint: t.field({
      type: WebhookEndpointType,
      description: 'To which endpoint.',
      resolve: ({ endpointId }, _args, context) => required(loadEndpoint(context, endpointId)),
    }),
    attempts: t.field({
      type: [WebhookAttemptType],
      description:
        'The attempts, oldest first, up to the last 50 of the last two months. Takes every scope that the endpoint has, because they show what was told.',
      complexity: { field: 5, multiplier: 5 },
      resolve: async ({ id, endpointId }, _args, context) => {
        const endpoint = await required(loadEndpoint(context, endpointId));
        const lacking = lackingScope(context.viewer, endpoint.scopes);
        if (lacking !== null) throw apiError('FORBIDDEN_SCOPE', lacking.message, { scope: lacking.limit });
        return (await context.batch.load('webhookAttempts', id, (ids) => attemptsOf(context.app, ids))) ?? [];
      },
    }),
  }),
});

/* ---- lists ---- */

const WebhookDeliveryFilter = builder.inputType('WebhookDeliveryFilter', {
  description: 'Which deliveries.',
  fields: (t) => ({
    statuses: t.field({ type: [WebhookDeliveryStatusEnum], description: 'In one of these statuses.' }),
    types: t.stringList({ description: 'Of events of these types.' }),
    subjectId: t.id({ description: 'Of events of this post, target, account or file.' }),
    createdAt: t.field({ type: TimeRangeInput, description: 'Made in this span.' }),
  }),
});

type Filter = typeof WebhookDeliveryFilter.$inferInput | null | undefined;

function readFilter(filter: Filter): DeliveriesToRead {
  const { subjectId, ...rest } = filter ?? {};
  return typeof subjectId === 'string' ? { ...rest, subjectId: parseGlobalId(subjectId)?.id ?? NO_ID } : rest;
}

export const WebhookDeliveryConnection = builder.connectionObject(
  { type: WebhookDeliveryType, name: 'WebhookDeliveryConnection', description: 'A page of deliveries.' },
  { name: 'WebhookDeliveryEdge', description: 'A delivery and its place in the list.' },
);

export const deliveryListArgs = builder.args((t) => ({
  filter: t.field({ type: WebhookDeliveryFilter, description: 'Only these.' }),
  orderBy: t.field(orderedBy(CreationOrderEnum, 'CREATED_AT_DESC')),
}));

export const deliveryPage = (
  context: SchemaContext,
  args: ListArgs<Filter, typeof BY_CREATION>,
  parent: Parent<'t.endpoint_id'>,
) =>
  connectionOf(context, {
    name: 'webhookEndpoint.deliveries',
    args,
    parent,
    list: (parents) => deliveryList(context.viewer, readFilter(args.filter), BY_CREATION[args.orderBy], parents),
    revive: (row: WebhookDelivery) => row,
  });

builder.queryField('webhookDelivery', (t) =>
  t.field({
    type: WebhookDeliveryType,
    nullable: true,
    description: 'One delivery.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: async (_root, { id }, context) => (await loadDelivery(context, localId('WebhookDelivery', id))) ?? null,
  }),
);

/* ---- sending again ---- */

const ReplayWebhookDeliveryInput = builder.inputType('ReplayWebhookDeliveryInput', {
  description: 'Which delivery to send again.',
  fields: (t) => ({ deliveryId: t.id({ required: true, description: 'Its id.' }) }),
});

const ReplayWebhookDeliveriesInput = builder.inputType('ReplayWebhookDeliveriesInput', {
  description: 'What to send again.',
  fields: (t) => ({
    endpointId: t.id({ required: true, description: 'To which endpoint.' }),
    from: t.field({ type: 'DateTime', required: true, description: 'Events from this instant on.' }),
    to: t.field({ type: 'DateTime', required: true, description: 'Up to, but without, this instant.' }),
    onlyFailed: t.boolean({
      description:
        'Only what was given up. Otherwise everything that the endpoint asks for today: also what was delivered, and what happened while it was disabled or did not exist yet.',
    }),
  }),
});

const ReplayWebhookDeliveryPayload = payloadType<{ deliveryId: string }>('ReplayWebhookDeliveryPayload', (t) => ({
  delivery: t.field({
    type: WebhookDeliveryType,
    nullable: true,
    description: 'The delivery, which is PENDING again.',
    resolve: async ({ value }, _args, context) =>
      value === null ? null : ((await loadDelivery(context, value.deliveryId)) ?? null),
  }),
}));

const ReplayWebhookDeliveriesPayload = payloadType<{ endpointId: string; replayed: number }>(
  'ReplayWebhookDeliveriesPayload',
  (t) => ({
    endpoint: t.field({
      type: WebhookEndpointType,
      nullable: true,
      description: 'The endpoint.',
      resolve: async ({ value }, _args, context) =>
        value === null ? null : ((await loadEndpoint(context, value.endpointId)) ?? null),
    }),
    replayed: t.int({
      nullable: true,
      description: 'How many deliveries are sent again.',
      resolve: ({ value }) => value?.replayed ?? null,
    }),
  }),
);

builder.mutationFields((t) => ({
  replayWebhookDelivery: t.field({
    type: ReplayWebhookDeliveryPayload,
    description:
      'Sends a delivery again, with the id of its event; one that still waits for its next attempt is tried now. Needs the scope `webhooks:write` and those of the endpoint.',
    args: { input: t.arg({ type: ReplayWebhookDeliveryInput, required: true, description: 'Which one.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await replayWebhookDelivery(app, viewer, { deliveryId: localId('WebhookDelivery', input.deliveryId) })),
  }),
  replayWebhookDeliveries: t.field({
    type: ReplayWebhookDeliveriesPayload,
    description: `Sends again what happened in a span of time, oldest first, up to ${MOST_REPLAYED} events in a call. Needs the scope \`webhooks:write\` and those of the endpoint.`,
    args: { input: t.arg({ type: ReplayWebhookDeliveriesInput, required: true, description: 'What to send again.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await replayWebhookDeliveries(app, viewer, {
          ...input,
          endpointId: localId('WebhookEndpoint', input.endpointId),
        }),
      ),
  }),
}));
