/** Sends requests to platforms: one request, one answer, a deadline, a redacted record. Never retries. */
import { Buffer } from 'node:buffer';
import type { Readable } from 'node:stream';
import { inspect } from 'node:util';
import { Agent, type Dispatcher, Response } from 'undici';
import { parseJson } from '../lib/json.ts';
import { redact } from '../lib/redact.ts';
import { createScrubber, type Scrubber } from '../lib/scrub.ts';
import { type CallOutcome, type CallSource, calls, hostOf, outcomeOfStatus } from './calls.ts';
import { hintedAt, PlatformFailure } from './failure.ts';
import type { HttpBody, HttpCall } from './http-call.ts';
import { isGranted, secretsIn } from './secrets.ts';

/** What an answer of the platform says about an allowance; collected through `Http.onQuota`. */
export interface QuotaReading {
  name: string;
  limit?: number;
  used?: number;
  remaining?: number;
  resetsAt?: Date;
}

/** Calls that the platform bills because of what they returned. */
export interface BilledCall {
  /** A key of `Pricing.items`. */
  item: string;
  /** What they returned, by id: billed once in a day (UTC), however often it is returned. */
  resources: readonly string[];
}

export interface HttpAnswer {
  status: number;
  /** Lower-cased names; repeated headers joined with ', '. */
  headers: Readonly<Record<string, string>>;
  text: string;
  /** The body as JSON with 64-bit integers kept as strings, or `undefined` when it is not JSON. */
  json: unknown;
}

export const isSuccess = ({ status }: Pick<HttpAnswer, 'status'>): boolean => status >= 200 && status < 300;

export interface Http {
  /**
   * Any HTTP status is an answer. Secrets of the call are removed from answers and errors, even where the platform
   * repeats them; only tokens that the answer grants stay. Throws `PlatformFailure('NETWORK')` without a complete
   * answer; its `neverSent` is true if the request provably never left this process.
   */
  request(call: HttpCall): Promise<HttpAnswer>;
  /** Called by adapters with what a platform said about an allowance. */
  onQuota(reading: QuotaReading): void;
  /** Called by adapters with what a platform bills because of an answer. */
  onBilled(call: BilledCall): void;
}

/** One request and its outcome, safe to store. */
export interface Exchange {
  endpoint: string;
  method: string;
  /** Without query string. */
  url: string;
  request: unknown;
  status: number | null;
  response: unknown;
  error: string | null;
  durationMs: number;
  at: Date;
}

/**
 * A request that is prepared before its instant. Many may share the instant, and the last of them must not wait while
 * answers to the first are processed.
 */
export interface Departure {
  /** Resolves when the request may leave. */
  wait(): Promise<void>;
  /** Called when it is written, or when it never will be. */
  left(): void;
  /** Resolves when the others are written, or soon: until then no run works on an answer. */
  othersLeft(): Promise<void>;
}

export interface HttpOptions {
  /** What the next request waits for, if anything. */
  departure?: () => Departure | null;
  dispatcher: Dispatcher;
  /** Why nothing may be sent to this host now; null = it may. */
  gate?: (host: string) => PlatformFailure | null;
  onExchange?: (exchange: Exchange) => void;
  onQuota?: (reading: QuotaReading) => void;
  onBilled?: (call: BilledCall) => void;
  /** Values to remove from answers besides those that the call itself shows to be secret: the tokens of the account. */
  secrets?: readonly string[];
  /** For calls that name no time of their own; default 30 s. */
  timeoutMs?: number;
  /** Without it, calls do not reach the feed of calls. */
  source?: HttpSource;
}

export interface HttpSource extends CallSource {
  /** What an answer means, where its status does not tell. */
  outcomeOf?: ((answer: HttpAnswer) => CallOutcome | undefined) | undefined;
}

const MAX_ANSWER_BYTES = 4 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 30_000;

// Both clocks: the monotonic one stands still while a machine is suspended, the wall clock may be set back.
const deadlines = new WeakMap<AbortSignal, { monotonic: number; wall: number }>();

/** A signal that aborts after `timeoutMs`, or with `parent`, and whose deadline `request` also checks right before it writes. */
export function callSignal(timeoutMs: number, parent?: AbortSignal): AbortSignal {
  const timeout = AbortSignal.timeout(Math.ceil(timeoutMs));
  const signal = parent === undefined ? timeout : AbortSignal.any([timeout, parent]);
  deadlines.set(signal, { monotonic: performance.now() + timeoutMs, wall: Date.now() + timeoutMs });
  return signal;
}

/** `Retry-After`, in seconds or as a date. Few vendors document it, but any gateway in front of them may send it. */
export function retryAfter({ headers }: HttpAnswer, now: Date): Date | undefined {
  const said = headers['retry-after'] ?? '';
  return hintedAt(/^\d+$/.test(said) ? now.getTime() + Number(said) * 1_000 : Date.parse(said), now);
}

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

function isPastDeadline(signal: AbortSignal): boolean {
  const deadline = deadlines.get(signal);
  return deadline !== undefined && (performance.now() >= deadline.monotonic || Date.now() >= deadline.wall);
}

