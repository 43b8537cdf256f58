/** Syncs of accounts and posts: what is read when, what becomes of failures, and what is noticed on the way. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setBudget } from '../../src/domain/accounts/budgets.ts';
import { readEvents, settledPosition } from '../../src/domain/events/read.ts';
import { readingsOfNewPosts } from '../../src/domain/insights/readings.ts';
import { syncAccount } from '../../src/domain/insights/sync.ts';
import { haveAccountsSynced } from '../../src/domain/insights/sync-plan.ts';
import { nextTurn } from '../../src/domain/insights/turns.ts';
import type { PostFigures } from '../../src/lib/prisma/client.ts';
import { type ByHand, startByHand } from '../support/by-hand.ts';
import { accepted } from '../support/outcomes.ts';
import type { Sample } from '../support/world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const VIDEO: Sample = { platform: 'YOUTUBE', format: 'VIDEO', media: ['video'] };
const TEXT: Sample = { platform: 'X', format: 'TEXT', media: [] };

/** Everything that happened since the last time, as the consumer hears of it. */
function hearing(world: ByHand) {
  let position = 0n;
  return async () => {
    const events = await readEvents(world.ctx.db, position, await settledPosition(world.ctx.db), 1_000);
    position = events.at(-1)?.position ?? position;
    await world.ctx.db.tx((tx) => readingsOfNewPosts.handle(tx, events));
    return events;
  };
}

const figuresOf = (world: ByHand, targetId: string) =>
  world.ctx.db.query<PostFigures>('SELECT * FROM post_figures WHERE target_id = $1 ORDER BY age', [targetId]);
const eventsOf = async (world: ByHand, type: string) =>
  (
    await world.ctx.db.query<{ payload: Record<string, unknown> }>(
      'SELECT payload FROM event WHERE type = $1 ORDER BY position',
      [type],
    )
  ).map(({ payload }) => payload);
/** What the sweep has put into the queue, taken out of it. */
async function jobs(world: ByHand) {
  await haveAccountsSynced(world.ctx);
  const found = await world.ctx.db.query<{ data: { socialAccountId: string; isDaily: boolean } }>(
    "DELETE FROM pgboss.job WHERE name = 'sync-account' RETURNING data",
  );
  return found.map(({ data }) => data);
}

async function work(world: ByHand) {
  const results = [];
  for (const { socialAccountId, isDaily } of await jobs(world))
    results.push(await syncAccount(world.ctx, socialAccountId, { isDaily }));
  return results;
}

