/** `npm run test:processes`: two APIs and two workers on Postgres behind pgbouncer in transaction mode, with Redis between them. */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../src/lib/postgres-cluster.ts';
import { startDebianPostgres } from './debian-postgres.ts';
import { allPublished, clientOf, insistOnce, installation, say, startSandbox, startServer } from './fleet.ts';
import { startProgram } from './program.ts';

const CROWD = 24;
/** Fewer than the servers have in their pools, so that sessions do change hands. */
const SESSIONS = 6;

await using stack = new AsyncDisposableStack();
const folder = mkdtempSync(join(tmpdir(), 'slipway-processes-'));
stack.defer(() => rmSync(folder, { recursive: true, force: true }));
const postgres = stack.use(await startDebianPostgres());
const directUrl = postgres.createDatabase('slipway');
const port = await freePort();
const settings = join(folder, 'pgbouncer.ini');
chmodSync(folder, 0o755);
writeFileSync(
  settings,
  `[databases]
slipway = host=127.0.0.1 port=${new URL(directUrl).port} dbname=slipway user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${SESSIONS}
max_client_conn = 200
`,
);
stack.use(await startProgram({ name: 'pgbouncer', package: 'pgbouncer' }, [settings], port));
const redisPort = await freePort();
const redisArgs = ['--port', String(redisPort), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
stack.use(await startProgram({ name: 'redis-server', package: 'redis-server' }, redisArgs, redisPort));
const sandbox = stack.use(await startSandbox());
const { env: shared, apiKey } = installation({ dataDir: join(folder, 'data'), sandbox: sandbox.origin });
const env = {
  ...shared,
  DATABASE_URL: `postgresql://postgres@127.0.0.1:${port}/slipway`,
  DATABASE_DIRECT_URL: directUrl,
  REDIS_URL: `redis://127.0.0.1:${redisPort}`,
};
const servers = [];
for (const [name, role] of [
  ['an API', 'api'],
  ['another API', 'api'],
  ['a worker', 'worker'],
  ['another worker', 'worker'],
] as const) {
  const server = await startServer(name, { ...env, SLIPWAY_ROLE: role });
  stack.defer(() => server.stop());
  servers.push(server);
}
const clients = servers.slice(0, 2).map((server) => clientOf(server, apiKey));
const at = new Date(Date.now() + 8_000).toISOString();
const posts = (
  await Promise.all(
    clients.map((client, api) =>
      Promise.all(
        Array.from({ length: CROWD / 2 }, (_, nth) =>
          client.schedule(`By API ${api}, number ${nth}`, { mode: 'AT', at }),
        ),
      ),
    ),
  )
).flat();
for (const client of clients) await allPublished(client, posts);
await insistOnce(sandbox, posts);

const asked = execFileSync(
  'psql',
  [
    '--no-psqlrc',
    '--csv',
    '--tuples-only',
    '--command',
    'SHOW STATS_TOTALS',
    `postgresql://pgbouncer@127.0.0.1:${port}/pgbouncer`,
  ],
  { encoding: 'utf8' },
);
const transactions = Number(
  asked
    .split('\n')
    .find((line) => line.startsWith('slipway,'))
    ?.split(',')[1],
);
if (!(transactions > CROWD)) throw new Error(`pgbouncer saw ${transactions} transactions:\n${asked}`);
say(`${transactions} transactions went through ${SESSIONS} sessions of pgbouncer`);
const commands = execFileSync('redis-cli', ['-p', String(redisPort), 'INFO', 'commandstats'], { encoding: 'utf8' });
const published = Number(/cmdstat_publish:calls=(\d+)/.exec(commands)?.[1] ?? 0);
if (published === 0) throw new Error(`Redis carried nothing:\n${commands}`);
say(`${published} announcements went through Redis`);
const errors = servers.flatMap((server) => server.errors());
if (errors.length > 0) throw new Error(`Errors were logged:\n${errors.join('\n')}`);
