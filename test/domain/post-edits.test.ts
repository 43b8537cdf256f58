/** Edits of a post: what they change, what they leave, and what they may not touch. */
import { describe, expect, test } from 'vitest';
import { updateScheduledPost } from '../../src/domain/posts/actions/post-edits.ts';
import type { UpdateScheduledPostInput } from '../../src/domain/posts/post-input.ts';
import { HOLD_LEAD_MS, PREPARE_LEAD_MS } from '../../src/domain/targets/post-target.ts';
import { openDesk } from '../support/desk.ts';
import { refusals } from '../support/outcomes.ts';
import { addStep, createTenant, readEvents, readPost, readSteps, readTarget, readTargets } from '../support/tenant.ts';

const desk = openDesk();

const update = (postId: string, changes: Partial<UpdateScheduledPostInput>, viewer = desk.viewer) =>
  updateScheduledPost(desk.ctx, viewer, { postId, expectedVersion: 1, ...changes });
const setTarget = (targetId: string, sets: string) =>
  desk.db.query(`UPDATE post_target SET ${sets} WHERE id = $1`, [targetId]);
/** What a run that waits for its platform has left. */
async function addSteps(targetId: string): Promise<void> {
  await addStep(desk.db, targetId);
  await addStep(desk.db, targetId, { step: 'ready', kind: 'WAIT', state: 'OPEN' });
}

/** A post with an X target that inherits the caption and an Instagram target that overrides it. */
async function twoTargets() {
  const postId = await desk.created({
    media: [{ mediaAssetId: desk.image }],
    targets: [
      { socialAccountId: desk.accounts.X, format: 'IMAGE' },
      { socialAccountId: desk.accounts.INSTAGRAM, format: 'IMAGE', overrides: { caption: 'Own' } },
    ],
  });
  const [inherits, overrides] = await readTargets(desk.db, postId);
  if (!inherits || !overrides) throw new Error('two targets expected');
  return { postId, inherits, overrides };
}

describe('an edit', () => {
  test('changes content, attributes, version and content hash', async () => {
    const postId = await desk.created({ externalId: 'a' });
    const before = await readPost(desk.db, postId);
    const outcome = await update(postId, {
      content: { caption: 'New' },
      priority: 5,
      externalId: null,
      metadata: { k: 1 },
    });
    expect(outcome).toMatchObject({ ok: true, value: { postId } });
    const after = await readPost(desk.db, postId);
    expect(after).toMatchObject({ caption: 'New', priority: 5, externalId: null, metadata: { k: 1 }, version: 2 });
    expect(after.contentHash).not.toBe(before.contentHash);
    expect(await readTarget(desk.db, postId)).toMatchObject({ priority: 5, status: 'SCHEDULED' });
  });
  test('leaves alone what it does not name', async () => {
    const postId = await desk.created({
      content: { caption: 'Hello', title: 'T' },
      externalId: 'a',
      metadata: { k: 1 },
      priority: 2,
    });
    const before = await readPost(desk.db, postId);
    await update(postId, {});
    expect({ ...(await readPost(desk.db, postId)), version: 1, updatedAt: before.updatedAt }).toEqual(before);
  });
  test('of an old version is refused and names the present one', async () => {
    const postId = await desk.created();
    await update(postId, { content: { caption: 'mine' } });
    expect(await update(postId, { content: { caption: 'yours' } })).toMatchObject({
      ok: false,
      errors: [{ code: 'VERSION_CONFLICT', limit: 2, actual: 1 }],
    });
    expect((await readPost(desk.db, postId)).caption).toBe('mine');
  });
  test('of two at once, one wins', async () => {
    const postId = await desk.created();
    const outcomes = await Promise.all(['a', 'b', 'c'].map((caption) => update(postId, { content: { caption } })));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.flatMap(refusals)).toEqual(Array(2).fill('VERSION_CONFLICT input.expectedVersion'));
  });
  test('forgets what was prepared from the old content, starts anew and takes the lease', async () => {
    const postId = await desk.created();
    const { id } = await readTarget(desk.db, postId);
    await addSteps(id);
    await setTarget(
      id,
      `status = 'PUBLISHING', phase = 'UPLOADING', attempt = 1, failures = 2, lease_id = gen_random_uuid(), lease_until = now()`,
    );
    await update(postId, { content: { caption: 'New' } });
    expect(await readSteps(desk.db, id)).toEqual([]);
    const target = await readTarget(desk.db, postId);
    expect(target).toMatchObject({ status: 'SCHEDULED', phase: null, leaseId: null, failures: 0, attempt: 1 });
    expect(target.wakeAt?.getTime()).toBe((target.dueAt?.getTime() ?? 0) - HOLD_LEAD_MS);
    expect((await readEvents(desk.db, id)).map(({ status }) => status)).toEqual(['SCHEDULED', 'SCHEDULED']);
  });
  test('that gives a text an image wakes it earlier', async () => {
    const postId = await desk.created();
    const { id } = await readTarget(desk.db, postId);
    await update(postId, {
      media: [{ mediaAssetId: desk.image, altText: 'alt' }],
      targets: { change: [{ targetId: id, format: 'IMAGE' }] },
    });
    const target = await readTarget(desk.db, postId);
    expect(target.wakeAt?.getTime()).toBe((target.dueAt?.getTime() ?? 0) - PREPARE_LEAD_MS);
  });
  test('that a platform would refuse is refused while scheduled and warned of in a draft', async () => {
    const caption = 'x'.repeat(281);
    expect(refusals(await update(await desk.created(), { content: { caption } }))).toEqual([
      'TEXT_TOO_LONG input.caption',
    ]);
    const draft = await desk.created({ schedule: { mode: 'DRAFT' } });
    expect(await update(draft, { content: { caption } })).toMatchObject({
      ok: true,
      warnings: [{ code: 'TEXT_TOO_LONG' }],
    });
  });
  test('to an externalId that another post has is refused', async () => {
    await desk.created({ externalId: 'taken' });
    expect(refusals(await update(await desk.created(), { externalId: 'taken' }))).toEqual([
      'EXTERNAL_ID_TAKEN input.externalId',
    ]);
  });
});

