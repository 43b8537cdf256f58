/** The routes: GraphQL (HTTP, SSE, WebSocket), OAuth callback, media, health. Parse, call one function, answer. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AppContext } from './context.ts';
import type { EventStream } from './domain/live/live.ts';
import { limitArrival } from './http/arrival.ts';
import { handleMediaLink, handleMediaUpload } from './http/media.ts';
import { handleOAuthCallback } from './http/oauth.ts';
import { authorizeUpload } from './http/upload-access.ts';
import { isUnavailable } from './lib/db.ts';
import type { Listener } from './lib/listener.ts';
import { StartError } from './lib/start-error.ts';
import { toGlobalId } from './schema/ids.ts';

export interface HttpServer extends AsyncDisposable {
  /** The port in use, also when 0 was asked for. */
  readonly port: number;
}

export interface Health {
  /** Names what is not ready yet; empty = ready. */
  missing(): Promise<string[]>;
}

export async function startHttpServer(
  ctx: AppContext,
  events: EventStream,
  listener: Listener,
  health: Health,
): Promise<HttpServer> {
  // Loading the schema costs more than all the rest; a worker, which is restarted in a hurry, does without.
  const graphql =
    ctx.config.role === 'worker'
      ? null
      : (await import('./http/graphql.ts')).createGraphqlEndpoint(ctx, events, listener);
  const route = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const path = pathOf(req);
    if (path === '/graphql' && graphql !== null) return graphql.handle(req, res);
    if (path === '/health/live') return answerJson(res, 200, { status: 'live' });
    if (path === '/health/ready') {
      const missing = await health.missing();
      return answerJson(res, missing.length === 0 ? 200 : 503, {
        status: missing.length === 0 ? 'ready' : 'not ready',
        missing,
      });
    }
    if (path === '/media')
      return handleMediaUpload(ctx, req, res, {
        authenticate: (request) => authorizeUpload(ctx, request),
        encodeId: (id) => toGlobalId('MediaAsset', id),
      });
    if (path.startsWith('/media/')) return handleMediaLink(ctx, req, res);
    if (/^\/oauth\/[a-z]+\/callback$/.test(path)) return handleOAuthCallback(ctx, req, res);
    if (path === '/') {
      res.writeHead(302, { location: '/graphql' }).end();
      return;
    }
    return answerJson(res, 404, { error: { code: 'NOT_FOUND', message: 'There is nothing at this address.' } });
  };
  const server = createServer((req, res) => {
    route(req, res).catch((error: unknown) => {
      const url = pathOf(req);
      const away = isUnavailable(error);
      if (away) ctx.log.warn({ reason: String(error), url }, 'the database does not answer a request');
      else ctx.log.error({ err: error, url }, 'request failed');
      if (res.headersSent) res.destroy();
      else if (away) {
        res.setHeader('retry-after', 2);
        answerJson(res, 503, {
          error: { code: 'UNAVAILABLE', message: 'The database does not answer at the moment.' },
        });
      } else answerJson(res, 500, { error: { code: 'INTERNAL', message: 'Something went wrong on our side.' } });
    });
  });
  limitArrival(server, (req) => pathOf(req) === '/media');
  server.on('upgrade', (req, socket, head) => {
    if (pathOf(req) === '/graphql' && graphql !== null) graphql.upgrade(req, socket, head);
    else socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  await listen(server, ctx.config.port, ctx.config.host);
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await graphql?.[Symbol.asyncDispose]();
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), 3_000);
      await closed;
      clearTimeout(force);
    },
  };
}

const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0] ?? '/';

async function listen(server: Server, port: number, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', (error: NodeJS.ErrnoException) => {
    const message =
      error.code === 'EADDRINUSE'
        ? `Port ${port} is taken, perhaps by another Slipway. Stop it, or set PORT to another number.`
        : `Nothing can listen on ${host}, port ${port} (${error.message}). Check HOST and PORT.`;
    reject(new StartError(message, { cause: error }));
  });
  server.listen(port, host, resolve);
  return promise;
}

function answerJson(res: ServerResponse, status: number, body: unknown): void {
  res
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(JSON.stringify(body));
}
