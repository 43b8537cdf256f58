/** X's media uploads: chunked (initialize, append, finalize, STATUS), one request for images, alt texts and subtitles. */
import { z } from 'zod';
import type { Account, SandboxRequest, SandboxResponse } from '../core.ts';
import { pictureFacts } from '../picture.ts';
import { createSink } from '../sniff.ts';
import { invalidBody, invalidParameter, invalidRequest, notPermitted } from './answers.ts';
import type { Media, MediaCategory, XStore } from './store.ts';
import { bodyUpTo, oneShotOf, segmentOf, TYPES, tooLarge } from './upload-body.ts';

const CATEGORIES = [
  'amplify_video',
  'tweet_gif',
  'tweet_image',
  'tweet_video',
  'dm_gif',
  'dm_image',
  'dm_video',
  'subtitles',
] as const;
const MIB = 1024 * 1024;
const MAX_BYTES: Record<MediaCategory, number> = {
  tweet_image: 5 * MIB,
  dm_image: 5 * MIB,
  tweet_gif: 15 * MIB,
  dm_gif: 15 * MIB,
  tweet_video: 8_000_000_000,
  amplify_video: 8_000_000_000,
  dm_video: 512 * MIB,
  subtitles: MIB,
};
const SUBSCRIBER_VIDEO_BYTES = 16 * 1024 * MIB;
const IMAGE_SIDE = { min: 4, max: 8_192 };
const ALT_TEXT_MAX = 1000;
/** The first digits of a media key tell what it is. */
const KEY_PREFIX: Record<MediaCategory, string> = {
  tweet_image: '3',
  dm_image: '3',
  tweet_gif: '16',
  dm_gif: '16',
  tweet_video: '7',
  dm_video: '7',
  amplify_video: '13',
  subtitles: '9',
};

const id = z.string().regex(/^[0-9]{1,19}$/);
const initializeBody = z.strictObject({
  media_type: z.enum(TYPES),
  total_bytes: z.int().min(1).max(17_179_869_184),
  media_category: z.enum(CATEGORIES).optional(),
  additional_owners: z.array(id).default([]),
  shared: z.boolean().optional(),
});
const metadataBody = z.strictObject({
  id,
  metadata: z.looseObject({ alt_text: z.strictObject({ text: z.string().max(ALT_TEXT_MAX) }).optional() }),
});
const subtitlesBody = z.strictObject({
  id,
  media_category: z.enum(['AmplifyVideo', 'TweetVideo']),
  subtitles: z.strictObject({ id, language_code: z.string().regex(/^[A-Z]{2}$/), display_name: z.string() }),
});
const subtitlesRemoval = z.strictObject({
  id,
  media_category: z.enum(['AmplifyVideo', 'TweetVideo']),
  language_code: z.string().regex(/^[A-Z]{2}$/),
});

