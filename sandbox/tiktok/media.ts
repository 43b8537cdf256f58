/** What TikTok finds wrong with a file once all of it is there. */
import { pictureFacts } from '../picture.ts';
import type { VideoFacts } from '../sniff.ts';
import type { Creator } from './api.ts';

export function videoFault({ container, durationMs, width, height }: VideoFacts, creator: Creator): string | undefined {
  if (container !== 'mp4' && container !== 'quicktime' && container !== 'webm') return 'file_format_check_failed';
  if (durationMs !== undefined && durationMs > creator.maxDurationSec * 1000 + 100) return 'duration_check_failed';
  const sides = [width, height].filter((side) => side !== undefined);
  return sides.some((side) => side < 360 || side > 4096) ? 'picture_size_check_failed' : undefined;
}

export function photoFault(head: Buffer): string | undefined {
  const type = pictureFacts(head)?.type;
  return type === 'jpg' || type === 'webp' ? undefined : 'file_format_check_failed';
}
