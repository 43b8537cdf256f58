/** An endpoint of a partner: keeps what it is sent, and answers as a test wants. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Received {
  headers: IncomingHttpHeaders;
  body: string;
  /** The envelope. */
  told: { id: string; type: string; subject: { type: string; id: string }; data: Record<string, unknown> };
}

export interface Receiver extends AsyncDisposable {
  url: string;
  readonly received: Received[];
  /** Default: 204. Null: it never answers. */
  answer: (received: Received, response: ServerResponse) => number | null;
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const one: Received = { headers: request.headers, body, told: JSON.parse(body) };
    received.push(one);
    const status = receiver.answer(one, response);
    if (status !== null && !response.writableEnded) response.writeHead(status).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    answer: () => 204,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return receiver;
}
