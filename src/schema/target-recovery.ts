/** Recovers targets: retry failed ones, reschedule missed ones, resolve unknown outcomes. */
import { rescheduleMissed } from '../domain/posts/actions/missed-posts.ts';
import type { Recovered, RecoveryFilter as TargetsToRecover } from '../domain/posts/actions/recovery-batches.ts';
import { resolveOutcome } from '../domain/posts/actions/resolve-outcome.ts';
import { retryFailedTargets, retryPostTarget } from '../domain/posts/actions/target-recovery.ts';
import { type Unpublished, unpublishTarget } from '../domain/posts/actions/unpublish.ts';
import { builder } from './builder.ts';
import { describedEnum } from './described-enum.ts';
import { localId, optionalLocalId } from './ids.ts';
import { loadTarget, required } from './load.ts';
import { PublishErrorCodeEnum } from './publish-error.ts';
import { PostTargetType } from './refs.ts';
import { readSchedule, ScheduleInput } from './schedule.ts';
import { answerOf, payloadType, UserErrorType } from './user-error.ts';

export const OutcomeClaimEnum = describedEnum<'PUBLISHED' | 'NOT_PUBLISHED'>(
  'OutcomeClaim',
  'What a person found at the platform.',
  {
    PUBLISHED: 'It is live.',
    NOT_PUBLISHED: 'It is not there. The target becomes FAILED and may be retried.',
  },
);

const targetPayload = (name: string) =>
  payloadType<{ targetId: string }>(name, (t) => ({
    postTarget: t.field({
      type: PostTargetType,
      nullable: true,
      description: 'The target.',
      resolve: ({ value }, _args, context) => (value === null ? null : loadTarget(context, value.targetId)),
    }),
  }));

const recoveryPayload = (name: string) =>
  payloadType<Recovered>(name, (t) => ({
    postTargets: t.field({
      type: [PostTargetType],
      nullable: true,
      description: 'The targets that were scheduled again: the first 100 of them.',
      complexity: { field: 5, multiplier: 25 },
      resolve: ({ value }, _args, context) =>
        value === null
          ? null
          : Promise.all(value.targetIds.slice(0, 100).map((id) => required(loadTarget(context, id)))),
    }),
    count: t.int({
      nullable: true,
      description: 'How many targets were scheduled again.',
      resolve: ({ value }) => value?.targetIds.length ?? null,
    }),
    refused: t.field({
      type: [UserErrorType],
      nullable: true,
      description: 'Targets that were left alone, each with the reason.',
      resolve: ({ value }) => value?.refused ?? null,
    }),
    hasMore: t.boolean({
      nullable: true,
      description: 'More match: call again.',
      resolve: ({ value }) => value?.hasMore ?? null,
    }),
  }));

const RetryPostTargetInput = builder.inputType('RetryPostTargetInput', {
  description: 'Which target to retry.',
  fields: (t) => ({ targetId: t.id({ required: true, description: 'Which target.' }) }),
});

const ResolveOutcomeInput = builder.inputType('ResolveOutcomeInput', {
  description: 'What a person found at the platform.',
  fields: (t) => ({
    targetId: t.id({ required: true, description: 'Which target.' }),
    outcome: t.field({ type: OutcomeClaimEnum, required: true, description: 'What was found.' }),
    url: t.string({ description: 'With PUBLISHED: its address at the platform.' }),
  }),
});

const RecoveryFilter = builder.inputType('RecoveryFilter', {
  description: 'Which targets.',
  fields: (t) => ({
    brandId: t.id({ description: 'Of this brand.' }),
    socialAccountId: t.id({ description: 'To this account.' }),
    errorCode: t.field({ type: PublishErrorCodeEnum, description: 'Failed with this code.' }),
    since: t.field({ type: 'DateTime', description: 'Due at this time or later.' }),
  }),
});

const readRecovery = (filter: typeof RecoveryFilter.$inferInput | null | undefined): TargetsToRecover => ({
  ...filter,
  brandId: optionalLocalId('Brand', filter?.brandId),
  socialAccountId: optionalLocalId('SocialAccount', filter?.socialAccountId),
});

const RetryFailedTargetsInput = builder.inputType('RetryFailedTargetsInput', {
  description: 'Which failed targets to retry: at most 1,000 per call.',
  fields: (t) => ({ filter: t.field({ type: RecoveryFilter, description: 'Only these; absent: all.' }) }),
});

