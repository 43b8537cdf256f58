/** An outage of a platform in the life of a post: what may be live is followed as long as without it, and nothing is sent twice. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { noteCalls } from '../../src/domain/platform-state/host-states.ts';
import { type PlatformWatch, startPlatformWatch } from '../../src/domain/platform-state/watch.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import type { Sample } from '../support/world.ts';

const TEXT: Sample = { platform: 'X', format: 'TEXT', media: [] };
const HOUR_MS = 3_600_000;

let engine: Engine;
let watch: PlatformWatch;
beforeEach(async () => {
  engine = await startEngine();
  watch = startPlatformWatch(engine.ctx, engine.listener, { probes: true });
  await watch.ready;
});
afterEach(async () => {
  await watch[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
});

const down = () => engine.sandbox.control.fault({ operation: 'x.*', mode: 'drop_before', times: -1 });

/** Nobody but probes finds out, so that it takes as many calls as it takes, however slow this machine is. */
async function bringDown(): Promise<void> {
  engine.time.freeze();
  await down();
  const isDown = async () => {
    const [row] = await engine.ctx.db.query<{ state: string }>(
      `SELECT state FROM platform_host WHERE platform = 'X' AND host = 'api'`,
    );
    return row?.state === 'DOWN';
  };
  for (let probes = 0; !(await isDown()); probes++) {
    if (probes > 10) throw new Error('it does not go down');
    await engine.jump(probes === 0 ? 6 * 60_000 : 30_000);
    await watch.probe();
  }
}

/** It may have looked before the outage was known, and then waits for its next look. */
const heldBack = (targetId: string) =>
  vi.waitFor(
    async () => {
      await engine.jump(60_000);
      expect(await engine.target(targetId)).toMatchObject({ blockedBy: 'PLATFORM_DOWN' });
    },
    { timeout: 60_000, interval: 300 },
  );

it('a post whose answer was lost is found after an outage that was longer than it is followed', async () => {
  await engine.sandbox.control.fault({ operation: 'x.tweets_create', mode: 'drop_after' });
  engine.time.freeze();
  const targetId = await engine.scheduleOne(TEXT);
  await engine.until(targetId, ({ status }) => status === 'RETRY');
  await bringDown();
  await heldBack(targetId);
  await engine.jump(30 * HOUR_MS);
  expect(await engine.target(targetId)).toMatchObject({ status: 'PUBLISHING' });
  await engine.sandbox.control.clearFaults();
  engine.time.skip();
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', errorCode: null });
  expect(await engine.sandbox.control.live({ platform: 'X' })).toHaveLength(1);
});

it('a post that nothing was sent of is missed when the outage outlasts its late window, and says why', async () => {
  await bringDown();
  const targetId = await engine.scheduleOne(TEXT);
  await engine.until(targetId, ({ blockedBy }) => blockedBy === 'PLATFORM_DOWN');
  await engine.jump(7 * HOUR_MS);
  engine.time.skip();
  const missed = await engine.finished(targetId);
  expect(missed).toMatchObject({ status: 'MISSED', errorCode: 'MISSED_WINDOW' });
  expect(JSON.stringify(missed.error)).toContain('X has not answered since');
  expect(await engine.sandbox.control.live()).toEqual([]);
});

it('each outage is told once to a target, however often it is looked at', async () => {
  await bringDown();
  const targetId = await engine.scheduleOne(TEXT);
  await engine.until(targetId, ({ blockedBy }) => blockedBy === 'PLATFORM_DOWN');
  for (let minute = 0; minute < 4; minute++) {
    const { wakeAt } = await engine.target(targetId);
    await engine.jump(150_000);
    await vi.waitFor(async () => expect((await engine.target(targetId)).wakeAt).not.toEqual(wakeAt), 60_000);
  }
  const told = (await engine.eventsOf(targetId)).filter(({ status }) => status === 'BLOCKED' || status === 'STARTED');
  expect(told.map(({ status }) => status)).toEqual(['BLOCKED']);
});

it('without probes, the next post finds out whether the platform is back, one account at a time', async () => {
  engine.ctx.config.probesPlatforms = false;
  engine.time.freeze();
  const now = engine.clock.now().getTime();
  const failed = ['one', 'two', 'one', 'two', 'one'].map((source) => ({
    beganAt: now,
    endedAt: now,
    isFailure: true,
    source,
    isUpload: false,
    outcome: 'HTTP 503',
  }));
  await noteCalls(engine.ctx, [{ platform: 'X', host: 'api', calls: failed }]);
  await watch.probe();
  const targetId = await engine.scheduleOne(TEXT);
  await engine.until(targetId, ({ blockedBy }) => blockedBy === 'PLATFORM_DOWN');
  await engine.jump(15_000);
  await watch.probe();
  expect(await engine.sandbox.control.requestCount('x.users_me')).toBe(1);
  engine.time.skip();
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
  await watch.share();
  const [row] = await engine.ctx.db.query(`SELECT state FROM platform_host WHERE platform = 'X' AND host = 'api'`);
  expect(row?.state).toBe('OPERATIONAL');
});

