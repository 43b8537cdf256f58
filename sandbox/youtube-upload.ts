/** How bytes reach YouTube: resumable sessions with their ranges, and the one-request uploads of Google's own libraries. */
import { randomBytes } from 'node:crypto';
import { wholeBody } from './body.ts';
import type { SandboxRequest, SandboxResponse } from './core.ts';
import { boundaryOf, relatedParts } from './multipart.ts';
import { Refusal } from './refusal.ts';
import { createSink, type Sink } from './sniff.ts';
import { no } from './youtube-answers.ts';
import { SCOPES, type YoutubeAuth } from './youtube-auth.ts';
import { defaults, insertedMetadata, type Metadata, videoParts } from './youtube-metadata.ts';
import { videoResource } from './youtube-resources.ts';
import type { Channel, Video, YoutubeStore } from './youtube-store.ts';

const GRANULE = 256 * 1024;
const MAX_BYTES = 274_877_906_944;
const MAX_METADATA_BYTES = 1024 * 1024;

/** What the bytes will become. */
interface Target {
  channel: Channel;
  parts: string[];
  metadata: Metadata;
  contentType: string;
  notifySubscribers: boolean;
}

interface Session extends Target {
  id: string;
  /** Unknown until a request names it, when the client opened the session without a length. */
  total: number | undefined;
  sink: Sink;
  expiresAt: number;
  /** The request that may write; an older one that still trickles in has lost the session. */
  writer: SandboxRequest | undefined;
  video: Video | undefined;
}

export function createUploads(store: YoutubeStore, auth: YoutubeAuth) {
  const sessions = new Map<string, Session>();

  const finish = (target: Target, sink: Sink): Video =>
    store.addVideo(target.channel, target.metadata, {
      ...sink.digest(),
      contentType: target.contentType,
      notifySubscribers: target.notifySubscribers,
    });

  const insert = async (request: SandboxRequest): Promise<SandboxResponse> => {
    const channel = auth.channel(request, SCOPES.upload);
    store.quota.spend(1, 'inserts');
    if (!store.own().hasChannel) throw signupRequired();
    const cap = store.own().channelDailyUploads;
    if (cap !== null && store.uploadsToday(channel) >= cap) throw uploadLimitExceeded();
    const type = request.query.get('uploadType');
    // Subscribers hear of an upload unless the caller says otherwise.
    const notifySubscribers = request.query.get('notifySubscribers') !== 'false';
    const target = { channel, parts: videoParts(request.query), notifySubscribers };
    const sentType = request.headers['content-type'];
    if (type === 'resumable') return open(request, await announced(request, target));
    if (type === 'media') {
      return single({ ...target, metadata: defaults(), contentType: videoType(sentType) }, request.stream);
    }
    if (type !== 'multipart') throw mediaBodyRequired();
    const boundary = boundaryOf(sentType, 'related');
    const related = boundary === undefined ? undefined : await relatedParts(request.stream, boundary);
    if (related === undefined) throw mediaBodyRequired();
    const metadata = insertedMetadata(parseJson(related.metadata), target.parts);
    return single({ ...target, metadata, contentType: videoType(related.contentType) }, related.media);
  };

  const single = async (target: Target, body: AsyncIterable<Buffer>): Promise<SandboxResponse> => {
    const sink = createSink();
    for await (const chunk of body) sink.write(chunk);
    if (sink.stored() === 0) throw mediaBodyRequired();
    const video = finish(target, sink);
    return { status: 200, json: videoResource(store, video, target.parts) };
  };

  const open = (request: SandboxRequest, target: Target): SandboxResponse => {
    const id = `A${randomBytes(40).toString('base64url')}`;
    sessions.set(id, {
      ...target,
      id,
      total: declaredLength(request),
      sink: createSink(),
      expiresAt: store.state.now() + store.own().sessionTtlMs,
      writer: undefined,
      video: undefined,
    });
    const location = new URL(`https://${request.host}${request.path}`);
    for (const [name, value] of request.query) location.searchParams.append(name, value);
    location.searchParams.set('upload_id', id);
    return { status: 200, headers: { location: request.local(location.href), 'x-guploader-uploadid': id }, text: '' };
  };

  const session = (request: SandboxRequest): Session => {
    const found = sessions.get(request.query.get('upload_id') ?? '');
    if (found === undefined || found.expiresAt <= store.state.now())
      throw no(404, 'notFound', 'The upload session was not found.');
    return found;
  };

  /** One address for bytes and for the question how far they got: `Content-Range` tells which. */
  const put = async (request: SandboxRequest): Promise<SandboxResponse> => {
    auth.checkSentToken(request);
    const upload = session(request);
    const range = contentRange(header(request, 'content-range'));
    if (upload.total !== undefined && range.total !== undefined && range.total !== upload.total) {
      throw badRange(`the total is ${upload.total} bytes, not ${range.total}`);
    }
    upload.total ??= range.total;
    if (upload.video !== undefined) return completed(upload, upload.video, 200);
    if (range.kind === 'probe') return progress(upload);
    const { first, last } = span(upload, range, request);
    await receive(upload, request, first, last);
    if (upload.sink.stored() < (upload.total ?? Number.POSITIVE_INFINITY)) return progress(upload);
    upload.video = finish(upload, upload.sink);
    return completed(upload, upload.video, 201);
  };

  const completed = (upload: Session, video: Video, status: number): SandboxResponse => {
    const current = store.video(video.id) ?? video;
    return { status, json: videoResource(store, current, upload.parts) };
  };

  return {
    insert,
    put,
    /** The same method outside of the upload server, which is where a library sends it without a file. */
    withoutMedia: (request: SandboxRequest): SandboxResponse => {
      auth.channel(request, SCOPES.upload);
      throw mediaBodyRequired();
    },
    cancel: (request: SandboxRequest): SandboxResponse => {
      sessions.delete(session(request).id);
      return { status: 499, text: '' };
    },
    reset: () => sessions.clear(),
  };
}

