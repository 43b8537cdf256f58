/** TikTok's login: scopes, refresh tokens that die with their use, PKCE of its own, and the end of a grant. */
import { describe, expect, it } from 'vitest';
import { tiktok } from '../../src/platforms/tiktok/index.ts';
import { MINUTE_MS, openTikTok, REDIRECT, VERIFIER } from '../support/tiktok.ts';

const bench = openTikTok();
const { connect, consent, context } = bench;
const minutesLeft = (at: Date | null) => ((at?.getTime() ?? 0) - Date.now()) / MINUTE_MS;

describe('login', () => {
  it('connects an account, knows who it is and which permissions it gave', async () => {
    const credentials = await connect();
    expect(credentials.scopes).toEqual(
      expect.arrayContaining(['user.info.basic', 'video.upload', 'video.publish', 'video.list']),
    );
    expect(minutesLeft(credentials.accessTokenExpiresAt)).toBeCloseTo(120, 0);
    expect(minutesLeft(credentials.refreshTokenExpiresAt)).toBeCloseTo(180 * 24 * 60, 0);
    const identity = await tiktok.oauth.identify(context(), credentials);
    expect(identity).toMatchObject({
      username: 'northwind.bakery',
      displayName: 'Northwind Bakery',
      profileUrl: 'https://www.tiktok.com/@northwind.bakery',
      facts: { scopes: [...credentials.scopes] },
    });
  });

  it('asks only for the fields that the granted permissions allow', async () => {
    const credentials = await connect(['user.info.basic', 'video.upload']);
    expect(credentials.scopes).toEqual(['user.info.basic', 'video.upload']);
    const identity = await tiktok.oauth.identify(context(), credentials);
    expect(identity).toMatchObject({ username: null, displayName: 'Northwind Bakery', profileUrl: null });
  });

  it('connects with either right to post, and with neither it says which are missing', async () => {
    const { scopes } = await connect(['user.info.basic', 'video.publish']);
    const missing = (granted: readonly string[]) =>
      tiktok.oauth.neededScopes.filter((scope) => !granted.includes(scope));
    expect(missing(scopes)).toEqual([]);
    await expect(connect(['user.info.basic', 'video.list'])).rejects.toMatchObject({
      code: 'SCOPE_MISSING',
      message: expect.stringContaining('video.upload or video.publish'),
    });
  });

  it('takes over the new refresh token, since the old one dies with its use', async () => {
    const first = await connect();
    const second = await tiktok.oauth.refresh(context(), first);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(second.scopes).toEqual(first.scopes);
    await tiktok.oauth.identify(context(), second);
    // TikTok says so with HTTP 200.
    await expect(tiktok.oauth.refresh(context(), first)).rejects.toMatchObject({
      kind: 'unauthorized',
      code: 'AUTH_REVOKED',
      vendor: { httpStatus: 200, code: 'invalid_grant' },
    });
  });

  it('keeps the refresh token when a refresh answers without one', async () => {
    const first = await connect();
    const json = { open_id: 'x', access_token: 'act.new-token', expires_in: 7_200, token_type: 'Bearer' };
    await bench.sandbox.control.fault({ operation: 'tiktok.token', mode: 'answer', status: 200, json });
    const second = await tiktok.oauth.refresh(context(), first);
    expect(second).toMatchObject({
      accessToken: 'act.new-token',
      refreshToken: first.refreshToken,
      scopes: first.scopes,
    });
    expect(second.refreshTokenExpiresAt).toEqual(first.refreshTokenExpiresAt);
  });

  it.each([
    ['numbers in strings', { expires_in: '7200', refresh_expires_in: '15552000' }, 120],
    ['an unreadable lifetime', { expires_in: 'soon' }, null],
    ['scopes in a list', { expires_in: 7_200, scope: ['user.info.basic', 'video.upload'] }, 120],
    ['scopes with spaces', { expires_in: 7_200, scope: 'user.info.basic, video.upload' }, 120],
  ])('takes a token answer with %s', async (_what, answer, minutes) => {
    const first = await connect(['user.info.basic', 'video.upload']);
    const json = { access_token: 'act.new', refresh_token: 'rft.new', ...answer };
    for (const body of [json, { data: json, error: { code: 'ok' } }]) {
      await bench.sandbox.control.fault({ operation: 'tiktok.token', mode: 'answer', status: 200, json: body });
      const second = await tiktok.oauth.refresh(context(), first);
      expect(second).toMatchObject({ accessToken: 'act.new', refreshToken: 'rft.new', scopes: first.scopes });
      if (minutes === null) expect(second.accessTokenExpiresAt).toBeNull();
      else expect(minutesLeft(second.accessTokenExpiresAt)).toBeCloseTo(minutes, 0);
    }
  });

  it('takes a grant that names no scopes for all it asked for, and connects also when it was less', async () => {
    const code = await consent(['user.info.basic', 'video.upload']);
    const real = await tiktok.oauth.exchangeCode(context(), { code, redirectUri: REDIRECT, codeVerifier: VERIFIER });
    const json = { open_id: 'x', access_token: real.accessToken, expires_in: 7_200, refresh_token: 'rft.1' };
    await bench.sandbox.control.fault({ operation: 'tiktok.token', mode: 'answer', status: 200, json });
    const told = await tiktok.oauth.exchangeCode(context(), { code, redirectUri: REDIRECT, codeVerifier: VERIFIER });
    expect(told.scopes).toEqual([...tiktok.oauth.neededScopes, ...tiktok.oauth.optionalScopes]);
    const identity = await tiktok.oauth.identify(context(), told);
    expect(identity).toMatchObject({ username: null, displayName: 'Northwind Bakery' });
  });

  it.each([
    ['an outage', { mode: 'answer', status: 503, text: 'Service Unavailable' }],
    ['HTML', { mode: 'html' }],
    ['a lost answer', { mode: 'drop_after' }],
  ] as const)('does not mistake %s for a dead grant', async (_what, fault) => {
    const credentials = await connect();
    await bench.sandbox.control.fault({ operation: 'tiktok.token', ...fault });
    await expect(tiktok.oauth.refresh(context(), credentials)).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('withdraws the grant', async () => {
    const credentials = await connect();
    await tiktok.oauth.revoke?.(context(), credentials);
    await expect(tiktok.oauth.identify(context(), credentials)).rejects.toMatchObject({ code: 'AUTH_EXPIRED' });
  });

  it('does not take a redirect for the end of a grant', async () => {
    const credentials = await connect();
    const headers = { location: 'https://elsewhere.example/' };
    await bench.sandbox.control.fault({ operation: 'tiktok.revoke', mode: 'answer', status: 302, headers });
    await expect(tiktok.oauth.revoke?.(context(), credentials)).rejects.toMatchObject({ kind: 'unavailable' });
    await tiktok.oauth.identify(context(), credentials);
  });

  it('refuses a code that does not belong to the verifier', async () => {
    const code = await consent();
    const exchange = tiktok.oauth.exchangeCode(context(), {
      code,
      redirectUri: REDIRECT,
      codeVerifier: 'w'.repeat(64),
    });
    await expect(exchange).rejects.toMatchObject({ kind: 'rejected', vendor: { code: 'invalid_request' } });
  });
});
