import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProxyAgent, request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type MediaServer, startMediaServer } from '../support/media-server.ts';
import { sampleJpeg } from '../support/sample-media.ts';
import { startTestSandbox, type TestSandbox } from '../support/sandbox.ts';
import { authorizeUrl, connectInstagram, type InstagramApp, send } from './instagram-app.ts';

let sandbox: TestSandbox;
let media: MediaServer;
let app: InstagramApp;
let jpeg: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  media = await startMediaServer();
  jpeg = media.put('photo.jpg', 'image/jpeg', sampleJpeg());
});
afterAll(async () => {
  await sandbox[Symbol.asyncDispose]();
  await media[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await sandbox.control.reset();
  app = await connectInstagram(sandbox);
});

async function readyContainer(): Promise<string> {
  const { json } = await app.post(`/${app.igId}/media`, { image_url: jpeg, caption: 'hello' });
  await app.ready(json.id);
  return json.id;
}
const publish = (id: string) => app.post(`/${app.igId}/media_publish`, { creation_id: id });
const liveCount = async () => (await sandbox.control.live()).length;

/** Waits for the next request record that fits, by asking until it is there. */
async function until(fits: () => Promise<boolean>): Promise<void> {
  while (!(await fits())) await new Promise((resolve) => setImmediate(resolve));
}

describe('routing', () => {
  test('a vendor is found by the first path segment, by the Host header and through a proxy agent', async () => {
    const expected = { id: '25010000000000011' };
    const query = `access_token=${app.token}`;
    const byPath = await send('GET', `${sandbox.origin}/graph.instagram.com/v27.0/me?${query}`);
    const byHost = await send('GET', `${sandbox.origin}/v27.0/me?${query}`, {
      headers: { host: 'graph.instagram.com' },
    });
    const proxy = new ProxyAgent(sandbox.origin);
    const proxied = await request(`http://graph.instagram.com/v27.0/me?${query}`, { dispatcher: proxy });
    expect([byPath.json, byHost.json, await proxied.body.json()]).toEqual([expected, expected, expected]);
    await proxy.close();
  });

  test('a path that only one vendor has needs no host, for libraries that take an origin and nothing else', async () => {
    const me = await send('GET', `${sandbox.origin}/v27.0/me?access_token=${app.token}`);
    expect(me.json).toEqual({ id: '25010000000000011' });
    const strangers = [
      '/2/users/me',
      '/youtube/v3/channels?part=id&mine=true',
      '/v2/user/info/?fields=open_id',
      '/oauth2.googleapis.com/nothing',
    ];
    const statuses = [];
    for (const path of strangers) statuses.push((await send('GET', `${sandbox.origin}${path}`)).status);
    expect(statuses).toEqual([401, 401, 401, 404]);
  });

  test('HEAD is answered like GET, without a body', async () => {
    const { statusCode, body } = await request(`${sandbox.origin}/v27.0/me?access_token=${app.token}`, {
      method: 'HEAD',
    });
    expect([statusCode, await body.text()]).toEqual([200, '']);
  });

  test('an address outside every vendor lists what the control API offers', async () => {
    const answer = await send('GET', `${sandbox.origin}/nowhere`);
    expect(answer.status).toBe(404);
    expect(answer.json.routes).toContain('GET /__control/live');
  });

  test('a permalink opens as a page of that post and the front page shows the timelines', async () => {
    await publish(await readyContainer());
    const [post] = await sandbox.control.live();
    const page = await send('GET', sandbox.at(post?.permalink ?? ''));
    expect(page.status).toBe(200);
    expect(page.text).toContain('hello');
    expect((await send('GET', `${sandbox.origin}/`)).text).toContain('four timelines');
    expect((await send('GET', sandbox.at('https://www.instagram.com/p/none/'))).status).toBe(404);
  });

  test('a client that leaves in the middle of its body is no defect of the sandbox', async () => {
    const defects: unknown[] = [];
    await using own = await startTestSandbox({ onDefect: (error) => defects.push(error) });
    const client = connect(Number(new URL(own.origin).port), '127.0.0.1');
    client.write('POST /graph.instagram.com/v27.0/me/media HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{"half');
    await until(async () => (await own.control.requestCount('instagram.container_create')) === 1);
    client.destroy();
    await once(client, 'close');
    expect((await send('GET', `${own.origin}//`)).status).toBe(404);
    expect(defects).toEqual([]);
  });

  test('text of a post cannot become markup of its page', async () => {
    await app.publish({ image_url: jpeg, caption: '<script>alert(1)</script>' });
    const [post] = await sandbox.control.live();
    expect((await send('GET', sandbox.at(post?.permalink ?? ''))).text).not.toContain('<script>alert');
  });
});

describe('faults around an operation', () => {
  const operation = 'instagram.media_publish';

  test('answer: the vendor never sees the request', async () => {
    const id = await readyContainer();
    await sandbox.control.fault({
      operation,
      mode: 'answer',
      status: 429,
      json: { slow: 'down' },
      headers: { 'retry-after': '7' },
    });
    const refused = await publish(id);
    expect([refused.status, refused.json, refused.headers['retry-after'], await liveCount()]).toEqual([
      429,
      { slow: 'down' },
      '7',
      0,
    ]);
    expect((await publish(id)).status).toBe(200);
  });

  test.each([
    ['drop_before', 0],
    ['drop_after', 1],
  ] as const)('%s: no answer, and %i post is live', async (mode, live) => {
    const id = await readyContainer();
    await sandbox.control.fault({ operation, mode });
    await expect(publish(id)).rejects.toThrow();
    expect(await liveCount()).toBe(live);
  });

  test('answer_after: the answer lies about a post that is live', async () => {
    const id = await readyContainer();
    await sandbox.control.fault({ operation, mode: 'answer_after', status: 500, text: 'oops' });
    expect((await publish(id)).status).toBe(500);
    expect(await liveCount()).toBe(1);
  });

  test('html: a page with status 200 where JSON is expected', async () => {
    const id = await readyContainer();
    await sandbox.control.fault({ operation, mode: 'html' });
    const answer = await publish(id);
    expect([answer.status, answer.headers['content-type'], await liveCount()]).toEqual([
      200,
      'text/html; charset=utf-8',
      0,
    ]);
  });

  test.each([
    ['hang', 0],
    ['hang_after', 1],
  ] as const)('%s: the connection stays open without an answer, and %i post is live', async (mode, live) => {
    const id = await readyContainer();
    await sandbox.control.fault({ operation, mode });
    const abort = new AbortController();
    const pending = request(
      sandbox.at(`https://graph.instagram.com/v27.0/${app.igId}/media_publish?creation_id=${id}`),
      {
        method: 'POST',
        headers: { authorization: `Bearer ${app.token}` },
        signal: abort.signal,
      },
    );
    const ended = expect(pending).rejects.toThrow();
    await until(async () => (await sandbox.control.requests({ operation })).at(-1)?.status === 'hung');
    expect(await liveCount()).toBe(live);
    abort.abort();
    await ended;
  });

  test('late: the connection drops first and the post appears afterwards', async () => {
    const id = await readyContainer();
    await sandbox.control.fault({ operation, mode: 'late', delayMs: 600_000 });
    await expect(publish(id)).rejects.toThrow();
    expect(await liveCount()).toBe(0);
    await sandbox.control.advance(600_000);
    await until(async () => (await liveCount()) === 1);
  });

  test('delay: the request is executed and answered in the end', async () => {
    const id = await readyContainer();
    await sandbox.control.fault({ operation, mode: 'delay', delayMs: 10 });
    expect((await publish(id)).status).toBe(200);
  });

  test('truncate: half an answer about a post that is live', async () => {
    const id = await readyContainer();
    await sandbox.control.fault({ operation, mode: 'truncate' });
    await expect(publish(id)).rejects.toThrow();
    expect(await liveCount()).toBe(1);
  });

  test('a rate makes it happen to that share, evenly, and a host limits it to requests there', async () => {
    await sandbox.control.fault({ operation: 'instagram.*', mode: 'answer', status: 503, times: -1, rate: 0.25 });
    const statuses: number[] = [];
    for (let count = 0; count < 8; count++) statuses.push((await app.get('/me')).status);
    expect(statuses.map((status) => status === 503)).toEqual([false, false, false, true, false, false, false, true]);
    await sandbox.control.clearFaults();
    await sandbox.control.fault({ operation: 'instagram.*', host: 'api.instagram.com', mode: 'answer', times: -1 });
    expect((await app.get('/me')).status).toBe(200);
    expect(
      (await request(sandbox.at('https://api.instagram.com/oauth/access_token'), { method: 'POST' })).statusCode,
    ).toBe(500);
  });

  test('skip lets the first requests pass, times ends the fault, and -1 never ends it', async () => {
    await sandbox.control.fault({ operation: 'instagram.account', mode: 'answer', status: 503, skip: 1, times: 2 });
    const statuses = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await app.get('/me')).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
    await sandbox.control.clearFaults();
    await sandbox.control.fault({ operation: 'instagram.*', mode: 'answer', status: 503, times: -1 });
    expect((await app.get('/me')).status + (await app.get('/me/media')).status).toBe(1006);
  });

  test('match limits a fault to requests with that field', async () => {
    const [first, second] = [await readyContainer(), await readyContainer()];
    await sandbox.control.fault({ operation, mode: 'answer', status: 500, times: -1, match: { creation_id: second } });
    expect([(await publish(first)).status, (await publish(second)).status]).toEqual([200, 500]);
  });

  test('a fault of an operation that no vendor has is refused with those that there are', async () => {
    for (const operation of ['instagram.media_publsh', 'tumblr.*']) {
      const answer = await send('POST', `${sandbox.origin}/__control/faults`, {
        json: { operation, mode: 'html' },
      });
      expect(answer.status).toBe(400);
      expect(answer.json).toMatchObject({ operations: expect.arrayContaining(['instagram.media_publish', 'x.*']) });
    }
  });

  test('a fault with an unknown mode or field is refused with the reason', async () => {
    const answer = await send('POST', `${sandbox.origin}/__control/faults`, {
      json: { operation, mode: 'explode', tmies: 2 },
    });
    expect(answer.status).toBe(400);
    expect(answer.json.issues.length).toBeGreaterThan(0);
  });
});