export function createHttp(options: HttpOptions): Http {
  return {
    onQuota: (reading) => options.onQuota?.(reading),
    onBilled: (call) => options.onBilled?.(call),
    request: async (call) => {
      const closed = options.gate?.(hostOf(call.url, options.source?.origins ?? {}));
      if (closed) throw closed;
      const signal = call.signal ?? callSignal(call.timeoutMs ?? options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
      const departure = options.departure?.() ?? null;
      let at = new Date();
      let startedAt = performance.now();
      let endedAt = startedAt;
      const record = (scrub: Scrubber, status: number | null, response: unknown, error: string | null) => {
        const safe = { scrub, maxString: 1_000 };
        options.onExchange?.({
          endpoint: call.endpoint,
          method: call.method,
          url: scrub.text(call.url.split(/[?#]/, 1)[0] ?? call.url),
          request: redact({ query: call.query, body: describeBody(call.body) }, safe),
          status,
          response: redact(response, safe),
          error,
          durationMs: Math.round(endedAt - startedAt),
          at,
        });
      };
      const { source } = options;
      const observe = (outcome: () => CallOutcome, status: number | null) => {
        if (source === undefined) return;
        calls.publish(() => ({
          platform: source.platform,
          host: hostOf(call.url, source.origins),
          operation: call.endpoint,
          method: call.method,
          server: serverOf(call.url),
          at,
          durationMs: Math.round(endedAt - startedAt),
          outcome: outcome(),
          status,
          isUpload: call.body !== undefined && ('stream' in call.body || 'multipart' in call.body),
          accountId: source.accountId ?? null,
          pool: options.dispatcher,
        }));
      };
      // Built after the call: many calls leave at a due instant, and nothing may hold them up.
      const scrubber = () => createScrubber([...(options.secrets ?? []), ...secretsIn(call)]);
      const sent = { started: false };
      const ended = async () => {
        endedAt = performance.now();
        departure?.left();
        await departure?.othersLeft();
      };
      try {
        const ready = await prepare(call);
        await departure?.wait();
        at = new Date();
        startedAt = performance.now();
        const raw = await send(ready, signal, options.dispatcher, () => {
          sent.started = true;
          departure?.left();
        }).finally(ended);
        const scrub = scrubber();
        const answer = scrubbed(answerOf(raw), scrub);
        record(scrub, answer.status, answer.json ?? answer.text.slice(0, 500), null);
        observe(() => source?.outcomeOf?.(answer) ?? outcomeOf(answer), answer.status);
        return answer;
      } catch (cause) {
        const scrub = scrubber();
        const reason = scrub.text(networkReason(cause, signal));
        record(scrub, null, null, reason);
        observe(() => outcomeOfError(sent.started, signal), null);
        throw new PlatformFailure('NETWORK', `${call.endpoint}: ${reason}`, {
          cause: scrubbedError(cause, scrub),
          neverSent: !sent.started,
        });
      }
    },
  };
}

const serverOf = (url: string): string => url.split(/[/?#]/, 3)[2] ?? '';

/** An API does not answer with a page: it comes from a proxy or from an outage. */
const outcomeOf = ({ status, headers }: HttpAnswer): CallOutcome =>
  status < 300 && headers['content-type']?.startsWith('text/html') ? 'unavailable' : outcomeOfStatus(status);

/** Classifies a call without an answer: too slow, broken, or ended by this process. */
function outcomeOfError(wasSent: boolean, signal: AbortSignal): CallOutcome {
  if (isTimeout(signal)) return wasSent ? 'timeout' : 'network';
  return signal.aborted || isPastDeadline(signal) ? 'cancelled' : 'network';
}

const isTimeout = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && reason instanceof Error && reason.name === 'TimeoutError';

function scrubbed({ status, headers, text, json }: HttpAnswer, scrub: Scrubber): HttpAnswer {
  return {
    status,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, scrub.text(value)])),
    text: scrub.text(text),
    json: scrub.json(json, isSuccess({ status }) ? isGranted : undefined),
  };
}

/**
 * Removes secrets from network errors, which may quote what they were about: a malformed address, or a header that
 * cannot be sent.
 */
function scrubbedError(cause: unknown, scrub: Scrubber): unknown {
  const told = inspect(cause, { depth: 6 });
  const safe = scrub.text(told);
  return safe === told ? cause : new Error(safe);
}

/** Prepares everything of a call that does not need the network. */
async function prepare(call: HttpCall): Promise<Dispatcher.DispatchOptions> {
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
interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  chunks: Buffer[];
}

function answerOf({ status, headers, chunks }: RawAnswer): HttpAnswer {
  const text = Buffer.concat(chunks).toString('utf8');
  const flat = Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(', ') : String(value ?? ''),
  ]);
  return { status, headers: Object.fromEntries(flat), text, json: tryParse(text) };
}

async function send(
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

function describeBody(body: HttpBody | undefined): unknown {
  if (body === undefined || 'empty' in body) return null;
  if ('json' in body) return body.json;
  if ('form' in body) return body.form;
  if ('stream' in body) return `[${body.bytes} bytes]`;
  return Object.fromEntries(
    [...body.multipart.entries()].map(([name, value]) => [
      name,
      typeof value === 'string' ? value : `[${value.size} bytes]`,
    ]),
  );
}

function tryParse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function networkReason(cause: unknown, signal: AbortSignal): string {
  if (isTimeout(signal)) return 'no answer before the deadline';
  if (cause instanceof AggregateError) return networkReason(cause.errors[0], signal);
  // Read by people who wait for a post; the code of the driver would tell them nothing, and is in the log.
  return `no answer, the connection failed (${cause instanceof Error ? cause.message : String(cause)})`;
}
