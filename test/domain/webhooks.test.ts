/** Deliveries of webhooks: signed, once and in order, tried again, given up, held back and sent again. */
import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, it } from 'vitest';
import { testWebhookEndpoint } from '../../src/domain/webhooks/endpoint-test.ts';
import {
  createWebhookEndpoint,
  deleteWebhookEndpoint,
  rotateWebhookSecret,
  updateWebhookEndpoint,
} from '../../src/domain/webhooks/endpoints.ts';
import { replayWebhookDeliveries, replayWebhookDelivery } from '../../src/domain/webhooks/replay.ts';
import { retryAfterOf } from '../../src/domain/webhooks/retry.ts';
import { createGuardedPost } from '../../src/lib/guarded-post.ts';
import type { WebhookAttempt, WebhookEndpoint } from '../../src/lib/prisma/client.ts';
import { accepted, refusals } from '../support/outcomes.ts';
import { startReceiver } from '../support/webhook-receiver.ts';
import { startWebhooks, type Webhooks } from '../support/webhooks.ts';

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const DAY = 24 * HOUR;

let hooks: Webhooks;
afterEach(() => hooks[Symbol.asyncDispose]());
const start = async (options?: Parameters<typeof startWebhooks>[0]) => {
  hooks = await startWebhooks(options);
};

const notes = () => hooks.receiver.received.map(({ told }) => told.data.message);
const statuses = async (endpointId: string) => (await hooks.deliveries(endpointId)).map(({ status }) => status);
const endpointRow = async (id: string) => {
  const [row] = await hooks.db.query<WebhookEndpoint>('SELECT * FROM webhook_endpoint WHERE id = $1', [id]);
  return row;
};
const eventTypes = async (endpointId: string) =>
  (
    await hooks.db.query<{ type: string }>('SELECT type FROM event WHERE subject_id = $1 ORDER BY position', [
      endpointId,
    ])
  ).map(({ type }) => type);

