/** TikTok at a sandbox: its adapter for an account that has just been connected, posts as its tests write them, and links that can be withdrawn. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import type { LivePost } from '../../sandbox/core.ts';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import type {
  Api,
  Credentials,
  MediaAccess,
  OAuthContext,
  PublishMedia,
  PublishPost,
} from '../../src/platforms/platform.ts';
import { createHttp } from '../../src/platforms/request.ts';
import { tiktok } from '../../src/platforms/tiktok/index.ts';
import { type TikTokOptions, options as tiktokOptions } from '../../src/platforms/tiktok/options.ts';
import { createDispatcher } from '../../src/platforms/wire.ts';
import type { JournalRun } from './journal.ts';
import { sampleJpeg, sampleMp4 } from './sample-media.ts';
import { startTestSandbox, type TestSandbox } from './sandbox.ts';

export const REDIRECT = 'https://slipway.example/oauth/callback';
export const VERIFIER = 'v'.repeat(64);
export const MINUTE_MS = 60_000;

export const smallVideo = sampleMp4({ bytes: 300_000 });
export const bigVideo = sampleMp4({ bytes: 70_000_123 });
export const photo = sampleJpeg({ width: 1080, height: 1080 });
const FILES: Readonly<Record<string, Buffer>> = { small: smallVideo, big: bigVideo, one: photo, two: photo };

export const videoFile = (id: 'small' | 'big'): PublishMedia => ({
  id,
  kind: 'VIDEO',
  mimeType: 'video/mp4',
  bytes: FILES[id]?.length ?? 0,
  width: 1080,
  height: 1920,
  durationMs: 5_000,
  frameRate: 30,
  frameCount: null,
  videoCodec: 'avc',
  audioCodec: 'aac',
  altText: null,
});
export const photoFile = (id: string): PublishMedia => ({
  ...videoFile('small'),
  id,
  kind: 'IMAGE',
  mimeType: 'image/jpeg',
  bytes: photo.length,
});

export const post = (
  format: 'VIDEO' | 'IMAGE' | 'CAROUSEL',
  media: readonly PublishMedia[],
  options: Partial<TikTokOptions> = {},
): PublishPost<TikTokOptions> => ({
  targetId: 'target-1',
  format,
  caption: 'Fresh bread #bakery',
  title: format === 'VIDEO' ? null : 'Bread',
  media,
  options: tiktokOptions.parse(options),
});
export const PUBLIC = { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE' } as const;
export const PRIVATE = { mode: 'DIRECT', privacyLevel: 'SELF_ONLY' } as const;
export const inboxVideo = post('VIDEO', [videoFile('small')]);
export const publicVideo = post('VIDEO', [videoFile('small')], PUBLIC);
export const longUpload = post('VIDEO', [videoFile('big')], PUBLIC);
export const inboxPhotos = post('CAROUSEL', [photoFile('one'), photoFile('two')]);
export const publicPhotos = post('CAROUSEL', [photoFile('one'), photoFile('two')], PUBLIC);

export interface TikTokBench {
  sandbox: TestSandbox;
  links: Awaited<ReturnType<typeof startMediaServer>>;
  /** Moves the adapter's clock; the sandbox has one of its own. */
  laterMs: number;
  context(onQuota?: (reading: unknown) => void): OAuthContext;
  /** The code that the consent page sends back. */
  consent(scopes?: readonly string[]): Promise<string>;
  connect(scopes?: readonly string[]): Promise<Credentials>;
  apiFor(credentials?: Credentials, onQuota?: (reading: unknown) => void): Promise<Api>;
  live(): Promise<LivePost[]>;
}

