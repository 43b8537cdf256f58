/** Looks for a post whose answer was lost: X has no idempotency key, so the account's own recent posts decide. */
import { PlatformFailure } from '../failure.ts';
import type { Api } from '../platform.ts';
import { readTimeline, TIMELINE_QUERIES, type TimelinePage, type TimelinePost } from './api.ts';
import { TEXT_MAX } from './limits.ts';
import { canonicalPostText, canonicalText, isSameButForLinks, snowflakeTime, urlsIn, weightedLength } from './text.ts';

// Posts carry X's clock, `since` ours.
const CLOCK_SKEW_MS = 60_000;
const MAX_PAGES = 50;

export interface SentPost {
  text: string;
  /** Media of this very attempt. Their ids are never used twice, which makes them a fingerprint. */
  media: readonly { id: string; mediaKey: string | null }[];
  hasPoll: boolean;
  /** The previous part of the thread. */
  parentId: string | null;
  username: string | null;
}

/**
 * Reads back from the newest post to the first one that is too old to be ours. The age is judged here and not by
 * `since_id`: that one has X believe our clock, and answers nothing at all where ids are not made from the time.
 */
export async function findPost(
  api: Api,
  sent: SentPost,
  since: Date,
  signal: AbortSignal,
): Promise<string | 'absent' | 'unknown'> {
  const from = since.getTime() - CLOCK_SKEW_MS;
  const found: string[] = [];
  let isDoubtful = false;
  let pageToken: string | null = null;
  for (let page = 0; page < MAX_PAGES; page++) {
    const { posts, nextToken } = await readPage(api, sent, pageToken, signal);
    const fresh = posts.filter((post) => isFresh(post, from, sent.parentId));
    found.push(...fresh.filter((post) => isSame(sent, post)).map(({ id }) => id));
    isDoubtful ||= posts.some((post) => mayBeOurs(sent, post));
    if (nextToken === null || fresh.length < posts.length) return found.at(-1) ?? (isDoubtful ? 'unknown' : 'absent');
    pageToken = nextToken;
  }
  return found.at(-1) ?? 'unknown';
}

async function readPage(
  api: Api,
  sent: SentPost,
  pageToken: string | null,
  signal: AbortSignal,
): Promise<TimelinePage> {
  for (const query of TIMELINE_QUERIES) {
    if (query !== 'FULL' && !isTold(sent.text)) break;
    const page = await readTimeline(api, { query, pageToken }, signal);
    if (page !== 'REFUSED') return page;
  }
  // A look that is refused is no answer to whether the post is live.
  throw new PlatformFailure('PLATFORM_UNAVAILABLE', 'users.tweets: X refuses to list the posts of this account', {
    vendor: { httpStatus: 400 },
  });
}

/** Whether the bare text of a post tells it: X shortens links and long texts, and says what they were in other fields only. */
const isTold = (text: string): boolean =>
  text.trim() !== '' && urlsIn(text).length === 0 && weightedLength(text) <= TEXT_MAX;

/** Neither older than the first try nor, for a part of a thread, than the part before it. */
function isFresh(post: TimelinePost, from: number, parentId: string | null): boolean {
  const madeAt = post.createdAt ?? snowflakeTime(post.id);
  return isAfter(post, parentId) && (madeAt === null || madeAt.getTime() >= from);
}

const isAfter = ({ id }: TimelinePost, parentId: string | null): boolean =>
  parentId === null || (isNumeric(parentId) && isNumeric(id) ? BigInt(id) > BigInt(parentId) : id !== parentId);

/**
 * Where X keeps back what was asked for, an id alone does not prove the age of a post with our text, nor its text that
 * the links are others.
 */
const mayBeOurs = (sent: SentPost, post: TimelinePost): boolean =>
  post.createdAt === null && isAfter(post, sent.parentId) && isSameButForLinks(sent.text, post.text);

const isNumeric = (id: string): boolean => /^\d+$/.test(id);

export function isSame(sent: SentPost, post: TimelinePost): boolean {
  if (sent.parentId === null ? post.repliesTo !== null : post.repliesTo !== null && post.repliesTo !== sent.parentId) {
    return false;
  }
  if (post.mediaKeys !== null && sent.media.length > 0) {
    if (post.mediaKeys.some((key) => sent.media.some((media) => isKeyOf(key, media)))) return true;
    // Keys that are known and not there make it another post; without them the text has to tell.
    if (post.mediaKeys.length === 0 || sent.media.every(({ mediaKey }) => mediaKey !== null)) return false;
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
