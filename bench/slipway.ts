/** Starts Slipway for a row: its environment, an app process, its tenant, and a way to its database. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { generateApiKey } from '../src/lib/crypto.ts';
import { createDb, type Db } from '../src/lib/db.ts';
import type { AppCommands } from './app.ts';
import { type Child, startChild } from './child.ts';
import { createTenant, ENCRYPTION_KEY, type Tenant } from './seed.ts';
import type { Surroundings } from './support.ts';

/** A million rows take longer to write than a statement of the server may take. */
const SEEDING_MS = 600_000;

export interface Slipway extends AsyncDisposable {
  app: Child<AppCommands>;
  origin: string;
  db: Db;
  databaseUrl: string;
  tenant: Tenant;
  dataDir: string;
}

/** `platforms`: variables that point adapters at stand-ins. */
export function environment(options: {
  databaseUrl: string;
  dataDir: string;
  apiKey: string;
  platforms: Record<string, string>;
}): Record<string, string> {
  return {
    NODE_ENV: 'production',
    PORT: '0',
    PUBLIC_URL: 'https://slipway.example',
    LOG_LEVEL: 'warn',
    SLIPWAY_SANDBOX: 'off',
    SLIPWAY_DATA_DIR: options.dataDir,
    SLIPWAY_ENCRYPTION_KEYS: `${ENCRYPTION_KEY.id}:${ENCRYPTION_KEY.key.toString('base64')}`,
    SLIPWAY_BOOTSTRAP_API_KEY: options.apiKey,
    DATABASE_URL: options.databaseUrl,
    // Rows count what reaches a platform.
    SLIPWAY_PLATFORM_PROBES: 'off',
    ...options.platforms,
  };
}

export const X_AT = (origin: string): Record<string, string> => ({
  X_CLIENT_ID: 'bench',
  X_CLIENT_SECRET: 'bench-secret',
  X_API_URL: origin,
});

export async function startSlipway(
  { createDatabase, dir }: Surroundings,
  name: string,
  platforms: Record<string, string>,
): Promise<Slipway> {
  await using stack = new AsyncDisposableStack();
  const databaseUrl = await createDatabase(name);
  const dataDir = join(dir, name);
  await mkdir(dataDir, { recursive: true });
  const { key } = generateApiKey();
  const app = stack.use(startChild<AppCommands>('app.ts'));
  const origin = await app.call('start', environment({ databaseUrl, dataDir, apiKey: key, platforms }));
  const db = stack.use(createDb(databaseUrl, { max: 16, answerMs: SEEDING_MS }));
  const tenant = await createTenant(db, key);
  const owned = stack.move();
  return { app, origin, db, databaseUrl, tenant, dataDir, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
