/** The stand-in of X: authorization, rate limits and credits. */
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { ask, VERIFIER } from './ask.ts';
import {
  API,
  BASIC,
  call,
  connect,
  consent,
  MINUTE_MS,
  post,
  REDIRECT,
  SCOPE,
  sandbox,
  speakAs,
  token,
  tokenCall,
  useX,
} from './x-app.ts';

useX();

describe('authorization', () => {
  test('a code is good for thirty seconds and needs its verifier', async () => {
    const code = (await consent()).searchParams.get('code') ?? '';
    const fields = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT };
    expect((await tokenCall(fields)).at('error_description')).toBe('Missing required parameter [code_verifier].');
    expect((await tokenCall({ ...fields, code_verifier: `${VERIFIER}x` })).status).toBe(400);
    await sandbox.control.advance(30_000);
    expect((await tokenCall({ ...fields, code_verifier: VERIFIER })).at('error')).toBe('invalid_request');
  });

  test('a query in the place of a form is understood, as an SDK of X sends it', async () => {
    const refresh_token = (await connect()).id('refresh_token');
    const query = new URLSearchParams({ grant_type: 'refresh_token', client_id: 'client', refresh_token });
    const headers = { ...BASIC, 'content-type': 'application/x-www-form-urlencoded' };
    const url = sandbox.at(`${API}/2/oauth2/token?${query}`);
    expect(await ask(url, { method: 'POST', headers })).toMatchObject({ status: 200, json: { token_type: 'bearer' } });
  });

  test('a refresh token works once and brings its successor', async () => {
    const tokens = await connect();
    expect(tokens.json).toMatchObject({ token_type: 'bearer', expires_in: 7200, scope: SCOPE });
    const refresh = { grant_type: 'refresh_token', refresh_token: tokens.id('refresh_token') };
    const next = await tokenCall(refresh);
    expect(next.id('refresh_token')).not.toBe(tokens.id('refresh_token'));
    expect(await tokenCall(refresh)).toMatchObject({
      status: 400,
      json: { error: 'invalid_request', error_description: 'Value passed for the token was invalid.' },
    });
  });

  test('a confidential client must use the Basic header, a public one its id', async () => {
    const inBody = { client_id: 'client', client_secret: 'secret', grant_type: 'refresh_token', refresh_token: 'x' };
    expect(await tokenCall(inBody, {})).toMatchObject({ status: 401, json: { error: 'unauthorized_client' } });
    const code = (await consent({ client_id: 'public' })).searchParams.get('code') ?? '';
    const fields = {
      grant_type: 'authorization_code',
      code,
      redirect_uri: REDIRECT,
      code_verifier: VERIFIER,
      client_id: 'public',
    };
    expect((await tokenCall(fields, {})).status).toBe(200);
  });

  test("a verifier as long as X's own SDK makes it is taken, and credentials that cannot be decoded are refused", async () => {
    const verifier = VERIFIER.repeat(4).slice(0, 171);
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const code = (await consent({ code_challenge: challenge })).searchParams.get('code') ?? '';
    const fields = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: verifier };
    const broken = { authorization: `Basic ${Buffer.from('%:%').toString('base64')}` };
    expect((await tokenCall(fields, broken)).status).toBe(400);
    expect((await tokenCall(fields)).status).toBe(200);
  });

  test('PKCE and state are mandatory, and a denial comes back as an error', async () => {
    await expect(consent({ code_challenge: '' })).rejects.toThrow('400');
    await expect(consent({ state: '' })).rejects.toThrow('400');
    expect((await consent({}, { deny: true })).searchParams.get('error')).toBe('access_denied');
  });

  test('a revoked token is unauthorized, a missing scope forbidden', async () => {
    expect((await connect({ scope: 'users.read tweet.read' })).json).not.toHaveProperty('refresh_token');
    speakAs((await connect({ scope: 'users.read tweet.read' })).id('access_token'));
    expect(await post({ text: 'no' })).toMatchObject({ status: 403, json: { title: 'Forbidden', status: 403 } });
    const form = new URLSearchParams({ token });
    expect((await ask(sandbox.at(`${API}/2/oauth2/revoke`), { method: 'POST', form, headers: BASIC })).json).toEqual({
      revoked: true,
    });
    expect(await call('GET', '/2/users/me')).toMatchObject({
      status: 401,
      json: { title: 'Unauthorized', type: 'about:blank', status: 401, detail: 'Unauthorized' },
    });
  });

  test('an app that has a secret is no public client', async () => {
    const code = (await consent()).searchParams.get('code') ?? '';
    await sandbox.control.settings('X', { clientSecret: 'secret' });
    const fields = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: VERIFIER };
    expect(await tokenCall({ ...fields, client_id: 'client' }, {})).toMatchObject({
      status: 401,
      json: { error: 'unauthorized_client' },
    });
    expect((await tokenCall(fields)).status).toBe(200);
  });

  test('users/me tells the confirmed address to who may read it', async () => {
    const path = '/2/users/me?user.fields=confirmed_email';
    expect((await call('GET', path)).at('data')).not.toHaveProperty('confirmed_email');
    const reader = (await connect({ scope: `${SCOPE} users.email` })).id('access_token');
    const me = await ask(sandbox.at(`${API}${path}`), { token: reader });
    expect(me.at('data.confirmed_email')).toBe('harbourroasters@example.com');
  });

  test('users/me tells the subscription when asked', async () => {
    await sandbox.control.settings('X', { subscriptionType: 'Premium' });
    const me = await call('GET', '/2/users/me?user.fields=subscription_type,profile_image_url,public_metrics');
    expect(me.at('data')).toMatchObject({
      username: 'harbourroasters',
      subscription_type: 'Premium',
      public_metrics: { tweet_count: 0 },
    });
    expect((await call('GET', '/2/users/me?user.fields=shoe_size')).at('title')).toBe('Invalid Request');
  });
});

describe('limits', () => {
  test('every answer counts down, and an exhausted window answers 429 until it ends', async () => {
    await sandbox.control.settings('X', { rateLimits: { tweets_create: 2 } });
    const first = await post({ text: 'one' });
    expect(first.headers).toMatchObject({
      'x-rate-limit-limit': '2',
      'x-rate-limit-remaining': '1',
      'x-app-limit-24hour-limit': '10000',
    });
    expect(Number(first.headers['x-rate-limit-reset']) * 1000).toBeGreaterThan(Date.now());
    expect((await post({ text: '' })).headers['x-rate-limit-remaining']).toBe('0');
    expect(await post({ text: 'three' })).toMatchObject({
      status: 429,
      json: { title: 'Too Many Requests', status: 429 },
    });
    expect((await call('GET', '/2/users/me')).headers['x-rate-limit-limit']).toBe('75');
    await sandbox.control.advance(15 * MINUTE_MS);
    expect((await post({ text: 'three' })).status).toBe(201);
  });

  test('without credits everything is 402', async () => {
    await sandbox.control.settings('X', { creditsDepleted: true });
    expect(await post({ text: 'broke' })).toMatchObject({ status: 402, json: { title: 'CreditsDepleted' } });
  });

  test('an app without write permission may not post', async () => {
    await sandbox.control.settings('X', { writePermission: false });
    expect((await post({ text: 'read only' })).at('detail')).toBe('You are not permitted to perform this action.');
  });
});
