/** An outage of a platform in the life of a post: what may be live is followed as long as without it, and nothing is sent twice. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
      expect(commit?.result).toMatchObject({ unseen: { at: expect.any(String) } });
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
  // What was looked before it counts, and that is not much.
  expect((times[1] ?? 0) - (outage?.endedAt.getTime() ?? 0)).toBeGreaterThan(0.9 * engine.ctx.config.unprovableLookMs);
  expect(await engine.sandbox.control.live({ platform: 'X' })).toHaveLength(1);
});

describe('looks for a lost post count', () => {
  const IMAGE: Sample = { platform: 'X', format: 'IMAGE', media: ['image'] };
  const looksOf = async (targetId: string) => {
    const commit = (await engine.steps(targetId)).find(({ kind }) => kind === 'COMMIT');
    return z.object({ unseen: z.object({ at: z.coerce.date().nullable(), ms: z.number() }) }).safeParse(commit?.result)
      .data?.unseen;
  };
  const outage = (from: number, to: number) =>
    engine.ctx.db.query(
      `INSERT INTO platform_incident (id, platform, host, state, reason, started_at, ended_at) VALUES ($1, 'X', 'api', 'DOWN', '', $2, $3)`,
      [uuidv7(), new Date(from), new Date(to)],
    );
  /** Until the first look has seen nothing; returns when that was. */
  const lost = async (mode: 'drop_before' | 'drop_after') => {
    await engine.sandbox.control.settings('X', { duplicateGuard: 'words' });
    await engine.sandbox.control.fault({ operation: 'x.tweets_create', mode });
    engine.time.freeze();
    const targetId = await engine.scheduleOne(IMAGE);
    let from = 0;
    await expect
      .poll(async () => {
        await engine.jump(5_000);
        from = (await looksOf(targetId))?.at?.getTime() ?? 0;
        return from;
      })
      .toBeGreaterThan(0);
    return { targetId, from };
  };
  const lastSent = async () => {
    const sent = await engine.sandbox.control.requests({ operation: 'x.tweets_create' });
    expect(sent).toHaveLength(2);
    return Math.max(...sent.map(({ at }) => Date.parse(at)));
  };

  it('without the time of outages, and without beginning anew after each', async () => {
    const { targetId, from } = await lost('drop_before');
    for (const minute of [2, 6]) await outage(from + minute * 60_000, from + (minute + 1) * 60_000);
    engine.time.skip();
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
    const minutes = ((await lastSent()) - from) / 60_000;
    expect(minutes).toBeGreaterThanOrEqual(12);
    expect(minutes).toBeLessThan(15);
  });

  it('as far as they were answered: while none is, nothing is sent', async () => {
    await engine.sandbox.control.settings('X', { hideFreshMs: 2 * HOUR_MS + 8 * 60_000 });
    const { targetId, from } = await lost('drop_after');
    await engine.sandbox.control.fault({ operation: 'x.user_tweets', mode: 'answer', status: 503, times: -1 });
    engine.time.skip();
    await expect.poll(() => engine.clock.now().getTime() - from).toBeGreaterThan(2 * HOUR_MS);
    await engine.sandbox.control.clearFaults();
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
    expect(await engine.sandbox.control.live({ platform: 'X' })).toHaveLength(1);
    expect(await engine.sandbox.control.requestCount('x.tweets_create')).toBe(1);
  });

  it('together: they end, although every sixth gets no answer', async () => {
    const begunAt = Date.now();
    const { targetId } = await lost('drop_before');
    await engine.sandbox.control.fault({
      ...{ operation: 'x.user_tweets', mode: 'answer', status: 503 },
      ...{ times: -1, rate: 1 / 6 },
    });
    engine.time.skip();
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
    const sentAt = await lastSent();
    const made = await engine.sandbox.control.requests({ operation: 'x.user_tweets' });
    let answeredMs = 0;
    let before: number | null = null;
    for (const { at, status } of made.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at))) {
      if (Date.parse(at) > sentAt) break;
      if (before !== null && status === 200) answeredMs += Date.parse(at) - before;
      before = status === 200 ? Date.parse(at) : null;
    }
    // The sandbox notes when a look arrives, and the engine when it sends it: all such delays are no longer than the test.
    const delayedMs = Date.now() - begunAt;
    expect(answeredMs + delayedMs).toBeGreaterThanOrEqual(engine.ctx.config.unprovableLookMs);
  });
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
