/** How long a request may take to arrive: a normal body a minute, a file as long as its bytes keep coming. */
import type { IncomingMessage, Server } from 'node:http';

export interface Patience {
  /** For the whole body of anything except a file. */
  questionMs: number;
  /** How long a file may stall. Its total time depends on its size and the line of the sender. */
  stillMs: number;
}

const PATIENCE: Patience = { questionMs: 60_000, stillMs: 60_000 };

/**
 * Node has one limit for all requests, five minutes, which cuts off 4 GiB on any line below 115 Mbit/s. The time before
 * the body keeps the limit of the server.
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
      // Processing a file that has arrived may take longer.
      req.once('end', () => req.setTimeout(0));
      return;
    }
    const late = setTimeout(() => {
      // An event stream keeps its request open long after the query has arrived.
      if (!req.complete) req.destroy();
    }, questionMs);
    const arrived = () => clearTimeout(late);
    req.once('end', arrived).once('close', arrived);
  });
}
