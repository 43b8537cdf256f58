import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../src/domain/errors.ts';
import { updateScheduledPost } from '../../src/domain/post-edits.ts';
import type { CreatePostInput, UpdatePostInput } from '../../src/domain/post-input.ts';
import { HOLD_LEAD_MS, PREPARE_LEAD_MS } from '../../src/domain/post-target.ts';
import { createScheduledPost } from '../../src/domain/posts.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import {
  createTenant,
  readEvents,
  readPost,
  readTarget,
  readTargets,
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

async function created(changes?: Partial<CreatePostInput>): Promise<string> {
  const outcome = await createScheduledPost(context.ctx, tenant.viewer, tenant.post(changes));
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  return outcome.value.postId;
}
const update = (postId: string, changes: Partial<UpdatePostInput>, viewer = tenant.viewer) =>
  updateScheduledPost(context.ctx, viewer, { postId, expectedVersion: 1, ...changes });
const refusals = (outcome: Outcome<unknown>) =>
  outcome.ok ? [] : outcome.errors.map(({ code, path }) => `${code} ${path.join('.')}`);
const setTarget = (targetId: string, sets: string) =>
  database.db.query(`UPDATE post_target SET ${sets} WHERE id = $1`, [targetId]);
const addSteps = (targetId: string) =>
  database.db.query(
    `INSERT INTO publish_step (target_id, step, kind, state) VALUES ($1, 'upload', 'RUN', 'DONE'), ($1, 'ready', 'WAIT', 'OPEN')`,
    [targetId],
  );
const stepsOf = (targetId: string) =>
  database.db.query('SELECT step FROM publish_step WHERE target_id = $1', [targetId]);

/** A post with an X target that inherits the caption and an Instagram target that overrides it. */
async function twoTargets() {
  const postId = await created({
    media: [{ mediaAssetId: tenant.image }],
    targets: [
      { socialAccountId: tenant.accounts.X, format: 'IMAGE' },
      { socialAccountId: tenant.accounts.INSTAGRAM, format: 'IMAGE', overrides: { caption: 'Own' } },
    ],
  });
  const [inherits, overrides] = await readTargets(database.db, postId);
  if (!inherits || !overrides) throw new Error('two targets expected');
  return { postId, inherits, overrides };
}

