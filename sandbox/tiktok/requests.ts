/** What TikTok's three init calls accept, and the arithmetic of chunks. */
import { z } from 'zod';
import { refuse } from './api.ts';

export const PRIVACY_LEVELS = [
  'PUBLIC_TO_EVERYONE',
  'MUTUAL_FOLLOW_FRIENDS',
  'FOLLOWER_OF_CREATOR',
  'SELF_ONLY',
] as const;
export type PrivacyLevel = (typeof PRIVACY_LEVELS)[number];

/** TikTok counts UTF-16 units, as JavaScript's `length` does; zod's own `max` counts code points. */
const text = (max: number) => z.string().refine((value) => value.length <= max, `at most ${max} UTF-16 units`);
const url = z.string().regex(/^https?:\/\//);

const fileSource = z.strictObject({
  source: z.literal('FILE_UPLOAD'),
  video_size: z.int().min(1).max(4_000_000_000),
  chunk_size: z.int().min(1),
  total_chunk_count: z.int().min(1).max(1000),
});
export type FileSource = z.infer<typeof fileSource>;
const videoSource = z.discriminatedUnion('source', [
  fileSource,
  z.strictObject({ source: z.literal('PULL_FROM_URL'), video_url: url }),
]);

export const videoInit = z.strictObject({
  post_info: z.strictObject({
    title: text(2200).default(''),
    privacy_level: z.enum(PRIVACY_LEVELS),
    disable_duet: z.boolean().default(false),
    disable_stitch: z.boolean().default(false),
    disable_comment: z.boolean().default(false),
    video_cover_timestamp_ms: z.int().min(0).optional(),
    // The table calls both required; TikTok's own example leaves them out.
    brand_content_toggle: z.boolean().default(false),
    brand_organic_toggle: z.boolean().default(false),
    is_aigc: z.boolean().default(false),
  }),
  source_info: videoSource,
});
export const inboxInit = z.strictObject({ source_info: videoSource });
export const photoInit = z.strictObject({
  media_type: z.literal('PHOTO'),
  post_mode: z.enum(['DIRECT_POST', 'MEDIA_UPLOAD']),
  post_info: z
    .strictObject({
      title: text(90).default(''),
      description: text(4000).default(''),
      privacy_level: z.enum(PRIVACY_LEVELS).optional(),
      disable_comment: z.boolean().default(false),
      auto_add_music: z.boolean().default(false),
      brand_content_toggle: z.boolean().default(false),
      brand_organic_toggle: z.boolean().default(false),
    })
    .default({
      title: '',
      description: '',
      disable_comment: false,
      auto_add_music: false,
      brand_content_toggle: false,
      brand_organic_toggle: false,
    }),
  source_info: z.strictObject({
    source: z.literal('PULL_FROM_URL'),
    photo_images: z.array(url).min(1).max(35),
    photo_cover_index: z.int().min(0).max(34),
  }),
  is_aigc: z.boolean().default(false),
});

const SMALLEST_CHUNK = 5_000_000;
const LARGEST_CHUNK = 64_000_000;

/** Megabytes are decimal. The remainder joins the last chunk, so the count is rounded down: ceil is the classic mistake. */
export function checkChunks({ video_size: size, chunk_size: chunk, total_chunk_count: count }: FileSource): void {
  const whole = chunk === size && size <= LARGEST_CHUNK;
  if (!whole && (chunk < SMALLEST_CHUNK || chunk > LARGEST_CHUNK || chunk > size))
    refuse('invalid_params', 'The chunk size is invalid');
  if (count !== Math.floor(size / chunk)) refuse('invalid_params', 'The total chunk count is invalid');
}

export interface ByteRange {
  first: number;
  last: number;
  total: number;
}

export function parseContentRange(header: string | undefined): ByteRange | undefined {
  const [, first, last, total] = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(header ?? '') ?? [];
  return total === undefined ? undefined : { first: Number(first), last: Number(last), total: Number(total) };
}

/** The one range that may come next. */
export function nextRange(source: FileSource, received: number): ByteRange {
  const index = Math.floor(received / source.chunk_size);
  const isLast = index >= source.total_chunk_count - 1;
  return {
    first: received,
    last: isLast ? source.video_size - 1 : received + source.chunk_size - 1,
    total: source.video_size,
  };
}
