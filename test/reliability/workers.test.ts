/** Many workers and many targets: one acts, the others wait their turn. */

import { afterEach, describe, expect, it } from 'vitest';
import { takeLeases } from '../../src/domain/engine/schedule/admission.ts';
import { startLeaseKeeper } from '../../src/domain/engine/schedule/lease.ts';
import { pausePublishing, resumePublishing } from '../../src/domain/posts/actions/pausing.ts';
import { IN_COMPANY } from '../../src/lib/grouped.ts';
import { type Engine, type EngineOptions, startEngine } from '../support/engine.ts';
import { somebodyWaits, takeTime } from '../support/locks.ts';
import { accepted } from '../support/outcomes.ts';
import type { Sample } from '../support/world.ts';

const TEXT: Sample = { platform: 'X', format: 'TEXT', media: [] };
const IMAGE: Sample = { platform: 'INSTAGRAM', format: 'IMAGE', media: ['image'] };

let engine: Engine;
afterEach(() => engine[Symbol.asyncDispose]());
const start = async (options: EngineOptions = {}) => {
  engine = await startEngine(options);
};

const texts = async () => (await engine.sandbox.control.live()).map(({ text }) => text);
describe('two workers on one target', () => {
  it('never both act, however often it is woken', async () => {
    await start();
    for (let crew = 0; crew < 3; crew++) await engine.addWorkers().ready;
    engine.hooks.set('commit:post:before', async () => {
      // While one of them is at it, everybody is told to go.
      for (let times = 0; times < 10; times++) {
        await engine.ctx.db.tx((tx) => engine.queue.enqueuePublish(tx, [{ targetId, platform: 'X', priority: 0 }]));
        engine.workers.poke();
      }
    });
    const targetId = await engine.scheduleOne(TEXT, { at: new Date(engine.clock.now().getTime() + 1_000) });
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', attempt: 1 });
    expect(await engine.sandbox.control.requestCount('x.tweets_create')).toBe(1);
  });

  it('never both get the lease, not even when they ask for it in one group', async () => {
    await start();
    engine.time.freeze();
    await engine.workers[Symbol.asyncDispose]();
    // Close enough to be taken, too far off for the dispatcher, which would lock it in order to wake it.
    const targetId = await engine.scheduleOne(TEXT, { at: new Date(engine.clock.now().getTime() + 60_000) });
    await using keeper = startLeaseKeeper(engine.ctx);
    const [first, second] = await takeLeases(engine.ctx, keeper, [targetId, targetId], IN_COMPANY);
    expect(first).toMatchObject({ target: { id: targetId } });
    expect(second).toBeNull();
  });

  it('the one whose lease was given away writes nothing and sends nothing', async () => {
    await start();
    const asleep = Promise.withResolvers<void>();
    const wakeUp = Promise.withResolvers<void>();
    engine.hooks.set('commit:post:before', async () => {
      engine.hooks.clear();
      asleep.resolve();
      await wakeUp.promise;
    });
    const targetId = await engine.scheduleOne(TEXT);
    await asleep.promise;
    // As if this process had been frozen: its lease runs out and somebody else comes.
    await engine.ctx.db.query('UPDATE post_target SET lease_id = NULL, lease_until = NULL, wake_at = $1', [
      engine.clock.now(),
    ]);
    const { seq } = await engine.finished(targetId);
    wakeUp.resolve();
    await expect.poll(() => engine.workers.inFlight).toBe(0);
    expect(await engine.target(targetId)).toMatchObject({ status: 'PUBLISHED', seq });
    expect(await engine.sandbox.control.requestCount('x.tweets_create')).toBe(1);
  });

  it('a worker takes account and target in the same order as everybody else, so that none of them deadlocks', async () => {
    await start();
    engine.time.stop();
    const targetId = await engine.scheduleOne(TEXT, { at: new Date(engine.clock.now().getTime() + 3_600_000) });
    await engine.ctx.db.tx(async (tx) => {
      await takeTime(tx);
      await tx.query('SELECT id FROM social_account WHERE id = $1 FOR NO KEY UPDATE', [engine.accounts.X]);
      await engine.jump(3_600_000);
      await somebodyWaits(engine.ctx.db);
      // What a finishing publish, a resume and a reconnect do next. If the worker held the target already, this one, which
      // looks first, would be told so.
      await tx.query("SET LOCAL deadlock_timeout = '1ms'");
      await tx.query('UPDATE post_target SET priority = 1 WHERE id = $1', [targetId]);
    });
    await engine.until(targetId, ({ status }) => status === 'SUCCESS');
    expect((await engine.eventsOf(targetId)).filter(({ status }) => status === 'RETRY' || status === 'ERROR')).toEqual(
      [],
    );
  });
});

