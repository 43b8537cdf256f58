/** What the YouTube stand-in remembers: channels, videos and how they are processed, playlists, comments, and the project's quota. */
import { randomBytes } from 'node:crypto';
import type { Account, LivePost, SandboxState } from '../core.ts';
import type { VideoFacts } from '../sniff.ts';
import type { Metadata } from './metadata.ts';
import { createQuota, pacificDay } from './quota.ts';
import { SETTINGS } from './settings.ts';

export interface Channel extends Account {
  uploadsPlaylistId: string;
}

export const CHANNELS: readonly Channel[] = [
  {
    id: 'UCharbourRoasters0000001',
    username: 'harbourroasters',
    displayName: 'Harbour Roasters',
    uploadsPlaylistId: 'UUharbourRoasters0000001',
  },
  {
    id: 'UCnorthlightStudio000002',
    username: 'northlightfilm',
    displayName: 'Northlight Studio',
    uploadsPlaylistId: 'UUnorthlightStudio000002',
  },
];

const FAILURE_REASONS = ['conversion', 'invalidFile', 'emptyFile', 'tooSmall', 'codec', 'uploadAborted'] as const;
const REJECTION_REASONS = [
  'copyright',
  'inappropriate',
  'duplicate',
  'termsOfUse',
  'uploaderAccountSuspended',
  'length',
  'claim',
  'uploaderAccountClosed',
  'trademark',
  'legal',
] as const;

/** What processing will come to, decided when the last byte arrives. */
export type Verdict =
  | { is: 'good' }
  | { is: 'failed'; reason: (typeof FAILURE_REASONS)[number] }
  | { is: 'rejected'; reason: (typeof REJECTION_REASONS)[number] };

export interface UploadedFile {
  bytes: number;
  sha256: string;
  contentType: string;
  facts: VideoFacts;
  notifySubscribers: boolean;
}

export interface Video {
  id: string;
  channel: Channel;
  metadata: Metadata;
  file: UploadedFile;
  verdict: Verdict;
  uploadedAt: number;
  /** Status reads that were answered with "processing". */
  polls: number;
  /** Listings of the uploads playlist that left it out. */
  listings: number;
  /** When somebody other than the owner could first see it. */
  publicSince?: number;
  thumbnail?: { width: number; height: number; sha256: string };
  captions: Caption[];
  /** By channel. */
  ratings: Map<string, Rating>;
}

export interface Caption {
  id: string;
  language: string;
  name: string;
  isDraft: boolean;
  text: string;
  updatedAt: number;
}

export interface Playlist {
  id: string;
  channel: Channel;
  title: string;
  description: string;
  privacyStatus: string;
  createdAt: number;
  items: { id: string; videoId: string; addedAt: number }[];
}

/** What the owner of a channel has decided about a comment. A rejected one is gone for everybody. */
export const MODERATIONS = ['published', 'heldForReview', 'likelySpam', 'rejected'] as const;
export type Moderation = (typeof MODERATIONS)[number];

export const RATINGS = ['none', 'like', 'dislike'] as const;
export type Rating = (typeof RATINGS)[number];

export interface Comment {
  id: string;
  channel: Channel;
  video: Video;
  /** What a reply answers; threads are one level deep. */
  parent: Comment | undefined;
  text: string;
  createdAt: number;
  updatedAt: number;
  moderation: Moderation;
  /** Listings that left it out. */
  listings: number;
}

const SHORT_MAX_MS = 180_000;
const UNVERIFIED_MAX_MS = 15 * 60_000;
/** Containers round their lengths up. */
const SLACK_MS = 100;

export type YoutubeStore = ReturnType<typeof createStore>;