const RescheduleMissedInput = builder.inputType('RescheduleMissedInput', {
  description: 'Which missed targets get which time: at most 1,000 per call.',
  fields: (t) => ({
    filter: t.field({ type: RecoveryFilter, description: 'Only these; absent: all.' }),
    schedule: t.field({
      type: ScheduleInput,
      required: true,
      description: 'AT or NOW. A local time is meant on the clocks of each post.',
    }),
    spacingMs: t.int({
      description: 'Milliseconds between one post and the next, so that they do not all go out at once. Default 0.',
    }),
  }),
});

const RetryPostTargetPayload = targetPayload('RetryPostTargetPayload');
const ResolveOutcomePayload = targetPayload('ResolveOutcomePayload');

const UnpublishTargetPayload = payloadType<Unpublished>('UnpublishTargetPayload', (t) => ({
  postTarget: t.field({
    type: PostTargetType,
    nullable: true,
    description: 'The target.',
    resolve: ({ value }, _args, context) => (value === null ? null : loadTarget(context, value.targetId)),
  }),
  isRemoved: t.boolean({
    nullable: true,
    description:
      'The platform has said that it is gone. False: the answer was lost, or the platform wants to be asked later; that goes on by itself, and `post.unpublished` or `post.unpublish_failed` tells how it ended.',
    resolve: ({ value }) => value?.isRemoved ?? null,
  }),
}));

const UnpublishTargetInput = builder.inputType('UnpublishTargetInput', {
  description: 'Which published target to remove from its platform.',
  fields: (t) => ({ targetId: t.id({ required: true, description: 'Which target.' }) }),
});
const RetryFailedTargetsPayload = recoveryPayload('RetryFailedTargetsPayload');
const RescheduleMissedPayload = recoveryPayload('RescheduleMissedPayload');

builder.mutationFields((t) => ({
  retryPostTarget: t.field({
    type: RetryPostTargetPayload,
    description:
      'Publishes a failed target again, from where it broke: what is done is not done twice. Needs the scope `posts:publish`.',
    args: { input: t.arg({ type: RetryPostTargetInput, required: true, description: 'Which target.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await retryPostTarget(app, viewer, { targetId: localId('PostTarget', input.targetId) })),
  }),
  retryFailedTargets: t.field({
    type: RetryFailedTargetsPayload,
    description: 'Retries everything that failed and matches, oldest first. Needs the scope `posts:publish`.',
    args: { input: t.arg({ type: RetryFailedTargetsInput, required: true, description: 'Which targets.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await retryFailedTargets(app, viewer, { filter: readRecovery(input.filter) })),
  }),
  rescheduleMissed: t.field({
    type: RescheduleMissedPayload,
    description:
      'Gives everything that was missed a new time, in the order in which it was due. Needs the scope `posts:publish`.',
    args: { input: t.arg({ type: RescheduleMissedInput, required: true, description: 'Which targets, and when.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await rescheduleMissed(app, viewer, {
          filter: readRecovery(input.filter),
          schedule: readSchedule(input.schedule),
          spacingMs: input.spacingMs,
        }),
      ),
  }),
  unpublishTarget: t.field({
    type: UnpublishTargetPayload,
    description:
      'Removes a published target from its platform, all parts of a thread included; its status stays PUBLISHED and its `presence` becomes UNPUBLISHED. Only where the platform lets an app do so (the feature `UNPUBLISH`), else UNPUBLISH_UNSUPPORTED with the address where a person can. It cannot be taken back. Needs the scope `posts:publish`.',
    args: { input: t.arg({ type: UnpublishTargetInput, required: true, description: 'Which target.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await unpublishTarget(app, viewer, { targetId: localId('PostTarget', input.targetId) })),
  }),
  resolveOutcome: t.field({
    type: ResolveOutcomePayload,
    description:
      'Says what became of a target whose outcome is unknown, after looking at the platform. For a published one, what follows (first comment, thumbnail, playlist …) is done where its address tells which post it is, and is a warning of the target otherwise. Needs the scope `posts:publish`.',
    args: { input: t.arg({ type: ResolveOutcomeInput, required: true, description: 'What was found.' }) },
    resolve: async (_root, { input: { targetId, outcome, url } }, { app, viewer }) =>
      answerOf(
        await resolveOutcome(app, viewer, {
          targetId: localId('PostTarget', targetId),
          ...(outcome === 'PUBLISHED' ? { outcome, url } : { outcome }),
        }),
      ),
  }),
}));
