/** Brands, and the pauses of a workspace, a brand or an account. */
import { describe, expect, test } from 'vitest';
import { BRAND_LIMITS, createBrand, deleteBrand, updateBrand } from '../../src/domain/brands.ts';
import {
  type PauseScope,
  pausePublishing,
  pauseScope,
  resumePublishing,
} from '../../src/domain/posts/actions/pausing.ts';
import type { Brand } from '../../src/lib/prisma/client.ts';
import { openDesk } from '../support/desk.ts';
import { refusals } from '../support/outcomes.ts';
import { createTenant, readTarget, START } from '../support/tenant.ts';

const desk = openDesk();

const readBrand = async (id: string) => (await desk.db.query<Brand>('SELECT * FROM brand WHERE id = $1', [id]))[0];

describe('brands', () => {
  test('are created with a corrected zone and a default late window, once per idempotency key', async () => {
    const input = { name: ' Acme ', timeZone: 'america/new_york', idempotencyKey: 'b' };
    const first = await createBrand(desk.ctx, desk.viewer, input);
    expect(await createBrand(desk.ctx, desk.viewer, input)).toEqual(first);
    expect(await readBrand(first.ok ? first.value.brandId : '')).toMatchObject({
      name: 'Acme',
      timeZone: 'America/New_York',
      lateWindowMs: BRAND_LIMITS.defaultLateWindowMs,
      unprovable: 'REPEAT',
      version: 1,
    });
  });
  test('say whether what nobody can find is sent again, and keep it when something else is changed', async () => {
    const created = await createBrand(desk.ctx, desk.viewer, { name: 'Acme', timeZone: 'UTC', unprovable: 'ASK' });
    const brandId = created.ok ? created.value.brandId : '';
    await updateBrand(desk.ctx, desk.viewer, { brandId, expectedVersion: 1, name: 'Renamed' });
    expect(await readBrand(brandId)).toMatchObject({ name: 'Renamed', unprovable: 'ASK' });
    await updateBrand(desk.ctx, desk.viewer, { brandId, expectedVersion: 2, unprovable: 'REPEAT' });
    expect(await readBrand(brandId)).toMatchObject({ unprovable: 'REPEAT' });
  });
  test('with a wrong zone, window or name are refused', async () => {
    const outcome = await createBrand(desk.ctx, desk.viewer, { name: '', timeZone: '+02:00', lateWindowMs: 10 });
    expect(refusals(outcome)).toEqual([
      'VALIDATION input.name',
      'TIME_ZONE_INVALID input.timeZone',
      'VALIDATION input.lateWindowMs',
    ]);
  });
  test('are created by admins of the whole workspace only', async () => {
    const input = { name: 'A', timeZone: 'UTC' };
    expect(refusals(await createBrand(desk.ctx, desk.as(['ACCOUNTS_WRITE']), input))).toEqual(['FORBIDDEN_SCOPE ']);
    expect(refusals(await createBrand(desk.ctx, desk.as(['ADMIN'], [desk.brandId]), input))).toEqual([
      'FORBIDDEN_BRAND ',
    ]);
  });
  test('are changed under their version', async () => {
    const change = { brandId: desk.brandId, expectedVersion: 1, lateWindowMs: 60_000 };
    expect((await updateBrand(desk.ctx, desk.viewer, change)).ok).toBe(true);
    expect(await readBrand(desk.brandId)).toMatchObject({
      name: 'Brand',
      timeZone: 'Europe/Berlin',
      lateWindowMs: 60_000,
      version: 2,
    });
    expect(refusals(await updateBrand(desk.ctx, desk.viewer, change))).toEqual([
      'VERSION_CONFLICT input.expectedVersion',
    ]);
    const foreign = await createTenant(desk.db);
    expect(refusals(await updateBrand(desk.ctx, foreign.viewer, change))).toEqual(['NOT_FOUND input.brandId']);
  });
  test('in use are deleted with force only, and never while something may be going live', async () => {
    const postId = await desk.created();
    const remove = (force?: boolean) => deleteBrand(desk.ctx, desk.viewer, { brandId: desk.brandId, force });
    expect(refusals(await remove())).toEqual(['BRAND_IN_USE input.brandId']);
    await desk.setTargets(postId, `status = 'PUBLISHING', intent_at = now()`);
    expect(refusals(await remove(true))).toEqual(['ALREADY_COMMITTED input.brandId']);
    await desk.setTargets(postId, `status = 'SCHEDULED', intent_at = NULL`);
    expect((await remove(true)).ok).toBe(true);
    expect(await desk.db.query('SELECT id FROM social_account WHERE workspace_id = $1', [desk.workspaceId])).toEqual(
      [],
    );
  });
  test('with published posts only are deleted without force', async () => {
    const postId = await desk.created();
    await desk.setTargets(postId, `status = 'PUBLISHED', wake_at = NULL, intent_at = now()`);
    expect((await deleteBrand(desk.ctx, desk.viewer, { brandId: desk.brandId })).ok).toBe(true);
  });
});