describe('YouTube', () => {
  let world: ByHand;
  let hear: ReturnType<typeof hearing>;
  let account: string;
  let published: { target: string; video: string };
  beforeAll(async () => {
    world = await startByHand('YOUTUBE');
    await world.queue.start();
    hear = hearing(world);
    account = world.accounts.YOUTUBE;
  });
  afterAll(() => world[Symbol.asyncDispose]());
  beforeEach(async () => {
    await world.sandbox.control.clearFaults();
    await world.ctx.db.query(
      'UPDATE account_sync SET retry_at = NULL, failures = 0, is_failure_told = false, error = NULL',
    );
    await world.ctx.db.query('DELETE FROM quota_reading');
  });

  const publish = async (caption: string) => {
    const target = await world.finish(await world.scheduleOne(VIDEO, { caption, title: caption }));
    await hear();
    published = { target: target.id, video: target.externalId ?? '' };
    return published;
  };

  it('reads a new account at once, and from then on once a day at a time of its own', async () => {
    await world.sandbox.control.figures('YOUTUBE', await channel(), { subscriberCount: 1_000 });
    expect(await jobs(world)).toEqual([{ socialAccountId: account, isDaily: true }]);
    // Taken, and not ended: nobody begins it a second time.
    expect(await jobs(world)).toEqual([]);
    expect(await syncAccount(world.ctx, account, { isDaily: true })).toEqual({ kind: 'SYNCED', posts: 0 });
    const [row] = await world.ctx.db.query('SELECT due_at, synced_at FROM account_sync');
    expect(row).toMatchObject({ dueAt: nextTurn(account, world.ctx.clock.now()), syncedAt: expect.any(Date) });
    await world.pass(DAY_MS);
    await world.sandbox.control.figures('YOUTUBE', await channel(), { subscriberCount: 1_010 });
    expect(await work(world)).toEqual([{ kind: 'SYNCED', posts: 0 }]);
    expect(await eventsOf(world, 'account.metrics_synced')).toMatchObject([
      { followers: 1_000, followersBefore: null },
      { followers: 1_010, followersBefore: 1_000 },
    ]);
  });

  const channel = async () =>
    (await world.ctx.db.query<{ externalId: string }>('SELECT external_id FROM social_account'))[0]?.externalId ?? '';

  it('reads a post when it is 1 hour and 24 hours old, and stores what was told under that age', async () => {
    const { target, video } = await publish('measured');
    expect((await figuresOf(world, target)).map(({ age, closedAt }) => [age, closedAt !== null])).toEqual([
      ['H1', false],
      ['H24', false],
      ['D7', false],
      ['D30', false],
      ['LATEST', true],
    ]);
    await world.pass(HOUR_MS + 60_000);
    await world.sandbox.control.figures('YOUTUBE', video, { viewCount: 10, likeCount: 0, commentCount: null });
    await work(world);
    await world.pass(DAY_MS);
    await world.sandbox.control.figures('YOUTUBE', video, { viewCount: 500, likeCount: 7 });
    await work(world);
    const rows = new Map((await figuresOf(world, target)).map((row) => [row.age, row]));
    expect(rows.get('H1')).toMatchObject({ values: { VIEWS: 10, LIKES: 0 }, gap: null, readAt: expect.any(Date) });
    expect(rows.get('H1')?.values).not.toHaveProperty('COMMENTS');
    expect(rows.get('H24')?.values).toMatchObject({ VIEWS: 500, LIKES: 7 });
    expect(rows.get('LATEST')?.values).toMatchObject({ VIEWS: 500, LIKES: 7 });
    expect(rows.get('D7')).toMatchObject({ closedAt: null, readAt: null });
  });

  it('says of a reading that came too late that there is none', async () => {
    const { target } = await publish('missed');
    await world.pass(3 * HOUR_MS);
    await work(world);
    const rows = new Map((await figuresOf(world, target)).map((row) => [row.age, row]));
    expect(rows.get('H1')).toMatchObject({ gap: 'NOT_READ', readAt: null, values: {} });
    expect(rows.get('H24')?.closedAt).toBeNull();
  });

  it('notices a post that was deleted or hidden at the platform, once, and that it is back', async () => {
    const { target, video } = await publish('private for a while');
    const gone = await publish('deleted');
    await world.sandbox.control.vanish('YOUTUBE', gone.video);
    await world.sandbox.control.vanish('YOUTUBE', video, 'HIDDEN');
    for (let day = 0; day < 2; day += 1) {
      await world.pass(DAY_MS);
      await work(world);
    }
    expect(await world.target(target)).toMatchObject({ status: 'PUBLISHED', presence: 'HIDDEN' });
    expect(await world.target(gone.target)).toMatchObject({ status: 'PUBLISHED', presence: 'GONE' });
    const told = await eventsOf(world, 'post.gone');
    expect(told.map(({ targetId, presence }) => [targetId, presence]).toSorted()).toEqual(
      [
        [`target_${target}`, 'HIDDEN'],
        [`target_${gone.target}`, 'GONE'],
      ].toSorted(),
    );
    // Its figures are no zeros.
    const [h24] = (await figuresOf(world, gone.target)).filter(({ age }) => age === 'H24');
    expect(h24).toMatchObject({ values: {}, gap: 'GONE' });
    await world.sandbox.control.vanish('YOUTUBE', video, 'SHOWN');
    await world.pass(DAY_MS);
    await work(world);
    expect((await world.target(target)).presence).toBeNull();
    expect(await eventsOf(world, 'post.shown_again')).toMatchObject([{ targetId: `target_${target}` }]);
  });

  it('keeps what it read when the rest fails, tries again later, and tells of it once it lasts', async () => {
    await world.pass(DAY_MS);
    await world.sandbox.control.fault({
      operation: 'youtube.channels_list',
      mode: 'answer',
      status: 500,
      json: {},
      times: -1,
    });
    const before = (await eventsOf(world, 'account.metrics_failed')).length;
    const retries: number[] = [];
    for (let tries = 0; tries < 4; tries += 1) {
      const now = world.ctx.clock.now().getTime();
      expect(await work(world)).toMatchObject([{ kind: 'FAILED', failure: { code: 'PLATFORM_UNAVAILABLE' } }]);
      const [row] = await world.ctx.db.query<{ retryAt: Date }>('SELECT retry_at FROM account_sync');
      retries.push((row?.retryAt.getTime() ?? 0) - now);
      // Before its time, nobody asks again.
      expect(await jobs(world)).toEqual([]);
      await world.pass((row?.retryAt.getTime() ?? 0) - world.ctx.clock.now().getTime() + 1_000);
    }
    expect(retries).toEqual(retries.toSorted((a, b) => a - b));
    expect(await eventsOf(world, 'account.metrics_failed')).toHaveLength(before + 1);
    await world.sandbox.control.clearFaults();
    expect(await work(world)).toMatchObject([{ kind: 'SYNCED' }]);
    expect(await world.ctx.db.query('SELECT failures, error FROM account_sync')).toEqual([
      { failures: 0, error: null },
    ]);
  });

  it('counts the units that it takes, and reads fifty videos with one', async () => {
    await world.pass(DAY_MS);
    const used = async () =>
      Number(
        (
          await world.ctx.db.query<{ n: number }>(
            "SELECT coalesce(sum(units), 0)::int AS n FROM quota_usage WHERE name = 'units_day'",
          )
        )[0]?.n,
      );
    const before = await used();
    await work(world);
    // One for all videos and one for the channel.
    expect(await used()).toBe(before + 2);
  });

  it('waits for what is not ACTIVE, and goes on when it is connected again', async () => {
    await world.pass(DAY_MS);
    await world.ctx.db.query("UPDATE social_account SET status = 'EXPIRED'");
    expect(await work(world)).toMatchObject([{ kind: 'POSTPONED', why: 'INACTIVE' }]);
    expect(await jobs(world)).toEqual([]);
    await world.connect('YOUTUBE');
    await hear();
    expect(await work(world)).toMatchObject([{ kind: 'SYNCED' }]);
  });
});

