/** Social accounts: type, queries, connecting and disconnecting. */
import { accountActions } from '../domain/account-actions.ts';
import { visibleSocialAccounts } from '../domain/access.ts';
import { completeAccountConnection, deleteSocialAccount, disconnectSocialAccount, startAccountConnection, type StartedConnection } from '../domain/connections.ts';
import { type AccountFilter as AccountFilterShape, accountList, BY_CREATION } from '../domain/queries/catalog.ts';
import { quotasOfAccounts } from '../domain/queries/quotas.ts';
import type { QuotaState } from '../domain/quotas.ts';
import type { SocialAccount } from '../lib/prisma/client.ts';
import { PLATFORMS } from '../platforms/index.ts';
import { BrandType } from './brand.ts';
import { builder } from './builder.ts';
import { connectionOf, pageComplexity } from './connection.ts';
import { AccountActionEnum, AccountStatusEnum, CreationOrderEnum, PlatformEnum, PublishErrorCodeEnum, QuotaScopeEnum } from './enums.ts';
import { localId, optionalLocalId, optionalLocalIds, toGlobalId } from './ids.ts';
import { loadBrand, required } from './load.ts';
import { answerOf, payloadType } from './user-error.ts';
import { failureCode } from './publish-error.ts';

const QuotaType = builder.objectRef<QuotaState>('Quota').implement({
  description: 'An allowance of the platform and how much of it is used.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name. Stable.' }),
    scope: t.expose('scope', { type: QuotaScopeEnum, description: 'Who shares it.' }),
    windowMs: t.exposeInt('windowMs', { description: 'Its span in milliseconds.' }),
    limit: t.exposeInt('limit', { description: 'Units per span.' }),
    used: t.exposeInt('used', { description: 'Units used in the present span, also past Slipway where the platform tells.' }),
    reserved: t.exposeInt('reserved', { description: 'Units held for calls that are under way.' }),
    resetsAt: t.expose('resetsAt', { type: 'DateTime', nullable: true, description: 'When units become free again; null while none is used.' }),
  }),
});

