/** What the TikTok stand-in keeps of one publication, from its init to its life as a post. */
import type { LivePost } from '../core.ts';
import type { Creator } from './api.ts';
import type { FileSource, PrivacyLevel } from './requests.ts';

export type Flow = 'DIRECT_VIDEO' | 'INBOX_VIDEO' | 'DIRECT_PHOTO' | 'INBOX_PHOTO';
export type Source =
  | { kind: 'FILE'; file: FileSource }
  | { kind: 'VIDEO_URL'; url: string }
  | { kind: 'PHOTO_URLS'; urls: readonly string[] };

export interface Publication {
  publishId: string;
  clientKey: string;
  creator: Creator;
  flow: Flow;
  source: Source;
  title: string;
  description: string;
  privacy: PrivacyLevel | undefined;
  uploadId: string;
  uploadToken: string;
  createdAt: number;
  received: number;
  /** When the last byte was there. */
  completeAt: number | undefined;
  mediaSha256: string[];
  failure: string | undefined;
  reads: number;
  /** How often it was told as waiting in the inbox. */
  inboxReads: number;
  live: { post: LivePost; at: number; listed: number } | undefined;
}
