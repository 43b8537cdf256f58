import { describe, expect, test } from 'vitest';
import { ask, VERIFIER } from './ask.ts';
import {
  call,
  connect,
  consent,
  HOUR_MS,
  metadata,
  REDIRECT,
  SCOPES,
  sandbox,
  speakAs,
  start,
  tokenCall,
  upload,
  useYouTube,
} from './youtube-app.ts';

useYouTube();

describe('authorization', () => {
  test('a refresh token comes with offline access and consent only, and refreshing returns no new one', async () => {
    const first = await connect({ prompt: 'consent' });
    expect(first).toMatchObject({ expires_in: 3599, token_type: 'Bearer', scope: SCOPES.join(' ') });
    expect((await connect({ access_type: 'online' })).refresh_token).toBeUndefined();
    expect((await connect({ prompt: 'select_account' })).refresh_token).toBeUndefined();
    const again = await tokenCall({ grant_type: 'refresh_token', refresh_token: first.refresh_token ?? '' });
    expect(again.json).toMatchObject({ expires_in: 3599 });
    expect(again.json).not.toHaveProperty('refresh_token');
  });

  test('the first consent of an account yields a refresh token even without prompt=consent', async () => {
    const tokens = await connect({ prompt: 'select_account' }, { account: 'northlightfilm' });
    expect(tokens.refresh_token).toBeTypeOf('string');
  });

  test('a project in testing hands out refresh tokens that die after a week', async () => {
    await sandbox.control.settings('YOUTUBE', { projectInTesting: true });
    const tokens = await connect();
    expect(tokens.refresh_token_expires_in).toBe(604_800);
    await sandbox.control.advance(8 * 24 * HOUR_MS);
    const answer = await tokenCall({ grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' });
    expect(answer).toMatchObject({
      status: 400,
      json: { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' },
    });
  });

  test('a refresh token dies when nobody has used it for half a year', async () => {
    const { refresh_token = '' } = await connect();
    const refresh = async () => (await tokenCall({ grant_type: 'refresh_token', refresh_token })).status;
    for (const days of [150, 150]) {
      await sandbox.control.advance(days * 24 * HOUR_MS);
      expect(await refresh()).toBe(200);
    }
    await sandbox.control.advance(184 * 24 * HOUR_MS);
    expect(await refresh()).toBe(400);
  });

  test('revoking one token withdraws everything the user granted', async () => {
    const tokens = await connect();
    const revoked = await ask(sandbox.at('https://oauth2.googleapis.com/revoke'), {
      method: 'POST',
      form: new URLSearchParams({ token: tokens.access_token }),
    });
    expect(revoked).toMatchObject({ status: 200, json: {} });
    const channels = await call('GET', '/youtube/v3/channels?part=id&mine=true');
    expect(channels).toMatchObject({
      status: 401,
      json: { error: { status: 'UNAUTHENTICATED', errors: [{ reason: 'authError' }] } },
    });
  });

  test('a code works once, for its verifier and its redirect address', async () => {
    const code = (await consent()).searchParams.get('code') ?? '';
    const fields = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: VERIFIER };
    expect((await tokenCall({ ...fields, code_verifier: VERIFIER.replace('d', 'e') })).at('error')).toBe(
      'invalid_grant',
    );
    expect((await tokenCall({ ...fields, redirect_uri: `${REDIRECT}/` })).at('error')).toBe('redirect_uri_mismatch');
    expect((await tokenCall(fields)).status).toBe(200);
    expect((await tokenCall(fields)).at('error')).toBe('invalid_grant');
  });

  test('a client may name itself in the header as well', async () => {
    const code = (await consent()).searchParams.get('code') ?? '';
    const fields = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, code_verifier: VERIFIER };
    const url = sandbox.at('https://oauth2.googleapis.com/token');
    const asks = (credentials: string) =>
      ask(url, {
        method: 'POST',
        form: new URLSearchParams(fields),
        headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
      });
    expect((await asks('stranger:secret')).at('error')).toBe('invalid_grant');
    expect((await asks('client:secret')).status).toBe(200);
  });

  test('a scope the user unticked refuses the calls that need it', async () => {
    const tokens = await connect({}, { scopes: [SCOPES[1] ?? ''] });
    expect(tokens.scope).toBe(SCOPES[1]);
    speakAs(tokens.access_token);
    const answer = await start(metadata(), 100);
    expect(answer).toMatchObject({
      status: 403,
      json: {
        error: {
          errors: [{ reason: 'insufficientPermissions' }],
          details: [{ reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT' }],
        },
      },
    });
  });
});

describe('quota', () => {
  test('uploads have a bucket of their own that refills at midnight in California', async () => {
    await sandbox.control.settings('YOUTUBE', { dailyInserts: 1, dailyUnits: 3 });
    expect((await start(metadata(), 100)).status).toBe(200);
    const refused = await start(metadata(), 100);
    expect(refused).toMatchObject({
      status: 403,
      json: { error: { errors: [{ domain: 'youtube.quota', reason: 'quotaExceeded' }] } },
    });
    expect((await call('GET', '/youtube/v3/channels?part=id&mine=true')).status).toBe(200);
    expect((await call('PUT', '/youtube/v3/videos?part=status', {})).at('error.errors.0.reason')).toBe('quotaExceeded');
    await sandbox.control.advance(24 * HOUR_MS);
    speakAs((await connect()).access_token);
    expect((await start(metadata(), 100)).status).toBe(200);
  });

  test('the cap of one channel is a refusal of its own', async () => {
    await sandbox.control.settings('YOUTUBE', { channelDailyUploads: 1 });
    await upload();
    const answer = await start(metadata(), 100);
    expect(answer).toMatchObject({
      status: 400,
      json: { error: { errors: [{ domain: 'youtube.video', reason: 'uploadLimitExceeded' }] } },
    });
  });
});
