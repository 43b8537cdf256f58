/** Calls to the platform of an account that were about the account itself. */
import { type AccountCall, accountCallList, isOutcome, type Outcome } from '../domain/queries/account-calls.ts';
import { BY_CREATION } from '../domain/queries/keyset.ts';
import { builder } from './builder.ts';
import { connectionOf, orderedBy, type PageArgs } from './connection.ts';
import type { SchemaContext } from './context.ts';
import { describedEnum } from './described-enum.ts';
import { CreationOrderEnum } from './inputs.ts';

const AccountCallOutcomeEnum = describedEnum<Outcome>('AccountCallOutcome', 'What became of a call to a platform.', {
  OK: 'Done as asked.',
  REJECTED: 'Refused for what was asked.',
  RATE_LIMITED: 'Refused for now: too many calls.',
  UNAUTHORIZED: 'Refused for the access of the account.',
  UNAVAILABLE: 'The platform itself failed.',
  NETWORK: 'No complete answer arrived.',
  TIMEOUT: 'No answer came in time.',
  CANCELLED: 'Ended by Slipway; this says nothing about the platform.',
});

export const AccountCallType = builder.objectRef<AccountCall>('AccountCall').implement({
  description:
    'A call to the platform about an account itself: a renewal of its access, a check, a reading of its figures. Calls for a post are in the log of its targets.',
  fields: (t) => ({
    at: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    operation: t.exposeString('endpoint', { description: 'Which call of the platform, by its name. Stable.' }),
    outcome: t.field({
      type: AccountCallOutcomeEnum,
      nullable: true,
      description: 'What became of it; null for calls made before that was recorded.',
      resolve: ({ outcome }) => (outcome !== null && isOutcome(outcome) ? outcome : null),
    }),
    httpStatus: t.exposeInt('httpStatus', {
      nullable: true,
      description: 'HTTP status of the answer; null when none came.',
    }),
    durationMs: t.exposeInt('durationMs', { nullable: true, description: 'How long it took, in milliseconds.' }),
    requestId: t.exposeString('requestId', {
      nullable: true,
      description: 'By which the support of the platform finds the call, where its answer told.',
    }),
  }),
});

export const AccountCallConnection = builder.connectionObject(
  { type: AccountCallType, name: 'AccountCallConnection', description: 'A page of calls.' },
  { name: 'AccountCallEdge', description: 'A call and its place in the list.' },
);

export const accountCallArgs = builder.args((t) => ({
  orderBy: t.field(orderedBy(CreationOrderEnum, 'CREATED_AT_DESC')),
}));

/** A page of the calls of one account. */
export const accountCallPage = (
  context: SchemaContext,
  socialAccountId: string,
  args: PageArgs & { orderBy: keyof typeof BY_CREATION },
) =>
  connectionOf(context, {
    name: 'socialAccount.calls',
    args,
    parent: { column: 't.social_account_id', id: socialAccountId },
    list: (parents) => accountCallList(context.viewer, BY_CREATION[args.orderBy], parents),
    revive: (row: AccountCall) => row,
  });
