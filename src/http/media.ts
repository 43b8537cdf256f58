/** Media over HTTP: what platforms pull through signed links, and what people upload. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { AppContext, Viewer } from '../context.ts';
import { audited } from '../domain/audit/calls.ts';
import { fileNameFromHeader } from '../domain/media/file-name.ts';
import { MAX_MEDIA_BYTES, type MediaContext, MediaRefused, storeUpload } from '../domain/media/media.ts';
import { type LinkContext, serveLink } from '../domain/media/media-links.ts';
import { isUnavailable } from '../lib/db.ts';
import { answerCors } from './cors.ts';
import { pathOf, queryOf } from './request-checks.ts';

const LINK_PATH = /^\/media\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\.[a-z0-9]{1,5})?$/;

/**
 * `GET|HEAD /media/:linkId.:ext?sig=…`. The signature is the only authentication; no redirect, single ranges. Responses
 * must not be cached: a cache would go on serving a revoked link.
 */
export async function handleMediaLink(
  ctx: Omit<LinkContext, 'config'> & Pick<MediaContext, 'storage' | 'log'>,
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const id = LINK_PATH.exec(pathOf(req))?.[1];
  res.setHeader('cache-control', 'private, no-store');
  // A file of somebody else at our address: whatever it contains, it must not run.
  res.setHeader('content-security-policy', "sandbox; default-src 'none'; frame-ancestors 'none'");
  res.setHeader('x-content-type-options', 'nosniff');
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.setHeader('allow', 'GET, HEAD');
    return answerError(res, 405, 'METHOD_NOT_ALLOWED', 'Use GET or HEAD.');
  }
  const file = id === undefined ? 'UNKNOWN' : await serveLink(ctx, { id, signature: queryOf(req).get('sig') ?? '' });
  if (file === 'UNKNOWN') return answerError(res, 404, 'NOT_FOUND', 'There is no such file.');
  if (file === 'GONE') return answerError(res, 410, 'GONE', 'This link was revoked or has expired.');

  const etag = `"${file.sha256}"`;
  res.setHeader('accept-ranges', 'bytes');
  res.setHeader('content-type', file.mimeType);
  res.setHeader('content-disposition', `inline; filename="${pathOf(req).replace(/^.*\//, '')}"`);
  res.setHeader('etag', etag);
  const ifRange = req.headers['if-range'];
  const range = ifRange === undefined || ifRange === etag ? parseRange(req.headers.range, file.bytes) : null;
  if (range === 'UNSATISFIABLE') {
    res.writeHead(416, { 'content-range': `bytes */${file.bytes}`, 'content-length': 0 }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: file.bytes };
  if (range !== null) res.setHeader('content-range', `bytes ${start}-${end - 1}/${file.bytes}`);
  res.setHeader('content-length', end - start);
  res.statusCode = range === null ? 200 : 206;
  if (req.method === 'HEAD') {
    res.end();
    return;
  }
  try {
    await pipeline(ctx.storage.open(file.storageKey, { start, end }), res);
  } catch (error) {
    // Platforms hang up once they have seen enough; any other error means a broken file or disk.
    const hungUp = error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
    if (!hungUp) ctx.log.error({ err: error, mediaLinkId: id }, 'serving a media file failed');
    res.destroy();
  }
}

/** `null`: send everything (no range, several, or an invalid one: RFC 9110 lets a server ignore those). */
function parseRange(
  header: string | undefined,
  bytes: number,
): { start: number; end: number } | 'UNSATISFIABLE' | null {
  const [, from, to] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return null;
  if (from === '') return Number(to) === 0 ? 'UNSATISFIABLE' : { start: Math.max(0, bytes - Number(to)), end: bytes };
  if (to !== '' && Number(to) < Number(from)) return null;
  if (Number(from) >= bytes) return 'UNSATISFIABLE';
  return { start: Number(from), end: to === '' ? bytes : Math.min(Number(to) + 1, bytes) };
}

/** The uploading caller, or the refusal. */
export type UploadAccess =
  | { viewer: Viewer }
  | { status: 401 | 403 | 429; code: string; message: string; retryAfterS?: number };

export interface UploadOptions {
  authenticate: (req: IncomingMessage) => Promise<UploadAccess>;
  /** The id of a media asset in the API. */
  encodeId?: (id: string) => string;
  requestId: string;
}

