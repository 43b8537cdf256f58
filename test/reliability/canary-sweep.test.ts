/** A whole installation with a secret in every place that takes one: none is in anything that it stores, says or sends. */
import { randomBytes } from 'node:crypto';
import { request } from 'undici';
import { expect, it } from 'vitest';
import { openCredentials } from '../../src/domain/accounts/credentials.ts';
import { createLogger } from '../../src/lib/log.ts';
import type { SocialAccount } from '../../src/lib/prisma/client.ts';
import { startTestApp } from '../support/app.ts';
import { spellingsOf, wholeDatabase } from '../support/canaries.ts';
import { graphql } from '../support/gql/index.ts';
import { startMediaServer } from '../support/media-server.ts';
import { METRICS_SECRET } from '../support/metrics.ts';
import { startCollector } from '../support/otlp.ts';
import { createPost } from '../support/posts.ts';
import { startReceiver } from '../support/webhook-receiver.ts';

const CRON_SECRET = 'canary-of-the-cron-routes';
const COLLECTOR_KEY = 'canary-of-the-collector';
const WRONG_KEY = `slw_${'canary'.repeat(6)}`;

const CreateEndpoint = graphql(`
  mutation SweepEndpoint($input: CreateWebhookEndpointInput!) {
    createWebhookEndpoint(input: $input) { endpoint { id } secret userErrors { code } }
  }
`);
const RotateSecret = graphql(`
  mutation SweepRotate($input: RotateWebhookSecretInput!) {
    rotateWebhookSecret(input: $input) { secret userErrors { code } }
  }
`);
const Import = graphql(`
  mutation SweepImport($input: ImportMediaFromUrlInput!) {
    importMediaFromUrl(input: $input) { userErrors { code message } }
  }
`);
const Begin = graphql(`
  mutation SweepBegin($input: StartAccountConnectionInput!) {
    startAccountConnection(input: $input) { state authorizationUrl userErrors { code } }
  }
`);
const Complete = graphql(`
  mutation SweepComplete($input: CompleteAccountConnectionInput!) {
    completeAccountConnection(input: $input) { userErrors { code message } }
  }
`);
const TestAccounts = graphql(`
  mutation SweepTest($input: TestSocialAccountInput!) {
    testSocialAccount(input: $input) { userErrors { code message } }
  }
`);
const State = graphql(`
  query SweepState($id: ID!) {
    scheduledPost(id: $id) { status }
  }
`);

