/** Webhook endpoints: type, queries, inputs, mutations. */
import { readScopes } from '../domain/access.ts';
import { BY_CREATION } from '../domain/queries/keyset.ts';
import { type EndpointView, endpointList } from '../domain/queries/webhooks.ts';
import type { Attempt } from '../domain/webhooks/attempt.ts';
import { DISABLED_REASONS, type DisabledReason, isDisabledReason } from '../domain/webhooks/endpoint-events.ts';
import { ENDPOINT_LIMITS } from '../domain/webhooks/endpoint-input.ts';
import { testWebhookEndpoint } from '../domain/webhooks/endpoint-test.ts';
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  rotateWebhookSecret,
  updateWebhookEndpoint,
} from '../domain/webhooks/endpoints.ts';
import { verdictOf } from '../domain/webhooks/retry.ts';
import type { WebhookStatus } from '../lib/prisma/enums.ts';
import { ApiScopeEnum } from './api-key.ts';
import { builder } from './builder.ts';
import { connectionOf, orderedBy, pageComplexity } from './connection.ts';
import type { SchemaContext } from './context.ts';
import { describedEnum } from './described-enum.ts';
import { localId, optionalLocalIds, toGlobalId } from './ids.ts';
import { CreationOrderEnum, IDEMPOTENCY_TEXT } from './inputs.ts';
import { loadEndpoint } from './load.ts';
import { WebhookEndpointType } from './refs.ts';
import { type Answer, answerOf, type PayloadFields, payloadType } from './user-error.ts';
import {
  deliveryListArgs,
  deliveryPage,
  WebhookAttemptType,
  WebhookDeliveryConnection,
  WebhookDeliveryType,
} from './webhook-delivery.ts';

const WebhookStatusEnum = describedEnum<WebhookStatus>('WebhookStatus', 'Whether an endpoint is sent to.', {
  ENABLED: 'It is.',
  PAUSED: 'A person holds it back. What happens is kept for it, and goes out when it is enabled.',
  DISABLED:
    'It did not want to, or could not, be sent to. What waited for it stays; what happens from then on is not kept for it, and `replayWebhookDeliveries` sends it once it is enabled again.',
});

const WebhookDisabledReasonEnum = describedEnum<DisabledReason>(
  'WebhookDisabledReason',
  'Why an endpoint is DISABLED. Stable; more may be added.',
  DISABLED_REASONS,
);

const EVENTS_TEXT =
  'Types of events, such as `target.success`; `target.*` for all of a kind (`post`, `target`, `account`, `media`, `workspace`), `*` for all. GET /webhooks/schema lists them with the form of what is sent.';

builder.node(WebhookEndpointType, {
  id: { resolve: ({ id }) => id, description: 'The id.' },
  loadManyWithoutCache: (ids, context) => Promise.all(ids.map(async (id) => (await loadEndpoint(context, id)) ?? null)),
  description:
    'An address of yours that is told of events, by requests that are signed as the specification Standard Webhooks has it. A key that is bound to brands sees the endpoints that are bound to no other brand.',
  fields: (t) => ({
    url: t.exposeString('url', { description: 'Where requests go.' }),
    description: t.exposeString('description', { description: 'What it is for.' }),
    events: t.exposeStringList('events', { description: EVENTS_TEXT }),
    brandIds: t.idList({
      description: 'The brands it is told of; empty for the whole workspace, with what belongs to no brand.',
      resolve: ({ brandIds }) => brandIds.map((id) => toGlobalId('Brand', id)),
    }),
    query: t.exposeString('query', { nullable: true, description: 'A query whose answer is sent along as `result`.' }),
    scopes: t.field({
      type: [ApiScopeEnum],
      description:
        'What its events may tell of. Whoever changes the endpoint, or reads what it was sent, needs these scopes too.',
      resolve: ({ scopes }) => readScopes(scopes),
    }),
    status: t.expose('status', { type: WebhookStatusEnum, description: 'Whether it is sent to.' }),
    disabledReason: t.field({
      type: WebhookDisabledReasonEnum,
      nullable: true,
      description: 'Why it is DISABLED.',
      resolve: ({ statusReason }) => (statusReason !== null && isDisabledReason(statusReason) ? statusReason : null),
    }),
    statusSince: t.expose('statusSince', { type: 'DateTime', description: 'Since when.' }),
    failingSince: t.expose('failingSince', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when nothing but failures; null while it works. After five days it is disabled.',
    }),
    lastSuccessAt: t.expose('lastSuccessAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When something was delivered last.',
    }),
    oldSecretUntil: t.expose('oldSecretUntil', {
      type: 'DateTime',
      nullable: true,
      description: 'Until when requests are signed with the secret before the last rotation too.',
    }),
    createdById: t.id({
      description: 'The API key that made it. It works on when that key is revoked.',
      resolve: ({ madeBy }) => toGlobalId('ApiKey', madeBy),
    }),
    deliveries: t.connection(
      {
        type: WebhookDeliveryType,
        description: 'What it was told or is to be told. Finished deliveries are kept for 30 days.',
        args: deliveryListArgs,
        complexity: pageComplexity,
        resolve: ({ id }, args, context) => deliveryPage(context, args, { column: 't.endpoint_id', id }),
      },
      WebhookDeliveryConnection,
    ),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
});

