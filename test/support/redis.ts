/** Publish and subscribe as Redis speaks them (RESP 2), in this process: SUBSCRIBE, UNSUBSCRIBE and PUBLISH, and OK to all else. */
import { EventEmitter, once } from 'node:events';
import { createServer, type Socket } from 'node:net';

export interface TestRedis extends AsyncDisposable {
  url: string;
  /** Messages published so far. */
  readonly published: { channel: string; message: string }[];
  /** As another client would. */
  publish(channel: string, message: string): void;
  /** Resolves once somebody listens to the channel. */
  subscribed(channel: string): Promise<void>;
  /** Drops every connection; clients come back by themselves. */
  dropConnections(): void;
}

export async function startTestRedis(): Promise<TestRedis> {
  const subscribers = new Map<string, Set<Socket>>();
  const published: TestRedis['published'] = [];
  const sockets = new Set<Socket>();
  const changes = new EventEmitter();
  const publish = (channel: string, message: string): number => {
    const receivers = subscribers.get(channel) ?? new Set<Socket>();
    for (const receiver of receivers) receiver.write(array('message', channel, message));
    return receivers.size;
  };
  const answer = (socket: Socket, [command = '', ...args]: string[]): string => {
    const [channel = '', message = ''] = args;
    if (/^subscribe$/i.test(command)) {
      subscribers.set(channel, (subscribers.get(channel) ?? new Set()).add(socket));
      changes.emit('subscribed');
      return array('subscribe', channel, 1);
    }
    if (/^unsubscribe$/i.test(command)) {
      subscribers.get(channel)?.delete(socket);
      return array('unsubscribe', channel, 0);
    }
    if (!/^publish$/i.test(command)) return '+OK\r\n';
    published.push({ channel, message });
    return `:${publish(channel, message)}\r\n`;
  };
  const server = createServer((socket) => {
    sockets.add(socket);
    let pending = '';
    socket.setEncoding('utf8');
    socket.on('data', (text) => {
      pending += text;
      for (let command = take(pending); command !== null; command = take(pending)) {
        pending = pending.slice(command.length);
        socket.write(answer(socket, command.words));
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      for (const receivers of subscribers.values()) receivers.delete(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const dropConnections = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `redis://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    published,
    publish,
    subscribed: async (channel) => {
      while ((subscribers.get(channel)?.size ?? 0) === 0) await once(changes, 'subscribed');
    },
    dropConnections,
    async [Symbol.asyncDispose]() {
      dropConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const bulk = (word: string | number): string =>
  typeof word === 'number' ? `:${word}\r\n` : `$${Buffer.byteLength(word)}\r\n${word}\r\n`;
const array = (...words: (string | number)[]): string => `*${words.length}\r\n${words.map(bulk).join('')}`;

/** The first whole command of `text`, an array of bulk strings (ASCII in these tests). */
function take(text: string): { words: string[]; length: number } | null {
  const head = /^\*(\d+)\r\n/.exec(text);
  if (head === null) return null;
  let at = head[0].length;
  const words: string[] = [];
  for (let left = Number(head[1]); left > 0; left--) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at));
    if (size === null) return null;
    const from = at + size[0].length;
    at = from + Number(size[1]) + 2;
    if (text.length < at) return null;
    words.push(text.slice(from, at - 2));
  }
  return { words, length: at };
}
