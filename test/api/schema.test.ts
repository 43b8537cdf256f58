/** The schema as a document: described to the last value, printed and committed, and shaped alike everywhere. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type GraphQLNamedType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import * as stored from '../../src/lib/prisma/enums.ts';
import { ERROR_CODES } from '../../src/schema/errors.ts';
import { schema } from '../../src/schema/index.ts';

const types = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
const BUILT_IN = new Set(['String', 'Int', 'Float', 'Boolean', 'ID']);

/** Every element of the schema with its description. */
function elements(type: GraphQLNamedType): [string, string | null | undefined][] {
  const own: [string, string | null | undefined] = [type.name, type.description];
  if (isEnumType(type))
    return [
      own,
      ...type
        .getValues()
        .map((value): [string, typeof value.description] => [`${type.name}.${value.name}`, value.description]),
    ];
  if (isInputObjectType(type))
    return [
      own,
      ...Object.values(type.getFields()).map((field): [string, typeof field.description] => [
        `${type.name}.${field.name}`,
        field.description,
      ]),
    ];
  if (!isObjectType(type) && !isInterfaceType(type)) return [own];
  const fields = Object.values(type.getFields());
  return [
    own,
    ...fields.map((field): [string, typeof field.description] => [`${type.name}.${field.name}`, field.description]),
    ...fields.flatMap((field) =>
      field.args.map((arg): [string, typeof arg.description] => [
        `${type.name}.${field.name}(${arg.name})`,
        arg.description,
      ]),
    ),
  ];
}

describe('the schema', () => {
  it('tells those who have nothing else how to begin: the key, files, and every code of an error', () => {
    const codes = [...Object.keys(ERROR_CODES), 'BAD_REQUEST', 'GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED'];
    for (const word of ['Authorization: Bearer', 'connection_init', 'POST /media', 'idempotencyKey', ...codes])
      expect(schema.description).toContain(word);
  });

  it('describes every type, field, argument, input field and enum value', () => {
    const bare = types
      .filter(({ name }) => !BUILT_IN.has(name))
      .flatMap(elements)
      .filter(([, description]) => !description || description.trim().length < 5);
    expect(bare.map(([name]) => name)).toEqual([]);
  });

  it('is the one that is committed', async () => {
    const committed = await readFile(join(import.meta.dirname, '../../schema.graphql'), 'utf8');
    expect(`${printSchema(lexicographicSortSchema(schema))}\n`).toBe(committed);
  });

  it('gives every mutation one input and a payload with userErrors and warnings', () => {
    const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
    const irregular = mutations.filter(({ args, type }) => {
      const payload = getNamedType(type);
      const [input] = args;
      const isInput = args.length === 1 && input?.name === 'input' && isNonNullType(input.type);
      return (
        !isInput ||
        !isObjectType(payload) ||
        !('userErrors' in payload.getFields()) ||
        !('warnings' in payload.getFields())
      );
    });
    expect(mutations.length).toBeGreaterThan(20);
    expect(irregular.map(({ name }) => name)).toEqual([]);
  });

  it('makes everything that has an id a node, and every node reachable by its id', () => {
    const withId = types.filter((type) => isObjectType(type) && 'id' in type.getFields());
    const nodes = withId.filter(
      (type) => isObjectType(type) && type.getInterfaces().some(({ name }) => name === 'Node'),
    );
    expect(withId).toEqual(nodes);
    expect(nodes.map(({ name }) => name).sort()).toEqual([
      'ApiKey',
      'AuditEntry',
      'Brand',
      'ConnectionAttempt',
      'MediaAsset',
      'Notification',
      'PlatformIncident',
      'PostTarget',
      'PublishingLog',
      'ScheduledPost',
      'SocialAccount',
      'WebhookDelivery',
      'WebhookEndpoint',
      'Workspace',
    ]);
  });

  it('gives every connection edges, nodes, pageInfo and an optional totalCount', () => {
    const connections = types.filter(({ name }) => name.endsWith('Connection')).filter(isObjectType);
    expect(connections.length).toBeGreaterThan(5);
    for (const connection of connections)
      expect(Object.keys(connection.getFields()).sort()).toEqual(['edges', 'nodes', 'pageInfo', 'totalCount']);
  });

  it('calls an enum as the database does', () => {
    const valuesOf = (values: readonly string[]) => values.toSorted().join(' ');
    const names = new Map(Object.entries(stored).map(([name, values]) => [valuesOf(Object.values(values)), name]));
    const shown = types.filter(isEnumType).flatMap((type) => {
      const name = names.get(valuesOf(type.getValues().map((value) => value.name)));
      return name === undefined ? [] : [[type.name, name]];
    });
    expect(shown.length).toBeGreaterThan(10);
    expect(shown.filter(([graphql, prisma]) => graphql !== prisma)).toEqual([]);
  });

  it('holds nothing that could carry a secret', () => {
    const names = types
      .filter(isObjectType)
      .flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
    const secret = names.filter(
      (name) =>
        /credential|token(?!Expires)|password|hash$|secret(?!Until)/i.test(name.slice(name.indexOf('.'))) &&
        !['ScheduledPost.contentHash', 'Mutation.rotateWebhookSecret'].includes(name),
    );
    expect(secret).toEqual([
      'CreateApiKeyPayload.secret',
      'CreateWebhookEndpointPayload.secret',
      'RotateWebhookSecretPayload.secret',
    ]);
  });
});
