/** What an operator does from the command line, beside the server and without SQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseApiKey } from '../../src/lib/crypto.ts';
import { type Env, originOf, RUNNING, startServer } from '../support/server-process.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'slipway-commands-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const npm = (...args: string[]) => startServer({ SLIPWAY_DATA_DIR: dataDir }, ['npm', 'run', '-s', ...args]).ended;

async function workspaceOf(origin: string, key: string): Promise<unknown> {
  const answer = await request(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: '{ viewer { scopes workspace { name } } brands { nodes { id } } }' }),
  });
  return answer.body.json();
}

const made = (name: string) => ({
  data: { viewer: { scopes: ['ADMIN'], workspace: { name } }, brands: { nodes: [] } },
});

it('makes a key that a start takes', async () => {
  const { out, code } = await npm('key');
  expect(code).toBe(0);
  expect(parseApiKey(out.trim())).not.toBeNull();
});

it('makes workspaces with a key of their own, before the server was ever started and while it runs', async () => {
  const early = await npm('workspace', '--', 'create', 'Early');
  expect(early).toMatchObject({ code: 0, out: expect.stringMatching(/^slw_\w+\n$/) });
  const env: Env = { SLIPWAY_DATA_DIR: dataDir, SLIPWAY_SANDBOX: 'off' };
  const server = startServer(env);
  try {
    const origin = originOf(await server.said(RUNNING));
    const late = await npm('workspace', '--', 'create', 'Late & Söhne');
    expect(await workspaceOf(origin, early.out.trim())).toEqual(made('Early'));
    expect(await workspaceOf(origin, late.out.trim())).toEqual(made('Late & Söhne'));
  } finally {
    server.kill('SIGTERM');
    await server.ended;
  }
});

it.each([
  [[], 'Usage: npm run workspace -- create "Name"'],
  [['delete', 'All'], 'Usage'],
  [['create', 'Two', 'words'], 'Usage'],
  [['create', '  '], 'Usage'],
  [['tier', 'workspace_1', 'URGENT'], 'Usage'],
  [['tier', 'workspace_1', 'HIGH'], 'no such workspace'],
])('says of `workspace %j` what is wrong, and makes nothing', async (args, words) => {
  const { code, out, err } = await npm('workspace', '--', ...args);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(words);
  expect(err).not.toMatch(/\n +at /);
});
