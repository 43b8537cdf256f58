/** Fetches URLs from outside without letting them reach into our own network (SSRF). */
import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { domainToUnicode } from 'node:url';
import { Agent, buildConnector, type Dispatcher, errors } from 'undici';
import type { Logger } from './log.ts';

const URL_ERROR_CODES = ['URL_INVALID', 'URL_PRIVATE', 'URL_UNREACHABLE', 'URL_TOO_LARGE', 'URL_TIMEOUT'] as const;
export type UrlErrorCode = (typeof URL_ERROR_CODES)[number];

/** A refusal or a failure to fetch; the message names at most the host, never path or query. */
export class UrlError extends Error {
  override readonly name = 'UrlError';
  readonly code: UrlErrorCode;

  constructor(code: UrlErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

export interface GuardedFetchOptions {
  maxBytes: number;
  /** In total: redirects, headers and the last byte. */
  timeoutMs: number;
  signal?: AbortSignal;
}

/** The type and encoding that a server declares are often wrong; the reader goes by the bytes. */
export interface GuardedAnswer {
  /** Fails with `UrlError` if the file grows too large, stalls or is cut off. */
  stream: Readable;
  finalUrl: string;
  contentLength: number | null;
}

export type FetchGuarded = (url: string, options: GuardedFetchOptions) => Promise<GuardedAnswer>;

/** Throws `UrlError` for URLs that would be refused without a connection. */
export type CheckUrl = (url: string) => void;

export interface GuardedFetch extends AsyncDisposable {
  fetchGuarded: FetchGuarded;
  checkUrl: CheckUrl;
  /** The same guard for other clients: every connection it opens goes to a checked address. URLs need `assertSafeUrl` first. */
  dispatcher: Dispatcher;
}

export interface GuardPolicy {
  /** `host`, `host:port` or `*`: hosts that may be private, use any port (or that one), and be reached without TLS. */
  allowPrivateHosts: readonly string[];
}

const MAX_REDIRECTS = 3;

export function createGuardedFetch(
  policy: GuardPolicy & { log: Pick<Logger, 'warn'>; resolve?: ResolveHost },
): GuardedFetch {
  const agent = new Agent({
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 4_000,
    connect: guardedConnector(policy, policy.resolve ?? resolveAll),
  });
  return {
    dispatcher: agent,
    [Symbol.asyncDispose]: () => agent.destroy(),
    checkUrl: (url) => {
      assertSafeUrl(url, policy);
    },
    fetchGuarded: async (url, options) => {
      const timeout = AbortSignal.timeout(options.timeoutMs);
      const signal = options.signal === undefined ? timeout : AbortSignal.any([timeout, options.signal]);
      let target = assertSafeUrl(url, policy);
      try {
        for (let hop = 0; ; hop++) {
          const answer = await agent.request({
            origin: target.origin,
            path: `${target.pathname}${target.search}`,
            method: 'GET',
            // Compressed answers would make the size cap meaningless.
            headers: { 'user-agent': 'Slipway', accept: '*/*', 'accept-encoding': 'identity' },
            signal,
          });
          const location = redirectOf(answer);
          if (location === null) return accept(answer, target, options, signal);
          await answer.body.dump({ limit: 64 * 1024, signal });
          if (hop === MAX_REDIRECTS) throw new UrlError('URL_UNREACHABLE', `more than ${MAX_REDIRECTS} redirects`);
          target = assertSafeUrl(location, policy, target);
        }
      } catch (error) {
        const failure = toUrlError(error, target.hostname, signal);
        if (failure.code === 'URL_PRIVATE')
          policy.log.warn({ host: target.host }, 'refused to fetch from a private address');
        throw failure;
      }
    },
  };
}

/** Checks everything that can be checked without the network; the rest happens when the connection is made. */
export function assertSafeUrl(text: string, policy: GuardPolicy, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url === null) throw new UrlError('URL_INVALID', 'not an absolute URL');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new UrlError('URL_INVALID', `${url.protocol} is not supported, only https:`);
  }
  if (!isHostName(bare(url.hostname))) throw new UrlError('URL_INVALID', 'the URL names no host that can exist');
  if (url.username !== '' || url.password !== '') throw new UrlError('URL_INVALID', 'the URL contains credentials');
  if (isAllowed(policy, url.hostname, portOf(url))) return url;
  if (url.protocol !== 'https:') throw new UrlError('URL_INVALID', 'only https: is allowed');
  if (url.port !== '' && url.port !== '443' && url.port !== '80') {
    throw new UrlError('URL_INVALID', `port ${url.port} is not allowed`);
  }
  // A literal address needs no lookup, so the check in the lookup never sees it. The URL parser has already turned
  // every spelling (decimal, octal, hexadecimal, shortened, full-width) into the canonical one.
  const host = bare(url.hostname);
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new UrlError('URL_PRIVATE', `${host} is not a public address`);
  return url;
}

/* ---------------------------------------------------------------- addresses ---- */

/** From the IANA special-purpose registries: never reached through a URL from outside. */
const PRIVATE_IPV4: readonly [string, number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];
/** Inside 2000::/3; everything outside it (loopback, mapped, NAT64, unique local, link local, multicast) is private anyway. */
const PRIVATE_IPV6: readonly [string, number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const blocked = new BlockList();
for (const [net, prefix] of PRIVATE_IPV4) blocked.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of PRIVATE_IPV6) blocked.addSubnet(net, prefix, 'ipv6');
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');

export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !blocked.check(address, 'ipv4');
  return family === 6 && globalUnicast.check(address, 'ipv6') && !blocked.check(address, 'ipv6');
}

