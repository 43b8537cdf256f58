/** With REDIS_URL, events reach subscribers through Redis and not through Postgres' notifications. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EVENTS_CHANNEL } from '../../src/domain/events/announcement.ts';
import { startEventStream } from '../../src/domain/live/live.ts';
import { changeTarget } from '../../src/domain/targets/target-change.ts';
import { createRedisBus } from '../../src/lib/redis-bus.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { startEngine } from '../support/engine.ts';
import { createPost } from '../support/posts.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';
import { followTargets } from '../support/target-events.ts';

let redis: TestRedis;
let app: TestApp;
beforeAll(async () => {
  redis = await startTestRedis();
  app = await startTestApp({ env: { REDIS_URL: redis.url } });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await redis[Symbol.asyncDispose]();
});

it('announces every change, and a subscriber that listens to Redis alone sees it', async () => {
  const { brandId, accounts } = await app.seed();
  const stream = await fetch(app.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.apiKey}`, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify({ query: `subscription { publishStatusChanged(brandId: "${brandId}") { targetStatus } }` }),
  });
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  // The stream is open once its head has come; what is written from here on must arrive.
  const before = redis.published.length;
  await createPost(app.client(), {
    brandId,
    targets: [{ socialAccountId: accounts.X, format: 'TEXT' }],
    schedule: { mode: 'DRAFT' },
  });
  let text = '';
  while (!text.includes('targetStatus')) {
    const part = await reader?.read();
    if (part === undefined || part.done) break;
    text += part.value;
  }
  await reader?.cancel();
  expect(text).toContain('"targetStatus":"DRAFT"');
  expect(redis.published.slice(before).map(({ channel }) => channel)).toContain(EVENTS_CHANNEL);
});

it('hears of events from Redis alone, also of those that were announced while the connection was down', async () => {
  await using engine = await startEngine();
  engine.time.stop();
  const { db, log } = engine.ctx;
  const targetId = await engine.scheduleOne(
    { platform: 'X', format: 'TEXT', media: [] },
    { at: new Date(engine.clock.now().getTime() + 86_400_000) },
  );
  await using own = await startTestRedis();
  await using bus = createRedisBus(own.url, log);
  // Nothing but Redis can wake it: it has no other listener, and its own polling comes too late for this test.
  await using events = startEventStream({ db, log }, bus, { pollMs: 3_600_000 });
  await events.ready;
  const change = (percent: number) =>
    db.tx((tx) => changeTarget(tx, targetId, null, { percent }, { status: 'UPLOADING' }));
  const stream = followTargets(events, engine.viewer, { targetId }, null);
  const next = async () => (await stream.next()).value?.percent;

  const first = next();
  await own.subscribed(EVENTS_CHANNEL);
  await change(1);
  own.publish(EVENTS_CHANNEL, '""');
  expect(await first).toBe(1);

  const second = next();
  await change(2);
  own.dropConnections();
  expect(await second).toBe(2);
});
