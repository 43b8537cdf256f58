/** A bare `graphql-transport-ws` client: queues what arrives so that a test misses nothing, and tells how it was closed. */
import { WebSocket } from 'ws';
import { type AsyncQueue, asyncQueue } from './async-queue.ts';

export interface SocketMessage {
  type: string;
  id?: string;
  payload?: {
    data?: Record<string, unknown> | null;
    errors?: { message: string; extensions: Record<string, unknown> }[];
  } & Record<string, unknown>;
}

export interface TestSocket extends AsyncDisposable {
  socket: WebSocket;
  messages: AsyncQueue<SocketMessage>;
  closed: Promise<{ code: number; reason: string }>;
  send(message: unknown): void;
}

export interface SocketOptions {
  protocol?: string | null;
  headers?: Record<string, string>;
}

/** Resolves once the socket is open; `closed` may follow at any time. */
export async function openSocket(origin: string, options: SocketOptions = {}): Promise<TestSocket> {
  const { protocol = 'graphql-transport-ws', headers = {} } = options;
  const address = `${origin.replace(/^http/, 'ws')}/graphql`;
  const socket =
    protocol === null ? new WebSocket(address, { headers }) : new WebSocket(address, protocol, { headers });
  const messages = asyncQueue<SocketMessage>();
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() })),
  );
  socket.on('message', (data) => messages.push(JSON.parse(data.toString()) as SocketMessage));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.once('open', resolve);
  socket.once('error', reject);
  await promise;
  socket.off('error', reject);
  socket.on('error', () => undefined);
  return {
    socket,
    messages,
    closed,
    send: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
    [Symbol.asyncDispose]: async () => {
      socket.terminate();
      await closed;
    },
  };
}

/** Open, authenticated, acknowledged. */
export async function connect(origin: string, apiKey: string): Promise<TestSocket> {
  const socket = await openSocket(origin);
  socket.send({ type: 'connection_init', payload: { Authorization: `Bearer ${apiKey}` } });
  const ack = await socket.messages.next();
  if (ack.type !== 'connection_ack') throw new Error(`not acknowledged: ${JSON.stringify(ack)}`);
  return socket;
}
