/** The part of the server that platforms pull media from: the signed links, and nothing else. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { handleMediaLink } from '../../src/http/media.ts';

type LinkServing = Parameters<typeof handleMediaLink>[0];

export interface LinkServer extends AsyncDisposable {
  origin: string;
  /** From now on links are looked up here. Its own step, since a context has to know the origin first. */
  serve(ctx: LinkServing): void;
}

export async function startLinkServer(): Promise<LinkServer> {
  let serving: LinkServing | undefined;
  const server = createServer((req, res) => {
    const ctx = serving;
    if (ctx === undefined) {
      res.writeHead(503).end();
      return;
    }
    handleMediaLink(ctx, req, res).catch((error: unknown) => {
      ctx.log.debug({ err: error }, 'a link could not be served');
      res.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    serve: (ctx) => {
      serving = ctx;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
