/** One Postgres data folder and its server process: creates the folder; starts, finds and stops the server. */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, readlink, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { randomToken } from './crypto.ts';
import {
  chooseUser,
  exists,
  findPrograms,
  giveTo,
  type Programs,
  type RunAs,
  runProgram,
} from './postgres-programs.ts';

export const SUPERUSER = 'postgres';
/** How long a start, including the recovery from a crash, may take. */
export const START_TIMEOUT_MS = 60_000;
/** Of PGDATA, in the data folder. */
const CLUSTER = 'cluster';
const LOG = 'postgres.log';
const PASSWORD_FILE = 'slipway-password';
const run = promisify(execFile);

export interface Cluster {
  dataDir: string;
  /** PGDATA */
  dir: string;
  password: string;
  durable: boolean;
  programs: Programs;
  runAs: RunAs;
}

/** Opens the cluster in `dataDir`, creating it on first use. */
export async function openCluster(dataDir: string, durable: boolean): Promise<Cluster> {
  const dir = join(dataDir, CLUSTER);
  await mkdir(dataDir, { recursive: true });
  const runAs = await chooseUser(dir, dataDir);
  const programs = await findPrograms(runAs);
  if (!(await exists(dir))) await initialise({ dataDir, dir, durable, programs, runAs });
  return { dataDir, dir, password: await readPassword(dir), durable, programs, runAs };
}

/** An existing cluster, to connect to its server; null if there is none. */
export async function findCluster(dataDir: string): Promise<Pick<Cluster, 'dir' | 'password'> | null> {
  const dir = join(dataDir, CLUSTER);
  return (await exists(dir)) ? { dir, password: await readPassword(dir) } : null;
}

const readPassword = async (dir: string): Promise<string> => (await readFile(join(dir, PASSWORD_FILE), 'utf8')).trim();

// Built next to its final place and renamed: an interrupted creation leaves nothing that looks like a database, and of
// two concurrent first starts one wins.
async function initialise(cluster: Omit<Cluster, 'password'>): Promise<void> {
  const { dataDir, dir, runAs } = cluster;
  for (const left of await readdir(dataDir)) {
    const pid = Number(/^new-(\d+)(\.password)?$/.exec(left)?.[1]);
    if (pid > 0 && !isAlive(pid)) await rm(join(dataDir, left), { recursive: true, force: true });
  }
  const name = `new-${process.pid}`;
  const fresh = join(dataDir, name);
  const passwordFile = `${fresh}.password`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(passwordFile, `${randomToken(32)}\n`, { mode: 0o600 });
  await giveTo(runAs, fresh);
  await giveTo(runAs, passwordFile);
  try {
    // The built-in locale needs nothing from the machine and sorts the same everywhere.
    await runProgram(cluster, 'initdb', (folder) => [
      `--pgdata=${folder}/${name}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${folder}/${name}.password`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--no-locale',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(cluster.durable ? [] : ['--no-sync']),
    ]);
    await rename(passwordFile, join(fresh, PASSWORD_FILE));
    await rename(fresh, dir);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    await rm(passwordFile, { force: true });
    if (!(await exists(dir))) throw error;
  }
}

/* ---------------------------------------------------------------- the server process ---- */

export async function start(cluster: Cluster, port: number, attempt: number): Promise<void> {
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    fsync: cluster.durable ? 'on' : 'off',
    full_page_writes: cluster.durable ? 'on' : 'off',
  };
  const flags = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`);
  const log = join(cluster.dataDir, LOG);
  // The log of the previous run tells why it died; one is enough.
  if (await exists(log)) await rename(log, `${log}.1`);
  await writeFile(log, '', { mode: 0o600 });
  await giveTo(cluster.runAs, log);
  try {
    // pg_ctl puts the server into a session of its own: a Ctrl-C meant for us must not stop it before we have drained.
    await runProgram(cluster, 'pg_ctl', (folder) => [
      ...['start', '-W', '-s', '-D', `${folder}/${CLUSTER}`, '-l', `${folder}/${LOG}`],
      ...['-o', flags.join(' ')],
    ]);
    await settled(cluster);
  } catch (error) {
    // Another process may have won the race for the folder or the port; the caller checks again.
    if (attempt >= 5) throw error;
  }
}

/** Waits until the server says `ready` in its pid file; throws when it gave up instead. */
async function settled(cluster: Cluster): Promise<void> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const running = await readPidFile(cluster);
    if (running?.status === 'ready') return;
    const text = await readFile(join(cluster.dataDir, LOG), 'utf8');
    if (running === null && /FATAL:|PANIC:|database system is shut down/.test(text)) break;
    await delay(10);
  }
  throw new Error(`Postgres in ${cluster.dir} did not start.${await logTail(cluster)}`);
}

export async function stop(cluster: Cluster, mode: 'fast' | 'immediate'): Promise<void> {
  if ((await readPidFile(cluster)) === null) return;
  await runProgram(cluster, 'pg_ctl', (folder) => [
    ...['stop', '-w', '-s', '-t', '60', '-D', `${folder}/${CLUSTER}`, '-m', mode],
  ]);
}

export interface PidFile {
  pid: number;
  port: number;
  status: string | undefined;
}

/** The running server of this folder, from its `postmaster.pid`; a stale file counts as none. */
export async function readPidFile(cluster: Pick<Cluster, 'dir'>): Promise<PidFile | null> {
  const path = join(cluster.dir, 'postmaster.pid');
  let lines: string[];
  try {
    lines = (await readFile(path, 'utf8')).split('\n').map((line) => line.trim());
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const pid = Math.abs(Number(lines[0]));
  if (!(pid > 0)) return null;
  if (isAlive(pid) && (await isServerOf(cluster.dir, pid)))
    return { pid, port: Number(lines[3] ?? 0), status: lines[7] };
  // After a restart of the machine or container the pid may belong to any process, and Postgres, which only checks that
  // it lives, would refuse to start for ever.
  if (isAlive(pid)) await rm(path, { force: true });
  return null;
}

async function isServerOf(dir: string, pid: number): Promise<boolean> {
  try {
    if (process.platform === 'win32') return true;
    if (process.platform !== 'linux')
      return (await run('ps', ['-p', String(pid), '-o', 'comm='])).stdout.includes('postgres');
    if ((await readFile(`/proc/${pid}/comm`, 'utf8')).trim() !== 'postgres') return false;
    // The working directory of the server is its data folder. The owner of the process decides whether we may read it.
    return await readlink(`/proc/${pid}/cwd`).then(
      async (cwd) => cwd === (await realpath(dir)),
      () => true,
    );
  } catch {
    // It ended while we looked.
    return false;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

export async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  const closed = Promise.withResolvers<void>();
  server.close(() => closed.resolve());
  await closed.promise;
  if (address === null || typeof address === 'string') throw new Error('no port was assigned');
  return address.port;
}

/** Appended to an error message; empty if there is no log, or it cannot be read. */
export async function logTail(cluster: Cluster): Promise<string> {
  const text = await readFile(join(cluster.dataDir, LOG), 'utf8').catch(() => '');
  return text === '' ? '' : ` Its log ends with:\n${text.trim().split('\n').slice(-8).join('\n')}`;
}
