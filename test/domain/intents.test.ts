/** What is written around an irreversible call, against what somebody else has written in the meantime. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deleteSocialAccount } from '../../src/domain/accounts/connections.ts';
import type { Waiter } from '../../src/domain/accounts/platform-waits.ts';
import { reserveUnits } from '../../src/domain/accounts/quotas.ts';
import { commitUnits } from '../../src/domain/engine/journal/commit-units.ts';
import { armAll, disarm, type IntentAsk } from '../../src/domain/engine/journal/intents.ts';
import { endInSuccess, type Success } from '../../src/domain/engine/run/publish-success.ts';
import { pausePublishing } from '../../src/domain/posts/actions/pausing.ts';
import { LeaseLost } from '../../src/domain/sleep.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import { BY_ITSELF, IN_COMPANY } from '../../src/lib/grouped.ts';
import type { PostTarget } from '../../src/lib/prisma/client.ts';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import type { Receipt } from '../../src/platforms/platform.ts';
import { x } from '../../src/platforms/x/index.ts';
import { countWaiting, somebodyWaits, takeTime } from '../support/locks.ts';
import { accepted } from '../support/outcomes.ts';
import { startWorld, type World } from '../support/world.ts';

const DEADLINE = new Date('2026-06-01T12:00:00Z');
const EARLIER_DEADLINE = new Date('2026-06-01T10:00:00Z');
const HOUR_MS = 3_600_000;

let world: World;
beforeEach(async () => {
  world = await startWorld(['X']);
});
afterEach(() => world[Symbol.asyncDispose]());

const sql = <Row = Record<string, unknown>>(text: string, params: readonly unknown[] = []) =>
  world.ctx.db.query<Row>(text, params);

/** A due target under a lease. */
async function leased(): Promise<{ targetId: string; leaseId: string; ask: IntentAsk }> {
  const [targetId, leaseId] = [await world.scheduleOne({ platform: 'X', format: 'TEXT', media: [] }), uuidv7()];
  const [row] = await sql<Pick<PostTarget, 'dueAt'>>(
    'UPDATE post_target SET lease_id = $2 WHERE id = $1 RETURNING due_at',
    [targetId, leaseId],
  );
  const dueAt = row?.dueAt ?? null;
  const call = {
    platform: x,
    step: 'post',
    triesBefore: 0,
    dueAt,
    timeoutMs: 1_000,
    mediaCount: 0,
    price: null,
    isExtra: false,
  };
  return { targetId, leaseId, ask: { ...call, targetId, leaseId } };
}

const intentOf = (targetId: string) =>
  sql('SELECT state, deadline_at FROM publish_step WHERE target_id = $1', [targetId]);
const unitsOf = (targetId: string) =>
  sql("SELECT used FROM quota_usage WHERE target_id = $1 AND name = 'posts_15m'", [targetId]);
/** The platform says that this is the whole allowance of the account. */
const allow = (limit: number) =>
  sql(
    `INSERT INTO quota_reading (platform, name, scope_id, "limit", read_at, resets_at) VALUES ('X', 'posts_15m', $1, $2, $3, $4)`,
    [world.accounts.X, limit, new Date(), new Date(Date.now() + HOUR_MS)],
  );
const reasonOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'armed',
    (reason: unknown) => reason,
  );

