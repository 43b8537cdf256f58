/** Finds a published post among the media of the account: a container does not tell which media it became. */

import { PlatformFailure } from '../failure.ts';
import { type Candidate, nearest, type Wanted } from '../kit/candidates.ts';
import type { Api, Others, PublishPost, Receipt, Steps } from '../platform.ts';
import { listMedia, type PublishedMedia } from './api.ts';
import type { InstagramOptions } from './options.ts';

type Post = PublishPost<InstagramOptions>;

/** The receipt of the commit. `identified: false`: the post is live, but `id` is still that of the container. */
export type Published = {
  id: string;
  url?: string;
  containerId: string;
  identified: boolean;
  since: string;
  /** Absent: identified. */
  isInstant?: boolean;
};

/** When the post was sent; without `isInstant`, at an unknown time after `since`. */
export interface Sent {
  since: Date;
  isInstant: boolean;
}

export const unidentified = (containerId: string, { since, isInstant }: Sent): Published => ({
  id: containerId,
  containerId,
  identified: false,
  since: since.toISOString(),
  isInstant,
});

/** Instagram's times are whole seconds. */
const UNIT_MS = 1_000;
/** By this time the post is listed. If only an older one is, that may be it: the clocks differ by that much. */
const LISTED_BY_MS = 5 * 60_000;
const CLOCK_DRIFT_MS = 5_000;

/**
 * The media that a container became: of its kind, with the same caption, the nearest after it was sent. A known `url`
 * decides. `unknown`: several media may be it.
 */
export async function locate(
  post: Post,
  api: Api,
  sent: Sent & { containerId: string; url?: string | undefined },
  others: Others,
  signal: AbortSignal,
): Promise<Published | 'none' | 'unknown'> {
  const { since, isInstant, containerId, url } = sent;
  const isAlike: Wanted['isAlike'] = (other) =>
    (other.format === 'STORY') === (post.format === 'STORY') &&
    (post.format === 'STORY' || sameText(other.caption, post.caption));
  for (const edge of post.format === 'STORY' ? (['media', 'stories'] as const) : (['media'] as const)) {
    const media = await listed(api, edge, signal);
    const found =
      url === undefined
        ? nearest(
            media.filter((one) => isMatch(post, one, edge)).flatMap(candidate),
            { since, isInstant, unitMs: UNIT_MS, isAlike },
            others,
          )
        : (media.find((one) => shortcodeOf(url) !== '' && shortcodeOf(one.permalink) === shortcodeOf(url)) ?? 'none');
    if (found === 'none') continue;
    if (found === 'unknown') return found;
    const { id, permalink } = found;
    const address = permalink ? { url: permalink } : {};
    return { id, ...address, containerId, identified: true, since: since.toISOString() };
  }
  return 'none';
}

/** Without a time it cannot be distinguished from an older post. */
function candidate(media: PublishedMedia): (PublishedMedia & Candidate)[] {
  // `2026-11-20T10:00:00+0000`
  const madeAt = new Date(media.timestamp ?? Number.NaN);
  const shortcode = media.shortcode ?? shortcodeOf(media.permalink);
  const names = shortcode === '' ? [media.id] : [media.id, shortcode];
  return Number.isNaN(madeAt.getTime()) ? [] : [{ ...media, madeAt, names }];
}

/** The id of the live media, for the extras. */
export async function mediaIdOf(post: Post, receipt: Receipt, steps: Steps, api: Api): Promise<string> {
  if (receipt.identified !== false) return receipt.id;
  const sent = {
    since: new Date(typeof receipt.since === 'string' ? receipt.since : 0),
    isInstant: receipt.isInstant !== false,
    containerId: receipt.id,
    url: receipt.url,
  };
  return steps.run('media', async (signal) => {
    const others = await steps.others();
    let found = await locate(post, api, sent, others, signal);
    if (found === 'none' && api.now().getTime() - sent.since.getTime() > LISTED_BY_MS) {
      const since = new Date(sent.since.getTime() - CLOCK_DRIFT_MS);
      found = await locate(post, api, { ...sent, since, isInstant: false }, others, signal);
    }
    if (typeof found !== 'string') return found.id;
    const why = found === 'none' ? 'does not list it yet' : 'lists several posts that may be it';
    throw new PlatformFailure('PLATFORM_UNAVAILABLE', `The post is live, but Instagram ${why}`);
  });
}

/** For a post that a person found: the list of the account tells which media it is. */
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
    // Instagram answered but does not show the list. The container has already proved that the post is live.
    if (error instanceof PlatformFailure && isRefusedList(error)) return [];
    throw error;
  }
}

/** Whether Instagram answered and refuses to list: waiting for the token, the rate or the network would not help. */
export function isRefusedList({ kind, vendor: { httpStatus = 0 } }: PlatformFailure): boolean {
  return httpStatus >= 400 && httpStatus < 500 && (kind === 'rejected' || kind === 'unavailable');
}

function isMatch(post: Post, media: PublishedMedia, edge: 'media' | 'stories'): boolean {
  const isStory = edge === 'stories' || media.media_product_type?.toUpperCase() === 'STORY';
  if (isStory !== (post.format === 'STORY') || isOtherKind(post, media)) return false;
  return isStory || sameText(media.caption ?? '', post.caption);
}

/**
 * Kinds are compared because the same caption on a reel and on an image, published in sequence, is common. Which kind
 * of video Instagram reports has changed before, so all videos are one kind.
 */
function isOtherKind(post: Post, { media_type, media_product_type }: PublishedMedia): boolean {
  const isVideo = post.format === 'REEL' || (post.format === 'STORY' && post.media[0]?.kind === 'VIDEO');
  const type = post.format === 'CAROUSEL' ? 'CAROUSEL_ALBUM' : isVideo ? 'VIDEO' : 'IMAGE';
  if (media_type) return media_type.toUpperCase() !== type;
  return !isVideo && media_product_type?.toUpperCase() === 'REELS';
}

// Instagram trims texts and may answer in another Unicode normal form.
export function sameText(a: string, b: string): boolean {
  const plain = (text: string) => text.normalize('NFC').replace(/\r\n?/g, '\n').trim();
  return plain(a) === plain(b);
}
