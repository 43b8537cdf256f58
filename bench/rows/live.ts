/** Rows: from the commit of a change to its subscriber, one event to everybody, and the memory each subscriber takes. */
import { setTimeout as delay } from 'node:timers/promises';
import { changeTarget } from '../../src/domain/targets/target-change.ts';
import { createDb, type Db } from '../../src/lib/db.ts';
import { type Child, startChild } from '../child.ts';
import type { BareFanOut } from '../floor/fan-out.ts';
import { createAccounts, createBrand, scheduleTargets } from '../seed.ts';
import { startSlipway } from '../slipway.ts';
import type { Subscribers } from '../subscribers.ts';
import { count, type Line, median, ms, now, p50p99, quantile, type Row, type Surroundings } from '../support.ts';

const QUERY = `subscription Live($targetId: ID, $brandId: ID) {
  publishStatusChanged(targetId: $targetId, brandId: $brandId) { cursor seq at targetId status targetStatus phase percent message }
}`;
/** A row and its notification in one statement, a transaction of its own. The time is comparable with `now`. */
const WRITE_BARE = `
  WITH written AS (INSERT INTO event (topic, message) VALUES ($1, $2) RETURNING id, at)
  SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS at, pg_notify('event', json_build_object('cursor', id::text, 'seq', 1, 'at', at, 'targetId', $1::text,
    'status', 'PROCESSING', 'targetStatus', 'PUBLISHING', 'phase', 'PROCESSING', 'percent', 50, 'message', $2::text)::text)
  FROM written`;
const EVENTS_PER_SECOND = 1_000;
const WRITERS = 4;
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
  /** Writes event `number` for a target in a transaction of its own, and answers with the time at which it began to commit. */
  write(db: Db, target: string, number: number): Promise<number>;
  databaseUrl: string;
  /** Sends a text to every socket and answers with the time at which it began; null where only events are sent. */
  sendToAll: ((text: string) => Promise<number>) | null;
  /** Watches the event loop of the server; null where nobody asks. */
  stalls: { watch(): Promise<void>; longest(): Promise<number> } | null;
}

interface Measured {
  bytesEach: number;
  latencies: number[];
  /** What of that passed until the database had confirmed the COMMIT. */
  commits: number[];
  perSecond: number;
  broadcasts: number[];
  /** The longest stall of the event loop meanwhile. */
  stallMs: number;
  /** The same without a protocol: a loop of `send`. */
  sends: number[];
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
    sendToAll: (text) => server.call('sendToAll', text),
    stalls: null,
    write: async (db, target, number) => {
      const [row] = await db.query<{ at: number }>(WRITE_BARE, [target, String(number)], 'write');
      return row?.at ?? Number.NaN;
    },
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
    sendToAll: null,
    stalls: { watch: () => app.call('watchStalls'), longest: () => app.call('longestStall') },
    write: (db, target, number) =>
      db.tx(async (tx) => {
        const id = target === `brand_${brandId}` ? shared : target.slice('target_'.length);
        await changeTarget(tx, id, null, { percent: number % 100 }, { status: 'PROCESSING', message: String(number) });
        return now();
      }),
  });
}

interface Written {
  /** By number of the event: when its transaction began to commit, and when the database had confirmed that. */
  committingAt: Map<number, number>;
  confirmedAt: Map<number, number>;
}

