/** A platform at its stand-in, asked of one post after the other: what preflight says of it, and what becomes of it. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { SandboxPlatform } from '../../sandbox/core.ts';
import { mergeTarget, type PostContent } from '../../src/domain/posts/post-content.ts';
import { type Findings, validateTargets } from '../../src/domain/posts/preflight.ts';
import { PlatformFailure } from '../../src/platforms/failure.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import type { AccountFacts, Api, Format, Json, PlatformId } from '../../src/platforms/platform.ts';
import { startAdapter } from './adapter.ts';
import { publishOnJournal } from './journal.ts';
import type { TrialFile } from './trial-files.ts';

export interface TrialPost {
  format: Format;
  caption: string;
  title: string | null;
  media: readonly { file: TrialFile; altText: string | null }[];
  options: Readonly<Record<string, unknown>>;
  /** Files that the options name. */
  named: readonly TrialFile[];
}

export interface TrialAccount {
  api: Api;
  account: AccountFacts;
}

/** Refused: by the platform, or by the adapter with its answer at hand; of an extra that follows a live post, too. */
export type Outcome = { is: 'TAKEN' } | { is: 'REFUSED'; failures: readonly PlatformFailure[] } | { is: 'MALFORMED' };

export interface TrialBench extends AsyncDisposable {
  connect(
    choice?: { account?: string; scopes?: readonly string[] },
    facts?: Readonly<Record<string, Json>>,
  ): Promise<TrialAccount>;
  settings(patch: Record<string, unknown>): Promise<void>;
  preflight(post: TrialPost, account: AccountFacts): Findings;
  /** Publishes without asking preflight. */
  publish(post: TrialPost, on: TrialAccount): Promise<Outcome>;
}

export async function startTrialBench(
  id: PlatformId & SandboxPlatform,
  files: readonly TrialFile[],
): Promise<TrialBench> {
  await using stack = new AsyncDisposableStack();
  const platform = PLATFORMS[id];
  const bench = stack.use(await startAdapter(platform));
  for (const { row, bytes } of files) bench.files.set(row.id, { bytes, mimeType: row.mimeType ?? '' });
  const links = stack.use(await serveFiles(bench.files));
  const configured = {
    platform,
    origins: bench.oauth.origins,
    client: bench.oauth.client,
    apiVersion: bench.oauth.apiVersion,
  };
  const platforms = new Map([
    [
      id,
      { ...configured, scopes: bench.oauth.scopes, accountChecks: true, prices: {}, webhookSecrets: {}, sandbox: true },
    ],
  ]);
  let settings = '';
  const owned = stack.move();
  return {
    connect: async (choice = {}, facts = {}) => {
      const credentials = await bench.connect(choice);
      const identity = await platform.oauth.identify(bench.oauth, credentials);
      const known = { ...identity.facts, scopes: credentials.scopes };
      const choices = await platform.choices
        ?.read(bench.oauth, credentials, AbortSignal.timeout(30_000))
        .catch((error) => {
          if (error instanceof PlatformFailure) return undefined;
          throw error;
        });
      const asked =
        choices === undefined ? {} : { choices: { ...choices, checkedAt: bench.oauth.now().toISOString() } };
      const account = { ...identity, facts: { ...known, ...asked, ...facts } };
      const media = { ...bench.api.media, ...links.media };
      return { account, api: { ...bench.api, accessToken: credentials.accessToken, account, media } };
    },
    settings: async (patch) => {
      const wanted = JSON.stringify(patch);
      if (wanted !== settings) await bench.sandbox.control.settings(id, patch);
      settings = wanted;
    },
    preflight: (post, account) => {
      const checked = { ...account, id: 'account', platform: id, status: 'ACTIVE', isPaused: false } as const;
      const content = { id: 'target', format: post.format, overrides: {}, options: post.options };
      return validateTargets({ platforms }, contentOf(post), rowsOf(post), [{ content, account: checked, path: [] }]);
    },
    publish: async (post, { api }) => {
      const options = platform.options.safeParse(post.options);
      if (!options.success) return { is: 'MALFORMED' };
      const target = { id: 'target', format: post.format, overrides: {}, options: options.data };
      try {
        const { extras } = await publishOnJournal(platform, mergeTarget(contentOf(post), target, rowsOf(post)), api);
        const failures = Object.values(extras).filter((made) => made instanceof PlatformFailure);
        return failures.length === 0 ? { is: 'TAKEN' } : { is: 'REFUSED', failures };
      } catch (error) {
        if (error instanceof PlatformFailure) return { is: 'REFUSED', failures: [error] };
        throw error;
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const contentOf = ({ caption, title, media }: TrialPost): PostContent => ({
  caption,
  title,
  media: media.map(({ file, altText }) => ({ mediaAssetId: file.row.id, altText })),
});

const rowsOf = ({ media, named }: TrialPost) =>
  new Map([...media.map(({ file }) => file), ...named].map(({ row }) => [row.id, row]));

async function serveFiles(files: ReadonlyMap<string, { bytes: Buffer; mimeType: string }>) {
  const server = createServer((request, response) => {
    const file = files.get((request.url ?? '').split('/').at(-1) ?? '');
    if (file === undefined) return response.writeHead(404).end();
    return response
      .writeHead(200, { 'content-type': file.mimeType, 'content-length': file.bytes.length })
      .end(file.bytes);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const media = {
    link: async (id: string, label: string) => `http://127.0.0.1:${port}/${label}/${id}`,
    revoke: async () => 'FETCHED',
  } satisfies Partial<Api['media']>;
  return {
    media,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
