/** The Postgres that Slipway brings along: started, shared, killed and repaired. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DataDirInUseError, type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/lib/embedded-postgres.ts';

let closed: string;
let dataDir: string;
const started: AsyncDisposable[] = [];
const elsewhere: ChildProcess[] = [];

beforeEach(async () => {
  // As `/root` is: nobody but its owner may enter. And called as no shell would like it.
  closed = await mkdtemp(join(tmpdir(), 'slipway-postgres-'));
  dataDir = join(closed, 'a "folder" of $HOME');
});
afterEach(async () => {
  for (const child of elsewhere.splice(0)) await kill(child);
  for (const resource of started.splice(0)) await resource[Symbol.asyncDispose]();
  // Left running by a process that was killed, when the test did not get as far as to take it over.
  const isLeft = await stat(join(dataDir, 'cluster', 'postmaster.pid')).catch(() => null);
  if (isLeft !== null) await (await startEmbeddedPostgres({ dataDir, durable: false }))[Symbol.asyncDispose]();
  await rm(closed, { recursive: true, force: true });
});

async function start(
  options: { port?: number; onIncident?: (message: string) => void } = {},
): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, durable: false, ...options });
  started.push(postgres);
  return postgres;
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const postmasterPid = async () =>
  Number((await readFile(join(dataDir, 'cluster', 'postmaster.pid'), 'utf8')).split('\n')[0]);

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

/** Another process that starts Postgres on the same folder and waits to be killed. */
async function startElsewhere(): Promise<{ child: ChildProcess; url: string }> {
  const module = new URL('../../src/lib/embedded-postgres.ts', import.meta.url).href;
  const script = `const { startEmbeddedPostgres } = await import(${JSON.stringify(module)});
    const postgres = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, durable: false });
    console.log(postgres.url);
    setInterval(() => undefined, 1_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  elsewhere.push(child);
  if (child.stdout === null) throw new Error('no standard output');
  const ended = once(child, 'exit').then(() => {
    throw new Error('the other process gave up');
  });
  const [url] = await Promise.race([once(createInterface({ input: child.stdout }), 'line'), ended]);
  ended.catch(() => undefined);
  return { child, url: String(url) };
}

test('keeps its data between starts, behind a password that only the owner can read', async () => {
  const first = await start();
  await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first[Symbol.asyncDispose]();
  await expect(query(first.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });

  const second = await start();
  expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  expect(await query(second.url, "SELECT current_setting('listen_addresses') AS on")).toEqual([{ on: '127.0.0.1' }]);
  const file = await stat(join(dataDir, 'cluster', 'slipway-password'));
  expect(file.mode & 0o777).toBe(0o600);
  const wrong = new URL(second.url);
  wrong.password = 'wrong';
  await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
});

test('creates databases, also as copies, and drops them with whoever is connected', async () => {
  const postgres = await start();
  const template = await postgres.createDatabase('template');
  await query(template, 'CREATE TABLE t AS SELECT 1 AS n');
  const copy = await postgres.createDatabase('copy', 'template');
  expect(await query(copy, 'SELECT n FROM t')).toEqual([{ n: 1 }]);
  await postgres.dropDatabase('copy');
  await expect(query(copy, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' });
});

test.each(['fast', 'immediate'] as const)('restarts (%s) on the same port with what was committed', async (mode) => {
  const incidents: string[] = [];
  const postgres = await start({ onIncident: (message) => incidents.push(message) });
  await query(postgres.url, 'CREATE TABLE kept AS SELECT 1 AS n');
  const before = await postmasterPid();
  await postgres.restart(mode);
  expect(await query(postgres.url, 'SELECT n FROM kept')).toEqual([{ n: 1 }]);
  expect(await postmasterPid()).not.toBe(before);
  expect(incidents).toEqual([]);
});

test('a second process on the same folder is told so, and the first is not disturbed', async () => {
  const { child, url } = await startElsewhere();
  try {
    const refusal = await startEmbeddedPostgres({ dataDir, durable: false }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(DataDirInUseError);
    expect(String(refusal)).toContain(`process ${child.pid}`);
    expect(await query(url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  } finally {
    await kill(child);
  }
  // Takes over what the killed process left running, so that it is stopped with this test.
  await start();
});

test('of two first starts at the same moment one wins and the other is told so', async () => {
  const [mine, other] = await Promise.allSettled([start(), startElsewhere()]);
  if (other.status === 'fulfilled') await kill(other.value.child);
  expect([mine.status, other.status].sort()).toEqual(['fulfilled', 'rejected']);
  if (mine.status === 'rejected') {
    expect(mine.reason).toBeInstanceOf(DataDirInUseError);
    await start();
  }
});

test('after kill -9 of its owner a running server is adopted as it is, with port and data', async () => {
  const { child, url } = await startElsewhere();
  await query(url, 'CREATE TABLE kept AS SELECT 7 AS n');
  const pid = await postmasterPid();
  await kill(child);

  const adopted = await start();
  expect(await postmasterPid()).toBe(pid);
  expect(adopted.url).toBe(url);
  expect(await query(adopted.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  await adopted[Symbol.asyncDispose]();
  await expect(query(url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('kill -9 of the server itself is noticed and repaired, on the same port', async () => {
  const back = Promise.withResolvers<string>();
  const postgres = await start({ onIncident: back.resolve });
  await query(postgres.url, 'CREATE TABLE kept AS SELECT 7 AS n');
  process.kill(await postmasterPid(), 'SIGKILL');
  expect(await back.promise).toContain('is back');
  expect(await query(postgres.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
});

test('a stale pid file whose number now belongs to another process does not stand in the way', async () => {
  const first = await start();
  const file = join(dataDir, 'cluster', 'postmaster.pid');
  const lines = (await readFile(file, 'utf8')).split('\n');
  await first[Symbol.asyncDispose]();
  await writeFile(file, [String(process.pid), ...lines.slice(1)].join('\n'));
  const second = await start();
  expect(await query(second.url, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
});

test.runIf(process.getuid?.() === 0)(
  'a cluster that was given to root is given back to the user it runs as',
  async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 7 AS n');
    await first[Symbol.asyncDispose]();
    const cluster = join(dataDir, 'cluster');
    for (const path of ['.', ...(await readdir(cluster, { recursive: true }))]) await chown(join(cluster, path), 0, 0);
    const second = await start();
    expect(await query(second.url, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  },
);