/** `POST /media`: the file is the body, its name `X-File-Name`, percent-encoded or in UTF-8. Answers 201 with the examined asset. */
export async function handleMediaUpload(
  ctx: AppContext,
  req: IncomingMessage,
  res: ServerResponse,
  options: UploadOptions,
): Promise<void> {
  const refuse = async (status: number, code: string, message: string) => {
    // The rest of the body is not the next request, so the connection ends with this answer. Closing it at once would
    // make the system of the client discard the answer together with the unread bytes.
    if (!req.complete) res.setHeader('connection', 'close');
    const text = head(res, status, { error: { code, message } });
    res.write(text);
    await discardRest(req);
    res.end();
  };
  if (answerCors(req, res, 'POST, OPTIONS') === 'answered') return;
  if (req.method !== 'POST') {
    res.setHeader('allow', 'POST, OPTIONS');
    return refuse(405, 'METHOD_NOT_ALLOWED', 'Send the file with POST.');
  }
  const access = await options.authenticate(req);
  if ('status' in access) {
    if (access.status === 401) res.setHeader('www-authenticate', 'Bearer');
    if (access.retryAfterS !== undefined) res.setHeader('retry-after', access.retryAfterS);
    return refuse(access.status, access.code, access.message);
  }
  if (/^multipart\//i.test(req.headers['content-type'] ?? '')) {
    return refuse(
      415,
      'UNSUPPORTED_MEDIA_TYPE',
      'Send the file itself as the body, with Content-Type and X-File-Name.',
    );
  }
  if (Number(req.headers['content-length'] ?? 0) > MAX_MEDIA_BYTES.VIDEO) {
    return refuse(413, 'MEDIA_TOO_LARGE', `The file has more than the allowed ${MAX_MEDIA_BYTES.VIDEO} bytes.`);
  }
  const named = req.headers['x-file-name'];
  const fileName = typeof named === 'string' ? (fileNameFromHeader(named) ?? undefined) : undefined;
  const cut = new AbortController();
  req.once('aborted', () => cut.abort());
  try {
    // The iterator of the request would close the socket when a refusal ends it early, and with it the answer.
    const body = req.iterator({ destroyOnReturn: false });
    const asset = await audited(
      ctx,
      access.viewer,
      { action: 'uploadMedia', input: { fileName: fileName ?? null }, requestId: options.requestId, named: [] },
      (call) => {
        const { viewer } = access;
        const input = { workspaceId: viewer.workspaceId, fileName, actor: { ...viewer, call } };
        return storeUpload(ctx, input, body, cut.signal).catch(refusal);
      },
      {
        codesOf: (taken) => (taken instanceof MediaRefused ? [taken.code] : []),
        failureOf: (error) => (cut.signal.aborted ? 'ABORTED' : isUnavailable(error) ? 'UNAVAILABLE' : 'INTERNAL'),
      },
    );
    if (asset instanceof MediaRefused) {
      await refuse(UPLOAD_STATUS[asset.code] ?? 422, asset.code, asset.message);
      return;
    }
    const { id, status, kind, mimeType, width, height, durationMs, frameRate, frameCount, videoCodec, audioCodec } =
      asset;
    const shown = {
      status,
      kind,
      mimeType,
      width,
      height,
      durationMs,
      frameRate,
      frameCount,
      videoCodec,
      audioCodec,
      fileName: asset.fileName,
    };
    const mediaAsset = { id: options.encodeId?.(id) ?? id, bytes: Number(asset.bytes), ...shown };
    answer(res, 201, { mediaAsset });
  } catch (error) {
    if (!cut.signal.aborted) throw error;
  }
}

/** A file that cannot be used is an answer; one that could not be stored is a defect. */
function refusal(error: unknown): MediaRefused {
  if (error instanceof MediaRefused && error.code !== 'INTERNAL') return error;
  throw error;
}

const UPLOAD_STATUS: Readonly<Partial<Record<MediaRefused['code'], number>>> = {
  MEDIA_TYPE: 415,
  MEDIA_IS_PAGE: 415,
  MEDIA_TOO_LARGE: 413,
  MEDIA_EMPTY: 400,
};

function answerError(res: ServerResponse, status: number, code: string, message: string): void {
  answer(res, status, { error: { code, message } });
}

function answer(res: ServerResponse, status: number, body: unknown): void {
  const text = head(res, status, body);
  res.end(res.req.method === 'HEAD' ? undefined : text);
}

function head(res: ServerResponse, status: number, body: unknown): string {
  const text = JSON.stringify(body);
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
  });
  return text;
}

const DISCARD_MS = 5_000;

/** Reads and drops the rest of a request, for a while. */
async function discardRest(req: IncomingMessage): Promise<void> {
  if (req.complete || req.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, DISCARD_MS);
  req.once('end', resolve).once('close', resolve).resume();
  await promise;
  clearTimeout(timer);
}
