/** The whole server in this process, on a database and a sandbox of its own, and clients that speak to it as partners do. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { GraphQLClient } from 'graphql-request';
import { request } from 'undici';
import { createApp } from '../../src/app.ts';
import { loadConfig } from '../../src/config.ts';
import type { AppContext } from '../../src/context.ts';
import { authenticate } from '../../src/domain/keys/authentication.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { generateApiKey, uuidv7 } from '../../src/lib/crypto.ts';
import type { Db } from '../../src/lib/db.ts';
import { createLogger, type Logger } from '../../src/lib/log.ts';
import { type TestDatabase, testDatabase } from './database.ts';
import type { ApiScope, Platform } from './gql/graphql.ts';
import { graphql } from './gql/index.ts';
import { sampleJpeg, sampleMp4 } from './sample-media.ts';
import { startTestSandbox, type TestSandbox } from './sandbox.ts';

export interface TestAppOptions {
  clock?: Clock;
  log?: Logger;
  /** Default `api`: nothing is published. */
  role?: 'all' | 'api' | 'worker';
  env?: Readonly<Record<string, string>>;
}

/** Data, or a throw with the errors. */
export type Client = <Data, Variables extends object>(
  document: TypedDocumentNode<Data, Variables>,
  ...variables: Record<string, never> extends Variables ? [Variables?] : [Variables]
) => Promise<Data>;

export interface RawAnswer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  data: Record<string, unknown> | null | undefined;
  errors: readonly { message: string; path?: readonly (string | number)[]; extensions: Record<string, unknown> }[];
}

export interface TestApp extends AsyncDisposable {
  ctx: AppContext;
  db: Db;
  database: TestDatabase;
  sandbox: TestSandbox;
  origin: string;
  url: string;
  /** May do everything. */
  apiKey: string;
  client(apiKey?: string): Client;
  /** For documents that are meant to be wrong: the answer as it came. */
  raw(
    query: string,
    options?: {
      variables?: Record<string, unknown>;
      apiKey?: string | null;
      headers?: Record<string, string>;
      operationName?: string;
    },
  ): Promise<RawAnswer>;
  /** Another key of the same workspace. */
  key(input: { scopes: ApiScope[]; brandIds?: string[]; expiresAt?: string }): Promise<{ id: string; secret: string }>;
  /** A key of a workspace of its own. */
  stranger(): Promise<string>;
  /** A brand with an account of each platform, in the workspace of the key. */
  seed(apiKey?: string): Promise<Seed>;
  /** Another process of the same installation, as far as that can be had within this one. */
  another(): Promise<{ ctx: AppContext; client: Client } & AsyncDisposable>;
  /** Takes in an image (or a vertical video) as a partner would; answers its id. */
  upload(options?: { apiKey?: string; kind?: 'IMAGE' | 'VIDEO' }): Promise<string>;
}

/** A team that has just set itself up. */
export interface Seed {
  brandId: string;
  accounts: Record<Platform, string>;
}

export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  await using stack = new AsyncDisposableStack();
  const database = stack.use(await testDatabase());
  const sandbox = stack.use(await startTestSandbox());
  const dataDir = await mkdtemp(join(tmpdir(), 'slipway-app-'));
  stack.defer(() => rm(dataDir, { recursive: true, force: true }));
  const apiKey = generateApiKey().key;
  const config = loadConfig({
    NODE_ENV: 'test',
    PORT: '0',
    SLIPWAY_DATA_DIR: dataDir,
    SLIPWAY_ROLE: options.role ?? 'api',
    SLIPWAY_BOOTSTRAP_API_KEY: apiKey,
    SLIPWAY_ALLOW_PRIVATE_MEDIA_HOSTS: '127.0.0.1',
    SLIPWAY_ALLOW_PRIVATE_WEBHOOK_HOSTS: '127.0.0.1',
    // A probe could take the place of the call that a test has made trouble for.
    SLIPWAY_PLATFORM_PROBES: 'off',
    SLIPWAY_TOKEN_KEEPER: 'off',
    ...options.env,
  });
  const start = () =>
    createApp(config, {
      databaseUrl: database.url,
      sandboxOrigin: sandbox.origin,
      log: options.log ?? createLogger({ level: 'error' }),
      ...(options.clock === undefined ? {} : { clock: options.clock }),
    });
  const app = stack.use(await start());
  // Where platforms call back and pull media: known only now, and nobody was told another address.
  config.publicUrl = app.origin;
  await app.ctx.db.query('UPDATE link_server SET public_url = $1', [app.origin]);
  const url = `${app.origin}/graphql`;
  const client: TestApp['client'] = (key = apiKey) => clientOf(url, key);
  const owned = stack.move();
  return {
    ctx: app.ctx,
    db: database.db,
    database,
    sandbox,
    origin: app.origin,
    url,
    apiKey,
    client,
    raw: (query, call = {}) => post(url, query, { apiKey, ...call }),
    key: async (input) => {
      const { createApiKey } = await client()(CreateKey, { input: { name: 'Test', ...input } });
      if (createApiKey.apiKey === null || createApiKey.secret === null)
        throw new Error(createApiKey.userErrors.map(({ message }) => message).join('; '));
      return { id: createApiKey.apiKey.id, secret: createApiKey.secret };
    },
    stranger: () => stranger(app.ctx),
    seed: (key) => seed(client(key), sandbox, app.origin),
    another: async () => {
      const second = await start();
      return {
        ctx: second.ctx,
        client: clientOf(`${second.origin}/graphql`, apiKey),
        [Symbol.asyncDispose]: () => second[Symbol.asyncDispose](),
      };
    },
    upload: ({ apiKey: key = apiKey, kind = 'IMAGE' } = {}) => upload(app.origin, key, kind),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/* ---- clients ---- */

function clientOf(url: string, apiKey: string): Client {
  const requests = new GraphQLClient(url, { headers: { authorization: `Bearer ${apiKey}` } });
  return async (document, ...variables) => {
    const data = await requests.request({ document, variables: variables[0] ?? {} } as never);
    requireUsableMessages(data);
    return data;
  };
}

const UUID = /(?<!_)\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/;

/** Partners know ids such as `post_…` only: a message with a bare uuid names nothing that they can use. */
function requireUsableMessages(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if ('message' in value && typeof value.message === 'string' && UUID.test(value.message))
    throw new Error(`a message tells a bare id: ${value.message}`);
  for (const item of Object.values(value)) requireUsableMessages(item);
}

async function post(
  url: string,
  query: string,
  call: {
    variables?: Record<string, unknown>;
    apiKey: string | null;
    headers?: Record<string, string>;
    operationName?: string;
  },
): Promise<RawAnswer> {
  const answer = await request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json',
      ...(call.apiKey !== null && { authorization: `Bearer ${call.apiKey}` }),
      ...call.headers,
    },
    body: JSON.stringify({ query, variables: call.variables, operationName: call.operationName }),
  });
  const body = (await answer.body.json()) as { data?: RawAnswer['data']; errors?: RawAnswer['errors'] };
  return { status: answer.statusCode, headers: answer.headers, data: body.data, errors: body.errors ?? [] };
}

