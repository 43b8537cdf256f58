/** The routes: GraphQL (HTTP, SSE, WebSocket), OAuth callback, webhooks of platforms, media, health, metrics, cron. Parse, call one function, answer. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AppContext } from './context.ts';
import type { EventStream } from './domain/live/live.ts';
import { answerError, answerJson, answerNothingHere } from './http/answer.ts';
import { limitArrival } from './http/arrival.ts';
import { callOriginOf } from './http/call-origin.ts';
import { createClientAddress } from './http/client-address.ts';
import { createCronRoutes, isCronPath } from './http/cron.ts';
import { createDoorman } from './http/doorman.ts';
import { handleMediaLink, handleMediaUpload } from './http/media.ts';
import { handleMetrics, isMetricsPath, type MetricsPage } from './http/metrics.ts';
import { handleOAuth, isOAuthPath } from './http/oauth.ts';
import { handlePlatformWebhook, isPlatformWebhookPath } from './http/platform-webhook.ts';
import { pathOf, refuseTarget, refuseUpgrade, requestIdOf, setCommonHeaders } from './http/request-checks.ts';
import { type Route, tellRequest } from './http/traffic.ts';
import { authorizeUpload } from './http/upload-access.ts';
import { handleWebhookSchema, isWebhookSchemaPath } from './http/webhook-schema.ts';
import { isUnavailable } from './lib/db.ts';
import type { Listener } from './lib/listener.ts';
import { StartError } from './lib/start-error.ts';
import { ZONE_RULES } from './lib/time-zones.ts';
import { toGlobalId } from './schema/ids.ts';

export interface HttpServer extends AsyncDisposable {
  /** The port in use, even if the configured one is 0. */
  readonly port: number;
}

/** Facts from the composition root that some routes show. */
export interface Insight {
  readiness(): Promise<{ isReady: boolean; checks: Readonly<Record<string, { ok: boolean; reason?: string }>> }>;
  /** Null without a secret that guards it. */
  metrics: MetricsPage | null;
}

const AUDIT_EXPORT_PATH = '/audit.ndjson';
const FIGURES_EXPORT_PATH = '/figures.csv';

const SERVER_OPTIONS = {
  /** For connections that send nothing, or never finish their headers. */
  headersTimeout: 15_000,
  connectionsCheckingInterval: 5_000,
  // Some clients offer HTTP/2 with every request and continue without it: that is not an upgrade.
  shouldUpgradeCallback: ({ headers }: IncomingMessage) => headers.upgrade?.toLowerCase() === 'websocket',
} as const;

