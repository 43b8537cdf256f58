import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { youtube } from '../../src/platforms/youtube/index.ts';
import { CODE_VERIFIER, REDIRECT_URI, startYouTubeBench, type YouTubeBench } from '../support/youtube.ts';

let bench: YouTubeBench;
beforeAll(async () => {
  bench = await startYouTubeBench();
});
afterAll(() => bench[Symbol.asyncDispose]());
beforeEach(() => bench.sandbox.control.reset());

const SCOPE = 'https://www.googleapis.com/auth';

test('the consent page is asked for offline access with PKCE, so that a refresh token comes every time', () => {
  const href = youtube.oauth.authorizationUrl(bench.oauth, {
    redirectUri: REDIRECT_URI,
    state: 'abc',
    codeVerifier: CODE_VERIFIER,
  });
  const url = new URL(href);
  expect(url.pathname.endsWith('/o/oauth2/v2/auth')).toBe(true);
  expect(Object.fromEntries(url.searchParams)).toEqual({
    client_id: 'client-of-slipway',
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: ['youtube.upload', 'youtube.readonly', 'youtube.force-ssl', 'yt-analytics.readonly']
      .map((name) => `${SCOPE}/${name}`)
      .join(' '),
    access_type: 'offline',
    prompt: 'select_account consent',
    state: 'abc',
    code_challenge: createHash('sha256').update(CODE_VERIFIER).digest('base64url'),
    code_challenge_method: 'S256',
  });
});

test('a connected account is its channel, with the uploads playlist and the long-upload status as facts', async () => {
  const credentials = await bench.connect();
  expect(credentials.refreshToken).not.toBeNull();
  expect(credentials.scopes).toContain(`${SCOPE}/youtube.upload`);
  const identity = await youtube.oauth.identify(bench.oauth, credentials);
  expect(identity).toMatchObject({
    externalId: 'UCharbourRoasters0000001',
    username: 'harbourroasters',
    displayName: 'Harbour Roasters',
    facts: { uploadsPlaylistId: 'UUharbourRoasters0000001', longUploadsStatus: 'allowed' },
  });
});

test('a grant without a needed scope is refused by name', async () => {
  await expect(bench.connect({ scopes: [`${SCOPE}/youtube.readonly`] })).rejects.toMatchObject({
    code: 'SCOPE_MISSING',
    message: expect.stringContaining('youtube.upload'),
  });
});

test('a Google account without a channel is told so', async () => {
  const credentials = await bench.connect();
  await bench.sandbox.control.settings('YOUTUBE', { hasChannel: false });
  await expect(youtube.oauth.identify(bench.oauth, credentials)).rejects.toMatchObject({
    code: 'ACCOUNT_RESTRICTED',
    message: expect.stringContaining('no YouTube channel'),
  });
});

test('a refresh keeps the refresh token that the answer does not repeat', async () => {
  const before = await bench.connect();
  const after = await youtube.oauth.refresh(bench.oauth, before);
  expect(after.accessToken).not.toBe(before.accessToken);
  expect(after.refreshToken).toBe(before.refreshToken);
  expect(after.accessTokenExpiresAt?.getTime()).toBeGreaterThan(Date.now() + 3_000_000);
});

test('an answer without scope and lifetime means what was asked for, and a token that is used until it is refused', async () => {
  const json = { access_token: 'a', refresh_token: 'r', token_type: 'Bearer' };
  await bench.sandbox.control.fault({ operation: 'youtube.oauth_token', mode: 'answer', status: 200, json });
  expect(await bench.connect()).toMatchObject({
    accessTokenExpiresAt: null,
    refreshTokenExpiresAt: null,
    scopes: expect.arrayContaining([`${SCOPE}/youtube.upload`]),
  });
});

test('what comes with a token and cannot be read counts as not told', async () => {
  const json = { access_token: 'a', refresh_token: '', scope: { upload: true }, expires_in: 'soon' };
  await bench.sandbox.control.fault({ operation: 'youtube.oauth_token', mode: 'answer', status: 200, json });
  const { refreshToken, scopes } = bench.credentials;
  const renewed = await youtube.oauth.refresh(bench.oauth, bench.credentials);
  expect(renewed).toMatchObject({ accessToken: 'a', accessTokenExpiresAt: null, refreshToken, scopes });
});

test('the end of a time-limited grant is stored', async () => {
  await bench.sandbox.control.settings('YOUTUBE', { projectInTesting: true });
  const credentials = await bench.connect();
  const days = ((credentials.refreshTokenExpiresAt?.getTime() ?? 0) - Date.now()) / 86_400_000;
  expect(days).toBeGreaterThan(6.9);
  expect(days).toBeLessThan(7.1);
});

test('only invalid_grant kills a grant', async () => {
  const credentials = await bench.connect();
  const { control } = bench.sandbox;
  await control.fault({ operation: 'youtube.oauth_token', mode: 'answer', status: 503 });
  await expect(youtube.oauth.refresh(bench.oauth, credentials)).rejects.toMatchObject({
    code: 'PLATFORM_UNAVAILABLE',
    kind: 'unavailable',
  });
  await control.fault({ operation: 'youtube.oauth_token', mode: 'html' });
  await expect(youtube.oauth.refresh(bench.oauth, credentials)).rejects.toMatchObject({ kind: 'unavailable' });
  await control.settings('YOUTUBE', { clientSecret: 'another secret' });
  await expect(youtube.oauth.refresh(bench.oauth, credentials)).rejects.toMatchObject({ code: 'APP_MISCONFIGURED' });
  await control.settings('YOUTUBE', { clientSecret: null });
  await control.revokeTokens('YOUTUBE');
  await expect(youtube.oauth.refresh(bench.oauth, credentials)).rejects.toMatchObject({
    code: 'AUTH_REVOKED',
    kind: 'unauthorized',
  });
});

test('revoking withdraws the grant, and once more is no error', async () => {
  const credentials = await bench.connect();
  await youtube.oauth.revoke?.(bench.oauth, credentials);
  await expect(youtube.oauth.refresh(bench.oauth, credentials)).rejects.toMatchObject({ code: 'AUTH_REVOKED' });
  await youtube.oauth.revoke?.(bench.oauth, credentials);
});
