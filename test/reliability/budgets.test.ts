/** The budget of a workspace, as posts meet it: held back without being lost, charged once, and given back. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { budgetsOf, setBudget } from '../../src/domain/accounts/budgets.ts';
import { checkAccount } from '../../src/domain/accounts/checks.ts';
import { RECHECK_BLOCKED_MS } from '../../src/domain/sleep.ts';
import { type Engine, startEngine } from '../support/engine.ts';
import { accepted } from '../support/outcomes.ts';
import type { Sample } from '../support/world.ts';

const TEXT: Sample = { platform: 'X', format: 'TEXT', media: [] };
const THREAD: Sample = {
  platform: 'X',
  format: 'THREAD',
  media: [],
  options: { thread: [{ text: 'see https://example.com' }, { text: 'the end' }] },
};
/** Millionths of a dollar, and cents. */
const [POST, LINK] = [15_000, 200_000];

let engine: Engine;
beforeEach(async () => {
  engine = await startEngine();
  // Connecting the account was billed too.
  await engine.ctx.db.query('DELETE FROM charge');
  await engine.ctx.db.query('DELETE FROM spending_month');
});
afterEach(() => engine[Symbol.asyncDispose]());

const allow = async (limitMinor: number | null) =>
  accepted(await setBudget(engine.ctx, engine.viewer, { currency: 'USD', limitMinor }));
const spent = async () => (await budgetsOf(engine.ctx, engine.viewer.workspaceId))[0]?.spentMicros;
const told = async () =>
  (
    await engine.ctx.db.query<{ type: string }>(
      `SELECT type FROM event WHERE subject = 'WORKSPACE' AND type <> 'workspace.budget_changed' ORDER BY position`,
    )
  ).map(({ type }) => type);

it('holds back a post that the budget does not reach for, tells once, and lets it out when the budget is raised', async () => {
  await allow(2);
  expect(await engine.finished(await engine.scheduleOne(TEXT, { caption: 'one' }))).toMatchObject({
    status: 'PUBLISHED',
  });
  engine.time.freeze();
  const targetId = await engine.scheduleOne(TEXT, { caption: 'two' });
  const blocked = await engine.until(targetId, ({ status }) => status === 'BLOCKED');
  expect(blocked).toMatchObject({
    blockedBy: 'BUDGET',
    targetStatus: 'PUBLISHING',
    error: { code: 'BUDGET_USED_UP', userAction: 'RAISE_BUDGET' },
    message: 'The budget of the month does not reach: 0.015 USD of 0.02 USD are spent, and this costs 0.015 USD.',
  });
  // Looked at every minute, without being worked on and without being told again.
  const before = await engine.target(targetId);
  for (let minute = 0; minute < 3; minute++) {
    await engine.jump(61_000);
    // A wake-up moves it by less, before anybody has looked.
    const lookedAt = engine.clock.now().getTime();
    await expect
      .poll(async () => ((await engine.target(targetId)).wakeAt?.getTime() ?? 0) - lookedAt)
      .toBe(RECHECK_BLOCKED_MS);
  }
  expect(await engine.target(targetId)).toMatchObject({
    blockedBy: 'BUDGET',
    attempt: before.attempt,
    seq: before.seq,
  });
  expect(await told()).toEqual(['workspace.budget_used_up']);
  expect((await allow(3)).woken).toBe(1);
  engine.time.skip();
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED', errorCode: null });
  expect(await spent()).toBe(2 * POST);
  expect(await engine.sandbox.control.live()).toHaveLength(2);
});

it('lets a post out when the month is over, within its late window', async () => {
  await allow(1);
  const now = engine.clock.now();
  const monthEnds = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  const targetId = await engine.scheduleOne(TEXT, { at: new Date(monthEnds.getTime() - 600_000) });
  await engine.until(targetId, ({ status }) => status === 'BLOCKED');
  await allow(2);
  await engine.ctx.db.query('UPDATE spending_month SET spent_micros = 20000');
  const target = await engine.finished(targetId);
  expect(target).toMatchObject({ status: 'PUBLISHED' });
  expect(target.publishedAt?.getTime()).toBeGreaterThanOrEqual(monthEnds.getTime());
});

it('charges each part of a thread as what it is, and waits in its middle', async () => {
  await allow(21);
  const targetId = await engine.scheduleOne(THREAD);
  const blocked = await engine.until(targetId, ({ status }) => status === 'BLOCKED');
  expect(blocked).toMatchObject({ blockedBy: 'BUDGET' });
  expect(await spent()).toBe(POST);
  expect(await engine.sandbox.control.live()).toHaveLength(1);
  await allow(23);
  expect(await engine.finished(targetId)).toMatchObject({ status: 'PUBLISHED' });
  expect(await spent()).toBe(2 * POST + LINK);
});

it('gives back what a refused post was charged, and charges a lost answer once', async () => {
  await engine.sandbox.control.fault({
    operation: 'x.tweets_create',
    mode: 'answer',
    status: 403,
    json: { title: 'Forbidden', detail: 'You are not permitted to perform this action.', status: 403 },
  });
  expect(await engine.finished(await engine.scheduleOne(TEXT, { caption: 'refused' }))).toMatchObject({
    status: 'FAILED',
  });
  expect(await spent()).toBe(0);
  await engine.sandbox.control.fault({ operation: 'x.tweets_create', mode: 'drop_after' });
  expect(await engine.finished(await engine.scheduleOne(TEXT, { caption: 'lost' }))).toMatchObject({
    status: 'PUBLISHED',
  });
  const charges = await engine.ctx.db.query<{ item: string }>('SELECT item FROM charge ORDER BY item');
  expect(charges.filter(({ item }) => item === 'post')).toHaveLength(1);
  // Found in the list of posts, which is billed by what it returns.
  expect(charges.filter(({ item }) => item === 'post_read')).not.toEqual([]);
});

it('does not look at accounts that the platform bills once the budget does not reach', async () => {
  await allow(0);
  expect(await checkAccount(engine.ctx, engine.accounts.X)).toEqual({ kind: 'SKIPPED' });
  await allow(5);
  expect(await checkAccount(engine.ctx, engine.accounts.X)).toMatchObject({ kind: 'ANSWERED' });
  expect(await spent()).toBe(10_000);
});
