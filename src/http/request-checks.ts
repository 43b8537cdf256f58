/**
 * Checks and headers for every request, before its route is known: one valid host, a target that is a path, an id,
 * security headers.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

const REQUEST_ID = /^[\w.:-]{1,128}$/;

/** The id under which a request is logged: that of the client, or a new one. The answer has it too. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
}

const HOST = /^([\w.~!$&'()*+,;=-]*|\[[0-9a-f:.]+\])(:\d{0,5})?$/i;

/**
 * Why a request cannot be routed, or null. Node accepts any text as `Host`, and the first of two. A target with a whole
 * address is cut to its path, so that routes see one form.
 */
export function refuseTarget(req: IncomingMessage): string | null {
  const hosts = req.headersDistinct.host ?? [];
  if (hosts.length > 1) return 'The request names more than one host.';
  const [host = ''] = hosts;
  if (host !== '' && !(HOST.test(host) && URL.canParse(`http://${host}`))) return 'The header Host names no host.';
  const target = req.url ?? '';
  if (target.startsWith('/')) return null;
  const url = /^https?:\/\//i.test(target) ? URL.parse(target) : null;
  if (url === null) return 'The request names no path.';
  req.url = `${url.pathname}${url.search}`;
  return null;
}

/** The path of a request, as it was sent: nothing is decoded, and `..` has no meaning. */
export const pathOf = ({ url = '/' }: IncomingMessage): string => url.split('?', 1)[0] ?? '/';

export const queryOf = ({ url = '' }: IncomingMessage): URLSearchParams => {
  const start = url.indexOf('?');
  return new URLSearchParams(start === -1 ? '' : url.slice(start + 1));
};

/** A route that answers with a page lists what the page needs; any other answer may load, run and frame nothing. */
const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

export function setCommonHeaders(res: ServerResponse, requestId: string): void {
  res.setHeader('x-request-id', requestId);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) res.setHeader(name, value);
}

/**
 * Refuses an upgrade and closes the connection, whatever its peer does. Node removes its own handlers before it passes
 * the connection on: without one here, a client that resets it would end the process.
 */
export function refuseUpgrade(stream: Duplex, status: '400 Bad Request' | '403 Forbidden' | '404 Not Found'): void {
  stream.on('error', () => stream.destroy());
  stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => stream.destroy());
}
