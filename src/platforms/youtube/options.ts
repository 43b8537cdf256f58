/** What an author may set on a YouTube video beyond text and file. */
import { z } from 'zod';
import { unless } from '../kit/issues.ts';
import type { OptionTexts } from '../platform.ts';
import { say } from './texts.ts';

// zod counts code points. How YouTube counts is not documented, so the larger count must fit.
const COMMENT_MAX_UTF16 = 10_000;

export const options = z.strictObject({
  privacy: z
    .enum(['PRIVATE', 'UNLISTED', 'PUBLIC'])
    .default('PUBLIC')
    .describe('Who may watch. Always sent: the default YouTube itself would use changed on 2026-11-02.'),
  tags: z.array(z.string().trim().min(1)).default([]).describe('Keywords; at most 500 characters in total.'),
  categoryId: z
    .string()
    .refine((id) => /^\d+$/.test(id), unless(say('notCategory')))
    .default('22')
    .describe('YouTube category; 22 is "People & Blogs".'),
  madeForKids: z
    .boolean()
    .default(false)
    .describe('Declares the video as made for kids (COPPA); switches comments and notifications off.'),
  containsSyntheticMedia: z
    .boolean()
    .default(false)
    .describe('Discloses altered or synthetic content that looks realistic.'),
  license: z.enum(['YOUTUBE', 'CREATIVE_COMMON']).default('YOUTUBE').describe('Licence of the video.'),
  embeddable: z.boolean().default(true).describe('May be embedded on other sites.'),
  publicStatsViewable: z.boolean().default(true).describe('Extended statistics are visible to everybody.'),
  notifySubscribers: z.boolean().default(true).describe('Notify the subscribers of the channel.'),
  playlistId: z.string().min(1).optional().describe('Add the video to this playlist once it is live.'),
  thumbnailMediaAssetId: z.string().min(1).optional().describe('Media asset (JPEG or PNG) used as the thumbnail.'),
  firstComment: z
    .string()
    .trim()
    .min(1)
    .refine((text) => text.length <= COMMENT_MAX_UTF16, unless(say('commentTooLong', { max: COMMENT_MAX_UTF16 })))
    .optional()
    .describe('Posted by the channel below the video.'),
  defaultLanguage: z.string().min(2).optional().describe('Language of title and description (BCP 47).'),
  defaultAudioLanguage: z.string().min(2).optional().describe('Language spoken in the video (BCP 47).'),
  hasPaidProductPlacement: z.boolean().default(false).describe('The video contains a paid promotion.'),
});
export type YouTubeOptions = z.output<typeof options>;

export const optionTexts: OptionTexts = {
  values: {
    privacy: {
      PRIVATE: 'Only the channel.',
      UNLISTED: 'Everybody who has the link.',
      PUBLIC: 'Everybody.',
    },
    license: {
      YOUTUBE: 'The standard YouTube licence.',
      CREATIVE_COMMON: 'Creative Commons Attribution.',
    },
  },
};
