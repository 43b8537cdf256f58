/** Every place of the schema that takes a time takes all that it says: the first years, those before 1970, and the last. */
import { type GraphQLInputType, getNamedType } from 'graphql';
import { beforeAll, expect, it } from 'vitest';
import { schema } from '../../src/schema/index.ts';
import { argsWith, documentOf, type Place, placesOf } from '../support/hostile.ts';
import { openSeededApp } from '../support/open-app.ts';
import { createPost } from '../support/posts.ts';

const app = openSeededApp();

let ids: Record<string, string | undefined>;
beforeAll(async () => {
  const { id, targets } = await createPost(app.client(), {
    brandId: app.brandId,
    targets: [{ socialAccountId: app.accounts.X, format: 'TEXT' }],
  });
  const { data } = await app.raw(
    'mutation { createWebhookEndpoint(input: { url: "https://127.0.0.1:1/hook", events: ["post.*"] }) { endpoint { id } } }',
  );
  ids = {
    brandId: app.brandId,
    accountId: app.accounts.X,
    socialAccountId: app.accounts.X,
    postId: id,
    targetId: targets[0]?.id,
    apiKeyId: (await app.key({ scopes: ['POSTS_READ'] })).id,
    endpointId: (data as { createWebhookEndpoint: { endpoint: { id: string } } }).createWebhookEndpoint.endpoint.id,
  };
});

const TIMES = [
  '0001-01-01T00:00:00Z',
  '1582-10-10T00:00:00Z',
  '1969-12-31T23:59:59.999Z',
  '9999-12-31T23:59:59.999Z',
  // No times that can be written: refused as such.
  '+275760-09-13T00:00:00Z',
  '9999-12-31T23:59:59-00:01',
];

const SCALARS: Readonly<Record<string, unknown>> = { Int: 1, Float: 1, Boolean: false, String: 'Text' };
/** `time`: what any other time is. */
const saneBeside = (time: string) => (name: string, type: GraphQLInputType) => {
  const named = getNamedType(type).name;
  if (named === 'ID') return ids[name] ?? app.brandId;
  if (named === 'DateTime') return time;
  return name === 'timeZone' ? 'Europe/Berlin' : (SCALARS[named] ?? null);
};

async function complaints(query: string, variables: Record<string, unknown>): Promise<string[]> {
  const { data, errors } = await app.raw(query, { variables });
  const told = JSON.stringify([data, errors]);
  return /"(INTERNAL|UNAVAILABLE)"|"[+-]0\d{5}-/.test(told)
    ? [`${JSON.stringify(variables)}: ${told.slice(0, 500)}`]
    : [];
}

const CALLS = (['query', 'mutation'] as const).flatMap((kind) => {
  const type = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
  return Object.values(type?.getFields() ?? {}).flatMap((field) => {
    const places = placesOf(field.args).filter((place) => getNamedType(place.type).name === 'DateTime');
    return places.length === 0 ? [] : [{ name: field.name, kind, field, places }];
  });
});

it('most of what takes times is found', () => {
  const names = CALLS.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['nextFreeTime', 'replayWebhookDeliveries', 'createScheduledPost']));
  expect(names.length).toBeGreaterThan(15);
});

it.each(CALLS)('$name answers whatever time it is given', async ({ kind, field, places }) => {
  const query = documentOf(kind, field, 1);
  const wrong: string[] = [];
  const argsOf = ({ path }: Place, value: string, setting: number, other: string) =>
    argsWith(field.args, saneBeside(other), path, { value, setting });
  // Beside an early time stands a late one, so that the span between them is looked at.
  for (const place of places)
    for (const setting of place.settings)
      for (const value of TIMES)
        for (const other of ['2027-01-08T00:00:00Z', value < '2' ? '9999-12-31T00:00:00Z' : '0001-01-01T00:00:00Z'])
          wrong.push(...(await complaints(query, argsOf(place, value, setting, other))));
  expect(wrong).toEqual([]);
});
