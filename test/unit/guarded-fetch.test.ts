/** Addresses that come from users: what is fetched, and what is never reached. */
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import {
  assertSafeUrl,
  createGuardedFetch,
  type GuardedFetch,
  isPublicAddress,
  type ResolveHost,
  toUrlError,
  UrlError,
} from '../../src/lib/guarded-fetch.ts';
import { createLogger } from '../../src/lib/log.ts';

const log = createLogger({ level: 'silent' });
const open: (() => PromiseLike<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

async function listen(handler: RequestListener): Promise<string> {
  const server: Server = createServer(handler).listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function guarded(allowPrivateHosts: readonly string[] = [], resolve?: ResolveHost): GuardedFetch['fetchGuarded'] {
  const guard = createGuardedFetch({ allowPrivateHosts, log, ...(resolve === undefined ? {} : { resolve }) });
  open.push(() => guard[Symbol.asyncDispose]());
  return guard.fetchGuarded;
}

const limits = { maxBytes: 1_000, timeoutMs: 10_000 };
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'NO ERROR',
    (error: unknown) => (error instanceof UrlError ? error.code : error),
  );

describe('what may never be reached', () => {
  test.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://127.0.1/',
    'https://2130706433/',
    'https://0x7f000001/',
    'https://0x7f.0.0.1/',
    'https://0177.0.0.1/',
    'https://017700000001/',
    'https://①②⑦.⓪.⓪.①/',
    'https://127。0。0。1/',
    'https://127.0.0.1./',
    'https://%31%32%37.0.0.1/',
    'https://0/',
    'https://0.0.0.0/',
    'https://[::]/',
    'https://[::1]/',
    'https://[0:0:0:0:0:0:0:1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://[64:ff9b:1::7f00:1]/',
    'https://[2002:7f00:1::]/',
    'https://[2001:0:7f00:1::]/',
    'https://[fe80::1]/',
    'https://[fc00::1]/',
    'https://[ff02::1]/',
    'https://10.1.2.3/',
    'https://172.31.255.255/',
    'https://192.168.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://100.64.0.1/',
    'https://192.0.0.1/',
    'https://198.19.0.1/',
    'https://224.0.0.1/',
    'https://255.255.255.255/',
  ])('%s', async (url) => {
    expect(await code(guarded()(url, limits))).toBe('URL_PRIVATE');
  });

  test('a name that means this machine', async () => {
    expect(await code(guarded()('https://localhost/', limits))).toBe('URL_PRIVATE');
  });

  test('a name with one private address among public ones', async () => {
    const resolve: ResolveHost = async () => [
      { address: '93.184.215.14', family: 4 },
      { address: '10.0.0.8', family: 4 },
    ];
    expect(await code(guarded([], resolve)('https://media.example/', limits))).toBe('URL_PRIVATE');
  });
});

test.each([
  ['not a url', 'URL_INVALID'],
  ['/relative', 'URL_INVALID'],
  ['ftp://example.com/a', 'URL_INVALID'],
  ['file:///etc/passwd', 'URL_INVALID'],
  ['data:text/plain,x', 'URL_INVALID'],
  ['http://example.com/a.jpg', 'URL_INVALID'],
  ['https://user@example.com/', 'URL_INVALID'],
  ['https://user:pw@example.com/', 'URL_INVALID'],
  ['https://example.com:8443/', 'URL_INVALID'],
  ['https://example.com:22/', 'URL_INVALID'],
  ['https://xn--/', 'URL_INVALID'],
  ['https://www.xn--a.example/', 'URL_INVALID'],
  ['https://a..example/', 'URL_INVALID'],
  [`https://${'a'.repeat(64)}.example/`, 'URL_INVALID'],
])('%s is refused without a lookup', async (url, expected) => {
  const resolve: ResolveHost = () => Promise.reject(new Error('looked up'));
  expect(await code(guarded([], resolve)(url, limits))).toBe(expected);
});

test('public addresses are told from special ones at the edges of the ranges', () => {
  for (const address of [
    '1.1.1.1',
    '9.255.255.255',
    '11.0.0.0',
    '172.32.0.0',
    '223.255.255.255',
    '2606:4700::1111',
    '2a00::1',
  ]) {
    expect(isPublicAddress(address), address).toBe(true);
  }
  for (const address of [
    '10.255.255.255',
    '172.16.0.0',
    '100.127.255.255',
    '2001:db8::1',
    '3fff::1',
    '4000::1',
    '',
    'x',
  ]) {
    expect(isPublicAddress(address), address).toBe(false);
  }
});

