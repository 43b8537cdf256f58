/** Figures as each adapter reads them at the sandbox: in batches, by our names, and never zero for what was not told. */
import { describe, expect, it } from 'vitest';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { instagram } from '../../src/platforms/instagram/index.ts';
import type { MeasuredPost, Platform, PlatformId } from '../../src/platforms/platform.ts';
import { PLATFORM_IDS } from '../../src/platforms/platform.ts';
import { tiktok } from '../../src/platforms/tiktok/index.ts';
import { x } from '../../src/platforms/x/index.ts';
import { youtube } from '../../src/platforms/youtube/index.ts';
import type { AdapterBench } from '../support/adapter.ts';
import { ACCOUNT_ID, post as instagramPost, openInstagram } from '../support/instagram.ts';
import { publishOnJournal, useJournal } from '../support/journal.ts';
import { openTikTok, PUBLIC, publicVideo, post as tiktokPost, videoFile } from '../support/tiktok.ts';
import { startXBench } from '../support/x.ts';
import { LANDSCAPE, mp4, startYouTubeBench } from '../support/youtube.ts';

useJournal();

const DAY_MS = 86_400_000;
const dayBefore = (days: number, from = Date.now()): string =>
  new Date(from - days * DAY_MS).toISOString().slice(0, 10);
const WEEK = { from: dayBefore(7), to: dayBefore(1) };

/** Connects with a token that outlives the days of a test. */
async function stayConnected(bench: Pick<AdapterBench<unknown>, 'sandbox' | 'connect' | 'api'>, platform: PlatformId) {
  await bench.sandbox.control.settings(platform, { accessTokenTtlMs: 365 * DAY_MS });
  const { accessToken } = await bench.connect();
  bench.api = { ...bench.api, accessToken };
}

describe.each(PLATFORM_IDS.map((id) => PLATFORMS[id]))('the table of $displayName', ({ metrics, oauth }: Platform) => {
  it('has each metric once, with a scope that is asked for', () => {
    const keys = metrics.rules.flatMap(({ metric, kind, formats }) =>
      (formats ?? ['all']).map((format) => `${metric} ${kind} ${format}`),
    );
    expect(keys).toEqual([...new Set(keys)]);
    const scopes = [...oauth.neededScopes, ...oauth.optionalScopes];
    expect(metrics.rules.filter(({ scope }) => !scopes.includes(scope))).toEqual([]);
  });

  it('calls nothing absent that it tells', () => {
    const told = metrics.rules.map(({ metric, kind }) => `${metric} ${kind === 'TOTAL' ? 'POST' : 'ACCOUNT'}`);
    expect(metrics.absent.filter(({ metric, of }) => told.includes(`${metric} ${of}`))).toEqual([]);
  });

  it('tells by the day exactly if it says whose days those are', () => {
    expect(metrics.dayZone !== null).toBe(metrics.rules.some(({ kind }) => kind === 'DAY'));
  });
});

