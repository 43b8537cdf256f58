/** TikTok as data: formats, limits, quotas, scopes. The protocol is in the files beside it. */
import type { FormatRule, MediaRule, Platform, QuotaRule } from '../platform.ts';

import { choices } from './creator.ts';
import { handOver, inbox } from './inbox.ts';
import { oauth } from './oauth.ts';
import { isDirect, options, optionTexts, type TikTokOptions } from './options.ts';
import { permalink, publish } from './publish.ts';
import { SCOPES, setup } from './setup.ts';
import { validate } from './validate.ts';
import { receiptOf } from './verdict.ts';

const VIDEO: MediaRule = {
  mimeTypes: ['video/mp4', 'video/webm', 'video/quicktime'],
  maxBytes: 4_000_000_000,
  minDurationMs: 3_000,
  // Of the API; the cap of the single creator is asked for right before a direct post.
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

const formats = {
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

const isDirectPost = (given: unknown): boolean => {
  const parsed = options.safeParse(given);
  return parsed.success && isDirect(parsed.data);
};

const quotas: readonly QuotaRule[] = [
  {
    name: 'inits_1m',
    scope: 'ACCOUNT',
    window: 'ROLLING',
    windowMs: 60_000,
    limit: 6,
    basis: 'DOCUMENTED',
    // Counted where the init is the commit. A video's comes long before, and is paced by TikTok's own refusals.
    cost: ({ format }) => (format === 'VIDEO' ? 0 : 1),
  },
  {
    // "Usually around 15", shared with every other app that posts for the creator; TikTok's refusals correct it.
    name: 'posts_24h',
    scope: 'ACCOUNT',
    window: 'ROLLING',
    windowMs: 86_400_000,
    limit: 15,
    basis: 'GUESSED',
    cost: (post) => (isDirectPost(post.options) ? 1 : 0),
  },
  {
    name: 'pending_inbox_24h',
    scope: 'ACCOUNT',
    window: 'ROLLING',
    windowMs: 86_400_000,
    limit: 5,
    // Documented, but of drafts that still wait: one that the creator posts or deletes frees a place unseen.
    basis: 'GUESSED',
    cost: (post) => (isDirectPost(post.options) ? 0 : 1),
  },
];

export const tiktok: Platform<TikTokOptions> = {
  id: 'TIKTOK',
  displayName: 'TikTok',
  names: {
    type: 'TikTok',
    input: 'tiktok',
    account: 'a TikTok account',
    description: 'TikTok.',
  },
  setup,
  apiVersion: 'v2',
  referenceUrl: 'https://developers.tiktok.com/doc/content-posting-api-get-started',
  formats,
  features: ['DIRECT_POST', 'INBOX', 'PERMALINK', 'COVER_TIMESTAMP', 'AI_LABEL', 'COMMERCIAL_CONTENT'],
  featureScopes: { DIRECT_POST: SCOPES.publish, INBOX: SCOPES.upload },
  quotas,
  options,
  optionTexts,
  oauth,
  choices,
  phases: {
    init: 'PREPARING',
    try: 'PREPARING',
    upload: 'UPLOADING',
    publish: 'COMMITTING',
    processing: 'PROCESSING',
    verdict: 'PROCESSING',
    'pull-failed': 'PROCESSING',
    permalink: 'FINISHING',
    inbox: 'FINISHING',
  },
  validate: (post, account) => validate(post, account, formats),
  publish,
  handOver,
  receiptOf,
  extras: [permalink, inbox],
};
