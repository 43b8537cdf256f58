/** Mutations of posts: write, edit, schedule, publish, cancel, delete. */
import { updateScheduledPost } from '../domain/posts/actions/post-edits.ts';
import { publishNow, reschedulePost, schedulePost } from '../domain/posts/actions/post-scheduling.ts';
import { cancelScheduledPost, createScheduledPost, deleteScheduledPost } from '../domain/posts/actions/posts.ts';
import type { TargetsChanged } from '../domain/posts/target-choice.ts';
import { builder } from './builder.ts';
import { localId, localIds, optionalLocalIds, toGlobalId } from './ids.ts';
import { IDEMPOTENCY_TEXT, PRIORITY_TEXT } from './inputs.ts';
import { loadTarget, required, writtenPost } from './load.ts';
import { FormatEnum } from './platform.ts';
import { PostTargetOptionsInput, readOptions } from './platform-options.ts';
import {
  PostContentInput,
  PostMediaInput,
  PostTargetInput,
  PostTargetOverridesInput,
  readMediaInput,
  readOverridesInput,
  readTarget,
} from './post-input.ts';
import { PostTargetType, ScheduledPostType } from './refs.ts';
import { readSchedule, ScheduleInput } from './schedule.ts';
import { answerOf, type PayloadFields, payloadType, UserErrorType } from './user-error.ts';

const VERSION_TEXT = 'The `version` that you read; refused with VERSION_CONFLICT when somebody changed the post since.';

/* ---- payloads ---- */

const scheduledPostOf = <Value extends { postId: string }>(t: PayloadFields<Value>) =>
  t.field({
    type: ScheduledPostType,
    nullable: true,
    description: 'The post. Null when refused, and when a repeated call finds that it was deleted.',
    resolve: ({ value }, _args, context, info) => (value === null ? null : writtenPost(context, value.postId, info)),
  });

const postPayload = (name: string) =>
  payloadType<{ postId: string }>(name, (t) => ({ scheduledPost: scheduledPostOf(t) }));

const targetsPayload = (name: string) =>
  payloadType<TargetsChanged>(name, (t) => ({
    scheduledPost: scheduledPostOf(t),
    changedTargets: t.field({
      type: [PostTargetType],
      nullable: true,
      description: 'The targets that were changed.',
      resolve: ({ value }, _args, context) =>
        value === null ? null : Promise.all(value.targetIds.map((id) => required(loadTarget(context, id)))),
    }),
    refused: t.field({
      type: [UserErrorType],
      nullable: true,
      description: 'Targets that could not be changed (any more), each with the reason.',
      resolve: ({ value }) => value?.refused ?? null,
    }),
  }));

const CreateScheduledPostPayload = postPayload('CreateScheduledPostPayload');
const UpdateScheduledPostPayload = postPayload('UpdateScheduledPostPayload');
const SchedulePostPayload = targetsPayload('SchedulePostPayload');
const ReschedulePostPayload = targetsPayload('ReschedulePostPayload');
const PublishNowPayload = targetsPayload('PublishNowPayload');
const CancelScheduledPostPayload = targetsPayload('CancelScheduledPostPayload');
const DeleteScheduledPostPayload = payloadType<{ postId: string }>('DeleteScheduledPostPayload', (t) => ({
  deletedScheduledPostId: t.id({
    nullable: true,
    description: 'The id that the post had.',
    resolve: ({ value }) => (value === null ? null : toGlobalId('ScheduledPost', value.postId)),
  }),
}));

/* ---- inputs ---- */

const CreateScheduledPostInput = builder.inputType('CreateScheduledPostInput', {
  description: 'A new post.',
  fields: (t) => ({
    brandId: t.id({ required: true, description: 'The brand that it is published by.' }),
    content: t.field({ type: PostContentInput, description: 'Its words.' }),
    media: t.field({ type: [PostMediaInput], description: 'Its files, in order.' }),
    targets: t.field({ type: [PostTargetInput], required: true, description: 'The accounts that it goes to.' }),
    schedule: t.field({ type: ScheduleInput, required: true, description: 'Whether and when it goes out.' }),
    priority: t.int({ description: `${PRIORITY_TEXT} Default 0.` }),
    externalId: t.string({ description: 'Your own id of the post; unique in its brand.' }),
    metadata: t.field({ type: 'JSONObject', description: 'Anything you want to attach: at most 16 KiB of JSON.' }),
    idempotencyKey: t.string({ description: IDEMPOTENCY_TEXT }),
  }),
});