export function createXMedia(store: XStore) {
  const open = (
    user: Account,
    category: MediaCategory,
    contentType: string,
    totalBytes: number,
    sharedWith: readonly string[],
  ): Media => {
    const limit =
      (category === 'tweet_video' || category === 'amplify_video') && store.isSubscriber()
        ? SUBSCRIBER_VIDEO_BYTES
        : MAX_BYTES[category];
    if (totalBytes > limit) {
      throw invalidParameter(
        'total_bytes',
        [String(totalBytes)],
        `$.total_bytes: a ${category} may have at most ${limit} bytes`,
      );
    }
    const mediaId = store.newId();
    const media: Media = {
      id: mediaId,
      mediaKey: `${KEY_PREFIX[category]}_${mediaId}`,
      owner: user,
      sharedWith,
      category,
      contentType,
      totalBytes,
      sink: createSink(),
      early: new Map(),
      nextSegment: 0,
      expiresAt: store.state.now() + store.own().mediaTtlMs,
      polls: 0,
    };
    store.media.set(mediaId, media);
    return media;
  };

  const owned = (mediaId: string | null | undefined, user: Account, parameter: string): Media => {
    const media = store.media.get(mediaId ?? '');
    if (media === undefined || media.expiresAt <= store.state.now()) {
      throw invalidParameter(parameter, [mediaId ?? ''], 'The media id is unknown or has expired.');
    }
    if (media.owner.id !== user.id) throw notPermitted();
    return media;
  };

  const expiresAfterSecs = (media: Media) => Math.max(0, Math.round((media.expiresAt - store.state.now()) / 1000));

  const described = (media: Media, processing: Record<string, unknown> | undefined) => ({
    id: media.id,
    media_key: media.mediaKey,
    size: media.totalBytes,
    expires_after_secs: expiresAfterSecs(media),
    ...(processing !== undefined && { processing_info: processing }),
  });

  const close = (media: Media): void => {
    const { bytes, sha256, facts } = media.sink.digest();
    const image = isImage(media) ? imageOf(media) : {};
    const { container, ...video } = facts;
    media.file = { bytes, sha256, ...(container !== undefined ? video : image) };
    const wanted = store.state.settings('X').failProcessing;
    if (media.category.endsWith('_video') && container === undefined) media.failure = invalidMedia('unsupported codec');
    else if (wanted !== null && isAsync(media)) media.failure = invalidMedia(wanted);
    media.finalizedAt = store.state.now();
    media.expiresAt = store.state.now() + store.own().mediaTtlMs;
  };

  return {
    initialize: (request: SandboxRequest, user: Account): SandboxResponse => {
      const body = parsed(initializeBody, request);
      const category = body.media_category ?? defaultCategory(body.media_type);
      if (!fits(category, body.media_type)) {
        throw invalidParameter(
          'media_type',
          [body.media_type],
          `$.media_type: does not fit media_category ${category}`,
        );
      }
      const media = open(user, category, body.media_type, body.total_bytes, body.additional_owners);
      return ok({ id: media.id, media_key: media.mediaKey, expires_after_secs: expiresAfterSecs(media) });
    },

    append: async (request: SandboxRequest, user: Account): Promise<SandboxResponse> => {
      const raw = await bodyUpTo(request, store.own().appendMaxBytes);
      const { chunk, segment } = segmentOf(request, raw);
      if (chunk.length > store.own().appendMaxBytes) throw tooLarge();
      const media = owned(request.params.id, user, 'id');
      if (media.finalizedAt !== undefined) throw invalidParameter('id', [media.id], 'The upload is already finalized.');
      // Sending a segment again is harmless: what is stored stays.
      if (segment >= media.nextSegment) media.early.set(segment, chunk);
      for (
        let next = media.early.get(media.nextSegment);
        next !== undefined;
        next = media.early.get(media.nextSegment)
      ) {
        media.sink.write(next);
        media.early.delete(media.nextSegment);
        media.nextSegment += 1;
      }
      if (media.sink.stored() > media.totalBytes)
        throw invalidParameter('media', [], 'More bytes were sent than announced.');
      return ok({ expires_at: Math.floor(media.expiresAt / 1000) });
    },

    finalize: (request: SandboxRequest, user: Account): SandboxResponse => {
      const media = owned(request.params.id, user, 'id');
      if (media.finalizedAt === undefined) {
        if (media.sink.stored() !== media.totalBytes) {
          throw invalidParameter(
            'id',
            [media.id],
            `Segments are missing: ${media.sink.stored()} of ${media.totalBytes} bytes arrived.`,
          );
        }
        close(media);
      }
      const processing = isAsync(media)
        ? { state: 'pending', check_after_secs: store.own().checkAfterSecs }
        : undefined;
      return ok(described(media, processing));
    },

    status: (request: SandboxRequest, user: Account): SandboxResponse => {
      const command = request.query.get('command') ?? 'STATUS';
      if (command !== 'STATUS')
        throw invalidParameter('command', [command], 'The query parameter [command] is not one of [STATUS]');
      const media = owned(request.query.get('media_id'), user, 'media_id');
      if (media.finalizedAt === undefined)
        throw invalidParameter('media_id', [media.id], 'The upload is not finalized.');
      return ok(described(media, isAsync(media) ? processingInfo(media, store) : undefined));
    },

    oneShot: async (request: SandboxRequest, user: Account): Promise<SandboxResponse> => {
      const raw = await bodyUpTo(request, MAX_BYTES.tweet_image);
      const { file, fileType, category, type, owners } = oneShotOf(request, raw);
      const media = open(user, category, type ?? fileType, file.length, owners);
      media.sink.write(file);
      close(media);
      return ok(described(media, undefined));
    },

    describe: (request: SandboxRequest, user: Account): SandboxResponse => {
      const body = parsed(metadataBody, request);
      const media = owned(body.id, user, 'id');
      const { alt_text: altText } = body.metadata;
      if (altText !== undefined) {
        if (!isImage(media)) throw invalidParameter('id', [media.id], 'Alt text is for images and GIFs only.');
        media.altText = altText.text;
      }
      return ok({ id: media.id, associated_metadata: body.metadata });
    },

    subtitle: (request: SandboxRequest, user: Account): SandboxResponse => {
      const body = parsed(subtitlesBody, request);
      const media = owned(body.id, user, 'id');
      const track = owned(body.subtitles.id, user, 'subtitles.id');
      if (!media.category.endsWith('_video') || track.category !== 'subtitles') {
        throw invalidParameter('id', [media.id], 'Subtitles need a video and an uploaded track.');
      }
      media.subtitles = [...(media.subtitles ?? []), body.subtitles.language_code];
      return ok({ id: media.id, media_category: body.media_category, associated_subtitles: [body.subtitles] });
    },

    removeSubtitle: (request: SandboxRequest, user: Account): SandboxResponse => {
      const body = parsed(subtitlesRemoval, request);
      const media = owned(body.id, user, 'id');
      const tracks = media.subtitles ?? [];
      if (!tracks.includes(body.language_code))
        throw invalidParameter('language_code', [body.language_code], 'The video has no subtitles of this language.');
      media.subtitles = tracks.filter((code) => code !== body.language_code);
      return ok({ deleted: true });
    },
  };
}

