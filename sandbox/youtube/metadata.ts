/** What YouTube accepts as the description of a video: the `part` list, every field's rule, and the reason it refuses with. */
import { z } from 'zod';
import { bodyRefused, missingParameter, no } from './answers.ts';

const WRITABLE_PARTS = [
  'snippet',
  'status',
  'paidProductPlacementDetails',
  'recordingDetails',
  'localizations',
] as const;
const READ_PARTS = [
  'ageGating',
  'brandPartner',
  'contentDetails',
  'fileDetails',
  'id',
  'liveStreamingDetails',
  'monetizationDetails',
  'player',
  'processingDetails',
  'projectDetails',
  'statistics',
  'suggestions',
  'topicDetails',
] as const;
const VIDEO_PARTS: readonly string[] = [...WRITABLE_PARTS, ...READ_PARTS];

/** `assignable: false` categories exist on the site only. */
export const CATEGORIES = [
  { id: '1', title: 'Film & Animation', assignable: true },
  { id: '2', title: 'Autos & Vehicles', assignable: true },
  { id: '10', title: 'Music', assignable: true },
  { id: '15', title: 'Pets & Animals', assignable: true },
  { id: '17', title: 'Sports', assignable: true },
  { id: '18', title: 'Short Movies', assignable: false },
  { id: '19', title: 'Travel & Events', assignable: true },
  { id: '20', title: 'Gaming', assignable: true },
  { id: '21', title: 'Videoblogging', assignable: false },
  { id: '22', title: 'People & Blogs', assignable: true },
  { id: '23', title: 'Comedy', assignable: true },
  { id: '24', title: 'Entertainment', assignable: true },
  { id: '25', title: 'News & Politics', assignable: true },
  { id: '26', title: 'Howto & Style', assignable: true },
  { id: '27', title: 'Education', assignable: true },
  { id: '28', title: 'Science & Technology', assignable: true },
  { id: '29', title: 'Nonprofits & Activism', assignable: true },
  { id: '30', title: 'Movies', assignable: false },
  { id: '44', title: 'Trailers', assignable: false },
] as const;

/** Clients send back what they read; the vendor ignores it. */
const readOnly = z.unknown().optional();

const snippetSchema = z.strictObject({
  title: z.string().optional(),
  description: z.string().default(''),
  tags: z.array(z.string()).optional(),
  categoryId: z.string().optional(),
  defaultLanguage: z.string().optional(),
  defaultAudioLanguage: z.string().optional(),
  channelId: readOnly,
  channelTitle: readOnly,
  liveBroadcastContent: readOnly,
  localized: readOnly,
  publishedAt: readOnly,
  thumbnails: readOnly,
});
const statusSchema = z.strictObject({
  // Left out means public since 2026-11-02, also in an update.
  privacyStatus: z.enum(['public', 'unlisted', 'private']).default('public'),
  publishAt: z.string().optional(),
  selfDeclaredMadeForKids: z.boolean().default(false),
  containsSyntheticMedia: z.boolean().optional(),
  license: z.enum(['youtube', 'creativeCommon']).default('youtube'),
  embeddable: z.boolean().default(true),
  publicStatsViewable: z.boolean().default(true),
  madeForKids: readOnly,
  uploadStatus: readOnly,
  failureReason: readOnly,
  rejectionReason: readOnly,
});
const resourceSchema = z.strictObject({
  id: z.string().optional(),
  snippet: snippetSchema.optional(),
  status: statusSchema.optional(),
  paidProductPlacementDetails: z.strictObject({ hasPaidProductPlacement: z.boolean() }).optional(),
  recordingDetails: z.record(z.string(), z.unknown()).optional(),
  localizations: z
    .record(z.string(), z.strictObject({ title: z.string(), description: z.string().optional() }))
    .optional(),
  kind: readOnly,
  etag: readOnly,
});

type Resource = z.infer<typeof resourceSchema>;
interface Snippet {
  title: string;
  description: string;
  tags: readonly string[];
  categoryId: string;
  defaultLanguage?: string | undefined;
  defaultAudioLanguage?: string | undefined;
}
interface Status {
  privacyStatus: 'public' | 'unlisted' | 'private';
  publishAt?: string | undefined;
  selfDeclaredMadeForKids: boolean;
  containsSyntheticMedia?: boolean | undefined;
  license: 'youtube' | 'creativeCommon';
  embeddable: boolean;
  publicStatsViewable: boolean;
}
export interface Metadata {
  snippet: Snippet;
  status: Status;
  paidProductPlacementDetails: { hasPaidProductPlacement: boolean };
  recordingDetails: Record<string, unknown>;
  localizations: Record<string, { title: string; description?: string | undefined }>;
}

export function videoParts(query: URLSearchParams): string[] {
  const parts = query
    .getAll('part')
    .flatMap((list) => list.split(','))
    .map((part) => part.trim())
    .filter((part) => part !== '');
  if (parts.length === 0) throw missingParameter('part');
  const unknown = parts.find((part) => !VIDEO_PARTS.includes(part));
  if (unknown !== undefined) throw partRefused('unknownPart', unknown);
  return parts;
}

/** The metadata of an upload. */
export function insertedMetadata(body: unknown, parts: readonly string[]): Metadata {
  const resource = parse(body, parts);
  const metadata = merge(resource, defaults());
  checkSnippet(metadata.snippet);
  checkPublishAt(metadata.status);
  checkLocalizations(metadata);
  return metadata;
}