describe('YouTube', () => {
  const small = mp4(100_000, LANDSCAPE);

  it('reads videos in one call; what is hidden, deleted or not told is called so', async () => {
    await using bench = await startYouTubeBench();
    const { control } = bench.sandbox;
    const posts: MeasuredPost[] = [];
    for (const title of ['shown', 'likes hidden', 'made private', 'deleted']) {
      const { receipt } = await bench.publish(bench.post(small, { title, caption: title }));
      posts.push({ id: receipt.id, format: 'VIDEO', options: youtube.options.parse({}), publishedAt: new Date() });
    }
    const [shown, likesHidden, madePrivate, deleted] = posts.map(({ id }) => id);
    await control.figures('YOUTUBE', shown ?? '', { viewCount: 0, likeCount: 12, commentCount: 3 });
    await control.figures('YOUTUBE', likesHidden ?? '', { viewCount: 7, likeCount: null, commentCount: 0 });
    await control.vanish('YOUTUBE', madePrivate ?? '', 'HIDDEN');
    await control.vanish('YOUTUBE', deleted ?? '');
    const before = await control.requestCount('youtube.videos_list');
    const readings = await youtube.metrics.posts.read(bench.api, posts);
    expect(await control.requestCount('youtube.videos_list')).toBe(before + 1);
    expect(readings.map(({ id, state }) => [id, state])).toEqual([
      [shown, 'PRESENT'],
      [likesHidden, 'PRESENT'],
      [madePrivate, 'HIDDEN'],
      [deleted, 'GONE'],
    ]);
    expect(readings.map(({ values }) => values).slice(0, 2)).toEqual([
      { VIEWS: 0, LIKES: 12, COMMENTS: 3 },
      { VIEWS: 7, COMMENTS: 0 },
    ]);
  });

  it('reads the channel and its days, and keeps the channel when Analytics refuses or lies', async () => {
    await using bench = await startYouTubeBench();
    const { control } = bench.sandbox;
    await stayConnected(bench, 'YOUTUBE');
    await bench.publish(bench.post(small));
    await control.advance(9 * DAY_MS);
    const days = { from: dayBefore(-1), to: dayBefore(-4) };
    const channel = bench.api.account.externalId;
    await control.figures('YOUTUBE', channel, {
      subscriberCount: 4_200,
      [`views@${days.from}`]: 31,
      [`likes@${days.from}`]: null,
      [`estimatedMinutesWatched@${days.from}`]: 2,
    });
    const reading = await youtube.metrics.account.read(bench.api, days);
    expect(reading.failures).toEqual([]);
    expect(reading.levels).toMatchObject({ FOLLOWERS: 4_200, POSTS: 1 });
    expect(reading.days.map(({ day }) => day)).toEqual([dayBefore(-1), dayBefore(-2), dayBefore(-3), dayBefore(-4)]);
    expect(reading.days[0]?.values).toMatchObject({ VIEWS: 31, WATCH_TIME: 120_000 });
    expect(reading.days[0]?.values).not.toHaveProperty('LIKES');

    await control.fault({ operation: 'youtube.analytics_query', mode: 'answer', status: 500, json: {} });
    const half = await youtube.metrics.account.read(bench.api, days);
    expect(half).toMatchObject({
      levels: { FOLLOWERS: 4_200 },
      days: [],
      failures: [{ code: 'PLATFORM_UNAVAILABLE' }],
    });
  });
});

describe('X', () => {
  it('reads posts in one call, by age what X tells of them, and says what each reading is billed', async () => {
    await using bench = await startXBench();
    const { control } = bench.sandbox;
    await stayConnected(bench, 'X');
    const billed: unknown[] = [];
    const api = { ...bench.api, http: { ...bench.api.http, onBilled: (call: unknown) => billed.push(call) } };
    const old = (await bench.publish(bench.post([], { caption: 'old' }))).receipt.id;
    await control.advance(40 * DAY_MS);
    bench.advance(40 * DAY_MS);
    const fresh = (await bench.publish(bench.post([], { caption: 'fresh' }))).receipt.id;
    const deleted = (await bench.publish(bench.post([], { caption: 'deleted' }))).receipt.id;
    await control.vanish('X', deleted);
    await control.figures('X', fresh, { impression_count: 900, like_count: 0, engagements: 21 });
    await control.figures('X', old, { impression_count: 5, quote_count: null });
    const publishedAt = new Date(bench.api.now().getTime() - 60_000);
    const posts = [
      { id: fresh, format: 'TEXT', options: {}, publishedAt },
      { id: old, format: 'TEXT', options: {}, publishedAt: new Date(publishedAt.getTime() - 40 * DAY_MS) },
      { id: deleted, format: 'TEXT', options: {}, publishedAt },
    ] as const;
    const readings = await x.metrics.posts.read(api, posts);
    expect(readings).toMatchObject([
      { id: fresh, state: 'PRESENT', values: { VIEWS: 900, LIKES: 0, INTERACTIONS: 21 } },
      { id: deleted, state: 'GONE', values: {} },
      { id: old, state: 'PRESENT', values: { VIEWS: 5 } },
    ]);
    expect(readings[2]?.values).not.toHaveProperty('INTERACTIONS');
    expect(readings[2]?.values).not.toHaveProperty('QUOTES');
    expect(billed).toEqual([
      { item: 'post_read', resources: [fresh] },
      { item: 'post_read', resources: [old] },
    ]);
    await control.figures('X', bench.api.account.externalId, { followers_count: 77 });
    expect((await x.metrics.account.read(api, WEEK)).levels).toMatchObject({ FOLLOWERS: 77, FOLLOWING: 87 });
    expect(billed).toContainEqual({ item: 'user_read', resources: [bench.api.account.externalId] });
  });

  it('is taken at its word when it refuses a reading', async () => {
    await using bench = await startXBench();
    await bench.sandbox.control.fault({ operation: 'x.tweets_lookup', mode: 'answer', status: 429, json: {} });
    const post: MeasuredPost = { id: '1', format: 'TEXT', options: {}, publishedAt: new Date() };
    await expect(x.metrics.posts.read(bench.api, [post])).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });
});

