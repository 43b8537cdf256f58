/** Posts: type and queries. Mutations are in `scheduled-post-mutations.ts`. */

import { type PostAction, postActions } from '../domain/posts/allowed-actions.ts';
import { POST_LIMITS } from '../domain/posts/post-input.ts';
import { type PostMediaItem, type PostRow, postIdOfExternal } from '../domain/queries/posts.ts';
import { risksOf } from '../domain/queries/risks.ts';
import { postStatus } from '../domain/targets/post-target.ts';
import { logBegins } from '../domain/upkeep/log-retention.ts';
import { BrandType } from './brand.ts';
import { builder } from './builder.ts';
import { pageComplexity } from './connection.ts';
import { describedEnum } from './described-enum.ts';
import { apiError } from './errors.ts';
import { localId, NO_ID } from './ids.ts';
import { PRIORITY_TEXT } from './inputs.ts';
import { loadBrand, loadMedia, loadPost, required } from './load.ts';
import { MediaAssetType } from './media-asset.ts';
import { PostRiskType } from './post-risk.ts';
import { logListArgs, logPage, PublishingLogConnection, PublishingLogType } from './publishing-log.ts';
import { PostTargetType, ScheduledPostType } from './refs.ts';
import { PostStatusEnum, postListArgs, postPage, ScheduledPostConnection } from './scheduled-post-list.ts';
import { postExtent, showing } from './selects.ts';

export const PostActionEnum = describedEnum<PostAction>(
  'PostAction',
  'What can be done with a post now, for at least one of its targets.',
  {
    EDIT: '`updateScheduledPost` of what is there; accounts can be added, and `externalId`, `metadata` and `priority` changed, at any time.',
    SCHEDULE: '`schedulePost`; for targets that were cancelled beside others, with their ids.',
    RESCHEDULE: '`reschedulePost`.',
    PUBLISH_NOW: '`publishNow`; for targets that were cancelled beside others, with their ids.',
    CANCEL: '`cancelScheduledPost`.',
    RETRY_FAILED: '`retryPostTarget` for what failed.',
    RESOLVE_OUTCOME: '`resolveOutcome` for what may be live.',
    DELETE: '`deleteScheduledPost`.',
  },
);

const PostMediaType = builder.objectRef<PostMediaItem>('PostMedia').implement({
  description: 'A file of a post.',
  fields: (t) => ({
    mediaAsset: t.field({
      type: MediaAssetType,
      description: 'The file.',
      resolve: ({ mediaAssetId }, _args, context) => required(loadMedia(context, mediaAssetId)),
    }),
    altText: t.exposeString('altText', {
      nullable: true,
      description: 'What it shows, for people who cannot see it, in this post.',
    }),
  }),
});

/** Files and targets of one post are limited in number, so they are plain lists. Their complexity is the usual number. */
const LIST_COMPLEXITY = { field: 1, multiplier: 4 };

const fromTargets = showing<PostRow, 'targets'>('targets');
const fromMedia = showing<PostRow, 'media'>('media');