describe('many targets', () => {
  it('of one account go out one after the other, the urgent ones first', async () => {
    await start();
    accepted(await pausePublishing(engine.ctx, engine.viewer, { kind: 'BRAND', brandId: engine.brandId }));
    engine.time.stop();
    const ids: string[] = [];
    for (const [caption, priority] of [
      ['low', -5],
      ['normal', 0],
      ['high', 5],
      ['urgent', 9],
    ] as const)
      ids.push(await engine.scheduleOne(TEXT, { caption, priority }));
    for (const id of ids) await engine.until(id, ({ blockedBy }) => blockedBy === 'PAUSED');
    let most = 0;
    let isFirst = true;
    const waiting = () =>
      engine.ctx.db.query<{ count: number }>(
        "SELECT count(*)::int AS count FROM post_target WHERE blocked_by = 'ACCOUNT_BUSY'",
      );
    engine.hooks.set('commit:post:before', async () => {
      // Whoever came first goes first. The others are there before it is done, so that what counts is their turn.
      if (isFirst) {
        isFirst = false;
        await expect.poll(waiting).toEqual([{ count: ids.length - 1 }]);
      }
      const [busy] = await engine.ctx.db.query<{ count: number }>(
        'SELECT count(*)::int AS count FROM post_target WHERE lease_until > $1',
        [engine.clock.now()],
      );
      most = Math.max(most, busy?.count ?? 0);
    });
    accepted(await resumePublishing(engine.ctx, engine.viewer, { kind: 'BRAND', brandId: engine.brandId }));
    engine.time.skip();
    for (const id of ids) await engine.until(id, ({ status }) => status === 'SUCCESS');
    expect(most).toBe(1);
    const order = await engine.ctx.db.query<{ caption: string }>(
      `SELECT p.caption FROM publishing_log l JOIN scheduled_post p ON p.id = l.post_id WHERE l.status = 'COMMITTING' ORDER BY l.cursor`,
    );
    expect(order.map(({ caption }) => caption).slice(1)).toEqual(
      ['urgent', 'high', 'normal', 'low'].filter((caption) => caption !== order[0]?.caption),
    );
  });

  it('of one account: who waits is woken by the one that is done', async () => {
    await start();
    engine.time.freeze();
    const release = Promise.withResolvers<void>();
    engine.hooks.set('commit:post:armed', () => release.promise);
    const first = await engine.scheduleOne(TEXT, { caption: 'first' });
    await engine.until(first, ({ status }) => status === 'COMMITTING');
    const second = await engine.scheduleOne(TEXT, { caption: 'second' });
    await expect.poll(() => engine.target(second)).toMatchObject({ blockedBy: 'ACCOUNT_BUSY' });
    // It would look again by itself, but not within the time of this test.
    await engine.ctx.db.query('UPDATE post_target SET wake_at = $2 WHERE id = $1', [
      second,
      new Date(engine.clock.now().getTime() + 3_600_000),
    ]);
    release.resolve();
    await engine.until(second, ({ status }) => status === 'SUCCESS');
  });

  it('wait for nobody else’s platform: while X hangs, Instagram publishes', async () => {
    await start();
    engine.time.stop();
    const release = Promise.withResolvers<void>();
    engine.hooks.set('commit:post:armed', () => release.promise);
    const stuck = await engine.scheduleOne(TEXT);
    await engine.until(stuck, ({ status }) => status === 'COMMITTING');
    const behind = await engine.scheduleOne(TEXT, { caption: 'behind it' });
    engine.time.skip();
    const free = await engine.scheduleOne(IMAGE);
    await engine.sandbox.control.settings('INSTAGRAM', { processingPolls: 0 });
    await engine.until(free, ({ status }) => status === 'SUCCESS');
    expect(await engine.target(stuck)).toMatchObject({ status: 'PUBLISHING' });
    expect((await engine.target(behind)).intentAt).toBeNull();
    release.resolve();
    await engine.until(behind, ({ status }) => status === 'SUCCESS');
  });

  it('go on after every place in the process was taken', async () => {
    await start({ limits: { inFlight: 1, perPlatform: 1, batch: 1 } });
    const taken = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    engine.hooks.set('commit:post:armed', async () => {
      engine.hooks.clear();
      taken.resolve();
      await release.promise;
    });
    const first = await engine.scheduleOne(TEXT, { caption: 'first' });
    await taken.promise;
    // Told to look for work while there is no room for any.
    engine.workers.poke();
    engine.workers.poke();
    const second = await engine.scheduleOne(IMAGE, { caption: 'second' });
    release.resolve();
    await engine.until(first, ({ status }) => status === 'SUCCESS');
    await engine.until(second, ({ status }) => status === 'SUCCESS');
    expect((await texts()).toSorted()).toEqual(['first', 'second']);
  });

  it('that only wait for their instant leave room to others of their platform', async () => {
    await start({ limits: { inFlight: 9, perPlatform: 1, batch: 1 } });
    engine.time.freeze();
    const at = new Date(engine.clock.now().getTime() + 4_000);
    await engine.scheduleOne(TEXT, { at, caption: 'first' });
    const [, other] = (await engine.sandbox.control.accounts()).filter(({ platform }) => platform === 'X');
    engine.accounts.X = await engine.connect('X', { account: other?.username ?? '' });
    await engine.scheduleOne(TEXT, { at, caption: 'second' });
    await expect.poll(() => engine.workers.held.count).toBe(2);
  });

  it('that wait behind a crowd are queued once each, however often they are woken', async () => {
    await start({ limits: { inFlight: 1, perPlatform: 1, batch: 1 } });
    engine.time.stop();
    const release = Promise.withResolvers<void>();
    engine.hooks.set('commit:post:armed', () => release.promise);
    await engine.until(await engine.scheduleOne(TEXT), ({ status }) => status === 'COMMITTING');
    await engine.scheduleOne(IMAGE);
    for (let times = 0; times < 4; times++) {
      await engine.jump(15_000);
      await expect
        .poll(() =>
          engine.ctx.db.query("SELECT 1 FROM post_target WHERE platform = 'INSTAGRAM' AND wake_at > $1", [
            engine.clock.now(),
          ]),
        )
        .toHaveLength(1);
    }
    expect(
      await engine.ctx.db.query(
        "SELECT count(*)::int AS count FROM pgboss.job WHERE name = 'publish' AND state = 'created' AND data ->> 'platform' = 'INSTAGRAM'",
      ),
    ).toEqual([{ count: 1 }]);
    release.resolve();
  });
});