describe('TikTok', () => {
  const bench = openTikTok();

  it('reads public videos in one call; one that is not shown any more is gone, a photo or a private post is not', async () => {
    const api = await bench.apiFor();
    const { control } = bench.sandbox;
    const ids: string[] = [];
    for (const caption of ['shown', 'deleted']) {
      await publishOnJournal(tiktok, { ...publicVideo, caption }, await bench.apiFor());
      const live = await bench.live();
      ids.push(live.find(({ text }) => text === caption)?.id ?? '');
    }
    const [shown = '', deleted = ''] = ids;
    await control.figures('TIKTOK', shown, { view_count: 1_000, like_count: 0, share_count: null });
    await control.vanish('TIKTOK', deleted);
    const video = tiktokPost('VIDEO', [videoFile('small')], PUBLIC);
    const common = { options: video.options, publishedAt: new Date() };
    const readings = await tiktok.metrics.posts.read(api, [
      { id: shown, format: 'VIDEO', ...common },
      { id: deleted, format: 'VIDEO', ...common },
      { id: '7300000000000000001', format: 'CAROUSEL', ...common },
    ]);
    expect(readings).toMatchObject([
      { state: 'PRESENT', values: { VIEWS: 1_000, LIKES: 0 } },
      { state: 'GONE' },
      { state: 'UNTOLD' },
    ]);
    expect(readings[0]?.values).not.toHaveProperty('SHARES');
    expect(await control.requestCount('tiktok.video_query')).toBe(1);
    await control.figures('TIKTOK', api.account.externalId, { follower_count: 51_000 });
    expect((await tiktok.metrics.account.read(api, WEEK)).levels).toMatchObject({ FOLLOWERS: 51_000, FOLLOWING: 61 });
  });

  it('tells no figures of an account that did not grant the scope', async () => {
    const api = await bench.apiFor(await bench.connect(['user.info.basic', 'video.publish']));
    await expect(tiktok.metrics.account.read(api, WEEK)).rejects.toMatchObject({ code: 'SCOPE_MISSING' });
  });
});

