/** A start on a database that was restored or moved: refused, as far as that shows, until an operator has said which. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createDatabase, dropDatabase } from '../support/databases.ts';
import { RUNNING, startServer } from '../support/server-process.ts';

const COMMAND = join(import.meta.dirname, '../../src/commands/restored.ts');

let dataDir: string;
let databaseUrl: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'slipway-restored-'));
  databaseUrl = await createDatabase(admin(), newName(), inject('templateName'));
});
afterAll(async () => {
  await dropDatabase(admin(), nameOf(databaseUrl));
  await rm(dataDir, { recursive: true, force: true });
});

const admin = () => inject('postgresUrl');
const newName = () => `restored_${randomUUID().replaceAll('-', '')}`;
const nameOf = (url: string) => new URL(url).pathname.slice(1);
const envOf = (url: string) => ({ DATABASE_URL: url, SLIPWAY_DATA_DIR: dataDir, SLIPWAY_SANDBOX: 'off' });
const restored = (url: string, ...args: string[]) =>
  startServer(envOf(url), [process.execPath, COMMAND, ...args]).ended;
const start = (url: string) => startServer(envOf(url)).ended;

async function runsOn(url: string): Promise<void> {
  const server = startServer(envOf(url));
  try {
    await server.said(RUNNING);
  } finally {
    server.kill('SIGTERM');
    await server.ended;
  }
}

it('is refused on a copy of the database until `restored` has been run there', async () => {
  await runsOn(databaseUrl);
  const url = await createDatabase(admin(), newName(), nameOf(databaseUrl));
  try {
    const refused = await start(url);
    expect(refused.code).toBe(1);
    expect(refused.err).toMatch(/^This database is a copy: .*npm run restored.*--moved/);
    expect(await restored(url)).toMatchObject({ code: 0, out: expect.stringContaining('1 workspaces are paused now') });
    await runsOn(url);
    // The folder belongs to the copy now: the original is the older one.
    expect(await start(databaseUrl)).toMatchObject({ code: 1, err: expect.stringContaining('is older than') });
  } finally {
    await dropDatabase(admin(), nameOf(url));
  }
});

it('says of other arguments how it is called', async () => {
  expect(await restored(databaseUrl, '--maybe')).toMatchObject({
    code: 1,
    err: 'Usage: npm run restored [-- --moved]\n',
  });
});
