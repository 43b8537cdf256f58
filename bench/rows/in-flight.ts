/** Row: what a process needs in memory while very many targets wait for their platform to process them. */
import { startChild } from '../child.ts';
import type { FakeInstagram } from '../fakes/instagram.ts';
import { createAccounts, createImage, scheduleTargets } from '../seed.ts';
import { startSlipway } from '../slipway.ts';
import { count, type Line, mib, type Row, until } from '../support.ts';

const GOALS = [
  { amount: 1_000, maxMib: 100 },
  { amount: 10_000, maxMib: 400 },
];
const PATIENCE_MS = 240_000;

export const inFlight: Row = {
  name: 'in-flight',
  run: async (surroundings) => {
    await using stack = new AsyncDisposableStack();
    const platform = stack.use(startChild<FakeInstagram>('fakes/instagram.ts'));
    const origin = await platform.call('start');
    const platforms = { INSTAGRAM_APP_ID: 'bench', INSTAGRAM_APP_SECRET: 'bench-secret', INSTAGRAM_GRAPH_URL: origin };
    const { app, db, tenant } = stack.use(await startSlipway(surroundings, 'in_flight', platforms));
    const mediaAssetId = await createImage(db, tenant);
    const before = await app.call('memory');
    await app.call('watchMemory');
    const lines: Line[] = [];
    let asleep = 0;
    for (const { amount, maxMib } of GOALS.slice(0, surroundings.short ? 1 : 2)) {
      const accounts = await createAccounts(db, tenant, 'INSTAGRAM', amount - asleep);
      const dueAt = new Date();
      await scheduleTargets(db, tenant, { platform: 'INSTAGRAM', format: 'IMAGE', mediaAssetId }, accounts.map((accountId, index) => ({ accountId, dueAt, caption: `in flight ${asleep + index}` })));
      asleep = amount;
      const waiting = async () => {
        const [row] = await db.query<{ waiting: number }>(`SELECT count(*)::int AS waiting FROM post_target WHERE status = 'PUBLISHING' AND phase = 'PROCESSING'`);
        return row?.waiting ?? 0;
      };
      await until(async () => (await waiting()) >= amount, `${amount} targets in processing`, PATIENCE_MS, 250);
      const grown = (await app.call('memory')) - before;
      const peak = (await app.call('peakMemory')) - before;
      await app.call('watchMemory');
      lines.push({
        what: `${count(amount)} targets asleep while their platform processes, one process`,
        measured: `+${mib(grown)} resident (peak +${mib(peak)})`,
        floor: null,
        ratio: null,
        goal: `≤ +${maxMib} MiB`,
        reached: grown <= maxMib * 2 ** 20,
      });
    }
    return lines;
  },
};
