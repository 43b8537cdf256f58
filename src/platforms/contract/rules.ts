/** What a platform takes, as data: the limits of formats and files, and its allowances. */
import type { AudioCodec, VideoCodec } from '../kit/codecs.ts';
import type { Issue } from './issue.ts';
import type { PublishMedia, PublishPost } from './post.ts';
import type { Format } from './vocabulary.ts';

/** Limits as data: shown to partners by the `platforms` query and used by `validate`. `null` = does not apply. */
export interface FormatRule {
  description: string;
  caption: { max: number; unit: 'CODE_POINTS' | 'UTF16' | 'UTF8_BYTES' | 'WEIGHTED'; required: boolean } | null;
  title: { max: number; unit: 'UTF16'; required: boolean } | null;
  media: { min: number; max: number; kinds: readonly ('IMAGE' | 'VIDEO')[] } | null;
  image: MediaRule | null;
  video: MediaRule | null;
}

export interface MediaRule {
  mimeTypes: readonly string[];
  maxBytes: number;
  minDurationMs?: number;
  maxDurationMs?: number;
  /** width / height */
  minAspectRatio?: number;
  maxAspectRatio?: number;
  minWidth?: number;
  maxWidth?: number;
  minHeight?: number;
  maxHeight?: number;
  minFrameRate?: number;
  maxFrameRate?: number;
  /** Pictures of an animation. */
  maxFrames?: number;
  /** Width × height × pictures of an animation. */
  maxFramePixels?: number;
  videoCodecs?: readonly VideoCodec[];
  audioCodecs?: readonly AudioCodec[];
}

/** For a file that an option names. */
export interface OptionMediaRule extends Pick<MediaRule, 'mimeTypes' | 'maxBytes'> {
  /** What else is asked of it, which may depend on the rest of the post. */
  check?(file: PublishMedia, post: Pick<PublishPost, 'format' | 'media'>): Issue[];
}

/** An allowance of the platform. The ledger counts; answers of the platform correct it. */
export interface QuotaRule {
  /** Stable name: `posts_24h`, `videos_insert_day`, `posts_15m` … */
  name: string;
  scope: 'APP' | 'ACCOUNT';
  /** ROLLING: any `windowMs`; FIXED: aligned windows from the epoch; PACIFIC_DAY: resets at midnight America/Los_Angeles. */
  window: 'ROLLING' | 'FIXED' | 'PACIFIC_DAY';
  windowMs: number;
  /** Assumed until the platform itself reports it (see `QuotaReading`). */
  limit: number;
  /**
   * DOCUMENTED: the platform states the limit for everybody, and everything that counts is visible here; a post waits
   * for it. GUESSED: the limit differs by account or app, is not documented, or units become free unseen. A guess only
   * warns and never holds a post back, until the platform itself reports the limit.
   */
  basis: 'DOCUMENTED' | 'GUESSED';
  /**
   * For what only the platform counts: from here on, as it tells, nobody calls until the instant that it names. Then one goes
   * first, to see.
   */
  pausesFrom?: number;
  /** Counted and shown, but no post waits for it: publishing itself does not use it. */
  advisory?: true;
  /** The units that one commit of such a post takes (0 = none); a thread commits once per part. */
  cost(post: { format: Format; options: unknown; mediaCount: number }): number;
}
