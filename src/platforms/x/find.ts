/** Looks up a post whose answer was lost: X has no idempotency key, so the recent posts of the account decide. */

import { PlatformFailure } from '../failure.ts';
import { nearest } from '../kit/candidates.ts';
import type { Api, NotFound, Others } from '../platform.ts';
import { TEXT_MAX } from './formats.ts';
import { POST_QUERIES, type PostList, readPosts, type TimelinePage, type TimelinePost } from './lists.ts';
import { canonicalPostText, canonicalText, isSameButForLinks, snowflakeTime, urlsIn, weightedLength } from './text.ts';

// Posts have times of the clock of X, `since` of ours.
const CLOCK_SKEW_MS = 60_000;
const CLOCK_DRIFT_MS = 5_000;
/** `created_at` has whole seconds. */
const UNIT_MS = 1_000;
const MAX_PAGES = 50;

export interface SentPost {
  text: string;
  /** The media of this attempt. Their ids are never used twice, so they identify the post. */
  media: readonly { id: string; mediaKey: string | null }[];
  hasPoll: boolean;
  /** The previous part of the thread. */
  parentId: string | null;
  username: string | null;
}

/**
 * X refuses the same text again within a day, but only if the post is nothing but text: then a repeat cannot make a
 * second post. Any other post may be published twice, so it may be live although no list shows it.
 */
const isGuarded = ({ media, hasPoll, parentId }: SentPost): boolean =>
  media.length === 0 && !hasPoll && parentId === null;

export async function findPost(
  api: Api,
  sent: SentPost,
  since: Date,
  others: Others,
  signal: AbortSignal,
): Promise<{ id: string } | NotFound> {
  const wanted = { sent, since, others };
  const inTimeline = await lookInto(api, 'TIMELINE', wanted, signal);
  if (inTimeline === 'none' && isGuarded(sent)) return 'absent';
  if (inTimeline !== 'none' && inTimeline !== 'REFUSED') return inTimeline;
  // Only a second source: if it cannot be read, the answer of the first still counts.
  const inSearch = await lookInto(api, 'SEARCH', wanted, signal).catch((error: unknown) => {
    if (error instanceof PlatformFailure && !signal.aborted) return 'REFUSED' as const;
    throw error;
  });
  if (inSearch !== 'none' && inSearch !== 'REFUSED') return inSearch;
  if (inTimeline === 'REFUSED') throw refusedLook();
  return 'unseen';
}

// A refused look says nothing about whether the post is live.
const refusedLook = (): PlatformFailure =>
  new PlatformFailure('PLATFORM_UNAVAILABLE', 'users.tweets: X refuses to list the posts of this account', {
    vendor: { httpStatus: 400 },
  });

interface Wanted {
  sent: SentPost;
  since: Date;
  others: Others;
}

/**
 * Reads back from the newest post to the first one that is too old. The age is checked here and not by `since_id`,
 * which would make X trust our clock, and which returns nothing where ids do not contain the time.
 */
async function lookInto(
  api: Api,
  list: PostList,
  { sent, since, others }: Wanted,
  signal: AbortSignal,
): Promise<{ id: string } | 'none' | 'unknown' | 'REFUSED'> {
  const from = new Date(since.getTime() - CLOCK_SKEW_MS);
  const found: { id: string; names: readonly string[]; madeAt: Date }[] = [];
  let isDoubtful = false;
  let pageToken: string | null = null;
  let queries = POST_QUERIES;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await readPage(api, list, { queries, pageToken }, signal);
    if (answer === 'REFUSED') return answer;
    // A query that X accepted works for the next page too, and the page token fits no other query.
    queries = queries.slice(queries.indexOf(answer.query));
    const { posts, nextToken, query } = answer;
    const free = posts.filter(({ id }) => !others.isTaken(id));
    const own = free.find((post) => hasOurMedia(sent, post));
    if (own !== undefined) return { id: own.id };
    const tells = query.isFull || isTold(sent.text);
    for (const post of free.filter((one) => isFresh(one, from, sent.parentId))) {
      const isOurs = tells && isSame(sent, post);
      if (isOurs) found.push({ id: post.id, names: [post.id], madeAt: madeAt(post) ?? since });
      isDoubtful ||= !isOurs && !query.isFull && isAfterCall(post, since) && isSameButForLinks(sent.text, post.text);
    }
    isDoubtful ||= free.some((post) => mayBeOurs(sent, post));
    if (nextToken === null || posts.some((post) => !isFresh(post, from, sent.parentId)))
      return chooseOwn(found, isDoubtful, { sent, since, others });
    pageToken = nextToken;
  }
  const told = chooseOwn(found, true, { sent, since, others });
  return told === 'none' ? 'unknown' : told;
}

