/** Row: the two hottest reads of the API against hand-written SQL on a bare Yoga. */
import { startChild } from '../child.ts';
import type { BareReads } from '../floor/reads.ts';
import { type Load, rate } from '../load.ts';
import { createAccounts, seedFuture } from '../seed.ts';
import { startSlipway } from '../slipway.ts';
import { alternate, count, type Line, median, type Row } from '../support.ts';

const FIELDS =
  'id caption scheduledAt status targets { id platform format status phase dueAt permalink socialAccount { id username } }';
const PAGE = `query Page { scheduledPosts(first: 20) { nodes { ${FIELDS} } pageInfo { hasNextPage endCursor } } }`;
const ONE = `query One($id: ID!) { scheduledPost(id: $id) { ${FIELDS} } }`;
const CONNECTIONS = 16;
const GOAL = 0.8;

export const reads: Row = {
  name: 'reads',
  run: async (surroundings) => {
    const { short } = surroundings;
    await using stack = new AsyncDisposableStack();
    const { origin, db, databaseUrl, tenant } = stack.use(
      await startSlipway(surroundings, 'reads', { X_CLIENT_ID: 'bench', X_CLIENT_SECRET: 'bench-secret' }),
    );
    const floor = stack.use(startChild<BareReads>('floor/reads.ts'));
    const floorOrigin = await floor.call('start', { databaseUrl, workspaceId: tenant.workspaceId });
    const accounts = await createAccounts(db, tenant, 'X', 1_000);
    await seedFuture(db, tenant, accounts, short ? 8_000 : 400_000);
    const posts = await db.query<{ id: string }>('SELECT id FROM scheduled_post ORDER BY random() LIMIT 1000');
    const [rounds, seconds] = short ? [1, 1] : [5, 2];

    const compare = async (what: string, bodies: { ours: () => unknown; floor: () => unknown }): Promise<Line> => {
      const common = { connections: CONNECTIONS, expect: { has: 'future post', hasNot: '"errors"' } };
      const ours: Omit<Load, 'seconds'> = {
        ...common,
        url: `${origin}/graphql`,
        headers: { authorization: `Bearer ${tenant.apiKey}` },
        body: bodies.ours,
      };
      const bare: Omit<Load, 'seconds'> = { ...common, url: `${floorOrigin}/graphql`, body: bodies.floor };
      await rate({ ...ours, seconds: 1 });
      await rate({ ...bare, seconds: 1 });
      const rates = await alternate(
        rounds,
        () => rate({ ...ours, seconds }),
        () => rate({ ...bare, seconds }),
      );
      const [fast, reference] = [median(rates.ours), median(rates.floor)];
      return {
        what,
        measured: `${count(fast)}/s`,
        floor: `hand-written SQL on a bare Yoga: ${count(reference)}/s`,
        ratio: fast / reference,
        goal: `≥ ${GOAL} ×`,
        reached: fast / reference >= GOAL,
      };
    };
    const anyPost = () => posts[Math.floor(Math.random() * posts.length)]?.id ?? '';
    const page = () => ({ query: PAGE });
    return [
      await compare(`page of 20 posts with their targets (${CONNECTIONS} connections)`, { ours: page, floor: page }),
      await compare('one post by id', {
        ours: () => ({ query: ONE, variables: { id: `post_${anyPost()}` } }),
        floor: () => ({ query: ONE, variables: { id: anyPost() } }),
      }),
    ];
  },
};
