/** Stored credentials, when an encryption key is put in front of the one in use. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCredentials } from '../../src/domain/accounts/tokens.ts';
import { missKeys, resealCredentials } from '../../src/domain/upkeep/key-rotation.ts';
import { createVault } from '../../src/lib/crypto.ts';
import { createLogger } from '../../src/lib/log.ts';
import type { SocialAccount } from '../../src/lib/prisma/client.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { TEST_KEY } from '../support/world.ts';

let engine: Engine;
beforeAll(async () => {
  engine = await startEngine();
});
afterAll(() => engine[Symbol.asyncDispose]());

const newKey = (id: string) => ({ id, key: randomBytes(32) });
const accounts = () => engine.ctx.db.query<SocialAccount>('SELECT * FROM social_account ORDER BY id');
const tokensOf = async (ctx: Engine['ctx']) =>
  (await accounts()).map((account) => openCredentials(ctx, account).accessToken);

describe('when an encryption key is put in front of the one in use', () => {
  it('stored credentials move under it, and the old one is not needed any more', async () => {
    const fresh = newKey('fresh');
    const before = await tokensOf(engine.ctx);
    const under = (...keys: Parameters<typeof createVault>[0]) => ({ ...engine.ctx, vault: createVault(keys) });
    await resealCredentials(under(fresh, TEST_KEY));
    expect((await accounts()).map(({ credentialsKeyId }) => credentialsKeyId)).toEqual(before.map(() => 'fresh'));
    expect(await tokensOf(under(fresh))).toEqual(before);
  });

  it('a key that is still needed and was taken out is named at the start, and its accounts are left as they are', async () => {
    const lines: string[] = [];
    const log = createLogger({ level: 'info', destination: { write: (line: string) => void lines.push(line) } });
    const stored = await accounts();
    const ctx = { ...engine.ctx, log, vault: createVault([newKey('other')]) };
    await missKeys(ctx);
    expect(lines).toEqual([expect.stringMatching(/"keyId":"fresh","accounts":4.*SLIPWAY_ENCRYPTION_KEYS lacks a key/)]);
    await resealCredentials(ctx);
    expect(await accounts()).toEqual(stored);
    expect(lines).toHaveLength(1);
  });
});
