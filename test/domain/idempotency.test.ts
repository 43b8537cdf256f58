/** Calls that are repeated with an idempotency key. */
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../src/domain/canonical-json.ts';
import { accept, type Outcome, refuse, userError } from '../../src/domain/errors.ts';
import { IDEMPOTENCY_WINDOW_MS, withIdempotency } from '../../src/domain/idempotency.ts';
import { createScheduledPost } from '../../src/domain/posts/actions/posts.ts';
import type { CreateScheduledPostInput } from '../../src/domain/posts/post-input.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import { say } from '../../src/texts/common/texts.ts';
import { openDesk } from '../support/desk.ts';
import { createTenant, START } from '../support/tenant.ts';

const desk = openDesk();

const create = (changes: Partial<CreateScheduledPostInput> = {}) =>
  createScheduledPost(desk.ctx, desk.viewer, desk.post({ idempotencyKey: 'key', ...changes }));
const postsOf = () => desk.db.query('SELECT id FROM scheduled_post WHERE brand_id = $1', [desk.brandId]);
const codes = (outcome: Outcome<unknown>) => (outcome.ok ? [] : outcome.errors.map(({ code }) => code));

describe('one key', () => {
  test('and the same input give the same answer and one post, warnings included', async () => {
    await desk.db.query(`UPDATE social_account SET status = 'EXPIRED' WHERE id = $1`, [desk.accounts.X]);
    const first = await create();
    expect(first).toMatchObject({
      ok: true,
      warnings: expect.arrayContaining([expect.objectContaining({ code: 'ACCOUNT_EXPIRED' })]),
    });
    expect(await create()).toEqual(first);
    expect(await postsOf()).toHaveLength(1);
  });
  test('is answered even when the input would be refused by now', async () => {
    const first = await create();
    desk.clock.set(new Date(START.getTime() + IDEMPOTENCY_WINDOW_MS - 1));
    expect(await create()).toEqual(first);
  });
  test('from many clients at once makes one post, and all get its id', async () => {
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => create()));
    expect(
      new Set(outcomes.map((outcome) => (outcome.ok ? outcome.value.postId : codes(outcome).join()))),
    ).toHaveProperty('size', 1);
    expect(await postsOf()).toHaveLength(1);
  });
  test('is what makes the difference: without one, each of the same calls makes a post', async () => {
    await Promise.all(Array.from({ length: 4 }, () => create({ idempotencyKey: null })));
    expect(await postsOf()).toHaveLength(4);
  });
  test('with another input is refused, whatever the order of keys in the same one', async () => {
    await create({ metadata: { a: 1, b: 2 } });
    expect((await create({ metadata: { b: 2, a: 1 } })).ok).toBe(true);
    expect(codes(await create({ metadata: { a: 1, b: 3 } }))).toEqual(['IDEMPOTENCY_KEY_REUSED']);
    expect(await postsOf()).toHaveLength(1);
  });
  test('is free again after 24 hours', async () => {
    await create();
    desk.clock.set(new Date(START.getTime() + IDEMPOTENCY_WINDOW_MS + 1));
    expect((await create({ schedule: { mode: 'NOW' } })).ok).toBe(true);
    expect(await postsOf()).toHaveLength(2);
  });
  test('of another workspace is another key', async () => {
    await create();
    const other = await createTenant(desk.db);
    expect((await createScheduledPost(desk.ctx, other.viewer, other.post({ idempotencyKey: 'key' }))).ok).toBe(true);
  });
  test('of another API key of the workspace is another key, whatever the input', async () => {
    const mine = await create();
    const [bound, neighbour] = [desk.as(['ADMIN'], [desk.brandId]), desk.as(['ADMIN'])];
    const same = await createScheduledPost(desk.ctx, bound, desk.post({ idempotencyKey: 'key' }));
    const other = desk.post({ idempotencyKey: 'key', content: { caption: 'Something else' } });
    const different = await createScheduledPost(desk.ctx, neighbour, other);
    expect([mine.ok, same.ok, different.ok]).toEqual([true, true, true]);
    expect(same).not.toEqual(mine);
    expect(await createScheduledPost(desk.ctx, neighbour, other)).toEqual(different);
    expect(await postsOf()).toHaveLength(3);
  });
  test('stays free when the call was refused', async () => {
    expect(codes(await create({ content: { caption: '' } }))).toContain('TEXT_MISSING');
    expect((await create()).ok).toBe(true);
  });
  test.each(['', 'x'.repeat(256)])('of a wrong length is refused', async (idempotencyKey) => {
    expect(codes(await create({ idempotencyKey }))).toEqual(['VALIDATION']);
  });
});

describe('a crash between claim and commit', () => {
  test('leaves neither record nor effect, and the next call goes through', async () => {
    const brandId = uuidv7();
    const call = { key: 'crash', mutation: 'test', input: {} };
    const crashing = withIdempotency(desk.ctx, desk.viewer, call, (commitOnce) =>
      commitOnce(accept({ brandId }), async (tx) => {
        await tx.query('INSERT INTO brand (id, workspace_id, name, time_zone) VALUES ($1, $2, $3, $4)', [
          brandId,
          desk.workspaceId,
          'Brand',
          'UTC',
        ]);
        throw new Error('killed');
      }),
    );
    await expect(crashing).rejects.toThrow('killed');
    expect(await desk.db.query('SELECT id FROM brand WHERE id = $1', [brandId])).toEqual([]);
    expect(
      await withIdempotency(desk.ctx, desk.viewer, call, (commitOnce) =>
        commitOnce(accept({ brandId }), async () => null),
      ),
    ).toMatchObject({ ok: true });
  });
  test('lets a waiting second call take over, as a refusal does', async () => {
    const call = { key: 'race', mutation: 'test', input: {} };
    const claimed = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const first = withIdempotency<{ id: string }>(desk.ctx, desk.viewer, call, (commitOnce) =>
      commitOnce(accept({ id: 'first' }), async () => {
        claimed.resolve();
        await release.promise;
        return refuse(userError('VALIDATION', say('blank', { name: 'name' })));
      }),
    );
    await claimed.promise;
    const second = withIdempotency<{ id: string }>(desk.ctx, desk.viewer, call, (commitOnce) =>
      commitOnce(accept({ id: 'second' }), async () => null),
    );
    release.resolve();
    expect((await first).ok).toBe(false);
    expect(await second).toMatchObject({ ok: true, value: { id: 'second' } });
  });
});

describe('canonical JSON', () => {
  test('has one spelling per value', () => {
    const at = new Date('2026-01-01T00:00:00Z');
    expect(canonicalJson({ b: [{ d: 1, c: undefined }], a: at, n: 1n, z: null })).toBe(
      '{"a":"2026-01-01T00:00:00.000Z","b":[{"d":1}],"n":1,"z":null}',
    );
    expect(canonicalJson({ a: 1, b: { c: 2, d: 3 } })).toBe(canonicalJson({ b: { d: 3, c: 2 }, a: 1 }));
    expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
  });
});
