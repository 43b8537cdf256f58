/** Two Postgres servers under Patroni with etcd, behind haproxy, in a folder of their own. */
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from '../../src/lib/postgres-cluster.ts';
import { idOfPostgres, postgresPrograms } from './debian-postgres.ts';
import { say, until } from './fleet.ts';
import { insistOnPrograms, type Program, startProgram } from './program.ts';

const PROGRAMS = {
  patroni: { name: 'patroni', package: 'patroni' },
  etcd: { name: 'etcd', package: 'etcd-server' },
  haproxy: { name: 'haproxy', package: 'haproxy' },
} as const satisfies Record<string, Program>;

/** The shortest that Patroni takes; the defaults are 30, 10 and 10 seconds. */
const TIMES = { ttl: 20, loop_wait: 5, retry_timeout: 5 } as const;

export interface PatroniCluster extends AsyncDisposable {
  /** At haproxy, which passes connections on to whoever leads. */
  createDatabase(name: string): string;
  /** From now on the standby gets nothing more from the leader. */
  detachStandby(): void;
  /** The leader is gone, as when its host loses its power. */
  killLeader(): Promise<void>;
  /** Resolves when the other one leads. */
  failedOver(): Promise<void>;
}

interface Node {
  name: string;
  postgresPort: number;
  restPort: number;
  dataDir: string;
}

const Members = z.object({ members: z.array(z.object({ name: z.string(), role: z.string(), state: z.string() })) });

