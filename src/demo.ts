/** The demo workspace: an API key, a brand and, through the same OAuth flow as everywhere, a sandbox account per platform. */
import { join } from 'node:path';
import { request } from 'undici';
import type { AppContext, Viewer } from './context.ts';
import { startAccountConnection } from './domain/accounts/connection-attempts.ts';
import { completeAccountConnection } from './domain/accounts/connections.ts';
import { insertBrand } from './domain/brands.ts';
import type { Outcome } from './domain/errors.ts';
import { authenticate } from './domain/keys/authentication.ts';
import { bootstrap } from './domain/keys/first-key.ts';
import { generateApiKey, uuidv7 } from './lib/crypto.ts';
import { readOrCreate } from './lib/keyfile.ts';
import type { SocialAccount } from './lib/prisma/client.ts';
import { StartError } from './lib/start-error.ts';
import type { PlatformId } from './platforms/platform.ts';

export interface Demo {
  apiKey: string;
  brandId: string;
  viewer: Viewer;
}

export interface DemoAccount {
  id: string;
  platform: PlatformId;
  username: string | null;
  takesText: boolean;
}

const BRAND = 'Demo brand';
const DEMO_LOCK = 5_117_003;
const SILENCE_MS = 30_000;

/** Runs at every start with a sandbox: keeps what exists. Asks nobody but the database. */
export async function openDemo(ctx: AppContext): Promise<Demo> {
  const kept = join(ctx.config.dataDir, 'demo-api-key');
  const apiKey = ctx.config.secrets.bootstrapApiKey ?? (await readOrCreate(kept, () => generateApiKey().key)).text;
  await bootstrap(ctx, apiKey);
  const viewer = await authenticate(ctx, apiKey);
  if (viewer === null)
    throw new StartError(
      ctx.config.secrets.bootstrapApiKey === null
        ? 'The demo API key was revoked. Delete demo-api-key in the data folder to get a new one.'
        : 'The key in SLIPWAY_BOOTSTRAP_API_KEY was revoked. Set another one, or leave it empty.',
    );
  return { apiKey, brandId: await demoBrand(ctx, viewer), viewer };
}

/**
 * Connects what never was. After a start of the sandbox, which remembers nothing, also what it has forgotten, unless
 * somebody has disconnected it. A sandbox that hangs keeps this waiting, so nothing else may wait for it.
 */
export async function connectDemo(
  ctx: AppContext,
  demo: Demo,
  { isSandboxNew }: { isSandboxNew: boolean },
): Promise<DemoAccount[]> {
  const known = await ctx.db.query<Pick<SocialAccount, 'id' | 'platform' | 'username' | 'status'>>(
    'SELECT id, platform, username, status FROM social_account WHERE workspace_id = $1 AND brand_id = $2',
    [demo.viewer.workspaceId, demo.brandId],
  );
  const connected = [...ctx.platforms].map(async ([platform, { sandbox }]): Promise<DemoAccount[]> => {
    if (!sandbox) return [];
    const own = known.filter((account) => account.platform === platform);
    const isForgotten = isSandboxNew && own.some(({ status }) => status !== 'DISCONNECTED');
    if (own.length > 0 && !isForgotten)
      return own.flatMap(({ status, ...account }) => (status === 'ACTIVE' ? [shown(ctx, account)] : []));
    try {
      return [await connect(ctx, demo, platform)];
    } catch (error) {
      // The sandbox is as strict as the platforms, one of which accepts plain http callbacks only to localhost.
      const reason = error instanceof Error ? error.message : String(error);
      ctx.log.warn({ platform, publicUrl: ctx.config.publicUrl, reason }, 'no demo account on this platform');
      return [];
    }
  });
  return (await Promise.all(connected)).flat();
}

/**
 * Of several processes that start together, one creates it. They may have different keys, so an idempotency key would
 * not help.
 */
async function demoBrand(ctx: AppContext, viewer: Viewer): Promise<string> {
  return ctx.db.tx(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [DEMO_LOCK]);
    const [brand] = await tx.query<{ id: string }>(
      'SELECT id FROM brand WHERE workspace_id = $1 AND name = $2 ORDER BY id LIMIT 1',
      [viewer.workspaceId, BRAND],
    );
    if (brand !== undefined) return brand.id;
    const id = uuidv7();
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    await insertBrand(tx, { id, workspaceId: viewer.workspaceId, name: BRAND, timeZone });
    return id;
  });
}

/** Does what a person does in a browser: opens the address, agrees, and is sent back with a code. */
async function connect(ctx: AppContext, { viewer, brandId }: Demo, platform: PlatformId): Promise<DemoAccount> {
  const { authorizationUrl } = unwrap(await startAccountConnection(ctx, viewer, { brandId, platform }));
  const consent = new URL(authorizationUrl);
  consent.searchParams.set('sandbox_account', 'first');
  const answer = await request(consent, { method: 'GET', headersTimeout: SILENCE_MS, bodyTimeout: SILENCE_MS });
  const page = wordsOf(await answer.body.text());
  const location = answer.headers.location;
  if (typeof location !== 'string') throw new Error(`the sandbox answered ${answer.statusCode}: ${page}`);
  const callback = new URL(location).searchParams;
  const account = unwrap(
    await completeAccountConnection(ctx, viewer, {
      state: callback.get('state') ?? '',
      code: callback.get('code') ?? undefined,
    }),
  );
  return shown(ctx, { id: account.id, platform, username: account.username });
}

const shown = (ctx: AppContext, account: Omit<DemoAccount, 'takesText'>): DemoAccount => ({
  ...account,
  takesText: ctx.platforms.get(account.platform)?.platform.formats.TEXT !== undefined,
});

/** The readable text of a page. */
const wordsOf = (html: string): string =>
  html
    .replace(/<(title|style)[\s\S]*?<\/\1>|<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);

function unwrap<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Error(
    `the demo workspace cannot be prepared: ${outcome.errors.map(({ code, message }) => `${code} ${message}`).join('; ')}`,
  );
}
