/** The metadata of a video: the title rule and the body of `videos.insert`. */
import { createHash } from 'node:crypto';
import type { youtube_v3 } from '@googleapis/youtube';
import type { PublishMedia, PublishPost } from '../platform.ts';
import type { YouTubeOptions } from './options.ts';

export const TITLE_MAX_UTF16 = 100;

export const PRIVACY = { PRIVATE: 'private', UNLISTED: 'unlisted', PUBLIC: 'public' } as const;
const LICENSE = { YOUTUBE: 'youtube', CREATIVE_COMMON: 'creativeCommon' } as const;

/** The title to send: that of the post, or the first non-empty line of the caption, cut to fit. */
export function videoTitle(post: Pick<PublishPost, 'title' | 'caption'>): string {
  const own = post.title?.trim() ?? '';
  if (own !== '') return own;
  return cutUtf16(firstLineOf(post.caption), TITLE_MAX_UTF16).trimEnd();
}

export const firstLineOf = (caption: string): string =>
  (caption.split(/\r?\n/).find((line) => line.trim() !== '') ?? '').trim();

/** Query and body that open an upload. `part` names exactly the parts present in the body. */
export function insertRequest(post: PublishPost<YouTubeOptions>): {
  query: { part: string; notifySubscribers: boolean };
  body: youtube_v3.Schema$Video;
} {
  const { options } = post;
  const body: youtube_v3.Schema$Video = {
    snippet: {
      title: videoTitle(post),
      description: post.caption,
      categoryId: options.categoryId,
      ...(options.tags.length > 0 && { tags: [...options.tags] }),
      ...(options.defaultLanguage !== undefined && { defaultLanguage: options.defaultLanguage }),
      ...(options.defaultAudioLanguage !== undefined && { defaultAudioLanguage: options.defaultAudioLanguage }),
    },
    status: {
      privacyStatus: PRIVACY[options.privacy],
      selfDeclaredMadeForKids: options.madeForKids,
      containsSyntheticMedia: options.containsSyntheticMedia,
      license: LICENSE[options.license],
      embeddable: options.embeddable,
      publicStatsViewable: options.publicStatsViewable,
    },
    ...(options.hasPaidProductPlacement && { paidProductPlacementDetails: { hasPaidProductPlacement: true } }),
  };
  return {
    query: { part: Object.keys(body).join(','), notifySubscribers: options.notifySubscribers },
    body,
  };
}

/**
 * Identifies the text, options and file that a session was opened with: after an edit in between, the session is
 * useless.
 */
export function insertDigest(post: PublishPost<YouTubeOptions>, media: PublishMedia): string {
  const opened = JSON.stringify([insertRequest(post), media.id, media.bytes]);
  return createHash('sha256').update(opened).digest('base64url').slice(0, 16);
}

/** Commas between tags count, and a tag with a space counts two more for the quotes YouTube puts around it. */
export function tagsLength(tags: readonly string[]): number {
  return tags.reduce((sum, tag) => sum + tag.length + (tag.includes(' ') ? 2 : 0), Math.max(0, tags.length - 1));
}

function cutUtf16(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max);
  // Half of a surrogate pair is not a character.
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}
