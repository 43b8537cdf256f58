/** The input of posts: shared by creating, editing and checking. */
import type { PostMediaInput as DomainMedia } from '../domain/media/media-intake.ts';
import type { PostTargetInput as DomainTarget } from '../domain/posts/post-input.ts';
import { builder } from './builder.ts';
import { localId, optionalLocalId, optionalLocalIds } from './ids.ts';
import { FormatEnum } from './platform.ts';
import { PostTargetOptionsInput, readOptions } from './platform-options.ts';

export const PostContentInput = builder.inputType('PostContentInput', {
  description: 'The words of a post.',
  fields: (t) => ({
    caption: t.string({ description: 'The text: caption, description or post, as the platform calls it.' }),
    title: t.string({
      description:
        'The title, on platforms that have one. Where one is required, the first line of the caption stands in for a missing one.',
    }),
  }),
});

export const PostMediaInput = builder.inputType('PostMediaInput', {
  description: 'A file of a post: either one that is here already, or an address to fetch it from.',
  fields: (t) => ({
    url: t.string({
      description:
        'An https address that answers with the file itself. It is fetched before the call answers; for large files `importMediaFromUrl` first.',
    }),
    mediaAssetId: t.id({ description: 'A file that is here already, by `importMediaFromUrl` or `POST /media`.' }),
    altText: t.string({ description: 'What it shows, for people who cannot see it.' }),
  }),
});

export const PostTargetOverridesInput = builder.inputType('PostTargetOverridesInput', {
  description: 'What replaces the content of the post for one target. Null or absent inherits.',
  fields: (t) => ({
    caption: t.string({ description: 'Its own caption.' }),
    title: t.string({ description: 'Its own title.' }),
    mediaAssetIds: t.idList({ description: 'Its own files, in order.' }),
  }),
});

export const PostTargetInput = builder.inputType('PostTargetInput', {
  description: 'An account that a post goes to.',
  fields: (t) => ({
    socialAccountId: t.id({ required: true, description: 'Which account; it belongs to the brand of the post.' }),
    format: t.field({ type: FormatEnum, required: true, description: 'In what form.' }),
    overrides: t.field({ type: PostTargetOverridesInput, description: 'What differs from the post.' }),
    options: t.field({ type: PostTargetOptionsInput, description: 'Options of the platform.' }),
  }),
});

export const readMediaInput = (
  media: readonly (typeof PostMediaInput.$inferInput)[] | null | undefined,
): DomainMedia[] | null | undefined =>
  media?.map((item) => ({ ...item, mediaAssetId: optionalLocalId('MediaAsset', item.mediaAssetId) }));

export const readOverridesInput = (overrides: typeof PostTargetOverridesInput.$inferInput | null | undefined) =>
  overrides ? { ...overrides, mediaAssetIds: optionalLocalIds('MediaAsset', overrides.mediaAssetIds) } : overrides;

export const readTarget = ({
  socialAccountId,
  format,
  overrides,
  options,
}: typeof PostTargetInput.$inferInput): DomainTarget => ({
  socialAccountId: localId('SocialAccount', socialAccountId),
  format,
  overrides: readOverridesInput(overrides),
  ...readOptions(options),
});
