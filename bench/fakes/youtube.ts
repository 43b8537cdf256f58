/** Child process: as much of YouTube as one resumable upload needs. Swallows the bytes and notes when they came. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serveCommands } from '../child.ts';
import { now } from '../support.ts';

interface Upload {
  bytes: number;
  firstAt: number;
  lastAt: number;
  isComplete: boolean;
}

/** By session; references upload to sessions of their own naming. */
const uploads = new Map<string, Upload>();
let sessions = 0;
let origin = '';

async function receive(session: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const upload = uploads.get(session) ?? { bytes: 0, firstAt: now(), lastAt: 0, isComplete: false };
  uploads.set(session, upload);
  for await (const chunk of req) upload.bytes += Buffer.from(chunk).length;
  upload.lastAt = now();
  const total = Number(/\/(\d+)$/.exec(req.headers['content-range'] ?? '')?.[1]);
  upload.isComplete = upload.bytes >= total;
  if (upload.isComplete) answer(res, { id: 'video' });
  else res.writeHead(308, { range: `bytes=0-${upload.bytes - 1}`, 'content-length': '0' }).end();
}

const answer = (res: ServerResponse, body: unknown, headers: Record<string, string> = {}) =>
  res.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, (req, res) => {
  const path = (req.url ?? '').split('?', 1)[0] ?? '';
  if (req.method === 'PUT') {
    receive(path, req, res).catch((error: unknown) => {
      throw error;
    });
    return;
  }
  req.resume();
  if (req.method === 'POST') answer(res, {}, { location: `${origin}/session/${++sessions}` });
  else answer(res, { items: [{ id: 'video', status: { uploadStatus: 'processed' } }] });
});

const commands = {
  start: async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return origin;
  },
  /** The upload that is complete, and forgets it. */
  takeComplete: async () => {
    const [found] = [...uploads].filter(([, { isComplete }]) => isComplete);
    if (found === undefined) return null;
    uploads.delete(found[0]);
    return found[1];
  },
  stop: async () => {
    server.closeAllConnections();
  },
};
export type FakeYouTube = typeof commands;

serveCommands(commands);
