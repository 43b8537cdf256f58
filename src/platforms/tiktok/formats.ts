/** TikTok's limits as data, by format. */
import type { FormatRule, MediaRule } from '../platform.ts';

const VIDEO: MediaRule = {
  mimeTypes: ['video/mp4', 'video/webm', 'video/quicktime'],
  maxBytes: 4_000_000_000,
  minDurationMs: 3_000,
  // The limit of the API; that of the creator is read right before a direct post.
  maxDurationMs: 600_000,
  minWidth: 360,
  maxWidth: 4_096,
  minHeight: 360,
  maxHeight: 4_096,
  minFrameRate: 23,
  maxFrameRate: 60,
  videoCodecs: ['avc', 'hevc', 'vp8', 'vp9'],
};

const PHOTO: MediaRule = { mimeTypes: ['image/jpeg', 'image/webp'], maxBytes: 20_000_000 };

const PHOTO_TEXT = {
  caption: { max: 4_000, unit: 'UTF16', required: false },
  title: { max: 90, unit: 'UTF16', required: false },
} as const;

export const formats = {
  VIDEO: {
    description: 'One video. The caption is its text; in INBOX mode the creator writes it in the app.',
    caption: { max: 2_200, unit: 'UTF16', required: false },
    title: null,
    media: { min: 1, max: 1, kinds: ['VIDEO'] },
    image: null,
    video: VIDEO,
  },
  IMAGE: {
    description: 'One photo, which TikTok fetches from this server. The caption is its description.',
    ...PHOTO_TEXT,
    media: { min: 1, max: 1, kinds: ['IMAGE'] },
    image: PHOTO,
    video: null,
  },
  CAROUSEL: {
    description: '2 to 35 photos, which TikTok fetches from this server. The caption is their description.',
    ...PHOTO_TEXT,
    media: { min: 2, max: 35, kinds: ['IMAGE'] },
    image: PHOTO,
    video: null,
  },
} as const satisfies Record<string, FormatRule>;
