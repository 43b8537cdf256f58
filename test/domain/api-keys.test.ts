/** API keys: who makes and ends them, whom they let in, and what they reach. */
import { beforeAll, describe, expect, test } from 'vitest';
import { requireScope, SCOPES, visibleApiKeys, visibleBrands, visibleInBrands } from '../../src/domain/access.ts';
import { type CreateApiKeyInput, createApiKey, revokeApiKey, updateApiKey } from '../../src/domain/keys/api-keys.ts';
import { authenticate, forgetKey, isKeyValid, KEYS_CHANNEL } from '../../src/domain/keys/authentication.ts';
import { bootstrap, makeFirstKey } from '../../src/domain/keys/first-key.ts';
import { generateApiKey } from '../../src/lib/crypto.ts';
import { ApiScope } from '../../src/lib/prisma/enums.ts';
import { createReads, type Reads } from '../../src/lib/reads.ts';
import { testDatabase } from '../support/database.ts';
import { openDesk } from '../support/desk.ts';
import { refusals, warnings } from '../support/outcomes.ts';
import { createTenant, createTestBrand, START } from '../support/tenant.ts';

const desk = openDesk();
let prisma: Reads;
beforeAll(() => {
  prisma = createReads(desk.db);
});

const create = (changes: Partial<CreateApiKeyInput> = {}, viewer = desk.viewer) =>
  createApiKey(desk.ctx, viewer, { name: 'Partner', scopes: ['POSTS_READ'], ...changes });
async function made(changes: Partial<CreateApiKeyInput> = {}): Promise<{ apiKeyId: string; key: string }> {
  const outcome = await create(changes);
  if (!outcome.ok || outcome.value.key === null) throw new Error(JSON.stringify(outcome));
  return { apiKeyId: outcome.value.apiKeyId, key: outcome.value.key };
}
const enter = (key: string) => authenticate(desk.ctx, key);

describe('a key', () => {
  test('lets in with its scopes and brands, and only its hash is stored', async () => {
    const expiresAt = new Date(START.getTime() + 1_000);
    const { apiKeyId, key } = await made({
      scopes: ['POSTS_READ', 'ACCOUNTS_WRITE'],
      brandIds: [desk.brandId],
      expiresAt,
    });
    expect(await enter(key)).toEqual({
      apiKeyId,
      workspaceId: desk.workspaceId,
      scopes: new Set(['POSTS_READ', 'ACCOUNTS_WRITE']),
      brandIds: new Set([desk.brandId]),
      expiresAt,
      language: null,
      timeZone: null,
      cursorKey: expect.any(Uint8Array),
      plainCursorsTo: expect.any(BigInt),
    });
    const [row] = await desk.db.query('SELECT * FROM api_key WHERE id = $1', [apiKeyId]);
    expect(JSON.stringify(row)).not.toContain(key.slice(20));
  });
  test('that is wrong by one character, unknown or no key at all does not', async () => {
    const { key } = await made();
    const swapped = key.endsWith('a') ? `${key.slice(0, -1)}b` : `${key.slice(0, -1)}a`;
    for (const wrong of [swapped, generateApiKey().key, '', 'Bearer x', `${key} `])
      expect(await enter(wrong)).toBeNull();
    const samePrefix = generateApiKey();
    await desk.db.query('UPDATE api_key SET prefix = $1 WHERE workspace_id = $2', [
      samePrefix.prefix,
      desk.workspaceId,
    ]);
    expect(await enter(samePrefix.key)).toBeNull();
  });
  test('that has expired does not, from the very instant', async () => {
    const { apiKeyId, key } = await made({ expiresAt: new Date(START.getTime() + 1_000) });
    desk.clock.advance(999);
    expect(await enter(key)).not.toBeNull();
    desk.clock.advance(1);
    expect(await enter(key)).toBeNull();
    expect(await isKeyValid(desk.ctx, apiKeyId)).toBe(false);
  });
  test('that ended without a word to this process works for two seconds at most', async () => {
    const { apiKeyId, key } = await made();
    await enter(key);
    await desk.db.query('UPDATE api_key SET revoked_at = now() WHERE id = $1', [apiKeyId]);
    desk.clock.advance(1_999);
    expect(await enter(key)).not.toBeNull();
    desk.clock.advance(1);
    expect(await enter(key)).toBeNull();
  });
  test('that ended is forgotten as soon as it is announced', async () => {
    const { apiKeyId, key } = await made();
    await enter(key);
    await desk.db.query('UPDATE api_key SET revoked_at = now() WHERE id = $1', [apiKeyId]);
    forgetKey(desk.ctx, apiKeyId);
    expect(await enter(key)).toBeNull();
  });
  test('does not let in a guess with the same prefix while it is known', async () => {
    const { key } = await made();
    await enter(key);
    const guess = generateApiKey();
    const [prefix] = await desk.db.query<{ prefix: string }>(
      'UPDATE api_key SET prefix = $1 WHERE workspace_id = $2 RETURNING prefix',
      [guess.prefix, desk.workspaceId],
    );
    expect(prefix).toEqual({ prefix: guess.prefix });
    expect(await enter(key)).not.toBeNull();
    expect(await enter(guess.key)).toBeNull();
  });
  test('remembers when it was last used, writing at most once a minute', async () => {
    const { apiKeyId, key } = await made();
    const lastUsedAt = async () =>
      (
        await desk.db.query<{ lastUsedAt: Date | null }>('SELECT last_used_at FROM api_key WHERE id = $1', [apiKeyId])
      )[0]?.lastUsedAt;
    await enter(key);
    expect(await lastUsedAt()).toEqual(START);
    desk.clock.advance(59_999);
    await enter(key);
    expect(await lastUsedAt()).toEqual(START);
    desk.clock.advance(1);
    await enter(key);
    expect(await lastUsedAt()).toEqual(desk.clock.now());
  });
});

