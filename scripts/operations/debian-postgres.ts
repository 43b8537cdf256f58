/** A throwaway server of the Postgres that is installed on this machine, with its own programs for backups. */
import { execFileSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/lib/postgres-cluster.ts';

const DEBIAN = '/usr/lib/postgresql';

export interface DebianPostgres extends Disposable {
  /** Of the superuser, who needs no password here. */
  urlOf(database: string): string;
  createDatabase(name: string): string;
  /** Runs a program of Postgres (pg_dump …) by the user of this script. */
  run(program: string, ...args: string[]): void;
}

export async function startDebianPostgres(settings: Readonly<Record<string, string>> = {}): Promise<DebianPostgres> {
  const programs = postgresPrograms();
  const folder = mkdtempSync(join(tmpdir(), 'slipway-postgres-'));
  const data = join(folder, 'data');
  // Postgres refuses to be root; the package has made a user for it.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(folder, idOfPostgres('-u'), idOfPostgres('-g'));
  const asServer = (program: string, ...args: string[]) => {
    const command = [join(programs, program), ...args];
    const [name = '', ...rest] = isRoot ? ['runuser', '-u', 'postgres', '--', ...command] : command;
    execFileSync(name, rest, { cwd: '/', stdio: ['ignore', 'ignore', 'inherit'] });
  };
  const port = await freePort();
  const options = Object.entries({
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    ...settings,
  }).map(([name, value]) => `-c ${name}=${value}`);
  asServer('initdb', '-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync');
  asServer('pg_ctl', 'start', '-w', '-s', '-D', data, '-l', join(folder, 'log'), '-o', options.join(' '));
  const urlOf = (database: string) => `postgresql://postgres@127.0.0.1:${port}/${database}`;
  const run = (program: string, ...args: string[]) =>
    void execFileSync(join(programs, program), args, { stdio: ['ignore', 'ignore', 'inherit'] });
  return {
    urlOf,
    run,
    createDatabase: (name) => {
      run('createdb', '--maintenance-db', urlOf('postgres'), '--template', 'template0', name);
      return urlOf(name);
    },
    [Symbol.dispose]: () => {
      asServer('pg_ctl', 'stop', '-s', '-m', 'immediate', '-D', data);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The folder with the newest ones. */
export function postgresPrograms(): string {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).filter((name) => Number(name) >= 15) : [];
  const newest = versions.sort((a, b) => Number(b) - Number(a))[0];
  const programs = join(DEBIAN, newest ?? '', 'bin');
  if (newest === undefined || !existsSync(join(programs, 'initdb')))
    throw new Error(`There is no Postgres 15 or newer in ${DEBIAN}. Install it: apt-get install postgresql`);
  return programs;
}

export const idOfPostgres = (flag: '-u' | '-g'): number =>
  Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
