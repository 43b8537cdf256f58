/** How accounts are told to be while their platforms misbehave, seen as partners see it. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { haveAccountsChecked } from '../../src/domain/accounts/check-schedule.ts';
import { checkAccount } from '../../src/domain/accounts/checks.ts';
import { refreshExpiringTokens } from '../../src/domain/accounts/tokens.ts';
import { createDispatcher } from '../../src/platforms/wire.ts';
import { connectAccount, type Seed, startTestApp, type TestApp } from '../support/app.ts';
import type { Platform } from '../support/gql/graphql.ts';
import { graphql } from '../support/gql/index.ts';
import { type JumpClock, jumpClock } from '../support/jump-clock.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ALL = ['INSTAGRAM', 'TIKTOK', 'YOUTUBE', 'X'] as const;
/** Which permission each needs to publish. */
const PUBLISH_SCOPES = {
  INSTAGRAM: ['instagram_business_content_publish'],
  TIKTOK: ['video.publish', 'video.upload'],
  YOUTUBE: ['https://www.googleapis.com/auth/youtube.upload'],
  X: ['tweet.write'],
} as const;

const AccountHealth = graphql(`
  query AccountHealth($id: ID!) {
    socialAccount(id: $id) {
      status statusReason username displayName avatarUrl
      health {
        status since expiresAt missingScopes lastCheckedAt userAction
        reasons { code message userAction }
        lastError { code message at }
      }
    }
  }
`);

const AccountsByHealth = graphql(`
  query AccountsByHealth($health: [AccountHealthStatus!]) {
    socialAccounts(filter: { health: $health }) { totalCount nodes { platform } }
  }
`);

const AccountEvents = graphql(`
  query AccountEvents($id: ID!) {
    events(filter: { subjectId: $id }, first: 100) { nodes { type payload } }
  }
`);

const TestOne = graphql(`
  mutation TestOne($id: ID!) {
    testSocialAccount(input: { socialAccountId: $id }) {
      test { testedAt socialAccount { health { status } } results { subject verdict code message userAction } }
      userErrors { code path retryAt }
    }
  }
`);

const TestAll = graphql(`
  mutation TestAll($id: ID!) {
    testSocialAccounts(input: { brandId: $id }) {
      tests { socialAccount { platform } results { subject verdict } }
      userErrors { code retryAt }
      warnings { code retryAt }
    }
  }
`);

const AccountUnits = graphql(`
  query AccountUnits($id: ID!) {
    socialAccount(id: $id) { quotas { name used } }
  }
`);

let app: TestApp;
let seed: Seed;
let clock: JumpClock;

beforeAll(async () => {
  clock = jumpClock();
  app = await startTestApp({ clock });
  seed = await app.seed();
});
afterAll(() => app[Symbol.asyncDispose]());
beforeEach(async () => {
  for (const platform of ALL) await reconnect(platform);
});
afterEach(async () => {
  await app.sandbox.control.reset();
  // The sandbox lives in the present again.
  await app.sandbox.control.settings('X', { parameters: 'strict' });
});

const reconnect = (platform: Platform) =>
  connectAccount(app.client(), app.sandbox, app.origin, { brandId: seed.brandId, platform });
const local = (platform: Platform) => seed.accounts[platform].replace('account_', '');
const check = (platform: Platform) => checkAccount(app.ctx, local(platform));
const later = async (ms: number) => {
  await app.sandbox.control.advance(ms);
  clock.jump(ms);
};
const read = async (platform: Platform) => {
  const { socialAccount } = await app.client()(AccountHealth, { id: seed.accounts[platform] });
  if (socialAccount === null) throw new Error('the account is gone');
  return socialAccount;
};
/** Types and payloads since the last connection. */
const eventsOf = async (platform: Platform) => {
  const { events } = await app.client()(AccountEvents, { id: seed.accounts[platform] });
  const from = events.nodes.findLastIndex(({ type }) => /\.(re)?connected$/.test(type));
  return events.nodes.slice(from + 1);
};