describe('settings, clock and log', () => {
  test('a setting that does not exist is refused, one that does is shown', async () => {
    await expect(sandbox.control.settings('INSTAGRAM', { processingPols: 3 })).rejects.toThrow('400');
    expect(await sandbox.control.settings('INSTAGRAM', { processingPolls: 3, quotaTotal: 7 })).toMatchObject({
      processingPolls: 3,
      quotaTotal: 7,
    });
  });

  test('the clock moves for every rule that depends on time', async () => {
    await sandbox.control.advance(61 * 86_400_000);
    expect((await app.get('/me')).json.error).toMatchObject({ code: 190, error_subcode: 463 });
  });

  test('the request log counts and shows calls without their secrets', async () => {
    await publish(await readyContainer());
    const records = await sandbox.control.requests({ operation: 'instagram.*' });
    expect(await sandbox.control.requestCount('instagram.media_publish')).toBe(1);
    expect(records.at(-1)).toMatchObject({
      operation: 'instagram.media_publish',
      method: 'POST',
      status: 200,
      executed: true,
    });
    expect(JSON.stringify(records)).not.toContain(app.token);
    expect(JSON.stringify(records)).not.toContain('secret-1');
  });

  test('every public effect is appended to the history file', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'sandbox-history-'));
    await using own = await startTestSandbox({ historyFile: join(dir, 'history.jsonl') });
    const other = await connectInstagram(own);
    const ids = [await other.publish({ image_url: jpeg }), await other.publish({ image_url: jpeg })];
    const lines = (await readFile(join(dir, 'history.jsonl'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toEqual(ids);
    await rm(dir, { recursive: true });
  });
});

