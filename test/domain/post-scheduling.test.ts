import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/domain/errors.ts';
import type { CreatePostInput } from '../../src/domain/post-input.ts';
import { publishNow, reschedulePost, schedulePost } from '../../src/domain/post-scheduling.ts';
import { HOLD_LEAD_MS } from '../../src/domain/post-target.ts';
import { createScheduledPost } from '../../src/domain/posts.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import {
  createTenant,
  readEvents,
  readPost,
  readTarget,
  readTargets,
  START,
  type Tenant,
  type TestContext,
  testContext,
} from '../support/tenant.ts';

let database: TestDatabase;
let context: TestContext;
let tenant: Tenant;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(async () => {
  context = await testContext(database.db);
  tenant = await createTenant(database.db);
  return () => context[Symbol.asyncDispose]();
});

const LATER = new Date(START.getTime() + 2 * 86_400_000);
const PLANNED = new Date(START.getTime() + 86_400_000);
/** When text that is due then is woken. */
const heldFrom = (dueAt: Date) => new Date(dueAt.getTime() - HOLD_LEAD_MS);
const DRAFT = { schedule: { mode: 'DRAFT', at: PLANNED } } as const;
const TWO_TARGETS = {
  get targets(): CreatePostInput['targets'] {
    return [
      { socialAccountId: tenant.accounts.X, format: 'TEXT' },
      { socialAccountId: tenant.accounts.X, format: 'THREAD', options: { thread: [{ text: 'two' }] } },
    ];
  },
};
async function created(changes?: Partial<CreatePostInput>): Promise<string> {
  const outcome = await createScheduledPost(context.ctx, tenant.viewer, tenant.post(changes));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  return outcome.value.postId;
}
const refusals = (outcome: Outcome<unknown>) =>
  outcome.ok ? [] : outcome.errors.map(({ code, path }) => `${code} ${path.join('.')}`);
const setTargets = (postId: string, sets: string) =>
  database.db.query(`UPDATE post_target SET ${sets} WHERE post_id = $1`, [postId]);
const addStep = (targetId: string) =>
  database.db.query(`INSERT INTO publish_step (target_id, step, kind, state) VALUES ($1, 'upload', 'RUN', 'DONE')`, [
    targetId,
  ]);
const stepsOf = (targetId: string) =>
  database.db.query('SELECT step FROM publish_step WHERE target_id = $1', [targetId]);

describe('schedulePost', () => {
  test('schedules a draft at the time it was saved with', async () => {
    const postId = await created(DRAFT);
    expect((await schedulePost(context.ctx, tenant.viewer, { postId })).ok).toBe(true);
    const target = await readTarget(database.db, postId);
    expect(target).toMatchObject({ status: 'SCHEDULED', dueAt: PLANNED, wakeAt: heldFrom(PLANNED) });
    expect((await readEvents(database.db, target.id)).map(({ status }) => status)).toEqual(['DRAFTED', 'SCHEDULED']);
    expect((await readPost(database.db, postId)).version).toBe(2);
  });
  test('or at a time given now, which the post keeps', async () => {
    const postId = await created({ schedule: { mode: 'DRAFT' } });
    expect(refusals(await schedulePost(context.ctx, tenant.viewer, { postId }))).toEqual([
      'TIME_MISSING input.schedule',
    ]);
    await schedulePost(context.ctx, tenant.viewer, { postId, schedule: { mode: 'AT', localTime: '2026-06-10T09:00' } });
    expect(await readPost(database.db, postId)).toMatchObject({
      localTime: '2026-06-10T09:00:00',
      timeZone: 'Europe/Berlin',
      scheduledAt: new Date('2026-06-10T07:00:00Z'),
    });
  });
  test('refuses what the platform would refuse', async () => {
    const postId = await created({ ...DRAFT, content: { caption: '' } });
    expect(refusals(await schedulePost(context.ctx, tenant.viewer, { postId }))).toContain(
      'TEXT_MISSING input.caption',
    );
    expect((await readTarget(database.db, postId)).status).toBe('DRAFT');
  });
  test('refuses a planned time that has passed', async () => {
    const postId = await created(DRAFT);
    context.clock.set(LATER);
    expect(refusals(await schedulePost(context.ctx, tenant.viewer, { postId }))).toEqual([
      'TIME_IN_PAST input.schedule',
    ]);
  });
  test('needs targets, and posts:publish', async () => {
    const postId = await created({ ...DRAFT, targets: [] });
    expect(refusals(await schedulePost(context.ctx, tenant.viewer, { postId }))).toEqual([
      'TARGET_MISSING input.postId',
    ]);
    expect(refusals(await schedulePost(context.ctx, tenant.as(['POSTS_WRITE']), { postId }))).toEqual([
      'FORBIDDEN_SCOPE ',
    ]);
  });
  test('brings a cancelled target back by name only, unless all are cancelled', async () => {
    const postId = await created({ ...DRAFT, ...TWO_TARGETS });
    const [, second] = await readTargets(database.db, postId);
    await database.db.query(`UPDATE post_target SET status = 'CANCELLED' WHERE id = $1`, [second?.id]);
    await schedulePost(context.ctx, tenant.viewer, { postId });
    expect((await readTargets(database.db, postId)).map(({ status }) => status)).toEqual(['SCHEDULED', 'CANCELLED']);
    await schedulePost(context.ctx, tenant.viewer, { postId, targetIds: [second?.id ?? ''] });
    expect((await readTargets(database.db, postId)).map(({ status }) => status)).toEqual(['SCHEDULED', 'SCHEDULED']);
    await setTargets(postId, `status = 'CANCELLED', wake_at = NULL`);
    await schedulePost(context.ctx, tenant.viewer, { postId });
    expect((await readTargets(database.db, postId)).map(({ status }) => status)).toEqual(['SCHEDULED', 'SCHEDULED']);
  });
  test('of a published post is refused', async () => {
    const postId = await created();
    await setTargets(postId, `status = 'PUBLISHED', wake_at = NULL, intent_at = now()`);
    expect(refusals(await schedulePost(context.ctx, tenant.viewer, { postId, schedule: { mode: 'NOW' } }))).toEqual([
      'WRONG_STATUS input',
    ]);
  });
});

