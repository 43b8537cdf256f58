/** Row: from the due instant to the request at the platform, with few and with very many targets waiting in the future. */
import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from '../child.ts';
import type { FakeX } from '../fakes/x.ts';
import type { ClaimLoop } from '../floor/claim-loop.ts';
import { cpuBetween, postgresCpu } from '../postgres-cpu.ts';
import { createAccounts, scheduleTargets, seedFuture } from '../seed.ts';
import { type Slipway, startSlipway, X_AT } from '../slipway.ts';
import { count, type Line, median, ms, now, p50p99, quantile, type Row, type Surroundings } from '../support.ts';

const FEW = 1_000;
/** Between two due targets of one side; the other side's lie in the middle. */
const SPACING_MS = 60;
/** Scheduled so long ahead: time to prepare, as posts have. */
const LEAD_MS = 2_000;

export const trickle: Row = {
  name: 'trickle',
  run: async (surroundings) => {
    const { short, note } = surroundings;
    await using stack = new AsyncDisposableStack();
    const many = short ? 50_000 : 1_000_000;
    const amount = short ? 30 : 400;
    const platform = stack.use(startChild<FakeX>('fakes/x.ts'));
    const origin = await platform.call('start');
    const slipway = stack.use(await startSlipway(surroundings, 'trickle', X_AT(origin)));
    const loop = stack.use(startChild<ClaimLoop>('floor/claim-loop.ts'));
    await loop.call('start', { databaseUrl: await surroundings.createDatabase('trickle_floor'), platform: origin });
    const accounts = await createAccounts(slipway.db, slipway.tenant, 'X', FEW);

    await seedFuture(slipway.db, slipway.tenant, accounts, FEW);
    await measure(slipway, loop, platform, accounts, 20, 'warm-up');
    const few = await measure(slipway, loop, platform, accounts, amount, 'few');
    note(`seeding ${count(many)} targets`);
    await seedFuture(slipway.db, slipway.tenant, accounts, many);
    if (!short) await measure(slipway, loop, platform, accounts, 20, 'warm-up again');
    const crowd = await measure(slipway, loop, platform, accounts, amount, 'many');
    await checkText(slipway, accounts[0] ?? '');
    const idle = await idleCpu(slipway, surroundings);
    return [latencyLine(few), crowdLine(few, crowd, many), idleLine(idle, many)];
  },
};

interface Latencies {
  ours: number[];
  floor: number[];
}

/** Due targets of ours and of the bare loop in turn, so that both live through the same moments. */
async function measure(
  slipway: Slipway,
  loop: ReturnType<typeof startChild<ClaimLoop>>,
  platform: ReturnType<typeof startChild<FakeX>>,
  accounts: readonly string[],
  amount: number,
  label: string,
): Promise<Latencies> {
  await platform.call('forget');
  const start = Math.ceil(now()) + LEAD_MS;
  const side = (name: string, shift: number) =>
    Array.from({ length: amount }, (_, index) => ({
      dueAt: new Date(start + shift + index * SPACING_MS),
      caption: `${label} ${name} ${index}`,
    }));
  const ours = side('slipway', 0);
  const floor = side('floor', SPACING_MS / 2);
  await scheduleTargets(
    slipway.db,
    slipway.tenant,
    { platform: 'X', format: 'TEXT' },
    ours.map((target, index) => ({ ...target, accountId: accounts[index % accounts.length] ?? '' })),
  );
  await loop.call(
    'schedule',
    floor.map(({ dueAt, caption }) => ({ dueAt, body: caption })),
  );
  const arrivals = new Map(
    await platform.call('arrivals', { atLeast: 2 * amount, withinMs: LEAD_MS + amount * SPACING_MS + 30_000 }),
  );
  // What follows a publish belongs to this round, not to the next.
  await delay(500);
  const latencies = (targets: typeof ours) =>
    targets.map(({ dueAt, caption }) => {
      const [first, ...more] = arrivals.get(caption) ?? [];
      if (first === undefined || more.length > 0)
        throw new Error(`"${caption}" reached the platform ${more.length + (first === undefined ? 0 : 1)} times`);
      return first - dueAt.getTime();
    });
  return { ours: latencies(ours), floor: latencies(floor) };
}

/** What counts texts is 240 files. They are loaded with the first post that is checked, and not by a process that idles. */
async function checkText({ origin, tenant }: Slipway, accountId: string): Promise<void> {
  const query = `query Check($input: ValidatePostInput!) { validatePost(input: $input) { valid } }`;
  const input = {
    brandId: `brand_${tenant.brandId}`,
    content: { caption: 'a text' },
    targets: [{ socialAccountId: `account_${accountId}`, format: 'TEXT' }],
  };
  const answer = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const text = await answer.text();
  if (!text.includes('"valid":true')) throw new Error(text);
}

async function idleCpu({ app, db }: Slipway, { short }: Surroundings): Promise<number> {
  // Statistics and vacuum of what was just written would be counted as idling.
  await delay(short ? 1_000 : 10_000);
  // A whole minute: some periodic work comes once in each.
  const seconds = short ? 2 : 60;
  const before = { app: await app.call('cpu'), postgres: await postgresCpu(db) };
  await delay(seconds * 1_000);
  const after = { app: await app.call('cpu'), postgres: await postgresCpu(db) };
  return ((after.app - before.app) / 1e6 + cpuBetween(before.postgres, after.postgres)) / seconds;
}

function latencyLine({ ours, floor }: Latencies): Line {
  return {
    what: 'due instant → request at the platform, trickle, 1,000 future targets',
    measured: p50p99(ours),
    floor: `bare claim loop: ${p50p99(floor)}`,
    ratio: median(ours) / median(floor),
    goal: 'p50 ≤ 5 ms, p99 ≤ 25 ms',
    reached: median(ours) <= 5 && quantile(ours, 0.99) <= 25,
  };
}

function crowdLine(few: Latencies, many: Latencies, amount: number): Line {
  const p50 = median(many.ours) / median(few.ours);
  const p99 = quantile(many.ours, 0.99) / quantile(few.ours, 0.99);
  return {
    what: `the same with ${count(amount)} future targets`,
    measured: p50p99(many.ours),
    floor: `bare claim loop beside it: ${p50p99(many.floor)}`,
    ratio: p50,
    goal: `≤ 1.2 × p50, ≤ 1.5 × p99 of 1,000 (is ${ms(p50)} ×, ${ms(p99)} ×)`,
    reached: p50 <= 1.2 && p99 <= 1.5,
  };
}

function idleLine(cpu: number, amount: number): Line {
  return {
    what: `idle with ${count(amount)} future targets, process and its Postgres sessions`,
    measured: `${(cpu * 100).toFixed(2)} % of a core`,
    floor: null,
    ratio: null,
    goal: '≤ 1 % of a core',
    reached: cpu <= 0.01,
  };
}
