/** Webhooks without the rest of the server: a database, its events, the consumer and couriers, and an endpoint to send to. */
import { expect } from 'vitest';
import type { AppContext } from '../../src/context.ts';
import { EVENTS_CHANNEL } from '../../src/domain/events/announcement.ts';
import { appendEvents } from '../../src/domain/events/append.ts';
import { startConsumer } from '../../src/domain/events/consumer.ts';
import type { NewEvent } from '../../src/domain/events/event.ts';
import { startCourier } from '../../src/domain/webhooks/courier.ts';
import { deliveriesOfEvents } from '../../src/domain/webhooks/deliveries.ts';
import { WEBHOOKS_CHANNEL } from '../../src/domain/webhooks/endpoint-rows.ts';
import { createWebhookEndpoint } from '../../src/domain/webhooks/endpoints.ts';
import { uuidv7 } from '../../src/lib/crypto.ts';
import type { Db } from '../../src/lib/db.ts';
import { createListener } from '../../src/lib/listener.ts';
import type { WebhookDelivery } from '../../src/lib/prisma/client.ts';
import { testDatabase } from './database.ts';
import { type JumpClock, jumpClock } from './jump-clock.ts';
import { type LogLines, logLines } from './log-lines.ts';
import { accepted } from './outcomes.ts';
import { createTenant, type Tenant, testContext } from './tenant.ts';
import { type Receiver, startReceiver } from './webhook-receiver.ts';

export interface Webhooks extends AsyncDisposable {
  ctx: AppContext;
  db: Db;
  databaseUrl: string;
  clock: JumpClock;
  lines: LogLines['lines'];
  tenant: Tenant;
  receiver: Receiver;
  /** Makes an endpoint for everything, at the receiver unless it says otherwise. */
  endpoint(input?: {
    url?: string;
    events?: string[];
    brandIds?: string[];
  }): Promise<{ endpointId: string; secret: string }>;
  /** Appends one event of a target for each note, in one transaction. */
  happen(targetId: string, ...notes: string[]): Promise<void>;
  /** Resolves once everything that happened so far was turned into deliveries. */
  caughtUp(): Promise<void>;
  deliveries(endpointId: string): Promise<WebhookDelivery[]>;
  /** Another process, as far as that can be had within this one. */
  addCourier(): Promise<AsyncDisposable>;
}

export async function startWebhooks({ couriers = 1 } = {}): Promise<Webhooks> {
  await using stack = new AsyncDisposableStack();
  const { db, url: databaseUrl } = stack.use(await testDatabase());
  const clock = jumpClock();
  const { log, lines } = logLines();
  const context = stack.use(await testContext(db));
  const ctx = Object.assign(context.ctx, { clock, log });
  const tenant = await createTenant(db);
  const receiver = stack.use(await startReceiver());
  const listener = stack.use(createListener(db, log, { channels: [EVENTS_CHANNEL, WEBHOOKS_CHANNEL] }));
  const consumer = stack.use(startConsumer({ db, log }, listener, deliveriesOfEvents(ctx)));
  await consumer.ready;
  const addCourier = async () => {
    const courier = startCourier(ctx, listener);
    await courier.ready;
    return courier;
  };
  for (let count = 0; count < couriers; count++) stack.use(await addCourier());
  const owned = stack.move();
  return {
    ctx,
    db,
    databaseUrl,
    clock,
    lines,
    tenant,
    receiver,
    endpoint: async (input = {}) => {
      const wanted = { url: receiver.url, events: ['*'], ...input };
      const { endpointId, secret } = accepted(await createWebhookEndpoint(ctx, tenant.viewer, wanted));
      return { endpointId, secret: secret ?? '' };
    },
    happen: (targetId, ...notes) =>
      db.tx(async (tx) => {
        appendEvents(
          tx,
          notes.map((note) => targetEvent(tenant, targetId, note)),
        );
      }),
    caughtUp: () =>
      expect
        .poll(async () => {
          const [row] = await db.query<{ isBehind: boolean }>(
            'SELECT position < (SELECT max(position) FROM event) AS is_behind FROM event_consumer',
          );
          return row?.isBehind;
        })
        .toBe(false),
    deliveries: (endpointId) =>
      db.query<WebhookDelivery>('SELECT * FROM webhook_delivery WHERE endpoint_id = $1 ORDER BY position', [
        endpointId,
      ]),
    addCourier,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const targetEvent = ({ workspaceId, brandId, accounts }: Tenant, targetId: string, message: string): NewEvent => ({
  workspaceId,
  brandId,
  subject: 'TARGET',
  subjectId: targetId,
  postId: uuidv7(),
  socialAccountId: accounts.X,
  type: 'target.processing',
  payload: { platform: 'X', seq: 1, attempt: 1, status: 'PROCESSING', targetStatus: 'PUBLISHING', message },
});
