/** The server as a process, started as an operator does, and what it says. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect } from 'vitest';

export const MAIN = join(import.meta.dirname, '../../src/main.ts');

export type Env = Readonly<Record<string, string>>;

export interface ServerProcess {
  /** Everything on its standard output so far, once `words` are among it; throws when it ends without having said them. */
  said(words: RegExp): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  /** Resolves when it, and whoever else can write to its output, has ended. */
  readonly ended: Promise<{ code: number | null; out: string; err: string }>;
}

export function startServer(env: Env, [command, ...args]: readonly string[] = [process.execPath, MAIN]): ServerProcess {
  const child = spawn(command ?? '', args, {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  let isOver = false;
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
  });
  const ended = new Promise<number | null>((done) => child.once('close', done)).then((code) => {
    isOver = true;
    return { code, out, err };
  });
  return {
    said: async (words) => {
      await expect.poll(() => isOver || words.test(out)).toBe(true);
      if (!words.test(out)) throw new Error(`It ended and never said ${words}:\n${out}${err}`);
      return out;
    },
    kill: (signal) => child.kill(signal),
    ended,
  };
}

export const RUNNING = /Slipway is running[\s\S]*\n\n/;
export const keyOf = (said: string): string => /slw_\w+/.exec(said)?.[0] ?? '';
export const originOf = (said: string): string => /GraphiQL +(\S+)\/graphql/.exec(said)?.[1] ?? '';
