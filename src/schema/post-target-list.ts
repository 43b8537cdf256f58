/** Lists of targets, of an account or of all: filter, order and pages. */
import { TARGET_ORDERS, type TargetFilter, targetList } from '../domain/queries/targets.ts';
import type { PostTarget } from '../lib/prisma/client.ts';
import { builder } from './builder.ts';
import { connectionOf, type ListArgs, orderedBy, type Parent } from './connection.ts';
import type { SchemaContext } from './context.ts';
import { describedEnum } from './described-enum.ts';
import { optionalLocalIds } from './ids.ts';
import { TimeRangeInput } from './inputs.ts';
import { PlatformEnum } from './platform.ts';
import { PublishErrorCodeEnum } from './publish-error.ts';
import { PostTargetType } from './refs.ts';
import { TargetStatusEnum } from './target-status.ts';

export const PostTargetOrderEnum = describedEnum<'DUE_AT_ASC' | 'DUE_AT_DESC' | 'CREATED_AT_ASC' | 'CREATED_AT_DESC'>(
  'PostTargetOrder',
  'Order of targets.',
  {
    DUE_AT_ASC: 'By time, earliest first; targets without a time last.',
    DUE_AT_DESC: 'By time, latest first; targets without a time first.',
    CREATED_AT_ASC: 'Oldest first.',
    CREATED_AT_DESC: 'Newest first.',
  },
);

const PostTargetFilter = builder.inputType('PostTargetFilter', {
  description: 'Which targets.',
  fields: (t) => ({
    brandIds: t.idList({ description: 'Of these brands.' }),
    postIds: t.idList({ description: 'Of these posts.' }),
    socialAccountIds: t.idList({ description: 'To these accounts.' }),
    platforms: t.field({ type: [PlatformEnum], description: 'On these platforms.' }),
    statuses: t.field({ type: [TargetStatusEnum], description: 'In one of these statuses.' }),
    errorCodes: t.field({ type: [PublishErrorCodeEnum], description: 'Whose error has one of these codes.' }),
    dueAt: t.field({ type: TimeRangeInput, description: 'Due in this span.' }),
  }),
});

type Filter = typeof PostTargetFilter.$inferInput | null | undefined;

const readFilter = (filter: Filter): TargetFilter => ({
  ...filter,
  brandIds: optionalLocalIds('Brand', filter?.brandIds),
  postIds: optionalLocalIds('ScheduledPost', filter?.postIds),
  socialAccountIds: optionalLocalIds('SocialAccount', filter?.socialAccountIds),
});

export const PostTargetConnection = builder.connectionObject(
  { type: PostTargetType, name: 'PostTargetConnection', description: 'A page of targets.' },
  { name: 'PostTargetEdge', description: 'A target and its place in the list.' },
);

export const targetListArgs = builder.args((t) => ({
  filter: t.field({ type: PostTargetFilter, description: 'Only these.' }),
  orderBy: t.field(orderedBy(PostTargetOrderEnum, 'DUE_AT_DESC')),
}));

/** A page of the targets that match: those of one account, or all. */
export const targetPage = (
  context: SchemaContext,
  name: string,
  args: ListArgs<Filter, typeof TARGET_ORDERS>,
  parent?: Parent<'t.social_account_id'>,
  narrowed: Pick<TargetFilter, 'isAccountCaused'> = {},
) =>
  connectionOf(context, {
    name,
    args,
    parent,
    list: (parents) =>
      targetList(context.viewer, { ...readFilter(args.filter), ...narrowed }, TARGET_ORDERS[args.orderBy], parents),
    revive: (row: PostTarget) => row,
  });
