/**
 * What an author may choose for a TikTok post. The defaults follow the UX rules of TikTok: nothing is preselected for
 * the author.
 */
import { z } from 'zod';
import type { OptionTexts } from '../platform.ts';

export const PRIVACY_LEVELS = [
  'PUBLIC_TO_EVERYONE',
  'MUTUAL_FOLLOW_FRIENDS',
  'FOLLOWER_OF_CREATOR',
  'SELF_ONLY',
] as const;
export type PrivacyLevel = (typeof PRIVACY_LEVELS)[number];

export const options = z.strictObject({
  mode: z
    .enum(['DIRECT', 'INBOX'])
    .default('INBOX')
    .describe(
      'INBOX hands the post to the creator, who finishes it in the TikTok app. DIRECT publishes it, which needs an audited app.',
    ),
  // No default on purpose: TikTok's audit refuses apps that preselect a privacy level.
  privacyLevel: z
    .enum(PRIVACY_LEVELS)
    .nullable()
    .default(null)
    .describe('Who can see the post. Required with DIRECT; the creator chooses it in the app with INBOX.'),
  allowComment: z.boolean().default(false).describe('Let viewers comment.'),
  allowDuet: z.boolean().default(false).describe('Let viewers make duets with the video.'),
  allowStitch: z.boolean().default(false).describe('Let viewers stitch the video.'),
  brandContent: z.boolean().default(false).describe('Branded content: shown as "Paid partnership".'),
  brandOrganic: z.boolean().default(false).describe('Your own brand: shown as "Promotional content".'),
  isAigc: z.boolean().default(false).describe('Label a video as AI-generated. Photos can be labelled in the app only.'),
  coverTimestampMs: z
    .int()
    .min(0)
    .nullable()
    .default(null)
    .describe('Frame of the video to use as cover; the first one when absent.'),
  autoAddMusic: z.boolean().default(false).describe('Let TikTok add music to photos.'),
  photoCoverIndex: z.int().min(0).max(34).default(0).describe('Which photo is the cover, counted from 0.'),
});
export type TikTokOptions = z.output<typeof options>;

export const isDirect = (options: TikTokOptions): boolean => options.mode === 'DIRECT';

/** Whether the post is public: only public posts have an id in the API, and only they are in the list of the account. */
export const isPublic = (options: TikTokOptions): boolean =>
  isDirect(options) && options.privacyLevel === 'PUBLIC_TO_EVERYONE';

export const optionTexts: OptionTexts = {
  values: {
    mode: {
      DIRECT: 'Published at the due time.',
      INBOX: 'Handed to the creator, who finishes and publishes it in the app.',
    },
    privacyLevel: {
      PUBLIC_TO_EVERYONE: 'Everybody.',
      MUTUAL_FOLLOW_FRIENDS: 'People who follow the creator and are followed back.',
      FOLLOWER_OF_CREATOR: 'Followers.',
      SELF_ONLY: 'Only the creator.',
    },
  },
};
