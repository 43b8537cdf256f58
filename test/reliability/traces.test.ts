/** What a collector of traces gets: one trace from the mutation to the last call of a platform, and no secret. */
import { request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openCredentials } from '../../src/domain/accounts/credentials.ts';
import { createLogger } from '../../src/lib/log.ts';
import type { SocialAccount } from '../../src/lib/prisma/client.ts';
import { type Seed, startTestApp, type TestApp } from '../support/app.ts';
import { graphql } from '../support/gql/index.ts';
import { type Collector, type ReceivedSpan, startCollector } from '../support/otlp.ts';
import { createPost } from '../support/posts.ts';

const HEADER = 'a-secret-of-the-collector';
const CALLER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const TRACEPARENT = `00-${CALLER.traceId}-${CALLER.spanId}-01`;

const Create = `mutation ($input: CreateScheduledPostInput!) {
  createScheduledPost(input: $input) { scheduledPost { id targets { id } } userErrors { code } }
}`;
const Retry = graphql(`
  mutation RetryTraced($input: RetryPostTargetInput!) {
    retryPostTarget(input: $input) { userErrors { code message path } }
  }
`);
const Test = graphql(`
  mutation TestTraced($input: TestSocialAccountInput!) {
    testSocialAccount(input: $input) { userErrors { code message path } }
  }
`);

