/** What an adapter is handed to publish: the post, its files, and the way to the platform. */
import type { Readable } from 'node:stream';
import type { AccountApi } from './account.ts';
import type { Format } from './vocabulary.ts';

/** A file to publish. Its bytes are streamed from storage; platforms that pull get a signed link instead. */
export interface PublishMedia {
  id: string;
  kind: 'IMAGE' | 'VIDEO';
  /** As measured from the bytes, e.g. `video/mp4`, `image/jpeg`. */
  mimeType: string;
  bytes: number;
  width: number | null;
  height: number | null;
  durationMs: number | null;
  frameRate: number | null;
  /** Pictures of a video or an animation, images in a file of several, 1 for a still; null = not counted. */
  frameCount: number | null;
  videoCodec: string | null;
  audioCodec: string | null;
  altText: string | null;
}

/** Access to the media of the post being published. */
export interface MediaAccess {
  /** Streams `[start, end)` of the file; the whole file without a range. */
  open(mediaId: string, range?: { start: number; end: number }): Readable;
  /** The same in borrowed memory: a chunk is valid until the next one is asked for. */
  lend(mediaId: string, range: { start: number; end: number }): AsyncIterable<Uint8Array>;
  /** Size and type of an asset that the options name instead of `media` (a thumbnail). */
  describe(mediaId: string): Promise<{ bytes: number; mimeType: string }>;
  /**
   * A signed, expiring https link to the file for this `label` (one link per target, media and label; stable across
   * restarts). Serves Range and HEAD without authentication. Throws `MEDIA_NOT_SERVED` while no process of this
   * installation serves links, which the platform would otherwise find out by a failed fetch.
   */
  link(mediaId: string, label: string): Promise<string>;
  /**
   * Whether links were served without interruption since then. If not, a failed fetch of the platform says nothing
   * about the file.
   */
  isServedSince(since: Date): Promise<boolean>;
  /**
   * Revokes all links of `label` (they answer 410 from now on) and returns whether any was ever fetched. If none was,
   * what needed it can no longer happen: a proof of absence for platforms that pull.
   */
  revoke(label: string): Promise<'NEVER_FETCHED' | 'FETCHED'>;
}

/** One target, as the adapter gets it: post and overrides are already merged. */
export interface PublishPost<Options = unknown> {
  targetId: string;
  format: Format;
  /** Empty string when there is none. */
  caption: string;
  title: string | null;
  media: readonly PublishMedia[];
  options: Options;
}

/** The same while a post is published. */
export interface Api extends AccountApi {
  media: MediaAccess;
}
