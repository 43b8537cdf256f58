/** Cancelling and deleting posts: what may be withdrawn, and for what it is too late. */
import { describe, expect, test } from 'vitest';
import { cancelScheduledPost, deleteScheduledPost } from '../../src/domain/posts/actions/posts.ts';
import { openDesk } from '../support/desk.ts';
import { accepted, refusals } from '../support/outcomes.ts';
import { createTenant, readEvents, readTarget, readTargets } from '../support/tenant.ts';

const desk = openDesk();

describe('cancelling', () => {
  test('withdraws what is not armed yet and says which target could not be withdrawn', async () => {
    const postId = await desk.created({
      targets: [
        { socialAccountId: desk.accounts.X, format: 'TEXT' },
        { socialAccountId: desk.accounts.X, format: 'THREAD', options: { thread: [{ text: 'two' }] } },
      ],
    });
    const [first, second] = await readTargets(desk.db, postId);
    await desk.db.query(`UPDATE post_target SET status = 'PUBLISHING', intent_at = now() WHERE id = $1`, [second?.id]);
    const outcome = await cancelScheduledPost(desk.ctx, desk.viewer, { postId });
    expect(outcome).toMatchObject({
      ok: true,
      value: { targetIds: [first?.id], refused: [{ code: 'ALREADY_COMMITTED', targetId: second?.id }] },
    });
    expect(await readTargets(desk.db, postId)).toMatchObject([
      { status: 'CANCELLED', wakeAt: null, seq: 2 },
      { status: 'PUBLISHING' },
    ]);
    expect(await readEvents(desk.db, first?.id ?? '')).toMatchObject([
      { status: 'SCHEDULED' },
      { status: 'CANCELLED' },
    ]);
  });
  test('takes the lease from a worker that is still preparing', async () => {
    const postId = await desk.created();
    await desk.setTargets(
      postId,
      `status = 'PUBLISHING', lease_id = gen_random_uuid(), lease_until = now() + interval '8 s'`,
    );
    accepted(await cancelScheduledPost(desk.ctx, desk.viewer, { postId }));
    expect(await readTarget(desk.db, postId)).toMatchObject({
      status: 'CANCELLED',
      leaseId: null,
      leaseUntil: null,
    });
  });
  test('again changes nothing and is no error; published is refused', async () => {
    const postId = await desk.created();
    accepted(await cancelScheduledPost(desk.ctx, desk.viewer, { postId }));
    expect(await cancelScheduledPost(desk.ctx, desk.viewer, { postId })).toMatchObject({
      ok: true,
      value: { targetIds: [], refused: [] },
    });
    const published = await desk.created();
    await desk.setTargets(published, `status = 'PUBLISHED', wake_at = NULL, intent_at = now()`);
    expect(refusals(await cancelScheduledPost(desk.ctx, desk.viewer, { postId: published }))).toEqual([
      'WRONG_STATUS input',
    ]);
  });
  test('foreign posts, old versions and missing scopes are refused', async () => {
    const postId = await desk.created();
    const foreign = await createTenant(desk.db);
    expect(refusals(await cancelScheduledPost(desk.ctx, foreign.viewer, { postId }))).toEqual([
      'NOT_FOUND input.postId',
    ]);
    expect(refusals(await cancelScheduledPost(desk.ctx, desk.viewer, { postId, expectedVersion: 9 }))).toEqual([
      'VERSION_CONFLICT input.expectedVersion',
    ]);
    expect(refusals(await cancelScheduledPost(desk.ctx, desk.as(['POSTS_READ']), { postId }))).toEqual([
      'FORBIDDEN_SCOPE ',
    ]);
  });
});

describe('deleting', () => {
  test('removes a scheduled post with its targets and log', async () => {
    const postId = await desk.created({
      media: [{ mediaAssetId: desk.image }],
      targets: [{ socialAccountId: desk.accounts.X, format: 'IMAGE' }],
    });
    expect(accepted(await deleteScheduledPost(desk.ctx, desk.viewer, { postId }))).toEqual({ postId });
    expect(await readTargets(desk.db, postId)).toEqual([]);
    expect(await desk.db.query('SELECT id FROM publishing_log WHERE post_id = $1', [postId])).toEqual([]);
    expect(await desk.db.query('SELECT id FROM media_asset WHERE id = $1', [desk.image])).toHaveLength(1);
  });
  test.each([
    [`status = 'PUBLISHING', intent_at = now()`, false],
    [`status = 'OUTCOME_UNKNOWN', wake_at = NULL, intent_at = now()`, false],
    [`status = 'PUBLISHED', wake_at = NULL, intent_at = now()`, true],
    [`status = 'FAILED', wake_at = NULL`, true],
  ])('with a target of %s: %s', async (sets, ok) => {
    const postId = await desk.created();
    await desk.setTargets(postId, sets);
    expect((await deleteScheduledPost(desk.ctx, desk.viewer, { postId })).ok).toBe(ok);
  });
});
