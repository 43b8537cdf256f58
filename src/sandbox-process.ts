/** Runs the sandbox as a process of its own, which ends with this one. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface SandboxProcess extends AsyncDisposable {
  readonly origin: string;
}

const PREFERRED_PORT = 4010;
const ENTRY = join(import.meta.dirname, '../sandbox/main.ts');

export async function startSandboxProcess(): Promise<SandboxProcess> {
  // The pipe to its standard input closes when this process ends, however it ends.
  const child = spawn(process.execPath, [ENTRY, '--port', `${PREFERRED_PORT}`, '--or-another', '--with-parent'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const origin = await new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the sandbox ended with code ${code} before it listened`)));
    createInterface({ input: child.stdout }).once('line', (line) => resolve(originFrom(line)));
  });
  return {
    origin,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function originFrom(line: string): string {
  const parsed: unknown = JSON.parse(line);
  if (typeof parsed !== 'object' || parsed === null || !('sandbox' in parsed) || typeof parsed.sandbox !== 'string')
    throw new Error(`unexpected first line of the sandbox: ${line}`);
  return parsed.sandbox;
}
