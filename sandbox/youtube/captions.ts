/** Captions of a video: uploaded as two parts in one request, listed, replaced, read back and deleted. */
import { z } from 'zod';
import { wholeBody } from '../body.ts';
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import { boundaryOf, relatedParts } from '../multipart.ts';
import { etag, missingParameter, no, partsOf, videoNotFound } from './answers.ts';
import { SCOPES, type YoutubeAuth } from './auth.ts';
import { announcement, held, parsedJson, type Sessions } from './sessions.ts';
import { type Caption, type Channel, newId, type Video, type YoutubeStore } from './store.ts';

const COST = { list: 50, insert: 400, update: 450, download: 200, delete: 50 } as const;
const MAX_BYTES = 100 * 1024 * 1024;
const MAX_NAME = 150;

const insertBody = z.looseObject({
  snippet: z.strictObject({
    videoId: z.string().min(1),
    language: z.string().regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/),
    name: z.string().max(MAX_NAME),
    isDraft: z.boolean().default(false),
  }),
});
const updateBody = z.looseObject({
  id: z.string(),
  snippet: z.looseObject({ isDraft: z.boolean().optional() }).optional(),
});

export function createCaptions(store: YoutubeStore, auth: YoutubeAuth, sessions: Sessions) {
  const acting = (request: SandboxRequest, cost: number): Channel => {
    const channel = auth.channel(request, SCOPES.comment);
    store.quota.spend(cost);
    return channel;
  };
  const ownVideo = (id: string | null, channel: Channel): Video => {
    const video = store.video(id ?? '');
    if (video === undefined) throw videoNotFound('videoId');
    if (video.channel.id !== channel.id) throw forbidden();
    return video;
  };
  const own = (id: string, channel: Channel): { video: Video; caption: Caption } => {
    const found = store
      .videosOf(channel)
      .flatMap((video) => video.captions.map((caption) => ({ video, caption })))
      .find(({ caption }) => caption.id === id);
    if (found === undefined)
      throw captionRefused(404, 'captionNotFound', 'The caption track could not be found.', 'id');
    return found;
  };
  const required = (request: SandboxRequest, name: string): string => {
    const value = request.query.get(name);
    if (value === null || value === '') throw missingParameter(name);
    return value;
  };

  const insert = (
    channel: Channel,
    parts: readonly string[],
    metadata: unknown,
    text: string | undefined,
  ): SandboxResponse => {
    if (text === undefined || text === '') throw contentRequired();
    const body = insertBody.safeParse(metadata);
    if (!body.success)
      throw captionRefused(400, 'invalidMetadata', 'The request contains invalid metadata values.', 'snippet');
    const { videoId, ...snippet } = body.data.snippet;
    const video = ownVideo(videoId, channel);
    if (video.captions.some((one) => one.language === snippet.language && one.name === snippet.name))
      throw captionRefused(409, 'captionExists', 'The video already has a track of this language and name.');
    const caption = { ...snippet, id: `AU${newId()}${newId()}`, text, updatedAt: store.state.now() };
    video.captions.push(caption);
    return { status: 200, json: captionResource(video, caption, parts) };
  };

  const update = (channel: Channel, parts: readonly string[], metadata: unknown, text?: string): SandboxResponse => {
    const body = updateBody.safeParse(metadata);
    if (!body.success) throw captionRefused(400, 'invalidMetadata', 'The request contains invalid metadata values.');
    const { video, caption } = own(body.data.id, channel);
    caption.isDraft = body.data.snippet?.isDraft ?? caption.isDraft;
    caption.text = text ?? caption.text;
    caption.updatedAt = store.state.now();
    return { status: 200, json: captionResource(video, caption, parts) };
  };

  return {
    insert: async (request: SandboxRequest): Promise<SandboxResponse> => {
      const channel = acting(request, COST.insert);
      const parts = partsOf(request.query);
      if (isResumable(request)) {
        const metadata = await announcement(request);
        return sessions.open(
          request,
          later((text) => insert(channel, parts, metadata, text)),
        );
      }
      const { metadata, text } = await uploaded(request);
      return insert(channel, parts, metadata, text);
    },

    list: (request: SandboxRequest): SandboxResponse => {
      const channel = acting(request, COST.list);
      const parts = partsOf(request.query);
      const video = ownVideo(required(request, 'videoId'), channel);
      const ids = request.query.get('id')?.split(',');
      const items = video.captions
        .filter(({ id }) => ids?.includes(id) !== false)
        .map((caption) => captionResource(video, caption, parts));
      return { status: 200, json: { kind: 'youtube#captionListResponse', etag: etag(items), items } };
    },

    update: async (request: SandboxRequest): Promise<SandboxResponse> => {
      const channel = acting(request, COST.update);
      const parts = partsOf(request.query);
      if (isResumable(request)) {
        const metadata = await announcement(request);
        return sessions.open(
          request,
          later((text) => update(channel, parts, metadata, text)),
        );
      }
      const { metadata, text } = await uploaded(request);
      return update(channel, parts, metadata, text);
    },

    download: (request: SandboxRequest): SandboxResponse => {
      const channel = acting(request, COST.download);
      const { caption } = own(request.params.id ?? '', channel);
      return { status: 200, headers: { 'content-type': 'application/octet-stream' }, text: caption.text };
    },

    remove: (request: SandboxRequest): SandboxResponse => {
      const channel = acting(request, COST.delete);
      const { video, caption } = own(required(request, 'id'), channel);
      video.captions = video.captions.filter((one) => one !== caption);
      return { status: 204 };
    },
  };
}

