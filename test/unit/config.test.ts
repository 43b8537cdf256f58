/** The environment: what is read, what it means when it is empty, and how mistakes are told. */
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { platformOnSandbox } from '../../src/config/platforms.ts';
import { ConfigError, loadConfig, secretValues, VARIABLES } from '../../src/config.ts';
import { generateApiKey } from '../../src/lib/crypto.ts';
import { loadOrCreateKeys } from '../../src/lib/keyfile.ts';
import { PLATFORMS } from '../../src/platforms/index.ts';

const newKey = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('.env.example', async () => {
  const text = await readFile(new URL('../../.env.example', import.meta.url), 'utf8');
  const example = parseEnv(text);

  test('lists exactly the variables that are read', () => {
    expect(Object.keys(example).sort()).toEqual([...VARIABLES].sort());
  });

  test('means the same as an empty environment', () => {
    expect(loadConfig(example)).toEqual(loadConfig({}));
  });

  test('explains every group of variables in a comment right above it', () => {
    expect(text).not.toMatch(/\n\n[A-Z]/);
  });
});

test('nothing needs to be set for development', () => {
  const config = loadConfig({});
  expect(config).toMatchObject({
    env: 'development',
    role: 'all',
    host: '127.0.0.1',
    port: 4000,
    publicUrl: 'http://localhost:4000',
    database: 'embedded',
    sandbox: { mode: 'auto', url: null },
    secrets: {
      databaseUrl: null,
      databaseDirectUrl: null,
      redisUrl: null,
      encryptionKeys: null,
      bootstrapApiKey: null,
    },
  });
  expect(config.platforms.YOUTUBE).toEqual({
    credentials: null,
    origins: {
      authorize: 'https://accounts.google.com',
      token: 'https://oauth2.googleapis.com',
      api: 'https://www.googleapis.com',
      analytics: 'https://youtubeanalytics.googleapis.com',
      hub: 'https://pubsubhubbub.appspot.com',
    },
    apiVersion: '',
    scopes: null,
    accountChecks: true,
    prices: {},
    webhookSecrets: {},
  });
  expect(config.platforms.INSTAGRAM.apiVersion).toMatch(/^v\d/);
});

test('everything that is wrong is reported at once, by the name of its variable and without the secret', () => {
  const problems = problemsOf({
    PORT: 'eighty',
    SLIPWAY_ROLE: 'boss',
    PUBLIC_URL: 'slipway.example',
    DATABASE_URL: 'mysql://u:hunter22@db/x',
    LOG_LEVEL: 'loud',
    SLIPWAY_ENCRYPTION_KEYS: 'k1:c2hvcnQ=',
    SLIPWAY_BOOTSTRAP_API_KEY: 'letmein-please',
    INSTAGRAM_GRAPH_VERSION: '26',
    X_API_URL: 'https://user:pw@api.x.com',
    TIKTOK_CLIENT_KEY: 'id-without-secret',
    GOOGLE_CLIENT_SECRET: 'secret-without-id',
    TIKTOK_SCOPES: 'user.info.basic,video.comment,video.delete',
    SLIPWAY_ALLOW_PRIVATE_MEDIA_HOSTS: 'http://localhost',
  });
  expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual([
    'DATABASE_URL',
    'GOOGLE_CLIENT_ID',
    'INSTAGRAM_GRAPH_VERSION',
    'LOG_LEVEL',
    'PORT',
    'PUBLIC_URL',
    'SLIPWAY_ALLOW_PRIVATE_MEDIA_HOSTS',
    'SLIPWAY_BOOTSTRAP_API_KEY',
    'SLIPWAY_ENCRYPTION_KEYS',
    'SLIPWAY_ROLE',
    'TIKTOK_CLIENT_SECRET',
    'TIKTOK_SCOPES',
    'X_API_URL',
  ]);
  expect(problems.join()).not.toMatch(/hunter22|letmein|c2hvcnQ|secret-without-id/);
});

test('production insists on keys and a public address', () => {
  expect(problemsOf({ NODE_ENV: 'production' }).map((problem) => problem.split(' ')[0])).toEqual([
    'SLIPWAY_ENCRYPTION_KEYS',
    'PUBLIC_URL',
  ]);
  const env = { NODE_ENV: 'production', PUBLIC_URL: 'https://slipway.example/', SLIPWAY_ENCRYPTION_KEYS: newKey('k1') };
  expect(loadConfig(env).publicUrl).toBe('https://slipway.example');
});

test('what nobody can find is looked for at least ten minutes, but for tests', () => {
  const seconds = (text: string, env = 'production') =>
    problemsOf({
      ...{ NODE_ENV: env, PUBLIC_URL: 'https://slipway.example/', SLIPWAY_ENCRYPTION_KEYS: newKey('k1') },
      SLIPWAY_UNPROVABLE_LOOK_SECONDS: text,
    });
  expect(loadConfig({}).unprovableLookMs).toBe(600_000);
  for (const text of ['599', '0', 'ten', '-1', '86401'])
    expect(seconds(text)).toEqual([expect.stringMatching(/^SLIPWAY_UNPROVABLE_LOOK_SECONDS /)]);
  expect(seconds('599', 'test')).toEqual([]);
  expect(seconds('900')).toEqual([]);
});

