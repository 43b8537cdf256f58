/** TikTok's demo creators, and what tests may change about its rules. */
import { z } from 'zod';
import type { Creator } from './api.ts';
import { PRIVACY_LEVELS } from './requests.ts';

export const CREATORS: readonly Creator[] = [
  {
    id: '-000sandboxNorthwindBakery0000000001',
    username: 'northwind.bakery',
    handle: 'northwind.bakery',
    displayName: 'Northwind Bakery',
    private: false,
    maxDurationSec: 600,
    followers: 48_300,
  },
  {
    id: '-000sandboxAdaMakes000000000000000002',
    username: 'ada.makes',
    handle: 'ada.makes',
    displayName: 'Ada Makes',
    private: false,
    maxDurationSec: 180,
    followers: 7410,
  },
  {
    id: '-000sandboxFjordCycling0000000000003',
    username: 'fjord.cycling',
    handle: 'fjord.cycling',
    displayName: 'Fjord Cycling (private)',
    private: true,
    maxDurationSec: 600,
    followers: 212,
  },
];

export const SETTINGS = {
  /** An app that is not audited may only post SELF_ONLY, and only to private accounts. */
  audited: z.boolean().default(true),
  /** Creators whom an app that is not audited may post for in a day. */
  unauditedUsersPerDay: z.int().min(0).default(5),
  /** With which word TikTok turns every post of the app away. */
  refusePosting: z.enum(['spam_risk_user_banned_from_posting', 'reached_active_user_cap']).nullable().default(null),
  /** The creator's TikTok app is older than 31.8, which photos in the inbox need. */
  oldApp: z.boolean().default(false),
  /** Overrides what creator_info offers; null = by whether the account is private. */
  privacyOptions: z.array(z.enum(PRIVACY_LEVELS)).nullable().default(null),
  /** URL prefixes whose ownership is verified; null = every one. */
  verifiedPrefixes: z.array(z.string()).nullable().default(null),
  commentDisabled: z.boolean().default(false),
  duetDisabled: z.boolean().default(false),
  stitchDisabled: z.boolean().default(false),
  postsPerDay: z.int().min(0).default(15),
  pendingSharesPerDay: z.int().min(0).default(5),
  initPerMinute: z.int().min(0).default(6),
  statusPerMinute: z.int().min(0).default(30),
  readsPerMinute: z.int().min(0).default(600),
  creatorInfoPerMinute: z.int().min(0).default(20),
  /** Life between going live and the public id being told: moderation. */
  publicIdDelayMs: z.number().min(0).default(0),
  /** How `publicaly_available_post_id` is written; 64-bit numbers are what the documents say. */
  postIdShape: z.enum(['numbers', 'strings', 'bare']).default('numbers'),
  /** Whether video/list shows photo posts is not documented. */
  listPhotos: z.boolean().default(false),
  /** How often the status of a post is told as waiting in the inbox before the creator publishes it; null = for ever. */
  inboxPolls: z.int().min(0).nullable().default(null),
  /** Scopes that the app is approved for; null = all. */
  approvedScopes: z.array(z.string()).nullable().default(null),
  /** Whether every refresh token lives for its whole time, or all of a grant end together. The documents have said both. */
  refreshLife: z.enum(['FROM_ITS_ISSUE', 'FROM_CONSENT']).default('FROM_ITS_ISSUE'),
  tokenErrorStatus: z.int().min(200).max(499).default(200),
};
export type Settings = z.infer<z.ZodObject<typeof SETTINGS>>;
