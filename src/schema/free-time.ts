/** `nextFreeTime`: when the allowances of an account have room for one more post. */
import type { FullQuota } from '../domain/accounts/quota-plan.ts';
import { type FreeTime, freeTimeOf } from '../domain/queries/free-time.ts';
import { PLATFORMS } from '../platforms/index.ts';
import { builder } from './builder.ts';
import { apiError } from './errors.ts';
import { localId } from './ids.ts';
import { loadAccount } from './load.ts';
import { FormatEnum, QuotaBasisEnum, QuotaScopeEnum } from './platform.ts';
import { PostTargetOptionsInput, readOptions } from './platform-options.ts';

const FullQuotaType = builder.objectRef<FullQuota>('FullQuota').implement({
  description: 'An allowance that has no room at a time.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name, as in `SocialAccount.quotas`.' }),
    scope: t.expose('scope', { type: QuotaScopeEnum, description: 'Who shares it.' }),
    basis: t.expose('basis', { type: QuotaBasisEnum, description: 'How well its limit is known.' }),
    limit: t.exposeInt('limit', { description: 'Units per span.' }),
    taken: t.exposeInt('taken', {
      description: 'Units that are used or planned already in the fullest span that holds the time.',
    }),
    units: t.exposeInt('units', { description: 'Units that the post needs.' }),
  }),
});

const FreeTimeType = builder.objectRef<FreeTime>('FreeTime').implement({
  description: 'When an account has room for one more post.',
  fields: (t) => ({
    at: t.expose('at', {
      type: 'DateTime',
      nullable: true,
      description:
        'The first instant at which no allowance is used up: by what was published, by what is scheduled, or as the platform tells. Nothing is reserved by asking. Null when none is in sight.',
    }),
    full: t.field({
      type: [FullQuotaType],
      description: 'What is used up at `after`; empty when `at` is that very time.',
      resolve: ({ full }) => full,
    }),
  }),
});

builder.queryField('nextFreeTime', (t) =>
  t.field({
    type: FreeTimeType,
    nullable: true,
    description:
      'The next time at which the allowances of an account have room for one more post. Null for an account that does not exist for this API key.',
    scope: 'ACCOUNTS_READ',
    complexity: 30,
    args: {
      accountId: t.arg.id({ required: true, description: 'Which account.' }),
      format: t.arg({ type: FormatEnum, required: true, description: 'In what form it would be published.' }),
      after: t.arg({ type: 'DateTime', description: 'Not before this time; absent: now.' }),
      options: t.arg({
        type: PostTargetOptionsInput,
        description: 'Options of the platform, where they decide what the post takes: the parts of a thread, say.',
      }),
    },
    resolve: async (_root, { accountId, format, after, options }, context) => {
      const account = await loadAccount(context, localId('SocialAccount', accountId));
      if (account === undefined) return null;
      const platform = PLATFORMS[account.platform];
      if (platform.formats[format] === undefined)
        throw apiError('BAD_USER_INPUT', `${platform.displayName} does not publish ${format}.`, { argument: 'format' });
      const given = readOptions(options);
      return freeTimeOf(context.app, platform, {
        socialAccountId: account.id,
        format,
        options: given.options ?? {},
        after: after ?? null,
      });
    },
  }),
);
