/** What a post says to each of its targets: its own content, what a target overrides, and both merged for the adapter. */
import type { Format, PublishMedia, PublishPost } from '../../platforms/platform.ts';
import { invariant } from '../errors.ts';
import type { AssetRow } from '../media/media.ts';

/** What an author wrote for all targets of a post. */
export interface PostContent {
  caption: string;
  title: string | null;
  media: readonly { mediaAssetId: string; altText: string | null }[];
}

/** What replaces the post's own for one target; absent keys inherit. Stored in `post_target.overrides`. */
export interface TargetOverrides {
  caption?: string;
  title?: string;
  mediaAssetIds?: readonly string[];
}

export interface TargetContent {
  id: string;
  format: Format;
  overrides: TargetOverrides;
  /** As written by the author; `platform.options` parses it wherever it is used. */
  options: unknown;
}

/** Post and overrides become what the adapter gets. All media must be READY (`usableMedia` tells). */
export function mergeTarget<Options>(
  post: PostContent,
  target: Omit<TargetContent, 'options'> & { options: Options },
  media: ReadonlyMap<string, AssetRow>,
): PublishPost<Options> {
  const title = target.overrides.title ?? post.title;
  return {
    targetId: target.id,
    format: target.format,
    caption: target.overrides.caption ?? post.caption,
    title: title === '' ? null : title,
    media: mediaOf(post, target).map(({ mediaAssetId, altText }) => {
      const facts = media.get(mediaAssetId);
      const usable = facts && usableMedia(facts, altText);
      invariant(usable, `target ${target.id} uses media ${mediaAssetId}, which is not ready`);
      return usable;
    }),
    options: target.options,
  };
}

/** The media of one target, in order, with the alt text the author gave it in this post. */
export function mediaOf(post: PostContent, target: Pick<TargetContent, 'overrides'>): PostContent['media'] {
  const chosen = target.overrides.mediaAssetIds;
  if (chosen === undefined) return post.media;
  return chosen.map((id) => post.media.find((own) => own.mediaAssetId === id) ?? { mediaAssetId: id, altText: null });
}

/** Media that options name (a cover, a thumbnail): whatever stands under a key that ends in `mediaAssetId`. */
export function optionMedia(
  options: unknown,
  path: readonly string[] = ['options'],
): { id: string; path: readonly string[] }[] {
  if (typeof options !== 'object' || options === null) return [];
  return Object.entries(options).flatMap(([key, value]) => {
    if (typeof value === 'string' && /mediaAssetId$/i.test(key))
      return [{ id: value.toLowerCase(), path: [...path, key] }];
    return optionMedia(value, [...path, key]);
  });
}

/** The file as an adapter sees it, or null while it is not READY. */
export function usableMedia(facts: AssetRow, altText: string | null): PublishMedia | null {
  const { id, kind, mimeType, bytes, width, height, durationMs, frameRate, frameCount, videoCodec, audioCodec } = facts;
  if (facts.status !== 'READY' || kind === null || mimeType === null || bytes === null) return null;
  return {
    id,
    kind,
    mimeType,
    bytes: Number(bytes),
    width,
    height,
    durationMs,
    frameRate,
    frameCount,
    videoCodec,
    audioCodec,
    altText: altText ?? facts.altText,
  };
}
