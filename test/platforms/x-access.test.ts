/** Access to X: consent, tokens, what a grant is worth, and that nothing of it is written down. */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FaultInput } from '../../sandbox/faults.ts';
import type { Credentials } from '../../src/platforms/platform.ts';
import { x } from '../../src/platforms/x/index.ts';
import { newRun, useJournal } from '../support/journal.ts';
import { CODE_VERIFIER, fault, jpeg, REDIRECT_URI, startXBench } from '../support/x.ts';

useJournal();

describe('connecting', () => {
  it('asks for consent with PKCE S256, the needed scopes and spaces as %20', async () => {
    await using bench = await startXBench();
    const given = x.oauth.authorizationUrl(bench.oauth, {
      redirectUri: REDIRECT_URI,
      state: 's',
      codeVerifier: CODE_VERIFIER,
    });
    const url = new URL(given);
    expect(url.pathname.endsWith('/i/oauth2/authorize')).toBe(true);
    expect(given).toContain('scope=tweet.read%20tweet.write%20users.read%20media.write%20offline.access');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: 'client-of-slipway',
      redirect_uri: REDIRECT_URI,
      state: 's',
      code_challenge: createHash('sha256').update(CODE_VERIFIER).digest('base64url'),
      code_challenge_method: 'S256',
    });
  });

  it('gets tokens that last two hours, with a refresh token and the granted scopes', async () => {
    await using bench = await startXBench();
    const { credentials } = bench;
    expect(credentials.scopes).toEqual(expect.arrayContaining([...x.oauth.neededScopes]));
    expect(credentials.refreshToken).not.toBeNull();
    const lifeMs = (credentials.accessTokenExpiresAt?.getTime() ?? 0) - Date.now();
    expect(Math.round(lifeMs / 600_000)).toBe(12);
  });

  it('tells who the token speaks for, with the subscription that decides about limits', async () => {
    await using bench = await startXBench();
    await bench.sandbox.control.settings('X', { subscriptionType: 'Premium' });
    expect(await x.oauth.identify(bench.oauth, bench.credentials)).toMatchObject({
      externalId: '1750000000000000101',
      username: 'harbourroasters',
      profileUrl: 'https://x.com/harbourroasters',
      avatarUrl: 'https://pbs.twimg.com/profile_images/1750000000000000101/face.jpg',
      facts: { subscriptionType: 'Premium' },
    });
  });

  it('rotates the refresh token, and calls the old one dead', async () => {
    await using bench = await startXBench();
    const renewed = await x.oauth.refresh(bench.oauth, bench.credentials);
    expect(renewed.refreshToken).not.toBe(bench.credentials.refreshToken);
    expect(renewed.accessToken).not.toBe(bench.credentials.accessToken);
    await expect(x.oauth.refresh(bench.oauth, bench.credentials)).rejects.toMatchObject({
      code: 'AUTH_REVOKED',
      kind: 'unauthorized',
      vendor: { code: 'invalid_request' },
    });
  });

  it.each<[string, Omit<FaultInput, 'operation'>, string]>([
    ['an outage', { mode: 'answer', status: 503, json: {} }, 'unavailable'],
    ['HTML', { mode: 'html' }, 'unavailable'],
    ['a forbidding gateway', { mode: 'answer', status: 403, text: '<html>' }, 'unavailable'],
    ['a lost connection', { mode: 'drop_before' }, 'unavailable'],
    ['a wrong client secret', { mode: 'answer', status: 401, json: { error: 'unauthorized_client' } }, 'rejected'],
    ['a rate limit', { mode: 'answer', status: 429, json: {} }, 'rate_limited'],
  ])('does not end the grant because of %s', async (_name, input, kind) => {
    await using bench = await startXBench();
    await fault(bench, { operation: 'x.oauth_token', ...input });
    await expect(x.oauth.refresh(bench.oauth, bench.credentials)).rejects.toMatchObject({ kind });
    await expect(x.oauth.refresh(bench.oauth, bench.credentials)).resolves.toHaveProperty('accessToken');
  });

  it('takes an answer without scope and with its numbers in words', async () => {
    await using bench = await startXBench();
    const json = { token_type: 'bearer', access_token: 'a', refresh_token: 'r', expires_in: '7200' };
    await fault(bench, { operation: 'x.oauth_token', mode: 'answer', status: 200, json });
    const renewed = await x.oauth.refresh(bench.oauth, bench.credentials);
    expect(renewed.scopes).toEqual(bench.credentials.scopes);
    expect(Math.round(((renewed.accessTokenExpiresAt?.getTime() ?? 0) - Date.now()) / 600_000)).toBe(12);
  });

  it.each([
    ['a lifetime', { expires_in: 'soon' }, { accessTokenExpiresAt: null }],
    ['scopes', { scope: { read: true } }, {}],
  ])('keeps the new pair, the old one being dead, when %s cannot be read', async (_what, odd, known) => {
    await using bench = await startXBench();
    const json = { access_token: 'a', refresh_token: 'r', expires_in: 7200, ...odd };
    await fault(bench, { operation: 'x.oauth_token', mode: 'answer', status: 200, json });
    const renewed = await x.oauth.refresh(bench.oauth, bench.credentials);
    expect(renewed).toMatchObject({ accessToken: 'a', refreshToken: 'r', scopes: bench.credentials.scopes, ...known });
  });

  it('refuses a code that was used, or redeemed with another verifier', async () => {
    await using bench = await startXBench();
    const url = x.oauth.authorizationUrl(bench.oauth, {
      redirectUri: REDIRECT_URI,
      state: 's',
      codeVerifier: CODE_VERIFIER,
    });
    const code = (await bench.sandbox.control.authorize(url)).searchParams.get('code') ?? '';
    const input = { code, redirectUri: REDIRECT_URI, codeVerifier: CODE_VERIFIER.replace('d', 'e') };
    await expect(x.oauth.exchangeCode(bench.oauth, input)).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  it('connects as a public client when there is no secret', async () => {
    await using bench = await startXBench();
    const oauth = { ...bench.oauth, client: { clientId: 'public-app', clientSecret: '' } };
    const url = x.oauth.authorizationUrl(oauth, { redirectUri: REDIRECT_URI, state: 's', codeVerifier: CODE_VERIFIER });
    const code = (await bench.sandbox.control.authorize(url)).searchParams.get('code') ?? '';
    const first = await x.oauth.exchangeCode(oauth, { code, redirectUri: REDIRECT_URI, codeVerifier: CODE_VERIFIER });
    await expect(x.oauth.refresh(oauth, first)).resolves.toHaveProperty('refreshToken');
  });

  it('withdraws the grant, also when it is gone already', async () => {
    await using bench = await startXBench();
    const revoke = (credentials: Credentials) => x.oauth.revoke?.(bench.oauth, credentials);
    await revoke(bench.credentials);
    await expect(x.oauth.identify(bench.oauth, bench.credentials)).rejects.toMatchObject({ kind: 'unauthorized' });
    await revoke(bench.credentials);
  });
});

describe('access', () => {
  it('that has expired is told from access that lacks a scope', async () => {
    await using bench = await startXBench();
    const granted = await bench.connect({ scopes: ['tweet.read', 'tweet.write', 'users.read'] });
    bench.api.accessToken = granted.accessToken;
    bench.api.account.facts = { ...bench.api.account.facts, scopes: granted.scopes };
    const image = bench.post([jpeg()], { format: 'IMAGE' });
    expect(await bench.fail(image, newRun())).toMatchObject({ code: 'SCOPE_MISSING', kind: 'unauthorized' });
    await bench.sandbox.control.expireTokens('X');
    expect(await bench.fail(image, newRun())).toMatchObject({ code: 'AUTH_EXPIRED', kind: 'unauthorized' });
  });

  it('token and file contents never reach the records', async () => {
    await using bench = await startXBench();
    await bench.publish(bench.post([jpeg()], { format: 'IMAGE' }));
    const { accessToken, refreshToken } = await x.oauth.refresh(bench.oauth, bench.credentials);
    const records = JSON.stringify(bench.exchanges);
    for (const secret of [bench.credentials.accessToken, bench.credentials.refreshToken, accessToken, refreshToken]) {
      expect(records).not.toContain(String(secret));
    }
  });
});
