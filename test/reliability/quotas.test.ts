/** Allowances of platforms: waited for, counted once, and given back. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { APP_SCOPE } from '../../src/domain/accounts/quota-state.ts';
import { cancelScheduledPost } from '../../src/domain/posts/actions/posts.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import type { Sample } from '../support/world.ts';

const TEXT: Sample = { platform: 'X', format: 'TEXT', media: [] };
const HOUR_MS = 3_600_000;

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
});
afterEach(() => engine[Symbol.asyncDispose]());

const live = async () => engine.sandbox.control.live();

/** As if `units` had been used at this moment by other posts of the account. */
async function use(platform: 'X' | 'TIKTOK', name: string, units: number): Promise<void> {
  await engine.ctx.db.query(
    'INSERT INTO quota_usage (id, platform, name, social_account_id, units, used, at) VALUES ($1, $2, $3, $4, $5, true, $6)',
    [uuidv7(), platform, name, engine.accounts[platform], units, engine.clock.now()],
  );
}

/** The platform says that this is the whole allowance. */
const allow = (limit: number) =>
  engine.ctx.db.query(
    'INSERT INTO quota_reading (platform, name, scope_id, "limit", read_at, resets_at) VALUES ($1, $2, $3, $4, $5, $6)',
    [
      'X',
      'posts_15m',
      engine.accounts.X,
      limit,
      engine.clock.now(),
      new Date(engine.clock.now().getTime() + 24 * HOUR_MS),
    ],
  );

it('waits for an allowance that is used up, visibly, and goes on when its window frees', async () => {
  const from = engine.clock.now().getTime();
  await use('X', 'posts_15m', 100);
  const targetId = await engine.scheduleOne(TEXT);
  const blocked = await engine.until(targetId, ({ status }) => status === 'BLOCKED');
  expect(blocked).toMatchObject({
    blockedBy: 'QUOTA',
    targetStatus: 'PUBLISHING',
    message: 'posts_15m: 100 of 100 used',
  });
  const target = await engine.finished(targetId);
  expect(target).toMatchObject({ status: 'PUBLISHED', failures: 0 });
  expect((target.publishedAt?.getTime() ?? 0) - from).toBeGreaterThanOrEqual(15 * 60_000);
  expect(await live()).toHaveLength(1);
});

it('lets a video out although the units for looking at it are used up: an upload has an allowance of its own', async () => {
  await engine.ctx.db.query(
    `INSERT INTO quota_reading (platform, name, scope_id, remaining, read_at, resets_at) VALUES ('YOUTUBE', 'units_day', $1, 0, $2, $3)`,
    [APP_SCOPE, engine.clock.now(), new Date(engine.clock.now().getTime() + 24 * HOUR_MS)],
  );
  const targetId = await engine.scheduleOne({ platform: 'YOUTUBE', format: 'VIDEO', media: ['clip'] });
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', failures: 0 });
  expect((await engine.eventsOf(targetId)).filter(({ status }) => status === 'BLOCKED')).toEqual([]);
});

it('misses a post at the end of its late window when the allowance frees only later', async () => {
  await engine.ctx.db.query(
    'INSERT INTO quota_usage (id, platform, name, units, used, at) VALUES ($1, $2, $3, $4, true, $5)',
    [uuidv7(), 'X', 'posts_24h', 10_000, engine.clock.now()],
  );
  const targetId = await engine.scheduleOne(TEXT, { at: new Date(engine.clock.now().getTime() + HOUR_MS) });
  const target = await engine.finished(targetId);
  expect(target).toMatchObject({
    status: 'MISSED',
    error: { message: expect.stringContaining('posts_24h: 10000 of 10000 used') },
  });
  const lateMs = engine.clock.now().getTime() - (target.dueAt?.getTime() ?? 0);
  expect(lateMs).toBeGreaterThanOrEqual(6 * HOUR_MS);
  expect(lateMs).toBeLessThan(7 * HOUR_MS);
});

