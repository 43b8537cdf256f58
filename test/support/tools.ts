/** Programs of the system that single tests need. The suite itself needs none; `.ci/run` installs them. */
import { spawnSync } from 'node:child_process';
import type { TestContext } from 'vitest';

const TOOLS = {
  promtool: { asks: ['--version'], install: 'apt-get install -y prometheus' },
  curl: { asks: ['--version'], install: 'apt-get install -y curl' },
  bash: { asks: ['--version'], install: 'apt-get install -y bash' },
} as const;

/** Leaves the test out where a tool is missing, and says in the report how to get it. */
export function needsTool(context: TestContext, ...names: readonly (keyof typeof TOOLS)[]): void {
  for (const name of names) {
    const { asks, install } = TOOLS[name];
    if (spawnSync(name, asks).error !== undefined)
      context.skip(`${name} is missing, so this is NOT tested here. Get it with: ${install}`);
  }
}
