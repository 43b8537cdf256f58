/** Post targets: type, queries, and what a person does about those that did not make it. */
import { readOverrides } from '../domain/posts/post-input.ts';
import { TARGET_ORDERS, type TargetFilter, type TargetRow, targetList } from '../domain/queries/targets.ts';
import { allowedActions } from '../domain/targets/post-target.ts';
import type { PostTarget } from '../lib/prisma/client.ts';
import { PLATFORMS } from '../platforms/index.ts';
import { BrandType } from './brand.ts';
import { builder } from './builder.ts';
import { connectionOf, orderedBy, pageComplexity } from './connection.ts';
import {
  BlockedByEnum,
  FormatEnum,
  PlatformEnum,
  PublishErrorCodeEnum,
  TargetActionEnum,
  TargetOrderEnum,
  TargetPhaseEnum,
  TargetStatusEnum,
} from './enums.ts';
import { localId, optionalLocalIds } from './ids.ts';
import { TimeRangeInput } from './inputs.ts';
import { loadAccount, loadBrand, loadMedia, loadTarget, required } from './load.ts';
import { MediaAssetType } from './media-asset.ts';
import { shownOptions, TargetOptionsUnion } from './platform-options.ts';
import { PublishErrorType, publishErrorOf } from './publish-error.ts';
import { detail } from './selects.ts';
import { SocialAccountType } from './social-account.ts';
import { TargetWarningType, warningsOf } from './target-warning.ts';

const OverridesType = builder.objectRef<ReturnType<typeof readOverrides>>('PostTargetOverrides').implement({
  description: 'What replaces the content of the post for one target; null inherits.',
  fields: (t) => ({
    caption: t.string({ nullable: true, description: 'Its own caption.', resolve: ({ caption }) => caption ?? null }),
    title: t.string({ nullable: true, description: 'Its own title.', resolve: ({ title }) => title ?? null }),
    media: t.field({
      type: [MediaAssetType],
      nullable: true,
      description: 'Its own files, in order.',
      resolve: ({ mediaAssetIds }, _args, context) =>
        mediaAssetIds === undefined ? null : Promise.all(mediaAssetIds.map((id) => required(loadMedia(context, id)))),
    }),
  }),
});

const asOptions = (value: unknown): Record<string, NonNullable<unknown> | null | undefined> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

export const PostTargetType = builder.node(builder.objectRef<TargetRow>('PostTarget'), {
  id: { resolve: ({ id }) => id, description: 'The id.' },
  loadManyWithoutCache: (ids, context) => Promise.all(ids.map(async (id) => (await loadTarget(context, id)) ?? null)),
  description: 'A post on one account: the unit that is scheduled, published, retried.',
  fields: (t) => ({
    platform: t.expose('platform', { type: PlatformEnum, description: 'On which platform.' }),
    format: t.expose('format', { type: FormatEnum, description: 'In what form.' }),
    socialAccount: t.field({
      type: SocialAccountType,
      description: 'To which account.',
      resolve: ({ socialAccount, socialAccountId }, _args, context) =>
        socialAccount ?? required(loadAccount(context, socialAccountId)),
    }),
    brand: t.field({
      type: BrandType,
      description: 'The brand of the post.',
      resolve: ({ brandId }, _args, context) => required(loadBrand(context, brandId)),
    }),
    overrides: t.field({
      type: OverridesType,
      description: 'What replaces the content of the post.',
      resolve: (target) => readOverrides(detail(target, 'overrides')),
    }),
    options: t.field({
      type: TargetOptionsUnion,
      description: 'Options of the platform, as written.',
      resolve: (target) => shownOptions({ platform: target.platform, options: asOptions(detail(target, 'options')) }),
    }),
    status: t.expose('status', { type: TargetStatusEnum, description: 'Where it stands.' }),
    phase: t.expose('phase', {
      type: TargetPhaseEnum,
      nullable: true,
      description: 'How far publishing has come; null before and after.',
    }),
    blockedBy: t.expose('blockedBy', {
      type: BlockedByEnum,
      nullable: true,
      description: 'What it waits for besides its time.',
    }),
    platformState: t.exposeString('platformState', {
      nullable: true,
      description: "The platform's own word for its state, such as `IN_PROGRESS`.",
    }),
    awaitsAccountHolder: t.boolean({
      description:
        "It is published as far as Slipway can do that: the account holder has yet to finish it in the platform's own app, as with the TikTok mode INBOX. Followed for a day; what comes of it is in `platformState`, `permalink` and `warnings`.",
      resolve: ({ platform, status, platformState }) =>
        status === 'PUBLISHED' &&
        platformState !== null &&
        PLATFORMS[platform].handOver?.platformState === platformState,
    }),
    percent: t.exposeInt('percent', { nullable: true, description: 'Progress within the phase: 0 to 100.' }),
    dueAt: t.expose('dueAt', { type: 'DateTime', nullable: true, description: 'When the audience shall see it.' }),
    wakeAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When Slipway looks at it next.',
      resolve: (target) => detail(target, 'wakeAt'),
    }),
    attempt: t.exposeInt('attempt', { description: 'How many times publishing was started.' }),
    priority: t.exposeInt('priority', { description: 'Among what is due at the same time, higher goes first.' }),
    publishedAt: t.expose('publishedAt', { type: 'DateTime', nullable: true, description: 'When it went live.' }),
    externalId: t.exposeString('externalId', {
      nullable: true,
      description: "The platform's own id of what was published.",
    }),
    permalink: t.exposeString('permalink', {
      nullable: true,
      description: 'Its address at the platform. Some platforms tell it later than they publish.',
    }),
    error: t.field({
      type: PublishErrorType,
      nullable: true,
      description: 'Why it failed or is delayed.',
      resolve: (target) => publishErrorOf(detail(target, 'error')),
    }),
    warnings: t.field({
      type: [TargetWarningType],
      description: 'What went wrong after it was live, such as a first comment that was refused.',
      resolve: (target) => warningsOf(detail(target, 'warnings')),
    }),
    allowedActions: t.field({
      type: [TargetActionEnum],
      description: 'What can be done with it now.',
      resolve: (target) => allowedActions(target),
    }),
    isCommitted: t.boolean({
      description: 'The call that makes it public was announced: it can no longer be changed or withdrawn.',
      resolve: ({ intentAt }) => intentAt !== null,
    }),
    eventSeq: t.exposeInt('seq', { description: 'The `seq` of its newest event.' }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was added to the post.',
      resolve: (target) => detail(target, 'createdAt'),
    }),
    updatedAt: t.field({
      type: 'DateTime',
      description: 'When anything about it last changed.',
      resolve: (target) => detail(target, 'updatedAt'),
    }),
  }),
});

