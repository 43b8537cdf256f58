/** Property of every allowance in the ledger: two processes never take more than its limit, and nobody starves. */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { standingWait } from '../../src/domain/accounts/platform-waits.ts';
import { hearReadings } from '../../src/domain/accounts/quota-notices.ts';
import { APP_SCOPE, nextWindowStart, windowStart } from '../../src/domain/accounts/quota-state.ts';
import { giveBackUnits, reserveUnits, spendUnits } from '../../src/domain/accounts/quotas.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import { createDb, type Db } from '../../src/lib/db.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import type { PlatformId, QuotaRule } from '../../src/platforms/platform.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { createTenant } from '../support/tenant.ts';

const LIMIT = 3;
const WHOLE = 8;
const HOUR_MS = 3_600_000;
/** The day before clocks are set back in California, and the day before they are set forward. */
const STARTS = ['2026-10-31T12:00:00Z', '2026-03-07T12:00:00Z'] as const;

let database: TestDatabase;
/** The pools of two processes. */
let pools: readonly [Db, Db];
beforeAll(async () => {
  database = await testDatabase();
  pools = [database.db, createDb(database.url, { max: 4 })];
});
afterAll(async () => {
  await pools[1][Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
});

const RULES = (['INSTAGRAM', 'TIKTOK', 'YOUTUBE', 'X'] as const).flatMap((id) =>
  PLATFORMS[id].quotas
    .filter(({ advisory, name }) => advisory !== true && !name.endsWith('_percent'))
    .map((rule): [string, PlatformId, QuotaRule] => [`${rule.name} of ${id}`, id, rule]),
);

interface Taken {
  atMs: number;
  step: string;
  isSpent: boolean;
}

/** Waits are tenths of the window; the longest ends with it. */
const moves = fc.array(
  fc.record({
    waits: fc.integer({ min: 0, max: WHOLE }),
    calls: fc.integer({ min: 1, max: 4 }),
    fate: fc.constantFrom('taken', 'refused', 'crash'),
  }),
  { minLength: 2, maxLength: 8 },
);

interface Flights {
  waits: number;
  early: number;
  calls: readonly { takes: number; isLost: boolean }[];
}

/** A call leaves up to a second after its intent, and later if it is held up; a lost one leaves no trace but its deadline. */
const flights = fc.array(
  fc.record({
    waits: fc.integer({ min: 0, max: WHOLE }),
    early: fc.integer({ min: 0, max: 1_000 }),
    calls: fc.array(fc.record({ takes: fc.integer({ min: 0, max: 10_000 }), isLost: fc.boolean() }), {
      minLength: 1,
      maxLength: 3,
    }),
  }),
  { minLength: 2, maxLength: 8 },
);

const call = (takes: number, isLost = false) => ({ takes, isLost });
/** Armed just before a day begins, on their way as it does; and lost, with nobody to tell when they arrived. */
const EDGES: readonly (readonly Flights[])[] = [
  [
    { waits: WHOLE, early: 500, calls: [call(600), call(600), call(600)] },
    { waits: 0, early: 0, calls: [call(0), call(0)] },
  ],
  [
    { waits: 0, early: 0, calls: [call(9_000, true), call(9_000, true), call(9_000, true)] },
    { waits: WHOLE, early: 0, calls: [call(0)] },
    { waits: 2, early: 0, calls: [call(0), call(0)] },
  ],
];

/** The platform says that this is the whole allowance; nothing of it is used yet. */
async function allow(id: PlatformId, rule: QuotaRule, socialAccountId: string, at: Date): Promise<void> {
  await database.db.query('DELETE FROM quota_usage WHERE platform = $1', [id]);
  await database.db.query(
    `INSERT INTO quota_reading (platform, name, scope_id, "limit", read_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (platform, name, scope_id) DO UPDATE SET "limit" = excluded."limit", read_at = excluded.read_at`,
    [id, rule.name, rule.scope === 'APP' ? APP_SCOPE : socialAccountId, LIMIT, at],
  );
}

describe.each(RULES)('%s', (_what, id, rule) => {
  test('is never exceeded by two processes, and has room when it says so', async () => {
    const platform = PLATFORMS[id];
    const run = async (start: string, steps: readonly { waits: number; calls: number; fate: string }[]) => {
      const { accounts } = await createTenant(database.db);
      const socialAccountId = accounts[id];
      await allow(id, rule, socialAccountId, new Date(start));
      let nowMs = Date.parse(start);
      const targetId = uuidv7();
      const taken: Taken[] = [];
      const ask = async (pool: Db, step: string) => {
        const asked = { platform, socialAccountId, units: { [rule.name]: 1 }, claim: { targetId, step } };
        const [answer] = await pool.tx((tx) => reserveUnits(tx, [asked], new Date(nowMs)));
        if (answer?.ok === true) taken.push({ atMs: nowMs, step, isSpent: false });
        return answer;
      };
      const inWindow = () =>
        taken.filter(({ atMs }) =>
          rule.window === 'ROLLING'
            ? atMs > nowMs - rule.windowMs
            : atMs >= windowStart(rule, new Date(nowMs)).getTime(),
        ).length;
      for (const [index, { waits, calls, fate }] of steps.entries()) {
        nowMs =
          waits === WHOLE && rule.window !== 'ROLLING'
            ? nextWindowStart(rule, new Date(nowMs)).getTime()
            : nowMs + (waits * rule.windowMs) / 10;
        const free = LIMIT - inWindow();
        // Both processes at the same moment.
        const names = Array.from({ length: calls }, (_, call) => `${index}/${call}`);
        const answers = await Promise.all(names.map((name, call) => ask(pools[call % 2 === 0 ? 0 : 1], name)));
        const granted = names.filter((_, call) => answers[call]?.ok === true);
        expect(granted).toHaveLength(Math.min(calls, free));
        const claims = granted.map((step) => ({ targetId, step }));
        if (fate === 'taken') await spendUnits(pools[0], { claims }, new Date(nowMs));
        if (fate === 'refused') {
          await pools[1].tx((tx) => giveBackUnits(tx, { claims }, new Date(nowMs), { wakes: false }));
          for (const step of granted)
            taken.splice(
              taken.findIndex((unit) => unit.step === step),
              1,
            );
        }
        // Whoever takes over from a dead process finds its units by their claim, and takes no others.
        if (fate === 'crash' && granted[0] !== undefined) {
          const before = inWindow();
          await ask(pools[1], granted[0]);
          taken.splice(
            taken.findIndex((unit) => unit.step === granted[0]),
            1,
          );
          expect(inWindow()).toBe(before);
        }
      }
      // Whoever is told to come back then gets the unit then, unless somebody else took it.
      for (let tries = 0; ; tries++) {
        const answer = await ask(pools[0], 'last');
        if (answer?.ok !== false) break;
        expect(tries).toBeLessThan(LIMIT + 1);
        expect(answer.retryAt.getTime()).toBeGreaterThan(nowMs);
        expect(answer.retryAt.getTime()).toBeLessThanOrEqual(nowMs + rule.windowMs + HOUR_MS);
        nowMs = answer.retryAt.getTime();
      }
    };
    await fc.assert(fc.asyncProperty(fc.constantFrom(...STARTS), moves, run), { numRuns: 6 });
  });

  test('is not exceeded as the platform counts, however long calls are on their way, and whether they are answered', async () => {
    const platform = PLATFORMS[id];
    const { accounts } = await createTenant(database.db);
    const socialAccountId = accounts[id];
    const run = async (start: string, steps: Flights[]) => {
      await allow(id, rule, socialAccountId, new Date(start));
      let nowMs = Date.parse(start);
      const arrivals: number[] = [];
      for (const [index, { waits, early, calls }] of steps.entries()) {
        nowMs =
          waits === WHOLE && rule.window !== 'ROLLING'
            ? Math.max(nowMs, nextWindowStart(rule, new Date(nowMs)).getTime() - early)
            : nowMs + (waits * rule.windowMs) / 10;
        const armedAt = new Date(nowMs);
        const claims = calls.map((_, call) => ({ targetId: uuidv7(), step: `${index}/${call}` }));
        const leavesBy = new Date(nowMs + 10_000);
        const answers = await Promise.all(
          claims.map((claim, call) => {
            const asked = { platform, socialAccountId, units: { [rule.name]: 1 }, claim, leavesBy };
            return pools[call % 2 === 0 ? 0 : 1].tx((tx) => reserveUnits(tx, [asked], armedAt));
          }),
        );
        for (const [call, claim] of claims.entries()) {
          const { takes, isLost } = calls[call] ?? { takes: 0, isLost: false };
          if (answers[call]?.[0]?.ok !== true) continue;
          const arrivesMs = armedAt.getTime() + takes;
          arrivals.push(arrivesMs);
          if (isLost) continue;
          nowMs = Math.max(nowMs, arrivesMs);
          await spendUnits(pools[call % 2 === 0 ? 1 : 0], { claims: [claim] }, new Date(arrivesMs));
        }
      }
      for (const endMs of arrivals) {
        const counted = arrivals.filter((atMs) =>
          rule.window === 'ROLLING'
            ? atMs > endMs - rule.windowMs && atMs <= endMs
            : windowStart(rule, new Date(atMs)).getTime() === windowStart(rule, new Date(endMs)).getTime(),
        );
        expect(counted.length).toBeLessThanOrEqual(LIMIT);
      }
    };
    await fc.assert(fc.asyncProperty<[string, Flights[]]>(fc.constantFrom(...STARTS), flights, run), {
      numRuns: 10,
      examples: EDGES.map((edge): [string, Flights[]] => [STARTS[0], [...edge]]),
    });
  });
});

test('what a platform told without naming an end is free again with the next day there, not a day later', async () => {
  const { accounts } = await createTenant(database.db);
  const now = new Date('2026-06-10T12:00:00Z');
  await database.db.query('DELETE FROM quota_usage');
  await database.db.query(
    `INSERT INTO quota_reading (platform, name, scope_id, "limit", remaining, read_at) VALUES ('YOUTUBE', 'videos_insert_day', $1, 100, 0, $2)
     ON CONFLICT (platform, name, scope_id) DO UPDATE SET "limit" = excluded."limit", remaining = 0, read_at = excluded.read_at`,
    [APP_SCOPE, now],
  );
  const asked = {
    platform: PLATFORMS.YOUTUBE,
    socialAccountId: accounts.YOUTUBE,
    units: { videos_insert_day: 1 },
    claim: null,
  };
  const [answer] = await database.db.tx((tx) => reserveUnits(tx, [asked], now));
  expect(answer).toMatchObject({ ok: false, retryAt: new Date('2026-06-11T07:00:00Z') });
});

test('a budget in percent is not exceeded by two processes that hear of it from answers alone, and all calls are made in the end', async () => {
  const CALLS_PER_HOUR = 200;
  const platform = PLATFORMS.INSTAGRAM;
  const { accounts, brandId, workspaceId } = await createTenant(database.db);
  const account = { id: accounts.INSTAGRAM, platform: platform.id, brandId, workspaceId };
  const run = async (elsewhere: number, own: number, everyMs: number) => {
    await database.db.query('DELETE FROM platform_wait');
    const startMs = Date.parse(STARTS[0]);
    let nowMs = startMs;
    // Past us, all at once: nothing of it is free again before an hour has passed.
    const calls = Array.from({ length: elsewhere }, () => startMs);
    for (let made = 0, turn = 0; made < own; turn++) {
      nowMs += everyMs;
      const pool = pools[turn % 2 === 0 ? 0 : 1];
      if ((await standingWait(pool, account, new Date(nowMs))) !== null) continue;
      made++;
      calls.push(nowMs);
      const percent = (calls.filter((at) => at > nowMs - HOUR_MS).length / CALLS_PER_HOUR) * 100;
      expect(percent).toBeLessThanOrEqual(100);
      const reading = { name: 'app_calls_percent', limit: 100, used: Math.floor(percent) };
      await hearReadings(pool, [{ platform, socialAccountId: account.id, reading }], new Date(nowMs));
    }
    expect(nowMs - startMs).toBeLessThan(2 * HOUR_MS + own * everyMs);
  };
  const property = fc.asyncProperty(
    fc.integer({ min: 150, max: 180 }),
    fc.integer({ min: 20, max: 60 }),
    fc.integer({ min: 10_000, max: 60_000 }),
    run,
  );
  await fc.assert(property, { numRuns: 4, endOnFailure: true, examples: [[175, 40, 10_000]] });
});
