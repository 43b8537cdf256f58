/** Social accounts and their allowances: types, queries, lists. Mutations are in `account-connection.ts`. */

import { type AccountAction, accountActions } from '../domain/accounts/account-actions.ts';
import { accountChoices } from '../domain/accounts/account-choices.ts';
import {
  quotaKey,
  reservedForScheduled,
  type ShownQuota,
  sharedQuotas,
  shownQuotas,
} from '../domain/accounts/quota-reads.ts';
import {
  type AccountDetail,
  type AccountFilter as AccountFilterShape,
  type AccountRow,
  accountList,
} from '../domain/queries/accounts.ts';
import { BY_CREATION } from '../domain/queries/keyset.ts';
import type { AccountStatus } from '../lib/prisma/enums.ts';
import { AccountCallConnection, AccountCallType, accountCallArgs, accountCallPage } from './account-call.ts';
import { ACCOUNT_CHOICES } from './account-choices.ts';
import { AccountHealthStatusEnum, AccountHealthType } from './account-health.ts';
import { builder } from './builder.ts';
import { connectionOf, type ListArgs, orderedBy, type Parent, pageComplexity } from './connection.ts';
import type { SchemaContext } from './context.ts';
import { describedEnum } from './described-enum.ts';
import { localId, optionalLocalIds } from './ids.ts';
import { CreationOrderEnum } from './inputs.ts';
import { loadAccount, loadBrand, required } from './load.ts';
import { PlatformEnum, PlatformInfoType, QuotaBasisEnum, QuotaScopeEnum } from './platform.ts';
import { PostTargetConnection, targetListArgs, targetPage } from './post-target-list.ts';
import { failureCode, PublishErrorCodeEnum } from './publish-error.ts';
import { PostTargetType } from './refs.ts';
import { showing } from './selects.ts';

export const AccountStatusEnum = describedEnum<AccountStatus>(
  'AccountStatus',
  'Whether Slipway can act for an account.',
  {
    ACTIVE: 'Connected.',
    EXPIRED: 'The platform no longer accepts the access; the account needs to be reconnected. Its posts wait.',
    DISCONNECTED: 'Disconnected by a person. Its posts wait until it is connected again.',
  },
);

export const AccountActionEnum = describedEnum<AccountAction>(
  'AccountAction',
  'What can be done with an account now.',
  {
    PUBLISH: 'Posts to it go out, unless its brand or the workspace is paused.',
    RECONNECT: '`startAccountConnection` with its `socialAccountId`.',
    DISCONNECT: '`disconnectSocialAccount`.',
    PAUSE: '`pausePublishing`.',
    RESUME: '`resumePublishing`.',
    DELETE: '`deleteSocialAccount`, once nothing of it is scheduled or being published.',
  },
);

const QuotaType = builder.objectRef<ShownQuota>('Quota').implement({
  description: 'An allowance of the platform and how much of it is used.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name. Stable.' }),
    scope: t.expose('scope', { type: QuotaScopeEnum, description: 'Who shares it.' }),
    windowMs: t.exposeInt('windowMs', { description: 'Its span in milliseconds.' }),
    limit: t.exposeInt('limit', { description: 'Units per span.' }),
    basis: t.expose('basis', { type: QuotaBasisEnum, description: 'How well that limit is known.' }),
    used: t.exposeInt('used', {
      description: 'Units used in the present span, also past Slipway where the platform tells.',
    }),
    reserved: t.exposeInt('reserved', { description: 'Units held for calls that are under way.' }),
    reservedForScheduled: t.int({
      description:
        'Units that scheduled posts have reserved (`Brand.reservesQuota`) and that are kept for them: of posts that are due in the present span or, where spans begin at no fixed hour, within one span from now.',
      resolve: async (quota, _args, context) => {
        const load = (keys: readonly string[]) => reservedForScheduled(context.app, quota.platform, keys);
        return (await context.batch.load(`reserved ${quota.platform}`, quotaKey(quota), load)) ?? 0;
      },
    }),
    resetsAt: t.expose('resetsAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When units become free again; null while none is used.',
    }),
  }),
});

