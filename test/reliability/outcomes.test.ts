/** Posts that may be live: who finds out, who decides, and what follows. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelScheduledPost } from '../../src/domain/posts/actions/posts.ts';
import { resolveOutcome } from '../../src/domain/posts/actions/resolve-outcome.ts';
import { retryPostTarget } from '../../src/domain/posts/actions/target-recovery.ts';
import { breakWrites } from '../support/broken-writes.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { accepted } from '../support/outcomes.ts';
import type { Sample } from '../support/world.ts';

const DIRECT = { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE' };
const PHOTO: Sample = { platform: 'TIKTOK', format: 'IMAGE', media: ['image'], options: DIRECT };
const THREAD: Sample = {
  platform: 'X',
  format: 'THREAD',
  media: [],
  options: { thread: [{ text: 'two' }, { text: 'three' }] },
};

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
});
afterEach(() => engine[Symbol.asyncDispose]());

const texts = async () => (await engine.sandbox.control.live()).map(({ text }) => text);

describe('an unknown outcome', () => {
  const lose = async (mode: 'drop_after' | 'drop_before') => {
    await engine.sandbox.control.fault({ operation: 'tiktok.content_init', mode });
    const targetId = await engine.scheduleOne(PHOTO, { caption: 'Where is it?' });
    expect(await engine.finished(targetId)).toMatchObject({ status: 'OUTCOME_UNKNOWN' });
    return targetId;
  };

  it('is never tried again by itself, and cannot be retried before a person has looked', async () => {
    const targetId = await lose('drop_after');
    expect(await retryPostTarget(engine.ctx, engine.viewer, { targetId })).toMatchObject({
      ok: false,
      errors: [{ code: 'WRONG_STATUS' }],
    });
    await engine.jump(48 * 3_600_000);
    expect(await engine.target(targetId)).toMatchObject({ status: 'OUTCOME_UNKNOWN', wakeAt: null });
    expect(await texts()).toHaveLength(1);
  });

  it('resolved as published is published, with the address that the person found', async () => {
    const targetId = await lose('drop_after');
    const url = 'https://www.tiktok.com/@northwind.bakery/photo/7400000000000000000';
    accepted(await resolveOutcome(engine.ctx, engine.viewer, { targetId, outcome: 'PUBLISHED', url }));
    await engine.until(targetId, ({ status, phase }) => status === 'FINISHING' && phase === null);
    expect(await engine.target(targetId)).toMatchObject({
      status: 'PUBLISHED',
      permalink: url,
      wakeAt: null,
      warnings: [],
    });
    expect(await engine.steps(targetId)).toEqual(
      expect.arrayContaining([expect.objectContaining({ step: 'publish', state: 'DONE' })]),
    );
    expect(await texts()).toHaveLength(1);
  });

  it('resolved as not published is failed, may be retried, and then goes out', async () => {
    const targetId = await lose('drop_after');
    accepted(await resolveOutcome(engine.ctx, engine.viewer, { targetId, outcome: 'NOT_PUBLISHED' }));
    expect(await engine.target(targetId)).toMatchObject({ status: 'FAILED', intentAt: null });
    accepted(await retryPostTarget(engine.ctx, engine.viewer, { targetId }));
    await engine.until(targetId, ({ status }) => status === 'SUCCESS');
    // The person was wrong on purpose here: what they say is what counts.
    expect(await texts()).toHaveLength(2);
  });
});

describe('what follows a post that a person found', () => {
  const INSTAGRAM: Sample = { platform: 'INSTAGRAM', format: 'IMAGE', media: ['image'] };
  const YOUTUBE: Sample = { platform: 'YOUTUBE', format: 'VIDEO', media: ['video'] };
  const COMMENT = { firstComment: 'First!' };

  /** A post that is live, and a target whose answer for it was lost. */
  async function lost(sample: Sample, commit: { receiptInHand: boolean } = { receiptInHand: false }) {
    const live = await engine.finished(await engine.scheduleOne(sample, { caption: 'Found again', title: 'Found' }));
    engine.time.stop();
    const targetId = await engine.scheduleOne(
      { ...sample, options: COMMENT },
      { caption: 'Found again', title: 'Found', at: new Date(engine.clock.now().getTime() + 3_600_000) },
    );
    const result = (await engine.steps(live.id)).find(({ step }) => step === 'publish')?.result;
    await engine.ctx.db.query(
      `UPDATE post_target SET status = 'OUTCOME_UNKNOWN', wake_at = NULL, intent_at = $2 WHERE id = $1`,
      [targetId, live.publishedAt],
    );
    await engine.ctx.db.query(
      `INSERT INTO publish_step (target_id, step, kind, state, result, intent_at) VALUES ($1, 'publish', 'COMMIT', $2, $3, $4)`,
      [targetId, ...(commit.receiptInHand ? ['DONE', JSON.stringify(result)] : ['OPEN', null]), live.publishedAt],
    );
    engine.time.skip();
    return { targetId, url: live.permalink ?? '' };
  }
  const resolve = async (targetId: string, url: string | null) => {
    accepted(await resolveOutcome(engine.ctx, engine.viewer, { targetId, outcome: 'PUBLISHED', url }));
    return engine.target(targetId);
  };
  const followed = async (targetId: string) => {
    await engine.until(targetId, ({ status, phase }) => status === 'FINISHING' && phase === null);
    return engine.target(targetId);
  };
  /** YouTube's stand-in shows a comment as something live of its own, Instagram's with its post. */
  const comments = async () =>
    (await engine.sandbox.control.live()).flatMap((post) =>
      post.kind === 'COMMENT' ? [post] : (post.details?.comments ?? []),
    );

  it.each([
    ['Instagram', INSTAGRAM],
    ['YouTube', YOUTUBE],
  ])('is done on the post at that address: %s', async (_name, sample) => {
    const { targetId, url } = await lost(sample);
    expect(await resolve(targetId, url)).toMatchObject({ status: 'PUBLISHED', phase: 'FINISHING', permalink: url });
    expect(await followed(targetId)).toMatchObject({ status: 'PUBLISHED', warnings: [], wakeAt: null });
    expect(await comments()).toHaveLength(1);
  });

  it('is done with the receipt that had come already, whether or not the person gives an address', async () => {
    const { targetId, url } = await lost(YOUTUBE, { receiptInHand: true });
    await resolve(targetId, null);
    expect(await followed(targetId)).toMatchObject({ warnings: [], wakeAt: null });
    expect(await comments()).toHaveLength(1);
    expect(url).toMatch(/^https:/);
  });

  it.each([
    ['no address', null],
    ['the address of something else', 'https://example.com/watch'],
  ])('is left to the person, with a warning, when they give %s', async (_what, url) => {
    const { targetId } = await lost(YOUTUBE);
    const target = await resolve(targetId, url);
    expect(target).toMatchObject({ status: 'PUBLISHED', phase: null, wakeAt: null });
    expect(target.warnings).toContainEqual({
      extra: 'first-comment',
      code: 'OUTCOME_UNKNOWN',
      message: expect.stringMatching(/^Not done: .*YouTube\.$/),
      text: { key: 'posts.extraNotDone', params: { platform: 'YouTube', url } },
    });
    expect(await comments()).toEqual([]);
  });
});

