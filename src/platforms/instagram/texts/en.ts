/** What is said about posts for Instagram, in English. */
import type { Catalogue } from '../../../lib/texts.ts';

type Count = { count: number; max: number };

export const en = {
  personalAccount: 'The account is personal; Instagram publishes for business and creator accounts only',
  storyCaption: ({ length }: { length: number }, { number, plural }) =>
    `Stories carry no caption: the ${plural(length, { one: 'one character is', other: `${number(length)} characters are` })} left out`,
  hashtags: ({ count, max }: Count, { number }) =>
    `The caption has ${number(count)} hashtags, Instagram allows ${number(max)}`,
  hashtagsAdvised: ({ count, max }: Count, { number }) =>
    `The caption has ${number(count)} hashtags, Instagram's own app allows ${number(max)}`,
  mentions: ({ count, max }: Count, { number }) =>
    `The caption has ${number(count)} mentions, Instagram allows ${number(max)}`,
  commentHashtags: ({ count, max }: Count, { number }) =>
    `The first comment has ${number(count)} hashtags; with more than ${number(max)} Instagram may refuse it`,
  commentMentions: ({ count, max }: Count, { number }) =>
    `The first comment has ${number(count)} mentions; with more than ${number(max)} Instagram may refuse it`,

  reelOnly: ({ option, format }: { option: string; format: string }) => `${option} applies to REEL, not to ${format}`,
  notOnStories: ({ option }: { option: string }) => `${option} does not apply to stories`,
  storyCollaborators: 'Stories cannot have collaborators',
  collaborators: ({ count, max }: Count, { number }) =>
    `${number(count)} collaborators, Instagram allows ${number(max)}`,
  thumbIgnored: 'Instagram ignores thumbOffsetMs when there is a cover',
  commentHidden: 'Switching comments off hides the first comment',
  thumbPastEnd: ({ offset, end }: { offset: number; end: number }, { number }) =>
    `thumbOffsetMs is ${number(offset)}, the video ends at ${number(end)}`,
  notUsername: 'is not an Instagram username',
  notPage: 'is not the id of a Page, which is a number',

  tagNowhere: ({ username, index, count }: { username: string; index: number; count: number }) =>
    `${username} is tagged on media ${index}, the post has ${count}`,
  tagOnCarouselVideo: ({ username }: { username: string }) =>
    `${username} is tagged on a video of a carousel; Instagram takes tags on its images only`,
  tagPositionIgnored: ({ username }: { username: string }) =>
    `Videos take tags without a position; that of ${username} is left out`,
  tagNeedsPosition: ({ username }: { username: string }) => `The tag of ${username} needs x and y between 0 and 1`,
  userTags: ({ index, count, max }: Count & { index: number }, { number }) =>
    `Media ${index} has ${number(count)} user tags, Instagram allows ${number(max)}`,

  manyMedia: ({ format, count, max }: Count & { format: string }) =>
    `${format} has ${count} media; Instagram documents ${max} and may refuse more`,
  bitRate: ({ limit, actual }: { limit: number; actual: number }, { number }) =>
    `Instagram takes videos of at most ${number(limit)} Mbit/s; this one has ${number(actual)} on average`,
  altTextIgnored: ({ index }: { index: number }) =>
    `Media ${index}: Instagram takes alt text for images of the feed only, it is left out`,
  cropped: ({ index, ratio, first }: { index: number; ratio: number; first: number }, { number }) =>
    `Media ${index} (ratio ${number(ratio)}) is cropped to the ratio of the first item, ${number(first)}`,
  coverType: ({ type, types }: { type: string; types: string }) => `The cover is ${type}, Instagram accepts ${types}`,
  coverTooLarge: ({ bytes, max }: { bytes: number; max: number }, { number }) =>
    `The cover has ${number(bytes)} bytes, Instagram allows ${number(max)}`,
  grantEnds: 'Instagram ends an access that was not renewed within 60 days',
} as const satisfies Catalogue;
