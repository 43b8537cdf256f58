/** Tokens that expire, are renewed, refused and revoked while posts wait for them. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { disconnectSocialAccount } from '../../src/domain/accounts/connections.ts';
import { openCredentials } from '../../src/domain/accounts/credentials.ts';
import { createTokenKeeper } from '../../src/domain/accounts/token-keeper.ts';
import { refreshExpiringTokens, withToken } from '../../src/domain/accounts/tokens.ts';
import { Sleep } from '../../src/domain/sleep.ts';
import type { SocialAccount } from '../../src/lib/prisma/client.ts';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import { breakWrites } from '../support/broken-writes.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { SAMPLES, type Sample } from '../support/world.ts';

const TEXT: Sample = { platform: 'X', format: 'TEXT', media: [] };
const COMMIT = { INSTAGRAM: 'publish', TIKTOK: 'publish', YOUTUBE: 'publish', X: 'post' } as const;
const ONE_EACH = SAMPLES.filter(({ format }) => ['IMAGE', 'SHORT', 'TEXT'].includes(format)).filter(
  ({ platform, format }) => platform !== 'X' || format === 'TEXT',
);

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
});
afterEach(() => engine[Symbol.asyncDispose]());

const liveOn = async (platform: Sample['platform']) => (await engine.sandbox.control.live({ platform })).length;
const account = async (id: string) =>
  (
    await engine.ctx.db.query<{ status: string; statusReason: string | null }>(
      'SELECT status, status_reason FROM social_account WHERE id = $1',
      [id],
    )
  )[0];

describe.each(ONE_EACH.map((sample) => ({ platform: sample.platform, sample })))(
  '$platform',
  ({ platform, sample }) => {
    it('renews a token that expires in the middle of a publish, and posts once', async () => {
      engine.hooks.set(`commit:${COMMIT[platform]}:before`, async () => {
        engine.hooks.clear();
        expect(await engine.sandbox.control.expireTokens(platform)).toBeGreaterThan(0);
      });
      // Instagram's tokens can only be renewed while they are valid; an expired one needs a person.
      const targetId = await engine.scheduleOne(sample);
      if (platform === 'INSTAGRAM') {
        engine.time.stop();
        await engine.until(targetId, ({ blockedBy }) => blockedBy === 'RECONNECT');
        await engine.connect(platform);
        engine.time.skip();
      }
      expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', errorCode: null });
      expect(await liveOn(platform)).toBe(1);
      expect(await account(engine.accounts[platform])).toEqual({ status: 'ACTIVE', statusReason: null });
    });

    it('waits for the reconnect when the grant is revoked in the middle of a publish, and goes on at once', async () => {
      engine.hooks.set(`commit:${COMMIT[platform]}:before`, async () => {
        engine.hooks.clear();
        expect(await engine.sandbox.control.revokeTokens(platform)).toBeGreaterThan(0);
      });
      engine.time.stop();
      const targetId = await engine.scheduleOne(sample);
      await engine.until(targetId, ({ blockedBy }) => blockedBy === 'RECONNECT');
      expect(await engine.target(targetId)).toMatchObject({
        status: 'PUBLISHING',
        blockedBy: 'RECONNECT',
        intentAt: null,
        error: { userAction: 'RECONNECT' },
      });
      expect(await account(engine.accounts[platform])).toMatchObject({ status: 'EXPIRED' });
      const before = engine.clock.now().getTime();
      expect(await engine.connect(platform)).toBe(engine.accounts[platform]);
      await engine.until(targetId, ({ status }) => status === 'COMMITTING');
      expect(engine.clock.now().getTime() - before).toBeLessThan(30_000);
      engine.time.skip();
      expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
      expect(await liveOn(platform)).toBe(1);
    });
  },
);

it('fails one post, and keeps the account, when X forbids an upload in words that nobody knows', async () => {
  await engine.sandbox.control.fault({
    operation: 'x.media_initialize',
    mode: 'answer',
    status: 403,
    json: { title: 'Forbidden', type: 'about:blank', status: 403, detail: 'Something new.' },
  });
  const targetId = await engine.scheduleOne({ platform: 'X', format: 'IMAGE', media: ['image'] });
  expect(await engine.finished(targetId)).toMatchObject({ status: 'FAILED', errorCode: 'CONTENT_POLICY' });
  expect(await account(engine.accounts.X)).toEqual({ status: 'ACTIVE', statusReason: null });
});

it('misses a post whose account is not reconnected within the late window', async () => {
  await engine.sandbox.control.revokeTokens('X');
  engine.time.stop();
  const targetId = await engine.scheduleOne(TEXT);
  await engine.until(targetId, ({ blockedBy }) => blockedBy === 'RECONNECT');
  await engine.jump(6 * 3_600_000 + 1_000);
  expect(await engine.finished(targetId)).toMatchObject({
    status: 'MISSED',
    errorCode: 'MISSED_WINDOW',
    intentAt: null,
  });
  expect(await liveOn('X')).toBe(0);
});

it('asks ever more seldom with a grant that is dead, after a post that may be live', async () => {
  engine.hooks.set('commit:publish:journaled', () => engine.sandbox.control.revokeTokens('TIKTOK'));
  const targetId = await engine.scheduleOne({
    platform: 'TIKTOK',
    format: 'VIDEO',
    media: ['clip'],
    options: { mode: 'DIRECT', privacyLevel: 'SELF_ONLY' },
  });
  const looks = async () =>
    (await engine.eventsOf(targetId))
      .filter(({ status }) => status === 'BLOCKED')
      .flatMap(({ wakeAt }) => wakeAt ?? []);
  await expect.poll(async () => (await looks()).length, { timeout: 20_000 }).toBeGreaterThan(9);
  const [before, after] = (await looks()).slice(8, 10).map((at) => at.getTime());
  expect((after ?? 0) - (before ?? 0)).toBeGreaterThan(5 * 60_000);
});

it('does not publish with the token in hand once the account was disconnected', async () => {
  engine.hooks.set('commit:post:before', async () => {
    // As on a platform that cannot revoke: only our side knows.
    await engine.ctx.db.query("UPDATE social_account SET status = 'DISCONNECTED' WHERE id = $1", [engine.accounts.X]);
  });
  engine.time.stop();
  const targetId = await engine.scheduleOne(TEXT);
  await expect
    .poll(() => engine.target(targetId))
    .toMatchObject({ status: 'PUBLISHING', blockedBy: 'RECONNECT', intentAt: null });
  expect(await liveOn('X')).toBe(0);
});

it('renews a token once, however many renew at the same time', async () => {
  await engine.ctx.db.query('UPDATE social_account SET token_expires_at = $2 WHERE id <> $1', [
    engine.accounts.X,
    new Date(engine.clock.now().getTime() + 365 * 86_400_000),
  ]);
  const before = await engine.sandbox.control.requestCount('x.oauth_token');
  await engine.jump(115 * 60_000);
  // Long enough that all of them ask before the first has its answer.
  await engine.sandbox.control.fault({ operation: 'x.oauth_token', mode: 'delay', delayMs: 300, times: -1 });
  await Promise.all(Array.from({ length: 5 }, () => refreshExpiringTokens(engine.ctx)));
  expect(await engine.sandbox.control.requestCount('x.oauth_token')).toBe(before + 1);
  expect(await engine.finished(await engine.scheduleOne(TEXT))).toMatchObject({ status: 'PUBLISHED' });
});

describe('an account that a person reconnects while something is still under way with its old grant', () => {
  /** Resolves once the request is out, with what lets its answer come. */
  const renewSlowly = async () => {
    await engine.sandbox.control.fault({ operation: 'x.oauth_token', mode: 'delay', delayMs: 60_000 });
    const done = refreshExpiringTokens(engine.ctx);
    await expect.poll(() => engine.sandbox.control.faults()).toMatchObject([{ hits: 1 }]);
    return async () => {
      await engine.sandbox.control.advance(60_000);
      await done;
    };
  };
  const credentials = () =>
    engine.ctx.db.query('SELECT credentials FROM social_account WHERE id = $1', [engine.accounts.X]);

  it('stays connected when the refusal answers a call', async () => {
    const refusal = new PlatformFailure('AUTH_REVOKED', 'The token was revoked.');
    const calls = withToken(engine.ctx, engine.accounts.X, async () => {
      await engine.connect('X');
      throw refusal;
    });
    await expect(calls).rejects.toBe(refusal);
    expect(await account(engine.accounts.X)).toEqual({ status: 'ACTIVE', statusReason: null });
  });

  it('stays connected when the refusal answers a renewal', async () => {
    await engine.jump(115 * 60_000);
    await engine.sandbox.control.revokeTokens('X');
    const answered = await renewSlowly();
    await engine.connect('X');
    await answered();
    expect(await account(engine.accounts.X)).toEqual({ status: 'ACTIVE', statusReason: null });
  });

  it('gets the pair of a process that was frozen until another one had its turn: no other pair works', async () => {
    await engine.jump(115 * 60_000);
    const before = await credentials();
    const answered = await renewSlowly();
    await engine.ctx.db.query('UPDATE social_account SET refresh_lease_until = $2 WHERE id = $1', [
      engine.accounts.X,
      new Date(engine.clock.now().getTime() + 3_600_000),
    ]);
    await answered();
    expect(await credentials()).not.toEqual(before);
    expect(await account(engine.accounts.X)).toEqual({ status: 'ACTIVE', statusReason: null });
  });

  it('keeps the new credentials when the renewal of the old ones succeeds after all', async () => {
    await engine.jump(115 * 60_000);
    const answered = await renewSlowly();
    await engine.connect('X');
    const connected = await credentials();
    await answered();
    expect(await credentials()).toEqual(connected);
  });
});

