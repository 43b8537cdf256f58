/** YouTube's limits as data, by format. */

import { TOLERANCE } from '../kit/tolerance.ts';
import type { FormatRule, MediaRule, Platform, PublishMedia, PublishPost } from '../platform.ts';
import { TITLE_MAX_UTF16 } from './metadata.ts';

const MINUTE_MS = 60_000;
export const SHORT_MAX_MS = 3 * MINUTE_MS;
export const UNVERIFIED_MAX_MS = 15 * MINUTE_MS;
export const DESCRIPTION_MAX_BYTES = 5_000;
export const TAGS_MAX = 500;
export const HASHTAGS_MAX = 60;
/** By id: the categories that a video may be given, and those that are only names on the site. Others may be added. */
export const CATEGORIES = {
  assignable: ['1', '2', '10', '15', '17', '19', '20', '22', '23', '24', '25', '26', '27', '28', '29'],
  ofTheSite: ['18', '21', '30', '31', '32', '33', '34', '35', '36', '37', '38', '39', '40', '41', '42', '43', '44'],
} as const;

const video = {
  // YouTube takes `video/*`; these are the types that can be examined here.
  mimeTypes: ['video/mp4', 'video/quicktime', 'video/webm', 'video/x-matroska', 'video/mp2t', 'video/x-msvideo'],
  maxBytes: 274_877_906_944,
  maxDurationMs: 12 * 60 * MINUTE_MS,
} as const satisfies MediaRule;

const text = {
  caption: { max: DESCRIPTION_MAX_BYTES, unit: 'UTF8_BYTES', required: false },
  title: { max: TITLE_MAX_UTF16, unit: 'UTF16', required: true },
  media: { min: 1, max: 1, kinds: ['VIDEO'] },
  image: null,
} as const satisfies Partial<FormatRule>;

export const formats = {
  SHORT: {
    description:
      'A square or vertical video of at most 3 minutes. YouTube decides by shape and length; there is no flag. The title defaults to the first line of the caption, the caption becomes the description.',
    ...text,
    video: { ...video, maxDurationMs: SHORT_MAX_MS, maxAspectRatio: 1 },
  },
  VIDEO: {
    description:
      'A video of at most 12 hours (15 minutes on channels without phone verification). The title defaults to the first line of the caption, the caption becomes the description.',
    ...text,
    video,
  },
} as const satisfies Platform['formats'];

/** There is no way to opt out: YouTube makes a Short of every square or upright video of this length. */
export const becomesShort = ({ width, height, durationMs }: PublishMedia): boolean =>
  width !== null &&
  height !== null &&
  width <= height &&
  durationMs !== null &&
  durationMs <= SHORT_MAX_MS + TOLERANCE.durationMs;

export const isShort = ({ format, media }: Pick<PublishPost, 'format' | 'media'>): boolean =>
  format === 'SHORT' || media.some(becomesShort);