/** Whether a post may carry it now. */
export function isReady(media: Media, store: XStore): boolean {
  if (media.finalizedAt === undefined || media.failure !== undefined) return false;
  return !isAsync(media) || !isProcessing(media, store);
}

function isProcessing(media: Media, { state }: XStore): boolean {
  const { processingPolls, processingMs } = state.settings('X');
  return media.polls < processingPolls || state.now() - (media.finalizedAt ?? 0) < processingMs;
}

function processingInfo(media: Media, store: XStore): Record<string, unknown> {
  if (isProcessing(media, store)) {
    media.polls += 1;
    return {
      state: 'in_progress',
      check_after_secs: store.own().checkAfterSecs,
      progress_percent: Math.min(95, media.polls * 20),
    };
  }
  if (media.failure !== undefined) return { state: 'failed', progress_percent: 0, error: media.failure };
  return { state: 'succeeded', progress_percent: 100 };
}

const isImage = ({ category }: Media) => category.endsWith('_image') || category.endsWith('_gif');
/** Videos and GIFs are transcoded; an image is ready at once. */
const isAsync = ({ category }: Media) => category.endsWith('_video') || category.endsWith('_gif');

const invalidMedia = (message: string) => ({ code: 1, name: 'InvalidMedia', message });

function defaultCategory(type: string): MediaCategory {
  if (type === 'image/gif') return 'tweet_gif';
  if (type.startsWith('text/')) return 'subtitles';
  return type.startsWith('image/') ? 'tweet_image' : 'tweet_video';
}

function fits(category: MediaCategory, type: string): boolean {
  if (category === 'subtitles') return type.startsWith('text/');
  if (category.endsWith('_gif')) return type === 'image/gif' || type === 'video/mp4';
  return type.startsWith(category.endsWith('_image') ? 'image/' : 'video/');
}

function imageOf(media: Media): { width: number; height: number } {
  const facts = pictureFacts(media.sink.head());
  if (facts === undefined) throw invalidRequest([{ message: 'media type unrecognized.' }]);
  const { width, height } = facts;
  if ([width, height].some((side) => side < IMAGE_SIDE.min || side > IMAGE_SIDE.max))
    throw invalidRequest([{ message: 'Image dimensions must be >= 4x4 and <= 8192x8192' }]);
  return { width, height };
}

function parsed<T extends z.ZodType>(schema: T, request: SandboxRequest): z.infer<T> {
  const body = schema.safeParse(request.json);
  if (!body.success) throw invalidBody(body.error);
  return body.data;
}

function ok(data: Record<string, unknown>): SandboxResponse {
  return { status: 200, json: { data } };
}