const isResumable = (request: SandboxRequest) => request.query.get('uploadType') === 'resumable';

const later = (use: (text: string) => SandboxResponse) =>
  held({ maxBytes: MAX_BYTES, empty: contentRequired, use: (content) => use(content.toString('utf8')) });

/** Two parts, or metadata alone, which an update may send. */
async function uploaded(request: SandboxRequest): Promise<{ metadata: unknown; text?: string }> {
  const sentType = request.headers['content-type'];
  const boundary = boundaryOf(sentType, 'related');
  if (boundary === undefined) {
    if (sentType?.startsWith('application/json') !== true) return { metadata: undefined };
    return { metadata: parsedJson((await limited(request.stream)).toString('utf8')) };
  }
  const related = await relatedParts(request.stream, boundary);
  if (related === undefined) return { metadata: undefined };
  return { metadata: parsedJson(related.metadata), text: (await limited(related.media)).toString('utf8') };
}

async function limited(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const body = await wholeBody(stream, MAX_BYTES);
  if (body === undefined) throw no(413, 'uploadTooLarge', 'The caption track is too large.');
  return body;
}

function captionResource(video: Video, caption: Caption, parts: readonly string[]) {
  const { id, language, name, isDraft, updatedAt } = caption;
  const snippet = {
    videoId: video.id,
    lastUpdated: new Date(updatedAt).toISOString(),
    trackKind: 'standard',
    language,
    name,
    audioTrackType: 'unknown',
    isCC: false,
    isLarge: false,
    isEasyReader: false,
    isDraft,
    isAutoSynced: false,
    status: 'serving',
  };
  const body = { kind: 'youtube#caption', id, ...(parts.includes('snippet') && { snippet }) };
  return { ...body, etag: etag(body) };
}

const forbidden = () =>
  no(403, 'forbidden', 'The permissions associated with the request are not sufficient to access the captions.', {
    domain: 'youtube.caption',
  });

const contentRequired = () =>
  captionRefused(400, 'contentRequired', 'The request does not include the caption track contents.');

const captionRefused = (status: number, reason: string, message: string, location?: string) =>
  no(status, reason, message, {
    domain: 'youtube.caption',
    ...(location !== undefined && { location, locationType: 'parameter' }),
  });