describe('X', () => {
  let world: ByHand;
  let hear: ReturnType<typeof hearing>;
  beforeAll(async () => {
    world = await startByHand('X');
    await world.queue.start();
    hear = hearing(world);
  });
  afterAll(() => world[Symbol.asyncDispose]());

  it('reads nothing that is billed until there is a budget, and no more than it reaches for', async () => {
    const budget = async (limitMinor: number | null) =>
      accepted(await setBudget(world.ctx, world.viewer, { currency: 'USD', limitMinor }));
    const count = (operation: string) => world.sandbox.control.requestCount(`x.${operation}`);
    const target = await world.finish(await world.scheduleOne(TEXT, { caption: 'dear figures' }));
    await hear();
    const looks = await count('users_me');
    await world.pass(HOUR_MS + 60_000);
    expect(await work(world)).toMatchObject([{ kind: 'POSTPONED', why: 'NO_BUDGET' }]);
    expect([await count('tweets_lookup'), await count('users_me')]).toEqual([0, looks]);
    const [h1] = await figuresOf(world, target.id);
    expect(h1).toMatchObject({ age: 'H1', closedAt: null, gap: 'NO_BUDGET' });

    await budget(100);
    await world.ctx.db.query('UPDATE account_sync SET retry_at = NULL, due_at = $1', [world.ctx.clock.now()]);
    expect(await work(world)).toMatchObject([{ kind: 'SYNCED', posts: 1 }]);
    expect([await count('tweets_lookup'), await count('users_me')]).toEqual([1, looks + 1]);
    const charges = await world.ctx.db.query<{ item: string; micros: number }>(
      "SELECT item, micros::int FROM charge WHERE item IN ('post_read', 'user_read') AND resource IS NOT NULL ORDER BY at DESC, item LIMIT 2",
    );
    expect(charges.map(({ item }) => item).toSorted()).toEqual(['post_read', 'user_read']);

    // A post that is not due is not read again, because that would cost.
    await world.pass(13 * HOUR_MS);
    await world.ctx.db.query('UPDATE account_sync SET due_at = $1', [world.ctx.clock.now()]);
    await work(world);
    expect(await count('tweets_lookup')).toBe(1);

    await budget(1);
    await world.pass(DAY_MS);
    expect(await work(world)).toMatchObject([{ kind: 'POSTPONED', why: 'NO_BUDGET' }]);
    expect(await count('tweets_lookup')).toBe(1);
  });
});

it('spreads accounts over the day, each at the same time every day', () => {
  const now = new Date('2026-12-01T12:00:00Z');
  const ids = Array.from({ length: 400 }, (_, n) => `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`);
  const turns = ids.map((id) => nextTurn(id, now).getTime() - now.getTime());
  expect(Math.min(...turns)).toBeGreaterThan(0);
  expect(Math.max(...turns)).toBeLessThanOrEqual(DAY_MS);
  for (let hour = 0; hour < 24; hour += 1)
    expect(turns.filter((ms) => Math.floor(ms / HOUR_MS) === hour).length).toBeGreaterThan(4);
  const [id = ''] = ids;
  expect(nextTurn(id, nextTurn(id, now)).getTime() - nextTurn(id, now).getTime()).toBe(DAY_MS);
});
