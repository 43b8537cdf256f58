/** What platforms bill, as partners meet it: told before a post goes out, counted, and limited by a budget. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Client, type Seed, startTestApp, type TestApp } from '../support/app.ts';
import { graphql } from '../support/gql/index.ts';

const Validate = graphql(`
  query ValidateMoney($input: ValidatePostInput!) {
    validatePost(input: $input) {
      warnings { code limit actual path }
      costs { total { amount currency } items { name count price { amount } } since isOverridden }
    }
  }
`);
const Create = graphql(`
  mutation CreateBilled($input: CreateScheduledPostInput!) {
    createScheduledPost(input: $input) {
      scheduledPost { targets { platform estimatedCost { total { amount currency } } } }
      userErrors { code message }
      warnings { code limit actual path }
    }
  }
`);
const SetBudget = graphql(`
  mutation SetBudget($input: UpdateWorkspaceBudgetInput!) {
    updateWorkspaceBudget(input: $input) {
      budget { currency limitMinor limit { amount } left { amount } }
      wokenTargets
      userErrors { code path limit }
    }
  }
`);
const Budgets = graphql(`
  query Budgets { viewer { workspace { budgets { currency month limitMinor spent { amount } left { amount } } } } }
`);
const Prices = graphql(`
  query Prices { platforms { platform pricing { since prices { name price { amount currency } isOverridden } } } }
`);

let app: TestApp;
let client: Client;
let seed: Seed;
beforeAll(async () => {
  app = await startTestApp();
  client = app.client();
  seed = await app.seed();
});
afterAll(() => app[Symbol.asyncDispose]());

const IN_A_DAY = () => new Date(Date.now() + 86_400_000).toISOString();
const input = () => ({
  brandId: seed.brandId,
  content: { caption: 'Fresh bread: https://example.com', title: 'Bread' },
  targets: [
    { socialAccountId: seed.accounts.X, format: 'THREAD' as const, options: { x: { thread: [{ text: 'the end' }] } } },
    { socialAccountId: seed.accounts.X, format: 'TEXT' as const, overrides: { caption: 'No link' } },
  ],
});

it('tells what a post costs before it goes out, target by target', async () => {
  const { validatePost } = await client(Validate, { input: input() });
  expect(validatePost.costs).toEqual([
    {
      total: { amount: '0.215', currency: 'USD' },
      items: [
        { name: 'post_with_link', count: 1, price: { amount: '0.20' } },
        { name: 'post', count: 1, price: { amount: '0.015' } },
      ],
      since: '2026-04-20',
      isOverridden: false,
    },
    expect.objectContaining({ total: { amount: '0.015', currency: 'USD' } }),
  ]);
});

it('tells the prices in force, those of the operator among them', async () => {
  const configured = app.ctx.platforms.get('X');
  if (configured === undefined) throw new Error('X is not configured');
  configured.prices = { post: 20_000 };
  try {
    const { platforms } = await client(Prices);
    expect(platforms.filter(({ pricing }) => pricing !== null)).toMatchObject([
      {
        platform: 'X',
        pricing: {
          prices: expect.arrayContaining([
            { name: 'post', price: { amount: '0.02', currency: 'USD' }, isOverridden: true },
            { name: 'post_with_link', price: { amount: '0.20', currency: 'USD' }, isOverridden: false },
          ]),
        },
      },
    ]);
    const { validatePost } = await client(Validate, { input: input() });
    expect(validatePost.costs[1]).toMatchObject({ total: { amount: '0.02' }, isOverridden: true });
  } finally {
    configured.prices = {};
  }
});

it('limits what a workspace spends in a month, and warns of posts that the budget will not reach for', async () => {
  await app.db.query('DELETE FROM spending_month');
  const schedule = { mode: 'AT' as const, at: IN_A_DAY() };
  const set = await client(SetBudget, { input: { currency: 'USD', limitMinor: 22 } });
  expect(set.updateWorkspaceBudget).toEqual({
    budget: { currency: 'USD', limitMinor: 22, limit: { amount: '0.22' }, left: { amount: '0.22' } },
    wokenTargets: 0,
    userErrors: [],
  });
  const { createScheduledPost } = await client(Create, { input: { ...input(), schedule } });
  expect(createScheduledPost.userErrors).toEqual([]);
  expect(createScheduledPost.scheduledPost?.targets).toEqual([
    { platform: 'X', estimatedCost: { total: { amount: '0.215', currency: 'USD' } } },
    { platform: 'X', estimatedCost: { total: { amount: '0.015', currency: 'USD' } } },
  ]);
  expect(createScheduledPost.warnings.filter(({ code }) => code !== 'COST')).toEqual([
    { code: 'BUDGET_NEARLY_USED', limit: '0.22 USD', actual: '0.215 USD', path: ['input', 'targets', '0'] },
    { code: 'BUDGET_USED_UP', limit: '0.22 USD', actual: '0.23 USD', path: ['input', 'targets', '1'] },
  ]);
  const { viewer } = await client(Budgets);
  expect(viewer.workspace.budgets).toEqual([
    {
      currency: 'USD',
      month: new Date().toISOString().slice(0, 7),
      limitMinor: 22,
      spent: { amount: '0.00' },
      left: { amount: '0.22' },
    },
  ]);
  const ofBrand = await app.key({ scopes: ['ACCOUNTS_READ'], brandIds: [seed.brandId] });
  expect((await app.client(ofBrand.secret)(Budgets)).viewer.workspace.budgets).toEqual([]);
  const without = await client(SetBudget, { input: { currency: 'USD' } });
  expect(without.updateWorkspaceBudget.budget).toMatchObject({ limitMinor: null, left: null });
});

it('takes only what can be a budget', async () => {
  const refused = async (currency: string, limitMinor: number) =>
    (await client(SetBudget, { input: { currency, limitMinor } })).updateWorkspaceBudget.userErrors;
  expect(await refused('EUR', 100)).toEqual([{ code: 'VALIDATION', path: ['input', 'currency'], limit: 'USD' }]);
  expect(await refused('USD', -1)).toMatchObject([{ code: 'VALIDATION', path: ['input', 'limitMinor'] }]);
});
