/** One connected X account at a sandbox: media in memory, a journal that survives "restarts", and what the adapter said. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import type {
  Api,
  Credentials,
  OAuthContext,
  PublishMedia,
  PublishPost,
  QuotaReading,
} from '../../src/platforms/platform.ts';
import { createDispatcher, createHttp, type Exchange } from '../../src/platforms/request.ts';
import { x } from '../../src/platforms/x/index.ts';
import { type XOptions, xOptions } from '../../src/platforms/x/options.ts';
import { type MemoryRun, publishInMemory } from './memory-journal.ts';
import { startTestSandbox, type TestSandbox } from './sandbox.ts';

export const REDIRECT_URI = 'https://slipway.example/oauth/x';
export const CODE_VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk-0123456789abcdefghij';

type Post = PublishPost<XOptions>;
export interface TestFile {
  bytes: Buffer;
  mimeType: string;
  altText?: string;
}

export interface XBench extends AsyncDisposable {
  sandbox: TestSandbox;
  oauth: OAuthContext;
  api: Api;
  credentials: Credentials;
  exchanges: Exchange[];
  readings: QuotaReading[];
  /** Moves the adapter's clock; the sandbox has one of its own. */
  advance(ms: number): void;
  connect(choice?: { scopes?: readonly string[] }): Promise<Credentials>;
  post(files: readonly TestFile[], patch?: Partial<Omit<Post, 'options' | 'media'>> & { options?: unknown }): Post;
  publish(post: Post, run?: MemoryRun): ReturnType<typeof publishInMemory<XOptions>>;
  /** Runs until it fails, and forgets what the failure voids, as the engine does. */
  fail(post: Post, run: MemoryRun): Promise<PlatformFailure>;
}

export async function startXBench(): Promise<XBench> {
  const sandbox = await startTestSandbox();
  const dispatcher = createDispatcher();
  const exchanges: Exchange[] = [];
  const readings: QuotaReading[] = [];
  const stored = new Map<string, Buffer>();
  let offsetMs = 0;
  const http = createHttp({
    dispatcher,
    onExchange: (exchange) => exchanges.push(exchange),
    onQuota: (reading) => readings.push(reading),
  });
  const oauth: OAuthContext = {
    http,
    origins: Object.fromEntries(Object.entries(x.origins).map(([name, url]) => [name, sandbox.at(url)])),
    client: { clientId: 'client-of-slipway', clientSecret: 'secret-of-slipway' },
    apiVersion: '',
    scopes: [...x.oauth.neededScopes, ...x.oauth.optionalScopes],
    now: () => new Date(Date.now() + offsetMs),
  };
  const connect: XBench['connect'] = async (choice = {}) => {
    const url = x.oauth.authorizationUrl(oauth, {
      redirectUri: REDIRECT_URI,
      state: 'state-1',
      codeVerifier: CODE_VERIFIER,
    });
    const callback = await sandbox.control.authorize(url, choice);
    const code = callback.searchParams.get('code') ?? '';
    return x.oauth.exchangeCode(oauth, { code, redirectUri: REDIRECT_URI, codeVerifier: CODE_VERIFIER });
  };
  const credentials = await connect();
  const file = (id: string): Buffer => {
    const bytes = stored.get(id);
    if (bytes === undefined) throw new Error(`no file ${id}`);
    return bytes;
  };
  const unused = () => Promise.reject(new Error('X pulls nothing'));
  const api: Api = {
    ...oauth,
    accessToken: credentials.accessToken,
    account: await x.oauth.identify(oauth, credentials),
    media: {
      open: (id, range) => Readable.from([file(id).subarray(range?.start, range?.end)]),
      lend: (id, range) => Readable.from([file(id).subarray(range.start, range.end)]),
      link: unused,
      revoke: unused,
      describe: async (id) => ({ bytes: file(id).length, mimeType: 'application/octet-stream' }),
    },
  };
  const publish: XBench['publish'] = (post, run) => publishInMemory(x, post, api, run);
  return {
    sandbox,
    oauth,
    api,
    credentials,
    exchanges,
    readings,
    connect,
    publish,
    advance: (ms) => {
      offsetMs += ms;
    },
    post: (files, { options, ...patch } = {}) => ({
      targetId: 'target-1',
      format: 'TEXT',
      caption: 'hello',
      title: null,
      media: files.map((one, index) => {
        const id = `media-${index}-${sha256(one.bytes).slice(0, 8)}`;
        stored.set(id, one.bytes);
        return mediaOf(id, one);
      }),
      ...patch,
      options: xOptions.parse(options ?? {}),
    }),
    fail: async (post, run) => {
      const failure = await publish(post, run).then(
        () => new Error('it was published'),
        (error: unknown) => error,
      );
      if (!(failure instanceof PlatformFailure)) throw failure;
      for (const step of failure.discard) run.journal.delete(step);
      return failure;
    },
    [Symbol.asyncDispose]: async () => {
      await dispatcher.close();
      await sandbox[Symbol.asyncDispose]();
    },
  };
}

export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

function mediaOf(id: string, { bytes, mimeType, altText }: TestFile): PublishMedia {
  const isVideo = mimeType.startsWith('video/');
  return {
    id,
    kind: isVideo ? 'VIDEO' : 'IMAGE',
    mimeType,
    bytes: bytes.length,
    width: 320,
    height: 320,
    durationMs: isVideo ? 2_000 : null,
    frameRate: isVideo ? 30 : null,
    videoCodec: isVideo ? 'avc' : null,
    audioCodec: isVideo ? 'aac' : null,
    altText: altText ?? null,
  };
}
