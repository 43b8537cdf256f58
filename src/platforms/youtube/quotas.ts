/** The daily allowances of the app at Google. */
import type { QuotaRule } from '../platform.ts';
import { options, type YouTubeOptions } from './options.ts';

const DAY_MS = 86_400_000;
export const quotas: readonly QuotaRule[] = [
  {
    // Separate since 2026-06-01; shared by all accounts of the Google Cloud project.
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
    // An upload takes none of these. When they are used up, live videos are not followed and extras wait for the next
    // day.
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
