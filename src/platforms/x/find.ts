/** Looks for a post whose answer was lost: X has no idempotency key, so the account's own recent posts decide. */
import type { Api } from '../platform.ts';
import { readTimeline, type TimelinePost } from './api.ts';
import { canonicalPostText, canonicalText, snowflakeAt, urlsIn } from './text.ts';

// Ids are made from X's clock, `since` from ours.
const CLOCK_SKEW_MS = 60_000;
// X lists at most 3,200 posts of an account.
const MAX_PAGES = 32;

export interface SentPost {
  text: string;
  /** Media of this very attempt. Their ids are never used twice, which makes them a fingerprint. */
  media: readonly { id: string; mediaKey: string | null }[];
  hasPoll: boolean;
  /** The previous part of the thread. */
  parentId: string | null;
  username: string | null;
}

export async function findPost(
  api: Api,
  sent: SentPost,
  since: Date,
  signal: AbortSignal,
): Promise<string | 'absent' | 'unknown'> {
  const sinceId = latest(snowflakeAt(new Date(since.getTime() - CLOCK_SKEW_MS)), sent.parentId);
  const found: string[] = [];
  let pageToken: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { posts, nextToken } = await readTimeline(api, { sinceId, pageToken }, signal);
    found.push(...posts.filter((post) => isSame(sent, post)).map(({ id }) => id));
    if (nextToken === null) return found.toSorted((a, b) => (BigInt(a) < BigInt(b) ? -1 : 1))[0] ?? 'absent';
    pageToken = nextToken;
  }
  return found[0] ?? 'unknown';
}

export function isSame(sent: SentPost, post: TimelinePost): boolean {
  if (sent.parentId === null ? post.repliesTo !== null : post.repliesTo !== null && post.repliesTo !== sent.parentId) {
    return false;
  }
  if (post.mediaKeys !== null && sent.media.length > 0) {
    return post.mediaKeys.some((key) => sent.media.some((media) => isKeyOf(key, media)));
  }
  // A link to somebody's photo or video shows as an attachment as well.
  if (sent.media.length === 0 && (post.mediaKeys?.length ?? 0) > 0 && urlsIn(sent.text).length === 0) return false;
  if (post.pollIds !== null && sent.hasPoll !== post.pollIds.length > 0) return false;
  const theirs = canonicalPostText(post.text, post.urls);
  const ours = canonicalText(sent.text);
  return theirs === ours || withoutMention(theirs, sent) === ours;
}

/** A media key is the kind and the id of the media, e.g. `3_1234`. */
const isKeyOf = (key: string, media: SentPost['media'][number]): boolean =>
  key === media.mediaKey || key.slice(key.indexOf('_') + 1) === media.id;

// X may put the name of the author who is replied to, here ourselves, in front of a reply.
function withoutMention(text: string, sent: SentPost): string {
  const mention = `@${sent.username} `;
  const isMentioned =
    sent.parentId !== null && sent.username !== null && text.toLowerCase().startsWith(mention.toLowerCase());
  return isMentioned ? text.slice(mention.length) : text;
}

const latest = (a: string, b: string | null): string => (b !== null && BigInt(b) > BigInt(a) ? b : a);