/** To be called once at the top of a file: it registers the hooks. */
export function openTikTok(): TikTokBench {
  const dispatcher = createDispatcher();
  const parts: Partial<TikTokBench> = {};
  // Whoever reads it is a test, and the hooks below have filled it by then.
  const bench = parts as TikTokBench;
  beforeAll(async () => {
    parts.sandbox = await startTestSandbox();
    parts.links = await startMediaServer();
  });
  beforeEach(async () => {
    await bench.sandbox.control.reset();
    bench.laterMs = 0;
  });
  afterAll(async () => {
    await bench.links.close();
    await bench.sandbox[Symbol.asyncDispose]();
    await dispatcher.close();
  });
  return Object.assign(bench, {
    context: (onQuota) => ({
      http: createHttp({ dispatcher, ...(onQuota !== undefined && { onQuota }) }),
      origins: {
        authorize: bench.sandbox.at('https://www.tiktok.com'),
        api: bench.sandbox.at('https://open.tiktokapis.com'),
      },
      client: { clientId: 'client-key', clientSecret: 'client-secret' },
      apiVersion: '',
      scopes: [...tiktok.oauth.neededScopes, ...tiktok.oauth.optionalScopes],
      now: () => new Date(Date.now() + bench.laterMs),
    }),
    consent: async (scopes) => {
      const url = tiktok.oauth.authorizationUrl(bench.context(), {
        redirectUri: REDIRECT,
        state: 'state-1',
        codeVerifier: VERIFIER,
      });
      const callback = await bench.sandbox.control.authorize(url, scopes === undefined ? {} : { scopes });
      expect(callback.searchParams.get('state')).toBe('state-1');
      return callback.searchParams.get('code') ?? '';
    },
    connect: async (scopes) => {
      const code = await bench.consent(scopes);
      return tiktok.oauth.exchangeCode(bench.context(), { code, redirectUri: REDIRECT, codeVerifier: VERIFIER });
    },
    apiFor: async (credentials, onQuota) => {
      const used = credentials ?? (await bench.connect());
      const account = await tiktok.oauth.identify(bench.context(), used);
      return { ...bench.context(onQuota), accessToken: used.accessToken, account, media: bench.links.access() };
    },
    live: () => bench.sandbox.control.live({ platform: 'TIKTOK' }),
  } satisfies Omit<TikTokBench, 'sandbox' | 'links' | 'laterMs'>);
}

export async function failureOf(publishing: Promise<unknown>): Promise<PlatformFailure> {
  try {
    await publishing;
  } catch (error) {
    if (error instanceof PlatformFailure) return error;
    throw error;
  }
  throw new Error('it was published');
}

/** What the engine does with the steps that a failure declares void. */
export const forget = (run: JournalRun, failure: PlatformFailure): Promise<void> => run.forget(...failure.discard);

/** Serves the files under links that can be withdrawn. */
async function startMediaServer() {
  const fetched = new Set<string>();
  const withdrawn = new Set<string>();
  const seen = { broken: false, gone: 0 };
  const server = createServer((request, response) => {
    const [, target, label = '', id = ''] = (request.url ?? '').split('/');
    const file = FILES[id];
    if (withdrawn.has(`${target}/${label}`)) {
      seen.gone += 1;
      response.writeHead(410).end();
      return;
    }
    fetched.add(`${target}/${label}`);
    if (seen.broken || file === undefined) response.writeHead(503).end();
    else response.writeHead(200, { 'content-type': 'image/jpeg', 'content-length': file.length }).end(file);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  let targets = 0;
  return Object.assign(seen, {
    access(): MediaAccess {
      const target = `target-${++targets}`;
      return {
        open: (id, range) => Readable.from(slices(bytesOf(id).subarray(range?.start, range?.end))),
        lend: (id, range) => Readable.from(slices(bytesOf(id).subarray(range.start, range.end))),
        link: async (id, label) => `http://127.0.0.1:${port}/${target}/${label}/${id}`,
        describe: async (id) => ({ bytes: FILES[id]?.length ?? 0, mimeType: 'image/jpeg' }),
        isServedSince: async () => true,
        revoke: async (label) => {
          withdrawn.add(`${target}/${label}`);
          return fetched.has(`${target}/${label}`) ? 'FETCHED' : 'NEVER_FETCHED';
        },
      };
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

const bytesOf = (id: string): Buffer => FILES[id] ?? Buffer.alloc(0);

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
