/** Media that platforms pull: what happens while no process of this installation serves it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/lib/log.ts';
import { testDatabase } from '../support/database.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import type { Sample } from '../support/world.ts';

const DIRECT = { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE' };
const PULLED: readonly (Sample & { call: string; made: 'run:container:before' | 'commit:publish:after' })[] = [
  {
    platform: 'INSTAGRAM',
    format: 'IMAGE',
    media: ['image'],
    call: 'instagram.container_create',
    made: 'run:container:before',
  },
  {
    platform: 'TIKTOK',
    format: 'IMAGE',
    media: ['image'],
    options: DIRECT,
    call: 'tiktok.content_init',
    made: 'commit:publish:after',
  },
];

describe('while nobody serves links', () => {
  let engine: Engine;
  beforeEach(async () => {
    engine = await startEngine();
  });
  afterEach(() => engine[Symbol.asyncDispose]());

  const served = (startedAt: Date | null) =>
    startedAt === null
      ? engine.ctx.db.query('DELETE FROM link_server')
      : engine.ctx.db.query(
          `INSERT INTO link_server (holder, started_at, seen_at) VALUES ('web', $1, '3000-01-01')
           ON CONFLICT (holder) DO UPDATE SET started_at = excluded.started_at`,
          [startedAt],
        );

  it.each(PULLED)('no call names a link to $platform, and the post goes out once somebody does', async (sample) => {
    await served(null);
    const targetId = await engine.scheduleOne(sample);
    const waiting = await engine.until(targetId, ({ status }) => status === 'RETRY');
    expect(waiting).toMatchObject({ error: { code: 'MEDIA_NOT_SERVED', userAction: 'NONE' } });
    const looks = async () => (await engine.target(targetId)).failures;
    await expect.poll(looks, { timeout: 20_000 }).toBeGreaterThan(8);
    expect(await engine.sandbox.control.requestCount(sample.call)).toBe(0);
    await served(engine.clock.now());
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', error: null });
    const told = (await engine.eventsOf(targetId)).filter(({ status }) => status === 'RETRY');
    expect(told).toHaveLength(1);
  });

  it.each(PULLED)('a server at another address does not count for $platform', async (sample) => {
    await served(engine.clock.now());
    await engine.ctx.db.query("UPDATE link_server SET public_url = 'https://another.example'");
    const targetId = await engine.scheduleOne(sample);
    const waiting = await engine.until(targetId, ({ status }) => status === 'RETRY');
    expect(waiting).toMatchObject({ error: { code: 'MEDIA_NOT_SERVED' } });
    expect(await engine.sandbox.control.requestCount(sample.call)).toBe(0);
    await engine.ctx.db.query('UPDATE link_server SET public_url = $1', [engine.ctx.config.publicUrl]);
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', error: null });
  });

  it.each(PULLED)('a file that $platform could not fetch is no try of the post', async (sample) => {
    const { config } = engine.ctx;
    const reachable = config.publicUrl;
    await served(null);
    await served(engine.clock.now());
    config.publicUrl = 'http://127.0.0.1:1';
    let made = 0;
    // Whoever served was gone for a moment, each time that the platform came to fetch: more often than a file may fail.
    engine.hooks.set(sample.made, async () => {
      await engine.jump(1_000);
      await served(engine.clock.now());
      made++;
      if (made === 6) config.publicUrl = reachable;
    });
    const targetId = await engine.scheduleOne(sample);
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', error: null });
    expect(made).toBeGreaterThanOrEqual(6);
    expect(await engine.sandbox.control.live()).toHaveLength(1);
  });
});

it('who answers at the public address says so while it does, and a worker does not', async () => {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-links-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const start = (role: string) =>
    createApp(loadConfig({ NODE_ENV: 'test', PORT: '0', SLIPWAY_DATA_DIR: dataDir, SLIPWAY_ROLE: role }), {
      databaseUrl: database.url,
      sandboxOrigin: null,
      log: createLogger({ level: 'error' }),
    });
  await using worker = await start('worker');
  const servers = () => worker.ctx.db.query('SELECT public_url FROM link_server');
  expect(await servers()).toEqual([]);
  {
    await using _api = await start('api');
    expect(await servers()).toEqual([{ publicUrl: worker.ctx.config.publicUrl }]);
  }
  expect(await servers()).toEqual([]);
});