describe('an edit', () => {
  test('changes content, attributes, version and content hash', async () => {
    const postId = await created({ externalId: 'a' });
    const before = await readPost(database.db, postId);
    const outcome = await update(postId, {
      content: { caption: 'New' },
      priority: 5,
      externalId: null,
      metadata: { k: 1 },
    });
    expect(outcome).toMatchObject({ ok: true, value: { postId } });
    const after = await readPost(database.db, postId);
    expect(after).toMatchObject({ caption: 'New', priority: 5, externalId: null, metadata: { k: 1 }, version: 2 });
    expect(after.contentHash).not.toBe(before.contentHash);
    expect(await readTarget(database.db, postId)).toMatchObject({ priority: 5, status: 'SCHEDULED' });
  });
  test('leaves alone what it does not name', async () => {
    const postId = await created({
      content: { caption: 'Hello', title: 'T' },
      externalId: 'a',
      metadata: { k: 1 },
      priority: 2,
    });
    const before = await readPost(database.db, postId);
    await update(postId, {});
    expect({ ...(await readPost(database.db, postId)), version: 1, updatedAt: before.updatedAt }).toEqual(before);
  });
  test('of an old version is refused and names the present one', async () => {
    const postId = await created();
    await update(postId, { content: { caption: 'mine' } });
    expect(await update(postId, { content: { caption: 'yours' } })).toMatchObject({
      ok: false,
      errors: [{ code: 'VERSION_CONFLICT', limit: 2, actual: 1 }],
    });
    expect((await readPost(database.db, postId)).caption).toBe('mine');
  });
  test('of two at once, one wins', async () => {
    const postId = await created();
    const outcomes = await Promise.all(['a', 'b', 'c'].map((caption) => update(postId, { content: { caption } })));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.flatMap(refusals)).toEqual(Array(2).fill('VERSION_CONFLICT input.expectedVersion'));
  });
  test('forgets what was prepared from the old content, starts anew and takes the lease', async () => {
    const postId = await created();
    const { id } = await readTarget(database.db, postId);
    await addSteps(id);
    await setTarget(
      id,
      `status = 'PUBLISHING', phase = 'UPLOADING', attempt = 1, failures = 2, lease_id = gen_random_uuid(), lease_until = now()`,
    );
    await update(postId, { content: { caption: 'New' } });
    expect(await stepsOf(id)).toEqual([]);
    const target = await readTarget(database.db, postId);
    expect(target).toMatchObject({ status: 'SCHEDULED', phase: null, leaseId: null, failures: 0, attempt: 1 });
    expect(target.wakeAt?.getTime()).toBe((target.dueAt?.getTime() ?? 0) - HOLD_LEAD_MS);
    expect((await readEvents(database.db, id)).map(({ status }) => status)).toEqual(['SCHEDULED', 'SCHEDULED']);
  });
  test('that gives a text an image wakes it earlier', async () => {
    const postId = await created();
    const { id } = await readTarget(database.db, postId);
    await update(postId, {
      media: [{ mediaAssetId: tenant.image, altText: 'alt' }],
      targets: { change: [{ targetId: id, format: 'IMAGE' }] },
    });
    const target = await readTarget(database.db, postId);
    expect(target.wakeAt?.getTime()).toBe((target.dueAt?.getTime() ?? 0) - PREPARE_LEAD_MS);
  });
  test('that a platform would refuse is refused while scheduled and warned of in a draft', async () => {
    const caption = 'x'.repeat(281);
    expect(refusals(await update(await created(), { content: { caption } }))).toEqual(['TEXT_TOO_LONG input.caption']);
    const draft = await created({ schedule: { mode: 'DRAFT' } });
    expect(await update(draft, { content: { caption } })).toMatchObject({
      ok: true,
      warnings: [{ code: 'TEXT_TOO_LONG' }],
    });
  });
  test('to an externalId that another post has is refused', async () => {
    await created({ externalId: 'taken' });
    expect(refusals(await update(await created(), { externalId: 'taken' }))).toEqual([
      'EXTERNAL_ID_TAKEN input.externalId',
    ]);
  });
});

describe('overrides', () => {
  test('are set key by key and cleared by null, after which the target inherits again', async () => {
    const { postId, overrides } = await twoTargets();
    await update(postId, { targets: { change: [{ targetId: overrides.id, overrides: { title: 'T' } }] } });
    const read = async () => (await readTargets(database.db, postId))[1]?.overrides;
    expect(await read()).toEqual({ caption: 'Own', title: 'T' });
    await update(postId, {
      expectedVersion: 2,
      targets: { change: [{ targetId: overrides.id, overrides: { caption: null } }] },
    });
    expect(await read()).toEqual({ title: 'T' });
    await update(postId, {
      expectedVersion: 3,
      targets: { change: [{ targetId: overrides.id, overrides: null, options: { firstComment: 'hi' } }] },
    });
    expect(await read()).toEqual({});
  });
  test('protect a target from edits of the post: only those who see the change start anew', async () => {
    const { postId, inherits, overrides } = await twoTargets();
    await addSteps(inherits.id);
    await addSteps(overrides.id);
    await update(postId, { content: { caption: 'New' } });
    expect(await stepsOf(inherits.id)).toEqual([]);
    expect(await stepsOf(overrides.id)).toHaveLength(2);
  });
});