it.each([
  ['a restarted database', '57P01'],
  ['the end of a session that was frozen in mid-transaction', '25P03'],
])('a receipt in hand outlives %s: nobody has to look for the post', async (_what, code) => {
  // A group that breaks is tried again one by one; what is tested is what comes after that.
  const receipts = await breakWrites(engine.ctx.db, {
    on: 'UPDATE ON publish_step',
    when: "NEW.kind = 'COMMIT' AND NEW.state = 'DONE'",
    times: 3,
    by: { code },
  });
  const targetId = await engine.scheduleOne({ platform: 'X', format: 'TEXT', media: [] });
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', failures: 0 });
  expect(await receipts()).toBeGreaterThan(3);
  expect(await engine.sandbox.control.requestCount('x.user_tweets')).toBe(0);
});

it('a refused look at a container takes nothing back of the publish call whose outcome it was to tell', async () => {
  const error = (code: number) => ({ error: { message: 'Refused', type: 'OAuthException', code, fbtrace_id: 'A1' } });
  engine.hooks.set('commit:publish:armed', async () => {
    engine.hooks.clear();
    const { control } = engine.sandbox;
    await control.fault({ operation: 'instagram.media_publish', mode: 'answer_after', status: 500, json: error(2) });
    await control.fault({
      operation: 'instagram.container_status',
      mode: 'answer',
      times: -1,
      status: 400,
      json: error(190),
    });
    engine.time.stop();
  });
  const targetId = await engine.scheduleOne({ platform: 'INSTAGRAM', format: 'IMAGE', media: ['image'] });
  await engine.until(targetId, ({ status }) => status === 'RETRY' || status === 'BLOCKED');
  expect(await engine.sandbox.control.live()).toHaveLength(1);
  const { postId, intentAt } = await engine.target(targetId);
  expect(intentAt).not.toBeNull();
  expect(await cancelScheduledPost(engine.ctx, engine.viewer, { postId })).toMatchObject({
    ok: false,
    errors: [{ code: 'ALREADY_COMMITTED' }],
  });
  await engine.sandbox.control.clearFaults();
  engine.time.skip();
  await engine.connect('INSTAGRAM');
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
  expect(await engine.sandbox.control.live()).toHaveLength(1);
});

