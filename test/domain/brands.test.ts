import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BRAND_LIMITS, createBrand, deleteBrand, updateBrand } from '../../src/domain/brands.ts';
import type { Outcome } from '../../src/domain/errors.ts';
import { type PauseScope, pausePublishing, pauseScope, resumePublishing } from '../../src/domain/pausing.ts';
import { createScheduledPost } from '../../src/domain/posts.ts';
import type { Brand } from '../../src/lib/prisma/client.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { createTenant, readTarget, START, type Tenant, type TestContext, testContext } from '../support/tenant.ts';

let database: TestDatabase;
let context: TestContext;
let tenant: Tenant;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());
beforeEach(async () => {
  context = await testContext(database.db);
  tenant = await createTenant(database.db);
  return () => context[Symbol.asyncDispose]();
});

const refusals = (outcome: Outcome<unknown>) =>
  outcome.ok ? [] : outcome.errors.map(({ code, path }) => `${code} ${path.join('.')}`);
const readBrand = async (id: string) => (await database.db.query<Brand>('SELECT * FROM brand WHERE id = $1', [id]))[0];
async function scheduledPost(): Promise<string> {
  const outcome = await createScheduledPost(context.ctx, tenant.viewer, tenant.post());
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.errors));
  return outcome.value.postId;
}
const setTarget = (postId: string, sets: string) =>
  database.db.query(`UPDATE post_target SET ${sets} WHERE post_id = $1`, [postId]);

describe('brands', () => {
  test('are created with a corrected zone and a default late window, once per idempotency key', async () => {
    const input = { name: ' Acme ', timeZone: 'america/new_york', idempotencyKey: 'b' };
    const first = await createBrand(context.ctx, tenant.viewer, input);
    expect(await createBrand(context.ctx, tenant.viewer, input)).toEqual(first);
    expect(await readBrand(first.ok ? first.value.brandId : '')).toMatchObject({
      name: 'Acme',
      timeZone: 'America/New_York',
      lateWindowMs: BRAND_LIMITS.defaultLateWindowMs,
      version: 1,
    });
  });
  test('with a wrong zone, window or name are refused', async () => {
    const outcome = await createBrand(context.ctx, tenant.viewer, { name: '', timeZone: '+02:00', lateWindowMs: 10 });
    expect(refusals(outcome)).toEqual([
      'VALIDATION input.name',
      'TIME_ZONE_INVALID input.timeZone',
      'VALIDATION input.lateWindowMs',
    ]);
  });
  test('are created by admins of the whole workspace only', async () => {
    const input = { name: 'A', timeZone: 'UTC' };
    expect(refusals(await createBrand(context.ctx, tenant.as(['ACCOUNTS_WRITE']), input))).toEqual([
      'FORBIDDEN_SCOPE ',
    ]);
    expect(refusals(await createBrand(context.ctx, tenant.as(['ADMIN'], [tenant.brandId]), input))).toEqual([
      'FORBIDDEN_BRAND ',
    ]);
  });
  test('are changed under their version', async () => {
    const change = { brandId: tenant.brandId, expectedVersion: 1, lateWindowMs: 60_000 };
    expect((await updateBrand(context.ctx, tenant.viewer, change)).ok).toBe(true);
    expect(await readBrand(tenant.brandId)).toMatchObject({
      name: 'Brand',
      timeZone: 'Europe/Berlin',
      lateWindowMs: 60_000,
      version: 2,
    });
    expect(refusals(await updateBrand(context.ctx, tenant.viewer, change))).toEqual([
      'VERSION_CONFLICT input.expectedVersion',
    ]);
    const foreign = await createTenant(database.db);
    expect(refusals(await updateBrand(context.ctx, foreign.viewer, change))).toEqual(['NOT_FOUND input.brandId']);
  });
  test('in use are deleted with force only, and never while something may be going live', async () => {
    const postId = await scheduledPost();
    const remove = (force?: boolean) => deleteBrand(context.ctx, tenant.viewer, { brandId: tenant.brandId, force });
    expect(refusals(await remove())).toEqual(['BRAND_IN_USE input.brandId']);
    await setTarget(postId, `status = 'PUBLISHING', intent_at = now()`);
    expect(refusals(await remove(true))).toEqual(['ALREADY_COMMITTED input.brandId']);
    await setTarget(postId, `status = 'SCHEDULED', intent_at = NULL`);
    expect((await remove(true)).ok).toBe(true);
    expect(
      await database.db.query('SELECT id FROM social_account WHERE workspace_id = $1', [tenant.workspaceId]),
    ).toEqual([]);
  });
  test('with published posts only are deleted without force', async () => {
    const postId = await scheduledPost();
    await setTarget(postId, `status = 'PUBLISHED', wake_at = NULL, intent_at = now()`);
    expect((await deleteBrand(context.ctx, tenant.viewer, { brandId: tenant.brandId })).ok).toBe(true);
  });
});

