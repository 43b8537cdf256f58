/** With REDIS_URL, events reach subscribers through Redis and not through Postgres' notifications. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { EVENTS_CHANNEL } from '../../src/domain/target-change.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { graphql } from '../support/gql/index.ts';
import { startTestRedis, type TestRedis } from '../support/redis.ts';

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

const Draft = graphql(`
  mutation RedisDraft($input: CreateScheduledPostInput!) {
    createScheduledPost(input: $input) {
      scheduledPost {
        id
      }
      userErrors {
        code
        message
      }
    }
  }
`);

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
  const { createScheduledPost } = await app.client()(Draft, {
    input: {
      brandId,
      content: { caption: 'By Redis' },
      targets: [{ socialAccountId: accounts.X, format: 'TEXT' }],
      schedule: { mode: 'DRAFT' },
    },
  });
  expect(createScheduledPost.userErrors).toEqual([]);
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
