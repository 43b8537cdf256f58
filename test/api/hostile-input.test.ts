/** Whatever is sent to any place of the schema is the caller's business: an answer says so, and never that something broke here. */
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { buildSchema, type GraphQLField, type GraphQLInputType, getNamedType } from 'graphql';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/lib/log.ts';
import { type Seed, startTestApp, type TestApp } from '../support/app.ts';
import { argsWith, bodyOf, documentOf, hostileValues, placesOf, randomArgs } from '../support/hostile.ts';

let app: TestApp;
let seed: Seed;
let sane: (name: string, type: GraphQLInputType) => unknown;

beforeAll(async () => {
  app = await startTestApp({ log: createLogger({ level: 'silent' }) });
  seed = await app.seed();
  const mediaAssetId = await app.upload();
  const { data } = await app.raw(
    `mutation ($input: CreateScheduledPostInput!) { createScheduledPost(input: $input) { scheduledPost { id targets { id } } } }`,
    {
      variables: {
        input: {
          brandId: seed.brandId,
          content: { caption: 'Hello' },
          targets: [{ socialAccountId: seed.accounts.X, format: 'TEXT' }],
          schedule: { mode: 'DRAFT' },
        },
      },
    },
  );
  const { scheduledPost } = (
    data as { createScheduledPost: { scheduledPost: { id: string; targets: { id: string }[] } } }
  ).createScheduledPost;
  const ids: Record<string, unknown> = {
    brandId: seed.brandId,
    brandIds: seed.brandId,
    socialAccountId: seed.accounts.X,
    mediaAssetId,
    postId: scheduledPost.id,
    targetId: scheduledPost.targets[0]?.id,
    id: scheduledPost.id,
    ids: scheduledPost.id,
    url: 'http://127.0.0.1:1/nothing.jpg',
    timeZone: 'Europe/Berlin',
    from: '2027-01-01T00:00:00Z',
    to: '2027-01-08T00:00:00Z',
    expectedVersion: 1,
  };
  const scalars: Record<string, unknown> = {
    ID: scheduledPost.id,
    Int: 1,
    Float: 1,
    Boolean: false,
    String: 'Text',
    DateTime: '2027-01-01T00:00:00Z',
    JSONObject: {},
  };
  sane = (name, type) => ids[name] ?? scalars[getNamedType(type).name] ?? null;
});
afterAll(() => app[Symbol.asyncDispose]());

const schema = buildSchema(await readFile(new URL('../../schema.graphql', import.meta.url), 'utf8'));
const fieldsOf = (type: ReturnType<typeof schema.getQueryType>) => Object.values(type?.getFields() ?? {});

/** What goes away with the things that other calls need is asked for things that do not exist. */
const isHarmful = (name: string) => /^(delete|revoke|disconnect|cancel)/.test(name);
const saneFor =
  (field: GraphQLField<unknown, unknown>): typeof sane =>
  (name, type) =>
    isHarmful(field.name) && getNamedType(type).name === 'ID'
      ? 'brand_0198f3c2-0000-7000-8000-000000000000'
      : sane(name, type);

/** What went wrong on our side, or nothing. Answers are read whole: a value that cannot be read again is a defect as well. */
async function complaint(query: string, variables: Record<string, unknown>): Promise<string | null> {
  const answer = await request(app.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      authorization: `Bearer ${app.apiKey}`,
    },
    body: bodyOf(query, variables),
  });
  const text = await answer.body.text();
  const { data, errors = [] } = JSON.parse(text) as {
    data?: unknown;
    errors?: { message: string; extensions?: { code?: string } }[];
  };
  const ours = errors.filter(
    ({ extensions }) => extensions?.code === undefined || /^(INTERNAL|UNAVAILABLE)/.test(extensions.code),
  );
  if (ours.length === 0 && answer.statusCode < 500)
    return longestMessage(data) > 2_000 ? 'a message as long as the input' : null;
  return `${answer.statusCode} ${JSON.stringify(ours).slice(0, 300)}`;
}

function longestMessage(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = 'message' in value && typeof value.message === 'string' ? value.message.length : 0;
  return Math.max(own, ...Object.values(value).map(longestMessage));
}

const brief = (value: unknown): string => {
  const text = bodyOf('', { value }).slice(23, -2);
  return text.length > 80 ? `${text.slice(0, 80)}… (${text.length})` : text;
};

async function inLanes<T>(items: readonly T[], lanes: number, work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (const item of rest) await work(item);
    }),
  );
}

