/** Attempts to connect accounts, and how far they come. */
import { CONNECTION_STEPS, type StepRecord, stepsOf } from '../domain/accounts/connection-steps.ts';
import {
  ATTEMPT_STATUSES,
  type AttemptRow,
  attemptList,
  attemptStatus,
  connectionFunnel,
  type FunnelStep,
} from '../domain/queries/connections.ts';
import { BY_CREATION } from '../domain/queries/keyset.ts';
import { storedText, type Told } from '../lib/texts.ts';
import { builder } from './builder.ts';
import { connectionOf, orderedBy, pageComplexity } from './connection.ts';
import { describedEnum } from './described-enum.ts';
import { optionalLocalIds, toGlobalId } from './ids.ts';
import { CreationOrderEnum, TimeRangeInput } from './inputs.ts';
import { toldTo } from './language.ts';
import { loadAttempt } from './load.ts';
import { PlatformEnum } from './platform.ts';

const StepEnum = describedEnum('ConnectionStep', 'A step of an attempt to connect an account.', CONNECTION_STEPS);
const StatusEnum = describedEnum('ConnectionAttemptStatus', 'What became of an attempt.', ATTEMPT_STATUSES);

const StepType = builder.objectRef<StepRecord>('ConnectionStepRecord').implement({
  description: 'A step that an attempt took, or at which it failed.',
  fields: (t) => ({
    step: t.expose('step', { type: StepEnum, description: 'Which one.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was reached, or failed.' }),
    durationMs: t.exposeFloat('durationMs', { description: 'How long it took since the step before it.' }),
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description: 'The code of the user error with which the attempt failed here; null if the step was reached.',
    }),
  }),
});

const ErrorType = builder.objectRef<Told & { code: string }>('ConnectionError').implement({
  description: 'Why an attempt failed.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'The code of a user error, such as CONNECTION_DENIED.' }),
    message: t.string({
      description: 'Why, for people, in the language of the caller.',
      resolve: (told, _args, { viewer }) => toldTo(viewer, told),
    }),
  }),
});

const AttemptType = builder.node(builder.objectRef<AttemptRow>('ConnectionAttempt'), {
  id: { resolve: ({ id }) => id, description: 'The id.' },
  loadManyWithoutCache: (ids, context) => Promise.all(ids.map(async (id) => (await loadAttempt(context, id)) ?? null)),
  description: 'An attempt to connect an account. Kept for 30 days.',
  fields: (t) => ({
    platform: t.expose('platform', { type: PlatformEnum, description: 'At which platform.' }),
    brandId: t.id({
      description: 'The brand to which the account was to belong.',
      resolve: ({ brandId }) => toGlobalId('Brand', brandId),
    }),
    socialAccountId: t.id({
      nullable: true,
      description: 'The account that was connected, or that was to come back.',
      resolve: ({ socialAccountId }) =>
        socialAccountId === null ? null : toGlobalId('SocialAccount', socialAccountId),
    }),
    startedById: t.id({
      description: 'The API key that began it.',
      resolve: ({ apiKeyId }) => toGlobalId('ApiKey', apiKeyId),
    }),
    status: t.field({
      type: StatusEnum,
      description: 'What became of it.',
      resolve: (attempt, _args, { app }) => attemptStatus(attempt, app.clock.now()),
    }),
    error: t.field({
      type: ErrorType,
      nullable: true,
      description: 'Why it failed.',
      resolve: ({ errorCode, errorMessage, errorText }) =>
        errorCode === null ? null : { code: errorCode, message: errorMessage ?? '', text: storedText(errorText) },
    }),
    steps: t.field({ type: [StepType], description: 'How far it came, in the order of its steps.', resolve: stepsOf }),
    durationMs: t.exposeInt('durationMs', {
      nullable: true,
      description: 'From its beginning to its end; null while it has none.',
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'Until when the account holder may come back.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was begun.' }),
  }),
});

const Filter = builder.inputType('ConnectionAttemptFilter', {
  description: 'Which attempts.',
  fields: (t) => ({
    brandIds: t.idList({ description: 'For these brands.' }),
    platforms: t.field({ type: [PlatformEnum], description: 'At these platforms.' }),
    statuses: t.field({ type: [StatusEnum], description: 'In one of these statuses.' }),
    createdAt: t.field({ type: TimeRangeInput, description: 'Begun in this time.' }),
  }),
});

const FunnelErrorType = builder.objectRef<{ code: string; count: number }>('ConnectionFunnelError').implement({
  description: 'A reason for which attempts failed at a step.',
  fields: (t) => ({
    code: t.exposeString('code', { description: 'The code of the user error.' }),
    count: t.exposeInt('count', { description: 'How many attempts.' }),
  }),
});

const FunnelStepType = builder.objectRef<FunnelStep>('ConnectionFunnelStep').implement({
  description: 'How many attempts took a step, and how long it took them.',
  fields: (t) => ({
    step: t.expose('step', { type: StepEnum, description: 'Which one.' }),
    reached: t.exposeInt('reached', { description: 'How many attempts reached it.' }),
    failed: t.exposeInt('failed', { description: 'How many attempts failed at it.' }),
    medianMs: t.exposeFloat('medianMs', {
      nullable: true,
      description: 'How long half of those that reached it took at most since the step before; null if none did.',
    }),
    p95Ms: t.exposeFloat('p95Ms', {
      nullable: true,
      description: 'How long 95 % of those that reached it took at most; null if none did.',
    }),
    errors: t.field({
      type: [FunnelErrorType],
      description: 'Why attempts failed at it, the most frequent first.',
      resolve: ({ errors }) => errors,
    }),
  }),
});

builder.queryFields((t) => ({
  connectionAttempts: t.connection(
    {
      type: AttemptType,
      description: 'Attempts to connect accounts of the last 30 days. Needs the scope `accounts:read`.',
      args: {
        filter: t.arg({ type: Filter, description: 'Only these.' }),
        orderBy: t.arg(orderedBy(CreationOrderEnum, 'CREATED_AT_DESC')),
      },
      complexity: pageComplexity,
      resolve: (_root, args, context) => {
        const filter = { ...args.filter, brandIds: optionalLocalIds('Brand', args.filter?.brandIds) };
        const now = context.app.clock.now();
        return connectionOf(context, {
          name: 'connectionAttempts',
          args,
          list: () => attemptList(context.viewer, filter, BY_CREATION[args.orderBy], now),
          revive: (row: AttemptRow) => ({
            ...row,
            createdAt: new Date(row.createdAt),
            expiresAt: new Date(row.expiresAt),
          }),
        });
      },
    },
    { name: 'ConnectionAttemptConnection', description: 'A page of attempts to connect accounts.' },
    { name: 'ConnectionAttemptEdge', description: 'An attempt and its place in the list.' },
  ),
  connectionFunnel: t.field({
    type: [FunnelStepType],
    scope: 'ACCOUNTS_READ',
    description:
      'How far the attempts that began in a time came: one entry for each step, in their order, also where there was none. Of the last 30 days. Needs the scope `accounts:read`.',
    args: {
      from: t.arg({ type: 'DateTime', required: true, description: 'Begun from this instant on.' }),
      to: t.arg({ type: 'DateTime', required: true, description: 'Begun before this instant.' }),
      platform: t.arg({ type: PlatformEnum, description: 'Only at this platform.' }),
    },
    complexity: 50,
    resolve: (_root, { from, to, platform }, { app, viewer }) => connectionFunnel(app, viewer, { from, to, platform }),
  }),
}));
