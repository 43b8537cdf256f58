/** `npm run audit -- verify`: whether the audit log is whole, and its heads, while servers run. */
import { loadConfig } from '../config.ts';
import { type Verified, verifyAuditLog } from '../domain/audit/verify.ts';
import { createDb } from '../lib/db.ts';
import { StartError } from '../lib/start-error.ts';
import { databaseUrlOf, runCommand } from './support.ts';

const USAGE = 'Usage: npm run audit -- verify';

runCommand(async (args) => {
  const [verb, ...rest] = args;
  if (verb !== 'verify' || rest.length > 0) throw new StartError(USAGE);
  const config = loadConfig();
  await using stack = new AsyncDisposableStack();
  const url = await databaseUrlOf(config, stack);
  const db = stack.use(createDb(url, { directUrl: config.secrets.databaseDirectUrl, max: 1 }));
  const verified = await verifyAuditLog({ db });
  for (const line of report(verified)) process.stdout.write(`${line}\n`);
  if (verified.strays.length > 0 || verified.logs.some(({ broken }) => broken !== null)) process.exitCode = 1;
});

function report({ logs, strays, unlinked }: Verified): string[] {
  return [
    ...logs.map(({ workspaceId, links, from, head, broken }) =>
      broken === null
        ? `workspace ${workspaceId}: whole, ${links} entries since ${from}; head ${head.day}/${head.number} ${head.hash}`
        : `workspace ${workspaceId}: BROKEN at ${broken.day}/${broken.number}, entry ${broken.entryId}: ${broken.why}`,
    ),
    ...strays.map(
      ({ id, workspaceId }) => `workspace ${workspaceId}: BROKEN, entry ${id} has no link: it was slipped in`,
    ),
    ...(unlinked === 0 ? [] : [`${unlinked} entries are linked within a minute, while a worker runs`]),
    ...(logs.length === 0 ? ['There are no links yet.'] : []),
  ];
}
