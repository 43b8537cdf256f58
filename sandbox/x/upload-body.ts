/** The bodies of X's upload calls: multipart as every client sends it, JSON with base64 as the specification also allows. */
import { z } from 'zod';
import { wholeBody } from '../body.ts';
import type { SandboxRequest } from '../core.ts';
import { boundaryOf, wholeParts } from '../multipart.ts';
import { Refusal } from '../refusal.ts';
import { invalidBody, invalidParameter, invalidRequest } from './answers.ts';

const MULTIPART_OVERHEAD_BYTES = 4096;
export const TYPES = [
  'video/mp4',
  'video/webm',
  'video/mp2t',
  'video/quicktime',
  'text/srt',
  'text/vtt',
  'image/jpeg',
  'image/gif',
  'image/bmp',
  'image/png',
  'image/webp',
  'image/pjpeg',
  'image/tiff',
  'model/gltf-binary',
  'model/vnd.usdz+zip',
] as const;

/** One request is for what needs no processing. */
const oneShotFields = z.strictObject({
  media_category: z.enum(['tweet_image', 'dm_image', 'subtitles']),
  media_type: z.enum(TYPES).optional(),
  additional_owners: z.union([z.string().transform((list) => list.split(',')), z.array(z.string())]).default([]),
  shared: z.union([z.string(), z.boolean()]).optional(),
});
const oneShotBody = oneShotFields.extend({ media: z.base64() });

const appendBody = z.strictObject({ media: z.base64(), segment_index: z.int().min(0).max(999) });

export function segmentOf(request: SandboxRequest, raw: Buffer): { chunk: Buffer; segment: number } {
  const parts = partsOf(request, raw);
  if (parts === undefined) {
    const body = appendBody.safeParse(json(raw));
    if (!body.success) throw invalidBody(body.error);
    return { chunk: Buffer.from(body.data.media, 'base64'), segment: body.data.segment_index };
  }
  const stranger = parts.find(({ name }) => name !== 'media' && name !== 'segment_index');
  if (stranger !== undefined)
    throw invalidParameter(stranger.name ?? '', [], `$.${stranger.name}: is not defined in the schema`);
  const chunk = parts.find(({ name }) => name === 'media')?.body;
  if (chunk === undefined) throw invalidParameter('media', [], '$.media: is missing but it is required');
  const index = parts.find(({ name }) => name === 'segment_index')?.body.toString('utf8') ?? '';
  if (!/^\d{1,3}$/.test(index))
    throw invalidParameter('segment_index', [index], '$.segment_index: must be an integer from 0 to 999');
  return { chunk, segment: Number(index) };
}

export function oneShotOf(request: SandboxRequest, raw: Buffer) {
  const parts = partsOf(request, raw);
  if (parts === undefined) {
    const body = oneShotBody.safeParse(json(raw));
    if (!body.success) throw invalidBody(body.error);
    return shotOf(Buffer.from(body.data.media, 'base64'), '', body.data);
  }
  const named = parts.filter(({ name }) => name !== undefined && name !== 'media');
  const fields = oneShotFields.safeParse(
    Object.fromEntries(named.map(({ name, body }) => [name, body.toString('utf8')])),
  );
  if (!fields.success) throw invalidBody(fields.error);
  const file = parts.find(({ name }) => name === 'media');
  if (file === undefined) throw invalidParameter('media', [], '$.media: is missing but it is required');
  return shotOf(file.body, file.contentType, fields.data);
}

function shotOf(file: Buffer, fileType: string, fields: z.infer<typeof oneShotFields>) {
  const { media_category: category, media_type: type, additional_owners: owners } = fields;
  return { file, fileType, category, type, owners };
}

/** undefined when the body is not multipart at all. */
function partsOf(request: SandboxRequest, raw: Buffer) {
  const boundary = boundaryOf(request.headers['content-type'], 'form-data');
  if (boundary === undefined) return undefined;
  const parts = wholeParts(raw, boundary);
  if (parts === undefined) throw invalidRequest([{ message: 'The multipart body is malformed.' }]);
  return parts;
}

export const tooLarge = () => new Refusal({ status: 413, text: '' });

/** The edge looks at the announced length before it takes a byte. */
export async function bodyUpTo(request: SandboxRequest, maxBytes: number): Promise<Buffer> {
  const base64 = (request.headers['content-type'] ?? '').startsWith('application/json');
  const limit = (base64 ? maxBytes * (4 / 3) : maxBytes) + MULTIPART_OVERHEAD_BYTES;
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const body = await wholeBody(request.stream, limit);
  if (body === undefined) throw tooLarge();
  return body;
}

function json(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw invalidRequest([{ message: 'The body is not JSON.' }]);
    throw error;
  }
}
