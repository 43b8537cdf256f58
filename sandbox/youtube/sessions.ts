/** The resumable uploads of Google's upload server: sessions, their ranges, and what has arrived. Whatever is uploaded, the protocol is one. */
import { randomBytes } from 'node:crypto';
import { wholeBody } from '../body.ts';
import type { SandboxRequest, SandboxResponse } from '../core.ts';
import { Refusal } from '../refusal.ts';
import { no } from './answers.ts';
import type { YoutubeAuth } from './auth.ts';
import type { YoutubeStore } from './store.ts';

const GRANULE = 256 * 1024;

/** Where bytes go as they arrive. */
export interface Receiver {
  write(chunk: Buffer): void;
  stored(): number;
}

/** What the bytes of a session become. */
export interface Upload {
  maxBytes: number;
  receiver: Receiver;
  /** Called once, with the last byte. */
  complete(): SandboxResponse;
  /** What a completed session answers to those who ask again. */
  completed(): SandboxResponse;
  /** The refusal of an upload without content. */
  empty(): Refusal;
}

/** An upload that is small enough to be held until it is whole. */
export function held(what: { maxBytes: number; use(content: Buffer): SandboxResponse; empty(): Refusal }): Upload {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let answer: SandboxResponse = { status: 200 };
  return {
    maxBytes: what.maxBytes,
    receiver: {
      write: (chunk) => {
        bytes += chunk.length;
        if (bytes > what.maxBytes) throw tooLarge();
        chunks.push(Buffer.from(chunk));
      },
      stored: () => bytes,
    },
    complete: () => {
      answer = what.use(Buffer.concat(chunks));
      return answer;
    },
    completed: () => answer,
    empty: what.empty,
  };
}

interface Session {
  upload: Upload;
  /** Unknown until a request names it, when the client opened the session without a length. */
  total: number | undefined;
  expiresAt: number;
  /** The request that may write; an older one that still trickles in has lost the session. */
  writer: SandboxRequest | undefined;
  isComplete: boolean;
}

export interface Sessions {
  open(request: SandboxRequest, upload: Upload): SandboxResponse;
  put(request: SandboxRequest): Promise<SandboxResponse>;
  cancel(request: SandboxRequest): SandboxResponse;
  reset(): void;
}