export function createStore(state: SandboxState, onPublic: (video: Video) => void) {
  const own = state.defineSettings('YOUTUBE', SETTINGS);
  const videos = new Map<string, Video>();
  const playlists = new Map<string, Playlist>();
  const comments: Comment[] = [];
  const quota = createQuota(state, own);

  /** Applies what time has done: a due `publishAt` publishes, a visible video enters the history once. */
  const settle = (video: Video): Video => {
    const { status } = video.metadata;
    const due = status.publishAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(status.publishAt);
    const fires = status.privacyStatus === 'private' && due <= state.now();
    if (fires) {
      const { publishAt, ...others } = status;
      video.metadata = { ...video.metadata, status: { ...others, privacyStatus: 'public' } };
    }
    if (isVisible(video) && video.publicSince === undefined) {
      video.publicSince = fires ? Math.max(video.uploadedAt, due) : state.now();
      state.effect(livePost(video));
      onPublic(video);
    }
    return video;
  };

  return {
    state,
    own,
    quota,
    playlists,
    comments,
    settle,
    addVideo: (channel: Channel, metadata: Metadata, file: UploadedFile): Video => {
      const uploadedAt = state.now();
      const verdict = judge(file.facts, state.settings('YOUTUBE').failProcessing, own().longUploads);
      const video: Video = {
        id: newId(),
        channel,
        metadata,
        file,
        verdict,
        uploadedAt,
        polls: 0,
        listings: 0,
        captions: [],
        ratings: new Map(),
      };
      videos.set(video.id, video);
      return settle(video);
    },
    video: (id: string): Video | undefined => {
      const video = videos.get(id);
      return video === undefined ? undefined : settle(video);
    },
    /** Of all channels, newest first. */
    videos: (): Video[] => [...videos.values()].map(settle).reverse(),
    /** Newest first, as the uploads playlist shows them. */
    videosOf: (channel: Channel): Video[] =>
      [...videos.values()]
        .filter((video) => video.channel.id === channel.id)
        .map(settle)
        .reverse(),
    removeVideo: (video: Video): void => {
      videos.delete(video.id);
      for (const playlist of playlists.values())
        playlist.items = playlist.items.filter((item) => item.videoId !== video.id);
    },
    uploadsToday: (channel: Channel): number => {
      const today = pacificDay(state.now());
      return [...videos.values()].filter(
        (video) => video.channel.id === channel.id && pacificDay(video.uploadedAt) === today,
      ).length;
    },
    isProcessing: (video: Video): boolean => {
      const { processingPolls, processingMs } = state.settings('YOUTUBE');
      return video.polls < processingPolls || state.now() - video.uploadedAt < processingMs;
    },
    timeline: (): LivePost[] => [
      ...[...videos.values()].map(settle).map(livePost),
      ...comments.filter(({ moderation }) => moderation === 'published').map(liveComment),
    ],
    reset: (): void => {
      for (const map of [videos, playlists]) map.clear();
      comments.length = 0;
      quota.reset();
    },
  };
}

export function addComment(
  store: YoutubeStore,
  channel: Channel,
  video: Video,
  text: string,
  parent?: Comment,
): Comment {
  const createdAt = store.state.now();
  const comment: Comment = {
    // A reply carries the id of its thread in front.
    id: `${parent === undefined ? 'Ug' : `${parent.id}.`}${randomBytes(18).toString('base64url')}`,
    channel,
    video,
    parent,
    text,
    createdAt,
    updatedAt: createdAt,
    moderation: 'published',
    listings: 0,
  };
  store.comments.push(comment);
  store.state.effect(liveComment(comment));
  return comment;
}

export function isVisible(video: Video): boolean {
  return video.metadata.status.privacyStatus !== 'private' && video.verdict.is === 'good';
}

/** There is no flag: square or upright and at most three minutes long makes a Short. */
export function isShort({ file: { facts } }: Video): boolean {
  if (facts.durationMs === undefined || facts.width === undefined || facts.height === undefined) return false;
  return facts.durationMs <= SHORT_MAX_MS + SLACK_MS && facts.height >= facts.width;
}

export function newId(): string {
  return randomBytes(8).toString('base64url');
}

function judge(facts: VideoFacts, wanted: string | null, longUploads: string): Verdict {
  if (facts.container === undefined) return { is: 'failed', reason: 'invalidFile' };
  const rejection = REJECTION_REASONS.find((reason) => reason === wanted);
  if (rejection !== undefined) return { is: 'rejected', reason: rejection };
  if (wanted !== null)
    return { is: 'failed', reason: FAILURE_REASONS.find((reason) => reason === wanted) ?? 'conversion' };
  if (longUploads !== 'allowed' && (facts.durationMs ?? 0) > UNVERIFIED_MAX_MS + SLACK_MS)
    return { is: 'rejected', reason: 'length' };
  return { is: 'good' };
}

function livePost(video: Video): LivePost {
  const { snippet, status } = video.metadata;
  const kind = isShort(video) ? 'SHORT' : 'VIDEO';
  return {
    id: video.id,
    platform: 'YOUTUBE',
    accountId: video.channel.id,
    username: video.channel.username,
    kind,
    title: snippet.title,
    text: snippet.description,
    mediaCount: 1,
    mediaSha256: [video.file.sha256],
    permalink: `https://www.youtube.com/${kind === 'SHORT' ? 'shorts/' : 'watch?v='}${video.id}`,
    createdAt: new Date(video.publicSince ?? video.uploadedAt).toISOString(),
    visible: isVisible(video),
    details: {
      ...status,
      verdict: video.verdict,
      bytes: video.file.bytes,
      notifySubscribers: video.file.notifySubscribers,
      thumbnail: video.thumbnail?.sha256 ?? null,
    },
  };
}

function liveComment(comment: Comment): LivePost {
  return {
    id: comment.id,
    platform: 'YOUTUBE',
    accountId: comment.channel.id,
    username: comment.channel.username,
    kind: 'COMMENT',
    text: comment.text,
    mediaCount: 0,
    mediaSha256: [],
    permalink: `https://www.youtube.com/watch?v=${comment.video.id}&lc=${comment.id}`,
    createdAt: new Date(comment.createdAt).toISOString(),
    visible: true,
    details: { videoId: comment.video.id, ...(comment.parent !== undefined && { parentId: comment.parent.id }) },
  };
}