describe('overrides', () => {
  test('are set key by key and cleared by null, after which the target inherits again', async () => {
    const { postId, overrides } = await twoTargets();
    await update(postId, { targets: { change: [{ targetId: overrides.id, overrides: { title: 'T' } }] } });
    const read = async () => (await readTargets(desk.db, postId))[1]?.overrides;
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
    expect(await readSteps(desk.db, inherits.id)).toEqual([]);
    expect(await readSteps(desk.db, overrides.id)).toHaveLength(2);
  });
});

describe('once something is armed', () => {
  test('an edit that this target would show is refused and says which target', async () => {
    const { postId, inherits } = await twoTargets();
    await setTarget(inherits.id, `status = 'PUBLISHING', intent_at = now()`);
    const outcome = await update(postId, { content: { caption: 'New' } });
    expect(outcome).toMatchObject({ ok: false, errors: [{ code: 'ALREADY_COMMITTED', targetId: inherits.id }] });
    expect((await readPost(desk.db, postId)).version).toBe(1);
  });
  test('the others can still be edited on their own', async () => {
    const { postId, inherits, overrides } = await twoTargets();
    await setTarget(inherits.id, `status = 'PUBLISHED', wake_at = NULL, intent_at = now()`);
    await setTarget(overrides.id, `status = 'FAILED', wake_at = NULL, error_code = 'CONTENT_INVALID'`);
    expect(
      (await update(postId, { targets: { change: [{ targetId: overrides.id, overrides: { caption: 'Better' } }] } }))
        .ok,
    ).toBe(true);
    expect((await readTargets(desk.db, postId))[1]).toMatchObject({
      status: 'FAILED',
      overrides: { caption: 'Better' },
    });
  });
  test.each([
    ['PUBLISHED', 'WRONG_STATUS'],
    ['OUTCOME_UNKNOWN', 'WRONG_STATUS'],
    ['FAILED', 'ALREADY_COMMITTED'],
  ])('a %s target is neither edited nor removed', async (status, code) => {
    const postId = await desk.created();
    const { id } = await readTarget(desk.db, postId);
    await setTarget(id, `status = '${status}', wake_at = NULL, intent_at = now()`);
    expect(refusals(await update(postId, { content: { caption: 'New' } }))).toEqual([`${code} input`]);
    expect(refusals(await update(postId, { targets: { remove: [id] } }))).toEqual([`${code} input.targets.remove`]);
  });
});

describe('targets', () => {
  test('are added to a scheduled post scheduled, and to a draft as drafts', async () => {
    const postId = await desk.created();
    const add = [
      { socialAccountId: desk.accounts.X, format: 'THREAD', options: { thread: [{ text: 'two' }] } },
    ] as const;
    await update(postId, { targets: { add } });
    const [first, second] = await readTargets(desk.db, postId);
    expect(second).toMatchObject({ status: 'SCHEDULED', format: 'THREAD', seq: 1 });
    expect(second?.dueAt).toEqual(first?.dueAt);
    expect(await readEvents(desk.db, second?.id ?? '')).toMatchObject([{ status: 'SCHEDULED' }]);
    const draft = await desk.created({ schedule: { mode: 'DRAFT' } });
    await update(draft, { targets: { add } });
    expect((await readTargets(desk.db, draft))[1]).toMatchObject({ status: 'DRAFT', wakeAt: null });
  });
  test('adding one that goes live needs posts:publish', async () => {
    const postId = await desk.created();
    const outcome = await update(
      postId,
      {
        targets: {
          add: [{ socialAccountId: desk.accounts.X, format: 'THREAD', options: { thread: [{ text: 'two' }] } }],
        },
      },
      desk.as(['POSTS_WRITE']),
    );
    expect(refusals(outcome)).toEqual(['FORBIDDEN_SCOPE ']);
  });
  test('are removed with their journal and log', async () => {
    const { postId, inherits, overrides } = await twoTargets();
    await addSteps(inherits.id);
    await update(postId, { targets: { remove: [inherits.id] } });
    expect((await readTargets(desk.db, postId)).map(({ id }) => id)).toEqual([overrides.id]);
    expect(await readEvents(desk.db, inherits.id)).toEqual([]);
  });
  test('of other posts, foreign accounts and media are not found', async () => {
    const postId = await desk.created();
    const foreign = await createTenant(desk.db);
    const { id } = await readTarget(desk.db, await desk.created());
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
    const postId = await desk.created();
    expect(
      refusals(await update(postId, { targets: { add: [{ socialAccountId: desk.accounts.X, format: 'TEXT' }] } })),
    ).toEqual(['TARGET_DUPLICATE input.targets.add.0']);
  });
});
