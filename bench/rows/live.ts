/** Rows: from the commit of a change to its subscriber, one event to everybody, and the memory each subscriber takes. */
import { setTimeout as delay } from 'node:timers/promises';
import { changeTarget } from '../../src/domain/target-change.ts';
import { createDb, type Tx } from '../../src/lib/db.ts';
import { type Child, startChild } from '../child.ts';
import type { BareFanOut } from '../floor/fan-out.ts';
import { createAccounts, createBrand, scheduleTargets } from '../seed.ts';
import { startSlipway } from '../slipway.ts';
import type { Subscribers } from '../subscribers.ts';
import { count, type Line, median, ms, now, p50p99, quantile, type Row, type Surroundings } from '../support.ts';

const QUERY = `subscription Live($targetId: ID, $brandId: ID) {
  publishStatusChanged(targetId: $targetId, brandId: $brandId) { cursor seq at targetId status targetStatus phase percent message }
}`;
const EVENTS_PER_SECOND = 1_000;
const WRITERS = 8;
const SETTLE_MS = 1_000;
const PATIENCE_MS = 120_000;
/** Subscriptions are made in order: when this many of the last hear events, the others do. */
const LAST = 50;

interface Side {
  name: string;
  url: string;
  authorization: string;
  memory(): Promise<number>;
  /** What subscriber n follows, and what all of them follow. */
  targets: string[];
  everybody: string;
  /** Writes event `number` for a target as the last statement of a transaction. */
  write(tx: Tx, number: number, target: string): Promise<unknown>;
  databaseUrl: string;
}

interface Measured {
  bytesEach: number;
  latencies: number[];
  perSecond: number;
  broadcasts: number[];
}

export const live: Row = {
  name: 'live',
  run: async (surroundings) => {
    const amount = surroundings.short ? 500 : 10_000;
    const floor = await onFloor(surroundings, amount);
    const ours = await onSlipway(surroundings, amount);
    return lines(ours, floor, amount);
  },
};

async function onFloor(surroundings: Surroundings, amount: number): Promise<Measured> {
  await using server = startChild<BareFanOut>('floor/fan-out.ts');
  const databaseUrl = await surroundings.createDatabase('live_floor');
  const origin = await server.call('start', databaseUrl);
  // Awaited here: what is `using` must outlive it.
  return await measure(surroundings, {
    name: 'floor',
    url: `${origin.replace('http', 'ws')}/graphql`,
    authorization: '',
    memory: () => server.call('memory'),
    targets: Array.from({ length: amount }, (_, index) => `target ${index}`),
    everybody: 'everybody',
    databaseUrl,
    write: (tx, number, target) =>
      tx.query(
        `WITH written AS (INSERT INTO event (topic, message) VALUES ($1, $2) RETURNING id, at)
         SELECT pg_notify('event', json_build_object('cursor', id::text, 'seq', 1, 'at', at, 'targetId', $1::text, 'status', 'PROCESSING', 'targetStatus', 'PUBLISHING', 'phase', 'PROCESSING', 'percent', 50, 'message', $2::text)::text)
         FROM written`,
        [target, String(number)],
        'write',
      ),
  });
}

async function onSlipway(surroundings: Surroundings, amount: number): Promise<Measured> {
  await using slipway = await startSlipway(surroundings, 'live', {
    X_CLIENT_ID: 'bench',
    X_CLIENT_SECRET: 'bench-secret',
  });
  const { db, tenant, app, origin, databaseUrl } = slipway;
  const dueAt = new Date(Date.now() + 30 * 86_400_000);
  const schedule = async (brandId: string, targets: number) => {
    const owner = { ...tenant, brandId };
    const [accountId = ''] = await createAccounts(db, owner, 'X', 1);
    return scheduleTargets(
      db,
      owner,
      { platform: 'X', format: 'TEXT' },
      Array.from({ length: targets }, (_, index) => ({ accountId, dueAt, caption: `live ${index}` })),
    );
  };
  const targets = await schedule(tenant.brandId, amount);
  const brandId = await createBrand(db, tenant.workspaceId);
  const [shared = ''] = await schedule(brandId, 1);
  return await measure(surroundings, {
    name: 'slipway',
    url: `${origin.replace('http', 'ws')}/graphql`,
    authorization: `Bearer ${tenant.apiKey}`,
    memory: () => app.call('memory'),
    targets: targets.map((id) => `target_${id}`),
    everybody: `brand_${brandId}`,
    databaseUrl,
    write: (tx, number, target) => {
      const id = target.startsWith('brand_') ? shared : target.slice('target_'.length);
      return changeTarget(tx, id, { percent: number % 100 }, { status: 'PROCESSING', message: String(number) });
    },
  });
}

