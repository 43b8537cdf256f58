/** `npm run keys`: what is under which key, and everything under the newest one, while a server runs and whatever kills the command. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openCredentials, sealCredentials } from '../../src/domain/accounts/credentials.ts';
import { stepSealContext } from '../../src/domain/engine/journal/sealing.ts';
import { resealCredentials } from '../../src/domain/upkeep/key-rotation.ts';
import { createVault, uuidv7, type VaultKey } from '../../src/lib/crypto.ts';
import type { SocialAccount } from '../../src/lib/prisma/client.ts';
import { type Seed, startTestApp, type TestApp } from '../support/app.ts';
import { createPost } from '../support/posts.ts';
import { startServer } from '../support/server-process.ts';

const COMMAND = join(import.meta.dirname, '../../src/commands/keys.ts');
const keyNamed = (id: string): VaultKey => ({ id, key: randomBytes(32) });
const [K1, K2, K3] = [keyNamed('k1'), keyNamed('k2'), keyNamed('k3')];
const written = (...keys: readonly VaultKey[]) =>
  keys.map(({ id, key }) => `${id}:${key.toString('base64')}`).join(',');

let app: TestApp & Seed;
beforeAll(async () => {
  const started = await startTestApp({ env: { SLIPWAY_ENCRYPTION_KEYS: written(K1) } });
  app = Object.assign(started, await started.seed());
});
afterAll(() => app[Symbol.asyncDispose]());

const start = (verb: string, ...keys: readonly VaultKey[]) =>
  startServer({ DATABASE_URL: app.database.url, SLIPWAY_ENCRYPTION_KEYS: written(...keys) }, [
    process.execPath,
    COMMAND,
    verb,
  ]);
const run = (verb: string, ...keys: readonly VaultKey[]) => start(verb, ...keys).ended;
const under = (...keys: readonly VaultKey[]) => ({ ...app.ctx, vault: createVault(keys) });
const accounts = () =>
  app.db.query<SocialAccount>('SELECT * FROM social_account WHERE credentials IS NOT NULL ORDER BY id');
const tokens = async (...keys: readonly VaultKey[]) =>
  (await accounts()).map((account) => openCredentials(under(...keys), account).accessToken);

it('moves nothing while a process runs that lacks the newest key, and names it', async () => {
  const before = await accounts();
  const refused = await run('rotate', K2, K1);
  expect(refused).toMatchObject({ code: 1, out: '' });
  expect(refused.err).toContain(
    `lack the key k2 and could not open what is under it: ${hostname()}/${process.pid} (api)`,
  );
  await resealCredentials(under(K2, K1));
  expect(await accounts()).toEqual(before);
  // As if it had been restarted with all keys of this file.
  await app.db.query(`UPDATE server_process SET key_ids = '{k1,k2,k3,k4}'`);
});

it('moves every account and upload under the newest key, and says before and after what is under which', async () => {
  const before = await tokens(K1);
  const { targets } = await createPost(app.client(), {
    brandId: app.brandId,
    targets: [{ socialAccountId: app.accounts.X, format: 'TEXT' }],
  });
  expect(targets).toHaveLength(1);
  const [target] = await app.db.query<{ id: string }>('SELECT id FROM post_target');
  const targetId = target?.id ?? '';
  const address = createVault([K1]).seal('https://upload.example/secret', stepSealContext(targetId)).toString('base64');
  await app.db.query(
    `INSERT INTO publish_step (target_id, step, kind, state, result, tries) VALUES ($1, 'session', 'RUN', 'DONE', $2, 1)`,
    [targetId, JSON.stringify({ address, size: 12, name: 'AQJ' })],
  );

  const checked = await run('check', K2, K1);
  expect(checked).toMatchObject({ code: 0, out: expect.stringMatching(/^k2 +0 +0 +0 +newest\nk1 +4 +1 +0$/m) });
  expect(checked.out).toContain('k1 is still needed');
  expect(await tokens(K1)).toEqual(before);

  // The server has both keys while this goes on.
  app.ctx.vault = createVault([K2, K1]);
  const rotated = await run('rotate', K2, K1);
  expect(rotated).toMatchObject({ code: 0, out: expect.stringMatching(/^k2 +4 +1 +0 +newest\nk1 +0 +0 +0$/m) });
  expect(rotated.out).toContain('5 moved.');
  expect(rotated.out).toContain('Nothing is under k1.');
  expect(await tokens(K2)).toEqual(before);
  expect(await app.db.query("SELECT actor, result, details FROM audit_entry WHERE action = 'rotateKeys'")).toEqual([
    { actor: 'OPERATOR', result: 'DONE', details: { newestKey: 'k2' } },
  ]);
  // With nothing to move there is nothing to tell.
  await resealCredentials(under(K2, K1));
  expect(await app.db.query("SELECT FROM audit_entry WHERE action = 'rotateKeys'")).toHaveLength(1);
  const [step] = await app.db.query<{ result: { address: string; size: number } }>('SELECT result FROM publish_step');
  expect(createVault([K2]).open(Buffer.from(step?.result.address ?? '', 'base64'), stepSealContext(targetId))).toBe(
    'https://upload.example/secret',
  );
  expect(step?.result).toMatchObject({ size: 12, name: 'AQJ' });
  expect(rotated.out + checked.out).not.toContain(K1.key.toString('base64'));
});

it('goes on where it was killed', async () => {
  const [template] = await accounts();
  if (template === undefined) throw new Error('there is no account');
  const ctx = under(K2);
  const rows = Array.from({ length: 2_000 }, () => {
    const id = uuidv7();
    const credentials = { ...openCredentials(ctx, template), accessToken: `token of ${id}` };
    return { id, sealed: sealCredentials(ctx, { id, workspaceId: template.workspaceId }, credentials) };
  });
  await app.db.query(
    `INSERT INTO social_account (id, workspace_id, brand_id, platform, external_id, scopes, credentials, credentials_key_id)
     SELECT id, $3, $4, 'X', id::text, '{}', sealed, 'k2' FROM unnest($1::uuid[], $2::bytea[]) AS made (id, sealed)`,
    [rows.map(({ id }) => id), rows.map(({ sealed }) => sealed), template.workspaceId, template.brandId],
  );
  const before = await tokens(K2);
  const moved = async () => (await accounts()).filter(({ credentialsKeyId }) => credentialsKeyId === 'k3').length;

  const first = start('rotate', K3, K2);
  await first.said(/500 looked at, 500 moved/);
  first.kill('SIGKILL');
  await first.ended;
  const left = 2_004 - (await moved());
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(2_000);
  expect(await tokens(K3, K2)).toEqual(before);

  const second = await run('rotate', K3, K2);
  expect(second.code).toBe(0);
  // One more: the upload.
  expect(second.out).toContain(`${left + 1} moved.`);
  expect(await moved()).toBe(2_004);
  expect(await tokens(K3)).toEqual(before);
});

it('names what does not open: a missing key, and what was put into another row or column', async () => {
  const missing = await run('check', K1);
  expect(missing).toMatchObject({ code: 1, out: expect.stringMatching(/^k3 +2004 +1 +0 +MISSING$/m) });

  const [one, other, third] = await accounts();
  await app.db.query('UPDATE social_account SET credentials = $2 WHERE id = $1', [other?.id, one?.credentials]);
  const foreign = createVault([K3]).seal('{"accessToken":"theirs"}', stepSealContext(third?.id ?? ''));
  await app.db.query('UPDATE social_account SET credentials = $2 WHERE id = $1', [third?.id, foreign]);
  const { code, out } = await run('rotate', keyNamed('k4'), K3);
  expect(code).toBe(1);
  expect(out.match(/does not open, although the key k3 is here/g)).toHaveLength(2);
  expect(out).toContain(other?.id);
  expect(out).toContain(third?.id);
  const stored = await accounts();
  expect(stored.find(({ id }) => id === other?.id)?.credentials).toEqual(one?.credentials);
  expect(stored.filter(({ credentialsKeyId }) => credentialsKeyId === 'k4')).toHaveLength(2_002);
});

it('says how it is called, and makes no key where there is none', async () => {
  expect(await run('turn', K1)).toMatchObject({ code: 1, err: 'Usage: npm run keys -- check | rotate\n' });
  const { code, err } = await startServer({ DATABASE_URL: app.database.url, SLIPWAY_DATA_DIR: '/nowhere' }, [
    process.execPath,
    COMMAND,
    'check',
  ]).ended;
  expect([code, err]).toEqual([1, expect.stringContaining('There are no keys')]);
});
