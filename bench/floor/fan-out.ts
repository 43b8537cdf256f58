/** Child process, reference: graphql-ws as its documentation shows it, fed by NOTIFY; every subscriber executes every event. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { Repeater } from 'graphql-yoga';
import pg from 'pg';
import { WebSocketServer } from 'ws';
import { serveCommands } from '../child.ts';
import { now } from '../support.ts';

const schema = buildSchema(/* GraphQL */ `
  type Query {
    ok: Boolean
  }
  type Subscription {
    publishStatusChanged(targetId: ID, brandId: ID): PublishEvent!
  }
  type PublishEvent {
    cursor: String!
    seq: Int!
    at: String!
    targetId: ID!
    status: String!
    targetStatus: String!
    phase: String
    percent: Int
    message: String
  }
`);

type Push = (value: { publishStatusChanged: unknown }) => unknown;
const topics = new Map<string, Set<Push>>();

const publishStatusChanged = ({ targetId, brandId }: { targetId?: string; brandId?: string }) =>
  new Repeater<{ publishStatusChanged: unknown }>(async (push, stop) => {
    const topic = targetId ?? brandId ?? '';
    const peers = topics.get(topic) ?? new Set();
    topics.set(topic, peers.add(push));
    await stop;
    peers.delete(push);
  });

const server = createServer();
const sockets = new WebSocketServer({ server, path: '/graphql', perMessageDeflate: false });
useServer({ schema, roots: { subscription: { publishStatusChanged } } }, sockets);

let listener: pg.Client;

const commands = {
  start: async (databaseUrl: string) => {
    listener = new pg.Client({ connectionString: databaseUrl });
    await listener.connect();
    await listener.query(
      'CREATE TABLE event (id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp(), topic text NOT NULL, message text NOT NULL)',
    );
    listener.on('notification', ({ payload = '{}' }) => {
      const event: { targetId: string } = JSON.parse(payload);
      for (const push of topics.get(event.targetId) ?? []) push({ publishStatusChanged: event });
    });
    await listener.query('LISTEN event');
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  /** The least that a broadcast can be: equal bytes to every socket, each with a `send` of its own. Answers with the time at its start. */
  sendToAll: async (text: string) => {
    const at = now();
    for (const client of sockets.clients) client.send(text);
    return at;
  },
  /** Resident memory once garbage is gone. */
  memory: async () => {
    for (let round = 0; round < 3; round++) {
      globalThis.gc?.();
      await delay(100);
    }
    return process.memoryUsage.rss();
  },
  stop: async () => {
    for (const client of sockets.clients) client.terminate();
    await listener.end();
  },
};
export type BareFanOut = typeof commands;

serveCommands(commands);
