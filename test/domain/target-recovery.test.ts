/** What a person does about targets that failed, were missed, or may be live. */
import { describe, expect, test } from 'vitest';
import { rescheduleMissed } from '../../src/domain/posts/actions/missed-posts.ts';
import { resolveOutcome } from '../../src/domain/posts/actions/resolve-outcome.ts';
import { retryFailedTargets, retryPostTarget } from '../../src/domain/posts/actions/target-recovery.ts';
import type { CreateScheduledPostInput } from '../../src/domain/posts/post-input.ts';
import { HOLD_LEAD_MS } from '../../src/domain/targets/post-target.ts';
import { openDesk } from '../support/desk.ts';
import { refusals } from '../support/outcomes.ts';
import { addStep, createTenant, readEvents, readPost, readSteps, readTarget, START } from '../support/tenant.ts';

const desk = openDesk();

/** A post with one target, which then is what `sets` says. */
async function target(
  sets: string,
  changes?: Partial<CreateScheduledPostInput>,
): Promise<{ postId: string; targetId: string }> {
  const postId = await desk.created(changes);
  const { id } = await readTarget(desk.db, postId);
  await desk.db.query(`UPDATE post_target SET ${sets} WHERE id = $1`, [id]);
  return { postId, targetId: id };
}
const FAILED = `status = 'FAILED', wake_at = NULL, error_code = 'NETWORK', error = '{"code":"NETWORK"}', failures = 4, attempt = 2`;
const MISSED = `status = 'MISSED', wake_at = NULL, error_code = 'MISSED_WINDOW'`;
const UNKNOWN = `status = 'OUTCOME_UNKNOWN', wake_at = NULL, intent_at = '2026-06-01T07:00:00Z', error_code = 'OUTCOME_UNKNOWN'`;

describe('retryPostTarget', () => {
  test('is due now, keeps the journal, and forgets the failure', async () => {
    const { postId, targetId } = await target(FAILED);
    await addStep(desk.db, targetId);
    desk.clock.advance(7 * 86_400_000);
    const now = desk.clock.now();
    expect(await retryPostTarget(desk.ctx, desk.viewer, { targetId })).toMatchObject({
      ok: true,
      value: { targetId },
    });
    expect(await readTarget(desk.db, postId)).toMatchObject({
      status: 'SCHEDULED',
      dueAt: now,
      wakeAt: now,
      failures: 0,
      errorCode: null,
      error: null,
      attempt: 2,
    });
    expect(await readSteps(desk.db, targetId)).toHaveLength(1);
    expect((await readEvents(desk.db, targetId)).at(-1)).toMatchObject({
      status: 'SCHEDULED',
      message: 'Retried.',
    });
  });
  test('checks the content again', async () => {
    const { targetId } = await target(FAILED);
    await desk.db.query(`UPDATE social_account SET status = 'DISCONNECTED' WHERE id = $1`, [desk.accounts.X]);
    expect(refusals(await retryPostTarget(desk.ctx, desk.viewer, { targetId }))).toEqual([
      'ACCOUNT_DISCONNECTED input.socialAccountId',
    ]);
  });
  test('goes on with a thread whose first part is live', async () => {
    const { postId, targetId } = await target(`${FAILED}, intent_at = now()`);
    await addStep(desk.db, targetId, { step: 'post:0', kind: 'COMMIT', state: 'DONE' });
    expect((await retryPostTarget(desk.ctx, desk.viewer, { targetId })).ok).toBe(true);
    expect((await readTarget(desk.db, postId)).intentAt).not.toBeNull();
  });
  test.each([MISSED, UNKNOWN, `status = 'PUBLISHED', wake_at = NULL`])('of %s is refused', async (sets) => {
    const { targetId } = await target(sets);
    expect(refusals(await retryPostTarget(desk.ctx, desk.viewer, { targetId }))).toEqual([
      'WRONG_STATUS input.targetId',
    ]);
  });
  test('of foreign and unknown targets answers alike, and needs posts:publish', async () => {
    const { targetId } = await target(FAILED);
    const foreign = await createTenant(desk.db);
    for (const call of [
      retryPostTarget(desk.ctx, foreign.viewer, { targetId }),
      retryPostTarget(desk.ctx, desk.viewer, { targetId: 'nonsense' }),
    ]) {
      expect(refusals(await call)).toEqual(['NOT_FOUND input.targetId']);
    }
    expect(refusals(await retryPostTarget(desk.ctx, desk.as(['POSTS_WRITE']), { targetId }))).toEqual([
      'FORBIDDEN_SCOPE ',
    ]);
  });
});

