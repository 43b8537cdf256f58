/** `GET /oauth/:platform/start` and `/callback`: take the browser of the account holder to the platform and back. */
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppContext, CallOrigin } from '../context.ts';
import { beginInBrowser } from '../domain/accounts/connection-attempts.ts';
import { completeInBrowser } from '../domain/accounts/connections.ts';
import type { Outcome, UserError } from '../domain/errors.ts';
import { Platform, type SocialAccount } from '../lib/prisma/client.ts';
import type { Language, Said } from '../lib/texts.ts';
import { toldBy } from '../lib/texts.ts';
import { toGlobalId } from '../schema/ids.ts';
import { inWords } from '../texts/in-words.ts';
import { say } from '../texts/pages/texts.ts';
import { languageOf } from './language.ts';
import { pathOf, queryOf } from './request-checks.ts';

type Verb = 'start' | 'callback';
const ROUTES: ReadonlyMap<string, readonly [Platform, Verb]> = new Map(
  Object.values(Platform).flatMap((platform) =>
    (['start', 'callback'] satisfies Verb[]).map(
      (verb: Verb) => [`/oauth/${platform.toLowerCase()}/${verb}`, [platform, verb]] as const,
    ),
  ),
);

export const isOAuthPath = (path: string): boolean => ROUTES.has(path);

/** Which request it is, for the audit log. */
export interface OAuthRequest {
  requestId: string;
  from: CallOrigin;
}

export async function handleOAuth(
  ctx: AppContext,
  req: IncomingMessage,
  res: ServerResponse,
  request: OAuthRequest,
): Promise<void> {
  const [platform, verb] = ROUTES.get(pathOf(req)) ?? [];
  if (platform === undefined) throw new Error(`no route of an account connection: ${pathOf(req)}`);
  res.setHeader('cache-control', 'no-store');
  res.setHeader('content-security-policy', POLICY);
  if (req.method !== 'GET' && req.method !== 'HEAD') {
    res.setHeader('allow', 'GET, HEAD');
    return show(res, 405, say('notConnected'), say('forBrowsers'));
  }
  // Neither HEAD nor a prefetch is a person: it must not use up the code, which works once.
  if (req.method === 'HEAD') return void res.writeHead(200, { 'content-type': HTML }).end();
  if (isAhead(req)) return show(res, 503, say('notYet'), say('openToGoOn'));
  return verb === 'start' ? start(ctx, req, res, platform) : callback(ctx, req, res, platform, request);
}

/** Whether the browser loads the page in advance. It may keep and show that answer later, unless it is an error. */
const isAhead = ({ headers }: IncomingMessage): boolean =>
  ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
    /prefetch|prerender|preview/i.test(String(headers[name] ?? '')),
  );

const COOKIE = 'slipway_browser';

async function start(ctx: AppContext, req: IncomingMessage, res: ServerResponse, platform: Platform): Promise<void> {
  const state = queryOf(req).get('state') ?? '';
  const outcome = await beginInBrowser(ctx, { platform, state, browser: cookieIn(req) });
  if (!outcome.ok) return show(res, 400, say('notConnected'), ...outcome.errors.map(explain));
  const { authorizationUrl, browser, lastsMs } = outcome.value;
  const { protocol, pathname } = new URL(ctx.config.publicUrl);
  const cookie = [
    `${COOKIE}=${browser}`,
    `Path=${pathname.replace(/\/$/, '')}/oauth`,
    `Max-Age=${lastsMs / 1_000}`,
    'HttpOnly',
    // Sent along when the platform redirects the browser here, but not with requests that other pages make.
    'SameSite=Lax',
    ...(protocol === 'https:' ? ['Secure'] : []),
  ];
  res.writeHead(303, { location: authorizationUrl, 'set-cookie': cookie.join('; '), 'content-length': 0 }).end();
}

async function callback(
  ctx: AppContext,
  req: IncomingMessage,
  res: ServerResponse,
  platform: Platform,
  request: OAuthRequest,
): Promise<void> {
  const query = queryOf(req);
  const value = (name: string) => query.get(name) ?? undefined;
  // Codes work once and live for seconds (X: 30): exchanged at once, never queued.
  const end = await completeInBrowser(
    ctx,
    {
      state: value('state') ?? '',
      code: value('code'),
      error: value('error'),
      errorDescription: value('error_description') ?? value('error_reason'),
    },
    { platform, browser: cookieIn(req) },
    request,
  );
  if (end.kind === 'RUNNING') {
    res.setHeader('refresh', '1');
    return show(res, 202, say('connecting'), say('beingConnected'));
  }
  const { outcome, isRepeated, returnUrl } = end;
  if (returnUrl !== null) {
    res.writeHead(303, { location: withResult(returnUrl, outcome), 'content-length': 0 }).end();
    return;
  }
  if (outcome.ok) {
    const { displayName, username, externalId } = outcome.value;
    return show(res, 200, say('connected'), say('canPublish', { name: displayName ?? username ?? externalId }));
  }
  const before = isRepeated ? [say('openedBefore')] : [];
  return show(res, 400, say('notConnected'), ...before, ...outcome.errors.map(explain));
}

function withResult(returnUrl: string, outcome: Outcome<SocialAccount>): string {
  const url = new URL(returnUrl);
  if (outcome.ok) {
    url.searchParams.set('connection', 'CONNECTED');
    url.searchParams.set('socialAccountId', toGlobalId('SocialAccount', outcome.value.id));
  } else {
    url.searchParams.set('connection', 'FAILED');
    url.searchParams.set('code', outcome.errors[0].code);
  }
  return url.href;
}

function cookieIn({ headers }: IncomingMessage): string | null {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) ?? null;
}

/** The message for the account holder, who knows nothing about this API. */
const explain = (error: UserError): Said =>
  error.code === 'CONNECTION_STATE_INVALID' ? say('stateInvalid') : say('failed', { why: toldBy(error) });

const HTML = 'text/html; charset=utf-8';
const STYLE =
  'body{font:16px/1.5 system-ui;display:grid;place-items:center;min-height:100vh;margin:0;background:#f4f6f8;color:#1b2530}main{background:#fff;padding:2rem 2.5rem;border-radius:12px;box-shadow:0 2px 16px #0001;max-width:32rem}h1{font-size:1.25rem;margin:0 0 .5rem}';
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** In the language of the browser: who opens the page has no key. */
function show(res: ServerResponse, status: number, title: Said, ...texts: readonly Said[]): void {
  const reader = { language: languageOf(res.req.headers['accept-language']), timeZone: null };
  const words = (said: Said) => inWords(reader, said);
  res
    .writeHead(status, { 'content-type': HTML, 'content-language': reader.language })
    .end(page(reader.language, words(title), texts.map(words).join(' ')));
}

const page = (language: Language, title: string, text: string): string => `<!doctype html>
<html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)} · Slipway</title>
<style>${STYLE}</style>
<main><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p></main></html>`;

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
