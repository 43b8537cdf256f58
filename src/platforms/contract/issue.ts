/** What the check of a post finds. */
import type { Said } from '../../lib/texts.ts';

/** Its text names the limit and the actual value. */
export interface Issue extends Said {
  severity: 'ERROR' | 'WARNING';
  /** Stable, from `ISSUE_CODES`. */
  code: IssueCode;
  /** Where in the post: `['caption']`, `['media', '0']`, `['options', 'privacy']`, `['format']` … */
  path: readonly string[];
  /** The account did not grant a permission that this post needs; to reconnect it helps, not to edit the post. */
  isUngranted?: true;
  limit?: number | string;
  actual?: number | string;
}

export const ISSUE_CODES = [
  'FORMAT_UNSUPPORTED',
  'TEXT_MISSING',
  'TEXT_TOO_LONG',
  'TEXT_INVALID',
  'TITLE_MISSING',
  'TITLE_TOO_LONG',
  'TITLE_INVALID',
  'TOO_MANY_HASHTAGS',
  'TOO_MANY_MENTIONS',
  'TOO_MANY_TAGS',
  'MEDIA_MISSING',
  'MEDIA_TOO_MANY',
  'MEDIA_TOO_FEW',
  'MEDIA_KIND',
  'MEDIA_TYPE',
  'MEDIA_TOO_LARGE',
  'MEDIA_TOO_LONG',
  'MEDIA_TOO_SHORT',
  'MEDIA_DIMENSIONS',
  'MEDIA_ASPECT_RATIO',
  'MEDIA_FRAME_RATE',
  'MEDIA_CODEC',
  'MEDIA_UNPROBED',
  'MEDIA_SEVERAL_PICTURES',
  'ALT_TEXT_TOO_LONG',
  'OPTION_INVALID',
  'OPTION_REQUIRED',
  'OPTION_CONFLICT',
  'ACCOUNT_LIMIT',
  'COST',
] as const;
export type IssueCode = (typeof ISSUE_CODES)[number];
