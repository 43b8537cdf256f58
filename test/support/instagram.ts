/** Instagram at a sandbox: its adapter for an account that has just been connected, posts as its tests write them, and links that it pulls. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { LivePost } from '../../sandbox/core.ts';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import { instagram } from '../../src/platforms/instagram/index.ts';
import { type InstagramOptions, options } from '../../src/platforms/instagram/options.ts';
import type {
  Api,
  Credentials,
  Format,
  MediaAccess,
  OAuthContext,
  PublishMedia,
  PublishPost,
} from '../../src/platforms/platform.ts';
import { createHttp, type QuotaReading } from '../../src/platforms/request.ts';
import { createDispatcher } from '../../src/platforms/wire.ts';
import { type JournalRun, newRun, publishOnJournal } from './journal.ts';
import { sampleJpeg, sampleMp4 } from './sample-media.ts';
import { startTestSandbox, type TestSandbox } from './sandbox.ts';

export const DAY_MS = 86_400_000;
export const ACCOUNT_ID = '17841400000000011';
export const REDIRECT = 'https://slipway.example/oauth/callback';

const FILES: Record<string, { type: string; body: Buffer }> = {
  bread: { type: 'image/jpeg', body: sampleJpeg({ width: 1080, height: 1080 }) },
  cake: { type: 'image/jpeg', body: sampleJpeg({ width: 1000, height: 1000 }) },
  tower: { type: 'image/jpeg', body: sampleJpeg({ width: 500, height: 2000 }) },
  clip: { type: 'video/mp4', body: sampleMp4({ width: 1080, height: 1920, durationMs: 8_000 }) },
};

type Post = PublishPost<InstagramOptions>;

export interface InstagramBench {
  sandbox: TestSandbox;
  credentials: Credentials;
  /** What the adapter reported of allowances. */
  quotas: QuotaReading[];
  /** How far the sandbox and the adapter are ahead of the wall clock. */
  aheadMs: number;
  now(): Date;
  travel(ms: number): Promise<void>;
  context(): OAuthContext;
  connect(choice?: Parameters<TestSandbox['control']['authorize']>[1]): Promise<Credentials>;
  api(): Api;
  publish(post: Post, run?: JournalRun): ReturnType<typeof publishOnJournal<InstagramOptions>>;
  /** Publishes, expects a failure, and does to the journal what the engine does with it. */
  failing(post: Post, run: JournalRun): Promise<PlatformFailure>;
  live(): Promise<LivePost[]>;
}

/** To be called once at the top of a file: it registers the hooks. */
export function openInstagram(): InstagramBench {
  const dispatcher = createDispatcher();
  const parts: Partial<InstagramBench> = {};
  // Whoever reads it is a test, and the hooks below have filled it by then.
  const bench = parts as InstagramBench;
  let media: MediaAccess & AsyncDisposable;
  beforeAll(async () => {
    parts.sandbox = await startTestSandbox();
    media = await serveMedia();
  });
  afterAll(async () => {
    await dispatcher.close();
    await media[Symbol.asyncDispose]();
    await bench.sandbox[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    await bench.sandbox.control.reset();
    bench.quotas = [];
    bench.aheadMs = 0;
    bench.credentials = await bench.connect();
  });
  return Object.assign(bench, {
    now: () => new Date(Date.now() + bench.aheadMs),
    travel: async (ms) => {
      bench.aheadMs += ms;
      await bench.sandbox.control.advance(ms);
    },
    context: () => ({
      http: createHttp({ dispatcher, onQuota: (reading) => bench.quotas.push(reading) }),
      origins: Object.fromEntries(
        Object.entries(instagram.setup.origins).map(([name, { host }]) => [name, bench.sandbox.at(host)]),
      ),
      client: { clientId: 'instagram-app', clientSecret: 'instagram-secret' },
      apiVersion: 'v27.0',
      scopes: [...instagram.oauth.neededScopes, ...instagram.oauth.optionalScopes],
      now: bench.now,
    }),
    connect: async (choice = {}) => {
      const login = { redirectUri: REDIRECT, state: 'state-1', codeVerifier: 'v'.repeat(64) };
      const url = instagram.oauth.authorizationUrl(bench.context(), login);
      const callback = await bench.sandbox.control.authorize(url, { account: ACCOUNT_ID, ...choice });
      return instagram.oauth.exchangeCode(bench.context(), { ...login, code: callback.searchParams.get('code') ?? '' });
    },
    api: () => ({
      ...bench.context(),
      accessToken: bench.credentials.accessToken,
      account: { externalId: ACCOUNT_ID, username: 'northwind.bakery', displayName: null, facts: {} },
      media,
    }),
    publish: (subject, run = newRun()) => publishOnJournal(instagram, subject, bench.api(), run),
    failing: async (subject, run) => {
      const error = await bench.publish(subject, run).then(
        () => new Error('it was published'),
        (reason: unknown) => reason,
      );
      if (!(error instanceof PlatformFailure)) throw error;
      await run.forget(...error.discard);
      return error;
    },
    live: () => bench.sandbox.control.live({ platform: 'INSTAGRAM' }),
  } satisfies Omit<InstagramBench, 'sandbox' | 'credentials' | 'quotas' | 'aheadMs'>);
}

/** Links that need their whole query: an encoding mistake anywhere, or an unknown file, and the server hangs up. */
async function serveMedia(): Promise<MediaAccess & AsyncDisposable> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://media');
    const file = FILES[url.pathname.slice(1)];
    if (file === undefined || url.searchParams.get('sig') !== 'a&b=c#d') return response.destroy();
    return response.writeHead(200, { 'content-type': file.type, 'content-length': file.body.length }).end(file.body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    open: (id) => Readable.from([FILES[id]?.body]),
    lend: (id) => Readable.from([FILES[id]?.body]),
    link: async (id, label) =>
      `http://127.0.0.1:${port}/${id}?label=${label}&sig=${encodeURIComponent('a&b=c#d')}&expires=9`,
    isServedSince: async () => true,
    revoke: async () => 'FETCHED',
    describe: async (id) => ({ bytes: FILES[id]?.body.length ?? 0, mimeType: FILES[id]?.type ?? 'image/jpeg' }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export function asset(id: string, altText: string | null = null): PublishMedia {
  const type = FILES[id]?.type ?? 'image/jpeg';
  return {
    ...{ id, kind: type === 'video/mp4' ? 'VIDEO' : 'IMAGE', mimeType: type, bytes: FILES[id]?.body.length ?? 1 },
    ...{
      width: null,
      height: null,
      durationMs: null,
      frameRate: null,
      frameCount: null,
      videoCodec: null,
      audioCodec: null,
      altText,
    },
  };
}

export function post(format: Format, ids: readonly string[], rest: { caption?: string; options?: unknown } = {}) {
  return {
    targetId: 'target-1',
    format,
    caption: rest.caption ?? 'Fresh bread',
    title: null,
    media: ids.map((id) => asset(id)),
    options: options.parse(rest.options ?? {}),
  } satisfies PublishPost<InstagramOptions>;
}