describe('making keys', () => {
  test('is for admins', async () => {
    const everythingElse = Object.values(ApiScope).filter((scope) => scope !== 'ADMIN');
    expect(refusals(await create({}, desk.as(everythingElse)))).toEqual(['FORBIDDEN_SCOPE ']);
  });
  test('a key bound to brands makes none that reaches further', async () => {
    const other = await createTestBrand(desk.db, desk.workspaceId);
    const bound = desk.as(['ADMIN'], [desk.brandId]);
    expect(refusals(await create({ brandIds: [desk.brandId, other] }, bound))).toEqual(['NOT_FOUND input.brandIds.1']);
    const outcome = await create({}, bound);
    expect(outcome.ok && outcome.value.key ? (await enter(outcome.value.key))?.brandIds : null).toEqual(
      new Set([desk.brandId]),
    );
  });
  test('foreign brands, empty scopes, names and past expiry are refused', async () => {
    const foreign = await createTenant(desk.db);
    expect(refusals(await create({ brandIds: [foreign.brandId, 'nonsense'] }))).toEqual([
      'NOT_FOUND input.brandIds.0',
      'NOT_FOUND input.brandIds.1',
    ]);
    expect(refusals(await create({ scopes: [], name: ' ', expiresAt: START }))).toEqual([
      'VALIDATION input.name',
      'TIME_IN_PAST input.expiresAt',
      'VALIDATION input.scopes',
    ]);
    expect(await create({ expiresAt: START })).toMatchObject({
      ok: false,
      errors: [{ limit: START.toISOString(), actual: START.toISOString() }],
    });
  });
  test('repeated with one idempotency key makes one, and shows it once', async () => {
    const first = await create({ idempotencyKey: 'k' });
    const second = await create({ idempotencyKey: 'k' });
    expect(first).toMatchObject({ ok: true, value: { key: expect.stringMatching(/^slw_/) } });
    expect(second).toMatchObject({
      ok: true,
      value: { apiKeyId: first.ok && first.value.apiKeyId, key: null },
      warnings: [{ code: 'SECRET_ALREADY_SHOWN' }],
    });
  });
  test('takes scopes and brands as sets', async () => {
    const sets: Partial<CreateApiKeyInput>[] = [
      { scopes: ['POSTS_WRITE', 'POSTS_READ', 'POSTS_WRITE'], brandIds: [desk.brandId, desk.brandId.toUpperCase()] },
      { scopes: ['POSTS_READ', 'POSTS_WRITE'], brandIds: [desk.brandId] },
    ];
    const [first, second] = await Promise.all(sets.map((set) => create({ ...set, idempotencyKey: 'sets' })));
    expect(first?.ok && second?.ok && first.value.apiKeyId === second.value.apiKeyId).toBe(true);
    const row = await prisma.apiKey.findUniqueOrThrow({ where: { id: first?.ok ? first.value.apiKeyId : '' } });
    expect(row).toMatchObject({ scopes: ['POSTS_READ', 'POSTS_WRITE'], brandIds: [desk.brandId] });
  });
  test('that work longer than the key that makes them is said', async () => {
    const expiresAt = new Date(START.getTime() + 60_000);
    const later = new Date(expiresAt.getTime() + 1);
    const ending = { ...desk.viewer, expiresAt };
    const said = async (changes: Partial<CreateApiKeyInput>) => warnings(await create(changes, ending));
    expect(await said({})).toEqual(['KEY_OUTLIVES_YOURS']);
    expect(await said({ expiresAt: later })).toEqual(['KEY_OUTLIVES_YOURS']);
    expect(await said({ expiresAt })).toEqual([]);
    expect(warnings(await create({ expiresAt: later }))).toEqual([]);
    const { apiKeyId } = await made({ expiresAt });
    const changed = (end: Date | null) => updateApiKey(desk.ctx, ending, { apiKeyId, expiresAt: end });
    expect(warnings(await changed(null))).toEqual(['KEY_OUTLIVES_YOURS']);
    expect(warnings(await changed(expiresAt))).toEqual([]);
    expect(warnings(await updateApiKey(desk.ctx, ending, { apiKeyId, name: 'Same end' }))).toEqual([]);
  });
});

