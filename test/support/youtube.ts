/** One connected YouTube channel at a sandbox: media in memory, a journal that survives "restarts", and what the adapter said. */
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
import { youtube } from '../../src/platforms/youtube/index.ts';
import type { YouTubeOptions } from '../../src/platforms/youtube/metadata.ts';
import { type MemoryRun, publishInMemory } from './memory-journal.ts';
import { startTestSandbox, type TestSandbox } from './sandbox.ts';

export const REDIRECT_URI = 'https://slipway.example/oauth/youtube';
export const CODE_VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk-0123456789abcdefghij';

type Post = PublishPost<YouTubeOptions>;

export interface YouTubeBench extends AsyncDisposable {
  sandbox: TestSandbox;
  oauth: OAuthContext;
  api: Api;
  credentials: Credentials;
  exchanges: Exchange[];
  readings: QuotaReading[];
  files: Map<string, { bytes: Buffer; mimeType: string }>;
  /** Goes through consent and code exchange. */
  connect(choice?: { scopes?: readonly string[] }): Promise<Credentials>;
  /** Renews the access token, as the engine does after `unauthorized`. */
  refresh(): Promise<void>;
  post(bytes: Buffer, patch?: PostPatch): Post;
  publish(post: Post, run?: MemoryRun): ReturnType<typeof publishInMemory<YouTubeOptions>>;
  /** Runs until it fails, and forgets what the failure voids, as the engine does. */
  fail(post: Post, run: MemoryRun): Promise<PlatformFailure>;
}

type PostPatch = Partial<Omit<Post, 'options' | 'media'>> & {
  options?: Readonly<Record<string, unknown>>;
  media?: Partial<PublishMedia>;
};

export async function startYouTubeBench(): Promise<YouTubeBench> {
  const sandbox = await startTestSandbox();
  const dispatcher = createDispatcher();
  const exchanges: Exchange[] = [];
  const readings: QuotaReading[] = [];
  const files = new Map<string, { bytes: Buffer; mimeType: string }>();
  const http = createHttp({
    dispatcher,
    onExchange: (exchange) => exchanges.push(exchange),
    onQuota: (reading) => readings.push(reading),
  });
  const origins = Object.fromEntries(Object.entries(youtube.origins).map(([name, url]) => [name, sandbox.at(url)]));
  const oauth: OAuthContext = {
    http,
    origins,
    client: { clientId: 'client-of-slipway', clientSecret: 'secret-of-slipway' },
    apiVersion: '',
    scopes: [...youtube.oauth.neededScopes, ...youtube.oauth.optionalScopes],
    now: () => new Date(),
  };
  const connect: YouTubeBench['connect'] = async (choice = {}) => {
    const url = youtube.oauth.authorizationUrl(oauth, {
      redirectUri: REDIRECT_URI,
      state: 'state-1',
      codeVerifier: CODE_VERIFIER,
    });
    const callback = await sandbox.control.authorize(url, choice);
    const code = callback.searchParams.get('code') ?? '';
    return youtube.oauth.exchangeCode(oauth, { code, redirectUri: REDIRECT_URI, codeVerifier: CODE_VERIFIER });
  };
  const credentials = await connect();
  const file = (id: string) => {
    const found = files.get(id);
    if (found === undefined) throw new Error(`no file ${id}`);
    return found;
  };
  const unused = () => Promise.reject(new Error('YouTube pulls nothing'));
  const api: Api = {
    ...oauth,
    accessToken: credentials.accessToken,
    account: await youtube.oauth.identify(oauth, credentials),
    media: {
      open: (id, range) => Readable.from(pieces(file(id).bytes.subarray(range?.start, range?.end))),
      lend: (id, range) => Readable.from(pieces(file(id).bytes.subarray(range.start, range.end))),
      describe: async (id) => ({ bytes: file(id).bytes.length, mimeType: file(id).mimeType }),
      link: unused,
      revoke: unused,
    },
  };
  const bench: YouTubeBench = {
    sandbox,
    oauth,
    api,
    credentials,
    exchanges,
    readings,
    files,
    connect,
    refresh: async () => {
      const { accessToken } = await youtube.oauth.refresh(oauth, bench.credentials);
      bench.api = { ...bench.api, accessToken };
    },
    post: (bytes, patch = {}) => {
      files.set('video', { bytes, mimeType: 'video/mp4' });
      return {
        targetId: 'target-1',
        format: 'VIDEO',
        caption: 'How we roast\nEvery Tuesday.',
        title: 'Roasting day',
        ...patch,
        media: [{ ...videoMedia(bytes.length), ...patch.media }],
        options: youtube.options.parse(patch.options ?? {}),
      };
    },
    publish: (post, run) => publishInMemory(youtube, post, bench.api, run),
    fail: async (post, run) => {
      const failure = await bench.publish(post, run).then(
        () => new Error('published, although a failure was expected'),
        (error: unknown) => error,
      );
      if (!(failure instanceof PlatformFailure)) throw failure;
      for (const step of failure.discard) run.journal.delete(step);
      return failure;
    },
    [Symbol.asyncDispose]: async () => {
      await dispatcher.destroy();
      await sandbox[Symbol.asyncDispose]();
    },
  };
  return bench;
}

export const videoMedia = (bytes: number): PublishMedia => ({
  id: 'video',
  kind: 'VIDEO',
  mimeType: 'video/mp4',
  bytes,
  width: 1920,
  height: 1080,
  durationMs: 300_000,
  frameRate: 30,
  videoCodec: 'avc',
  audioCodec: 'aac',
  altText: null,
});

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += 65_536) yield bytes.subarray(start, start + 65_536);
}

/** An MP4 with a true header and `mdat` of filler. */
export function mp4(totalBytes: number, shape: { width: number; height: number; durationMs: number }): Buffer {
  const ftyp = box('ftyp', Buffer.from('isom\0\0\0\0isommp42', 'latin1'));
  const mvhd = Buffer.alloc(100);
  mvhd.writeUInt32BE(1_000, 12);
  mvhd.writeUInt32BE(shape.durationMs, 16);
  const tkhd = Buffer.alloc(84);
  tkhd.writeUInt32BE(shape.width * 65_536, 76);
  tkhd.writeUInt32BE(shape.height * 65_536, 80);
  const head = Buffer.concat([ftyp, box('moov', Buffer.concat([box('mvhd', mvhd), box('trak', box('tkhd', tkhd))]))]);
  return Buffer.concat([head, box('mdat', Buffer.alloc(totalBytes - head.length - 8, 7))]);
}

function box(type: string, body: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(body.length + 8, 0);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}
