/** Units that posts reserve when they are scheduled: kept from others, given back with the time, and used when the post goes out. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { quotaKey, reservedForScheduled, shownQuotas } from '../../src/domain/accounts/quota-reads.ts';
import { reserveUnits, type UnitsAsk } from '../../src/domain/accounts/quotas.ts';
import { updateBrand } from '../../src/domain/brands.ts';
import { updateScheduledPost } from '../../src/domain/posts/actions/post-edits.ts';
import { reschedulePost, schedulePost } from '../../src/domain/posts/actions/post-scheduling.ts';
import { cancelScheduledPost, deleteScheduledPost } from '../../src/domain/posts/actions/posts.ts';
import { createDb, type Db } from '../../src/lib/db.ts';
import type { PostTarget } from '../../src/lib/prisma/client.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { openDesk } from '../support/desk.ts';
import { somebodyWaits } from '../support/locks.ts';
import { accepted } from '../support/outcomes.ts';

const desk = openDesk();
const MINUTE_MS = 60_000;
const WINDOW_MS = 15 * MINUTE_MS;
const LIMIT = 3;
let other: Db;
beforeAll(() => {
  other = createDb(desk.db.pool.options.connectionString ?? '', { max: 4 });
});
afterAll(() => other[Symbol.asyncDispose]());
beforeEach(async () => {
  await desk.db.query('DELETE FROM post_target');
  await allow(LIMIT);
  await reserves(true);
});

/** X says that the account has so many posts in 15 minutes. */
const allow = (limit: number) =>
  desk.db.query(
    `INSERT INTO quota_reading (platform, name, scope_id, "limit", read_at) VALUES ('X', 'posts_15m', $1, $2, '2026-01-01')
     ON CONFLICT (platform, name, scope_id) DO UPDATE SET "limit" = excluded."limit"`,
    [desk.accounts.X, limit],
  );
async function reserves(reservesQuota: boolean): Promise<void> {
  const [brand] = await desk.db.query<{ version: number }>('SELECT version FROM brand WHERE id = $1', [desk.brandId]);
  const change = { brandId: desk.brandId, expectedVersion: brand?.version ?? 0, reservesQuota };
  accepted(await updateBrand(desk.ctx, desk.viewer, change));
}
const minutes = (count: number) => new Date(desk.clock.now().getTime() + count * MINUTE_MS);
const at = (date: Date) => ({ mode: 'AT' as const, at: date });
const due = (date: Date) => desk.created({ schedule: at(date) });
async function targetOf(postId: string): Promise<PostTarget> {
  const [target] = await desk.db.query<PostTarget>('SELECT * FROM post_target WHERE post_id = $1', [postId]);
  if (target === undefined) throw new Error('no target');
  return target;
}
const hasReserved = async (postId: string) => (await targetOf(postId)).reservesQuota;
async function shown(): Promise<{ reserved: number; promised: number } | undefined> {
  const quota = (await shownQuotas(desk.ctx, 'X', [desk.accounts.X])).get(desk.accounts.X);
  const state = quota?.find(({ name }) => name === 'posts_15m');
  if (state === undefined) return undefined;
  const promised = await reservedForScheduled(desk.ctx, 'X', [quotaKey(state)]);
  return { reserved: state.reserved, promised: promised.get(quotaKey(state)) ?? 0 };
}
const askOf = ({ id, dueAt, reservesQuota }: PostTarget): UnitsAsk => ({
  platform: PLATFORMS.X,
  socialAccountId: desk.accounts.X,
  units: { posts_15m: 1, posts_24h: 1 },
  claim: { targetId: id, step: 'post' },
  holder: { targetId: id, dueAt, reserves: reservesQuota },
});
/** Takes the units of a post as its intent does, in one transaction with it. */
async function arm(postId: string, pool = desk.db) {
  const target = await targetOf(postId);
  return pool.tx(async (tx) => {
    const now = desk.clock.now();
    const [answer] = await reserveUnits(tx, [askOf(target)], now);
    if (answer?.ok === true) {
      await tx.query(
        `INSERT INTO publish_step (target_id, step, kind, state) VALUES ($1, 'post', 'COMMIT', 'OPEN') ON CONFLICT DO NOTHING`,
        [target.id],
      );
      await tx.query(`UPDATE post_target SET intent_at = $2, status = 'PUBLISHING' WHERE id = $1`, [target.id, now]);
    }
    return answer;
  });
}

