/** What Prometheus reads while posts go out, are refused, lose an answer and wait for a person. */
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogger } from '../../src/lib/log.ts';
import { keysOf } from '../../src/lib/record.ts';
import { METRICS, type MetricFacts } from '../../src/metrics/table.ts';
import { type Seed, startTestApp, type TestApp } from '../support/app.ts';
import { closeDatabase } from '../support/databases.ts';
import { type JumpClock, jumpClock } from '../support/jump-clock.ts';
import { METRICS_SECRET, type Sample, scrape, sumOf } from '../support/metrics.ts';
import { createPost } from '../support/posts.ts';

let app: TestApp & Seed;
let clock: JumpClock;
beforeAll(async () => {
  clock = jumpClock();
  const started = await startTestApp({ role: 'all', clock, env: { METRICS_SECRET } });
  app = Object.assign(started, await started.seed());
});
afterAll(() => app[Symbol.asyncDispose]());

const textNow = (platform: 'X' | 'TIKTOK' = 'X', caption = 'Hello') =>
  createPost(app.client(), {
    brandId: app.brandId,
    content: { caption },
    targets: [{ socialAccountId: app.accounts[platform], format: 'TEXT' }],
    schedule: { mode: 'NOW' },
  });
const targets = () =>
  app.db.query<{ status: string; blockedBy: string | null; intentAt: Date | null }>('SELECT * FROM post_target');
const until = (fits: (rows: Awaited<ReturnType<typeof targets>>) => boolean) =>
  expect.poll(async () => fits(await targets())).toBe(true);
const jump = async (ms: number) => {
  await app.sandbox.control.advance(ms);
  clock.jump(ms);
};
/** Values of the database are kept for some seconds, so what is expected may come a moment later. */
const shows = (name: string, labels: Readonly<Record<string, string>>, value: number) =>
  expect.poll(async () => sumOf(await scrape(app.origin), name, labels)).toBe(value);

describe('access', () => {
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await request(`${app.origin}${path}`, { headers });
    return { status: answer.statusCode, body: await answer.body.text(), headers: answer.headers };
  };

  it('needs the secret of the configuration, and no API key will do', async () => {
    for (const authorization of [
      '',
      'Bearer',
      `Bearer ${app.apiKey}`,
      `Bearer ${METRICS_SECRET}x`,
      `Basic ${METRICS_SECRET}`,
    ]) {
      const { status, body, headers } = await ask('/metrics', authorization === '' ? {} : { authorization });
      expect([authorization, status]).toEqual([authorization, 401]);
      expect(headers['www-authenticate']).toBe('Bearer');
      expect(body).not.toContain('slipway_');
    }
    const good = await ask('/metrics', { authorization: `Bearer ${METRICS_SECRET}` });
    expect(good.status).toBe(200);
    expect(good.headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(good.headers['cache-control']).toBe('no-store');
  });

  it('answers like any address that is not there when no secret is set', async () => {
    await using without = await startTestApp();
    for (const path of ['/metrics', '/metrics/process', '/metrics/nothing'])
      for (const headers of [{}, { authorization: `Bearer ${METRICS_SECRET}` }, { authorization: 'Bearer ' }]) {
        const answer = await request(`${without.origin}${path}`, { headers });
        const nothing = await request(`${without.origin}/nothing`, { headers });
        expect([answer.statusCode, await answer.body.text()]).toEqual([404, await nothing.body.text()]);
      }
  });
});

describe('the page', () => {
  it('is served by a worker too, which has no API', async () => {
    await using worker = await startTestApp({ role: 'worker', env: { METRICS_SECRET } });
    const samples = await scrape(worker.origin);
    expect(sumOf(samples, 'slipway_info', { role: 'worker' })).toBe(1);
    expect(sumOf(samples, 'slipway_workers_in_flight')).toBe(0);
    expect(sumOf(samples, 'slipway_database_up')).toBe(1);
    expect((await request(`${worker.origin}/graphql`)).statusCode).toBe(404);
  });

  it('is two halves: what this process did, and what is in the database', async () => {
    const names = async (path: string) => new Set((await scrape(app.origin, path)).map(({ name }) => name));
    const [all, process, database] = await Promise.all(
      ['/metrics', '/metrics/process', '/metrics/database'].map(names),
    );
    expect(all).toEqual(new Set([...(process ?? []), ...(database ?? [])]));
    expect(process).not.toContain('slipway_due_lag_seconds');
    expect(database).not.toContain('slipway_http_requests_total');
    expect(process).toContain('nodejs_eventloop_lag_p99_seconds');
  });

  it('has every metric of the table, with its type and its help', async () => {
    const answer = await request(`${app.origin}/metrics`, { headers: { authorization: `Bearer ${METRICS_SECRET}` } });
    const page = await answer.body.text();
    for (const name of keysOf(METRICS)) {
      const { type, help }: MetricFacts = METRICS[name];
      expect(page).toContain(`# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`);
    }
  });
});

