/** Child process: as much of X as a text post needs, noting when each request arrives. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { serveCommands } from '../child.ts';
import { now, until } from '../support.ts';

const post = z.object({ text: z.string() });

/** By text: when the head of each request for it arrived. */
const arrivals = new Map<string, number[]>();
const looks: number[] = [];
let isHolding = false;
let refusing: { status: number; json: unknown } | null = null;
let refused = 0;
let ids = 1n << 60n;

const server = createServer({ keepAliveTimeout: 60_000 }, async (req, res) => {
  const at = now();
  if (req.method === 'GET') {
    looks.push(at);
    const data = [...arrivals.keys()].map((caption, index) => ({
      id: String((1n << 61n) + BigInt(index)),
      text: caption,
    }));
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data, meta: {} }));
    return;
  }
  const { text: caption } = post.parse(JSON.parse(await text(req)));
  if (refusing !== null) {
    refused += 1;
    res.writeHead(refusing.status, { 'content-type': 'application/json' }).end(JSON.stringify(refusing.json));
    return;
  }
  arrivals.set(caption, [...(arrivals.get(caption) ?? []), at]);
  if (isHolding) return;
  ids += 1n;
  res
    .writeHead(201, { 'content-type': 'application/json' })
    .end(JSON.stringify({ data: { id: String(ids), text: caption } }));
});

const commands = {
  start: async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  /** Leaves posts without an answer. */
  hold: async (holding: boolean) => {
    isHolding = holding;
  },
  /** Arrivals by text, once there are `atLeast`; forgets them. */
  arrivals: async ({ atLeast, withinMs }: { atLeast: number; withinMs: number }) => {
    await until(
      async () => arrivals.size >= atLeast,
      () => `${atLeast} posts at the platform (${arrivals.size} came)`,
      withinMs,
      5,
    );
    const seen = [...arrivals];
    return seen;
  },
  /** From now on says no to every post; null: takes them again. */
  refuse: async (answer: typeof refusing) => {
    refusing = answer;
    refused = 0;
  },
  refusals: async () => refused,
  /** When the account's timeline was read. */
  looks: async () => looks,
  forget: async () => {
    arrivals.clear();
    looks.length = 0;
  },
  stop: async () => {
    server.closeAllConnections();
  },
};
export type FakeX = typeof commands;

serveCommands(commands);