it('keeps the refresh token of an account whose reconnect brings none', async () => {
  const opened = async () => {
    const [row] = await engine.ctx.db.query<SocialAccount>('SELECT * FROM social_account WHERE id = $1', [
      engine.accounts.YOUTUBE,
    ]);
    if (row === undefined) throw new Error('the account is gone');
    return openCredentials(engine.ctx, row);
  };
  const { accessToken, refreshToken, scopes } = await opened();
  const json = { access_token: accessToken, expires_in: 3_599, scope: scopes.join(' '), token_type: 'Bearer' };
  await engine.sandbox.control.fault({ operation: 'youtube.oauth_token', mode: 'answer', status: 200, json });
  await engine.connect('YOUTUBE');
  expect(await opened()).toMatchObject({ refreshToken });
  expect(refreshToken).toBeTypeOf('string');
});

it('goes on renewing other accounts when the credentials of one cannot be opened', async () => {
  await engine.ctx.db.query("UPDATE social_account SET credentials = 'broken', token_expires_at = $2 WHERE id = $1", [
    engine.accounts.YOUTUBE,
    engine.clock.now(),
  ]);
  await engine.jump(115 * 60_000);
  const before = await engine.sandbox.control.requestCount('x.oauth_token');
  await refreshExpiringTokens(engine.ctx);
  expect(await engine.sandbox.control.requestCount('x.oauth_token')).toBe(before + 1);
});

