/** When a post goes out: scheduled, moved, and published now. */
import { describe, expect, test } from 'vitest';
import { publishNow, reschedulePost, schedulePost } from '../../src/domain/posts/actions/post-scheduling.ts';
import type { CreateScheduledPostInput } from '../../src/domain/posts/post-input.ts';
import { HOLD_LEAD_MS } from '../../src/domain/targets/post-target.ts';
import { openDesk } from '../support/desk.ts';
import { refusals } from '../support/outcomes.ts';
import {
  addStep,
  createTenant,
  readEvents,
  readPost,
  readSteps,
  readTarget,
  readTargets,
  START,
} from '../support/tenant.ts';

const desk = openDesk();

const LATER = new Date(START.getTime() + 2 * 86_400_000);
const PLANNED = new Date(START.getTime() + 86_400_000);
/** When text that is due then is woken. */
const heldFrom = (dueAt: Date) => new Date(dueAt.getTime() - HOLD_LEAD_MS);
const DRAFT = { schedule: { mode: 'DRAFT', at: PLANNED } } as const;
const TWO_TARGETS = {
  get targets(): CreateScheduledPostInput['targets'] {
    return [
      { socialAccountId: desk.accounts.X, format: 'TEXT' },
      { socialAccountId: desk.accounts.X, format: 'THREAD', options: { thread: [{ text: 'two' }] } },
    ];
  },
};

describe('schedulePost', () => {
  test('schedules a draft at the time it was saved with', async () => {
    const postId = await desk.created(DRAFT);
    expect((await schedulePost(desk.ctx, desk.viewer, { postId })).ok).toBe(true);
    const target = await readTarget(desk.db, postId);
    expect(target).toMatchObject({ status: 'SCHEDULED', dueAt: PLANNED, wakeAt: heldFrom(PLANNED) });
    expect((await readEvents(desk.db, target.id)).map(({ status }) => status)).toEqual(['DRAFTED', 'SCHEDULED']);
    expect((await readPost(desk.db, postId)).version).toBe(2);
  });
  test('or at a time given now, which the post keeps', async () => {
    const postId = await desk.created({ schedule: { mode: 'DRAFT' } });
    expect(refusals(await schedulePost(desk.ctx, desk.viewer, { postId }))).toEqual(['TIME_MISSING input.schedule']);
    await schedulePost(desk.ctx, desk.viewer, { postId, schedule: { mode: 'AT', localTime: '2026-06-10T09:00' } });
    expect(await readPost(desk.db, postId)).toMatchObject({
      localTime: '2026-06-10T09:00:00',
      timeZone: 'Europe/Berlin',
      scheduledAt: new Date('2026-06-10T07:00:00Z'),
    });
  });
  test('refuses what the platform would refuse', async () => {
    const postId = await desk.created({ ...DRAFT, content: { caption: '' } });
    expect(refusals(await schedulePost(desk.ctx, desk.viewer, { postId }))).toContain('TEXT_MISSING input.caption');
    expect((await readTarget(desk.db, postId)).status).toBe('DRAFT');
  });
  test('refuses a planned time that has passed', async () => {
    const postId = await desk.created(DRAFT);
    desk.clock.set(LATER);
    expect(refusals(await schedulePost(desk.ctx, desk.viewer, { postId }))).toEqual(['TIME_IN_PAST input.schedule']);
  });
  test('needs targets, and posts:publish', async () => {
    const postId = await desk.created({ ...DRAFT, targets: [] });
    expect(refusals(await schedulePost(desk.ctx, desk.viewer, { postId }))).toEqual(['TARGET_MISSING input.postId']);
    expect(refusals(await schedulePost(desk.ctx, desk.as(['POSTS_WRITE']), { postId }))).toEqual(['FORBIDDEN_SCOPE ']);
  });
  test('brings a cancelled target back by name only, unless all are cancelled', async () => {
    const postId = await desk.created({ ...DRAFT, ...TWO_TARGETS });
    const [, second] = await readTargets(desk.db, postId);
    await desk.db.query(`UPDATE post_target SET status = 'CANCELLED' WHERE id = $1`, [second?.id]);
    await schedulePost(desk.ctx, desk.viewer, { postId });
    expect((await readTargets(desk.db, postId)).map(({ status }) => status)).toEqual(['SCHEDULED', 'CANCELLED']);
    await schedulePost(desk.ctx, desk.viewer, { postId, targetIds: [second?.id ?? ''] });
    expect((await readTargets(desk.db, postId)).map(({ status }) => status)).toEqual(['SCHEDULED', 'SCHEDULED']);
    await desk.setTargets(postId, `status = 'CANCELLED', wake_at = NULL`);
    await schedulePost(desk.ctx, desk.viewer, { postId });
    expect((await readTargets(desk.db, postId)).map(({ status }) => status)).toEqual(['SCHEDULED', 'SCHEDULED']);
  });
  test('of a published post is refused', async () => {
    const postId = await desk.created();
    await desk.setTargets(postId, `status = 'PUBLISHED', wake_at = NULL, intent_at = now()`);
    expect(refusals(await schedulePost(desk.ctx, desk.viewer, { postId, schedule: { mode: 'NOW' } }))).toEqual([
      'WRONG_STATUS input',
    ]);
  });
});

