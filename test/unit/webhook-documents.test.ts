/** The snippets of docs/webhooks.md verify what is sent, and refuse what is not. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateSecret, signatureHeaders } from '../../src/domain/webhooks/signature.ts';

const text = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');
const snippet = (language: string): string => new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? '';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'slipway-snippets-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const secret = generateSecret();
const old = generateSecret();
const body = JSON.stringify({ id: 'event_1', type: 'target.success', note: 'Grüße 👋' });
const sent = { secret, body, headers: signatureHeaders([secret, old], { id: 'event_1', at: new Date(), body }) };
const late = signatureHeaders([secret], { id: 'event_1', at: new Date(Date.now() - 400_000), body });
const CASES = [
  { name: 'what was sent', ...sent, isTaken: true },
  { name: 'what was signed with the old secret too', ...sent, secret: old, isTaken: true },
  { name: 'another body', ...sent, body: `${body} `, isTaken: false },
  { name: 'another secret', ...sent, secret: generateSecret(), isTaken: false },
  { name: 'another id', ...sent, headers: { ...sent.headers, 'webhook-id': 'event_2' }, isTaken: false },
  { name: 'what is old', ...sent, headers: late, isTaken: false },
];
const TAKEN = CASES.map(({ isTaken }) => isTaken);

/** Runs the snippet with all cases; answers which of them it took. */
async function run(program: string, file: string, code: string): Promise<unknown> {
  await writeFile(join(dir, file), code);
  const { stdout, stderr } = spawnSync(program, [join(dir, file)], { input: JSON.stringify(CASES), encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
}

describe('a snippet of docs/webhooks.md', () => {
  it('in TypeScript takes what Slipway sends, and nothing else', async () => {
    const around = `
import { readFileSync } from 'node:fs';
const took = JSON.parse(readFileSync(0, 'utf8')).map(({ secret, headers, body }: any) => {
  try { return (verify(secret, headers, body) as any).id === 'event_1'; } catch { return false; }
});
console.log(JSON.stringify(took));`;
    expect(await run(process.execPath, 'verify.mts', snippet('ts') + around)).toEqual(TAKEN);
  });

  const hasPython = spawnSync('python3', ['--version']).status === 0;
  it.skipIf(!hasPython)('in Python does, too (skipped without python3)', async () => {
    const around = `
import sys
def took(case):
    try:
        return verify(case["secret"], case["headers"], case["body"])["id"] == "event_1"
    except ValueError:
        return False
print(json.dumps([took(case) for case in json.load(sys.stdin)]))`;
    expect(await run('python3', 'verify.py', snippet('python') + around)).toEqual(TAKEN);
  });
});
