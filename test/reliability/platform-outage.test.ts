/** An outage of a platform in the life of a post: what may be live is followed as long as without it, and nothing is sent twice. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type PlatformWatch, startPlatformWatch } from '../../src/domain/platform-state/watch.ts';
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

it('a post whose answer was lost is found after an outage that was longer than it is followed', async () => {
  await engine.sandbox.control.fault({ operation: 'x.tweets_create', mode: 'drop_after' });
  engine.time.freeze();
  const targetId = await engine.scheduleOne(TEXT);
  await engine.until(targetId, ({ status }) => status === 'RETRY');
  await bringDown();
  await engine.until(targetId, ({ blockedBy }) => blockedBy === 'PLATFORM_DOWN');
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
