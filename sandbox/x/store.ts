/** What the X stand-in remembers: users, media, posts, and its clock-made ids. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Account, LivePost, SandboxState } from '../core.ts';
import type { Sink } from '../sniff.ts';
import { comparable } from './text.ts';

export const USERS: readonly Account[] = [
  { id: '1750000000000000101', username: 'harbourroasters', displayName: 'Harbour Roasters' },
  { id: '1750000000000000202', username: 'northlightfilm', displayName: 'Northlight Studio' },
];

const ownSettings = {
  subscriptionType: z.enum(['None', 'Basic', 'Premium', 'PremiumPlus']).default('None'),
  /** The account of the app is out of prepaid credits. */
  creditsDepleted: z.boolean().default(false),
  /** The app was registered without "Read and write". */
  writePermission: z.boolean().default(true),
  /** Requests per user and window, by operation name; what is not named keeps the documented number. */
  rateLimits: z.record(z.string(), z.int().min(0)).default({}),
  /** What the wire says: `retweet_count` as always, or `repost_count` as the newer specification has it. */
  words: z.enum(['tweet', 'post']).default('tweet'),
  /** Which of them a query may use; X's specification of 2026-08 knows `post.fields` alone. */
  queries: z.enum(['both', 'tweet', 'post']).default('both'),
  mediaTtlMs: z.number().positive().default(86_400_000),
  /** How long the same text is refused again. */
  duplicateWindowMs: z.number().min(0).default(86_400_000),
  /** What is refused again: `words` are posts of nothing but text that reply to nobody; their media may then be used again, too. */
  duplicateGuard: z.enum(['everything', 'words']).default('everything'),
  /** How long the search does not know a fresh post; null = as long as the timeline. */
  searchLagMs: z.number().min(0).nullable().default(null),
  checkAfterSecs: z.int().min(0).default(1),
  /** How long a video of an account without a subscription may be. Pages of X name 20 minutes, and 140 s. */
  ordinaryVideoMs: z
    .int()
    .min(0)
    .default(20 * 60_000),
  /** The largest segment. The documents say 5 MB; the edge refuses what is above 8 MB, with an empty 413. */
  appendMaxBytes: z
    .int()
    .min(1)
    .default(8 * 1024 * 1024),
};

/** Counted from the first version. */
export const EDITABLE_MS = 3_600_000;
export const EDITS_MAX = 5;

export type MediaCategory =
  | 'tweet_image'
  | 'tweet_gif'
  | 'tweet_video'
  | 'amplify_video'
  | 'dm_image'
  | 'dm_gif'
  | 'dm_video'
  | 'subtitles';

export interface Media {
  id: string;
  mediaKey: string;
  owner: Account;
  sharedWith: readonly string[];
  category: MediaCategory;
  contentType: string;
  totalBytes: number;
  sink: Sink;
  /** Segments that arrived before one in front of them. */
  early: Map<number, Buffer>;
  nextSegment: number;
  expiresAt: number;
  file?: { bytes: number; sha256: string; width?: number; height?: number; durationMs?: number };
  finalizedAt?: number;
  polls: number;
  failure?: { code: number; name: string; message: string };
  usedBy?: string;
  altText?: string;
  subtitles?: string[];
}

export interface Post {
  id: string;
  user: Account;
  text: string;
  media: Media[];
  poll?: { id: string; options: readonly string[]; durationMinutes: number };
  replyTo?: string;
  conversationId: string;
  replySettings: string;
  labels: {
    madeWithAi: boolean;
    paidPartnership: boolean;
    communityId: string | null;
    shareWithFollowers: boolean;
    taggedUserIds: readonly string[];
  };
  /** The versions before this one, first one first. */
  history: Post[];
  /** The version that replaced this one. */
  editedBy?: Post;
  createdAt: number;
  /** Hidden below the post that it replies to, by the author of the conversation. */
  isHidden?: boolean;
  /** Ids of those who reposted it. */
  reposters: Set<string>;
  /** Timeline reads that left it out. */
  listings: number;
}

export type XStore = ReturnType<typeof createXStore>;

/** What the audience of a post may want to hear of. */
export interface PostHooks {
  created(post: Post): void;
  deleted(post: Post): void;
}

