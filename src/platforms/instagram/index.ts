/** Instagram as data: formats, limits, scopes and quotas, and the adapter made of them. */
import type { Format, FormatRule, MediaRule, Phase, Platform, QuotaRule } from '../platform.ts';
import { extras } from './extras.ts';
import { receiptOf } from './locate.ts';
import { oauth } from './oauth.ts';
import { type InstagramOptions, options, optionTexts } from './options.ts';
import { publish } from './publish.ts';
import { API_VERSION, setup } from './setup.ts';
import { validate } from './validate.ts';
import { JPEG } from './validate-media.ts';

// Of videos the vendor says MB, which is safe to read as the smaller one.
const MB = 1_000_000;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

const CAPTION: FormatRule['caption'] = { max: 2_200, unit: 'UTF16', required: false };

// Wider than 1440 is scaled down by Instagram, so there is no upper limit.
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

const formats = {
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

const quotas: readonly QuotaRule[] = [
  {
    name: 'posts_24h',
    scope: 'ACCOUNT',
    window: 'ROLLING',
    windowMs: 24 * HOUR_MS,
    // Instagram's pages say 50 in some places and 100 in others; `content_publishing_limit` tells the account's own.
    limit: 50,
    basis: 'GUESSED',
    cost: () => 1,
  },
  {
    name: 'containers_24h',
    scope: 'ACCOUNT',
    window: 'ROLLING',
    windowMs: 24 * HOUR_MS,
    limit: 400,
    basis: 'DOCUMENTED',
    cost: ({ format, mediaCount }) => (format === 'CAROUSEL' ? mediaCount + 1 : 1),
  },
  // How much of the call budgets is used, in percent; known only from the usage headers of answers.
  {
    name: 'app_calls_percent',
    scope: 'APP',
    window: 'ROLLING',
    windowMs: HOUR_MS,
    limit: 100,
    basis: 'DOCUMENTED',
    cost: () => 0,
  },
  {
    name: 'account_calls_percent',
    scope: 'ACCOUNT',
    window: 'ROLLING',
    windowMs: 24 * HOUR_MS,
    limit: 100,
    basis: 'DOCUMENTED',
    cost: () => 0,
  },
];

// A carousel's items are fetched before its container exists, so that the phases only ever go forward.
const phases = {
  child: 'UPLOADING',
  'processing-child': 'UPLOADING',
  container: 'CONTAINER_CREATED',
  'processing-container': 'PROCESSING',
  limit: 'PROCESSING',
  publish: 'COMMITTING',
  media: 'FINISHING',
  permalink: 'FINISHING',
  'first-comment': 'FINISHING',
  'comment-switch': 'FINISHING',
} as const satisfies Record<string, Phase>;

export const instagram: Platform<InstagramOptions> = {
  id: 'INSTAGRAM',
  displayName: 'Instagram',
  names: {
    type: 'Instagram',
    input: 'instagram',
    account: 'an Instagram account',
    description: 'Instagram, professional accounts.',
  },
  setup,
  apiVersion: API_VERSION,
  referenceUrl: 'https://developers.facebook.com/docs/instagram-platform/content-publishing',
  formats,
  features: [
    'ALT_TEXT',
    'COLLABORATORS',
    'COMMENT_SWITCH',
    'COVER',
    'FIRST_COMMENT',
    'LOCATION',
    'TRIAL_REEL',
    'USER_TAGS',
  ],
  quotas,
  options,
  optionTexts,
  optionMedia: { coverMediaAssetId: JPEG },
  oauth,
  phases,
  validate: (post, account) => validate(post, account, formats),
  publish,
  receiptOf,
  extras,
};
