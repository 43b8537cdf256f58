/** Programs of other packages that scripts start: found, or named with what to install; run by an ordinary user; ended. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { until } from './fleet.ts';

export interface Program {
  /** As it is called, and where Debian puts it. */
  name: string;
  /** Of Debian, that has it. */
  package: string;
}

export interface RunningProgram extends AsyncDisposable {
  /** Without any farewell. */
  kill(): Promise<void>;
}

/** Names all that are missing at once. */
export function insistOnPrograms(programs: readonly Program[]): void {
  const missing = programs.filter(({ name }) => spawnSync('which', [name]).status !== 0);
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  throw new Error(`Missing: ${names}. Install: apt-get install ${missing.map((one) => one.package).join(' ')}`);
}

/** Starts it, and waits until somebody listens on the port. */
export async function startProgram(program: Program, args: readonly string[], port: number): Promise<RunningProgram> {
  insistOnPrograms([program]);
  // Some of them refuse to be root.
  const isRoot = process.getuid?.() === 0;
  const [command = '', ...rest] = isRoot
    ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--clear-groups', program.name, ...args]
    : [program.name, ...args];
  const child = spawn(command, rest, { cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  await until(`${program.name} to listen`, async () => {
    if (child.exitCode !== null) throw new Error(`${program.name} ended:\n${output}`);
    return isOpen(port);
  });
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return { kill: () => end('SIGKILL'), [Symbol.asyncDispose]: () => end('SIGTERM') };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
