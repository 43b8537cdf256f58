/** Posts to URLs from outside, through the guard of `guarded-fetch.ts`: no redirect, a deadline, and little read of the answer. */

import {
  assertSafeUrl,
  type CheckUrl,
  createGuardedFetch,
  type GuardPolicy,
  type ResolveHost,
  toUrlError,
} from './guarded-fetch.ts';
import type { Logger } from './log.ts';

export interface GuardedPostOptions {
  headers: Readonly<Record<string, string>>;
  body: string;
  /** In total: from the connection to the last byte that is read. */
  timeoutMs: number;
  /** Of the answer; the rest is thrown away. */
  maxBytes: number;
}

export interface PostAnswer {
  status: number;
  headers: Readonly<Record<string, string>>;
  text: string;
}

/** Any HTTP status is an answer, a redirect too. Throws `UrlError` without one. */
export interface GuardedPost extends AsyncDisposable {
  post(url: string, options: GuardedPostOptions): Promise<PostAnswer>;
  checkUrl: CheckUrl;
}

export function createGuardedPost(
  policy: GuardPolicy & { log: Pick<Logger, 'warn'>; resolve?: ResolveHost },
): GuardedPost {
  const guarded = createGuardedFetch(policy);
  return {
    checkUrl: guarded.checkUrl,
    [Symbol.asyncDispose]: () => guarded[Symbol.asyncDispose](),
    post: async (url, { headers, body, timeoutMs, maxBytes }) => {
      const target = assertSafeUrl(url, policy);
      const deadline = new AbortController();
      const timer = setTimeout(
        () => deadline.abort(new DOMException('the answer takes too long', 'TimeoutError')),
        timeoutMs,
      );
      try {
        const answer = await guarded.dispatcher.request({
          origin: target.origin,
          path: `${target.pathname}${target.search}`,
          method: 'POST',
          headers: { ...headers, 'accept-encoding': 'identity' },
          body,
          signal: deadline.signal,
        });
        const text = await readStart(answer.body, maxBytes);
        const named = Object.entries(answer.headers).map(([name, value]) => [name, [value].flat().join(', ')]);
        return { status: answer.statusCode, headers: Object.fromEntries(named), text };
      } catch (error) {
        const failure = toUrlError(error, target.hostname, deadline.signal);
        if (failure.code === 'URL_PRIVATE')
          policy.log.warn({ host: target.host }, 'refused to post to a private address');
        throw failure;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

/** The first bytes. A short rest is read too, because the connection can be used again only after the whole answer. */
async function readStart(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let received = 0;
  for await (const chunk of body) {
    if (received < maxBytes) chunks.push(chunk.subarray(0, maxBytes - received));
    received += chunk.length;
    if (received > maxBytes + MAX_REST_BYTES) break;
  }
  return Buffer.concat(chunks).toString();
}

const MAX_REST_BYTES = 64 * 1024;
