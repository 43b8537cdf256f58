/** Units of allowances for work of an account that belongs to no target: reserved, spent, given back. */
import { expect, test } from 'vitest';
import { hearReadings } from '../../src/domain/accounts/quota-notices.ts';
import { quotasOfAccounts, sharedQuotas } from '../../src/domain/accounts/quota-reads.ts';
import {
  type Claim,
  giveBackUnits,
  type Reservation,
  reserveUnits,
  spendUnits,
  type UnitsAsk,
} from '../../src/domain/accounts/quotas.ts';
import { EVENT_COLUMNS, type Event } from '../../src/domain/events/event.ts';
import { envelopeOf } from '../../src/domain/webhooks/payload.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { openDesk } from '../support/desk.ts';
import { somebodyWaits } from '../support/locks.ts';
import { createTenant } from '../support/tenant.ts';

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
  await spendUnits(desk.db, { ids }, desk.clock.now());
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
  await spendUnits(desk.db, { ids }, desk.clock.now());
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
  await spendUnits(desk.db, { ids }, desk.clock.now());
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

const told = (workspaceId = desk.workspaceId) =>
  desk.db.query<{ type: string; subject: string; subjectId: string; payload: Record<string, unknown> }>(
    `SELECT type, subject, subject_id, payload FROM event WHERE workspace_id = $1 AND type LIKE '%.quota_%' ORDER BY position`,
    [workspaceId],
  );

test('an allowance that is nearly used, or used up, is told to its account once in its window', async () => {
  await reserve(ask(79));
  expect(await told()).toEqual([]);
  await reserve(ask(1));
  await reserve(ask(1));
  await reserve(ask(19));
  const facts = { platform: 'X', quota: 'posts_15m', scope: 'ACCOUNT', limit: LIMIT, windowMs: 900_000 };
  expect(await told()).toMatchObject([
    { type: 'account.quota_nearly_used', payload: { ...facts, taken: 80 } },
    { type: 'account.quota_used_up', payload: { ...facts, taken: 100 } },
  ]);
  const [event] = await desk.db.query<Event>(
    `SELECT ${EVENT_COLUMNS} FROM event WHERE workspace_id = $1 AND type = 'account.quota_used_up'`,
    [desk.workspaceId],
  );
  expect(event && envelopeOf(event)).toMatchObject({
    subject: { id: `account_${desk.accounts.X}` },
    data: { ...facts, taken: 100, basis: expect.any(String), status: 'ACTIVE' },
  });
  desk.clock.advance(901_000);
  await reserve(ask(90));
  expect((await told()).map(({ type }) => type)).toEqual([
    'account.quota_nearly_used',
    'account.quota_used_up',
    'account.quota_nearly_used',
  ]);
});

test('what all accounts share is told to every workspace that has one, also when only the platform knows of it', async () => {
  const other = await createTenant(desk.db);
  const now = desk.clock.now();
  const reading = { name: 'posts_24h', limit: 10_000, remaining: 0 };
  const heard = { platform: PLATFORMS.X, socialAccountId: desk.accounts.X, reading };
  await hearReadings(desk.db, [heard], now);
  await hearReadings(desk.db, [heard], now);
  for (const workspaceId of [desk.workspaceId, other.workspaceId])
    expect(await told(workspaceId)).toMatchObject([
      {
        type: 'workspace.quota_used_up',
        subject: 'WORKSPACE',
        subjectId: workspaceId,
        payload: { platform: 'X', quota: 'posts_24h', scope: 'APP', taken: 10_000 },
      },
    ]);
  expect(await sharedQuotas(desk.ctx, 'X')).toMatchObject([{ name: 'posts_24h', scope: 'APP', used: 10_000 }]);
});
