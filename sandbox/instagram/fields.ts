/** Which parameters an Instagram container takes, per kind, and the rules each value must meet. */
import { z } from 'zod';
import type { ParameterMode } from '../core.ts';
import { tagsOf } from '../tags.ts';
import { type GraphError, refuse } from './graph.ts';

export type ContainerKind = 'IMAGE' | 'IMAGE_ITEM' | 'VIDEO_ITEM' | 'REELS' | 'STORIES' | 'CAROUSEL';

const COMMON = ['media_type', 'access_token', 'is_ai_generated'];
/** Instagram ignores every other parameter, whether it is unknown or belongs to another kind. */
const ALLOWED: Record<ContainerKind, readonly string[]> = {
  IMAGE: [...COMMON, 'image_url', 'caption', 'alt_text', 'collaborators', 'user_tags', 'location_id'],
  IMAGE_ITEM: ['access_token', 'is_carousel_item', 'image_url', 'alt_text', 'user_tags'],
  VIDEO_ITEM: ['access_token', 'media_type', 'is_carousel_item', 'video_url', 'thumb_offset'],
  REELS: [
    ...COMMON,
    ...['video_url', 'caption', 'cover_url', 'thumb_offset', 'share_to_feed', 'audio_name', 'collaborators'],
    ...['user_tags', 'location_id', 'trial_params'],
  ],
  STORIES: [...COMMON, 'image_url', 'video_url', 'user_tags'],
  CAROUSEL: [...COMMON, 'children', 'caption', 'collaborators', 'location_id'],
};

const bool = z
  .union([z.boolean(), z.enum(['true', 'false', '1', '0'])])
  .transform((value) => value === true || value === 'true' || value === '1');
const whole = z.coerce.number().int().min(0);
const tag = {
  username: z.string().min(1),
  x: z.number().min(0).max(1).optional(),
  y: z.number().min(0).max(1).optional(),
};
const trial = { graduation_strategy: z.enum(['MANUAL', 'SS_PERFORMANCE']) };

const kindSchema = z.object({ media_type: z.string().optional(), is_carousel_item: bool.default(false) });
const schemaOf = (mode: ParameterMode) =>
  kindSchema.extend({
    is_ai_generated: bool.optional(),
    image_url: z.string().min(1).optional(),
    video_url: z.string().min(1).optional(),
    cover_url: z.string().min(1).optional(),
    caption: z.string().default(''),
    alt_text: z.string().max(1000).optional(),
    thumb_offset: whole.optional(),
    share_to_feed: bool.optional(),
    audio_name: z.string().optional(),
    location_id: z.coerce.string().optional(),
    children: listOf(z.coerce.string(), true).default([]),
    collaborators: listOf(z.string().min(1), false).default([]),
    user_tags: listOf(mode === 'strict' ? z.strictObject(tag) : z.object(tag), false).default([]),
    trial_params: z.preprocess(decode, mode === 'strict' ? z.strictObject(trial) : z.object(trial)).optional(),
  });
const SCHEMAS = { tolerant: schemaOf('tolerant'), strict: schemaOf('strict') };
export type ContainerFields = z.infer<(typeof SCHEMAS)['strict']> & { kind: ContainerKind };

export function readContainerFields(given: Record<string, unknown>, mode: ParameterMode): ContainerFields {
  const kind = kindOf(read(kindSchema, given), mode);
  const names = Object.keys(given);
  const stray = names.find((name) => !ALLOWED[kind].includes(name));
  if (stray !== undefined && mode === 'strict') refuse('PARAMETER', `(${stray}) does not apply to ${kind}`);
  const applying = Object.fromEntries(Object.entries(given).filter(([name]) => ALLOWED[kind].includes(name)));
  const fields = { ...read(SCHEMAS[mode], applying), kind };
  for (const [broken, error, detail] of rules(fields)) if (broken) refuse(error, detail);
  return fields;
}

function read<S extends z.ZodType>(schema: S, given: Record<string, unknown>): z.infer<S> {
  const parsed = schema.safeParse(given);
  return parsed.success ? parsed.data : refuse('PARAMETER', parsed.error.issues[0]?.path.join('.') || 'request body');
}

function kindOf(fields: z.infer<typeof kindSchema>, mode: ParameterMode): ContainerKind {
  const { media_type: type, is_carousel_item: item } = fields;
  // Nothing else makes an image; the name is not documented, and taken all the same.
  if (type === undefined || (type === 'IMAGE' && mode === 'tolerant')) return item ? 'IMAGE_ITEM' : 'IMAGE';
  if (type === 'VIDEO') return item ? 'VIDEO_ITEM' : refuse('VIDEO_TYPE_GONE');
  if (type === 'REELS' || type === 'STORIES' || type === 'CAROUSEL') {
    if (item) refuse('PARAMETER', 'is_carousel_item');
    return type;
  }
  return refuse('MEDIA_TYPE', type);
}

function rules(fields: ContainerFields): [broken: boolean, error: GraphError, detail?: string][] {
  const { kind, caption, user_tags: tags } = fields;
  const wantsImage = kind === 'IMAGE' || kind === 'IMAGE_ITEM';
  const wantsVideo = kind === 'REELS' || kind === 'VIDEO_ITEM';
  const { hashtags, mentions } = tagsOf(caption);
  const sources = [fields.image_url, fields.video_url].filter((url) => url !== undefined).length;
  const placed = tags.every((one) => one.x !== undefined && one.y !== undefined);
  const bare = tags.every((one) => one.x === undefined && one.y === undefined);
  return [
    [wantsImage && fields.image_url === undefined, 'PARAMETER', 'image_url is required'],
    [wantsVideo && fields.video_url === undefined, 'PARAMETER', 'video_url is required'],
    [kind === 'STORIES' && sources !== 1, 'PARAMETER', 'a story needs exactly one of image_url and video_url'],
    // Instagram's own page says 10, newer notes of others say 20.
    [kind === 'CAROUSEL' && (fields.children.length < 2 || fields.children.length > 20), 'CHILD_COUNT'],
    [kind === 'CAROUSEL' && new Set(fields.children).size !== fields.children.length, 'PARAMETER', 'children repeat'],
    // The unit is not documented; code points is what the stand-in counts.
    [[...caption].length > 2200, 'CAPTION'],
    [hashtags > 30, 'CAPTION', 'more than 30 hashtags'],
    [mentions > 20, 'CAPTION', 'more than 20 mentions'],
    [fields.collaborators.length > 3, 'PARAMETER', 'collaborators: at most 3'],
    [fields.collaborators.some((name) => !/^[A-Za-z0-9_.]{1,30}$/.test(name)), 'COLLABORATOR'],
    [tags.length > 20, 'PARAMETER', 'user_tags: at most 20'],
    [wantsImage && !placed, 'PARAMETER', 'user_tags of an image need x and y'],
    [kind === 'REELS' && !bare, 'PARAMETER', 'user_tags of a reel take no x and y'],
    [fields.location_id !== undefined && !/^\d+$/.test(fields.location_id), 'LOCATION'],
  ];
}

/** Lists and objects come as JSON, or as JSON text inside a form. */
function decode(value: unknown): unknown {
  if (typeof value !== 'string' || !/^[[{]/.test(value.trim())) return value;
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}

function listOf<T extends z.ZodType>(item: T, commas: boolean) {
  return z.preprocess((value) => {
    const decoded = decode(value);
    return commas && typeof decoded === 'string' ? decoded.split(',').map((part) => part.trim()) : decoded;
  }, z.array(item));
}
