/** What happens to a post while a worker holds it, prepared, for its instant: its last five seconds. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { disconnectSocialAccount } from '../../src/domain/accounts/connections.ts';
import { pausePublishing, resumePublishing } from '../../src/domain/posts/actions/pausing.ts';
import { updateScheduledPost } from '../../src/domain/posts/actions/post-edits.ts';
import { publishNow, reschedulePost } from '../../src/domain/posts/actions/post-scheduling.ts';
import { deleteScheduledPost } from '../../src/domain/posts/actions/posts.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { accepted } from '../support/outcomes.ts';

let engine: Engine;
let targetId: string;
let postId: string;
let due: Date;
beforeEach(async () => {
  engine = await startEngine();
  engine.time.freeze();
  due = new Date(engine.clock.now().getTime() + 60_000);
  targetId = await engine.scheduleOne({ platform: 'X', format: 'TEXT', media: [] }, { caption: 'As it was', at: due });
  ({ postId } = await engine.target(targetId));
  await engine.jump(56_000);
  await expect.poll(() => engine.workers.held.count).toBe(1);
});
afterEach(() => engine[Symbol.asyncDispose]());

const live = async () => (await engine.sandbox.control.live()).map(({ text }) => text);
const published = () => engine.until(targetId, ({ status }) => status === 'SUCCESS');
const idle = () => expect.poll(() => engine.workers.inFlight).toBe(0);
const pastDue = async () => {
  await engine.jump(10_000);
  await idle();
};

it('edited, it goes out with its new words and not with the old ones', async () => {
  accepted(
    await updateScheduledPost(engine.ctx, engine.viewer, {
      postId,
      expectedVersion: 1,
      content: { caption: 'As it shall be' },
    }),
  );
  await engine.jump(5_000);
  await published();
  await idle();
  expect(await live()).toEqual(['As it shall be']);
});

it('moved to a later time, it goes out then and not before', async () => {
  const later = new Date(due.getTime() + 3_600_000);
  accepted(await reschedulePost(engine.ctx, engine.viewer, { postId, schedule: { mode: 'AT', at: later } }));
  await pastDue();
  expect(await live()).toEqual([]);
  expect(await engine.target(targetId)).toMatchObject({ status: 'SCHEDULED', intentAt: null, leaseId: null });
  engine.time.skip();
  await published();
  expect((await engine.target(targetId)).publishedAt?.getTime()).toBeGreaterThanOrEqual(later.getTime());
  expect(await live()).toEqual(['As it was']);
});

it('published now, it goes out at once, and not again at the instant it was held for', async () => {
  accepted(await publishNow(engine.ctx, engine.viewer, { postId }));
  await published();
  expect(engine.clock.now().getTime()).toBeLessThan(due.getTime());
  await pastDue();
  expect(await live()).toEqual(['As it was']);
});

it('paused, it stays, says so, and goes out when publishing goes on', async () => {
  accepted(await pausePublishing(engine.ctx, engine.viewer, { kind: 'BRAND', brandId: engine.brandId }));
  await engine.jump(5_000);
  await engine.until(targetId, ({ status, blockedBy }) => status === 'BLOCKED' && blockedBy === 'PAUSED');
  expect(await live()).toEqual([]);
  accepted(await resumePublishing(engine.ctx, engine.viewer, { kind: 'BRAND', brandId: engine.brandId }));
  await published();
  expect(await live()).toEqual(['As it was']);
});

it('its account disconnected, it waits for the reconnect', async () => {
  accepted(await disconnectSocialAccount(engine.ctx, engine.viewer, { socialAccountId: engine.accounts.X }));
  await engine.jump(5_000);
  await engine.until(targetId, ({ status, blockedBy }) => status === 'BLOCKED' && blockedBy === 'RECONNECT');
  expect(await engine.sandbox.control.requestCount('x.tweets_create')).toBe(0);
  await engine.connect('X');
  await published();
  expect(await live()).toEqual(['As it was']);
});

it('its account connected anew, it goes out with the new token', async () => {
  await engine.sandbox.control.revokeTokens('X');
  await engine.connect('X');
  await engine.jump(5_000);
  await published();
  expect(await live()).toEqual(['As it was']);
  expect(await engine.target(targetId)).toMatchObject({ failures: 0, errorCode: null });
});

it('deleted, it is gone', async () => {
  accepted(await deleteScheduledPost(engine.ctx, engine.viewer, { postId }));
  await pastDue();
  expect(await live()).toEqual([]);
  expect(await engine.ctx.db.query('SELECT FROM quota_usage')).toEqual([]);
});

it('held over the end of its late window by a machine that slept, it is missed', async () => {
  await engine.jump(7 * 3_600_000);
  expect(await engine.finished(targetId)).toMatchObject({ status: 'MISSED', intentAt: null });
  expect(await live()).toEqual([]);
});

it('held by a clock that is set back, it waits for its instant all the same', async () => {
  engine.clock.jump(-20_000);
  await engine.jump(22_000);
  expect(await live()).toEqual([]);
  await engine.jump(3_000);
  await published();
  expect((await engine.target(targetId)).publishedAt?.getTime()).toBeGreaterThanOrEqual(due.getTime());
  expect(await live()).toEqual(['As it was']);
});

it('taken over by another worker, it is sent by that one alone', async () => {
  const before = (await engine.target(targetId)).leaseId;
  await engine.addWorkers().ready;
  // Given away, not only run out: whoever holds it renews it every two seconds.
  await engine.ctx.db.query('UPDATE post_target SET lease_id = NULL, lease_until = NULL, wake_at = $1', [
    engine.clock.now(),
  ]);
  await engine.ctx.db.query("SELECT pg_notify('slipway_wake', $1)", [engine.clock.now().toISOString()]);
  const leaseId = async () => (await engine.target(targetId)).leaseId;
  await expect.poll(leaseId).toSatisfy((id) => id !== null && id !== before);
  await engine.jump(5_000);
  await published();
  await idle();
  expect(await live()).toEqual(['As it was']);
  expect(await engine.sandbox.control.requestCount('x.tweets_create')).toBe(1);
});