describe('a thread that breaks in the middle', () => {
  it('keeps what is out, says which part failed, and a retry goes on from that part', async () => {
    const refusal = {
      detail: 'The Post contains an invalid URL.',
      type: 'about:blank',
      title: 'Forbidden',
      status: 403,
    };
    await engine.sandbox.control.fault({
      operation: 'x.tweets_create',
      skip: 1,
      mode: 'answer',
      status: 403,
      json: refusal,
    });
    const targetId = await engine.scheduleOne(THREAD, { caption: 'one' });
    const failed = await engine.finished(targetId);
    expect(failed).toMatchObject({ status: 'FAILED', errorCode: 'CONTENT_INVALID' });
    expect(failed.error).toMatchObject({ message: expect.stringMatching(/^part 2 of 3: /) });
    expect(await texts()).toEqual(['one']);
    expect(failed.permalink).toBe((await engine.sandbox.control.live())[0]?.permalink);

    accepted(await retryPostTarget(engine.ctx, engine.viewer, { targetId }));
    await engine.until(targetId, ({ status }) => status === 'SUCCESS');
    expect(await texts()).toEqual(['one', 'two', 'three']);
    expect(await engine.sandbox.control.requestCount('x.tweets_create')).toBe(4);
    expect((await engine.target(targetId)).permalink).toBe(failed.permalink);
  });

  it('goes on by itself over a lost answer of its second part, without saying anything twice', async () => {
    await engine.sandbox.control.fault({ operation: 'x.tweets_create', skip: 1, mode: 'drop_after' });
    const targetId = await engine.scheduleOne(THREAD, { caption: 'one' });
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
    expect(await texts()).toEqual(['one', 'two', 'three']);
  });
});

describe("a platform's verdict that nothing went live", () => {
  /** TikTok processes again as soon as its first verdict is in the journal. */
  const failOnce = async () => {
    await engine.sandbox.control.settings('TIKTOK', { failProcessing: 'internal' });
    engine.hooks.set('run:verdict:journaled', async () => {
      engine.hooks.clear();
      await engine.sandbox.control.settings('TIKTOK', { failProcessing: null });
    });
  };

  it('on YouTube: the retry uploads anew', async () => {
    await engine.sandbox.control.settings('YOUTUBE', { failProcessing: 'codec' });
    const targetId = await engine.scheduleOne(
      { platform: 'YOUTUBE', format: 'SHORT', media: ['clip'] },
      { title: 'Processed' },
    );
    expect(await engine.finished(targetId)).toMatchObject({
      status: 'FAILED',
      errorCode: 'MEDIA_INVALID',
      intentAt: null,
    });
    await engine.sandbox.control.settings('YOUTUBE', { failProcessing: null });
    accepted(await retryPostTarget(engine.ctx, engine.viewer, { targetId }));
    await engine.until(targetId, ({ status }) => status === 'SUCCESS');
    expect(await engine.sandbox.control.requestCount('youtube.videos_insert')).toBe(2);
    expect((await engine.target(targetId)).permalink).toBe(
      (await engine.sandbox.control.live({ platform: 'YOUTUBE' })).at(-1)?.permalink,
    );
  });

  it('on TikTok: has its own number of tries, whatever the connection did before', async () => {
    await engine.sandbox.control.fault({ operation: 'tiktok.video_init', mode: 'drop_before', times: 4 });
    await failOnce();
    const targetId = await engine.scheduleOne({
      platform: 'TIKTOK',
      format: 'VIDEO',
      media: ['clip'],
      options: DIRECT,
    });
    await engine.until(targetId, ({ error }) => JSON.stringify(error).includes('PROCESSING_FAILED'));
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', errorCode: null });
  });

  it('on TikTok: gives up after three tries, whatever the connection does in between', async () => {
    await engine.sandbox.control.settings('TIKTOK', { failProcessing: 'internal' });
    engine.hooks.set('run:verdict:journaled', () =>
      engine.sandbox.control.fault({ operation: 'tiktok.video_init', mode: 'drop_before' }),
    );
    const targetId = await engine.scheduleOne({
      platform: 'TIKTOK',
      format: 'VIDEO',
      media: ['clip'],
      options: DIRECT,
    });
    expect(await engine.finished(targetId)).toMatchObject({ status: 'FAILED', errorCode: 'PROCESSING_FAILED' });
    expect(await engine.sandbox.control.requestCount('tiktok.upload')).toBe(3);
  });

  it('on TikTok: a passing failure is tried again with a new upload, by the engine itself', async () => {
    await failOnce();
    const targetId = await engine.scheduleOne({
      platform: 'TIKTOK',
      format: 'VIDEO',
      media: ['clip'],
      options: DIRECT,
    });
    await engine.until(targetId, ({ status }) => status === 'RETRY');
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', errorCode: null });
    expect(await engine.sandbox.control.requestCount('tiktok.video_init')).toBeGreaterThan(1);
    expect(await engine.sandbox.control.live({ platform: 'TIKTOK' })).toHaveLength(1);
  });
});
