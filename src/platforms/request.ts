/** Sends requests to platforms: one request, one answer, a deadline, a redacted record. Never retries. */
import { Buffer } from 'node:buffer';
import { inspect } from 'node:util';
import type { Dispatcher } from 'undici';
import { parseJson } from '../lib/json.ts';
import { redact } from '../lib/redact.ts';
import { createScrubber, type Scrubber } from '../lib/scrub.ts';
import { type CallOutcome, type CallSource, calls, hostOf, outcomeOfStatus } from './calls.ts';
import { callSignal, isPastDeadline, isTimeout } from './deadline.ts';
import { hintedAt, PlatformFailure } from './failure.ts';
import type { HttpBody, HttpCall } from './http-call.ts';
import { isGranted, secretsIn } from './secrets.ts';
import { prepare, type RawAnswer, send } from './wire.ts';

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
  outcome: CallOutcome;
  /** By which the platform finds the call. */
  requestId: string | null;
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
  requestIdOf?: ((answer: HttpAnswer) => string | undefined) | undefined;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const MAX_REQUEST_ID = 200;

/** `Retry-After`, in seconds or as a date. Few vendors document it, but any gateway in front of them may send it. */
export function retryAfter({ headers }: HttpAnswer, now: Date): Date | undefined {
  const said = headers['retry-after'] ?? '';
  return hintedAt(/^\d+$/.test(said) ? now.getTime() + Number(said) * 1_000 : Date.parse(said), now);
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
      type Heard = Pick<Exchange, 'status' | 'response' | 'error' | 'outcome' | 'requestId'>;
      const record = (scrub: Scrubber, { response, ...heard }: Heard) => {
        const safe = { scrub, maxString: 1_000 };
        options.onExchange?.({
          endpoint: call.endpoint,
          method: call.method,
          url: scrub.text(call.url.split(/[?#]/, 1)[0] ?? call.url),
          request: redact({ query: call.query, body: describeBody(call.body) }, safe),
          response: redact(response, safe),
          ...heard,
          durationMs: Math.round(endedAt - startedAt),
          at,
        });
      };
      const { source } = options;
      const observe = (outcome: CallOutcome, status: number | null) => {
        if (source === undefined) return;
        calls.publish(() => ({
          platform: source.platform,
          host: hostOf(call.url, source.origins),
          operation: call.endpoint,
          method: call.method,
          server: serverOf(call.url),
          at,
          durationMs: Math.round(endedAt - startedAt),
          outcome,
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
        const { status } = answer;
        const outcome = source?.outcomeOf?.(answer) ?? outcomeOf(answer);
        const requestId = source?.requestIdOf?.(answer)?.slice(0, MAX_REQUEST_ID) ?? null;
        record(scrub, { status, response: answer.json ?? answer.text.slice(0, 500), error: null, outcome, requestId });
        observe(outcome, status);
        return answer;
      } catch (cause) {
        const scrub = scrubber();
        const reason = scrub.text(networkReason(cause, signal));
        const outcome = outcomeOfError(sent.started, signal);
        record(scrub, { status: null, response: null, error: reason, outcome, requestId: null });
        observe(outcome, null);
        throw new PlatformFailure('NETWORK', `${call.endpoint}: ${reason}`, {
          // What we gave up ourselves tells nothing, and to look through it takes longer than all the rest.
          cause: cause === signal.reason ? cause : scrubbedError(cause, scrub),
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

function answerOf({ status, headers, chunks }: RawAnswer): HttpAnswer {
  const text = Buffer.concat(chunks).toString('utf8');
  const flat = Object.entries(headers).map(([name, value]) => [
    name.toLowerCase(),
    Array.isArray(value) ? value.join(', ') : String(value ?? ''),
  ]);
  return { status, headers: Object.fromEntries(flat), text, json: tryParse(text) };
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
