/** Brands: type, queries, inputs, mutations. */
import { visibleBrands } from '../domain/access.ts';
import {
  BRAND_LIMITS,
  createBrand,
  DIGEST_PERIODS,
  type DigestPeriod,
  deleteBrand,
  isDigestPeriod,
  updateBrand,
} from '../domain/brands.ts';
import type { Unprovable } from '../lib/prisma/enums.ts';
import { builder } from './builder.ts';
import { orderedBy, pageComplexity, prismaConnectionOf } from './connection.ts';
import { describedEnum } from './described-enum.ts';
import { localId, toGlobalId } from './ids.ts';
import { CreationOrderEnum, IDEMPOTENCY_TEXT } from './inputs.ts';
import { loadBrand } from './load.ts';
import { containing } from './prisma-filter.ts';
import { ScheduledPostType } from './refs.ts';
import { postListArgs, postPage, ScheduledPostConnection } from './scheduled-post-list.ts';
import { accountListArgs, accountPage, SocialAccountConnection, SocialAccountType } from './social-account.ts';
import { answerOf, payloadType } from './user-error.ts';

export const UnprovableEnum = describedEnum<Unprovable>(
  'Unprovable',
  'What happens to a post whose answer was lost, when neither the platform nor its lists can prove that it is not live. This concerns some posts with media, parts of a thread after the first, videos whose upload session is gone, and first comments.',
  {
    REPEAT:
      'After it has been looked for without success for at least ten minutes, it is sent again, within the late window. If the platform shows the first one only after that, the post is live twice.',
    ASK: 'After it has been looked for without success for at least ten minutes, it becomes OUTCOME_UNKNOWN and waits for a person; a first comment becomes a warning.',
  },
);

const DigestPeriodEnum = describedEnum<DigestPeriod>(
  'DigestPeriod',
  'How often people are told what happened in a brand.',
  DIGEST_PERIODS,
);

export const LATE_WINDOW_TEXT = `From ${BRAND_LIMITS.minLateWindowMs} to ${BRAND_LIMITS.maxLateWindowMs} milliseconds, default ${BRAND_LIMITS.defaultLateWindowMs} (6 hours).`;

const RESERVING_TEXT =
  'Reserved units are not taken by posts that have not reserved, which wait; they are given back when the post moves, is unscheduled, cancelled or deleted, or ends. A post gets them only if there is room at its time (`PostTarget.reservesQuota`), and none of an allowance whose limit is only guessed holds others back.';

export const BrandType = builder.prismaNode('Brand', {
  id: { field: 'id', description: 'The id.' },
  nullable: true,
  findUnique: (id, { viewer }) => ({ id, AND: [visibleBrands(viewer)] }),
  description: 'A name under which a workspace publishes. Accounts and posts belong to a brand.',
  fields: (t) => ({
    name: t.exposeString('name', { description: 'Its name.' }),
    timeZone: t.exposeString('timeZone', {
      description: 'The clocks its authors mean, as an IANA name such as `Europe/Berlin`.',
    }),
    lateWindowMs: t.exposeInt('lateWindowMs', {
      description: `How late a post may still go out when something held it up; after that it is MISSED and nothing is published by surprise. ${LATE_WINDOW_TEXT}`,
    }),
    unprovable: t.expose('unprovable', {
      type: UnprovableEnum,
      description: 'Whether a post that may be live, and that nobody can find, is sent again or waits for a person.',
    }),
    reservesQuota: t.exposeBoolean('reservesQuota', {
      description: `Whether its posts reserve units of the allowances of their accounts when they are given a time. ${RESERVING_TEXT}`,
    }),
    digests: t.field({
      type: [DigestPeriodEnum],
      description: 'Which digests are made: notifications of the type DIGEST, if anything happened.',
      resolve: ({ digests }) => digests.filter(isDigestPeriod),
    }),
    pausedAt: t.expose('pausedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when publishing is paused for the brand; null while it is not.',
    }),
    version: t.exposeInt('version', { description: 'Rises with every change; send it as `expectedVersion`.' }),
    socialAccounts: t.connection(
      {
        type: SocialAccountType,
        description: 'Its accounts.',
        args: accountListArgs,
        complexity: pageComplexity,
        resolve: ({ id }, args, context) =>
          accountPage(context, 'brand.socialAccounts', args, { column: 't.brand_id', id }),
      },
      SocialAccountConnection,
    ),
    scheduledPosts: t.connection(
      {
        type: ScheduledPostType,
        description: 'Its posts.',
        args: postListArgs,
        complexity: pageComplexity,
        resolve: ({ id }, args, context, info) =>
          postPage(context, 'brand.scheduledPosts', args, info, { column: 't.brand_id', id }),
      },
      ScheduledPostConnection,
    ),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last changed.' }),
  }),
});

const BrandFilter = builder.inputType('BrandFilter', {
  description: 'Which brands.',
  fields: (t) => ({ text: t.string({ description: 'Only those whose name contains this, in any case.' }) }),
});