describe('an event', () => {
  it('is sent signed as Standard Webhooks has it, in the words of the API, and logged without secrets', async () => {
    await start();
    const { endpointId, secret } = await hooks.endpoint();
    const targetId = randomUUID();
    await hooks.happen(targetId, 'first');
    await expect.poll(() => statuses(endpointId)).toEqual(['DELIVERED']);
    const [sent] = hooks.receiver.received;
    expect(new Webhook(secret).verify(sent?.body ?? '', sent?.headers as Record<string, string>)).toEqual({
      id: sent?.headers['webhook-id'],
      type: 'target.processing',
      version: 1,
      at: expect.stringMatching(/^20.*Z$/),
      workspaceId: `workspace_${hooks.tenant.workspaceId}`,
      brandId: `brand_${hooks.tenant.brandId}`,
      subject: { type: 'TARGET', id: `target_${targetId}` },
      data: expect.objectContaining({ targetId: `target_${targetId}`, message: 'first', permalink: null, error: null }),
    });
    expect(() => new Webhook(secret).verify(`${sent?.body} `, sent?.headers as Record<string, string>)).toThrow();
    const [attempt] = await hooks.db.query<WebhookAttempt>('SELECT * FROM webhook_attempt');
    expect(attempt).toMatchObject({ number: 1, status: 204, requestBody: sent?.body, error: null });
    expect(attempt?.requestHeaders).toMatchObject({ 'webhook-signature': '[redacted]' });
  });

  it('is told to the endpoints that ask for it, and to no other', async () => {
    await start();
    await using other = await startReceiver();
    await hooks.endpoint({ events: ['target.success', 'account.*'], url: other.url });
    await hooks.endpoint({ events: ['target.*'], brandIds: [await anotherBrand()], url: other.url });
    const { endpointId } = await hooks.endpoint({ events: ['target.*'] });
    await hooks.happen(randomUUID(), 'for one');
    await expect.poll(() => statuses(endpointId)).toEqual(['DELIVERED']);
    expect(other.received).toEqual([]);
  });

  it('of one subject waits for the earlier ones, however often they fail, and no other subject waits for it', async () => {
    await start();
    const { endpointId } = await hooks.endpoint();
    const [flaky, other] = [randomUUID(), randomUUID()];
    let failures = 0;
    hooks.receiver.answer = ({ told }) => (told.data.message === 'one' && ++failures <= 2 ? 500 : 204);
    await hooks.happen(flaky, 'one', 'two', 'three');
    await hooks.happen(other, 'aside');
    await expect.poll(() => statuses(endpointId)).toEqual(['PENDING', 'PENDING', 'PENDING', 'DELIVERED']);
    await expect
      .poll(async () => (await hooks.deliveries(endpointId))[0])
      .toMatchObject({ attempts: 1, failures: 1, lastStatus: 500, lastError: 'answered 500' });
    await hooks.happen(flaky, 'four');
    hooks.clock.jump(6 * SECOND);
    await expect.poll(async () => (await hooks.deliveries(endpointId))[0]?.attempts).toBe(2);
    hooks.clock.jump(6 * 60 * SECOND);
    await expect.poll(() => statuses(endpointId)).toEqual(Array(5).fill('DELIVERED'));
    expect(notes().filter((note) => note !== 'aside')).toEqual(['one', 'one', 'one', 'two', 'three', 'four']);
    const ofFirst = hooks.receiver.received.filter(({ told }) => told.data.message === 'one');
    expect(new Set(ofFirst.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
  });

  it('is given up after the last attempt of the schedule, and then the next of its subject goes', async () => {
    await start();
    const { endpointId } = await hooks.endpoint();
    hooks.receiver.answer = ({ told }) => (told.data.message === 'never' ? 500 : 204);
    const subject = randomUUID();
    await hooks.happen(subject, 'never', 'after');
    for (let attempt = 1; attempt < 10; attempt++) {
      await expect.poll(async () => (await hooks.deliveries(endpointId))[0]?.attempts).toBe(attempt);
      // Something else that works keeps the endpoint from being disabled.
      await hooks.happen(randomUUID(), 'works');
      await expect.poll(() => notes().filter((note) => note === 'works').length).toBe(attempt);
      hooks.clock.jump(27 * HOUR);
    }
    await expect.poll(async () => (await statuses(endpointId)).slice(0, 2)).toEqual(['FAILED', 'DELIVERED']);
    expect((await hooks.deliveries(endpointId))[0]).toMatchObject({ attempts: 10, nextAttemptAt: null });
  });
});

const anotherBrand = async () => {
  const id = randomUUID();
  await hooks.db.query("INSERT INTO brand (id, workspace_id, name, time_zone) VALUES ($1, $2, 'Other', 'UTC')", [
    id,
    hooks.tenant.workspaceId,
  ]);
  return id;
};

describe('an endpoint', () => {
  it('that asks for an absurdly long wait gets the longest one', () => {
    const now = new Date('2026-06-01T00:00:00Z');
    for (const wait of ['99999999999999', '9'.repeat(400), '90000', 'Wed, 01 Jan 2031 00:00:00 GMT'])
      expect(retryAfterOf({ 'retry-after': wait }, now)).toEqual(new Date('2026-06-02T00:00:00Z'));
    for (const none of ['', '-1', 'soon', '0']) expect(retryAfterOf({ 'retry-after': none }, now)).toBeNull();
  });

  it('that says when to come again is left alone until then', async () => {
    await start();
    const { endpointId } = await hooks.endpoint();
    hooks.receiver.answer = (_received, response) => {
      response.setHeader('retry-after', '7200');
      return 503;
    };
    await hooks.happen(randomUUID(), 'one');
    await expect.poll(async () => (await hooks.deliveries(endpointId))[0]?.attempts).toBe(1);
    const [waiting] = await hooks.deliveries(endpointId);
    expect(waiting?.nextAttemptAt?.getTime()).toBeGreaterThan(hooks.clock.now().getTime() + 1.9 * HOUR);
    await hooks.happen(randomUUID(), 'two');
    await hooks.caughtUp();
    hooks.receiver.answer = () => 200;
    hooks.clock.jump(HOUR);
    await expect.poll(() => statuses(endpointId)).toEqual(['PENDING', 'PENDING']);
    expect(notes()).toEqual(['one']);
    hooks.clock.jump(1.1 * HOUR);
    await expect.poll(() => statuses(endpointId)).toEqual(['DELIVERED', 'DELIVERED']);
  });

  it('that answers 410 is disabled, with an event, and sent to again when somebody enables it', async () => {
    await start();
    const { endpointId } = await hooks.endpoint();
    hooks.receiver.answer = () => 410;
    await hooks.happen(randomUUID(), 'unwanted');
    await expect.poll(async () => (await endpointRow(endpointId))?.status).toBe('DISABLED');
    expect(await endpointRow(endpointId)).toMatchObject({ statusReason: 'GONE' });
    expect(await eventTypes(endpointId)).toEqual(['webhook.created', 'webhook.disabled']);
    await hooks.happen(randomUUID(), 'not kept');
    await hooks.caughtUp();
    hooks.receiver.answer = () => 204;
    accepted(await updateWebhookEndpoint(hooks.ctx, hooks.tenant.viewer, { endpointId, status: 'ENABLED' }));
    hooks.clock.jump(6 * SECOND);
    await expect.poll(() => statuses(endpointId)).toEqual(['DELIVERED']);
    expect(await endpointRow(endpointId)).toMatchObject({ status: 'ENABLED', statusReason: null });
    expect(notes()).toEqual(['unwanted', 'unwanted']);
  });

  it('that does nothing but fail for five days is disabled', async () => {
    await start();
    const { endpointId } = await hooks.endpoint();
    hooks.receiver.answer = () => 500;
    await hooks.happen(randomUUID(), 'in vain');
    await expect.poll(async () => (await hooks.deliveries(endpointId))[0]?.attempts).toBe(1);
    hooks.clock.jump(4 * DAY);
    await expect.poll(async () => (await hooks.deliveries(endpointId))[0]?.attempts).toBe(2);
    expect((await endpointRow(endpointId))?.status).toBe('ENABLED');
    hooks.clock.jump(1.1 * DAY);
    await expect.poll(async () => (await endpointRow(endpointId))?.statusReason).toBe('FAILING');
  });

  it('that is paused gets nothing, and everything that happened once it is enabled', async () => {
    await start();
    const { endpointId } = await hooks.endpoint();
    accepted(await updateWebhookEndpoint(hooks.ctx, hooks.tenant.viewer, { endpointId, status: 'PAUSED' }));
    await hooks.happen(randomUUID(), 'one', 'two');
    await expect.poll(() => statuses(endpointId)).toEqual(['PENDING', 'PENDING']);
    expect(notes()).toEqual([]);
    accepted(await updateWebhookEndpoint(hooks.ctx, hooks.tenant.viewer, { endpointId, status: 'ENABLED' }));
    await expect.poll(() => statuses(endpointId)).toEqual(['DELIVERED', 'DELIVERED']);
    expect(notes()).toEqual(['one', 'two']);
  });

  it('that hangs delays no other', async () => {
    await start();
    await using hung = await startReceiver();
    hung.answer = () => null;
    await hooks.endpoint({ url: hung.url });
    const { endpointId } = await hooks.endpoint();
    for (let event = 0; event < 30; event++) await hooks.happen(randomUUID(), `event ${event}`);
    await expect.poll(() => statuses(endpointId)).toEqual(Array(30).fill('DELIVERED'));
    expect(hung.received).toHaveLength(8);
  });

  it('gets both signatures while its secret changes, and the old one no longer than asked', async () => {
    await start();
    const { endpointId, secret } = await hooks.endpoint();
    const rotated = accepted(
      await rotateWebhookSecret(hooks.ctx, hooks.tenant.viewer, { endpointId, oldValidHours: 1 }),
    );
    await hooks.happen(randomUUID(), 'changing over');
    await expect.poll(() => statuses(endpointId)).toEqual(['DELIVERED']);
    const [both] = hooks.receiver.received;
    for (const known of [secret, rotated.secret])
      expect(new Webhook(known).verify(both?.body ?? '', both?.headers as Record<string, string>)).toBeTruthy();
    hooks.clock.jump(61 * 60 * SECOND);
    await hooks.happen(randomUUID(), 'changed');
    await expect.poll(() => statuses(endpointId)).toEqual(['DELIVERED', 'DELIVERED']);
    expect(hooks.receiver.received[1]?.headers['webhook-signature']).toMatch(/^v1,\S+$/);
  });

  it('that is deleted gets nothing more', async () => {
    await start();
    const { endpointId } = await hooks.endpoint();
    accepted(await deleteWebhookEndpoint(hooks.ctx, hooks.tenant.viewer, { endpointId }));
    await using other = await startReceiver();
    const still = await hooks.endpoint({ url: other.url });
    await hooks.happen(randomUUID(), 'too late');
    await expect.poll(() => statuses(still.endpointId)).toEqual(['DELIVERED']);
    expect(notes()).toEqual([]);
    expect(refusals(await updateWebhookEndpoint(hooks.ctx, hooks.tenant.viewer, { endpointId }))).toEqual([
      'NOT_FOUND input.endpointId',
    ]);
  });

  it('tells what it answers to a test, which is not repeated at once', async () => {
    await start();
    const { endpointId, secret } = await hooks.endpoint();
    hooks.receiver.answer = (_received, response) => {
      response.writeHead(418, { 'content-type': 'text/plain' }).end(`no ${secret}`);
      return null;
    };
    const { attempt } = accepted(await testWebhookEndpoint(hooks.ctx, hooks.tenant.viewer, { endpointId }));
    expect(attempt).toMatchObject({ status: 418, responseBody: 'no [redacted]' });
    expect(hooks.receiver.received[0]?.told).toMatchObject({
      type: 'webhook.test',
      subject: { id: `webhook_${endpointId}` },
    });
    expect(refusals(await testWebhookEndpoint(hooks.ctx, hooks.tenant.viewer, { endpointId }))).toEqual([
      'TESTED_JUST_NOW input.endpointId',
    ]);
    expect(await hooks.deliveries(endpointId)).toEqual([]);
  });
});

describe('what was sent before', () => {
  it('is sent again with the same id: one, all of a time, or only what was given up', async () => {
    await start();
    const { endpointId } = await hooks.endpoint();
    const begin = new Date();
    await hooks.happen(randomUUID(), 'one', 'two');
    await hooks.happen(randomUUID(), 'three');
    await expect.poll(() => statuses(endpointId)).toEqual(Array(3).fill('DELIVERED'));
    const [first, , third] = await hooks.deliveries(endpointId);
    accepted(await replayWebhookDelivery(hooks.ctx, hooks.tenant.viewer, { deliveryId: first?.id ?? '' }));
    await expect.poll(() => notes().filter((note) => note === 'one').length).toBe(2);
    await hooks.db.query("UPDATE webhook_delivery SET status = 'FAILED' WHERE id = $1", [third?.id]);
    const span = { endpointId, from: begin, to: new Date(Date.now() + SECOND) };
    const replay = async (onlyFailed: boolean) =>
      accepted(await replayWebhookDeliveries(hooks.ctx, hooks.tenant.viewer, { ...span, onlyFailed })).replayed;
    expect(await replay(true)).toBe(1);
    await expect.poll(() => notes().filter((note) => note === 'three').length).toBe(2);
    expect(await replay(false)).toBe(3);
    await expect.poll(() => hooks.receiver.received.length).toBe(8);
    const ids = hooks.receiver.received.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(3);
  });

  it('or should have been, before the endpoint was there, is sent too', async () => {
    await start();
    const begin = new Date();
    await hooks.happen(randomUUID(), 'before');
    const { endpointId } = await hooks.endpoint({ events: ['target.*'] });
    await hooks.happen(randomUUID(), 'after');
    await expect.poll(() => statuses(endpointId)).toEqual(['DELIVERED']);
    const span = { endpointId, from: begin, to: new Date(Date.now() + SECOND) };
    expect(accepted(await replayWebhookDeliveries(hooks.ctx, hooks.tenant.viewer, span)).replayed).toBe(2);
    await expect.poll(() => statuses(endpointId)).toEqual(['DELIVERED', 'DELIVERED']);
    await expect.poll(() => notes().toSorted()).toEqual(['after', 'after', 'before']);
  });
});

describe('several processes', () => {
  it('deliver every event, each once, in the order of its subject', async () => {
    await start({ couriers: 3 });
    const { endpointId } = await hooks.endpoint();
    const subjects = Array.from({ length: 10 }, () => randomUUID());
    for (let round = 0; round < 10; round++)
      await Promise.all(subjects.map((subject) => hooks.happen(subject, `${subject} ${round}`)));
    await expect
      .poll(async () => (await statuses(endpointId)).filter((status) => status === 'DELIVERED').length)
      .toBe(100);
    expect(hooks.receiver.received).toHaveLength(100);
    for (const subject of subjects)
      expect(notes().filter((note) => String(note).startsWith(subject))).toEqual(
        Array.from({ length: 10 }, (_, round) => `${subject} ${round}`),
      );
  });
});

describe('an address', () => {
  const refused = async (url: string) =>
    refusals(await createWebhookEndpoint(hooks.ctx, hooks.tenant.viewer, { url, events: ['*'] }));

  it('in our own network, without TLS, with credentials or of another kind is refused', async () => {
    await start();
    for (const url of [
      'http://hooks.example.com/x',
      'https://10.0.0.1/x',
      'https://[::1]/x',
      'https://2130706434/x',
      'https://user:pass@hooks.example.com/x',
      'ftp://hooks.example.com/x',
      'https://hooks.example.com:8443/x',
      'nonsense',
    ])
      expect(await refused(url), url).toEqual(['VALIDATION input.url']);
    expect(await refused('https://hooks.example.com/x')).toEqual([]);
  });

  it('whose name leads into our own network is not connected to, and neither is one that it redirects to', async () => {
    await start();
    await using inner = await startReceiver();
    await using guard = createGuardedPost({
      allowPrivateHosts: [new URL(hooks.receiver.url).host],
      log: hooks.ctx.log,
      resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    });
    hooks.ctx.webhookPost = guard;
    const { endpointId } = await hooks.endpoint({ url: 'https://rebound.example/x' });
    await hooks.happen(randomUUID(), 'inwards');
    await expect
      .poll(async () => (await hooks.deliveries(endpointId))[0]?.lastError)
      .toBe('rebound.example has a private address');
    hooks.receiver.answer = (_received, response) => {
      response.setHeader('location', inner.url);
      return 307;
    };
    const { endpointId: redirecting } = await hooks.endpoint({ events: ['target.*'] });
    await hooks.happen(randomUUID(), 'around');
    await expect
      .poll(async () => (await hooks.deliveries(redirecting))[0])
      .toMatchObject({ status: 'PENDING', lastStatus: 307, lastError: 'redirects are not followed' });
    expect(inner.received).toEqual([]);
  });
});

it('secrets of endpoints are in no table, log line or event', async () => {
  await start();
  const { endpointId, secret } = await hooks.endpoint();
  hooks.receiver.answer = (_received, response) => {
    response.writeHead(500, { 'x-echo': secret }).end(`echo ${secret}`);
    return null;
  };
  await hooks.happen(randomUUID(), 'echoed');
  await expect.poll(async () => (await hooks.deliveries(endpointId))[0]?.attempts).toBe(1);
  const { secret: next } = accepted(await rotateWebhookSecret(hooks.ctx, hooks.tenant.viewer, { endpointId }));
  const tables = await hooks.db.query<{ name: string }>(
    "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'",
  );
  const rows = await Promise.all(
    tables.map(({ name }) => hooks.db.query<{ text: string }>(`SELECT row_to_json(t)::text AS text FROM "${name}" t`)),
  );
  const everything = [...rows.flat().map(({ text }) => text), JSON.stringify(hooks.lines)].join('\n');
  expect(everything).toContain('echo [redacted]');
  for (const canary of [secret, next, secret.slice(6), next.slice(6)]) expect(everything).not.toContain(canary);
});
