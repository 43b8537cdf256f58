/** `validatePost`: what the platforms would say of a post, without saving it. */
import { type PostValidation, validatePost } from '../domain/posts/actions/validate-post.ts';
import { builder } from './builder.ts';
import { apiError } from './errors.ts';
import { localId } from './ids.ts';
import { CostType } from './money.ts';
import { PostContentInput, PostMediaInput, PostTargetInput, readMediaInput, readTarget } from './post-input.ts';
import { readSchedule, ScheduleInput } from './schedule.ts';
import { UserErrorType } from './user-error.ts';

const ValidatePostInput = builder.inputType('ValidatePostInput', {
  description: 'A post to check.',
  fields: (t) => ({
    brandId: t.id({ required: true, description: 'The brand that it would be published by.' }),
    content: t.field({ type: PostContentInput, description: 'Its words.' }),
    media: t.field({
      type: [PostMediaInput],
      description:
        'Its files. Those given by address are not fetched, so only address, number and, where the name tells it, kind are checked.',
    }),
    targets: t.field({ type: [PostTargetInput], required: true, description: 'The accounts that it would go to.' }),
    schedule: t.field({
      type: ScheduleInput,
      description: 'Whether and when it would go out, to have the time checked as well.',
    }),
  }),
});

const PostValidationType = builder.objectRef<PostValidation>('PostValidation').implement({
  description: 'What the platforms would say of a post.',
  fields: (t) => ({
    valid: t.exposeBoolean('valid', { description: 'Nothing speaks against scheduling it.' }),
    errors: t.field({
      type: [UserErrorType],
      description: 'What would be refused.',
      resolve: ({ errors }) => [...errors],
    }),
    warnings: t.field({
      type: [UserErrorType],
      description: 'What should be known.',
      resolve: ({ warnings }) => [...warnings],
    }),
    costs: t.field({
      type: t.listRef(CostType, { nullable: true }),
      description:
        'What publishing it costs, target by target, in their order: null where the platform bills nothing. Empty when something that it names does not exist.',
      resolve: ({ costs }) => [...costs],
    }),
  }),
});

builder.queryField('validatePost', (t) =>
  t.field({
    type: PostValidationType,
    description: 'What `createScheduledPost` with mode AT would say of this post. Saves nothing and fetches nothing.',
    scope: 'POSTS_READ',
    complexity: 25,
    args: { input: t.arg({ type: ValidatePostInput, required: true, description: 'The post to check.' }) },
    resolve: async (_root, { input }, { app, viewer }) => {
      const outcome = await validatePost(app, viewer, {
        ...input,
        brandId: localId('Brand', input.brandId),
        media: readMediaInput(input.media),
        targets: input.targets.map(readTarget),
        schedule: input.schedule && readSchedule(input.schedule),
      });
      if (outcome.ok) return outcome.value;
      throw apiError('FORBIDDEN_SCOPE', outcome.errors[0].message);
    },
  }),
);