describe('Instagram', () => {
  const bench = openInstagram();
  const measured = (id: string, format: MeasuredPost['format'] = 'IMAGE'): MeasuredPost => ({
    id,
    format,
    options: {},
    publishedAt: new Date(),
  });

  it('reads posts in one batch, and one that is gone spoils no other', async () => {
    const { control } = bench.sandbox;
    const first = (await bench.publish(instagramPost('IMAGE', ['bread']))).receipt.id;
    const second = (await bench.publish(instagramPost('REEL', ['clip'], { caption: 'Reel' }))).receipt.id;
    const deleted = (await bench.publish(instagramPost('IMAGE', ['cake'], { caption: 'Cake' }))).receipt.id;
    await control.vanish('INSTAGRAM', deleted);
    await control.figures('INSTAGRAM', first, { views: 300, reach: 0, saved: null });
    const posts = [measured(first), measured(deleted), measured(second, 'REEL')];
    const readings = await instagram.metrics.posts.read(bench.api(), posts);
    expect(readings).toMatchObject([
      { id: first, state: 'PRESENT', values: { VIEWS: 300, REACH: 0, FOLLOWS: expect.any(Number) } },
      { id: deleted, state: 'GONE', values: {} },
      { id: second, state: 'PRESENT', values: { SKIP_RATE: expect.any(Number) } },
    ]);
    expect(readings[0]?.values).not.toHaveProperty('SAVES');
    expect(await control.requestCount('instagram.batch')).toBe(1);
  });

  it('goes on without a metric that Instagram has retired since, of posts and of days', async () => {
    const id = (await bench.publish(instagramPost('IMAGE', ['bread']))).receipt.id;
    await bench.sandbox.control.settings('INSTAGRAM', { retiredMetrics: ['reposts'] });
    const [reading] = await instagram.metrics.posts.read(bench.api(), [measured(id)]);
    expect(reading).toMatchObject({
      state: 'PRESENT',
      values: { VIEWS: expect.any(Number), LIKES: expect.any(Number) },
    });
    expect(reading?.values).not.toHaveProperty('REPOSTS');
    const { days, failures } = await instagram.metrics.account.read(bench.api(), {
      from: dayBefore(3),
      to: dayBefore(2),
    });
    expect(days.map(({ day }) => day).toSorted()).toEqual([dayBefore(3), dayBefore(2)]);
    for (const { values } of days)
      expect(values).toMatchObject({ REACH: expect.any(Number), VIEWS: expect.any(Number) });
    for (const { values } of days) expect(values).not.toHaveProperty('REPOSTS');
    expect(failures).toEqual([]);
    // All of the first day, then each on its own; the rest of the second day; and the followers.
    expect(await bench.sandbox.control.requestCount('instagram.account_insights')).toBe(1 + 11 + 1 + 1);
  });

  it('reads days of the platform, each figure under its own day', async () => {
    const { control } = bench.sandbox;
    const [from, to] = [dayBefore(4), dayBefore(3)];
    await control.figures('INSTAGRAM', ACCOUNT_ID, {
      followers_count: 1_234,
      [`reach@${from}`]: 11,
      [`reach@${to}`]: 0,
      [`follower_count@${to}`]: 5,
    });
    const { levels, days } = await instagram.metrics.account.read(bench.api(), { from, to });
    expect(levels).toMatchObject({ FOLLOWERS: 1_234, FOLLOWING: 180, POSTS: 0 });
    expect(days.find(({ day }) => day === from)?.values).toMatchObject({ REACH: 11 });
    expect(days.find(({ day }) => day === to)?.values).toMatchObject({ REACH: 0, NEW_FOLLOWERS: 5 });
  });

  it('keeps what the profile tells when insights are throttled', async () => {
    await bench.sandbox.control.fault({
      operation: 'instagram.account_insights',
      mode: 'answer',
      status: 400,
      json: { error: { code: 80002, message: 'too many calls', type: 'OAuthException' } },
      times: -1,
    });
    const reading = await instagram.metrics.account.read(bench.api(), WEEK);
    expect(reading).toMatchObject({ levels: { FOLLOWING: 180 }, days: [] });
    expect(reading.failures[0]).toMatchObject({ kind: 'rate_limited' });
    // The refusal is not met seven times.
    expect(await bench.sandbox.control.requestCount('instagram.account_insights')).toBeLessThanOrEqual(2);
  });
});
