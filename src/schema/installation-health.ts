/** `health`: how the installation and the workspace are doing, for administrators. */
import { type InstallationHealth, installationHealth } from '../domain/queries/installation-health.ts';
import { ZONE_RULES } from '../lib/time-zones.ts';
import { VERSION } from '../lib/version.ts';
import { PLATFORMS } from '../platforms/index.ts';
import { PLATFORM_IDS } from '../platforms/platform.ts';
import { builder } from './builder.ts';
import { loadAccount } from './load.ts';
import { PlatformEnum, PlatformInfoType } from './platform.ts';
import { AccountStatusEnum, SocialAccountType } from './social-account.ts';
import { BlockedByEnum } from './target-status.ts';

const AccountCountType = builder.objectRef<InstallationHealth['accounts'][number]>('AccountCount').implement({
  description: 'How many accounts of a platform are in a status.',
  fields: (t) => ({
    platform: t.expose('platform', { type: PlatformEnum, description: 'Of which platform.' }),
    status: t.expose('status', { type: AccountStatusEnum, description: 'In which status.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
  }),
});

const BlockedCountType = builder.objectRef<InstallationHealth['blocked'][number]>('BlockedCount').implement({
  description: 'How many targets something holds back.',
  fields: (t) => ({
    blockedBy: t.expose('blockedBy', { type: BlockedByEnum, description: 'What holds them back.' }),
    count: t.exposeInt('count', { description: 'How many.' }),
  }),
});

const EventConsumerLagType = builder
  .objectRef<InstallationHealth['lags']['consumers'][number]>('EventConsumerLag')
  .implement({
    description: 'How far a consumer of the stream of events is behind.',
    fields: (t) => ({
      name: t.exposeString('name', { description: 'Which consumer.' }),
      lagMs: t.exposeInt('lagMs', { description: 'Age of the first event that it has not come to, in milliseconds.' }),
    }),
  });

const InstallationLagsType = builder.objectRef<InstallationHealth['lags']>('InstallationLags').implement({
  description: 'How far the installation is behind, over all workspaces.',
  fields: (t) => ({
    dueMs: t.exposeInt('dueMs', {
      description: 'By how many milliseconds the longest waiting post is late that nothing blocks; 0 when none is.',
    }),
    dispatcherMs: t.exposeInt('dispatcherMs', {
      description: 'For how many milliseconds nobody has looked at what is due; 0 when nothing is overdue.',
    }),
    eventConsumers: t.field({
      type: [EventConsumerLagType],
      description: 'Consumers of the stream of events.',
      resolve: ({ consumers }) => consumers,
    }),
  }),
});

const InstallationHealthType = builder.objectRef<InstallationHealth>('InstallationHealth').implement({
  description: 'How the installation is doing. Accounts and posts are those of the workspace that the API key sees.',
  fields: (t) => ({
    version: t.string({ description: 'The version of Slipway that answers.', resolve: () => VERSION }),
    nodeVersion: t.string({ description: 'The version of Node it runs on.', resolve: () => process.versions.node }),
    timeZoneRules: t.string({
      description: 'The edition of the IANA time zone database that times are reckoned by, such as `2026f`.',
      resolve: () => ZONE_RULES.version,
    }),
    pendingMigrations: t.exposeStringList('pendingMigrations', {
      description: 'Migrations of this version that the database lacks; empty when it is up to date.',
    }),
    platforms: t.field({
      type: [PlatformInfoType],
      description: 'Each platform: whether it can be reached (`status`), and what this installation can do there.',
      resolve: () => PLATFORM_IDS.map((id) => PLATFORMS[id]),
    }),
    accounts: t.field({
      type: [AccountCountType],
      description: 'Accounts by platform and status.',
      resolve: ({ accounts }) => accounts,
    }),
    expiringAccounts: t.field({
      type: [SocialAccountType],
      description:
        'Accounts whose access ends within seven days and that only their account holder can renew, the first to end first; 50 at most.',
      resolve: async ({ expiringAccountIds }, _args, context) =>
        present(await Promise.all(expiringAccountIds.map((id) => loadAccount(context, id)))),
    }),
    failingAccounts: t.field({
      type: [SocialAccountType],
      description:
        'Accounts whose health keeps their posts from going out: expired, revoked, without a permission, restricted or unreachable (`SocialAccount.health` says what helps), the latest first; 50 at most. Accounts that a person disconnected are not among them.',
      resolve: async ({ failingAccountIds }, _args, context) =>
        present(await Promise.all(failingAccountIds.map((id) => loadAccount(context, id)))),
    }),
    blockedTargets: t.field({
      type: [BlockedCountType],
      description: 'Targets that something holds back, by what.',
      resolve: ({ blocked }) => blocked,
    }),
    unknownOutcomes: t.exposeInt('unknownOutcomes', {
      description: 'Targets of which nobody knows whether they are live: see `resolveOutcome`.',
    }),
    lags: t.field({
      type: InstallationLagsType,
      description: 'How far the installation is behind.',
      resolve: ({ lags }) => lags,
    }),
  }),
});

const present = <T>(found: readonly (T | undefined)[]): T[] => found.filter((one) => one !== undefined);

builder.queryField('health', (t) =>
  t.field({
    type: InstallationHealthType,
    scope: 'ADMIN',
    description: 'How the installation is doing, for administrators. Needs the scope `admin`.',
    resolve: (_root, _args, { app, viewer }) => installationHealth(app, viewer),
  }),
);