/* ---- queries ---- */

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

const readFilter = (filter: typeof PostTargetFilter.$inferInput | null | undefined): TargetFilter => ({
  ...filter,
  brandIds: optionalLocalIds('Brand', filter?.brandIds),
  postIds: optionalLocalIds('ScheduledPost', filter?.postIds),
  socialAccountIds: optionalLocalIds('SocialAccount', filter?.socialAccountIds),
});

const PostTargetConnection = builder.connectionObject(
  { type: PostTargetType, name: 'PostTargetConnection', description: 'A page of targets.' },
  { name: 'PostTargetEdge', description: 'A target and its place in the list.' },
);

builder.objectField(SocialAccountType, 'targets', (t) =>
  t.connection(
    {
      type: PostTargetType,
      description: 'What is, was or will be published to it.',
      args: {
        filter: t.arg({ type: PostTargetFilter, description: 'Only these.' }),
        orderBy: t.arg(orderedBy(TargetOrderEnum, 'DUE_AT_DESC')),
      },
      complexity: pageComplexity,
      resolve: (account, args, context) =>
        connectionOf(context, {
          name: 'socialAccount.targets',
          args,
          parent: { column: 't.social_account_id', id: account.id },
          list: (parents) => targetList(context.viewer, readFilter(args.filter), TARGET_ORDERS[args.orderBy], parents),
          revive: (row: PostTarget) => row,
        }),
    },
    PostTargetConnection,
  ),
);

builder.queryFields((t) => ({
  postTarget: t.field({
    type: PostTargetType,
    nullable: true,
    description: 'One target.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (_root, { id }, context) => loadTarget(context, localId('PostTarget', id)),
  }),
  postTargets: t.connection(
    {
      type: PostTargetType,
      description: 'Targets of all posts.',
      args: {
        filter: t.arg({ type: PostTargetFilter, description: 'Only these.' }),
        orderBy: t.arg(orderedBy(TargetOrderEnum, 'DUE_AT_DESC')),
      },
      complexity: pageComplexity,
      resolve: (_root, args, context) =>
        connectionOf(context, {
          name: 'postTargets',
          args,
          list: () => targetList(context.viewer, readFilter(args.filter), TARGET_ORDERS[args.orderBy]),
          revive: (row: PostTarget) => row,
        }),
    },
    PostTargetConnection,
  ),
}));
