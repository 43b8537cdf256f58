/** A client of Server-Sent Events: what the browser's EventSource would see. */
import { request } from 'undici';
import { type AsyncQueue, asyncQueue } from './async-queue.ts';

export interface EventSourceClient extends AsyncDisposable {
  status: number;
  events: AsyncQueue<{ event: string; data: unknown }>;
  /** Resolves when the server ends the stream. */
  ended: Promise<void>;
}

export async function openEventSource(
  url: string,
  options: { apiKey: string; query: string; variables?: Record<string, unknown> },
): Promise<EventSourceClient> {
  const stop = new AbortController();
  const answer = await request(url, {
    method: 'POST',
    signal: stop.signal,
    headers: {
      accept: 'text/event-stream',
      'content-type': 'application/json',
      authorization: `Bearer ${options.apiKey}`,
    },
    body: JSON.stringify({ query: options.query, variables: options.variables }),
  });
  const events: EventSourceClient['events'] = asyncQueue();
  const read = async () => {
    let text = '';
    for await (const chunk of answer.body) {
      text += String(chunk);
      for (let end = text.indexOf('\n\n'); end !== -1; end = text.indexOf('\n\n')) {
        const fields = text
          .slice(0, end)
          .split('\n')
          .map((line) => /^(\w+): ?(.*)$/.exec(line));
        text = text.slice(end + 2);
        const value = (name: string) => fields.find((field) => field?.[1] === name)?.[2];
        const event = value('event');
        // Comments keep the connection alive and say nothing.
        if (event !== undefined) events.push({ event, data: value('data') ? JSON.parse(value('data') ?? '') : null });
      }
    }
  };
  const ended = read().catch((error: unknown) => {
    if (!stop.signal.aborted) throw error;
  });
  return {
    status: answer.statusCode,
    events,
    ended,
    [Symbol.asyncDispose]: async () => {
      stop.abort();
      await ended;
    },
  };
}
