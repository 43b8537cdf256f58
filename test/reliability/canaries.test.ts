/** Secrets are planted everywhere, everything goes wrong, and then they are looked for. */
import { Writable } from 'node:stream';
import { afterEach, expect, it } from 'vitest';
import { startAccountConnection } from '../../src/domain/accounts/connection-attempts.ts';
import { completeAccountConnection, disconnectSocialAccount } from '../../src/domain/accounts/connections.ts';
import { openCredentials } from '../../src/domain/accounts/credentials.ts';
import { createLogger } from '../../src/lib/log.ts';
import type { SocialAccount } from '../../src/lib/prisma/client.ts';
import { PLATFORM_IDS, type PlatformId } from '../../src/platforms/platform.ts';
import { spellingsOf, wholeDatabase } from '../support/canaries.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { accepted } from '../support/outcomes.ts';
import { nameOf, SAMPLES } from '../support/world.ts';

let engine: Engine;
afterEach(() => engine[Symbol.asyncDispose]());

/** An engine that logs everything, and what it has logged. */
async function startTalkative(): Promise<() => string> {
  const lines: string[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  });
  engine = await startEngine({ log: createLogger({ level: 'trace', destination }) });
  return () => lines.join('');
}

/** Adds every token that an account holds at this moment, and every client secret. */
async function collectInto(canaries: Set<string>): Promise<void> {
  for (const account of await engine.ctx.db.query<SocialAccount>(
    'SELECT * FROM social_account WHERE credentials IS NOT NULL',
  )) {
    const { accessToken, refreshToken } = openCredentials(engine.ctx, account);
    for (const token of [accessToken, refreshToken]) if (token !== null) canaries.add(token);
  }
  for (const code of engine.codes) canaries.add(code);
  for (const { client } of engine.ctx.platforms.values()) canaries.add(client.clientSecret);
}

it('no token, secret or upload address is in any table, log line, event or error, whatever went wrong', async () => {
  const logged = await startTalkative();
  const { control } = engine.sandbox;
  for (const operation of [
    'instagram.container_create',
    'tiktok.video_init',
    'youtube.videos_insert',
    'x.tweets_create',
  ]) {
    await control.fault({ operation, mode: 'drop_after' });
    await control.fault({ operation, mode: 'html' });
    await control.fault({ operation, mode: 'answer', status: 400, text: 'nonsense' });
  }
  await control.fault({ operation: 'tiktok.upload', mode: 'drop_before' });
  await control.fault({ operation: 'youtube.upload_put', mode: 'drop_before' });
  await control.fault({ operation: 'x.oauth_token', mode: 'answer', status: 500 });

  const canaries = new Set<string>();
  const collect = () => collectInto(canaries);
  await collect();
  for (const sample of SAMPLES)
    await engine.finished(await engine.scheduleOne(sample, { caption: `Canary ${nameOf(sample)}`, title: 'Canary' }));
  await collect();
  await engine.sandbox.control.expireTokens('X');
  await engine.finished(
    await engine.scheduleOne({ platform: 'X', format: 'TEXT', media: [] }, { caption: 'after expiry' }),
  );
  await collect();
  expect(canaries.size).toBeGreaterThan(8);

  const database = await wholeDatabase(engine.ctx.db);
  const log = logged();
  expect(database).toContain('after expiry');
  expect(log).toContain('the answer names no upload session');
  expect(log).toContain('oauth2.refresh');
  // Without the signature a media link opens nothing; with it, it is a capability.
  const leaks = [
    ...[...canaries].map((canary) => [canary, canary] as const),
    ['an upload session', 'upload_id='] as const,
    ['a TikTok upload', 'upload_token='] as const,
    ['a media link', 'sig='] as const,
  ].filter(([, needle]) => database.includes(needle) || log.includes(needle));
  expect(leaks).toEqual([]);
});

/** Every place in which an adapter looks for the words of its platform, and names of fields, which nobody expects them in. */
const said = '{{request}}';
const GRAPH_ECHO = {
  error: {
    message: said,
    type: said,
    code: 100,
    error_user_msg: said,
    status: 'INVALID',
    errors: [{ message: said, reason: said }],
    log_id: said,
  },
  title: said,
  detail: said,
  errors: [{ message: said, detail: said }],
  [said]: said,
};
const OAUTH_ECHO = { error: 'invalid_request', error_description: said, error_message: said, [said]: [said] };

it('no secret gets into them either when platforms repeat everything that they were sent', async () => {
  const logged = await startTalkative();
  const { control } = engine.sandbox;
  const canaries = new Set<string>();
  const told: unknown[] = [];
  const echo = (operation: string, status: number, json: NonNullable<Parameters<typeof control.fault>[0]['json']>) =>
    control.fault({ operation, mode: 'answer', status, json, headers: { 'x-said': said } });

  const samples: Record<PlatformId, (typeof SAMPLES)[number]> = {
    INSTAGRAM: SAMPLES[0],
    TIKTOK: SAMPLES[4],
    YOUTUBE: SAMPLES[8],
    X: SAMPLES[10],
  };
  const suffer = async (platform: PlatformId) => {
    const vendor = platform.toLowerCase();
    for (const status of [400, 401, 500])
      for (const skip of [0, 1, 2, 3, 5]) {
        await control.fault({
          operation: `${vendor}.*`,
          mode: 'answer',
          status,
          json: GRAPH_ECHO,
          skip,
          headers: { 'x-said': said },
        });
        await engine.finished(
          await engine.scheduleOne(samples[platform], { caption: `Echo ${status} ${skip}`, title: 'Echo' }),
        );
        await control.clearFaults();
        await collectInto(canaries);
        if (status === 401) await engine.connect(platform);
      }
  };
  for (const platform of PLATFORM_IDS) await suffer(platform);

  for (const platform of PLATFORM_IDS) {
    const { authorizationUrl } = accepted(
      await startAccountConnection(engine.ctx, engine.viewer, { brandId: engine.brandId, platform }),
    );
    const answer = (await control.authorize(authorizationUrl)).searchParams;
    const code = answer.get('code') ?? '';
    canaries.add(code);
    await echo(`${platform.toLowerCase()}.*`, 400, OAUTH_ECHO);
    told.push(await completeAccountConnection(engine.ctx, engine.viewer, { state: answer.get('state') ?? '', code }));
    await control.clearFaults();
    await engine.connect(platform);
    await collectInto(canaries);
    await echo(`${platform.toLowerCase()}.*`, 400, OAUTH_ECHO);
    told.push(await disconnectSocialAccount(engine.ctx, engine.viewer, { socialAccountId: engine.accounts[platform] }));
    await control.clearFaults();
  }

  const everything = [
    await wholeDatabase(engine.ctx.db),
    logged(),
    JSON.stringify(told, (_key, value) => (typeof value === 'bigint' ? `${value}` : value)),
  ].join('\n');
  expect(everything.split('[redacted]').length).toBeGreaterThan(100);
  const leaks = [...canaries].flatMap(spellingsOf).filter((needle) => everything.includes(needle));
  expect(leaks).toEqual([]);
  expect(everything.match(/\b(?:sig|upload_id|upload_token)=(?!\[redacted\]).{9}/g)).toBeNull();
}, 120_000);
