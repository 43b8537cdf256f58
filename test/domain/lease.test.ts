/** Leases: who gets one, and who keeps it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeLeases } from '../../src/domain/engine/schedule/admission.ts';
import { startLeaseKeeper } from '../../src/domain/engine/schedule/lease.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import { IN_COMPANY } from '../../src/lib/grouped.ts';
import { jumpClock } from '../support/jump-clock.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld(['X']);
});
afterEach(() => world[Symbol.asyncDispose]());

async function leased(leaseId: string): Promise<string> {
  const targetId = await world.scheduleOne({ platform: 'X', format: 'TEXT', media: [] });
  await world.ctx.db.query('UPDATE post_target SET lease_id = $2, lease_until = now() WHERE id = $1', [
    targetId,
    leaseId,
  ]);
  return targetId;
}
const renewedOf = async (...targetIds: string[]) => {
  const rows = await world.ctx.db.query<{ id: string }>('SELECT id FROM post_target WHERE lease_until > now()');
  const renewed = new Set(rows.map(({ id }) => id));
  return targetIds.map((id) => renewed.has(id));
};

it('is renewed by who holds it, and no other lease with it', async () => {
  await using keeper = startLeaseKeeper(world.ctx);
  const [mine, earlier] = [uuidv7(), uuidv7()];
  const [held, takenOver, heldAgain, letGo] = [
    await leased(mine),
    await leased(uuidv7()),
    await leased(mine),
    await leased(mine),
  ];
  for (const targetId of [held, takenOver, letGo]) keeper.hold(targetId, mine, null);
  keeper.release(letGo, mine);
  // An earlier run of this process ends only now.
  keeper.hold(heldAgain, earlier, null);
  keeper.hold(heldAgain, mine, null);
  keeper.release(heldAgain, earlier);
  await expect.poll(() => renewedOf(held)).toEqual([true]);
  expect(await renewedOf(held, takenOver, heldAgain, letGo)).toEqual([true, false, true, false]);
});

it('of a run that takes long is longer, and the run is told all the same when its target is moved', async () => {
  const clock = jumpClock();
  await using keeper = startLeaseKeeper({ ...world.ctx, clock });
  const mine = uuidv7();
  const targetId = await leased(mine);
  const row = async () => {
    const [found] = await world.ctx.db.query<{ dueAt: Date; leaseUntil: Date }>(
      'SELECT due_at, lease_until FROM post_target',
    );
    if (found === undefined) throw new Error('it is gone');
    return found;
  };
  const moved = keeper.hold(targetId, mine, (await row()).dueAt);
  clock.jump(30_000);
  const leftMs = async () => (await row()).leaseUntil.getTime() - clock.now().getTime();
  await expect.poll(leftMs, { timeout: 10_000 }).toBeGreaterThan(15_000);
  await world.ctx.db.query(`UPDATE post_target SET due_at = now() + interval '1 hour'`);
  await expect.poll(() => moved.aborted, { timeout: 10_000 }).toBe(true);
  expect(await leftMs()).toBeLessThan(20_000);
});

it('goes to the most urgent of one account when several ask for it at once', async () => {
  const schedule = (priority: number) => world.scheduleOne({ platform: 'X', format: 'TEXT', media: [] }, { priority });
  const [low, urgent, normal] = [await schedule(-5), await schedule(9), await schedule(0)];
  await using keeper = startLeaseKeeper(world.ctx);
  const [first, second, third] = await takeLeases(world.ctx, keeper, [low, urgent, normal], IN_COMPANY);
  expect([first, third]).toEqual([null, null]);
  expect(second).toMatchObject({ target: { id: urgent } });
  const waiting = await world.ctx.db.query<{ id: string }>(
    "SELECT id FROM post_target WHERE blocked_by = 'ACCOUNT_BUSY' ORDER BY priority",
  );
  expect(waiting).toEqual([{ id: low }, { id: normal }]);
});

it('is waited for without the error of an outage that is over', async () => {
  const [first, second] = [await leased(uuidv7()), await leased(uuidv7())];
  await world.ctx.db.query(
    `UPDATE post_target SET blocked_by = 'PLATFORM_DOWN', error_code = 'PLATFORM_DOWN', error = '{"code":"PLATFORM_DOWN"}'`,
  );
  await using keeper = startLeaseKeeper(world.ctx);
  await takeLeases(world.ctx, keeper, [first, second], IN_COMPANY);
  const rows = await world.ctx.db.query('SELECT blocked_by, error_code, error FROM post_target ORDER BY blocked_by');
  const none = { errorCode: null, error: null };
  expect(rows).toEqual([
    { blockedBy: 'ACCOUNT_BUSY', ...none },
    { blockedBy: null, ...none },
  ]);
});