it('leaves units to a post that has reserved them, and takes them as soon as they are given back', async () => {
  await allow(1);
  const reserves = (yes: boolean) =>
    engine.ctx.db.query('UPDATE brand SET reserves_quota = $2 WHERE id = $1', [engine.brandId, yes]);
  const inMinutes = (minutes: number) => ({ at: new Date(engine.clock.now().getTime() + minutes * 60_000) });
  engine.time.freeze();
  await reserves(true);
  const reserved = await engine.scheduleOne(TEXT, { ...inMinutes(10), caption: 'reserved' });
  expect(await engine.target(reserved)).toMatchObject({ reservesQuota: true });
  await reserves(false);
  const plain = await engine.scheduleOne(TEXT, { caption: 'plain' });
  const blocked = await engine.until(plain, ({ status }) => status === 'BLOCKED');
  expect(blocked).toMatchObject({
    blockedBy: 'QUOTA',
    message: expect.stringContaining(
      'posts_15m: 0 of 1 used, and 1 reserved for scheduled posts; the next free time is',
    ),
  });
  // Looked at every minute, without being worked on and without being told again.
  const before = await engine.target(plain);
  await engine.jump(61_000);
  const lookedAt = engine.clock.now().getTime();
  await expect.poll(async () => ((await engine.target(plain)).wakeAt?.getTime() ?? 0) - lookedAt).toBe(60_000);
  expect(await engine.target(plain)).toMatchObject({ blockedBy: 'QUOTA', attempt: before.attempt, seq: before.seq });
  const { postId } = await engine.target(reserved);
  expect(await cancelScheduledPost(engine.ctx, engine.viewer, { postId })).toMatchObject({ ok: true });
  engine.time.skip();
  expect(await engine.finished(plain)).toMatchObject({ status: 'PUBLISHED', errorCode: null });
  expect(engine.clock.now().getTime() - lookedAt).toBeLessThan(5 * 60_000);
  expect(await live()).toHaveLength(1);
});

it('publishes what has reserved its units at its time, and what has not after that', async () => {
  await allow(1);
  await engine.ctx.db.query('UPDATE brand SET reserves_quota = true WHERE id = $1', [engine.brandId]);
  const dueAt = new Date(engine.clock.now().getTime() + 4 * 60_000);
  const reserved = await engine.scheduleOne(TEXT, { at: dueAt, caption: 'reserved' });
  // No room within its window: it has reserved nothing.
  const plain = await engine.scheduleOne(TEXT, { at: new Date(dueAt.getTime() - 60_000), caption: 'plain' });
  expect(await engine.target(plain)).toMatchObject({ reservesQuota: false });
  const first = await engine.finished(reserved);
  expect(first).toMatchObject({ status: 'PUBLISHED' });
  expect((await engine.eventsOf(reserved)).filter(({ status }) => status === 'BLOCKED')).toEqual([]);
  // The answer has told of a higher limit, so it need not wait any longer.
  const second = await engine.finished(plain);
  expect(second).toMatchObject({ status: 'PUBLISHED' });
  expect(second.publishedAt?.getTime()).toBeGreaterThanOrEqual(first.publishedAt?.getTime() ?? 0);
  expect(first.publishedAt?.getTime()).toBeGreaterThanOrEqual(dueAt.getTime());
});

it('calls no platform beyond a budget in percent, from two processes, and loses no post for it', async () => {
  const POSTS = 8;
  const image: Sample = { platform: 'INSTAGRAM', format: 'IMAGE', media: ['image'] };
  await engine.sandbox.control.settings('INSTAGRAM', { callsPerHour: 200 });
  // Others use most of it in this minute; refused calls count as well.
  const me = engine.sandbox.at('https://graph.instagram.com/v27.0/me?access_token=nobody');
  for (let call = 0; call < 168; call++) await (await fetch(me)).arrayBuffer();
  engine.addWorkers();
  const posts: string[] = [];
  for (let count = 0; count < POSTS; count++) posts.push(await engine.scheduleOne(image, { caption: `no ${count}` }));
  for (const targetId of posts) expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
  expect(await live()).toHaveLength(POSTS);
  // The platform refused nothing: posts waited before it had to.
  const refused = await engine.ctx.db.query('SELECT endpoint, response FROM platform_call WHERE http_status >= 400');
  expect(refused).toEqual([]);
  const waits = await engine.ctx.db.query(
    `SELECT FROM publishing_log WHERE status = 'BLOCKED' AND message LIKE '%calls_percent: 9% of 100 used%'`,
  );
  expect(waits.length).toBeGreaterThan(0);
});