const WebhookEndpointFilter = builder.inputType('WebhookEndpointFilter', {
  description: 'Which endpoints.',
  fields: (t) => ({ statuses: t.field({ type: [WebhookStatusEnum], description: 'In one of these statuses.' }) }),
});

builder.queryFields((t) => ({
  webhookEndpoint: t.field({
    type: WebhookEndpointType,
    nullable: true,
    description: 'One webhook endpoint.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: async (_root, { id }, context) => (await loadEndpoint(context, localId('WebhookEndpoint', id))) ?? null,
  }),
  webhookEndpoints: t.connection(
    {
      type: WebhookEndpointType,
      description: 'The webhook endpoints that the API key reaches.',
      args: {
        filter: t.arg({ type: WebhookEndpointFilter, description: 'Only these.' }),
        orderBy: t.arg(orderedBy(CreationOrderEnum, 'CREATED_AT_ASC')),
      },
      complexity: pageComplexity,
      resolve: (_root, args, context) =>
        connectionOf(context, {
          name: 'webhookEndpoints',
          args,
          list: () => endpointList(context.viewer, args.filter ?? {}, BY_CREATION[args.orderBy]),
          revive: (row: EndpointView) => row,
        }),
    },
    { name: 'WebhookEndpointConnection', description: 'A page of webhook endpoints.' },
    { name: 'WebhookEndpointEdge', description: 'A webhook endpoint and its place in the list.' },
  ),
}));

/* ---- mutations ---- */

const URL_TEXT = `An https address at a public host, on port 443, of up to ${ENDPOINT_LIMITS.urlLength} characters. Redirects are not followed. The operator may allow others (SLIPWAY_ALLOW_PRIVATE_WEBHOOK_HOSTS).`;
const BRANDS_TEXT =
  'Only what happens to these brands. Absent or empty: every brand that the API key reaches, and, if it reaches the whole workspace, what belongs to no brand.';

const QUERY_TEXT = `A GraphQL query of up to ${ENDPOINT_LIMITS.queryLength} characters and a cost of 2,000, whose answer is sent along as \`result\`. It runs when something is sent, with the scopes and brands of the endpoint. Its variables may be \`$subjectId\`, \`$brandId\`, \`$postId\`, \`$socialAccountId\` (ID) and \`$type\` (String).`;

const CreateWebhookEndpointInput = builder.inputType('CreateWebhookEndpointInput', {
  description: 'A new webhook endpoint.',
  fields: (t) => ({
    url: t.string({ required: true, description: URL_TEXT }),
    events: t.stringList({ required: true, description: EVENTS_TEXT }),
    brandIds: t.idList({ description: BRANDS_TEXT }),
    description: t.string({ description: `What it is for; up to ${ENDPOINT_LIMITS.descriptionLength} characters.` }),
    query: t.string({ description: QUERY_TEXT }),
    idempotencyKey: t.string({ description: IDEMPOTENCY_TEXT }),
  }),
});

const RequestedStatusEnum = describedEnum<'ENABLED' | 'PAUSED'>(
  'WebhookStatusChange',
  'What an endpoint is to be from now on.',
  { ENABLED: 'It is sent to, what waits for it first.', PAUSED: 'It is held back; what happens is kept for it.' },
);

const UpdateWebhookEndpointInput = builder.inputType('UpdateWebhookEndpointInput', {
  description: 'What to change about a webhook endpoint. Absent fields stay as they are.',
  fields: (t) => ({
    endpointId: t.id({ required: true, description: 'Its id.' }),
    url: t.string({ description: `${URL_TEXT} What waits goes there too.` }),
    events: t.stringList({ description: EVENTS_TEXT }),
    brandIds: t.idList({ description: BRANDS_TEXT }),
    description: t.string({ description: `What it is for; up to ${ENDPOINT_LIMITS.descriptionLength} characters.` }),
    query: t.string({ description: `${QUERY_TEXT} Null takes it away.` }),
    status: t.field({ type: RequestedStatusEnum, description: 'Hold it back, or send to it (again).' }),
  }),
});

const RotateWebhookSecretInput = builder.inputType('RotateWebhookSecretInput', {
  description: 'Which endpoint gets another secret.',
  fields: (t) => ({
    endpointId: t.id({ required: true, description: 'Its id.' }),
    oldValidHours: t.float({
      description: `For how many hours requests are signed with the secret of today too: 0 to ${ENDPOINT_LIMITS.oldSecretHours}, default 24.`,
    }),
  }),
});

const inputNaming = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({ endpointId: t.id({ required: true, description: 'Its id.' }) }),
  });
const DeleteWebhookEndpointInput = inputNaming('DeleteWebhookEndpointInput', 'Which endpoint to delete.');
const TestWebhookEndpointInput = inputNaming('TestWebhookEndpointInput', 'Which endpoint to test.');

const SECRET_TEXT =
  'What your receiver verifies signatures with: `whsec_` and 32 bytes as base64. Shown here and never again.';