describe('an intent', () => {
  it('is not stored without the lease', async () => {
    const { targetId, ask } = await leased();
    const stale = { ...ask, leaseId: uuidv7() };
    expect(await armAll(world.ctx, [stale], IN_COMPANY)).toEqual([undefined]);
    await expect(armAll(world.ctx, [stale], BY_ITSELF)).rejects.toBeInstanceOf(LeaseLost);
    expect(await intentOf(targetId)).toEqual([]);
  });

  it('is not stored for what is final', async () => {
    const { targetId, ask } = await leased();
    await sql("UPDATE post_target SET status = 'FAILED' WHERE id = $1", [targetId]);
    await expect(armAll(world.ctx, [ask], BY_ITSELF)).rejects.toBeInstanceOf(LeaseLost);
    expect(await intentOf(targetId)).toEqual([]);
  });

  it('is not stored long before the due instant, whatever the clock said a moment ago', async () => {
    const { targetId, ask } = await leased();
    const dueAt = new Date(Date.now() + HOUR_MS);
    await sql('UPDATE post_target SET due_at = $2 WHERE id = $1', [targetId, dueAt]);
    await expect(armAll(world.ctx, [{ ...ask, dueAt }], BY_ITSELF)).rejects.toMatchObject({
      name: 'Sleep',
      blockedBy: null,
    });
    expect(await intentOf(targetId)).toEqual([]);
  });

  it('is not stored for an instant from which the target was moved', async () => {
    const { targetId, ask } = await leased();
    const dueAt = new Date((ask.dueAt?.getTime() ?? 0) + 500);
    await expect(armAll(world.ctx, [{ ...ask, dueAt }], BY_ITSELF)).rejects.toMatchObject({
      name: 'Sleep',
      blockedBy: null,
    });
    expect(await intentOf(targetId)).toEqual([]);
  });

  it('is not stored over a receipt that came meanwhile, and takes nothing', async () => {
    const { targetId, ask } = await leased();
    await sql(
      `INSERT INTO publish_step (target_id, step, kind, state, result) VALUES ($1, 'post', 'COMMIT', 'DONE', '{"id":"1"}')`,
      [targetId],
    );
    await expect(armAll(world.ctx, [ask], BY_ITSELF)).rejects.toBeInstanceOf(LeaseLost);
    expect(await intentOf(targetId)).toEqual([{ state: 'DONE', deadlineAt: null }]);
    expect(await unitsOf(targetId)).toEqual([]);
  });

  it('is not stored for what is paused while it waits for the row', async () => {
    const { ctx, viewer } = world;
    const { targetId, ask } = await leased();
    const arming = await ctx.db.tx(async (tx) => {
      await takeTime(tx);
      await tx.query('SELECT id FROM post_target WHERE id = $1 FOR NO KEY UPDATE', [targetId]);
      const outcome = reasonOf(armAll(ctx, [ask], BY_ITSELF));
      await somebodyWaits(ctx.db);
      const pausing = pausePublishing(ctx, viewer, { kind: 'WORKSPACE' });
      await expect.poll(() => sql('SELECT FROM workspace WHERE paused_at IS NOT NULL')).toHaveLength(1);
      return { outcome, pausing };
    });
    accepted(await arming.pausing);
    expect(await arming.outcome).toMatchObject({ name: 'Sleep', blockedBy: 'PAUSED' });
    expect(await intentOf(targetId)).toEqual([]);
  });

  /** Starts `act` while an intent has its locks and waits for an allowance. Is it stored once `act` has its answer, and was the account free? */
  async function whileArming(act: () => Promise<unknown>): Promise<{ isStored: boolean; accountIsFree: boolean }> {
    const { ctx, accounts } = world;
    const { targetId, ask } = await leased();
    const { arming, acting, accountIsFree } = await ctx.db.tx(async (tx) => {
      await takeTime(tx);
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`quota/X/posts_15m/${accounts.X}`]);
      const arming = armAll(ctx, [ask], BY_ITSELF);
      await somebodyWaits(ctx.db);
      let isAnswered = false;
      const acting = act().then(() => {
        isAnswered = true;
        return intentOf(targetId);
      });
      await expect.poll(async () => isAnswered || (await countWaiting(ctx.db)) === 2).toBe(true);
      const free = await sql('SELECT FROM social_account WHERE id = $1 FOR KEY SHARE SKIP LOCKED', [accounts.X]);
      return { arming, acting, accountIsFree: free.length === 1 };
    });
    await arming;
    return { isStored: (await acting).length === 1, accountIsFree };
  }

  it.each(['WORKSPACE', 'BRAND', 'ACCOUNT'] as const)(
    'that is being stored is stored before a pause of the %s is answered',
    async (kind) => {
      const { ctx, viewer, brandId, accounts } = world;
      const scope = { kind, brandId, socialAccountId: accounts.X };
      expect((await whileArming(() => pausePublishing(ctx, viewer, scope))).isStored).toBe(true);
    },
  );

  it('that is being stored and a deletion of its account lock in one order', async () => {
    const { ctx, viewer, accounts } = world;
    const deleted = () => deleteSocialAccount(ctx, viewer, { socialAccountId: accounts.X });
    // A deletion that had the account and waited for the target would never get it: the intent needs the account.
    expect(await whileArming(deleted)).toEqual({ isStored: true, accountIsFree: true });
  });

  it('takes the last unit of an allowance once, by two in one group', async () => {
    await allow(1);
    const [first, second] = [await leased(), await leased()];
    const [armed, refused] = await armAll(world.ctx, [first.ask, second.ask], IN_COMPANY);
    expect(armed).toMatchObject({ targetId: first.targetId, state: 'OPEN' });
    expect(refused).toBeUndefined();
    await expect(armAll(world.ctx, [second.ask], BY_ITSELF)).rejects.toMatchObject({ blockedBy: 'QUOTA' });
    expect(await intentOf(second.targetId)).toEqual([]);
  });

  it('takes the last unit of an allowance once, by two at the same time', async () => {
    await allow(1);
    const [first, second] = [await leased(), await leased()];
    const { ctx } = world;
    const arming = await ctx.db.tx(async (tx) => {
      await takeTime(tx);
      const [target] = await tx.query<Waiter & Pick<PostTarget, 'workspaceId' | 'reservesQuota'>>(
        'SELECT *, NULL AS waits FROM post_target WHERE id = $1',
        [first.targetId],
      );
      if (target === undefined) throw new Error('no target');
      const now = ctx.clock.now();
      expect(await reserveUnits(tx, [commitUnits({ ask: first.ask, target }, now)], now)).toMatchObject([{ ok: true }]);
      const outcome = reasonOf(armAll(ctx, [second.ask], BY_ITSELF));
      await somebodyWaits(ctx.db);
      return { outcome };
    });
    expect(await arming.outcome).toMatchObject({ blockedBy: 'QUOTA' });
  });
});

