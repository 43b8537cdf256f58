/** A call to a platform as adapters write it. */
import type { Readable } from 'node:stream';
import type { FormData } from 'undici';

export interface HttpCall {
  /** Stable name of the endpoint for logs: `media_publish`, `tweets.create` … */
  endpoint: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  /** Absolute URL; `query` is appended. */
  url: string;
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  headers?: Readonly<Record<string, string>>;
  body?: HttpBody;
  /** From `Steps` while publishing: carries the deadline of the step. */
  signal?: AbortSignal;
  /** Used when there is no signal; default 30 s. */
  timeoutMs?: number;
}

export type HttpBody =
  | { json: unknown }
  | { form: Readonly<Record<string, string | undefined>> }
  | { multipart: FormData }
  /**
   * `bytes` is sent as Content-Length; the stream must yield exactly that many. Its memory may be borrowed
   * (`media.lend`): an iterable is asked for its next chunk only after the socket has passed on the last one, because a
   * chunk of 256 KiB fills the buffer of the socket, which then makes its writer wait until it is drained.
   */
  | { stream: Readable | AsyncIterable<Uint8Array>; bytes: number }
  /** No body, but an explicit `Content-Length: 0`. */
  | { empty: true };
