/** Child process: very many GraphQL subscribers, each a socket of its own, noting when each event arrives. */
import { WebSocket } from 'ws';
import { serveCommands } from './child.ts';
import { now, until } from './support.ts';

/** How many sockets may be connecting at a time. */
const CONNECTING = 100;
// Parsing every frame would make this process the bottleneck.
const MESSAGE = /"message":"(\d+)"/;

const sockets: WebSocket[] = [];
/** Number of the event, and when it arrived; one entry per subscriber that received it. */
let received: [event: number, at: number][] = [];
let subscription = 0;
const subscribed = new Map<WebSocket, string>();

async function connect(url: string, authorization: string): Promise<WebSocket> {
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.on('error', reject);
  socket.on('close', (code, reason) => reject(new Error(`closed: ${code} ${reason}`)));
  socket.on('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization } })));
  socket.on('message', (data) => {
    const at = now();
    const text = String(data);
    const event = MESSAGE.exec(text)?.[1];
    if (event !== undefined) received.push([Number(event), at]);
    else if (text.includes('"connection_ack"')) resolve();
    else if (text.includes('"ping"')) socket.send('{"type":"pong"}');
    else if (text.includes('"errors"') || text.includes('"type":"error"')) throw new Error(text);
  });
  await promise;
  return socket;
}

const commands = {
  connect: async ({ url, authorization, amount }: { url: string; authorization: string; amount: number }) => {
    while (sockets.length < amount) {
      const group = Array.from({ length: Math.min(CONNECTING, amount - sockets.length) }, () =>
        connect(url, authorization),
      );
      sockets.push(...(await Promise.all(group)));
    }
  },
  /** Subscriber n, from number `from` on, gets the n-th variables (or the only ones); what it had subscribed to ends. */
  subscribe: async ({
    query,
    variables,
    from,
  }: {
    query: string;
    variables: Record<string, unknown>[];
    from: number;
  }) => {
    for (const [index, socket] of sockets.entries()) {
      if (index < from) continue;
      const last = subscribed.get(socket);
      const id = String(++subscription);
      subscribed.set(socket, id);
      if (last !== undefined) socket.send(JSON.stringify({ id: last, type: 'complete' }));
      const payload = { query, variables: variables[index % variables.length] };
      socket.send(JSON.stringify({ id, type: 'subscribe', payload }));
    }
  },
  /** Everything received, once it is `atLeast` as much; forgets it. */
  take: async ({ atLeast, withinMs }: { atLeast: number; withinMs: number }) => {
    await until(
      async () => received.length >= atLeast,
      () => `${atLeast} events (${received.length} came)`,
      withinMs,
      10,
    );
    const taken = received;
    received = [];
    return taken;
  },
  stop: async () => {
    for (const socket of sockets) socket.terminate();
  },
};
export type Subscribers = typeof commands;

serveCommands(commands);
