/** A platform that goes away and comes back, as partners see it, with two processes that share what they know. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type Client, connectAccount, createBrand, startTestApp, type TestApp } from '../support/app.ts';
import { graphql } from '../support/gql/index.ts';
import { type JumpClock, jumpClock } from '../support/jump-clock.ts';
import { createPost } from '../support/posts.ts';

const Status = graphql(`
  query PlatformStatuses {
    platforms {
      platform
      status {
        state errorRate lastCheckedAt since
        responseTimeMs { p50 p95 }
        openIncidents { id host state reason startedAt endedAt }
      }
    }
  }
`);
const History = graphql(`
  query PlatformStatusHistory($platform: Platform!, $from: DateTime!, $to: DateTime!) {
    platformStatusHistory(platform: $platform, from: $from, to: $to) {
      incidents { id host state startedAt endedAt }
      buckets { at until state calls errorRate responseTimeMs { p50 p95 } }
    }
  }
`);
const Targets = graphql(`
  query TargetsInOutage($brandIds: [ID!]) {
    postTargets(filter: { brandIds: $brandIds }, first: 100) {
      nodes { id platform status blockedBy wakeAt error { code message retryAt } publishedAt }
    }
  }
`);
const PlatformEvents = graphql(`
  query PlatformEvents($after: String) {
    events(after: $after, filter: { subjects: [PLATFORM] }) { nodes { type subjectId brandId payload } endCursor }
  }
`);

let app: TestApp;
let other: Awaited<ReturnType<TestApp['another']>>;
let clock: JumpClock;
let client: Client;
let brandId: string;
let accounts: { id: string; platform: string; brand: { id: string } }[];

const Accounts = graphql(`
  query AccountsInOutage { socialAccounts(first: 100) { nodes { id platform brand { id } } } }
`);

beforeAll(async () => {
  clock = jumpClock();
  app = await startTestApp({ role: 'all', clock, env: { SLIPWAY_PLATFORM_PROBES: 'on' } });
  other = await app.another();
  client = app.client();
  brandId = await createBrand(client, 'Bakery');
  for (const platform of ['INSTAGRAM', 'YOUTUBE'] as const)
    await connectAccount(client, app.sandbox, app.origin, { brandId, platform });
  // Several accounts of X: one alone cannot tell an outage from its own trouble.
  for (let count = 0; count < 5; count++) {
    const brand = count === 0 ? brandId : await createBrand(client, `Branch ${count}`);
    await connectAccount(client, app.sandbox, app.origin, { brandId: brand, platform: 'X' });
  }
  accounts = (await client(Accounts)).socialAccounts.nodes;
});
afterAll(async () => {
  await other[Symbol.asyncDispose]();
  await app[Symbol.asyncDispose]();
});

const statusOf = async (ask: Client, platform: string) => {
  const { platforms } = await ask(Status);
  const status = platforms.find((one) => one.platform === platform)?.status;
  if (!status) throw new Error(`${platform} has no status`);
  return status;
};
const post = async (ask: Client, account: (typeof accounts)[number], caption: string) => {
  const { targets } = await createPost(ask, {
    brandId: account.brand.id,
    content: { caption },
    targets: [{ socialAccountId: account.id, format: 'TEXT' }],
    schedule: { mode: 'NOW' },
  });
  return targets[0]?.id ?? '';
};
const targets = async () => (await client(Targets, {})).postTargets.nodes;
const ofX = () => accounts.filter(({ platform }) => platform === 'X');
const eventually = <T>(look: () => Promise<T>) => vi.waitFor(look, { timeout: 90_000, interval: 100 });
const probes = () => app.sandbox.control.requestCount('x.users_me');

it('tells of every platform how it is, from a probe without an account', async () => {
  await eventually(async () => {
    for (const platform of ['INSTAGRAM', 'TIKTOK', 'YOUTUBE', 'X'])
      expect(await statusOf(other.client, platform)).toMatchObject({
        state: 'OPERATIONAL',
        errorRate: 0,
        responseTimeMs: { p50: expect.any(Number), p95: expect.any(Number) },
        lastCheckedAt: expect.any(String),
        since: expect.any(String),
        openIncidents: [],
      });
  });
});

// Calls that are slow, or that fail before enough of them did in a row, may show as a degradation first.
const isNoDegradation = ({ type }: { type: string }): boolean => type !== 'platform.degraded';

it('an outage holds back the posts of that platform alone, in all processes, and lets them go when it is over', async () => {
  await app.sandbox.control.fault({ operation: 'x.*', mode: 'drop_before', times: -1 });
  const first = await Promise.all(ofX().map((account, index) => post(client, account, `first ${index}`)));
  await eventually(async () => expect((await statusOf(other.client, 'X')).state).toBe('DOWN'));
  const down = await statusOf(other.client, 'X');
  expect(down.errorRate).toBeGreaterThan(0.3);
  expect(down.openIncidents).toMatchObject([{ host: 'api.x.com', state: 'DOWN', endedAt: null }]);
  expect(down.openIncidents[0]?.reason).toMatch(/calls in a row failed, the last one with: no connection/);

  // Those that failed before anybody knew look again, and are told.
  clock.jump(6_500);
  const second = await post(other.client, ofX()[0] ?? { id: '', platform: '', brand: { id: '' } }, 'second');
  const image = await app.upload();
  const instagram = accounts.find(({ platform }) => platform === 'INSTAGRAM');
  await createPost(client, {
    brandId,
    media: [{ mediaAssetId: image }],
    targets: [{ socialAccountId: instagram?.id ?? '', format: 'IMAGE' }],
    schedule: { mode: 'NOW' },
  });
  await eventually(async () => {
    const now = await targets();
    for (const id of [...first, second])
      expect(now.find((target) => target.id === id)).toMatchObject({
        status: 'PUBLISHING',
        blockedBy: 'PLATFORM_DOWN',
        error: { code: 'PLATFORM_DOWN', message: expect.stringContaining('X has not answered since') },
      });
    expect(now.find(({ platform }) => platform === 'INSTAGRAM')?.status).toBe('PUBLISHED');
  });

  // Nothing but probes, each later than the one before.
  const asked = await app.sandbox.control.requestCount();
  const before = await probes();
  clock.jump(60_000);
  await app.sandbox.control.advance(60_000);
  await eventually(async () => expect(await probes()).toBeGreaterThan(before));
  expect((await app.sandbox.control.requestCount()) - asked).toBe((await probes()) - before);
  expect((await targets()).filter(({ blockedBy }) => blockedBy === 'PLATFORM_DOWN')).toHaveLength(6);

  await app.sandbox.control.clearFaults();
  clock.jump(180_000);
  await app.sandbox.control.advance(180_000);
  await eventually(async () => {
    expect((await statusOf(client, 'X')).state).toBe('OPERATIONAL');
    expect((await targets()).every(({ status }) => status === 'PUBLISHED')).toBe(true);
  });
  const live = (await app.sandbox.control.live({ platform: 'X' })).map(({ text }) => text);
  expect(live.toSorted()).toEqual(['first 0', 'first 1', 'first 2', 'first 3', 'first 4', 'second']);

  const told = (await client(PlatformEvents, {})).events.nodes.filter(isNoDegradation);
  expect(told.map(({ type }) => type)).toEqual(['platform.down', 'platform.operational']);
  expect(told[0]).toMatchObject({
    subjectId: down.openIncidents[0]?.id,
    brandId: null,
    payload: { platform: 'X' },
  });
  expect(told[1]?.subjectId).toBe(down.openIncidents[0]?.id);
});

it('remembers incidents and traffic by the hour, and by the day for longer', async () => {
  const now = clock.now().getTime();
  const history = (days: number) =>
    client(History, {
      platform: 'X',
      from: new Date(now - days * 86_400_000).toISOString(),
      to: new Date(now + 60_000).toISOString(),
    });
  const { incidents, buckets } = (await history(1)).platformStatusHistory;
  expect(incidents.filter(({ state }) => state !== 'DEGRADED')).toMatchObject([
    { host: 'api.x.com', state: 'DOWN', endedAt: expect.any(String) },
  ]);
  expect(buckets.length).toBeGreaterThanOrEqual(24);
  expect(buckets.some(({ state, calls, errorRate }) => state === 'DOWN' && calls > 0 && errorRate > 0)).toBe(true);
  const long = (await history(200)).platformStatusHistory;
  expect(long.buckets.length).toBeLessThanOrEqual(91);
  expect(long.buckets.at(-1)?.calls).toBeGreaterThan(0);
});

it('what the platform refuses of one account is no outage', async () => {
  const [account] = ofX();
  if (account === undefined) throw new Error('no account');
  await app.sandbox.control.revokeTokens('X');
  for (let count = 0; count < 6; count++) await post(client, account, `refused ${count}`);
  await eventually(async () =>
    expect((await targets()).filter(({ blockedBy }) => blockedBy === 'RECONNECT').length).toBeGreaterThan(0),
  );
  expect((await statusOf(client, 'X')).openIncidents).toEqual([]);
});