describe('a refusal', () => {
  /** The open intent of the newest try, and the unit that it has taken. */
  async function armed(tries: number): Promise<string> {
    const { targetId } = await leased();
    await sql('UPDATE post_target SET intent_at = $2 WHERE id = $1', [targetId, DEADLINE]);
    await sql(
      `INSERT INTO publish_step (target_id, step, kind, state, intent_at, deadline_at, tries) VALUES ($1, 'post', 'COMMIT', 'OPEN', $2, $2, $3)`,
      [targetId, DEADLINE, tries],
    );
    await sql(
      `INSERT INTO quota_usage (id, platform, name, social_account_id, target_id, step, units, at) VALUES ($1, 'X', 'posts_15m', $2, $3, 'post', 1, $4)`,
      [uuidv7(), world.accounts.X, targetId, DEADLINE],
    );
    return targetId;
  }
  const refuse = (targetId: string, tries: number, failure: PlatformFailure, deadlineAt = DEADLINE) =>
    disarm(world.ctx, { targetId, step: 'post', tries, deadlineAt }, failure);
  const limited = new PlatformFailure('RATE_LIMITED', 'too many');

  it('of the only try takes the intent back, with its unit', async () => {
    const targetId = await armed(1);
    expect(await refuse(targetId, 1, limited)).toBe('gone');
    expect(await intentOf(targetId)).toEqual([]);
    expect(await unitsOf(targetId)).toEqual([]);
    expect(await sql('SELECT intent_at FROM post_target WHERE id = $1', [targetId])).toEqual([{ intentAt: null }]);
  });

  it('of a later try for another reason than its content leaves open what became of the earlier ones', async () => {
    const targetId = await armed(2);
    expect(await refuse(targetId, 2, limited)).toBe('kept');
    expect(await intentOf(targetId)).toMatchObject([{ state: 'OPEN' }]);
    expect(await unitsOf(targetId)).toEqual([{ used: false }]);
    expect(await sql('SELECT intent_at FROM post_target WHERE id = $1', [targetId])).toEqual([{ intentAt: DEADLINE }]);
  });

  it('of a later try as a duplicate is a sign that an earlier one landed', async () => {
    const targetId = await armed(2);
    expect(await refuse(targetId, 2, new PlatformFailure('CONTENT_DUPLICATE', 'said before'))).toBe('duplicate');
    expect(await intentOf(targetId)).toMatchObject([{ state: 'OPEN' }]);
    expect(await unitsOf(targetId)).toEqual([{ used: false }]);
  });

  it.each([
    // A person has resolved the first one as not published, so that the counting began anew.
    ['the first try after a retry', 1, new PlatformFailure('NETWORK', 'past its deadline', { neverSent: true })],
    ['a later try', 2, limited],
  ])('that a frozen worker brings late takes neither intent nor unit away from %s', async (_what, tries, failure) => {
    const targetId = await armed(tries);
    expect(await refuse(targetId, tries, failure, EARLIER_DEADLINE)).toBe('kept');
    expect(await intentOf(targetId)).toEqual([{ state: 'OPEN', deadlineAt: DEADLINE }]);
    expect(await unitsOf(targetId)).toEqual([{ used: false }]);
  });
});

it('a success is written for whoever holds the lease, and for nobody else in its group', async () => {
  const { targetId, leaseId } = await leased();
  const [target] = await sql<PostTarget>('SELECT * FROM post_target WHERE id = $1', [targetId]);
  if (target === undefined) throw new Error('no target');
  const success = (id: string, by: string): Success => ({
    taken: { target, lateWindowMs: 0, unprovable: 'REPEAT', leaseId: by, asks: [] },
    // Only `Steps` makes receipts; here it does not matter whose it is.
    receipt: { id } as unknown as Receipt,
    goesOn: false,
    handOver: null,
  });
  expect(await endInSuccess(world.ctx, [success('1', uuidv7()), success('2', leaseId)], IN_COMPANY)).toEqual([
    false,
    true,
  ]);
  expect(await sql('SELECT status, external_id FROM post_target WHERE id = $1', [targetId])).toEqual([
    { status: 'PUBLISHED', externalId: '2' },
  ]);
});
