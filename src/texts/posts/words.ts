/** The words that texts about posts are given: what was asked for, and why a file was not taken. */

/** What a call wanted to do with a target, as a participle. */
export const ACTS = {
  edited: 'edited',
  removed: 'removed',
  scheduled: 'scheduled',
  rescheduled: 'rescheduled',
  publishedNow: 'published now',
  cancelled: 'cancelled',
  deleted: 'deleted',
  retried: 'retried',
  resolved: 'resolved',
  unpublished: 'unpublished',
  recovered: 'recovered',
} as const;
export type Act = keyof typeof ACTS;

/** What the limit of an option counts. */
export type Unit = 'value' | 'characters' | 'items';

/** Why a file was not taken in: its code, which every language has words for, and what is known besides, in English. */
export type FileReason = { code: FileReasonCode; message: string };

export const FILE_REASON_CODES = [
  'URL_INVALID',
  'URL_PRIVATE',
  'URL_UNREACHABLE',
  'URL_TOO_LARGE',
  'URL_TIMEOUT',
  'MEDIA_TYPE',
  'MEDIA_IS_PAGE',
  'MEDIA_TOO_LARGE',
  'MEDIA_INVALID',
  'MEDIA_EMPTY',
  'INTERNAL',
] as const;
export type FileReasonCode = (typeof FILE_REASON_CODES)[number];
