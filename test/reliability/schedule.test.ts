/** When things happen: late windows, early preparation, pauses, and the very instant. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rescheduleMissed } from '../../src/domain/posts/actions/missed-posts.ts';
import { pausePublishing, resumePublishing } from '../../src/domain/posts/actions/pausing.ts';
import { updateScheduledPost } from '../../src/domain/posts/actions/post-edits.ts';
import { reschedulePost } from '../../src/domain/posts/actions/post-scheduling.ts';
import { cancelScheduledPost } from '../../src/domain/posts/actions/posts.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { takeTime } from '../support/locks.ts';
import { accepted } from '../support/outcomes.ts';
import type { Sample } from '../support/world.ts';

const TEXT: Sample = { platform: 'X', format: 'TEXT', media: [] };
const IMAGE: Sample = { platform: 'INSTAGRAM', format: 'IMAGE', media: ['image'] };
const HOUR_MS = 3_600_000;

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
});
afterEach(() => engine[Symbol.asyncDispose]());

const live = async () => engine.sandbox.control.live();
const inMs = (ms: number) => new Date(engine.clock.now().getTime() + ms);
const postOf = async (targetId: string) => (await engine.target(targetId)).postId;

describe('the late window', () => {
  it('misses what nobody could publish in time, and one call reschedules it', async () => {
    engine.time.stop();
    const targetId = await engine.scheduleOne(TEXT, { at: inMs(HOUR_MS) });
    // As if every process had been down for the night.
    await engine.jump(8 * HOUR_MS);
    expect(await engine.finished(targetId)).toMatchObject({ status: 'MISSED', errorCode: 'MISSED_WINDOW' });
    expect(await live()).toEqual([]);
    engine.time.skip();
    const moved = accepted(await rescheduleMissed(engine.ctx, engine.viewer, { schedule: { mode: 'NOW' } }));
    expect(moved.targetIds).toEqual([targetId]);
    await engine.until(targetId, ({ status }) => status === 'SUCCESS');
    expect(await live()).toHaveLength(1);
  });

  it('holds at the very last moment: what took too long to prepare does not go out', async () => {
    engine.time.stop();
    engine.hooks.set('commit:post:before', () => engine.clock.jump(7 * HOUR_MS));
    const targetId = await engine.scheduleOne(TEXT);
    expect(await engine.finished(targetId)).toMatchObject({ status: 'MISSED', intentAt: null });
    expect(await live()).toEqual([]);
  });

  it('does not apply once a call was armed: what may be live is followed to its end', async () => {
    await engine.sandbox.control.fault({ operation: 'x.tweets_create', mode: 'drop_after' });
    engine.time.stop();
    const targetId = await engine.scheduleOne(TEXT);
    await engine.until(targetId, ({ status }) => status === 'RETRY');
    await engine.jump(7 * HOUR_MS);
    engine.time.skip();
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
    expect(await live()).toHaveLength(1);
  });

  it('applies to the next try of what the platform says is not live', async () => {
    const outage = { error: { message: 'down', code: 2, type: 'OAuthException' } };
    await engine.sandbox.control.fault({
      operation: 'instagram.media_publish',
      mode: 'answer',
      status: 503,
      json: outage,
      times: -1,
    });
    engine.time.stop();
    const targetId = await engine.scheduleOne(IMAGE);
    await engine.until(targetId, ({ status }) => status === 'RETRY');
    await engine.jump(7 * HOUR_MS);
    await engine.sandbox.control.clearFaults();
    engine.time.skip();
    expect(await engine.finished(targetId)).toMatchObject({
      status: 'FAILED',
      errorCode: 'PLATFORM_UNAVAILABLE',
      intentAt: null,
    });
    expect(await live()).toEqual([]);
  });
});

describe('preparing early', () => {
  it('does everything unseen before the due instant, so that the instant itself is one call', async () => {
    const due = inMs(20 * 60_000);
    const lastStep = Promise.withResolvers<void>();
    engine.hooks.set('run:limit:journaled', () => {
      engine.time.stop();
      lastStep.resolve();
    });
    const targetId = await engine.scheduleOne(IMAGE, { at: due });
    await lastStep.promise;
    const prepared = await engine.sandbox.control.requests({ operation: 'instagram.*' });
    expect(engine.clock.now().getTime()).toBeLessThan(due.getTime());
    expect(await live()).toEqual([]);
    engine.time.skip();
    await engine.until(targetId, ({ status }) => status === 'SUCCESS');
    const seen = new Set(prepared.map(({ id }) => id));
    const atTheInstant = (await engine.sandbox.control.requests({ operation: 'instagram.*' }))
      .filter(({ id }) => !seen.has(id))
      .toSorted((a, b) => a.id - b.id);
    expect(atTheInstant[0]?.operation).toBe('instagram.media_publish');
    const target = await engine.finished(targetId);
    expect(target.publishedAt?.getTime()).toBeGreaterThanOrEqual(due.getTime());
  });

  it('shows the target as SCHEDULED until its intent is stored, right before it is due', async () => {
    const targetId = await engine.scheduleOne(IMAGE, { at: inMs(20 * 60_000) });
    await engine.until(targetId, ({ status }) => status === 'SUCCESS');
    const events = await engine.eventsOf(targetId);
    const due = events.findIndex(({ targetStatus }) => targetStatus === 'PUBLISHING');
    const told = events.slice(0, due).map(({ status }) => status);
    expect([...new Set(told)]).toEqual(['SCHEDULED', 'STARTED', 'CONTAINER_CREATED', 'PROCESSING']);
    expect(events[due]).toMatchObject({ status: 'COMMITTING', targetStatus: 'PUBLISHING' });
  });
});

describe('pausing', () => {
  it.each(['WORKSPACE', 'BRAND', 'ACCOUNT'] as const)(
    'a paused %s holds its posts back, and resuming lets them out at once',
    async (kind) => {
      const scope = {
        WORKSPACE: { kind: 'WORKSPACE' },
        BRAND: { kind: 'BRAND', brandId: engine.brandId },
        ACCOUNT: { kind: 'ACCOUNT', socialAccountId: engine.accounts.X },
      } as const;
      engine.time.stop();
      accepted(await pausePublishing(engine.ctx, engine.viewer, scope[kind]));
      const targetId = await engine.scheduleOne(TEXT);
      await engine.until(targetId, ({ blockedBy }) => blockedBy === 'PAUSED');
      expect(await live()).toEqual([]);
      expect(accepted(await resumePublishing(engine.ctx, engine.viewer, scope[kind]))).toMatchObject({ woken: 1 });
      await engine.until(targetId, ({ status }) => status === 'SUCCESS');
      expect(await live()).toHaveLength(1);
    },
  );

  it('stops a post whose preparation is already under way', async () => {
    engine.time.stop();
    engine.hooks.set('commit:post:before', async () => {
      engine.hooks.clear();
      accepted(await pausePublishing(engine.ctx, engine.viewer, { kind: 'BRAND', brandId: engine.brandId }));
    });
    const targetId = await engine.scheduleOne(TEXT);
    const blocked = await engine.until(targetId, ({ blockedBy }) => blockedBy === 'PAUSED');
    expect(blocked).toMatchObject({ status: 'BLOCKED', message: 'Publishing is paused.' });
    expect(await live()).toEqual([]);
    accepted(await resumePublishing(engine.ctx, engine.viewer, { kind: 'BRAND', brandId: engine.brandId }));
    await engine.until(targetId, ({ status }) => status === 'SUCCESS');
  });
});

describe('cancelling', () => {
  it('wins against a worker that holds the post for its instant', async () => {
    engine.time.freeze();
    const targetId = await engine.scheduleOne(TEXT, { at: inMs(60_000) });
    await engine.jump(56_000);
    await expect.poll(() => engine.workers.held.count).toBe(1);
    accepted(await cancelScheduledPost(engine.ctx, engine.viewer, { postId: await postOf(targetId) }));
    await engine.jump(10_000);
    await expect.poll(() => engine.workers.inFlight).toBe(0);
    expect(await engine.target(targetId)).toMatchObject({ status: 'CANCELLED', intentAt: null });
    expect(await live()).toEqual([]);
  });

  it('wins against a worker that has prepared everything but not armed the call', async () => {
    const outcomes: unknown[] = [];
    engine.hooks.set('commit:post:before', async () => {
      const [{ id }] = (await engine.ctx.db.query<{ id: string }>('SELECT id FROM scheduled_post')) as [{ id: string }];
      outcomes.push(await cancelScheduledPost(engine.ctx, engine.viewer, { postId: id }));
    });
    const targetId = await engine.scheduleOne(TEXT);
    expect(await engine.finished(targetId)).toMatchObject({ status: 'CANCELLED', intentAt: null, leaseId: null });
    // The event may be here before the answer of the call that made it.
    await expect.poll(() => outcomes).toMatchObject([{ ok: true }]);
    expect(await live()).toEqual([]);
  });

  it.each([
    ['goes to sleep', 'run:limit:journaled', null],
    ['fails', 'run:container:before', { message: 'Refused', type: 'OAuthException', code: 36003, fbtrace_id: 'A1' }],
  ] as const)('stays, when the worker that was preparing the post %s afterwards', async (_what, edge, error) => {
    if (error !== null)
      await engine.sandbox.control.fault({
        operation: 'instagram.container_create',
        mode: 'answer',
        times: -1,
        status: 400,
        json: { error },
      });
    const cancelled = Promise.withResolvers<void>();
    engine.hooks.set(edge, async () => {
      engine.hooks.clear();
      accepted(await cancelScheduledPost(engine.ctx, engine.viewer, { postId: await postOf(targetId) }));
      cancelled.resolve();
    });
    const targetId = await engine.scheduleOne(IMAGE, { at: inMs(60_000) });
    await cancelled.promise;
    await expect.poll(() => engine.workers.inFlight).toBe(0);
    expect(await engine.target(targetId)).toMatchObject({ status: 'CANCELLED', wakeAt: null, errorCode: null });
    expect((await engine.eventsOf(targetId)).at(-1)).toMatchObject({ status: 'CANCELLED' });
  });

  it('is refused from the moment the intent is stored, and says so', async () => {
    const outcomes: unknown[] = [];
    engine.hooks.set('commit:post:armed', async () => {
      const [{ id }] = (await engine.ctx.db.query<{ id: string }>('SELECT id FROM scheduled_post')) as [{ id: string }];
      outcomes.push(await cancelScheduledPost(engine.ctx, engine.viewer, { postId: id }));
    });
    const targetId = await engine.scheduleOne(TEXT);
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
    expect(outcomes).toMatchObject([{ ok: false, errors: [{ code: 'ALREADY_COMMITTED' }] }]);
  });
});

describe('editing', () => {
  it('never lets a container made from the old content go out, not even one that is being journaled at that moment', async () => {
    const caption = 'The new words';
    const edited = Promise.withResolvers<void>();
    engine.hooks.set('run:container:after', async () => {
      engine.hooks.clear();
      const holding = Promise.withResolvers<void>();
      // The edit has forgotten the journal but is not committed yet while the worker writes its result.
      edited.resolve(
        engine.ctx.db.tx(async (tx) => {
          await takeTime(tx);
          await tx.query('SELECT id FROM post_target FOR NO KEY UPDATE');
          await tx.query('UPDATE scheduled_post SET caption = $1', [caption]);
          await tx.query('DELETE FROM publish_step');
          await tx.query(
            "UPDATE post_target SET lease_id = NULL, lease_until = NULL, lease_holder = NULL, phase = NULL, status = 'SCHEDULED', wake_at = $1",
            [engine.clock.now()],
          );
          holding.resolve();
          await expect
            .poll(() =>
              engine.ctx.db.query(
                "SELECT 1 FROM publish_step UNION ALL SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
              ),
            )
            .not.toEqual([]);
        }),
      );
      await holding.promise;
    });
    const targetId = await engine.scheduleOne(IMAGE, { caption: 'The old words' });
    await edited.promise;
    await engine.until(targetId, ({ status }) => status === 'SUCCESS');
    expect((await live()).map(({ text }) => text)).toEqual([caption]);
  });

  it('of a post that is being prepared starts the preparation anew', async () => {
    engine.hooks.set('wait:processing-container:after', async () => {
      engine.hooks.clear();
      accepted(
        await updateScheduledPost(engine.ctx, engine.viewer, {
          postId: await postOf(targetId),
          expectedVersion: 1,
          content: { caption: 'Better words' },
        }),
      );
    });
    const targetId = await engine.scheduleOne(IMAGE, { caption: 'First words', at: inMs(60_000) });
    await engine.until(targetId, ({ status }) => status === 'SUCCESS');
    expect((await live()).map(({ text }) => text)).toEqual(['Better words']);
  });

  it('moving a post that is being prepared takes it away from the worker', async () => {
    engine.hooks.set('run:limit:after', async () => {
      engine.hooks.clear();
      accepted(
        await reschedulePost(engine.ctx, engine.viewer, {
          postId: await postOf(targetId),
          schedule: { mode: 'AT', at: inMs(24 * HOUR_MS) },
        }),
      );
    });
    const due = inMs(60_000);
    const targetId = await engine.scheduleOne(IMAGE, { at: due });
    await engine.until(targetId, ({ status }) => status === 'SUCCESS');
    const [post] = await live();
    expect(Date.parse(post?.createdAt ?? '') - due.getTime()).toBeGreaterThan(23 * HOUR_MS);
    expect(await live()).toHaveLength(1);
  });
});
