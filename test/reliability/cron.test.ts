/** A host whose timers do not fire: what is due is done because somebody calls, once, and before the answer. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { publishDue } from '../../src/domain/upkeep/on-demand.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { type Seed, startTestApp, type TestApp } from '../support/app.ts';
import { createPost } from '../support/posts.ts';
import { needsTool } from '../support/tools.ts';

const CRON_SECRET = 'a-secret-for-cron-of-tests';
const HOUR_MS = 3_600_000;

/** Time goes on, and whoever sleeps in this process is not woken by it. */
function sleepingClock(): Clock & { jump(ms: number): void } {
  let offsetMs = 0;
  return {
    now: () => new Date(Date.now() + offsetMs),
    jump: (ms) => {
      offsetMs += ms;
    },
    sleepUntil: (_at, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) resolve();
        signal?.addEventListener('abort', () => resolve(), { once: true });
      }),
  };
}

const clock = sleepingClock();
let app: TestApp & Seed;
beforeAll(async () => {
  const started = await startTestApp({ role: 'all', clock, env: { CRON_SECRET } });
  app = Object.assign(started, await started.seed());
});
afterAll(() => app[Symbol.asyncDispose]());

async function call(
  path: string,
  { origin = app.origin, method = 'POST', secret = CRON_SECRET as string | null } = {},
) {
  const headers = secret === null ? {} : { authorization: `Bearer ${secret}` };
  const answer = await request(`${origin}${path}`, { method: method as 'POST', headers });
  return { status: answer.statusCode, body: await answer.body.json() };
}

const inAnHour = (caption: string) =>
  createPost(app.client(), {
    brandId: app.brandId,
    content: { caption },
    targets: [{ socialAccountId: app.accounts.X, format: 'TEXT' }],
    schedule: { mode: 'AT', at: new Date(clock.now().getTime() + HOUR_MS).toISOString() },
  });
const jump = async (ms: number) => {
  await app.sandbox.control.advance(ms);
  clock.jump(ms);
};
const live = async (caption: string) =>
  (await app.sandbox.control.live({ platform: 'X' })).filter(({ text }) => text === caption).length;
const statuses = async () =>
  (await app.db.query<{ status: string }>('SELECT status FROM post_target ORDER BY id')).map((row) => row.status);

it('does not exist without a secret, and takes no other', async () => {
  await using without = await startTestApp();
  const nothing = await call('/nothing', { origin: without.origin });
  for (const path of [
    '/cron/publish-due',
    '/cron/retry-failed',
    '/cron/refresh-tokens',
    '/cron/stats',
    '/cron/nothing',
  ])
    for (const secret of [null, CRON_SECRET])
      expect(await call(path, { origin: without.origin, secret })).toEqual({ status: 404, body: nothing.body });
  expect((await call('/cron/publish-due', { secret: null })).status).toBe(401);
  expect((await call('/cron/publish-due', { secret: app.apiKey })).status).toBe(401);
  expect((await call('/cron/publish-due', { method: 'GET' })).status).toBe(405);
  expect((await call('/cron/stats')).status).toBe(405);
  expect((await call('/cron/nothing')).status).toBe(404);
});

describe('publish-due', () => {
  it('publishes what fell due while the host slept, before it answers, and has nothing to do the second time', async () => {
    await inAnHour('slept over');
    await jump(2 * HOUR_MS);
    expect(await call('/cron/stats', { method: 'GET' })).toMatchObject({ body: { dueTargets: 1, openIntents: 0 } });
    expect(await statuses()).toEqual(['SCHEDULED']);
    expect(await call('/cron/publish-due')).toEqual({
      status: 200,
      body: { due: 1, published: 1, failed: 0, missed: 0, outcomeUnknown: 0, withdrawn: 0, waiting: 0, nextAt: null },
    });
    expect([await statuses(), await live('slept over')]).toEqual([['PUBLISHED'], 1]);
    expect(await call('/cron/publish-due')).toMatchObject({ body: { due: 0, published: 0 } });
    expect(await call('/cron/stats', { method: 'GET' })).toMatchObject({ body: { dueTargets: 0, dueLagMs: 0 } });
  });

  it('does the work once, however many call, of this process and of others', async () => {
    await inAnHour('called by many');
    await jump(2 * HOUR_MS);
    const answers = await Promise.all([
      ...Array.from({ length: 5 }, () => call('/cron/publish-due').then(({ body }) => body)),
      // As another process does: it shares nothing but the database.
      ...Array.from({ length: 3 }, () => publishDue(app.ctx, 'ALL')),
    ]);
    for (const answer of answers) expect(answer).toMatchObject({ due: 1, published: 1 });
    expect(await live('called by many')).toBe(1);
  });

  it('says what waits, and why it does not wait for it: a post whose account has to be connected again', async () => {
    await app.sandbox.control.revokeTokens('X');
    await inAnHour('waits');
    await jump(2 * HOUR_MS);
    const answer = await call('/cron/publish-due');
    expect(answer.body).toMatchObject({ due: 1, published: 0, waiting: 1, nextAt: expect.any(String) });
    expect(await call('/cron/stats', { method: 'GET' })).toMatchObject({
      body: { blockedTargets: 1, accountsToReconnect: 1, dueTargets: 0 },
    });
    await jump(7 * HOUR_MS);
    expect(await call('/cron/publish-due')).toMatchObject({ body: { due: 1, missed: 1, waiting: 0 } });
  });
});