export const SocialAccountType = builder.prismaNode('SocialAccount', {
  id: { field: 'id', description: 'The id. Stays when the account is reconnected.' },
  nullable: true,
  findUnique: (id, { viewer }) => ({ id, AND: [visibleSocialAccounts(viewer)] }),
  description: 'An account on a platform, connected to a brand. Several per platform are normal.',
  fields: (t) => ({
    platform: t.expose('platform', { type: PlatformEnum, description: 'On which platform.' }),
    externalId: t.exposeString('externalId', { description: "The platform's own id of the account." }),
    username: t.exposeString('username', { nullable: true, description: 'Its handle, without `@`.' }),
    displayName: t.exposeString('displayName', { nullable: true, description: 'Its name for people.' }),
    avatarUrl: t.exposeString('avatarUrl', { nullable: true, description: 'Its picture. Platforms let such addresses expire.' }),
    profileUrl: t.exposeString('profileUrl', { nullable: true, description: 'Its page on the platform.' }),
    status: t.expose('status', { type: AccountStatusEnum, description: 'Whether Slipway can act for it.' }),
    statusReason: t.field({ type: PublishErrorCodeEnum, nullable: true, description: 'Why it is not ACTIVE.', resolve: ({ statusReason }) => failureCode(statusReason) }),
    statusChangedAt: t.expose('statusChangedAt', { type: 'DateTime', description: 'Since when it has this status.' }),
    pausedAt: t.expose('pausedAt', { type: 'DateTime', nullable: true, description: 'Since when publishing to it is paused; null while it is not.' }),
    scopes: t.stringList({ description: 'What the account holder granted, in the words of the platform.', resolve: ({ scopes }) => [...scopes] }),
    missingScopes: t.stringList({
      description: 'Grants that would switch on more features; reconnect to add them.',
      resolve: ({ platform, scopes }) => PLATFORMS[platform].oauth.optionalScopes.filter((scope) => !scopes.includes(scope)),
    }),
    tokenExpiresAt: t.expose('tokenExpiresAt', { type: 'DateTime', nullable: true, description: 'When the present access token expires. It is renewed before that, by itself.' }),
    refreshExpiresAt: t.expose('refreshExpiresAt', { type: 'DateTime', nullable: true, description: 'When renewing stops working and a person has to reconnect; null where the platform does not tell.' }),
    lastPublishedAt: t.expose('lastPublishedAt', { type: 'DateTime', nullable: true, description: 'When something was last published to it.' }),
    allowedActions: t.field({ type: [AccountActionEnum], description: 'What can be done with it now.', resolve: (account) => accountActions(account) }),
    quotas: t.field({
      type: [QuotaType],
      description: 'The allowances of the platform, and how much of them is used.',
      complexity: { field: 10, multiplier: 5 },
      resolve: async (account, _args, context) => {
        const load = (ids: readonly string[]) => quotasOfAccounts(context.app, account.platform, ids);
        return (await context.batch.load(`quotas ${account.platform}`, account.id, load)) ?? [];
      },
    }),
    brand: t.field({ type: BrandType, description: 'The brand it belongs to.', resolve: ({ brandId }, _args, context) => required(loadBrand(context, brandId)) }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was first connected.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When anything about it last changed.' }),
  }),
});

const SocialAccountFilter = builder.inputType('SocialAccountFilter', {
  description: 'Which accounts.',
  fields: (t) => ({
    brandIds: t.idList({ description: 'Of these brands.' }),
    platforms: t.field({ type: [PlatformEnum], description: 'On these platforms.' }),
    statuses: t.field({ type: [AccountStatusEnum], description: 'In one of these statuses.' }),
    text: t.string({ description: 'Whose handle or name contains this, in any case.' }),
  }),
});

const readFilter = (filter: typeof SocialAccountFilter.$inferInput | null | undefined): AccountFilterShape => ({
  ...filter,
  brandIds: optionalLocalIds('Brand', filter?.brandIds),
});

export const SocialAccountConnection = builder.connectionObject(
  { type: SocialAccountType, name: 'SocialAccountConnection', description: 'A page of accounts.' },
  { name: 'SocialAccountEdge', description: 'An account and its place in the list.' },
);

builder.prismaObjectField(BrandType, 'socialAccounts', (t) =>
  t.connection(
    {
      type: SocialAccountType,
      description: 'Its accounts.',
      args: {
        filter: t.arg({ type: SocialAccountFilter, description: 'Only these.' }),
        orderBy: t.arg({ type: CreationOrderEnum, required: true, defaultValue: 'CREATED_AT_ASC', description: 'In which order.' }),
      },
      complexity: pageComplexity,
      resolve: (brand, args, context) =>
        connectionOf(context, {
          name: 'brand.socialAccounts',
          args,
          order: BY_CREATION[args.orderBy],
          parent: { column: 't.brand_id', id: brand.id },
          list: (parents) => accountList(context.viewer, readFilter(args.filter), BY_CREATION[args.orderBy], parents),
          revive: (row: SocialAccount) => row,
        }),
    },
    SocialAccountConnection,
  ),
);

builder.queryFields((t) => ({
  socialAccount: t.prismaField({
    type: SocialAccountType,
    nullable: true,
    description: 'One account.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (query, _root, { id }, { app, viewer }) =>
      app.db.prisma.socialAccount.findFirst({ ...query, where: { AND: [visibleSocialAccounts(viewer), { id: localId('SocialAccount', id) }] } }),
  }),
  socialAccounts: t.connection(
    {
      type: SocialAccountType,
      description: 'Connected accounts.',
      args: {
        filter: t.arg({ type: SocialAccountFilter, description: 'Only these.' }),
        orderBy: t.arg({ type: CreationOrderEnum, required: true, defaultValue: 'CREATED_AT_ASC', description: 'In which order.' }),
      },
      complexity: pageComplexity,
      resolve: (_root, args, context) =>
        connectionOf(context, {
          name: 'socialAccounts',
          args,
          order: BY_CREATION[args.orderBy],
          list: () => accountList(context.viewer, readFilter(args.filter), BY_CREATION[args.orderBy]),
          revive: (row: SocialAccount) => row,
        }),
    },
    SocialAccountConnection,
  ),
}));

/* ---- mutations ---- */

const StartAccountConnectionInput = builder.inputType('StartAccountConnectionInput', {
  description: 'Which platform to connect to which brand.',
  fields: (t) => ({
    brandId: t.id({ required: true, description: 'The brand that the account shall belong to.' }),
    platform: t.field({ type: PlatformEnum, required: true, description: 'The platform.' }),
    socialAccountId: t.id({ description: 'To reconnect: the account that must come back. Refused with ACCOUNT_MISMATCH when another one is chosen at the platform.' }),
  }),
});

const StartAccountConnectionPayload = payloadType<StartedConnection>('StartAccountConnectionPayload', (t) => ({
  authorizationUrl: t.string({ nullable: true, description: 'Send the account holder here. The platform sends them back to this server, which completes the connection.', resolve: ({ value }) => value?.authorizationUrl ?? null }),
  state: t.string({ nullable: true, description: 'Names this attempt. Only for clients that receive the callback themselves and call `completeAccountConnection`.', resolve: ({ value }) => value?.state ?? null }),
  expiresAt: t.field({ type: 'DateTime', nullable: true, description: 'Until when the account holder has to come back.', resolve: ({ value }) => value?.expiresAt ?? null }),
}));

const CompleteAccountConnectionInput = builder.inputType('CompleteAccountConnectionInput', {
  description: 'What the platform sent to the callback address.',
  fields: (t) => ({
    state: t.string({ required: true, description: 'The parameter `state`.' }),
    code: t.string({ description: 'The parameter `code`.' }),
    error: t.string({ description: 'The parameter `error`, when the account holder did not agree.' }),
    errorDescription: t.string({ description: 'The parameter `error_description`.' }),
  }),
});

const accountPayload = (name: string) =>
  payloadType<SocialAccount>(name, (t) => ({
    socialAccount: t.field({ type: SocialAccountType, nullable: true, description: 'The account.', resolve: ({ value }) => value }),
  }));

const SocialAccountInput = (name: string, description: string) =>
  builder.inputType(name, { description, fields: (t) => ({ socialAccountId: t.id({ required: true, description: 'Which account.' }) }) });

const CompleteAccountConnectionPayload = accountPayload('CompleteAccountConnectionPayload');
const DisconnectSocialAccountPayload = accountPayload('DisconnectSocialAccountPayload');
const DisconnectSocialAccountInput = SocialAccountInput('DisconnectSocialAccountInput', 'Which account to disconnect.');
const DeleteSocialAccountInput = SocialAccountInput('DeleteSocialAccountInput', 'Which account to delete.');
const DeleteSocialAccountPayload = payloadType<{ socialAccountId: string }>('DeleteSocialAccountPayload', (t) => ({
  deletedSocialAccountId: t.id({ nullable: true, description: 'The id that the account had.', resolve: ({ value }) => (value === null ? null : toGlobalId('SocialAccount', value.socialAccountId)) }),
}));

builder.mutationFields((t) => ({
  startAccountConnection: t.field({
    type: StartAccountConnectionPayload,
    description: 'Begins to connect an account: answers with the address at which its holder agrees. Needs the scope `accounts:write`.',
    args: { input: t.arg({ type: StartAccountConnectionInput, required: true, description: 'What to connect.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await startAccountConnection(app, viewer, {
          brandId: localId('Brand', input.brandId),
          platform: input.platform,
          socialAccountId: optionalLocalId('SocialAccount', input.socialAccountId) ?? undefined,
        }),
      ),
  }),
  completeAccountConnection: t.field({
    type: CompleteAccountConnectionPayload,
    description: 'Completes a connection for clients that receive the callback themselves; otherwise this server does it. Needs the scope `accounts:write` and the key that began it.',
    args: { input: t.arg({ type: CompleteAccountConnectionInput, required: true, description: 'What the platform sent.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await completeAccountConnection(app, viewer, {
          state: input.state,
          code: input.code ?? undefined,
          error: input.error ?? undefined,
          errorDescription: input.errorDescription ?? undefined,
        }),
      ),
  }),
  disconnectSocialAccount: t.field({
    type: DisconnectSocialAccountPayload,
    description: 'Forgets the credentials and withdraws the grant at the platform where it can. Its posts stay and wait until it is connected again. Needs the scope `accounts:write`.',
    args: { input: t.arg({ type: DisconnectSocialAccountInput, required: true, description: 'Which account.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await disconnectSocialAccount(app, viewer, { socialAccountId: localId('SocialAccount', input.socialAccountId) })),
  }),
  deleteSocialAccount: t.field({
    type: DeleteSocialAccountPayload,
    description: 'Removes an account with its targets and their log. Refused while any of them is scheduled or being published. Needs the scope `accounts:write`.',
    args: { input: t.arg({ type: DeleteSocialAccountInput, required: true, description: 'Which account.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await deleteSocialAccount(app, viewer, { socialAccountId: localId('SocialAccount', input.socialAccountId) })),
  }),
}));
