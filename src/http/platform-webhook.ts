/** `/webhooks/<platform>` and `/webhooks/<platform>/<route>`: where platforms tell something; the routes derive from the registry. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppContext, ConfiguredPlatform } from '../context.ts';
import { webhookUrl } from '../domain/hints/leases.ts';
import { erasureOf, type HintResult, hintRequestEnded, mayAnswer, takeIn } from '../domain/hints/take-in.ts';
import { answerError, answerJson, answerNothingHere, answerWrongMethod } from './answer.ts';
import { pathOf, queryOf } from './request-checks.ts';

const PREFIX = '/webhooks/';
/** A hundred times what platforms send. Meta documents no limit, and batches up to 1,000 changes of some hundred bytes. */
const MAX_BYTES = 512 * 1024;

/** How it is called in the address, and where it leads. */
function routeIn(ctx: Pick<AppContext, 'platforms'>, path: string) {
  const [name = '', route = 'events', ...rest] = path.slice(PREFIX.length).split('/');
  const configured = [...ctx.platforms.values()].find(({ platform }) => platform.id.toLowerCase() === name);
  if (configured === undefined || rest.length > 0 || path.endsWith('/events')) return null;
  const { routes } = configured.platform.webhook;
  const found = Object.hasOwn(routes, route) ? routes[route] : undefined;
  return found === undefined ? null : { configured, route, found };
}

export const isPlatformWebhookPath = (path: string): boolean => path.startsWith(PREFIX);

export async function handlePlatformWebhook(ctx: AppContext, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const target = routeIn(ctx, pathOf(req));
  if (target === null) return answerNothingHere(res);
  if (req.method === 'POST') return post(ctx, req, res, target);
  if (req.method === 'GET' || req.method === 'HEAD') return get(ctx, req, res, target);
  return answerWrongMethod(res, 'GET, POST');
}

type Target = NonNullable<ReturnType<typeof routeIn>>;

const appOf = ({ client, webhookSecrets }: ConfiguredPlatform) => ({ client, secrets: webhookSecrets });

async function get(
  ctx: AppContext,
  req: IncomingMessage,
  res: ServerResponse,
  { configured, found }: Target,
): Promise<void> {
  const { id, displayName } = configured.platform;
  const query = queryOf(req);
  if (found.erasureAnswer !== undefined) {
    const erasure = await erasureOf(ctx, id, query.get('code') ?? '');
    if (erasure === null) return answerNothingHere(res);
    const state = erasure.doneAt === null ? 'is being worked on' : `was done at ${erasure.doneAt.toISOString()}`;
    const text = `Your request of ${erasure.createdAt.toISOString()} to delete what is known here of your ${displayName} account ${state}.\n`;
    res.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }).end(text);
    return;
  }
  const request = { query, headers: req.headers, body: Buffer.alloc(0), now: ctx.clock.now() };
  const answer = found.challenge?.(request, appOf(configured)) ?? null;
  if (answer === null || !(await mayAnswer(ctx, id, answer))) return answerNothingHere(res);
  // As plain text with `nosniff`: what a stranger has echoed must not run in a browser.
  res.writeHead(200, { 'content-type': `${answer.type}; charset=utf-8`, 'cache-control': 'no-store' }).end(answer.body);
}

async function post(
  ctx: AppContext,
  req: IncomingMessage,
  res: ServerResponse,
  { configured, route, found }: Target,
): Promise<void> {
  const { id } = configured.platform;
  const tell = (result: HintResult, hints = 0) => hintRequestEnded.publish(() => ({ platform: id, result, hints }));
  const body = await bodyOf(req);
  if (body === 'GONE') return;
  if (body === 'TOO_LARGE') {
    tell('too_large');
    // What is still on its way is not read.
    res.setHeader('connection', 'close');
    return answerError(res, 413, { code: 'TOO_LARGE', message: `A body may have ${MAX_BYTES} bytes.` });
  }
  const request = { query: queryOf(req), headers: req.headers, body, now: ctx.clock.now() };
  const hints = found.read(request, appOf(configured));
  if (hints === null) {
    tell('forged');
    if (found.forgedStatus !== undefined) return void res.writeHead(found.forgedStatus, { 'content-length': 0 }).end();
    return answerError(res, 401, { code: 'UNAUTHENTICATED', message: 'The signature does not fit, or is too old.' });
  }
  const { fresh, code } = hints.length === 0 ? { fresh: 0, code: null } : await takeIn(ctx, id, hints);
  tell(hints.length === 0 ? 'ignored' : fresh === 0 ? 'repeated' : 'taken', fresh);
  if (code !== null && found.erasureAnswer !== undefined)
    return answerJson(res, 200, found.erasureAnswer({ code, statusUrl: `${webhookUrl(ctx, id, route)}?code=${code}` }));
  res.writeHead(200, { 'content-length': 0 }).end();
}

/** Of one that is too large, no more is kept than the limit. */
function bodyOf(req: IncomingMessage): Promise<Buffer | 'TOO_LARGE' | 'GONE'> {
  if (Number(req.headers['content-length'] ?? 0) > MAX_BYTES) return Promise.resolve('TOO_LARGE');
  const { promise, resolve } = Promise.withResolvers<Buffer | 'TOO_LARGE' | 'GONE'>();
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Not by iterating: to leave that would end the connection before the answer.
  req.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_BYTES) chunks.push(chunk);
    else {
      req.pause();
      resolve('TOO_LARGE');
    }
  });
  req.once('end', () => resolve(Buffer.concat(chunks)));
  // Whoever sent it hung up, and nobody is there to be answered.
  req.once('error', () => resolve('GONE')).once('close', () => resolve('GONE'));
  return promise;
}