const PostTargetEditInput = builder.inputType('PostTargetEditInput', {
  description: 'Changes to one target. What is absent stays.',
  fields: (t) => ({
    targetId: t.id({ required: true, description: 'Which target.' }),
    format: t.field({ type: FormatEnum, description: 'Its new format.' }),
    overrides: t.field({
      type: PostTargetOverridesInput,
      description: 'A field that is null inherits again; null for the whole clears all.',
    }),
    options: t.field({ type: PostTargetOptionsInput, description: 'Replaces all options; null clears them.' }),
  }),
});

const PostTargetsEditInput = builder.inputType('PostTargetsEditInput', {
  description: 'Changes to the list of targets.',
  fields: (t) => ({
    add: t.field({
      type: [PostTargetInput],
      description: 'Accounts that the post goes to as well. They join the schedule of the post.',
    }),
    change: t.field({ type: [PostTargetEditInput], description: 'Targets to change.' }),
    remove: t.idList({ description: 'Targets to take out.' }),
  }),
});

const UpdateScheduledPostInput = builder.inputType('UpdateScheduledPostInput', {
  description: 'Changes to a post. What is absent stays. Its time is changed by `reschedulePost`.',
  fields: (t) => ({
    postId: t.id({ required: true, description: 'Which post.' }),
    expectedVersion: t.int({ required: true, description: VERSION_TEXT }),
    content: t.field({ type: PostContentInput, description: 'Its words; a field that is null is cleared.' }),
    media: t.field({ type: [PostMediaInput], description: 'Replaces all files.' }),
    targets: t.field({ type: PostTargetsEditInput, description: 'Changes to the accounts that it goes to.' }),
    priority: t.int({ description: PRIORITY_TEXT }),
    externalId: t.string({ description: 'Your own id of the post; null clears it.' }),
    metadata: t.field({ type: 'JSONObject', description: 'Replaces what you attached.' }),
  }),
});

/** The post and targets that a call is about. */
const targetsOf = (t: PothosSchemaTypes.InputFieldBuilder<typeof builder.$inferSchemaTypes, 'InputObject'>) => ({
  postId: t.id({ required: true, description: 'Which post.' }),
  targetIds: t.idList({ description: 'Only these targets. Absent: all that it can be done to.' }),
  expectedVersion: t.int({ description: VERSION_TEXT }),
});

const SchedulePostInput = builder.inputType('SchedulePostInput', {
  description: 'Which post to schedule, and when.',
  fields: (t) => ({
    ...targetsOf(t),
    schedule: t.field({ type: ScheduleInput, description: 'AT or NOW. Absent: at the time it was saved with.' }),
  }),
});

const ReschedulePostInput = builder.inputType('ReschedulePostInput', {
  description: 'Which post to move, and to when.',
  fields: (t) => ({
    ...targetsOf(t),
    schedule: t.field({
      type: ScheduleInput,
      required: true,
      description: 'The new time. A draft stays a draft; mode DRAFT unschedules.',
    }),
  }),
});

const PublishNowInput = builder.inputType('PublishNowInput', {
  description: 'Which post to publish now.',
  fields: targetsOf,
});

const CancelScheduledPostInput = builder.inputType('CancelScheduledPostInput', {
  description: 'Which post to cancel.',
  fields: targetsOf,
});

const DeleteScheduledPostInput = builder.inputType('DeleteScheduledPostInput', {
  description: 'Which post to delete.',
  fields: (t) => ({
    postId: t.id({ required: true, description: 'Which post.' }),
    expectedVersion: t.int({ description: VERSION_TEXT }),
  }),
});

