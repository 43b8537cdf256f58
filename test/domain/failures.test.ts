/** Runs that fail together: written together, and who is locked is written by itself. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { endInFailure, runFailure } from '../../src/domain/engine/run/publish-failure.ts';
import { takeLeases } from '../../src/domain/engine/schedule/admission.ts';
import { startLeaseKeeper } from '../../src/domain/engine/schedule/lease.ts';
import { BY_ITSELF, IN_COMPANY } from '../../src/lib/grouped.ts';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld(['INSTAGRAM', 'YOUTUBE', 'X']);
});
afterEach(() => world[Symbol.asyncDispose]());

it('each gets its own next try, and one that somebody has locked holds up no other', async () => {
  const now = { at: new Date() };
  const ids = [
    await world.scheduleOne({ platform: 'X', format: 'TEXT', media: [] }, now),
    await world.scheduleOne({ platform: 'INSTAGRAM', format: 'IMAGE', media: ['image'] }, now),
    await world.scheduleOne({ platform: 'YOUTUBE', format: 'VIDEO', media: ['video'] }, now),
  ];
  await using keeper = startLeaseKeeper(world.ctx);
  const taken = await takeLeases(world.ctx, keeper, ids, IN_COMPANY);
  const ends = taken
    .filter((one) => one !== null && one !== undefined)
    .map((one) => {
      const failure = new PlatformFailure('NETWORK', `no answer to ${one.target.platform}`);
      return runFailure(world.ctx, one, { journal: new Map(), refusedCommit: null }, failure);
    });
  const written = await world.ctx.db.tx(async (tx) => {
    await tx.query('SELECT id FROM post_target WHERE id = $1 FOR UPDATE', [ids[1]]);
    return endInFailure(world.ctx, ends, IN_COMPANY);
  });
  expect(written).toEqual([true, undefined, true]);
  expect(await endInFailure(world.ctx, ends.slice(1, 2), BY_ITSELF)).toEqual([true]);
  const rows = await world.ctx.db.query<{ platform: string; error: { message: string }; wakeAt: Date }>(
    `SELECT platform, status, failures, lease_id, error, wake_at FROM post_target WHERE error_code = 'NETWORK'`,
  );
  expect(rows).toHaveLength(3);
  for (const row of rows) {
    expect(row).toMatchObject({ status: 'PUBLISHING', failures: 1, leaseId: null });
    expect(row.error.message).toBe(`no answer to ${row.platform}`);
  }
  const told = await world.ctx.db.query(`SELECT DISTINCT target_id FROM publishing_log WHERE status = 'RETRY'`);
  expect(told).toHaveLength(3);
});
