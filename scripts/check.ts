/** `npm run check`: format, lint, types, architecture, dead code and stale generated files, all of them before the verdict. */
import { spawnSync } from 'node:child_process';

const CHECKS = [
  { name: 'format and lint', command: ['biome', 'check', '--error-on-warnings'] },
  { name: 'types', command: ['tsc', '-p', '.'] },
  {
    name: 'architecture',
    command: ['vitest', 'run', '--config', 'vitest.unit.config.ts', 'test/architecture.test.ts'],
  },
  { name: 'dead code', command: ['knip', '--no-config-hints'] },
  { name: 'generated files', command: ['node', 'scripts/print-schema.ts', '--check'] },
  { name: 'contract', command: ['node', 'scripts/check-contract.ts'] },
  { name: 'typed documents', command: ['graphql-codegen', '--config', 'codegen.ts', '--check'] },
  { name: 'documentation', command: ['node', 'scripts/print-docs.ts', '--check'] },
] as const;

const failed = CHECKS.filter(({ name, command: [program, ...args] }) => {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - startedAt) / 1_000).toFixed(1)} s)`);
  if (status !== 0) console.log(`${stdout}${stderr}`);
  return status !== 0;
});
process.exit(failed.length === 0 ? 0 : 1);
