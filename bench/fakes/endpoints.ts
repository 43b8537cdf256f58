/** Child process: the endpoints of many partners, of which some may hang. Notes how long each event took to come here. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { serveCommands } from '../child.ts';
import { now, until } from '../support.ts';

/** The message of each event is the instant at which it happened. */
const envelope = z.object({ data: z.object({ message: z.coerce.number() }) });

let hung = 0;
let latencies: number[] = [];

const server = createServer({ keepAliveTimeout: 60_000 }, async (req, res) => {
  const at = now();
  const number = Number(req.url?.slice(1));
  const { data } = envelope.parse(await json(req));
  if (number < hung) return;
  latencies.push(at - data.message);
  res.writeHead(204).end();
});

const commands = {
  start: async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  /** From now on the first so many endpoints never answer. */
  hang: async (endpoints: number) => {
    hung = endpoints;
  },
  /** Milliseconds from each event to its request, once `amount` have come; forgets them. */
  latencies: async ({ amount, withinMs }: { amount: number; withinMs: number }) => {
    await until(async () => latencies.length >= amount, `${amount} deliveries`, withinMs, 5);
    const seen = latencies;
    latencies = [];
    return seen;
  },
  stop: async () => {
    server.closeAllConnections();
  },
};
export type FakeEndpoints = typeof commands;

serveCommands(commands);
