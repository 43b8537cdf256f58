/** Connecting, disconnecting and deleting accounts. */
import { type StartedConnection, startAccountConnection } from '../domain/accounts/connection-attempts.ts';
import {
  completeAccountConnection,
  deleteSocialAccount,
  disconnectSocialAccount,
} from '../domain/accounts/connections.ts';
import type { SocialAccount } from '../lib/prisma/client.ts';
import { builder } from './builder.ts';
import { localId, optionalLocalId, toGlobalId } from './ids.ts';
import { PlatformEnum } from './platform.ts';
import { SocialAccountType } from './social-account.ts';
import { answerOf, payloadType } from './user-error.ts';

const StartAccountConnectionInput = builder.inputType('StartAccountConnectionInput', {
  description: 'Which platform to connect to which brand.',
  fields: (t) => ({
    brandId: t.id({ required: true, description: 'The brand to which the account will belong.' }),
    platform: t.field({ type: PlatformEnum, required: true, description: 'The platform.' }),
    socialAccountId: t.id({
      description:
        'To reconnect: the account that must come back. Refused with ACCOUNT_MISMATCH when another one is chosen at the platform.',
    }),
    returnUrl: t.string({
      description:
        'The page of yours to which the account holder is sent in the end, with `connection=CONNECTED` and `socialAccountId`, or `connection=FAILED` and the `code` of a user error, added to its query. Its origin must be allowed by the operator (`SLIPWAY_RETURN_ORIGINS`). Without it, this server shows the result.',
    }),
  }),
});

const StartAccountConnectionPayload = payloadType<StartedConnection>('StartAccountConnectionPayload', (t) => ({
  startUrl: t.string({
    nullable: true,
    description:
      'Send the account holder here: this server remembers the browser with a cookie, sends it on to the platform, and completes the connection only for the same browser when it comes back.',
    resolve: ({ value }) => value?.startUrl ?? null,
  }),
  authorizationUrl: t.string({
    nullable: true,
    description:
      'The address at the platform to which `startUrl` leads, for clients that open it by themselves. The attempt is then bound to the API key alone and to no browser: whoever agrees there within 10 minutes connects their account, so hand it only to the person whom you mean.',
    resolve: ({ value }) => value?.authorizationUrl ?? null,
  }),
  state: t.string({
    nullable: true,
    description:
      'Names this attempt. Only for clients that receive the callback themselves and call `completeAccountConnection`.',
    resolve: ({ value }) => value?.state ?? null,
  }),
  expiresAt: t.field({
    type: 'DateTime',
    nullable: true,
    description: 'Until when the account holder has to come back.',
    resolve: ({ value }) => value?.expiresAt ?? null,
  }),
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
    socialAccount: t.field({
      type: SocialAccountType,
      nullable: true,
      description: 'The account.',
      resolve: ({ value }) => value,
    }),
  }));

const SocialAccountInput = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({ socialAccountId: t.id({ required: true, description: 'Which account.' }) }),
  });

const CompleteAccountConnectionPayload = accountPayload('CompleteAccountConnectionPayload');
const DisconnectSocialAccountPayload = accountPayload('DisconnectSocialAccountPayload');
const DisconnectSocialAccountInput = SocialAccountInput('DisconnectSocialAccountInput', 'Which account to disconnect.');
const DeleteSocialAccountInput = SocialAccountInput('DeleteSocialAccountInput', 'Which account to delete.');
const DeleteSocialAccountPayload = payloadType<{ socialAccountId: string }>('DeleteSocialAccountPayload', (t) => ({
  deletedSocialAccountId: t.id({
    nullable: true,
    description: 'The id that the account had.',
    resolve: ({ value }) => (value === null ? null : toGlobalId('SocialAccount', value.socialAccountId)),
  }),
}));

builder.mutationFields((t) => ({
  startAccountConnection: t.field({
    type: StartAccountConnectionPayload,
    description:
      'Begins to connect an account: answers with the address at which its holder agrees. The key must still work when they have agreed. Needs the scope `accounts:write`.',
    args: { input: t.arg({ type: StartAccountConnectionInput, required: true, description: 'What to connect.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await startAccountConnection(app, viewer, {
          brandId: localId('Brand', input.brandId),
          platform: input.platform,
          socialAccountId: optionalLocalId('SocialAccount', input.socialAccountId) ?? undefined,
          returnUrl: input.returnUrl ?? undefined,
        }),
      ),
  }),
  completeAccountConnection: t.field({
    type: CompleteAccountConnectionPayload,
    description:
      'Completes a connection for clients that receive the callback themselves; otherwise this server does it. Called again with the same state, it tells how it ended. Needs the scope `accounts:write` and the key that began it.',
    args: {
      input: t.arg({ type: CompleteAccountConnectionInput, required: true, description: 'What the platform sent.' }),
    },
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
    description:
      'Forgets the credentials and withdraws the grant at the platform where it can. Its posts stay and wait until it is connected again. Needs the scope `accounts:write`.',
    args: { input: t.arg({ type: DisconnectSocialAccountInput, required: true, description: 'Which account.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await disconnectSocialAccount(app, viewer, {
          socialAccountId: localId('SocialAccount', input.socialAccountId),
        }),
      ),
  }),
  deleteSocialAccount: t.field({
    type: DeleteSocialAccountPayload,
    description:
      'Removes an account with its targets and their log. Refused while any of them is scheduled or being published. Needs the scope `accounts:write`.',
    args: { input: t.arg({ type: DeleteSocialAccountInput, required: true, description: 'Which account.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await deleteSocialAccount(app, viewer, { socialAccountId: localId('SocialAccount', input.socialAccountId) }),
      ),
  }),
}));
