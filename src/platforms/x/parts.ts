/** How one Slipway post becomes one or more posts on X. */
import type { PublishMedia, PublishPost } from '../platform.ts';
import type { XOptions } from './options.ts';

export const GIF = 'image/gif';

export interface Part {
  /** The commit step of this part; stable across releases. */
  step: string;
  /** Its place in the thread, counted from 1; null when it is the whole post. */
  part: { index: number; count: number } | null;
  text: string;
  /** The place of the text of this part in the input. */
  textPath: readonly string[];
  /** Indexes into `post.media`. */
  media: readonly number[];
}

/** The first part is the caption with all media that no later part uses. */
export function partsOf(post: PublishPost<XOptions>): readonly [Part, ...Part[]] {
  const replies = post.format === 'THREAD' ? post.options.thread : [];
  const taken = new Set(replies.flatMap(({ mediaIndexes }) => mediaIndexes));
  const count = replies.length + 1;
  const named = (index: number) =>
    post.format === 'THREAD'
      ? { step: `part-${index}`, part: { index: index + 1, count } }
      : { step: 'post', part: null };
  return [
    {
      ...named(0),
      text: said(post.caption),
      textPath: ['caption'],
      media: post.media.map((_, index) => index).filter((index) => !taken.has(index)),
    },
    ...replies.map((reply, index) => ({
      ...named(index + 1),
      text: said(reply.text),
      textPath: ['options', 'thread', String(index), 'text'],
      media: reply.mediaIndexes,
    })),
  ];
}

/** White space alone says nothing; sent along with a file, it would only count. */
const said = (text: string): string => (text.trim() === '' ? '' : text);

/** Among other images a GIF is still; alone it is uploaded as an animation, which may be larger. */
export function categoryOf(media: PublishMedia, alone: boolean): 'tweet_image' | 'tweet_gif' | 'tweet_video' {
  if (media.mimeType === GIF) return alone ? 'tweet_gif' : 'tweet_image';
  return media.kind === 'VIDEO' ? 'tweet_video' : 'tweet_image';
}
