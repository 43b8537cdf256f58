/** Another workspace's id answers exactly as one that does not exist: every field and mutation that takes an id is asked both. */
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedInputType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  isUnionType,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uuidv7 } from '../../src/lib/crypto.ts';
import { localId } from '../../src/schema/ids.ts';
import { schema } from '../../src/schema/index.ts';
import { type RawAnswer, startTestApp, type TestApp } from '../support/app.ts';
import { graphql } from '../support/gql/index.ts';
import { createPost } from '../support/posts.ts';

const Everything = graphql(`
  query Everything {
    viewer { apiKey { id } workspace { id } }
    brands { nodes { id } }
    socialAccounts { nodes { id } }
    scheduledPosts { nodes { id } }
    postTargets { nodes { id } }
    mediaAssets { nodes { id } }
    publishingLogs { nodes { id } }
    auditLog { nodes { id } }
    publishEvents(first: 100) { nodes { seq } }
    events(first: 100) { nodes { subjectId } }
    webhookEndpoints { nodes { id } }
    notifications { nodes { id } }
    connectionAttempts { nodes { id } }
    publishingStats(from: "2026-01-01T00:00:00Z", to: "2026-12-31T00:00:00Z", groupBy: STATUS) { total }
  }
`);

/** A place in the arguments of a field that holds an id. */
interface Place {
  root: 'query' | 'mutation';
  field: string;
  path: string[];
  kind: Kind;
}

const KINDS = {
  ApiKey: /^apiKeyIds?$/,
  Brand: /^brandIds?$/,
  SocialAccount: /^(socialAccountIds?|accountId)$/,
  ScheduledPost: /^postIds?$/,
  PostTarget: /^(targetIds?|remove)$/,
  MediaAsset: /mediaAssetIds?$/i,
  WebhookEndpoint: /^endpointId$/,
  WebhookDelivery: /^deliveryId$/,
  Notification: /^(notificationIds|upToId)$/,
  ConnectionAttempt: /^attemptId$/,
  // Reached through `node` and `nodes` alone.
  Workspace: /^workspaceId$/,
  PublishingLog: /^logId$/,
  AuditEntry: /^auditEntryId$/,
} as const;
type Kind = keyof typeof KINDS;

const FIELD_KINDS: Readonly<Record<string, Kind>> = {
  apiKey: 'ApiKey',
  brand: 'Brand',
  socialAccount: 'SocialAccount',
  scheduledPost: 'ScheduledPost',
  postTarget: 'PostTarget',
  mediaAsset: 'MediaAsset',
  webhookEndpoint: 'WebhookEndpoint',
  webhookDelivery: 'WebhookDelivery',
};

const kindOf = (field: string, name: string): Kind[] => {
  if (field === 'node' || field === 'nodes') return Object.keys(KINDS) as Kind[];
  if (name === 'subjectId')
    return [
      'ScheduledPost',
      'PostTarget',
      'SocialAccount',
      'MediaAsset',
      'ApiKey',
      'WebhookEndpoint',
      'Notification',
      'Brand',
    ];
  const byName = (Object.keys(KINDS) as Kind[]).filter((kind) => KINDS[kind].test(name));
  if (byName.length > 0) return byName;
  if (field === 'events' && name === 'subjectId') return ['ScheduledPost', 'PostTarget', 'SocialAccount', 'MediaAsset'];
  const byField = FIELD_KINDS[field];
  if (name === 'id' && byField !== undefined) return [byField];
  throw new Error(`the test does not know what ${field}(${name}) names: teach it`);
};

function places(root: Place['root'], field: GraphQLField<unknown, unknown>): Place[] {
  const visit = (type: GraphQLInputType, path: string[], name: string, seen: readonly string[]): Place[] => {
    const named = getNamedType(type);
    if (named.name === 'ID') return kindOf(field.name, name).map((kind) => ({ root, field: field.name, path, kind }));
    if (!isInputObjectType(named) || seen.includes(named.name)) return [];
    return Object.values(named.getFields()).flatMap((inner) =>
      visit(inner.type, [...path, inner.name], inner.name, [...seen, named.name]),
    );
  };
  return field.args.flatMap((arg) => visit(arg.type, [arg.name], arg.name, []));
}

