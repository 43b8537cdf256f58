/** Writes one request to its connection, before its deadline or not at all, and reads the answer as it comes. */
import { Buffer } from 'node:buffer';
import type { Readable } from 'node:stream';
import { Agent, type Dispatcher, Response } from 'undici';
import { isPastDeadline } from './deadline.ts';
import type { HttpBody, HttpCall } from './http-call.ts';

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/**
 * The connection pool to all platforms. HTTP/1.1 without pipelining, so that the client never re-sends a request by
 * itself.
 */
export function createDispatcher(): Agent {
  return new Agent({
    pipelining: 1,
    // By default undici offers HTTP/2, where requests share a connection and some are sent again when it closes.
    allowH2: false,
    connections: 256,
    keepAliveTimeout: 10_000,
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: { timeout: 10_000 },
  });
}

/** Prepares everything of a call that does not need the network. */
export async function prepare(call: HttpCall): Promise<Dispatcher.DispatchOptions> {
  const url = withQuery(call.url, call.query);
  const { headers, body } = await encodeBody(call.body);
  return {
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: call.method,
    headers: { 'user-agent': 'Slipway', accept: '*/*', ...headers, ...call.headers },
    body,
  };
}

/** An answer as it came. */
export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  chunks: Buffer[];
}

export async function send(
  ready: Dispatcher.DispatchOptions,
  signal: AbortSignal,
  dispatcher: Dispatcher,
  onStarted: () => void,
): Promise<RawAnswer> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<RawAnswer>();
  const chunks: Buffer[] = [];
  let received = 0;
  let status = 0;
  let headers: RawAnswer['headers'] = {};
  let abort: ((reason: Error) => void) | undefined;
  const onAbort = () => {
    const reason = signal.reason instanceof Error ? signal.reason : new Error('aborted');
    abort?.(reason);
    reject(reason);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  const settled = () => signal.removeEventListener('abort', onAbort);
  promise.then(settled, settled);

  dispatcher.dispatch(ready, {
    onRequestStart(controller) {
      abort = (reason) => controller.abort(reason);
      // A process that was frozen continues here, possibly long after its step was given to another one. Timers have
      // not fired yet, so the clock is read: after the deadline nothing may be written.
      if (signal.aborted || isPastDeadline(signal)) {
        controller.abort(new Error('deadline passed before the request was written'));
        return;
      }
      onStarted();
    },
    onResponseStart(_controller, statusCode, responseHeaders) {
      status = statusCode;
      headers = responseHeaders;
    },
    onResponseData(controller, chunk) {
      received += chunk.length;
      if (received > MAX_ANSWER_BYTES) controller.abort(new Error(`answer larger than ${MAX_ANSWER_BYTES} bytes`));
      else chunks.push(chunk);
    },
    onResponseEnd() {
      resolve({ status, headers, chunks });
    },
    onResponseError(_controller, error) {
      reject(error);
    },
  });
  return promise;
}

function withQuery(url: string, query: HttpCall['query']): URL {
  const result = new URL(url);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) result.searchParams.set(name, String(value));
  }
  return result;
}

async function encodeBody(
  body: HttpBody | undefined,
): Promise<{ headers: Record<string, string>; body: string | Buffer | Readable | null }> {
  if (body === undefined) return { headers: {}, body: null };
  if ('json' in body)
    return { headers: { 'content-type': 'application/json; charset=UTF-8' }, body: JSON.stringify(body.json) };
  if ('form' in body) {
    const fields = Object.entries(body.form).filter((field): field is [string, string] => field[1] !== undefined);
    return {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
    };
  }
  if ('empty' in body) return { headers: { 'content-length': '0' }, body: null };
  // undici accepts iterables, although the types of `dispatch` do not say so.
  if ('stream' in body) return { headers: { 'content-length': String(body.bytes) }, body: body.stream as Readable };
  // The encoder of the web platform; a segment is small (1 MiB at X), so it may be held in memory.
  const encoded = new Response(body.multipart);
  return {
    headers: { 'content-type': encoded.headers.get('content-type') ?? '' },
    body: Buffer.from(await encoded.arrayBuffer()),
  };
}
