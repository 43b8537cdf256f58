/** Row: what traces cost a post from its mutation until it is live, where they are on, and where they are off. */
import { Pool } from 'undici';
import { createStretch } from '../../src/lib/stretch.ts';
import { startChild } from '../child.ts';
import type { FakeCollector } from '../fakes/collector.ts';
import type { FakeX } from '../fakes/x.ts';
import { createAccounts } from '../seed.ts';
import { type Slipway, startSlipway, X_AT } from '../slipway.ts';
import { count, type Line, median, ms, type Row, until } from '../support.ts';

const CREATE = `mutation Create($input: CreateScheduledPostInput!) {
  createScheduledPost(input: $input) { scheduledPost { id } userErrors { code message } }
}`;
const CONNECTIONS = 16;
/** An operation, a run, its steps, and the account: those that a text post comes through, rather too many. */
const STRETCHES_PER_POST = 8;

export const otel: Row = {
  name: 'otel',
  run: async (surroundings) => {
    const [posts, rounds] = surroundings.short ? [100, 3] : [400, 5];
    await using stack = new AsyncDisposableStack();
    const platform = stack.use(startChild<FakeX>('fakes/x.ts'));
    const collector = stack.use(startChild<FakeCollector>('fakes/collector.ts'));
    const x = X_AT(await platform.call('start'));
    const side = async (name: string, env: Record<string, string>) => {
      const slipway = stack.use(await startSlipway(surroundings, name, { ...x, ...env }));
      const accounts = await createAccounts(slipway.db, slipway.tenant, 'X', posts);
      return { name, cpus: [] as number[], round: () => cpuPerPost(slipway, accounts) };
    };
    const on = await side('otel_on', { OTEL_EXPORTER_OTLP_ENDPOINT: await collector.call('start') });
    const off = await side('otel_off', {});
    // The same code in the same minutes: what lies between the two is noise.
    const again = await side('otel_off_again', {});
    for (const { round } of [on, off, again]) await round();
    for (let nth = 0; nth < rounds; nth++)
      for (const { cpus, round } of nth % 2 === 0 ? [off, on, again] : [again, on, off]) cpus.push(await round());
    if ((await collector.call('bytes')) === 0) throw new Error('the collector got nothing');

    const [traced, plain, noise] = [median(on.cpus), median(off.cpus), median(again.cpus)];
    return [
      {
        what: 'processor time of a post from its mutation until it is live, every one traced',
        measured: `${ms(traced)} ms`,
        floor: `traces off: ${ms(plain)} ms; off once more: ${ms(noise)} ms`,
        ratio: (2 * traced) / (plain + noise),
        goal: '≤ 1.25 × of traces off',
        reached: (2 * traced) / (plain + noise) <= 1.25,
      },
      await silentLine(plain),
    ];
  },
};

/** In ms, over as many posts as there are accounts. */
async function cpuPerPost({ app, db, origin, tenant }: Slipway, accounts: readonly string[]): Promise<number> {
  const pool = new Pool(origin, { connections: CONNECTIONS, pipelining: 1 });
  const before = await app.call('cpu');
  const waiting = accounts.values();
  const client = async () => {
    for (const accountId of waiting) {
      const answer = await pool.request({
        method: 'POST',
        path: '/graphql',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${tenant.apiKey}` },
        body: JSON.stringify({
          query: CREATE,
          variables: {
            input: {
              brandId: `brand_${tenant.brandId}`,
              content: { caption: `post ${crypto.randomUUID()}` },
              targets: [{ socialAccountId: `account_${accountId}`, format: 'TEXT' }],
              schedule: { mode: 'NOW' },
            },
          },
        }),
      });
      const text = await answer.body.text();
      if (!text.includes('"userErrors":[]')) throw new Error(text);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  const isDone = async () =>
    (await db.query(`SELECT 1 FROM post_target WHERE status <> 'PUBLISHED' OR wake_at IS NOT NULL LIMIT 1`)).length ===
    0;
  await until(isDone, `${count(accounts.length)} posts to be live`, 60_000);
  const cpu = (await app.call('cpu')) - before;
  await pool.close();
  return cpu / 1_000 / accounts.length;
}

/** What code costs that would tell of its work, if anybody asked. */
async function silentLine(postMs: number): Promise<Line> {
  const stretch = createStretch<{ nth: number }>('slipway:bench');
  const work = async () => undefined;
  const times = 2_000_000;
  const nsOf = async (run: (nth: number) => Promise<unknown>): Promise<number> => {
    const from = performance.now();
    for (let nth = 0; nth < times; nth++) await run(nth);
    return ((performance.now() - from) * 1e6) / times;
  };
  const told = (nth: number) => stretch.run(() => ({ nth }), work);
  const measured = { told: [] as number[], bare: [] as number[] };
  for (let round = 0; round < 5; round++) {
    measured.bare.push(await nsOf(work));
    measured.told.push(await nsOf(told));
  }
  const ns = Math.max(0, median(measured.told) - median(measured.bare)) * STRETCHES_PER_POST;
  const share = ns / 1e6 / postMs;
  return {
    what: `… with traces off, the code that would tell of it (${STRETCHES_PER_POST} stretches)`,
    measured: `${ns.toFixed(0)} ns`,
    floor: `the same work without that code, per call: ${median(measured.bare).toFixed(0)} ns`,
    ratio: 1 + share,
    goal: '≤ 1.001 × of the post',
    reached: share <= 0.001,
  };
}
