/** Requests that arrive slowly: which of them are waited for. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { limitArrival, type Patience } from '../../src/http/arrival.ts';

const NEVER = 60_000;

async function serve(patience: Patience) {
  // As impatient as Node can be, where it is left to itself.
  const server = createServer(
    { requestTimeout: 600, headersTimeout: 600, connectionsCheckingInterval: 20 },
    (req, res) => {
      text(req).then(
        (body) => res.end(`got ${body.length}`),
        () => res.destroy(),
      );
    },
  );
  limitArrival(server, (req) => req.url === '/file', patience);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return (path: string) => {
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    socket.setEncoding('utf8');
    socket.write(`POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4\r\n\r\nab`);
    return socket;
  };
}

/** A connection that is given up while something of the request is unread may end with a reset. */
const whatCame = (socket: Socket): Promise<string> =>
  text(socket).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNRESET') return '';
    throw error;
  });

it('lets a file take longer than anything else may', async () => {
  const send = await serve({ questionMs: 1_200, stillMs: NEVER });
  const file = send('/file');
  const question = send('/graphql');
  // Begun after the file, and given up: the file has been on its way for longer.
  expect(await whatCame(question)).toBe('');
  file.write('cd');
  expect(await text(file)).toMatch(/got 4$/);
});

it('gives a file up that stands still', async () => {
  const send = await serve({ questionMs: NEVER, stillMs: 100 });
  expect(await whatCame(send('/file'))).toBe('');
});
