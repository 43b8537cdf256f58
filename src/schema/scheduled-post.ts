/** Posts: type, queries, inputs, mutations. */
import { postActions } from '../domain/posts/post-actions.ts';
import { POST_LIMITS } from '../domain/posts/post-input.ts';
import {
  POST_ORDERS,
  type PostFilter,
  type PostJson,
  type PostMediaItem,
  type PostRow,
  postIdOfExternal,
  postList,
  revivePost,
} from '../domain/queries/posts.ts';
import { postStatus } from '../domain/targets/post-target.ts';
import { logBegins } from '../domain/upkeep/log-retention.ts';
import { BrandType } from './brand.ts';
import { builder } from './builder.ts';
import { connectionOf, orderedBy, pageComplexity } from './connection.ts';
import { PlatformEnum, PostActionEnum, PostOrderEnum, PostStatusEnum } from './enums.ts';
import { apiError } from './errors.ts';
import { localId, NO_ID, optionalLocalIds } from './ids.ts';
import { TimeRangeInput } from './inputs.ts';
import { loadBrand, loadMedia, loadPost, required } from './load.ts';
import { MediaAssetType } from './media-asset.ts';
import { PostTargetType } from './post-target.ts';
import { detail, postExtent } from './selects.ts';

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

/** Files and targets of one post are bounded, so lists; what they usually are is what they cost. */
const LIST_COMPLEXITY = { field: 1, multiplier: 4 };

export const ScheduledPostType = builder.node(builder.objectRef<PostRow>('ScheduledPost'), {
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
      resolve: (post) => postStatus(detail(post, 'targets').map(({ status }) => status)),
    }),
    caption: t.exposeString('caption', { description: 'The text; empty when there is none.' }),
    title: t.exposeString('title', { nullable: true, description: 'The title.' }),
    media: t.field({
      type: [PostMediaType],
      description: `Its files, in order: at most ${POST_LIMITS.media}.`,
      complexity: LIST_COMPLEXITY,
      resolve: (post) => detail(post, 'media'),
    }),
    targets: t.field({
      type: [PostTargetType],
      description: `The accounts that it goes to, in the order in which they were added: at most ${POST_LIMITS.targets}.`,
      complexity: LIST_COMPLEXITY,
      resolve: (post) => detail(post, 'targets'),
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
      description: 'Among what is due at the same time, higher goes first: -10 to 10.',
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
      resolve: (post) => postActions(detail(post, 'targets')),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
    isLogComplete: t.boolean({
      description:
        'Whether its publishing log reaches back to the beginning. An installation keeps entries for a time, 400 days unless it is configured otherwise; those of an older post may be gone.',
      resolve: ({ createdAt }, _args, { app }) => createdAt >= logBegins(app),
    }),
  }),
});

/* ---- queries ---- */

const ScheduledPostFilter = builder.inputType('ScheduledPostFilter', {
  description: 'Which posts: those that meet everything given.',
  fields: (t) => ({
    brandIds: t.idList({ description: 'Of these brands.' }),
    socialAccountIds: t.idList({ description: 'With a target on one of these accounts.' }),
    platforms: t.field({ type: [PlatformEnum], description: 'With a target on one of these platforms.' }),
    statuses: t.field({ type: [PostStatusEnum], description: 'In one of these statuses.' }),
    scheduledAt: t.field({ type: TimeRangeInput, description: 'Whose time lies in this span.' }),
    createdAt: t.field({ type: TimeRangeInput, description: 'Written in this span.' }),
    text: t.string({ description: 'Whose caption or title contains this, in any case.' }),
    externalId: t.string({ description: 'With this id of your own.' }),
  }),
});

const readFilter = (filter: typeof ScheduledPostFilter.$inferInput | null | undefined): PostFilter => ({
  ...filter,
  brandIds: optionalLocalIds('Brand', filter?.brandIds),
  socialAccountIds: optionalLocalIds('SocialAccount', filter?.socialAccountIds),
});

const ScheduledPostConnection = builder.connectionObject(
  { type: ScheduledPostType, name: 'ScheduledPostConnection', description: 'A page of posts.' },
  { name: 'ScheduledPostEdge', description: 'A post and its place in the list.' },
);

builder.prismaObjectField(BrandType, 'scheduledPosts', (t) =>
  t.connection(
    {
      type: ScheduledPostType,
      description: 'Its posts.',
      args: {
        filter: t.arg({ type: ScheduledPostFilter, description: 'Only these.' }),
        orderBy: t.arg(orderedBy(PostOrderEnum, 'SCHEDULED_AT_DESC')),
      },
      complexity: pageComplexity,
      resolve: (brand, args, context, info) =>
        connectionOf(context, {
          name: 'brand.scheduledPosts',
          args,
          parent: { column: 't.brand_id', id: brand.id },
          list: (parents) =>
            postList(context.viewer, readFilter(args.filter), POST_ORDERS[args.orderBy], postExtent(info), parents),
          revive: (row: PostJson) => revivePost(row),
        }),
    },
    ScheduledPostConnection,
  ),
);

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
      args: {
        filter: t.arg({ type: ScheduledPostFilter, description: 'Only these.' }),
        orderBy: t.arg(orderedBy(PostOrderEnum, 'SCHEDULED_AT_DESC')),
      },
      complexity: pageComplexity,
      resolve: (_root, args, context, info) =>
        connectionOf(context, {
          name: 'scheduledPosts',
          args,
          list: () => postList(context.viewer, readFilter(args.filter), POST_ORDERS[args.orderBy], postExtent(info)),
          revive: (row: PostJson) => revivePost(row),
        }),
    },
    ScheduledPostConnection,
  ),
}));

builder.objectFields(PostTargetType, (t) => ({
  post: t.field({
    type: ScheduledPostType,
    description: 'The post.',
    // From here its targets can be asked for again, and from each of those the post: what a post may have at most counts.
    complexity: { field: 1, multiplier: 20 },
    resolve: ({ postId }, _args, context) => required(loadPost(context, postId)),
  }),
}));
