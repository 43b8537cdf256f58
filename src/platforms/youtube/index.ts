/** The YouTube adapter: what it can do, what it costs, and where its parts are. */
import type { Platform, QuotaRule } from '../platform.ts';
import { extras, THUMBNAIL_RULE } from './extras.ts';
import { formats } from './formats.ts';
import { oauth } from './oauth.ts';
import { options, optionTexts, type YouTubeOptions } from './options.ts';
import { publish, receiptOf } from './publish.ts';
import { setup } from './setup.ts';
import { validate } from './validate.ts';

const DAY_MS = 86_400_000;
const quotas: readonly QuotaRule[] = [
  {
    // Its own bucket since 2026-06-01; every account of the Google Cloud project shares it.
    name: 'videos_insert_day',
    scope: 'APP',
    window: 'PACIFIC_DAY',
    windowMs: DAY_MS,
    limit: 100,
    // The default of a new project. Google raises it for each project on request, and no answer tells the new number.
    basis: 'GUESSED',
    cost: () => 1,
  },
  {
    name: 'units_day',
    scope: 'APP',
    window: 'PACIFIC_DAY',
    windowMs: DAY_MS,
    limit: 10_000,
    basis: 'GUESSED',
    // An upload takes none of these. Without them a live video is not looked at, and extras wait for the next day.
    advisory: true,
    cost: (post) => unitsOf(options.safeParse(post.options).data),
  },
];

// A list costs 1, a write 50. Most videos are processed within ten looks.
const STATUS_UNITS = 10;
const WRITE_UNITS = 50;
function unitsOf(given: YouTubeOptions | undefined): number {
  return (
    STATUS_UNITS +
    (given?.thumbnailMediaAssetId === undefined ? 0 : WRITE_UNITS) +
    (given?.playlistId === undefined ? 0 : WRITE_UNITS + 1) +
    (given?.firstComment === undefined ? 0 : WRITE_UNITS)
  );
}

export const youtube: Platform<YouTubeOptions> = {
  id: 'YOUTUBE',
  displayName: 'YouTube',
  names: {
    type: 'YouTube',
    input: 'youtube',
    account: 'a YouTube channel',
    description: 'YouTube: Shorts and long videos.',
  },
  setup,
  apiVersion: 'v3',
  referenceUrl: 'https://developers.google.com/youtube/data',
  formats,
  features: ['TITLE', 'TAGS', 'PRIVACY', 'THUMBNAIL', 'PLAYLIST', 'FIRST_COMMENT'],
  quotas,
  options,
  optionTexts,
  optionMedia: { thumbnailMediaAssetId: THUMBNAIL_RULE },
  oauth,
  phases: {
    session: 'PREPARING',
    upload: 'UPLOADING',
    publish: 'COMMITTING',
    processing: 'PROCESSING',
    thumbnail: 'FINISHING',
    playlist: 'FINISHING',
    'first-comment': 'FINISHING',
    verdict: 'FINISHING',
  },
  validate,
  publish,
  receiptOf,
  extras,
};