describe('when the answer to a renewal gets lost', () => {
  const lose = (mode: 'drop_after' | 'answer') =>
    engine.sandbox.control.fault({ operation: 'x.oauth_token', mode, status: 503 });
  const health = () =>
    engine.ctx.db.query(
      'SELECT health_status, health_reasons, renewal_unanswered_at FROM social_account WHERE id = $1',
      [engine.accounts.X],
    );

  it('says so, and since when, once the platform refuses the token from before', async () => {
    await engine.jump(115 * 60_000);
    const began = engine.clock.now().toISOString().slice(0, 16);
    await lose('drop_after');
    await refreshExpiringTokens(engine.ctx);
    expect(await account(engine.accounts.X)).toEqual({ status: 'ACTIVE', statusReason: null });
    await refreshExpiringTokens(engine.ctx);
    expect(await account(engine.accounts.X)).toEqual({ status: 'EXPIRED', statusReason: 'RENEWAL_LOST' });
    expect(await health()).toMatchObject([
      {
        healthStatus: 'EXPIRED',
        healthReasons: [{ code: 'RENEWAL_LOST', message: expect.stringContaining(`began at ${began}`) }],
      },
    ]);
    await engine.connect('X');
    expect(await health()).toMatchObject([{ healthStatus: 'ACTIVE', renewalUnansweredAt: null }]);
  });

  it('forgets it when the token from before still works, and calls a later refusal what it is', async () => {
    await engine.jump(115 * 60_000);
    await lose('answer');
    await refreshExpiringTokens(engine.ctx);
    expect(await health()).toMatchObject([{ renewalUnansweredAt: expect.any(Date) }]);
    await refreshExpiringTokens(engine.ctx);
    expect(await health()).toMatchObject([{ healthStatus: 'ACTIVE', renewalUnansweredAt: null }]);
    await engine.sandbox.control.revokeTokens('X');
    await engine.jump(115 * 60_000);
    await refreshExpiringTokens(engine.ctx);
    expect(await account(engine.accounts.X)).toEqual({ status: 'EXPIRED', statusReason: 'AUTH_REVOKED' });
  });
});