describe('the last key that administers a workspace', () => {
  const admin = (changes: Partial<CreateApiKeyInput> = {}) => made({ scopes: ['ADMIN'], ...changes });
  const soon = new Date(START.getTime() + 60_000);
  const LAST = ['LAST_ADMIN_KEY input.apiKeyId'];
  const revoked = async (apiKeyId: string, force?: boolean) =>
    refusals(await revokeApiKey(desk.ctx, desk.viewer, { apiKeyId, force }));
  const ended = async (apiKeyId: string, expiresAt: Date | null, force?: boolean) =>
    refusals(await updateApiKey(desk.ctx, desk.viewer, { apiKeyId, expiresAt, force }));

  test('is withdrawn only by force', async () => {
    const [{ apiKeyId }, other] = [await admin(), await admin()];
    await admin({ brandIds: [desk.brandId] });
    await made();
    expect(await revoked(other.apiKeyId)).toEqual([]);
    expect(await revoked(apiKeyId)).toEqual(LAST);
    expect(await revoked(apiKeyId, true)).toEqual([]);
    expect(await revoked(apiKeyId)).toEqual([]);
  });
  test('is not made to end either, while another one that ends later will do', async () => {
    const { apiKeyId } = await admin();
    expect(await ended(apiKeyId, soon)).toEqual(LAST);
    const other = await admin({ expiresAt: soon });
    expect(await ended(apiKeyId, soon)).toEqual(LAST);
    expect(await ended(apiKeyId, new Date(soon.getTime() - 1))).toEqual([]);
    expect(await ended(other.apiKeyId, new Date(soon.getTime() - 1))).toEqual(LAST);
    expect(await ended(other.apiKeyId, new Date(soon.getTime() + 1))).toEqual([]);
    expect(await ended(other.apiKeyId, new Date(soon.getTime() - 1), true)).toEqual([]);
  });
  test('is left when two withdraw each other', async () => {
    for (let round = 0; round < 5; round++) {
      const pair = [await admin(), await admin()];
      const outcomes = await Promise.all(pair.map(({ apiKeyId }) => revoked(apiKeyId)));
      expect(outcomes.flat()).toEqual(LAST);
      await desk.db.query('UPDATE api_key SET revoked_at = now() WHERE workspace_id = $1', [desk.workspaceId]);
    }
  });
});

