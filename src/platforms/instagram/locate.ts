/** Finds a published post again among the media of the account: a container does not tell which media it became. */
import { PlatformFailure } from '../failure.ts';
import type { Api, PublishPost, Receipt, Steps } from '../platform.ts';
import { listMedia, type PublishedMedia } from './api.ts';
import type { InstagramOptions } from './options.ts';

type Post = PublishPost<InstagramOptions>;

/** What the commit leaves behind. `identified: false`: it is live, but `id` is still that of the container. */
export type Published = { id: string; url?: string; containerId: string; identified: boolean; since: string };

/** How far Instagram's clock and ours may differ; little, or the story before this one would pass for it. */
const CLOCK_SKEW_MS = 5_000;

/**
 * The media that `containerId` became: the same caption, not older than `since`, of its own kind before others, dated
 * after `since` before others, nearest.
 * Where the `url` is known, that decides.
 */
export async function locate(
  post: Post,
  api: Api,
  containerId: string,
  since: Date,
  signal: AbortSignal,
  url?: string,
): Promise<Published | undefined> {
  const distance = (media: PublishedMedia) => Math.abs(publishedAtMs(media) - since.getTime());
  // Dates are whole seconds. An earlier one is ours only if Instagram's clock is behind; a story that went out just before
  // `since` may be nearer to it than ours, whose worker was frozen after its intent.
  const isEarlier = (media: PublishedMedia) =>
    Number(publishedAtMs(media) < Math.floor(since.getTime() / 1_000) * 1_000);
  for (const edge of post.format === 'STORY' ? (['media', 'stories'] as const) : (['media'] as const)) {
    const [found] = (await listed(api, edge, signal))
      .filter((media) =>
        url === undefined
          ? isMatch(post, media, edge) && publishedAtMs(media) >= since.getTime() - CLOCK_SKEW_MS
          : shortcodeOf(url) !== '' && shortcodeOf(media.permalink) === shortcodeOf(url),
      )
      .sort(
        (a, b) => otherKind(post, a) - otherKind(post, b) || isEarlier(a) - isEarlier(b) || distance(a) - distance(b),
      );
    if (found) {
      return {
        id: found.id,
        ...(found.permalink ? { url: found.permalink } : {}),
        containerId,
        identified: true,
        since: since.toISOString(),
      };
    }
  }
  return undefined;
}

/** The id of the live media, for what comes after publishing. */
export async function mediaIdOf(post: Post, receipt: Receipt, steps: Steps, api: Api): Promise<string> {
  if (receipt.identified !== false) return receipt.id;
  const since = new Date(typeof receipt.since === 'string' ? receipt.since : 0);
  return steps.run('media', async (signal) => {
    const found = await locate(post, api, receipt.id, since, signal, receipt.url);
    if (found) return found.id;
    throw new PlatformFailure('PLATFORM_UNAVAILABLE', 'The post is live, but Instagram does not list it yet');
  });
}

/** A post that a person found: which media it is, the list of the account tells. */
export const receiptOf = (_post: Post, { url, since }: { url: string | null; since: Date }): Published => ({
  id: 'found-by-a-person',
  ...(url === null ? {} : { url }),
  containerId: 'found-by-a-person',
  identified: false,
  since: since.toISOString(),
});

// One post has several addresses: /p/, /reel/, with and without the name of its account.
const shortcodeOf = (url: string | null | undefined): string =>
  /\/(?:p|reels?|tv)\/([\w-]+)/.exec(url ?? '')?.[1] ?? '';

async function listed(api: Api, edge: 'media' | 'stories', signal: AbortSignal): Promise<PublishedMedia[]> {
  try {
    return await listMedia(api, api.account.externalId, edge, { signal });
  } catch (error) {
    // Instagram answered and does not show the list. That the post is live is known from its container already.
    if (error instanceof PlatformFailure && isRefusedList(error)) return [];
    throw error;
  }
}

/** Instagram answered and will not list; not a matter of waiting for the token, the rate or the network. */
export function isRefusedList({ kind, vendor: { httpStatus = 0 } }: PlatformFailure): boolean {
  return httpStatus >= 400 && httpStatus < 500 && (kind === 'rejected' || kind === 'unavailable');
}

function isMatch(post: Post, media: PublishedMedia, edge: 'media' | 'stories'): boolean {
  const isStory = edge === 'stories' || media.media_product_type?.toUpperCase() === 'STORY';
  if (post.format === 'STORY') return isStory;
  return !isStory && sameText(media.caption ?? '', post.caption);
}

// The same caption on a reel and on an image, published one after the other, is nothing unusual. Only an order: what
// Instagram files a video under has changed before.
function otherKind(post: Post, { media_product_type: kind }: PublishedMedia): 0 | 1 {
  return (kind?.toUpperCase() === 'REELS') === (post.format === 'REEL') ? 0 : 1;
}

// Instagram trims texts and may answer in another Unicode normal form.
export function sameText(a: string, b: string): boolean {
  const plain = (text: string) => text.normalize('NFC').replace(/\r\n?/g, '\n').trim();
  return plain(a) === plain(b);
}

function publishedAtMs(media: PublishedMedia): number {
  // `2026-11-20T10:00:00+0000`; without a time it cannot be told from an older post.
  return media.timestamp ? Date.parse(media.timestamp) : Number.NaN;
}