it('no key, token, password, signature or webhook secret is in a table, a log, a metric, a trace, an event or an audit entry', async () => {
  const canaries = new Map<string, string>();
  const plant = (what: string, secret: string | null | undefined) => {
    expect(secret, what).toEqual(expect.stringMatching(/.{6}/));
    canaries.set(secret ?? '', what);
  };
  const logged: string[] = [];
  await using stack = new AsyncDisposableStack();
  const collector = stack.use(await startCollector());
  const receiver = stack.use(await startReceiver());
  const files = stack.use(await startMediaServer());
  const encryptionKey = randomBytes(32).toString('base64');
  const app = await startTestApp({
    role: 'all',
    log: createLogger({ level: 'trace', destination: { write: (line) => void logged.push(line) } }),
    env: {
      METRICS_SECRET,
      CRON_SECRET,
      SLIPWAY_ENCRYPTION_KEYS: `k1:${encryptionKey}`,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: `x-collector-key=${COLLECTOR_KEY}`,
      OTEL_BSP_SCHEDULE_DELAY: '20',
    },
  });
  let isOpen = true;
  stack.defer(async () => {
    if (isOpen) await app[Symbol.asyncDispose]();
  });
  plant('the first API key', app.apiKey);
  plant('the encryption key', encryptionKey);
  plant('the secret of the metrics', METRICS_SECRET);
  plant('the secret of the cron routes', CRON_SECRET);
  plant('the key of the collector', COLLECTOR_KEY);
  plant('a wrong API key', WRONG_KEY);
  for (const { client } of app.ctx.platforms.values()) plant('a client secret', client.clientSecret);
  const tokens = async () => {
    for (const account of await app.db.query<SocialAccount>(
      'SELECT * FROM social_account WHERE credentials IS NOT NULL',
    ))
      for (const token of Object.values(openCredentials(app.ctx, account)))
        if (typeof token === 'string' && token.length > 10) plant('a token', token);
  };

  const { brandId, accounts } = await app.seed();
  await tokens();
  const client = app.client();
  const { secret } = await app.key({ scopes: ['POSTS_READ'] });
  plant('another API key', secret);
  const { createWebhookEndpoint } = await client(CreateEndpoint, { input: { url: receiver.url, events: ['*'] } });
  plant('a webhook secret', createWebhookEndpoint.secret);
  const rotated = await client(RotateSecret, { input: { endpointId: createWebhookEndpoint.endpoint?.id ?? '' } });
  plant('a newer webhook secret', rotated.rotateWebhookSecret.secret);

  // Refused, and told about, with what was sent.
  const wrong = await request(app.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${WRONG_KEY}`, 'content-type': 'application/json' },
    body: '{"query":"{ viewer { id } }"}',
  });
  await wrong.body.dump();
  for (const path of ['/metrics', '/cron/stats']) {
    const answer = await request(`${app.origin}${path}`, { headers: { authorization: `Bearer ${WRONG_KEY}` } });
    expect(answer.statusCode).toBe(401);
    await answer.body.dump();
  }
  plant('a password in an address', 'canary-of-a-password');
  plant('a signature in an address', 'canary-of-a-signature');
  const plain = `${files.on('none', () => undefined)}-of-these?X-Amz-Signature=canary-of-a-signature`;
  const address = plain.replace('://', '://keeper:canary-of-a-password@');
  for (const url of [address, plain])
    expect((await client(Import, { input: { url } })).importMediaFromUrl.userErrors).toHaveLength(1);
  const begun = await client(Begin, { input: { brandId, platform: 'X' } });
  plant('the state of a connection', begun.startAccountConnection.state);
  plant('a code of a platform', 'canary-of-a-code');
  const completed = await client(Complete, {
    input: { state: begun.startAccountConnection.state ?? '', code: 'canary-of-a-code' },
  });
  expect(completed.completeAccountConnection.userErrors).toHaveLength(1);

  // Platforms that repeat what they were sent, and accounts whose access is renewed.
  await app.sandbox.control.expireTokens('X');
  const echo = { error: { message: '{{request}}', code: 100 }, title: '{{request}}', detail: '{{request}}' };
  for (const operation of [
    'instagram.container_create',
    'tiktok.video_init',
    'youtube.videos_insert',
    'x.tweets_create',
  ])
    await app.sandbox.control.fault({ operation, mode: 'answer', status: 400, json: echo });
  const image = await app.upload();
  const video = await app.upload({ kind: 'VIDEO' });
  const posts: { id: string }[] = [];
  for (let round = 0; round < 2; round++)
    for (const [platform, format, media] of [
      ['X', 'TEXT', []],
      ['INSTAGRAM', 'IMAGE', [image]],
      ['TIKTOK', 'VIDEO', [video]],
      ['YOUTUBE', 'SHORT', [video]],
    ] as const)
      posts.push(
        await createPost(client, {
          brandId,
          content: { caption: `Sweep ${round}`, title: 'Sweep' },
          media: media.map((mediaAssetId) => ({ mediaAssetId })),
          targets: [
            {
              socialAccountId: accounts[platform],
              format,
              ...(platform === 'TIKTOK'
                ? { options: { tiktok: { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE' } } }
                : {}),
            },
          ],
          schedule: { mode: 'NOW' },
        }),
      );
  for (const { id } of posts)
    await expect
      .poll(async () => (await client(State, { id })).scheduledPost?.status)
      .toMatch(/^(PUBLISHED|FAILED|OUTCOME_UNKNOWN)$/);
  for (const socialAccountId of Object.values(accounts)) await client(TestAccounts, { input: { socialAccountId } });
  await tokens();

  // Everything has been told to everybody.
  await expect.poll(() => receiver.received.some(({ told }) => told.type.startsWith('target.'))).toBe(true);
  const asked = async (path: string, key: string) => {
    const answer = await request(`${app.origin}${path}`, { headers: { authorization: `Bearer ${key}` } });
    expect(answer.statusCode).toBe(200);
    return answer.body.text();
  };
  const metrics = await asked('/metrics', METRICS_SECRET);
  const audit = await asked('/audit.ndjson', app.apiKey);
  const database = await wholeDatabase(app.db);
  await app[Symbol.asyncDispose]();
  isOpen = false;
  const sinks = {
    database,
    metrics,
    audit,
    log: logged.join(''),
    traces: collector.bytes.toString('latin1'),
    webhooks: receiver.received.map(({ headers, body }) => JSON.stringify(headers) + body).join('\n'),
  };
  // Each sink has what it is searched for.
  expect(sinks.database).toContain('Sweep 1');
  expect(sinks.metrics).toContain('slipway_platform_calls_total');
  expect(sinks.audit).toContain('importMediaFromUrl');
  expect(sinks.log).toContain('platform call');
  expect(sinks.traces).toContain('mutation');
  const leaks = Object.entries(sinks).flatMap(([sink, text]) =>
    [...canaries].flatMap(([canary, what]) =>
      spellingsOf(canary).flatMap((spelled) =>
        text.includes(spelled)
          ? [`${what} in ${sink}: ${text.slice(Math.max(0, text.indexOf(spelled) - 200), text.indexOf(spelled))}`]
          : [],
      ),
    ),
  );
  expect(leaks).toEqual([]);
  for (const text of Object.values(sinks))
    expect(text).not.toMatch(/\b(?:sig|upload_id|upload_token)=(?!\[redacted\]).{9}/);
});