describe('revoking', () => {
  test('works at once and tells open sockets', async () => {
    const { apiKeyId, key } = await made();
    const listener = await desk.db.connect();
    const told = new Promise<string | undefined>((resolve) =>
      listener.on('notification', ({ payload }) => resolve(payload)),
    );
    await listener.query(`LISTEN ${KEYS_CHANNEL}`);
    expect((await revokeApiKey(desk.ctx, desk.viewer, { apiKeyId })).ok).toBe(true);
    expect(await told).toBe(apiKeyId);
    await listener.end();
    expect(await enter(key)).toBeNull();
    expect(await isKeyValid(desk.ctx, apiKeyId)).toBe(false);
    expect((await revokeApiKey(desk.ctx, desk.viewer, { apiKeyId })).ok).toBe(true);
  });
  test('foreign, unknown and further-reaching keys are out of reach', async () => {
    const { apiKeyId } = await made();
    const foreign = await createTenant(desk.db);
    const bound = desk.as(['ADMIN'], [desk.brandId]);
    expect(refusals(await revokeApiKey(desk.ctx, foreign.viewer, { apiKeyId }))).toEqual(['NOT_FOUND input.apiKeyId']);
    expect(refusals(await revokeApiKey(desk.ctx, desk.viewer, { apiKeyId: 'nonsense' }))).toEqual([
      'NOT_FOUND input.apiKeyId',
    ]);
    expect(refusals(await revokeApiKey(desk.ctx, bound, { apiKeyId }))).toEqual(['NOT_FOUND input.apiKeyId']);
    const other = await createTestBrand(desk.db, desk.workspaceId);
    const wide = await made({ brandIds: [desk.brandId, other] });
    expect(refusals(await revokeApiKey(desk.ctx, bound, { apiKeyId: wide.apiKeyId }))).toEqual([
      'FORBIDDEN_BRAND input.apiKeyId',
    ]);
    expect(refusals(await revokeApiKey(desk.ctx, desk.as(['POSTS_PUBLISH']), { apiKeyId }))).toEqual([
      'FORBIDDEN_SCOPE ',
    ]);
  });
});

describe('changing', () => {
  test('renames and ends a key, and touches neither another workspace nor a revoked key', async () => {
    const { apiKeyId, key } = await made();
    const soon = new Date(desk.clock.now().getTime() + 60_000);
    expect(
      await updateApiKey(desk.ctx, desk.viewer, { apiKeyId, name: ' Night shift ', expiresAt: soon }),
    ).toMatchObject({ ok: true });
    const row = await prisma.apiKey.findUniqueOrThrow({ where: { id: apiKeyId } });
    expect(row).toMatchObject({ name: 'Night shift', expiresAt: soon });
    desk.clock.advance(60_001);
    expect(await enter(key ?? '')).toBeNull();
    await updateApiKey(desk.ctx, desk.viewer, { apiKeyId, expiresAt: null });
    expect(await enter(key ?? '')).not.toBeNull();
    expect(refusals(await updateApiKey(desk.ctx, desk.viewer, { apiKeyId, name: ' ' }))).toEqual([
      'VALIDATION input.name',
    ]);
    expect(refusals(await updateApiKey(desk.ctx, desk.viewer, { apiKeyId, expiresAt: soon }))).toEqual([
      'TIME_IN_PAST input.expiresAt',
    ]);
    const stranger = { ...desk.viewer, workspaceId: '01920000-0000-7000-8000-000000000000' };
    expect(refusals(await updateApiKey(desk.ctx, stranger, { apiKeyId, name: 'Mine' }))).toEqual([
      'NOT_FOUND input.apiKeyId',
    ]);
    await revokeApiKey(desk.ctx, desk.viewer, { apiKeyId });
    expect(refusals(await updateApiKey(desk.ctx, desk.viewer, { apiKeyId, name: 'Again' }))).toEqual([
      'WRONG_STATUS input.apiKeyId',
    ]);
  });
});