describe('reschedulePost', () => {
  const toLater = { mode: 'AT', at: LATER } as const;
  test('moves what is scheduled, forgets what was prepared and takes the lease', async () => {
    const postId = await desk.created();
    const { id } = await readTarget(desk.db, postId);
    await addStep(desk.db, id);
    await desk.setTargets(postId, `phase = 'UPLOADING', blocked_by = 'QUOTA', lease_id = gen_random_uuid()`);
    await reschedulePost(desk.ctx, desk.viewer, { postId, schedule: toLater });
    expect(await readTarget(desk.db, postId)).toMatchObject({
      status: 'SCHEDULED',
      dueAt: LATER,
      wakeAt: heldFrom(LATER),
      phase: null,
      blockedBy: null,
      leaseId: null,
    });
    expect(await readSteps(desk.db, id)).toEqual([]);
    expect((await readPost(desk.db, postId)).scheduledAt).toEqual(LATER);
  });
  test('of a draft saves the time without scheduling, and posts:write is enough', async () => {
    const postId = await desk.created(DRAFT);
    const writer = desk.as(['POSTS_WRITE']);
    expect((await reschedulePost(desk.ctx, writer, { postId, schedule: toLater })).ok).toBe(true);
    expect(await readTarget(desk.db, postId)).toMatchObject({
      status: 'DRAFT',
      dueAt: LATER,
      wakeAt: null,
      seq: 1,
    });
    expect(
      refusals(await reschedulePost(desk.ctx, writer, { postId: await desk.created(), schedule: toLater })),
    ).toEqual(['FORBIDDEN_SCOPE ']);
  });
  test('with mode DRAFT takes back what was scheduled and keeps the time as the plan', async () => {
    const postId = await desk.created();
    await reschedulePost(desk.ctx, desk.as(['POSTS_WRITE']), { postId, schedule: { mode: 'DRAFT' } });
    expect(await readTarget(desk.db, postId)).toMatchObject({ status: 'DRAFT', dueAt: PLANNED, wakeAt: null });
    expect(await readPost(desk.db, postId)).toMatchObject({ scheduledAt: PLANNED });
  });
  test('leaves what is armed alone and says so', async () => {
    const postId = await desk.created(TWO_TARGETS);
    const [first, second] = await readTargets(desk.db, postId);
    await desk.db.query(`UPDATE post_target SET status = 'PUBLISHING', intent_at = now() WHERE id = $1`, [first?.id]);
    const outcome = await reschedulePost(desk.ctx, desk.viewer, { postId, schedule: toLater });
    expect(outcome).toMatchObject({
      ok: true,
      value: { targetIds: [second?.id], refused: [{ code: 'ALREADY_COMMITTED', targetId: first?.id }] },
    });
    expect((await readTargets(desk.db, postId)).map(({ dueAt }) => dueAt)).toEqual([PLANNED, LATER]);
  });
  test('reaches missed and failed targets, and only named ones when some are named', async () => {
    const postId = await desk.created(TWO_TARGETS);
    await desk.setTargets(postId, `status = 'MISSED', wake_at = NULL, error_code = 'MISSED_WINDOW'`);
    const [first] = await readTargets(desk.db, postId);
    await reschedulePost(desk.ctx, desk.viewer, { postId, schedule: toLater, targetIds: [first?.id ?? ''] });
    expect(await readTargets(desk.db, postId)).toMatchObject([
      { status: 'SCHEDULED', errorCode: null },
      { status: 'MISSED' },
    ]);
    expect((await readPost(desk.db, postId)).scheduledAt).toEqual(PLANNED);
  });
  test('to the past, of foreign posts and of foreign targets is refused', async () => {
    const postId = await desk.created();
    const foreign = await createTenant(desk.db);
    expect(
      refusals(await reschedulePost(desk.ctx, desk.viewer, { postId, schedule: { mode: 'AT', at: new Date(0) } })),
    ).toEqual(['TIME_IN_PAST input.schedule']);
    expect(refusals(await reschedulePost(desk.ctx, foreign.viewer, { postId, schedule: toLater }))).toEqual([
      'NOT_FOUND input.postId',
    ]);
    const other = await readTarget(desk.db, await desk.created());
    expect(
      refusals(await reschedulePost(desk.ctx, desk.viewer, { postId, schedule: toLater, targetIds: [other.id] })),
    ).toEqual(['NOT_FOUND input.targetIds.0']);
  });
});

describe('publishNow', () => {
  test('makes drafts and scheduled targets due at once and keeps what was prepared', async () => {
    const postId = await desk.created();
    const { id } = await readTarget(desk.db, postId);
    await addStep(desk.db, id);
    expect((await publishNow(desk.ctx, desk.viewer, { postId })).ok).toBe(true);
    expect(await readTarget(desk.db, postId)).toMatchObject({ status: 'SCHEDULED', dueAt: START, wakeAt: START });
    expect(await readSteps(desk.db, id)).toHaveLength(1);
    const draft = await desk.created(DRAFT);
    await publishNow(desk.ctx, desk.viewer, { postId: draft });
    expect(await readTarget(desk.db, draft)).toMatchObject({ status: 'SCHEDULED', dueAt: START });
  });
  test('leaves failed targets to retryPostTarget', async () => {
    const postId = await desk.created();
    await desk.setTargets(postId, `status = 'FAILED', wake_at = NULL`);
    expect(refusals(await publishNow(desk.ctx, desk.viewer, { postId }))).toEqual(['WRONG_STATUS input']);
  });
});