describe('reschedulePost', () => {
  const toLater = { mode: 'AT', at: LATER } as const;
  test('moves what is scheduled, forgets what was prepared and takes the lease', async () => {
    const postId = await created();
    const { id } = await readTarget(database.db, postId);
    await addStep(id);
    await setTargets(postId, `phase = 'UPLOADING', blocked_by = 'QUOTA', lease_id = gen_random_uuid()`);
    await reschedulePost(context.ctx, tenant.viewer, { postId, schedule: toLater });
    expect(await readTarget(database.db, postId)).toMatchObject({
      status: 'SCHEDULED',
      dueAt: LATER,
      wakeAt: heldFrom(LATER),
      phase: null,
      blockedBy: null,
      leaseId: null,
    });
    expect(await stepsOf(id)).toEqual([]);
    expect((await readPost(database.db, postId)).scheduledAt).toEqual(LATER);
  });
  test('of a draft saves the time without scheduling, and posts:write is enough', async () => {
    const postId = await created(DRAFT);
    const writer = tenant.as(['POSTS_WRITE']);
    expect((await reschedulePost(context.ctx, writer, { postId, schedule: toLater })).ok).toBe(true);
    expect(await readTarget(database.db, postId)).toMatchObject({
      status: 'DRAFT',
      dueAt: LATER,
      wakeAt: null,
      seq: 1,
    });
    expect(refusals(await reschedulePost(context.ctx, writer, { postId: await created(), schedule: toLater }))).toEqual(
      ['FORBIDDEN_SCOPE '],
    );
  });
  test('with mode DRAFT takes back what was scheduled and keeps the time as the plan', async () => {
    const postId = await created();
    await reschedulePost(context.ctx, tenant.as(['POSTS_WRITE']), { postId, schedule: { mode: 'DRAFT' } });
    expect(await readTarget(database.db, postId)).toMatchObject({ status: 'DRAFT', dueAt: PLANNED, wakeAt: null });
    expect(await readPost(database.db, postId)).toMatchObject({ scheduledAt: PLANNED });
  });
  test('leaves what is announced alone and says so', async () => {
    const postId = await created(TWO_TARGETS);
    const [first, second] = await readTargets(database.db, postId);
    await database.db.query(`UPDATE post_target SET status = 'PUBLISHING', intent_at = now() WHERE id = $1`, [
      first?.id,
    ]);
    const outcome = await reschedulePost(context.ctx, tenant.viewer, { postId, schedule: toLater });
    expect(outcome).toMatchObject({
      ok: true,
      value: { targetIds: [second?.id], refused: [{ code: 'ALREADY_COMMITTED', targetId: first?.id }] },
    });
    expect((await readTargets(database.db, postId)).map(({ dueAt }) => dueAt)).toEqual([PLANNED, LATER]);
  });
  test('reaches missed and failed targets, and only named ones when some are named', async () => {
    const postId = await created(TWO_TARGETS);
    await setTargets(postId, `status = 'MISSED', wake_at = NULL, error_code = 'MISSED_WINDOW'`);
    const [first] = await readTargets(database.db, postId);
    await reschedulePost(context.ctx, tenant.viewer, { postId, schedule: toLater, targetIds: [first?.id ?? ''] });
    expect(await readTargets(database.db, postId)).toMatchObject([
      { status: 'SCHEDULED', errorCode: null },
      { status: 'MISSED' },
    ]);
    expect((await readPost(database.db, postId)).scheduledAt).toEqual(PLANNED);
  });
  test('to the past, of foreign posts and of foreign targets is refused', async () => {
    const postId = await created();
    const foreign = await createTenant(database.db);
    expect(
      refusals(await reschedulePost(context.ctx, tenant.viewer, { postId, schedule: { mode: 'AT', at: new Date(0) } })),
    ).toEqual(['TIME_IN_PAST input.schedule']);
    expect(refusals(await reschedulePost(context.ctx, foreign.viewer, { postId, schedule: toLater }))).toEqual([
      'NOT_FOUND input.postId',
    ]);
    const other = await readTarget(database.db, await created());
    expect(
      refusals(await reschedulePost(context.ctx, tenant.viewer, { postId, schedule: toLater, targetIds: [other.id] })),
    ).toEqual(['NOT_FOUND input.targetIds.0']);
  });
});

describe('publishNow', () => {
  test('makes drafts and scheduled targets due at once and keeps what was prepared', async () => {
    const postId = await created();
    const { id } = await readTarget(database.db, postId);
    await addStep(id);
    expect((await publishNow(context.ctx, tenant.viewer, { postId })).ok).toBe(true);
    expect(await readTarget(database.db, postId)).toMatchObject({ status: 'SCHEDULED', dueAt: START, wakeAt: START });
    expect(await stepsOf(id)).toHaveLength(1);
    const draft = await created(DRAFT);
    await publishNow(context.ctx, tenant.viewer, { postId: draft });
    expect(await readTarget(database.db, draft)).toMatchObject({ status: 'SCHEDULED', dueAt: START });
  });
  test('leaves failed targets to retryPostTarget', async () => {
    const postId = await created();
    await setTargets(postId, `status = 'FAILED', wake_at = NULL`);
    expect(refusals(await publishNow(context.ctx, tenant.viewer, { postId }))).toEqual(['WRONG_STATUS input']);
  });
});