describe('the bootstrap key', () => {
  test('works after any number of starts, also at the same time, and stays revoked', async () => {
    const { key } = generateApiKey();
    const starts = await Promise.all([1, 2, 3].map(() => bootstrap(desk.ctx, key)));
    expect(new Set(starts.map(({ apiKeyId }) => apiKeyId)).size).toBe(1);
    expect((await enter(key))?.scopes).toEqual(new Set(['ADMIN']));
    await desk.db.query('UPDATE api_key SET revoked_at = now() WHERE id = $1', [starts[0]?.apiKeyId]);
    await bootstrap(desk.ctx, key);
    desk.clock.advance(2_000);
    expect(await enter(key)).toBeNull();
  });
  test('makes a workspace in an empty database', async () => {
    await using empty = await testDatabase();
    const { key } = generateApiKey();
    const { workspaceId } = await bootstrap({ ...desk.ctx, db: empty.db }, key);
    expect(await empty.db.query('SELECT id FROM workspace')).toEqual([{ id: workspaceId }]);
  });
  test('is made where there is none, once, by one of all that start together', async () => {
    await using empty = await testDatabase();
    const ctx = { ...desk.ctx, db: empty.db };
    const keys = (await Promise.all([1, 2, 3].map(() => makeFirstKey(ctx)))).filter((key) => key !== null);
    expect(keys).toHaveLength(1);
    expect(await authenticate(ctx, keys[0] ?? '')).toMatchObject({ scopes: new Set(['ADMIN']), brandIds: null });
    await empty.db.query('UPDATE api_key SET revoked_at = now()');
    expect(await makeFirstKey(ctx)).toBeNull();
  });
  test('of a wrong form is an error of the operator', async () => {
    await expect(bootstrap(desk.ctx, 'secret')).rejects.toThrow('does not have the form');
  });
});

describe('access', () => {
  test('admin implies every scope, no other implies another', () => {
    for (const scope of Object.values(ApiScope)) {
      expect(requireScope(desk.as(['ADMIN']), scope)).toBeNull();
      for (const held of Object.values(ApiScope)) {
        if (held !== 'ADMIN' && held !== scope)
          expect(requireScope(desk.as([held]), scope)).toMatchObject({
            errors: [{ code: 'FORBIDDEN_SCOPE', limit: SCOPES[scope].name }],
          });
      }
    }
  });
  test('conditions for Prisma show the own workspace, and of it the bound brands', async () => {
    const other = await createTestBrand(desk.db, desk.workspaceId);
    const ids = async (viewer = desk.viewer) =>
      (await prisma.brand.findMany({ where: visibleBrands(viewer), orderBy: { id: 'asc' } })).map(({ id }) => id);
    expect(await ids()).toEqual([desk.brandId, other]);
    expect(await ids(desk.as(['POSTS_READ'], [other]))).toEqual([other]);
    expect(await ids(desk.as(['POSTS_READ'], []))).toEqual([]);
    expect(await prisma.postTarget.count({ where: visibleInBrands(desk.viewer) })).toBe(0);
  });
  test('keys are listed for admins; others see their own', async () => {
    const { apiKeyId } = await made();
    await made({ name: 'second' });
    const count = (viewer = desk.viewer) => prisma.apiKey.count({ where: visibleApiKeys(viewer) });
    expect(await count()).toBe(2);
    expect(await count({ ...desk.as(['POSTS_READ']), apiKeyId })).toBe(1);
    expect(await count(desk.as(['ADMIN'], [desk.brandId]))).toBe(0);
  });
});
