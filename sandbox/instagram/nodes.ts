/** Instagram's published media: what the stand-in keeps of them, their JSON, and how the audience sees them. */
import type { LivePost } from '../core.ts';
import type { Container, PulledMedia } from './containers.ts';
import { Edge, type GraphAccount, type GraphContext, graphTime } from './graph.ts';

export interface Media {
  id: string;
  account: GraphAccount;
  container: Container;
  media: readonly PulledMedia[];
  shortcode: string;
  publishedAt: number;
  /** Listing reads since it went live. */
  listed: number;
  /** Reads of this node since it went live. */
  reads: number;
  commentsEnabled: boolean;
  comments: Comment[];
}

export interface Comment {
  id: string;
  text: string;
  createdAt: number;
  isHidden: boolean;
  /** What a reply answers; threads are one level deep. */
  parentId: string | undefined;
}

export interface MediaSettings {
  quotaTotal: number;
  /** What Instagram thinks of the account. */
  standing: 'GOOD' | 'SPAM' | 'RESTRICTED';
  /** Reads of a fresh media node that do not have a permalink yet. */
  permalinkDelayReads: number;
}

export function livePost(media: Media): LivePost {
  const { container, account } = media;
  return {
    id: media.id,
    platform: 'INSTAGRAM',
    accountId: account.id,
    username: account.username,
    kind: container.kind,
    text: container.fields.caption,
    mediaCount: media.media.length,
    mediaSha256: media.media.map((one) => one.sha256),
    permalink: permalink(media),
    createdAt: new Date(media.publishedAt).toISOString(),
    visible: true,
    details: {
      containerId: container.id,
      mediaUrls: media.media.map((one) => one.url),
      mediaTypes: media.media.map((one) => one.type),
      ...(container.fields.alt_text !== undefined && { altText: container.fields.alt_text }),
      ...(container.fields.collaborators.length > 0 && { collaborators: container.fields.collaborators }),
      comments: media.comments.map(({ id, text }) => ({ id, text })),
    },
  };
}

function permalink({ container, account, shortcode, id }: Media): string {
  if (container.kind === 'STORIES') return `https://www.instagram.com/stories/${account.username}/${id}/`;
  return `https://www.instagram.com/${container.kind === 'REELS' ? 'reel' : 'p'}/${shortcode}/`;
}

export function node(media: Media, ctx: GraphContext, settings: MediaSettings): Record<string, unknown> {
  const { container, account } = media;
  const type = container.kind === 'CAROUSEL' ? 'CAROUSEL_ALBUM' : (media.media[0]?.type ?? 'IMAGE');
  const product = container.kind === 'REELS' ? 'REELS' : container.kind === 'STORIES' ? 'STORY' : 'FEED';
  return {
    id: media.id,
    ...(container.fields.caption !== '' && { caption: container.fields.caption }),
    ...(container.fields.alt_text !== undefined && { alt_text: container.fields.alt_text }),
    media_type: type,
    media_product_type: product,
    media_url: media.media[0]?.url,
    ...(type === 'VIDEO' && { thumbnail_url: `https://scontent.cdninstagram.com/v/${media.shortcode}.jpg` }),
    ...(media.reads >= settings.permalinkDelayReads && { permalink: permalink(media) }),
    shortcode: media.shortcode,
    timestamp: graphTime(media.publishedAt),
    username: account.username,
    owner: { id: account.id },
    ...(type === 'CAROUSEL_ALBUM' && { children: new Edge(childNodes(media)) }),
    ...(media.comments.length > 0 && { comments: new Edge(commentNodes(media)) }),
    comments_count: media.comments.length,
    like_count: Math.floor((ctx.state.now() - media.publishedAt) / 60_000),
    is_comment_enabled: media.commentsEnabled,
    ...(product === 'REELS' && { is_shared_to_feed: container.fields.share_to_feed ?? true }),
  };
}

export function childNodes(media: Media): Record<string, unknown>[] {
  if (media.container.kind !== 'CAROUSEL') return [];
  return media.media.map((one, index) => ({
    id: `${BigInt(media.id) + 10_000_000_000_000n * BigInt(index + 1)}`,
    media_type: one.type,
    media_url: one.url,
    permalink: permalink(media),
    shortcode: media.shortcode,
    timestamp: graphTime(media.publishedAt),
    username: media.account.username,
  }));
}

/** Newest first; replies hang below what they answer. */
export function commentNodes(media: Media): CommentNode[] {
  return media.comments
    .filter(({ parentId }) => parentId === undefined)
    .map((comment) => commentNode(media, comment))
    .reverse();
}

type CommentNode = { id: string } & Record<string, unknown>;

export function commentNode(media: Media, comment: Comment): CommentNode {
  const { id, username } = media.account;
  const replies = replyNodes(media, comment);
  return {
    id: comment.id,
    text: comment.text,
    timestamp: graphTime(comment.createdAt),
    username,
    from: { id, username },
    like_count: 0,
    hidden: comment.isHidden,
    media: { id: media.id },
    ...(comment.parentId !== undefined && { parent_id: comment.parentId }),
    ...(replies.length > 0 && { replies: new Edge(replies) }),
  };
}

/** Oldest first. */
export function replyNodes(media: Media, comment: Comment): CommentNode[] {
  return media.comments.filter(({ parentId }) => parentId === comment.id).map((reply) => commentNode(media, reply));
}
