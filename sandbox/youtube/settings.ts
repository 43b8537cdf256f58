/** What tests may change about YouTube's rules. */
import { z } from 'zod';

export const SETTINGS = {
  dailyUnits: z.int().min(0).default(10_000),
  dailyInserts: z.int().min(0).default(100),
  dailySearches: z.int().min(0).default(100),
  dailyBatchStats: z.int().min(0).default(10_000),
  /** The unpublished cap of one channel, null = far away. */
  channelDailyUploads: z.int().min(0).nullable().default(null),
  sessionTtlMs: z
    .number()
    .positive()
    .default(7 * 86_400_000),
  longUploads: z.enum(['allowed', 'eligible', 'disallowed', 'longUploadsUnspecified']).default('allowed'),
  /** Without it the Google account has no channel. */
  hasChannel: z.boolean().default(true),
  /** Custom thumbnails need a verified phone number. */
  phoneVerified: z.boolean().default(true),
  /** Playlists that sort themselves take no position. */
  playlistsSortThemselves: z.boolean().default(false),
  /** A project in "Testing" gets refresh tokens that die after a week. */
  projectInTesting: z.boolean().default(false),
};
