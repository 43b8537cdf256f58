/** Child process: as much of Instagram as a container that never gets ready needs. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveCommands } from '../child.ts';

let containers = 0;
let looks = 0;
let isHanging = false;

const server = createServer({ keepAliveTimeout: 60_000 }, (req, res) => {
  req.resume();
  const isCreation = req.method === 'POST';
  if (isCreation) containers++;
  else looks++;
  if (isHanging) return;
  const answer = isCreation
    ? { id: String(10_000_000 + containers) }
    : { status_code: 'IN_PROGRESS', status: 'In Progress' };
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
});

const commands = {
  start: async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  },
  /** Takes every request and answers none. */
  hang: async (hanging: boolean) => {
    isHanging = hanging;
  },
  counts: async () => ({ containers, looks }),
  stop: async () => {
    server.closeAllConnections();
  },
};
export type FakeInstagram = typeof commands;

serveCommands(commands);