describe('pausing', () => {
  const scopes = (): PauseScope[] => [
    { kind: 'WORKSPACE' },
    { kind: 'BRAND', brandId: desk.brandId },
    { kind: 'ACCOUNT', socialAccountId: desk.accounts.X },
  ];

  test('marks, and resuming wakes what was held back, at every level', async () => {
    const postId = await desk.created();
    for (const scope of scopes()) {
      expect(await pausePublishing(desk.ctx, desk.viewer, scope)).toMatchObject({
        ok: true,
        value: { pausedAt: START },
      });
      await desk.setTargets(postId, `blocked_by = 'PAUSED', wake_at = '2030-01-01'`);
      desk.clock.advance(1_000);
      expect(await pausePublishing(desk.ctx, desk.viewer, scope)).toMatchObject({
        ok: true,
        value: { pausedAt: START },
      });
      expect(await resumePublishing(desk.ctx, desk.viewer, scope)).toMatchObject({
        ok: true,
        value: { pausedAt: null, woken: 1 },
      });
      expect((await readTarget(desk.db, postId)).wakeAt).toEqual(desk.clock.now());
      desk.clock.set(START);
    }
  });
  test('resuming leaves alone what waits for something else', async () => {
    const postId = await desk.created();
    await desk.setTargets(postId, `blocked_by = 'QUOTA'`);
    expect(await resumePublishing(desk.ctx, desk.viewer, { kind: 'WORKSPACE' })).toMatchObject({
      ok: true,
      value: { woken: 0 },
    });
  });
  test('the workspace is for unbound admins; resuming a brand needs posts:publish', async () => {
    const brand: PauseScope = { kind: 'BRAND', brandId: desk.brandId };
    expect(refusals(await pausePublishing(desk.ctx, desk.as(['POSTS_WRITE']), { kind: 'WORKSPACE' }))).toEqual([
      'FORBIDDEN_SCOPE ',
    ]);
    expect(
      refusals(await pausePublishing(desk.ctx, desk.as(['ADMIN'], [desk.brandId]), { kind: 'WORKSPACE' })),
    ).toEqual(['FORBIDDEN_BRAND ']);
    expect((await pausePublishing(desk.ctx, desk.as(['POSTS_WRITE']), brand)).ok).toBe(true);
    expect(refusals(await resumePublishing(desk.ctx, desk.as(['POSTS_WRITE']), brand))).toEqual(['FORBIDDEN_SCOPE ']);
  });
  test('what is named has to fit the scope, so that nobody stops everything by mistake', () => {
    const both = { brandId: 'b', socialAccountId: 'a' };
    const none = { brandId: null, socialAccountId: null };
    expect(refusals(pauseScope(desk.viewer, 'pause', { scope: 'WORKSPACE', ...both }))).toEqual([
      'VALIDATION input.brandId',
      'VALIDATION input.socialAccountId',
    ]);
    expect(refusals(pauseScope(desk.viewer, 'pause', { scope: 'BRAND', ...none }))).toEqual([
      'VALIDATION input.brandId',
    ]);
    expect(refusals(pauseScope(desk.viewer, 'pause', { scope: 'ACCOUNT', ...both }))).toEqual([
      'VALIDATION input.brandId',
    ]);
    expect(pauseScope(desk.viewer, 'pause', { scope: 'WORKSPACE', ...none })).toMatchObject({
      ok: true,
      value: { kind: 'WORKSPACE' },
    });
  });
  test('foreign brands and accounts are not found', async () => {
    const foreign = await createTenant(desk.db);
    expect(refusals(await pausePublishing(desk.ctx, desk.viewer, { kind: 'BRAND', brandId: foreign.brandId }))).toEqual(
      ['NOT_FOUND input.brandId'],
    );
    expect(
      refusals(await resumePublishing(desk.ctx, desk.viewer, { kind: 'ACCOUNT', socialAccountId: foreign.accounts.X })),
    ).toEqual(['NOT_FOUND input.socialAccountId']);
    expect(
      refusals(await pausePublishing(desk.ctx, desk.viewer, { kind: 'ACCOUNT', socialAccountId: 'nonsense' })),
    ).toEqual(['NOT_FOUND input.socialAccountId']);
  });
});
