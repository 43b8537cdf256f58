/** Builds the fields of the containers of each format. The caller makes the links to the media. */
import type { PublishMedia, PublishPost } from '../platform.ts';
import type { ContainerFields } from './api.ts';
import type { InstagramOptions } from './options.ts';

type Post = PublishPost<InstagramOptions>;

/** The one container of an image, a reel or a story. */
export function singleFields(
  post: Post,
  media: PublishMedia,
  link: string,
  coverLink: string | undefined,
): ContainerFields {
  const source = media.kind === 'IMAGE' ? { image_url: link } : { video_url: link };
  switch (post.format) {
    case 'STORY':
      // No caption, collaborators or place: Instagram refuses or ignores them on stories.
      return { media_type: 'STORIES', ...source, user_tags: userTags(post, media, 0), ...disclosure(post) };
    case 'REEL':
      return {
        media_type: 'REELS',
        ...source,
        ...aboutThePost(post),
        user_tags: userTags(post, media, 0),
        share_to_feed: post.options.shareToFeed,
        cover_url: coverLink,
        thumb_offset: coverLink === undefined ? post.options.thumbOffsetMs : undefined,
        audio_name: post.options.audioName,
        trial_params: post.options.trialReel && { graduation_strategy: post.options.trialReel },
      };
    default:
      return { ...source, ...aboutThePost(post), alt_text: altText(media), user_tags: userTags(post, media, 0) };
  }
}

/** One item of a carousel. Fields of the whole post belong to the parent; Instagram ignores or refuses them here. */
export function childFields(post: Post, media: PublishMedia, index: number, link: string): ContainerFields {
  if (media.kind === 'VIDEO') return { media_type: 'VIDEO', is_carousel_item: true, video_url: link };
  return {
    is_carousel_item: true,
    image_url: link,
    alt_text: altText(media),
    user_tags: userTags(post, media, index),
  };
}

export function carouselFields(post: Post, children: readonly string[]): ContainerFields {
  return { media_type: 'CAROUSEL', children, ...aboutThePost(post) };
}

function aboutThePost(post: Post): ContainerFields {
  const { collaborators, locationId } = post.options;
  return {
    caption: post.caption || undefined,
    collaborators: collaborators.length > 0 ? collaborators : undefined,
    location_id: locationId,
    ...disclosure(post),
  };
}

const disclosure = (post: Post): ContainerFields => ({ is_ai_generated: post.options.isAiGenerated });

const altText = (media: PublishMedia) => media.altText || undefined;

function userTags(post: Post, media: PublishMedia, index: number): ContainerFields['user_tags'] {
  const tags = post.options.userTags.filter((tag) => tag.mediaIndex === index);
  if (tags.length === 0) return undefined;
  // Instagram refuses a position on a video.
  return tags.map(({ username, x, y }) => (media.kind === 'VIDEO' ? { username } : { username, x, y }));
}