// First, because feeds belong to the process: while any app in it traces, another one is traced as well.
it('without an endpoint no target keeps a trace, whatever its caller sends', async () => {
  await using off = await startTestApp();
  const { brandId, accounts } = await off.seed();
  const answer = await request(off.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${off.apiKey}`, 'content-type': 'application/json', traceparent: TRACEPARENT },
    body: JSON.stringify({
      query: Create,
      variables: {
        input: {
          brandId,
          content: { caption: 'Quiet' },
          targets: [{ socialAccountId: accounts.X, format: 'TEXT' }],
          schedule: { mode: 'DRAFT' },
        },
      },
    }),
  });
  expect(answer.statusCode).toBe(200);
  await answer.body.dump();
  expect(await off.db.query('SELECT traceparent FROM post_target')).toEqual([{ traceparent: null }]);
});

describe('with a collector', () => {
  let collector: Collector;
  let app: TestApp & Seed;
  beforeAll(async () => {
    collector = await startCollector();
    const started = await startTestApp({
      role: 'all',
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint,
        OTEL_EXPORTER_OTLP_HEADERS: `x-collector-key=${HEADER}`,
        OTEL_SERVICE_NAME: 'slipway-of-tests',
        OTEL_BSP_SCHEDULE_DELAY: '20',
      },
    });
    app = Object.assign(started, await started.seed());
  });
  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    await collector[Symbol.asyncDispose]();
  });
  beforeEach(() => app.sandbox.control.clearFaults());

  const inputOf = (platform: 'X' | 'INSTAGRAM', caption: string, media: object[] = []) => ({
    brandId: app.brandId,
    content: { caption },
    media,
    targets: [{ socialAccountId: app.accounts[platform], format: platform === 'X' ? 'TEXT' : 'IMAGE' }],
    schedule: { mode: 'NOW' },
  });
  /** As a client does that traces itself. */
  const createTraced = (input: object, traceparent = TRACEPARENT) =>
    app.raw(Create, { variables: { input }, headers: { traceparent } });
  const textNow = (caption: string) =>
    createPost(app.client(), {
      brandId: app.brandId,
      content: { caption },
      targets: [{ socialAccountId: app.accounts.X, format: 'TEXT' }],
      schedule: { mode: 'NOW' },
    });
  const spansOf = (traceId: string) => collector.spans.filter((span) => span.traceId === traceId);
  const runs = (spans: readonly ReceivedSpan[]) => spans.filter(({ kind }) => kind === 'CONSUMER');
  const childrenOf = ({ spanId }: ReceivedSpan) =>
    collector.spans.filter(({ parentSpanId }) => parentSpanId === spanId);
  const appears = async (what: (span: ReceivedSpan) => boolean): Promise<ReceivedSpan> => {
    await expect.poll(() => collector.spans.some(what)).toBe(true);
    const found = collector.spans.find(what);
    if (found === undefined) throw new Error('it was there a moment ago');
    return found;
  };

  describe('a post', () => {
    it('is one trace with its caller: mutation, run, step, and each call of the platform', async () => {
      collector.clear();
      const mediaAssetId = await app.upload();
      const answer = await createTraced(inputOf('INSTAGRAM', 'Traced bread', [{ mediaAssetId }]));
      expect(answer.errors).toEqual([]);
      await appears((span) => span.attributes['slipway.run.end'] === 'done');

      const mutation = await appears(({ name }) => name === 'mutation createScheduledPost');
      expect(mutation).toMatchObject({
        ...CALLER,
        spanId: expect.anything(),
        parentSpanId: CALLER.spanId,
        kind: 'SERVER',
      });
      const ran = runs(spansOf(CALLER.traceId));
      expect(ran.length).toBeGreaterThan(0);
      for (const run of ran) {
        expect(run).toMatchObject({
          name: 'publish INSTAGRAM',
          parentSpanId: mutation.spanId,
          isError: false,
          attributes: { 'slipway.platform': 'INSTAGRAM', 'slipway.format': 'IMAGE', 'messaging.system': 'pg-boss' },
        });
        expect(run.endedAt).toBeGreaterThanOrEqual(run.startedAt);
      }
      const steps = ran.flatMap(childrenOf);
      const commit = steps.find(({ attributes }) => attributes['slipway.step.kind'] === 'COMMIT');
      if (commit === undefined) throw new Error('no step is the commit');
      expect(childrenOf(commit)).toMatchObject([
        {
          kind: 'CLIENT',
          isError: false,
          attributes: {
            'slipway.platform': 'INSTAGRAM',
            'slipway.platform.operation': 'media_publish',
            'slipway.call.outcome': 'ok',
            'http.request.method': 'POST',
            'http.response.status_code': 200,
            'server.address': new URL(app.sandbox.origin).host,
          },
        },
      ]);
      // Every call that reached the platform meanwhile is in it.
      const calls = spansOf(CALLER.traceId).filter(({ kind }) => kind === 'CLIENT');
      expect(calls.map(({ attributes }) => attributes['slipway.platform.operation'])).toEqual(
        expect.arrayContaining(['media', 'media_publish']),
      );
    });

    it('hands no trace on to platforms: who reads ours is for us to say', async () => {
      const requests = await app.sandbox.control.requests({ limit: 1_000 });
      expect(requests.length).toBeGreaterThan(5);
      expect(JSON.stringify(requests)).not.toMatch(/traceparent/i);
    });

    it('says of a run that failed why, and a retry goes on in the trace of the retry', async () => {
      collector.clear();
      await app.sandbox.control.fault({
        operation: 'x.tweets_create',
        mode: 'answer',
        status: 403,
        json: { title: 'Forbidden', detail: 'You are not permitted to perform this action.', status: 403 },
      });
      const { targets } = await textNow('Refused at first');
      const failed = await appears((span) => span.attributes['slipway.run.end'] === 'failed');
      expect(failed).toMatchObject({ isError: true, attributes: { 'error.type': expect.stringMatching(/^[A-Z_]+$/) } });
      const refused = collector.spans.find((span) => span.attributes['http.response.status_code'] === 403);
      expect(refused).toMatchObject({ kind: 'CLIENT', isError: true, traceId: failed.traceId });

      await app.sandbox.control.clearFaults();
      const { retryPostTarget } = await app.client()(Retry, { input: { targetId: targets[0]?.id ?? '' } });
      expect(retryPostTarget.userErrors).toEqual([]);
      const again = await appears((span) => span.attributes['slipway.run.end'] === 'done');
      const retry = await appears(({ name }) => name === 'mutation retryPostTarget');
      expect(again).toMatchObject({ traceId: retry.traceId, parentSpanId: retry.spanId });
      expect(again.traceId).not.toBe(failed.traceId);
    });

    it('is not traced at all when its caller says so', async () => {
      collector.clear();
      const traceId = CALLER.traceId.replaceAll('0', '1');
      await createTraced(inputOf('X', 'Not of interest'), `00-${traceId}-${CALLER.spanId}-00`);
      await expect
        .poll(async () => (await app.sandbox.control.live()).some(({ text }) => text === 'Not of interest'))
        .toBe(true);
      await textNow('Of interest');
      await appears((span) => span.attributes['slipway.run.end'] === 'done');
      expect(spansOf(traceId)).toEqual([]);
      expect(new Set(runs(collector.spans).map((span) => span.traceId)).size).toBe(1);
    });

    it('begins a trace of its own where the caller sends nonsense', async () => {
      collector.clear();
      await createTraced(inputOf('X', 'Nonsense'), `00-${'0'.repeat(32)}-${CALLER.spanId}-01`);
      const mutation = await appears(({ name }) => name === 'mutation createScheduledPost');
      expect(mutation.parentSpanId).toBeNull();
      expect(mutation.traceId).toMatch(/^(?!0+$)[0-9a-f]{32}$/);
    });
  });

  describe('an account', () => {
    it('whose token is renewed for a post shows that inside the run', async () => {
      collector.clear();
      await app.sandbox.control.expireTokens('X');
      await textNow('After a renewal');
      const renewal = await appears(({ name }) => name === 'renew X');
      const run = await appears((span) => span.attributes['slipway.run.end'] === 'done');
      expect(renewal.traceId).toBe(run.traceId);
      expect(childrenOf(renewal).map(({ attributes }) => attributes['slipway.platform.operation'])).toEqual([
        'oauth2.refresh',
      ]);
    });

    it('that is tested shows the check inside the mutation', async () => {
      collector.clear();
      await app.client()(Test, { input: { socialAccountId: app.accounts.YOUTUBE } });
      const check = await appears(({ name }) => name === 'check account');
      const mutation = await appears(({ name }) => name === 'mutation testSocialAccount');
      expect(check).toMatchObject({
        parentSpanId: mutation.spanId,
        attributes: { 'slipway.check.result': 'ANSWERED' },
      });
      expect(childrenOf(check).length).toBeGreaterThan(0);
    });
  });

  describe('what is sent', () => {
    it('names the service, its version and role, and carries the headers of the operator', () => {
      expect(collector.resource).toMatchObject({
        'service.name': 'slipway-of-tests',
        'service.version': expect.stringMatching(/^\d/),
        'slipway.role': 'all',
      });
      expect(collector.requests[0]).toMatchObject({ path: '/v1/traces', headers: { 'x-collector-key': HEADER } });
    });

    it('holds no text, token, key, address of an upload or answer of a platform, whatever goes wrong', async () => {
      collector.clear();
      const canaries = new Set<string>([app.apiKey, HEADER]);
      const collect = async () => {
        for (const account of await app.db.query<SocialAccount>('SELECT * FROM social_account')) {
          const { accessToken, refreshToken } = openCredentials(app.ctx, account);
          for (const token of [accessToken, refreshToken]) if (token !== null) canaries.add(token);
        }
      };
      await collect();
      for (const { client } of app.ctx.platforms.values()) canaries.add(client.clientSecret);
      const said = 'canary-of-the-platform';
      for (const operation of ['instagram.*', 'x.*', 'tiktok.*', 'youtube.*'])
        await app.sandbox.control.fault({
          operation,
          mode: 'answer',
          status: 400,
          times: 3,
          json: { error: { message: `${said} {{request}}`, code: 100, type: said }, title: said, detail: said },
        });
      const image = await app.upload();
      const video = await app.upload({ kind: 'VIDEO' });
      const everywhere = {
        brandId: app.brandId,
        content: { caption: 'canary-of-the-author', title: 'canary-of-the-title' },
        targets: [
          { socialAccountId: app.accounts.YOUTUBE, format: 'SHORT' },
          { socialAccountId: app.accounts.TIKTOK, format: 'VIDEO', options: { tiktok: { mode: 'INBOX' } } },
        ],
        media: [{ mediaAssetId: video }],
        schedule: { mode: 'NOW' },
      };
      for (let round = 0; round < 3; round++) {
        await createTraced(inputOf('X', `canary-of-the-author ${round}`));
        await createTraced(inputOf('INSTAGRAM', `canary-of-the-author ${round}`, [{ mediaAssetId: image }]));
        await createTraced(everywhere);
        await app.sandbox.control.expireTokens('X');
      }
      await app.raw('query Canary { nothing(of: "canary-of-the-query") }');
      await app.raw('query ($id: ID!) { node(id: $id) { id } }', { variables: { id: 'canary-of-the-variables' } });
      const refusedBy = () =>
        new Set(
          collector.spans.flatMap(({ isError, kind, attributes }) =>
            isError && kind === 'CLIENT' ? [attributes['slipway.platform']] : [],
          ),
        ).size;
      await expect.poll(refusedBy).toBe(4);
      await collect();
      const sent = collector.bytes.toString('latin1');
      expect(sent).toContain('slipway.platform.operation');
      expect([...canaries].filter((canary) => sent.includes(canary))).toEqual([]);
      expect(sent).not.toMatch(/canary|upload_id=|upload_token=|sig=|\?[a-z_]+=/i);
      expect(canaries.size).toBeGreaterThan(8);
    });
  });
});

it.each([
  { when: 'while it works', delayMs: 20 },
  { when: 'at its end alone', delayMs: 60_000 },
])(
  'an endpoint that is away keeps nothing from going out, nor the process from ending, and is told once, when it sends $when',
  async ({ when, delayMs }) => {
    const lines: string[] = [];
    const log = createLogger({ level: 'warn', destination: { write: (line) => void lines.push(line) } });
    const away = await startTestApp({
      role: 'all',
      log,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
        OTEL_BSP_SCHEDULE_DELAY: String(delayMs),
        OTEL_EXPORTER_OTLP_TIMEOUT: '100',
      },
    });
    const { brandId, accounts } = await away.seed();
    await createPost(away.client(), {
      brandId,
      targets: [{ socialAccountId: accounts.X, format: 'TEXT' }],
      schedule: { mode: 'NOW' },
    });
    await expect.poll(async () => (await away.sandbox.control.live()).length).toBe(1);
    const told = () => lines.filter((line) => line.includes('traces cannot be sent')).length;
    if (when === 'while it works') await expect.poll(told).toBe(1);
    await away[Symbol.asyncDispose]();
    expect(told()).toBe(1);
  },
);