export async function startHttpServer(
  ctx: AppContext,
  events: EventStream,
  listener: Listener,
  insight: Insight,
): Promise<HttpServer> {
  // Loading the schema costs more than all the rest; a worker, which must restart quickly, does without.
  const serves = ctx.config.role !== 'worker';
  const doorman = createDoorman(ctx);
  const addressOf = createClientAddress(ctx.config.trustedProxies);
  const cron = createCronRoutes(ctx);
  const graphql = serves
    ? (await import('./http/graphql.ts')).createGraphqlEndpoint(ctx, events, listener, doorman)
    : null;
  const graphiql = serves ? await (await import('./http/graphiql.ts')).openGraphiql() : null;
  const routeOf = (req: IncomingMessage): Route => {
    const path = pathOf(req);
    if (graphiql?.takes(req)) return 'graphiql';
    if (path === '/graphql') return 'graphql';
    if (path === '/media') return 'media';
    if (path.startsWith('/media/')) return 'media_link';
    if (path.startsWith('/health/')) return 'health';
    if (path === AUDIT_EXPORT_PATH) return 'audit';
    if (path === FIGURES_EXPORT_PATH) return 'figures';
    if (isOAuthPath(path)) return 'oauth';
    if (isPlatformWebhookPath(path) && !isWebhookSchemaPath(path)) return 'hint';
    return isMetricsPath(path) || isCronPath(path) ? 'operator' : 'other';
  };
  const route = async (req: IncomingMessage, res: ServerResponse, requestId: string): Promise<void> => {
    const refused = refuseTarget(req);
    if (refused !== null) {
      res.setHeader('connection', 'close');
      return answerError(res, 400, { code: 'BAD_REQUEST', message: refused });
    }
    const path = pathOf(req);
    if (graphiql?.takes(req)) return graphiql.handle(req, res);
    if (path === '/graphql' && graphql !== null) return graphql.handle(req, res, requestId);
    if (path === '/health/live') return answerJson(res, 200, { status: 'live' });
    if (path === '/health/ready') {
      const { isReady, checks } = await insight.readiness();
      return answerJson(res, isReady ? 200 : 503, {
        status: isReady ? 'ready' : 'not ready',
        missing: Object.entries(checks).flatMap(([name, { ok }]) => (ok ? [] : [name])),
        checks,
        timeZoneRules: ZONE_RULES.version,
      });
    }
    if (isCronPath(path)) return cron.handle(req, res);
    if (isMetricsPath(path))
      return handleMetrics(req, res, { page: insight.metrics, secret: ctx.config.secrets.metricsSecret });
    if (path === '/media')
      return handleMediaUpload(ctx, req, res, {
        authenticate: (request) => authorizeUpload(doorman, request),
        requestId,
        encodeId: (id) => toGlobalId('MediaAsset', id),
      });
    if (path.startsWith('/media/')) return handleMediaLink(ctx, req, res);
    if (path === AUDIT_EXPORT_PATH && serves)
      return (await import('./http/audit-export.ts')).handleAuditExport(ctx, doorman, req, res);
    if (path === FIGURES_EXPORT_PATH && serves)
      return (await import('./http/figures-export.ts')).handleFiguresExport(ctx, doorman, req, res);
    if (isOAuthPath(path)) return handleOAuth(ctx, req, res, { requestId, from: callOriginOf(req, addressOf) });
    if (isWebhookSchemaPath(path)) return handleWebhookSchema(req, res, path);
    if (isPlatformWebhookPath(path) && serves) return handlePlatformWebhook(ctx, req, res);
    if (path === '/') {
      res.writeHead(302, { location: '/graphql', 'content-length': 0 }).end();
      return;
    }
    return answerNothingHere(res);
  };
  const running = new Set<Promise<void>>();
  const server = createServer(SERVER_OPTIONS, (req, res) => {
    const requestId = requestIdOf(req);
    setCommonHeaders(res, requestId);
    tellRequest(req, res, routeOf);
    const run = route(req, res, requestId).catch((error: unknown) => {
      const url = pathOf(req);
      const away = isUnavailable(error);
      if (away) ctx.log.warn({ reason: String(error), url, requestId }, 'the database does not answer a request');
      else ctx.log.error({ err: error, url, requestId }, 'request failed');
      if (res.headersSent) res.destroy();
      else if (away) {
        res.setHeader('retry-after', 2);
        const message = 'The database does not answer at the moment.';
        answerError(res, 503, { code: 'UNAVAILABLE', message, requestId });
      } else {
        const message = `Something went wrong on our side. The request id is ${requestId}.`;
        answerError(res, 500, { code: 'INTERNAL', message, requestId });
      }
    });
    running.add(run);
    void run.finally(() => running.delete(run));
  });
  limitArrival(server, (req) => pathOf(req) === '/media');
  server.on('upgrade', (req, socket, head) => {
    if (refuseTarget(req) !== null) refuseUpgrade(socket, '400 Bad Request');
    else if (pathOf(req) === '/graphql' && graphql !== null) graphql.upgrade(req, socket, head);
    else refuseUpgrade(socket, '404 Not Found');
  });
  await listen(server, ctx.config.port, ctx.config.host);
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await graphql?.[Symbol.asyncDispose]();
      doorman[Symbol.dispose]();
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), 3_000);
      await closed;
      clearTimeout(force);
      // An interrupted upload cleans up after itself, for which it needs the database.
      await Promise.all(running);
    },
  };
}

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