describe('a permission that is gone, as a renewal tells', () => {
  const DIRECT: Sample = {
    platform: 'TIKTOK',
    format: 'VIDEO',
    media: ['clip'],
    options: { mode: 'DIRECT', privacyLevel: 'SELF_ONLY' },
  };
  it.each([
    { sample: TEXT, scope: 'tweet.write', call: 'x.tweets_create', lifeMs: 2 * 3_600_000 },
    { sample: DIRECT, scope: 'video.publish', call: 'tiktok.content_init', lifeMs: 24 * 3_600_000 },
  ])('holds back posts of $sample.platform that need $scope, which fail no more than others do', async (given) => {
    const { sample, scope, call, lifeMs } = given;
    const { platform } = sample;
    engine.time.stop();
    await engine.sandbox.control.withdrawScopes(platform, [scope]);
    const targetId = await engine.scheduleOne(sample, { at: new Date(engine.clock.now().getTime() + lifeMs) });
    await engine.jump(lifeMs - 5 * 60_000);
    await refreshExpiringTokens(engine.ctx);
    await engine.jump(5 * 60_000);
    const told = await engine.until(targetId, ({ blockedBy }) => blockedBy === 'RECONNECT');
    const error = { code: 'SCOPE_MISSING', userAction: 'RECONNECT', message: expect.stringContaining(scope) };
    expect(told).toMatchObject({ error });
    expect(await engine.sandbox.control.requestCount(call)).toBe(0);
    if (platform === 'TIKTOK') {
      // The account works, for posts that need less.
      expect(await account(engine.accounts.TIKTOK)).toEqual({ status: 'ACTIVE', statusReason: null });
      const inbox = await engine.scheduleOne({ ...sample, options: { mode: 'INBOX' } }, { caption: '' });
      await engine.until(inbox, ({ platformState }) => platformState === 'SEND_TO_USER_INBOX');
    }
    await engine.connect(platform);
    engine.time.skip();
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', errorCode: null });
  });
});

