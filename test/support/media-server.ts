/** A tiny origin of media files, which platforms pull and Slipway takes in. */
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';

export interface MediaServer extends AsyncDisposable {
  /** Serves a file under a name and answers its URL. */
  put(name: string, type: string, body: Buffer): string;
  /** Serves whatever the function does. */
  on(name: string, handler: (response: ServerResponse) => void): string;
  hits(name: string): number;
}

export async function startMediaServer(): Promise<MediaServer> {
  const handlers = new Map<string, (response: ServerResponse) => void>();
  const hits = new Map<string, number>();
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1);
    hits.set(name, (hits.get(name) ?? 0) + 1);
    const handler = handlers.get(name);
    if (handler === undefined) response.writeHead(404).end();
    else handler(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const on: MediaServer['on'] = (name, handler) => {
    handlers.set(name, handler);
    return `http://127.0.0.1:${port}/${name}`;
  };
  return {
    on,
    put: (name, type, body) => on(name, (response) => response.writeHead(200, { 'content-type': type }).end(body)),
    hits: (name) => hits.get(name) ?? 0,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