test('encryption keys come newest first and must be random', () => {
  const { secrets } = loadConfig({ SLIPWAY_ENCRYPTION_KEYS: `${newKey('2027')}, ${newKey('2026')}` });
  expect(secrets.encryptionKeys?.map(({ id, key }) => [id, key.length])).toEqual([
    ['2027', 32],
    ['2026', 32],
  ]);
  const weak = [
    `k1:${Buffer.alloc(32).toString('base64')}`,
    `k1:${Buffer.alloc(32, 'abcdefgh').toString('base64')}`,
    `k1:${Buffer.from('correct horse battery staple 123').toString('base64')}`,
    `${newKey('k1')},${newKey('k1')}`,
    'k1',
    ',',
  ];
  for (const keys of weak) expect(problemsOf({ SLIPWAY_ENCRYPTION_KEYS: keys }), keys).toHaveLength(1);
});

test('an app has id and secret, but X may be a public client', () => {
  const { platforms } = loadConfig({ TIKTOK_CLIENT_KEY: 'k', TIKTOK_CLIENT_SECRET: 's', X_CLIENT_ID: 'x' });
  expect(platforms.TIKTOK.credentials).toEqual({ clientId: 'k', clientSecret: 's' });
  expect(platforms.X.credentials).toEqual({ clientId: 'x', clientSecret: '' });
  expect(platforms.INSTAGRAM.credentials).toBeNull();
  expect(problemsOf({ X_CLIENT_SECRET: 's' })).toHaveLength(1);
});

test('TikTok is asked for every scope that posts use, or for those that its app is approved for', () => {
  const { neededScopes, optionalScopes } = PLATFORMS.TIKTOK.oauth;
  expect(loadConfig({}).platforms.TIKTOK.scopes?.toSorted()).toEqual(
    [...neededScopes, ...optionalScopes].filter((scope) => scope !== 'user.info.stats').sort(),
  );
  const some = loadConfig({ TIKTOK_SCOPES: 'user.info.basic, video.upload' });
  expect(some.platforms.TIKTOK.scopes).toEqual(['user.info.basic', 'video.upload']);
  expect(problemsOf({ TIKTOK_SCOPES: 'user.info.basic,video.list' }).join()).toMatch(/video.upload .*video.publish/);
  expect(problemsOf({ TIKTOK_SCOPES: 'video.publish' })).toEqual(['TIKTOK_SCOPES must hold user.info.basic']);
});

test('prices are replaced one by one, and only where the platform bills', () => {
  expect(loadConfig({ X_PRICES: 'post=0.01, post_with_link=1.5' }).platforms.X.prices).toEqual({
    post: 10_000,
    post_with_link: 1_500_000,
  });
  for (const X_PRICES of ['post', 'like=1', 'post=-1', 'post=0.0000001'])
    expect(() => loadConfig({ X_PRICES })).toThrow('X_PRICES');
});

test('base URLs may carry a path and lose their trailing slash', () => {
  const { platforms } = loadConfig({ TIKTOK_API_URL: 'http://127.0.0.1:9/open.tiktokapis.com/' });
  expect(platforms.TIKTOK.origins.api).toBe('http://127.0.0.1:9/open.tiktokapis.com');
  expect(platforms.TIKTOK.origins.authorize).toBe('https://www.tiktok.com');
});

test('on a sandbox, each real host becomes a path of its own', () => {
  expect(platformOnSandbox('INSTAGRAM', 'http://127.0.0.1:4010/', { apiVersion: 'v27.0' })).toEqual({
    credentials: { clientId: 'sandbox', clientSecret: 'sandbox-secret' },
    origins: {
      authorize: 'http://127.0.0.1:4010/www.instagram.com',
      api: 'http://127.0.0.1:4010/api.instagram.com',
      graph: 'http://127.0.0.1:4010/graph.instagram.com',
    },
    apiVersion: 'v27.0',
    scopes: null,
    accountChecks: true,
    prices: {},
    webhookSecrets: { verifyToken: 'sandbox-secret' },
  });
});

test('secretValues names every secret, so that the logger can scrub it', () => {
  const key = newKey('k1');
  const bootstrap = generateApiKey().key;
  const config = loadConfig({
    DATABASE_URL: 'postgresql://slipway:p%40ss@db/slipway',
    REDIS_URL: 'redis://:redispass@cache',
    SLIPWAY_ENCRYPTION_KEYS: key,
    SLIPWAY_BOOTSTRAP_API_KEY: bootstrap,
    GOOGLE_CLIENT_ID: 'g',
    GOOGLE_CLIENT_SECRET: 'gsecret',
  });
  expect(secretValues(config).sort()).toEqual(['p@ss', 'redispass', key.slice(3), bootstrap, 'gsecret'].sort());
});

describe('the key of a development installation', () => {
  test('is made once, also when two start together, kept private, and found again', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'slipway-keys-'));
    try {
      const path = join(dir, 'data', 'keys');
      const [one, two] = await Promise.all([loadOrCreateKeys(path), loadOrCreateKeys(path)]);
      expect(one.keys).toEqual(two.keys);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      await chmod(path, 0o644);
      expect(await loadOrCreateKeys(path)).toEqual({ keys: one.keys, created: false });
      expect((await stat(path)).mode & 0o777).toBe(0o600);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  test('is refused when the file holds something else', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'slipway-keys-'));
    try {
      await writeFile(join(dir, 'keys'), 'k1:AAAA');
      await expect(loadOrCreateKeys(join(dir, 'keys'))).rejects.toThrow(/3 bytes instead of 32/);
    } finally {
      await rm(dir, { recursive: true });
    }
  });
});
