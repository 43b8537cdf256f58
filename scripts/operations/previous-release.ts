/** The code of the last release, out of the history of the repository, installed in a folder of its own. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ROOT, say } from './fleet.ts';

/** Holds the commit of the last release. Whoever makes a release writes it. */
const RECORD = 'contract/released-commit';

export function installPreviousRelease(folder: string): void {
  const commit = readFileSync(join(ROOT, RECORD), 'utf8').trim();
  insistOnHistory(commit);
  const files = execFileSync('git', ['archive', commit], { cwd: ROOT, maxBuffer: 1 << 30 });
  execFileSync('tar', ['-x', '-C', folder], { input: files });
  if (isCovered(lockOf(folder), lockOf(ROOT))) {
    // All that it needs is installed here, in the very same versions.
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    execFileSync('npm', ['run', '--silent', 'postinstall'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  } else
    execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  say(`installed the last release, ${commit.slice(0, 7)}`);
}

/** A clone without history gets that one commit; without it, there is nothing to compare with and this fails. */
function insistOnHistory(commit: string): void {
  const git = (...args: string[]) => spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  if (git('cat-file', '-e', `${commit}^{commit}`).status === 0) return;
  const { stderr } = git('fetch', '--quiet', '--depth', '1', 'origin', commit);
  if (git('cat-file', '-e', `${commit}^{commit}`).status === 0) return;
  throw new Error(
    `The last release (${commit}, from ${RECORD}) is not in this clone, and origin did not give it: ${stderr.trim()}\nFetch it with: git fetch --unshallow`,
  );
}

type Lock = Readonly<Record<string, string | undefined>>;

function lockOf(folder: string): Lock {
  const { packages } = z
    .object({ packages: z.record(z.string(), z.object({ version: z.string().optional() })) })
    .parse(JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8')));
  return Object.fromEntries(Object.entries(packages).map(([path, { version }]) => [path, version]));
}

const isCovered = (needed: Lock, installed: Lock): boolean =>
  Object.entries(needed).every(([path, version]) => path === '' || installed[path] === version);