async function measure({ short, note }: Surroundings, side: Side): Promise<Measured> {
  await using subscribers = startChild<Subscribers>('subscribers.ts');
  await using db = createDb(side.databaseUrl, { max: WRITERS });
  const amount = side.targets.length;
  const variables = side.targets.map((targetId) => ({ targetId }));
  const written: Written = { committingAt: new Map(), confirmedAt: new Map() };
  let events = 0;
  const write = async (target: string) => {
    const number = ++events;
    const committingAt = await side.write(db, target, number);
    written.confirmedAt.set(number, now());
    written.committingAt.set(number, committingAt);
  };
  const connect = async (upTo: number, from: number) => {
    await subscribers.call('connect', { url: side.url, authorization: side.authorization, amount: upTo });
    await subscribers.call('subscribe', { query: QUERY, variables, from });
    const last = side.targets.slice(0, upTo).slice(-LAST);
    await untilHeard(subscribers, last.length, async () => {
      for (const target of last) await write(target);
    });
  };

  const trickle = async (seconds: number, connected: number) => {
    const startedAt = performance.now();
    const first = events;
    // Each writer has every n-th turn; sleeping until it costs less than asking for it.
    const writers = Array.from({ length: WRITERS }, async (_, writer) => {
      for (let turn = writer; ; turn += WRITERS) {
        const aheadMs = (turn / EVENTS_PER_SECOND) * 1_000 - (performance.now() - startedAt);
        if (aheadMs >= 1) await delay(aheadMs);
        if (performance.now() - startedAt >= seconds * 1_000) return;
        await write(side.targets[events % connected] ?? '');
      }
    });
    await Promise.all(writers);
    const sent = events - first;
    const perSecond = (sent / (performance.now() - startedAt)) * 1_000;
    const received = await subscribers.call('take', { atLeast: sent, withinMs: 30_000 });
    if (received.length !== sent) throw new Error(`${side.name}: ${received.length} events received of ${sent}`);
    const since = (number: number, at: number) => at - (written.committingAt.get(number) ?? Number.NaN);
    return {
      perSecond,
      latencies: received.map(([number, at]) => since(number, at)),
      commits: received.map(([number]) => since(number, written.confirmedAt.get(number) ?? Number.NaN)),
    };
  };
  // What one more subscriber takes: the first half and its events find code being compiled and pools being filled.
  const half = amount / 2;
  await connect(half, 0);
  await trickle(1, half);
  const withHalf = await side.memory();
  await connect(amount, half);
  const bytesEach = ((await side.memory()) - withHalf) / half;
  note(`  ${side.name}: ${count(amount)} subscribers`);

  await trickle(1, amount);
  const { latencies, commits, perSecond } = await trickle(short ? 2 : 10, amount);

  await subscribers.call('subscribe', {
    query: QUERY,
    variables: [{ brandId: side.everybody, targetId: null }],
    from: 0,
  });
  await untilHeard(subscribers, amount, () => write(side.everybody));
  /** Times from the beginning of a round, as `send` tells it, until the last subscriber has got what was sent. */
  const toEverybody = async (send: () => Promise<number>): Promise<number[]> => {
    const times: number[] = [];
    for (let round = 0; round < (short ? 3 : 12); round++) {
      const from = await send();
      const received = await subscribers.call('take', { atLeast: amount, withinMs: 60_000 });
      // The first round finds the subscriptions being set up and code being compiled.
      if (round > 0) times.push(received.reduce((latest, [, at]) => Math.max(latest, at), 0) - from);
    }
    return times;
  };
  await side.stalls?.watch();
  const broadcasts = await toEverybody(async () => {
    await write(side.everybody);
    return written.committingAt.get(events) ?? Number.NaN;
  });
  const stallMs = (await side.stalls?.longest()) ?? Number.NaN;
  const { sendToAll } = side;
  const sends = sendToAll === null ? [] : await toEverybody(() => sendToAll(frameLike(++events)));
  return { bytesEach, latencies, commits, perSecond, broadcasts, stallMs, sends };
}

/** As long as what a subscriber gets. */
const frameLike = (number: number) =>
  JSON.stringify({
    id: '20000',
    type: 'next',
    payload: {
      data: {
        publishStatusChanged: {
          cursor: '100000',
          seq: 100,
          at: '2026-01-01T00:00:00.000Z',
          targetId: `target_${'0'.repeat(36)}`,
          status: 'PROCESSING',
          targetStatus: 'PUBLISHING',
          phase: 'PROCESSING',
          percent: 50,
          message: String(number),
        },
      },
    },
  });

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
  const slowest = { ours: median(ours.broadcasts), floor: median(floor.broadcasts), sends: median(floor.sends) };
  return [
    {
      what: `commit → subscriber, ${count(amount)} subscribers, ${count(ours.perSecond)} events/s`,
      measured: `${p50p99(ours.latencies)} (the COMMIT itself: ${p50p99(ours.commits)})`,
      floor: `bare graphql-ws at ${count(floor.perSecond)} events/s: ${p50p99(floor.latencies)} (COMMIT: ${p50p99(floor.commits)})`,
      ratio: median(ours.latencies) / median(floor.latencies),
      goal: '1,000 events/s: p50 ≤ 1.5 ms, p99 ≤ 15 ms',
      reached:
        ours.perSecond >= 0.95 * EVENTS_PER_SECOND &&
        median(ours.latencies) <= 1.5 &&
        quantile(ours.latencies, 0.99) <= 15,
    },
    {
      what: '… resident memory of one more subscriber, after garbage collection (from half of them to all)',
      measured: kib(ours.bytesEach),
      floor: `bare graphql-ws: ${kib(floor.bytesEach)}`,
      ratio: ours.bytesEach / floor.bytesEach,
      goal: '≤ 32 KiB',
      reached: ours.bytesEach <= 32 * 1_024,
    },
    {
      what: `one event to ${count(amount)} subscribers → the last one has it`,
      measured: `${ms(slowest.ours)} ms`,
      floor: `a loop of \`send\` over bare sockets: ${ms(slowest.sends)} ms; bare graphql-ws: ${ms(slowest.floor)} ms`,
      ratio: slowest.ours / slowest.sends,
      goal: '≤ 1.0 × a loop of `send`',
      reached: slowest.ours <= slowest.sends,
    },
    {
      what: '… longest stall of the event loop meanwhile',
      measured: `${ms(ours.stallMs)} ms`,
      floor: null,
      ratio: null,
      goal: '≤ 20 ms',
      reached: ours.stallMs <= 20,
    },
  ];
}
