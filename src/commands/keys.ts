/** `npm run keys -- check | rotate`: what is sealed under which key, and everything under the newest one, while servers run. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { type Config, loadConfig } from '../config.ts';
import { processesWithout } from '../domain/upkeep/processes.ts';
import { resealAll, type Survey, surveyKeys, type Vaulted } from '../domain/upkeep/sealed-secrets.ts';
import { createVault, type VaultKey } from '../lib/crypto.ts';
import { createDb } from '../lib/db.ts';
import { loadOrCreateKeys } from '../lib/keyfile.ts';
import { StartError } from '../lib/start-error.ts';
import { databaseUrlOf, runCommand } from './support.ts';

const USAGE = 'Usage: npm run keys -- check | rotate';

runCommand(async (args) => {
  const [verb, ...rest] = args;
  if ((verb !== 'check' && verb !== 'rotate') || rest.length > 0) throw new StartError(USAGE);
  const config = loadConfig();
  await using stack = new AsyncDisposableStack();
  const vault = createVault(await keysOf(config));
  const url = await databaseUrlOf(config, stack);
  const directUrl = config.secrets.databaseDirectUrl;
  const ctx: Vaulted = { db: stack.use(createDb(url, { directUrl, max: 2 })), vault };
  if (verb === 'rotate') await rotate(ctx);
  const survey = await surveyKeys(ctx);
  say(table(survey));
  for (const { what, id, keyId } of survey.broken)
    say(
      `The ${what} ${id} does not open, although the key ${keyId} is here: it was changed, or belongs to another row.`,
    );
  for (const line of advice(survey)) say(line);
  const isWhole = survey.broken.length === 0 && survey.keys.every((key) => key.isConfigured);
  if (!isWhole) process.exitCode = 1;
});

async function rotate(ctx: Vaulted): Promise<void> {
  const { newestKeyId } = ctx.vault;
  const lacking = await processesWithout(ctx.db, newestKeyId);
  if (lacking.length > 0)
    throw new StartError(
      `Nothing was moved: these processes lack the key ${newestKeyId} and could not open what is under it: ${lacking.join(', ')}. Restart them with it, then try again; one that was killed counts for half a minute.`,
    );
  say(`Sealing everything under the key ${newestKeyId}. To stop and go on later does no harm.`);
  const { moved } = await resealAll(ctx, 'OPERATOR', ({ looked, moved: sofar }) =>
    say(`${looked} looked at, ${sofar} moved`),
  );
  say(`${moved} moved.\n`);
}

/** Those of the server; a command makes none. */
async function keysOf(config: Config): Promise<readonly VaultKey[]> {
  if (config.secrets.encryptionKeys !== null) return config.secrets.encryptionKeys;
  const file = join(config.dataDir, 'encryption-keys');
  try {
    await access(file);
  } catch (cause) {
    const message = `There are no keys: SLIPWAY_ENCRYPTION_KEYS is not set, and ${file} does not exist. Set what the server has.`;
    throw new StartError(message, { cause });
  }
  return (await loadOrCreateKeys(file)).keys;
}

function table({ keys }: Survey): string {
  const rows = keys.map((key) => [
    key.keyId,
    String(key.accounts),
    String(key.uploads),
    String(key.webhooks),
    key.isNewest ? 'newest' : key.isConfigured ? '' : 'MISSING',
  ]);
  const all = [['key', 'accounts', 'uploads', 'webhooks', ''], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function advice({ keys }: Survey): string[] {
  const newest = keys.find((key) => key.isNewest)?.keyId;
  const isUnused = (key: Survey['keys'][number]) => key.accounts + key.uploads + key.webhooks === 0;
  return keys.flatMap((key) => {
    if (!key.isConfigured)
      return [
        `Nothing under ${key.keyId} opens: bring that key back, or connect these accounts again and rotate the secrets of these webhooks.`,
      ];
    if (key.isNewest) return [];
    return isUnused(key)
      ? [
          `Nothing is under ${key.keyId}. Keep it for a day after the restart with ${newest}: links to media may still be signed with it.`,
        ]
      : [`${key.keyId} is still needed; npm run keys -- rotate moves what is under it.`];
  });
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
