/** Lists of posts, of a brand or of all: filter, order and pages. */
import type { GraphQLResolveInfo } from 'graphql';
import { POST_ORDERS, type PostFilter, type PostJson, postList, revivePost } from '../domain/queries/posts.ts';
import type { PostStatus } from '../domain/targets/post-target.ts';
import { builder } from './builder.ts';
import { connectionOf, type ListArgs, orderedBy, type Parent } from './connection.ts';
import type { SchemaContext } from './context.ts';
import { describedEnum } from './described-enum.ts';
import { optionalLocalIds } from './ids.ts';
import { TimeRangeInput } from './inputs.ts';
import { PlatformEnum } from './platform.ts';
import { ScheduledPostType } from './refs.ts';
import { postExtent } from './selects.ts';

export const PostStatusEnum = describedEnum<PostStatus>(
  'PostStatus',
  'The status of a post, which follows from those of its targets.',
  {
    DRAFT: 'Nothing of it is scheduled.',
    SCHEDULED: 'Waits for its time.',
    PUBLISHING: 'Some of it is being published, or is out while the rest still waits.',
    PUBLISHED: 'Everything that was not cancelled is live, or handed to the account holder (mode INBOX).',
    PARTIALLY_PUBLISHED: 'Some of it is live; the rest will not go live unless you act.',
    FAILED: 'Nothing is live; at least one target failed.',
    MISSED: 'Nothing is live; its time passed by more than the late window allows.',
    CANCELLED: 'All of it was cancelled.',
    OUTCOME_UNKNOWN: 'A target may be live; a person has to look.',
  },
);

export const ScheduledPostOrderEnum = describedEnum<
  'SCHEDULED_AT_ASC' | 'SCHEDULED_AT_DESC' | 'CREATED_AT_ASC' | 'CREATED_AT_DESC'
>('ScheduledPostOrder', 'Order of posts.', {
  SCHEDULED_AT_ASC: 'By time, earliest first; posts without a time last.',
  SCHEDULED_AT_DESC: 'By time, latest first; posts without a time first.',
  CREATED_AT_ASC: 'Oldest first.',
  CREATED_AT_DESC: 'Newest first.',
});

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

type Filter = typeof ScheduledPostFilter.$inferInput | null | undefined;

const readFilter = (filter: Filter): PostFilter => ({
  ...filter,
  brandIds: optionalLocalIds('Brand', filter?.brandIds),
  socialAccountIds: optionalLocalIds('SocialAccount', filter?.socialAccountIds),
});

export const ScheduledPostConnection = builder.connectionObject(
  { type: ScheduledPostType, name: 'ScheduledPostConnection', description: 'A page of posts.' },
  { name: 'ScheduledPostEdge', description: 'A post and its place in the list.' },
);

export const postListArgs = builder.args((t) => ({
  filter: t.field({ type: ScheduledPostFilter, description: 'Only these.' }),
  orderBy: t.field(orderedBy(ScheduledPostOrderEnum, 'SCHEDULED_AT_DESC')),
}));

/** A page of the posts that match: those of one brand, or all. */
export const postPage = (
  context: SchemaContext,
  name: string,
  args: ListArgs<Filter, typeof POST_ORDERS>,
  info: GraphQLResolveInfo,
  parent?: Parent<'t.brand_id'>,
  narrowed: Pick<PostFilter, 'isAtRisk'> = {},
) =>
  connectionOf(context, {
    name,
    args,
    parent,
    list: (parents) =>
      postList(
        context.viewer,
        { ...readFilter(args.filter), ...narrowed },
        POST_ORDERS[args.orderBy],
        postExtent(info),
        parents,
      ),
    revive: (row: PostJson) => revivePost(row),
  });
