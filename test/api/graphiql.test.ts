/** GraphiQL as a browser gets it: a small page, and files that are sent compressed and once. */
import { readdirSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { request } from 'undici';
import { describe, expect, it } from 'vitest';
import { openApp } from '../support/open-app.ts';

const app = openApp();

const HTML = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

async function get(path: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' | 'POST' = 'GET') {
  const answer = await request(`${app.origin}${path}`, { method, headers });
  return { status: answer.statusCode, headers: answer.headers, body: Buffer.from(await answer.body.arrayBuffer()) };
}

async function filesOfPage(): Promise<string[]> {
  const page = (await get('/graphql', HTML)).body.toString();
  const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => `/${path}`);
  const start = loaded.find((path) => path.includes('/start.')) ?? '';
  const workers = [...(await get(start)).body.toString().matchAll(/"(assets\/graphiql\/[^"]+)"/g)];
  return [...loaded, ...workers.map(([, path]) => `/${path}`)];
}

/** Those of GraphiQL that this process, which is also the server's, has open. */
const openFiles = () =>
  readdirSync('/proc/self/fd').filter((name) => {
    try {
      return readlinkSync(`/proc/self/fd/${name}`).includes('/public/graphiql/');
    } catch {
      return false;
    }
  }).length;

describe('the page', () => {
  it('is small, runs only files of this server, and is asked for again', async () => {
    const { status, headers, body } = await get('/graphql', HTML);
    expect(status).toBe(200);
    expect(body.length).toBeLessThan(4_096);
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-frame-options': 'DENY',
    });
    expect(String(headers.vary)).toContain('accept');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self'; worker-src 'self';");
    expect(policy).not.toContain('unsafe-eval');
    // A script in the page would need a word in the policy; what is there is data.
    expect(body.toString()).not.toMatch(/<script(?![^>]*(src=|type="application\/json"))/);
  });

  it('is not sent again to who has it', async () => {
    const { headers } = await get('/graphql', HTML);
    const again = await get('/graphql', { ...HTML, 'if-none-match': String(headers.etag) });
    expect([again.status, again.body.length]).toEqual([304, 0]);
  });

  it('is for who opens the address, and a question there is answered as such', async () => {
    const query = encodeURIComponent('{ __typename }');
    expect((await get(`/graphql?query=${query}`, { accept: 'application/json' })).body.toString()).toBe(
      '{"data":{"__typename":"Query"}}',
    );
    const head = await get('/graphql', HTML, 'HEAD');
    expect([head.status, head.body.length]).toEqual([200, 0]);
  });
});

describe('a file of it', () => {
  it('is sent as small as the browser can take it, and may be kept for ever', async () => {
    const files = await filesOfPage();
    expect(files.length).toBeGreaterThanOrEqual(7);
    for (const path of files) {
      const plain = await get(path);
      expect(plain.status, path).toBe(200);
      expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(plain.headers).not.toHaveProperty('content-encoding');
      if (path.endsWith('.png')) continue;
      const br = await get(path, { 'accept-encoding': 'gzip, deflate, br' });
      const gzip = await get(path, { 'accept-encoding': 'gzip;q=1.0, br;q=0' });
      expect([br.headers['content-encoding'], gzip.headers['content-encoding']]).toEqual(['br', 'gzip']);
      expect(brotliDecompressSync(br.body).equals(plain.body)).toBe(true);
      expect(gunzipSync(gzip.body).equals(plain.body)).toBe(true);
      expect(br.body.length).toBeLessThan(plain.body.length);
      expect(br.headers.vary).toBe('accept-encoding');
    }
  });

  it('is only read', async () => {
    const [path = ''] = await filesOfPage();
    const { status, headers } = await get(path, {}, 'POST');
    expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('is held in memory by the piece, however many readers stand still, and let go when they leave', async () => {
    const path = (await filesOfPage()).find((name) => name.endsWith('.js') && name.includes('/graphiql.')) ?? '';
    const { port, hostname } = new URL(app.origin);
    const before = process.memoryUsage();
    const readers = await Promise.all(
      Array.from({ length: 60 }, async () => {
        const reader = connect(Number(port), hostname);
        reader.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
        await new Promise((resolve) => reader.once('readable', resolve));
        return reader;
      }),
    );
    if (process.platform === 'linux') expect(openFiles()).toBeGreaterThan(50);
    // Sixty times the whole file would be 300 MB.
    const held = process.memoryUsage();
    expect(held.external + held.heapUsed - before.external - before.heapUsed).toBeLessThan(100_000_000);
    expect((await get('/health/live')).status).toBe(200);
    for (const reader of readers) reader.destroy();
    if (process.platform === 'linux') await expect.poll(openFiles).toBe(0);
  });
});