const PLACES = [
  ...Object.values(schema.getQueryType()?.getFields() ?? {}).flatMap((field) => places('query', field)),
  ...Object.values(schema.getMutationType()?.getFields() ?? {}).flatMap((field) => places('mutation', field)),
];

/* ---- a sensible call of a field, with one id in one place ---- */

type Ids = Record<Kind, string>;

function call(place: Place, own: Ids, id: string): { query: string; variables: Record<string, unknown> } {
  const type = place.root === 'query' ? schema.getQueryType() : schema.getMutationType();
  const field = type?.getFields()[place.field];
  if (field === undefined) throw new Error(`no field ${place.field}`);
  const used = field.args.filter(
    (arg) =>
      isNonNullType(arg.type) ||
      arg.name === place.path[0] ||
      (place.field === 'scheduledPost' && place.path[0] === 'brandId' && arg.name === 'externalId'),
  );
  const variables = Object.fromEntries(
    used.map((arg) => [
      arg.name,
      sampleOf(arg, place.path[0] === arg.name ? place.path.slice(1) : null, own, id, place.field),
    ]),
  );
  const definitions = used.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
  const args = used.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  return {
    query: `${place.root} Call${definitions === '' ? '' : `(${definitions})`} { ${place.field}(${args}) ${selection(field.type)} }`,
    variables,
  };
}

function sampleOf(
  input: GraphQLArgument | GraphQLInputField,
  path: string[] | null,
  own: Ids,
  id: string,
  field: string,
): unknown {
  const nullable = getNullableType(input.type);
  if (isListType(nullable)) return [namedInputFor(getNamedType(input.type), input.name, path, own, id, field)];
  return namedInputFor(getNamedType(input.type), input.name, path, own, id, field);
}

function namedInputFor(
  type: GraphQLNamedInputType,
  name: string,
  path: string[] | null,
  own: Ids,
  id: string,
  field: string,
): unknown {
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter(
      (inner) =>
        isNonNullType(inner.type) || inner.name === path?.[0] || (type.name === 'ScheduleInput' && inner.name === 'at'),
    );
    return Object.fromEntries(
      fields.map((inner) => [
        inner.name,
        sampleOf(inner, path?.[0] === inner.name ? path.slice(1) : null, own, id, field),
      ]),
    );
  }
  if (type.name === 'ID') return path === null ? own[kindOf(field, name)[0] ?? 'Brand'] : id;
  if (isEnumType(type))
    return enumValue(
      type.name,
      path,
      type.getValues().map((value) => value.name),
    );
  const samples: Record<string, unknown> = {
    String: name === 'timeZone' ? 'UTC' : name === 'state' ? 'x' : 'https://127.0.0.1:1/x',
    Int: 1,
    Float: 1,
    Boolean: true,
    JSONObject: {},
    DateTime: name === 'to' ? IN_A_MONTH : TOMORROW,
  };
  return samples[type.name];
}

// Such that the call reaches the id instead of being refused for something else, as a time that has passed is.
const DAY_MS = 86_400_000;
const TOMORROW = new Date(Date.now() + DAY_MS).toISOString();
const IN_A_MONTH = new Date(Date.now() + 30 * DAY_MS).toISOString();
const CHOICES: Readonly<Record<string, string>> = {
  ScheduleMode: 'AT',
  Format: 'TEXT',
  Platform: 'X',
  ApiScope: 'POSTS_READ',
  OutcomeClaim: 'NOT_PUBLISHED',
  StatsGroup: 'PLATFORM',
};
const enumValue = (name: string, _path: string[] | null, values: readonly string[]): string =>
  CHOICES[name] ?? values[0] ?? '';