const readCall = <Call extends { postId: string; targetIds?: string[] | null | undefined }>(call: Call) => ({
  ...call,
  postId: localId('ScheduledPost', call.postId),
  targetIds: optionalLocalIds('PostTarget', call.targetIds),
});

const readTargetsEdit = ({ add, change, remove }: typeof PostTargetsEditInput.$inferInput) => ({
  add: add?.map(readTarget),
  change: change?.map((edit) => ({
    targetId: localId('PostTarget', edit.targetId),
    format: edit.format,
    overrides: readOverridesInput(edit.overrides),
    ...readOptions(edit.options),
  })),
  remove: remove ? localIds('PostTarget', remove) : remove,
});

/* ---- mutations ---- */

builder.mutationFields((t) => ({
  createScheduledPost: t.field({
    type: CreateScheduledPostPayload,
    description:
      'Writes a post. With mode AT or NOW it is checked by the very code that publishes it, and refused when a platform would refuse it; a draft may be anything and only warns. Needs the scope `posts:write`, and `posts:publish` unless it is a draft.',
    args: { input: t.arg({ type: CreateScheduledPostInput, required: true, description: 'The post.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await createScheduledPost(app, viewer, {
          ...input,
          brandId: localId('Brand', input.brandId),
          media: readMediaInput(input.media),
          targets: input.targets.map(readTarget),
          schedule: readSchedule(input.schedule),
        }),
      ),
  }),
  updateScheduledPost: t.field({
    type: UpdateScheduledPostPayload,
    description:
      'Changes words, files and accounts of a post, as far as nothing of them is on its way to the audience. Needs the scope `posts:write`.',
    args: { input: t.arg({ type: UpdateScheduledPostInput, required: true, description: 'What to change.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await updateScheduledPost(app, viewer, {
          ...input,
          postId: localId('ScheduledPost', input.postId),
          media: readMediaInput(input.media),
          targets: input.targets ? readTargetsEdit(input.targets) : input.targets,
        }),
      ),
  }),
  schedulePost: t.field({
    type: SchedulePostPayload,
    description: 'Schedules a draft. Needs the scope `posts:publish`.',
    args: { input: t.arg({ type: SchedulePostInput, required: true, description: 'Which post, and when.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await schedulePost(app, viewer, {
          ...readCall(input),
          schedule: input.schedule ? readSchedule(input.schedule) : null,
        }),
      ),
  }),
  reschedulePost: t.field({
    type: ReschedulePostPayload,
    description:
      'Moves a post to another time, or back to a draft. Needs the scope `posts:write`, and `posts:publish` where something goes out.',
    args: { input: t.arg({ type: ReschedulePostInput, required: true, description: 'Which post, and to when.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await reschedulePost(app, viewer, { ...readCall(input), schedule: readSchedule(input.schedule) })),
  }),
  publishNow: t.field({
    type: PublishNowPayload,
    description:
      'Publishes drafts, scheduled and missed targets as soon as possible. Answers at once; follow it with `publishStatusChanged`. Needs the scope `posts:publish`.',
    args: { input: t.arg({ type: PublishNowInput, required: true, description: 'Which post.' }) },
    resolve: async (_root, { input }, { app, viewer }) => answerOf(await publishNow(app, viewer, readCall(input))),
  }),
  cancelScheduledPost: t.field({
    type: CancelScheduledPostPayload,
    description:
      'Withdraws what is not yet on its way to the audience; the answer says which targets. Refused only when nothing can be withdrawn. Needs the scope `posts:write`.',
    args: { input: t.arg({ type: CancelScheduledPostInput, required: true, description: 'Which post.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await cancelScheduledPost(app, viewer, readCall(input))),
  }),
  deleteScheduledPost: t.field({
    type: DeleteScheduledPostPayload,
    description:
      'Removes a post with its targets and log; what is live at a platform stays there. Refused while a target may be going live. Needs the scope `posts:write`.',
    args: { input: t.arg({ type: DeleteScheduledPostInput, required: true, description: 'Which post.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await deleteScheduledPost(app, viewer, { ...input, postId: localId('ScheduledPost', input.postId) })),
  }),
}));