async function upload(origin: string, apiKey: string, kind: 'IMAGE' | 'VIDEO'): Promise<string> {
  const answer = await request(`${origin}/media`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/octet-stream',
      'x-file-name': kind === 'IMAGE' ? 'bread.jpg' : 'oven.mp4',
    },
    body:
      kind === 'IMAGE'
        ? sampleJpeg({ width: 1080, height: 1080 })
        : sampleMp4({ width: 1080, height: 1920, durationMs: 8_000, bytes: 400_000 }),
  });
  const { mediaAsset } = (await answer.body.json()) as { mediaAsset: { id: string } };
  return mediaAsset.id;
}

/* ---- the story ---- */

const CreateKey = graphql(`
  mutation CreateKey($input: CreateApiKeyInput!) {
    createApiKey(input: $input) {
      apiKey { id }
      secret
      userErrors { code message path }
    }
  }
`);

const CreateBrand = graphql(`
  mutation CreateBrand($input: CreateBrandInput!) {
    createBrand(input: $input) {
      brand { id version }
      userErrors { code message path }
    }
  }
`);

const StartConnection = graphql(`
  mutation StartConnection($input: StartAccountConnectionInput!) {
    startAccountConnection(input: $input) {
      authorizationUrl
      state
      userErrors { code message path }
    }
  }
`);

const ConnectedAccounts = graphql(`
  query ConnectedAccounts($brandIds: [ID!]) {
    socialAccounts(filter: { brandIds: $brandIds }, first: 100) {
      nodes { id platform status }
    }
  }
`);

const PLATFORMS = ['INSTAGRAM', 'TIKTOK', 'YOUTUBE', 'X'] as const satisfies readonly Platform[];

/** Makes a brand and connects an account of each platform, through consent page and callback. */
async function seed(client: Client, sandbox: TestSandbox, origin: string): Promise<Seed> {
  const brandId = await createBrand(client, 'Corner bakery');
  for (const platform of PLATFORMS) await connectAccount(client, sandbox, origin, { brandId, platform });
  const { socialAccounts } = await client(ConnectedAccounts, { brandIds: [brandId] });
  const accounts = Object.fromEntries(socialAccounts.nodes.map(({ platform, id }) => [platform, id]));
  const idOf = (platform: Platform): string => {
    const id = accounts[platform];
    if (id === undefined) throw new Error(`${platform} was not connected`);
    return id;
  };
  return {
    brandId,
    accounts: { INSTAGRAM: idOf('INSTAGRAM'), TIKTOK: idOf('TIKTOK'), YOUTUBE: idOf('YOUTUBE'), X: idOf('X') },
  };
}

export async function createBrand(client: Client, name: string, timeZone = 'Europe/Berlin'): Promise<string> {
  const { createBrand: made } = await client(CreateBrand, { input: { name, timeZone } });
  if (made.brand === null) throw new Error(made.userErrors.map(({ message }) => message).join('; '));
  return made.brand.id;
}

/** What a person does in the browser: opens the address, agrees, and is sent back to the server. */
export async function connectAccount(
  client: Client,
  sandbox: TestSandbox,
  origin: string,
  input: { brandId: string; platform: Platform },
): Promise<void> {
  const { startAccountConnection } = await client(StartConnection, { input });
  if (startAccountConnection.authorizationUrl === null)
    throw new Error(startAccountConnection.userErrors.map(({ message }) => message).join('; '));
  const callback = await sandbox.control.authorize(startAccountConnection.authorizationUrl);
  const answer = await request(`${origin}${callback.pathname}${callback.search}`);
  const page = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`the connection failed: ${page}`);
}

/** Another tenant on the same server: no API makes workspaces, the operator does. */
async function stranger(ctx: AppContext): Promise<string> {
  const { key, prefix, secretHash } = generateApiKey();
  const workspaceId = uuidv7();
  await ctx.db.query('INSERT INTO workspace (id, name) VALUES ($1, $2)', [workspaceId, 'Somebody else']);
  await ctx.db.query(
    `INSERT INTO api_key (id, workspace_id, name, prefix, secret_hash, scopes, brand_ids) VALUES ($1, $2, 'Stranger', $3, $4, '{admin}', '{}')`,
    [uuidv7(), workspaceId, prefix, secretHash],
  );
  if ((await authenticate(ctx, key)) === null) throw new Error('the key of the stranger does not work');
  return key;
}
