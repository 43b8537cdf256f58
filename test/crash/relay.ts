/** A way to Postgres whose lines can be cut, in the middle of whatever they carry. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Relay extends AsyncDisposable {
  url: string;
  /** Cuts each line for which `chosen` says so: what was asked may have happened, and nobody is told. */
  cut(chosen: () => boolean): void;
}

export async function startRelay(databaseUrl: string): Promise<Relay> {
  const target = new URL(databaseUrl);
  const lines = new Set<{ client: Socket; server: Socket }>();
  const relays = createServer((client) => {
    const server = connect(Number(target.port), target.hostname);
    const line = { client, server };
    lines.add(line);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const) {
      one.setNoDelay(true);
      one.pipe(other);
      // A line that breaks is what this is for; `close` follows.
      one.on('error', () => undefined);
      one.on('close', () => {
        lines.delete(line);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => relays.listen(0, '127.0.0.1', resolve));
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String((relays.address() as AddressInfo).port);
  return {
    url: url.href,
    cut: (chosen) => {
      for (const { client } of lines) if (chosen()) client.destroy();
    },
    [Symbol.asyncDispose]: async () => {
      for (const { client } of lines) client.destroy();
      await new Promise((resolve) => relays.close(resolve));
    },
  };
}