export function createSessions(store: YoutubeStore, auth: YoutubeAuth): Sessions {
  const sessions = new Map<string, Session>();

  const idOf = (request: SandboxRequest) => request.query.get('upload_id') ?? '';
  const session = (request: SandboxRequest): Session => {
    const found = sessions.get(idOf(request));
    if (found === undefined || found.expiresAt <= store.state.now())
      throw no(404, 'notFound', 'The upload session was not found.');
    return found;
  };

  return {
    open: (request, upload) => {
      const id = `A${randomBytes(40).toString('base64url')}`;
      sessions.set(id, {
        upload,
        total: declaredLength(request, upload),
        expiresAt: store.state.now() + store.own().sessionTtlMs,
        writer: undefined,
        isComplete: false,
      });
      const location = new URL(`https://${request.host}${request.path}`);
      for (const [name, value] of request.query) location.searchParams.append(name, value);
      location.searchParams.set('upload_id', id);
      return { status: 200, headers: { location: request.local(location.href), 'x-guploader-uploadid': id }, text: '' };
    },

    /** One address for bytes and for the question how far they got: `Content-Range` tells which. */
    put: async (request) => {
      auth.checkSentToken(request);
      const found = session(request);
      const { upload } = found;
      const range = contentRange(header(request, 'content-range'));
      if (found.total !== undefined && range.total !== undefined && range.total !== found.total) {
        throw badRange(`the total is ${found.total} bytes, not ${range.total}`);
      }
      found.total ??= range.total;
      if (found.isComplete) return upload.completed();
      if (range.kind === 'probe') return progress(upload);
      const { first, last } = span(found, range, request);
      await receive(found, request, first, last);
      if (upload.receiver.stored() < (found.total ?? Number.POSITIVE_INFINITY)) return progress(upload);
      const answer = upload.complete();
      found.isComplete = true;
      return answer;
    },

    cancel: (request) => {
      session(request);
      sessions.delete(idOf(request));
      return { status: 499, text: '' };
    },

    reset: () => sessions.clear(),
  };
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
function span(session: Session, range: Exclude<ContentRange, { kind: 'probe' }>, request: SandboxRequest) {
  const length =
    request.headers['content-length'] === undefined ? undefined : Number(request.headers['content-length']);
  if (range.kind === 'whole') {
    const size = session.total ?? length;
    if (size === 0) throw session.upload.empty();
    if (size === undefined) throw no(411, 'badRequest', 'Content-Length or Content-Range is required.');
    if (length !== undefined && length !== size)
      throw badRange(`a whole upload must be ${size} bytes long, not ${length}`);
    session.total = size;
    return { first: 0, last: size - 1 };
  }
  const { first, last, total } = range;
  const size = total ?? session.total;
  if (last < first || (size !== undefined && last >= size)) throw badRange('the range lies outside of the file');
  const chunk = last - first + 1;
  if (length !== undefined && length !== chunk) throw badRange(`the range is ${chunk} bytes long, the body ${length}`);
  const stored = session.upload.receiver.stored();
  if (first > stored) {
    throw badRange(`the upload offset is ${first} byte(s), which exceeds already uploaded size of ${stored} byte(s)`);
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
async function receive(session: Session, request: SandboxRequest, first: number, last: number): Promise<void> {
  const { receiver } = session.upload;
  session.writer = request;
  let ahead = receiver.stored() - first;
  let tail: Buffer[] = [];
  let tailBytes = 0;
  let received = 0;
  const body: AsyncIterable<Buffer> = request.stream;
  for await (const chunk of body) {
    checkWriter(session, request);
    received += chunk.length;
    if (received > last - first + 1) throw badRange('the body is longer than the range');
    // Bytes that are stored already are sent again by a client that lost an answer; they are passed over.
    const fresh = chunk.subarray(Math.min(ahead, chunk.length));
    ahead -= chunk.length - fresh.length;
    tailBytes += fresh.length;
    const beyond = tailBytes % GRANULE;
    if (beyond < tailBytes) {
      const cut = fresh.length - beyond;
      for (const part of [...tail, fresh.subarray(0, cut)]) receiver.write(part);
      tail = [fresh.subarray(cut)];
      tailBytes = beyond;
    } else {
      tail.push(fresh);
    }
  }
  checkWriter(session, request);
  if (received !== last - first + 1) throw badRange(`the body ended after ${received} bytes`);
  for (const part of tail) receiver.write(part);
}

function checkWriter(session: Session, request: SandboxRequest): void {
  if (session.writer !== request) throw no(409, 'conflict', 'Another request writes to this upload session.');
}

function progress({ receiver }: Upload): SandboxResponse {
  const stored = receiver.stored();
  // No Range at all means that nothing is stored.
  return { status: 308, headers: stored === 0 ? {} : { range: `bytes=0-${stored - 1}` }, text: '' };
}

function declaredLength(request: SandboxRequest, upload: Upload): number | undefined {
  const value = header(request, 'x-upload-content-length');
  if (value === undefined) return undefined;
  const bytes = Number(value);
  if (!Number.isInteger(bytes) || bytes < 0) throw no(400, 'badRequest', 'Invalid X-Upload-Content-Length.');
  if (bytes === 0) throw upload.empty();
  if (bytes > upload.maxBytes) throw tooLarge();
  return bytes;
}

const MAX_METADATA_BYTES = 1024 * 1024;

/** The JSON that opens a session. */
export async function announcement(request: SandboxRequest): Promise<unknown> {
  const sentType = bare(request.headers['content-type']);
  if (sentType !== 'application/json') throw no(400, 'badRequest', `Unsupported content with type: ${sentType}`);
  const body = await wholeBody(request.stream, MAX_METADATA_BYTES);
  if (body === undefined) throw tooLarge();
  return parsedJson(body.toString('utf8'));
}

export function parsedJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    if (error instanceof SyntaxError) throw no(400, 'parseError', 'Parse Error');
    throw error;
  }
}

/** A media type without its parameters. */
export function bare(value: string | undefined): string {
  return (value ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

export function header(request: SandboxRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

const badRange = (why: string) =>
  no(400, 'badRequest', `Invalid request. According to the Content-Range header, ${why}.`);

const tooLarge = () => new Refusal({ status: 413, text: 'Request Entity Too Large' });
