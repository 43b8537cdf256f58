import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/domain/errors.ts';
import type { CreatePostInput } from '../../src/domain/post-input.ts';
import { HOLD_LEAD_MS } from '../../src/domain/post-target.ts';
import { createScheduledPost } from '../../src/domain/posts.ts';
import { resolveOutcome } from '../../src/domain/resolve-outcome.ts';
import { rescheduleMissed, retryFailedTargets, retryPostTarget } from '../../src/domain/target-recovery.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import {
  createTenant,
  readEvents,
  readPost,
  readTarget,
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

/** A post with one target, which then is what `sets` says. */
async function target(sets: string, changes?: Partial<CreatePostInput>): Promise<{ postId: string; targetId: string }> {
  const outcome = await createScheduledPost(context.ctx, tenant.viewer, tenant.post(changes));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  const { postId } = outcome.value;
  const { id } = await readTarget(database.db, postId);
  await database.db.query(`UPDATE post_target SET ${sets} WHERE id = $1`, [id]);
  return { postId, targetId: id };
}
const FAILED = `status = 'FAILED', wake_at = NULL, error_code = 'NETWORK', error = '{"code":"NETWORK"}', failures = 4, attempt = 2`;
const MISSED = `status = 'MISSED', wake_at = NULL, error_code = 'MISSED_WINDOW'`;
const UNKNOWN = `status = 'OUTCOME_UNKNOWN', wake_at = NULL, intent_at = '2026-06-01T07:00:00Z', error_code = 'OUTCOME_UNKNOWN'`;
const refusals = (outcome: Outcome<unknown>) =>
  outcome.ok ? [] : outcome.errors.map(({ code, path }) => `${code} ${path.join('.')}`);
const addStep = (targetId: string, step: string, kind: string, state: string) =>
  database.db.query(
    `INSERT INTO publish_step (target_id, step, kind, state, intent_at) VALUES ($1, $2, $3, $4, now())`,
    [targetId, step, kind, state],
  );
const stepsOf = (targetId: string) =>
  database.db.query('SELECT step, state, result FROM publish_step WHERE target_id = $1 ORDER BY step', [targetId]);

describe('retryPostTarget', () => {
  test('is due now, keeps the journal, and forgets the failure', async () => {
    const { postId, targetId } = await target(FAILED);
    await addStep(targetId, 'upload', 'RUN', 'DONE');
    context.clock.advance(7 * 86_400_000);
    const now = context.clock.now();
    expect(await retryPostTarget(context.ctx, tenant.viewer, { targetId })).toMatchObject({
      ok: true,
      value: { targetId },
    });
    expect(await readTarget(database.db, postId)).toMatchObject({
      status: 'SCHEDULED',
      dueAt: now,
      wakeAt: now,
      failures: 0,
      errorCode: null,
      error: null,
      attempt: 2,
    });
    expect(await stepsOf(targetId)).toHaveLength(1);
    expect((await readEvents(database.db, targetId)).at(-1)).toMatchObject({
      status: 'SCHEDULED',
      message: 'Retried.',
    });
  });
  test('checks the content again', async () => {
    const { targetId } = await target(FAILED);
    await database.db.query(`UPDATE social_account SET status = 'DISCONNECTED' WHERE id = $1`, [tenant.accounts.X]);
    expect(refusals(await retryPostTarget(context.ctx, tenant.viewer, { targetId }))).toEqual([
      'ACCOUNT_DISCONNECTED input.socialAccountId',
    ]);
  });
  test('goes on with a thread whose first part is live', async () => {
    const { postId, targetId } = await target(`${FAILED}, intent_at = now()`);
    await addStep(targetId, 'post:0', 'COMMIT', 'DONE');
    expect((await retryPostTarget(context.ctx, tenant.viewer, { targetId })).ok).toBe(true);
    expect((await readTarget(database.db, postId)).intentAt).not.toBeNull();
  });
  test.each([MISSED, UNKNOWN, `status = 'PUBLISHED', wake_at = NULL`])('of %s is refused', async (sets) => {
    const { targetId } = await target(sets);
    expect(refusals(await retryPostTarget(context.ctx, tenant.viewer, { targetId }))).toEqual([
      'WRONG_STATUS input.targetId',
    ]);
  });
  test('of foreign and unknown targets answers alike, and needs posts:publish', async () => {
    const { targetId } = await target(FAILED);
    const foreign = await createTenant(database.db);
    for (const call of [
      retryPostTarget(context.ctx, foreign.viewer, { targetId }),
      retryPostTarget(context.ctx, tenant.viewer, { targetId: 'nonsense' }),
    ]) {
      expect(refusals(await call)).toEqual(['NOT_FOUND input.targetId']);
    }
    expect(refusals(await retryPostTarget(context.ctx, tenant.as(['POSTS_WRITE']), { targetId }))).toEqual([
      'FORBIDDEN_SCOPE ',
    ]);
  });
});

