/** An adapter at work for one connected account of a sandbox: media in memory, a journal that survives "restarts", and what it said. */
import { Readable } from 'node:stream';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import type { Api, Credentials, OAuthContext, Platform, PublishPost } from '../../src/platforms/platform.ts';
import { createHttp, type Exchange, type QuotaReading } from '../../src/platforms/request.ts';
import { createDispatcher } from '../../src/platforms/wire.ts';
import { type JournalRun, publishOnJournal } from './journal.ts';
import { startTestSandbox, type TestSandbox } from './sandbox.ts';

export const REDIRECT_URI = 'https://slipway.example/oauth';
export const CODE_VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk-0123456789abcdefghij';

export interface AdapterBench<Options> extends AsyncDisposable {
  sandbox: TestSandbox;
  oauth: OAuthContext;
  /** What the adapter is given from now on. */
  api: Api;
  credentials: Credentials;
  exchanges: Exchange[];
  readings: QuotaReading[];
  files: Map<string, { bytes: Buffer; mimeType: string }>;
  /** Moves the adapter's clock; the sandbox has one of its own. */
  advance(ms: number): void;
  /** Goes through consent and code exchange. */
  connect(choice?: { scopes?: readonly string[] }): Promise<Credentials>;
  publish(post: PublishPost<Options>, run?: JournalRun): ReturnType<typeof publishOnJournal<Options>>;
  /** Runs until it fails, and forgets what the failure voids, as the engine does. */
  fail(post: PublishPost<Options>, run: JournalRun): Promise<PlatformFailure>;
}

/** Of a platform that is sent the bytes; one that pulls them needs a server. */
export async function startAdapter<Options>(platform: Platform<Options>): Promise<AdapterBench<Options>> {
  await using stack = new AsyncDisposableStack();
  const sandbox = stack.use(await startTestSandbox());
  const dispatcher = createDispatcher();
  stack.defer(() => dispatcher.destroy());
  const exchanges: Exchange[] = [];
  const readings: QuotaReading[] = [];
  const files: AdapterBench<Options>['files'] = new Map();
  let offsetMs = 0;
  const oauth: OAuthContext = {
    http: createHttp({
      dispatcher,
      onExchange: (exchange) => exchanges.push(exchange),
      onQuota: (reading) => readings.push(reading),
    }),
    origins: Object.fromEntries(
      Object.entries(platform.setup.origins).map(([name, { host }]) => [name, sandbox.at(host)]),
    ),
    client: { clientId: 'client-of-slipway', clientSecret: 'secret-of-slipway' },
    apiVersion: platform.setup.apiVersion?.standard ?? '',
    scopes: [...platform.oauth.neededScopes, ...platform.oauth.optionalScopes],
    now: () => new Date(Date.now() + offsetMs),
  };
  const grant = { redirectUri: REDIRECT_URI, codeVerifier: CODE_VERIFIER };
  const connect: AdapterBench<Options>['connect'] = async (choice = {}) => {
    const url = platform.oauth.authorizationUrl(oauth, { ...grant, state: 'state-1' });
    const callback = await sandbox.control.authorize(url, choice);
    return platform.oauth.exchangeCode(oauth, { ...grant, code: callback.searchParams.get('code') ?? '' });
  };
  const credentials = await connect();
  const file = (id: string) => {
    const found = files.get(id);
    if (found === undefined) throw new Error(`no file ${id}`);
    return found;
  };
  const unused = () => Promise.reject(new Error('this platform pulls nothing'));
  const owned = stack.move();
  const bench: AdapterBench<Options> = {
    sandbox,
    oauth,
    api: {
      ...oauth,
      accessToken: credentials.accessToken,
      account: await platform.oauth.identify(oauth, credentials),
      media: {
        open: (id, range) => Readable.from(pieces(file(id).bytes.subarray(range?.start, range?.end))),
        lend: (id, range) => Readable.from(pieces(file(id).bytes.subarray(range.start, range.end))),
        describe: async (id) => ({ bytes: file(id).bytes.length, mimeType: file(id).mimeType }),
        link: unused,
        isServedSince: async () => true,
        revoke: unused,
      },
    },
    credentials,
    exchanges,
    readings,
    files,
    advance: (ms) => {
      offsetMs += ms;
    },
    connect,
    publish: (post, run) => publishOnJournal(platform, post, bench.api, run),
    fail: async (post, run) => {
      const failure = await bench.publish(post, run).then(
        () => new Error('published, although a failure was expected'),
        (error: unknown) => error,
      );
      if (!(failure instanceof PlatformFailure)) throw failure;
      await run.forget(...failure.discard);
      return failure;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
  return bench;
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let start = 0; start < bytes.length; start += 65_536) yield bytes.subarray(start, start + 65_536);
}