describe('pausing', () => {
  const scopes = (): PauseScope[] => [
    { kind: 'WORKSPACE' },
    { kind: 'BRAND', brandId: tenant.brandId },
    { kind: 'ACCOUNT', socialAccountId: tenant.accounts.X },
  ];

  test('marks, and resuming wakes what was held back, at every level', async () => {
    const postId = await scheduledPost();
    for (const scope of scopes()) {
      expect(await pausePublishing(context.ctx, tenant.viewer, scope)).toMatchObject({
        ok: true,
        value: { pausedAt: START },
      });
      await setTarget(postId, `blocked_by = 'PAUSED', wake_at = '2030-01-01'`);
      context.clock.advance(1_000);
      expect(await pausePublishing(context.ctx, tenant.viewer, scope)).toMatchObject({
        ok: true,
        value: { pausedAt: START },
      });
      expect(await resumePublishing(context.ctx, tenant.viewer, scope)).toMatchObject({
        ok: true,
        value: { pausedAt: null, woken: 1 },
      });
      expect((await readTarget(database.db, postId)).wakeAt).toEqual(context.clock.now());
      context.clock.set(START);
    }
  });
  test('resuming leaves alone what waits for something else', async () => {
    const postId = await scheduledPost();
    await setTarget(postId, `blocked_by = 'QUOTA'`);
    expect(await resumePublishing(context.ctx, tenant.viewer, { kind: 'WORKSPACE' })).toMatchObject({
      ok: true,
      value: { woken: 0 },
    });
  });
  test('the workspace is for unbound admins; resuming a brand needs posts:publish', async () => {
    const brand: PauseScope = { kind: 'BRAND', brandId: tenant.brandId };
    expect(refusals(await pausePublishing(context.ctx, tenant.as(['POSTS_WRITE']), { kind: 'WORKSPACE' }))).toEqual([
      'FORBIDDEN_SCOPE ',
    ]);
    expect(
      refusals(await pausePublishing(context.ctx, tenant.as(['ADMIN'], [tenant.brandId]), { kind: 'WORKSPACE' })),
    ).toEqual(['FORBIDDEN_BRAND ']);
    expect((await pausePublishing(context.ctx, tenant.as(['POSTS_WRITE']), brand)).ok).toBe(true);
    expect(refusals(await resumePublishing(context.ctx, tenant.as(['POSTS_WRITE']), brand))).toEqual([
      'FORBIDDEN_SCOPE ',
    ]);
  });
  test('what is named has to fit the scope, so that nobody stops everything by mistake', () => {
    const both = { brandId: 'b', socialAccountId: 'a' };
    const none = { brandId: null, socialAccountId: null };
    expect(refusals(pauseScope({ scope: 'WORKSPACE', ...both }))).toEqual([
      'VALIDATION input.brandId',
      'VALIDATION input.socialAccountId',
    ]);
    expect(refusals(pauseScope({ scope: 'BRAND', ...none }))).toEqual(['VALIDATION input.brandId']);
    expect(refusals(pauseScope({ scope: 'ACCOUNT', ...both }))).toEqual(['VALIDATION input.brandId']);
    expect(pauseScope({ scope: 'WORKSPACE', ...none })).toMatchObject({ ok: true, value: { kind: 'WORKSPACE' } });
  });
  test('foreign brands and accounts are not found', async () => {
    const foreign = await createTenant(database.db);
    expect(
      refusals(await pausePublishing(context.ctx, tenant.viewer, { kind: 'BRAND', brandId: foreign.brandId })),
    ).toEqual(['NOT_FOUND input.brandId']);
    expect(
      refusals(
        await resumePublishing(context.ctx, tenant.viewer, { kind: 'ACCOUNT', socialAccountId: foreign.accounts.X }),
      ),
    ).toEqual(['NOT_FOUND input.socialAccountId']);
    expect(
      refusals(await pausePublishing(context.ctx, tenant.viewer, { kind: 'ACCOUNT', socialAccountId: 'nonsense' })),
    ).toEqual(['NOT_FOUND input.socialAccountId']);
  });
});
