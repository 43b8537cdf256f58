/** A workspace with a brand, one account per platform and media, and a context whose clock a test moves by hand. */
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppContext, ConfiguredPlatform, Viewer } from '../../src/context.ts';
import { createKnownKeys } from '../../src/domain/keys/authentication.ts';
import { IMPORT_LIMITS } from '../../src/domain/media/media-intake.ts';
import type { CreateScheduledPostInput } from '../../src/domain/posts/post-input.ts';
import type { LogEntry } from '../../src/domain/queries/logs.ts';
import { createBreaker } from '../../src/lib/breaker.ts';
import { type ManualClock, manualClock } from '../../src/lib/clock.ts';
import { createVault, uuidv7 } from '../../src/lib/crypto.ts';
import type { Db } from '../../src/lib/db.ts';
import { createGate } from '../../src/lib/gate.ts';
import { createGuardedFetch } from '../../src/lib/guarded-fetch.ts';
import { createGuardedPost } from '../../src/lib/guarded-post.ts';
import { createLogger } from '../../src/lib/log.ts';
import type { PostTarget, PublishStep, ScheduledPost } from '../../src/lib/prisma/client.ts';
import { ApiScope } from '../../src/lib/prisma/enums.ts';
import { localStorage } from '../../src/lib/storage.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';
import { PLATFORM_IDS, type PlatformId } from '../../src/platforms/platform.ts';
import { testExaminer } from './examiner.ts';
import { noQueries } from './no-queries.ts';

export const START = new Date('2026-06-01T08:00:00.000Z');

export interface TestContext extends AsyncDisposable {
  ctx: AppContext;
  clock: ManualClock;
  /** Where its files are stored. */
  dir: string;
}

