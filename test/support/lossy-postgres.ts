/**
 * A way to Postgres that can lose an answer: what was asked has happened, and whoever asked learns that the line is dead, or
 * not even that.
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface LossyPostgres extends AsyncDisposable {
  url: string;
  /**
   * Cuts the next connection that runs the prepared statement of this name as soon as Postgres has committed it, by itself
   * or with its transaction. Resolves then.
   */
  loseAnswerTo(statement: string): Promise<void>;
  /** From now on nothing passes through the connections that are open, and nobody closes them. New ones work. */
  fallSilent(): void;
  /** So does the next connection that sends these words. */
  fallSilentAfter(words: string): void;
}

/** "Ready for the next query, in no transaction", as Postgres says it on the wire. */
const READY_AND_IDLE = 'Z\0\0\0\x05I';

export async function lossyPostgres(databaseUrl: string): Promise<LossyPostgres> {
  const { hostname, port } = new URL(databaseUrl);
  const open = new Set<Socket>();
  const doomed = new Map<string, () => void>();

  const silenced = new Set<Socket>();
  let silencing: string | null = null;

  const relay = (client: Socket) => {
    const server = connect(Number(port), hostname);
    let lost: (() => void) | undefined;
    client.on('data', (bytes) => {
      if (silencing !== null && bytes.includes(silencing)) {
        silencing = null;
        silenced.add(client);
      }
      if (silenced.has(client)) return;
      // Bind: the name of the (nameless) portal, then that of the statement.
      const asked = [...doomed].find(([statement]) => bytes.includes(`\0${statement}\0`));
      if (asked !== undefined) {
        lost = asked[1];
        doomed.delete(asked[0]);
      }
      server.write(bytes);
    });
    server.on('data', (bytes) => {
      if (silenced.has(client)) return;
      if (lost !== undefined && bytes.includes(READY_AND_IDLE)) {
        client.destroy();
        lost();
      } else client.write(bytes);
    });
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      open.add(one);
      one.setNoDelay(true);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        silenced.delete(one);
        other.destroy();
      });
    }
  };
  const relays = createServer(relay);
  await new Promise<void>((resolve) => relays.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((relays.address() as AddressInfo).port);
  return {
    url: url.href,
    loseAnswerTo: (statement) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      doomed.set(statement, resolve);
      return promise;
    },
    fallSilentAfter: (words) => {
      silencing = words;
    },
    fallSilent: () => {
      for (const socket of open) silenced.add(socket);
    },
    [Symbol.asyncDispose]: async () => {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => relays.close(resolve));
    },
  };
}
