/** Webhooks to many endpoints: how many a second, and what it does to the others when some of them hang. */
import { setTimeout as delay } from 'node:timers/promises';
import { appendEvents } from '../../src/domain/events/append.ts';
import { sealSecret } from '../../src/domain/webhooks/endpoint-rows.ts';
import { generateSecret } from '../../src/domain/webhooks/signature.ts';
import { createVault, uuidv7 } from '../../src/lib/crypto.ts';
import { startChild } from '../child.ts';
import type { FakeEndpoints } from '../fakes/endpoints.ts';
import { ENCRYPTION_KEY } from '../seed.ts';
import { type Slipway, startSlipway } from '../slipway.ts';
import { count, type Line, now, p50p99, quantile, type Row } from '../support.ts';

const ENDPOINTS = 50;
const HUNG = 5;
const DELIVERIES_PER_SECOND = 1_000;
const SECONDS = 20;
const SHORT_SECONDS = 8;
/** Events at once, each told to all. */
const BURST = 200;

export const webhooks: Row = {
  name: 'webhooks',
  run: async (surroundings) => {
    const seconds = surroundings.short ? SHORT_SECONDS : SECONDS;
    await using stack = new AsyncDisposableStack();
    const endpoints = stack.use(startChild<FakeEndpoints>('fakes/endpoints.ts'));
    const slipway = stack.use(
      await startSlipway(surroundings, 'webhooks', { SLIPWAY_ALLOW_PRIVATE_WEBHOOK_HOSTS: '127.0.0.1' }),
    );
    await createEndpoints(slipway, await endpoints.call('start'));
    const arrive = (amount: number) => endpoints.call('latencies', { amount, withinMs: 120_000 });

    // Also warms up.
    const startedAt = now();
    for (let event = 0; event < BURST; event++) await happen(slipway);
    await arrive(BURST * ENDPOINTS);
    const rate = (BURST * ENDPOINTS) / ((now() - startedAt) / 1_000);

    const events = (DELIVERIES_PER_SECOND / ENDPOINTS) * seconds;
    await trickle(slipway, events);
    const calm = await arrive(events * ENDPOINTS);
    await endpoints.call('hang', HUNG);
    await trickle(slipway, events);
    const beside = await arrive(events * (ENDPOINTS - HUNG));
    const ratio = quantile(beside, 0.99) / quantile(calm, 0.99);
    return [
      {
        what: `webhooks: ${BURST} events, each to ${ENDPOINTS} endpoints, as fast as they go`,
        measured: `${count(rate)} deliveries/s`,
        floor: null,
        ratio: null,
        goal: `≥ ${count(DELIVERIES_PER_SECOND)}/s`,
        reached: rate >= DELIVERIES_PER_SECOND,
      },
      {
        what: `event → request at the endpoint, ${count(DELIVERIES_PER_SECOND)} deliveries/s to ${ENDPOINTS} endpoints of which ${HUNG} hang`,
        measured: p50p99(beside),
        floor: `while none hangs: ${p50p99(calm)}`,
        ratio,
        goal: 'p99 ≤ 1.2 × of what it is while none hangs',
        reached: ratio <= 1.2,
      },
    ] satisfies Line[];
  },
};

async function createEndpoints({ db, tenant: { workspaceId } }: Slipway, origin: string): Promise<void> {
  const ctx = { vault: createVault([ENCRYPTION_KEY]) };
  for (let number = 0; number < ENDPOINTS; number++) {
    const id = uuidv7();
    await db.query(
      `INSERT INTO webhook_endpoint (id, workspace_id, url, description, events, brand_ids, scopes, status_since, secret, made_by)
       VALUES ($1, $2, $3, '', '{*}', '{}', '{posts:read}', now(), $4, $1)`,
      [id, workspaceId, `${origin}/${number}`, sealSecret(ctx, { id, workspaceId }, generateSecret())],
    );
    await db.query('INSERT INTO webhook_lane (endpoint_id) VALUES ($1)', [id]);
  }
}

/** Evenly over the time. */
async function trickle(slipway: Slipway, events: number): Promise<void> {
  const everyMs = (1_000 * ENDPOINTS) / DELIVERIES_PER_SECOND;
  const begin = now();
  for (let event = 0; event < events; event++) {
    await delay(Math.max(0, begin + event * everyMs - now()));
    await happen(slipway);
  }
}

const happen = ({ db, tenant: { workspaceId, brandId } }: Slipway): Promise<void> =>
  db.tx(async (tx) => {
    appendEvents(tx, [
      {
        workspaceId,
        brandId,
        subject: 'TARGET',
        subjectId: uuidv7(),
        postId: uuidv7(),
        socialAccountId: uuidv7(),
        type: 'target.processing',
        payload: {
          platform: 'X',
          seq: 1,
          attempt: 1,
          status: 'PROCESSING',
          targetStatus: 'PUBLISHING',
          message: `${now()}`,
        },
      },
    ]);
  });
