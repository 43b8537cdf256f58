/** Calls for an account that are about no post. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { callAccount } from '../../src/domain/accounts/account-call.ts';
import { deleteSocialAccount } from '../../src/domain/accounts/connections.ts';
import type { PlatformCall } from '../../src/lib/prisma/client.ts';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import type { AccountApi } from '../../src/platforms/platform.ts';
import { accepted } from '../support/outcomes.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld(['X']);
});
afterAll(() => world[Symbol.asyncDispose]());
beforeEach(() => world.ctx.db.query('DELETE FROM platform_call'));

const me = async ({ http, origins, accessToken }: AccountApi) =>
  http.request({
    endpoint: 'users.me',
    method: 'GET',
    url: `${origins.api}/2/users/me`,
    headers: { authorization: `Bearer ${accessToken}` },
  });
const calls = () => world.ctx.db.query<PlatformCall>('SELECT * FROM platform_call ORDER BY id');
const logged = () => world.ctx.db.query("SELECT id FROM publishing_log WHERE status = 'CALL'");
const wait = (wanted: { quota?: string; ofCommit?: boolean; inMs?: number }) =>
  world.ctx.db.query(
    `INSERT INTO platform_wait (platform, scope_id, quota, refusals, refused_at, of_commit, until, ask_at, asker_id, is_asking, error)
     VALUES ('X', $1, $2, 1, now(), $3, $4, $4, $1, false, '{"code": "RATE_LIMITED", "message": "Too Many Requests"}')`,
    [
      world.accounts.X,
      wanted.quota ?? '',
      wanted.ofCommit ?? false,
      new Date(world.ctx.clock.now().getTime() + (wanted.inMs ?? 60_000)),
    ],
  );

it('are logged with their account, without its secrets, and not among the calls of targets', async () => {
  const token = await callAccount(world.ctx, world.accounts.X, async (api) => {
    await me(api);
    return api.accessToken;
  });
  const [call, ...others] = await calls();
  expect(call).toMatchObject({
    socialAccountId: world.accounts.X,
    brandId: world.brandId,
    endpoint: 'users.me',
    httpStatus: 200,
    outcome: 'OK',
    targetId: null,
    postId: null,
  });
  expect(others).toEqual([]);
  expect(JSON.stringify(call)).not.toContain(token);
  expect(await logged()).toEqual([]);
});

it('are logged when they fail, too', async () => {
  const failing = callAccount(world.ctx, world.accounts.X, async (api) => {
    await me(api);
    throw new Error('the answer makes no sense');
  });
  await expect(failing).rejects.toThrow('the answer makes no sense');
  expect(await calls()).toHaveLength(1);
});

it('tell of the renewal of a token that the platform refuses, without the new pair', async () => {
  const tokens: string[] = [];
  const isNew = await callAccount(world.ctx, world.accounts.X, async ({ accessToken }) => {
    tokens.push(accessToken);
    if (tokens.length === 1) throw new PlatformFailure('AUTH_EXPIRED', 'Unauthorized');
    return tokens[0] !== accessToken;
  });
  expect(isNew).toBe(true);
  const [renewal] = await calls();
  expect(renewal).toMatchObject({ endpoint: 'oauth2.refresh', httpStatus: 200, socialAccountId: world.accounts.X });
  for (const token of tokens) expect(JSON.stringify(renewal)).not.toContain(token);
});

it.each([
  ['the account, for all calls', {}, true],
  ['one allowance of posts', { quota: 'posts_24h' }, false],
  ['the call that publishes', { ofCommit: true }, false],
  ['a moment that has passed', { inMs: -1 }, false],
])('respect what the platform told to wait for, when it is about %s', async (_what, wanted, isHeldBack) => {
  await wait(wanted);
  const called = callAccount(world.ctx, world.accounts.X, me).finally(() =>
    world.ctx.db.query('DELETE FROM platform_wait'),
  );
  if (isHeldBack) await expect(called).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAt: expect.any(Date) });
  else await expect(called).resolves.toMatchObject({ status: 200 });
});

it('are forgotten with their account', async () => {
  await callAccount(world.ctx, world.accounts.X, me);
  expect(await calls()).toHaveLength(1);
  accepted(await deleteSocialAccount(world.ctx, world.viewer, { socialAccountId: world.accounts.X }));
  expect(await calls()).toEqual([]);
});
