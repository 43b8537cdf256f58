/** What is done before the instant that anybody can see, and what goes wrong with it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { publishNow, reschedulePost } from '../../src/domain/posts/actions/post-scheduling.ts';
import { retryPostTarget } from '../../src/domain/posts/actions/target-recovery.ts';
import { breakWrites } from '../support/broken-writes.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { accepted } from '../support/outcomes.ts';
import type { Sample } from '../support/world.ts';

const DIRECT = { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE' };
const IMAGE: Sample = { platform: 'INSTAGRAM', format: 'IMAGE', media: ['image'] };
const VIDEO: Sample = { platform: 'TIKTOK', format: 'VIDEO', media: ['clip'], options: DIRECT };
const SHORT: Sample = { platform: 'YOUTUBE', format: 'SHORT', media: ['clip'] };

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
});
afterEach(() => engine[Symbol.asyncDispose]());

const live = () => engine.sandbox.control.live();

it('builds a new container when the old one expires before its time comes', async () => {
  engine.hooks.set('commit:publish:before', async () => {
    engine.hooks.clear();
    expect(await engine.sandbox.control.expireContainers()).toBe(1);
  });
  const targetId = await engine.scheduleOne(IMAGE);
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', errorCode: null });
  expect(await live()).toHaveLength(1);
  // Nobody has to wait for an allowance here, so nobody is told so.
  expect((await engine.eventsOf(targetId)).filter(({ blockedBy }) => blockedBy !== null)).toEqual([]);
});

it.each([403, 404, 416, 500])(
  'sends a chunk again, or opens a new upload, when TikTok answers it with %i',
  async (status) => {
    await engine.sandbox.control.fault({ operation: 'tiktok.upload', mode: 'answer', status });
    expect(await engine.finished(await engine.scheduleOne(VIDEO))).toMatchObject({
      status: 'PUBLISHED',
      errorCode: null,
    });
    expect(await live()).toHaveLength(1);
  },
);

it.each([404, 410, 500, 503])(
  'goes on with the session, or opens a new one, when YouTube answers a chunk with %i',
  async (status) => {
    await engine.sandbox.control.fault({ operation: 'youtube.upload_put', mode: 'answer', status });
    expect(await engine.finished(await engine.scheduleOne(SHORT, { title: 'Chunked' }))).toMatchObject({
      status: 'PUBLISHED',
      errorCode: null,
    });
    expect(await live()).toHaveLength(1);
  },
);

it('sends a segment again when X drops the connection in the middle of an upload', async () => {
  await engine.sandbox.control.fault({ operation: 'x.media_append', mode: 'drop_before' });
  expect(
    await engine.finished(await engine.scheduleOne({ platform: 'X', format: 'IMAGE', media: ['image'] })),
  ).toMatchObject({ status: 'PUBLISHED' });
  expect(await live()).toHaveLength(1);
});

it.each([
  ['INSTAGRAM', IMAGE],
  ['TIKTOK', { ...VIDEO, format: 'IMAGE', media: ['image'] } satisfies Sample],
] as const)('says so when %s cannot reach the media, and publishes once it can', async (_platform, sample) => {
  const { config } = engine.ctx;
  const reachable = config.publicUrl;
  config.publicUrl = 'http://127.0.0.1:1';
  const targetId = await engine.scheduleOne(sample);
  const failed = await engine.finished(targetId);
  expect(failed).toMatchObject({ status: 'FAILED', errorCode: 'MEDIA_UNREACHABLE', intentAt: null });
  expect(await live()).toEqual([]);
  config.publicUrl = reachable;
  accepted(await retryPostTarget(engine.ctx, engine.viewer, { targetId }));
  await engine.until(targetId, ({ status }) => status === 'SUCCESS');
  expect(await live()).toHaveLength(1);
});

it('gives a platform that takes too long a second chance, and whoever retries a third one with its own time', async () => {
  await engine.sandbox.control.settings('INSTAGRAM', { processingMs: 48 * 3_600_000 });
  const from = engine.clock.now().getTime();
  const targetId = await engine.scheduleOne(IMAGE);
  const failed = await engine.finished(targetId);
  expect(failed).toMatchObject({ status: 'FAILED', errorCode: 'PROCESSING_TIMEOUT' });
  // Ready ten minutes from now, which is long after the first half hour.
  const readyMs = engine.clock.now().getTime() - from + 10 * 60_000;
  await engine.sandbox.control.settings('INSTAGRAM', { processingMs: readyMs });
  accepted(await retryPostTarget(engine.ctx, engine.viewer, { targetId }));
  await engine.until(targetId, ({ status }) => status === 'SUCCESS');
  expect(await live()).toHaveLength(1);
});

it('says what is wrong when a run cannot even start, and goes on when it can', async () => {
  const platforms = new Map(engine.ctx.platforms);
  Object.assign(engine.ctx, { platforms });
  const x = platforms.get('X');
  engine.time.stop();
  const targetId = await engine.scheduleOne(
    { platform: 'X', format: 'TEXT', media: [] },
    { at: new Date(engine.clock.now().getTime() + 3_600_000) },
  );
  platforms.delete('X');
  await engine.jump(3_600_000);
  const told = await engine.until(targetId, ({ status }) => status === 'RETRY');
  expect(told.error).toMatchObject({ code: 'APP_MISCONFIGURED' });
  if (x !== undefined) platforms.set('X', x);
  engine.time.skip();
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', errorCode: null });
});

it('does not give up an upload because its progress cannot be told', async () => {
  const told = await breakWrites(engine.ctx.db, {
    on: 'INSERT ON event',
    when: "NEW.type = 'target.uploading'",
    by: { code: 'P0001' },
  });
  const target = await engine.finished(await engine.scheduleOne({ platform: 'X', format: 'IMAGE', media: ['image'] }));
  expect(target).toMatchObject({ status: 'PUBLISHED', failures: 0 });
  expect(await told()).toBeGreaterThan(0);
  expect(await engine.sandbox.control.requestCount('x.media_append')).toBe(1);
});

it('shows what a platform says even when it says it in broken characters', async () => {
  const half = `${'x'.repeat(499)}\u{1F600}`;
  const json = { detail: `NUL \u0000 and ${half}`, title: 'Forbidden \u0000', type: 'about:blank', status: 400 };
  await engine.sandbox.control.fault({ operation: 'x.tweets_create', mode: 'answer', status: 400, json });
  const targetId = await engine.scheduleOne({ platform: 'X', format: 'TEXT', media: [] });
  const failed = await engine.finished(targetId);
  expect(failed).toMatchObject({ status: 'FAILED', errorCode: 'CONTENT_INVALID' });
  expect(failed.error).toMatchObject({ vendor: { message: expect.stringContaining('NUL \uFFFD and') } });
  const calls = await engine.ctx.db.query(
    "SELECT endpoint FROM publishing_log WHERE status = 'CALL' AND target_id = $1",
    [targetId],
  );
  expect(calls).toEqual([{ endpoint: 'tweets.create' }]);
});

it.each([
  ['an upload session of YouTube', SHORT, 'run:session:after', 'youtube.videos_insert'],
  ['a container of Instagram', IMAGE, 'run:container:after', 'instagram.container_create'],
  ['an upload session of TikTok', VIDEO, 'run:init:after', 'tiktok.video_init'],
] as const)(
  'published now while %s is being made, a post goes out through that one',
  async (_what, sample, edge, call) => {
    engine.time.freeze();
    const due = new Date(engine.clock.now().getTime() + 2 * 60_000);
    engine.hooks.set(edge, async () => {
      engine.hooks.clear();
      accepted(await publishNow(engine.ctx, engine.viewer, { postId: (await engine.target(targetId)).postId }));
      engine.time.stop();
    });
    const targetId = await engine.scheduleOne(sample, { at: due });
    await engine.until(targetId, ({ status }) => status === 'SUCCESS');
    expect(engine.clock.now().getTime()).toBeLessThan(due.getTime());
    expect(await engine.sandbox.control.requestCount(call)).toBe(1);
    expect(await live()).toHaveLength(1);
  },
);

it('published now while it is prepared, and moved once more, it goes by the last word', async () => {
  engine.time.freeze();
  const inMinutes = (minutes: number) => new Date(engine.clock.now().getTime() + minutes * 60_000);
  const [due, later] = [inMinutes(2), inMinutes(30)];
  engine.hooks.set('run:session:after', async () => {
    engine.hooks.clear();
    const { postId } = await engine.target(targetId);
    accepted(await publishNow(engine.ctx, engine.viewer, { postId }));
    accepted(await reschedulePost(engine.ctx, engine.viewer, { postId, schedule: { mode: 'AT', at: later } }));
    engine.time.skip();
  });
  const targetId = await engine.scheduleOne(SHORT, { at: due });
  const { status, publishedAt } = await engine.finished(targetId);
  expect(status).toBe('PUBLISHED');
  expect(publishedAt?.getTime()).toBeGreaterThanOrEqual(later.getTime());
  expect(await live()).toHaveLength(1);
});
