/** Instagram's limits as data, by format. */
import type { Format, FormatRule, MediaRule } from '../platform.ts';

/** For all images, including covers. The error message of the vendor says MiB. */
export const JPEG = { mimeTypes: ['image/jpeg'], maxBytes: 8 * 1_048_576 } as const satisfies MediaRule;

// For videos the vendor says MB; reading that as the smaller unit is safe.
const MB = 1_000_000;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

const CAPTION: FormatRule['caption'] = { max: 2_200, unit: 'UTF16', required: false };

// Instagram scales wider files down to 1440, so there is no upper limit.
const FEED_IMAGE: MediaRule = { ...JPEG, minAspectRatio: 0.8, maxAspectRatio: 1.91, minWidth: 320 };

const VIDEO = {
  mimeTypes: ['video/mp4', 'video/quicktime'],
  minDurationMs: 3 * SECOND_MS,
  minAspectRatio: 0.01,
  maxAspectRatio: 10,
  maxWidth: 1_920,
  minFrameRate: 23,
  maxFrameRate: 60,
  videoCodecs: ['avc', 'hevc'],
  audioCodecs: ['aac'],
} as const;
const REEL_VIDEO: MediaRule = { ...VIDEO, maxBytes: 300 * MB, maxDurationMs: 15 * MINUTE_MS };
const SHORT_VIDEO: MediaRule = { ...VIDEO, maxBytes: 100 * MB, maxDurationMs: MINUTE_MS };

export const formats = {
  IMAGE: {
    description: 'One JPEG in the feed.',
    caption: CAPTION,
    title: null,
    media: { min: 1, max: 1, kinds: ['IMAGE'] },
    image: FEED_IMAGE,
    video: null,
  },
  CAROUSEL: {
    description:
      'Images and videos in one feed post, cropped to the aspect ratio of the first. Instagram documents 10, others have seen it take 20: more than 10 is warned of.',
    caption: CAPTION,
    title: null,
    media: { min: 2, max: 20, kinds: ['IMAGE', 'VIDEO'] },
    image: FEED_IMAGE,
    video: SHORT_VIDEO,
  },
  REEL: {
    description: 'One video in the reels tab, best at 9:16, on request also in the feed.',
    caption: CAPTION,
    title: null,
    media: { min: 1, max: 1, kinds: ['VIDEO'] },
    image: null,
    video: REEL_VIDEO,
  },
  STORY: {
    description: 'One image or video for 24 hours, best at 9:16, without caption.',
    caption: null,
    title: null,
    media: { min: 1, max: 1, kinds: ['IMAGE', 'VIDEO'] },
    image: JPEG,
    video: { ...SHORT_VIDEO, minAspectRatio: 0.1 },
  },
} as const satisfies Partial<Record<Format, FormatRule>>;