/** The metadata that opens a resumable session, all checked before a byte of video moves. */
async function announced(request: SandboxRequest, target: Omit<Target, 'metadata' | 'contentType'>): Promise<Target> {
  const sentType = bare(request.headers['content-type']);
  if (sentType !== 'application/json') throw no(400, 'badRequest', `Unsupported content with type: ${sentType}`);
  const metadata = insertedMetadata(parseJson(await text(request)), target.parts);
  return { ...target, metadata, contentType: videoType(header(request, 'x-upload-content-type')) };
}

type ContentRange =
  | { kind: 'whole'; total?: undefined }
  | { kind: 'probe'; total: number | undefined }
  | { kind: 'bytes'; first: number; last: number; total: number | undefined };

function contentRange(value: string | undefined): ContentRange {
  if (value === undefined) return { kind: 'whole' };
  const [, first, last, total] = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+|\*)$/.exec(value) ?? [];
  if (total === undefined) throw badRange('failed to parse the header');
  const size = total === '*' ? undefined : Number(total);
  if (first === undefined || last === undefined) return { kind: 'probe', total: size };
  return { kind: 'bytes', first: Number(first), last: Number(last), total: size };
}

/** Checks everything that can be known before the first byte is read. */
function span(upload: Session, range: Exclude<ContentRange, { kind: 'probe' }>, request: SandboxRequest) {
  const length =
    request.headers['content-length'] === undefined ? undefined : Number(request.headers['content-length']);
  if (range.kind === 'whole') {
    const size = upload.total ?? length;
    if (size === 0) throw mediaBodyRequired();
    if (size === undefined) throw no(411, 'badRequest', 'Content-Length or Content-Range is required.');
    if (length !== undefined && length !== size)
      throw badRange(`a whole upload must be ${size} bytes long, not ${length}`);
    upload.total = size;
    return { first: 0, last: size - 1 };
  }
  const { first, last, total } = range;
  const size = total ?? upload.total;
  if (last < first || (size !== undefined && last >= size)) throw badRange('the range lies outside of the file');
  const chunk = last - first + 1;
  if (length !== undefined && length !== chunk) throw badRange(`the range is ${chunk} bytes long, the body ${length}`);
  if (first > upload.sink.stored()) {
    throw badRange(
      `the upload offset is ${first} byte(s), which exceeds already uploaded size of ${upload.sink.stored()} byte(s)`,
    );
  }
  if (chunk % GRANULE !== 0 && last + 1 !== size) {
    throw no(
      400,
      'badRequest',
      `Every chunk but the last must be a multiple of ${GRANULE} bytes; this one has ${chunk}.`,
    );
  }
  return { first, last };
}