/** The input as the domain takes it: with the id that the database knows. */
const named = <Input extends { endpointId: string }>(input: Input) => ({
  ...input,
  endpointId: localId('WebhookEndpoint', input.endpointId),
});

const endpointOf = async ({ value }: Answer<{ endpointId: string }>, context: SchemaContext) =>
  value === null ? null : ((await loadEndpoint(context, value.endpointId)) ?? null);

const endpointField = <Value extends { endpointId: string }>(t: PayloadFields<Value>) =>
  t.field({
    type: WebhookEndpointType,
    nullable: true,
    description: 'The endpoint.',
    resolve: (answer, _args, context) => endpointOf(answer, context),
  });

const CreateWebhookEndpointPayload = payloadType<{ endpointId: string; secret: string | null }>(
  'CreateWebhookEndpointPayload',
  (t) => ({
    endpoint: endpointField(t),
    secret: t.string({
      nullable: true,
      description: `${SECRET_TEXT} Null when this answers a repeated call.`,
      resolve: ({ value }) => value?.secret ?? null,
    }),
  }),
);

const UpdateWebhookEndpointPayload = payloadType<{ endpointId: string }>('UpdateWebhookEndpointPayload', (t) => ({
  endpoint: endpointField(t),
}));

const RotateWebhookSecretPayload = payloadType<{ endpointId: string; secret: string }>(
  'RotateWebhookSecretPayload',
  (t) => ({
    endpoint: endpointField(t),
    secret: t.string({ nullable: true, description: SECRET_TEXT, resolve: ({ value }) => value?.secret ?? null }),
  }),
);

const DeleteWebhookEndpointPayload = payloadType<{ endpointId: string }>('DeleteWebhookEndpointPayload', (t) => ({
  deletedId: t.id({
    nullable: true,
    description: 'The id of the endpoint, which is gone.',
    resolve: ({ value }) => (value === null ? null : toGlobalId('WebhookEndpoint', value.endpointId)),
  }),
}));

const TestWebhookEndpointPayload = payloadType<{ endpointId: string; attempt: Attempt }>(
  'TestWebhookEndpointPayload',
  (t) => ({
    isDelivered: t.boolean({
      nullable: true,
      description: 'Whether the answer counts as a success.',
      resolve: ({ value }) => value && verdictOf(value.attempt.status) === 'DELIVERED',
    }),
    attempt: t.field({
      type: WebhookAttemptType,
      nullable: true,
      description: 'What was sent and answered. It is kept nowhere else.',
      resolve: ({ value }) =>
        value && {
          ...value.attempt,
          number: null,
          createdAt: value.attempt.at,
        },
    }),
  }),
);

builder.mutationFields((t) => ({
  createWebhookEndpoint: t.field({
    type: CreateWebhookEndpointPayload,
    description:
      'Makes a webhook endpoint, which is told of what happens from now on. Needs the scope `webhooks:write`, and for events of posts, targets and files `posts:read`, for those of accounts and the workspace `accounts:read`.',
    args: { input: t.arg({ type: CreateWebhookEndpointInput, required: true, description: 'The endpoint to make.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await createWebhookEndpoint(app, viewer, { ...input, brandIds: optionalLocalIds('Brand', input.brandIds) }),
      ),
  }),
  updateWebhookEndpoint: t.field({
    type: UpdateWebhookEndpointPayload,
    description:
      'Changes a webhook endpoint, holds it back, or sends to it again. Needs the scope `webhooks:write` and those of the endpoint.',
    args: { input: t.arg({ type: UpdateWebhookEndpointInput, required: true, description: 'What to change.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await updateWebhookEndpoint(app, viewer, {
          ...named(input),
          brandIds: optionalLocalIds('Brand', input.brandIds),
        }),
      ),
  }),
  rotateWebhookSecret: t.field({
    type: RotateWebhookSecretPayload,
    description:
      'Gives an endpoint another secret. Until `oldSecretUntil` every request has a signature by either, so that nothing is refused while receivers change over. Needs the scope `webhooks:write` and those of the endpoint.',
    args: { input: t.arg({ type: RotateWebhookSecretInput, required: true, description: 'Which endpoint.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await rotateWebhookSecret(app, viewer, named(input))),
  }),
  deleteWebhookEndpoint: t.field({
    type: DeleteWebhookEndpointPayload,
    description:
      'Deletes an endpoint with its deliveries and their log; nothing more is sent. Needs the scope `webhooks:write` and those of the endpoint.',
    args: { input: t.arg({ type: DeleteWebhookEndpointInput, required: true, description: 'Which endpoint.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await deleteWebhookEndpoint(app, viewer, named(input))),
  }),
  testWebhookEndpoint: t.field({
    type: TestWebhookEndpointPayload,
    description:
      'Sends the event `webhook.test` now and answers what the endpoint said. Once in five seconds per endpoint, else TESTED_JUST_NOW with `retryAt`. Needs the scope `webhooks:write` and those of the endpoint.',
    args: { input: t.arg({ type: TestWebhookEndpointInput, required: true, description: 'Which endpoint.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await testWebhookEndpoint(app, viewer, named(input))),
  }),
}));