it('looks that an outage prevented do not count as looks in vain: a lost post is looked for again, and then sent once more', async () => {
  await engine.sandbox.control.fault({ operation: 'x.tweets_create', mode: 'drop_before' });
  engine.time.freeze();
  const targetId = await engine.scheduleOne({ platform: 'X', format: 'IMAGE', media: ['image'] });
  await vi.waitFor(
    async () => {
      await engine.jump(10_000);
      const commit = (await engine.steps(targetId)).find(({ kind }) => kind === 'COMMIT');
      expect(commit?.result).toMatchObject({ unseenSince: expect.any(String) });
    },
    { timeout: 60_000, interval: 200 },
  );
  await bringDown();
  await engine.jump(2 * HOUR_MS);
  await engine.sandbox.control.clearFaults();
  engine.time.skip();
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
  const sent = await engine.sandbox.control.requests({ operation: 'x.tweets_create' });
  const [outage] = await engine.ctx.db.query<{ endedAt: Date }>(
    `SELECT ended_at FROM platform_incident WHERE state = 'DOWN' AND ended_at IS NOT NULL`,
  );
  const times = sent.map(({ at }) => Date.parse(at)).toSorted((a, b) => a - b);
  expect(times).toHaveLength(2);
  expect((times[1] ?? 0) - (outage?.endedAt.getTime() ?? 0)).toBeGreaterThanOrEqual(
    engine.ctx.config.unprovableLookMs / 2,
  );
  expect(await engine.sandbox.control.live({ platform: 'X' })).toHaveLength(1);
});

it('the search for a lost post does not begin anew with each outage: only their time does not count', async () => {
  await engine.sandbox.control.fault({ operation: 'x.tweets_create', mode: 'drop_before' });
  const targetId = await engine.scheduleOne({ platform: 'X', format: 'IMAGE', media: ['image'] });
  const unseenSince = async () => {
    const commit = (await engine.steps(targetId)).find(({ kind }) => kind === 'COMMIT');
    return z.object({ unseenSince: z.coerce.date() }).parse(commit?.result).unseenSince.getTime();
  };
  const from = await vi.waitFor(unseenSince, { timeout: 60_000, interval: 20 });
  const minute = (minutes: number) => new Date(from + minutes * 60_000);
  // Two outages of a minute: of ten minutes of looking, eight are over when the second one ends.
  for (const at of [3, 9])
    await engine.ctx.db.query(
      `INSERT INTO platform_incident (id, platform, host, state, reason, started_at, ended_at) VALUES ($1, 'X', 'api', 'DOWN', '', $2, $3)`,
      [uuidv7(), minute(at), minute(at + 1)],
    );
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
  const sent = await engine.sandbox.control.requests({ operation: 'x.tweets_create' });
  const last = Math.max(...sent.map(({ at }) => Date.parse(at)));
  expect(sent).toHaveLength(2);
  // Half of the time has to follow the last outage, and no more.
  expect((last - minute(10).getTime()) / engine.ctx.config.unprovableLookMs).toBeCloseTo(0.5, 1);
});

async function endOutage(): Promise<void> {
  await engine.sandbox.control.clearFaults();
  for (let probes = 0; probes < 2; probes++) {
    await engine.jump(30_000);
    await watch.probe();
  }
}

it('a post that was locked when the outage ended is woken all the same', async () => {
  await bringDown();
  const targetId = await engine.scheduleOne(TEXT);
  await engine.until(targetId, ({ blockedBy }) => blockedBy === 'PLATFORM_DOWN');
  await engine.ctx.db.tx(async (tx) => {
    await tx.query('SELECT id FROM post_target WHERE id = $1 FOR UPDATE', [targetId]);
    await endOutage();
  });
  // Time stands still: nothing but being woken lets it go out.
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
});

it('a post that failed before the outage was known does not sleep on when it is over', async () => {
  engine.time.freeze();
  await down();
  const targetId = await engine.scheduleOne({ platform: 'X', format: 'IMAGE', media: ['image'] });
  await bringDown();
  await heldBack(targetId);
  // As if it had failed very often, and never been held back.
  await engine.ctx.db.query(
    `UPDATE post_target SET failures = 20, blocked_by = NULL, error_code = 'NETWORK', wake_at = $2 WHERE id = $1`,
    [targetId, new Date(engine.clock.now().getTime() + HOUR_MS)],
  );
  await endOutage();
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
});
