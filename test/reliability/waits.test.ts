/** A platform that says "later": how often it is asked, by whom, and who goes first when the wait is over. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FaultInput } from '../../sandbox/faults.ts';
import { giveBackUnits } from '../../src/domain/accounts/quotas.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import type { Sample } from '../support/world.ts';

const TEXT: Sample = { platform: 'X', format: 'TEXT', media: [] };
const THREAD: Sample = {
  platform: 'X',
  format: 'THREAD',
  media: [],
  options: { thread: [{ text: 'second part' }, { text: 'third part' }] },
};
const DIRECT = { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE' };
const INBOX = { mode: 'INBOX' };
const HOUR_MS = 3_600_000;

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
});
afterEach(() => engine[Symbol.asyncDispose]());

const inMs = (ms: number) => new Date(engine.clock.now().getTime() + ms);
const calls = (operation: string) => engine.sandbox.control.requestCount(operation);
const live = async () => (await engine.sandbox.control.live()).map(({ text }) => text);
const waits = () => engine.ctx.db.query('SELECT scope_id, quota, refusals FROM platform_wait');

interface Refusing {
  what: string;
  sample: Sample;
  operation: string;
  status: number;
  json: FaultInput['json'];
}

const refuse = ({ operation, status, json }: Pick<Refusing, 'operation' | 'status' | 'json'>, times = -1) =>
  engine.sandbox.control.fault({ operation, mode: 'answer', times, status, json });

const TOO_MANY: Pick<Refusing, 'operation' | 'status' | 'json'> = {
  operation: 'x.tweets_create',
  status: 429,
  json: { title: 'Too Many Requests', detail: 'Too Many Requests', type: 'about:blank', status: 429 },
};
const NO_CREDITS = {
  operation: 'x.tweets_create',
  status: 402,
  json: { title: 'CreditsDepleted', detail: 'no credits', status: 402, type: 'about:blank' },
};
const graphError = (code: number, error_subcode?: number) => ({
  error: { message: 'later', type: 'OAuthException', code, ...(error_subcode === undefined ? {} : { error_subcode }) },
});
const tiktokError = (code: string) => ({ data: {}, error: { code, message: 'later', log_id: 'a1' } });

const REFUSING: readonly Refusing[] = [
  { what: 'X says 429 and no more', sample: TEXT, ...TOO_MANY },
  { what: 'the credits at X are spent', sample: TEXT, ...NO_CREDITS },
  {
    what: 'TikTok says that these are too many requests',
    sample: { platform: 'TIKTOK', format: 'VIDEO', media: ['clip'], options: DIRECT },
    operation: 'tiktok.video_init',
    status: 429,
    json: tiktokError('rate_limit_exceeded'),
  },
  {
    what: 'TikTok says that these are too many photos',
    sample: { platform: 'TIKTOK', format: 'IMAGE', media: ['image'], options: DIRECT },
    operation: 'tiktok.content_init',
    status: 429,
    json: tiktokError('rate_limit_exceeded'),
  },
  {
    what: 'Instagram says that the day is full',
    sample: { platform: 'INSTAGRAM', format: 'IMAGE', media: ['image'] },
    operation: 'instagram.media_publish',
    status: 403,
    json: graphError(9, 2_207_042),
  },
  {
    what: 'Instagram says that the app calls too often',
    sample: { platform: 'INSTAGRAM', format: 'IMAGE', media: ['image'] },
    operation: 'instagram.container_create',
    status: 400,
    json: graphError(4),
  },
  {
    what: 'YouTube says that the quota of the day is spent',
    sample: { platform: 'YOUTUBE', format: 'SHORT', media: ['clip'] },
    operation: 'youtube.videos_insert',
    status: 403,
    json: { error: { code: 403, message: 'quota', errors: [{ domain: 'youtube.quota', reason: 'quotaExceeded' }] } },
  },
];

describe('while a platform refuses, three posts of an account ask it a handful of times', () => {
  it.each(REFUSING)('when $what', async (refusing) => {
    await engine.addWorkers().ready;
    await refuse(refusing);
    const posts: string[] = [];
    for (const [index, caption] of ['one', 'two', 'three'].entries())
      posts.push(await engine.scheduleOne(refusing.sample, { caption, at: inMs(20_000 + index * 3_000) }));
    for (const targetId of posts)
      expect(await engine.finished(targetId)).toMatchObject({ status: 'MISSED', errorCode: 'MISSED_WINDOW' });
    // All of the late window: six hours, in which it is asked every half hour at most, and more often only at first.
    const asked = await calls(refusing.operation);
    expect(asked).toBeGreaterThan(5);
    expect(asked).toBeLessThan(45);
    expect(await live()).toEqual([]);
  });
});

it('all that wait say the same: that they are blocked, for what, and until when', async () => {
  await refuse(NO_CREDITS);
  engine.time.freeze();
  const posts = [await engine.scheduleOne(TEXT, { caption: 'one' })];
  await engine.until(posts[0] ?? '', ({ status }) => status === 'BLOCKED');
  posts.push(await engine.scheduleOne(TEXT, { caption: 'two' }));
  await engine.until(posts[1] ?? '', ({ status }) => status === 'BLOCKED');
  for (const targetId of posts)
    expect(await engine.target(targetId)).toMatchObject({
      status: 'PUBLISHING',
      blockedBy: 'QUOTA',
      errorCode: 'QUOTA_EXCEEDED',
      error: { message: expect.stringContaining('credits'), retryAt: expect.any(String) },
    });
  expect(await calls('x.tweets_create')).toBe(1);
});

it('what concerns the app concerns all its accounts, also those that were ready before anybody was refused', async () => {
  const [, second] = (await engine.sandbox.control.accounts()).filter(({ platform }) => platform === 'X');
  const other = await engine.connect('X', { account: second?.username ?? '' });
  await refuse(NO_CREDITS);
  engine.time.freeze();
  const post = (socialAccountId: string, at: Date) =>
    engine.schedule([{ socialAccountId, format: 'TEXT' }], { caption: socialAccountId, at });
  const first = await post(engine.accounts.X, inMs(60_000));
  const later = await post(other, inMs(60_000));
  await engine.jump(57_000);
  await expect.poll(() => engine.workers.held.count, { timeout: 20_000 }).toBe(2);
  // The second one is about to store its intent when the first one is refused.
  let isFirst = true;
  engine.hooks.set('commit:post:before', async () => {
    const waitsFor = isFirst ? 0 : 1;
    isFirst = false;
    await expect.poll(waits, { timeout: 20_000 }).toHaveLength(waitsFor);
  });
  await engine.jump(4_000);
  await engine.until(first.targetIds[0] ?? '', ({ status }) => status === 'BLOCKED');
  await engine.until(later.targetIds[0] ?? '', ({ status }) => status === 'BLOCKED');
  for (const targetId of [...first.targetIds, ...later.targetIds])
    expect(await engine.target(targetId)).toMatchObject({ status: 'PUBLISHING', blockedBy: 'QUOTA', intentAt: null });
  expect(await calls('x.tweets_create')).toBe(1);
  engine.hooks.clear();
  await engine.sandbox.control.clearFaults();
  engine.time.skip();
  for (const targetId of [...first.targetIds, ...later.targetIds])
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', error: null });
  expect(await waits()).toEqual([]);
});

it('one goes first when the wait is over, and only once it went the others follow', async () => {
  await refuse(TOO_MANY, 3);
  const posts: string[] = [];
  for (let index = 0; index < 8; index++) posts.push(await engine.scheduleOne(TEXT, { caption: `post ${index}` }));
  for (const targetId of posts) expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
  expect(await calls('x.tweets_create')).toBe(3 + posts.length);
  expect(await waits()).toEqual([]);
});

it('a restart changes nothing about what a platform was told to wait for', async () => {
  await refuse(TOO_MANY);
  engine.time.freeze();
  const first = await engine.scheduleOne(TEXT, { caption: 'first' });
  await engine.until(first, ({ status }) => status === 'BLOCKED');
  await engine.workers[Symbol.asyncDispose]();
  const workers = engine.addWorkers();
  await workers.ready;
  const second = await engine.scheduleOne(TEXT, { caption: 'second' });
  workers.poke();
  await engine.until(second, ({ status }) => status === 'BLOCKED');
  expect(await calls('x.tweets_create')).toBe(1);
});

it('a thread of which a part is public goes on within seconds, and before anything else of its account', async () => {
  let parts = 0;
  const urgent = Promise.withResolvers<string>();
  engine.hooks.set('commit:part-1:armed', async () => {
    if (parts++ > 0) return;
    await refuse(TOO_MANY, 1);
    urgent.resolve(await engine.scheduleOne(TEXT, { caption: 'urgent', priority: 9 }));
    const waiting = () => engine.ctx.db.query("SELECT FROM post_target WHERE blocked_by = 'ACCOUNT_BUSY'");
    await expect.poll(waiting, { timeout: 20_000 }).toHaveLength(1);
  });
  const from = engine.clock.now().getTime();
  const thread = await engine.scheduleOne(THREAD, { caption: 'first part' });
  const { publishedAt } = await engine.finished(thread);
  expect((publishedAt?.getTime() ?? 0) - from).toBeLessThan(60_000);
  expect(await engine.finished(await urgent.promise)).toMatchObject({ status: 'PUBLISHED' });
  expect(await live()).toHaveLength(4);
  const order = await engine.ctx.db.query<{ format: string }>(
    `SELECT t.format FROM publishing_log l JOIN post_target t ON t.id = l.target_id WHERE l.status = 'SUCCESS' ORDER BY l.cursor`,
  );
  expect(order.map(({ format }) => format)).toEqual(['THREAD', 'TEXT']);
});

it('a full inbox of a creator does not hold back direct posts', async () => {
  await refuse({ operation: 'tiktok.inbox_init', status: 403, json: tiktokError('spam_risk_too_many_pending_share') });
  engine.time.freeze();
  const video: Sample = { platform: 'TIKTOK', format: 'VIDEO', media: ['clip'] };
  const draft = await engine.scheduleOne(video, { caption: 'draft', options: INBOX });
  await engine.until(draft, ({ blockedBy }) => blockedBy === 'QUOTA');
  engine.time.stop();
  const direct = await engine.scheduleOne(video, { caption: 'direct', options: DIRECT });
  await engine.until(direct, ({ status }) => status === 'COMMITTING');
  expect(await engine.target(draft)).toMatchObject({ blockedBy: 'QUOTA' });
});

it('a unit that is given back wakes nobody whom the platform has told to wait', async () => {
  await refuse(TOO_MANY, 1);
  engine.time.freeze();
  const told = await engine.scheduleOne(TEXT, { caption: 'told to wait' });
  await engine.until(told, ({ status }) => status === 'BLOCKED');
  const { wakeAt } = await engine.target(told);
  await engine.ctx.db.query(
    `INSERT INTO quota_usage (id, platform, name, social_account_id, target_id, step, units, used, at)
     VALUES (gen_random_uuid(), 'X', 'posts_15m', $1, $2, 'post', 1, false, $3)`,
    [engine.accounts.X, engine.brandId, engine.clock.now()],
  );
  await engine.ctx.db.tx((tx) =>
    giveBackUnits(tx, { claims: [{ targetId: engine.brandId, step: 'post' }] }, engine.clock.now(), { wakes: true }),
  );
  expect((await engine.target(told)).wakeAt).toEqual(wakeAt);
});

it('a refusal of something else ends the wait: the platform answers again', async () => {
  await refuse(TOO_MANY, 1);
  await refuse(
    {
      operation: 'x.tweets_create',
      status: 403,
      json: { detail: 'The Post contains an invalid URL.', type: 'about:blank', title: 'Forbidden', status: 403 },
    },
    1,
  );
  const first = await engine.scheduleOne(TEXT, { caption: 'first' });
  expect(await engine.finished(first)).toMatchObject({ status: 'FAILED', errorCode: 'CONTENT_INVALID' });
  expect(await waits()).toEqual([]);
  const from = engine.clock.now().getTime();
  const { publishedAt } = await engine.finished(await engine.scheduleOne(TEXT, { caption: 'second' }));
  expect((publishedAt?.getTime() ?? 0) - from).toBeLessThan(HOUR_MS);
});

it('a post that is refused before it is due is being published from then on, though it waits', async () => {
  const video: Sample = { platform: 'TIKTOK', format: 'VIDEO', media: ['clip'], options: INBOX };
  await refuse({ operation: 'tiktok.inbox_init', status: 403, json: tiktokError('spam_risk_too_many_pending_share') });
  engine.time.freeze();
  const draft = await engine.scheduleOne(video, { caption: 'draft', at: inMs(60_000) });
  await engine.until(draft, ({ status }) => status === 'BLOCKED');
  expect(await engine.target(draft)).toMatchObject({ status: 'SCHEDULED', blockedBy: 'QUOTA' });
  await engine.jump(60_000);
  const dueStatus = async () => (await engine.target(draft)).status;
  await expect.poll(dueStatus, { timeout: 60_000 }).toBe('PUBLISHING');
  expect(await engine.target(draft)).toMatchObject({ blockedBy: 'QUOTA', errorCode: 'QUOTA_EXCEEDED' });
  expect(await calls('tiktok.inbox_init')).toBe(1);
});