describe('where another process renews', () => {
  const withKeeper = (entry: URL) => {
    const setup = () => ({
      database: { url: '', directUrl: null },
      keys: [],
      platforms: [],
      log: { level: 'info' as const, secrets: [] },
    });
    const keeper = createTokenKeeper(engine.ctx, { entry, env: {}, setup });
    return { ctx: { ...engine.ctx, keeper }, keeper };
  };

  it('this one does it if no other can be started', async () => {
    const { ctx, keeper } = withKeeper(new URL('file:///there/is/no/such/file.ts'));
    await using _ = keeper;
    await engine.jump(115 * 60_000);
    const before = await engine.sandbox.control.requestCount('x.oauth_token');
    await refreshExpiringTokens(ctx);
    expect(await engine.sandbox.control.requestCount('x.oauth_token')).toBe(before + 1);
    expect(await account(engine.accounts.X)).toEqual({ status: 'ACTIVE', statusReason: null });
  });

  it('the renewal waits for its turn when the other process ends in the middle of it', async () => {
    const { ctx, keeper } = withKeeper(new URL('../support/kept-and-crashed.ts', import.meta.url));
    await using _ = keeper;
    await engine.sandbox.control.expireTokens('X');
    await engine.jump(121 * 60_000);
    await expect(withToken(ctx, engine.accounts.X, async () => 'used')).rejects.toBeInstanceOf(Sleep);
    expect(await account(engine.accounts.X)).toEqual({ status: 'ACTIVE', statusReason: null });
  });
});

it('stores a renewed pair although the database goes away at that very moment: the old one is void', async () => {
  const writes = await breakWrites(engine.ctx.db, {
    on: 'UPDATE OF credentials ON social_account',
    times: 1,
    by: { code: '57P01' },
  });
  await engine.jump(115 * 60_000);
  expect(await engine.finished(await engine.scheduleOne(TEXT))).toMatchObject({ status: 'PUBLISHED', failures: 0 });
  expect(await writes()).toBeGreaterThan(1);
  expect(await account(engine.accounts.X)).toEqual({ status: 'ACTIVE', statusReason: null });
});

it('keeps the posts of an account that a person disconnects, and publishes after the reconnect', async () => {
  const due = new Date(engine.clock.now().getTime() + 600_000);
  engine.time.stop();
  const targetId = await engine.scheduleOne(TEXT, { at: due });
  await disconnectSocialAccount(engine.ctx, engine.viewer, { socialAccountId: engine.accounts.X });
  await engine.jump(601_000);
  await engine.until(targetId, ({ blockedBy }) => blockedBy === 'RECONNECT');
  expect(await engine.connect('X')).toBe(engine.accounts.X);
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
  expect(await liveOn('X')).toBe(1);
});

// Instagram renews a token by itself, without the app's secret.
describe.each(ONE_EACH.filter(({ platform }) => platform !== 'INSTAGRAM'))(
  'while the client secret of $platform is wrong',
  (sample) => {
    const { platform } = sample;
    const operation = { INSTAGRAM: '', TIKTOK: 'tiktok.token', YOUTUBE: 'youtube.oauth_token', X: 'x.oauth_token' }[
      platform
    ];
    const requests = () => engine.sandbox.control.requestCount(operation);

    it('posts wait, no account is lost, and all go on once it is right', async () => {
      engine.time.stop();
      await engine.sandbox.control.settings(platform, { clientSecret: 'another secret' });
      await engine.sandbox.control.expireTokens(platform);
      const targetId = await engine.scheduleOne(sample);
      const told = await engine.until(targetId, ({ error }) => error !== null);
      expect(told).toMatchObject({ status: 'RETRY', error: { code: 'APP_MISCONFIGURED' } });
      expect(await account(engine.accounts[platform])).toEqual({ status: 'ACTIVE', statusReason: null });
      await engine.sandbox.control.settings(platform, { clientSecret: null });
      engine.time.skip();
      expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', errorCode: null });
    });

    it('the periodic renewal hears of it once, not of every account', async () => {
      engine.time.stop();
      await engine.connect(platform, { account: platform === 'TIKTOK' ? 'ada.makes' : 'northlightfilm' });
      await engine.sandbox.control.settings(platform, { clientSecret: 'another secret' });
      await engine.jump(24 * 60 * 60_000);
      const before = await requests();
      await refreshExpiringTokens(engine.ctx);
      expect((await requests()) - before).toBe(1);
    });
  },
);
