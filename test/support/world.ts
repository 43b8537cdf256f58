/** A team at its sandbox: context, brand, one connected account per platform, media, and a way to schedule posts. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { platformOnSandbox } from '../../src/config/platforms.ts';
import { loadConfig } from '../../src/config.ts';
import type { AppContext, ConfiguredPlatform, JournalEdge, Viewer } from '../../src/context.ts';
import { startAccountConnection } from '../../src/domain/accounts/connection-attempts.ts';
import { completeAccountConnection } from '../../src/domain/accounts/connections.ts';
import { createKnownKeys } from '../../src/domain/keys/authentication.ts';
import { storeUpload } from '../../src/domain/media/media.ts';
import { IMPORT_LIMITS } from '../../src/domain/media/media-intake.ts';
import { createScheduledPost } from '../../src/domain/posts/actions/posts.ts';
import type { PostTargetInput } from '../../src/domain/posts/post-input.ts';
import type { Queue } from '../../src/jobs/queue.ts';
import { createQueue } from '../../src/jobs/queue.ts';
import { createBreaker } from '../../src/lib/breaker.ts';
import { type Clock, clockAt } from '../../src/lib/clock.ts';
import { createVault, sha256, uuidv7 } from '../../src/lib/crypto.ts';
import { createDb } from '../../src/lib/db.ts';
import { createGate } from '../../src/lib/gate.ts';
import { createGuardedFetch } from '../../src/lib/guarded-fetch.ts';
import { createGuardedPost } from '../../src/lib/guarded-post.ts';
import { createLogger, type Logger } from '../../src/lib/log.ts';
import { ApiScope } from '../../src/lib/prisma/enums.ts';
import { localStorage } from '../../src/lib/storage.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { type Format, PLATFORM_IDS, type PlatformId } from '../../src/platforms/platform.ts';
import { createDispatcher } from '../../src/platforms/wire.ts';
import { testDatabase } from './database.ts';
import { testExaminer } from './examiner.ts';
import { startLinkServer } from './link-server.ts';
import { noQueries } from './no-queries.ts';
import { accepted } from './outcomes.ts';
import { sampleJpeg, sampleMp4 } from './sample-media.ts';
import { startTestSandbox, type TestSandbox } from './sandbox.ts';

/** The same key for every process that a test starts. */
export const TEST_KEY = { id: 'k1', key: randomBytes(32) };

export interface WorldOptions {
  databaseUrl: string;
  sandbox: Pick<TestSandbox, 'origin' | 'control'>;
  /** Default: those of a person who connects all. */
  platforms?: readonly PlatformId[];
  clock?: Clock;
  log?: Logger;
  dispatcher?: Dispatcher;
  failpoint?: (edge: JournalEdge) => Promise<void>;
  /** How long the database may take for an answer. */
  databaseSilenceMs?: number;
  /** Default: this world serves its media itself. */
  publicUrl?: string;
}

export interface World extends AsyncDisposable {
  ctx: AppContext;
  queue: Queue;
  viewer: Viewer;
  brandId: string;
  accounts: Record<PlatformId, string>;
  media: { image: string; second: string; video: string; clip: string };
  dataDir: string;
  /** Authorization codes that were redeemed. */
  codes: readonly string[];
  /** Connects (or reconnects) through consent and code exchange, as a person would. */
  connect(platform: PlatformId, choice?: { account?: string; scopes?: readonly string[] }): Promise<string>;
  schedule(
    targets: readonly PostTargetInput[],
    post?: PostChoice,
  ): Promise<{ postId: string; targetIds: readonly string[] }>;
  /** One target. */
  scheduleOne(sample: Sample, post?: PostChoice & { options?: Record<string, unknown> }): Promise<string>;
}

export interface PostChoice {
  caption?: string;
  title?: string;
  at?: Date;
  media?: readonly string[];
  priority?: number;
}

export interface Sample {
  platform: PlatformId;
  format: Format;
  media: readonly (keyof World['media'])[];
  options?: Record<string, unknown>;
  /** Public objects that such a post makes. */
  parts?: number;
}

const DIRECT = { mode: 'DIRECT', privacyLevel: 'PUBLIC_TO_EVERYONE' };