describe.each(ALL)('on %s', (platform) => {
  it('an account that works is ACTIVE, and says when that was last seen', async () => {
    await later(DAY_MS / 24);
    await check(platform);
    expect(await read(platform)).toMatchObject({
      status: 'ACTIVE',
      health: { status: 'ACTIVE', reasons: [], userAction: 'NONE', missingScopes: [] },
    });
    const { lastCheckedAt } = (await read(platform)).health;
    expect(clock.now().getTime() - new Date(lastCheckedAt ?? 0).getTime()).toBeLessThan(60_000);
    expect(await eventsOf(platform)).toEqual([]);
  });

  it('a grant that was withdrawn is found, told once, and cured by a reconnect', async () => {
    await app.sandbox.control.revokeTokens(platform);
    await check(platform);
    await check(platform);
    expect(await read(platform)).toMatchObject({
      status: 'EXPIRED',
      statusReason: 'AUTH_REVOKED',
      health: {
        status: 'REVOKED',
        userAction: 'RECONNECT',
        reasons: [{ code: 'AUTH_REVOKED', userAction: 'RECONNECT' }],
        lastError: { code: 'AUTH_REVOKED' },
      },
    });
    expect((await eventsOf(platform)).map(({ type }) => type)).toEqual(['account.expired', 'account.health_changed']);
    const { socialAccounts } = await app.client()(AccountsByHealth, { health: ['REVOKED'] });
    expect(socialAccounts).toEqual({ totalCount: 1, nodes: [{ platform }] });
    await reconnect(platform);
    expect(await read(platform)).toMatchObject({ status: 'ACTIVE', health: { status: 'ACTIVE', reasons: [] } });
  });

  it('a permission to publish that was taken back is told', async () => {
    await app.sandbox.control.withdrawScopes(platform, PUBLISH_SCOPES[platform]);
    // Some platforms tell of it with the next token only.
    if (platform !== 'INSTAGRAM') await later(2 * HOUR_MS - 60_000);
    await check(platform);
    expect((await read(platform)).health).toMatchObject({
      status: 'SCOPES_MISSING',
      userAction: 'RECONNECT',
      reasons: [{ code: 'SCOPE_MISSING' }],
    });
    await reconnect(platform);
    expect((await read(platform)).health).toMatchObject({ status: 'ACTIVE', missingScopes: [] });
  });

  it('a restriction is told until the platform lifts it, and the account stays connected', async () => {
    await app.sandbox.control.changeAccount(platform, { restricted: true });
    await check(platform);
    expect(await read(platform)).toMatchObject({
      status: 'ACTIVE',
      health: {
        status: 'RESTRICTED',
        userAction: 'CHECK_PLATFORM',
        reasons: [{ code: 'ACCOUNT_RESTRICTED' }],
        lastError: { code: 'ACCOUNT_RESTRICTED' },
      },
    });
    await app.sandbox.control.changeAccount(platform, { restricted: false });
    await check(platform);
    expect((await read(platform)).health).toMatchObject({ status: 'ACTIVE', reasons: [] });
    const changes = (await eventsOf(platform)).map(({ payload }) => payload);
    expect(changes).toMatchObject([
      { healthBefore: 'ACTIVE', health: 'RESTRICTED', userAction: 'CHECK_PLATFORM' },
      { healthBefore: 'RESTRICTED', health: 'ACTIVE', userAction: 'NONE' },
    ]);
  });

  it('a new name and a new picture are followed, and told once', async () => {
    const before = await read(platform);
    const avatarUrl = 'https://pictures.example/new.jpg';
    await app.sandbox.control.changeAccount(platform, { username: 'newname', displayName: 'New Name', avatarUrl });
    await check(platform);
    await check(platform);
    expect(await read(platform)).toMatchObject({ username: 'newname', displayName: 'New Name', avatarUrl });
    expect(await eventsOf(platform)).toMatchObject([
      {
        type: 'account.changed',
        payload: { changes: { username: { from: before.username, to: 'newname' }, avatarUrl: { to: avatarUrl } } },
      },
    ]);
  });

  it('another account behind the access is never taken for this one', async () => {
    const before = await read(platform);
    await app.sandbox.control.changeAccount(platform, { externalId: '4711', username: 'stranger' });
    await check(platform);
    expect(await read(platform)).toMatchObject({
      username: before.username,
      status: 'EXPIRED',
      statusReason: 'ACCOUNT_CHANGED',
      health: {
        status: 'REVOKED',
        userAction: 'RECONNECT',
        reasons: [{ code: 'ACCOUNT_CHANGED', message: expect.stringContaining('stranger (4711)') }],
      },
    });
    // Its token goes on working, which proves nothing.
    await later(HOUR_MS);
    await check(platform);
    await refreshExpiringTokens(app.ctx);
    expect(await read(platform)).toMatchObject({ status: 'EXPIRED', statusReason: 'ACCOUNT_CHANGED' });
  });

  it('an outage disconnects nobody, and is told when it lasts', async () => {
    const operation = `${platform.toLowerCase()}.*`;
    await app.sandbox.control.fault({ operation, mode: 'answer', status: 503, text: 'down', times: -1 });
    await check(platform);
    expect((await read(platform)).health).toMatchObject({ status: 'ACTIVE' });
    await check(platform);
    expect(await read(platform)).toMatchObject({
      status: 'ACTIVE',
      health: { status: 'UNREACHABLE', userAction: 'NONE', reasons: [{ code: 'PLATFORM_UNAVAILABLE' }] },
    });
    await app.sandbox.control.clearFaults();
    await check(platform);
    expect((await read(platform)).health).toMatchObject({ status: 'ACTIVE', reasons: [] });
  });
});