describe('shutting down', () => {
  it('cuts off what may be repeated without calling it a failure', async () => {
    await start();
    engine.time.stop();
    await engine.sandbox.control.fault({ operation: 'instagram.container_create', mode: 'hang' });
    const targetId = await engine.scheduleOne(IMAGE);
    await expect.poll(() => engine.sandbox.control.faults()).toMatchObject([{ hits: 1 }]);
    await engine.workers[Symbol.asyncDispose]();
    const target = await engine.target(targetId);
    expect(target).toMatchObject({ failures: 0, errorCode: null, leaseId: null, status: 'PUBLISHING' });
    expect(target.wakeAt?.getTime()).toBeLessThanOrEqual(engine.clock.now().getTime() + 15_000);
    expect((await engine.eventsOf(targetId)).map(({ status }) => status)).not.toContain('RETRY');
  });

  it('lets go of what it holds for its instant, and another process sends it', async () => {
    await start();
    engine.time.freeze();
    const targetId = await engine.scheduleOne(TEXT, { at: new Date(engine.clock.now().getTime() + 60_000) });
    await engine.jump(56_000);
    await expect.poll(() => engine.workers.held.count).toBe(1);
    await engine.workers[Symbol.asyncDispose]();
    expect(await engine.target(targetId)).toMatchObject({ status: 'SCHEDULED', intentAt: null, leaseId: null });
    await engine.addWorkers().ready;
    engine.time.skip();
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', failures: 0 });
    expect(await engine.sandbox.control.requestCount('x.tweets_create')).toBe(1);
  });
});
