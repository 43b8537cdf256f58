/** What X bills: each post, each description of a file, and whatever it returns. */
import type { Pricing, PublishMedia } from '../platform.ts';
import type { XOptions } from './options.ts';
import { categoryOf, type Part, partsOf } from './parts.ts';
import { urlsIn } from './text.ts';

export const pricing = {
  currency: 'USD',
  source: 'https://docs.x.com/x-api/getting-started/pricing',
  since: '2026-04-20',
  items: {
    post: { description: 'A post, or a part of a thread.', micros: 15_000 },
    post_with_link: { description: 'The same with a link in its text.', micros: 200_000 },
    media_metadata: { description: 'The alt text of a file.', micros: 5_000 },
    post_read: {
      description: 'A post that is read: for its figures, or while looking for one whose answer was lost.',
      micros: 5_000,
    },
    user_read: { description: 'A look at an account, or at its figures.', micros: 10_000 },
  },
  itemsOf: (post) =>
    partsOf(post).flatMap((part) => [
      itemOf(part),
      ...part.media.flatMap((index) => (isDescribed(post.media[index], part) ? ['media_metadata'] : [])),
    ]),
} as const satisfies Pricing<XOptions>;

/** X takes alt text for images and GIFs only. */
const isDescribed = (media: PublishMedia | undefined, part: Part): boolean =>
  Boolean(media?.altText) && media !== undefined && categoryOf(media, part.media.length === 1) !== 'tweet_video';

/** What the call that publishes a part is billed as. */
export const itemOf = ({ text }: Pick<Part, 'text'>): 'post' | 'post_with_link' =>
  urlsIn(text).length > 0 ? 'post_with_link' : 'post';
