/** What an author can set on a post to X beyond text and media. */
import { z } from 'zod';
import { unless } from '../kit/issues.ts';
import type { OptionTexts } from '../platform.ts';
import { say } from './texts.ts';

const POLL_OPTION_MAX = 25;
const REPLY_SETTINGS = ['everyone', 'following', 'mentionedUsers', 'subscribers', 'verified'] as const;

const id = z.string().refine((text) => /^[0-9]{1,19}$/.test(text), unless(say('notId')));
const pollOption = z
  .string()
  .refine(
    (text) => [...text].length >= 1 && [...text].length <= POLL_OPTION_MAX,
    unless(say('pollOption', { max: POLL_OPTION_MAX })),
  );

export const options = z.strictObject({
  replySettings: z.enum(REPLY_SETTINGS).default('everyone').describe('Who can reply.'),
  poll: z
    .strictObject({
      options: z
        .array(pollOption)
        .min(2)
        .max(4)
        .describe('The answers to choose from: 2 to 4 of at most 25 characters.'),
      durationMinutes: z.number().int().min(5).max(10_080).describe('How long people can vote: 5 minutes to 7 days.'),
    })
    .nullable()
    .default(null)
    .describe('A poll under the first post. Not together with media.'),
  thread: z
    .array(
      z.strictObject({
        text: z.string().default('').describe('The text of this part.'),
        mediaIndexes: z
          .array(z.number().int().min(0))
          .max(4)
          .default([])
          .describe('Which media of the post belong to this part, counted from 0.'),
      }),
    )
    .max(24)
    .default([])
    .describe('The parts after the first one, which is the caption with all media that no other part takes.'),
  madeWithAi: z.boolean().default(false).describe('Labels the post as containing AI-generated media.'),
  paidPartnership: z.boolean().default(false).describe('Labels the post as a paid partnership.'),
  communityId: id.nullable().default(null).describe('Posts into this community.'),
  shareWithFollowers: z.boolean().default(false).describe('Shows a community post to all followers as well.'),
  taggedUserIds: z.array(id).max(10).default([]).describe('Users tagged in the media of the first post.'),
});
export type XOptions = z.output<typeof options>;

export const optionTexts: OptionTexts = {
  values: {
    replySettings: {
      EVERYONE: 'Everybody.',
      FOLLOWING: 'Accounts that the author follows.',
      MENTIONED_USERS: 'Accounts that the post mentions.',
      SUBSCRIBERS: 'Subscribers of the author.',
      VERIFIED: 'Verified accounts.',
    },
  },
  items: { thread: 'ThreadPart' },
};
