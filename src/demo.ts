/** The demo workspace: an API key, a brand and, through the same OAuth flow as everywhere, a sandbox account per platform. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'undici';
import type { AppContext, Viewer } from './context.ts';
import { completeAccountConnection, startAccountConnection } from './domain/accounts/connections.ts';
import { createBrand } from './domain/brands.ts';
import type { Outcome } from './domain/errors.ts';
import { authenticate } from './domain/keys/authentication.ts';
import { bootstrap } from './domain/keys/first-key.ts';
import { generateApiKey } from './lib/crypto.ts';
import { StartError } from './lib/start-error.ts';
import type { PlatformId } from './platforms/platform.ts';

export interface Demo {
  apiKey: string;
  brandId: string;
  accounts: { id: string; platform: PlatformId; username: string | null }[];
}

const BRAND = 'Demo brand';

/** Runs at every start against a sandbox: what exists is kept, what the sandbox has forgotten is connected again. */
export async function prepareDemo(ctx: AppContext): Promise<Demo> {
  const apiKey = ctx.config.secrets.bootstrapApiKey ?? (await demoKey(ctx.config.dataDir));
  await bootstrap(ctx, apiKey);
  const viewer = await authenticate(ctx, apiKey);
  if (viewer === null)
    throw new StartError(
      ctx.config.secrets.bootstrapApiKey === null
        ? 'The demo API key was revoked. Delete demo-api-key in the data folder to have a new one made.'
        : 'The key in SLIPWAY_BOOTSTRAP_API_KEY was revoked. Take another one, or leave it empty.',
    );
  const brandId = await demoBrand(ctx, viewer);
  const accounts: Demo['accounts'] = [];
  for (const [platform, { sandbox }] of ctx.platforms) {
    if (!sandbox) continue;
    try {
      accounts.push(await connect(ctx, viewer, brandId, platform));
    } catch (error) {
      // The sandbox is as strict as the platforms: TikTok, for one, takes no callback over plain http but to localhost.
      const reason = error instanceof Error ? error.message : String(error);
      ctx.log.warn({ platform, publicUrl: ctx.config.publicUrl, reason }, 'no demo account on this platform');
    }
  }
  return { apiKey, brandId, accounts };
}

async function demoKey(dataDir: string): Promise<string> {
  const path = join(dataDir, 'demo-api-key');
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
  const { key } = generateApiKey();
  await mkdir(dataDir, { recursive: true });
  await writeFile(path, `${key}\n`, { mode: 0o600 });
  return key;
}

async function demoBrand(ctx: AppContext, viewer: Viewer): Promise<string> {
  const [brand] = await ctx.db.query<{ id: string }>(
    'SELECT id FROM brand WHERE workspace_id = $1 AND name = $2 ORDER BY id LIMIT 1',
    [viewer.workspaceId, BRAND],
  );
  if (brand !== undefined) return brand.id;
  return unwrap(
    await createBrand(ctx, viewer, { name: BRAND, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }),
  ).brandId;
}

/** What a person does in the browser: opens the address, agrees, and is sent back with a code. */
async function connect(
  ctx: AppContext,
  viewer: Viewer,
  brandId: string,
  platform: PlatformId,
): Promise<Demo['accounts'][number]> {
  const { authorizationUrl } = unwrap(await startAccountConnection(ctx, viewer, { brandId, platform }));
  const consent = new URL(authorizationUrl);
  consent.searchParams.set('sandbox_account', 'first');
  const answer = await request(consent, { method: 'GET' });
  const shown = wordsOf(await answer.body.text());
  const location = answer.headers.location;
  if (typeof location !== 'string') throw new Error(`the sandbox answered ${answer.statusCode}: ${shown}`);
  const callback = new URL(location).searchParams;
  const account = unwrap(
    await completeAccountConnection(ctx, viewer, {
      state: callback.get('state') ?? '',
      code: callback.get('code') ?? undefined,
    }),
  );
  return { id: account.id, platform, username: account.username };
}

/** What a person would read on a page. */
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