describe('retryFailedTargets', () => {
  test('retries what matches the filter and tells what could not be', async () => {
    const network = await target(FAILED);
    const other = await target(FAILED.replaceAll('NETWORK', 'MEDIA_INVALID'));
    const broken = await target(FAILED, {
      media: [{ mediaAssetId: tenant.image }],
      targets: [{ socialAccountId: tenant.accounts.INSTAGRAM, format: 'IMAGE' }],
    });
    await database.db.query(`UPDATE social_account SET status = 'DISCONNECTED' WHERE id = $1`, [
      tenant.accounts.INSTAGRAM,
    ]);
    const outcome = await retryFailedTargets(context.ctx, tenant.viewer, {
      filter: { brandId: tenant.brandId, errorCode: 'NETWORK' },
    });
    expect(outcome).toMatchObject({
      ok: true,
      value: {
        targetIds: [network.targetId],
        refused: [{ code: 'ACCOUNT_DISCONNECTED', targetId: broken.targetId }],
        hasMore: false,
      },
    });
    expect((await readTarget(database.db, other.postId)).status).toBe('FAILED');
  });
  test('of one account, since a time, and never of a foreign workspace', async () => {
    const { targetId } = await target(FAILED);
    const foreign = await createTenant(database.db);
    const nothing = { ok: true, value: { targetIds: [] } };
    expect(await retryFailedTargets(context.ctx, foreign.viewer, {})).toMatchObject(nothing);
    expect(
      await retryFailedTargets(context.ctx, tenant.viewer, { filter: { socialAccountId: tenant.accounts.TIKTOK } }),
    ).toMatchObject(nothing);
    expect(
      await retryFailedTargets(context.ctx, tenant.viewer, {
        filter: { since: new Date(START.getTime() + 3 * 86_400_000) },
      }),
    ).toMatchObject(nothing);
    expect(await retryFailedTargets(context.ctx, tenant.viewer, { filter: { brandId: 'nonsense' } })).toMatchObject(
      nothing,
    );
    expect(await retryFailedTargets(context.ctx, tenant.viewer, { filter: { since: START } })).toMatchObject({
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
    context.clock.advance(86_400_000);
    const now = context.clock.now();
    const outcome = await rescheduleMissed(context.ctx, tenant.viewer, {
      schedule: { mode: 'NOW' },
      spacingMs: 600_000,
    });
    expect(outcome).toMatchObject({ ok: true, value: { hasMore: false, refused: [] } });
    expect((await readTarget(database.db, first.postId)).dueAt).toEqual(now);
    const moved = new Date(now.getTime() + 600_000);
    expect(await readTarget(database.db, second.postId)).toMatchObject({
      status: 'SCHEDULED',
      dueAt: moved,
      wakeAt: new Date(moved.getTime() - HOLD_LEAD_MS),
      errorCode: null,
    });
    expect(await readPost(database.db, second.postId)).toMatchObject({
      scheduledAt: moved,
      localTime: '2026-06-02T10:10:00',
      version: 2,
    });
  });
  test('takes a local time on the clocks of each post', async () => {
    const { postId } = await target(MISSED);
    await rescheduleMissed(context.ctx, tenant.viewer, { schedule: { mode: 'AT', localTime: '2026-06-20T09:00' } });
    expect((await readTarget(database.db, postId)).dueAt).toEqual(new Date('2026-06-20T07:00:00Z'));
  });
  test('refuses drafts, the past, foreign filters and negative spacing', async () => {
    const call = (input: Parameters<typeof rescheduleMissed>[2]) => rescheduleMissed(context.ctx, tenant.viewer, input);
    expect(refusals(await call({ schedule: { mode: 'DRAFT' }, spacingMs: -1 }))).toEqual([
      'VALIDATION input.schedule.mode',
      'VALIDATION input.spacingMs',
    ]);
    expect(refusals(await call({ schedule: { mode: 'AT', at: new Date(0) } }))).toEqual([
      'TIME_IN_PAST input.schedule',
    ]);
    await target(MISSED);
    const foreign = await createTenant(database.db);
    expect(await call({ filter: { brandId: foreign.brandId }, schedule: { mode: 'NOW' } })).toMatchObject({
      ok: true,
      value: { targetIds: [] },
    });
  });
});

describe('resolveOutcome', () => {
  test('PUBLISHED closes the open intent with a receipt and the address', async () => {
    const { postId, targetId } = await target(UNKNOWN);
    await addStep(targetId, 'post', 'COMMIT', 'OPEN');
    const url = 'https://x.com/a/status/1';
    expect((await resolveOutcome(context.ctx, tenant.viewer, { targetId, outcome: 'PUBLISHED', url })).ok).toBe(true);
    expect(await readTarget(database.db, postId)).toMatchObject({
      status: 'PUBLISHED',
      permalink: url,
      publishedAt: new Date('2026-06-01T07:00:00Z'),
      wakeAt: null,
      errorCode: null,
    });
    expect(await stepsOf(targetId)).toEqual([{ step: 'post', state: 'DONE', result: { id: 'resolved-by-user', url } }]);
    expect((await readEvents(database.db, targetId)).at(-1)).toMatchObject({
      status: 'RESOLVED',
      targetStatus: 'PUBLISHED',
      permalink: url,
    });
  });
  test('NOT_PUBLISHED removes it, and the target can be retried and edited again', async () => {
    const { postId, targetId } = await target(UNKNOWN);
    await addStep(targetId, 'upload', 'RUN', 'DONE');
    await addStep(targetId, 'post', 'COMMIT', 'OPEN');
    await database.db.query(
      `INSERT INTO quota_usage (id, platform, name, social_account_id, target_id, step, units, at) VALUES (gen_random_uuid(), 'X', 'posts', $1, $2, 'post', 1, now())`,
      [tenant.accounts.X, targetId],
    );
    expect((await resolveOutcome(context.ctx, tenant.viewer, { targetId, outcome: 'NOT_PUBLISHED' })).ok).toBe(true);
    expect(await readTarget(database.db, postId)).toMatchObject({
      status: 'FAILED',
      intentAt: null,
      wakeAt: null,
      error: { retryable: true, userAction: 'RETRY' },
    });
    expect(await stepsOf(targetId)).toMatchObject([{ step: 'upload' }]);
    expect(await database.db.query('SELECT id FROM quota_usage WHERE target_id = $1', [targetId])).toEqual([]);
    expect((await retryPostTarget(context.ctx, tenant.viewer, { targetId })).ok).toBe(true);
  });
  test('NOT_PUBLISHED of a later part keeps what is out', async () => {
    const { postId, targetId } = await target(UNKNOWN);
    await addStep(targetId, 'post:0', 'COMMIT', 'DONE');
    await addStep(targetId, 'post:1', 'COMMIT', 'OPEN');
    await resolveOutcome(context.ctx, tenant.viewer, { targetId, outcome: 'NOT_PUBLISHED' });
    expect((await readTarget(database.db, postId)).intentAt).not.toBeNull();
    expect(await stepsOf(targetId)).toMatchObject([{ step: 'post:0', state: 'DONE' }]);
  });
  test('is for unknown outcomes only, takes https addresses only, and once', async () => {
    const failed = await target(FAILED);
    expect(
      refusals(await resolveOutcome(context.ctx, tenant.viewer, { targetId: failed.targetId, outcome: 'PUBLISHED' })),
    ).toEqual(['WRONG_STATUS input.targetId']);
    const { targetId } = await target(UNKNOWN);
    expect(
      refusals(
        await resolveOutcome(context.ctx, tenant.viewer, { targetId, outcome: 'PUBLISHED', url: 'javascript:1' }),
      ),
    ).toEqual(['VALIDATION input.url']);
    const twice = await Promise.all(
      [1, 2].map(() => resolveOutcome(context.ctx, tenant.viewer, { targetId, outcome: 'NOT_PUBLISHED' })),
    );
    expect(twice.filter(({ ok }) => ok)).toHaveLength(1);
    const foreign = await createTenant(database.db);
    expect(refusals(await resolveOutcome(context.ctx, foreign.viewer, { targetId, outcome: 'NOT_PUBLISHED' }))).toEqual(
      ['NOT_FOUND input.targetId'],
    );
  });
});