describe('an allow-listed host', () => {
  test('may be private, without TLS and on its port; its neighbours may not', () => {
    const policy = { allowPrivateHosts: ['cdn.internal', '127.0.0.1:9000', '[::1]:9000'] };
    expect(assertSafeUrl('http://cdn.internal:81/x', policy).host).toBe('cdn.internal:81');
    expect(assertSafeUrl('http://127.0.0.1:9000/', policy).port).toBe('9000');
    expect(assertSafeUrl('http://[::1]:9000/', policy).port).toBe('9000');
    for (const url of [
      'http://127.0.0.1:9001/',
      'http://x.cdn.internal/',
      'https://127.0.0.1/',
      'http://user@cdn.internal/',
    ]) {
      expect(() => assertSafeUrl(url, policy), url).toThrow(UrlError);
    }
    expect(assertSafeUrl('http://10.0.0.1:81/', { allowPrivateHosts: ['*'] }).port).toBe('81');
  });

  test('is streamed, with bare type, length and final address', async () => {
    const host = await listen((req, res) => {
      if (req.url === '/start') res.writeHead(302, { location: '/file?x=1' }).end();
      else res.writeHead(200, { 'content-type': 'Image/JPEG; q=1', 'content-length': 5 }).end('bytes');
    });
    const answer = await guarded([host])(`http://${host}/start`, limits);
    expect(answer).toMatchObject({ contentLength: 5, finalUrl: `http://${host}/file?x=1` });
    expect(await text(answer.stream)).toBe('bytes');
  });

  test('cannot redirect to where nobody may go', async () => {
    const hidden = await listen((_req, res) => res.end('secret'));
    for (const location of [
      `http://${hidden}/`,
      'https://127.1/',
      'file:///etc/passwd',
      '//169.254.169.254/',
      'https://localhost/',
    ]) {
      const host = await listen((_req, res) => res.writeHead(307, { location }).end());
      expect(await code(guarded([host])(`http://${host}/`, limits)), location).toMatch(/^URL_(PRIVATE|INVALID)$/);
    }
  });

  test('may redirect three times, not four', async () => {
    const host = await listen((req, res) => {
      const left = Number(req.url?.slice(1));
      if (left > 0) res.writeHead(301, { location: `/${left - 1}` }).end('moved');
      else res.end('here');
    });
    const fetchGuarded = guarded([host]);
    expect(await text((await fetchGuarded(`http://${host}/3`, limits)).stream)).toBe('here');
    expect(await code(fetchGuarded(`http://${host}/4`, limits))).toBe('URL_UNREACHABLE');
  });

  test('is cut off when it sends too much, said so before or not', async () => {
    const host = await listen((req, res) => {
      if (req.url === '/honest') res.setHeader('content-length', 1_001);
      res.write('x'.repeat(600));
      res.end('x'.repeat(401));
    });
    const fetchGuarded = guarded([host]);
    expect(await code(fetchGuarded(`http://${host}/honest`, limits))).toBe('URL_TOO_LARGE');
    const answer = await fetchGuarded(`http://${host}/silent`, limits);
    expect(await code(buffer(answer.stream))).toBe('URL_TOO_LARGE');
    const exact = await fetchGuarded(`http://${host}/silent`, { ...limits, maxBytes: 1_001 });
    expect((await buffer(exact.stream)).length).toBe(1_001);
  });

  test('is refused by status, and taken whatever its type and encoding are said to be', async () => {
    const host = await listen((req, res) => {
      if (req.url === '/none') res.writeHead(404);
      else res.writeHead(200, { 'content-encoding': 'aws-chunked', 'content-type': 'text/plain' });
      res.end('body');
    });
    const fetchGuarded = guarded([host]);
    expect(await code(fetchGuarded(`http://${host}/none`, limits))).toBe('URL_UNREACHABLE');
    expect(await text((await fetchGuarded(`http://${host}/file`, limits)).stream)).toBe('body');
  });

  test('is given up when it stalls before the headers or within the body', async () => {
    const host = await listen((req, res) => {
      if (req.url === '/body') res.writeHead(200).write('half');
    });
    const fetchGuarded = guarded([host]);
    expect(await code(fetchGuarded(`http://${host}/headers`, { ...limits, timeoutMs: 50 }))).toBe('URL_TIMEOUT');
    // As little patience as this machine needs to see the headers.
    const begun = async (timeoutMs: number): ReturnType<typeof fetchGuarded> =>
      fetchGuarded(`http://${host}/body`, { ...limits, timeoutMs }).catch(() => begun(timeoutMs * 2));
    expect(await code(text((await begun(100)).stream))).toBe('URL_TIMEOUT');
  });

  test('that is not there, or breaks off, is unreachable', async () => {
    const host = await listen((_req, res) => {
      res.writeHead(200, { 'content-length': 10 }).write('half');
      res.socket?.end();
    });
    const answer = await guarded([host])(`http://${host}/`, limits);
    expect(await code(text(answer.stream))).toBe('URL_UNREACHABLE');
    expect(await code(guarded(['127.0.0.1'])('http://127.0.0.1:1/', limits))).toBe('URL_UNREACHABLE');
    const resolve: ResolveHost = () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    expect(await code(guarded([], resolve)('https://nowhere.example/', limits))).toBe('URL_UNREACHABLE');
  });
});

test('what is not HTTP is told as that', async () => {
  const host = await listen((_req, res) => res.socket?.end('garbage\r\n\r\n'));
  const error = await guarded([host])(`http://${host}/`, limits).catch((caught: unknown) => caught);
  expect(String(error)).toContain('127.0.0.1 answered with what is not HTTP');
});

test('an error without a code is told without one', () => {
  const error = Object.assign(new Error('of some kind'), { code: undefined });
  expect(toUrlError(error, 'host.example', new AbortController().signal).message).toBe(
    'host.example cannot be reached',
  );
});

test('messages name the host but never path or query', async () => {
  const host = await listen((_req, res) => res.writeHead(403).end());
  const error = await guarded([host])(`http://${host}/private/path?sig=canary`, limits).catch(
    (caught: unknown) => caught,
  );
  expect(String(error)).toContain('127.0.0.1 answered 403');
  expect(String(error)).not.toMatch(/canary|private/);
});
