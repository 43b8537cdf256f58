/** Whether a process wants work: per check, with the reason, and first of all no when it is about to end. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { expect, it } from 'vitest';
import { createLogger } from '../../src/lib/log.ts';
import { startTestApp } from '../support/app.ts';
import { testDatabase } from '../support/database.ts';
import { closeDatabase } from '../support/databases.ts';
import { keyOf, originOf, RUNNING, startServer } from '../support/server-process.ts';

async function ask(origin: string, path = '/health/ready') {
  const answer = await request(`${origin}${path}`);
  return { status: answer.statusCode, body: await answer.body.json() };
}
const OK = { ok: true };

it('names every check of what a process does: all of them, or without the engine', async () => {
  await using all = await startTestApp({ role: 'all' });
  expect(await ask(all.origin)).toMatchObject({
    status: 200,
    body: {
      status: 'ready',
      missing: [],
      checks: { database: OK, migrations: OK, events: OK, dispatcher: OK, workers: OK, running: OK },
    },
  });
  await using api = await startTestApp({ role: 'api' });
  const { body } = await ask(api.origin);
  expect(Object.keys((body as { checks: object }).checks).sort()).toEqual([
    'database',
    'events',
    'migrations',
    'running',
  ]);
});

it('is not ready, with the reason, while the database is away or lacks a migration, and is alive all the same', async () => {
  await using app = await startTestApp({ log: createLogger({ level: 'silent' }) });
  {
    await using _away = await closeDatabase(app.database.url);
    await expect.poll(async () => (await ask(app.origin)).status).toBe(503);
    expect(await ask(app.origin)).toMatchObject({
      body: {
        status: 'not ready',
        missing: ['database'],
        checks: { database: { ok: false, reason: 'it does not answer' } },
      },
    });
    expect((await ask(app.origin, '/health/live')).status).toBe(200);
  }
  await expect.poll(async () => (await ask(app.origin)).status).toBe(200);
  await using other = await startTestApp();
  await other.db.query(`DELETE FROM _prisma_migrations WHERE migration_name = '20261130000000_zone_rules'`);
  expect(await ask(other.origin)).toMatchObject({
    status: 503,
    body: {
      missing: ['migrations'],
      checks: { migrations: { ok: false, reason: 'not applied: 20261130000000_zone_rules' } },
    },
  });
});

it('says that it is not ready before it stops serving', async () => {
  await using database = await testDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'slipway-ending-'));
  const server = startServer({
    DATABASE_URL: database.url,
    SLIPWAY_DATA_DIR: folder,
    SLIPWAY_SANDBOX: 'off',
    SLIPWAY_SHUTDOWN_GRACE_SECONDS: '4',
  });
  try {
    const said = await server.said(RUNNING);
    const origin = originOf(said);
    expect((await ask(origin)).status).toBe(200);
    server.kill('SIGTERM');
    await expect.poll(async () => (await ask(origin)).status).toBe(503);
    expect(await ask(origin)).toMatchObject({
      body: { missing: ['running'], checks: { running: { ok: false, reason: 'the process is ending' } } },
    });
    const answer = await request(`${origin}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${keyOf(said)}` },
      body: JSON.stringify({ query: '{ viewer { scopes } }' }),
    });
    await answer.body.dump();
    expect(answer.statusCode).toBe(200);
    expect((await server.ended).code).toBe(0);
  } finally {
    server.kill('SIGKILL');
    await server.ended;
    await rm(folder, { recursive: true, force: true });
  }
});