describe('retryFailedTargets', () => {
  test('retries what matches the filter and tells what could not be', async () => {
    const network = await target(FAILED);
    const other = await target(FAILED.replaceAll('NETWORK', 'MEDIA_INVALID'));
    const broken = await target(FAILED, {
      media: [{ mediaAssetId: desk.image }],
      targets: [{ socialAccountId: desk.accounts.INSTAGRAM, format: 'IMAGE' }],
    });
    await desk.db.query(`UPDATE social_account SET status = 'DISCONNECTED' WHERE id = $1`, [desk.accounts.INSTAGRAM]);
    const outcome = await retryFailedTargets(desk.ctx, desk.viewer, {
      filter: { brandId: desk.brandId, errorCode: 'NETWORK' },
    });
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        targetIds: [network.targetId],
        refused: [{ code: 'ACCOUNT_DISCONNECTED', targetId: broken.targetId }],
        hasMore: false,
      },
    });
    expect((await readTarget(desk.db, other.postId)).status).toBe('FAILED');
  });
  test('of one account, since a time, and never of a foreign workspace', async () => {
    const { targetId } = await target(FAILED);
    const foreign = await createTenant(desk.db);
    const nothing = { ok: true, value: { targetIds: [] } };
    expect(await retryFailedTargets(desk.ctx, foreign.viewer, {})).toMatchObject(nothing);
    expect(
      await retryFailedTargets(desk.ctx, desk.viewer, { filter: { socialAccountId: desk.accounts.TIKTOK } }),
    ).toMatchObject(nothing);
    expect(
      await retryFailedTargets(desk.ctx, desk.viewer, {
        filter: { since: new Date(START.getTime() + 3 * 86_400_000) },
      }),
    ).toMatchObject(nothing);
    expect(await retryFailedTargets(desk.ctx, desk.viewer, { filter: { brandId: 'nonsense' } })).toMatchObject(nothing);
    expect(await retryFailedTargets(desk.ctx, desk.viewer, { filter: { since: START } })).toMatchObject({
      ok: true,
      value: { targetIds: [targetId] },
    });
  });
});

describe('rescheduleMissed', () => {
  test('spaces posts in the order they were due and moves their time', async () => {
    const at = (hours: number) =>
      ({ schedule: { mode: 'AT', at: new Date(START.getTime() + hours * 3_600_000) } }) as const;
    const second = await target(MISSED, at(2));
    const first = await target(MISSED, at(1));
    desk.clock.advance(86_400_000);
    const now = desk.clock.now();
    const outcome = await rescheduleMissed(desk.ctx, desk.viewer, {
      schedule: { mode: 'NOW' },
      spacingMs: 600_000,
    });
    expect(outcome).toMatchObject({ ok: true, value: { hasMore: false, refused: [] } });
    expect((await readTarget(desk.db, first.postId)).dueAt).toEqual(now);
    const moved = new Date(now.getTime() + 600_000);
    expect(await readTarget(desk.db, second.postId)).toMatchObject({
      status: 'SCHEDULED',
      dueAt: moved,
      wakeAt: new Date(moved.getTime() - HOLD_LEAD_MS),
      errorCode: null,
    });
    expect(await readPost(desk.db, second.postId)).toMatchObject({
      scheduledAt: moved,
      localTime: '2026-06-02T10:10:00',
      version: 2,
    });
  });
  test('takes a local time on the clocks of each post', async () => {
    const { postId } = await target(MISSED);
    await rescheduleMissed(desk.ctx, desk.viewer, { schedule: { mode: 'AT', localTime: '2026-06-20T09:00' } });
    expect((await readTarget(desk.db, postId)).dueAt).toEqual(new Date('2026-06-20T07:00:00Z'));
  });
  test('leaves alone, with the reason, the posts on whose clocks the local time is none, and moves the others', async () => {
    // It is 10:00 in Berlin, and 04:00 in New York.
    const at = async (timeZone: string) => {
      const made = await target(MISSED);
      await desk.db.query('UPDATE scheduled_post SET time_zone = $2 WHERE id = $1', [made.postId, timeZone]);
      return made;
    };
    const [berlin, newYork] = [await at('Europe/Berlin'), await at('America/New_York')];
    const moved = await rescheduleMissed(desk.ctx, desk.viewer, {
      schedule: { mode: 'AT', localTime: '2026-06-01T07:30' },
    });
    expect(moved).toMatchObject({
      ok: true,
      value: { targetIds: [newYork.targetId], refused: [{ code: 'TIME_IN_PAST', targetId: berlin.targetId }] },
    });
    expect((await readTarget(desk.db, newYork.postId)).dueAt).toEqual(new Date('2026-06-01T11:30:00Z'));
    expect(await readTarget(desk.db, berlin.postId)).toMatchObject({ status: 'MISSED', wakeAt: null });
    const gap = { mode: 'AT', localTime: '2027-03-28T02:30' } as const;
    expect(await rescheduleMissed(desk.ctx, desk.viewer, { schedule: gap })).toMatchObject({
      ok: true,
      value: { targetIds: [], refused: [{ code: 'TIME_NONEXISTENT', targetId: berlin.targetId }] },
    });
    const nonsense = { mode: 'AT', localTime: 'soon' } as const;
    expect(refusals(await rescheduleMissed(desk.ctx, desk.viewer, { schedule: nonsense }))).toEqual([
      'TIME_INVALID input.schedule.localTime',
    ]);
  });
  test('refuses drafts, the past, foreign filters and negative spacing', async () => {
    const call = (input: Parameters<typeof rescheduleMissed>[2]) => rescheduleMissed(desk.ctx, desk.viewer, input);
    expect(refusals(await call({ schedule: { mode: 'DRAFT' }, spacingMs: -1 }))).toEqual([
      'VALIDATION input.schedule.mode',
      'VALIDATION input.spacingMs',
    ]);
    expect(refusals(await call({ schedule: { mode: 'AT', at: new Date(0) } }))).toEqual([
      'TIME_IN_PAST input.schedule',
    ]);
    await target(MISSED);
    const foreign = await createTenant(desk.db);
    expect(await call({ filter: { brandId: foreign.brandId }, schedule: { mode: 'NOW' } })).toMatchObject({
      ok: true,
      value: { targetIds: [] },
    });
  });
});

