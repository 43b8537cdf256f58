/** Child process: a collector of traces that counts what it gets and looks at nothing. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { serveCommands } from '../child.ts';

let bytes = 0;
const server = createServer({ keepAliveTimeout: 60_000 }, async (req, res) => {
  bytes += (await buffer(req)).length;
  res.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
});

const commands = {
  start: async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  bytes: async () => bytes,
};
export type FakeCollector = typeof commands;

serveCommands(commands);