/** The metadata after `videos.update`: a part that is sent replaces the whole part. */
export function updatedMetadata(
  body: unknown,
  parts: readonly string[],
  current: Metadata,
  everPublic: boolean,
): Metadata {
  const resource = parse(body, parts);
  if (resource.snippet !== undefined && resource.snippet.categoryId === undefined) {
    throw bodyRefused('invalidCategoryId', 'The snippet.categoryId property is required.', 'snippet.categoryId');
  }
  const metadata = merge(resource, current);
  checkSnippet(metadata.snippet);
  checkPublishAt(metadata.status);
  if (resource.status?.publishAt !== undefined && everPublic) throw publishAtRefused();
  checkLocalizations(metadata);
  return metadata;
}

/** The id an update addresses. */
export function resourceId(body: unknown): string | undefined {
  return z.looseObject({ id: z.string() }).safeParse(body).data?.id;
}

export function defaults(): Metadata {
  return {
    snippet: { title: 'unknown', description: '', tags: [], categoryId: '22' },
    status: statusSchema.parse({}),
    paidProductPlacementDetails: { hasPaidProductPlacement: false },
    recordingDetails: {},
    localizations: {},
  };
}

function parse(body: unknown, parts: readonly string[]): Resource {
  const parsed = resourceSchema.safeParse(body);
  if (!parsed.success) throw malformed(parsed.error);
  const unlisted = WRITABLE_PARTS.find((part) => parsed.data[part] !== undefined && !parts.includes(part));
  if (unlisted !== undefined) throw partRefused('unexpectedPart', unlisted);
  const unsent = WRITABLE_PARTS.find((part) => parsed.data[part] === undefined && parts.includes(part));
  if (unsent !== undefined) throw partRefused('unexpectedPart', unsent);
  return parsed.data;
}

function merge(resource: Resource, base: Metadata): Metadata {
  const { snippet, status, ...others } = resource;
  return {
    snippet: snippet === undefined ? base.snippet : snippetOf(snippet),
    status: status === undefined ? base.status : statusOf(status),
    paidProductPlacementDetails: others.paidProductPlacementDetails ?? base.paidProductPlacementDetails,
    recordingDetails: others.recordingDetails ?? base.recordingDetails,
    localizations: others.localizations ?? base.localizations,
  };
}

function snippetOf(sent: z.infer<typeof snippetSchema>): Snippet {
  return {
    title: sent.title ?? '',
    description: sent.description,
    tags: sent.tags ?? [],
    categoryId: sent.categoryId ?? '22',
    defaultLanguage: sent.defaultLanguage,
    defaultAudioLanguage: sent.defaultAudioLanguage,
  };
}

function statusOf(sent: z.infer<typeof statusSchema>): Status {
  const { madeForKids, uploadStatus, failureReason, rejectionReason, ...status } = sent;
  return status;
}

function checkSnippet({ title, description, tags, categoryId }: Snippet): void {
  if (title.trim() === '' || title.length > 100 || /[<>]/.test(title)) {
    throw bodyRefused(
      'invalidTitle',
      'The request metadata specifies an invalid or empty video title.',
      'snippet.title',
    );
  }
  // Bytes, not characters: emoji and CJK overflow early.
  if (Buffer.byteLength(description) > 5000 || /[<>]/.test(description)) {
    throw bodyRefused(
      'invalidDescription',
      'The request metadata specifies an invalid video description.',
      'snippet.description',
    );
  }
  if (tags.some((tag) => tag.trim() === '' || /[<>]/.test(tag)) || tagLength(tags) > 500) {
    throw bodyRefused('invalidTags', 'The request metadata specifies invalid video keywords.', 'snippet.tags');
  }
  if (!CATEGORIES.some((category) => category.id === categoryId && category.assignable)) {
    throw bodyRefused(
      'invalidCategoryId',
      'The request metadata specifies an invalid category ID.',
      'snippet.categoryId',
    );
  }
}

/** The commas between tags count, and a tag with a space counts as quoted. */
function tagLength(tags: readonly string[]): number {
  return tags.reduce((sum, tag) => sum + tag.length + (tag.includes(' ') ? 2 : 0), Math.max(0, tags.length - 1));
}

const publishAtRefused = () =>
  bodyRefused(
    'invalidPublishAt',
    'The request metadata specifies an invalid scheduled publishing time.',
    'status.publishAt',
  );

function checkPublishAt({ publishAt, privacyStatus }: Status): void {
  if (publishAt === undefined) return;
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(publishAt);
  if (!iso || Number.isNaN(Date.parse(publishAt)) || privacyStatus !== 'private') throw publishAtRefused();
}

function checkLocalizations({ localizations, snippet }: Metadata): void {
  if (Object.keys(localizations).length === 0 || snippet.defaultLanguage !== undefined) return;
  throw bodyRefused(
    'defaultLanguageNotSet',
    'The request sets localizations without a default language.',
    'localizations',
  );
}

function malformed(error: z.ZodError) {
  const issue = error.issues[0];
  const where = ['resource', ...(issue?.path ?? [])].join('.');
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const message =
    unknown === undefined
      ? `Invalid value at '${where}'`
      : `Invalid JSON payload received. Unknown name "${unknown}" at '${where}': Cannot find field.`;
  return no(400, 'badRequest', message, { status: 'INVALID_ARGUMENT' });
}

function partRefused(reason: 'unknownPart' | 'unexpectedPart', part: string) {
  return no(400, reason, `'${part}'`, { domain: 'youtube.part', location: 'part', locationType: 'parameter' });
}
