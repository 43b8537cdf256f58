/** X's limits for text and media, as data. */
import type { AccountFacts, Format, FormatRule, MediaRule } from '../platform.ts';
import { GIF } from './parts.ts';

const MIB = 1024 * 1024;
const MINUTE_MS = 60_000;

export const TEXT_MAX = 280;
export const SUBSCRIBER_TEXT_MAX = 25_000;
export const ALT_TEXT_MAX = 1_000;
export const IMAGES_MAX = 4;
export const CASHTAGS_MAX = 1;

const SUBSCRIPTIONS: readonly unknown[] = ['Basic', 'Premium', 'PremiumPlus'];

/** Missing or stale facts count as no subscription. */
export const isSubscriber = (account: AccountFacts | null): boolean =>
  SUBSCRIPTIONS.includes(account?.facts.subscriptionType);

export const IMAGE: MediaRule = {
  mimeTypes: ['image/jpeg', 'image/png', 'image/webp', GIF],
  maxBytes: 5 * MIB,
  minWidth: 4,
  maxWidth: 8_192,
  minHeight: 4,
  maxHeight: 8_192,
};
export const ANIMATION: MediaRule = {
  ...IMAGE,
  mimeTypes: [GIF],
  maxBytes: 15 * MIB,
  maxWidth: 1280,
  maxHeight: 1080,
  maxFrames: 350,
  maxFramePixels: 300_000_000,
};
/** An upload has at most a thousand segments of at most 8 MB: the documented 16 GB cannot be sent. */
export const SEGMENTS_MAX = 1_000;
const SEGMENT_BYTES_MAX = 8_000_000;
/**
 * The highest limits of any account; they depend on the user, and the pages of X disagree. Width and height are given
 * for landscape; upright is accepted too.
 */
export const VIDEO: MediaRule = {
  mimeTypes: ['video/mp4', 'video/quicktime', 'video/mp2t'],
  maxBytes: SEGMENTS_MAX * SEGMENT_BYTES_MAX,
  minDurationMs: 500,
  maxDurationMs: 125 * MINUTE_MS,
  minAspectRatio: 1 / 3,
  maxAspectRatio: 3,
  minWidth: 32,
  maxWidth: 1920,
  minHeight: 32,
  maxHeight: 1080,
  maxFrameRate: 60,
  videoCodecs: ['avc'],
  audioCodecs: ['aac'],
};
/** What all pages of X grant an account without a subscription … */
export const CERTAIN_VIDEO = { maxBytes: 512 * MIB, maxDurationMs: 140_000, maxWidth: 1280, maxHeight: 1024 } as const;
/** … and what the newest one does. */
export const ORDINARY_VIDEO_MS = 20 * MINUTE_MS;

const caption = (required: boolean) => ({ max: TEXT_MAX, unit: 'WEIGHTED', required }) as const;
const WEIGHING = 'Weighted characters: CJK and emoji count 2, every link 23; subscribers may write 25,000.';

export const formats = {
  TEXT: {
    description: `Text alone or with a poll. ${WEIGHING}`,
    caption: caption(true),
    title: null,
    media: null,
    image: null,
    video: null,
  },
  IMAGE: {
    description: 'One image with optional text. A GIF may be animated and up to 15 MB, 1280×1080.',
    caption: caption(false),
    title: null,
    media: { min: 1, max: 1, kinds: ['IMAGE'] },
    image: IMAGE,
    video: null,
  },
  CAROUSEL: {
    description: 'Two to four still images with optional text.',
    caption: caption(false),
    title: null,
    media: { min: 2, max: IMAGES_MAX, kinds: ['IMAGE'] },
    image: IMAGE,
    video: null,
  },
  VIDEO: {
    description:
      'One video, either way round, or one GIF, with optional text. The limits are those of subscribers. Other accounts are warned above 140 s, 512 MB and 1280×1024: X documents 20 minutes and 8 GB for them, and less on older pages.',
    caption: caption(false),
    title: null,
    media: { min: 1, max: 1, kinds: ['VIDEO', 'IMAGE'] },
    image: ANIMATION,
    video: VIDEO,
  },
  THREAD: {
    description:
      'Several posts, each replying to the one before: the caption, then `options.thread`. ' +
      `Each with up to four images, one GIF or one video. ${WEIGHING}`,
    caption: caption(false),
    title: null,
    media: { min: 0, max: 100, kinds: ['IMAGE', 'VIDEO'] },
    image: IMAGE,
    video: VIDEO,
  },
} as const satisfies Partial<Record<Format, FormatRule>>;