builder.node(ScheduledPostType, {
  id: { resolve: ({ id }) => id, description: 'The id.' },
  loadManyWithoutCache: (ids, context) => Promise.all(ids.map(async (id) => (await loadPost(context, id)) ?? null)),
  description: 'What an author wrote, for one brand, at one time. Each account that it goes to is a target of it.',
  fields: (t) => ({
    brand: t.field({
      type: BrandType,
      description: 'The brand.',
      resolve: ({ brandId }, _args, context) => required(loadBrand(context, brandId)),
    }),
    status: t.field({
      type: PostStatusEnum,
      description: 'Follows from the statuses of its targets.',
      ...fromTargets('targets', (targets) => postStatus(targets.map(({ status }) => status))),
    }),
    caption: t.exposeString('caption', { description: 'The text; empty when there is none.' }),
    title: t.exposeString('title', { nullable: true, description: 'The title.' }),
    media: t.field({
      type: [PostMediaType],
      description: `Its files, in order: at most ${POST_LIMITS.media}.`,
      complexity: LIST_COMPLEXITY,
      ...fromMedia('media', (media) => media),
    }),
    targets: t.field({
      type: [PostTargetType],
      description: `The accounts that it goes to, in the order in which they were added: at most ${POST_LIMITS.targets}.`,
      complexity: LIST_COMPLEXITY,
      ...fromTargets('targets', (targets) => targets),
    }),
    risks: t.field({
      type: [PostRiskType],
      description: 'What may keep its targets from going out, of all of them.',
      complexity: { field: 5, multiplier: 3 },
      resolve: async ({ id }, _args, context) =>
        (await context.batch.load('risks post', id, (ids) => risksOf(context.app, 'post_id', ids))) ?? [],
    }),
    scheduledAt: t.expose('scheduledAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it shall go out; null while no time is set. A draft may have one.',
    }),
    timeZone: t.exposeString('timeZone', { description: 'The clocks the author meant, as an IANA name.' }),
    localTime: t.exposeString('localTime', {
      nullable: true,
      description: 'What those clocks show at `scheduledAt`: `2026-07-01T09:30:00`.',
    }),
    priority: t.exposeInt('priority', {
      description: PRIORITY_TEXT,
    }),
    version: t.exposeInt('version', { description: 'Rises with every change; send it as `expectedVersion`.' }),
    contentHash: t.exposeString('contentHash', {
      description: 'Equal for equal content: tells whether anything that the audience sees has changed.',
    }),
    externalId: t.exposeString('externalId', {
      nullable: true,
      description: 'Your own id of the post; unique in its brand.',
    }),
    metadata: t.field({
      type: 'JSONObject',
      description: 'Anything you attached. Slipway does not look into it.',
      resolve: ({ metadata }) => metadata,
    }),
    allowedActions: t.field({
      type: [PostActionEnum],
      description: 'What can be done with it now, for at least one of its targets.',
      ...fromTargets('targets', postActions),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
    logs: t.connection(
      {
        type: PublishingLogType,
        description: 'What happened to all of its targets.',
        args: logListArgs,
        complexity: pageComplexity,
        resolve: ({ id }, args, context) => logPage(context, 'scheduledPost.logs', args, { column: 't.post_id', id }),
      },
      PublishingLogConnection,
    ),
    isLogComplete: t.boolean({
      description:
        'Whether its publishing log reaches back to the beginning. An installation keeps entries for a time, 400 days unless it is configured otherwise; those of an older post may be gone.',
      resolve: ({ createdAt }, _args, { app }) => createdAt >= logBegins(app),
    }),
  }),
});

/* ---- queries ---- */

builder.queryFields((t) => ({
  scheduledPost: t.field({
    type: ScheduledPostType,
    nullable: true,
    description: 'One post, by its id or by your own.',
    args: {
      id: t.arg.id({ description: 'Its id.' }),
      externalId: t.arg.string({ description: 'Your own id of it, together with `brandId`.' }),
      brandId: t.arg.id({ description: 'The brand in which `externalId` is looked up.' }),
    },
    resolve: async (_root, { id, externalId, brandId }, context, info) => {
      const extent = postExtent(info);
      if (typeof id === 'string' && externalId == null) return loadPost(context, localId('ScheduledPost', id), extent);
      if (id != null || externalId == null || brandId == null) {
        throw apiError('BAD_USER_INPUT', 'Give either `id`, or `externalId` with `brandId`.', { argument: 'id' });
      }
      const found = await postIdOfExternal(context.app, context.viewer, {
        brandId: localId('Brand', brandId),
        externalId,
      });
      return loadPost(context, found ?? NO_ID, extent);
    },
  }),
  scheduledPosts: t.connection(
    {
      type: ScheduledPostType,
      description: 'Posts of all statuses.',
      args: postListArgs,
      complexity: pageComplexity,
      resolve: (_root, args, context, info) => postPage(context, 'scheduledPosts', args, info),
    },
    ScheduledPostConnection,
  ),
  postsAtRisk: t.connection(
    {
      type: ScheduledPostType,
      description:
        'Posts that may not go out as things are: `risks` says why, and what helps. The events `post.at_risk` and `post.safe_again` tell each cause once.',
      args: postListArgs,
      complexity: pageComplexity,
      resolve: (_root, args, context, info) =>
        postPage(context, 'postsAtRisk', args, info, undefined, { isAtRisk: true }),
    },
    ScheduledPostConnection,
  ),
}));