describe('a limit that is only guessed', () => {
  const VIDEO: Sample = { platform: 'TIKTOK', format: 'VIDEO', media: ['clip'] };
  const GUESSED = [
    ['direct posts to TikTok', 'posts_24h', 15, { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE' }],
    ['drafts in the inbox of a creator', 'pending_inbox_24h', 5, { mode: 'INBOX' }],
  ] as const;

  it.each(GUESSED)('warns of one more of %s, and lets the platform decide', async (_what, name, limit, options) => {
    await use('TIKTOK', name, limit);
    const targetId = await engine.scheduleOne(VIDEO, { options });
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', failures: 0 });
    const events = await engine.eventsOf(targetId);
    expect(events.filter(({ status }) => status === 'BLOCKED')).toEqual([]);
    expect(events.find(({ status }) => status === 'COMMITTING')?.message).toBe(
      `${name}: ${limit} of ${limit} used, as far as known here; the platform decides.`,
    );
  });

  it('holds a post back once the platform itself has told it', async () => {
    await use('TIKTOK', 'posts_24h', 15);
    await engine.ctx.db.query(
      'INSERT INTO quota_reading (platform, name, scope_id, "limit", read_at) VALUES ($1, $2, $3, $4, $5)',
      ['TIKTOK', 'posts_24h', engine.accounts.TIKTOK, 15, engine.clock.now()],
    );
    const targetId = await engine.scheduleOne(VIDEO, {
      options: { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE' },
    });
    const blocked = await engine.until(targetId, ({ status }) => status === 'BLOCKED');
    expect(blocked).toMatchObject({ blockedBy: 'QUOTA', message: 'posts_24h: 15 of 15 used' });
  });
});

it('tells of a blocked post what it waits for, and nothing of what went wrong before', async () => {
  await engine.sandbox.control.fault({ operation: 'x.tweets_create', mode: 'answer', status: 503, json: {} });
  engine.time.freeze();
  const targetId = await engine.scheduleOne(TEXT);
  await engine.until(targetId, ({ status }) => status === 'RETRY');
  expect(await engine.target(targetId)).toMatchObject({ errorCode: 'PLATFORM_UNAVAILABLE' });
  await use('X', 'posts_15m', 100);
  engine.time.skip();
  await engine.until(targetId, ({ blockedBy }) => blockedBy === 'QUOTA');
  expect(await engine.target(targetId)).toMatchObject({
    status: 'PUBLISHING',
    errorCode: 'QUOTA_EXCEEDED',
    error: { message: 'posts_15m: 100 of 100 used' },
  });
});

describe('when the credits of the app are spent', () => {
  const TWEETS = 'x.tweets_create';
  const spend = () =>
    engine.sandbox.control.fault({
      operation: TWEETS,
      mode: 'answer',
      times: -1,
      status: 402,
      json: { title: 'CreditsDepleted', detail: 'no credits', status: 402, type: 'about:blank' },
    });

  it('one post finds out for all that wait for the account, and all go out once there are new ones', async () => {
    await spend();
    engine.time.freeze();
    const posts: string[] = [];
    engine.hooks.set('commit:post:before', async () => {
      engine.hooks.clear();
      posts.push(await engine.scheduleOne(TEXT, { caption: 'second' }));
      posts.push(await engine.scheduleOne(TEXT, { caption: 'third' }));
      const waiting = () => engine.ctx.db.query("SELECT FROM post_target WHERE blocked_by = 'ACCOUNT_BUSY'");
      await expect.poll(waiting).toHaveLength(2);
    });
    posts.push(await engine.scheduleOne(TEXT, { caption: 'first' }));
    for (const targetId of [...posts.slice(-1), ...posts.slice(0, -1)]) {
      const { blockedBy, error, message } = await engine.until(targetId, ({ status }) => status === 'BLOCKED');
      expect({ blockedBy, error }).toMatchObject({ blockedBy: 'QUOTA', error: { code: 'QUOTA_EXCEEDED' } });
      expect(message).toContain('credits');
    }
    expect(posts).toHaveLength(3);
    expect(await engine.sandbox.control.requestCount(TWEETS)).toBe(1);
    await engine.sandbox.control.clearFaults();
    engine.time.skip();
    for (const targetId of posts) expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
    expect(await live()).toHaveLength(3);
  });

  it('a post waits inside its late window and says at its end what it waited for', async () => {
    await spend();
    const target = await engine.finished(await engine.scheduleOne(TEXT));
    expect(target).toMatchObject({ status: 'MISSED', errorCode: 'MISSED_WINDOW' });
    expect(target.error).toMatchObject({ message: expect.stringContaining('credits') });
    expect(await live()).toEqual([]);
  });
});

it('does not count the lost first try against the second one', async () => {
  await allow(1);
  await engine.sandbox.control.fault({ operation: 'x.tweets_create', mode: 'drop_before' });
  const targetId = await engine.scheduleOne(TEXT);
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
  expect((await engine.eventsOf(targetId)).filter(({ status }) => status === 'BLOCKED')).toEqual([]);
  const usage = await engine.ctx.db.query('SELECT units, used FROM quota_usage WHERE target_id = $1 AND name = $2', [
    targetId,
    'posts_15m',
  ]);
  expect(usage).toEqual([{ units: 1, used: true }]);
});

it('takes nothing for a refused post, and wakes who waits for what is given back', async () => {
  await allow(1);
  // The first loses its answer and keeps its unit while it looks; its second try is refused.
  await engine.sandbox.control.fault({ operation: 'x.tweets_create', mode: 'drop_before' });
  await engine.sandbox.control.fault({
    operation: 'x.tweets_create',
    mode: 'answer',
    status: 403,
    json: { detail: 'The Post contains an invalid URL.', type: 'about:blank', title: 'Forbidden', status: 403 },
  });
  // The first is not done with looking before the second has asked.
  engine.time.stop();
  const first = await engine.scheduleOne(TEXT, { caption: 'first' });
  await engine.until(first, ({ status }) => status === 'RETRY');
  const from = engine.clock.now().getTime();
  const second = await engine.scheduleOne(TEXT, { caption: 'second' });
  await engine.until(second, ({ blockedBy }) => blockedBy === 'QUOTA');
  engine.time.skip();
  expect(await engine.finished(first)).toMatchObject({ status: 'FAILED', errorCode: 'CONTENT_INVALID' });
  expect(await engine.finished(second)).toMatchObject({ status: 'PUBLISHED' });
  expect(engine.clock.now().getTime() - from).toBeLessThan(15 * 60_000);
});

it('gives back what a try had taken whose answer was lost, once the platform says that nothing came of it', async () => {
  const { control } = engine.sandbox;
  await control.fault({ operation: 'tiktok.upload', mode: 'drop_after' });
  await control.fault({
    operation: 'tiktok.status_fetch',
    mode: 'answer',
    times: -1,
    status: 200,
    json: { data: { status: 'FAILED', fail_reason: 'internal' }, error: { code: 'ok', message: '', log_id: 'a1' } },
  });
  const taken: unknown[] = [];
  engine.hooks.set('run:init:before', async () => {
    taken.push(await engine.ctx.db.query('SELECT name, used FROM quota_usage'));
    if (taken.length === 2) await control.clearFaults();
  });
  const targetId = await engine.scheduleOne({
    platform: 'TIKTOK',
    format: 'VIDEO',
    media: ['clip'],
    options: { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE' },
  });
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
  expect(taken).toEqual([[], []]);
});