function isAllowed(policy: GuardPolicy, hostname: string, port: string): boolean {
  const host = bare(hostname);
  const named = isIP(host) === 6 ? `[${host}]` : host;
  return policy.allowPrivateHosts.some(
    (entry) => entry === '*' || bare(entry) === host || entry === `${named}:${port}`,
  );
}

/** The URL parser takes names that no name server can have, such as `a..b`, and a Punycode label that says nothing. */
const isHostName = (host: string): boolean =>
  isIP(host) !== 0 ||
  (host.length <= 253 &&
    host
      .split('.')
      .every(
        (label) => /^[a-z0-9_-]{1,63}$/.test(label) && !(label.startsWith('xn--') && domainToUnicode(label) === label),
      ));

const portOf = (url: URL): string => url.port || (url.protocol === 'https:' ? '443' : '80');
const bare = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '');

/* ---------------------------------------------------------------- connections ---- */

export type ResolveHost = (hostname: string) => Promise<LookupAddress[]>;

function resolveAll(hostname: string): Promise<LookupAddress[]> {
  const { promise, resolve, reject } = Promise.withResolvers<LookupAddress[]>();
  dnsLookup(hostname, { all: true, verbatim: true }, (error, addresses) =>
    error === null ? resolve(addresses) : reject(error),
  );
  return promise;
}

// The checked address is the connected one: a name that resolves differently the second time (rebinding) is never
// resolved twice. One private address among the answers refuses all of them.
function guardedConnector(policy: GuardPolicy, resolve: ResolveHost): buildConnector.connector {
  const checkedLookup: LookupFunction = (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const foreign = addresses.find(({ address }) => !isPublicAddress(address));
        const [first] = addresses;
        if (first === undefined) callback(new UrlError('URL_UNREACHABLE', `${hostname} has no address`), '', 0);
        else if (foreign !== undefined)
          callback(new UrlError('URL_PRIVATE', `${hostname} has a private address`), '', 0);
        else if (options.all === true) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    );
  };
  const openly = buildConnector({ timeout: 10_000 });
  const guarded = buildConnector({ timeout: 10_000, lookup: checkedLookup });
  return (options, callback) => {
    const port = options.port || (options.protocol === 'https:' ? '443' : '80');
    if (isAllowed(policy, options.hostname, port)) return openly(options, callback);
    const host = bare(options.hostname);
    if (isIP(host) !== 0 && !isPublicAddress(host)) {
      return callback(new UrlError('URL_PRIVATE', `${host} is not a public address`), null);
    }
    guarded(options, (...[error, socket]) => {
      if (error !== null) return callback(error, null);
      if (socket.remoteAddress !== undefined && isPublicAddress(socket.remoteAddress)) return callback(null, socket);
      socket.destroy();
      callback(new UrlError('URL_PRIVATE', `${host} led to a private address`), null);
    });
  };
}

/* ---------------------------------------------------------------- answers ---- */

function redirectOf(answer: Dispatcher.ResponseData): string | null {
  const { location } = answer.headers;
  return [301, 302, 303, 307, 308].includes(answer.statusCode) && typeof location === 'string' ? location : null;
}

function accept(
  answer: Dispatcher.ResponseData,
  url: URL,
  options: GuardedFetchOptions,
  signal: AbortSignal,
): GuardedAnswer {
  const refuse = (code: UrlErrorCode, message: string): never => {
    answer.body.on('error', () => undefined).destroy();
    throw new UrlError(code, message);
  };
  if (answer.statusCode < 200 || answer.statusCode > 299 || answer.statusCode === 206) {
    return refuse('URL_UNREACHABLE', `${url.hostname} answered ${answer.statusCode}`);
  }
  const header = (name: string) => String(answer.headers[name] ?? '');
  const contentLength = /^\d+$/.test(header('content-length')) ? Number(header('content-length')) : null;
  if (contentLength !== null && contentLength > options.maxBytes) {
    return refuse('URL_TOO_LARGE', `${contentLength} bytes; at most ${options.maxBytes} are allowed`);
  }
  const stream = Readable.from(capped(answer.body, url.hostname, options.maxBytes, signal), { objectMode: false });
  return { stream, finalUrl: url.href, contentLength };
}

async function* capped(body: AsyncIterable<Buffer>, host: string, maxBytes: number, signal: AbortSignal) {
  let received = 0;
  try {
    for await (const chunk of body) {
      received += chunk.length;
      if (received > maxBytes) throw new UrlError('URL_TOO_LARGE', `more than the allowed ${maxBytes} bytes`);
      yield chunk;
    }
  } catch (error) {
    throw toUrlError(error, host, signal);
  }
}

/** What went wrong, in words that name the host at most. */
export function toUrlError(error: unknown, host: string, signal: AbortSignal): UrlError {
  const known = findUrlError(error);
  if (known !== undefined) return known;
  if (signal.aborted && signal.reason instanceof Error && signal.reason.name === 'TimeoutError') {
    return new UrlError('URL_TIMEOUT', `${host} took too long`, error);
  }
  if (error instanceof errors.HTTPParserError)
    return new UrlError('URL_UNREACHABLE', `${host} answered with what is not HTTP`, error);
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? ` (${error.code})` : '';
  return new UrlError('URL_UNREACHABLE', `${host} cannot be reached${code}`, error);
}

function findUrlError(error: unknown): UrlError | undefined {
  if (error instanceof UrlError) return error;
  if (error instanceof AggregateError) return error.errors.map(findUrlError).find((found) => found !== undefined);
  return error instanceof Error && error.cause !== undefined ? findUrlError(error.cause) : undefined;
}
