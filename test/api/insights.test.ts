/** Figures as partners read them: series without holes, reasons instead of zeros, rates by their formulas, and a table. */
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planMissed } from '../../src/domain/insights/readings.ts';
import { syncAccount } from '../../src/domain/insights/sync.ts';
import { clockAt } from '../../src/lib/clock.ts';
import { localId } from '../../src/schema/ids.ts';
import { type Seed, startTestApp, type TestApp } from '../support/app.ts';
import { graphql } from '../support/gql/index.ts';
import { createPost } from '../support/posts.ts';

const AccountMetrics = graphql(`
  query AccountMetricsOf($id: ID!, $from: DateTime!, $to: DateTime!, $interval: MetricInterval!, $metrics: [Metric!]) {
    accountMetrics(accountId: $id, from: $from, to: $to, interval: $interval) {
      timeZone
      socialAccount { id }
      sync { syncedAt nextAt failures error { code } }
      followerGrowth { first last change rate }
      series(metrics: $metrics) { rule { metric kind } timeZone points { day value gap } }
    }
  }
`);

const PostMetrics = graphql(`
  query PostMetricsOf($id: ID!) {
    postMetrics(targetId: $id) {
      target { presence presenceAt }
      readings { age dueAt readAt engagement engagementRate figures { metric unit value gap } }
    }
  }
`);

const Overview = graphql(`
  query OverviewOf($id: ID!, $from: DateTime!, $to: DateTime!) {
    brandOverview(brandId: $id, from: $from, to: $to) {
      timeZone posts isComplete engagementRate
      totals { metric value gap }
      followerGrowth { change rate }
      byPlatform { platform posts engagementRate totals { metric value gap } }
      topPosts(first: 2) { value target { id } }
      byLikes: topPosts(metric: LIKES, first: 1) { value target { id } }
    }
  }
`);

const BestTimes = graphql(`
  query BestTimesOf($id: ID!) {
    bestTimes(accountId: $id) { timeZone posts times { weekday hour posts value factor } }
  }
`);

const Sync = graphql(`
  mutation SyncAccount($input: SyncSocialAccountInput!) {
    syncSocialAccount(input: $input) { socialAccount { id } nextAllowedAt userErrors { code retryAt } }
  }
`);

const PlatformMetrics = graphql(`
  query PlatformMetricsTable {
    platforms { platform metrics { metric kind meaning source scope delayHours } absentMetrics { metric isRetired reason } }
  }
`);

const NOW = '2026-12-15T12:00:00.000Z';
let nowMs = Date.parse(NOW);
let app: TestApp;
let seed: Seed;

beforeAll(async () => {
  app = await startTestApp({ clock: clockAt(() => nowMs) });
  seed = await app.seed();
  await app.db.query("UPDATE social_account SET created_at = '2026-12-01T10:00:00Z'");
});
afterAll(() => app[Symbol.asyncDispose]());

const account = (platform: keyof Seed['accounts']) => localId('SocialAccount', seed.accounts[platform]);

const setDay = (platform: keyof Seed['accounts'], kind: 'LEVEL' | 'DAY', day: string, values: Record<string, number>) =>
  app.db.query(
    `INSERT INTO account_figures (social_account_id, kind, day, time_zone, values, read_at) VALUES ($1, $2, $3, 'UTC', $4, $5)`,
    [account(platform), kind, day, JSON.stringify(values), NOW],
  );

/** A target that went live then, with the figures that are given by age. */
async function published(
  platform: keyof Seed['accounts'],
  publishedAt: string,
  figures: Record<string, Record<string, number>>,
  brandId = seed.brandId,
): Promise<string> {
  const media = platform === 'X' ? [] : [{ mediaAssetId: await app.upload({ kind: 'VIDEO' }) }];
  const format = { X: 'TEXT', YOUTUBE: 'SHORT', INSTAGRAM: 'REEL', TIKTOK: 'VIDEO' } as const;
  const post = await createPost(app.client(), {
    brandId,
    content: { caption: 'Fresh bread', title: 'Bread' },
    media,
    targets: [{ socialAccountId: seed.accounts[platform], format: format[platform] }],
    schedule: { mode: 'DRAFT' },
  });
  const targetId = post.targets[0]?.id ?? '';
  const id = localId('PostTarget', targetId);
  await app.db.query(
    "UPDATE post_target SET status = 'PUBLISHED', published_at = $2, due_at = $2, external_id = 'id-' || id, permalink = 'https://example.com/' || id WHERE id = $1",
    [id, publishedAt],
  );
  await app.db.tx((tx) => planMissed(tx, account(platform), new Date(publishedAt)));
  for (const [age, values] of Object.entries(figures))
    await app.db.query(
      'UPDATE post_figures SET values = $3, read_at = $4, closed_at = $4 WHERE target_id = $1 AND age = $2',
      [id, age, JSON.stringify(values), NOW],
    );
  return targetId;
}

