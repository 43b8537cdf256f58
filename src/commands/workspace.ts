/** `npm run workspace -- create "Name"`: creates a workspace and prints its first API key, also while the server runs. */
import { loadConfig, secretValues } from '../config.ts';
import { prepareDatabase } from '../database.ts';
import { createWorkspace } from '../domain/keys/first-key.ts';
import { createDb } from '../lib/db.ts';
import { watchLocks } from '../lib/lock-watch.ts';
import { createLogger } from '../lib/log.ts';
import { StartError } from '../lib/start-error.ts';
import { databaseUrlOf, runCommand } from './support.ts';

const USAGE = 'Usage: npm run workspace -- create "Name"';

async function run(args: readonly string[]): Promise<void> {
  const [verb, name, ...rest] = args;
  if (verb !== 'create' || name === undefined || name.trim() === '' || rest.length > 0) throw new StartError(USAGE);
  const config = loadConfig();
  await using stack = new AsyncDisposableStack();
  const url = await databaseUrlOf(config, stack);
  const directUrl = config.secrets.databaseDirectUrl;
  // Standard output has nothing but the key.
  const log = createLogger({ level: 'warn', secrets: secretValues(config), destination: process.stderr });
  stack.use(watchLocks(directUrl ?? url, log));
  await prepareDatabase({ url, directUrl }, log);
  const db = stack.use(createDb(url, { directUrl, max: 1 }));
  const outcome = await createWorkspace({ db }, name);
  if (!outcome.ok) throw new StartError(outcome.errors.map(({ message }) => message).join('\n'));
  process.stderr.write('The first API key of the workspace may do everything in it. It is shown only now:\n');
  process.stdout.write(`${outcome.value.key}\n`);
}

runCommand(run);
