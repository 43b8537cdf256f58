/** Lists: pages by keyset in both directions, filters, orders, and the number of statements they cost. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBrand, startTestApp, type TestApp } from '../support/app.ts';
import type { ScheduledPostOrder } from '../support/gql/graphql.ts';
import { graphql } from '../support/gql/index.ts';
import { createPost } from '../support/posts.ts';
import { countStatements } from '../support/statements.ts';

const Posts = graphql(`
  query Posts($first: Int, $last: Int, $after: String, $before: String, $filter: ScheduledPostFilter, $orderBy: ScheduledPostOrder!) {
    scheduledPosts(first: $first, last: $last, after: $after, before: $before, filter: $filter, orderBy: $orderBy) {
      totalCount
      nodes { id caption status scheduledAt targets { id status } }
      edges { cursor }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    }
  }
`);

const PostPage = graphql(`
  query PostPage($first: Int!) {
    scheduledPosts(first: $first) {
      nodes { id status caption targets { id platform status socialAccount { id username status } } media { altText } }
    }
  }
`);

const BrandsWithPosts = graphql(`
  query BrandsWithPosts($first: Int!, $posts: Int!) {
    brands(first: $first) {
      nodes { id scheduledPosts(first: $posts, orderBy: CREATED_AT_ASC) { totalCount nodes { id caption } pageInfo { hasNextPage endCursor } } }
    }
  }
`);

const AccountsWithQuotas = graphql(`
  query AccountsWithQuotas {
    socialAccounts(first: 50) { nodes { id platform quotas { name limit used resetsAt } brand { id } } }
  }
`);

const CreateForId = graphql(`
  mutation CreateForId($input: CreateScheduledPostInput!) {
    createScheduledPost(input: $input) { scheduledPost { __typename postId: id } userErrors { code } }
  }
`);

const CreateForCaption = graphql(`
  mutation CreateForCaption($input: CreateScheduledPostInput!) {
    createScheduledPost(input: $input) { scheduledPost { id ...Words } userErrors { code } }
  }
  fragment Words on ScheduledPost { caption }
`);

let app: TestApp;
let brandId: string;
const DAY_MS = 86_400_000;
const start = Date.now() + DAY_MS;

beforeAll(async () => {
  app = await startTestApp();
  const seeded = await app.seed();
  brandId = seeded.brandId;
  for (let index = 0; index < 25; index++) {
    // Three posts share each time, and every fifth has none, so that the id has to break ties.
    const at = index % 5 === 4 ? null : new Date(start + Math.floor(index / 3) * 3_600_000).toISOString();
    await createPost(app.client(), {
      brandId,
      content: { caption: `Post ${String(index).padStart(2, '0')}${index === 7 ? ' about 100% rye' : ''}` },
      targets: [{ socialAccountId: seeded.accounts.X, format: 'TEXT' }],
      schedule: at === null ? { mode: 'DRAFT' } : { mode: 'AT', at },
    });
  }
});
afterAll(() => app[Symbol.asyncDispose]());

async function walk(orderBy: ScheduledPostOrder, towards: 'first' | 'last', size: number): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  for (;;) {
    const isForward = towards === 'first';
    const { scheduledPosts: page }: Awaited<ReturnType<typeof read>> = await read({
      orderBy,
      [towards]: size,
      ...(cursor !== null && (isForward ? { after: cursor } : { before: cursor })),
    });
    const found = page.nodes.map(({ id }) => id);
    ids.splice(isForward ? ids.length : 0, 0, ...found);
    const more = isForward ? page.pageInfo.hasNextPage : page.pageInfo.hasPreviousPage;
    cursor = (isForward ? page.pageInfo.endCursor : page.pageInfo.startCursor) ?? null;
    if (!more) return ids;
  }
}
const read = (variables: Parameters<typeof requestPosts>[0]) => requestPosts(variables);
const requestPosts = (variables: {
  orderBy: ScheduledPostOrder;
  first?: number;
  last?: number;
  after?: string;
  before?: string;
  filter?: object;
}) => app.client()(Posts, variables);

describe('a list', () => {
  for (const orderBy of ['SCHEDULED_AT_ASC', 'SCHEDULED_AT_DESC', 'CREATED_AT_ASC', 'CREATED_AT_DESC'] as const) {
    it(`gives every item once, forwards and backwards, by ${orderBy}`, async () => {
      const whole = await read({ orderBy, first: 100 });
      const ids = whole.scheduledPosts.nodes.map(({ id }) => id);
      expect(new Set(ids).size).toBe(25);
      expect(whole.scheduledPosts.totalCount).toBe(25);
      expect(await walk(orderBy, 'first', 4)).toEqual(ids);
      expect(await walk(orderBy, 'last', 4)).toEqual(ids);
    });
  }

  it('orders by time with what has none at the end', async () => {
    const { scheduledPosts } = await read({ orderBy: 'SCHEDULED_AT_ASC', first: 100 });
    const times = scheduledPosts.nodes.map(({ scheduledAt }) => scheduledAt ?? '~');
    expect(times).toEqual([...times].sort());
    expect(times.slice(-5)).toEqual(Array(5).fill('~'));
  });

  it('has 25 items by default and refuses more than 100, and both ends at once', async () => {
    expect((await read({ orderBy: 'CREATED_AT_ASC' })).scheduledPosts.nodes).toHaveLength(25);
    const refusals: [string, RegExp][] = [
      ['first: 101', /`first` is a number from 1 to 100, not 101/],
      ['first: 0', /not 0/],
      ['last: -1', /not -1/],
      ['first: 1, last: 1', /not both/],
      ['after: "nonsense"', /not a cursor/],
    ];
    for (const [args, message] of refusals) {
      const { errors } = await app.raw(`{ scheduledPosts(${args}) { nodes { id } } }`);
      expect(errors).toMatchObject([
        { extensions: { code: 'BAD_USER_INPUT' }, message: expect.stringMatching(message) },
      ]);
    }
  });

  it('refuses the cursor of another order', async () => {
    const { scheduledPosts } = await read({ orderBy: 'CREATED_AT_ASC', first: 1 });
    const { errors } = await app.raw(
      'query ($after: String) { scheduledPosts(after: $after, orderBy: SCHEDULED_AT_ASC) { nodes { id } } }',
      { variables: { after: scheduledPosts.pageInfo.endCursor } },
    );
    expect(errors[0]?.message).toMatch(/another order/);
  });

  it('is filtered by status, account, platform, time and text, which is taken literally', async () => {
    const captions = async (filter: object) =>
      (await read({ orderBy: 'CREATED_AT_ASC', first: 100, filter })).scheduledPosts.nodes.map(
        ({ caption }) => caption,
      );
    expect(await captions({ statuses: ['DRAFT'] })).toHaveLength(5);
    expect(await captions({ statuses: ['SCHEDULED'], platforms: ['X'] })).toHaveLength(20);
    expect(await captions({ platforms: ['YOUTUBE'] })).toHaveLength(0);
    expect(await captions({ text: '100%' })).toEqual(['Post 07 about 100% rye']);
    expect(await captions({ text: '%' })).toEqual(['Post 07 about 100% rye']);
    expect(await captions({ statuses: [] })).toEqual([]);
    expect(await captions({ brandIds: ['nonsense'] })).toEqual([]);
    expect(await captions({ externalId: '' })).toEqual([]);
    const inFirstHour = {
      scheduledAt: { from: new Date(start).toISOString(), to: new Date(start + 3_600_000).toISOString() },
    };
    expect(await captions(inFirstHour)).toEqual(['Post 00', 'Post 01', 'Post 02']);
  });
});

describe('the number of statements', () => {
  it('of a page of posts with targets and accounts does not grow with the page', async () => {
    const few = await countStatements(app, () => app.client()(PostPage, { first: 1 }));
    const many = await countStatements(app, () => app.client()(PostPage, { first: 25 }));
    expect(many).toBe(few);
    // The posts with their targets and accounts.
    expect(many).toBe(1);
  });

  it('of a list within a list does not grow with the parents, and each parent gets its own page', async () => {
    const other = await createBrand(app.client(), 'Second');
    const count = await countStatements(app, () => app.client()(BrandsWithPosts, { first: 10, posts: 3 }));
    expect(count).toBe(3);
    const { brands } = await app.client()(BrandsWithPosts, { first: 10, posts: 3 });
    const pages = new Map(brands.nodes.map(({ id, scheduledPosts }) => [id, scheduledPosts]));
    expect(pages.get(brandId)).toMatchObject({
      totalCount: 25,
      pageInfo: { hasNextPage: true },
      nodes: [{ caption: 'Post 00' }, { caption: 'Post 01' }, { caption: 'Post 02' }],
    });
    expect(pages.get(other)).toMatchObject({ totalCount: 0, nodes: [], pageInfo: { hasNextPage: false } });
  });

  it('of the quotas of many accounts is one per platform', async () => {
    const count = await countStatements(app, () => app.client()(AccountsWithQuotas));
    // The accounts, the quotas of four platforms, the brands.
    expect(count).toBe(6);
  });

  it('of a write is two, and one more to show what was written beyond its id', async () => {
    const draft = {
      input: {
        brandId: await createBrand(app.client(), 'Third'),
        content: { caption: 'Words' },
        targets: [],
        schedule: { mode: 'DRAFT' as const },
      },
    };
    // What it refers to, and the transaction.
    expect(await countStatements(app, () => app.client()(CreateForId, draft))).toBe(2);
    expect(await countStatements(app, () => app.client()(CreateForCaption, draft))).toBe(3);
    const { createScheduledPost: forId } = await app.client()(CreateForId, draft);
    expect(forId.scheduledPost).toMatchObject({ __typename: 'ScheduledPost', postId: expect.stringMatching(/^post_/) });
    const { createScheduledPost: forCaption } = await app.client()(CreateForCaption, draft);
    expect(forCaption.scheduledPost).toMatchObject({ caption: 'Words' });
  });
});

describe('a field', () => {
  const Introspection =
    '{ __schema { types { name fields { name args { name } type { kind ofType { kind ofType { kind ofType { kind } } } } } } } }';
  interface TypeRef {
    kind: string;
    ofType?: TypeRef | null;
  }
  interface Introspected {
    name: string;
    fields: { name: string; args: unknown[]; type: TypeRef }[] | null;
  }
  const named = (type: TypeRef): string => (type.ofType ? named(type.ofType) : type.kind);

  // Statements read what an operation selects; whatever else is in the answer must not change what a field says.
  for (const [type, at] of [
    ['ScheduledPost', (fields: string) => fields],
    ['PostTarget', (fields: string) => `targets { ${fields} }`],
    ['SocialAccount', (fields: string) => `targets { socialAccount { ${fields} } }`],
  ] as const) {
    it(`of ${type} says the same alone and among all others`, async () => {
      const { data } = await app.raw(Introspection);
      const described = data?.__schema as { types: Introspected[] } | undefined;
      const fields = (described?.types.find(({ name }) => name === type)?.fields ?? [])
        .filter(({ args }) => args.length === 0)
        .map((field) => `${field.name}${['SCALAR', 'ENUM'].includes(named(field.type)) ? '' : ' { __typename }'}`);
      expect(fields.length).toBeGreaterThan(10);
      await app.db.query(
        `UPDATE post_target SET error = '{"code":"NETWORK"}', warnings = '[{"extra":"x","code":"NETWORK","message":"m"}]', platform_state = 'BUSY', percent = 7,
           published_at = now(), external_id = '1', permalink = 'https://x.example/1', attempt = 2, priority = 3, intent_at = now()`,
      );
      await app.db.query('UPDATE social_account SET paused_at = now(), last_published_at = now()');
      const ask = async (selected: string) => {
        const answer = await app.raw(`{ scheduledPosts(first: 2) { nodes { ${at(selected)} } } }`);
        expect(answer.errors).toEqual([]);
        return answer.data;
      };
      const whole = await ask(fields.join(' '));
      const alone = [];
      for (const field of fields) alone.push(await ask(field));
      expect(alone.reduce((merged, part) => mergeDeep(merged, part))).toEqual(whole);
    });
  }
});

function mergeDeep(a: unknown, b: unknown): never {
  if (Array.isArray(a) && Array.isArray(b)) return a.map((item, index) => mergeDeep(item, b[index])) as never;
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return b as never;
  const left = a as Record<string, unknown>;
  return {
    ...left,
    ...Object.fromEntries(Object.entries(b).map(([key, value]) => [key, mergeDeep(left[key], value)])),
  } as never;
}