builder.objectField(PlatformInfoType, 'sharedQuotas', (t) =>
  t.field({
    type: [QuotaType],
    description:
      'The allowances that all accounts of this installation share, and how much of them is used. Empty when this installation does not reach the platform. Needs the scope `accounts:read`.',
    scope: 'ACCOUNTS_READ',
    complexity: { field: 10, multiplier: 5 },
    resolve: ({ id }, _args, { app }) => (app.platforms.has(id) ? sharedQuotas(app, id) : []),
  }),
);

const fromDetails = showing<AccountRow, AccountDetail>('accountDetails');

export const SocialAccountType = builder.node(builder.objectRef<AccountRow>('SocialAccount'), {
  id: { resolve: ({ id }) => id, description: 'The id. Stays when the account is reconnected.' },
  loadManyWithoutCache: (ids, context) => Promise.all(ids.map(async (id) => (await loadAccount(context, id)) ?? null)),
  description: 'An account on a platform, connected to a brand. Several per platform are normal.',
  fields: (t) => ({
    platform: t.expose('platform', { type: PlatformEnum, description: 'On which platform.' }),
    externalId: t.exposeString('externalId', { description: "The platform's own id of the account." }),
    username: t.exposeString('username', { nullable: true, description: 'Its handle, without `@`.' }),
    displayName: t.exposeString('displayName', { nullable: true, description: 'Its name for people.' }),
    avatarUrl: t.exposeString('avatarUrl', {
      nullable: true,
      description: 'Its picture. Platforms let such addresses expire.',
    }),
    profileUrl: t.exposeString('profileUrl', { nullable: true, description: 'Its page on the platform.' }),
    status: t.expose('status', { type: AccountStatusEnum, description: 'Whether Slipway can act for it.' }),
    statusReason: t.field({
      type: PublishErrorCodeEnum,
      nullable: true,
      description: 'Why it is not ACTIVE.',
      ...fromDetails('statusReason', failureCode),
    }),
    statusChangedAt: t.field({
      type: 'DateTime',
      description: 'Since when it has this status.',
      ...fromDetails('statusChangedAt', (statusChangedAt) => statusChangedAt),
    }),
    health: t.field({
      type: AccountHealthType,
      description: 'How it is, why, and what helps.',
      ...fromDetails('healthStatus', (_status, account) => account),
    }),
    pausedAt: t.expose('pausedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when publishing to it is paused; null while it is not.',
    }),
    scopes: t.stringList({
      description: 'What the account holder granted, in the words of the platform.',
      ...fromDetails('scopes', (scopes) => [...scopes]),
    }),
    missingScopes: t.stringList({
      description:
        'Grants that this installation asks for and the account holder did not give; reconnect to switch on the features that need them.',
      ...fromDetails('scopes', (granted, account, { app }) =>
        (app.platforms.get(account.platform)?.scopes ?? []).filter((scope) => !granted.includes(scope)),
      ),
    }),
    tokenExpiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the present access token expires. It is renewed before that, by itself.',
      ...fromDetails('tokenExpiresAt', (tokenExpiresAt) => tokenExpiresAt),
    }),
    refreshExpiresAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When renewing stops working and a person has to reconnect; null where the platform does not tell.',
      ...fromDetails('refreshExpiresAt', (refreshExpiresAt) => refreshExpiresAt),
    }),
    lastPublishedAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When something was last published to it.',
      ...fromDetails('lastPublishedAt', (lastPublishedAt) => lastPublishedAt),
    }),
    allowedActions: t.field({
      type: [AccountActionEnum],
      description: 'What can be done with it now.',
      resolve: (account) => accountActions(account),
    }),
    quotas: t.field({
      type: [QuotaType],
      description: 'The allowances of the platform, and how much of them is used.',
      complexity: { field: 10, multiplier: 5 },
      resolve: async (account, _args, context) => {
        const load = (ids: readonly string[]) => shownQuotas(context.app, account.platform, ids);
        return (await context.batch.load(`quotas ${account.platform}`, account.id, load)) ?? [];
      },
    }),
    brand: t.prismaField({
      type: 'Brand',
      description: 'The brand it belongs to.',
      resolve: (_query, { brandId }, _args, context) => required(loadBrand(context, brandId)),
    }),
    targets: t.connection(
      {
        type: PostTargetType,
        description: 'What is, was or will be published to it.',
        args: targetListArgs,
        complexity: pageComplexity,
        resolve: ({ id }, args, context) =>
          targetPage(context, 'socialAccount.targets', args, { column: 't.social_account_id', id }),
      },
      PostTargetConnection,
    ),
    calls: t.connection(
      {
        type: AccountCallType,
        description:
          'Calls to the platform about the account itself, for as long as logs are kept. Without what was sent and answered.',
        args: accountCallArgs,
        complexity: pageComplexity,
        resolve: ({ id }, args, context) => accountCallPage(context, id, args),
      },
      AccountCallConnection,
    ),
    recoverable: t.connection(
      {
        type: PostTargetType,
        description:
          'What failed, was missed or waits because of the account, the earliest first: what `recoverAccountPosts` lets go out again once the account is ACTIVE. What waits also goes out by itself then, within the late window of its brand. Nothing that may be live.',
        complexity: pageComplexity,
        resolve: ({ id }, args, context) =>
          targetPage(
            context,
            'socialAccount.recoverable',
            { ...args, orderBy: 'DUE_AT_ASC' },
            { column: 't.social_account_id', id },
            { isAccountCaused: true },
          ),
      },
      PostTargetConnection,
    ),
    ...Object.fromEntries(
      ACCOUNT_CHOICES.map(({ id, name, description, type }) => [
        name,
        t.field({
          type,
          nullable: true,
          description,
          complexity: 100,
          ...fromDetails('facts', (_facts, account, { app }) =>
            account.platform === id ? accountChoices(app, account) : null,
          ),
        }),
      ]),
    ),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was first connected.',
      ...fromDetails('createdAt', (createdAt) => createdAt),
    }),
    updatedAt: t.field({
      type: 'DateTime',
      description: 'When anything about it last changed.',
      ...fromDetails('updatedAt', (updatedAt) => updatedAt),
    }),
  }),
});

