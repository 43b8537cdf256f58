/** Files: type, queries, inputs, mutations. Bytes are uploaded with `POST /media`. */
import { visibleMediaAssets } from '../domain/access.ts';
import { reasonOf } from '../domain/media/media.ts';
import { deleteMediaAsset, importMediaFromUrl, updateMediaAsset } from '../domain/media/media-library.ts';
import type { MediaKind, MediaStatus } from '../lib/prisma/enums.ts';
import { say } from '../texts/posts/texts.ts';
import { builder } from './builder.ts';
import { orderedBy, pageComplexity, prismaConnectionOf } from './connection.ts';
import { describedEnum } from './described-enum.ts';
import { localId, toGlobalId } from './ids.ts';
import { CreationOrderEnum, IDEMPOTENCY_TEXT } from './inputs.ts';
import { toldTo } from './language.ts';
import { loadMedia } from './load.ts';
import { containing } from './prisma-filter.ts';
import { answerOf, payloadType } from './user-error.ts';

export const MediaKindEnum = describedEnum<MediaKind>('MediaKind', 'Kind of a file.', {
  IMAGE: 'An image.',
  VIDEO: 'A video.',
});

export const MediaStatusEnum = describedEnum<MediaStatus>('MediaStatus', 'Whether a file can be used.', {
  PENDING: 'Being taken in.',
  READY: 'Stored and examined.',
  FAILED: 'Could not be taken in; `errorCode` says why. Forgotten after a day.',
});

