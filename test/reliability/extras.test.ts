/** What follows a published post, and never makes it unpublished. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { breakWrites } from '../support/broken-writes.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import type { Sample } from '../support/world.ts';

const COMMENTED: Sample = {
  platform: 'INSTAGRAM',
  format: 'IMAGE',
  media: ['image'],
  options: { firstComment: 'First!' },
};

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
});
afterEach(() => engine[Symbol.asyncDispose]());

const comments = async () => (await engine.sandbox.control.live()).flatMap(({ details }) => details?.comments ?? []);
const refusal = { error: { message: 'Unsupported request', type: 'IGApiException', code: 100, fbtrace_id: 'A1' } };

it('a first comment that is refused leaves a warning, and the post published', async () => {
  await engine.sandbox.control.fault({
    operation: 'instagram.comment_create',
    times: -1,
    mode: 'answer',
    status: 400,
    json: refusal,
  });
  const target = await engine.finished(await engine.scheduleOne(COMMENTED));
  expect(target).toMatchObject({ status: 'PUBLISHED', errorCode: null, warnings: [{ extra: 'first-comment' }] });
  expect(target.permalink).toMatch(/^https:/);
});

it('an extra goes on trying while the platform is away, and the post is published meanwhile', async () => {
  await engine.sandbox.control.fault({ operation: 'instagram.comment_create', times: 3, mode: 'answer', status: 500 });
  const targetId = await engine.scheduleOne(COMMENTED);
  const target = await engine.finished(targetId);
  expect(target).toMatchObject({ status: 'PUBLISHED', warnings: [], phase: null });
  expect(await comments()).toHaveLength(1);
});

it('a comment whose answer was lost is looked for, not written twice', async () => {
  await engine.sandbox.control.fault({ operation: 'instagram.comment_create', mode: 'drop_after' });
  expect(await engine.finished(await engine.scheduleOne(COMMENTED))).toMatchObject({
    status: 'PUBLISHED',
    warnings: [],
  });
  expect(await comments()).toHaveLength(1);
});

it('a missing permission for an extra does not disconnect the account', async () => {
  const denied = {
    error: {
      message: '(#10) Application does not have permission for this action',
      type: 'OAuthException',
      code: 10,
      fbtrace_id: 'A1',
    },
  };
  await engine.sandbox.control.fault({
    operation: 'instagram.comment_create',
    times: -1,
    mode: 'answer',
    status: 403,
    json: denied,
  });
  const target = await engine.finished(await engine.scheduleOne(COMMENTED));
  expect(target).toMatchObject({ status: 'PUBLISHED', warnings: [{ extra: 'first-comment', code: 'SCOPE_MISSING' }] });
  expect(
    await engine.ctx.db.query('SELECT status FROM social_account WHERE id = $1', [engine.accounts.INSTAGRAM]),
  ).toEqual([{ status: 'ACTIVE' }]);
  expect(await engine.sandbox.control.requestCount('instagram.comment_create')).toBeLessThanOrEqual(2);
});

it('what breaks after the post is live never makes it unpublished, not even a defect of our own', async () => {
  engine.hooks.set('commit:publish:journaled', async () => {
    engine.hooks.set('commit:first-comment:first-comment:before', async () => {
      // Nothing can make sense of these options any more.
      await engine.ctx.db.query(`UPDATE post_target SET options = '{"firstComment": 5}'`);
      throw new Error('a defect');
    });
  });
  const target = await engine.finished(await engine.scheduleOne(COMMENTED));
  expect(target).toMatchObject({ status: 'PUBLISHED', phase: null, wakeAt: null, leaseId: null });
  expect(target.warnings).toEqual([expect.objectContaining({ code: 'INTERNAL' })]);
  expect(await engine.sandbox.control.live()).toHaveLength(1);
});

it('the address that one extra found out survives a crash in the next one', async () => {
  const crash = Promise.withResolvers<void>();
  engine.hooks.set('commit:first-comment:first-comment:before', async () => {
    engine.hooks.clear();
    // The worker is gone for good: its lease runs out, and nothing of it is written any more.
    await engine.ctx.db.query(
      'UPDATE post_target SET lease_id = NULL, lease_until = NULL, lease_holder = NULL, wake_at = $1',
      [engine.clock.now()],
    );
    await crash.promise;
  });
  const targetId = await engine.scheduleOne(COMMENTED);
  const target = await engine.finished(targetId);
  crash.resolve();
  expect(target.permalink).toBe((await engine.sandbox.control.live())[0]?.permalink);
});

it('the address that an extra found out survives a session that dies while it is written', async () => {
  // The mark that nobody has to ask for it again must not be durable without it: that would lose it for good.
  const writes = await breakWrites(engine.ctx.db, {
    on: 'UPDATE OF permalink ON post_target',
    when: 'NEW.permalink IS NOT NULL',
    times: 1,
    by: 'KILL',
  });
  const target = await engine.finished(await engine.scheduleOne(COMMENTED));
  expect(await writes()).toBeGreaterThan(0);
  expect(target).toMatchObject({ status: 'PUBLISHED', warnings: [], phase: null });
  expect(target.permalink).toBe((await engine.sandbox.control.live())[0]?.permalink);
  expect(await comments()).toHaveLength(1);
});

const INBOX: Sample = { platform: 'TIKTOK', format: 'VIDEO', media: ['clip'], options: { mode: 'INBOX' } };

it('a post in the inbox of the creator says so, is followed until they publish it, and then has its address', async () => {
  await engine.sandbox.control.settings('TIKTOK', { inboxPolls: 4 });
  const targetId = await engine.scheduleOne(INBOX, { caption: '' });
  const success = await engine.until(targetId, ({ status }) => status === 'SUCCESS');
  expect(success).toMatchObject({
    targetStatus: 'PUBLISHED',
    platformState: 'SEND_TO_USER_INBOX',
    message: expect.stringContaining('the creator finishes'),
    permalink: null,
  });
  const target = await engine.finished(targetId);
  expect(target).toMatchObject({ status: 'PUBLISHED', platformState: 'PUBLISH_COMPLETE', warnings: [] });
  expect(target.permalink).toMatch(/^https:\/\/www\.tiktok\.com\/@northwind\.bakery\/video\/\d+$/);
  // While it waited, nothing said otherwise.
  const between = (await engine.eventsOf(targetId)).filter(({ seq }) => seq !== null && seq > (success.seq ?? 0));
  expect(between.map(({ platformState }) => platformState)).toEqual(['PUBLISH_COMPLETE', 'PUBLISH_COMPLETE']);
});

it.each([
  ['never published', {}, 'PROCESSING_TIMEOUT', /within a day/],
  ['discarded', { status: 'FAILED', fail_reason: 'publish_cancelled' }, 'PROCESSING_FAILED', /cancelled/],
])('a post that the creator has %s stays handed over, with a warning', async (_what, verdict, code, message) => {
  const targetId = await engine.scheduleOne(INBOX, { caption: '' });
  await engine.until(targetId, ({ status }) => status === 'SUCCESS');
  if ('status' in verdict)
    await engine.sandbox.control.fault({
      operation: 'tiktok.status_fetch',
      mode: 'answer',
      times: -1,
      status: 200,
      json: { data: verdict, error: { code: 'ok', message: '', log_id: 'a1' } },
    });
  const target = await engine.finished(targetId);
  expect(target).toMatchObject({
    status: 'PUBLISHED',
    platformState: 'SEND_TO_USER_INBOX',
    warnings: [{ extra: 'inbox', code, message: expect.stringMatching(message) }],
  });
});