/** Stores whole granules as they arrive, so that a connection cut in the middle of a chunk keeps what came before. */
async function receive(upload: Session, request: SandboxRequest, first: number, last: number): Promise<void> {
  upload.writer = request;
  let ahead = upload.sink.stored() - first;
  let tail: Buffer[] = [];
  let tailBytes = 0;
  let received = 0;
  const body: AsyncIterable<Buffer> = request.stream;
  for await (const chunk of body) {
    checkWriter(upload, request);
    received += chunk.length;
    if (received > last - first + 1) throw badRange('the body is longer than the range');
    // Bytes that are stored already are sent again by a client that lost an answer; they are passed over.
    const fresh = chunk.subarray(Math.min(ahead, chunk.length));
    ahead -= chunk.length - fresh.length;
    tailBytes += fresh.length;
    const beyond = tailBytes % GRANULE;
    if (beyond < tailBytes) {
      const cut = fresh.length - beyond;
      for (const part of [...tail, fresh.subarray(0, cut)]) upload.sink.write(part);
      tail = [fresh.subarray(cut)];
      tailBytes = beyond;
    } else {
      tail.push(fresh);
    }
  }
  checkWriter(upload, request);
  if (received !== last - first + 1) throw badRange(`the body ended after ${received} bytes`);
  for (const part of tail) upload.sink.write(part);
}

function checkWriter(upload: Session, request: SandboxRequest): void {
  if (upload.writer !== request) throw no(409, 'conflict', 'Another request writes to this upload session.');
}

function progress(upload: Session): SandboxResponse {
  const stored = upload.sink.stored();
  // No Range at all means that nothing is stored.
  return { status: 308, headers: stored === 0 ? {} : { range: `bytes=0-${stored - 1}` }, text: '' };
}

/** A media type without its parameters. */
function bare(value: string | undefined): string {
  return (value ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

function videoType(value: string | undefined): string {
  const type = bare(value ?? 'application/octet-stream');
  if (type.startsWith('video/') || type === 'application/octet-stream') return type;
  throw no(
    400,
    'badContent',
    `Media type '${type}' is not supported. Valid media types: [application/octet-stream, video/*]`,
  );
}

function declaredLength(request: SandboxRequest): number | undefined {
  const value = header(request, 'x-upload-content-length');
  if (value === undefined) return undefined;
  const bytes = Number(value);
  if (!Number.isInteger(bytes) || bytes < 0) throw no(400, 'badRequest', 'Invalid X-Upload-Content-Length.');
  if (bytes === 0) throw mediaBodyRequired();
  if (bytes > MAX_BYTES) throw new Refusal({ status: 413, text: 'Request Entity Too Large' });
  return bytes;
}

async function text(request: SandboxRequest): Promise<string> {
  const body = await wholeBody(request.stream, MAX_METADATA_BYTES);
  if (body === undefined) throw new Refusal({ status: 413, text: 'Request Entity Too Large' });
  return body.toString('utf8');
}

function parseJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) throw no(400, 'parseError', 'Parse Error');
    throw error;
  }
}

function header(request: SandboxRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const badRange = (why: string) =>
  no(400, 'badRequest', `Invalid request. According to the Content-Range header, ${why}.`);

const mediaBodyRequired = () =>
  no(400, 'mediaBodyRequired', 'The request does not include the video content.', { domain: 'youtube.video' });

const signupRequired = () =>
  no(401, 'youtubeSignupRequired', 'Unauthorized', {
    domain: 'youtube.header',
    location: 'Authorization',
    locationType: 'header',
  });

const uploadLimitExceeded = () =>
  no(400, 'uploadLimitExceeded', 'The user has exceeded the number of videos they may upload.', {
    domain: 'youtube.video',
  });