export async function startPatroniCluster(
  folder: string,
  { isSynchronous }: { isSynchronous: boolean },
): Promise<PatroniCluster> {
  insistOnPrograms(Object.values(PROGRAMS));
  const programs = postgresPrograms();
  chmodSync(folder, 0o755);
  const own = join(folder, 'patroni');
  mkdirSync(own, { mode: 0o700 });
  if (process.getuid?.() === 0) chownSync(own, idOfPostgres('-u'), idOfPostgres('-g'));
  await using stack = new AsyncDisposableStack();
  const etcd = stack.use(await startEtcd(own));
  const leader = await newNode('one', own);
  const standby = await newNode('two', own);
  const start = (node: Node) =>
    startProgram(
      PROGRAMS.patroni,
      [configurationOf(node, { folder, own, etcd: etcd.port, programs, isSynchronous })],
      node.restPort,
    );
  // Ended after its Patroni, which would start it again; and it outlives that one.
  stack.defer(() => [leader, standby].forEach(killPostmaster));
  const leading = await start(leader);
  stack.defer(() => leading.kill());
  await until('the leader', () => leads(leader));
  const following = await start(standby);
  stack.defer(() => following.kill());
  const wanted = isSynchronous ? 'sync_standby' : 'replica';
  await until('the standby to follow', async () => (await roleOf(standby)) === wanted);
  const port = await freePort();
  stack.use(
    await startProgram(PROGRAMS.haproxy, ['-db', '-f', haproxyConfiguration(folder, port, [leader, standby])], port),
  );
  say(`two servers: ${leader.name} leads, ${standby.name} is its ${wanted}`);
  const urlOf = (database: string) => `postgresql://postgres:postgres@127.0.0.1:${port}/${database}`;
  const owned = stack.move();
  return {
    createDatabase: (name) => {
      execFileSync(join(programs, 'createdb'), [
        '--maintenance-db',
        urlOf('postgres'),
        '--template',
        'template0',
        name,
      ]);
      return urlOf(name);
    },
    detachStandby: () => {
      for (const sender of sendersOf(leader)) process.kill(sender, 'SIGSTOP');
    },
    killLeader: async () => {
      await leading.kill();
      const senders = sendersOf(leader);
      killPostmaster(leader);
      // One that is stopped would not notice.
      for (const sender of senders) killIfThere(sender);
    },
    failedOver: () => until('the standby to lead', () => leads(standby)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function startEtcd(folder: string): Promise<{ port: number } & AsyncDisposable> {
  const [port, peerPort] = [await freePort(), await freePort()];
  const client = `http://127.0.0.1:${port}`;
  const peer = `http://127.0.0.1:${peerPort}`;
  const args = [
    ...['--name', 'etcd', '--data-dir', join(folder, 'etcd')],
    ...['--listen-client-urls', client, '--advertise-client-urls', client],
    ...['--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer, '--initial-cluster', `etcd=${peer}`],
  ];
  const running = await startProgram(PROGRAMS.etcd, args, port);
  return { port, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() };
}

const newNode = async (name: string, folder: string): Promise<Node> => ({
  name,
  postgresPort: await freePort(),
  restPort: await freePort(),
  dataDir: join(folder, name),
});

/** Patroni reads YAML, of which JSON is a part. */
function configurationOf(
  { name, postgresPort, restPort, dataDir }: Node,
  options: { folder: string; own: string; etcd: number; programs: string; isSynchronous: boolean },
): string {
  const file = join(options.folder, `${name}.yml`);
  const configuration = {
    scope: 'slipway',
    name,
    restapi: { listen: `127.0.0.1:${restPort}`, connect_address: `127.0.0.1:${restPort}` },
    etcd3: { hosts: `127.0.0.1:${options.etcd}` },
    bootstrap: {
      dcs: {
        ...TIMES,
        synchronous_mode: options.isSynchronous,
        postgresql: { parameters: { max_connections: 200 } },
      },
      initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }, 'no-sync'],
    },
    postgresql: {
      listen: `127.0.0.1:${postgresPort}`,
      connect_address: `127.0.0.1:${postgresPort}`,
      data_dir: dataDir,
      bin_dir: options.programs,
      pgpass: join(options.own, `${name}.pgpass`),
      authentication: {
        superuser: { username: 'postgres', password: 'postgres' },
        replication: { username: 'replicator', password: 'replicator' },
      },
      pg_hba: ['host all all 127.0.0.1/32 trust', 'host replication all 127.0.0.1/32 trust'],
      parameters: { unix_socket_directories: options.own },
    },
  };
  writeFileSync(file, JSON.stringify(configuration));
  return file;
}

function haproxyConfiguration(folder: string, port: number, nodes: readonly Node[]): string {
  const file = join(folder, 'haproxy.cfg');
  writeFileSync(
    file,
    `global
  maxconn 500
defaults
  mode tcp
  timeout connect 2s
  timeout client 1h
  timeout server 1h
listen leader
  bind 127.0.0.1:${port}
  option httpchk OPTIONS /primary
  http-check expect status 200
  default-server inter 1s fall 2 rise 1 on-marked-down shutdown-sessions
${nodes.map(({ name, postgresPort, restPort }) => `  server ${name} 127.0.0.1:${postgresPort} check port ${restPort}`).join('\n')}
`,
  );
  return file;
}

const ask = (node: Node, path: string) => fetch(`http://127.0.0.1:${node.restPort}${path}`).catch(() => null);
const leads = async (node: Node): Promise<boolean> => (await ask(node, '/primary'))?.status === 200;

async function roleOf(node: Node): Promise<string | undefined> {
  const answer = await ask(node, '/cluster');
  if (answer?.ok !== true) return undefined;
  const { members } = Members.parse(await answer.json());
  return members.find(({ name, state }) => name === node.name && ['running', 'streaming'].includes(state))?.role;
}

function postmasterOf({ dataDir }: Node): number | null {
  try {
    return Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return null;
  }
}

function killPostmaster(node: Node): void {
  const pid = postmasterOf(node);
  if (pid !== null) killIfThere(pid);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** The processes that send the log of a server to its standbys. */
function sendersOf(node: Node): number[] {
  const args = ['--no-headers', '-o', 'pid,args', '--ppid', String(postmasterOf(node))];
  const list = execFileSync('ps', args, { encoding: 'utf8' });
  const senders = [...list.matchAll(/^\s*(\d+) .*walsender/gm)].map(([, pid]) => Number(pid));
  if (senders.length === 0) throw new Error(`the leader sends nothing to a standby:\n${list}`);
  return senders;
}