describe('once something is announced', () => {
  test('an edit that this target would show is refused and says which target', async () => {
    const { postId, inherits } = await twoTargets();
    await setTarget(inherits.id, `status = 'PUBLISHING', intent_at = now()`);
    const outcome = await update(postId, { content: { caption: 'New' } });
    expect(outcome).toMatchObject({ ok: false, errors: [{ code: 'ALREADY_COMMITTED', targetId: inherits.id }] });
    expect((await readPost(database.db, postId)).version).toBe(1);
  });
  test('the others can still be edited on their own', async () => {
    const { postId, inherits, overrides } = await twoTargets();
    await setTarget(inherits.id, `status = 'PUBLISHED', wake_at = NULL, intent_at = now()`);
    await setTarget(overrides.id, `status = 'FAILED', wake_at = NULL, error_code = 'CONTENT_INVALID'`);
    expect(
      (await update(postId, { targets: { change: [{ targetId: overrides.id, overrides: { caption: 'Better' } }] } }))
        .ok,
    ).toBe(true);
    expect((await readTargets(database.db, postId))[1]).toMatchObject({
      status: 'FAILED',
      overrides: { caption: 'Better' },
    });
  });
  test.each([
    ['PUBLISHED', 'WRONG_STATUS'],
    ['OUTCOME_UNKNOWN', 'WRONG_STATUS'],
    ['FAILED', 'ALREADY_COMMITTED'],
  ])('a %s target is neither edited nor removed', async (status, code) => {
    const postId = await created();
    const { id } = await readTarget(database.db, postId);
    await setTarget(id, `status = '${status}', wake_at = NULL, intent_at = now()`);
    expect(refusals(await update(postId, { content: { caption: 'New' } }))).toEqual([`${code} input`]);
    expect(refusals(await update(postId, { targets: { remove: [id] } }))).toEqual([`${code} input.targets.remove`]);
  });
});

describe('targets', () => {
  test('are added to a scheduled post scheduled, and to a draft as drafts', async () => {
    const postId = await created();
    const add = [
      { socialAccountId: tenant.accounts.X, format: 'THREAD', options: { thread: [{ text: 'two' }] } },
    ] as const;
    await update(postId, { targets: { add } });
    const [first, second] = await readTargets(database.db, postId);
    expect(second).toMatchObject({ status: 'SCHEDULED', format: 'THREAD', seq: 1 });
    expect(second?.dueAt).toEqual(first?.dueAt);
    expect(await readEvents(database.db, second?.id ?? '')).toMatchObject([{ status: 'SCHEDULED' }]);
    const draft = await created({ schedule: { mode: 'DRAFT' } });
    await update(draft, { targets: { add } });
    expect((await readTargets(database.db, draft))[1]).toMatchObject({ status: 'DRAFT', wakeAt: null });
  });
  test('adding one that goes live needs posts:publish', async () => {
    const postId = await created();
    const outcome = await update(
      postId,
      {
        targets: {
          add: [{ socialAccountId: tenant.accounts.X, format: 'THREAD', options: { thread: [{ text: 'two' }] } }],
        },
      },
      tenant.as(['POSTS_WRITE']),
    );
    expect(refusals(outcome)).toEqual(['FORBIDDEN_SCOPE ']);
  });
  test('are removed with their journal and log', async () => {
    const { postId, inherits, overrides } = await twoTargets();
    await addSteps(inherits.id);
    await update(postId, { targets: { remove: [inherits.id] } });
    expect((await readTargets(database.db, postId)).map(({ id }) => id)).toEqual([overrides.id]);
    expect(await readEvents(database.db, inherits.id)).toEqual([]);
  });
  test('of other posts, foreign accounts and media are not found', async () => {
    const postId = await created();
    const foreign = await createTenant(database.db);
    const { id } = await readTarget(database.db, await created());
    const outcome = await update(postId, {
      targets: { change: [{ targetId: id, overrides: { caption: 'x' } }], remove: ['nonsense'] },
    });
    expect(refusals(outcome)).toEqual([
      'NOT_FOUND input.targets.change.0.targetId',
      'NOT_FOUND input.targets.remove.0',
    ]);
    expect(
      refusals(await update(postId, { targets: { add: [{ socialAccountId: foreign.accounts.X, format: 'TEXT' }] } })),
    ).toEqual(['NOT_FOUND input.targets.add.0.socialAccountId']);
    expect(refusals(await update(postId, { media: [{ mediaAssetId: foreign.image }] }))).toEqual([
      'NOT_FOUND input.media.0.mediaAssetId',
    ]);
    expect(refusals(await update(postId, {}, foreign.viewer))).toEqual(['NOT_FOUND input.postId']);
  });
  test('are not added twice', async () => {
    const postId = await created();
    expect(
      refusals(await update(postId, { targets: { add: [{ socialAccountId: tenant.accounts.X, format: 'TEXT' }] } })),
    ).toEqual(['TARGET_DUPLICATE input.targets.add.0']);
  });
});