/** A context without servers and queue: what the write side of the domain needs. */
export async function testContext(db: Db): Promise<TestContext> {
  const dir = await mkdtemp(join(tmpdir(), 'slipway-'));
  const clock = manualClock(START);
  const log = createLogger({ level: 'error' });
  const guarded = createGuardedFetch({ allowPrivateHosts: ['127.0.0.1'], log });
  const webhookPost = createGuardedPost({ allowPrivateHosts: ['127.0.0.1'], log });
  const parts: Partial<AppContext> = {
    db,
    clock,
    log,
    vault: createVault([{ id: 'k1', key: randomBytes(32) }]),
    storage: localStorage(dir),
    fetchGuarded: guarded.fetchGuarded,
    imports: createGate(IMPORT_LIMITS),
    examine: testExaminer.examine,
    checkUrl: guarded.checkUrl,
    webhookPost,
    storedQueries: noQueries,
    platforms: new Map(PLATFORM_IDS.map((id) => [id, configured(id)])),
    keeper: null,
    breaker: createBreaker(),
    knownKeys: createKnownKeys(),
  };
  return {
    ctx: parts as AppContext,
    clock,
    dir,
    [Symbol.asyncDispose]: async () => {
      await guarded[Symbol.asyncDispose]();
      await webhookPost[Symbol.asyncDispose]();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const scopesOf = (id: PlatformId): string[] => [
  ...PLATFORMS[id].oauth.neededScopes,
  ...PLATFORMS[id].oauth.optionalScopes,
];

const configured = (id: PlatformId): ConfiguredPlatform => {
  const platform = PLATFORMS[id];
  return {
    platform,
    origins: Object.fromEntries(Object.entries(platform.setup.origins).map(([name, { host }]) => [name, host])),
    client: { clientId: 'id', clientSecret: 'secret' },
    apiVersion: platform.apiVersion,
    scopes: scopesOf(id),
    accountChecks: true,
    prices: {},
    webhookSecrets: {},
    sandbox: true,
  };
};

export interface Tenant {
  workspaceId: string;
  brandId: string;
  /** May do everything. */
  viewer: Viewer;
  accounts: Readonly<Record<PlatformId, string>>;
  /** READY; fit for every platform that takes its kind. */
  image: string;
  video: string;
  /** The same workspace with fewer rights. */
  as(scopes: readonly ApiScope[], brandIds?: readonly string[]): Viewer;
  /** A text for X, due in a day. */
  post(changes?: Partial<CreateScheduledPostInput>): CreateScheduledPostInput;
}

export async function createTenant(db: Db, options: { timeZone?: string } = {}): Promise<Tenant> {
  const workspaceId = uuidv7();
  await db.query('INSERT INTO workspace (id, name) VALUES ($1, $2)', [workspaceId, 'Test']);
  const brandId = await createTestBrand(db, workspaceId, options.timeZone ?? 'Europe/Berlin');
  const accounts = {
    INSTAGRAM: await createAccount(db, workspaceId, brandId, 'INSTAGRAM'),
    TIKTOK: await createAccount(db, workspaceId, brandId, 'TIKTOK'),
    YOUTUBE: await createAccount(db, workspaceId, brandId, 'YOUTUBE'),
    X: await createAccount(db, workspaceId, brandId, 'X'),
  };
  const as: Tenant['as'] = (scopes, brandIds) => ({
    apiKeyId: uuidv7(),
    workspaceId,
    scopes: new Set(scopes),
    brandIds: brandIds === undefined ? null : new Set(brandIds),
    expiresAt: null,
    cursorKey: new Uint8Array(16),
    plainCursorsTo: 0n,
  });
  return {
    workspaceId,
    brandId,
    viewer: as(Object.values(ApiScope)),
    accounts,
    image: await createMedia(db, workspaceId, 'IMAGE'),
    video: await createMedia(db, workspaceId, 'VIDEO'),
    as,
    post: (changes = {}) => ({
      brandId,
      content: { caption: 'Hello' },
      targets: [{ socialAccountId: accounts.X, format: 'TEXT' }],
      schedule: { mode: 'AT', at: new Date(START.getTime() + 86_400_000) },
      ...changes,
    }),
  };
}

export async function createTestBrand(db: Db, workspaceId: string, timeZone = 'UTC'): Promise<string> {
  const id = uuidv7();
  await db.query('INSERT INTO brand (id, workspace_id, name, time_zone) VALUES ($1, $2, $3, $4)', [
    id,
    workspaceId,
    'Brand',
    timeZone,
  ]);
  return id;
}

export async function createAccount(
  db: Db,
  workspaceId: string,
  brandId: string,
  platform: PlatformId,
): Promise<string> {
  const id = uuidv7();
  await db.query(
    'INSERT INTO social_account (id, workspace_id, brand_id, platform, external_id, username, scopes) VALUES ($1, $2, $3, $4, $5, $6, $7)',
    [id, workspaceId, brandId, platform, randomUUID(), platform.toLowerCase(), scopesOf(platform)],
  );
  return id;
}

export async function createMedia(
  db: Db,
  workspaceId: string,
  kind: 'IMAGE' | 'VIDEO',
  status = 'READY',
): Promise<string> {
  const id = uuidv7();
  const video = kind === 'VIDEO';
  await db.query(
    `INSERT INTO media_asset (id, workspace_id, status, kind, mime_type, bytes, width, height, duration_ms, frame_rate, video_codec, audio_codec)
     VALUES ($1, $2, $3, $4, $5, 1000000, 1080, $6, $7, $8, $9, $10)`,
    [
      id,
      workspaceId,
      status,
      kind,
      video ? 'video/mp4' : 'image/jpeg',
      video ? 1920 : 1080,
      video ? 20_000 : null,
      video ? 30 : null,
      video ? 'avc' : null,
      video ? 'aac' : null,
    ],
  );
  return id;
}

export async function readPost(db: Db, postId: string): Promise<ScheduledPost> {
  const [post] = await db.query<ScheduledPost>('SELECT * FROM scheduled_post WHERE id = $1', [postId]);
  if (post === undefined) throw new Error(`no post ${postId}`);
  return post;
}

export const readTargets = (db: Db, postId: string): Promise<PostTarget[]> =>
  db.query<PostTarget>('SELECT * FROM post_target WHERE post_id = $1 ORDER BY id', [postId]);

export async function readTarget(db: Db, postId: string): Promise<PostTarget> {
  const [target, ...more] = await readTargets(db, postId);
  if (target === undefined || more.length > 0) throw new Error(`post ${postId} does not have one target`);
  return target;
}

export const readEvents = (db: Db, targetId: string): Promise<LogEntry[]> =>
  db.query<LogEntry>('SELECT * FROM publishing_log WHERE target_id = $1 AND cursor IS NOT NULL ORDER BY seq', [
    targetId,
  ]);

export const readSteps = (db: Db, targetId: string): Promise<Pick<PublishStep, 'step' | 'state' | 'result'>[]> =>
  db.query('SELECT step, state, result FROM publish_step WHERE target_id = $1 ORDER BY step', [targetId]);

/** A row of the journal, as an earlier run left it; by default of an upload that is done. */
export async function addStep(
  db: Db,
  targetId: string,
  { step, kind, state }: Pick<PublishStep, 'step' | 'kind' | 'state'> = { step: 'upload', kind: 'RUN', state: 'DONE' },
): Promise<void> {
  await db.query('INSERT INTO publish_step (target_id, step, kind, state, intent_at) VALUES ($1, $2, $3, $4, $5)', [
    targetId,
    step,
    kind,
    state,
    kind === 'COMMIT' ? START : null,
  ]);
}