export const MediaAssetType = builder.prismaNode('MediaAsset', {
  id: { field: 'id', description: 'The id.' },
  nullable: true,
  findUnique: (id, { viewer }) => ({ id, AND: [visibleMediaAssets(viewer)] }),
  description:
    'A file that was taken in, examined and stored. It belongs to the workspace and may be used by several posts and brands.',
  fields: (t) => ({
    status: t.expose('status', { type: MediaStatusEnum, description: 'Whether it can be used.' }),
    kind: t.expose('kind', {
      type: MediaKindEnum,
      nullable: true,
      description: 'Image or video; null until examined.',
    }),
    fileName: t.exposeString('fileName', { nullable: true, description: 'Its name, where it had one.' }),
    sourceUrl: t.exposeString('sourceUrl', {
      nullable: true,
      description: 'Where it was fetched from, without query.',
    }),
    mimeType: t.exposeString('mimeType', { nullable: true, description: 'Its type, told from its bytes.' }),
    // An Int cannot hold more than 2^31 bytes.
    bytes: t.float({
      nullable: true,
      description: 'Its size.',
      resolve: ({ bytes }) => (bytes === null ? null : Number(bytes)),
    }),
    sha256: t.exposeString('sha256', { nullable: true, description: 'SHA-256 of its bytes, in hex.' }),
    width: t.exposeInt('width', { nullable: true, description: 'Width in pixels.' }),
    height: t.exposeInt('height', { nullable: true, description: 'Height in pixels.' }),
    durationMs: t.exposeInt('durationMs', { nullable: true, description: 'Length of a video in milliseconds.' }),
    frameRate: t.exposeFloat('frameRate', { nullable: true, description: 'Frames per second of a video.' }),
    frameCount: t.exposeInt('frameCount', {
      nullable: true,
      description:
        'Pictures of a video or an animation, images in a file of several, 1 for a still image; null where they are not counted.',
    }),
    videoCodec: t.exposeString('videoCodec', { nullable: true, description: 'Video codec.' }),
    audioCodec: t.exposeString('audioCodec', { nullable: true, description: 'Audio codec.' }),
    altText: t.exposeString('altText', {
      nullable: true,
      description: 'What it shows, for people who cannot see it. A post may have its own.',
    }),
    errorCode: t.exposeString('errorCode', {
      nullable: true,
      description: 'Why it could not be taken in, for programs.',
    }),
    errorMessage: t.string({
      nullable: true,
      description: 'Why it could not be taken in, for people, in the language of the caller.',
      resolve: (asset, _args, { viewer }) =>
        asset.errorMessage === null ? null : toldTo(viewer, say('fileReason', { reason: reasonOf(asset) })),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was taken in.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When anything about it last changed.' }),
  }),
});

const MediaAssetFilter = builder.inputType('MediaAssetFilter', {
  description: 'Which files.',
  fields: (t) => ({
    kinds: t.field({ type: [MediaKindEnum], description: 'Of these kinds.' }),
    statuses: t.field({ type: [MediaStatusEnum], description: 'In one of these statuses.' }),
    text: t.string({ description: 'Whose name or alt text contains this, in any case.' }),
  }),
});

builder.queryFields((t) => ({
  mediaAsset: t.prismaField({
    type: MediaAssetType,
    nullable: true,
    description: 'One file.',
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: (query, _root, { id }, { prisma, viewer }) =>
      prisma.mediaAsset.findFirst({
        ...query,
        where: { AND: [visibleMediaAssets(viewer), { id: localId('MediaAsset', id) }] },
      }),
  }),
  mediaAssets: t.connection(
    {
      type: MediaAssetType,
      description: 'Files.',
      args: {
        filter: t.arg({ type: MediaAssetFilter, description: 'Only these.' }),
        orderBy: t.arg(orderedBy(CreationOrderEnum, 'CREATED_AT_DESC')),
      },
      complexity: pageComplexity,
      resolve: (_root, args, { prisma, viewer }) => {
        const { text, kinds, statuses } = args.filter ?? {};
        const where = {
          AND: [
            visibleMediaAssets(viewer),
            kinds ? { kind: { in: kinds } } : {},
            statuses ? { status: { in: statuses } } : {},
            text ? { OR: [{ fileName: containing(text) }, { altText: containing(text) }] } : {},
          ],
        };
        return prismaConnectionOf(args, args.orderBy, {
          find: (page) => prisma.mediaAsset.findMany({ ...page, where: { AND: [where, page.where] } }),
          count: (take) => prisma.mediaAsset.count({ where, take }),
        });
      },
    },
    { name: 'MediaAssetConnection', description: 'A page of files.' },
    { name: 'MediaAssetEdge', description: 'A file and its place in the list.' },
  ),
}));

/* ---- mutations ---- */

const mediaPayload = (name: string) =>
  payloadType<{ mediaAssetId: string }>(name, (t) => ({
    mediaAsset: t.field({
      type: MediaAssetType,
      nullable: true,
      description: 'The file.',
      resolve: ({ value }, _args, context) => (value === null ? null : loadMedia(context, value.mediaAssetId)),
    }),
  }));

const ImportMediaFromUrlInput = builder.inputType('ImportMediaFromUrlInput', {
  description: 'A file to fetch.',
  fields: (t) => ({
    url: t.string({ required: true, description: 'An https address that answers with the file itself.' }),
    fileName: t.string({ description: 'Its name. Absent: from the address.' }),
    altText: t.string({ description: 'What it shows, for people who cannot see it.' }),
    idempotencyKey: t.string({ description: IDEMPOTENCY_TEXT }),
  }),
});

const UpdateMediaAssetInput = builder.inputType('UpdateMediaAssetInput', {
  description: 'Changes to the description of a file. Absent fields stay, null clears.',
  fields: (t) => ({
    mediaAssetId: t.id({ required: true, description: 'Which file.' }),
    fileName: t.string({ description: 'Its name.' }),
    altText: t.string({
      description: 'What it shows, for people who cannot see it. Posts that were written keep their own.',
    }),
  }),
});

const DeleteMediaAssetInput = builder.inputType('DeleteMediaAssetInput', {
  description: 'Which file to delete.',
  fields: (t) => ({ mediaAssetId: t.id({ required: true, description: 'Which file.' }) }),
});

const ImportMediaFromUrlPayload = mediaPayload('ImportMediaFromUrlPayload');
const UpdateMediaAssetPayload = mediaPayload('UpdateMediaAssetPayload');
const DeleteMediaAssetPayload = payloadType<{ mediaAssetId: string }>('DeleteMediaAssetPayload', (t) => ({
  deletedMediaAssetId: t.id({
    nullable: true,
    description: 'The id that the file had.',
    resolve: ({ value }) => (value === null ? null : toGlobalId('MediaAsset', value.mediaAssetId)),
  }),
}));

builder.mutationFields((t) => ({
  importMediaFromUrl: t.field({
    type: ImportMediaFromUrlPayload,
    description: 'Fetches a file, examines and stores it; answers when that is done. Needs the scope `posts:write`.',
    args: { input: t.arg({ type: ImportMediaFromUrlInput, required: true, description: 'The file to fetch.' }) },
    resolve: async (_root, { input }, { app, viewer }) => answerOf(await importMediaFromUrl(app, viewer, input)),
  }),
  updateMediaAsset: t.field({
    type: UpdateMediaAssetPayload,
    description: 'Changes the description of a file. Needs the scope `posts:write`.',
    args: { input: t.arg({ type: UpdateMediaAssetInput, required: true, description: 'What to change.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(
        await updateMediaAsset(app, viewer, { ...input, mediaAssetId: localId('MediaAsset', input.mediaAssetId) }),
      ),
  }),
  deleteMediaAsset: t.field({
    type: DeleteMediaAssetPayload,
    description: 'Deletes a file that no post uses. Needs the scope `posts:write`.',
    args: { input: t.arg({ type: DeleteMediaAssetInput, required: true, description: 'Which file.' }) },
    resolve: async (_root, { input }, { app, viewer }) =>
      answerOf(await deleteMediaAsset(app, viewer, { mediaAssetId: localId('MediaAsset', input.mediaAssetId) })),
  }),
}));
