/** Post targets: type and queries. Mutations are in `target-recovery.ts`. */

import { readOverrides } from '../domain/posts/post-input.ts';
import { costsOfTargets } from '../domain/queries/costs.ts';
import { risksOf } from '../domain/queries/risks.ts';
import type { TargetRow } from '../domain/queries/targets.ts';
import { allowedActions, type TargetAction } from '../domain/targets/post-target.ts';
import type { DetailColumn } from '../domain/targets/target-columns.ts';
import { PLATFORMS } from '../platforms/index.ts';
import { BrandType } from './brand.ts';
import { builder } from './builder.ts';
import { pageComplexity } from './connection.ts';
import { describedEnum } from './described-enum.ts';
import { localId } from './ids.ts';
import { loadAccount, loadBrand, loadMedia, loadPost, loadTarget, required } from './load.ts';
import { MediaAssetType } from './media-asset.ts';
import { CostType } from './money.ts';
import { FormatEnum, PlatformEnum } from './platform.ts';
import { shownOptions, TargetOptionsUnion } from './platform-options.ts';
import { PostRiskType } from './post-risk.ts';
import { PostTargetConnection, targetListArgs, targetPage } from './post-target-list.ts';
import { PublishErrorType, publishErrorOf } from './publish-error.ts';
import { logListArgs, logPage, PublishingLogConnection, PublishingLogType } from './publishing-log.ts';
import { PostTargetType, ScheduledPostType } from './refs.ts';
import { needing, showing } from './selects.ts';
import { SocialAccountType } from './social-account.ts';
import { BlockedByEnum, TargetPhaseEnum, TargetStatusEnum } from './target-status.ts';
import { PostTargetWarningType, storedWarnings } from './target-warning.ts';

export const TargetActionEnum = describedEnum<TargetAction>('TargetAction', 'What can be done with a target now.', {
  EDIT: 'Its content, format or options: `updateScheduledPost`.',
  SCHEDULE: 'Given a time: `schedulePost`, `reschedulePost`, `publishNow`.',
  UNSCHEDULE: 'Back to a draft: `reschedulePost` with mode DRAFT.',
  CANCEL: '`cancelScheduledPost`.',
  RETRY: '`retryPostTarget`.',
  RESOLVE_OUTCOME: '`resolveOutcome`.',
});

const PostTargetOverridesType = builder.objectRef<ReturnType<typeof readOverrides>>('PostTargetOverrides').implement({
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

const fromDetails = showing<TargetRow, DetailColumn>('targetDetails');

builder.node(PostTargetType, {
  id: { resolve: ({ id }) => id, description: 'The id.' },
  loadManyWithoutCache: (ids, context) => Promise.all(ids.map(async (id) => (await loadTarget(context, id)) ?? null)),
  description: 'A post on one account: the unit that is scheduled, published, retried.',
  fields: (t) => ({
    platform: t.expose('platform', { type: PlatformEnum, description: 'On which platform.' }),
    format: t.expose('format', { type: FormatEnum, description: 'In what form.' }),
    socialAccount: t.field({
      type: SocialAccountType,
      description: 'To which account.',
      ...needing('accounts'),
      resolve: ({ socialAccount, socialAccountId }, _args, context) =>
        socialAccount ?? required(loadAccount(context, socialAccountId)),
    }),
    brand: t.field({
      type: BrandType,
      description: 'The brand of the post.',
      resolve: ({ brandId }, _args, context) => required(loadBrand(context, brandId)),
    }),
    overrides: t.field({
      type: PostTargetOverridesType,
      description: 'What replaces the content of the post.',
      ...fromDetails('overrides', readOverrides),
    }),
    options: t.field({
      type: TargetOptionsUnion,
      description: 'Options of the platform, as written.',
      ...fromDetails('options', (options, { platform }) => shownOptions({ platform, options: asOptions(options) })),
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
        "It is published as far as Slipway can do that: the account holder has yet to finish it in the platform's own app, as with a mode INBOX in the options. Followed for a day; what comes of it is in `platformState`, `permalink` and `warnings`.",
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
      ...fromDetails('wakeAt', (wakeAt) => wakeAt),
    }),
    attempt: t.exposeInt('attempt', { description: 'How many times publishing was started.' }),
    priority: t.exposeInt('priority', { description: 'That of its post.' }),
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
      ...fromDetails('error', publishErrorOf),
    }),
    reservesQuota: t.field({
      type: 'Boolean',
      description:
        'Whether units of the allowances that it needs are kept for it at `dueAt`; see `Brand.reservesQuota`. They are what it uses when it goes out.',
      ...fromDetails(
        'reservesQuota',
        (reserves, { status }) => reserves && (status === 'SCHEDULED' || status === 'PUBLISHING'),
      ),
    }),
    warnings: t.field({
      type: [PostTargetWarningType],
      description: 'What went wrong after it was live, such as a first comment that was refused.',
      ...fromDetails('warnings', storedWarnings),
    }),
    risks: t.field({
      type: [PostRiskType],
      description:
        'What may keep it from going out, as checked 24 hours and 1 hour before (or when the operator wants it), and when its account changes; empty when nothing is known.',
      complexity: { field: 5, multiplier: 3 },
      resolve: async ({ id }, _args, context) =>
        (await context.batch.load('risks target', id, (ids) => risksOf(context.app, 'target_id', ids))) ?? [],
    }),
    estimatedCost: t.field({
      type: CostType,
      nullable: true,
      description: 'What publishing it costs by the prices of today; null where the platform bills nothing.',
      complexity: { field: 5, multiplier: 3 },
      resolve: async ({ id }, _args, context) =>
        (await context.batch.load('costs', id, (ids) => costsOfTargets(context.app, ids))) ?? null,
    }),
    allowedActions: t.field({
      type: [TargetActionEnum],
      description: 'What can be done with it now.',
      resolve: (target) => allowedActions(target),
    }),
    isCommitted: t.boolean({
      description:
        'The call that makes it public is armed and may already have left: the target can no longer be changed or withdrawn.',
      resolve: ({ intentAt }) => intentAt !== null,
    }),
    eventSeq: t.exposeInt('seq', { description: 'The `seq` of its newest event.' }),
    createdAt: t.field({
      type: 'DateTime',
      description: 'When it was added to the post.',
      ...fromDetails('createdAt', (createdAt) => createdAt),
    }),
    updatedAt: t.field({
      type: 'DateTime',
      description: 'When anything about it last changed.',
      ...fromDetails('updatedAt', (updatedAt) => updatedAt),
    }),
    post: t.field({
      type: ScheduledPostType,
      description: 'The post.',
      // From here its targets can be asked for again, and from each of those the post: what a post may have at most counts.
      complexity: { field: 1, multiplier: 20 },
      resolve: ({ postId }, _args, context) => required(loadPost(context, postId)),
    }),
    logs: t.connection(
      {
        type: PublishingLogType,
        description: 'What happened to it.',
        args: logListArgs,
        complexity: pageComplexity,
        resolve: ({ id }, args, context) => logPage(context, 'postTarget.logs', args, { column: 't.target_id', id }),
      },
      PublishingLogConnection,
    ),
  }),
});

/* ---- queries ---- */

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
      args: targetListArgs,
      complexity: pageComplexity,
      resolve: (_root, args, context) => targetPage(context, 'postTargets', args),
    },
    PostTargetConnection,
  ),
}));
