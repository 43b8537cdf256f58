/** Row: what a platform that takes every call and answers none costs the posts of another one. */
import { type Child, startChild } from '../child.ts';
import type { FakeInstagram } from '../fakes/instagram.ts';
import type { FakeX } from '../fakes/x.ts';
import { createAccounts, createImage, scheduleTargets } from '../seed.ts';
import { type Slipway, startSlipway, X_AT } from '../slipway.ts';
import { count, type Line, ms, now, p50p99, quantile, type Row, until } from '../support.ts';

const SPACING_MS = 60;
const LEAD_MS = 2_000;
/** Posts of the platform that hangs, all due at once: more than one platform may keep in flight. */
const HUNG = 1_500;
const SHORT_HUNG = 300;
/** That a process opens to one platform; further calls wait for one of them. */
const CONNECTIONS = 256;
const HANG_MS = 10 * 60_000;
const SHORT_HANG_MS = 10_000;
/** Without one that hangs, and each round beside it: a thousand posts, of which ten are slower than the p99. */
const ROUND_MS = 60_000;

export const hang: Row = {
  name: 'hang',
  run: async (surroundings) => {
    const { short, note } = surroundings;
    await using stack = new AsyncDisposableStack();
    const working = stack.use(startChild<FakeX>('fakes/x.ts'));
    const hanging = stack.use(startChild<FakeInstagram>('fakes/instagram.ts'));
    const slipway = stack.use(
      await startSlipway(surroundings, 'hang', {
        ...X_AT(await working.call('start')),
        INSTAGRAM_APP_ID: 'bench',
        INSTAGRAM_APP_SECRET: 'bench-secret',
        INSTAGRAM_GRAPH_URL: await hanging.call('start'),
        SLIPWAY_PLATFORM_PROBES: 'on',
      }),
    );
    const { db, tenant } = slipway;
    const accounts = await createAccounts(db, tenant, 'X', 1_000);
    const mediaAssetId = await createImage(db, tenant);
    const amount = Math.ceil((short ? SHORT_HANG_MS : ROUND_MS) / SPACING_MS);
    await trickle(slipway, working, accounts, 20, 'warm-up');
    const calm = await trickle(slipway, working, accounts, amount, 'calm');

    await hanging.call('hang', true);
    const hung = await createAccounts(db, tenant, 'INSTAGRAM', short ? SHORT_HUNG : HUNG);
    await scheduleTargets(
      db,
      tenant,
      { platform: 'INSTAGRAM', format: 'IMAGE', mediaAssetId },
      hung.map((accountId, index) => ({ accountId, dueAt: new Date(), caption: `hung ${index}` })),
    );
    // The rush of so many posts is not what is measured: it is there as well when their platform works.
    await until(
      async () => (await hanging.call('counts')).containers >= Math.min(hung.length, CONNECTIONS),
      'calls at the platform that hangs',
      60_000,
    );
    const endsAt = now() + (short ? SHORT_HANG_MS : HANG_MS);
    const beside: number[] = [];
    for (let round = 1; now() < endsAt; round++) {
      beside.push(...(await trickle(slipway, working, accounts, amount, `beside ${round}`)));
      note(`hang: p99 ${ms(quantile(beside, 0.99))} ms after ${round} rounds`);
    }
    const { containers } = await hanging.call('counts');
    const ratio = quantile(beside, 0.99) / quantile(calm, 0.99);
    return [
      {
        what: `due instant → request at the platform, while another one hangs for ${short ? '10 s' : '10 min'} with ${count(hung.length)} posts due (it got ${count(containers)} calls)`,
        measured: p50p99(beside),
        floor: `without: ${p50p99(calm)}`,
        ratio,
        goal: 'p99 ≤ 1.2 × of what it is without',
        reached: ratio <= 1.2,
      } satisfies Line,
    ];
  },
};

/** From due instants to arrivals at the platform that works. */
async function trickle(
  { db, tenant }: Slipway,
  platform: Child<FakeX>,
  accounts: readonly string[],
  amount: number,
  label: string,
): Promise<number[]> {
  await platform.call('forget');
  // An app may make 10,000 posts a day at X, and the rounds of ten minutes make more.
  await db.query('DELETE FROM quota_usage');
  const start = Math.ceil(now()) + LEAD_MS;
  const targets = Array.from({ length: amount }, (_, index) => ({
    dueAt: new Date(start + index * SPACING_MS),
    caption: `${label} ${index}`,
    accountId: accounts[index % accounts.length] ?? '',
  }));
  await scheduleTargets(db, tenant, { platform: 'X', format: 'TEXT' }, targets);
  const withinMs = LEAD_MS + amount * SPACING_MS + 30_000;
  const arrivals = new Map(await platform.call('arrivals', { atLeast: amount, withinMs }));
  return targets.map(({ dueAt, caption }) => {
    const [first, ...more] = arrivals.get(caption) ?? [];
    if (first === undefined || more.length > 0)
      throw new Error(`"${caption}" reached the platform ${more.length + (first === undefined ? 0 : 1)} times`);
    return first - dueAt.getTime();
  });
}
