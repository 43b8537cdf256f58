/** What an author may set on an Instagram post beyond text and media. */
import { z } from 'zod';
import { unless } from '../kit/issues.ts';
import type { OptionTexts } from '../platform.ts';
import { say } from './texts.ts';

// Instagram refuses a username with `@` in front (110/2207018), which is how people write it.
const username = z
  .string()
  .trim()
  .transform((name) => name.replace(/^@/, ''))
  .pipe(z.string().refine((name) => /^[A-Za-z0-9._]{1,30}$/.test(name), unless(say('notUsername'))));
const position = z.number().min(0).max(1);

export const options = z.strictObject({
  shareToFeed: z.boolean().optional().describe('Reels: also show it in the feed tab of the profile.'),
  coverMediaAssetId: z
    .string()
    .min(1)
    .optional()
    .describe('Reels: a JPEG media asset as cover; wins over thumbOffsetMs.'),
  thumbOffsetMs: z.int().min(0).optional().describe('Reels: the frame at this time becomes the cover.'),
  audioName: z.string().trim().min(1).optional().describe('Reels: names the original audio.'),
  trialReel: z
    .enum(['MANUAL', 'SS_PERFORMANCE'])
    .optional()
    .describe('Reels: show it to non-followers first; released by hand or when it performs well.'),
  collaborators: z.array(username).default([]).describe('Usernames invited as co-authors, at most 3. Not for stories.'),
  userTags: z
    .array(
      z.strictObject({
        username: username.describe('Who is tagged, without `@`.'),
        x: position.optional().describe('From the left edge, 0–1. Needed on images of the feed.'),
        y: position.optional().describe('From the top edge, 0–1. Needed on images of the feed.'),
        mediaIndex: z.int().min(0).default(0).describe('Which item of a carousel, counted from 0.'),
      }),
    )
    .default([])
    .describe('People tagged, at most 20 per item. Not on videos of a carousel.'),
  locationId: z
    .string()
    .trim()
    .refine((id) => /^\d+$/.test(id), unless(say('notPage')))
    .optional()
    .describe('Id of a Facebook Page with a location. Not for stories.'),
  isAiGenerated: z.boolean().optional().describe('Labels the post as made with AI.'),
  firstComment: z
    .string()
    .trim()
    .min(1)
    .optional()
    .describe('Posted as a comment right after publishing. Not for stories.'),
  commentsEnabled: z.boolean().optional().describe('Switches comments on or off after publishing. Not for stories.'),
});

export type InstagramOptions = z.output<typeof options>;

export const optionTexts: OptionTexts = {
  values: {
    trialReel: {
      MANUAL: 'Shown to everybody once you say so in the app.',
      SS_PERFORMANCE: 'Shown to everybody when it performs well.',
    },
  },
};
