/** Money: two processes never spend more than the budget of a month, nothing is charged twice, and what was not taken is given back. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { budgetsOf, setBudget } from '../../src/domain/accounts/budgets.ts';
import { chargeCalls, chargeCommits, giveBackCharges } from '../../src/domain/accounts/charges.ts';
import type { Claim } from '../../src/domain/accounts/quotas.ts';
import { EVENT_COLUMNS, type Event } from '../../src/domain/events/event.ts';
import { envelopeOf } from '../../src/domain/webhooks/payload.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import { createDb, type Db } from '../../src/lib/db.ts';
import { monthOf } from '../../src/lib/money.ts';
import { openDesk } from '../support/desk.ts';
import { somebodyWaits } from '../support/locks.ts';
import { accepted } from '../support/outcomes.ts';

const desk = openDesk();
const CENT = 10_000;
let other: Db;
beforeAll(() => {
  other = createDb(desk.db.pool.options.connectionString ?? '', { max: 4 });
});
afterAll(() => other[Symbol.asyncDispose]());
beforeEach(async () => {
  await desk.db.query('DELETE FROM charge');
});

const price = (cents: number) => ({ item: 'post', currency: 'USD', micros: cents * CENT });
const ask = (cents: number, claim: Claim, at = desk.clock.now()) => ({
  workspaceId: desk.workspaceId,
  platform: 'X' as const,
  socialAccountId: desk.accounts.X,
  price: price(cents),
  claim,
  at,
});
const newClaim = (): Claim => ({ targetId: uuidv7(), step: 'post' });
const charge = (pool: Db, ...asks: ReturnType<typeof ask>[]) => pool.tx((tx) => chargeCommits(tx, asks));
const allow = async (limitMinor: number | null) =>
  accepted(await setBudget(desk.ctx, desk.viewer, { currency: 'USD', limitMinor }));
const spent = async () => ((await budgetsOf(desk.ctx, desk.workspaceId))[0]?.spentMicros ?? 0) / CENT;
const told = () =>
  desk.db.query<{ type: string; payload: unknown }>(
    `SELECT type, payload FROM event WHERE workspace_id = $1 AND subject = 'WORKSPACE' AND type <> 'workspace.budget_changed' ORDER BY position`,
    [desk.workspaceId],
  );

const LIMIT = 30;
const moves = fc.array(
  fc.record({
    cents: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 }),
    fate: fc.constantFrom('taken', 'refused', 'crash'),
    isNextMonth: fc.boolean(),
  }),
  { minLength: 1, maxLength: 8 },
);

test('two processes never spend more than the budget of a month, and what fits is never held back', async () => {
  await allow(LIMIT);
  const run = async (steps: readonly { cents: readonly number[]; fate: string; isNextMonth: boolean }[]) => {
    await desk.db.query('DELETE FROM charge');
    await desk.db.query('DELETE FROM spending_month');
    let now = new Date('2026-10-31T23:59:59.999Z');
    let inMonth = 0;
    for (const { cents, fate, isNextMonth } of steps) {
      if (isNextMonth) {
        now = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
        inMonth = 0;
      }
      const claims = cents.map(newClaim);
      const answers = await Promise.all(
        claims.map((claim, index) => charge(index % 2 === 0 ? desk.db : other, ask(cents[index] ?? 0, claim, now))),
      );
      const granted = claims.flatMap((claim, index) =>
        answers[index]?.[0]?.ok ? [{ claim, cents: cents[index] ?? 0 }] : [],
      );
      const sum = granted.reduce((total, one) => total + one.cents, 0);
      expect(inMonth + sum).toBeLessThanOrEqual(LIMIT);
      // Whoever was refused would not fit now either.
      for (const [index, answer] of answers.entries())
        if (answer[0]?.ok === false) expect(inMonth + sum + (cents[index] ?? 0)).toBeGreaterThan(LIMIT);
      inMonth += sum;
      // Whoever takes over from a dead process pays nothing more, even where nothing is left.
      if (fate === 'crash')
        for (const { claim, cents: paid } of granted)
          expect(await charge(other, ask(paid, claim, now))).toEqual([{ ok: true }]);
      if (fate === 'refused') {
        await giveBackCharges(
          other,
          granted.map(({ claim }) => claim),
        );
        inMonth -= sum;
      }
      const [row] = await desk.db.query<{ month: number; charges: number }>(
        `SELECT coalesce((SELECT spent_micros FROM spending_month WHERE workspace_id = $1 AND month = $2), 0)::float8 AS month,
           coalesce((SELECT sum(micros) FROM charge WHERE workspace_id = $1 AND month = $2), 0)::float8 AS charges`,
        [desk.workspaceId, monthOf(now)],
      );
      expect(row).toEqual({ month: inMonth * CENT, charges: inMonth * CENT });
    }
  };
  await fc.assert(fc.asyncProperty(moves, run), { numRuns: 12 });
});

test('the last of a budget is spent once, by two at the same time', async () => {
  await allow(10);
  const second = await desk.db.tx(async (tx) => {
    expect(await chargeCommits(tx, [ask(10, newClaim())])).toEqual([{ ok: true }]);
    const charging = charge(other, ask(1, newClaim()));
    await somebodyWaits(desk.db);
    return { charging };
  });
  expect(await second.charging).toMatchObject([
    {
      ok: false,
      retryAt: new Date('2026-07-01T00:00:00Z'),
      message: 'The budget of the month does not reach: 0.10 USD of 0.10 USD are spent, and this costs 0.01 USD.',
    },
  ]);
});

test('what is armed in a month and leaves in the next one is charged to the next', async () => {
  await allow(10);
  const leaves = new Date('2026-07-01T00:00:00Z');
  desk.clock.set(new Date(leaves.getTime() - 500));
  const asks = [ask(10, newClaim()), ask(9, newClaim(), leaves), ask(1, newClaim()), ask(2, newClaim(), leaves)];
  expect((await charge(desk.db, ...asks)).map(({ ok }) => ok)).toEqual([true, true, false, false]);
  expect(await spent()).toBe(10);
  desk.clock.set(leaves);
  expect(await spent()).toBe(9);
});

test('without a budget everything is counted and nothing held back, also what was spent before there was one', async () => {
  await charge(desk.db, ask(500, newClaim()));
  expect(await spent()).toBe(500);
  await allow(400);
  expect(await charge(desk.db, ask(1, newClaim()))).toMatchObject([{ ok: false }]);
  await allow(null);
  expect(await charge(desk.db, ask(1, newClaim()))).toEqual([{ ok: true }]);
});

test('80 % and the end of a budget are told once in a month, and again after it was raised', async () => {
  await allow(10);
  for (const cents of [7, 1, 1]) await charge(desk.db, ask(cents, newClaim()));
  const nearly = {
    currency: 'USD',
    month: '2026-06',
    timeZone: 'UTC',
    limit: '0.10',
    spent: '0.08',
    resetsAt: '2026-07-01T00:00:00.000Z',
  };
  expect(await told()).toEqual([{ type: 'workspace.budget_nearly_used', payload: nearly }]);
  const [event] = await desk.db.query<Event>(
    `SELECT ${EVENT_COLUMNS} FROM event WHERE workspace_id = $1 AND type = 'workspace.budget_nearly_used'`,
    [desk.workspaceId],
  );
  expect(event && envelopeOf(event)).toMatchObject({ subject: { id: `workspace_${desk.workspaceId}` }, data: nearly });
  await charge(desk.db, ask(1, newClaim()));
  expect((await told()).map(({ type }) => type)).toEqual(['workspace.budget_nearly_used', 'workspace.budget_used_up']);
  await allow(100);
  await charge(desk.db, ask(80, newClaim()));
  await charge(desk.db, ask(10, newClaim()));
  expect((await told()).map(({ type }) => type).slice(2)).toEqual([
    'workspace.budget_nearly_used',
    'workspace.budget_used_up',
  ]);
  desk.clock.set(new Date('2026-07-01T00:00:00Z'));
  expect(await spent()).toBe(0);
  await charge(desk.db, ask(85, newClaim()));
  expect((await told()).at(-1)).toMatchObject({ payload: { month: '2026-07', spent: '0.85' } });
});

test('what is read is charged once a day, by the price that the operator has set', async () => {
  const configured = desk.ctx.platforms.get('X');
  if (configured === undefined) throw new Error('X is not configured');
  const account = { id: desk.accounts.X, workspaceId: desk.workspaceId, platform: 'X' as const };
  const read = (...resources: string[]) =>
    chargeCalls(
      desk.ctx,
      [
        {
          configured: { ...configured, prices: { post_read: 2 * CENT } },
          account,
          call: { item: 'post_read', resources },
        },
      ],
      desk.clock.now(),
    );
  await Promise.all([read('1', '2'), read('2', '3')]);
  expect(await spent()).toBe(6);
  await read('1', '2', '3');
  expect(await spent()).toBe(6);
  desk.clock.advance(24 * 3_600_000);
  await read('1');
  expect(await spent()).toBe(8);
});
