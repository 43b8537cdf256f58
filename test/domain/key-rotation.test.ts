/** Stored credentials, when an encryption key is put in front of the one in use, or is lost. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { beginInBrowser, startAccountConnection } from '../../src/domain/accounts/connection-attempts.ts';
import { completeAccountConnection, disconnectSocialAccount } from '../../src/domain/accounts/connections.ts';
import { openCredentials } from '../../src/domain/accounts/credentials.ts';
import { missKeys, resealCredentials } from '../../src/domain/upkeep/key-rotation.ts';
import { createVault } from '../../src/lib/crypto.ts';
import { createLogger } from '../../src/lib/log.ts';
import type { SocialAccount } from '../../src/lib/prisma/client.ts';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import type { PlatformId } from '../../src/platforms/platform.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { accepted, refusals, warnings } from '../support/outcomes.ts';
import { TEST_KEY } from '../support/world.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine[Symbol.asyncDispose]());

const newKey = (id: string) => ({ id, key: randomBytes(32) });
const FRESH = newKey('fresh');
const accounts = () => engine.ctx.db.query<SocialAccount>('SELECT * FROM social_account ORDER BY id');
const tokensOf = async (ctx: Engine['ctx']) =>
  (await accounts()).map((account) => openCredentials(ctx, account).accessToken);

describe('when an encryption key is put in front of the one in use', () => {
  it('stored credentials move under it, and the old one is not needed any more', async () => {
    const before = await tokensOf(engine.ctx);
    const under = (...keys: Parameters<typeof createVault>[0]) => ({ ...engine.ctx, vault: createVault(keys) });
    await resealCredentials(under(FRESH, TEST_KEY));
    expect((await accounts()).map(({ credentialsKeyId }) => credentialsKeyId)).toEqual(before.map(() => 'fresh'));
    expect(await tokensOf(under(FRESH))).toEqual(before);
  });

  it('a key that is still needed and was taken out is named at the start, and works again when it is back', async () => {
    const lines: string[] = [];
    const log = createLogger({ level: 'info', destination: { write: (line: string) => void lines.push(line) } });
    const stored = await accounts();
    const under = (...keys: Parameters<typeof createVault>[0]) => ({ ...engine.ctx, log, vault: createVault(keys) });
    const health = async () => (await accounts()).map(({ status, statusReason }) => `${status} ${statusReason}`);
    await missKeys(under(newKey('other')));
    expect(lines.at(-1)).toMatch(/"keyId":"fresh","accounts":4.*SLIPWAY_ENCRYPTION_KEYS lacks a key/);
    expect(await health()).toEqual(stored.map(() => 'EXPIRED CREDENTIALS_LOST'));
    await resealCredentials(under(newKey('other')));
    await resealCredentials(under(newKey('fresh'), newKey('other')));
    const sealed = (rows: readonly SocialAccount[]) => rows.map(({ credentials }) => credentials);
    expect(sealed(await accounts())).toEqual(sealed(stored));
    await missKeys(under(newKey('another'), FRESH));
    expect(await health()).toEqual(stored.map(() => 'ACTIVE null'));
  });
});

describe('when the key of an account is lost', () => {
  const TEXT = { platform: 'X', format: 'TEXT', media: [] } as const;
  const account = async (platform: PlatformId) =>
    (await accounts()).find((one) => one.platform === platform && one.id === engine.accounts[platform]);

  it('its posts wait for a reconnect, which is all that they need', async () => {
    engine.time.freeze();
    engine.ctx.vault = createVault([newKey('new')]);
    const targetId = await engine.scheduleOne(TEXT, { caption: 'sealed away' });
    const blocked = await engine.until(targetId, ({ status }) => status === 'BLOCKED' || status === 'RETRY');
    expect(blocked).toMatchObject({
      status: 'BLOCKED',
      blockedBy: 'RECONNECT',
      error: { code: 'CREDENTIALS_LOST', userAction: 'RECONNECT', retryable: true },
    });
    expect(await account('X')).toMatchObject({ status: 'EXPIRED', statusReason: 'CREDENTIALS_LOST' });
    await engine.connect('X');
    engine.time.skip();
    expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
  });

  it('a connection that was started under it has to be started again', async () => {
    const { ctx, viewer, brandId } = engine;
    const { authorizationUrl } = accepted(await startAccountConnection(ctx, viewer, { brandId, platform: 'X' }));
    const callback = (await engine.sandbox.control.authorize(authorizationUrl)).searchParams;
    const later = { ...ctx, vault: createVault([newKey('newer')]) };
    const begun = await beginInBrowser(later, { platform: 'X', state: callback.get('state') ?? '', browser: null });
    expect(refusals(begun)).toEqual(['CONNECTION_STATE_INVALID input.state']);
    const outcome = await completeAccountConnection(later, viewer, {
      state: callback.get('state') ?? '',
      code: callback.get('code') ?? '',
    });
    expect(refusals(outcome)).toEqual(['CONNECTION_STATE_INVALID input.state']);
  });

  it('an upload that was prepared under it is prepared anew, and a post that may be live is left to a person', async () => {
    const video = { platform: 'YOUTUBE', format: 'SHORT', media: ['clip'] } as const;
    await engine.connect('YOUTUBE');
    engine.hooks.set('run:upload:before', async () => {
      engine.hooks.clear();
      await engine.ctx.db.query(`UPDATE publish_step SET result = result || $1::jsonb WHERE step = 'session'`, [
        {
          uri: createVault([newKey('lost')])
            .seal('https://upload.example/', 'elsewhere')
            .toString('base64'),
        },
      ]);
      throw new PlatformFailure('NETWORK', 'the process dies here');
    });
    const prepared = await engine.finished(await engine.scheduleOne(video, { caption: 'again', title: 'Again' }));
    expect(prepared).toMatchObject({ status: 'PUBLISHED' });
    expect(
      (await engine.eventsOf(prepared.id)).some(({ error }) => JSON.stringify(error).includes('CONTAINER_EXPIRED')),
    ).toBe(true);

    engine.hooks.set('commit:publish:armed', async () => {
      engine.hooks.clear();
      await engine.sandbox.control.fault({ operation: 'youtube.upload_put', mode: 'drop_after' });
      await engine.ctx.db.query(`UPDATE publish_step SET result = result || $1::jsonb WHERE step = 'session'`, [
        {
          uri: createVault([newKey('lost')])
            .seal('https://upload.example/', 'elsewhere')
            .toString('base64'),
        },
      ]);
    });
    const unclear = await engine.finished(await engine.scheduleOne(video, { caption: 'unclear', title: 'Unclear' }));
    expect(unclear).toMatchObject({ status: 'OUTCOME_UNKNOWN' });
  });

  it('it can be disconnected, with a word about the grant that nobody can withdraw from here any more', async () => {
    engine.ctx.vault = createVault([newKey('newest')]);
    const socialAccountId = engine.accounts.YOUTUBE;
    const outcome = await disconnectSocialAccount(engine.ctx, engine.viewer, { socialAccountId });
    expect(warnings(outcome)).toEqual(['CONNECTION_FAILED']);
    expect(await account('YOUTUBE')).toMatchObject({ status: 'DISCONNECTED', credentials: null });
  });
});
