/** Finds a post that TikTok told no id of: in the list of the account, or by the address that a person gives. */
import { nearest, type Wanted } from '../kit/candidates.ts';
import type { Others, PublishPost } from '../platform.ts';
import type { ListedVideo } from './api.ts';
import type { TikTokOptions } from './options.ts';
import type { Posted } from './outcome.ts';

/** TikTok's times are whole seconds. */
const UNIT_MS = 1_000;

/**
 * The listed post with the same text that is nearest after `since`. In doubt none: a wrong match would hide a lost
 * post.
 */
export function findListed(
  post: PublishPost<TikTokOptions>,
  sent: Pick<Wanted, 'since' | 'isInstant'>,
  listed: readonly ListedVideo[],
  others: Others,
): ListedVideo | 'none' | 'unknown' {
  const ours = textsOf(post);
  const candidates = listed
    .filter((video) => [video.title, video.video_description].some((text) => ours.has(normalised(text))))
    .map((video) => ({ ...video, names: [video.id], madeAt: new Date(video.create_time * 1_000) }));
  const isAlike: Wanted['isAlike'] = (other) => [...textsOf(other)].some((text) => ours.has(text));
  return nearest(candidates, { ...sent, unitMs: UNIT_MS, isAlike }, others);
}

/** The reference does not say how title and description of photos come back, separately or joined. */
function textsOf({ title, caption }: Pick<PublishPost, 'title' | 'caption'>): ReadonlySet<string> {
  const [head, text] = [normalised(title), normalised(caption)];
  const texts = new Set(text === '' ? [head] : [text, `${head} ${text}`.trim()]);
  texts.delete('');
  return texts;
}

const normalised = (text: string | null | undefined): string => (text ?? '').replace(/\s+/g, ' ').trim();

/** For a post that a person found: only its public address names it. */
export function receiptOf(_post: PublishPost, { url, since }: { url: string | null; since: Date }): Posted | null {
  const [, username, postId] =
    /^https:\/\/(?:www\.|m\.)?tiktok\.com\/@([^/?#]+)\/(?:video|photo)\/(\d+)/.exec(url ?? '') ?? [];
  if (url === null || username === undefined || postId === undefined) return null;
  return { id: postId, postId, url, username, committedAt: since.toISOString(), sentAt: since.toISOString() };
}
