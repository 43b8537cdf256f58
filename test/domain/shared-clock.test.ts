/** The one time of all processes on one Postgres. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Db } from '../../src/lib/db.ts';
import { createLogger } from '../../src/lib/log.ts';
import { startSharedClock } from '../../src/lib/shared-clock.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await testDatabase();
  db = database.db;
});
afterAll(() => database[Symbol.asyncDispose]());

const HOUR_MS = 3_600_000;
/** Far more than an answer may be off, far less than the clocks below are wrong by. */
const SLACK_MS = 1_000;

function recorder() {
  const lines: string[] = [];
  return { lines, log: createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } }) };
}

async function postgresNow(): Promise<number> {
  const [row] = await db.query<{ at: Date }>('SELECT clock_timestamp() AS at');
  return row?.at.getTime() ?? Number.NaN;
}

it('leaves a host alone whose clock is right', async () => {
  const { lines, log } = recorder();
  await using clock = await startSharedClock(db, log);
  const before = Date.now();
  const now = clock.now().getTime();
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
  expect(lines).toEqual([]);
});

it.each([
  ['ahead', HOUR_MS],
  ['behind', -HOUR_MS],
])('follows Postgres on a host whose clock is %s, says so, and sleeps by it', async (_name, wrongByMs) => {
  const { lines, log } = recorder();
  await using clock = await startSharedClock(db, log, { hostNow: () => Date.now() + wrongByMs });
  expect(Math.abs(clock.now().getTime() - (await postgresNow()))).toBeLessThan(SLACK_MS);
  expect(lines).toEqual([expect.stringContaining('the clock of this host differs from that of Postgres')]);
  const at = new Date(clock.now().getTime() + 20);
  await clock.sleepUntil(at);
  expect(clock.now().getTime()).toBeGreaterThanOrEqual(at.getTime());
});

it('notices that a clock was set, and goes on with its last knowledge while Postgres does not answer', async () => {
  const { lines, log } = recorder();
  let wrongByMs = HOUR_MS;
  let isAway = false;
  const flaky: Db = {
    ...db,
    query: (text, params, name) => (isAway ? Promise.reject(new Error('away')) : db.query(text, params, name)),
  };
  await using clock = await startSharedClock(flaky, log, { hostNow: () => Date.now() + wrongByMs, measureEveryMs: 10 });
  isAway = true;
  await expect.poll(() => lines.at(-1)).toContain('clocks could not be compared');
  expect(Math.abs(clock.now().getTime() - (await postgresNow()))).toBeLessThan(SLACK_MS);
  wrongByMs = 0;
  isAway = false;
  await expect.poll(() => lines.at(-1)).toContain('agrees with that of Postgres again');
  expect(Math.abs(clock.now().getTime() - Date.now())).toBeLessThan(SLACK_MS);
});
