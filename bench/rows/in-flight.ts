/** Row: what a process needs in memory while very many targets wait for their platform to process them. */
import { startChild } from '../child.ts';
import type { FakeInstagram } from '../fakes/instagram.ts';
import { createAccounts, createImage, scheduleTargets } from '../seed.ts';
import { startSlipway } from '../slipway.ts';
import { count, type Line, mib, type Row, until } from '../support.ts';

const WARM_UP = 100;
const GOALS = [
  { amount: 1_000, maxMib: 90 },
  { amount: 10_000, maxMib: 400 },
];
const SHORT_GOALS = [{ amount: 300, maxMib: 100 }];
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
    let asleep = 0;
    const putToSleep = async (amount: number) => {
      const accounts = await createAccounts(db, tenant, 'INSTAGRAM', amount);
      const dueAt = new Date();
      const what = { platform: 'INSTAGRAM', format: 'IMAGE', mediaAssetId } as const;
      await scheduleTargets(
        db,
        tenant,
        what,
        accounts.map((accountId, index) => ({ accountId, dueAt, caption: `in flight ${asleep + index}` })),
      );
      asleep += amount;
      const isAsleep = async () => {
        const [row] = await db.query<{ waiting: number }>(
          `SELECT count(*)::int AS waiting FROM post_target WHERE status = 'PUBLISHING' AND phase = 'PROCESSING'`,
        );
        return row?.waiting === asleep;
      };
      await until(isAsleep, `${asleep} targets in processing`, PATIENCE_MS, 250);
    };
    // Code that is compiled and connections that are opened once belong to the process, not to its targets.
    await putToSleep(WARM_UP);
    const before = await app.call('memory');
    await app.call('watchMemory');
    const lines: Line[] = [];
    let added = 0;
    for (const { amount, maxMib } of surroundings.short ? SHORT_GOALS : GOALS) {
      await putToSleep(amount - added);
      added = amount;
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
