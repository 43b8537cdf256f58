/** Lets what an account kept from going out go out again, after a reconnect. */
import {
  DEFAULT_SPACING_MINUTES,
  MOST_RECOVERED,
  type RecoveredPosts,
  recoverAccountPosts,
} from '../domain/posts/actions/account-recovery.ts';
import { builder } from './builder.ts';
import { localId, optionalLocalIds } from './ids.ts';
import { IDEMPOTENCY_TEXT } from './inputs.ts';
import { loadTarget, required } from './load.ts';
import { PostTargetType } from './refs.ts';
import { answerOf, payloadType, UserErrorType } from './user-error.ts';

const RecoveredTargetType = builder.objectRef<RecoveredPosts['recovered'][number]>('RecoveredTarget').implement({
  description: 'A target that goes out again, and when.',
  fields: (t) => ({
    postTarget: t.field({
      type: PostTargetType,
      description: 'The target; with `dryRun` as it is now.',
      resolve: ({ targetId }, _args, context) => required(loadTarget(context, targetId)),
    }),
    dueAt: t.field({
      type: 'DateTime',
      description: 'When it goes out.',
      resolve: ({ dueAt }) => new Date(dueAt),
    }),
  }),
});

const RecoverAccountPostsInput = builder.inputType('RecoverAccountPostsInput', {
  description: `Which targets of an account go out again, and when: at most ${MOST_RECOVERED} per call, in the order in which they were due.`,
  fields: (t) => ({
    socialAccountId: t.id({ required: true, description: 'Which account. It must be ACTIVE.' }),
    targetIds: t.idList({ description: 'Only these of `SocialAccount.recoverable`; absent: all.' }),
    startAt: t.field({ type: 'DateTime', description: 'When the first one goes out; absent: now.' }),
    spacingMinutes: t.int({
      required: true,
      defaultValue: DEFAULT_SPACING_MINUTES,
      description: 'Minutes between one and the next: 0 to 10080.',
    }),
    dryRun: t.boolean({
      required: true,
      defaultValue: false,
      description: 'Only tell what would go out when, and what would be refused; nothing is changed.',
    }),
    idempotencyKey: t.string({ description: IDEMPOTENCY_TEXT }),
  }),
});

const RecoverAccountPostsPayload = payloadType<RecoveredPosts>('RecoverAccountPostsPayload', (t) => ({
  recovered: t.field({
    type: [RecoveredTargetType],
    nullable: true,
    description: 'What goes out again, in that order; with `dryRun`, what would.',
    complexity: { field: 5, multiplier: 25 },
    resolve: ({ value }) => value?.recovered ?? null,
  }),
  refused: t.field({
    type: [UserErrorType],
    nullable: true,
    description: 'Targets that were left alone, each with the reason.',
    resolve: ({ value }) => value?.refused ?? null,
  }),
  hasMore: t.boolean({
    nullable: true,
    description: 'There are more: call again, with a `startAt` after the last of these.',
    resolve: ({ value }) => value?.hasMore ?? null,
  }),
}));

builder.mutationField('recoverAccountPosts', (t) =>
  t.field({
    type: RecoverAccountPostsPayload,
    description:
      'After a reconnect: lets what failed, was missed or waits because of the account go out again, spaced. Failed ones go on where they broke off. What may be live is never sent again: an unknown outcome is for `resolveOutcome`. Needs the scope `posts:publish`.',
    args: { input: t.arg({ type: RecoverAccountPostsInput, required: true, description: 'Which targets, and when.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await recoverAccountPosts(app, viewer, {
          ...input,
          socialAccountId: localId('SocialAccount', input.socialAccountId),
          targetIds: optionalLocalIds('PostTarget', input.targetIds),
        }),
      ),
  }),
);