describe('what it tells', () => {
  it('of posts that went out: outcome, lateness, the time of steps, and the calls that it took', async () => {
    await textNow();
    await until((rows) => rows.some(({ status }) => status === 'PUBLISHED'));
    await shows('slipway_publish_outcomes_total', { platform: 'X', outcome: 'published', code: '' }, 1);
    await shows('slipway_platform_state', { platform: 'X', state: 'OPERATIONAL' }, 1);
    const page = await scrape(app.origin);
    expect(sumOf(page, 'slipway_publish_lateness_seconds_count', { platform: 'X' })).toBe(1);
    expect(sumOf(page, 'slipway_publish_step_seconds_count', { platform: 'X', phase: 'COMMITTING' })).toBe(1);
    expect(sumOf(page, 'slipway_platform_calls_total', { platform: 'X', outcome: 'ok' })).toBeGreaterThan(0);
    expect(sumOf(page, 'slipway_accounts', { status: 'ACTIVE' })).toBe(4);
    expect(
      sumOf(page, 'slipway_graphql_operations_total', { type: 'mutation', field: 'createScheduledPost', result: 'ok' }),
    ).toBe(1);
    expect(
      sumOf(page, 'slipway_http_requests_total', { route: 'graphql', method: 'POST', status: '200' }),
    ).toBeGreaterThan(5);
  });

  it('of tokens that were renewed', async () => {
    expect(sumOf(await scrape(app.origin), 'slipway_token_refreshes_total')).toBe(0);
    await app.sandbox.control.expireTokens('X');
    await textNow('X', 'renewed');
    await shows('slipway_token_refreshes_total', { platform: 'X', result: 'renewed' }, 1);
    await until((rows) => rows.filter(({ status }) => status === 'PUBLISHED').length === 2);
  });

  it('of a refusal: its code', async () => {
    await app.sandbox.control.fault({
      operation: 'x.tweets_create',
      mode: 'answer',
      status: 403,
      json: { title: 'Forbidden', type: 'about:blank', status: 403, detail: 'Something new.' },
    });
    await textNow('X', 'refused');
    await until((rows) => rows.some(({ status }) => status === 'FAILED'));
    await shows('slipway_publish_outcomes_total', { platform: 'X', outcome: 'failed', code: 'CONTENT_POLICY' }, 1);
    await shows('slipway_platform_calls_total', { platform: 'X', outcome: 'rejected' }, 1);
  });

  it('of a lost answer: that it is open, that it was looked up, and what was found', async () => {
    await app.sandbox.control.fault({ operation: 'x.tweets_create', mode: 'drop_after' });
    await textNow('X', 'lost');
    await shows('slipway_publish_retries_total', { platform: 'X', code: 'NETWORK' }, 1);
    await shows('slipway_platform_calls_total', { platform: 'X', outcome: 'network' }, 1);
    const published = async () => {
      await jump(10_000);
      return (await targets()).filter(({ status }) => status === 'PUBLISHED').length;
    };
    await expect.poll(published).toBe(3);
    // A jump of time may end the lease of a run that has found it; then the next one looks as well.
    const found = async () =>
      sumOf(await scrape(app.origin), 'slipway_lookups_total', { platform: 'X', result: 'found' });
    await expect.poll(found).toBeGreaterThan(0);
    await shows('slipway_open_intents', {}, 0);
  });

  it('of what waits for a person, and how late it is not called', async () => {
    await app.sandbox.control.revokeTokens('X');
    await textNow('X', 'waits');
    await until((rows) => rows.some(({ blockedBy }) => blockedBy === 'RECONNECT'));
    await shows('slipway_blocked_targets', { platform: 'X', blocked_by: 'RECONNECT' }, 1);
    await shows('slipway_publish_blocked_total', { platform: 'X', blocked_by: 'RECONNECT', code: 'AUTH_REVOKED' }, 1);
    await shows('slipway_accounts', { platform: 'X', status: 'EXPIRED' }, 1);
    await shows('slipway_due_lag_seconds', {}, 0);
  });
});

describe('the names of strangers', () => {
  it('become no labels: neither of operations, nor of paths, methods and headers', async () => {
    const before = await scrape(app.origin);
    for (let nth = 0; nth < 20; nth++) {
      await app.raw(`query Stranger${nth} { viewer { scopes } }`, { operationName: `Stranger${nth}` });
      await app.raw(`query Stranger${nth} { nothing${nth} }`);
      const answer = await request(`${app.origin}/stranger${nth}`, {
        headers: { authorization: `Bearer ${app.apiKey}` },
      });
      await answer.body.dump();
    }
    await app.raw(
      'query ($id: ID!) { ...A } fragment A on Query { viewer { scopes } ... { brands { nodes { id } } } }',
      { variables: { id: 'x' } },
    );
    await app.raw('{ viewer { scopes } brands { nodes { id } } }');
    await app.raw('{ __schema { queryType { name } } }');
    const after = await scrape(app.origin);
    expect(JSON.stringify(after)).not.toMatch(/tranger|nothing\d/);
    const fields = (samples: readonly Sample[]) =>
      new Set(
        samples.flatMap(({ name, labels }) => (name === 'slipway_graphql_operations_total' ? [labels.field] : [])),
      );
    const news = [...fields(after)].filter((field) => !fields(before).has(field));
    expect(news.sort()).toEqual(['introspection', 'several', 'viewer']);
    expect(sumOf(after, 'slipway_graphql_operations_total', { field: 'viewer' })).toBe(20);
    expect(after.length - before.length).toBeLessThan(100);
  });
});

it('goes on without the database, and says so; what the database said before is not repeated', async () => {
  await using lone = await startTestApp({ env: { METRICS_SECRET }, log: createLogger({ level: 'silent' }) });
  expect(sumOf(await scrape(lone.origin), 'slipway_database_up')).toBe(1);
  await using _away = await closeDatabase(lone.database.url);
  await expect.poll(async () => sumOf(await scrape(lone.origin), 'slipway_database_up')).toBe(0);
  const page = await scrape(lone.origin);
  expect(sumOf(page, 'slipway_ready')).toBe(0);
  expect(sumOf(page, 'slipway_pool_waiting')).toBeDefined();
  expect(sumOf(page, 'slipway_dispatcher_lag_seconds')).toBe(undefined);
});