export function createXStore(state: SandboxState, newId: () => string, hooks: PostHooks) {
  const own = state.defineSettings('X', ownSettings);
  const media = new Map<string, Media>();
  const posts = new Map<string, Post>();
  return {
    state,
    own,
    media,
    posts,
    newId,
    isSubscriber: () => own().subscriptionType !== 'None',
    addPost: ({
      edits,
      ...input
    }: Omit<Post, 'id' | 'createdAt' | 'listings' | 'conversationId' | 'history' | 'reposters'> & {
      edits?: Post;
    }): Post => {
      const id = newId();
      const conversationId = posts.get(input.replyTo ?? '')?.conversationId ?? id;
      const history = edits === undefined ? [] : [...edits.history, edits];
      const post: Post = {
        ...input,
        id,
        conversationId,
        history,
        createdAt: state.now(),
        listings: 0,
        reposters: new Set(),
      };
      posts.set(id, post);
      if (edits !== undefined) edits.editedBy = post;
      for (const one of post.media) one.usedBy = id;
      state.effect(livePost(post));
      hooks.created(post);
      return post;
    },
    removePost: (post: Post): void => {
      posts.delete(post.id);
      hooks.deleted(post);
    },
    /** The live post that this one would repeat. */
    duplicateOf: (
      user: Account,
      text: string,
      files: readonly Media[],
      replyTo: string | undefined,
      hasPoll: boolean,
    ): Post | undefined => {
      if (own().duplicateGuard === 'words' && (files.length > 0 || hasPoll || replyTo !== undefined)) return undefined;
      const since = state.now() - own().duplicateWindowMs;
      const wanted = fingerprint(text, files, replyTo);
      return [...posts.values()].find(
        (post) =>
          post.user.id === user.id &&
          post.editedBy === undefined &&
          post.createdAt > since &&
          fingerprint(post.text, post.media, post.replyTo) === wanted,
      );
    },
    /** Of everybody, newest first. */
    everybodys: (): Post[] => [...posts.values()].filter((post) => post.editedBy === undefined).reverse(),
    /** Newest first. */
    postsOf: (userId: string): Post[] =>
      [...posts.values()].filter((post) => post.user.id === userId && post.editedBy === undefined).reverse(),
    timeline: (): LivePost[] => [...posts.values()].filter((post) => post.editedBy === undefined).map(livePost),
    reset: (): void => {
      media.clear();
      posts.clear();
    },
  };
}

const EPOCH_MS = 1_288_834_974_657n;
const SEQUENCE_BITS = 22n;

/** Milliseconds since X's epoch in the upper bits, so that `since_id` can be computed from a time; always rising. */
export function createSnowflakes(now: () => number): () => string {
  let last = 0n;
  return () => {
    const floor = (BigInt(Math.floor(now())) - EPOCH_MS) << SEQUENCE_BITS;
    last = floor > last ? floor : last + 1n;
    return String(last);
  };
}

function fingerprint(text: string, media: readonly Media[], replyTo: string | undefined): string {
  const files = media.map((one) => one.file?.sha256 ?? one.id);
  return createHash('sha256')
    .update(JSON.stringify([comparable(text), files, replyTo ?? null]))
    .digest('hex');
}

function livePost(post: Post): LivePost {
  return {
    id: post.id,
    platform: 'X',
    accountId: post.user.id,
    username: post.user.username,
    kind: kindOf(post),
    text: post.text,
    mediaCount: post.media.length,
    mediaSha256: post.media.flatMap((one) => (one.file === undefined ? [] : [one.file.sha256])),
    permalink: `https://x.com/${post.user.username}/status/${post.id}`,
    createdAt: new Date(post.createdAt).toISOString(),
    visible: true,
    details: {
      replyTo: post.replyTo ?? null,
      conversationId: post.conversationId,
      altTexts: post.media.map((one) => one.altText ?? null),
      poll: post.poll?.options ?? null,
      replySettings: post.replySettings,
      ...post.labels,
    },
  };
}

function kindOf({ media, poll }: Post): string {
  const [first] = media;
  if (first === undefined) return poll === undefined ? 'TEXT' : 'POLL';
  if (first.category === 'tweet_gif') return 'GIF';
  return first.category === 'tweet_image' ? 'IMAGE' : 'VIDEO';
}
