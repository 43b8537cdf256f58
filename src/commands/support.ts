/** What commands have in common: how they end, and the database of the server. */
import { join } from 'node:path';
import type { Config } from '../config.ts';
import { findEmbeddedPostgres, startEmbeddedPostgres } from '../lib/embedded-postgres.ts';
import { StartError } from '../lib/start-error.ts';

export function runCommand(run: (args: readonly string[]) => Promise<void>): void {
  run(process.argv.slice(2)).catch((error: unknown) => {
    const told = error instanceof StartError ? error.message : error instanceof Error ? error.stack : String(error);
    process.stderr.write(`${told}\n`);
    process.exitCode = 1;
  });
}

/** The URL of the configured database, of the server that runs in this data folder, or else of a temporary one. */
export async function databaseUrlOf(config: Config, stack: AsyncDisposableStack): Promise<string> {
  if (config.secrets.databaseUrl !== null) return config.secrets.databaseUrl;
  const dataDir = join(config.dataDir, 'postgres');
  return (await findEmbeddedPostgres(dataDir)) ?? stack.use(await startEmbeddedPostgres({ dataDir })).url;
}
