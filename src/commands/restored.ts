/** `npm run restored`: makes a database that was restored from a backup, or (`-- --moved`) only moved, safe to start on. Run it before any server. */
import { loadConfig, secretValues } from '../config.ts';
import { prepareDatabase } from '../database.ts';
import { setMark } from '../domain/upkeep/installation-mark.ts';
import { settleRestored } from '../domain/upkeep/restored.ts';
import { createDb } from '../lib/db.ts';
import { createLogger } from '../lib/log.ts';
import { StartError } from '../lib/start-error.ts';
import { databaseUrlOf, runCommand } from './support.ts';

const USAGE = 'Usage: npm run restored [-- --moved]';

runCommand(async (args) => {
  const [option, ...rest] = args;
  if ((option !== undefined && option !== '--moved') || rest.length > 0) throw new StartError(USAGE);
  const config = loadConfig();
  await using stack = new AsyncDisposableStack();
  const url = await databaseUrlOf(config, stack);
  const directUrl = config.secrets.databaseDirectUrl;
  const log = createLogger({ level: 'warn', secrets: secretValues(config), destination: process.stderr });
  // A backup may be older than this version.
  await prepareDatabase({ url, directUrl }, log);
  const db = stack.use(createDb(url, { directUrl, max: 2 }));
  if (option === '--moved') {
    await setMark(db, config.dataDir);
    process.stdout.write('Servers may start on this database, and go on where the last one ended.\n');
    return;
  }
  const { paused, unknown, ended } = await settleRestored(db, new Date());
  // Last: a server that starts before all is settled is refused.
  await setMark(db, config.dataDir);
  process.stdout.write(
    `${[
      `${paused} workspaces are paused now. Servers may start: nothing goes out until an administrator calls resumePublishing.`,
      `${unknown} targets were due or had begun, and may have gone out since the backup. They are OUTCOME_UNKNOWN: resolveOutcome ends each.`,
      `${ended} published targets had extras to do, which are left alone and are warnings now.`,
    ].join('\n')}\n`,
  );
});
