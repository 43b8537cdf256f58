/** What a key may not do is said before anything else: whoever lacks the scope of a mutation learns nothing about its input. */

import { readFile } from 'node:fs/promises';
import { buildSchema, type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';
import { expect, it } from 'vitest';
import { openApp } from '../support/open-app.ts';

const app = openApp();
const schema = buildSchema(await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8'));

/** Only what must be there, and nothing of it right. */
function wrong(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return wrong(type.ofType);
  if (isListType(type)) return [];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (isInputObjectType(type)) {
    const needed = Object.values(type.getFields()).filter((field) => isNonNullType(field.type));
    return Object.fromEntries(needed.map((field) => [field.name, wrong(field.type)]));
  }
  const wrongScalars: Record<string, unknown> = {
    Int: -1,
    Boolean: false,
    DateTime: '2001-01-01T00:00:00Z',
    JSONObject: {},
  };
  return wrongScalars[type.name] ?? '';
}

for (const { name, args } of Object.values(schema.getMutationType()?.getFields() ?? {}))
  it(`${name} is refused for the missing scope`, async () => {
    const { secret } = await app.key({ scopes: ['ACCOUNTS_READ'] });
    const [input] = args;
    const query = `mutation ($input: ${input?.type}) { ${name}(input: $input) { userErrors { code path } } }`;
    const { data, errors } = await app.raw(query, { apiKey: secret, variables: { input: input && wrong(input.type) } });
    expect(errors).toEqual([]);
    expect(data).toEqual({ [name]: { userErrors: [{ code: 'FORBIDDEN_SCOPE', path: [] }] } });
  });