describe('a post of a brand that reserves', () => {
  test('reserves units when it is scheduled, and gives them back when it moves, is unscheduled, cancelled or deleted', async () => {
    const postId = await due(minutes(5));
    expect(await hasReserved(postId)).toBe(true);
    expect(await shown()).toEqual({ reserved: 0, promised: 1 });
    accepted(await reschedulePost(desk.ctx, desk.viewer, { postId, schedule: at(minutes(60)) }));
    expect([await hasReserved(postId), await shown()]).toEqual([true, { reserved: 0, promised: 0 }]);
    accepted(await reschedulePost(desk.ctx, desk.viewer, { postId, schedule: { mode: 'DRAFT' } }));
    expect(await hasReserved(postId)).toBe(false);
    accepted(await schedulePost(desk.ctx, desk.viewer, { postId, schedule: at(minutes(6)) }));
    expect([await hasReserved(postId), await shown()]).toEqual([true, { reserved: 0, promised: 1 }]);
    accepted(await cancelScheduledPost(desk.ctx, desk.viewer, { postId }));
    expect([await hasReserved(postId), await shown()]).toEqual([false, { reserved: 0, promised: 0 }]);
    const second = await due(minutes(5));
    expect(await shown()).toEqual({ reserved: 0, promised: 1 });
    accepted(await deleteScheduledPost(desk.ctx, desk.viewer, { postId: second }));
    expect(await shown()).toEqual({ reserved: 0, promised: 0 });
  });

  test('reserves nothing where there is no room, and is told the next free time', async () => {
    for (let count = 0; count < LIMIT; count++) await due(minutes(5));
    const answer = await desk.create({ schedule: at(minutes(6)) });
    expect(answer).toMatchObject({
      warnings: [{ code: 'QUOTA_FULL_AT_DUE', nextFreeTime: new Date(minutes(20).getTime() + 2_000).toISOString() }],
    });
    expect(await hasReserved(accepted(answer).postId)).toBe(false);
    expect(await shown()).toEqual({ reserved: 0, promised: LIMIT });
  });

  test('keeps its units only if they still suffice after an edit', async () => {
    const thread = (parts: number) => ({ x: { thread: Array.from({ length: parts - 1 }, () => ({ text: 'more' })) } });
    const postId = await desk.created({
      targets: [{ socialAccountId: desk.accounts.X, format: 'THREAD', options: thread(2).x, optionsOf: 'X' }],
      schedule: at(minutes(5)),
    });
    expect([await hasReserved(postId), await shown()]).toEqual([true, { reserved: 0, promised: 2 }]);
    const { id } = await targetOf(postId);
    let expectedVersion = 1;
    const edit = (parts: number) =>
      updateScheduledPost(desk.ctx, desk.viewer, {
        postId,
        expectedVersion: expectedVersion++,
        targets: { change: [{ targetId: id, options: thread(parts).x, optionsOf: 'X' }] },
      });
    accepted(await edit(3));
    expect([await hasReserved(postId), await shown()]).toEqual([true, { reserved: 0, promised: 3 }]);
    accepted(await edit(4));
    expect([await hasReserved(postId), await shown()]).toEqual([false, { reserved: 0, promised: 0 }]);
  });

  test('uses what it has reserved when it goes out, once, also after a crash', async () => {
    const posts = [await due(minutes(0.1)), await due(minutes(0.1)), await due(minutes(0.1))];
    desk.clock.advance(6_000);
    for (const postId of posts) {
      expect(await arm(postId)).toMatchObject({ ok: true });
      // Whoever takes over from a dead process finds the units by their claim.
      expect(await arm(postId, other)).toMatchObject({ ok: true });
    }
    expect(await shown()).toEqual({ reserved: LIMIT, promised: 0 });
  });

  test('does not wait for another that is due later, where the platform has lowered the limit', async () => {
    const posts = [await due(minutes(3)), await due(minutes(1)), await due(minutes(2))];
    await allow(2);
    desk.clock.advance(3 * MINUTE_MS);
    const [third, first, second] = posts;
    expect(await arm(third ?? '')).toMatchObject({ ok: false, isPromised: true });
    expect(await arm(first ?? '')).toMatchObject({ ok: true });
    expect(await arm(second ?? '')).toMatchObject({ ok: true });
    expect(await arm(third ?? '')).toMatchObject({ ok: false });
  });
});

test('a post that has not reserved leaves the last units to those who have, and is told from when there are others', async () => {
  await reserves(false);
  const plain = await due(minutes(1));
  const early = await due(minutes(1));
  await reserves(true);
  for (const count of [10, 11]) expect(await hasReserved(await due(minutes(count)))).toBe(count === 10);
  desk.clock.advance(MINUTE_MS);
  expect(await arm(early)).toMatchObject({ ok: true });
  expect(await arm(plain)).toMatchObject({ ok: true });
  await reserves(false);
  const late = await due(minutes(1));
  const freeAt = new Date(desk.clock.now().getTime() + WINDOW_MS + 2_000);
  expect(await arm(late)).toMatchObject({
    ok: false,
    name: 'posts_15m',
    isPromised: true,
    retryAt: freeAt,
    message: `posts_15m: 2 of 3 used, and 1 reserved for scheduled posts; the next free time is ${freeAt.toISOString()}`,
  });
});

