/** Which pictures YouTube takes as the thumbnail of a video. */
import { error } from '../kit/issues.ts';
import type { Issue, OptionMediaRule, PublishMedia, PublishPost } from '../platform.ts';
import { isShort } from './formats.ts';
import { say } from './texts.ts';

const MIN_WIDTH = 640;
const PATH = ['options', 'thumbnailMediaAssetId'];

export const THUMBNAIL_RULE = {
  mimeTypes: ['image/jpeg', 'image/png'],
  maxBytes: 52_428_800,
  check: shapeIssues,
} as const satisfies OptionMediaRule;

/** Upright for a Short and wide for any other video; a square is taken for both. */
function shapeIssues({ width, height }: PublishMedia, post: Pick<PublishPost, 'format' | 'media'>): Issue[] {
  if (width === null || height === null) return [];
  const actual = `${width}×${height}`;
  if (isShort(post)) {
    if (width <= height) return [];
    return [error('MEDIA_ASPECT_RATIO', PATH, say('thumbnailWide', { size: actual }), 1, actual)];
  }
  if (height > width) return [error('MEDIA_ASPECT_RATIO', PATH, say('thumbnailUpright', { size: actual }), 1, actual)];
  if (width >= MIN_WIDTH) return [];
  return [error('MEDIA_DIMENSIONS', PATH, say('thumbnailNarrow', { min: MIN_WIDTH, size: actual }), MIN_WIDTH, actual)];
}