const SocialAccountFilter = builder.inputType('SocialAccountFilter', {
  description: 'Which accounts.',
  fields: (t) => ({
    brandIds: t.idList({ description: 'Of these brands.' }),
    platforms: t.field({ type: [PlatformEnum], description: 'On these platforms.' }),
    statuses: t.field({ type: [AccountStatusEnum], description: 'In one of these statuses.' }),
    health: t.field({ type: [AccountHealthStatusEnum], description: 'Which are like one of these.' }),
    text: t.string({ description: 'Whose handle or name contains this, in any case.' }),
  }),
});

type Filter = typeof SocialAccountFilter.$inferInput | null | undefined;

const readFilter = (filter: Filter): AccountFilterShape => ({
  ...filter,
  brandIds: optionalLocalIds('Brand', filter?.brandIds),
});

export const SocialAccountConnection = builder.connectionObject(
  { type: SocialAccountType, name: 'SocialAccountConnection', description: 'A page of accounts.' },
  { name: 'SocialAccountEdge', description: 'An account and its place in the list.' },
);

export const accountListArgs = builder.args((t) => ({
  filter: t.field({ type: SocialAccountFilter, description: 'Only these.' }),
  orderBy: t.field(orderedBy(CreationOrderEnum, 'CREATED_AT_ASC')),
}));

/** A page of the accounts that match: those of one brand, or all. */
export const accountPage = (
  context: SchemaContext,
  name: string,
  args: ListArgs<Filter, typeof BY_CREATION>,
  parent?: Parent<'t.brand_id'>,
) =>
  connectionOf(context, {
    name,
    args,
    parent,
    list: (parents) => accountList(context.viewer, readFilter(args.filter), BY_CREATION[args.orderBy], parents),
    revive: (row: AccountRow) => row,
  });

builder.queryFields((t) => ({
  socialAccount: t.field({
    type: SocialAccountType,
    nullable: true,
    description: 'One account.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_root, { id }, context) => loadAccount(context, localId('SocialAccount', id)),
  }),
  socialAccounts: t.connection(
    {
      type: SocialAccountType,
      description: 'Connected accounts.',
      args: accountListArgs,
      complexity: pageComplexity,
      resolve: (_root, args, context) => accountPage(context, 'socialAccounts', args),
    },
    SocialAccountConnection,
  ),
}));
