/** Row: scheduling through the API, a post at a time and in bulk, against the bare transaction. */
import { startChild } from '../child.ts';
import type { BareInserts } from '../floor/inserts.ts';
import { rate } from '../load.ts';
import { createAccounts } from '../seed.ts';
import { startSlipway } from '../slipway.ts';
import { alternate, count, median, type Row } from '../support.ts';

const CREATE = `mutation Create($input: CreateScheduledPostInput!) {
  createScheduledPost(input: $input) { scheduledPost { id } userErrors { code message } }
}`;
/** What one post can go to at most. */
const BULK_TARGETS = 200;
const CONNECTIONS = 16;
const BULK_CONNECTIONS = 8;

export const schedule: Row = {
  name: 'schedule',
  run: async (surroundings) => {
    const { short } = surroundings;
    await using stack = new AsyncDisposableStack();
    const { origin, db, databaseUrl, tenant } = stack.use(
      await startSlipway(surroundings, 'schedule', { X_CLIENT_ID: 'bench', X_CLIENT_SECRET: 'bench-secret' }),
    );
    const floor = stack.use(startChild<BareInserts>('floor/inserts.ts'));
    const floorUrl = await floor.call('start', databaseUrl);
    const accounts = await createAccounts(db, tenant, 'X', BULK_TARGETS);
    const start = Date.now() + 30 * 86_400_000;
    // Spread over a year, as posts of real authors are: no allowance is full, so no post is warned of.
    const nextTime = () => new Date(start + ((posts * 7_919) % 525_600) * 60_000).toISOString();
    const [rounds, seconds] = short ? [1, 1] : [5, 2];
    let posts = 0;

    const compare = async (targets: number, connections: number) => {
      const accountIds = accounts.slice(0, targets);
      const ours = (duration: number) =>
        rate({
          url: `${origin}/graphql`,
          headers: { authorization: `Bearer ${tenant.apiKey}` },
          connections,
          seconds: duration,
          expect: { has: '"userErrors":[]', hasNot: '"errors"' },
          body: () => ({
            query: CREATE,
            variables: {
              input: {
                brandId: `brand_${tenant.brandId}`,
                content: { caption: `post ${++posts}` },
                targets: accountIds.map((id) => ({ socialAccountId: `account_${id}`, format: 'TEXT' })),
                schedule: { mode: 'AT', at: nextTime() },
              },
            },
          }),
        });
      const bare = (duration: number) =>
        rate({
          url: `${floorUrl}/`,
          connections,
          seconds: duration,
          expect: { has: '"id"' },
          body: () => ({
            workspaceId: tenant.workspaceId,
            brandId: tenant.brandId,
            caption: `post ${++posts}`,
            accountIds,
            at: nextTime(),
          }),
        });
      await ours(1);
      await bare(1);
      const rates = await alternate(
        rounds,
        () => ours(seconds),
        () => bare(seconds),
      );
      return { ours: median(rates.ours), floor: median(rates.floor) };
    };
    const single = await compare(4, CONNECTIONS);
    const bulk = await compare(BULK_TARGETS, BULK_CONNECTIONS);
    return [
      {
        what: `schedule mutation: a post with 4 targets (${CONNECTIONS} connections)`,
        measured: `${count(single.ours)}/s`,
        floor: `bare transaction behind bare HTTP: ${count(single.floor)}/s`,
        ratio: single.ours / single.floor,
        goal: '≥ 0.5 ×',
        reached: single.ours / single.floor >= 0.5,
      },
      {
        what: `the same in bulk: ${BULK_TARGETS} targets per call (${BULK_CONNECTIONS} connections)`,
        measured: `${count(bulk.ours * BULK_TARGETS)} targets/s`,
        floor: `bare transaction: ${count(bulk.floor * BULK_TARGETS)} targets/s`,
        ratio: bulk.ours / bulk.floor,
        goal: '≥ 5,000 targets/s',
        reached: bulk.ours * BULK_TARGETS >= 5_000,
      },
    ];
  },
};