test('two at the same time do not both reserve the last units', async () => {
  await allow(1);
  await desk.db
    .tx(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`quota/X/posts_15m/${desk.accounts.X}`]);
      const both = Promise.all([due(minutes(5)), due(minutes(6))]);
      await somebodyWaits(desk.db);
      return { both };
    })
    .then(async ({ both }) => {
      const posts = await both;
      const held = await Promise.all(posts.map(hasReserved));
      expect(held.filter(Boolean)).toHaveLength(1);
    });
});

describe('whoever does what, in two processes', () => {
  type Move =
    | { kind: 'schedule'; reserves: boolean; inMinutes: number }
    | { kind: 'move'; which: number; inMinutes: number }
    | { kind: 'cancel'; which: number }
    | { kind: 'wait'; minutes: number };
  const inMinutes = fc.integer({ min: 1, max: 12 });
  const move: fc.Arbitrary<Move> = fc.oneof(
    { weight: 6, arbitrary: fc.record({ kind: fc.constant('schedule' as const), reserves: fc.boolean(), inMinutes }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('move' as const), which: fc.nat(), inMinutes }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), which: fc.nat() }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 4 }) }),
    },
  );
  const schedule = (reserves: boolean, inMinutes: number): Move => ({ kind: 'schedule', reserves, inMinutes });
  /** Nobody has reserved who is due first. */
  const LATECOMER = [schedule(true, 5), schedule(true, 6), schedule(true, 7), schedule(false, 1)];

  test('the limit holds in every window, what was reserved is there at its time, and nobody waits for ever', async () => {
    const run = async (moves: readonly Move[]) => {
      await desk.db.query('DELETE FROM scheduled_post');
      await desk.db.query('DELETE FROM quota_usage');
      let posts: string[] = [];
      const used: number[] = [];
      /** All that is due goes out now, those who have reserved as well as the others, in two processes. */
      const publish = async () => {
        const rows = await desk.db.query<PostTarget>(
          `SELECT * FROM post_target WHERE status = 'SCHEDULED' AND due_at <= $1 ORDER BY random()`,
          [desk.clock.now()],
        );
        const answers = await Promise.all(
          rows.map((target, index) => arm(target.postId, index % 2 === 0 ? desk.db : other)),
        );
        for (const [index, target] of rows.entries()) {
          if (target.reservesQuota) expect(answers[index]).toMatchObject({ ok: true });
          if (answers[index]?.ok !== true) continue;
          used.push(desk.clock.now().getTime());
          await desk.db.query(`UPDATE quota_usage SET used = true WHERE target_id = $1`, [target.id]);
          await desk.db.query(`UPDATE post_target SET status = 'PUBLISHED', wake_at = NULL WHERE id = $1`, [target.id]);
          posts = posts.filter((id) => id !== target.postId);
        }
      };
      for (const step of moves) {
        const chosen = 'which' in step ? posts[step.which % Math.max(1, posts.length)] : undefined;
        if (step.kind === 'schedule') {
          await desk.db.query('UPDATE brand SET reserves_quota = $2 WHERE id = $1', [desk.brandId, step.reserves]);
          posts.push(await due(minutes(step.inMinutes)));
        }
        if (step.kind === 'move' && chosen !== undefined)
          accepted(
            await reschedulePost(desk.ctx, desk.viewer, { postId: chosen, schedule: at(minutes(step.inMinutes)) }),
          );
        if (step.kind === 'cancel' && chosen !== undefined) {
          accepted(await cancelScheduledPost(desk.ctx, desk.viewer, { postId: chosen }));
          posts = posts.filter((id) => id !== chosen);
        }
        // Minute by minute, as posts fall due on the minute.
        if (step.kind === 'wait')
          for (let minute = 0; minute < step.minutes; minute++) {
            desk.clock.advance(MINUTE_MS);
            await publish();
          }
      }
      // Nobody waits for ever: what is left goes out as windows pass.
      for (let minute = 0; minute < 240 && posts.length > 0; minute++) {
        desk.clock.advance(MINUTE_MS);
        await publish();
      }
      expect(posts).toEqual([]);
      for (const endMs of used)
        expect(used.filter((atMs) => atMs > endMs - WINDOW_MS && atMs <= endMs).length).toBeLessThanOrEqual(LIMIT);
    };
    await fc.assert(fc.asyncProperty(fc.array(move, { minLength: 8, maxLength: 20 }), run), {
      numRuns: 5,
      examples: [[LATECOMER]],
    });
  });
});