async function measure({ short, note }: Surroundings, side: Side): Promise<Measured> {
  await using subscribers = startChild<Subscribers>('subscribers.ts');
  await using db = createDb(side.databaseUrl, { max: WRITERS });
  const amount = side.targets.length;
  const before = await side.memory();
  await subscribers.call('connect', { url: side.url, authorization: side.authorization, amount });
  await subscribers.call('subscribe', { query: QUERY, variables: side.targets.map((targetId) => ({ targetId })) });
  const writtenAt = new Map<number, number>();
  let events = 0;
  const write = async (target: string) => {
    const number = ++events;
    await db.tx(async (tx) => {
      await side.write(tx, number, target);
      writtenAt.set(number, now());
    });
  };
  const last = side.targets.slice(-LAST);
  await untilHeard(subscribers, last.length, async () => {
    for (const target of last) await write(target);
  });
  const bytesEach = ((await side.memory()) - before) / amount;
  note(`  ${side.name}: ${count(amount)} subscribers`);

  const trickle = async (seconds: number) => {
    const startedAt = performance.now();
    const first = events;
    const writers = Array.from({ length: WRITERS }, async () => {
      for (;;) {
        const elapsed = performance.now() - startedAt;
        if (elapsed >= seconds * 1_000) return;
        if (events - first < (elapsed / 1_000) * EVENTS_PER_SECOND) await write(side.targets[events % amount] ?? '');
        else await delay(1);
      }
    });
    await Promise.all(writers);
    const written = events - first;
    const perSecond = (written / (performance.now() - startedAt)) * 1_000;
    const received = await subscribers.call('take', { atLeast: written, withinMs: 30_000 });
    if (received.length !== written) throw new Error(`${side.name}: ${received.length} events received of ${written}`);
    return { perSecond, latencies: received.map(([number, at]) => at - (writtenAt.get(number) ?? Number.NaN)) };
  };
  await trickle(1);
  const { latencies, perSecond } = await trickle(short ? 2 : 10);

  await subscribers.call('subscribe', { query: QUERY, variables: [{ brandId: side.everybody, targetId: null }] });
  await untilHeard(subscribers, amount, () => write(side.everybody));
  const broadcasts: number[] = [];
  for (let round = 0; round < (short ? 4 : 12); round++) {
    await write(side.everybody);
    const received = await subscribers.call('take', { atLeast: amount, withinMs: 60_000 });
    // The first round finds the subscriptions being set up and code being compiled.
    if (round > 0) broadcasts.push(Math.max(...received.map(([, at]) => at)) - (writtenAt.get(events) ?? Number.NaN));
  }
  return { bytesEach, latencies, perSecond, broadcasts };
}

/** The protocol does not acknowledge a subscription, so events are sent until all that are expected are heard. */
async function untilHeard(subscribers: Child<Subscribers>, expected: number, send: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let heard = 0; heard < expected; ) {
    if (performance.now() > deadline) throw new Error(`${heard} of ${expected} subscribers hear anything`);
    await send();
    await delay(SETTLE_MS);
    heard = (await subscribers.call('take', { atLeast: 0, withinMs: 0 })).length;
  }
  await delay(SETTLE_MS);
  await subscribers.call('take', { atLeast: 0, withinMs: 0 });
}

function lines(ours: Measured, floor: Measured, amount: number): Line[] {
  const kib = (bytes: number) => `${(bytes / 1_024).toFixed(1)} KiB`;
  const slowest = { ours: median(ours.broadcasts), floor: median(floor.broadcasts) };
  return [
    {
      what: `commit → subscriber, ${count(amount)} subscribers, ${count(ours.perSecond)} events/s`,
      measured: p50p99(ours.latencies),
      floor: `bare graphql-ws at ${count(floor.perSecond)} events/s: ${p50p99(floor.latencies)}`,
      ratio: median(ours.latencies) / median(floor.latencies),
      goal: '1,000 events/s: p50 ≤ 1.5 ms, p99 ≤ 15 ms',
      reached:
        ours.perSecond >= 0.95 * EVENTS_PER_SECOND &&
        median(ours.latencies) <= 1.5 &&
        quantile(ours.latencies, 0.99) <= 15,
    },
    {
      what: '… memory per subscriber (process growth ÷ subscribers)',
      measured: kib(ours.bytesEach),
      floor: `bare graphql-ws: ${kib(floor.bytesEach)}`,
      ratio: ours.bytesEach / floor.bytesEach,
      goal: '≤ 32 KiB',
      reached: ours.bytesEach <= 32 * 1_024,
    },
    {
      what: `one event to ${count(amount)} subscribers → the last one has it`,
      measured: `${ms(slowest.ours)} ms`,
      floor: `bare graphql-ws: ${ms(slowest.floor)} ms`,
      ratio: slowest.ours / slowest.floor,
      goal: '≤ 150 ms',
      reached: slowest.ours <= 150,
    },
  ];
}