it.each(ALL.filter((platform) => platform !== 'INSTAGRAM'))(
  'a wrong secret of the app disconnects no account of %s, and is told as what it is',
  async (platform) => {
    await app.sandbox.control.settings(platform, { clientSecret: 'another secret' });
    await later(3 * HOUR_MS);
    for (let times = 0; times < 3; times++) await check(platform);
    expect(await read(platform)).toMatchObject({
      status: 'ACTIVE',
      health: { status: 'UNREACHABLE', userAction: 'NONE', reasons: [{ code: 'APP_MISCONFIGURED' }] },
    });
    await app.sandbox.control.settings(platform, { clientSecret: null });
    await check(platform);
    expect(await read(platform)).toMatchObject({ status: 'ACTIVE', health: { status: 'ACTIVE', reasons: [] } });
  },
);

describe('what an account can do is followed', () => {
  const changesOf = async (platform: Platform) =>
    (await eventsOf(platform)).flatMap(({ type, payload }) => (type === 'account.changed' ? [payload] : []));

  it('when its holder subscribes to X, and when the subscription ends', async () => {
    await check('X');
    await app.sandbox.control.settings('X', { subscriptionType: 'Premium' });
    await check('X');
    await check('X');
    await app.sandbox.control.settings('X', { subscriptionType: 'None' });
    await check('X');
    expect(await changesOf('X')).toMatchObject([
      { changes: { subscriptionType: { from: 'None', to: 'Premium' } } },
      { changes: { subscriptionType: { from: 'Premium', to: 'None' } } },
    ]);
  });

  it('when an Instagram account becomes one of another type', async () => {
    await check('INSTAGRAM');
    await app.sandbox.control.changeAccount('INSTAGRAM', { accountType: 'MEDIA_CREATOR' });
    await check('INSTAGRAM');
    await check('INSTAGRAM');
    expect(await changesOf('INSTAGRAM')).toMatchObject([
      { changes: { accountType: { from: 'BUSINESS', to: 'MEDIA_CREATOR' } } },
    ]);
  });

  it('when TikTok offers a creator other choices', async () => {
    await check('TIKTOK');
    await app.sandbox.control.settings('TIKTOK', { commentDisabled: true, privacyOptions: ['SELF_ONLY'] });
    await check('TIKTOK');
    await check('TIKTOK');
    expect(await changesOf('TIKTOK')).toMatchObject([
      {
        changes: {
          commentDisabled: { from: false, to: true },
          privacyLevels: { to: ['SELF_ONLY'] },
        },
      },
    ]);
  });
});

it('a check of a YouTube channel is counted among the units of the day, and one that never left is not', async () => {
  const used = async () => {
    const { socialAccount } = await app.client()(AccountUnits, { id: seed.accounts.YOUTUBE });
    return socialAccount?.quotas.find(({ name }) => name === 'units_day')?.used ?? 0;
  };
  const before = await used();
  await check('YOUTUBE');
  expect(await used()).toBe(before + 1);
  await app.sandbox.control.fault({ operation: 'youtube.channels_list', mode: 'answer', status: 500 });
  await check('YOUTUBE');
  expect(await used()).toBe(before + 2);
  const lost = { ...app.ctx, dispatcher: createDispatcher() };
  await lost.dispatcher.destroy();
  await checkAccount(lost, local('YOUTUBE'));
  expect(await used()).toBe(before + 2);
});