describe('consent', () => {
  test('a person sees the app, the accounts and the scopes, and each choice leads back to the app', async () => {
    const page = await send('GET', sandbox.at(authorizeUrl()));
    expect(page.status).toBe(200);
    for (const text of ['app-1', 'northwind.bakery', 'ada.makes', 'instagram_business_content_publish', 'Deny']) {
      expect(page.text).toContain(text);
    }
    const denied = await sandbox.control.authorize(authorizeUrl(), { deny: true });
    expect(Object.fromEntries(denied.searchParams)).toMatchObject({
      error: 'access_denied',
      error_reason: 'user_denied',
      state: 'xyz',
    });
  });

  test.each([
    ['no redirect_uri', { redirect_uri: '' }],
    ['an unknown scope', { scope: 'instagram_business_basic,everything' }],
    ['the wrong response_type', { response_type: 'token' }],
    ['no client', { client_id: '' }],
  ])('a request with %s ends on an error page, not at the redirect address', async (_name, change) => {
    const url = new URL(sandbox.at(authorizeUrl()));
    for (const [name, value] of Object.entries(change)) url.searchParams.set(name, value);
    const answer = await send('GET', url.href);
    expect([answer.status, answer.headers.location]).toEqual([400, undefined]);
  });
});

describe('the demo accounts', () => {
  const HANDLES = {
    INSTAGRAM: /^[A-Za-z0-9._]{1,30}$/,
    TIKTOK: /^[a-z0-9._]{2,24}$/,
    YOUTUBE: /^[A-Za-z0-9._-]{3,30}$/,
    X: /^[A-Za-z0-9_]{1,15}$/,
  } as const;

  test('have names that their vendor allows', async () => {
    const accounts = await sandbox.control.accounts();
    expect(accounts.filter(({ platform, username }) => !HANDLES[platform].test(username))).toEqual([]);
  });
});

describe('the process', () => {
  test('prints its address as one line of JSON, serves, and ends cleanly on SIGTERM', async () => {
    const child = spawn(process.execPath, ['sandbox/main.ts', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(child.stdout, 'data');
    const origin: string = JSON.parse(String(line)).sandbox;
    expect((await send('GET', `${origin}/__control/accounts`)).json.accounts.length).toBeGreaterThan(3);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  test('takes another port when its own is taken and it may, and says so when it may not', async () => {
    const taken = new URL(sandbox.origin).port;
    const run = (...more: string[]) => spawn(process.execPath, ['sandbox/main.ts', '--port', taken, ...more]);
    const lucky = run('--or-another');
    const [line] = await once(lucky.stdout, 'data');
    expect(new URL(JSON.parse(String(line)).sandbox).port).not.toBe(taken);
    lucky.kill('SIGTERM');
    const [[words], [code]] = await Promise.all([once(run().stderr, 'data'), once(lucky, 'exit')]);
    expect([String(words), code]).toEqual([`Port ${taken} is taken; name another one with --port.\n`, 0]);
  });

  test('ends with its parent when asked to', async () => {
    const child = spawn(process.execPath, ['sandbox/main.ts', '--port', '0', '--with-parent'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.stdin.end();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
