/** What is said about posts for X, in English. */
import type { Catalogue } from '../../../lib/texts.ts';

/** A part of a thread, counted from 1; null where the post is no thread. */
export type PartOf = { part: { index: number; count: number } | null };

const where = ({ part }: PartOf): string => (part === null ? '' : `part ${part.index} of ${part.count}: `);

export const en = {
  textMissing: (part: PartOf) => `${where(part)}a post without media needs a text`,
  newEmoji: ({ least, length, max, emoji, ...part }: PartOf & NewEmoji, { number }) =>
    `${where(part)}the text weighs ${number(least)} or ${number(length)} of at most ${number(max)} characters: ${emoji} may be newer than X's table of emoji`,
  textTooLong: ({ length, max, ...part }: PartOf & { length: number; max: number }, { number }) =>
    `${where(part)}the text weighs ${number(length)} of at most ${number(max)} characters`,
  forbiddenCharacters: (part: PartOf) =>
    `${where(part)}the text holds characters that X refuses (U+FFFE, U+FEFF, U+FFFF)`,
  cashtags: ({ max, count, ...part }: PartOf & { max: number; count: number }, { number }) =>
    `${where(part)}X allows ${number(max)} cashtag per post, there are ${number(count)}`,
  linkCost: (part: PartOf) => `${where(part)}X bills a post with a link much higher than one without`,

  videoWanted: ({ format, type }: { format: string; type: string }) =>
    `${format} takes a video or a GIF, this is ${type}`,
  imagesWanted: ({ format, type }: { format: string; type: string }) => `${format} takes images, this is ${type}`,
  gifAlone: ({ count }: { count: number }, { number }) =>
    `An animated GIF must be the only media of its post, there are ${number(count)}`,
  partImages: ({ max, count, ...part }: PartOf & { max: number; count: number }, { number }) =>
    `${where(part)}a post takes at most ${number(max)} images, there are ${number(count)}`,
  partVideo: ({ count, ...part }: PartOf & { count: number }, { number }) =>
    `${where(part)}a video must be the only media of its post, there are ${number(count)}`,
  doubtfulBytes: ({ limit, actual }: { limit: number; actual: number }, { number }) =>
    `Without a subscription X may refuse a video above ${number(limit)} bytes; this one has ${number(actual)}`,
  doubtfulLength: ({ limit, actual }: { limit: number; actual: number }, { seconds }) =>
    `Without a subscription X may refuse a video longer than ${seconds(limit)}; this one lasts ${seconds(actual)}`,
  doubtfulSize: ({ limit, actual }: { limit: string; actual: string }) =>
    `Without a subscription X may refuse a video above ${limit} pixels; this one has ${actual}`,
  altTextIgnored: 'X takes alt text for images and GIFs only; it is left out',

  pollOrMedia: 'A post has media or a poll, not both',
  tagsNeedMedia: 'Users are tagged in media, and the first post has none',
  shareNeedsCommunity: 'Only a post into a community can be shared with followers',
  notThread: ({ format }: { format: string }) => `${format} is a single post; choose THREAD for more parts`,
  threadTooShort: 'A thread has at least 2 parts, there is 1',
  noSuchMedia: ({ index, count }: { index: number; count: number }) =>
    `There is no media ${index}; the post has ${count}, counted from 0`,
  mediaTwice: ({ index }: { index: number }) => `Media ${index} is used twice`,
  notId: 'must be a numeric id',
  pollOption: ({ max }: { max: number }) => `must have 1 to ${max} characters`,
  grantEnds: 'X ends a grant that nobody used for about six months',
} as const satisfies Catalogue;

type NewEmoji = { least: number; length: number; max: number; emoji: string };