it('an access that ended comes back by itself when the platform takes it again', async () => {
  const id = await app.sandbox.control.fault({
    operation: 'instagram.account',
    mode: 'answer',
    status: 400,
    json: { error: { message: 'checkpoint', type: 'OAuthException', code: 190, error_subcode: 459 } },
    times: 2,
  });
  expect(id.hits).toBe(0);
  await check('INSTAGRAM');
  expect(await read('INSTAGRAM')).toMatchObject({ status: 'EXPIRED', health: { status: 'REVOKED' } });
  await check('INSTAGRAM');
  expect(await read('INSTAGRAM')).toMatchObject({ status: 'ACTIVE', health: { status: 'ACTIVE' } });
  expect((await eventsOf('INSTAGRAM')).map(({ type }) => type)).toContain('account.recovered');
});

describe('notices before an access ends', () => {
  const notices = async (platform: Platform) =>
    (await eventsOf(platform)).flatMap(({ type, payload }) => (type === 'account.expires_soon' ? [payload.days] : []));
  const live = async (ms: number) => {
    await later(ms);
    await refreshExpiringTokens(app.ctx);
    await haveAccountsChecked(app.ctx);
  };

  it('come 7, 3 and 1 days before, once each, while TikTok lets all refresh tokens of a grant end together', async () => {
    await app.sandbox.control.settings('TIKTOK', { refreshLife: 'FROM_CONSENT' });
    await reconnect('TIKTOK');
    await live(172 * DAY_MS);
    expect(await notices('TIKTOK')).toEqual([]);
    expect((await read('TIKTOK')).health.status).toBe('ACTIVE');
    await live(1.5 * DAY_MS);
    expect(await notices('TIKTOK')).toEqual([7]);
    expect((await read('TIKTOK')).health).toMatchObject({
      status: 'EXPIRING',
      userAction: 'RECONNECT',
      reasons: [{ code: 'EXPIRES_SOON' }],
      expiresAt: expect.any(String),
    });
    await live(1 * DAY_MS);
    await live(3 * DAY_MS);
    await live(0);
    expect(await notices('TIKTOK')).toEqual([7, 3]);
    await live(1.8 * DAY_MS);
    expect(await notices('TIKTOK')).toEqual([7, 3, 1]);
    await live(1 * DAY_MS);
    expect(await read('TIKTOK')).toMatchObject({ status: 'EXPIRED', health: { status: 'EXPIRED' } });
    await reconnect('TIKTOK');
    expect((await read('TIKTOK')).health).toMatchObject({ status: 'ACTIVE' });
    await live(179.5 * DAY_MS);
    expect(await notices('TIKTOK')).toEqual([1]);
  });

  it('come at once for a project of Google that is in testing, and end when it is not', async () => {
    await app.sandbox.control.settings('YOUTUBE', { projectInTesting: true });
    await reconnect('YOUTUBE');
    await haveAccountsChecked(app.ctx);
    expect(await notices('YOUTUBE')).toEqual([7]);
    expect((await read('YOUTUBE')).health).toMatchObject({
      status: 'EXPIRING',
      reasons: [{ code: 'EXPIRES_SOON', message: expect.stringContaining('Testing') }],
    });
    await app.sandbox.control.settings('YOUTUBE', { projectInTesting: false });
    await reconnect('YOUTUBE');
    await haveAccountsChecked(app.ctx);
    expect(await notices('YOUTUBE')).toEqual([]);
  });

  it('do not come for Instagram while its access is renewed, and do when that fails for weeks', async () => {
    await live(8 * DAY_MS);
    await live(50 * DAY_MS);
    expect(await notices('INSTAGRAM')).toEqual([]);
    expect((await read('INSTAGRAM')).health.status).toBe('ACTIVE');
    await app.sandbox.control.fault({ operation: 'instagram.token_refresh', mode: 'answer', status: 500, times: -1 });
    await live(54 * DAY_MS);
    expect(await notices('INSTAGRAM')).toEqual([7]);
    expect((await read('INSTAGRAM')).health.reasons.map(({ code }) => code)).toContain('EXPIRES_SOON');
  });
});