/** Every platform × format, with all extras that have a journal of their own. */
export const SAMPLES = [
  { platform: 'INSTAGRAM', format: 'IMAGE', media: ['image'], options: { firstComment: 'First!' } },
  { platform: 'INSTAGRAM', format: 'CAROUSEL', media: ['image', 'second'] },
  { platform: 'INSTAGRAM', format: 'REEL', media: ['clip'], options: { commentsEnabled: false } },
  { platform: 'INSTAGRAM', format: 'STORY', media: ['image'] },
  { platform: 'TIKTOK', format: 'VIDEO', media: ['clip'], options: DIRECT },
  { platform: 'TIKTOK', format: 'IMAGE', media: ['image'], options: DIRECT },
  { platform: 'TIKTOK', format: 'CAROUSEL', media: ['image', 'second'], options: DIRECT },
  { platform: 'YOUTUBE', format: 'VIDEO', media: ['video'], options: { firstComment: 'First!' } },
  { platform: 'YOUTUBE', format: 'SHORT', media: ['clip'] },
  { platform: 'X', format: 'TEXT', media: [] },
  { platform: 'X', format: 'IMAGE', media: ['image'] },
  { platform: 'X', format: 'CAROUSEL', media: ['image', 'second'] },
  { platform: 'X', format: 'VIDEO', media: ['video'] },
  {
    platform: 'X',
    format: 'THREAD',
    media: ['image'],
    options: { thread: [{ text: 'second part' }, { text: 'third part' }] },
    parts: 3,
  },
] as const satisfies readonly Sample[];

export const nameOf = ({ platform, format }: Sample): string => `${platform} ${format}`;

