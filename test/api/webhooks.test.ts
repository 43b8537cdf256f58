/** Webhooks as a partner uses them: made, told, looked at and changed over GraphQL. */
import { request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBrand, startTestApp, type TestApp } from '../support/app.ts';
import type { CreateWebhookEndpointInput, UpdateWebhookEndpointInput } from '../support/gql/graphql.ts';
import { graphql } from '../support/gql/index.ts';
import { type Receiver, startReceiver } from '../support/webhook-receiver.ts';

let app: TestApp;
let receiver: Receiver;
beforeAll(async () => {
  app = await startTestApp({ role: 'all' });
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

const Create = graphql(`
  mutation CreateWebhook($input: CreateWebhookEndpointInput!) {
    createWebhookEndpoint(input: $input) {
      endpoint { id url events brandIds scopes status createdById }
      secret
      userErrors { code path }
      warnings { code }
    }
  }
`);
const Update = graphql(`
  mutation UpdateWebhook($input: UpdateWebhookEndpointInput!) {
    updateWebhookEndpoint(input: $input) { endpoint { id url status } userErrors { code path } }
  }
`);
const Test = graphql(`
  mutation TestWebhook($id: ID!) {
    testWebhookEndpoint(input: { endpointId: $id }) {
      isDelivered attempt { number status requestBody } userErrors { code }
    }
  }
`);
const Delete = graphql(`
  mutation DeleteWebhook($id: ID!) {
    deleteWebhookEndpoint(input: { endpointId: $id }) { deletedId userErrors { code } }
  }
`);
const List = graphql(`
  query ListWebhooks {
    webhookEndpoints { nodes { id } totalCount }
  }
`);
const Deliveries = graphql(`
  query WebhookDeliveries($id: ID!, $filter: WebhookDeliveryFilter) {
    webhookEndpoint(id: $id) {
      lastSuccessAt
      deliveries(filter: $filter) {
        nodes { id eventId type subject subjectId status attemptCount attempts { number status requestHeaders requestBody responseBody durationMs } }
      }
    }
  }
`);

const create = async (input: Partial<CreateWebhookEndpointInput> = {}, key?: string) =>
  (await app.client(key)(Create, { input: { url: receiver.url, events: ['media.*'], ...input } }))
    .createWebhookEndpoint;
const made = async (...args: Parameters<typeof create>) => {
  const { endpoint, userErrors } = await create(...args);
  if (endpoint === null) throw new Error(JSON.stringify(userErrors));
  return endpoint;
};
const update = async (input: UpdateWebhookEndpointInput, key?: string) =>
  (await app.client(key)(Update, { input })).updateWebhookEndpoint;

it('an endpoint is told of a file that comes in, and everything about that can be read', async () => {
  const endpoint = await made();
  expect(endpoint).toMatchObject({ scopes: ['POSTS_READ'], status: 'ENABLED', brandIds: [] });
  const mediaAssetId = await app.upload();
  const read = async (filter = {}) =>
    (await app.client()(Deliveries, { id: endpoint.id, filter })).webhookEndpoint?.deliveries.nodes ?? [];
  await expect.poll(async () => (await read()).map(({ status }) => status)).toEqual(['DELIVERED']);
  const [delivery] = await read();
  const [received] = receiver.received;
  expect(delivery).toMatchObject({
    eventId: received?.headers['webhook-id'],
    type: 'media.ready',
    subject: 'MEDIA',
    subjectId: mediaAssetId,
    attemptCount: 1,
    attempts: [{ number: 1, status: 204, requestBody: received?.body, responseBody: '' }],
  });
  expect(await read({ statuses: ['FAILED'] })).toEqual([]);
  expect(await read({ subjectId: mediaAssetId, types: ['media.ready'] })).toHaveLength(1);

  const { testWebhookEndpoint } = await app.client()(Test, { id: endpoint.id });
  expect(testWebhookEndpoint).toMatchObject({ isDelivered: true, attempt: { number: null, status: 204 } });
  expect((await app.client()(Delete, { id: endpoint.id })).deleteWebhookEndpoint.deletedId).toBe(endpoint.id);
  expect((await app.client()(Deliveries, { id: endpoint.id })).webhookEndpoint).toBeNull();
});

it('the secret is shown once', async () => {
  const first = await create({ idempotencyKey: 'once' });
  expect(first.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const again = await create({ idempotencyKey: 'once' });
  expect(again).toMatchObject({
    endpoint: { id: first.endpoint?.id },
    secret: null,
    warnings: [{ code: 'SECRET_ALREADY_SHOWN' }],
  });
});

it('a key can have told only what it may read, and read or redirect only what it could have told', async () => {
  const { secret: writer } = await app.key({ scopes: ['WEBHOOKS_WRITE', 'WEBHOOKS_READ'] });
  expect((await create({}, writer)).userErrors).toEqual([{ code: 'FORBIDDEN_SCOPE', path: ['input', 'events'] }]);
  const endpoint = await made();
  expect((await update({ endpointId: endpoint.id, url: 'https://127.0.0.1/elsewhere' }, writer)).userErrors).toEqual([
    { code: 'FORBIDDEN_SCOPE', path: [] },
  ]);
  await app.upload();
  const readable = `query ($id: ID!) { webhookEndpoint(id: $id) { deliveries { nodes { status } } } }`;
  const { data } = await app.raw(readable, { apiKey: writer, variables: { id: endpoint.id } });
  expect(data).toMatchObject({ webhookEndpoint: { deliveries: { nodes: expect.any(Array) } } });
  const bodies = `query ($id: ID!) { webhookEndpoint(id: $id) { deliveries { nodes { attempts { requestBody } } } } }`;
  await expect
    .poll(
      async () =>
        (await app.raw(bodies, { apiKey: writer, variables: { id: endpoint.id } })).errors[0]?.extensions.code,
    )
    .toBe('FORBIDDEN_SCOPE');
  const { secret: poster } = await app.key({ scopes: ['POSTS_READ'] });
  expect((await app.raw(readable, { apiKey: poster, variables: { id: endpoint.id } })).errors[0]?.extensions.code).toBe(
    'FORBIDDEN_SCOPE',
  );
});

it('a key that is bound to brands makes endpoints for these, and sees no other', async () => {
  const brandId = await createBrand(app.client(), 'Bound');
  const { secret: bound } = await app.key({
    scopes: ['WEBHOOKS_WRITE', 'WEBHOOKS_READ', 'POSTS_READ'],
    brandIds: [brandId],
  });
  const whole = await made();
  const own = await made({}, bound);
  expect(own.brandIds).toEqual([brandId]);
  expect((await app.client(bound)(List)).webhookEndpoints).toEqual({ nodes: [{ id: own.id }], totalCount: 1 });
  expect((await update({ endpointId: whole.id, status: 'PAUSED' }, bound)).userErrors).toEqual([
    { code: 'NOT_FOUND', path: ['input', 'endpointId'] },
  ]);
  expect((await update({ endpointId: own.id, status: 'PAUSED' }, bound)).endpoint).toMatchObject({ status: 'PAUSED' });
});

it('everything that is wrong about an endpoint is said at once', async () => {
  const { userErrors } = await create({
    url: 'http://example.com',
    events: ['target.exploded'],
    brandIds: ['brand_x'],
  });
  expect(userErrors.map(({ path }) => path.join('.'))).toEqual(['input.url', 'input.events.0', 'input.brandIds.0']);
});

it('a query is answered with what is sent, as far as the endpoint may read, and refused when it could not be', async () => {
  const query = 'query ($subjectId: ID!) { node(id: $subjectId) { ... on MediaAsset { id kind } } }';
  const endpoint = await made({ query });
  const mediaAssetId = await app.upload();
  const answers = () =>
    receiver.received.flatMap(({ body }) => {
      const { data, result } = JSON.parse(body);
      return data.mediaAssetId === mediaAssetId && result !== undefined ? [result] : [];
    });
  await expect.poll(answers).toEqual([{ data: { node: { id: mediaAssetId, kind: 'IMAGE' } } }]);
  await update({ endpointId: endpoint.id, query: '{ socialAccounts { nodes { id } } }' });
  const next = await app.upload({ kind: 'VIDEO' });
  await expect
    .poll(() =>
      receiver.received
        .map(({ body }) => JSON.parse(body))
        .find(({ data, result }) => data.mediaAssetId === next && result),
    )
    .toMatchObject({ result: { data: null, errors: [{ extensions: { code: 'FORBIDDEN_SCOPE' } }] } });

  const refused = async (wrong: string) => (await create({ query: wrong })).userErrors;
  for (const wrong of [
    'mutation { deleteWebhookEndpoint(input: { endpointId: "x" }) { deletedId } }',
    'subscription { events { type } }',
    '{ nothing }',
    'query ($other: ID!) { node(id: $other) { id } }',
    'query ($subjectId: String!) { node(id: $subjectId) { id } }',
    '{ scheduledPosts(first: 100) { nodes { targets { id permalink error { code message } } media { altText } } } }',
    'query a { viewer { scopes } } query b { viewer { scopes } }',
    '{',
  ])
    expect(new Set((await refused(wrong)).map(({ code, path }) => `${code} ${path.join('.')}`)), wrong).toEqual(
      new Set(['VALIDATION input.query']),
    );
});

it('the form of what is sent is published for every type', async () => {
  const read = async (path: string) => {
    const answer = await request(`${app.origin}/webhooks/schema${path}`);
    return { status: answer.statusCode, json: (await answer.body.json()) as Record<string, unknown> };
  };
  const all = await read('');
  expect(Object.keys(all.json.types ?? {})).toEqual(
    expect.arrayContaining(['target.success', 'media.ready', 'webhook.test']),
  );
  const one = await read('/target.success');
  expect(one).toMatchObject({
    status: 200,
    json: {
      title: 'target.success',
      properties: { type: { const: 'target.success' }, data: { properties: { permalink: expect.anything() } } },
    },
  });
  expect(JSON.stringify(one.json)).not.toContain('"additionalProperties":false');
  expect((await read('/nothing')).status).toBe(404);
});
