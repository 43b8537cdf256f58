/** Money: what platforms bill for a post, and the budget of a workspace. */
import type { SpendingMonth } from '../domain/accounts/budgets.ts';
import { type BudgetChanged, budgetsOf, setBudget } from '../domain/accounts/budgets.ts';
import type { Cost, CostItem } from '../domain/accounts/prices.ts';
import { decimalOf, minorOfMicros } from '../lib/money.ts';
import { builder } from './builder.ts';
import { answerOf, payloadType } from './user-error.ts';

interface Amount {
  micros: number;
  currency: string;
}

export const MoneyType = builder.objectRef<Amount>('Money').implement({
  description: 'An amount of money.',
  fields: (t) => ({
    amount: t.string({
      description: 'As a decimal number, exact: `0.015`.',
      resolve: ({ micros, currency }) => decimalOf(micros, currency),
    }),
    currency: t.exposeString('currency', { description: 'The currency, as ISO 4217 names it: `USD`.' }),
  }),
});

const CostItemType = builder.objectRef<CostItem>('CostItem').implement({
  description: 'One thing that a platform bills.',
  fields: (t) => ({
    name: t.exposeString('item', { description: 'Its name. Stable.' }),
    description: t.exposeString('description', { description: 'What it is.' }),
    count: t.exposeInt('count', { description: 'How many times it is billed.' }),
    price: t.field({ type: MoneyType, description: 'The price of one.', resolve: (item) => item }),
  }),
});

export const CostType = builder.objectRef<Cost>('Cost').implement({
  description:
    'What a platform bills for publishing something, by the prices that are known here. Looking for a post whose answer was lost may cost more.',
  fields: (t) => ({
    total: t.field({ type: MoneyType, description: 'All items together.', resolve: (cost) => cost }),
    items: t.field({ type: [CostItemType], description: 'What it is made up of.', resolve: ({ items }) => [...items] }),
    source: t.exposeString('source', { description: 'Where the platform states its prices.' }),
    since: t.exposeString('since', { description: 'The day since when these prices hold: `2026-04-20`.' }),
    isOverridden: t.exposeBoolean('isOverridden', {
      description: 'The operator has replaced a price of these items.',
    }),
  }),
});

export const BudgetType = builder.objectRef<SpendingMonth>('Budget').implement({
  description: 'What a workspace spends in the present calendar month at platforms that bill, and what it may.',
  fields: (t) => ({
    currency: t.exposeString('currency', { description: 'In which currency, as ISO 4217 names it.' }),
    month: t.exposeString('month', {
      description: 'The month: `2026-12`. It begins and ends in UTC, as platforms bill.',
    }),
    limitMinor: t.int({
      nullable: true,
      description:
        'The budget in the smallest coin of the currency (cents); null: there is none, and nothing is held back.',
      resolve: ({ limitMicros, currency }) => (limitMicros === null ? null : minorOfMicros(limitMicros, currency)),
    }),
    limit: t.field({
      type: MoneyType,
      nullable: true,
      description: 'The budget.',
      resolve: ({ limitMicros, currency }) => (limitMicros === null ? null : { micros: limitMicros, currency }),
    }),
    spent: t.field({
      type: MoneyType,
      description: 'What was spent, with what is being published now.',
      resolve: ({ spentMicros, currency }) => ({ micros: spentMicros, currency }),
    }),
    left: t.field({
      type: MoneyType,
      nullable: true,
      description: 'What is left. A post that costs more waits; null without a budget.',
      resolve: ({ limitMicros, spentMicros, currency }) =>
        limitMicros === null ? null : { micros: Math.max(0, limitMicros - spentMicros), currency },
    }),
  }),
});

/* ---- the mutation ---- */

const UpdateWorkspaceBudgetInput = builder.inputType('UpdateWorkspaceBudgetInput', {
  description: 'The monthly budget of the workspace in one currency.',
  fields: (t) => ({
    currency: t.string({
      required: true,
      description: 'A currency in which a platform bills, as ISO 4217 names it: `USD`.',
    }),
    limitMinor: t.int({
      description:
        'What may be spent in a calendar month (UTC), in the smallest coin of the currency: 1000 is 10 dollars. Absent or null: as much as is needed.',
    }),
  }),
});

const UpdateWorkspaceBudgetPayload = payloadType<BudgetChanged>('UpdateWorkspaceBudgetPayload', (t) => ({
  budget: t.field({
    type: BudgetType,
    nullable: true,
    description: 'The budget as it is now, and what is spent of it.',
    resolve: async ({ value }, _args, { app }) =>
      value === null
        ? null
        : ((await budgetsOf(app, value.workspaceId)).find(({ currency }) => currency === value.currency) ?? null),
  }),
  wokenTargets: t.int({
    nullable: true,
    description: 'How many targets that waited for a budget look again whether it reaches.',
    resolve: ({ value }) => value?.woken ?? null,
  }),
}));

builder.mutationField('updateWorkspaceBudget', (t) =>
  t.field({
    type: UpdateWorkspaceBudgetPayload,
    description:
      'Sets how much the workspace may spend in a month at platforms that bill. At 80 % it is told (`workspace.budget_nearly_used`); a post for which it does not reach is BLOCKED by BUDGET and goes out, within its late window, once the budget is raised or the month is over. Needs the scope `admin` and a key that is not bound to brands.',
    args: { input: t.arg({ type: UpdateWorkspaceBudgetInput, required: true, description: 'The budget.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await setBudget(app, viewer, { currency: input.currency, limitMinor: input.limitMinor ?? null })),
  }),
);