/** Everything that can be selected without arguments, two levels deep. */
function selection(type: GraphQLOutputType, depth = 3): string {
  const named = getNamedType(type);
  if (isUnionType(named)) return '{ __typename }';
  if (isInterfaceType(named)) return '{ __typename id }';
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).filter(({ args }) =>
    args.every((arg) => !isNonNullType(arg.type) || arg.defaultValue !== undefined),
  );
  const parts = fields.flatMap((field) => {
    const inner = getNamedType(field.type);
    if (!isObjectType(inner) && !isUnionType(inner) && !isInterfaceType(inner)) return [field.name];
    if (depth <= 1 || /Connection$/.test(inner.name)) return [];
    return [`${field.name} ${selection(field.type, depth - 1)}`];
  });
  return `{ __typename ${parts.join(' ')} }`;
}

/** What an answer says, without what differs between any two calls. */
const shape = ({ status, data, errors }: RawAnswer, id: string): unknown =>
  JSON.parse(
    JSON.stringify({ status, data, errors })
      .replaceAll(id, '<id>')
      .replaceAll(id.replace(/^[a-z]+_/, ''), '<uuid>')
      .replace(/request id is [^"]*/g, '')
      .replace(/it is 20[^"]*?Z/g, 'it is <now>')
      // Of `nextFreeTime`: with nothing in the way, it is now.
      .replace(/"at":"20[^"]*?Z"/g, '"at":"<now>"'),
  );

let app: TestApp;
let own: Ids;
let foreign: Ids;
let strangerKey: string;

beforeAll(async () => {
  app = await startTestApp();
  own = await idsOf(app.apiKey);
  strangerKey = await app.stranger();
  foreign = await idsOf(strangerKey);
});
afterAll(() => app[Symbol.asyncDispose]());

/** A workspace with one of everything. */
async function idsOf(apiKey: string): Promise<Ids> {
  const client = app.client(apiKey);
  const { brandId, accounts } = await app.seed(apiKey);
  const post = await createPost(client, {
    brandId,
    externalId: 'mine',
    targets: [{ socialAccountId: accounts.X, format: 'TEXT' }],
  });
  const mediaAssetId = await app.upload({ apiKey });
  const { endpointId, deliveryId } = await webhookOf(apiKey);
  const { viewer, publishingLogs, auditLog, connectionAttempts } = await client(Everything);
  return {
    ApiKey: viewer.apiKey.id,
    Brand: brandId,
    SocialAccount: accounts.X,
    ScheduledPost: post.id,
    PostTarget: post.targets[0]?.id ?? '',
    MediaAsset: mediaAssetId,
    Workspace: viewer.workspace.id,
    PublishingLog: publishingLogs.nodes[0]?.id ?? '',
    WebhookEndpoint: endpointId,
    WebhookDelivery: deliveryId,
    AuditEntry: auditLog.nodes[0]?.id ?? '',
    Notification: await notificationOf(viewer.workspace.id),
    ConnectionAttempt: connectionAttempts.nodes[0]?.id ?? '',
  };
}

const CreateEndpoint = graphql(`
  mutation CreateEndpointForIsolation {
    createWebhookEndpoint(input: { url: "https://127.0.0.1:1/hook", events: ["*"] }) { endpoint { id } }
  }
`);

/** An endpoint with a delivery, as the consumer of events writes it. */
async function webhookOf(apiKey: string): Promise<{ endpointId: string; deliveryId: string }> {
  const { createWebhookEndpoint } = await app.client(apiKey)(CreateEndpoint);
  const endpointId = createWebhookEndpoint.endpoint?.id ?? '';
  const [delivery] = await app.db.query<{ id: string }>(
    `INSERT INTO webhook_delivery (id, created_at, workspace_id, endpoint_id, event_id, position, type, subject, subject_id)
     SELECT gen_random_uuid(), now(), workspace_id, id, gen_random_uuid(), 1, 'media.ready', 'MEDIA', gen_random_uuid() FROM webhook_endpoint WHERE id = $1 RETURNING id`,
    [localId('WebhookEndpoint', endpointId)],
  );
  return { endpointId, deliveryId: `delivery_${delivery?.id}` };
}

/** A notification, as the consumer of events writes it. */
async function notificationOf(workspaceId: string): Promise<string> {
  const [made] = await app.db.query<{ id: string }>(
    `INSERT INTO notification (id, created_at, workspace_id, type, severity, code, params, user_action, subject, subject_id, event_id, last_position)
     VALUES ($1, now(), $2, 'WEBHOOK_DISABLED', 'CRITICAL', 'GONE', '{}', 'NONE', 'WEBHOOK', gen_random_uuid(), gen_random_uuid(), 1) RETURNING id`,
    [uuidv7(), localId('Workspace', workspaceId)],
  );
  return `notification_${made?.id}`;
}

describe('an id of another workspace', () => {
  it('is tried in every place that takes one', () => {
    expect(PLACES.length).toBeGreaterThan(60);
  });

  for (const place of PLACES) {
    it(`${place.field}(${place.path.join('.')}) as ${place.kind} is answered like one that does not exist`, async () => {
      const theirs = foreign[place.kind];
      const missing = `${theirs.slice(0, theirs.indexOf('_'))}_01900000-0000-7000-8000-000000000000`;
      const malformed = 'nonsense';
      const answers = [];
      for (const id of [theirs, missing, malformed]) {
        const { query, variables } = call(place, own, id);
        const answer = await app.raw(query, { variables });
        // A call that is refused before it looks at the id would prove nothing.
        expect(
          answer.errors.filter(
            ({ extensions }) => extensions.code === 'GRAPHQL_VALIDATION_FAILED' || extensions.code === 'INTERNAL',
          ),
          JSON.stringify(answer.errors),
        ).toEqual([]);
        const told = shape(answer, id === malformed ? localId(place.kind, id) : id);
        answers.push(JSON.stringify(told).replaceAll('nonsense', '<id>').replaceAll('<uuid>', '<id>'));
      }
      expect(answers[0]).toBe(answers[1]);
      expect(answers[2]).toBe(answers[1]);
      // Nothing of theirs comes along.
      for (const id of Object.values(foreign)) expect(answers[0]).not.toContain(id);
    });
  }

  it('is answered differently when it is an own one, so that the comparison above can see', async () => {
    for (const place of PLACES.filter(
      ({ field, path }) => path.length === 1 && path[0] === 'id' && field !== 'nodes',
    )) {
      const { query, variables } = call(place, own, own[place.kind]);
      expect(
        Object.values((await app.raw(query, { variables })).data ?? {}),
        `${place.field} ${place.kind}`,
      ).toMatchObject([{ id: own[place.kind] }]);
    }
  });

  it('was changed by none of those calls', async () => {
    for (const [kind, id] of Object.entries(foreign)) {
      const { query, variables } = { query: 'query ($id: ID!) { node(id: $id) { __typename id } }', variables: { id } };
      expect((await app.raw(query, { variables, apiKey: app.apiKey })).data, kind).toEqual({ node: null });
    }
    const stranger = await app.client(strangerKey)(Everything);
    expect(stranger.scheduledPosts.nodes.map(({ id }) => id)).toEqual([foreign.ScheduledPost]);
  });
});

describe('a list', () => {
  it('holds nothing of another workspace', async () => {
    const fresh = await app.client(await app.stranger())(Everything);
    const { viewer: _viewer, ...lists } = fresh;
    expect(lists).toEqual({
      brands: { nodes: [] },
      socialAccounts: { nodes: [] },
      scheduledPosts: { nodes: [] },
      postTargets: { nodes: [] },
      mediaAssets: { nodes: [] },
      publishingLogs: { nodes: [] },
      auditLog: { nodes: [] },
      publishEvents: { nodes: [] },
      events: { nodes: [] },
      webhookEndpoints: { nodes: [] },
      notifications: { nodes: [] },
      connectionAttempts: { nodes: [] },
      publishingStats: [],
    });
  });
});
