/** The names of what is measured and written, in English: a part of the texts of all adapters. */
import type { PublishMedia } from '../platform.ts';

/** What is measured of a file. */
export const MEASURES = {
  durationMs: 'length',
  width: 'width',
  height: 'height',
  frameRate: 'frame rate',
  frameCount: 'number of pictures',
  videoCodec: 'video codec',
} as const satisfies Partial<Record<keyof PublishMedia, string>>;
export type Measure = keyof typeof MEASURES;

/** The texts of a post. */
export const TEXTS = {
  caption: 'caption',
  title: 'title',
  description: 'description',
  altText: 'alt text',
  firstComment: 'first comment',
} as const;
export type TextName = keyof typeof TEXTS;