describe('resolveOutcome', () => {
  test('PUBLISHED closes the open intent with a receipt and the address, without a password', async () => {
    const { postId, targetId } = await target(UNKNOWN);
    await addStep(desk.db, targetId, { step: 'post', kind: 'COMMIT', state: 'OPEN' });
    const url = 'https://x.com/a/status/1';
    const given = 'https://user:password@x.com/a/status/1';
    expect((await resolveOutcome(desk.ctx, desk.viewer, { targetId, outcome: 'PUBLISHED', url: given })).ok).toBe(true);
    expect(await readTarget(desk.db, postId)).toMatchObject({
      status: 'PUBLISHED',
      permalink: url,
      publishedAt: new Date('2026-06-01T07:00:00Z'),
      wakeAt: null,
      errorCode: null,
    });
    expect(await readSteps(desk.db, targetId)).toEqual([
      { step: 'post', state: 'DONE', result: { id: 'resolved-by-user', url } },
    ]);
    expect((await readEvents(desk.db, targetId)).at(-1)).toMatchObject({
      status: 'RESOLVED',
      targetStatus: 'PUBLISHED',
      permalink: url,
    });
  });
  test('NOT_PUBLISHED removes it, and the target can be retried and edited again', async () => {
    const { postId, targetId } = await target(UNKNOWN);
    await addStep(desk.db, targetId);
    await addStep(desk.db, targetId, { step: 'post', kind: 'COMMIT', state: 'OPEN' });
    await desk.db.query(
      `INSERT INTO quota_usage (id, platform, name, social_account_id, target_id, step, units, at) VALUES (gen_random_uuid(), 'X', 'posts', $1, $2, 'post', 1, now())`,
      [desk.accounts.X, targetId],
    );
    expect((await resolveOutcome(desk.ctx, desk.viewer, { targetId, outcome: 'NOT_PUBLISHED' })).ok).toBe(true);
    expect(await readTarget(desk.db, postId)).toMatchObject({
      status: 'FAILED',
      intentAt: null,
      wakeAt: null,
      error: { retryable: true, userAction: 'RETRY' },
    });
    expect(await readSteps(desk.db, targetId)).toMatchObject([{ step: 'upload' }]);
    expect(await desk.db.query('SELECT id FROM quota_usage WHERE target_id = $1', [targetId])).toEqual([]);
    expect((await retryPostTarget(desk.ctx, desk.viewer, { targetId })).ok).toBe(true);
  });
  test('NOT_PUBLISHED of a later part keeps what is out', async () => {
    const { postId, targetId } = await target(UNKNOWN);
    await addStep(desk.db, targetId, { step: 'post:0', kind: 'COMMIT', state: 'DONE' });
    await addStep(desk.db, targetId, { step: 'post:1', kind: 'COMMIT', state: 'OPEN' });
    await resolveOutcome(desk.ctx, desk.viewer, { targetId, outcome: 'NOT_PUBLISHED' });
    expect((await readTarget(desk.db, postId)).intentAt).not.toBeNull();
    expect(await readSteps(desk.db, targetId)).toMatchObject([{ step: 'post:0', state: 'DONE' }]);
  });
  test('is for unknown outcomes only, takes https addresses only, and once', async () => {
    const failed = await target(FAILED);
    expect(
      refusals(await resolveOutcome(desk.ctx, desk.viewer, { targetId: failed.targetId, outcome: 'PUBLISHED' })),
    ).toEqual(['WRONG_STATUS input.targetId']);
    const { targetId } = await target(UNKNOWN);
    expect(
      refusals(await resolveOutcome(desk.ctx, desk.viewer, { targetId, outcome: 'PUBLISHED', url: 'javascript:1' })),
    ).toEqual(['VALIDATION input.url']);
    const twice = await Promise.all(
      [1, 2].map(() => resolveOutcome(desk.ctx, desk.viewer, { targetId, outcome: 'NOT_PUBLISHED' })),
    );
    expect(twice.filter(({ ok }) => ok)).toHaveLength(1);
    const foreign = await createTenant(desk.db);
    expect(refusals(await resolveOutcome(desk.ctx, foreign.viewer, { targetId, outcome: 'NOT_PUBLISHED' }))).toEqual([
      'NOT_FOUND input.targetId',
    ]);
  });
});
