/** What is said about posts for YouTube, in English. */
import type { Catalogue } from '../../../lib/texts.ts';

export const en = {
  titleMissing: 'a YouTube video needs a title, or a caption whose first line serves',
  firstLineCut: ({ max, length }: { max: number; length: number }, { number }) =>
    `the first line of the caption serves as the title, cut to ${number(max)} characters; it has ${number(length)}`,
  titleBrackets: 'a YouTube title cannot contain < or >',
  descriptionBrackets: 'a YouTube description cannot contain < or >',
  tagBrackets: 'a YouTube tag cannot contain < or >',
  hashtags: ({ max, count }: { max: number; count: number }, { number }) =>
    `with more than ${number(max)} hashtags YouTube ignores all of them; there are ${number(count)}`,
  tagsTooLong: ({ max, length }: { max: number; length: number }, { number }) =>
    `all tags together may have ${number(max)} characters, counting commas and the quotes around tags with a space; they have ${number(length)}`,
  tagWithComma: ({ parts }: { parts: number }, { number, plural }) =>
    `YouTube reads a comma as the end of a tag: this one may become ${plural(parts, { one: '1 tag', other: `${number(parts)} tags` })}; write them one by one`,
  categoryClosed: ({ id }: { id: string }) => `YouTube lets no video be put into the category ${id}`,
  categoryUnknown: ({ id }: { id: string }) => `YouTube may not know the category ${id}, and would refuse it`,
  notCategory: 'is not the id of a category, which is a number',
  kidsComments: 'a video made for kids takes no comments',
  privateComments: 'a private video takes no comments',
  commentTooLong: ({ max }: { max: number }, { number }) => `may have ${number(max)} characters`,
  channelLimit: ({ limit, status, actual }: { limit: number; status: string; actual: number }, { seconds }) =>
    `this channel may upload ${seconds(limit)} (its longUploadsStatus is "${status}"; verify it by phone); this video lasts ${seconds(actual)}`,
  becomesShort: ({ size }: { size: string }) =>
    `YouTube turns every square or vertical video of at most 3 minutes into a Short; this one is ${size}`,
  thumbnailWide: ({ size }: { size: string }) => `the thumbnail of a Short must be upright; this one is ${size}`,
  thumbnailUpright: ({ size }: { size: string }) => `a thumbnail must not be upright; this one is ${size}`,
  thumbnailNarrow: ({ min, size }: { min: number; size: string }, { number }) =>
    `a thumbnail must be at least ${number(min)} pixels wide; this one is ${size}`,
  testingGrantEnds: 'Google ends the grants of a project whose consent screen is in "Testing" after 7 days',
  grantEnds: 'Google ends a grant that nobody used for six months',
} as const satisfies Catalogue;
