/** The media of a post that is checked without fetching: a file that nobody has examined is assumed to fit. */

import { type CheckUrl, UrlError } from '../../lib/guarded-fetch.ts';
import type { MediaKind } from '../../lib/prisma/enums.ts';
import { say } from '../../texts/posts/texts.ts';
import { type UserError, userError } from '../errors.ts';
import type { AssetRow } from '../media/media.ts';
import { notTakenIn, type PostMediaInput, type TakenIn } from '../media/media-intake.ts';

/** Media as `validatePost` knows it. */
export interface PresumedMedia extends TakenIn {
  errors: UserError[];
  warnings: UserError[];
  /** Whether a finding about a file is only a guess, because the file has not been examined. */
  isGuess(code: UserError['code'], mediaAssetId: string | undefined): boolean;
}

/** Nothing is fetched: a file behind a URL is assumed to be of the type in its name, and to fit otherwise. */
export function presumeMedia(
  checkUrl: CheckUrl,
  inputs: readonly PostMediaInput[],
  known: ReadonlyMap<string, AssetRow>,
): PresumedMedia {
  const facts = new Map(known);
  const presumed = new Map<string, MediaKind | null>();
  const errors: UserError[] = [];
  const warnings: UserError[] = [];
  const media = inputs.flatMap(({ url, mediaAssetId, altText }, index) => {
    const id = typeof url === 'string' ? `url-${index}` : mediaAssetId?.toLowerCase();
    if (id === undefined) return [];
    if (typeof url === 'string') {
      const kind = kindByName(url);
      presumed.set(id, kind);
      facts.set(id, fitting(id, kind ?? 'VIDEO'));
      const path = ['input', 'media', String(index), 'url'];
      errors.push(...refusedUrl(checkUrl, url, path));
      warnings.push(userError('MEDIA_UNPROBED', say('notExamined'), path));
    }
    return [{ mediaAssetId: id, altText: altText ?? null }];
  });
  const isGuess = (code: UserError['code'], mediaAssetId = '') =>
    presumed.has(mediaAssetId) && (code !== 'MEDIA_KIND' || presumed.get(mediaAssetId) === null);
  return { media, facts, errors, warnings, isGuess };
}

function refusedUrl(checkUrl: CheckUrl, url: string, path: readonly string[]): UserError[] {
  try {
    checkUrl(url);
    return [];
  } catch (error) {
    if (error instanceof UrlError) return [notTakenIn('MEDIA_UNREACHABLE', error, path)];
    throw error;
  }
}

const IMAGE_NAME = /\.(jpe?g|png|gif|webp|avif|heic)$/i;
const VIDEO_NAME = /\.(mp4|m4v|mov|webm)$/i;

function kindByName(url: string): MediaKind | null {
  const { pathname = '' } = URL.parse(url) ?? {};
  if (IMAGE_NAME.test(pathname)) return 'IMAGE';
  return VIDEO_NAME.test(pathname) ? 'VIDEO' : null;
}

const fitting = (id: string, kind: MediaKind): AssetRow => ({
  id,
  status: 'READY',
  kind,
  mimeType: kind === 'IMAGE' ? 'image/jpeg' : 'video/mp4',
  bytes: 1,
  width: null,
  height: null,
  durationMs: null,
  frameRate: null,
  frameCount: null,
  videoCodec: null,
  audioCodec: null,
  altText: null,
});