function chooseOwn(
  found: readonly { id: string; names: readonly string[]; madeAt: Date }[],
  isDoubtful: boolean,
  { sent, since, others }: Wanted,
): { id: string } | 'none' | 'unknown' {
  const pick = (from: Date, isInstant: boolean) =>
    nearest(found, { since: from, isInstant, unitMs: UNIT_MS, isAlike: (other) => isAlike(sent, other) }, others);
  const ours = pick(since, true);
  if (ours !== 'none') return ours;
  const earlier = pick(new Date(since.getTime() - toleranceMs(sent)), false);
  if (earlier !== 'none') return earlier;
  // The post is older than the call, by no more than the clocks may differ: it is ours, or a person wrote it by hand.
  return isDoubtful || found.length > 0 ? 'unknown' : 'none';
}

/**
 * By how much a post may be older than the call and still be taken for it. A reply is younger than its parent by the
 * clock of X, and X itself refuses equal texts.
 */
const toleranceMs = (sent: SentPost): number =>
  sent.parentId !== null ? CLOCK_SKEW_MS : isGuarded(sent) ? CLOCK_DRIFT_MS : 0;

/** Whether another post may have the same text. Parts of threads are identified by their parent instead. */
const isAlike = (sent: SentPost, { caption }: { caption: string }): boolean =>
  sent.parentId === null && canonicalText(caption) === canonicalText(sent.text);

interface Page extends TimelinePage {
  query: (typeof POST_QUERIES)[number];
}

async function readPage(
  api: Api,
  list: PostList,
  { queries, pageToken }: { queries: typeof POST_QUERIES; pageToken: string | null },
  signal: AbortSignal,
): Promise<Page | 'REFUSED'> {
  for (const query of queries) {
    const page = await readPosts(api, list, { query, pageToken }, signal);
    if (page !== 'REFUSED') return { ...page, query };
  }
  return 'REFUSED';
}

/**
 * Whether the plain text field identifies the post: X shortens links and long texts, and has the originals in other
 * fields only.
 */
const isTold = (text: string): boolean =>
  text.trim() !== '' && urlsIn(text).length === 0 && weightedLength(text) <= TEXT_MAX;

/** Not older than the first try; and for a part of a thread, not older than the part before it. */
function isFresh(post: TimelinePost, from: Date, parentId: string | null): boolean {
  const at = madeAt(post);
  return isAfter(post, parentId) && (at === null || at >= from);
}

const madeAt = (post: TimelinePost): Date | null => post.createdAt ?? snowflakeTime(post.id);

const isAfterCall = (post: TimelinePost, since: Date): boolean =>
  (madeAt(post)?.getTime() ?? Infinity) >= Math.floor(since.getTime() / UNIT_MS) * UNIT_MS;

const isAfter = ({ id }: TimelinePost, parentId: string | null): boolean =>
  parentId === null || (isNumeric(parentId) && isNumeric(id) ? BigInt(id) > BigInt(parentId) : id !== parentId);

/**
 * When X leaves out requested fields, an id alone does not prove the age of a post with our text, nor does its text
 * prove that the links differ.
 */
const mayBeOurs = (sent: SentPost, post: TimelinePost): boolean =>
  post.createdAt === null && isAfter(post, sent.parentId) && isSameButForLinks(sent.text, post.text);

const isNumeric = (id: string): boolean => /^\d+$/.test(id);

export function isSame(sent: SentPost, post: TimelinePost): boolean {
  if (sent.parentId === null ? post.repliesTo !== null : post.repliesTo !== null && post.repliesTo !== sent.parentId) {
    return false;
  }
  if (post.mediaKeys !== null && sent.media.length > 0) {
    if (hasOurMedia(sent, post)) return true;
    // If the media keys are known and ours are missing, it is another post; if they are unknown, the text decides.
    if (post.mediaKeys.length === 0 || sent.media.every(({ mediaKey }) => mediaKey !== null)) return false;
  }
  // A link to a photo or video also appears as an attachment.
  if (sent.media.length === 0 && (post.mediaKeys?.length ?? 0) > 0 && urlsIn(sent.text).length === 0) return false;
  if (post.pollIds !== null && sent.hasPoll !== post.pollIds.length > 0) return false;
  const theirs = canonicalPostText(post.text, post.urls);
  const ours = canonicalText(sent.text);
  return theirs === ours || withoutMention(theirs, sent) === ours;
}

/** Media ids are made for one attempt, so they identify a post whatever its age. */
const hasOurMedia = (sent: SentPost, { mediaKeys }: TimelinePost): boolean =>
  mediaKeys?.some((key) => sent.media.some((media) => isKeyOf(key, media))) ?? false;

/** A media key is the kind and the id of the media, e.g. `3_1234`. */
const isKeyOf = (key: string, media: SentPost['media'][number]): boolean =>
  key === media.mediaKey || key.slice(key.indexOf('_') + 1) === media.id;

// X may put the name of the replied-to author, here ourselves, in front of a reply.
function withoutMention(text: string, sent: SentPost): string {
  const mention = `@${sent.username} `;
  const isMentioned =
    sent.parentId !== null && sent.username !== null && text.toLowerCase().startsWith(mention.toLowerCase());
  return isMentioned ? text.slice(mention.length) : text;
}
