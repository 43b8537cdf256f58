/** Fetches media the way a platform does: a plain GET without cookies or redirects, hashed while it streams. */
import { createHash } from 'node:crypto';
import { request } from 'undici';

export interface PullLimits {
  maxBytes: number;
  /** Default 30 s for the whole transfer. */
  timeoutMs?: number;
  /** Refuse `http:` as the real platform does. */
  requireHttps?: boolean;
  /** Sees every chunk as it passes, for sniffers that need more than the head. */
  tap?: (chunk: Buffer) => void;
}

export interface Pulled {
  bytes: number;
  sha256: string;
  /** Media type without parameters, lower case; empty when the server sent none. */
  contentType: string;
  /** The first 256 KiB: a JPEG's dimensions may stand behind a long EXIF block. */
  head: Buffer;
}

export type PullProblem =
  | 'bad_url'
  | 'unreachable'
  | 'redirect'
  | 'status'
  | 'html'
  | 'empty'
  | 'too_large'
  | 'timeout';

export class PullError extends Error {
  override readonly name = 'PullError';
  readonly problem: PullProblem;
  constructor(problem: PullProblem, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.problem = problem;
  }
}

const HEAD_BYTES = 262_144;

export async function pull(url: string, limits: PullLimits): Promise<Pulled> {
  const target = mediaUrl(url, limits.requireHttps ?? false);
  const signal = AbortSignal.timeout(limits.timeoutMs ?? 30_000);
  try {
    const answer = await request(target, {
      method: 'GET',
      headers: { 'user-agent': 'sandbox-media-fetcher/1' },
      signal,
    });
    // A body that is given up emits an AbortError, which nobody needs to hear of and which would end the process.
    answer.body.on('error', () => undefined);
    const contentType = mediaType(answer.headers['content-type']);
    const refusal = refuse(answer.statusCode, contentType);
    if (refusal !== undefined) {
      answer.body.destroy();
      throw refusal;
    }
    return { ...(await digest(answer.body, limits)), contentType };
  } catch (error) {
    if (error instanceof PullError) throw error;
    if (signal.aborted) throw new PullError('timeout', 'the media server took too long', error);
    throw new PullError('unreachable', 'the media server did not answer', error);
  }
}

function mediaUrl(url: string, requireHttps: boolean): URL {
  if (!URL.canParse(url)) throw new PullError('bad_url', 'not an absolute URL');
  const target = new URL(url);
  if (target.protocol !== 'https:' && (requireHttps || target.protocol !== 'http:')) {
    throw new PullError('bad_url', 'only https URLs are pulled');
  }
  if (target.username !== '' || target.password !== '') throw new PullError('bad_url', 'credentials in the URL');
  return target;
}

function refuse(status: number, contentType: string): PullError | undefined {
  if (status >= 300 && status < 400) return new PullError('redirect', `the media server redirects (${status})`);
  if (status !== 200) return new PullError('status', `the media server answered ${status}`);
  if (contentType === 'text/html') return new PullError('html', 'the URL is a page, not a media file');
  return undefined;
}

async function digest(body: AsyncIterable<Buffer>, { maxBytes, tap }: PullLimits) {
  const hash = createHash('sha256');
  const head: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    if (bytes < HEAD_BYTES) head.push(chunk.subarray(0, HEAD_BYTES - bytes));
    bytes += chunk.length;
    if (bytes > maxBytes) throw new PullError('too_large', `more than ${maxBytes} bytes`);
    hash.update(chunk);
    tap?.(chunk);
  }
  if (bytes === 0) throw new PullError('empty', 'the media file is empty');
  return { bytes, sha256: hash.digest('hex'), head: Buffer.concat(head) };
}

function mediaType(header: string | string[] | undefined): string {
  const value = Array.isArray(header) ? header[0] : header;
  return (value?.split(';')[0] ?? '').trim().toLowerCase();
}