describe('a test that a person asks for', () => {
  const testOne = async (platform: Platform) => {
    // Past the minute of the test before.
    clock.jump(61_000);
    const { testSocialAccount } = await app.client()(TestOne, { id: seed.accounts[platform] });
    return testSocialAccount;
  };
  const verdicts = (results: readonly { subject: string; verdict: string }[] = []) =>
    Object.fromEntries(results.map(({ subject, verdict }) => [subject, verdict]));

  it.each(ALL)('tells what works of an account of %s, and what does not', async (platform) => {
    expect(verdicts((await testOne(platform)).test?.results)).toEqual({
      TOKEN: 'OK',
      SCOPES: 'OK',
      IDENTITY: 'OK',
      PUBLISH_PERMISSION: 'OK',
      QUOTA: 'OK',
    });
    await app.sandbox.control.changeAccount(platform, { restricted: true });
    const restricted = await testOne(platform);
    expect(verdicts(restricted.test?.results)).toMatchObject({ TOKEN: 'OK', PUBLISH_PERMISSION: 'FAILED' });
    expect(restricted.test?.socialAccount.health.status).toBe('RESTRICTED');
    await app.sandbox.control.changeAccount(platform, { restricted: false });
    await app.sandbox.control.revokeTokens(platform);
    const revoked = await testOne(platform);
    expect(verdicts(revoked.test?.results)).toMatchObject({ TOKEN: 'FAILED', IDENTITY: 'UNKNOWN' });
    expect(revoked.test?.results[0]).toMatchObject({ code: 'AUTH_REVOKED', userAction: 'RECONNECT' });
    await reconnect(platform);
    await app.sandbox.control.changeAccount(platform, { externalId: '4711' });
    expect(verdicts((await testOne(platform)).test?.results)).toMatchObject({ TOKEN: 'OK', IDENTITY: 'FAILED' });
  });

  it('is refused within a minute of the last one, with the moment from which on it is not', async () => {
    const { test } = await testOne('X');
    const { testSocialAccount: again } = await app.client()(TestOne, { id: seed.accounts.X });
    expect(again).toMatchObject({ test: null, userErrors: [{ code: 'TESTED_JUST_NOW' }] });
    const retryAt = new Date(again.userErrors[0]?.retryAt ?? 0).getTime();
    expect(Math.abs(retryAt - new Date(test?.testedAt ?? 0).getTime() - 60_000)).toBeLessThan(10_000);
  });

  it('covers a brand, without the accounts that were tested a moment ago', async () => {
    await testOne('YOUTUBE');
    const { testSocialAccounts } = await app.client()(TestAll, { id: seed.brandId });
    expect(testSocialAccounts.tests?.map(({ socialAccount }) => socialAccount.platform).toSorted()).toEqual(
      ALL.filter((platform) => platform !== 'YOUTUBE').toSorted(),
    );
    expect(testSocialAccounts.warnings).toMatchObject([{ code: 'TESTED_JUST_NOW' }]);
    const { testSocialAccounts: again } = await app.client()(TestAll, { id: seed.brandId });
    expect(again).toMatchObject({ tests: null, userErrors: [{ code: 'TESTED_JUST_NOW' }] });
  });

  it('asks nothing that X bills once the operator has switched that off', async () => {
    const configured = app.ctx.platforms.get('X');
    if (configured === undefined) throw new Error('X is not configured');
    configured.accountChecks = false;
    try {
      const before = await app.sandbox.control.requestCount('x.users_me');
      expect(verdicts((await testOne('X')).test?.results)).toMatchObject({ TOKEN: 'UNKNOWN', IDENTITY: 'UNKNOWN' });
      expect(await app.sandbox.control.requestCount('x.users_me')).toBe(before);
    } finally {
      configured.accountChecks = true;
    }
  });
});

it('has each account checked once a day, a bounded number at a time, and nothing twice', async () => {
  const jobs = async () =>
    (await app.db.query("SELECT id FROM pgboss.job WHERE name = 'check-account' AND state = 'created'")).length;
  await app.db.query("DELETE FROM pgboss.job WHERE name = 'check-account'");
  await haveAccountsChecked(app.ctx);
  expect(await jobs()).toBe(0);
  await later(1.2 * DAY_MS);
  await haveAccountsChecked(app.ctx);
  await haveAccountsChecked(app.ctx);
  expect(await jobs()).toBe(ALL.length);
});