describe('accountMetrics', () => {
  const span = { from: '2026-11-29T23:00:00Z', to: '2026-12-16T23:00:00Z' };
  beforeAll(async () => {
    await setDay('INSTAGRAM', 'LEVEL', '2026-12-02', { FOLLOWERS: 1_000, FOLLOWING: 10 });
    await setDay('INSTAGRAM', 'LEVEL', '2026-12-03', { FOLLOWING: 11 });
    await setDay('INSTAGRAM', 'LEVEL', '2026-12-14', { FOLLOWERS: 1_050, FOLLOWING: 12 });
    await setDay('INSTAGRAM', 'DAY', '2026-12-07', { VIEWS: 5, REACH: 4 });
    await setDay('INSTAGRAM', 'DAY', '2026-12-08', { VIEWS: 0, REACH: 3 });
    await setDay('INSTAGRAM', 'DAY', '2026-11-30', { VIEWS: 9 });
  });
  const read = (interval: 'DAY' | 'WEEK' | 'MONTH', platform: keyof Seed['accounts'] = 'INSTAGRAM') =>
    app.client()(AccountMetrics, {
      id: seed.accounts[platform],
      ...span,
      interval,
      metrics: ['FOLLOWERS', 'VIEWS', 'REACH'],
    });

  it('has a point for every day, and a reason where there is no figure', async () => {
    const { accountMetrics } = await read('DAY');
    expect(accountMetrics).toMatchObject({
      timeZone: 'Europe/Berlin',
      followerGrowth: { first: 1_000, last: 1_050, change: 50, rate: 0.05 },
    });
    const series = new Map(accountMetrics?.series.map(({ rule, ...rest }) => [rule.metric, rest]));
    const followers = series.get('FOLLOWERS');
    expect(followers?.timeZone).toBe('Europe/Berlin');
    expect(followers?.points).toHaveLength(17);
    const at = (metric: 'FOLLOWERS' | 'VIEWS', day: string) =>
      series.get(metric)?.points.find((point) => point.day === day);
    expect(at('FOLLOWERS', '2026-11-30')).toEqual({ day: '2026-11-30', value: null, gap: 'NOT_CONNECTED' });
    expect(at('FOLLOWERS', '2026-12-02')).toEqual({ day: '2026-12-02', value: 1_000, gap: null });
    expect(at('FOLLOWERS', '2026-12-03')).toEqual({ day: '2026-12-03', value: null, gap: 'NOT_TOLD' });
    expect(at('FOLLOWERS', '2026-12-05')).toEqual({ day: '2026-12-05', value: null, gap: 'NOT_READ' });
    expect(at('FOLLOWERS', '2026-12-15')).toEqual({ day: '2026-12-15', value: null, gap: 'NOT_YET' });
    expect(series.get('VIEWS')?.timeZone).toBe('America/Los_Angeles');
    expect(at('VIEWS', '2026-12-08')).toEqual({ day: '2026-12-08', value: 0, gap: null });
    // Days from before the account was connected may be told, too.
    expect(at('VIEWS', '2026-11-30')).toMatchObject({ value: 9 });
    expect(at('VIEWS', '2026-12-12')).toMatchObject({ value: null, gap: 'NOT_READ' });
    expect(at('VIEWS', '2026-12-13')).toMatchObject({ value: null, gap: 'NOT_YET' });
  });

  it('puts days together by week: the last level, the sum of what adds up, and nothing of what does not', async () => {
    const { accountMetrics } = await read('WEEK');
    const series = new Map(accountMetrics?.series.map(({ rule, points }) => [rule.metric, points]));
    expect(series.get('FOLLOWERS')).toEqual([
      { day: '2026-11-30', value: 1_000, gap: null },
      { day: '2026-12-07', value: null, gap: 'NOT_READ' },
      { day: '2026-12-14', value: 1_050, gap: null },
    ]);
    expect(series.get('VIEWS')?.[1]).toEqual({ day: '2026-12-07', value: 5, gap: 'PARTIAL' });
    expect(series.get('REACH')?.[1]).toEqual({ day: '2026-12-07', value: null, gap: 'NOT_ADDABLE' });
  });

  it('says what would be needed where nothing can be read: a budget, a grant', async () => {
    const x = (await read('DAY', 'X')).accountMetrics?.series[0]?.points.find(({ day }) => day === '2026-12-05');
    expect(x).toMatchObject({ value: null, gap: 'NO_BUDGET' });
    // `user.info.stats` is not asked for unless the operator says so.
    const tiktok = (await read('DAY', 'TIKTOK')).accountMetrics?.series[0]?.points.find(
      ({ day }) => day === '2026-12-05',
    );
    expect(tiktok).toMatchObject({ value: null, gap: 'NOT_GRANTED' });
  });

  it('is refused for a span without an end, and to a key that may not read accounts', async () => {
    const query = `query ($id: ID!, $from: DateTime!, $to: DateTime!) { accountMetrics(accountId: $id, from: $from, to: $to) { timeZone } }`;
    const variables = { id: seed.accounts.X, from: '2024-01-01T00:00:00Z', to: NOW };
    expect((await app.raw(query, { variables })).errors[0]?.extensions.code).toBe('BAD_USER_INPUT');
    const { secret } = await app.key({ scopes: ['POSTS_READ'] });
    const refused = await app.raw(query, { variables: { ...variables, ...span }, apiKey: secret });
    expect(refused.errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN_SCOPE', scope: 'accounts:read' });
  });

  it('shows what a sync read at the platform, and how the sync stands', async () => {
    const id = account('YOUTUBE');
    await app.sandbox.control.settings('YOUTUBE', { accessTokenTtlMs: 365 * 86_400_000 });
    const [row] = await app.db.query<{ externalId: string }>('SELECT external_id FROM social_account WHERE id = $1', [
      id,
    ]);
    await app.sandbox.control.figures('YOUTUBE', row?.externalId ?? '', { subscriberCount: 4_321 });
    const asked = await app.client()(Sync, { input: { socialAccountId: seed.accounts.YOUTUBE } });
    expect(asked.syncSocialAccount).toMatchObject({
      socialAccount: { id: seed.accounts.YOUTUBE },
      nextAllowedAt: '2026-12-15T12:15:00.000Z',
      userErrors: [],
    });
    const jobs = () => app.db.query("SELECT data FROM pgboss.job WHERE name = 'sync-account'");
    expect(await jobs()).toEqual([{ data: { socialAccountId: id, isDaily: true } }]);
    expect(await syncAccount(app.ctx, id, { isDaily: true })).toMatchObject({ kind: 'SYNCED' });
    const { accountMetrics } = await read('DAY', 'YOUTUBE');
    expect(accountMetrics?.sync).toMatchObject({ syncedAt: NOW, failures: 0, error: null });
    const today = accountMetrics?.series[0]?.points.find(({ day }) => day === '2026-12-15');
    expect(today).toEqual({ day: '2026-12-15', value: 4_321, gap: null });

    // Within a quarter of an hour nobody is asked again, and the caller is told from when on.
    nowMs += 14 * 60_000;
    const again = await app.client()(Sync, { input: { socialAccountId: seed.accounts.YOUTUBE } });
    expect(again.syncSocialAccount.userErrors).toEqual([
      { code: 'SYNCED_JUST_NOW', retryAt: '2026-12-15T12:15:00.000Z' },
    ]);
    nowMs += 60_000;
    const later = await app.client()(Sync, { input: { socialAccountId: seed.accounts.YOUTUBE } });
    expect(later.syncSocialAccount.userErrors).toEqual([]);
    // The first job is still waiting; a second one would only do the same.
    expect(await jobs()).toHaveLength(1);
    nowMs = Date.parse(NOW);
  });
});

describe('postMetrics', () => {
  it('tells the figures of each age with their rates, and why there are none yet', async () => {
    const id = await published('YOUTUBE', '2026-12-14T11:00:00Z', {
      H1: { VIEWS: 100, LIKES: 4, COMMENTS: 1 },
      H24: { VIEWS: 0, LIKES: 0, COMMENTS: 0 },
      LATEST: { VIEWS: 200, LIKES: 8 },
    });
    const { postMetrics } = await app.client()(PostMetrics, { id });
    const byAge = new Map(postMetrics?.readings.map((reading) => [reading.age, reading]));
    expect([...byAge.keys()]).toEqual(['H1', 'H24', 'D7', 'D30', 'LATEST']);
    expect(byAge.get('H1')).toMatchObject({ dueAt: '2026-12-14T12:00:00.000Z', engagement: 5, engagementRate: 0.05 });
    expect(byAge.get('H1')?.figures).toEqual([
      { metric: 'VIEWS', unit: 'COUNT', value: 100, gap: null },
      { metric: 'LIKES', unit: 'COUNT', value: 4, gap: null },
      { metric: 'COMMENTS', unit: 'COUNT', value: 1, gap: null },
    ]);
    // Nobody saw it: there is no rate, and the zeros are figures.
    expect(byAge.get('H24')).toMatchObject({ engagement: 0, engagementRate: null });
    expect(byAge.get('H24')?.figures[0]).toMatchObject({ value: 0, gap: null });
    expect(byAge.get('D7')?.figures.map(({ value, gap }) => [value, gap])).toEqual(Array(3).fill([null, 'NOT_YET']));
    // The comments were not told: without them there is no sum.
    expect(byAge.get('LATEST')).toMatchObject({ engagement: null, engagementRate: null });
    expect(byAge.get('LATEST')?.figures[2]).toMatchObject({ metric: 'COMMENTS', value: null, gap: 'NOT_TOLD' });
  });

  it('says of a post that is gone that it is gone', async () => {
    const id = await published('YOUTUBE', '2026-12-01T11:00:00Z', {});
    await app.db.query(
      "UPDATE post_figures SET closed_at = $2, read_at = $2, gap = 'GONE' WHERE target_id = $1 AND age = 'H24'",
      [localId('PostTarget', id), NOW],
    );
    await app.db.query("UPDATE post_target SET presence = 'GONE', presence_at = $2 WHERE id = $1", [
      localId('PostTarget', id),
      NOW,
    ]);
    const { postMetrics } = await app.client()(PostMetrics, { id });
    expect(postMetrics?.target).toEqual({ presence: 'GONE', presenceAt: NOW });
    expect(postMetrics?.readings[1]?.figures[0]).toMatchObject({ value: null, gap: 'GONE' });
  });

  it('has no readings for a post that was not published', async () => {
    const post = await createPost(app.client(), {
      brandId: seed.brandId,
      targets: [{ socialAccountId: seed.accounts.X, format: 'TEXT' }],
      schedule: { mode: 'DRAFT' },
    });
    expect(await app.client()(PostMetrics, { id: post.targets[0]?.id ?? '' })).toMatchObject({
      postMetrics: { readings: [], target: { presence: null } },
    });
  });
});

describe('brandOverview', () => {
  const span = { from: '2026-10-01T00:00:00Z', to: '2026-10-31T00:00:00Z' };
  let tops: string[];
  beforeAll(async () => {
    tops = [
      await published('YOUTUBE', '2026-10-05T09:00:00Z', { LATEST: { VIEWS: 1_000, LIKES: 40, COMMENTS: 10 } }),
      await published('YOUTUBE', '2026-10-06T09:00:00Z', { LATEST: { VIEWS: 3_000, LIKES: 30 } }),
      await published('X', '2026-10-07T09:00:00Z', {
        LATEST: { VIEWS: 500, LIKES: 5, COMMENTS: 1, REPOSTS: 2, QUOTES: 1, SAVES: 1 },
      }),
    ];
    await published('YOUTUBE', '2026-09-30T09:00:00Z', { LATEST: { VIEWS: 99_999 } });
    await setDay('X', 'LEVEL', '2026-10-02', { FOLLOWERS: 100 });
    await setDay('X', 'LEVEL', '2026-10-30', { FOLLOWERS: 130 });
    await setDay('YOUTUBE', 'LEVEL', '2026-10-03', { FOLLOWERS: 300 });
    await setDay('YOUTUBE', 'LEVEL', '2026-10-29', { FOLLOWERS: 290 });
  });

  it('sums up what went live in the span, with rates over what was told in full', async () => {
    const { brandOverview } = await app.client()(Overview, { id: seed.brandId, ...span });
    expect(brandOverview).toMatchObject({ timeZone: 'Europe/Berlin', posts: 3, isComplete: true });
    const totals = new Map(brandOverview?.totals.map(({ metric, ...rest }) => [metric, rest]));
    expect(totals.get('VIEWS')).toEqual({ value: 4_500, gap: null });
    expect(totals.get('COMMENTS')).toEqual({ value: 11, gap: 'PARTIAL' });
    // YouTube tells no reposts, which is no gap of the sum.
    expect(totals.get('REPOSTS')).toEqual({ value: 2, gap: null });
    expect(brandOverview?.engagementRate).toBeCloseTo((50 + 10) / (1_000 + 500));
    expect(brandOverview?.followerGrowth).toEqual({ change: 20, rate: 20 / 400 });
    expect(brandOverview?.byPlatform.map(({ platform, posts }) => [platform, posts])).toEqual([
      ['X', 1],
      ['YOUTUBE', 2],
    ]);
  });

  it('ranks posts by the figure that is asked for', async () => {
    const { brandOverview } = await app.client()(Overview, { id: seed.brandId, ...span });
    expect(brandOverview?.topPosts).toEqual([
      { value: 3_000, target: { id: tops[1] } },
      { value: 1_000, target: { id: tops[0] } },
    ]);
    expect(brandOverview?.byLikes).toEqual([{ value: 40, target: { id: tops[0] } }]);
  });

  it('is read with a few statements, however many posts there are', async () => {
    const statements: string[] = [];
    const query = app.ctx.db.query.bind(app.ctx.db);
    const spied: typeof app.ctx.db.query = (text, params, name) => {
      statements.push(name ?? text);
      return query(text, params, name);
    };
    const { query: own } = app.ctx.db;
    Object.assign(app.ctx.db, { query: spied });
    try {
      await app.client()(Overview, { id: seed.brandId, ...span });
    } finally {
      Object.assign(app.ctx.db, { query: own });
    }
    expect(statements.filter((name) => name === 'figures_of_brand')).toHaveLength(1);
    expect(statements.length).toBeLessThan(8);
  });
});

describe('bestTimes', () => {
  it('names the hours at which posts did best on the clocks of the brand, and says nothing from too few', async () => {
    const { bestTimes: before } = await app.client()(BestTimes, { id: seed.accounts.TIKTOK });
    expect(before).toEqual({ timeZone: 'Europe/Berlin', posts: 0, times: [] });
    // Mondays at 8 in Berlin do twice as well as Thursdays at 18, in winter and in summer time.
    const mondays = ['2026-12-07T07:10:00Z', '2026-11-30T07:20:00Z', '2026-10-12T06:30:00Z', '2026-10-19T06:40:00Z'];
    const thursdays = ['2026-12-10T17:10:00Z', '2026-12-03T17:20:00Z', '2026-10-15T16:30:00Z', '2026-10-22T16:40:00Z'];
    const alone = ['2026-12-06T12:00:00Z', '2026-12-12T03:00:00Z'];
    const [first = ''] = mondays;
    const template = localId('PostTarget', await published('TIKTOK', first, { H24: { VIEWS: 200 } }));
    const rest = [
      ...mondays.slice(1).map((at) => [at, 200]),
      ...thursdays.map((at) => [at, 100]),
      ...alone.map((at) => [at, 150]),
    ];
    for (const [at, views] of rest)
      await app.db.query(
        `WITH copied AS (
           INSERT INTO post_target (id, workspace_id, brand_id, post_id, social_account_id, platform, format, status, published_at, due_at)
           SELECT gen_random_uuid(), workspace_id, brand_id, post_id, social_account_id, platform, format, 'PUBLISHED', $2, $2 FROM post_target WHERE id = $1 RETURNING *
         )
         INSERT INTO post_figures (target_id, age, workspace_id, brand_id, post_id, social_account_id, platform, published_at, due_at, values)
         SELECT id, 'H24', workspace_id, brand_id, post_id, social_account_id, platform, published_at, published_at, jsonb_build_object('VIEWS', $3::int) FROM copied`,
        [template, at, views],
      );
    const { bestTimes } = await app.client()(BestTimes, { id: seed.accounts.TIKTOK });
    expect(bestTimes?.posts).toBe(10);
    expect(bestTimes?.times).toEqual([
      { weekday: 1, hour: 8, posts: 4, value: 200, factor: 200 / 150 },
      { weekday: 4, hour: 18, posts: 4, value: 100, factor: 100 / 150 },
    ]);
  });
});

describe('GET /figures.csv', () => {
  const get = async (query: Record<string, string>, apiKey: string | null = app.apiKey) => {
    const answer = await request(`${app.origin}/figures.csv?${new URLSearchParams(query)}`, {
      headers: apiKey === null ? {} : { authorization: `Bearer ${apiKey}` },
    });
    return { status: answer.statusCode, type: answer.headers['content-type'], text: await answer.body.text() };
  };
  const days = { from: '2026-08-01T00:00:00Z', to: '2026-08-31T00:00:00Z' };

  it('sends each figure as a line, in order, and what is no figure not at all', async () => {
    await app.db.query('UPDATE social_account SET username = \'=cmd,"x"\' WHERE id = $1', [account('INSTAGRAM')]);
    await setDay('INSTAGRAM', 'LEVEL', '2026-08-02', { FOLLOWERS: 7 });
    await setDay('INSTAGRAM', 'DAY', '2026-08-02', { VIEWS: 0, REACH: 3 });
    const { status, type, text } = await get({ brandId: seed.brandId, kind: 'accounts', ...days });
    expect([status, type]).toEqual([200, 'text/csv; charset=utf-8; header=present']);
    const name = `"'=cmd,""x"""`;
    expect(text.split('\r\n')).toEqual([
      'id,platform,name,kind,at,metric,unit,value',
      `${seed.accounts.INSTAGRAM},INSTAGRAM,${name},DAY,2026-08-02,VIEWS,COUNT,0`,
      `${seed.accounts.INSTAGRAM},INSTAGRAM,${name},DAY,2026-08-02,REACH,COUNT,3`,
      `${seed.accounts.INSTAGRAM},INSTAGRAM,${name},LEVEL,2026-08-02,FOLLOWERS,COUNT,7`,
      '',
    ]);
  });

  it('sends all of it, page after page', async () => {
    await app.db.query(
      `INSERT INTO account_figures (social_account_id, kind, day, time_zone, values, read_at)
       SELECT a.id, 'LEVEL', '2025-01-01'::date + n, 'UTC', jsonb_build_object('FOLLOWERS', n), now() FROM social_account a, generate_series(0, 364) n WHERE a.brand_id = $1`,
      [localId('Brand', seed.brandId)],
    );
    const { text } = await get({
      brandId: seed.brandId,
      kind: 'accounts',
      from: '2025-01-01T00:00:00Z',
      to: '2025-12-31T23:00:00Z',
    });
    const lines = text.trimEnd().split('\r\n').slice(1);
    expect(lines).toHaveLength(4 * 365);
    expect(new Set(lines).size).toBe(lines.length);
    const posts = await get({
      brandId: seed.brandId,
      kind: 'posts',
      from: '2026-10-01T00:00:00Z',
      to: '2026-10-31T00:00:00Z',
    });
    expect(posts.text).toContain(',LATEST,2026-10-05T09:00:00.000Z,VIEWS,COUNT,1000\r\n');
  });

  it('is for keys that may read it, of brands that they may see', async () => {
    const asked = { brandId: seed.brandId, kind: 'posts', ...days };
    expect((await get(asked, null)).status).toBe(401);
    const { secret } = await app.key({ scopes: ['ACCOUNTS_READ'] });
    expect((await get(asked, secret)).status).toBe(403);
    expect((await get({ ...asked, kind: 'accounts' }, secret)).status).toBe(200);
    expect((await get(asked, await app.stranger())).status).toBe(404);
    expect((await get({ ...asked, kind: 'tables' })).status).toBe(400);
    expect((await get({ ...asked, to: '2020-01-01T00:00:00Z' })).status).toBe(400);
  });
});

it('tells of each platform which metrics it has, and why it lacks the others', async () => {
  const { platforms } = await app.client()(PlatformMetrics);
  const instagram = platforms.find(({ platform }) => platform === 'INSTAGRAM');
  expect(instagram?.metrics).toContainEqual({
    metric: 'REACH',
    kind: 'DAY',
    meaning: 'Accounts that saw anything of the account on that day.',
    source: 'insights: reach',
    scope: 'instagram_business_manage_insights',
    delayHours: 48,
  });
  expect(instagram?.absentMetrics).toContainEqual(
    expect.objectContaining({ metric: 'PROFILE_VIEWS', isRetired: true }),
  );
});