/** A list that reads back everything that there is. */
const LISTS = fieldsOf(schema.getQueryType()).filter(({ type }) => getNamedType(type).name.endsWith('Connection'));
const readAll = async () =>
  (await Promise.all(LISTS.map((field) => complaint(documentOf('query', field, 2), {})))).filter((one) => one !== null);

for (const [kind, fields] of [
  ['query', fieldsOf(schema.getQueryType())],
  ['mutation', fieldsOf(schema.getMutationType())],
] as const)
  describe(`${kind}`, () => {
    for (const field of fields.filter(({ args }) => args.length > 0))
      it(`${field.name} takes whatever is put into any of its places`, async () => {
        const query = documentOf(kind, field, 2);
        const complaints: string[] = [];
        const trials = placesOf(field.args).flatMap((place) =>
          hostileValues(place.path.at(-1) ?? '', place.type).flatMap((value) =>
            place.settings.map((setting) => ({ place, value, setting })),
          ),
        );
        expect(trials.length).toBeGreaterThan(3);
        await inLanes(trials, 8, async ({ place, value, setting }) => {
          const wrong = await complaint(query, argsWith(field.args, saneFor(field), place.path, { value, setting }));
          if (wrong !== null) complaints.push(`${place.path.join('.')} = ${brief(value)} (${setting}): ${wrong}`);
        });
        // Of several values at once, some of them sane: what one place makes of another is found here.
        await fc.assert(
          fc.asyncProperty(fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), async (dice) => {
            const wrong = await complaint(query, randomArgs(field.args, saneFor(field), dice));
            if (wrong !== null) complaints.push(`dice ${dice.join(' ')}: ${wrong}`);
          }),
          { numRuns: 40, seed: 20_270_101 },
        );
        if (kind === 'mutation') complaints.push(...(await readAll()));
        expect(complaints).toEqual([]);
      });
  });

describe('values in the document itself', () => {
  const nested = (open: string, close: string, levels: number) => `${open.repeat(levels)}${close.repeat(levels)}`;
  const draft = (metadata: string) =>
    `mutation { createScheduledPost(input: { brandId: "${seed.brandId}", targets: [], schedule: { mode: DRAFT }, metadata: ${metadata} })
      { scheduledPost { metadata } userErrors { code path } } }`;

  it('may be nested 32 levels deep, and no deeper', async () => {
    const told = async (levels: number) =>
      (await app.raw(draft(nested('{ a: ', ' }', levels).replace(':  }', ': 1 }')))).data;
    expect(await told(32)).toMatchObject({ createScheduledPost: { userErrors: [] } });
    for (const levels of [33, 90])
      expect(await told(levels)).toMatchObject({
        createScheduledPost: { userErrors: [{ code: 'VALIDATION', path: ['input', 'metadata'] }] },
      });
  });

  it('are refused unread where they are nested deeper than anything means', async () => {
    for (const value of [nested('[', ']', 1_900), nested('{ a: [', ']}', 90), nested('[', '', 1_900)]) {
      const query = `{ calendar(from: ${value}, to: "2027-01-01T00:00:00Z") { isComplete } }`;
      const { status, errors } = await app.raw(query);
      expect([status, errors]).toEqual([
        400,
        [expect.objectContaining({ extensions: { code: 'LIMIT_EXCEEDED', limit: 'nesting', max: 100 } })],
      ]);
    }
  });
});

it('a body that is no request is the fault of whoever sends it', async () => {
  const bodies = [
    '',
    '{',
    '[]',
    '[[]]',
    'null',
    '7',
    '{}',
    '{"query":7}',
    '{"query":null}',
    '{"query":"{ __typename }","variables":"x"}',
  ];
  const more = [
    '{"query":"{ __typename }","variables":[[]]}',
    '{"query":"{ __typename }","operationName":[]}',
    '{"query":["a"]}',
  ];
  const odd = [
    '{"query":"{ __typename }","extensions":"x"}',
    `{"query":"{ __typename }","variables":${nestedLists(10_000)}}`,
    nestedLists(10_000),
  ];
  for (const body of [...bodies, ...more, ...odd]) {
    const answer = await request(app.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${app.apiKey}` },
      body,
    });
    expect([body.slice(0, 60), answer.statusCode < 500, (await answer.body.text()).includes('INTERNAL')]).toEqual([
      body.slice(0, 60),
      true,
      false,
    ]);
  }
});

const nestedLists = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
