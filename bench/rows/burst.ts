/** Row: very many targets, each of an account of its own, all due at the same millisecond. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Child, startChild } from '../child.ts';
import type { FakeX } from '../fakes/x.ts';
import type { ClaimLoop } from '../floor/claim-loop.ts';
import { createAccounts, scheduleTargets } from '../seed.ts';
import { type Slipway, startSlipway, X_AT } from '../slipway.ts';
import { alternate, count, median, ms, now, type Row } from '../support.ts';

/** Scheduled so long ahead: time to prepare, as posts have. The bare loop has nothing to prepare. */
const LEAD_MS = { slipway: 5_000, floor: 1_000 };
/** For the fewer of the short form. */
const SHORT_LEAD_MS = 2_000;
const PATIENCE_MS = 60_000;

interface Burst {
  /** From the due instant to the last of the first calls. */
  lastMs: number;
  stallMs: number;
}

export const burst: Row = {
  name: 'burst',
  run: async (surroundings) => {
    const amount = surroundings.short ? 250 : 1_000;
    await using stack = new AsyncDisposableStack();
    const platform = stack.use(startChild<FakeX>('fakes/x.ts'));
    const origin = await platform.call('start');
    const slipway = stack.use(await startSlipway(surroundings, 'burst', X_AT(origin)));
    const loop = stack.use(startChild<ClaimLoop>('floor/claim-loop.ts'));
    await loop.call('start', { databaseUrl: await surroundings.createDatabase('burst_floor'), platform: origin });
    const accounts = await createAccounts(slipway.db, slipway.tenant, 'X', amount);

    let round = 0;
    const leadMs = surroundings.short ? SHORT_LEAD_MS : LEAD_MS.slipway;
    const ours = () => burstOfSlipway(slipway, platform, accounts, `round ${round++}`, leadMs);
    const bare = () => burstOfLoop(loop, platform, amount, `floor ${round++}`);
    await ours();
    await bare();
    const results = await alternate(surroundings.short ? 1 : 3, ours, bare);
    const last = median(results.ours.map(({ lastMs }) => lastMs));
    const stall = Math.max(...results.ours.map(({ stallMs }) => stallMs));
    const floor = median(results.floor.map(({ lastMs }) => lastMs));
    return [
      {
        what: `${count(amount)} targets due at the same millisecond → last first call`,
        measured: `${ms(last)} ms`,
        floor: `bare claim loop: ${ms(floor)} ms`,
        ratio: last / floor,
        goal: '≤ 1.15 × the bare loop',
        reached: last <= 1.15 * floor,
      },
      {
        what: '… longest stall of the event loop meanwhile',
        measured: `${ms(stall)} ms`,
        floor: null,
        ratio: null,
        goal: '≤ 50 ms',
        reached: stall <= 50,
      },
    ];
  },
};

async function burstOfSlipway(
  { app, db, tenant }: Slipway,
  platform: Child<FakeX>,
  accounts: readonly string[],
  label: string,
  leadMs: number,
): Promise<Burst> {
  await platform.call('forget');
  const dueAt = new Date(Math.ceil(now()) + leadMs);
  await scheduleTargets(
    db,
    tenant,
    { platform: 'X', format: 'TEXT' },
    accounts.map((accountId, index) => ({ accountId, dueAt, caption: `${label} ${index}` })),
  );
  await app.call('watchStalls');
  const lastMs = await lastArrival(platform, accounts.length, dueAt);
  const unfinished = async () => {
    const [row] = await db.query<{ left: number }>(
      `SELECT count(*)::int AS left FROM post_target WHERE status <> 'PUBLISHED'`,
    );
    return row?.left ?? 0;
  };
  const deadline = performance.now() + PATIENCE_MS;
  for (let left = await unfinished(); left > 0; left = await unfinished()) {
    if (performance.now() > deadline)
      throw new Error(`${left} targets are not published after ${PATIENCE_MS / 1_000} s`);
    await delay(50);
  }
  return { lastMs, stallMs: await app.call('longestStall') };
}

async function burstOfLoop(
  loop: Child<ClaimLoop>,
  platform: Child<FakeX>,
  amount: number,
  label: string,
): Promise<Burst> {
  await platform.call('forget');
  const dueAt = new Date(Math.ceil(now()) + LEAD_MS.floor);
  await loop.call(
    'schedule',
    Array.from({ length: amount }, (_, index) => ({ dueAt, body: `${label} ${index}` })),
  );
  return { lastMs: await lastArrival(platform, amount, dueAt), stallMs: 0 };
}

async function lastArrival(platform: Child<FakeX>, amount: number, dueAt: Date): Promise<number> {
  const arrivals = await platform.call('arrivals', { atLeast: amount, withinMs: LEAD_MS.slipway + PATIENCE_MS });
  for (const [caption, times] of arrivals)
    if (times.length > 1) throw new Error(`"${caption}" reached the platform ${times.length} times`);
  return Math.max(...arrivals.map(([, [first = Number.NaN]]) => first)) - dueAt.getTime();
}