builder.queryFields((t) => ({
  brand: t.prismaField({
    type: BrandType,
    nullable: true,
    description: 'One brand.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (query, _root, { id }, { prisma, viewer }) =>
      prisma.brand.findFirst({
        ...query,
        where: { AND: [visibleBrands(viewer), { id: localId('Brand', id) }] },
      }),
  }),
  brands: t.connection(
    {
      type: BrandType,
      description: 'The brands that the API key reaches.',
      args: {
        filter: t.arg({ type: BrandFilter, description: 'Only these.' }),
        orderBy: t.arg(orderedBy(CreationOrderEnum, 'CREATED_AT_ASC')),
      },
      complexity: pageComplexity,
      resolve: (_root, args, { prisma, viewer }) => {
        const where = {
          AND: [visibleBrands(viewer), args.filter?.text ? { name: containing(args.filter.text) } : {}],
        };
        return prismaConnectionOf(args, args.orderBy, {
          find: (page) => prisma.brand.findMany({ ...page, where: { AND: [where, page.where] } }),
          count: (take) => prisma.brand.count({ where, take }),
        });
      },
    },
    { name: 'BrandConnection', description: 'A page of brands.' },
    { name: 'BrandEdge', description: 'A brand and its place in the list.' },
  ),
}));

/* ---- mutations ---- */

const brandPayload = (name: string) =>
  payloadType<{ brandId: string }>(name, (t) => ({
    brand: t.field({
      type: BrandType,
      nullable: true,
      description: 'The brand.',
      resolve: ({ value }, _args, context) => (value === null ? null : loadBrand(context, value.brandId)),
    }),
  }));

const CreateBrandInput = builder.inputType('CreateBrandInput', {
  description: 'A new brand.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Its name: 1 to 200 characters.' }),
    timeZone: t.string({
      required: true,
      description: 'The clocks its authors mean, as an IANA name such as `Europe/Berlin`.',
    }),
    lateWindowMs: t.int({ description: `How late a post may still go out. ${LATE_WINDOW_TEXT}` }),
    unprovable: t.field({
      type: UnprovableEnum,
      description: 'Whether a post that may be live, and that nobody can find, is sent again. Default REPEAT.',
    }),
    reservesQuota: t.boolean({
      description: `Whether its posts reserve units of allowances when they are given a time. Default false. ${RESERVING_TEXT}`,
    }),
    digests: t.field({ type: [DigestPeriodEnum], description: 'Which digests are made. Default: none.' }),
    idempotencyKey: t.string({ description: IDEMPOTENCY_TEXT }),
  }),
});

const UpdateBrandInput = builder.inputType('UpdateBrandInput', {
  description: 'Changes to a brand. What is absent stays.',
  fields: (t) => ({
    brandId: t.id({ required: true, description: 'Which brand.' }),
    expectedVersion: t.int({
      required: true,
      description: 'The `version` that you read; refused with VERSION_CONFLICT when somebody changed it since.',
    }),
    name: t.string({ description: 'Its new name.' }),
    timeZone: t.string({ description: 'Its new time zone. Existing posts keep the zone in which they were written.' }),
    lateWindowMs: t.int({ description: `How late a post may still go out. ${LATE_WINDOW_TEXT}` }),
    unprovable: t.field({
      type: UnprovableEnum,
      description:
        'Whether a post that may be live, and that nobody can find, is sent again. Also applies to posts that are being looked for already.',
    }),
    reservesQuota: t.boolean({
      description: `Whether its posts reserve units of allowances when they are given a time from now on; those that have a time keep what they have. ${RESERVING_TEXT}`,
    }),
    digests: t.field({ type: [DigestPeriodEnum], description: 'Which digests are made; an empty list ends them.' }),
  }),
});

const DeleteBrandInput = builder.inputType('DeleteBrandInput', {
  description: 'Which brand to delete, with its accounts, posts and logs.',
  fields: (t) => ({
    brandId: t.id({ required: true, description: 'Which brand.' }),
    expectedVersion: t.int({
      description: 'The `version` that you read; refused with VERSION_CONFLICT when somebody changed it since.',
    }),
    force: t.boolean({
      description:
        'Delete it even if posts are scheduled; they will not be published. A target that may be going live right now is never cut off.',
    }),
  }),
});

const CreateBrandPayload = brandPayload('CreateBrandPayload');
const UpdateBrandPayload = brandPayload('UpdateBrandPayload');
const DeleteBrandPayload = payloadType<{ brandId: string }>('DeleteBrandPayload', (t) => ({
  deletedBrandId: t.id({
    nullable: true,
    description: 'The id that the brand had.',
    resolve: ({ value }) => (value === null ? null : toGlobalId('Brand', value.brandId)),
  }),
}));

builder.mutationFields((t) => ({
  createBrand: t.field({
    type: CreateBrandPayload,
    description: 'Makes a brand. Needs the scope `admin` and a key that is not bound to brands.',
    args: { input: t.arg({ type: CreateBrandInput, required: true, description: 'The brand to make.' }) },
    resolve: async (_root, { input }, { app, viewer }) => answerOf(await createBrand(app, viewer, input)),
  }),
  updateBrand: t.field({
    type: UpdateBrandPayload,
    description: 'Changes a brand. Needs the scope `accounts:write`.',
    args: { input: t.arg({ type: UpdateBrandInput, required: true, description: 'What to change.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await updateBrand(app, viewer, { ...input, brandId: localId('Brand', input.brandId) })),
  }),
  deleteBrand: t.field({
    type: DeleteBrandPayload,
    description:
      'Deletes a brand with its accounts, posts and logs; what is live at a platform stays there. Needs the scope `admin`.',
    args: { input: t.arg({ type: DeleteBrandInput, required: true, description: 'Which brand.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await deleteBrand(app, viewer, { ...input, brandId: localId('Brand', input.brandId) })),
  }),
}));
