/** Units of allowances for work of an account that belongs to no target: reserved, spent, given back. */
import { expect, test } from 'vitest';
import { quotasOfAccounts } from '../../src/domain/accounts/quota-reads.ts';
import {
  type Claim,
  giveBackUnits,
  type Reservation,
  reserveUnits,
  spendUnits,
  type UnitsAsk,
} from '../../src/domain/accounts/quotas.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { openDesk } from '../support/desk.ts';
import { somebodyWaits } from '../support/locks.ts';

const desk = openDesk();
const LIMIT = 100;

const ask = (units: number, claim: Claim | null = null): UnitsAsk => ({
  platform: PLATFORMS.X,
  socialAccountId: desk.accounts.X,
  units: { posts_15m: units },
  claim,
});
const reserve = (...asks: UnitsAsk[]) => desk.db.tx((tx) => reserveUnits(tx, asks, desk.clock.now()));
const idsOf = ([reservation]: readonly Reservation[]) => {
  if (reservation?.ok !== true) throw new Error('units were refused');
  return reservation.ids;
};
async function left() {
  const states = await quotasOfAccounts(desk.ctx, 'X', [desk.accounts.X]);
  const state = states.get(desk.accounts.X)?.find(({ name }) => name === 'posts_15m');
  return { used: state?.used, reserved: state?.reserved };
}

test('units are reserved for a call, and spent when the platform took it', async () => {
  const ids = idsOf(await reserve(ask(3)));
  expect(await left()).toEqual({ used: 0, reserved: 3 });
  await spendUnits(desk.db, { ids });
  expect(await left()).toEqual({ used: 3, reserved: 0 });
});

test('a call touches no allowance but those that it names', async () => {
  expect(idsOf(await reserve(ask(3)))).toHaveLength(1);
  expect(idsOf(await reserve({ ...ask(0), units: {} }))).toEqual([]);
  expect(await left()).toEqual({ used: 0, reserved: 3 });
});

test('units of a call that was refused are free again, those of the others are not', async () => {
  const ids = idsOf(await reserve(ask(2)));
  await reserve(ask(5));
  await desk.db.tx((tx) => giveBackUnits(tx, { ids }, desk.clock.now(), { wakes: true }));
  expect(await left()).toEqual({ used: 0, reserved: 5 });
});

test('spent units are not given back', async () => {
  const ids = idsOf(await reserve(ask(2)));
  await spendUnits(desk.db, { ids });
  await desk.db.tx((tx) => giveBackUnits(tx, { ids }, desk.clock.now(), { wakes: true }));
  expect(await left()).toEqual({ used: 2, reserved: 0 });
});

test('of several calls in one transaction, those go that there are units for', async () => {
  expect(await reserve(ask(LIMIT - 1), ask(2), ask(1))).toMatchObject([
    { ok: true },
    { ok: false, name: 'posts_15m', message: `posts_15m: ${LIMIT - 1} of ${LIMIT} used` },
    { ok: true },
  ]);
});

test('two at the same time do not both take the last units', async () => {
  const second = await desk.db.tx(async (tx) => {
    await reserveUnits(tx, [ask(LIMIT)], desk.clock.now());
    const reserving = reserve(ask(1));
    await somebodyWaits(desk.db);
    return { reserving };
  });
  expect(await second.reserving).toMatchObject([{ ok: false }]);
});

test('a claim takes its units once, however often it is tried; the ids are those of the last try', async () => {
  const claim = { targetId: uuidv7(), step: 'post' };
  await reserve(ask(LIMIT, claim));
  const ids = idsOf(await reserve(ask(LIMIT, claim)));
  expect(await left()).toEqual({ used: 0, reserved: LIMIT });
  await spendUnits(desk.db, { ids });
  expect(await left()).toEqual({ used: LIMIT, reserved: 0 });
});

test('units that are given back wake one target that waits for them', async () => {
  const ids = idsOf(await reserve(ask(1)));
  const postIds = [await desk.created(), await desk.created()];
  for (const postId of postIds) await desk.setTargets(postId, `blocked_by = 'QUOTA'`);
  await desk.db.tx((tx) => giveBackUnits(tx, { ids }, desk.clock.now(), { wakes: true }));
  const woken = await desk.db.query('SELECT id FROM post_target WHERE post_id = ANY($1) AND wake_at = $2', [
    postIds,
    desk.clock.now(),
  ]);
  expect(woken).toHaveLength(1);
});
