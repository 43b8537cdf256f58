/** Instagram's login: three shapes of one answer, the exchange for sixty days, and the renewal. */
import { describe, expect, it } from 'vitest';
import { instagram } from '../../src/platforms/instagram/index.ts';
import { ACCOUNT_ID, DAY_MS, openInstagram, REDIRECT } from '../support/instagram.ts';

const bench = openInstagram();
const { connect, context, now, travel } = bench;

describe('the login', () => {
  it.each(['documented', 'flat', 'flat_array'])('accepts the %s shape of the token answer', async (tokenShape) => {
    await bench.sandbox.control.settings('INSTAGRAM', { tokenShape });
    const granted = await connect();
    expect(granted.scopes).toEqual([...instagram.oauth.neededScopes, ...instagram.oauth.optionalScopes]);
    expect(granted.refreshToken).toBeNull();
    const daysLeft = ((granted.accessTokenExpiresAt?.getTime() ?? 0) - now().getTime()) / DAY_MS;
    expect(daysLeft).toBeGreaterThan(59);
    expect(daysLeft).toBeLessThanOrEqual(60);
  });

  it('asks Instagram for a fresh login and comma separated scopes', () => {
    const url = new URL(
      instagram.oauth.authorizationUrl(context(), { redirectUri: REDIRECT, state: 's&1', codeVerifier: '' }),
    );
    expect(url.pathname).toMatch(/\/oauth\/authorize$/);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'instagram-app',
      redirect_uri: REDIRECT,
      response_type: 'code',
      scope:
        'instagram_business_basic,instagram_business_content_publish,instagram_business_manage_comments,instagram_business_manage_insights',
      state: 's&1',
      force_reauth: 'true',
    });
  });

  it('cuts off the `#_` that Instagram appends to the code', async () => {
    const login = { redirectUri: REDIRECT, state: 's', codeVerifier: '' };
    const callback = await bench.sandbox.control.authorize(instagram.oauth.authorizationUrl(context(), login));
    const code = `${callback.searchParams.get('code')}#_`;
    await expect(instagram.oauth.exchangeCode(context(), { ...login, code })).resolves.toBeDefined();
  });

  it('tells a code that is used up from an outage', async () => {
    const exchange = () =>
      instagram.oauth.exchangeCode(context(), { code: 'used-up', redirectUri: REDIRECT, codeVerifier: '' });
    await expect(exchange()).rejects.toMatchObject({ code: 'AUTH_EXPIRED', kind: 'unauthorized' });
    await bench.sandbox.control.fault({ operation: 'instagram.token', mode: 'answer', status: 503, text: 'down' });
    await expect(exchange()).rejects.toMatchObject({ kind: 'unavailable' });
  });

  it('identifies the account by the id that publishes, as a string', async () => {
    await expect(instagram.oauth.identify(context(), bench.credentials)).resolves.toMatchObject({
      externalId: ACCOUNT_ID,
      username: 'northwind.bakery',
      displayName: 'Northwind Bakery',
      profileUrl: 'https://www.instagram.com/northwind.bakery/',
      facts: { accountType: 'BUSINESS' },
    });
  });

  it('keeps a 64-bit id that comes as a bare number', async () => {
    const text = '{"data":[{"user_id":17841400000000017,"username":"n","account_type":"Media_Creator"}]}';
    await bench.sandbox.control.fault({ operation: 'instagram.account', mode: 'answer', status: 200, text });
    await expect(instagram.oauth.identify(context(), bench.credentials)).resolves.toMatchObject({
      externalId: '17841400000000017',
      facts: { accountType: 'MEDIA_CREATOR' },
    });
  });

  it('renews with the access token itself, but not within its first day', async () => {
    expect(await instagram.oauth.refresh(context(), bench.credentials)).toBe(bench.credentials);
    await travel(8 * DAY_MS);
    const renewed = await instagram.oauth.refresh(context(), bench.credentials);
    expect(renewed.accessTokenExpiresAt?.getTime()).toBeGreaterThan(now().getTime() + 59 * DAY_MS);
    expect(renewed.scopes).toEqual(bench.credentials.scopes);
    await expect(instagram.oauth.identify(context(), renewed)).resolves.toMatchObject({ externalId: ACCOUNT_ID });
  });

  it.each([
    ['a lifetime in a string', { expires_in: '5183944' }, 5_183_944],
    ['no lifetime', {}, 60 * 86_400],
    ['an empty lifetime', { expires_in: null }, 60 * 86_400],
    ['permissions with spaces', { expires_in: 3_600, permissions: 'instagram_business_basic, other' }, 3_600],
    ['an envelope', { data: [{ access_token: 'IGAA-new', expires_in: 7_200 }] }, 7_200],
  ])('takes a renewed token with %s', async (_what, answer, seconds) => {
    await travel(8 * DAY_MS);
    const json = { access_token: 'IGAA-new', token_type: 'bearer', ...answer };
    await bench.sandbox.control.fault({ operation: 'instagram.token_refresh', mode: 'answer', status: 200, json });
    const renewed = await instagram.oauth.refresh(context(), bench.credentials);
    expect(renewed.accessToken).toBe('IGAA-new');
    expect(renewed.scopes).toContain('instagram_business_basic');
    const left = ((renewed.accessTokenExpiresAt?.getTime() ?? 0) - now().getTime()) / 1_000;
    expect(Math.abs(left - seconds)).toBeLessThan(60);
  });

  it.each([
    ['none', {}],
    ['an empty list', { permissions: '' }],
  ])('takes a token answer with %s of the permissions for all that were asked for', async (_what, told) => {
    const login = { redirectUri: REDIRECT, state: 's', codeVerifier: '' };
    const callback = await bench.sandbox.control.authorize(instagram.oauth.authorizationUrl(context(), login));
    const json = { access_token: 'short', user_id: 1, ...told };
    await bench.sandbox.control.fault({ operation: 'instagram.token', mode: 'answer', status: 200, json });
    const long = { access_token: 'long', token_type: 'bearer', expires_in: 5_183_944 };
    await bench.sandbox.control.fault({
      operation: 'instagram.token_exchange',
      mode: 'answer',
      status: 200,
      json: long,
    });
    const code = callback.searchParams.get('code') ?? '';
    const granted = await instagram.oauth.exchangeCode(context(), { ...login, code });
    expect(granted).toMatchObject({
      accessToken: 'long',
      scopes: [...instagram.oauth.neededScopes, ...instagram.oauth.optionalScopes],
    });
  });

  it('is due for renewal from day 7 on', () => {
    expect(instagram.oauth.refreshMarginMs).toBe(53 * DAY_MS);
  });

  it('disconnects when the grant is dead, not when Instagram is down', async () => {
    await travel(8 * DAY_MS);
    await bench.sandbox.control.fault({
      operation: 'instagram.token_refresh',
      mode: 'answer',
      status: 500,
      text: 'oops',
    });
    await expect(instagram.oauth.refresh(context(), bench.credentials)).rejects.toMatchObject({ kind: 'unavailable' });
    await bench.sandbox.control.revokeTokens('INSTAGRAM');
    await expect(instagram.oauth.refresh(context(), bench.credentials)).rejects.toMatchObject({ code: 'AUTH_REVOKED' });
  });
});