it('the workflow for GitHub Actions makes these calls, and ends well', async (context) => {
  needsTool(context, 'bash', 'curl');
  const workflow = z
    .object({ jobs: z.object({ run: z.object({ steps: z.array(z.object({ run: z.string() })) }) }) })
    .parse(parse(await readFile(new URL('../../docs/operations/cron.yml', import.meta.url), 'utf8')));
  const [step] = workflow.jobs.run.steps;
  // As GitHub runs it.
  const { stdout } = await promisify(execFile)('bash', ['-eo', 'pipefail', '-c', step?.run ?? ''], {
    env: { PATH: process.env.PATH, SLIPWAY_URL: app.origin, CRON_SECRET },
  });
  expect(stdout.split('\n').map((line) => Object.keys(JSON.parse(line || '{}'))[0])).toEqual(['due', 'renewed', 'now']);
});

it('retry-failed repeats what failed and is to be tried again, and nothing else', async () => {
  Object.assign(app, await app.seed());
  expect(await call('/cron/retry-failed')).toMatchObject({ body: { due: 0 } });
  await app.sandbox.control.fault({ operation: 'x.media_initialize', mode: 'answer', status: 503, json: {} });
  const before = (await statuses()).filter((status) => status === 'PUBLISHED').length;
  await createPost(app.client(), {
    brandId: app.brandId,
    content: { caption: 'tried twice' },
    media: [{ mediaAssetId: await app.upload() }],
    targets: [{ socialAccountId: app.accounts.X, format: 'IMAGE' }],
    schedule: { mode: 'AT', at: new Date(clock.now().getTime() + HOUR_MS).toISOString() },
  });
  await jump(2 * HOUR_MS);
  const first = publishDue(app.ctx, 'ALL', 0);
  await expect
    .poll(
      async () =>
        (await app.db.query('SELECT 1 FROM post_target WHERE failures > 0 AND status = $1', ['PUBLISHING'])).length,
    )
    .toBe(1);
  await first;
  await jump(15_000);
  expect(await call('/cron/retry-failed')).toMatchObject({ body: { due: 1, published: 1, waiting: 0 } });
  expect((await statuses()).filter((status) => status === 'PUBLISHED').length).toBe(before + 1);
  expect(await live('tried twice')).toBe(1);
});

it('refresh-tokens renews what comes to its end, and says which accounts are lost', async () => {
  const asleep = sleepingClock();
  // Without workers, nobody else renews.
  await using lone = await startTestApp({ role: 'api', clock: asleep, env: { CRON_SECRET } });
  await lone.seed();
  const { origin } = lone;
  const sleepFor = async (ms: number) => {
    await lone.sandbox.control.advance(ms);
    asleep.jump(ms);
  };
  expect(await call('/cron/refresh-tokens', { origin })).toEqual({
    status: 200,
    body: { renewed: 0, lost: 0, overdue: 0 },
  });
  await sleepFor(3 * HOUR_MS);
  expect(await call('/cron/stats', { origin, method: 'GET' })).toMatchObject({ body: { expiredTokens: 3 } });
  expect(await call('/cron/refresh-tokens', { origin })).toMatchObject({ body: { renewed: 3, lost: 0, overdue: 0 } });
  expect(await call('/cron/refresh-tokens', { origin })).toMatchObject({ body: { renewed: 0 } });
  await lone.sandbox.control.revokeTokens('X');
  await sleepFor(3 * HOUR_MS);
  expect(await call('/cron/refresh-tokens', { origin })).toMatchObject({ body: { renewed: 2, lost: 1, overdue: 0 } });
});
