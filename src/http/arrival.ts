/** How long a request may take to arrive: a question a minute, a file as long as its bytes keep coming. */
import type { IncomingMessage, Server } from 'node:http';

export interface Patience {
  /** For the whole body of anything but a file. */
  questionMs: number;
  /** For which a file may stand still. How long it takes altogether is its size and the sender's line. */
  stillMs: number;
}

const PATIENCE: Patience = { questionMs: 60_000, stillMs: 60_000 };

/**
 * Node knows one limit for all requests, five minutes, which cuts 4 GiB off at anything below 115 Mbit/s. What comes
 * before the body keeps the limit that the server was made with.
 */
export function limitArrival(
  server: Server,
  isFile: (req: IncomingMessage) => boolean,
  { questionMs, stillMs }: Patience = PATIENCE,
): void {
  server.requestTimeout = 0;
  server.prependListener('request', (req: IncomingMessage) => {
    if (isFile(req)) {
      req.setTimeout(stillMs, () => req.destroy());
      // What is done with a file that has arrived may take longer.
      req.once('end', () => req.setTimeout(0));
      return;
    }
    const late = setTimeout(() => {
      // An event stream keeps its request open long after the question has arrived.
      if (!req.complete) req.destroy();
    }, questionMs);
    const arrived = () => clearTimeout(late);
    req.once('end', arrived).once('close', arrived);
  });
}