/** On a database and a sandbox of its own, with accounts on these platforms; nothing works in it by itself. */
export async function startWorld(platforms: readonly PlatformId[]): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const { url } = stack.use(await testDatabase());
  const sandbox = stack.use(await startTestSandbox());
  const world = stack.use(await createWorld({ databaseUrl: url, sandbox, platforms }));
  const owned = stack.move();
  return { ...world, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

export async function createWorld(options: WorldOptions): Promise<World> {
  await using stack = new AsyncDisposableStack();
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-world-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const log = options.log ?? createLogger({ level: 'error' });
  const db = stack.use(
    createDb(options.databaseUrl, {
      max: 30,
      onError: (error) => log.debug({ err: error }, 'a connection broke'),
      ...(options.databaseSilenceMs === undefined ? {} : { answerMs: options.databaseSilenceMs }),
    }),
  );
  const queue = stack.use(createQueue(db, log, { supervise: false }));
  const guarded = stack.use(createGuardedFetch({ allowPrivateHosts: ['127.0.0.1'], log }));
  const webhookPost = stack.use(createGuardedPost({ allowPrivateHosts: ['127.0.0.1'], log }));
  const dispatcher = options.dispatcher ?? createDispatcher();
  stack.defer(() => dispatcher.destroy());
  const server = stack.use(await startLinkServer());
  const ctx: AppContext = {
    config: {
      ...loadConfig({ NODE_ENV: 'test', SLIPWAY_DATA_DIR: dataDir }),
      publicUrl: options.publicUrl ?? server.origin,
    },
    db,
    clock: options.clock ?? clockAt(Date.now),
    log,
    vault: createVault([TEST_KEY]),
    storage: localStorage(join(dataDir, 'media')),
    fetchGuarded: guarded.fetchGuarded,
    imports: createGate(IMPORT_LIMITS),
    examine: testExaminer.examine,
    checkUrl: guarded.checkUrl,
    webhookPost,
    storedQueries: noQueries,
    queue,
    dispatcher,
    platforms: new Map(PLATFORM_IDS.map((id) => [id, configured(id, options.sandbox.origin)])),
    keeper: null,
    breaker: createBreaker(),
    knownKeys: createKnownKeys(),
    failpoint: options.failpoint ?? (async () => undefined),
  };
  server.serve(ctx);
  // It serves for as long as it is there, whatever time it is.
  await db.query(
    "INSERT INTO link_server (holder, started_at, seen_at) VALUES ('world', '2000-01-01', '3000-01-01') ON CONFLICT DO NOTHING",
  );

  const [workspaceId, brandId] = [uuidv7(), uuidv7()];
  await db.query('INSERT INTO workspace (id, name) VALUES ($1, $2)', [workspaceId, 'Test']);
  await db.query('INSERT INTO brand (id, workspace_id, name, time_zone) VALUES ($1, $2, $3, $4)', [
    brandId,
    workspaceId,
    'Brand',
    'UTC',
  ]);
  const viewer: Viewer = {
    apiKeyId: uuidv7(),
    workspaceId,
    scopes: new Set(Object.values(ApiScope)),
    brandIds: null,
    expiresAt: null,
    cursorKey: new Uint8Array(16),
    plainCursorsTo: 0n,
  };

  // Connecting an account asks whether the key that began it still works.
  await db.query(
    `INSERT INTO api_key (id, workspace_id, name, prefix, secret_hash, scopes, brand_ids) VALUES ($1, $2, 'Test', $3, $4, '{admin}', '{}')`,
    [viewer.apiKeyId, workspaceId, `slw_${viewer.apiKeyId.slice(-12)}`, sha256(viewer.apiKeyId)],
  );

  const codes: string[] = [];
  const connect: World['connect'] = async (platform, choice = {}) => {
    const { authorizationUrl } = accepted(await startAccountConnection(ctx, viewer, { brandId, platform }));
    const callback = (await options.sandbox.control.authorize(authorizationUrl, choice)).searchParams;
    codes.push(callback.get('code') ?? '');
    return accepted(
      await completeAccountConnection(ctx, viewer, {
        state: callback.get('state') ?? '',
        code: callback.get('code') ?? undefined,
      }),
    ).id;
  };
  const accounts = { INSTAGRAM: '', TIKTOK: '', YOUTUBE: '', X: '' };
  for (const platform of options.platforms ?? PLATFORM_IDS) accounts[platform] = await connect(platform);

  const upload = async (fileName: string, bytes: Buffer) =>
    (await storeUpload(ctx, { workspaceId, fileName }, Readable.from([bytes]))).id;
  const media = {
    image: await upload('bread.jpg', sampleJpeg({ width: 1080, height: 1080 })),
    second: await upload('cake.jpg', sampleJpeg({ width: 1000, height: 1000 })),
    clip: await upload('clip.mp4', sampleMp4({ width: 1080, height: 1920, durationMs: 8_000, bytes: 400_000 })),
    video: await upload('video.mp4', sampleMp4({ width: 1280, height: 720, durationMs: 20_000, bytes: 700_000 })),
  };

  const schedule: World['schedule'] = async (targets, post = {}) => {
    const { caption = 'Fresh bread', title, at, priority } = post;
    return accepted(
      await createScheduledPost(ctx, viewer, {
        brandId,
        content: { caption, ...(title === undefined ? {} : { title }) },
        media: (post.media ?? []).map((mediaAssetId) => ({ mediaAssetId })),
        targets,
        schedule: at === undefined ? { mode: 'NOW' } : { mode: 'AT', at },
        ...(priority === undefined ? {} : { priority }),
      }),
    );
  };
  const owned = stack.move();
  return {
    ctx,
    queue,
    viewer,
    brandId,
    accounts,
    media,
    dataDir,
    codes,
    connect,
    schedule,
    scheduleOne: async (sample, post = {}) => {
      const target = {
        socialAccountId: accounts[sample.platform],
        format: sample.format,
        options: { ...sample.options, ...post.options },
      };
      const created = await schedule([target], { ...post, media: sample.media.map((name) => media[name]) });
      const [targetId] = created.targetIds;
      if (targetId === undefined) throw new Error('the post has no target');
      return targetId;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function configured(id: PlatformId, sandboxOrigin: string): ConfiguredPlatform {
  const { credentials, origins, apiVersion } = platformOnSandbox(id, sandboxOrigin, {
    apiVersion: id === 'INSTAGRAM' ? 'v27.0' : '',
  });
  if (credentials === null) throw new Error(`${id} has no credentials`);
  const { neededScopes, optionalScopes } = PLATFORMS[id].oauth;
  const scopes = [...neededScopes, ...optionalScopes];
  return {
    platform: PLATFORMS[id],
    origins,
    client: credentials,
    apiVersion,
    scopes,
    accountChecks: true,
    prices: {},
    webhookSecrets: {},
    sandbox: true,
  };
}
