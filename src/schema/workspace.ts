/** The workspace and who asks. */

import type { Viewer } from '../context.ts';
import { visibleWorkspaces } from '../domain/access.ts';
import { budgetsOf } from '../domain/accounts/budgets.ts';
import { achievementsOf, creditEntriesOf } from '../domain/notifications/achievements.ts';
import { type Tier, tierOf } from '../domain/targets/turn.ts';
import { ZONE_RULES } from '../lib/time-zones.ts';
import { ANYBODY } from '../texts/in-words.ts';
import { ApiKeyType, ApiScopeEnum } from './api-key.ts';
import { builder } from './builder.ts';
import { AchievementType, CreditEntryType } from './credits.ts';
import { describedEnum } from './described-enum.ts';
import { LanguageEnum } from './language.ts';
import { BudgetType } from './money.ts';

const WorkspaceTierEnum = describedEnum<Tier>(
  'WorkspaceTier',
  'How the posts of a workspace rank among those of others that are due together, or wait for an allowance that all share. The operator sets it.',
  {
    LOW: 'As if their priority were 6 lower.',
    NORMAL: 'As they are.',
    HIGH: 'As if their priority were 6 higher.',
  },
);

const WorkspaceType = builder.prismaNode('Workspace', {
  id: { field: 'id', description: 'The id.' },
  nullable: true,
  findUnique: (id, { viewer }) => ({ id, AND: [visibleWorkspaces(viewer)] }),
  description: 'The tenant: everything below belongs to one workspace, and nobody sees into another.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name.' }),
    pausedAt: t.expose('pausedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when publishing is paused for the whole workspace; null while it is not.',
    }),
    tier: t.field({
      type: WorkspaceTierEnum,
      description: 'How its posts rank among those of other workspaces that wait for the same thing.',
      resolve: ({ tier }) => tierOf(tier),
    }),
    budgets: t.field({
      type: [BudgetType],
      description:
        'What it spends this month, and may: one for each currency in which a platform bills. None for keys that are bound to brands. Needs the scope `accounts:read`.',
      scope: 'ACCOUNTS_READ',
      complexity: 10,
      resolve: ({ id }, _args, { app, viewer }) => (viewer.brandIds === null ? budgetsOf(app, id) : []),
    }),
    credits: t.int({
      description: 'How many credits it has. Needs the scope `accounts:read`.',
      scope: 'ACCOUNTS_READ',
      complexity: 5,
      resolve: async ({ id }, _args, { app }) =>
        (await creditEntriesOf(app.db, id)).reduce((sum, { amount }) => sum + amount, 0),
    }),
    creditEntries: t.field({
      type: [CreditEntryType],
      description: 'What it got credits for, the latest first. Needs the scope `accounts:read`.',
      scope: 'ACCOUNTS_READ',
      complexity: 5,
      resolve: ({ id }, _args, { app }) => creditEntriesOf(app.db, id),
    }),
    achievements: t.field({
      type: [AchievementType],
      description: 'What it has achieved, in this order. Needs the scope `accounts:read`.',
      scope: 'ACCOUNTS_READ',
      complexity: 5,
      resolve: ({ id }, _args, { app }) => achievementsOf(app.db, id),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
  }),
});

const ViewerType = builder.objectRef<Viewer>('Viewer').implement({
  description: 'Who asks: the API key of the request and what it may do.',
  fields: (t) => ({
    workspace: t.prismaField({
      type: WorkspaceType,
      description: 'The workspace of the key.',
      resolve: (query, viewer, _args, { prisma }) =>
        prisma.workspace.findFirstOrThrow({ ...query, where: visibleWorkspaces(viewer) }),
    }),
    apiKey: t.prismaField({
      type: ApiKeyType,
      description: 'The key itself.',
      resolve: (query, viewer, _args, { prisma }) =>
        prisma.apiKey.findUniqueOrThrow({
          ...query,
          where: { id: viewer.apiKeyId, workspaceId: viewer.workspaceId },
        }),
    }),
    scopes: t.field({
      type: [ApiScopeEnum],
      description: 'What the key may do.',
      resolve: ({ scopes }) => [...scopes],
    }),
    language: t.field({
      type: LanguageEnum,
      description:
        'The language of the texts in this answer: that of the key, else the best for the header `Accept-Language` (on sockets also a parameter of that name), else English.',
      resolve: ({ reader }) => (reader ?? ANYBODY).language,
    }),
    timeZone: t.string({
      description: 'The time zone of the instants in texts: that of the key, else UTC.',
      resolve: ({ reader }) => reader?.timeZone ?? 'UTC',
    }),
    timeZoneRules: t.string({
      description: 'The edition of the IANA time zone database that times are reckoned by, such as `2026f`.',
      resolve: () => ZONE_RULES.version,
    }),
  }),
});

builder.queryField('viewer', (t) =>
  t.field({
    type: ViewerType,
    description: 'Who asks, and for which workspace.',
    resolve: (_root, _args, { viewer }) => viewer,
  }),
);
