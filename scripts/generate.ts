/** Makes what is generated: the Prisma client and the files of GraphiQL always; with `--all` also schema.graphql, the typed documents of the tests and the tables of the README. */
import { execFileSync } from 'node:child_process';

const run = (command: string, args: readonly string[], env: Record<string, string> = {}) =>
  execFileSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, ...env } });

// `prisma generate` works without Prisma's native schema engine, but insists on knowing where one is. Any executable
// will do, and naming one keeps the installation from downloading it.
run('prisma', ['generate'], { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' });
run('node', ['scripts/build-graphiql.ts']);

if (process.argv.includes('--all')) {
  run('node', ['scripts/print-schema.ts']);
  run('graphql-codegen', ['--config', 'codegen.ts']);
  run('node', ['scripts/print-docs.ts']);
}
