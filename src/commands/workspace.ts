/** `npm run workspace`: creates a workspace and prints its first API key, or sets the tier of one, also while the server runs. */
import { loadConfig, secretValues } from '../config.ts';
import { prepareDatabase } from '../database.ts';
import type { Outcome } from '../domain/errors.ts';
import { createWorkspace } from '../domain/keys/first-key.ts';
import { setWorkspaceTier } from '../domain/keys/workspace-tier.ts';
import { isTier } from '../domain/targets/turn.ts';
import { createDb, type Db } from '../lib/db.ts';
import { watchLocks } from '../lib/lock-watch.ts';
import { createLogger } from '../lib/log.ts';
import { StartError } from '../lib/start-error.ts';
import { databaseUrlOf, runCommand } from './support.ts';

const USAGE =
  'Usage: npm run workspace -- create "Name"\n       npm run workspace -- tier <workspace id> LOW|NORMAL|HIGH';

type Work = (db: Db) => Promise<void>;

function workOf([verb, name, tier, ...rest]: readonly string[]): Work {
  if (rest.length > 0 || name === undefined || name.trim() === '') throw new StartError(USAGE);
  if (verb === 'create' && tier === undefined) return (db) => create(db, name);
  if (verb === 'tier' && tier !== undefined && isTier(tier))
    return async (db) => {
      const { name: called } = accepted(await setWorkspaceTier({ db }, name.replace(/^workspace_/, ''), tier));
      process.stderr.write(`The tier of ${called} is ${tier}.\n`);
    };
  throw new StartError(USAGE);
}

async function create(db: Db, name: string): Promise<void> {
  const { key } = accepted(await createWorkspace({ db }, name));
  process.stderr.write('The first API key of the workspace may do everything in it. It is shown only now:\n');
  process.stdout.write(`${key}\n`);
}

function accepted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new StartError(outcome.errors.map(({ message }) => message).join('\n'));
  return outcome.value;
}

async function run(args: readonly string[]): Promise<void> {
  const work = workOf(args);
  const config = loadConfig();
  await using stack = new AsyncDisposableStack();
  const url = await databaseUrlOf(config, stack);
  const directUrl = config.secrets.databaseDirectUrl;
  // Standard output has nothing but the key.
  const log = createLogger({ level: 'warn', secrets: secretValues(config), destination: process.stderr });
  stack.use(watchLocks(directUrl ?? url, log));
  await prepareDatabase({ url, directUrl }, log);
  await work(stack.use(createDb(url, { directUrl, max: 1 })));
}

runCommand(run);
